//! What Beckon does: the rules of each noun, and the SQL that keeps it.
//!
//! A rule takes the actor as an argument ([`accounts::Instructor`], [`accounts::Learner`]), so that it can't be
//! called unasked. What belongs together is written in one transaction; a worker does the rest, and every step is
//! safe to run twice.

pub mod accounts;
pub mod clock;
pub mod configuration;
pub mod courses;
pub mod db;
mod error;
pub mod events;
pub mod fetch;
pub mod flags;
pub mod invitations;
pub mod join;
pub mod keys;
pub mod launch_options;
pub mod letters;
pub mod listing;
pub mod mail;
pub mod play;
pub mod postbacks;
pub mod recipients;
pub mod registrations;
pub mod reminders;
pub mod reportage;
pub mod secret;
pub mod sessions;
pub mod tags;
pub mod worker;
pub mod zone;

pub use clock::Clock;
pub use db::Db;
pub use error::{Error, Result};

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Everything a rule needs: one value, cheap to clone.
#[derive(Clone, Debug)]
pub struct Domain {
    pub db: Db,
    pub clock: Clock,
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    settings: Settings,
    key: secret::Key,
    fetcher: fetch::Fetcher,
    hashing: tokio::sync::Semaphore,
    courses: courses::Shelf,
    commits: play::Queue,
    mail_wanted: tokio::sync::Notify,
    postback_wanted: tokio::sync::Notify,
    import_wanted: tokio::sync::Notify,
}

/// What an operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Holds the content, uploads under way and the installation's key.
    pub data_dir: PathBuf,
    /// Where people reach the product, without a slash at the end.
    pub public_url: String,
    /// Where courses run: another host name, without a slash at the end.
    pub content_url: String,
    /// How e-mails leave.
    pub transport: mail::Transport,
    /// The sender, `Name <address>`.
    pub mail_from: String,
    /// The address that takes reports of failed deliveries, each under `local+ID@domain`; the sender's if there is none.
    pub bounces_to: Option<String>,
    /// How much a package may hold.
    pub limits: courses::package::Limits,
    /// Which networks that are not public may be reached where a person names an address.
    pub private_networks: fetch::Networks,
    /// How many calls a key may make a minute; 0 for as many as it likes.
    pub api_rate: u32,
}

impl Domain {
    /// Opens the database, brings it up to date, and prepares the data folder.
    pub async fn open(database_url: &str, settings: Settings) -> Result<Self> {
        for folder in ["content", "uploads"] {
            std::fs::create_dir_all(settings.data_dir.join(folder))?;
        }
        let db = Db::open(database_url).await?;
        db.migrate().await?;
        let key = secret::Key::load(&settings.data_dir)?;
        let domain = Self::with(db, Clock::System, key, settings);
        reportage::summaries::fill(&domain).await?;
        Ok(domain)
    }

    /// Puts the parts together; tests bring a clock and a key of their own.
    pub fn with(db: Db, clock: Clock, key: secret::Key, settings: Settings) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let inner = Inner {
            fetcher: fetch::Fetcher::new(settings.private_networks.clone()),
            settings,
            key,
            hashing: tokio::sync::Semaphore::new(cores),
            courses: courses::Shelf::default(),
            commits: play::Queue::default(),
            mail_wanted: tokio::sync::Notify::new(),
            postback_wanted: tokio::sync::Notify::new(),
            import_wanted: tokio::sync::Notify::new(),
        };
        Self {
            db,
            clock,
            inner: Arc::new(inner),
        }
    }

    /// What the operator decided.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The key that private links are made with.
    pub fn key(&self) -> &secret::Key {
        &self.inner.key
    }

    /// Asks addresses that people name.
    pub fn fetcher(&self) -> &fetch::Fetcher {
        &self.inner.fetcher
    }

    /// Wakes whoever sends e-mails.
    pub fn mail_wanted(&self) -> &tokio::sync::Notify {
        &self.inner.mail_wanted
    }

    /// Wakes whoever posts results.
    pub fn postback_wanted(&self) -> &tokio::sync::Notify {
        &self.inner.postback_wanted
    }

    /// Wakes whoever reads packages.
    pub fn import_wanted(&self) -> &tokio::sync::Notify {
        &self.inner.import_wanted
    }

    /// Where the files of all courses lie, named by their SHA-256.
    pub fn content_dir(&self) -> PathBuf {
        self.settings().data_dir.join("content")
    }

    /// Where uploads wait to be read.
    pub fn uploads_dir(&self) -> PathBuf {
        self.settings().data_dir.join("uploads")
    }

    /// An absolute address on the pages' host.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.settings().public_url)
    }

    /// An absolute address on the host where courses run.
    pub fn content_url(&self, path: &str) -> String {
        format!("{}{path}", self.settings().content_url)
    }

    pub(crate) fn now(&self) -> beckon_model::Millis {
        self.clock.now()
    }
}

/// Where a file of this name lies in the content folder.
pub fn blob_path(content_dir: &Path, blob: &str) -> PathBuf {
    content_dir.join(blob.get(..2).unwrap_or("00")).join(blob)
}
