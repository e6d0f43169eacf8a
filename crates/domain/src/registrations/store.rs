//! Registrations in the database.

use crate::db::{On, Tx, execute_rows};
use crate::{Error, Result, execute, fetch_all, fetch_one, fetch_optional, recipients};
use beckon_model::invitation::Counts;
use beckon_model::registration::{Ended, LaunchRow, Other, SplitRow, known_email};
use beckon_model::{
    AccountId, CourseId, InvitationId, LaunchId, LearnerId, Millis, RegistrationId, VersionId,
};

pub(crate) struct New<'a> {
    pub id: &'a RegistrationId,
    pub invitation: &'a InvitationId,
    pub course: &'a CourseId,
    pub version: &'a VersionId,
    pub learner: &'a LearnerId,
}

/// Writes a registration, which counts from now on.
pub(crate) async fn insert(tx: &mut Tx, new: New<'_>, now: Millis) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO registrations (id, invitation_id, course_id, version_id, learner_id, instance, completion, success,
                                    score, total_time, created_at, first_launched_at, last_activity_at, owned_by)
         VALUES ($1, $2, $3, $4, $5, 1, 'unknown', 'unknown', NULL, 0, $6, NULL, NULL,
                 (SELECT i.owner_id FROM invitations i WHERE i.id = $2))",
        new.id,
        new.invitation,
        new.course,
        new.version,
        new.learner,
        now
    )?;
    Ok(())
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Registration {
    pub id: RegistrationId,
    pub invitation_id: InvitationId,
    pub course_id: CourseId,
    pub version_id: VersionId,
    pub learner_id: LearnerId,
    pub learner_name: String,
    pub learner_email: String,
    pub owner_id: AccountId,
    pub instance: i64,
    pub completion: String,
    pub success: String,
    pub score: Option<f64>,
    pub total_time: i64,
    pub first_launched_at: Option<Millis>,
    pub last_activity_at: Option<Millis>,
    /// Of the course.
    pub version_in_use: VersionId,
    /// Which registrations move to that version.
    pub moves: String,
    /// As a program knows it, its course and its learner.
    pub external_id: Option<String>,
    pub course_external_id: Option<String>,
    pub learner_key: Option<String>,
    pub learner_first_name: Option<String>,
    pub learner_last_name: Option<String>,
    /// As a program said it.
    pub xapi_id: Option<String>,
}

pub(crate) async fn find(on: &mut impl On, id: &RegistrationId) -> Result<Registration> {
    Ok(fetch_one!(
        on,
        Registration,
        "SELECT r.id, r.invitation_id, r.course_id, r.version_id, r.learner_id, l.name AS learner_name,
                l.email AS learner_email, i.owner_id, r.instance, r.completion, r.success, r.score, r.total_time,
                r.first_launched_at, r.last_activity_at, c.version_id AS version_in_use, c.moves, r.external_id,
                c.external_id AS course_external_id, r.learner_key, r.learner_first_name, r.learner_last_name,
                r.xapi_id
         FROM registrations r JOIN learners l ON l.id = r.learner_id JOIN invitations i ON i.id = r.invitation_id
         JOIN courses c ON c.id = r.course_id
         WHERE r.id = $1",
        id
    )?)
}

pub(crate) async fn find_of(
    on: &mut impl On,
    invitation: &InvitationId,
    learner: &LearnerId,
) -> Result<Option<Registration>> {
    Ok(fetch_optional!(
        on,
        Registration,
        "SELECT r.id, r.invitation_id, r.course_id, r.version_id, r.learner_id, l.name AS learner_name,
                l.email AS learner_email, i.owner_id, r.instance, r.completion, r.success, r.score, r.total_time,
                r.first_launched_at, r.last_activity_at, c.version_id AS version_in_use, c.moves, r.external_id,
                c.external_id AS course_external_id, r.learner_key, r.learner_first_name, r.learner_last_name,
                r.xapi_id
         FROM registrations r JOIN learners l ON l.id = r.learner_id JOIN invitations i ON i.id = r.invitation_id
         JOIN courses c ON c.id = r.course_id
         WHERE r.invitation_id = $1 AND r.learner_id = $2",
        invitation,
        learner
    )?)
}

/// Notes that a launch has begun.
pub(crate) async fn started(tx: &mut Tx, id: &RegistrationId, now: Millis) -> Result<()> {
    execute!(
        tx,
        "UPDATE registrations SET first_launched_at = COALESCE(first_launched_at, $2), last_activity_at = $2 WHERE id = $1",
        id,
        now
    )?;
    recipients::follow(tx, id).await
}

/// Keeps the summary of an instance, while it is the current one.
pub(crate) async fn save_summary(
    tx: &mut Tx,
    (id, instance): (&RegistrationId, i64),
    (completion, success): (&str, &str),
    score: Option<f64>,
    total_time: i64,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE registrations SET completion = $2, success = $3, score = $4, total_time = $5, last_activity_at = $6,
           completed_at = CASE WHEN CAST($2 AS TEXT) = 'completed' OR CAST($3 AS TEXT) <> 'unknown'
                               THEN COALESCE(completed_at, $6) END
         WHERE id = $1 AND instance = $7",
        id,
        completion,
        success,
        score,
        total_time,
        now,
        instance
    )?;
    recipients::follow(tx, id).await
}

/// Keeps the summary of the current instance after launches came or went: when it began and was last seen is what they
/// say.
pub(crate) async fn settle(
    tx: &mut Tx,
    id: &RegistrationId,
    (completion, success): (&str, &str),
    score: Option<f64>,
    total_time: i64,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE registrations SET completion = $2, success = $3, score = $4, total_time = $5,
           first_launched_at = (SELECT MIN(n.started_at) FROM launches n WHERE n.registration_id = $1),
           last_activity_at = (SELECT MAX(n.last_seen_at) FROM launches n WHERE n.registration_id = $1),
           completed_at = CASE WHEN CAST($2 AS TEXT) = 'completed' OR CAST($3 AS TEXT) <> 'unknown' THEN COALESCE(
             completed_at, (SELECT MAX(n.last_seen_at) FROM launches n WHERE n.registration_id = $1)) END
         WHERE id = $1",
        id,
        completion,
        success,
        score,
        total_time
    )?;
    recipients::follow(tx, id).await
}

pub(super) async fn find_any(
    on: &mut impl On,
    id: &RegistrationId,
) -> Result<Option<Registration>> {
    let sql = "SELECT id FROM registrations WHERE id = $1";
    match fetch_optional!(on, (RegistrationId,), sql, id)? {
        Some((id,)) => Ok(Some(find(on, &id).await?)),
        None => Ok(None),
    }
}

/// Holds a registration until the transaction ends: whoever changes what belongs to it takes it before its launches, so
/// that nobody waits in a circle. On SQLite a transaction that writes holds everything already.
pub(crate) async fn hold(tx: &mut Tx, id: &RegistrationId) -> Result<()> {
    if matches!(tx, Tx::Postgres(_)) {
        let sql = "UPDATE registrations SET instance = instance WHERE id = $1";
        execute!(tx, sql, id)?;
    }
    Ok(())
}

/// Begins a new attempt of each registration, on the version of its course that is in use; what belongs to the attempt
/// before stays.
pub(crate) async fn start_over(tx: &mut Tx, ids: &[[&str; 1]]) -> Result<()> {
    let sql = "UPDATE registrations SET completion = 'unknown', success = 'unknown',
                      score = NULL, total_time = 0, first_launched_at = NULL, completed_at = NULL,
                      instance = 1 + COALESCE((SELECT MAX(d.instance) FROM deleted_instances d
                                               WHERE d.registration_id = registrations.id
                                                 AND d.instance > registrations.instance), instance),
                      version_id = (SELECT c.version_id FROM courses c WHERE c.id = registrations.course_id)
               WHERE id IN (SELECT v.column1 FROM {rows})";
    execute_rows(tx, sql, &[], ids).await
}

/// The numbers of the attempts that are there, the first one first.
pub(super) async fn instances(on: &mut impl On, registration: &Registration) -> Result<Vec<i64>> {
    let sql = "SELECT instance FROM deleted_instances WHERE registration_id = $1";
    let deleted = fetch_all!(on, (i64,), sql, &registration.id)?;
    let there = |instance: &i64| !deleted.contains(&(*instance,));
    Ok((1..=registration.instance).filter(there).collect())
}

/// Forgets one attempt with all that hangs on its launches.
pub(super) async fn delete_instance(tx: &mut Tx, id: &RegistrationId, instance: i64) -> Result<()> {
    for sql in [
        "DELETE FROM flags WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.registration_id = $1 AND n.instance = $2)",
        "DELETE FROM activity_states WHERE registration_id = $1 AND instance = $2",
        "DELETE FROM launch_journals
         WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.registration_id = $1 AND n.instance = $2)",
        "DELETE FROM launch_logs
         WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.registration_id = $1 AND n.instance = $2)",
        "DELETE FROM launch_bases
         WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.registration_id = $1 AND n.instance = $2)",
        "DELETE FROM launches WHERE registration_id = $1 AND instance = $2",
        "INSERT INTO deleted_instances (registration_id, instance) VALUES ($1, $2)",
    ] {
        execute!(&mut *tx, sql, id, instance)?;
    }
    Ok(())
}

/// Goes back to an earlier attempt and the version that it is on, with nothing said yet of how it stands.
pub(super) async fn go_back(
    tx: &mut Tx,
    id: &RegistrationId,
    instance: i64,
    version: &VersionId,
) -> Result<()> {
    let sql = "UPDATE registrations SET instance = $2, version_id = $3, completed_at = NULL WHERE id = $1";
    execute!(tx, sql, id, instance, version)?;
    Ok(())
}

/// Says that the current attempt began with its own first launch.
pub(super) async fn began_by_itself(tx: &mut Tx, id: &RegistrationId) -> Result<()> {
    execute!(
        &mut *tx,
        "UPDATE registrations SET first_launched_at = (
           SELECT MIN(n.started_at) FROM launches n WHERE n.registration_id = $1 AND n.instance = registrations.instance)
         WHERE id = $1",
        id
    )?;
    recipients::follow(tx, id).await
}

/// Puts a registration that has not begun on the version of its course that is in use.
pub(super) async fn move_unbegun(tx: &mut Tx, id: &RegistrationId) -> Result<()> {
    let sql = "UPDATE registrations
               SET version_id = (SELECT c.version_id FROM courses c WHERE c.id = registrations.course_id)
               WHERE id = $1";
    execute!(tx, sql, id)?;
    Ok(())
}

/// The number of a version.
pub(super) async fn version_number(on: &mut impl On, version: &VersionId) -> Result<i64> {
    let sql = "SELECT number FROM course_versions WHERE id = $1";
    Ok(fetch_one!(on, (i64,), sql, version)?.0)
}

/// The number of the version that each attempt was on, the first attempt first; empty where the course has one version.
pub(super) async fn versions(on: &mut impl On, registration: &Registration) -> Result<Vec<i64>> {
    let sql = "SELECT COUNT(*) FROM course_versions WHERE course_id = $1";
    if fetch_one!(on, (i64,), sql, &registration.course_id)?.0 < 2 {
        return Ok(Vec::new());
    }
    let own = version_number(on, &registration.version_id).await?;
    let mut versions = vec![own; usize::try_from(registration.instance).unwrap_or_default()];
    let launched = fetch_all!(
        on,
        (i64, i64),
        "SELECT n.instance, v.number FROM launches n JOIN course_versions v ON v.id = n.version_id
         WHERE n.registration_id = $1 ORDER BY n.started_at, n.id",
        &registration.id
    )?;
    for (instance, number) in launched {
        let at = usize::try_from(instance - 1).unwrap_or(usize::MAX);
        if let Some(version) = versions.get_mut(at) {
            *version = number;
        }
    }
    Ok(versions)
}

/// What is known of an attempt from its launches.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Facts {
    pub created_at: Millis,
    /// When it was launched first, and last heard of.
    pub first: Option<Millis>,
    pub last: Option<Millis>,
    /// Milliseconds, from opening the player until it was last heard of, over all launches.
    pub tracked: i64,
    /// When the next attempt was launched first.
    pub next: Option<Millis>,
}

pub(super) async fn facts(on: &mut impl On, id: &RegistrationId, instance: i64) -> Result<Facts> {
    Ok(fetch_one!(
        on,
        Facts,
        "SELECT r.created_at,
                (SELECT MIN(n.started_at) FROM launches n WHERE n.registration_id = r.id AND n.instance = $2) AS first,
                (SELECT MAX(n.last_seen_at) FROM launches n WHERE n.registration_id = r.id AND n.instance = $2) AS last,
                CAST((SELECT COALESCE(SUM(n.last_seen_at - n.started_at), 0) FROM launches n
                      WHERE n.registration_id = r.id AND n.instance = $2) AS BIGINT) AS tracked,
                (SELECT MIN(n.started_at) FROM launches n WHERE n.registration_id = r.id AND n.instance > $2) AS next
         FROM registrations r WHERE r.id = $1",
        id,
        instance
    )?)
}

/// When an attempt became complete: by its events from its first launch on until the next attempt's. Becoming complete
/// and passing or failing at once is noted as the latter alone.
pub(super) async fn completed_at(
    on: &mut impl On,
    id: &RegistrationId,
    first: Millis,
    next: Option<Millis>,
) -> Result<Option<Millis>> {
    Ok(fetch_one!(
        on,
        (Option<Millis>,),
        "SELECT COALESCE(MIN(CASE WHEN what = 'completed' THEN created_at END), MIN(created_at)) FROM events
         WHERE registration_id = $1 AND what IN ('completed', 'passed', 'failed')
           AND created_at >= $2 AND created_at < $3",
        id,
        first,
        next.unwrap_or(Millis::MAX)
    )?
    .0)
}

/// What hangs on the launches of a registration, the launches, and what its learner carries from them to other courses.
pub(crate) const LAUNCHES: [&str; 8] = [
    "DELETE FROM deleted_instances WHERE registration_id = $1",
    "DELETE FROM flags WHERE registration_id = $1",
    "DELETE FROM activity_states WHERE registration_id = $1",
    "DELETE FROM launch_journals WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.registration_id = $1)",
    "DELETE FROM launch_logs WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.registration_id = $1)",
    "DELETE FROM launch_bases WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.registration_id = $1)",
    "DELETE FROM launches WHERE registration_id = $1",
    "DELETE FROM learner_globals WHERE EXISTS (
       SELECT 1 FROM registrations r JOIN invitations i ON i.id = r.invitation_id
       WHERE r.id = $1 AND r.learner_id = learner_globals.learner_id AND r.course_id = learner_globals.course_id
         AND i.owner_id = learner_globals.owner_id)",
];

/// Makes it as if it had never been launched, on the current version of the course.
pub(super) async fn reset(tx: &mut Tx, id: &RegistrationId) -> Result<()> {
    for sql in LAUNCHES {
        execute!(tx, sql, id)?;
    }
    execute!(
        tx,
        "UPDATE registrations SET instance = 1, completion = 'unknown', success = 'unknown', score = NULL, total_time = 0,
                first_launched_at = NULL, last_activity_at = NULL, completed_at = NULL,
                version_id = (SELECT c.version_id FROM courses c WHERE c.id = registrations.course_id)
         WHERE id = $1",
        id
    )?;
    Ok(())
}

/// Whose launch it is.
pub(super) async fn holder(on: &mut impl On, launch: &LaunchId) -> Result<Option<RegistrationId>> {
    let sql = "SELECT registration_id FROM launches WHERE id = $1 AND registration_id IS NOT NULL";
    Ok(fetch_optional!(on, (RegistrationId,), sql, launch)?.map(|(id,)| id))
}

/// What a registration's launches were split off.
pub(super) async fn split_from(
    on: &mut impl On,
    id: &RegistrationId,
) -> Result<Option<RegistrationId>> {
    let sql = "SELECT split_from FROM registrations WHERE id = $1";
    let row = fetch_optional!(on, (Option<RegistrationId>,), sql, id)?;
    Ok(row.and_then(|(from,)| from))
}

/// Notes where a registration came from, and which instance goes on.
pub(super) async fn split_off(
    tx: &mut Tx,
    id: &RegistrationId,
    from: &RegistrationId,
    instance: i64,
) -> Result<()> {
    let sql = "UPDATE registrations SET split_from = $2, instance = $3 WHERE id = $1";
    execute!(tx, sql, id, from, instance)?;
    Ok(())
}

/// Gives a launch to another registration, with its flags.
pub(super) async fn move_launch(tx: &mut Tx, launch: &LaunchId, to: &RegistrationId) -> Result<()> {
    let sql = "UPDATE launches SET registration_id = $2 WHERE id = $1";
    execute!(tx, sql, launch, to)?;
    let sql = "UPDATE flags SET registration_id = $2 WHERE launch_id = $1";
    execute!(tx, sql, launch, to)?;
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
struct Launched {
    id: LaunchId,
    instance: i64,
    started_at: Millis,
    last_seen_at: Millis,
    ended_by: Option<String>,
    completion: Option<String>,
    success: Option<String>,
    score: Option<f64>,
    user_agent: String,
    journal: String,
    flagged: bool,
}

impl Launched {
    fn row(self) -> Result<LaunchRow> {
        Ok(LaunchRow {
            ended: ended(self.ended_by.as_deref())?,
            id: self.id,
            instance: self.instance,
            started_at: self.started_at,
            last_seen_at: self.last_seen_at,
            progress: self
                .completion
                .zip(self.success)
                .map(|(completion, success)| super::progress(&completion, &success, true)),
            score: self.score,
            browser: super::browser::named(&self.user_agent),
            flagged: self.flagged,
            apart: self.journal == "whole",
        })
    }
}

/// How a launch ended, by the word that is stored.
pub(crate) fn ended(by: Option<&str>) -> Result<Ended> {
    Ok(match by {
        None => Ended::Open,
        Some("exit") => Ended::Left,
        Some("replaced") => Ended::Replaced,
        Some("lapsed") => Ended::Lapsed,
        Some("split") => Ended::Split,
        Some(other) => return Err(Error::Other(format!("unknown end of a launch {other}"))),
    })
}

/// The launches of a registration, oldest first.
pub(super) async fn launches(on: &mut impl On, id: &RegistrationId) -> Result<Vec<LaunchRow>> {
    let rows = fetch_all!(
        on,
        Launched,
        "SELECT n.id, n.instance, n.started_at, n.last_seen_at, n.ended_by, n.completion, n.success, n.score, n.user_agent,
                n.journal,
                EXISTS (SELECT 1 FROM flags f WHERE f.launch_id = n.id AND f.dismissed_at IS NULL) AS flagged
         FROM launches n WHERE n.registration_id = $1 ORDER BY n.started_at, n.id",
        id
    )?;
    rows.into_iter().map(Launched::row).collect()
}

/// A registration's learner, to lead there.
pub(super) async fn other(on: &mut impl On, id: &RegistrationId) -> Result<Option<Other>> {
    let row = fetch_optional!(
        on,
        (RegistrationId, String),
        "SELECT r.id, COALESCE(NULLIF(l.name, ''), l.email) FROM registrations r JOIN learners l ON l.id = r.learner_id
         WHERE r.id = $1",
        id
    )?;
    Ok(row.map(|(id, name)| Other { id, name }))
}

/// What was split off a registration, oldest first.
pub(super) async fn split_offs(on: &mut impl On, id: &RegistrationId) -> Result<Vec<Other>> {
    let rows = fetch_all!(
        on,
        (RegistrationId, String),
        "SELECT r.id, COALESCE(NULLIF(l.name, ''), l.email) FROM registrations r JOIN learners l ON l.id = r.learner_id
         WHERE r.split_from = $1 ORDER BY r.created_at, r.id",
        id
    )?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Other { id, name })
        .collect())
}

#[derive(Debug, sqlx::FromRow)]
struct Split {
    id: RegistrationId,
    name: String,
    email: String,
    completion: String,
    success: String,
    score: Option<f64>,
    total_time: i64,
    first_launched_at: Option<Millis>,
}

/// The registrations of an invitation that were split off others and that no recipient goes on with.
pub(crate) async fn split_off_of(
    on: &mut impl On,
    invitation: &InvitationId,
) -> Result<Vec<SplitRow>> {
    let rows = fetch_all!(
        on,
        Split,
        "SELECT r.id, l.name, l.email, r.completion, r.success, r.score, r.total_time, r.first_launched_at
         FROM registrations r JOIN learners l ON l.id = r.learner_id
         WHERE r.split_from IS NOT NULL AND r.invitation_id = $1
           AND NOT EXISTS (SELECT 1 FROM recipients p WHERE p.registration_id = r.id)
         ORDER BY r.created_at, r.id",
        invitation
    )?;
    let row = |row: Split| SplitRow {
        progress: super::progress(
            &row.completion,
            &row.success,
            row.first_launched_at.is_some(),
        ),
        id: row.id,
        name: row.name,
        email: known_email(row.email),
        score: row.score,
        time: row.total_time,
    };
    Ok(rows.into_iter().map(row).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct CountsRow {
    registrations: i64,
    invited: i64,
    started: i64,
    completed: i64,
    passed: i64,
    failed: i64,
    flagged: i64,
}

impl From<CountsRow> for Counts {
    fn from(row: CountsRow) -> Self {
        Self {
            registrations: row.registrations,
            invited: row.invited,
            started: row.started,
            completed: row.completed,
            passed: row.passed,
            failed: row.failed,
            flagged: row.flagged,
        }
    }
}

/// How many came how far, over the people that an invitation's page lists: the recipients of a private one, the
/// registrations of a public one. `registrations` is what this invitation made. The flagged are found from their flags,
/// of which there are few (`|| ''` keeps SQLite from the longer way).
pub(crate) async fn counts(on: &mut impl On, invitation: &InvitationId) -> Result<Counts> {
    let private = fetch_optional!(
        on,
        (String,),
        "SELECT id FROM invitations WHERE id = $1 AND kind = 'private'",
        invitation
    )?;
    let row = if private.is_some() {
        fetch_one!(
            on,
            CountsRow,
            "SELECT (SELECT COUNT(*) FROM registrations r WHERE r.invitation_id = $1) AS registrations,
                    COUNT(*) AS invited,
                    COUNT(CASE WHEN p.progress >= 1 THEN 1 END) AS started,
                    COUNT(CASE WHEN p.progress >= 2 THEN 1 END) AS completed,
                    COUNT(CASE WHEN p.progress = 4 THEN 1 END) AS passed,
                    COUNT(CASE WHEN p.progress = 2 THEN 1 END) AS failed,
                    (SELECT COUNT(DISTINCT q.id) FROM flags f CROSS JOIN recipients q
                      WHERE q.registration_id = f.registration_id AND q.invitation_id || '' = $1
                        AND q.deleted_at IS NULL AND f.dismissed_at IS NULL) AS flagged
             FROM recipients p WHERE p.invitation_id = $1 AND p.deleted_at IS NULL",
            invitation
        )?
    } else {
        fetch_one!(
            on,
            CountsRow,
            "SELECT COUNT(*) AS registrations,
                    (SELECT COUNT(*) FROM recipients p WHERE p.invitation_id = $1) AS invited,
                    COUNT(CASE WHEN r.first_launched_at IS NOT NULL THEN 1 END) AS started,
                    COUNT(CASE WHEN r.completion = 'completed' OR r.success <> 'unknown' THEN 1 END) AS completed,
                    COUNT(CASE WHEN r.success = 'passed' THEN 1 END) AS passed,
                    COUNT(CASE WHEN r.success = 'failed' THEN 1 END) AS failed,
                    COUNT(CASE WHEN r.id IN (SELECT f.registration_id FROM flags f WHERE f.dismissed_at IS NULL)
                                THEN 1 END) AS flagged
             FROM registrations r WHERE r.invitation_id = $1",
            invitation
        )?
    };
    Ok(row.into())
}

pub(super) async fn counts_of_owner(on: &mut impl On, owner: &AccountId) -> Result<Counts> {
    let row = fetch_one!(
        on,
        CountsRow,
        "SELECT COUNT(*) AS registrations,
                (SELECT COUNT(*) FROM recipients p JOIN invitations j ON j.id = p.invitation_id
                  WHERE j.owner_id = $1 AND p.deleted_at IS NULL)
                  AS invited,
                COUNT(CASE WHEN r.first_launched_at IS NOT NULL THEN 1 END) AS started,
                COUNT(CASE WHEN r.completion = 'completed' OR r.success <> 'unknown' THEN 1 END) AS completed,
                COUNT(CASE WHEN r.success = 'passed' THEN 1 END) AS passed,
                COUNT(CASE WHEN r.success = 'failed' THEN 1 END) AS failed,
                COUNT(CASE WHEN EXISTS (SELECT 1 FROM flags f WHERE f.registration_id = r.id AND f.dismissed_at IS NULL)
                                THEN 1 END) AS flagged
         FROM registrations r JOIN invitations i ON i.id = r.invitation_id WHERE i.owner_id = $1",
        owner
    )?;
    Ok(row.into())
}

pub(super) async fn how_many(on: &mut impl On, owner: &AccountId) -> Result<(i64, i64)> {
    Ok(fetch_one!(
        on,
        (i64, i64),
        "SELECT (SELECT COUNT(*) FROM courses WHERE owner_id = $1), (SELECT COUNT(*) FROM invitations WHERE owner_id = $1)",
        owner
    )?)
}

/// The registration that a program means by an id: its own, or else the product's.
pub(super) async fn named(
    on: &mut impl On,
    owner: &AccountId,
    name: &str,
) -> Result<Option<RegistrationId>> {
    let sql = "SELECT id FROM registrations WHERE external_owner = $1 AND external_id = $2";
    if let Some((id,)) = fetch_optional!(on, (RegistrationId,), sql, owner, name)? {
        return Ok(Some(id));
    }
    let sql = "SELECT r.id FROM registrations r JOIN invitations i ON i.id = r.invitation_id
               WHERE i.owner_id = $1 AND r.id = $2";
    Ok(fetch_optional!(on, (RegistrationId,), sql, owner, name)?.map(|(id,)| id))
}

/// The learner whom a program knows by a key of its own.
pub(super) async fn learner_of(
    on: &mut impl On,
    owner: &AccountId,
    key: &str,
) -> Result<Option<LearnerId>> {
    let sql = "SELECT r.learner_id FROM registrations r JOIN invitations i ON i.id = r.invitation_id
               WHERE r.learner_key = $2 AND i.owner_id = $1 ORDER BY r.created_at DESC, r.id DESC LIMIT 1";
    Ok(fetch_optional!(on, (LearnerId,), sql, owner, key)?.map(|(id,)| id))
}

/// Keeps how a program knows a registration.
pub(super) async fn name(
    tx: &mut Tx,
    id: &RegistrationId,
    (owner, external_id): (&AccountId, &str),
    (key, first, last): (&str, &str, &str),
    xapi_id: Option<&str>,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE registrations SET external_owner = $2, external_id = $3, learner_key = $4, learner_first_name = $5,
                learner_last_name = $6, xapi_id = $7 WHERE id = $1",
        id,
        owner,
        external_id,
        key,
        first,
        last,
        xapi_id
    )?;
    Ok(())
}

/// The registrations of a learner whom a program knows by this key, or by his address.
pub(super) async fn of_learner(
    on: &mut impl On,
    owner: &AccountId,
    key: &str,
) -> Result<Vec<RegistrationId>> {
    let rows = fetch_all!(
        on,
        (RegistrationId,),
        "SELECT r.id FROM registrations r JOIN invitations i ON i.id = r.invitation_id JOIN learners l ON l.id = r.learner_id
         WHERE i.owner_id = $1 AND (r.learner_key = $2 OR (r.learner_key IS NULL AND l.email = $2)) ORDER BY r.id",
        owner,
        key
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Keeps a learner's names as a program says them.
pub(super) async fn rename_learner(
    tx: &mut Tx,
    id: &RegistrationId,
    key: &str,
    (first, last): (&str, &str),
) -> Result<()> {
    execute!(
        tx,
        "UPDATE registrations SET learner_key = $2, learner_first_name = $3, learner_last_name = $4 WHERE id = $1",
        id,
        key,
        first,
        last
    )?;
    Ok(())
}

/// Forgets what a learner carries from course to course.
pub(super) async fn forget_globals(
    tx: &mut Tx,
    owner: &AccountId,
    learner: &LearnerId,
) -> Result<()> {
    let sql = "DELETE FROM learner_globals WHERE owner_id = $1 AND learner_id = $2";
    execute!(tx, sql, owner, learner)?;
    Ok(())
}
