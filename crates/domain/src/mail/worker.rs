//! Sends what the outbox promises. Safe to run twice and to be killed at any point: a mail is claimed with a lease,
//! and what became of it is written before the next is tried. At worst one mail goes out again, under the same
//! Message-ID.

use super::smtp::{Courier, Outcome, SEND_LIMIT};
use super::store::{self, MailRow};
use super::{Transport, message, promised};
use crate::{Domain, Error, Result};
use beckon_model::Millis;
use std::time::Duration;
use tokio::sync::watch;

/// How many mails are claimed at a time.
const BATCH: i64 = 50;
/// How long a claim holds.
pub const LEASE: Millis = 5 * 60_000;
/// Minutes from one attempt to the next; the last is repeated.
const DELAYS: [i64; 8] = [1, 5, 15, 60, 180, 360, 720, 1_440];
/// Four days and a half, by [`DELAYS`].
const ATTEMPTS_MAX: i64 = 11;
/// A code is good for as long; later it would only confuse.
const CODE_GOOD_FOR: Millis = 15 * 60_000;
const KEPT: &str = "Kept in the outbox: no mail server is configured.";

/// Runs until told to stop; finishes the mail that is under way and gives back the rest.
pub async fn run(domain: Domain, mut stop: watch::Receiver<bool>) {
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
    let mut courier = match &domain.settings().transport {
        Transport::Smtp(server) => Some(Courier::new(server, sender.email.domain())),
        Transport::OutboxPage => None,
    };
    let mut tried = 0;
    while !*stop.borrow() {
        let (mails, lease_until) = claim(domain).await?;
        if mails.is_empty() {
            break;
        }
        for mail in &mails {
            // A mail begun must be done before anyone else may claim it.
            let limit = Millis::try_from(2 * SEND_LIMIT.as_millis()).unwrap_or(LEASE);
            if *stop.borrow() || domain.now() + limit > lease_until {
                let mut tx = domain.db.begin_write().await?;
                store::give_back(&mut tx, &mail.id, lease_until, domain.now()).await?;
                tx.commit().await?;
                continue;
            }
            tried += 1;
            deliver_one(domain, courier.as_mut(), mail, lease_until).await?;
        }
    }
    if let Some(courier) = courier {
        courier.quit().await;
    }
    Ok(tried)
}

async fn claim(domain: &Domain) -> Result<(Vec<MailRow>, Millis)> {
    let now = domain.now();
    let lease_until = now + LEASE;
    let mut tx = domain.db.begin_write().await?;
    let mut mails = store::claim(&mut tx, BATCH, lease_until, now).await?;
    promised::fill_in(domain, &mut tx, &mut mails).await?;
    tx.commit().await?;
    Ok((mails, lease_until))
}

async fn deliver_one(
    domain: &Domain,
    courier: Option<&mut Courier<'_>>,
    mail: &MailRow,
    lease_until: Millis,
) -> Result<()> {
    let mut raw = String::new();
    let outcome = match (
        message::build(mail, &domain.settings().mail_from, None),
        courier,
    ) {
        (Err(why), _) => Outcome::Never(why),
        (Ok(wire), Some(courier)) => courier.send(&wire).await,
        (Ok(wire), None) => {
            raw = String::from_utf8_lossy(&wire.raw).into_owned();
            Outcome::Accepted(KEPT.to_owned())
        }
    };
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    match outcome {
        Outcome::Accepted(said) => store::sent(&mut tx, &mail.id, &said, &raw, now).await?,
        Outcome::Never(said) => store::failed(&mut tx, &mail.id, lease_until, &said, now).await?,
        Outcome::Later(said) => match again_at(mail, now) {
            Some(due_at) => {
                store::deferred(&mut tx, &mail.id, lease_until, &said, due_at, now).await?
            }
            None => {
                let said = format!("Given up after {} attempts. {said}", mail.attempts);
                store::failed(&mut tx, &mail.id, lease_until, &said, now).await?;
            }
        },
    }
    if mail.kind == "code" && raw.is_empty() {
        store::blank(&mut tx, &mail.id).await?;
    }
    tx.commit().await
}

/// When to try again; `None` if it is not worth while any more. Up to a fifth is added, by the id, so that a crowd
/// that was put off together does not come back together.
fn again_at(mail: &MailRow, now: Millis) -> Option<Millis> {
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
