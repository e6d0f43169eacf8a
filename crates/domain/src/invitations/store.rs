//! Invitations and their recipients in the database.

use crate::db::{On, Same, Tx, execute_rows};
use crate::{Error, Result, execute, fetch_all, fetch_one, fetch_optional, tags};
use beckon_model::account::full_name;
use beckon_model::invitation::{Kind, LetterText, Links};
use beckon_model::standing::Limits;
use beckon_model::{
    AccountId, CourseId, InvitationId, LearnerId, Millis, RecipientId, RegistrationId,
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
    pub open: bool,
    pub cap: Option<i64>,
    pub taken: i64,
    pub starts_at: Option<Millis>,
    pub expires_at: Option<Millis>,
    pub zone: String,
    pub note: String,
    pub entry: String,
    pub domains: String,
    pub passcode: String,
    pub holder: String,
    pub refuse_others: bool,
    pub kiosk: bool,
    pub deleted_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// Holds what programs register: there is no URL.
    pub direct: bool,
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

/// Everything about an invitation, with what its pages say of course and instructor.
macro_rules! select_invitation {
    ($condition:literal) => {
        concat!(
            "SELECT i.id, i.course_id, c.title AS course_title, c.description, v.duration, i.owner_id,
                    a.first_name AS owner_first_name, a.last_name AS owner_last_name, a.email AS owner_email,
                    i.kind, i.token, i.subject, i.body, i.enabled, i.open, i.cap, i.taken, i.starts_at, i.expires_at,
                    i.zone, i.note, i.entry, i.domains, i.passcode, i.holder, i.refuse_others, i.kiosk, i.deleted_at,
                    i.created_at, i.updated_at, i.direct
             FROM invitations i JOIN courses c ON c.id = i.course_id JOIN course_versions v ON v.id = c.version_id
             JOIN accounts a ON a.id = i.owner_id WHERE ",
            $condition
        )
    };
}

pub(crate) async fn find_any(on: &mut impl On, id: &InvitationId) -> Result<Option<Invitation>> {
    let sql = select_invitation!("i.id = $1");
    Ok(fetch_optional!(on, Invitation, sql, id)?)
}

pub(crate) async fn by_token(on: &mut impl On, token: &str) -> Result<Option<Invitation>> {
    let sql = select_invitation!("i.token = $1");
    Ok(fetch_optional!(on, Invitation, sql, token)?)
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

/// Takes one place for a newcomer: looks at everything that may keep newcomers out and counts in one statement, so
/// that a rush never takes more places than there are. Gives whether it was to be had.
pub(crate) async fn take_place(tx: &mut Tx, id: &InvitationId, now: Millis) -> Result<bool> {
    let done = execute!(
        tx,
        "UPDATE invitations SET taken = taken + 1
         WHERE id = $1 AND enabled AND open AND deleted_at IS NULL AND (cap IS NULL OR taken < cap)
           AND (starts_at IS NULL OR starts_at <= $2) AND (expires_at IS NULL OR expires_at > $2)",
        id,
        now
    )?;
    Ok(done > 0)
}

/// Takes a place beyond the cap, for someone who was admitted; the other limits hold.
pub(crate) async fn take_extra_place(tx: &mut Tx, id: &InvitationId, now: Millis) -> Result<bool> {
    let done = execute!(
        tx,
        "UPDATE invitations SET taken = taken + 1
         WHERE id = $1 AND enabled AND deleted_at IS NULL
           AND (starts_at IS NULL OR starts_at <= $2) AND (expires_at IS NULL OR expires_at > $2)",
        id,
        now
    )?;
    Ok(done > 0)
}

/// Counts a registration that came in another way than by a newcomer's first launch.
pub(crate) async fn count_place(tx: &mut Tx, id: &InvitationId) -> Result<()> {
    execute!(
        tx,
        "UPDATE invitations SET taken = taken + 1 WHERE id = $1",
        id
    )?;
    Ok(())
}

/// Gives a place back that turned out not to be needed.
pub(crate) async fn give_back_place(tx: &mut Tx, id: &InvitationId) -> Result<()> {
    execute!(
        tx,
        "UPDATE invitations SET taken = taken - 1 WHERE id = $1 AND taken > 0",
        id
    )?;
    Ok(())
}

/// What an instructor decided, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct Decided {
    pub cap: Option<i64>,
    pub starts_at: Option<Millis>,
    pub expires_at: Option<Millis>,
    pub zone: String,
    pub note: String,
    pub tags: Vec<String>,
    pub entry: &'static str,
    /// Separated by spaces.
    pub domains: String,
    pub passcode: String,
    pub links: Links,
    pub kiosk: bool,
}

pub(super) async fn decide(
    tx: &mut Tx,
    (owner, id): (&AccountId, &InvitationId),
    decided: &Decided,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE invitations SET cap = $2, starts_at = $3, expires_at = $4, zone = $5, note = $6, entry = $7,
                                domains = $8, passcode = $9, holder = $10, refuse_others = $11, kiosk = $12,
                                updated_at = $13
         WHERE id = $1",
        id,
        decided.cap,
        decided.starts_at,
        decided.expires_at,
        &decided.zone,
        &decided.note,
        decided.entry,
        &decided.domains,
        &decided.passcode,
        decided.links.holder.name(),
        decided.links.refuse_others,
        decided.kiosk,
        now
    )?;
    tags::replace(tx, owner, tags::Kind::Invitation, &id.0, &decided.tags).await
}

/// Keeps who may use the links of an invitation.
pub(super) async fn set_links(tx: &mut Tx, id: &InvitationId, links: &Links) -> Result<()> {
    let sql = "UPDATE invitations SET holder = $2, refuse_others = $3 WHERE id = $1";
    execute!(tx, sql, id, links.holder.name(), links.refuse_others)?;
    Ok(())
}

pub(super) async fn set_open(
    tx: &mut Tx,
    id: &InvitationId,
    open: bool,
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE invitations SET open = $2, updated_at = $3 WHERE id = $1";
    execute!(tx, sql, id, open, now)?;
    Ok(())
}

pub(super) async fn set_deleted(
    tx: &mut Tx,
    id: &InvitationId,
    at: Option<Millis>,
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE invitations SET deleted_at = $2, updated_at = $3 WHERE id = $1";
    execute!(tx, sql, id, at, now)?;
    Ok(())
}

pub(super) async fn set_enabled(
    tx: &mut Tx,
    id: &InvitationId,
    enabled: bool,
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE invitations SET enabled = $2, updated_at = $3 WHERE id = $1";
    execute!(tx, sql, id, enabled, now)?;
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

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct RecipientRow {
    pub id: RecipientId,
    pub invitation_id: InvitationId,
    pub registration_id: RegistrationId,
    pub email: String,
    /// May be empty.
    pub name: String,
    pub link_version: i64,
    pub opened_at: Option<Millis>,
    pub revoked_at: Option<Millis>,
    /// His own end, and the one of the invitation for all.
    pub expires_at: Option<Millis>,
    pub invitation_expires_at: Option<Millis>,
    pub deleted_at: Option<Millis>,
    /// Asked for a new link, and not answered; and when he asked last.
    pub asked_at: Option<Millis>,
    pub last_asked_at: Option<Millis>,
}

impl RecipientRow {
    /// The name, or the address of who has none.
    pub(crate) fn called(&self) -> &str {
        if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        }
    }
}

pub(crate) async fn recipient(on: &mut impl On, id: &RecipientId) -> Result<Option<RecipientRow>> {
    Ok(fetch_optional!(
        on,
        RecipientRow,
        "SELECT p.id, p.invitation_id, p.registration_id, p.email, p.name, p.link_version, p.opened_at, p.revoked_at,
                p.expires_at, i.expires_at AS invitation_expires_at, p.deleted_at, p.asked_at, p.last_asked_at
         FROM recipients p JOIN invitations i ON i.id = p.invitation_id WHERE p.id = $1",
        id
    )?)
}

/// What the list of all invitations shows of one, without its counts.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct ListRow {
    pub id: InvitationId,
    pub kind: String,
    pub course_id: CourseId,
    pub course_title: String,
    pub enabled: bool,
    pub open: bool,
    pub cap: Option<i64>,
    pub taken: i64,
    pub starts_at: Option<Millis>,
    pub expires_at: Option<Millis>,
    pub zone: String,
    pub deleted_at: Option<Millis>,
    pub created_at: Millis,
}

impl ListRow {
    pub(super) fn kind(&self) -> Result<Kind> {
        kind_of(&self.kind)
    }

    pub(super) fn limits(&self) -> Limits {
        Limits {
            enabled: self.enabled,
            open: self.open,
            cap: self.cap,
            taken: self.taken,
            starts_at: self.starts_at,
            expires_at: self.expires_at,
            deleted: self.deleted_at.is_some(),
        }
    }
}

/// The invitations of an instructor, newest first. Empty texts stand for any.
pub(super) async fn list(
    on: &mut impl On,
    owner: &AccountId,
    kind: &str,
    course: &str,
    tag: &str,
) -> Result<Vec<ListRow>> {
    Ok(fetch_all!(
        on,
        ListRow,
        "SELECT i.id, i.kind, i.course_id, c.title AS course_title, i.enabled, i.open, i.cap, i.taken, i.starts_at,
                i.expires_at, i.zone, i.deleted_at, i.created_at
         FROM invitations i JOIN courses c ON c.id = i.course_id
         WHERE i.owner_id = $1 AND ($2 = '' OR i.kind = $2) AND ($3 = '' OR i.course_id = $3)
           AND ($4 = '' OR EXISTS (SELECT 1 FROM tags t WHERE t.id = i.id AND t.kind = 'invitation' AND t.tag = $4))
         ORDER BY i.created_at DESC, i.id DESC",
        owner,
        kind,
        course,
        tag
    )?)
}

/// The courses that an instructor has invited to, by title.
pub(super) async fn invited_courses(
    on: &mut impl On,
    owner: &AccountId,
) -> Result<Vec<(CourseId, String)>> {
    Ok(fetch_all!(
        on,
        (CourseId, String),
        "SELECT c.id, c.title FROM courses c
         WHERE EXISTS (SELECT 1 FROM invitations i WHERE i.course_id = c.id AND i.owner_id = $1)
         ORDER BY LOWER(c.title), c.id",
        owner
    )?)
}

/// Makes an invitation that holds what programs register for a course.
pub(super) async fn insert_direct(
    tx: &mut Tx,
    id: &InvitationId,
    course: &CourseId,
    owner: &AccountId,
    now: Millis,
) -> Result<()> {
    let text = LetterText::default();
    insert(tx, id, course, owner, Kind::Public, None, &text, now).await?;
    let sql = "UPDATE invitations SET direct = TRUE, open = FALSE WHERE id = $1";
    execute!(tx, sql, id)?;
    Ok(())
}

/// Such an invitation that the learner is not registered on yet.
pub(super) async fn direct_without(
    tx: &mut Tx,
    (owner, course): (&AccountId, &CourseId),
    learner: &LearnerId,
) -> Result<Option<InvitationId>> {
    Ok(fetch_optional!(
        tx,
        (InvitationId,),
        "SELECT i.id FROM invitations i WHERE i.owner_id = $1 AND i.course_id = $2 AND i.direct AND i.deleted_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM registrations r WHERE r.invitation_id = i.id AND r.learner_id = $3)
         ORDER BY i.created_at, i.id LIMIT 1",
        owner,
        course,
        learner
    )?
    .map(|(id,)| id))
}

/// Forgets an invitation that has no recipients and no registrations left.
pub(super) async fn erase(tx: &mut Tx, id: &InvitationId) -> Result<()> {
    for sql in [
        "DELETE FROM invitation_skipped WHERE invitation_id = $1",
        "DELETE FROM reminders_sent WHERE reminder_id IN (SELECT m.id FROM reminders m WHERE m.invitation_id = $1)",
        "DELETE FROM reminders WHERE invitation_id = $1",
        "DELETE FROM waiting_list WHERE invitation_id = $1",
        "DELETE FROM entry_codes WHERE invitation_id = $1",
        "DELETE FROM passcode_failures WHERE invitation_id = $1",
        "DELETE FROM notices WHERE invitation_id = $1",
        "DELETE FROM submissions WHERE invitation_id = $1",
        "DELETE FROM events WHERE invitation_id = $1",
        "DELETE FROM invitations WHERE id = $1",
    ] {
        execute!(tx, sql, id)?;
    }
    Ok(())
}

/// Notes who was left out for having been invited before.
pub(super) async fn skip(tx: &mut Tx, id: &InvitationId, emails: &[[&str; 1]]) -> Result<()> {
    let sql = "INSERT INTO invitation_skipped (invitation_id, email) SELECT $1, v.column1 FROM {rows} WHERE TRUE
               ON CONFLICT (invitation_id, email) DO NOTHING";
    execute_rows(tx, sql, &[Same::Text(&id.0)], emails).await
}

pub(super) async fn skipped(on: &mut impl On, id: &InvitationId) -> Result<Vec<String>> {
    let sql = "SELECT email FROM invitation_skipped WHERE invitation_id = $1 ORDER BY email";
    let rows = fetch_all!(on, (String,), sql, id)?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}

/// What became of e-mails that failed: the address, and what the server said.
pub(super) async fn failed_mails(
    on: &mut impl On,
    id: &InvitationId,
    most: i64,
) -> Result<Vec<(String, String)>> {
    Ok(fetch_all!(
        on,
        (String, String),
        "SELECT m.to_email, m.server_said FROM recipients p JOIN outbox m ON m.id = p.mail_id
         WHERE p.invitation_id = $1 AND p.deleted_at IS NULL AND m.state IN ('failed', 'bounced')
         ORDER BY m.to_email LIMIT $2",
        id,
        most
    )?)
}

pub(super) async fn addresses(on: &mut impl On, id: &InvitationId) -> Result<Vec<String>> {
    let sql = "SELECT email FROM recipients WHERE invitation_id = $1 AND deleted_at IS NULL ORDER BY email";
    let rows = fetch_all!(on, (String,), sql, id)?;
    Ok(rows.into_iter().map(|(email,)| email).collect())
}

/// The course's id as programs know it.
pub(super) async fn course_name(on: &mut impl On, id: &CourseId) -> Result<String> {
    let sql = "SELECT COALESCE(external_id, id) FROM courses WHERE id = $1";
    Ok(fetch_one!(on, (String,), sql, id)?.0)
}

/// A person of an invitation, with how far he came.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct PersonRow {
    /// Of a private invitation.
    pub recipient_id: Option<RecipientId>,
    pub link_version: i64,
    pub email: String,
    pub registration_id: RegistrationId,
    /// As programs know it.
    pub registration: String,
    pub updated_at: Millis,
    pub started: bool,
    pub completion: String,
    pub success: String,
    pub score: Option<f64>,
    pub tracked: Millis,
}

pub(super) async fn person(on: &mut impl On, kind: Kind, id: &str) -> Result<Option<PersonRow>> {
    Ok(match kind {
        Kind::Private => fetch_optional!(
            on,
            PersonRow,
            "SELECT p.id AS recipient_id, p.link_version, p.email, r.id AS registration_id,
                    COALESCE(r.external_id, r.id) AS registration,
                    COALESCE(r.last_activity_at, p.created_at) AS updated_at,
                    r.last_activity_at IS NOT NULL AS started, r.completion, r.success, r.score,
                    CAST((SELECT COALESCE(SUM(n.last_seen_at - n.started_at), 0) FROM launches n
                          WHERE n.registration_id = r.id AND n.instance = r.instance) AS BIGINT) AS tracked
             FROM recipients p JOIN registrations r ON r.id = p.registration_id WHERE p.id = $1",
            id
        )?,
        Kind::Public => fetch_optional!(
            on,
            PersonRow,
            "SELECT CAST(NULL AS TEXT) AS recipient_id, CAST(0 AS BIGINT) AS link_version, l.email,
                    r.id AS registration_id,
                    COALESCE(r.external_id, r.id) AS registration,
                    COALESCE(r.last_activity_at, r.created_at) AS updated_at,
                    r.last_activity_at IS NOT NULL AS started, r.completion, r.success, r.score,
                    CAST((SELECT COALESCE(SUM(n.last_seen_at - n.started_at), 0) FROM launches n
                          WHERE n.registration_id = r.id AND n.instance = r.instance) AS BIGINT) AS tracked
             FROM registrations r JOIN learners l ON l.id = r.learner_id WHERE r.id = $1",
            id
        )?,
    })
}

/// How many recipients were sent something, or are to be.
pub(super) async fn mailed(on: &mut impl On, id: &InvitationId) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM recipients WHERE invitation_id = $1 AND deleted_at IS NULL AND mail_id IS NOT NULL";
    Ok(fetch_one!(on, (i64,), sql, id)?.0)
}
