//! A hundred thousand promised e-mails until a mail server has taken them.

use crate::Error;
use crate::figures::Figures;
use crate::invite::{self, Desk, PEOPLE};
use crate::scene::{self, Server};
use beckon_domain::{Db, fetch_one};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// Where Debian's postfix has its mail server for measurements, which takes everything and keeps nothing.
const SINK: &str = "/usr/sbin/smtp-sink";
/// The client that goes with it; it remembers nothing.
const SOURCE: &str = "/usr/sbin/smtp-source";
/// What an operator may ask for whose server is his own: the sink takes any number.
const CONNECTIONS: usize = 24;
/// How many mails the client sends, and how long each is, in bytes.
const CEILING: (usize, usize) = (20_000, 6_000);

/// Adds how many mails a second the sink takes from a client that does nothing else, over ten connections; how many it
/// takes from Beckon, which keeps what became of each, on SQLite and on the PostgreSQL of `BENCH_POSTGRES` (an address
/// of an empty database); and how much memory Beckon had at most.
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    if !Path::new(SINK).exists() {
        eprintln!("mail is not measured: there is no {SINK}; Debian's postfix brings it");
        return Ok(());
    }
    figures.add("mail/ceiling/rate", ceiling().await?, "1/s");
    let folder = tempfile::tempdir()?;
    for (name, url) in invite::databases(folder.path()) {
        on(figures, name, &url, folder.path()).await?;
    }
    Ok(())
}

async fn on(figures: &mut Figures, name: &str, url: &str, folder: &Path) -> Result<(), Error> {
    let desk = Desk::set(url, folder).await?;
    desk.invite(&invite::file()).await?;
    desk.domain.db.close().await;
    let sink_port = scene::free_port()?;
    let mut sink = sink(sink_port)?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let smtp = format!("smtp://127.0.0.1:{sink_port}?tls=off&connections={CONNECTIONS}");
    let settings = [("BECKON_SMTP_URL", &*smtp), ("BECKON_DATABASE_URL", url)];
    let begun = Instant::now();
    let server = Server::start(folder, scene::free_port()?, &settings).await?;
    let db = Db::open(url).await?;
    while waiting(&db).await? > 0 {
        if begun.elapsed() > Duration::from_secs(600) {
            return Err("the mails did not go out within ten minutes".into());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let seconds = begun.elapsed().as_secs_f64();
    figures.add(&format!("mail/{name}/rate"), PEOPLE as f64 / seconds, "1/s");
    figures.add(&format!("mail/{name}/memory-peak"), server.peak()?, "MB");
    db.close().await;
    server.stop().await?;
    Ok(sink.kill().await?)
}

/// What this machine can do at all, mails a second: the rest is to be seen beside it.
async fn ceiling() -> Result<f64, Error> {
    let port = scene::free_port()?;
    let mut sink = sink(port)?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let begun = Instant::now();
    let sent = Command::new(SOURCE)
        .args(["-d", "-s", "10", "-m", &CEILING.0.to_string()])
        .args(["-l", &CEILING.1.to_string()])
        .arg(format!("127.0.0.1:{port}"))
        .status()
        .await?;
    if !sent.success() {
        return Err(format!("{SOURCE} ended with {sent}").into());
    }
    let seconds = begun.elapsed().as_secs_f64();
    sink.kill().await?;
    Ok(CEILING.0 as f64 / seconds)
}

fn sink(port: u16) -> Result<Child, Error> {
    let mut command = Command::new(SINK);
    // Root has to say whom the sink runs as.
    if std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0)
    {
        command.args(["-u", "nobody"]);
    }
    Ok(command
        .arg(format!("127.0.0.1:{port}"))
        .arg("1000")
        .kill_on_drop(true)
        .spawn()?)
}

async fn waiting(db: &Db) -> Result<i64, Error> {
    let (left,): (i64,) = fetch_one!(
        &mut &*db,
        (i64,),
        "SELECT COUNT(*) FROM outbox WHERE state IN ('queued', 'deferred', 'sending')"
    )?;
    Ok(left)
}
