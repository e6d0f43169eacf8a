//! Flags in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_optional};
use beckon_model::registration::{FLAGS_PAGE, Flag, FlagQuery, FlagRow, known_email};
use beckon_model::{AccountId, CourseId, FlagId, InvitationId, LaunchId, Millis, RegistrationId};

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: FlagId,
    launch_id: LaunchId,
    reason: String,
    created_at: Millis,
    started_at: Millis,
    dismissed_at: Option<Millis>,
    dismissed_by: String,
}

impl From<Row> for Flag {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            launch: row.launch_id,
            reason: row.reason,
            at: row.created_at,
            launched_at: row.started_at,
            dismissed_at: row.dismissed_at,
            dismissed_by: row.dismissed_by,
        }
    }
}

/// The flags of a registration, oldest first.
pub(crate) async fn of_registration(
    on: &mut impl On,
    registration: &RegistrationId,
) -> Result<Vec<Flag>> {
    let rows = fetch_all!(
        on,
        Row,
        "SELECT f.id, f.launch_id, f.reason, f.created_at, n.started_at, f.dismissed_at, f.dismissed_by
         FROM flags f JOIN launches n ON n.id = f.launch_id WHERE f.registration_id = $1 ORDER BY f.created_at, f.id",
        registration
    )?;
    Ok(rows.into_iter().map(Flag::from).collect())
}

/// Why the results of an attempt may not be its learner's, in words, oldest first; without what was found fine.
pub(crate) async fn of_attempt(
    on: &mut impl On,
    registration: &RegistrationId,
    instance: i64,
) -> Result<Vec<String>> {
    let rows = fetch_all!(
        on,
        (String,),
        "SELECT f.reason FROM flags f JOIN launches n ON n.id = f.launch_id
         WHERE f.registration_id = $1 AND n.instance = $2 AND f.dismissed_at IS NULL ORDER BY f.created_at, f.id",
        registration,
        instance
    )?;
    Ok(rows.into_iter().map(|(reason,)| reason).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct Listed {
    registration_id: RegistrationId,
    invitation_id: InvitationId,
    course_title: String,
    name: String,
    email: String,
    #[sqlx(flatten)]
    flag: Row,
}

pub(super) async fn list(
    on: &mut impl On,
    owner: &AccountId,
    query: &FlagQuery,
) -> Result<Vec<FlagRow>> {
    let invitation = query
        .invitation
        .clone()
        .unwrap_or(InvitationId(String::new()));
    let offset = i64::from(query.page.max(1) - 1) * FLAGS_PAGE;
    let rows = fetch_all!(
        on,
        Listed,
        "SELECT f.registration_id, r.invitation_id, c.title AS course_title, l.name, l.email,
                f.id, f.launch_id, f.reason, f.created_at, n.started_at, f.dismissed_at, f.dismissed_by
         FROM flags f JOIN launches n ON n.id = f.launch_id JOIN registrations r ON r.id = f.registration_id
         JOIN learners l ON l.id = r.learner_id JOIN invitations i ON i.id = r.invitation_id
         JOIN courses c ON c.id = i.course_id
         WHERE i.owner_id = $1 AND i.deleted_at IS NULL AND ($2 = '' OR i.id = $2)
           AND (f.dismissed_at IS NOT NULL) = $3
         ORDER BY f.created_at DESC, f.id DESC LIMIT $4 OFFSET $5",
        owner,
        &invitation,
        query.dismissed,
        FLAGS_PAGE,
        offset
    )?;
    let row = |row: Listed| FlagRow {
        registration: row.registration_id,
        invitation: row.invitation_id,
        course_title: row.course_title,
        name: row.name,
        email: known_email(row.email),
        flag: row.flag.into(),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// How many flags an invitation has.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Count {
    pub invitation_id: InvitationId,
    pub course_title: String,
    pub open: i64,
    pub dismissed: i64,
}

pub(super) async fn counts(on: &mut impl On, owner: &AccountId) -> Result<Vec<Count>> {
    Ok(fetch_all!(
        on,
        Count,
        "SELECT i.id AS invitation_id, c.title AS course_title,
                COUNT(CASE WHEN f.dismissed_at IS NULL THEN 1 END) AS open, COUNT(f.dismissed_at) AS dismissed
         FROM flags f JOIN registrations r ON r.id = f.registration_id JOIN invitations i ON i.id = r.invitation_id
         JOIN courses c ON c.id = i.course_id
         WHERE i.owner_id = $1 AND i.deleted_at IS NULL
         GROUP BY i.id, c.title ORDER BY c.title, i.id",
        owner
    )?)
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct Place {
    pub registration_id: RegistrationId,
    pub invitation_id: InvitationId,
    pub course_id: CourseId,
    pub owner_id: AccountId,
    pub reason: String,
}

pub(super) async fn find(on: &mut impl On, id: &FlagId) -> Result<Option<Place>> {
    Ok(fetch_optional!(
        on,
        Place,
        "SELECT f.registration_id, r.invitation_id, r.course_id, i.owner_id, f.reason
         FROM flags f JOIN registrations r ON r.id = f.registration_id JOIN invitations i ON i.id = r.invitation_id
         WHERE f.id = $1",
        id
    )?)
}

pub(super) async fn dismiss(tx: &mut Tx, id: &FlagId, by: &str, now: Millis) -> Result<bool> {
    let sql = "UPDATE flags SET dismissed_at = $2, dismissed_by = $3 WHERE id = $1 AND dismissed_at IS NULL";
    Ok(execute!(tx, sql, id, now, by)? > 0)
}
