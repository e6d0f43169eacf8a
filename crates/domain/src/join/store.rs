//! What the learner's pages keep: flags, codes that confirm an address, the waiting list, wrong passcodes.

pub(super) mod links;

use crate::accounts::code::CodeRow;
use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_one, fetch_optional, secret};
use beckon_model::invitation::WaitingRow;
use beckon_model::{InvitationId, LaunchId, LearnerId, Millis, RegistrationId};

pub(super) async fn flag(
    tx: &mut Tx,
    registration: &RegistrationId,
    launch: &LaunchId,
    reason: &str,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO flags (id, registration_id, launch_id, reason, created_at) VALUES ($1, $2, $3, $4, $5)",
        secret::id::<String>(),
        registration,
        launch,
        reason,
        now
    )?;
    Ok(())
}

pub(super) async fn learner_name(on: &mut impl On, id: &LearnerId) -> Result<Option<String>> {
    Ok(
        fetch_optional!(on, (String,), "SELECT name FROM learners WHERE id = $1", id)?
            .map(|(name,)| name),
    )
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct LearnerRow {
    pub id: LearnerId,
    pub name: String,
    pub email: String,
}

pub(super) async fn learner(on: &mut impl On, id: &LearnerId) -> Result<Option<LearnerRow>> {
    let sql = "SELECT id, name, email FROM learners WHERE id = $1";
    Ok(fetch_optional!(on, LearnerRow, sql, id)?)
}

/// What there is already under an address.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Known {
    /// An account, a registration or a place on a waiting list, anywhere.
    pub anywhere: bool,
    /// A registration on this invitation.
    pub registered: bool,
}

pub(super) async fn known(
    on: &mut impl On,
    email: &str,
    invitation: &InvitationId,
) -> Result<Known> {
    Ok(fetch_one!(
        on,
        Known,
        "SELECT EXISTS (SELECT 1 FROM learners l WHERE l.email = $1
                          AND (l.account_id IS NOT NULL
                               OR EXISTS (SELECT 1 FROM registrations r WHERE r.learner_id = l.id)
                               OR EXISTS (SELECT 1 FROM waiting_list w WHERE w.learner_id = l.id))) AS anywhere,
                EXISTS (SELECT 1 FROM learners l JOIN registrations r ON r.learner_id = l.id
                        WHERE l.email = $1 AND r.invitation_id = $2) AS registered",
        email,
        invitation
    )?)
}

/// A code, and what was given with it.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct NamedCode {
    pub name: String,
    /// Of the account to be set up.
    pub first_name: Option<String>,
    pub password_hash: Option<String>,
    #[sqlx(flatten)]
    pub code: CodeRow,
}

pub(super) async fn code(
    on: &mut impl On,
    invitation: &InvitationId,
    email: &str,
) -> Result<Option<NamedCode>> {
    Ok(fetch_optional!(
        on,
        NamedCode,
        "SELECT name, first_name, password_hash, code_hash, tries, asked, first_asked_at, expires_at FROM entry_codes
         WHERE invitation_id = $1 AND email = $2",
        invitation,
        email
    )?)
}

pub(super) async fn keep_code(
    tx: &mut Tx,
    invitation: &InvitationId,
    email: &str,
    name: &str,
    account: Option<(&str, &str)>,
    row: &CodeRow,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO entry_codes (invitation_id, email, name, code_hash, tries, asked, first_asked_at, expires_at,
                                  first_name, password_hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (invitation_id, email) DO UPDATE SET name = excluded.name, code_hash = excluded.code_hash,
           first_name = excluded.first_name, password_hash = excluded.password_hash, tries = excluded.tries, asked = excluded.asked, first_asked_at = excluded.first_asked_at,
           expires_at = excluded.expires_at",
        invitation,
        email,
        name,
        &row.code_hash,
        row.tries,
        row.asked,
        row.first_asked_at,
        row.expires_at,
        account.map(|(first_name, _)| first_name),
        account.map(|(_, hash)| hash)
    )?;
    Ok(())
}

pub(super) async fn count_try(tx: &mut Tx, invitation: &InvitationId, email: &str) -> Result<()> {
    let sql = "UPDATE entry_codes SET tries = tries + 1 WHERE invitation_id = $1 AND email = $2";
    execute!(tx, sql, invitation, email)?;
    Ok(())
}

pub(super) async fn forget_code(tx: &mut Tx, invitation: &InvitationId, email: &str) -> Result<()> {
    let sql = "DELETE FROM entry_codes WHERE invitation_id = $1 AND email = $2";
    execute!(tx, sql, invitation, email)?;
    Ok(())
}

/// Puts a learner on the waiting list; gives whether that was news.
pub(super) async fn wait(
    tx: &mut Tx,
    id: &str,
    invitation: &InvitationId,
    learner: &LearnerId,
    now: Millis,
) -> Result<bool> {
    let rows = execute!(
        tx,
        "INSERT INTO waiting_list (id, invitation_id, learner_id, asked_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (invitation_id, learner_id) DO NOTHING",
        id,
        invitation,
        learner,
        now
    )?;
    Ok(rows > 0)
}

/// Lets one in who waits; gives whether that was news.
pub(super) async fn admit(tx: &mut Tx, id: &str, now: Millis) -> Result<bool> {
    let sql = "UPDATE waiting_list SET admitted_at = $2 WHERE id = $1 AND admitted_at IS NULL";
    Ok(execute!(tx, sql, id, now)? > 0)
}

/// Whether a learner waits (`Some(None)`), or was admitted (`Some(Some(when))`).
pub(super) async fn place_of(
    on: &mut impl On,
    invitation: &InvitationId,
    learner: &LearnerId,
) -> Result<Option<Option<Millis>>> {
    let sql = "SELECT admitted_at FROM waiting_list WHERE invitation_id = $1 AND learner_id = $2";
    let row = fetch_optional!(on, (Option<Millis>,), sql, invitation, learner)?;
    Ok(row.map(|(admitted,)| admitted))
}

/// Who waits or was admitted and has not come yet, longest first.
pub(super) async fn waiting(
    on: &mut impl On,
    invitation: &InvitationId,
) -> Result<Vec<WaitingRow>> {
    let rows = fetch_all!(
        on,
        (String, String, String, Millis, Option<Millis>),
        "SELECT w.id, l.name, l.email, w.asked_at, w.admitted_at
         FROM waiting_list w JOIN learners l ON l.id = w.learner_id
         WHERE w.invitation_id = $1
           AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.invitation_id = $1 AND r.learner_id = w.learner_id)
         ORDER BY w.asked_at, w.id",
        invitation
    )?;
    let row = |(id, name, email, asked_at, admitted_at)| WaitingRow {
        id,
        name,
        email,
        asked_at,
        admitted_at,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Wrong passcodes of a learner: how many, and when the last was.
pub(super) async fn passcode_failures(
    on: &mut impl On,
    invitation: &InvitationId,
    learner: &LearnerId,
) -> Result<Option<(i64, Millis)>> {
    let sql = "SELECT failures, last_at FROM passcode_failures WHERE invitation_id = $1 AND learner_id = $2";
    Ok(fetch_optional!(
        on,
        (i64, Millis),
        sql,
        invitation,
        learner
    )?)
}

pub(super) async fn count_passcode_failure(
    tx: &mut Tx,
    invitation: &InvitationId,
    learner: &LearnerId,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO passcode_failures (invitation_id, learner_id, failures, last_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (invitation_id, learner_id)
         DO UPDATE SET failures = passcode_failures.failures + 1, last_at = excluded.last_at",
        invitation,
        learner,
        now
    )?;
    Ok(())
}
