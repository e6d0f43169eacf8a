//! Posts what is due. Safe to run twice and to be killed at any point: a postback is claimed with a lease, and goes out
//! again when that is over.

use super::delivery::{self, WITHIN};
use super::store::{self, Claimed, Outcome};
use super::{Target, log, target};
use crate::db::Tx;
use crate::fetch::Failure;
use crate::{Domain, Error, Result, accounts, courses, registrations};
use beckon_model::imported::ImportJob;
use beckon_model::postback::{AuthType, DeliveryState, ResultsFormat};
use beckon_model::{AccountId, ImportId, Millis};
use serde::Serialize;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How many are sent at a time.
const AT_ONCE: usize = 16;
/// How long a claim holds: longer than sending takes.
const LEASE: Millis = 2 * WITHIN.as_millis() as Millis;
/// How often it is tried, and the longest time between two attempts.
pub const ATTEMPTS_MAX: i64 = 70;
const LONGEST: Millis = 15 * 60_000;
/// How long the log remembers what is over.
const KEPT: Millis = 30 * 24 * 60 * 60_000;
/// How often the worker looks: so long do results wait that a commit changed.
const LOOK: Duration = Duration::from_secs(1);

/// Runs until told to stop; waits for what is being sent.
pub async fn run(domain: Domain, mut stop: watch::Receiver<bool>) {
    let mut sending = JoinSet::new();
    while !*stop.borrow() {
        if let Err(error) = fill(&domain, &mut sending).await {
            tracing::error!(%error, "postbacks halt for a while");
        }
        tokio::select! {
            Some(_) = sending.join_next(), if !sending.is_empty() => {}
            () = domain.postback_wanted().notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            _ = stop.changed() => {}
        }
    }
    while sending.join_next().await.is_some() {}
}

/// Posts all that is due now. Gives how many were tried.
///
/// # Errors
/// When the database fails; nothing is lost by it.
pub async fn deliver_due(domain: &Domain) -> Result<usize> {
    let (mut sending, mut tried) = (JoinSet::new(), 0);
    loop {
        tried += fill(domain, &mut sending).await?;
        if sending.join_next().await.is_none() {
            return Ok(tried);
        }
    }
}

/// Begins to send what is due, as far as there is room. Gives how many were begun.
async fn fill(domain: &Domain, sending: &mut JoinSet<()>) -> Result<usize> {
    let (room, now) = (AT_ONCE.saturating_sub(sending.len()), domain.now());
    // A look that writes nothing hinders nobody.
    if room == 0
        || store::next_due(&mut &domain.db)
            .await?
            .is_none_or(|due| due > now)
    {
        return Ok(0);
    }
    let mut tx = domain.db.begin_write().await?;
    let most = i64::try_from(room).unwrap_or(i64::MAX);
    let claimed = store::claim(&mut tx, most, now + LEASE, now).await?;
    tx.commit().await?;
    let begun = claimed.len();
    for one in claimed {
        let domain = domain.clone();
        sending.spawn(async move {
            if let Err(error) = attempt(&domain, &one).await {
                tracing::error!(%error, postback = %one.id, "a postback waits for its lease to end");
            }
        });
    }
    Ok(begun)
}

async fn attempt(domain: &Domain, claimed: &Claimed) -> Result<()> {
    let outcome = post(domain, claimed).await?;
    let mut tx: Tx = domain.db.begin_write().await?;
    store::settle(
        &mut tx,
        (&claimed.id, claimed.attempts),
        &outcome,
        domain.now(),
    )
    .await?;
    tx.commit().await
}

async fn post(domain: &Domain, claimed: &Claimed) -> Result<Outcome> {
    let (on, now) = (&mut &domain.db, domain.now());
    if let Some(import) = &claimed.import_id {
        let job = match job(domain, &claimed.owner_id, import).await {
            Err(Error::Problem(gone)) => return Ok(given_up(&claimed.url, now, gone.to_string())),
            job => job?,
        };
        let target = Target {
            url: claimed.url.clone(),
            auth_type: AuthType::HttpBasic,
            user_name: String::new(),
            password: String::new(),
            results_format: ResultsFormat::default(),
        };
        return sent(domain, claimed, &target, &job, now).await;
    }
    let Some(id) = &claimed.registration_id else {
        return Err(Error::Other("a test is not sent by the worker".to_owned()));
    };
    let registration = registrations::find(on, id).await?;
    let Some(target) = target(domain, on, &registration).await? else {
        return Ok(given_up("", now, "No address is set any more.".to_owned()));
    };
    let results = registrations::result(domain, on, &registration, None, target.depth()).await?;
    sent(domain, claimed, &target, &results, now).await
}

async fn job(domain: &Domain, owner: &AccountId, import: &ImportId) -> Result<ImportJob> {
    let who = accounts::instructor(domain, owner).await?;
    courses::told::job(domain, &who, import).await
}

/// What is noted of one that can't be sent at all.
fn given_up(url: &str, now: Millis, problem: String) -> Outcome {
    Outcome {
        state: DeliveryState::Failed,
        due_at: now,
        url: url.to_owned(),
        status: None,
        answer: String::new(),
        took: None,
        problem,
    }
}

/// Posts it once; gives what is to be noted, with when it is tried next.
async fn sent(
    domain: &Domain,
    claimed: &Claimed,
    target: &Target,
    payload: &(impl Serialize + Sync),
    now: Millis,
) -> Result<Outcome> {
    let secret = log::signing(domain, &mut &domain.db, &claimed.owner_id).await?;
    let posted = delivery::send(domain, target, payload, (&claimed.id, now), &secret).await?;
    let for_good = matches!(
        posted.answer,
        Err(Failure::Address(_) | Failure::Private(_))
    );
    let mut outcome = posted.outcome(&target.url, now);
    if !posted.is_taken() && !for_good && claimed.attempts < ATTEMPTS_MAX {
        outcome.state = DeliveryState::Waiting;
        outcome.due_at = domain.now() + pause(claimed.attempts, rand::random());
    }
    Ok(outcome)
}

/// How long it waits after so many attempts: twice as long each time, up to 15 minutes, and of that between half and the
/// whole by chance, so that those that failed together don't come back together.
fn pause(attempts: i64, chance: f64) -> Millis {
    let doubled = u32::try_from(attempts).unwrap_or(u32::MAX).min(20);
    let longest = (1_000_i64 << doubled).min(LONGEST);
    longest / 2 + ((longest / 2) as f64 * chance) as Millis
}

/// Forgets what is long over.
pub(crate) async fn sweep(domain: &Domain) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::forget_before(&mut tx, domain.now() - KEPT).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_a_second_at_least_and_fifteen_minutes_at_most() {
        for attempts in 1..=ATTEMPTS_MAX {
            for chance in [0.0, 0.999] {
                let pause = pause(attempts, chance);
                assert!((1_000..=LONGEST).contains(&pause), "{attempts}: {pause}");
            }
        }
        assert!(pause(1, 0.999) < 2_000 && pause(70, 0.0) == LONGEST / 2);
    }
}
