//! The outbox in the database.

use super::files::MailFile;
use super::outbox::NewMail;
use super::promised::Words;
use crate::db::{On, Same, Tx, execute_rows, fetch_rows};
use crate::{Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::{InvitationId, MailId, Millis, RecipientId};

/// Claims by when the mails of one state are due.
macro_rules! claim_by {
    ($time:literal) => {
        concat!(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, lease_until = $1, updated_at = $2
             WHERE id IN (SELECT id FROM outbox WHERE state = $3 AND ",
            $time,
            " <= $4 ORDER BY ",
            $time,
            " LIMIT $5) AND state = $3 AND ",
            $time,
            " <= $4
             RETURNING id, kind, to_email, to_name, reply_to, subject, html, text, attempts, created_at"
        )
    };
}

/// What it takes to send a mail.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct MailRow {
    pub id: MailId,
    pub kind: String,
    pub to_email: String,
    pub to_name: String,
    pub reply_to: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// Counting the one under way.
    pub attempts: i64,
    pub created_at: Millis,
    /// What goes with it, once it was filled in.
    #[sqlx(skip)]
    pub file: Option<MailFile>,
}

/// What the outbox's list shows.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct ListRow {
    pub id: MailId,
    pub to_email: String,
    pub to_name: String,
    pub subject: String,
    pub state: String,
    pub server_said: String,
    pub created_at: Millis,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    mail: &NewMail<'_>,
    due_at: Millis,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO outbox (id, kind, to_email, to_name, reply_to, subject, html, text, recipient_id, state, attempts,
                             due_at, lease_until, server_said, raw, created_at, updated_at, sent_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', 0, $10, 0, '', '', $11, $11, NULL)",
        &mail.id,
        mail.kind,
        mail.to_email,
        mail.to_name,
        mail.reply_to,
        mail.subject,
        mail.html,
        mail.text,
        &mail.recipient,
        due_at,
        now
    )?;
    Ok(())
}

/// Takes mails that are due for nobody else until `lease_until`: codes first, whose readers wait before a screen, then what
/// a process that died left under its lease, then what was put off, then the rest, each by its time. The condition stands
/// twice: whoever waited for another's claim looks again. Each look reads as many rows of one index as it takes.
pub(crate) async fn claim(
    tx: &mut Tx,
    most: i64,
    lease_until: Millis,
    now: Millis,
) -> Result<Vec<MailRow>> {
    let mut claimed = Vec::new();
    for (state, until) in [
        ("queued", super::outbox::AT_ONCE),
        ("sending", now),
        ("deferred", now),
        ("queued", now),
    ] {
        let left = most - i64::try_from(claimed.len()).unwrap_or(most);
        if left <= 0 {
            break;
        }
        let sql = match state {
            "sending" => claim_by!("lease_until"),
            _ => claim_by!("due_at"),
        };
        claimed.extend(fetch_all!(
            tx,
            MailRow,
            sql,
            lease_until,
            now,
            state,
            until,
            left
        )?);
    }
    claimed.sort_by(|a, b| {
        (a.kind != "code", a.created_at, &a.id).cmp(&(b.kind != "code", b.created_at, &b.id))
    });
    Ok(claimed)
}

/// Gives mails back that were claimed and not tried.
pub(crate) async fn give_back(
    tx: &mut Tx,
    ids: &[[&str; 1]],
    lease_until: Millis,
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE outbox SET state = CASE WHEN attempts <= 1 THEN 'queued' ELSE 'deferred' END,
                                 attempts = attempts - 1, due_at = CASE WHEN kind = 'code' THEN 0 ELSE $1 END, updated_at = $1
               WHERE id IN (SELECT v.column1 FROM {rows}) AND state = 'sending' AND lease_until = $2";
    let same = [Same::Number(now), Same::Number(lease_until)];
    execute_rows(tx, sql, &same, ids).await
}

/// Lets go of what was claimed by a process that is gone.
pub(crate) async fn release(tx: &mut Tx) -> Result<u64> {
    Ok(execute!(
        tx,
        "UPDATE outbox SET lease_until = 0 WHERE state = 'sending'"
    )?)
}

/// The mails were taken: each row has its id, what the server said, and the message where it is kept. That holds even if
/// the lease ran out meanwhile.
pub(crate) async fn sent(tx: &mut Tx, mails: &[[&str; 3]], now: Millis) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'sent', server_said = v.column2, raw = v.column3, updated_at = $1, sent_at = $1
               FROM {rows} WHERE outbox.id = v.column1 AND outbox.state <> 'sent'";
    execute_rows(tx, sql, &[Same::Number(now)], mails).await
}

pub(crate) async fn deferred(
    tx: &mut Tx,
    id: &MailId,
    lease_until: Millis,
    said: &str,
    due_at: Millis,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE outbox SET state = 'deferred', server_said = $1, due_at = $2, updated_at = $3
         WHERE id = $4 AND state = 'sending' AND lease_until = $5",
        said,
        due_at,
        now,
        id,
        lease_until
    )?;
    Ok(())
}

pub(crate) async fn failed(
    tx: &mut Tx,
    id: &MailId,
    lease_until: Millis,
    said: &str,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE outbox SET state = 'failed', server_said = $1, updated_at = $2
         WHERE id = $3 AND state = 'sending' AND lease_until = $4",
        said,
        now,
        id,
        lease_until
    )?;
    Ok(())
}

/// What a report says about a mail that a server had taken. Gives how many mails that is.
pub(crate) async fn reported(
    tx: &mut Tx,
    id: &MailId,
    failed: bool,
    said: &str,
    now: Millis,
) -> Result<u64> {
    Ok(execute!(
        tx,
        "UPDATE outbox SET state = $1, server_said = $2, updated_at = $3 WHERE id = $4 AND state = 'sent'",
        if failed { "bounced" } else { "sent" },
        said,
        now,
        id
    )?)
}

/// Forgets the words of a mail that held a secret.
pub(crate) async fn blank(tx: &mut Tx, id: &MailId) -> Result<()> {
    execute!(
        tx,
        "UPDATE outbox SET subject = 'A sign-in code', html = '', text = ''
         WHERE id = $1 AND state IN ('sent', 'failed')",
        id
    )?;
    Ok(())
}

/// When the next mail is due or the next lease runs out.
pub(crate) async fn next_due(on: &mut impl On) -> Result<Option<Millis>> {
    let (at,) = fetch_one!(
        on,
        (Option<i64>,),
        "SELECT MIN(CASE WHEN state = 'sending' THEN lease_until ELSE due_at END) FROM outbox
         WHERE state IN ('queued', 'deferred', 'sending')"
    )?;
    Ok(at)
}

/// The newest mails. A code on its way to a mail server is not for others to read.
pub(crate) async fn list(on: &mut impl On, most: i64) -> Result<Vec<ListRow>> {
    Ok(fetch_all!(
        on,
        ListRow,
        "SELECT id, to_email, to_name,
                CASE WHEN kind = 'code' AND raw = '' THEN 'A sign-in code' ELSE subject END AS subject,
                state, server_said, created_at
         FROM outbox ORDER BY created_at DESC, id DESC LIMIT $1",
        most
    )?)
}

pub(crate) async fn find(on: &mut impl On, id: &MailId) -> Result<Option<ListRow>> {
    Ok(fetch_optional!(
        on,
        ListRow,
        "SELECT id, to_email, to_name,
                CASE WHEN kind = 'code' AND raw = '' THEN 'A sign-in code' ELSE subject END AS subject,
                state, server_said, created_at
         FROM outbox WHERE id = $1",
        id
    )?)
}

/// A mail's words, and the message as it was kept.
pub(crate) async fn words(on: &mut impl On, id: &MailId) -> Result<Option<(MailRow, String)>> {
    let row = fetch_optional!(
        on,
        MailRow,
        "SELECT id, kind, to_email, to_name, reply_to, subject, html, text, attempts, created_at
         FROM outbox WHERE id = $1",
        id
    )?;
    let raw = fetch_optional!(on, (String,), "SELECT raw FROM outbox WHERE id = $1", id)?;
    Ok(row.zip(raw.map(|(raw,)| raw)))
}

/// When the e-mails of an invitation go out that still wait for their time, and how many at each.
pub(crate) async fn waiting(
    on: &mut impl On,
    invitation: &InvitationId,
    now: Millis,
) -> Result<Vec<(Millis, i64)>> {
    Ok(fetch_all!(
        on,
        (Millis, i64),
        "SELECT o.due_at, COUNT(*) FROM recipients p JOIN outbox o ON o.recipient_id = p.id
         WHERE p.invitation_id = $1 AND o.kind = 'invitation' AND o.state = 'queued' AND o.due_at > $2
         GROUP BY o.due_at ORDER BY o.due_at",
        invitation,
        now
    )?)
}

/// Makes due at once what waits for the time `at`. Gives how many mails.
pub(crate) async fn hasten(
    tx: &mut Tx,
    invitation: &InvitationId,
    at: Millis,
    now: Millis,
) -> Result<u64> {
    Ok(execute!(
        tx,
        "UPDATE outbox SET due_at = $3, updated_at = $3
         WHERE recipient_id IN (SELECT id FROM recipients WHERE invitation_id = $1)
           AND kind = 'invitation' AND state = 'queued' AND due_at = $2 AND due_at > $3",
        invitation,
        at,
        now
    )?)
}

/// Calls off what waits for the time `at` and is not being sent. Gives how many mails.
pub(crate) async fn cancel(
    tx: &mut Tx,
    invitation: &InvitationId,
    at: Millis,
    now: Millis,
) -> Result<u64> {
    let mails = execute!(
        tx,
        "UPDATE outbox SET state = 'cancelled', server_said = '', updated_at = $3
         WHERE recipient_id IN (SELECT id FROM recipients WHERE invitation_id = $1)
           AND kind = 'invitation' AND state = 'queued' AND due_at = $2 AND due_at > $3",
        invitation,
        at,
        now
    )?;
    look_past_cancelled(tx, invitation).await?;
    Ok(mails)
}

/// Calls off everything of an invitation that waits, reminders included, and is not being sent. Gives how many mails.
pub(crate) async fn cancel_all(tx: &mut Tx, invitation: &InvitationId, now: Millis) -> Result<u64> {
    let mails = execute!(
        tx,
        "UPDATE outbox SET state = 'cancelled', updated_at = $2
         WHERE recipient_id IN (SELECT id FROM recipients WHERE invitation_id = $1)
           AND state IN ('queued', 'deferred')",
        invitation,
        now
    )?;
    look_past_cancelled(tx, invitation).await?;
    Ok(mails)
}

/// What became of an invitation is told by its newest e-mail that was not called off; recipients for whom this may have
/// become another one look again.
macro_rules! look_again {
    ($whose:literal) => {
        concat!(
            "UPDATE recipients SET mail_id = (SELECT o.id FROM outbox o WHERE o.recipient_id = recipients.id
                 AND o.kind = 'invitation' AND o.state <> 'cancelled' ORDER BY o.created_at DESC, o.id DESC LIMIT 1)
             WHERE ",
            $whose
        )
    };
}

async fn look_past_cancelled(tx: &mut Tx, invitation: &InvitationId) -> Result<()> {
    let sql = look_again!(
        "invitation_id = $1 AND mail_id IN (SELECT id FROM outbox WHERE state = 'cancelled')"
    );
    execute!(tx, sql, invitation)?;
    Ok(())
}

/// Takes back what waits for one recipient and is not being sent.
pub(crate) async fn take_back(tx: &mut Tx, recipient: &RecipientId) -> Result<()> {
    let sql = "DELETE FROM outbox WHERE recipient_id = $1 AND state IN ('queued', 'deferred')";
    if execute!(tx, sql, recipient)? > 0 {
        execute!(tx, look_again!("id = $1"), recipient)?;
    }
    Ok(())
}

/// Keeps a letter that many will get.
pub(crate) async fn keep_letter(tx: &mut Tx, id: &str, words: &Words, now: Millis) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO promised_letters (id, subject, body, course, description, duration, inviter, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        &words.subject,
        &words.body,
        &words.course,
        &words.description,
        &words.duration,
        &words.inviter,
        now
    )?;
    Ok(())
}

/// Promises a kept letter. Takes rows of mail, address, name, subject and recipient.
pub(crate) async fn insert_letters(
    tx: &mut Tx,
    (kind, letter): (&str, &str),
    reply_to: &str,
    rows: &[[&str; 5]],
    due_at: Millis,
    now: Millis,
) -> Result<()> {
    let sql = "INSERT INTO outbox (id, kind, to_email, to_name, reply_to, subject, html, text, recipient_id, letter_id,
                                   state, attempts, due_at, lease_until, server_said, raw, created_at, updated_at,
                                   sent_at)
               SELECT v.column1, $5, v.column2, v.column3, $1, v.column4, '', '', v.column5, $2,
                      'queued', 0, $3, 0, '', '', $4, $4, NULL
               FROM {rows}";
    let same = [
        Same::Text(reply_to),
        Same::Text(letter),
        Same::Number(due_at),
        Same::Number(now),
        Same::Text(kind),
    ];
    execute_rows(tx, sql, &same, rows).await
}

/// A mail whose words are those of a kept letter, with what its link is made of.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct PromisedRow {
    pub id: MailId,
    pub letter_id: String,
    pub recipient_id: RecipientId,
    pub link_version: i64,
}

/// Those of the mails whose words are a kept letter's.
pub(crate) async fn promised(on: &mut impl On, ids: &[[&str; 1]]) -> Result<Vec<PromisedRow>> {
    let sql = "SELECT m.id, m.letter_id, p.id AS recipient_id, p.link_version
               FROM outbox m JOIN recipients p ON p.id = m.recipient_id
               WHERE m.letter_id IS NOT NULL AND m.id IN (SELECT v.column1 FROM {rows})";
    fetch_rows(on, sql, &[], ids).await
}

pub(crate) async fn letter(on: &mut impl On, id: &str) -> Result<Words> {
    let sql = "SELECT subject, body, course, description, duration, inviter FROM promised_letters WHERE id = $1";
    Ok(fetch_one!(on, Words, sql, id)?)
}
