//! Playing: launches, and what they save.
//!
//! A launch is one sitting. Its ticket, in the path of an address on the content origin, is all the authority that a
//! course and its player have. The player sends a journal of the calls that its run-time accepted; the same run-time
//! applies them here, exactly once and in order.

mod closing;
mod commit;
mod journal;
mod store;

pub use closing::{closing, forget};
pub use commit::{Beginning, Commit, Committed, Stop, begin, commit};
pub(crate) use journal::{part, settle};

use crate::db::Tx;
use crate::{Domain, Result, courses, registrations, secret};
use beckon_model::{AccountId, LaunchId, RegistrationId, VersionId};
use beckon_scorm::course::Course;
use beckon_scorm::runtime::{ActivityState, Attempt, Entry, Learner, Refusal};
use std::collections::BTreeMap;

/// How long a ticket opens the course after it was last used.
const TICKET_GOOD_FOR: i64 = 24 * 60 * 60_000;
/// How long after leaving the page a launch can be taken up again by a reload.
const RELOAD_WITHIN: i64 = 10 * 60_000;

/// A launch to be made.
pub(crate) struct NewLaunch<'a> {
    /// `None` for a try-out: it plays, and nothing is kept.
    pub registration: Option<RegistrationId>,
    pub version: VersionId,
    pub instance: i64,
    /// Who tries it out.
    pub owner: Option<AccountId>,
    /// Where the closing page leads back to.
    pub back: String,
    pub user_agent: &'a str,
}

/// Makes a launch; gives the address of its player.
pub(crate) async fn create(
    domain: &Domain,
    tx: &mut Tx,
    new: NewLaunch<'_>,
) -> Result<(LaunchId, String)> {
    let (id, ticket, now) = (secret::id::<LaunchId>(), secret::token(), domain.now());
    let row = store::NewRow {
        id: &id,
        ticket_hash: &secret::hash(&ticket),
        receipt_hash: &secret::hash(&receipt(&ticket)),
        user_agent: &beckon_model::email::clean_name(new.user_agent),
        new: &new,
    };
    store::insert(tx, row, now).await?;
    if let Some(registration) = &new.registration {
        store::journals::keep_base(tx, &id, registration, new.instance).await?;
    }
    Ok((id, domain.content_url(&format!("/play/{ticket}/"))))
}

/// Ends the launches of a registration that are still open, for a newer one takes over. What ran is finished as if its
/// learner had just left.
pub(crate) async fn replace_open(
    domain: &Domain,
    tx: &mut Tx,
    registration: &RegistrationId,
) -> Result<()> {
    for launch in store::open_of(tx, registration).await? {
        finish(domain, tx, &launch, "replaced").await?;
    }
    Ok(())
}

/// Ends launches that nobody came back to.
pub async fn sweep(domain: &Domain) -> Result<()> {
    let now = domain.now();
    let lapsed = store::lapsed(&mut &domain.db, now - RELOAD_WITHIN, now - TICKET_GOOD_FOR).await?;
    for launch in lapsed {
        let mut tx = domain.db.begin_write().await?;
        if let Some(launch) = store::still_open(&mut tx, &launch.id).await? {
            finish(domain, &mut tx, &launch, "lapsed").await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// What a ticket opens, for serving the course's files.
pub async fn version_of_ticket(domain: &Domain, ticket: &str) -> Result<Option<VersionId>> {
    let since = domain.now() - TICKET_GOOD_FOR;
    store::version_of(&mut &domain.db, &secret::hash(ticket), since).await
}

/// The secret of the closing page, told by the ticket but not telling it.
fn receipt(ticket: &str) -> String {
    secret::hash(&format!("receipt/{ticket}"))[..40].to_owned()
}

async fn finish(domain: &Domain, tx: &mut Tx, launch: &store::Row, by: &str) -> Result<()> {
    if let (Some(registration), Some(began_at)) = (&launch.registration_id, launch.began_at) {
        let registration = registrations::find(tx, registration).await?;
        let mut sitting = sitting(domain, tx, launch, &registration).await?;
        let wall = (launch.last_seen_at - began_at).max(0) / 10;
        if sitting.apply(&Entry::End(wall)).is_ok() {
            commit::save(domain, tx, launch, &registration, &sitting).await?;
        }
    }
    store::end(tx, &launch.id, by, domain.now()).await
}

/// The run-time as the last commit left it, and what was stored of it then.
struct Sitting {
    attempt: Attempt,
    stored: BTreeMap<String, ActivityState>,
    /// What was accepted since, for the journal.
    accepted: Vec<Entry>,
}

impl Sitting {
    fn apply(&mut self, entry: &Entry) -> std::result::Result<(), Refusal> {
        self.attempt.apply(entry)?;
        self.accepted.push(entry.clone());
        Ok(())
    }
}

async fn sitting(
    domain: &Domain,
    tx: &mut Tx,
    launch: &store::Row,
    registration: &registrations::Registration,
) -> Result<Sitting> {
    let course = courses::manifest(domain, &launch.version_id).await?;
    let stored = store::states(tx, &registration.id, launch.instance).await?;
    let attempt = Attempt::new(
        Course::clone(&course),
        learner(registration),
        stored.clone(),
    );
    Ok(Sitting {
        attempt,
        stored,
        accepted: Vec::new(),
    })
}

fn learner(registration: &registrations::Registration) -> Learner {
    let name = registration.learner_name.trim();
    let name = match name.rsplit_once(' ') {
        Some((first, last)) => format!("{last}, {first}"),
        None if name.is_empty() => registration.learner_email.clone(),
        None => name.to_owned(),
    };
    Learner {
        id: registration.learner_id.0.clone(),
        name,
    }
}
