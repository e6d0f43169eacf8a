//! Writes down what became of mails: whatever waits is written in one transaction, so that ten connections don't wait for
//! the disk ten times.

use super::smtp::Outcome;
use super::store::{self, MailRow};
use super::worker::again_at;
use crate::{Domain, Error, Result};
use beckon_model::Millis;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// How many outcomes go into one transaction.
const MOST: usize = 200;

/// What became of one mail.
pub(super) struct Became {
    /// Its words are not needed any more.
    pub mail: MailRow,
    pub lease_until: Millis,
    pub outcome: Outcome,
    /// The message, where it is kept.
    pub raw: String,
}

struct Entry {
    became: Became,
    written: oneshot::Sender<()>,
}

pub(super) struct Recorder {
    entries: mpsc::Sender<Entry>,
    work: JoinHandle<Result<()>>,
}

/// Holds the next mail back until what became of the one before it is in the database.
#[derive(Default)]
pub(super) struct Gate(Option<oneshot::Receiver<()>>);

impl Gate {
    /// Waits, once; whether it was written.
    pub(super) async fn pass(&mut self) -> bool {
        match self.0.take() {
            Some(written) => written.await.is_ok(),
            None => true,
        }
    }
}

/// Hands outcomes to the recorder.
#[derive(Clone)]
pub(super) struct Pen(mpsc::Sender<Entry>);

impl Recorder {
    pub(super) fn start(domain: &Domain) -> Self {
        let (entries, waiting) = mpsc::channel(MOST);
        let work = tokio::spawn(record(domain.clone(), waiting));
        Self { entries, work }
    }

    pub(super) fn pen(&self) -> Pen {
        Pen(self.entries.clone())
    }

    /// Writes what still waits and puts the pens down.
    ///
    /// # Errors
    /// The first write that failed; nothing was written after it.
    pub(super) async fn finish(self) -> Result<()> {
        drop(self.entries);
        self.work
            .await
            .map_err(|error| Error::Other(error.to_string()))?
    }
}

impl Pen {
    /// Gives what opens once the outcome is in the database.
    pub(super) async fn note(&self, became: Became) -> Gate {
        let (written, done) = oneshot::channel();
        // Without a recorder the sender is dropped, and so tells.
        let _ = self.0.send(Entry { became, written }).await;
        Gate(Some(done))
    }
}

async fn record(domain: Domain, mut waiting: mpsc::Receiver<Entry>) -> Result<()> {
    let mut entries = Vec::with_capacity(MOST);
    while waiting.recv_many(&mut entries, MOST).await > 0 {
        let (became, written): (Vec<Became>, Vec<_>) = entries
            .drain(..)
            .map(|entry| (entry.became, entry.written))
            .unzip();
        write(&domain, &became).await?;
        for written in written {
            // Whoever has gone meanwhile need not know.
            let _ = written.send(());
        }
    }
    Ok(())
}

async fn write(domain: &Domain, all: &[Became]) -> Result<()> {
    let now = domain.now();
    let sent: Vec<[&str; 3]> = all
        .iter()
        .filter_map(|became| match &became.outcome {
            Outcome::Accepted(said) => Some([&*became.mail.id.0, said.as_str(), &became.raw]),
            _ => None,
        })
        .collect();
    let mut tx = domain.db.begin_write().await?;
    store::sent(&mut tx, &sent, now).await?;
    for became in all {
        let (mail, lease_until) = (&became.mail, became.lease_until);
        match &became.outcome {
            Outcome::Accepted(_) | Outcome::HeldBack => {}
            Outcome::Never(said) => {
                store::failed(&mut tx, &mail.id, lease_until, said, now).await?;
            }
            Outcome::Later(said) | Outcome::NoLine(said) => match again_at(mail, now) {
                Some(due_at) => {
                    store::deferred(&mut tx, &mail.id, lease_until, said, due_at, now).await?;
                }
                None => {
                    let said = format!("Given up after {} attempts. {said}", mail.attempts);
                    store::failed(&mut tx, &mail.id, lease_until, &said, now).await?;
                }
            },
        }
        if mail.kind == "code" && became.raw.is_empty() {
            store::blank(&mut tx, &mail.id).await?;
        }
    }
    tx.commit().await
}
