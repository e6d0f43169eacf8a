//! Batches of the player's journal, until each is safe on disk, over HTTP.

use crate::figures::Figures;
use crate::scene::Scene;
use crate::{Error, SECONDS, invite, load};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use std::path::Path;
use std::time::Instant;

/// How many launches send at once, each its next batch when the last was acknowledged.
const LAUNCHES: [usize; 3] = [1, 8, 64];

/// Adds how many batches a second are acknowledged and how long each takes, on SQLite and on the PostgreSQL of
/// `BENCH_POSTGRES` (an address of an empty database); and how many durable transactions a second the same SQLite does
/// when nothing else is done.
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    figures.add(
        "commits/bare-sqlite/rate",
        bare(folder.path()).await?,
        "1/s",
    );
    for (name, url) in invite::databases(folder.path()) {
        let scene = Scene::on(&url, LAUNCHES.iter().sum()).await?;
        let server = scene.start(&[("BECKON_DATABASE_URL", &url)]).await?;
        on(figures, name, &scene).await?;
        server.stop().await?;
    }
    Ok(())
}

async fn on(figures: &mut Figures, name: &str, scene: &Scene) -> Result<(), Error> {
    scene.begin_all().await?;
    let suspend = "x".repeat(1_000);
    let mut first = 0;
    for launches in LAUNCHES {
        let done = load::run(SECONDS, launches, |client, turn| {
            let body = serde_json::json!({ "seq": turn.round + 2, "entries": [
                ["set", "cmi.core.lesson_location", format!("page {}", turn.round)],
                ["set", "cmi.core.lesson_status", "incomplete"],
                ["set", "cmi.core.score.raw", (turn.round % 100).to_string()],
                ["set", "cmi.core.session_time", "0000:01:00"],
                ["set", "cmi.suspend_data", format!("{suspend}{}", turn.round)],
            ]});
            client
                .post(scene.commit_url(first + turn.lane))
                .header("content-type", "application/json")
                .body(body.to_string())
        })
        .await?;
        first += launches;
        let called = format!("commits/{name}/{launches}");
        figures.add(&format!("{called}/rate"), done.per_second(), "1/s");
        figures.add(&format!("{called}/p50"), done.percentile(0.50), "ms");
        figures.add(&format!("{called}/p99"), done.percentile(0.99), "ms");
    }
    Ok(())
}

/// One connection, a row of 1 kB after the other, each a transaction of its own that is on disk when the next begins.
async fn bare(folder: &Path) -> Result<f64, Error> {
    let options = SqliteConnectOptions::new()
        .filename(folder.join("bare.sqlite"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = sqlx::SqliteConnection::connect_with(&options).await?;
    sqlx::query("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        .execute(&mut connection)
        .await?;
    let text = "x".repeat(1_000);
    let begun = Instant::now();
    let mut written = 0;
    while begun.elapsed() < SECONDS {
        sqlx::query("INSERT INTO rows (text) VALUES (?)")
            .bind(&text)
            .execute(&mut connection)
            .await?;
        written += 1;
    }
    let rate = f64::from(written) / begun.elapsed().as_secs_f64();
    connection.close().await?;
    Ok(rate)
}
