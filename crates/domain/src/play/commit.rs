//! Beginning a player page, and taking in what it sends.

use super::closing::is_kiosk;
use super::{
    Extra, Offer, RELOAD_WITHIN, Sitting, TICKET_GOOD_FOR, WHOLE, globals, journal, kept, learner,
    log, receipt, seed, sitting, store, stored, together,
};
use crate::db::{Db, Tx};
use crate::events::{self, What};
use crate::registrations::{self, Registration};
use crate::{Domain, Result, courses, postbacks, secret};
use beckon_model::Millis;
use beckon_model::launch_option::LaunchOption;
use beckon_model::log::Line;
use beckon_scorm::course::Course;
use beckon_scorm::runtime::{
    ActivityState, Completion, CourseState, Entry, Kept, Success, Summary, Terms,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything that a player page needs to play.
#[derive(Debug, Serialize)]
pub struct Beginning {
    pub course: Course,
    pub learner: PlayLearner,
    /// By activity.
    pub states: BTreeMap<String, ActivityState>,
    /// What is kept of the course beside them.
    pub course_state: CourseState,
    /// The last batch that was taken in.
    pub seq: i64,
    pub title: String,
    /// Where leaving leads.
    pub exit_url: String,
    pub try_out: bool,
    pub terms: Terms,
    /// How it opens and plays: the value of each option.
    pub options: BTreeMap<LaunchOption, String>,
    /// Hundredths of a second that are left of the attempt, where its time is limited.
    pub time_left: Option<i64>,
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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// One more than the last that was acknowledged.
    pub seq: i64,
    pub entries: Vec<Entry>,
    /// The learner pressed Exit: the launch ends.
    #[serde(default)]
    pub r#final: bool,
    /// What the course was asked and answered meanwhile, for the debug log.
    #[serde(default)]
    pub log: Vec<Line>,
    /// The page is going away: whatever runs is finished, a reload may take up the launch again.
    #[serde(default)]
    pub left: bool,
}

/// What was taken in.
#[derive(Debug, Serialize)]
pub struct Committed {
    pub seq: i64,
    pub saved_at: Millis,
    /// `None` where nothing counts: for a try-out, and for looking at it again.
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
    let course = Course::clone(&*courses::manifest(domain, &mut tx, &launch.version_id).await?);
    let extra: Extra = serde_json::from_str(&launch.extra)?;
    let course = extra.onto(course);
    let offer = Offer::of(&launch)?;
    let terms = offer.terms();
    let effective = offer.effective();
    let options = effective
        .all()
        .map(|(option, value, _)| (option, value.to_owned()));
    let options = options.collect();
    // A program may have said where leaving leads.
    let exit_url = match launch.back.starts_with(&domain.url("/")) {
        true => domain.url(&format!("/closing/{}", receipt(ticket))),
        false => launch.back.clone(),
    };
    let title = courses::course_title(&mut tx, &launch.version_id).await?;
    let Some(registration) = &launch.registration_id else {
        store::seen(&mut tx, &launch.id, domain.now()).await?;
        tx.commit().await?;
        let seq = launch.seq;
        let learner = PlayLearner {
            id: "try-out".to_owned(),
            name: "Out, Try".to_owned(),
        };
        let states = BTreeMap::new();
        return Ok(Ok(Beginning {
            course,
            learner,
            states,
            course_state: CourseState::seeded(seed(&launch.id.0)),
            seq,
            title,
            exit_url,
            try_out: true,
            time_left: terms.time_limit,
            terms,
            options,
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
            sitting.attempt.note_satisfied(launch.last_seen_at);
            save(domain, &mut tx, &launch, &registration, &sitting).await?;
        }
    }
    let Kept {
        states,
        course: course_state,
    } = kept(
        &store::states(&mut tx, &registration.id, launch.instance).await?,
        &registration.id.0,
    )?;
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
        course_state,
        seq: launch.seq,
        title,
        exit_url,
        try_out: false,
        time_left: terms
            .time_limit
            .filter(|_| offer.counts())
            .map(|limit| (limit - registration.total_time).max(0)),
        terms,
        options,
        kiosk,
    }))
}

/// What becomes of a batch: an error says nothing of whether it was kept.
pub(super) type Answer = Result<Result<Committed, Stop>>;

/// Takes in one batch, exactly once and in order: a batch that came before is acknowledged again and changes nothing.
///
/// # Errors
/// The inner `Stop` says why it was refused; nothing stored is changed then.
pub async fn commit(domain: &Domain, ticket: &str, batch: &Commit) -> Answer {
    match domain.db {
        Db::Sqlite(_) => together::commit(domain, ticket, batch).await,
        // Here writers go beside each other, and the server itself brings those that come together to disk together.
        Db::Postgres(_) => alone(domain, ticket, batch).await,
    }
}

/// Takes in a batch by a transaction of its own.
pub(super) async fn alone(domain: &Domain, ticket: &str, batch: &Commit) -> Answer {
    let mut tx = domain.db.begin_write().await?;
    let taken = take_in(domain, &mut tx, ticket, batch).await?;
    tx.commit().await?;
    Ok(taken)
}

/// Takes in a batch within a transaction that the caller commits. A refused one writes nothing,
/// save what comes too late for the debug log.
pub(super) async fn take_in(domain: &Domain, tx: &mut Tx, ticket: &str, batch: &Commit) -> Answer {
    let now = domain.now();
    let launch = match open(domain, tx, ticket).await? {
        Ok(launch) => launch,
        Err(stop) => {
            if stop == Stop::Replaced {
                log::keep_late(tx, ticket, batch, now).await?;
            }
            return Ok(Err(stop));
        }
    };
    let counts = Offer::of(&launch)?.counts();
    let Some(registration) = launch.registration_id.as_ref().filter(|_| counts) else {
        if batch.seq > launch.seq {
            log::keep(tx, &launch.id, batch.log.clone()).await?;
            store::advance(tx, &launch.id, batch.seq, (None, None), batch.left, now).await?;
        }
        if batch.r#final {
            store::end(tx, &launch.id, "exit", now).await?;
        }
        return Ok(Ok(Committed {
            seq: batch.seq,
            saved_at: now,
            summary: None,
        }));
    };
    let registration = registrations::find(tx, registration).await?;
    let mut sitting = sitting(domain, tx, &launch, &registration).await?;
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
    sitting.attempt.note_satisfied(now);
    save(domain, tx, &launch, &registration, &sitting).await?;
    let lines = log::with_decisions(
        &batch.log,
        sitting.attempt.take_trace(),
        now - launch.started_at,
    );
    log::keep(tx, &launch.id, lines).await?;
    let attempt = &sitting.attempt;
    let began_at = attempt.active().and_then(|_| began_at(&launch, batch, now));
    store::advance(
        tx,
        &launch.id,
        batch.seq,
        (attempt.active(), began_at),
        batch.left,
        now,
    )
    .await?;
    if batch.r#final {
        store::end(tx, &launch.id, "exit", now).await?;
    }
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
        .any(|entry| matches!(entry, Entry::Begin(_) | Entry::Nav(..)))
    {
        Some(now)
    } else {
        launch.began_at
    }
}

async fn open(domain: &Domain, tx: &mut Tx, ticket: &str) -> Result<Result<store::Row, Stop>> {
    let Some(launch) = held(tx, &secret::hash(ticket)).await? else {
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

/// The launch of a ticket, as it stands once nobody else writes to its registration.
async fn held(tx: &mut Tx, ticket_hash: &str) -> Result<Option<store::Row>> {
    let mut held = None;
    loop {
        let launch = store::by_ticket(tx, ticket_hash).await?;
        let registration = launch.as_ref().and_then(|l| l.registration_id.clone());
        // While it waited, the launch may have ended, or have been moved to another registration.
        let wait = matches!(tx, Tx::Postgres(_)) && registration != held;
        let Some(id) = registration.filter(|_| wait) else {
            return Ok(launch);
        };
        registrations::hold(tx, &id).await?;
        held = Some(id);
    }
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
    let mut changed = false;
    for (activity, state) in stored(attempt)? {
        if sitting.stored.get(&activity) != Some(&state) {
            changed = true;
            let (id, instance) = (&registration.id, launch.instance);
            store::keep_state(tx, id, instance, &activity, &state, now).await?;
            if activity == WHOLE {
                globals::carry_out(tx, registration, sitting).await?;
            }
        }
    }
    journal::keep(tx, &launch.id, &sitting.accepted).await?;
    let summary = attempt.summary();
    let after = words(&summary);
    store::stood(tx, &launch.id, after, summary.score, summary.total_time).await?;
    let before = (
        registration.completion.as_str(),
        registration.success.as_str(),
    );
    registrations::save_summary(
        tx,
        (&registration.id, launch.instance),
        after,
        summary.score,
        summary.total_time,
        now,
    )
    .await?;
    if let Some(what) = changes(before, after) {
        events::record(tx, registration.place(), what, now).await?;
    }
    if changed {
        postbacks::promise(tx, registration, now).await?;
    }
    Ok(())
}

/// Brings a registration's summary in line with the activities and launches that it has now.
pub(super) async fn settle_summary(
    domain: &Domain,
    tx: &mut Tx,
    registration: &Registration,
    summary: &Summary,
) -> Result<()> {
    postbacks::promise(tx, registration, domain.now()).await?;
    registrations::settle(
        tx,
        &registration.id,
        words(summary),
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

/// Completion and success, as they are stored.
pub(crate) fn words(summary: &Summary) -> (&'static str, &'static str) {
    (completion(summary.completion), success(summary.success))
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
