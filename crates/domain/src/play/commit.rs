//! Beginning a player page, and taking in what it sends.

use super::closing::is_kiosk;
use super::{RELOAD_WITHIN, Sitting, TICKET_GOOD_FOR, journal, learner, receipt, sitting, store};
use crate::db::Tx;
use crate::events::{self, Place, What};
use crate::registrations::{self, Registration};
use crate::{Domain, Result, courses, secret};
use beckon_model::Millis;
use beckon_scorm::course::Course;
use beckon_scorm::runtime::{ActivityState, Completion, Entry, Success, Summary};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that a player page needs to play.
#[derive(Debug, Serialize)]
pub struct Beginning {
    pub course: Course,
    pub learner: PlayLearner,
    /// By activity.
    pub states: BTreeMap<String, ActivityState>,
    /// The last batch that was taken in.
    pub seq: i64,
    pub title: String,
    /// Where leaving leads.
    pub exit_url: String,
    pub try_out: bool,
    /// Played on a computer that many use: whoever leaves it alone is taken to have left.
    pub kiosk: bool,
}

/// The learner as the course may know him.
#[derive(Debug, Serialize)]
pub struct PlayLearner {
    pub id: String,
    /// "Last, First", as both standards have it.
    pub name: String,
}

/// One batch of the player's journal.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// One more than the last that was acknowledged.
    pub seq: i64,
    pub entries: Vec<Entry>,
    /// The learner pressed Exit: the launch ends.
    #[serde(default)]
    pub r#final: bool,
    /// The page is going away: whatever runs is finished, a reload may take up the launch again.
    #[serde(default)]
    pub left: bool,
}

/// What was taken in.
#[derive(Debug, Serialize)]
pub struct Committed {
    pub seq: i64,
    pub saved_at: Millis,
    /// `None` for a try-out.
    pub summary: Option<Summary>,
}

/// Why a launch takes nothing more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// No such ticket.
    Unknown,
    /// A newer launch of the same registration took over.
    Replaced,
    /// Left, or too long unused.
    Ended,
    /// Batches are missing; the last that was taken in is this.
    Gap(i64),
    /// The run-time would not have accepted this.
    Illegal(String),
}

/// Opens the player page of a ticket: first load, or a reload.
///
/// # Errors
/// The inner `Stop` says why it can't be played.
pub async fn begin(domain: &Domain, ticket: &str) -> Result<Result<Beginning, Stop>> {
    let mut tx = domain.db.begin_write().await?;
    let launch = match open(domain, &mut tx, ticket).await? {
        Ok(launch) => launch,
        Err(stop) => return Ok(Err(stop)),
    };
    let course = Course::clone(&*courses::manifest(domain, &launch.version_id).await?);
    let exit_url = domain.url(&format!("/closing/{}", receipt(ticket)));
    let title = courses::course_title(&mut tx, &launch.version_id).await?;
    let Some(registration) = &launch.registration_id else {
        store::seen(&mut tx, &launch.id, domain.now()).await?;
        tx.commit().await?;
        let learner = PlayLearner {
            id: "try-out".to_owned(),
            name: "Out, Try".to_owned(),
        };
        let states = BTreeMap::new();
        return Ok(Ok(Beginning {
            course,
            learner,
            states,
            seq: 0,
            title,
            exit_url,
            try_out: true,
            kiosk: false,
        }));
    };
    let registration = registrations::find(&mut tx, registration).await?;
    let kiosk = is_kiosk(domain, &mut tx, &launch.back).await?;
    if let Some(began_at) = launch.began_at {
        // The page went without saying so: finish what ran before it starts anew.
        let mut sitting = sitting(domain, &mut tx, &launch, &registration).await?;
        let wall = (launch.last_seen_at - began_at).max(0) / 10;
        if sitting.apply(&Entry::End(wall)).is_ok() {
            save(domain, &mut tx, &launch, &registration, &sitting).await?;
        }
    }
    let states = store::states(&mut tx, &registration.id, launch.instance).await?;
    store::seen(&mut tx, &launch.id, domain.now()).await?;
    tx.commit().await?;
    let learner = learner(&registration);
    let learner = PlayLearner {
        id: learner.id,
        name: learner.name,
    };
    Ok(Ok(Beginning {
        course,
        learner,
        states,
        seq: launch.seq,
        title,
        exit_url,
        try_out: false,
        kiosk,
    }))
}

/// Takes in one batch, exactly once and in order: a batch that came before is acknowledged again and changes nothing.
///
/// # Errors
/// The inner `Stop` says why it was refused; nothing stored is changed then.
pub async fn commit(
    domain: &Domain,
    ticket: &str,
    batch: &Commit,
) -> Result<Result<Committed, Stop>> {
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let launch = match open(domain, &mut tx, ticket).await? {
        Ok(launch) => launch,
        Err(stop) => return Ok(Err(stop)),
    };
    let Some(registration) = &launch.registration_id else {
        if batch.r#final {
            store::end(&mut tx, &launch.id, "exit", now).await?;
        }
        tx.commit().await?;
        return Ok(Ok(Committed {
            seq: batch.seq,
            saved_at: now,
            summary: None,
        }));
    };
    let registration = registrations::find(&mut tx, registration).await?;
    let mut sitting = sitting(domain, &mut tx, &launch, &registration).await?;
    if batch.seq <= launch.seq {
        return Ok(Ok(Committed {
            seq: batch.seq,
            saved_at: launch.last_seen_at,
            summary: Some(sitting.attempt.summary()),
        }));
    }
    if batch.seq != launch.seq + 1 {
        return Ok(Err(Stop::Gap(launch.seq)));
    }
    for entry in &batch.entries {
        if let Err(refusal) = sitting.apply(entry) {
            return Ok(Err(Stop::Illegal(refusal.to_string())));
        }
    }
    if (batch.left || batch.r#final) && sitting.attempt.active().is_some() {
        let began_at = began_at(&launch, batch, now).unwrap_or(now);
        let wall = (now - began_at).max(0) / 10;
        if let Err(refusal) = sitting.apply(&Entry::End(wall)) {
            return Ok(Err(Stop::Illegal(refusal.to_string())));
        }
    }
    save(domain, &mut tx, &launch, &registration, &sitting).await?;
    let attempt = &sitting.attempt;
    let began_at = attempt.active().and_then(|_| began_at(&launch, batch, now));
    store::advance(
        &mut tx,
        &launch.id,
        batch.seq,
        (attempt.active(), began_at),
        batch.left,
        now,
    )
    .await?;
    if batch.r#final {
        store::end(&mut tx, &launch.id, "exit", now).await?;
    }
    tx.commit().await?;
    Ok(Ok(Committed {
        seq: batch.seq,
        saved_at: now,
        summary: Some(attempt.summary()),
    }))
}

/// Since when the activity runs that is open after the batch.
fn began_at(launch: &store::Row, batch: &Commit, now: Millis) -> Option<Millis> {
    if batch
        .entries
        .iter()
        .any(|entry| matches!(entry, Entry::Begin(_)))
    {
        Some(now)
    } else {
        launch.began_at
    }
}

async fn open(domain: &Domain, tx: &mut Tx, ticket: &str) -> Result<Result<store::Row, Stop>> {
    let Some(launch) = store::by_ticket(tx, &secret::hash(ticket)).await? else {
        return Ok(Err(Stop::Unknown));
    };
    let now = domain.now();
    Ok(match launch.ended_by.as_deref() {
        Some("replaced") => Err(Stop::Replaced),
        Some(_) => Err(Stop::Ended),
        None if now > launch.last_seen_at + TICKET_GOOD_FOR => Err(Stop::Ended),
        None if launch
            .left_at
            .is_some_and(|left| now > left + RELOAD_WITHIN) =>
        {
            Err(Stop::Ended)
        }
        None => Ok(launch),
    })
}

/// Keeps the activities that changed, and the summary.
pub(super) async fn save(
    domain: &Domain,
    tx: &mut Tx,
    launch: &store::Row,
    registration: &Registration,
    sitting: &Sitting,
) -> Result<()> {
    let now = domain.now();
    let attempt = &sitting.attempt;
    for (activity, state) in attempt
        .states()
        .iter()
        .filter(|(id, state)| sitting.stored.get(*id) != Some(state))
    {
        store::keep_state(
            tx,
            &registration.id,
            launch.instance,
            activity,
            &serde_json::to_string(state)?,
            now,
        )
        .await?;
    }
    journal::keep(tx, &launch.id, &sitting.accepted).await?;
    let summary = attempt.summary();
    let after = (completion(summary.completion), success(summary.success));
    let before = (
        registration.completion.as_str(),
        registration.success.as_str(),
    );
    registrations::save_summary(
        tx,
        &registration.id,
        after,
        summary.score,
        summary.total_time,
        now,
    )
    .await?;
    if let Some(what) = changes(before, after) {
        let place = Place {
            owner: &registration.owner_id,
            course: &registration.course_id,
            invitation: &registration.invitation_id,
            registration: Some(&registration.id),
        };
        events::record(tx, place, what, now).await?;
    }
    Ok(())
}

/// Brings a registration's summary in line with the activities and launches that it has now.
pub(super) async fn settle_summary(
    tx: &mut Tx,
    registration: &Registration,
    summary: &Summary,
) -> Result<()> {
    registrations::settle(
        tx,
        &registration.id,
        (completion(summary.completion), success(summary.success)),
        summary.score,
        summary.total_time,
    )
    .await
}

fn changes(before: (&str, &str), after: (&str, &str)) -> Option<What> {
    match after {
        (_, "passed") if before.1 != "passed" => Some(What::Passed),
        (_, "failed") if before.1 != "failed" => Some(What::Failed),
        ("completed", _) if before.0 != "completed" => Some(What::Completed),
        _ => None,
    }
}

fn completion(value: Completion) -> &'static str {
    match value {
        Completion::Unknown => "unknown",
        Completion::NotAttempted => "not attempted",
        Completion::Incomplete => "incomplete",
        Completion::Completed => "completed",
    }
}

fn success(value: Success) -> &'static str {
    match value {
        Success::Unknown => "unknown",
        Success::Passed => "passed",
        Success::Failed => "failed",
    }
}
