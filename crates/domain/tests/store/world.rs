//! A whole domain in a temporary folder, on either database, with a clock that stands still.

use beckon_domain::accounts::{self, Instructor, Learner, NewAccount};
use beckon_domain::courses::{self, imports};
use beckon_domain::join::{self, Launched, Visitor};
use beckon_domain::mail::Transport;
use beckon_domain::secret::{self, Key};
use beckon_domain::{Clock, Db, Domain, Settings, invitations};
use beckon_model::invitation::{LetterText, Links};
use beckon_model::launch::Landing;
use beckon_model::people::{Invited, PeopleForm};
use beckon_model::sending::Sending;
use beckon_model::{CourseId, ImportId, InvitationId, Problem};
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The moment at which every test begins.
pub const START: i64 = 1_795_597_507_000;
pub const PASSWORD: &str = "harbour lantern oats";

/// The browser in which everybody starts where it does not matter.
pub const BROWSER: &str = "browser-of-the-household-0000000";

pub struct World {
    pub domain: Domain,
    pub folder: TempDir,
}

/// Runs a test on both databases.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($world:ident: World) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;
            async fn check($world: $crate::world::World) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                check($crate::world::World::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                check($crate::world::World::postgres().await).await;
            }
        }
    )+};
}

impl World {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("beckon.sqlite").display());
        Self::open(&url, folder).await
    }

    pub async fn postgres() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("t{}", COUNT.fetch_add(1, Ordering::SeqCst));
        let server = postgres();
        server.sql("postgres", &format!("CREATE DATABASE {name}"));
        let url = format!("postgres://beckon@127.0.0.1:{}/{name}", server.port);
        Self::open(&url, tempfile::tempdir().expect("a folder")).await
    }

    async fn open(url: &str, folder: TempDir) -> Self {
        let settings = Settings {
            data_dir: folder.path().to_owned(),
            public_url: "http://localhost:3000".to_owned(),
            content_url: "http://127.0.0.1:3000".to_owned(),
            transport: Transport::OutboxPage,
            mail_from: "Beckon <beckon@localhost>".to_owned(),
            bounces_to: None,
            limits: Default::default(),
            private_networks: Default::default(),
            api_rate: 0,
        };
        for name in ["content", "uploads"] {
            std::fs::create_dir_all(folder.path().join(name)).expect("a folder");
        }
        let db = Db::open(url).await.expect("the database opens");
        db.migrate().await.expect("the tables are made");
        let domain = Domain::with(db, Clock::fixed(START), Key::fixed(7), settings);
        Self { domain, folder }
    }

    /// The first instructor.
    pub async fn instructor(&self) -> Instructor {
        let id = accounts::create_first_instructor(
            &self.domain,
            person("Grace", "Hopper", "grace@example.org"),
        )
        .await
        .expect("the first instructor");
        accounts::instructor(&self.domain, &id)
            .await
            .expect("an instructor")
    }

    /// A second instructor, with a library of his own.
    pub async fn another_instructor(&self) -> Instructor {
        let id =
            accounts::add_instructor(&self.domain, person("Alan", "Turing", "alan@example.org"))
                .await
                .expect("another instructor");
        accounts::instructor(&self.domain, &id)
            .await
            .expect("an instructor")
    }

    /// A learner with an account.
    pub async fn learner(&self, first: &str, email: &str) -> Learner {
        let id = accounts::set_up_learner(&self.domain, person(first, "Learner", email))
            .await
            .expect("an account");
        accounts::learner(&self.domain, &id)
            .await
            .expect("a learner")
    }

    /// The demo course, imported.
    pub async fn course(&self, who: &Instructor) -> CourseId {
        let import = courses::add_demo(&self.domain, who)
            .await
            .expect("a package");
        self.imported(who, import).await
    }

    /// A course of one SCO whose manifest is this, imported.
    pub async fn course_from(&self, who: &Instructor, manifest: &str) -> CourseId {
        let package = zip(&[
            ("imsmanifest.xml", manifest),
            ("sco.html", "<!doctype html>"),
        ]);
        let import = secret::id();
        let upload = imports::Upload::begin(&self.domain, &import).await;
        let upload = upload.expect("an upload");
        upload.finish_with(package).await.expect("stored");
        imports::enqueue(&self.domain, who, &import, "course.zip", None)
            .await
            .expect("promised");
        self.imported(who, import).await
    }

    async fn imported(&self, who: &Instructor, import: ImportId) -> CourseId {
        assert!(imports::run_next(&self.domain).await.expect("an import"));
        let import = imports::find(&self.domain, who, &import)
            .await
            .expect("the import");
        import
            .course
            .unwrap_or_else(|| panic!("not imported: {}", import.problem))
    }

    /// Invites people privately, by a letter of few words.
    pub async fn invite_briefly(
        &self,
        who: &Instructor,
        course: &CourseId,
        addresses: &str,
    ) -> InvitationId {
        let letter = LetterText {
            subject: "[Course]".to_owned(),
            body: "[URL:Play course]".to_owned(),
        };
        let invited = self.invite(who, course, addresses, &letter).await;
        invited.expect("an invitation")
    }

    /// Invites people privately, as a form that is sent once.
    pub async fn invite(
        &self,
        who: &Instructor,
        course: &CourseId,
        addresses: &str,
        letter: &LetterText,
    ) -> beckon_domain::Result<InvitationId> {
        self.invite_at(who, course, addresses, letter, &Sending::default())
            .await
    }

    /// As [`World::invite`], with a time for the e-mails.
    pub async fn invite_at(
        &self,
        who: &Instructor,
        course: &CourseId,
        addresses: &str,
        letter: &LetterText,
        sending: &Sending,
    ) -> beckon_domain::Result<InvitationId> {
        let form = PeopleForm {
            addresses: addresses.to_owned(),
            ..PeopleForm::default()
        };
        let on = &self.domain;
        let links = Links::default();
        match invitations::create_private_at(on, who, course, &form, letter, links, sending).await?
        {
            Invited::Done(id) => Ok(id),
            Invited::Choose(asked) => panic!("some were invited before: {asked:?}"),
        }
    }

    /// How many files lie in the content folder.
    pub fn blobs(&self) -> usize {
        fn count(folder: &Path) -> usize {
            std::fs::read_dir(folder).map_or(0, |entries| {
                entries
                    .flatten()
                    .map(|e| {
                        if e.path().is_dir() {
                            count(&e.path())
                        } else {
                            1
                        }
                    })
                    .sum()
            })
        }
        count(&self.folder.path().join("content"))
    }
}

/// The page behind a private link, in [`BROWSER`].
pub async fn landing(domain: &Domain, token: &str) -> beckon_domain::Result<Landing> {
    let visitor = Visitor {
        browser: BROWSER,
        account: None,
    };
    let page = join::landing_private(domain, token, visitor).await?;
    Ok(page.landing)
}

/// Starts the course of a private link in [`BROWSER`]; gives the address of the player.
pub async fn start(domain: &Domain, token: &str) -> beckon_domain::Result<String> {
    let visitor = Visitor {
        browser: BROWSER,
        account: None,
    };
    match join::launch_private(domain, token, visitor, "test").await? {
        Launched::Playing(url) => Ok(url),
        Launched::Asked => panic!("the link's page asks something first"),
    }
}

pub fn person(first: &str, last: &str, email: &str) -> NewAccount {
    NewAccount {
        first_name: first.to_owned(),
        last_name: last.to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

/// A zip of these files.
pub fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a file");
        zip.write_all(content.as_bytes()).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

/// The problem that people would read.
pub fn problem<T: std::fmt::Debug>(result: beckon_domain::Result<T>) -> Problem {
    match result {
        Err(beckon_domain::Error::Problem(problem)) => problem,
        other => panic!("expected a problem, got {other:?}"),
    }
}

struct Postgres {
    port: u16,
    bin: std::path::PathBuf,
}

impl Postgres {
    fn sql(&self, database: &str, sql: &str) {
        let port = self.port.to_string();
        let done = Command::new(self.bin.join("psql"))
            .args([
                "-h",
                "127.0.0.1",
                "-p",
                &port,
                "-U",
                "beckon",
                "-d",
                database,
                "-q",
                "-c",
                sql,
            ])
            .status()
            .expect("psql runs");
        assert!(done.success(), "{sql}");
    }
}

/// A PostgreSQL of Debian's in a temporary folder, started once a process and stopped with it: a shell holds it, and
/// ends it when this process closes the pipe between them, in whatever way it goes.
fn postgres() -> &'static Postgres {
    static SERVER: OnceLock<Postgres> = OnceLock::new();
    SERVER.get_or_init(|| {
        let bin = newest_postgres().expect("PostgreSQL is installed: apt-get install postgresql");
        let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
        let script = format!(
            "set -e; D=$(mktemp -d /tmp/beckon-pg.XXXXXX); trap 'kill $P 2>/dev/null; wait $P 2>/dev/null; rm -rf $D' EXIT
             {bin}/initdb -D $D/data -U beckon -A trust -E UTF8 --no-sync >/dev/null
             {bin}/postgres -D $D/data -h 127.0.0.1 -p {port} -k $D -c fsync=off -c max_connections=300 \
                >$D/log 2>&1 </dev/null & P=$!
             cat >/dev/null",
            bin = bin.display()
        );
        // PostgreSQL refuses to run as root.
        let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
        let mut command = if root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "bash", "-c", &script]);
            command
        } else {
            let mut command = Command::new("bash");
            command.args(["-c", &script]);
            command
        };
        let mut child = command.current_dir("/tmp").stdin(Stdio::piped()).spawn().expect("a shell");
        child.stdin.as_mut().expect("a pipe").flush().expect("an open pipe");
        std::mem::forget(child);
        let ready = || {
            Command::new(bin.join("pg_isready"))
                .args(["-q", "-h", "127.0.0.1", "-p", &port.to_string(), "-U", "beckon"])
                .status()
                .is_ok_and(|s| s.success())
        };
        for _ in 0..300 {
            if ready() {
                return Postgres { port, bin };
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("PostgreSQL did not start in 30 s");
    })
}

fn newest_postgres() -> Option<std::path::PathBuf> {
    let mut found: Vec<(u32, std::path::PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin"))))
        .filter(|(_, bin): &(u32, _)| bin.join("initdb").is_file())
        .collect();
    found.sort();
    found.pop().map(|(_, bin)| bin)
}
