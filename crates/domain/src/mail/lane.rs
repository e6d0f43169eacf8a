//! One connection's way through the mails that were claimed.

use super::message::{self, Wire};
use super::recorder::{Became, Gate, Pen};
use super::smtp::{Courier, Outcome, SEND_LIMIT};
use super::store::MailRow;
use super::worker::LEASE;
use crate::Domain;
use beckon_model::Millis;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

const KEPT: &str = "Kept in the outbox: no mail server is configured.";

/// The mails claimed together, for several lanes to take from.
pub(super) struct Queue {
    inside: Mutex<Inside>,
    pub lease_until: Millis,
}

struct Inside {
    mails: VecDeque<MailRow>,
    /// Lanes that take from here.
    lanes: usize,
    tried: usize,
}

impl Queue {
    pub(super) fn new(mails: Vec<MailRow>, lease_until: Millis, lanes: usize) -> Arc<Self> {
        let inside = Mutex::new(Inside {
            mails: mails.into(),
            lanes,
            tried: 0,
        });
        Arc::new(Self {
            inside,
            lease_until,
        })
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<MailRow> {
        self.inside().mails.pop_front()
    }

    fn put_back(&self, mail: MailRow) {
        self.inside().mails.push_front(mail);
    }

    /// Leaves the mail to the other lanes; the last lane has to keep it.
    fn leave(&self, mail: MailRow) -> Option<MailRow> {
        let mut inside = self.inside();
        if inside.lanes <= 1 {
            return Some(mail);
        }
        inside.lanes -= 1;
        inside.mails.push_front(mail);
        None
    }

    /// How many mails were tried, and those that were not.
    pub(super) fn done(&self) -> (usize, VecDeque<MailRow>) {
        let mut inside = self.inside();
        (inside.tried, std::mem::take(&mut inside.mails))
    }
}

/// What one lane works with.
pub(super) struct Lane {
    pub domain: Domain,
    pub pen: Pen,
    pub stop: watch::Receiver<bool>,
    /// `None` keeps the mails in the outbox.
    pub courier: Option<Courier>,
}

/// A mail in form, or why it can't be put in form.
type Ready = (MailRow, Result<Wire, String>);

impl Lane {
    /// Sends until the queue is empty, it is time to stop, or the lease is about to run out; what became of a mail is
    /// written before the words of the next one go out. Gives itself back, or nothing if it has no connection while
    /// others have.
    pub(super) async fn run(mut self, queue: Arc<Queue>) -> Option<Self> {
        let mut before = Gate::default();
        let mut next = self.ready(&queue);
        while let Some((mail, wire)) = next {
            if !self.may_begin(&queue) {
                queue.put_back(mail);
                break;
            }
            let (outcome, raw) = self.send(wire, &mut before).await;
            if outcome == Outcome::HeldBack || !before.pass().await {
                queue.put_back(mail);
                break;
            }
            let mail = match outcome {
                Outcome::NoLine(_) => match queue.leave(mail) {
                    Some(mail) => mail,
                    None => return None,
                },
                _ => mail,
            };
            queue.inside().tried += 1;
            let became = Became {
                mail,
                lease_until: queue.lease_until,
                outcome,
                raw,
            };
            before = self.pen.note(became).await;
            next = self.ready(&queue);
        }
        before.pass().await;
        Some(self)
    }

    /// A mail begun must be done before anyone else may claim it.
    fn may_begin(&self, queue: &Queue) -> bool {
        let limit = Millis::try_from(2 * SEND_LIMIT.as_millis()).unwrap_or(LEASE);
        !*self.stop.borrow() && self.domain.now() + limit <= queue.lease_until
    }

    fn ready(&self, queue: &Queue) -> Option<Ready> {
        let mail = queue.next()?;
        let settings = self.domain.settings();
        let wire = message::build(
            &mail,
            &settings.mail_from,
            settings.bounces_to.as_deref(),
            None,
        );
        Some((mail, wire))
    }

    async fn send(&mut self, wire: Result<Wire, String>, before: &mut Gate) -> (Outcome, String) {
        match (wire, &mut self.courier) {
            (Err(why), _) => (Outcome::Never(why), String::new()),
            (Ok(wire), Some(courier)) => (courier.send(&wire, before).await, String::new()),
            (Ok(wire), None) => {
                let raw = String::from_utf8_lossy(&wire.raw).into_owned();
                (Outcome::Accepted(KEPT.to_owned()), raw)
            }
        }
    }
}
