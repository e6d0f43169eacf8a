//! Registrations in the database.

use super::progress;
use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::invitation::Counts;
use beckon_model::mail::Delivery;
use beckon_model::registration::LearnerRow;
use beckon_model::{
    AccountId, CourseId, InvitationId, LearnerId, Millis, RegistrationId, VersionId,
};

pub(crate) struct New<'a> {
    pub id: &'a RegistrationId,
    pub invitation: &'a InvitationId,
    pub course: &'a CourseId,
    pub version: &'a VersionId,
    pub learner: &'a LearnerId,
}

/// Writes a registration, which counts from now on.
pub(crate) async fn insert(tx: &mut Tx, new: New<'_>, now: Millis) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO registrations (id, invitation_id, course_id, version_id, learner_id, instance, completion, success,
                                    score, total_time, created_at, first_launched_at, last_activity_at)
         VALUES ($1, $2, $3, $4, $5, 1, 'unknown', 'unknown', NULL, 0, $6, NULL, NULL)",
        new.id,
        new.invitation,
        new.course,
        new.version,
        new.learner,
        now
    )?;
    Ok(())
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Registration {
    pub id: RegistrationId,
    pub invitation_id: InvitationId,
    pub course_id: CourseId,
    pub version_id: VersionId,
    pub learner_id: LearnerId,
    pub learner_name: String,
    pub learner_email: String,
    pub owner_id: AccountId,
    pub instance: i64,
    pub completion: String,
    pub success: String,
    pub score: Option<f64>,
    pub total_time: i64,
    pub first_launched_at: Option<Millis>,
    pub last_activity_at: Option<Millis>,
}

pub(crate) async fn find(on: &mut impl On, id: &RegistrationId) -> Result<Registration> {
    Ok(fetch_one!(
        on,
        Registration,
        "SELECT r.id, r.invitation_id, r.course_id, r.version_id, r.learner_id, l.name AS learner_name,
                l.email AS learner_email, i.owner_id, r.instance, r.completion, r.success, r.score, r.total_time,
                r.first_launched_at, r.last_activity_at
         FROM registrations r JOIN learners l ON l.id = r.learner_id JOIN invitations i ON i.id = r.invitation_id
         WHERE r.id = $1",
        id
    )?)
}

pub(crate) async fn find_of(
    on: &mut impl On,
    invitation: &InvitationId,
    learner: &LearnerId,
) -> Result<Option<Registration>> {
    Ok(fetch_optional!(
        on,
        Registration,
        "SELECT r.id, r.invitation_id, r.course_id, r.version_id, r.learner_id, l.name AS learner_name,
                l.email AS learner_email, i.owner_id, r.instance, r.completion, r.success, r.score, r.total_time,
                r.first_launched_at, r.last_activity_at
         FROM registrations r JOIN learners l ON l.id = r.learner_id JOIN invitations i ON i.id = r.invitation_id
         WHERE r.invitation_id = $1 AND r.learner_id = $2",
        invitation,
        learner
    )?)
}

/// Notes that a launch has begun.
pub(crate) async fn started(tx: &mut Tx, id: &RegistrationId, now: Millis) -> Result<()> {
    execute!(
        tx,
        "UPDATE registrations SET first_launched_at = COALESCE(first_launched_at, $2), last_activity_at = $2 WHERE id = $1",
        id,
        now
    )?;
    Ok(())
}

/// Keeps the summary of the current instance.
pub(crate) async fn save_summary(
    tx: &mut Tx,
    id: &RegistrationId,
    (completion, success): (&str, &str),
    score: Option<f64>,
    total_time: i64,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE registrations SET completion = $2, success = $3, score = $4, total_time = $5, last_activity_at = $6
         WHERE id = $1",
        id,
        completion,
        success,
        score,
        total_time,
        now
    )?;
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
struct CountsRow {
    registrations: i64,
    invited: i64,
    started: i64,
    completed: i64,
    passed: i64,
    failed: i64,
    flagged: i64,
}

impl From<CountsRow> for Counts {
    fn from(row: CountsRow) -> Self {
        Self {
            registrations: row.registrations,
            invited: row.invited,
            started: row.started,
            completed: row.completed,
            passed: row.passed,
            failed: row.failed,
            flagged: row.flagged,
        }
    }
}

pub(crate) async fn counts(on: &mut impl On, invitation: &InvitationId) -> Result<Counts> {
    let row = fetch_one!(
        on,
        CountsRow,
        "SELECT COUNT(*) AS registrations,
                (SELECT COUNT(*) FROM recipients p WHERE p.invitation_id = $1 AND p.deleted_at IS NULL) AS invited,
                COUNT(CASE WHEN r.first_launched_at IS NOT NULL THEN 1 END) AS started,
                COUNT(CASE WHEN r.completion = 'completed' OR r.success <> 'unknown' THEN 1 END) AS completed,
                COUNT(CASE WHEN r.success = 'passed' THEN 1 END) AS passed,
                COUNT(CASE WHEN r.success = 'failed' THEN 1 END) AS failed,
                COUNT(CASE WHEN EXISTS (SELECT 1 FROM flags f WHERE f.registration_id = r.id) THEN 1 END) AS flagged
         FROM registrations r WHERE r.invitation_id = $1",
        invitation
    )?;
    Ok(row.into())
}

pub(super) async fn counts_of_owner(on: &mut impl On, owner: &AccountId) -> Result<Counts> {
    let row = fetch_one!(
        on,
        CountsRow,
        "SELECT COUNT(*) AS registrations,
                (SELECT COUNT(*) FROM recipients p JOIN invitations j ON j.id = p.invitation_id
                  WHERE j.owner_id = $1 AND p.deleted_at IS NULL)
                  AS invited,
                COUNT(CASE WHEN r.first_launched_at IS NOT NULL THEN 1 END) AS started,
                COUNT(CASE WHEN r.completion = 'completed' OR r.success <> 'unknown' THEN 1 END) AS completed,
                COUNT(CASE WHEN r.success = 'passed' THEN 1 END) AS passed,
                COUNT(CASE WHEN r.success = 'failed' THEN 1 END) AS failed,
                COUNT(CASE WHEN EXISTS (SELECT 1 FROM flags f WHERE f.registration_id = r.id) THEN 1 END) AS flagged
         FROM registrations r JOIN invitations i ON i.id = r.invitation_id WHERE i.owner_id = $1",
        owner
    )?;
    Ok(row.into())
}

pub(super) async fn how_many(on: &mut impl On, owner: &AccountId) -> Result<(i64, i64)> {
    Ok(fetch_one!(
        on,
        (i64, i64),
        "SELECT (SELECT COUNT(*) FROM courses WHERE owner_id = $1), (SELECT COUNT(*) FROM invitations WHERE owner_id = $1)",
        owner
    )?)
}

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: RegistrationId,
    learner_id: LearnerId,
    name: String,
    email: String,
    completion: String,
    success: String,
    score: Option<f64>,
    total_time: i64,
    first_launched_at: Option<Millis>,
    last_activity_at: Option<Millis>,
    mail_state: Option<String>,
    server_said: Option<String>,
    mail_at: Option<Millis>,
}

/// The learners of an invitation, the latest activity first.
pub(crate) async fn of_invitation(
    on: &mut impl On,
    invitation: &InvitationId,
) -> Result<Vec<LearnerRow>> {
    let rows = fetch_all!(
        on,
        Row,
        "SELECT r.id, r.learner_id, COALESCE(NULLIF(l.name, ''), p.name, '') AS name, l.email, r.completion, r.success,
                r.score, r.total_time, r.first_launched_at, r.last_activity_at, m.state AS mail_state, m.server_said,
                m.updated_at AS mail_at
         FROM registrations r JOIN learners l ON l.id = r.learner_id
         LEFT JOIN recipients p ON p.registration_id = r.id AND p.invitation_id = $1 AND p.deleted_at IS NULL
         LEFT JOIN outbox m ON m.id = p.mail_id
         WHERE r.id IN (SELECT id FROM registrations WHERE invitation_id = $1
                        UNION SELECT registration_id FROM recipients WHERE invitation_id = $1 AND deleted_at IS NULL)
         ORDER BY COALESCE(r.last_activity_at, 0) DESC, r.created_at, r.id",
        invitation
    )?;
    let flags = fetch_all!(
        on,
        (RegistrationId, String),
        "SELECT f.registration_id, f.reason FROM flags f JOIN registrations r ON r.id = f.registration_id
         WHERE r.invitation_id = $1 ORDER BY f.created_at, f.id",
        invitation
    )?;
    rows.into_iter()
        .map(|row| {
            let mine = flags
                .iter()
                .filter(|(id, _)| *id == row.id)
                .map(|(_, reason)| reason.clone())
                .collect();
            Ok(LearnerRow {
                progress: progress(
                    &row.completion,
                    &row.success,
                    row.first_launched_at.is_some(),
                ),
                mail: delivery(row.mail_state, row.server_said, row.mail_at)?,
                registration: row.id,
                learner: row.learner_id,
                name: row.name,
                email: row.email,
                score: row.score,
                time: row.total_time,
                last_activity: row.last_activity_at,
                flags: mine,
            })
        })
        .collect()
}

fn delivery(
    state: Option<String>,
    said: Option<String>,
    at: Option<Millis>,
) -> Result<Option<Delivery>> {
    let Some(state) = state else { return Ok(None) };
    let state = crate::mail::outbox::state(&state)?;
    Ok(Some(Delivery {
        state,
        server_said: said.unwrap_or_default(),
        at: at.unwrap_or_default(),
    }))
}
