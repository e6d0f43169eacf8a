//! Sends what the outbox promises. Safe to run twice and to be killed at any point: a mail is claimed with a lease,
//! and what became of it is written before the next is tried on the same connection. At worst one mail a connection goes
//! out again, under the same Message-ID.

use super::lane::{Lane, Queue};
use super::recorder::{Pen, Recorder};
use super::smtp::Courier;
use super::store::{self, MailRow};
use super::{Transport, files, message, promised};
use crate::{Db, Domain, Error, Result};
use beckon_model::Millis;
use std::fs::File;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How many mails are claimed at a time: few at first, and more from a server that takes them quickly.
const BATCH_LEAST: usize = 50;
const BATCH_MOST: usize = 500;
/// How many waiting mails are worth one more connection.
const PER_LANE: usize = 50;
/// How many mails are kept at once where no server takes them.
const PAGE_LANES: usize = 4;
/// How long a claim holds.
pub const LEASE: Millis = 5 * 60_000;
/// Minutes from one attempt to the next; the last is repeated.
const DELAYS: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 1_440];
/// Four days and a half, by [`DELAYS`].
const ATTEMPTS_MAX: i64 = 11;
/// A code is good for as long; later it would only confuse.
const CODE_GOOD_FOR: Millis = 15 * 60_000;

/// Runs until told to stop; finishes the mails that are under way and gives back the rest.
pub async fn run(domain: Domain, mut stop: watch::Receiver<bool>) {
    let _alone = match alone(&domain).await {
        Ok(lock) => lock,
        Err(error) => {
            tracing::warn!(%error, "e-mails that the last run was sending wait for five minutes");
            None
        }
    };
    while !*stop.borrow() {
        let mut pause = Duration::from_secs(30);
        match deliver(&domain, &stop).await {
            Ok(_) => match store::next_due(&mut &domain.db).await {
                Ok(Some(at)) => {
                    let left = u64::try_from(at - domain.now()).unwrap_or(0);
                    pause = pause.min(Duration::from_millis(left.max(200)));
                }
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "the outbox could not be read"),
            },
            Err(error) => tracing::error!(%error, "e-mails halt for a while"),
        }
        tokio::select! {
            () = domain.mail_wanted().notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Whoever holds the lock of the data folder is the only process on its SQLite: what is being sent there was left by a
/// run that died, and need not wait for its lease to run out. Several processes may share a PostgreSQL.
async fn alone(domain: &Domain) -> Result<Option<File>> {
    if !matches!(domain.db, Db::Sqlite(_)) {
        return Ok(None);
    }
    let lock = File::create(domain.settings().data_dir.join("mail.lock"))?;
    if lock.try_lock().is_err() {
        return Ok(None);
    }
    let mut tx = domain.db.begin_write().await?;
    store::release(&mut tx).await?;
    tx.commit().await?;
    Ok(Some(lock))
}

/// Sends all that is due now. Gives how many mails were tried.
///
/// # Errors
/// When the database fails or the sender's address is set up wrongly; no mail is lost by it.
pub async fn deliver_due(domain: &Domain) -> Result<usize> {
    let (_keep, stop) = watch::channel(false);
    deliver(domain, &stop).await
}

async fn deliver(domain: &Domain, stop: &watch::Receiver<bool>) -> Result<usize> {
    let sender = message::sender(&domain.settings().mail_from).map_err(Error::Config)?;
    let recorder = Recorder::start(domain);
    let mut round = Round {
        domain,
        stop,
        pen: recorder.pen(),
        hello: sender.email.domain().to_owned(),
        lanes: Vec::new(),
        most: match &domain.settings().transport {
            Transport::Smtp(server) => server.connections,
            Transport::OutboxPage => PAGE_LANES,
        },
        batch: BATCH_LEAST,
    };
    let tried = round.run().await;
    for courier in round.lanes.into_iter().filter_map(|lane| lane.courier) {
        courier.quit().await;
    }
    drop(round.pen);
    recorder.finish().await?;
    tried
}

/// Sending all that is due, over as many connections as it takes.
struct Round<'a> {
    domain: &'a Domain,
    stop: &'a watch::Receiver<bool>,
    pen: Pen,
    hello: String,
    /// Idle ones, connected or not.
    lanes: Vec<Lane>,
    /// How many lanes the server lets us have.
    most: usize,
    /// How many mails are claimed next.
    batch: usize,
}

impl Round<'_> {
    /// Claims the next mails while those before go out.
    async fn run(&mut self) -> Result<usize> {
        let mut tried = 0;
        let mut claimed = self.claim().await?;
        while !claimed.0.is_empty() {
            let begun = Instant::now();
            let running = self.begin(claimed);
            // What is claimed when the server has become slow waits for it, and so would a code behind it.
            let next = self.claim().await;
            let done = self.end(running).await?;
            tried += done;
            claimed = next?;
            self.batch = match begun.elapsed() {
                quick if quick < Duration::from_millis(500) => (self.batch * 2).min(BATCH_MOST),
                slow if slow > Duration::from_secs(5) => (self.batch / 2).max(BATCH_LEAST),
                _ => self.batch,
            };
        }
        Ok(tried)
    }

    async fn claim(&self) -> Result<(Vec<MailRow>, Millis)> {
        if *self.stop.borrow() {
            return Ok((Vec::new(), 0));
        }
        let now = self.domain.now();
        let lease_until = now + LEASE;
        let mut tx = self.domain.db.begin_write().await?;
        let most = i64::try_from(self.batch).unwrap_or(i64::MAX);
        let mut mails = store::claim(&mut tx, most, lease_until, now).await?;
        tx.commit().await?;
        promised::fill_in(self.domain, &mut &self.domain.db, &mut mails).await?;
        files::fill_in(&mut &self.domain.db, &mut mails).await?;
        Ok((mails, lease_until))
    }

    fn begin(&mut self, (mails, lease_until): (Vec<MailRow>, Millis)) -> Running {
        let wanted = mails.len().div_ceil(PER_LANE).min(self.most);
        while self.lanes.len() < wanted {
            self.lanes.push(self.lane());
        }
        let queue = Queue::new(mails, lease_until, wanted);
        let mut lanes = JoinSet::new();
        for lane in self.lanes.drain(..wanted) {
            lanes.spawn(lane.run(queue.clone()));
        }
        Running { queue, lanes }
    }

    fn lane(&self) -> Lane {
        Lane {
            domain: self.domain.clone(),
            pen: self.pen.clone(),
            stop: self.stop.clone(),
            courier: match &self.domain.settings().transport {
                Transport::Smtp(server) => Some(Courier::new(server, &self.hello)),
                Transport::OutboxPage => None,
            },
        }
    }

    /// Waits for the lanes, and gives back what they left. Gives how many mails were tried.
    async fn end(&mut self, mut running: Running) -> Result<usize> {
        let mut without = 0;
        while let Some(lane) = running.lanes.join_next().await {
            match lane.map_err(|error| Error::Other(error.to_string()))? {
                Some(lane) => self.lanes.push(lane),
                None => without += 1,
            }
        }
        if without > 0 {
            self.most = self.lanes.len().max(1);
        }
        let (tried, left) = running.queue.done();
        if !left.is_empty() {
            let ids: Vec<[&str; 1]> = left.iter().map(|mail| [&*mail.id.0]).collect();
            let mut tx = self.domain.db.begin_write().await?;
            let lease_until = running.queue.lease_until;
            store::give_back(&mut tx, &ids, lease_until, self.domain.now()).await?;
            tx.commit().await?;
        }
        Ok(tried)
    }
}

/// Mails on their way.
struct Running {
    queue: Arc<Queue>,
    lanes: JoinSet<Option<Lane>>,
}

/// When to try again; `None` if it is not worth while any more. Up to a fifth is added, by the id, so that a crowd
/// that was put off together does not come back together.
pub(super) fn again_at(mail: &MailRow, now: Millis) -> Option<Millis> {
    if mail.attempts >= ATTEMPTS_MAX {
        return None;
    }
    let step = usize::try_from(mail.attempts - 1)
        .unwrap_or(0)
        .min(DELAYS.len() - 1);
    let delay = DELAYS[step] * 60_000;
    // FNV-1a
    let hash = mail
        .id
        .0
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
    let at = now + delay + delay / 1_000 * i64::try_from((hash >> 32) % 200).unwrap_or(0);
    (mail.kind != "code" || at < mail.created_at + CODE_GOOD_FOR).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(kind: &str, attempts: i64) -> MailRow {
        MailRow {
            id: "m1".into(),
            kind: kind.to_owned(),
            to_email: String::new(),
            to_name: String::new(),
            reply_to: String::new(),
            subject: String::new(),
            html: String::new(),
            text: String::new(),
            attempts,
            created_at: 0,
            file: None,
        }
    }

    #[test]
    fn each_attempt_waits_longer_up_to_a_day_and_a_fifth() {
        for (attempts, minutes) in [
            (1, 1),
            (2, 5),
            (3, 15),
            (4, 60),
            (5, 180),
            (8, 1_440),
            (10, 1_440),
        ] {
            let at = again_at(&mail("invitation", attempts), 0).expect("again");
            let least = minutes * 60_000;
            assert!(at >= least && at < least + least / 5, "{attempts}: {at}");
        }
    }

    #[test]
    fn some_day_it_is_enough() {
        assert_eq!(again_at(&mail("invitation", ATTEMPTS_MAX), 0), None);
    }

    #[test]
    fn a_code_is_not_sent_after_it_has_run_out() {
        assert!(again_at(&mail("code", 1), 60_000).is_some());
        assert_eq!(again_at(&mail("code", 3), 8 * 60_000), None);
    }
}
