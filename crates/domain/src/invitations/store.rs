//! Invitations and their recipients in the database.

use crate::db::{On, Tx};
use crate::{Error, Result, execute, fetch_all, fetch_optional};
use beckon_model::account::full_name;
use beckon_model::invitation::{Counts, InvitationRow, Kind, LetterText};
use beckon_model::{
    AccountId, CourseId, InvitationId, MailId, Millis, RecipientId, RegistrationId,
};

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Invitation {
    pub id: InvitationId,
    pub course_id: CourseId,
    pub course_title: String,
    pub description: String,
    pub duration: String,
    pub owner_id: AccountId,
    pub owner_first_name: String,
    pub owner_last_name: String,
    pub owner_email: String,
    pub kind: String,
    pub token: Option<String>,
    pub subject: String,
    pub body: String,
    pub enabled: bool,
    pub zone: String,
    pub created_at: Millis,
}

impl Invitation {
    pub(crate) fn kind(&self) -> Result<Kind> {
        kind_of(&self.kind)
    }

    pub(crate) fn owner_name(&self) -> String {
        full_name(&self.owner_first_name, &self.owner_last_name)
    }
}

fn kind_of(text: &str) -> Result<Kind> {
    match text {
        "public" => Ok(Kind::Public),
        "private" => Ok(Kind::Private),
        other => Err(Error::Other(format!("unknown kind of invitation {other}"))),
    }
}

pub(crate) async fn find_any(on: &mut impl On, id: &InvitationId) -> Result<Option<Invitation>> {
    Ok(fetch_optional!(
        on,
        Invitation,
        "SELECT i.id, i.course_id, c.title AS course_title, c.description, v.duration, i.owner_id,
                a.first_name AS owner_first_name, a.last_name AS owner_last_name, a.email AS owner_email,
                i.kind, i.token, i.subject, i.body, i.enabled, i.zone, i.created_at
         FROM invitations i JOIN courses c ON c.id = i.course_id JOIN course_versions v ON v.id = c.version_id
         JOIN accounts a ON a.id = i.owner_id WHERE i.id = $1",
        id
    )?)
}

pub(crate) async fn by_token(on: &mut impl On, token: &str) -> Result<Option<Invitation>> {
    Ok(fetch_optional!(
        on,
        Invitation,
        "SELECT i.id, i.course_id, c.title AS course_title, c.description, v.duration, i.owner_id,
                a.first_name AS owner_first_name, a.last_name AS owner_last_name, a.email AS owner_email,
                i.kind, i.token, i.subject, i.body, i.enabled, i.zone, i.created_at
         FROM invitations i JOIN courses c ON c.id = i.course_id JOIN course_versions v ON v.id = c.version_id
         JOIN accounts a ON a.id = i.owner_id WHERE i.token = $1",
        token
    )?)
}

#[expect(clippy::too_many_arguments, reason = "a row has these columns")]
pub(super) async fn insert(
    tx: &mut Tx,
    id: &InvitationId,
    course: &CourseId,
    owner: &AccountId,
    kind: Kind,
    token: Option<&str>,
    text: &LetterText,
    now: Millis,
) -> Result<()> {
    let kind = match kind {
        Kind::Public => "public",
        Kind::Private => "private",
    };
    execute!(
        tx,
        "INSERT INTO invitations (id, course_id, owner_id, kind, token, subject, body, enabled, created_at,
                                  updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, TRUE, $8, $8)",
        id,
        course,
        owner,
        kind,
        token,
        &text.subject,
        &text.body,
        now
    )?;
    Ok(())
}

pub(super) async fn set_enabled(tx: &mut Tx, id: &InvitationId, enabled: bool) -> Result<()> {
    execute!(
        tx,
        "UPDATE invitations SET enabled = $2 WHERE id = $1",
        id,
        enabled
    )?;
    Ok(())
}

/// Keeps the zone in which the instructor thinks of the invitation's times.
pub(super) async fn set_zone(tx: &mut Tx, id: &InvitationId, zone: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE invitations SET zone = $2 WHERE id = $1",
        id,
        zone
    )?;
    Ok(())
}

pub(super) struct NewRecipient<'a> {
    pub id: &'a RecipientId,
    pub invitation: &'a InvitationId,
    pub registration: &'a RegistrationId,
    pub email: &'a str,
    pub name: &'a str,
    pub mail: &'a MailId,
}

pub(super) async fn insert_recipient(
    tx: &mut Tx,
    new: NewRecipient<'_>,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO recipients (id, invitation_id, registration_id, email, name, link_version, mail_id, created_at)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7)",
        new.id,
        new.invitation,
        new.registration,
        new.email,
        new.name,
        new.mail,
        now
    )?;
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct RecipientRow {
    pub id: RecipientId,
    pub invitation_id: InvitationId,
    pub registration_id: RegistrationId,
    pub email: String,
    pub link_version: i64,
}

pub(super) async fn recipient(on: &mut impl On, id: &RecipientId) -> Result<Option<RecipientRow>> {
    let sql = "SELECT id, invitation_id, registration_id, email, link_version FROM recipients WHERE id = $1";
    Ok(fetch_optional!(on, RecipientRow, sql, id)?)
}

#[derive(Debug, sqlx::FromRow)]
struct ListRow {
    id: InvitationId,
    kind: String,
    course_id: CourseId,
    course_title: String,
    enabled: bool,
    created_at: Millis,
    invited: i64,
    registrations: i64,
    started: i64,
    completed: i64,
    passed: i64,
    failed: i64,
    flagged: i64,
}

pub(super) async fn list(on: &mut impl On, owner: &AccountId) -> Result<Vec<InvitationRow>> {
    let rows = fetch_all!(
        on,
        ListRow,
        "SELECT i.id, i.kind, i.course_id, c.title AS course_title, i.enabled, i.created_at,
                (SELECT COUNT(*) FROM recipients p WHERE p.invitation_id = i.id AND p.deleted_at IS NULL) AS invited,
                COUNT(r.id) AS registrations,
                COUNT(CASE WHEN r.first_launched_at IS NOT NULL THEN 1 END) AS started,
                COUNT(CASE WHEN r.completion = 'completed' OR r.success <> 'unknown' THEN 1 END) AS completed,
                COUNT(CASE WHEN r.success = 'passed' THEN 1 END) AS passed,
                COUNT(CASE WHEN r.success = 'failed' THEN 1 END) AS failed,
                COUNT(CASE WHEN EXISTS (SELECT 1 FROM flags f WHERE f.registration_id = r.id) THEN 1 END) AS flagged
         FROM invitations i JOIN courses c ON c.id = i.course_id
         LEFT JOIN registrations r ON r.invitation_id = i.id
         WHERE i.owner_id = $1
         GROUP BY i.id, i.kind, i.course_id, c.title, i.enabled, i.created_at
         ORDER BY i.created_at DESC, i.id DESC",
        owner
    )?;
    rows.into_iter()
        .map(|row| {
            Ok(InvitationRow {
                id: row.id,
                kind: kind_of(&row.kind)?,
                course: row.course_id,
                course_title: row.course_title,
                enabled: row.enabled,
                created_at: row.created_at,
                counts: Counts {
                    registrations: row.registrations,
                    invited: row.invited,
                    started: row.started,
                    completed: row.completed,
                    passed: row.passed,
                    failed: row.failed,
                    flagged: row.flagged,
                },
            })
        })
        .collect()
}
