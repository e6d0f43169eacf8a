//! Launches and activities in the database.

pub(super) mod globals;
pub(super) mod journals;
pub(super) mod logs;

use super::NewLaunch;
use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_optional};
use beckon_model::{LaunchId, Millis, RegistrationId, VersionId};
use std::collections::BTreeMap;

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Row {
    pub id: LaunchId,
    pub registration_id: Option<RegistrationId>,
    pub version_id: VersionId,
    pub instance: i64,
    pub back: String,
    pub seq: i64,
    pub began_at: Option<Millis>,
    pub started_at: Millis,
    pub last_seen_at: Millis,
    pub left_at: Option<Millis>,
    pub ended_by: Option<String>,
    pub journal: String,
    pub mode: String,
    pub launch_options: String,
    pub extra: String,
}

impl Row {
    /// Whether all that was accepted in it is kept.
    pub fn has_journal(&self) -> bool {
        self.journal == "whole"
    }
}

pub(super) struct NewRow<'a> {
    pub id: &'a LaunchId,
    pub ticket_hash: &'a str,
    pub receipt_hash: &'a str,
    pub user_agent: &'a str,
    pub options: &'a str,
    pub new: &'a NewLaunch<'a>,
}

pub(super) async fn insert(tx: &mut Tx, row: NewRow<'_>, now: Millis) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO launches (id, registration_id, version_id, instance, owner_id, ticket_hash, receipt_hash, back, seq,
                               activity, began_at, user_agent, started_at, last_seen_at, left_at, ended_at,
                               ended_by, journal, mode, launch_options)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, NULL, NULL, $9, $10, $10, NULL, NULL, NULL, $11, $12, $13)",
        row.id,
        &row.new.registration,
        &row.new.version,
        row.new.instance,
        &row.new.owner,
        row.ticket_hash,
        row.receipt_hash,
        &row.new.back,
        row.user_agent,
        now,
        if row.new.registration.is_some() { "whole" } else { "none" },
        row.new.offer.mode.word(),
        row.options
    )?;
    Ok(())
}

pub(super) async fn by_ticket(on: &mut impl On, ticket_hash: &str) -> Result<Option<Row>> {
    Ok(fetch_optional!(
        on,
        Row,
        "SELECT id, registration_id, version_id, instance, back, seq, began_at, started_at, last_seen_at, left_at, ended_by, journal,
                mode, launch_options, extra
         FROM launches WHERE ticket_hash = $1",
        ticket_hash
    )?)
}

/// Keeps what a program wants of a launch besides.
pub(super) async fn set_extra(tx: &mut Tx, launch: &LaunchId, extra: &str) -> Result<()> {
    let sql = "UPDATE launches SET extra = $2 WHERE id = $1";
    execute!(tx, sql, launch, extra)?;
    Ok(())
}

pub(super) async fn by_receipt(on: &mut impl On, receipt_hash: &str) -> Result<Option<Row>> {
    Ok(fetch_optional!(
        on,
        Row,
        "SELECT id, registration_id, version_id, instance, back, seq, began_at, started_at, last_seen_at, left_at, ended_by, journal,
                mode, launch_options, extra
         FROM launches WHERE receipt_hash = $1",
        receipt_hash
    )?)
}

/// Replaces the secret of a closing page by one that nobody knows.
pub(super) async fn turn_receipt(tx: &mut Tx, from: &str, to: &str) -> Result<()> {
    let sql = "UPDATE launches SET receipt_hash = $2 WHERE receipt_hash = $1";
    execute!(tx, sql, from, to)?;
    Ok(())
}

pub(super) async fn open_of(on: &mut impl On, registration: &RegistrationId) -> Result<Vec<Row>> {
    Ok(fetch_all!(
        on,
        Row,
        "SELECT id, registration_id, version_id, instance, back, seq, began_at, started_at, last_seen_at, left_at, ended_by, journal,
                mode, launch_options, extra
         FROM launches WHERE registration_id = $1 AND ended_at IS NULL ORDER BY started_at, id",
        registration
    )?)
}

/// All launches of a registration, oldest first.
pub(super) async fn all_of(on: &mut impl On, registration: &RegistrationId) -> Result<Vec<Row>> {
    Ok(fetch_all!(
        on,
        Row,
        "SELECT id, registration_id, version_id, instance, back, seq, began_at, started_at, last_seen_at, left_at, ended_by, journal,
                mode, launch_options, extra
         FROM launches WHERE registration_id = $1 ORDER BY started_at, id",
        registration
    )?)
}

pub(super) async fn still_open(on: &mut impl On, id: &LaunchId) -> Result<Option<Row>> {
    Ok(fetch_optional!(
        on,
        Row,
        "SELECT id, registration_id, version_id, instance, back, seq, began_at, started_at, last_seen_at, left_at, ended_by, journal,
                mode, launch_options, extra
         FROM launches WHERE id = $1 AND ended_at IS NULL",
        id
    )?)
}

pub(super) async fn lapsed(
    on: &mut impl On,
    left_before: Millis,
    seen_before: Millis,
) -> Result<Vec<Row>> {
    Ok(fetch_all!(
        on,
        Row,
        "SELECT id, registration_id, version_id, instance, back, seq, began_at, started_at, last_seen_at, left_at, ended_by, journal,
                mode, launch_options, extra
         FROM launches WHERE ended_at IS NULL AND (left_at < $1 OR last_seen_at < $2) ORDER BY last_seen_at LIMIT 200",
        left_before,
        seen_before
    )?)
}

pub(super) async fn version_of(
    on: &mut impl On,
    ticket_hash: &str,
    since: Millis,
) -> Result<Option<VersionId>> {
    let sql = "SELECT version_id FROM launches WHERE ticket_hash = $1 AND last_seen_at > $2 AND ended_at IS NULL";
    Ok(fetch_optional!(on, (VersionId,), sql, ticket_hash, since)?.map(|(id,)| id))
}

/// Which version an attempt was launched on last.
pub(super) async fn version_played(
    on: &mut impl On,
    registration: &RegistrationId,
    instance: i64,
) -> Result<Option<VersionId>> {
    let sql = "SELECT version_id FROM launches WHERE registration_id = $1 AND instance = $2
               ORDER BY started_at DESC, id DESC LIMIT 1";
    Ok(fetch_optional!(on, (VersionId,), sql, registration, instance)?.map(|(id,)| id))
}

/// The page is open: no longer left, and nothing runs in it yet.
pub(super) async fn seen(tx: &mut Tx, id: &LaunchId, now: Millis) -> Result<()> {
    execute!(
        tx,
        "UPDATE launches SET last_seen_at = $2, left_at = NULL, activity = NULL, began_at = NULL WHERE id = $1",
        id,
        now
    )?;
    Ok(())
}

pub(super) async fn advance(
    tx: &mut Tx,
    id: &LaunchId,
    seq: i64,
    (activity, began_at): (Option<&str>, Option<Millis>),
    left: bool,
    now: Millis,
) -> Result<()> {
    let left_at = left.then_some(now);
    execute!(
        tx,
        "UPDATE launches SET seq = $2, activity = $3, began_at = $4, last_seen_at = $5, left_at = $6 WHERE id = $1",
        id,
        seq,
        activity,
        began_at,
        now,
        left_at
    )?;
    Ok(())
}

/// Keeps how the attempt stood when a launch last said something.
pub(super) async fn stood(
    tx: &mut Tx,
    id: &LaunchId,
    (completion, success): (&str, &str),
    score: Option<f64>,
    total_time: i64,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE launches SET completion = $2, success = $3, score = $4, total_time = $5 WHERE id = $1",
        id,
        completion,
        success,
        score,
        total_time
    )?;
    Ok(())
}

/// One launch of a registration, as programs are told of it.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Sitting {
    pub id: LaunchId,
    /// From 1.
    pub instance: i64,
    pub completion: Option<String>,
    pub success: Option<String>,
    pub score: Option<f64>,
    /// Hundredths of a second of the attempt by then.
    pub total_time: Option<i64>,
    pub started_at: Millis,
    pub last_seen_at: Millis,
    pub ended_at: Option<Millis>,
}

pub(super) async fn history(
    on: &mut impl On,
    registration: &RegistrationId,
) -> Result<Vec<Sitting>> {
    Ok(fetch_all!(
        on,
        Sitting,
        "SELECT id, instance, completion, success, score, total_time, started_at, last_seen_at, ended_at
         FROM launches WHERE registration_id = $1 ORDER BY started_at, id",
        registration
    )?)
}

/// Notes the last batch that was heard of a launch that takes nothing more.
pub(super) async fn heard(tx: &mut Tx, id: &LaunchId, seq: i64) -> Result<()> {
    let sql = "UPDATE launches SET seq = $2 WHERE id = $1";
    execute!(tx, sql, id, seq)?;
    Ok(())
}

pub(super) async fn end(tx: &mut Tx, id: &LaunchId, by: &str, now: Millis) -> Result<()> {
    execute!(
        tx,
        "UPDATE launches SET ended_at = $3, ended_by = $2, activity = NULL, began_at = NULL WHERE id = $1",
        id,
        by,
        now
    )?;
    Ok(())
}

/// What is kept of an attempt, as JSON by the name of the activity.
pub(super) async fn states(
    on: &mut impl On,
    registration: &RegistrationId,
    instance: i64,
) -> Result<BTreeMap<String, String>> {
    let rows = fetch_all!(
        on,
        (String, String),
        "SELECT activity, state FROM activity_states WHERE registration_id = $1 AND instance = $2",
        registration,
        instance
    )?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn keep_state(
    tx: &mut Tx,
    registration: &RegistrationId,
    instance: i64,
    activity: &str,
    state: &str,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO activity_states (registration_id, instance, activity, state, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (registration_id, instance, activity)
         DO UPDATE SET state = excluded.state, updated_at = excluded.updated_at",
        registration,
        instance,
        activity,
        state,
        now
    )?;
    Ok(())
}

pub(super) async fn forget_states(
    tx: &mut Tx,
    registration: &RegistrationId,
    instance: i64,
) -> Result<()> {
    let sql = "DELETE FROM activity_states WHERE registration_id = $1 AND instance = $2";
    execute!(tx, sql, registration, instance)?;
    Ok(())
}
