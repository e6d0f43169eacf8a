//! Reminders in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::invitation::LetterText;
use beckon_model::reminder::{Rule, Sent};
use beckon_model::{InvitationId, MailId, Millis, RecipientId, ReminderId};

/// Recipients whom a rule may still remind ($1 the rule, $2 the invitation, $3 whom): not reminded by it yet, let in,
/// not there yet where it wants them, and their invitation not called off or refused. `o` is the newest e-mail.
macro_rules! remindable {
    ($head:literal, $tail:literal) => {
        concat!(
            $head,
            " FROM recipients p JOIN registrations r ON r.id = p.registration_id
              JOIN learners l ON l.id = r.learner_id JOIN invitations i ON i.id = p.invitation_id
              LEFT JOIN outbox o ON o.id = p.mail_id
              WHERE p.invitation_id = $2 AND p.deleted_at IS NULL AND p.revoked_at IS NULL
                AND (o.state IN ('queued', 'sending', 'deferred', 'sent') OR (o.id IS NULL AND NOT EXISTS (
                  SELECT 1 FROM outbox c WHERE c.recipient_id = p.id AND c.state = 'cancelled')))
                AND r.completion <> 'completed' AND r.success = 'unknown'
                AND ($3 = 'not-finished' OR r.first_launched_at IS NULL)
                AND NOT EXISTS (SELECT 1 FROM reminders_sent s WHERE s.reminder_id = $1 AND s.recipient_id = p.id) ",
            $tail
        )
    };
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub id: ReminderId,
    pub invitation_id: InvitationId,
    pub days: i64,
    pub whom: String,
    pub subject: String,
    pub body: String,
    pub stopped_at: Option<Millis>,
}

impl Row {
    pub fn rule(&self) -> Result<Rule> {
        Ok(Rule {
            days: self.days,
            whom: super::whom(&self.whom)?,
            letter: LetterText {
                subject: self.subject.clone(),
                body: self.body.clone(),
            },
        })
    }
}

pub(super) async fn list(on: &mut impl On, invitation: &InvitationId) -> Result<Vec<Row>> {
    Ok(fetch_all!(
        on,
        Row,
        "SELECT id, invitation_id, days, whom, subject, body, stopped_at FROM reminders WHERE invitation_id = $1
         ORDER BY days, created_at, id",
        invitation
    )?)
}

pub(super) async fn find(on: &mut impl On, id: &ReminderId) -> Result<Option<Row>> {
    Ok(fetch_optional!(
        on,
        Row,
        "SELECT id, invitation_id, days, whom, subject, body, stopped_at FROM reminders WHERE id = $1",
        id
    )?)
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: &ReminderId,
    invitation: &InvitationId,
    rule: &Rule,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO reminders (id, invitation_id, days, whom, subject, body, stopped_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $7)",
        id,
        invitation,
        rule.days,
        rule.whom.word(),
        &rule.letter.subject,
        &rule.letter.body,
        now
    )?;
    Ok(())
}

pub(super) async fn update(tx: &mut Tx, id: &ReminderId, rule: &Rule, now: Millis) -> Result<()> {
    execute!(
        tx,
        "UPDATE reminders SET days = $2, whom = $3, subject = $4, body = $5, updated_at = $6 WHERE id = $1",
        id,
        rule.days,
        rule.whom.word(),
        &rule.letter.subject,
        &rule.letter.body,
        now
    )?;
    Ok(())
}

pub(super) async fn set_stopped(
    tx: &mut Tx,
    id: &ReminderId,
    stopped_at: Option<Millis>,
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE reminders SET stopped_at = $2, updated_at = $3 WHERE id = $1";
    execute!(tx, sql, id, stopped_at, now)?;
    Ok(())
}

pub(super) async fn delete(tx: &mut Tx, id: &ReminderId) -> Result<()> {
    execute!(tx, "DELETE FROM reminders WHERE id = $1", id)?;
    Ok(())
}

/// How many a rule has sent, and when the last.
pub(super) async fn sent(on: &mut impl On, id: &ReminderId) -> Result<(i64, Option<Millis>)> {
    let sql = "SELECT COUNT(*), MAX(sent_at) FROM reminders_sent WHERE reminder_id = $1";
    Ok(fetch_one!(on, (i64, Option<Millis>), sql, id)?)
}

/// The newest that a rule has sent.
pub(super) async fn lately(on: &mut impl On, id: &ReminderId, most: i64) -> Result<Vec<Sent>> {
    let rows = fetch_all!(
        on,
        (String, Millis, Option<String>),
        "SELECT COALESCE(NULLIF(p.name, ''), p.email, ''), s.sent_at, o.state FROM reminders_sent s
         LEFT JOIN recipients p ON p.id = s.recipient_id LEFT JOIN outbox o ON o.id = s.mail_id
         WHERE s.reminder_id = $1 ORDER BY s.sent_at DESC, s.recipient_id DESC LIMIT $2",
        id,
        most
    )?;
    rows.into_iter()
        .map(|(who, at, state)| {
            let state = state
                .as_deref()
                .map(crate::mail::outbox::state)
                .transpose()?;
            Ok(Sent { who, at, state })
        })
        .collect()
}

/// The earliest moment from which the days of somebody still to be reminded are counted.
pub(super) async fn first_base(on: &mut impl On, row: &Row) -> Result<Option<Millis>> {
    let (at,) = fetch_one!(
        on,
        (Option<Millis>,),
        remindable!(
            "SELECT MIN(CASE WHEN o.id IS NULL THEN p.created_at WHEN o.state = 'sent' THEN o.sent_at ELSE o.due_at END)",
            ""
        ),
        &row.id,
        &row.invitation_id,
        &row.whom
    )?;
    Ok(at)
}

/// How many are still to be reminded whose days are counted from a moment up to `until`, and how many others.
pub(super) async fn waiting(on: &mut impl On, row: &Row, until: Millis) -> Result<(i64, i64)> {
    Ok(fetch_one!(
        on,
        (i64, i64),
        remindable!(
            "SELECT COUNT(CASE WHEN b <= $4 THEN 1 END), COUNT(CASE WHEN b > $4 THEN 1 END) FROM (
             SELECT CASE WHEN o.id IS NULL THEN p.created_at WHEN o.state = 'sent' THEN o.sent_at ELSE o.due_at END AS b",
            ") counted"
        ),
        &row.id,
        &row.invitation_id,
        &row.whom,
        until
    )?)
}

/// A rule at work.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Going {
    pub id: ReminderId,
    pub invitation_id: InvitationId,
    pub days: i64,
    pub whom: String,
    pub subject: String,
    pub body: String,
    pub updated_at: Millis,
}

/// All rules at work: not stopped, and of invitations that let people in.
pub(super) async fn going(on: &mut impl On, now: Millis) -> Result<Vec<Going>> {
    Ok(fetch_all!(
        on,
        Going,
        "SELECT m.id, m.invitation_id, m.days, m.whom, m.subject, m.body, m.updated_at
         FROM reminders m JOIN invitations i ON i.id = m.invitation_id
         WHERE m.stopped_at IS NULL AND i.enabled AND i.deleted_at IS NULL
           AND (i.starts_at IS NULL OR i.starts_at <= $1)
         ORDER BY m.id",
        now
    )?)
}

/// Holds a rule to the end of the transaction; whether it still is as it was read and at work.
pub(super) async fn hold(tx: &mut Tx, going: &Going, now: Millis) -> Result<bool> {
    let held = execute!(
        tx,
        "UPDATE reminders SET stopped_at = NULL
         WHERE id = $1 AND updated_at = $2 AND stopped_at IS NULL
           AND EXISTS (SELECT 1 FROM invitations i WHERE i.id = reminders.invitation_id AND i.enabled
                         AND i.deleted_at IS NULL AND (i.starts_at IS NULL OR i.starts_at <= $3))",
        &going.id,
        going.updated_at,
        now
    )?;
    Ok(held == 1)
}

/// Someone to be reminded.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Target {
    pub id: RecipientId,
    pub email: String,
    pub name: String,
}

/// Whom a rule is to remind now, in the order of their ids, after the one given.
pub(super) async fn due(
    on: &mut impl On,
    going: &Going,
    after: &RecipientId,
    most: i64,
    now: Millis,
) -> Result<Vec<Target>> {
    Ok(fetch_all!(
        on,
        Target,
        remindable!(
            "SELECT p.id, p.email, COALESCE(NULLIF(p.name, ''), l.name) AS name",
            "AND p.id > $4 AND (COALESCE(p.expires_at, i.expires_at) IS NULL OR COALESCE(p.expires_at, i.expires_at) > $5)
             AND ((o.id IS NULL AND p.created_at <= $6) OR (o.state = 'sent' AND o.sent_at <= $6))
             ORDER BY p.id LIMIT $7"
        ),
        &going.id,
        &going.invitation_id,
        &going.whom,
        after,
        now,
        now - going.days * super::DAY,
        most
    )?)
}

/// Notes that a rule reminds someone; whether it had not yet.
pub(super) async fn note_sent(
    tx: &mut Tx,
    reminder: &ReminderId,
    recipient: &RecipientId,
    mail: &MailId,
    now: Millis,
) -> Result<bool> {
    let noted = execute!(
        tx,
        "INSERT INTO reminders_sent (reminder_id, recipient_id, mail_id, sent_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (reminder_id, recipient_id) DO NOTHING",
        reminder,
        recipient,
        mail,
        now
    )?;
    Ok(noted == 1)
}
