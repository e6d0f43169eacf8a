//! People and their forms in the database.

use crate::db::{On, Same, Tx, execute_rows, fetch_rows, holding};
use crate::{Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::people::Earlier;
use beckon_model::{
    AccountId, CourseId, InvitationId, LearnerId, MailId, Millis, RecipientId, RegistrationId,
    VersionId,
};
use std::collections::HashMap;

// Each of these joins a list with one table by one column. `IN` with thousands of values, or a join of several tables,
// may go through a whole table for each of them where the database has no statistics yet.

pub(super) async fn any_registration(on: &mut impl On, course: &CourseId) -> Result<bool> {
    let sql = "SELECT id FROM registrations WHERE course_id = $1 LIMIT 1";
    Ok(fetch_optional!(on, (RegistrationId,), sql, course)?.is_some())
}

/// The instructor's invitations to the course that stand, with their kinds.
pub(super) async fn standing(
    on: &mut impl On,
    owner: &AccountId,
    course: &CourseId,
) -> Result<HashMap<InvitationId, String>> {
    let sql = "SELECT id, kind FROM invitations WHERE course_id = $1 AND owner_id = $2 AND deleted_at IS NULL";
    let rows = fetch_all!(on, (InvitationId, String), sql, course, owner)?;
    Ok(rows.into_iter().collect())
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct LearnerRow {
    pub id: LearnerId,
    pub email: String,
    pub name: String,
}

pub(super) async fn learners_by_email(
    on: &mut impl On,
    emails: &[[&str; 1]],
) -> Result<Vec<LearnerRow>> {
    let sql = "SELECT t.id, t.email, t.name FROM {rows} JOIN learners t ON t.email = v.column1";
    fetch_rows(on, sql, &[], emails).await
}

pub(super) async fn learners_by_id(on: &mut impl On, ids: &[[&str; 1]]) -> Result<Vec<LearnerRow>> {
    let sql = "SELECT t.id, t.email, t.name FROM {rows} JOIN learners t ON t.id = v.column1";
    fetch_rows(on, sql, &[], ids).await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct RegistrationRow {
    pub id: RegistrationId,
    pub invitation_id: InvitationId,
    pub learner_id: LearnerId,
    pub completion: String,
    pub success: String,
    pub score: Option<f64>,
    pub first_launched_at: Option<Millis>,
    pub last_activity_at: Option<Millis>,
    pub created_at: Millis,
}

pub(super) async fn registrations_of(
    on: &mut impl On,
    learners: &[[&str; 1]],
) -> Result<Vec<RegistrationRow>> {
    let sql = "SELECT t.id, t.invitation_id, t.learner_id, t.completion, t.success, t.score, t.first_launched_at,
                      t.last_activity_at, t.created_at
               FROM {rows} JOIN registrations t ON t.learner_id = v.column1";
    fetch_rows(on, sql, &[], learners).await
}

pub(super) async fn registrations_by_id(
    on: &mut impl On,
    ids: &[[&str; 1]],
) -> Result<Vec<RegistrationRow>> {
    let sql = "SELECT t.id, t.invitation_id, t.learner_id, t.completion, t.success, t.score, t.first_launched_at,
                      t.last_activity_at, t.created_at
               FROM {rows} JOIN registrations t ON t.id = v.column1";
    fetch_rows(on, sql, &[], ids).await
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct RecipientRow {
    pub id: RecipientId,
    pub invitation_id: InvitationId,
    pub registration_id: RegistrationId,
    pub email: String,
    pub deleted_at: Option<Millis>,
}

/// Deleted ones, too: a condition would let the planner take an index that does not begin with the address.
pub(super) async fn recipients(
    on: &mut impl On,
    emails: &[[&str; 1]],
) -> Result<Vec<RecipientRow>> {
    let sql = "SELECT t.id, t.invitation_id, t.registration_id, t.email, t.deleted_at
               FROM {rows} JOIN recipients t ON t.email = v.column1";
    fetch_rows(on, sql, &[], emails).await
}

/// People whom the instructor invited to anything: those chosen, and those whose name or address holds the words; of
/// these one more than `most`, so that it shows that there are more.
pub(super) async fn earlier(
    on: &mut impl On,
    owner: &AccountId,
    words: &str,
    chosen: &[LearnerId],
    most: usize,
) -> Result<(Vec<Earlier>, Vec<Earlier>)> {
    let ids: Vec<[&str; 1]> = chosen.iter().map(|id| [&*id.0]).collect();
    let sql = "SELECT l.id, l.name, l.email, MAX(p.created_at)
               FROM learners l JOIN registrations r ON r.learner_id = l.id
               JOIN recipients p ON p.registration_id = r.id JOIN invitations i ON i.id = p.invitation_id
               WHERE i.owner_id = $1 AND l.id IN (SELECT v.column1 FROM {rows}) GROUP BY l.id, l.name, l.email ORDER BY l.email";
    let chosen: Vec<EarlierRow> = fetch_rows(on, sql, &[Same::Text(&owner.0)], &ids).await?;
    let chosen: Vec<Earlier> = chosen.into_iter().map(earlier_row).collect();
    if most == 0 {
        return Ok((chosen, Vec::new()));
    }
    let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let found = fetch_all!(
        on,
        EarlierRow,
        "SELECT l.id, l.name, l.email, MAX(p.created_at)
         FROM invitations i JOIN recipients p ON p.invitation_id = i.id
         JOIN registrations r ON r.id = p.registration_id JOIN learners l ON l.id = r.learner_id
         WHERE i.owner_id = $1 AND (l.email LIKE $2 ESCAPE '\\' OR LOWER(l.name) LIKE $2 ESCAPE '\\')
         GROUP BY l.id, l.name, l.email ORDER BY MAX(p.created_at) DESC, l.email LIMIT $3",
        owner,
        holding(&words.trim().to_lowercase()),
        limit
    )?;
    Ok((chosen, found.into_iter().map(earlier_row).collect()))
}

type EarlierRow = (LearnerId, String, String, Millis);

fn earlier_row((learner, name, email, last_invited): EarlierRow) -> Earlier {
    Earlier {
        learner,
        name,
        email,
        last_invited,
    }
}

/// Holds the course for this transaction, so that two lists for one course are judged one after the other.
pub(super) async fn hold_course(tx: &mut Tx, course: &CourseId) -> Result<()> {
    execute!(
        tx,
        "UPDATE courses SET created_at = created_at WHERE id = $1",
        course
    )?;
    Ok(())
}

/// What was done under a key.
pub(super) async fn submitted(
    on: &mut impl On,
    owner: &AccountId,
    key: &str,
) -> Result<Option<InvitationId>> {
    let sql = "SELECT invitation_id FROM submissions WHERE owner_id = $1 AND key = $2";
    Ok(fetch_optional!(on, (InvitationId,), sql, owner, key)?.map(|(id,)| id))
}

/// Notes what was done under a key; the form under way is forgotten.
pub(super) async fn submit(
    tx: &mut Tx,
    owner: &AccountId,
    key: &str,
    invitation: &InvitationId,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO submissions (owner_id, key, invitation_id, created_at) VALUES ($1, $2, $3, $4)",
        owner,
        key,
        invitation,
        now
    )?;
    execute!(
        tx,
        "DELETE FROM people_drafts WHERE owner_id = $1 AND key = $2",
        owner,
        key
    )?;
    Ok(())
}

/// Makes learners of rows of id, address and name; gives the id that each address has, new or not.
pub(super) async fn learners(
    tx: &mut Tx,
    rows: &[[&str; 3]],
    now: Millis,
) -> Result<Vec<(LearnerId, String)>> {
    let sql = "INSERT INTO learners (id, email, name, created_at)
               SELECT v.column1, v.column2, v.column3, $1 FROM {rows} WHERE TRUE
               ON CONFLICT (email)
               DO UPDATE SET name = CASE WHEN learners.name = '' THEN excluded.name ELSE learners.name END
               RETURNING id, email";
    fetch_rows(tx, sql, &[Same::Number(now)], rows).await
}

/// Writes registrations of rows of id and learner, which count from now on.
pub(super) async fn register(
    tx: &mut Tx,
    (invitation, course, version): (&InvitationId, &CourseId, &VersionId),
    rows: &[[&str; 2]],
    now: Millis,
) -> Result<()> {
    let sql = "INSERT INTO registrations (id, invitation_id, course_id, version_id, learner_id, instance, completion,
                                          success, score, total_time, created_at, first_launched_at, last_activity_at,
                                          owned_by)
               SELECT v.column1, $1, $2, $3, v.column2, 1, 'unknown', 'unknown', NULL, 0, $4, NULL, NULL,
                      (SELECT i.owner_id FROM invitations i WHERE i.id = $1)
               FROM {rows}";
    let same = [
        Same::Text(&invitation.0),
        Same::Text(&course.0),
        Same::Text(&version.0),
        Same::Number(now),
    ];
    execute_rows(tx, sql, &same, rows).await?;
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    execute!(
        tx,
        "UPDATE invitations SET taken = taken + $2 WHERE id = $1",
        invitation,
        count
    )?;
    Ok(())
}

/// Writes recipients of rows of id, registration, address, name and mail, which may be empty.
pub(super) async fn receive(
    tx: &mut Tx,
    invitation: &InvitationId,
    rows: &[[&str; 5]],
    now: Millis,
) -> Result<()> {
    let sql = "INSERT INTO recipients (id, invitation_id, registration_id, email, name, link_version, mail_id, created_at)
               SELECT v.column1, $1, v.column2, v.column3, v.column4, 1, NULLIF(v.column5, ''), $2
               FROM {rows}";
    execute_rows(
        tx,
        sql,
        &[Same::Text(&invitation.0), Same::Number(now)],
        rows,
    )
    .await
}

/// A recipient gets one more mail.
pub(super) async fn mailed_again(tx: &mut Tx, id: &RecipientId, mail: &MailId) -> Result<()> {
    execute!(
        tx,
        "UPDATE recipients SET mail_id = $2 WHERE id = $1",
        id,
        mail
    )?;
    Ok(())
}

/// Which of the registrations somebody is playing.
pub(super) async fn being_played(
    on: &mut impl On,
    ids: &[[&str; 1]],
) -> Result<Vec<(RegistrationId,)>> {
    let sql = "SELECT DISTINCT t.registration_id FROM {rows}
               JOIN launches t ON t.registration_id = v.column1 WHERE t.ended_at IS NULL ORDER BY 1";
    fetch_rows(on, sql, &[], ids).await
}

pub(super) struct DraftRow {
    pub form: String,
    pub others: String,
}

pub(super) async fn draft(
    on: &mut impl On,
    owner: &AccountId,
    key: &str,
) -> Result<Option<(String, String)>> {
    let sql = "SELECT form, others FROM people_drafts WHERE owner_id = $1 AND key = $2";
    Ok(fetch_optional!(on, (String, String), sql, owner, key)?)
}

pub(super) async fn file(
    on: &mut impl On,
    owner: &AccountId,
    key: &str,
) -> Result<Option<(String, String)>> {
    let sql = "SELECT file_name, file FROM people_drafts WHERE owner_id = $1 AND key = $2";
    Ok(fetch_optional!(on, (String, String), sql, owner, key)?)
}

pub(super) async fn keep_draft(
    tx: &mut Tx,
    owner: &AccountId,
    key: &str,
    row: DraftRow,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO people_drafts (owner_id, key, form, others, file_name, file, updated_at)
         VALUES ($1, $2, $3, $4, '', '', $5)
         ON CONFLICT (owner_id, key)
         DO UPDATE SET form = excluded.form, others = excluded.others, updated_at = excluded.updated_at",
        owner,
        key,
        &row.form,
        &row.others,
        now
    )?;
    Ok(())
}

pub(super) async fn keep_file(
    tx: &mut Tx,
    owner: &AccountId,
    key: &str,
    (name, text): (&str, &str),
) -> Result<()> {
    execute!(
        tx,
        "UPDATE people_drafts SET file_name = $3, file = $4 WHERE owner_id = $1 AND key = $2",
        owner,
        key,
        name,
        text
    )?;
    Ok(())
}

pub(super) async fn forget_drafts(tx: &mut Tx, before: Millis) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM people_drafts WHERE updated_at < $1",
        before
    )?;
    Ok(())
}

/// Subject and body of an invitation's letter.
pub(super) async fn letter(on: &mut impl On, id: &InvitationId) -> Result<(String, String)> {
    Ok(fetch_one!(
        on,
        (String, String),
        "SELECT subject, body FROM invitations WHERE id = $1",
        id
    )?)
}
