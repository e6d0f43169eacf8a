//! Recipients in the database.

pub(super) mod rows;

use crate::db::{On, Tx, execute_rows};
use crate::{
    Result, execute, fetch_all, fetch_one, fetch_optional, postbacks, registrations, tags,
};
use beckon_model::recipient::{DeletedPerson, Query, Sending};
use beckon_model::{InvitationId, LearnerId, MailId, Millis, RecipientId, RegistrationId};

/// Brings the summary that recipients carry up to date with their registration. To be called by whatever changes the
/// summary of a registration, or lets a recipient go on with one that exists.
pub(crate) async fn follow(tx: &mut Tx, registration: &RegistrationId) -> Result<()> {
    follow_all(tx, &[[&*registration.0]]).await
}

/// As [`follow`], of many.
pub(crate) async fn follow_all(tx: &mut Tx, registrations: &[[&str; 1]]) -> Result<()> {
    let sql = "UPDATE recipients SET (progress, score, total_time, last_activity_at, name) = (
           SELECT CASE WHEN r.success = 'passed' THEN 4 WHEN r.success = 'failed' THEN 2
                       WHEN r.completion = 'completed' THEN 3 WHEN r.first_launched_at IS NOT NULL THEN 1 ELSE 0 END,
                  COALESCE(r.score, -1), r.total_time, COALESCE(r.last_activity_at, 0),
                  CASE WHEN recipients.name = '' THEN l.name ELSE recipients.name END
           FROM registrations r JOIN learners l ON l.id = r.learner_id WHERE r.id = recipients.registration_id)
         WHERE registration_id IN (SELECT v.column1 FROM {rows})";
    execute_rows(tx, sql, &[], registrations).await
}

/// Notes that a person has the page behind his link before him.
pub(crate) async fn pressed(tx: &mut Tx, id: &RecipientId, now: Millis) -> Result<()> {
    let sql = "UPDATE recipients SET opened_at = $2 WHERE id = $1 AND opened_at IS NULL";
    execute!(tx, sql, id, now)?;
    Ok(())
}

/// What a deed needs to know of a recipient.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Target {
    pub id: RecipientId,
    pub registration_id: RegistrationId,
    pub email: String,
    pub name: String,
    pub link_version: i64,
    pub mail_id: Option<MailId>,
    pub revoked_at: Option<Millis>,
    pub expires_at: Option<Millis>,
    pub invitation_expires_at: Option<Millis>,
    pub deleted_at: Option<Millis>,
}

/// Those of the ids that are on the invitation, each once, the deleted among them.
pub(super) async fn targets(
    tx: &mut Tx,
    invitation: &InvitationId,
    ids: &[RecipientId],
) -> Result<Vec<Target>> {
    let mut found: Vec<Target> = Vec::new();
    for id in ids {
        let target = fetch_optional!(
            tx,
            Target,
            "SELECT p.id, p.registration_id, p.email, p.name, p.link_version, p.mail_id, p.revoked_at, p.expires_at,
                    i.expires_at AS invitation_expires_at, p.deleted_at
             FROM recipients p JOIN invitations i ON i.id = p.invitation_id WHERE p.id = $1 AND p.invitation_id = $2",
            id,
            invitation
        )?;
        found.extend(target);
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found.dedup_by(|a, b| a.id == b.id);
    Ok(found)
}

/// All whom the list of a private invitation shows.
pub(super) async fn matching(
    tx: &mut Tx,
    invitation: &InvitationId,
    query: &Query,
) -> Result<Vec<Target>> {
    let (condition, [low, typed]) = rows::among_recipients(query);
    let sql = format!(
        "SELECT p.id, p.registration_id, p.email, p.name, p.link_version, p.mail_id, p.revoked_at, p.expires_at,
                i.expires_at AS invitation_expires_at, p.deleted_at
         FROM recipients p JOIN invitations i ON i.id = p.invitation_id WHERE {condition} ORDER BY p.id"
    );
    Ok(fetch_all!(
        tx,
        Target,
        sqlx::AssertSqlSafe(sql),
        invitation,
        low,
        typed,
        &query.tag
    )?)
}

pub(super) async fn revoke(tx: &mut Tx, id: &RecipientId, now: Millis) -> Result<bool> {
    let sql = "UPDATE recipients SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    Ok(execute!(tx, sql, id, now)? > 0)
}

pub(super) async fn restore(tx: &mut Tx, id: &RecipientId) -> Result<bool> {
    let sql = "UPDATE recipients SET revoked_at = NULL WHERE id = $1 AND revoked_at IS NOT NULL";
    Ok(execute!(tx, sql, id)? > 0)
}

pub(super) async fn extend(tx: &mut Tx, id: &RecipientId, end: Millis) -> Result<bool> {
    let sql = "UPDATE recipients SET expires_at = $2 WHERE id = $1";
    Ok(execute!(tx, sql, id, end)? > 0)
}

pub(super) async fn delete(tx: &mut Tx, id: &RecipientId, now: Millis) -> Result<bool> {
    let sql = "UPDATE recipients SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL";
    Ok(execute!(tx, sql, id, now)? > 0)
}

/// Puts a recipient back, unless his address was invited again meanwhile.
pub(super) async fn put_back(tx: &mut Tx, id: &RecipientId) -> Result<bool> {
    let changed = execute!(
        tx,
        "UPDATE recipients SET deleted_at = NULL
         WHERE id = $1 AND deleted_at IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM recipients o WHERE o.invitation_id = recipients.invitation_id AND o.email = recipients.email
             AND o.deleted_at IS NULL)",
        id
    )?;
    Ok(changed > 0)
}

/// Has an e-mail tried again at once that a server put off; whether there was one.
pub(super) async fn hurry(tx: &mut Tx, id: &RecipientId, now: Millis) -> Result<bool> {
    let sql = "UPDATE outbox SET due_at = $2 WHERE recipient_id = $1 AND state = 'deferred' AND due_at > $2";
    Ok(execute!(tx, sql, id, now)? > 0)
}

/// Whether an invitation is under way to a recipient, or was promised since.
pub(crate) async fn mailed_since(
    on: &mut impl On,
    id: &RecipientId,
    since: Millis,
) -> Result<bool> {
    let (mails,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM outbox WHERE recipient_id = $1 AND kind = 'invitation'
           AND (state IN ('queued', 'sending', 'deferred') OR created_at > $2)",
        id,
        since
    )?;
    Ok(mails > 0)
}

/// Makes another e-mail the newest, unless somebody else just did: of two who press at once, one sends.
pub(super) async fn turn_to_mail(
    tx: &mut Tx,
    id: &RecipientId,
    from: Option<&MailId>,
    to: &MailId,
) -> Result<bool> {
    let from = from.map(|id| id.0.as_str()).unwrap_or_default();
    let sql = "UPDATE recipients SET mail_id = $2 WHERE id = $1 AND COALESCE(mail_id, '') = $3";
    Ok(execute!(tx, sql, id, to, from)? > 0)
}

/// Takes a request for a new link as answered; whether there was one.
pub(super) async fn answer(tx: &mut Tx, id: &RecipientId) -> Result<bool> {
    let sql = "UPDATE recipients SET asked_at = NULL WHERE id = $1 AND asked_at IS NOT NULL";
    Ok(execute!(tx, sql, id)? > 0)
}

/// Notes that a new link is asked for, unless it was since then; whether that was news.
pub(crate) async fn ask(tx: &mut Tx, id: &RecipientId, since: Millis, now: Millis) -> Result<bool> {
    let sql = "UPDATE recipients SET asked_at = $3, last_asked_at = $3 WHERE id = $1 AND COALESCE(last_asked_at, 0) <= $2";
    Ok(execute!(tx, sql, id, since, now)? > 0)
}

/// Forgets the browsers of a registration; whether it had any.
pub(super) async fn release(tx: &mut Tx, registration: &RegistrationId) -> Result<bool> {
    let sql = "UPDATE registrations SET bound_at = NULL WHERE id = $1 AND bound_at IS NOT NULL";
    let bound = execute!(tx, sql, registration)? > 0;
    let sql = "DELETE FROM browsers WHERE registration_id = $1";
    execute!(tx, sql, registration)?;
    Ok(bound)
}

/// How many of those listed came by another's link, and how many asked for a new one.
pub(super) async fn remarkable(on: &mut impl On, invitation: &InvitationId) -> Result<(i64, i64)> {
    Ok(fetch_one!(
        on,
        (i64, i64),
        "SELECT (SELECT COUNT(*) FROM recipients p WHERE p.invitation_id = $1 AND p.came_by IS NOT NULL
                   AND COALESCE(p.deleted_at, 0) = 0),
                (SELECT COUNT(*) FROM recipients q WHERE q.invitation_id = $1 AND q.asked_at IS NOT NULL
                   AND COALESCE(q.deleted_at, 0) = 0)",
        invitation
    )?)
}

/// Who came by the link of somebody else.
pub(crate) struct Newcomer<'a> {
    pub id: &'a RecipientId,
    pub invitation: &'a InvitationId,
    pub registration: &'a RegistrationId,
    pub email: &'a str,
    pub name: &'a str,
    pub came_by: &'a RecipientId,
}

pub(crate) async fn receive(tx: &mut Tx, new: Newcomer<'_>, now: Millis) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO recipients (id, invitation_id, registration_id, email, name, link_version, came_by, opened_at, created_at)
         VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $7)",
        new.id,
        new.invitation,
        new.registration,
        new.email,
        new.name,
        new.came_by,
        now
    )?;
    Ok(())
}

/// How many came by the link of a recipient since then.
pub(crate) async fn came_since(
    on: &mut impl On,
    link_of: &RecipientId,
    since: Millis,
) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM recipients WHERE came_by = $1 AND created_at > $2";
    Ok(fetch_one!(on, (i64,), sql, link_of, since)?.0)
}

/// The recipient of an address, the deleted last; and whether he is one of those.
pub(crate) async fn of_address(
    on: &mut impl On,
    invitation: &InvitationId,
    email: &str,
) -> Result<Option<(RecipientId, Option<Millis>)>> {
    Ok(fetch_optional!(
        on,
        (RecipientId, Option<Millis>),
        "SELECT id, deleted_at FROM recipients WHERE invitation_id = $1 AND email = $2
         ORDER BY COALESCE(deleted_at, 0), id LIMIT 1",
        invitation,
        email
    )?)
}

/// How many invitations were promised to a recipient since then.
pub(crate) async fn mails_since(on: &mut impl On, id: &RecipientId, since: Millis) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM outbox WHERE recipient_id = $1 AND kind = 'invitation' AND created_at > $2";
    Ok(fetch_one!(on, (i64,), sql, id, since)?.0)
}

pub(super) async fn set_mail(tx: &mut Tx, id: &RecipientId, mail: &MailId) -> Result<()> {
    execute!(
        tx,
        "UPDATE recipients SET mail_id = $2 WHERE id = $1",
        id,
        mail
    )?;
    Ok(())
}

pub(super) async fn is_listed(
    on: &mut impl On,
    invitation: &InvitationId,
    email: &str,
) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM recipients WHERE invitation_id = $1 AND email = $2 AND deleted_at IS NULL";
    Ok(fetch_one!(on, (i64,), sql, invitation, email)?.0 > 0)
}

/// Gives the version of the link that works from now on.
pub(super) async fn readdress(
    tx: &mut Tx,
    id: &RecipientId,
    email: &str,
    registration: &RegistrationId,
) -> Result<i64> {
    Ok(fetch_one!(
        tx,
        (i64,),
        "UPDATE recipients SET email = $2, registration_id = $3, link_version = link_version + 1, opened_at = NULL
         WHERE id = $1 RETURNING link_version",
        id,
        email,
        registration
    )?
    .0)
}

/// How many recipients go on with a registration, deleted ones among them.
pub(super) async fn sharers(on: &mut impl On, registration: &RegistrationId) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM recipients WHERE registration_id = $1";
    Ok(fetch_one!(on, (i64,), sql, registration)?.0)
}

pub(super) async fn give_registration(
    tx: &mut Tx,
    registration: &RegistrationId,
    learner: &LearnerId,
) -> Result<()> {
    let sql = "UPDATE registrations SET learner_id = $2 WHERE id = $1";
    execute!(tx, sql, registration, learner)?;
    Ok(())
}

/// How the sending of the newest e-mails to those listed goes. The few that are not sent are looked up first (a
/// CROSS JOIN keeps SQLite to that order); all are counted only where there are some.
pub(crate) async fn sending(
    on: &mut impl On,
    invitation: &InvitationId,
    now: Millis,
) -> Result<Sending> {
    let (waiting, scheduled, deferred, failed) = fetch_one!(
        on,
        (i64, i64, i64, i64),
        "SELECT COUNT(CASE WHEN m.state = 'sending' OR (m.state = 'queued' AND m.due_at <= $2) THEN 1 END),
                COUNT(CASE WHEN m.state = 'queued' AND m.due_at > $2 THEN 1 END),
                COUNT(CASE WHEN m.state = 'deferred' THEN 1 END),
                COUNT(CASE WHEN m.state IN ('failed', 'bounced') THEN 1 END)
         FROM outbox m CROSS JOIN recipients p
         WHERE m.state IN ('queued', 'sending', 'deferred', 'failed', 'bounced') AND p.id = m.recipient_id
           AND p.invitation_id || '' = $1 AND p.deleted_at IS NULL AND p.mail_id = m.id",
        invitation,
        now
    )?;
    let mails = if waiting + scheduled + deferred + failed > 0 {
        mailed(on, invitation).await?
    } else {
        0
    };
    Ok(Sending {
        mails,
        waiting,
        scheduled,
        deferred,
        failed,
    })
}

/// How many of those listed were sent something, or are to be.
async fn mailed(on: &mut impl On, invitation: &InvitationId) -> Result<i64> {
    Ok(fetch_one!(
        on,
        (i64,),
        "SELECT (SELECT COUNT(*) FROM recipients p WHERE p.invitation_id = $1 AND p.deleted_at IS NULL)
              - (SELECT COUNT(*) FROM recipients q WHERE q.invitation_id = $1 AND q.mail_id IS NULL
                   AND COALESCE(q.deleted_at, 0) = 0)",
        invitation
    )?
    .0)
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct Extra {
    pub link_version: i64,
    pub launches: i64,
    pub sharers: i64,
    pub browsers: i64,
    pub invitation_expires_at: Option<Millis>,
}

pub(super) async fn extra(
    on: &mut impl On,
    invitation: &InvitationId,
    id: &RecipientId,
    registration: &RegistrationId,
) -> Result<Extra> {
    Ok(fetch_one!(
        on,
        Extra,
        "SELECT p.link_version, (SELECT COUNT(*) FROM launches n WHERE n.registration_id = $3) AS launches,
                (SELECT COUNT(*) FROM recipients o WHERE o.registration_id = $3) AS sharers,
                (SELECT COUNT(*) FROM browsers b WHERE b.registration_id = $3) AS browsers,
                i.expires_at AS invitation_expires_at
         FROM recipients p JOIN invitations i ON i.id = p.invitation_id WHERE p.id = $2 AND p.invitation_id = $1",
        invitation,
        id,
        registration
    )?)
}

/// Whether a recipient is on an invitation, or was and can be put back.
pub(crate) async fn was_listed(
    on: &mut impl On,
    invitation: &InvitationId,
    id: &RecipientId,
) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM recipients WHERE id = $1 AND invitation_id = $2";
    Ok(fetch_one!(on, (i64,), sql, id, invitation)?.0 > 0)
}

pub(crate) async fn flags(on: &mut impl On, registration: &RegistrationId) -> Result<Vec<String>> {
    let sql = "SELECT reason FROM flags WHERE registration_id = $1 AND dismissed_at IS NULL ORDER BY created_at, id";
    let rows = fetch_all!(on, (String,), sql, registration)?;
    Ok(rows.into_iter().map(|(reason,)| reason).collect())
}

pub(super) async fn deleted(
    on: &mut impl On,
    invitation: &InvitationId,
    most: i64,
) -> Result<Vec<DeletedPerson>> {
    let rows = fetch_all!(
        on,
        (RecipientId, String, String, Millis),
        "SELECT id, name, email, deleted_at FROM recipients WHERE invitation_id = $1 AND deleted_at IS NOT NULL
         ORDER BY deleted_at DESC, id LIMIT $2",
        invitation,
        most
    )?;
    let person = |(recipient, name, email, deleted_at)| DeletedPerson {
        recipient,
        name,
        email,
        deleted_at,
        until: deleted_at + super::UNDO,
    };
    Ok(rows.into_iter().map(person).collect())
}

pub(super) async fn deleted_before(
    tx: &mut Tx,
    before: Millis,
    most: i64,
) -> Result<Vec<(RecipientId, RegistrationId)>> {
    let sql = "SELECT id, registration_id FROM recipients WHERE deleted_at < $1 ORDER BY deleted_at, id LIMIT $2";
    Ok(fetch_all!(
        tx,
        (RecipientId, RegistrationId),
        sql,
        before,
        most
    )?)
}

/// Forgets a recipient and the letters to him.
pub(super) async fn erase(tx: &mut Tx, id: &RecipientId) -> Result<()> {
    execute!(tx, "DELETE FROM outbox WHERE recipient_id = $1", id)?;
    execute!(
        tx,
        "DELETE FROM entry_codes WHERE EXISTS (
           SELECT 1 FROM recipients p WHERE p.id = $1 AND p.invitation_id = entry_codes.invitation_id
             AND p.email = entry_codes.email)",
        id
    )?;
    execute!(tx, "DELETE FROM recipients WHERE id = $1", id)?;
    Ok(())
}

/// Forgets all recipients of an invitation.
pub(crate) async fn erase_all_of(tx: &mut Tx, invitation: &InvitationId) -> Result<()> {
    let sql = "SELECT id FROM recipients WHERE invitation_id = $1";
    for (id,) in fetch_all!(tx, (RecipientId,), sql, invitation)? {
        erase(tx, &id).await?;
    }
    Ok(())
}

/// Forgets all recipients who go on with a registration.
pub(crate) async fn erase_lines_of(tx: &mut Tx, registration: &RegistrationId) -> Result<()> {
    let sql = "SELECT id FROM recipients WHERE registration_id = $1";
    for (id,) in fetch_all!(tx, (RecipientId,), sql, registration)? {
        erase(tx, &id).await?;
    }
    Ok(())
}

/// Whether no recipient goes on with a registration and no public invitation lists it.
pub(super) async fn is_abandoned(on: &mut impl On, registration: &RegistrationId) -> Result<bool> {
    let (abandoned,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM registrations r JOIN invitations i ON i.id = r.invitation_id
         WHERE r.id = $1 AND i.kind = 'private'
           AND NOT EXISTS (SELECT 1 FROM recipients p WHERE p.registration_id = r.id)",
        registration
    )?;
    Ok(abandoned > 0)
}

/// Whether a registration was never launched and is nobody's any more.
pub(super) async fn is_unused(on: &mut impl On, registration: &RegistrationId) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM registrations WHERE id = $1 AND first_launched_at IS NULL";
    let unused = fetch_one!(on, (i64,), sql, registration)?.0 > 0;
    Ok(unused && is_abandoned(on, registration).await?)
}

/// Forgets a registration and all that it holds.
pub(crate) async fn erase_registration(tx: &mut Tx, id: &RegistrationId) -> Result<()> {
    let launches = registrations::LAUNCHES.into_iter();
    let named = tags::FORGET_OF_REGISTRATION
        .into_iter()
        .chain(postbacks::FORGET_OF_REGISTRATION);
    for sql in launches.chain(named).chain([
        "DELETE FROM events WHERE registration_id = $1",
        "DELETE FROM browsers WHERE registration_id = $1",
        "DELETE FROM registrations WHERE id = $1",
    ]) {
        execute!(tx, sql, id)?;
    }
    Ok(())
}
