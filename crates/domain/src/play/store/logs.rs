//! Debug logs of launches in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_optional};
use beckon_model::log::Line;
use beckon_model::{AccountId, CourseId, LaunchId, Millis, RegistrationId, VersionId};

/// How much a log holds after one more batch, in bytes; `None` if it is full.
pub(in crate::play) async fn grow(
    tx: &mut Tx,
    launch: &LaunchId,
    bytes: i64,
    most: i64,
) -> Result<bool> {
    let sql = "UPDATE launches SET log_size = log_size + $2 WHERE id = $1 AND NOT log_full AND log_size + $2 <= $3";
    if execute!(tx, sql, launch, bytes, most)? > 0 {
        return Ok(true);
    }
    let sql = "UPDATE launches SET log_full = TRUE WHERE id = $1 AND NOT log_full";
    execute!(tx, sql, launch)?;
    Ok(false)
}

pub(in crate::play) async fn append(tx: &mut Tx, launch: &LaunchId, lines: &str) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO launch_logs (launch_id, number, lines)
         VALUES ($1, (SELECT COALESCE(MAX(g.number), 0) + 1 FROM launch_logs g WHERE g.launch_id = $1), $2)",
        launch,
        lines
    )?;
    Ok(())
}

/// The whole log, in order.
pub(in crate::play) async fn lines(on: &mut impl On, launch: &LaunchId) -> Result<Vec<Line>> {
    let sql = "SELECT lines FROM launch_logs WHERE launch_id = $1 ORDER BY number";
    let mut all = Vec::new();
    for (batch,) in fetch_all!(on, (String,), sql, launch)? {
        all.extend(serde_json::from_str::<Vec<Line>>(&batch)?);
    }
    Ok(all)
}

/// Forgets the logs of launches that ended before. Gives how many lists of lines that were.
pub(in crate::play) async fn forget(tx: &mut Tx, before: Millis) -> Result<u64> {
    let sql = "DELETE FROM launch_logs WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.ended_at < $1)";
    Ok(execute!(tx, sql, before)?)
}

/// A launch with whom and what it was of.
#[derive(Debug, sqlx::FromRow)]
pub(in crate::play) struct Of {
    pub id: LaunchId,
    pub registration_id: Option<RegistrationId>,
    /// Who may look at it.
    pub owner_id: AccountId,
    pub course_id: CourseId,
    pub course_title: String,
    pub version_id: VersionId,
    pub version: i64,
    pub learner: String,
    pub instance: i64,
    pub started_at: Millis,
    pub last_seen_at: Millis,
    pub ended_by: Option<String>,
    pub user_agent: String,
    pub log_full: bool,
}

pub(in crate::play) async fn launch(on: &mut impl On, id: &LaunchId) -> Result<Option<Of>> {
    Ok(fetch_optional!(
        on,
        Of,
        "SELECT n.id, n.registration_id, c.owner_id, c.id AS course_id, c.title AS course_title, n.version_id,
                v.number AS version, COALESCE(NULLIF(l.name, ''), l.email, '') AS learner, n.instance, n.started_at,
                n.last_seen_at, n.ended_by, n.user_agent, n.log_full
         FROM launches n JOIN course_versions v ON v.id = n.version_id JOIN courses c ON c.id = v.course_id
         LEFT JOIN registrations r ON r.id = n.registration_id LEFT JOIN learners l ON l.id = r.learner_id
         WHERE n.id = $1",
        id
    )?)
}

/// The latest try-outs of a course, or of one version of it.
pub(in crate::play) async fn try_outs(
    on: &mut impl On,
    owner: &AccountId,
    (course, version): (&CourseId, Option<&VersionId>),
    most: i64,
) -> Result<Vec<(LaunchId, Millis, String)>> {
    Ok(fetch_all!(
        on,
        (LaunchId, Millis, String),
        "SELECT n.id, n.started_at, n.user_agent FROM launches n JOIN course_versions v ON v.id = n.version_id
         WHERE n.owner_id = $1 AND v.course_id = $2 AND ($4 IS NULL OR n.version_id = $4)
         ORDER BY n.started_at DESC, n.id DESC LIMIT $3",
        owner,
        course,
        most,
        version
    )?)
}
