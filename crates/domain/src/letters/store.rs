//! Letters kept under a name, in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_optional};
use beckon_model::email::{Addressee, EmailAddress};
use beckon_model::invitation::LetterText;
use beckon_model::template::Template;
use beckon_model::{AccountId, InvitationId, LetterId, Millis};

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: LetterId,
    name: String,
    subject: String,
    body: String,
    updated_at: Millis,
}

impl From<Row> for Template {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            text: LetterText {
                subject: row.subject,
                body: row.body,
            },
            updated_at: row.updated_at,
        }
    }
}

pub(super) async fn list(on: &mut impl On, owner: &AccountId) -> Result<Vec<Template>> {
    let sql = "SELECT id, name, subject, body, updated_at FROM letters WHERE owner_id = $1 ORDER BY LOWER(name), id";
    let rows = fetch_all!(on, Row, sql, owner)?;
    Ok(rows.into_iter().map(Template::from).collect())
}

pub(super) async fn find(
    on: &mut impl On,
    owner: &AccountId,
    id: &LetterId,
) -> Result<Option<Template>> {
    let sql =
        "SELECT id, name, subject, body, updated_at FROM letters WHERE owner_id = $1 AND id = $2";
    Ok(fetch_optional!(on, Row, sql, owner, id)?.map(Template::from))
}

pub(super) async fn named(
    on: &mut impl On,
    owner: &AccountId,
    name: &str,
) -> Result<Option<LetterId>> {
    let sql = "SELECT id FROM letters WHERE owner_id = $1 AND name = $2";
    Ok(fetch_optional!(on, (LetterId,), sql, owner, name)?.map(|(id,)| id))
}

/// Whether the name was free.
pub(super) async fn insert(
    tx: &mut Tx,
    id: &LetterId,
    owner: &AccountId,
    name: &str,
    text: &LetterText,
    now: Millis,
) -> Result<bool> {
    let made = execute!(
        tx,
        "INSERT INTO letters (id, owner_id, name, subject, body, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (owner_id, name) DO NOTHING",
        id,
        owner,
        name,
        &text.subject,
        &text.body,
        now
    )?;
    Ok(made == 1)
}

pub(super) async fn update(
    tx: &mut Tx,
    owner: &AccountId,
    id: &LetterId,
    name: &str,
    text: &LetterText,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE letters SET name = $3, subject = $4, body = $5, updated_at = $6 WHERE owner_id = $1 AND id = $2",
        owner,
        id,
        name,
        &text.subject,
        &text.body,
        now
    )?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, owner: &AccountId, id: &LetterId) -> Result<()> {
    let sql = "DELETE FROM letters WHERE owner_id = $1 AND id = $2";
    execute!(tx, sql, owner, id)?;
    Ok(())
}

/// Counts a test mail; whether there was room for it. Counting starts anew with the first after `before`.
pub(super) async fn count_test(
    tx: &mut Tx,
    owner: &AccountId,
    most: i64,
    before: Millis,
    now: Millis,
) -> Result<bool> {
    let counted = execute!(
        tx,
        "INSERT INTO test_mails (owner_id, since, sent) VALUES ($1, $2, 1)
         ON CONFLICT (owner_id) DO UPDATE SET
             sent = CASE WHEN test_mails.since <= $3 THEN 1 ELSE test_mails.sent + 1 END,
             since = CASE WHEN test_mails.since <= $3 THEN $2 ELSE test_mails.since END
         WHERE test_mails.since <= $3 OR test_mails.sent < $4",
        owner,
        now,
        before,
        most
    )?;
    Ok(counted == 1)
}

pub(super) async fn tests_since(on: &mut impl On, owner: &AccountId) -> Result<Option<Millis>> {
    let sql = "SELECT since FROM test_mails WHERE owner_id = $1";
    Ok(fetch_optional!(on, (Millis,), sql, owner)?.map(|(since,)| since))
}

pub(super) async fn people(
    on: &mut impl On,
    invitation: &InvitationId,
    most: i64,
) -> Result<Vec<Addressee>> {
    let rows = fetch_all!(
        on,
        (EmailAddress, String),
        "SELECT email, name FROM recipients WHERE invitation_id = $1 AND deleted_at IS NULL ORDER BY id LIMIT $2",
        invitation,
        most
    )?;
    let person = |(email, name)| Addressee { email, name };
    Ok(rows.into_iter().map(person).collect())
}

pub(super) async fn change_of_invitation(
    tx: &mut Tx,
    id: &InvitationId,
    text: &LetterText,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE invitations SET subject = $2, body = $3, updated_at = $4 WHERE id = $1",
        id,
        &text.subject,
        &text.body,
        now
    )?;
    Ok(())
}
