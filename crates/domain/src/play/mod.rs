//! Playing: launches, and what they save.
//!
//! A launch is one sitting. Its ticket, in the path of an address on the content origin, is all the authority that a
//! course and its player have. The player sends a journal of the calls that its run-time accepted; the same run-time
//! applies them here, exactly once and in order.

mod closing;
mod commit;
mod extra;
mod globals;
mod journal;
mod log;
mod offer;
mod store;
mod together;

pub use closing::{closing, forget};
pub(crate) use commit::words;
pub use commit::{Beginning, Commit, Committed, Stop, begin, commit};
pub use extra::{Extra, css_of_ticket};
pub(crate) use journal::{part, settle};
pub(crate) use log::try_outs;
pub use log::{launch, sweep_logs, text};
pub(crate) use offer::{Offer, relaunch};
pub use store::Sitting as LaunchSitting;
pub(crate) use together::Queue;

use crate::db::{On, Tx};
use crate::{Domain, Result, courses, registrations, secret};
use beckon_model::{AccountId, LaunchId, RegistrationId, VersionId};
use beckon_scorm::course::Course;
use beckon_scorm::runtime::{Attempt, CourseState, Entry, Kept, Learner, Refusal};
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
    pub offer: Offer,
}

/// Makes a launch; gives the address of its player.
pub(crate) async fn create(
    domain: &Domain,
    tx: &mut Tx,
    new: NewLaunch<'_>,
) -> Result<(LaunchId, String)> {
    let (id, ticket, now) = (secret::id::<LaunchId>(), secret::token(), domain.now());
    let options = serde_json::to_string(&new.offer.options)?;
    let row = store::NewRow {
        options: &options,
        id: &id,
        ticket_hash: &secret::hash(&ticket),
        receipt_hash: &secret::hash(&receipt(&ticket)),
        user_agent: &beckon_model::email::clean_name(new.user_agent),
        new: &new,
    };
    store::insert(tx, row, now).await?;
    if let Some(registration) = &new.registration {
        if new.offer.counts() {
            let row = registrations::find(tx, registration).await?;
            globals::carry_in(domain, tx, &row, &new.version).await?;
        }
        store::journals::keep_base(tx, &id, registration, new.instance).await?;
    }
    Ok((id, domain.content_url(&format!("/play/{ticket}/"))))
}

/// Ends the launches of a registration that are still open, for a newer one takes over. What ran is finished as if its
/// learner had just left. Of two at once, one waits here and then replaces the other.
pub(crate) async fn replace_open(
    domain: &Domain,
    tx: &mut Tx,
    registration: &RegistrationId,
) -> Result<()> {
    registrations::hold(tx, registration).await?;
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
        if let Some(registration) = &launch.registration_id {
            registrations::hold(&mut tx, registration).await?;
        }
        if let Some(launch) = store::still_open(&mut tx, &launch.id).await? {
            finish(domain, &mut tx, &launch, "lapsed").await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// All launches of a registration, oldest first.
pub(crate) async fn history(
    domain: &Domain,
    registration: &RegistrationId,
) -> Result<Vec<LaunchSitting>> {
    store::history(&mut &domain.db, registration).await
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
            sitting.attempt.note_satisfied(launch.last_seen_at);
            commit::save(domain, tx, launch, &registration, &sitting).await?;
        }
    }
    store::end(tx, &launch.id, by, domain.now()).await
}

/// What is kept of an attempt as it is stored: JSON by the name of the activity, and under [`WHOLE`] that of the course.
type Stored = BTreeMap<String, String>;

/// In the place of an activity's name: the course as a whole.
const WHOLE: &str = "";

/// `whose` is the identifier of the registration: random orders of a course follow from it, so that learners differ and
/// the player draws as the server does.
fn kept(stored: &Stored, whose: &str) -> Result<Kept> {
    let mut kept = Kept {
        course: CourseState::seeded(seed(whose)),
        ..Kept::default()
    };
    for (activity, state) in stored {
        match activity.as_str() {
            WHOLE => kept.course = serde_json::from_str(state)?,
            _ => {
                let state = serde_json::from_str(state)?;
                kept.states.insert(activity.clone(), state);
            }
        }
    }
    Ok(kept)
}

fn seed(whose: &str) -> u32 {
    // FNV-1a
    whose.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

fn stored(attempt: &Attempt) -> Result<Stored> {
    let mut stored = Stored::new();
    for (activity, state) in attempt.states() {
        stored.insert(activity.clone(), serde_json::to_string(state)?);
    }
    let course = attempt.course_state();
    if course != CourseState::default() {
        stored.insert(WHOLE.to_owned(), serde_json::to_string(&course)?);
    }
    Ok(stored)
}

/// The run-time as the last commit left it, and what was stored of it then.
struct Sitting {
    attempt: Attempt,
    stored: Stored,
    /// What was accepted since, for the journal.
    accepted: Vec<Entry>,
}

impl Sitting {
    fn apply(&mut self, entry: &Entry) -> std::result::Result<(), Refusal> {
        self.attempt.apply(entry)?;
        self.accepted.push(entry.clone());
        // Where it led, too: played again by itself, the way there may not be open.
        if let (Entry::Nav(_), Some(activity)) = (entry, self.attempt.active()) {
            self.accepted.push(Entry::Begin(activity.to_owned()));
        }
        Ok(())
    }
}

async fn sitting(
    domain: &Domain,
    tx: &mut Tx,
    launch: &store::Row,
    registration: &registrations::Registration,
) -> Result<Sitting> {
    let course = courses::manifest(domain, tx, &launch.version_id).await?;
    let stored = store::states(tx, &registration.id, launch.instance).await?;
    let attempt = taken_up(&course, registration, &stored)?.on(Offer::of(launch)?.terms());
    Ok(Sitting {
        attempt,
        stored,
        accepted: Vec::new(),
    })
}

/// The version of the course that an attempt played, or would play.
pub(crate) async fn version_of_attempt(
    on: &mut impl On,
    registration: &registrations::Registration,
    instance: i64,
) -> Result<VersionId> {
    let played = store::version_played(on, &registration.id, instance).await?;
    Ok(played.unwrap_or_else(|| registration.version_id.clone()))
}

/// An attempt of a registration as its last commit left it, on the version of the course that it played
/// ([`version_of_attempt`]).
pub(crate) async fn attempt(
    domain: &Domain,
    on: &mut impl On,
    registration: &registrations::Registration,
    (instance, version): (i64, &VersionId),
) -> Result<Attempt> {
    let course = courses::manifest(domain, on, version).await?;
    let states = store::states(on, &registration.id, instance).await?;
    taken_up(&course, registration, &states)
}

/// An attempt from what is stored of it.
fn taken_up(
    course: &Course,
    registration: &registrations::Registration,
    stored: &Stored,
) -> Result<Attempt> {
    let kept = kept(stored, &registration.id.0)?;
    Ok(Attempt::new(course.clone(), learner(registration), kept))
}

fn learner(registration: &registrations::Registration) -> Learner {
    let name = registration.learner_name.trim();
    let name = match (
        &registration.learner_first_name,
        &registration.learner_last_name,
    ) {
        (Some(first), Some(last)) if !last.is_empty() => format!("{last}, {first}"),
        (Some(first), _) if !first.is_empty() => first.clone(),
        _ => match name.rsplit_once(' ') {
            Some((first, last)) => format!("{last}, {first}"),
            None if name.is_empty() => registration.learner_email.clone(),
            None => name.to_owned(),
        },
    };
    let key = registration.learner_key.as_ref();
    Learner {
        id: key.unwrap_or(&registration.learner_id.0).clone(),
        name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learners_are_dealt_different_orders_and_each_keeps_his_own() {
        let deal = |stored: &Stored, whose| kept(stored, whose).expect("kept").course;
        let (ada, bob) = (deal(&Stored::new(), "ada"), deal(&Stored::new(), "bob"));
        assert_ne!(ada, bob);
        let json = serde_json::to_string(&ada).expect("json");
        let stored = Stored::from([(WHOLE.to_owned(), json)]);
        assert_eq!(deal(&stored, "bob"), ada);
    }
}
