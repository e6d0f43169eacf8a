//! Calls that a program wants done once, however often it sends them: under a key of its own, the first is done and its
//! answer kept for a day. What a call changes is noted in the transaction that changes it, so that a call which was cut
//! short is neither done twice nor forgotten.

mod store;

use crate::db::Tx;
use crate::{Domain, Result, secret};
use beckon_model::{ApplicationId, Millis, Problem};
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long answers are kept.
pub const KEPT: Millis = 24 * 60 * 60_000;
/// After so long without a sign of life, whoever works on a call is taken to have died.
const LEASE: Millis = 10_000;
/// How often he gives that sign.
const SIGN: Duration = Duration::from_secs(3);
/// How long a second call waits for the answer of the first, and how often it looks.
const WAITS: Duration = Duration::from_secs(20);
const LOOKS: Duration = Duration::from_millis(100);
/// What answers are sealed for.
const ANSWER: &str = "api-answer";

tokio::task_local! {
    static UNDER: Claim;
}

/// The right to do a call, and to be the only one who does.
#[derive(Clone, Debug)]
pub struct Claim {
    application: ApplicationId,
    key: String,
    runner: String,
    resumed: Option<String>,
    made: Arc<Mutex<String>>,
}

impl Claim {
    /// Whether an earlier try was cut short after it had changed something; then the id of what it made, or nothing.
    pub fn resumed(&self) -> Option<&str> {
        self.resumed.as_deref()
    }
}

/// What to do with a call.
#[derive(Debug)]
pub enum Once {
    /// It is to be done, under [`run`].
    Do(Claim),
    /// It was done: the answer, as it was given to [`answered`].
    Done(String),
    /// Something else was asked under this key.
    Other,
    /// Another is still at it.
    Busy,
}

/// Claims a call for the caller's application. Takes the program's key and a text that is the same for the same call.
/// Waits for another who is at it.
pub async fn claim(
    domain: &Domain,
    application: &ApplicationId,
    key: &str,
    asked: &str,
) -> Result<Once> {
    let asked = secret::hash(asked);
    let waited = async {
        loop {
            match try_claim(domain, application, key, &asked).await {
                Ok(Once::Busy) => tokio::time::sleep(LOOKS).await,
                other => return other,
            }
        }
    };
    tokio::time::timeout(WAITS, waited)
        .await
        .unwrap_or(Ok(Once::Busy))
}

async fn try_claim(
    domain: &Domain,
    application: &ApplicationId,
    key: &str,
    asked: &str,
) -> Result<Once> {
    let on = &mut &domain.db;
    let now = domain.now();
    let known = store::find(on, application, key).await?;
    let known = known.filter(|known| known.created_at > now - KEPT);
    if let Some(known) = &known {
        match &known.answer {
            _ if known.asked != asked => return Ok(Once::Other),
            Some(answer) => return Ok(Once::Done(domain.key().open(answer, ANSWER)?)),
            None if known.held_until > now => return Ok(Once::Busy),
            None => {}
        }
    }
    let claim = Claim {
        application: application.clone(),
        key: key.to_owned(),
        runner: secret::id(),
        resumed: known
            .as_ref()
            .filter(|known| known.changed)
            .map(|known| known.made.clone()),
        made: Arc::default(),
    };
    let mut tx = domain.db.begin_write().await?;
    let mine = match known {
        Some(known) => store::take_over(&mut tx, &claim, &known.runner, now + LEASE).await?,
        None => {
            store::forget_one(&mut tx, application, key, now - KEPT).await?;
            store::insert(&mut tx, &claim, asked, (now + LEASE, now)).await?
        }
    };
    tx.commit().await?;
    Ok(if mine { Once::Do(claim) } else { Once::Busy })
}

/// Does a call under its claim: all that it commits is noted with the claim, and fails if the claim was lost.
pub async fn run<T>(domain: &Domain, claim: &Claim, call: impl Future<Output = T>) -> T {
    let signs = async {
        loop {
            tokio::time::sleep(SIGN).await;
            if let Err(error) = hold(domain, claim).await {
                tracing::warn!(%error, "a call under way could not give a sign of life");
            }
        }
    };
    tokio::select! {
        done = UNDER.scope(claim.clone(), call) => done,
        never = signs => never,
    }
}

async fn hold(domain: &Domain, claim: &Claim) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::hold(&mut tx, claim, domain.now() + LEASE).await?;
    tx.commit().await
}

/// Keeps the answer, before it is given.
pub async fn answered(domain: &Domain, claim: &Claim, answer: &str) -> Result<()> {
    let answer = domain.key().seal(answer, ANSWER)?;
    let mut tx = domain.db.begin_write().await?;
    store::answer(&mut tx, claim, &answer).await?;
    tx.commit().await
}

/// Gives a claim back: the same call may be tried again at once.
pub async fn give_back(domain: &Domain, claim: &Claim) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::give_back(&mut tx, claim).await?;
    tx.commit().await
}

/// Says, within the transaction that makes it, what a call makes.
pub(crate) fn makes(id: &str) {
    let said = UNDER.try_with(|claim| {
        if let Ok(mut made) = claim.made.lock() {
            id.clone_into(&mut made);
        }
    });
    // Outside of a claim nobody asks.
    let _ = said;
}

/// Notes with the claim of the call under way, if there is one, that it changes something. Called by every commit.
pub(crate) async fn note(tx: &mut Tx) -> Result<()> {
    let Ok(claim) = UNDER.try_with(Clone::clone) else {
        return Ok(());
    };
    let made = claim
        .made
        .lock()
        .map(|made| made.clone())
        .unwrap_or_default();
    if store::changed(tx, &claim, &made).await? {
        return Ok(());
    }
    let why = "Another has taken over this call, so nothing was changed here.";
    Err(Problem::Conflict(why.to_owned()).into())
}

/// Forgets answers that were kept long enough.
pub(crate) async fn sweep(domain: &Domain) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::forget_before(&mut tx, domain.now() - KEPT).await?;
    tx.commit().await
}
