//! Courses and their files in the database.

pub(super) mod versions;

use super::ContentFile;
use super::package::Package;
use crate::db::{On, Tx};
use crate::{Error, Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::course::{CourseInvitation, CourseRow, Import, ImportState, Oddities};
use beckon_model::{AccountId, CourseId, ImportId, InvitationId, Millis, VersionId};

#[derive(Debug, sqlx::FromRow)]
pub(super) struct LibraryRow {
    id: CourseId,
    title: String,
    standard: String,
    size: i64,
    created_at: Millis,
    invitations: i64,
    registrations: i64,
}

impl LibraryRow {
    pub(super) fn into_model(self) -> CourseRow {
        CourseRow {
            id: self.id,
            title: self.title,
            standard: self.standard,
            size: self.size,
            created_at: self.created_at,
            invitations: self.invitations,
            registrations: self.registrations,
            tags: Vec::new(),
        }
    }
}

pub(super) async fn library(on: &mut impl On, owner: &AccountId) -> Result<Vec<LibraryRow>> {
    Ok(fetch_all!(
        on,
        LibraryRow,
        "SELECT c.id, c.title, v.standard, v.size, c.created_at,
                (SELECT COUNT(*) FROM invitations i WHERE i.course_id = c.id) AS invitations,
                (SELECT COUNT(*) FROM registrations r WHERE r.course_id = c.id) AS registrations
         FROM courses c JOIN course_versions v ON v.id = c.version_id
         WHERE c.owner_id = $1 ORDER BY c.created_at DESC, c.id DESC",
        owner
    )?)
}

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct PageRow {
    pub id: CourseId,
    pub version_id: VersionId,
    /// Which registrations move to that version.
    pub moves: String,
    pub title: String,
    pub description: String,
    pub duration: String,
    pub standard: String,
    pub size: i64,
    pub files: i64,
    pub created_at: Millis,
    pub manifest: String,
    pub notes: String,
}

pub(super) async fn page(
    on: &mut impl On,
    owner: &AccountId,
    id: &CourseId,
) -> Result<Option<PageRow>> {
    Ok(fetch_optional!(
        on,
        PageRow,
        "SELECT c.id, c.version_id, c.moves, c.title, c.description, v.duration, v.standard, v.size, v.files, c.created_at,
                v.manifest, v.notes
         FROM courses c JOIN course_versions v ON v.id = c.version_id WHERE c.id = $2 AND c.owner_id = $1",
        owner,
        id
    )?)
}

/// What a letter says of a course.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct FactsRow {
    pub title: String,
    pub description: String,
    pub duration: String,
    pub version_id: VersionId,
}

pub(crate) async fn facts(on: &mut impl On, id: &CourseId) -> Result<FactsRow> {
    Ok(fetch_one!(
        on,
        FactsRow,
        "SELECT c.title, c.description, v.duration, c.version_id
         FROM courses c JOIN course_versions v ON v.id = c.version_id WHERE c.id = $1",
        id
    )?)
}

pub(crate) async fn course_title(on: &mut impl On, version: &VersionId) -> Result<String> {
    let sql = "SELECT c.title FROM courses c JOIN course_versions v ON v.course_id = c.id WHERE v.id = $1";
    Ok(fetch_one!(on, (String,), sql, version)?.0)
}

pub(super) async fn invitations(on: &mut impl On, id: &CourseId) -> Result<Vec<CourseInvitation>> {
    let rows = fetch_all!(
        on,
        (InvitationId, String, Millis, i64, bool),
        "SELECT i.id, i.kind, i.created_at,
                (SELECT COUNT(*) FROM registrations r WHERE r.invitation_id = i.id) AS registrations, i.enabled
         FROM invitations i WHERE i.course_id = $1 ORDER BY i.created_at DESC, i.id DESC",
        id
    )?;
    let row =
        |(id, kind, created_at, registrations, enabled): (_, String, _, _, _)| CourseInvitation {
            id,
            public: kind == "public",
            created_at,
            registrations,
            enabled,
        };
    Ok(rows.into_iter().map(row).collect())
}

pub(super) async fn count_invitations(on: &mut impl On, id: &CourseId) -> Result<i64> {
    Ok(fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM invitations WHERE course_id = $1",
        id
    )?
    .0)
}

pub(super) async fn manifest(on: &mut impl On, version: &VersionId) -> Result<String> {
    Ok(fetch_one!(
        on,
        (String,),
        "SELECT manifest FROM course_versions WHERE id = $1",
        version
    )?
    .0)
}

pub(super) async fn file(
    on: &mut impl On,
    version: &VersionId,
    path: &str,
) -> Result<Option<ContentFile>> {
    let sql = "SELECT blob, size, mime FROM course_files WHERE version_id = $1 AND path = $2";
    Ok(fetch_optional!(on, ContentFile, sql, version, path)?)
}

pub(super) async fn file_folded(
    on: &mut impl On,
    version: &VersionId,
    folded: &str,
) -> Result<Option<ContentFile>> {
    let sql = "SELECT blob, size, mime FROM course_files WHERE version_id = $1 AND folded = $2 ORDER BY path LIMIT 1";
    Ok(fetch_optional!(on, ContentFile, sql, version, folded)?)
}

pub(super) async fn edit(
    tx: &mut Tx,
    id: &CourseId,
    (title, description): (&str, &str),
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE courses SET title = $2, description = $3, updated_at = $4 WHERE id = $1",
        id,
        title,
        description,
        now
    )?;
    Ok(())
}

/// Deletes a course that nobody was invited to; gives the blobs that nothing names any more.
pub(super) async fn delete(tx: &mut Tx, id: &CourseId) -> Result<Vec<String>> {
    let of_course =
        "SELECT DISTINCT f.blob FROM course_files f JOIN course_versions v ON v.id = f.version_id
         WHERE v.course_id = $1 AND NOT EXISTS (
           SELECT 1 FROM course_files o JOIN course_versions w ON w.id = o.version_id
           WHERE o.blob = f.blob AND w.course_id <> $1)";
    let orphans = fetch_all!(tx, (String,), of_course, id)?;
    for sql in [
        "DELETE FROM launch_logs WHERE launch_id IN (SELECT n.id FROM launches n JOIN course_versions v ON v.id = n.version_id
           WHERE v.course_id = $1)",
        "DELETE FROM launches WHERE version_id IN (SELECT id FROM course_versions WHERE course_id = $1)",
        "DELETE FROM course_files WHERE version_id IN (SELECT id FROM course_versions WHERE course_id = $1)",
        "DELETE FROM course_versions WHERE course_id = $1",
        "DELETE FROM learner_globals WHERE course_id = $1",
        "UPDATE imports SET course_id = NULL, version_number = NULL WHERE course_id = $1",
        "DELETE FROM courses WHERE id = $1",
    ] {
        execute!(tx, sql, id)?;
    }
    Ok(orphans.into_iter().map(|(blob,)| blob).collect())
}

/// A package that was taken in becomes a course with its first version.
pub(super) async fn insert(
    tx: &mut Tx,
    owner: &AccountId,
    (course, version): (&CourseId, &VersionId),
    external_id: Option<&str>,
    package: &Package,
    now: Millis,
) -> Result<()> {
    let manifest = &package.course;
    execute!(
        tx,
        "INSERT INTO courses (id, owner_id, title, description, version_id, created_at, updated_at, external_id)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
        course,
        owner,
        &manifest.title,
        &manifest.description,
        version,
        now,
        external_id
    )?;
    versions::insert(tx, course, (version, 1), package, Some(now), now).await
}

/// What was odd about a version; early ones have all in one list.
pub(super) fn oddities(notes: &str) -> Result<Oddities> {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Kept {
        Parted(Oddities),
        Together(Vec<String>),
    }
    Ok(match serde_json::from_str(notes)? {
        Kept::Parted(oddities) => oddities,
        Kept::Together(mended) => Oddities {
            mended,
            ..Oddities::default()
        },
    })
}

fn state_of(text: &str) -> Result<ImportState> {
    Ok(match text {
        "waiting" => ImportState::Waiting,
        "reading" => ImportState::Reading,
        "done" => ImportState::Done,
        "refused" => ImportState::Refused,
        other => return Err(Error::Other(format!("unknown import state {other}"))),
    })
}

pub(super) async fn enqueue(
    tx: &mut Tx,
    id: &ImportId,
    owner: &AccountId,
    (file_name, new_version_of): (&str, Option<&CourseId>),
    (external_id, fetch_url): (Option<&str>, Option<&str>),
    (tags, postback_url): (&str, &str),
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO imports (id, owner_id, file_name, state, problem, course_id, lease_until, created_at, updated_at,
                              new_version_of, external_id, fetch_url, tags, postback_url)
         VALUES ($1, $2, $3, 'waiting', '', NULL, 0, $4, $4, $5, $6, $7, $8, $9)",
        id,
        owner,
        file_name,
        now,
        new_version_of,
        external_id,
        fetch_url,
        tags,
        postback_url
    )?;
    Ok(())
}

/// An upload, without its report.
pub(super) async fn import(
    on: &mut impl On,
    owner: &AccountId,
    id: &ImportId,
) -> Result<Option<Import>> {
    let row = fetch_optional!(
        on,
        ImportRow,
        "SELECT id, file_name, state, problem, course_id, new_version_of, version_number, updated_at
         FROM imports WHERE id = $2 AND owner_id = $1",
        owner,
        id
    )?;
    row.map(ImportRow::into_model).transpose()
}

#[derive(Debug, sqlx::FromRow)]
struct ImportRow {
    id: ImportId,
    file_name: String,
    state: String,
    problem: String,
    course_id: Option<CourseId>,
    new_version_of: Option<CourseId>,
    version_number: Option<i64>,
    updated_at: Millis,
}

impl ImportRow {
    fn into_model(self) -> Result<Import> {
        Ok(Import {
            id: self.id,
            file_name: self.file_name,
            state: state_of(&self.state)?,
            problem: self.problem,
            course: self.course_id,
            new_version_of: self.new_version_of,
            version: self.version_number,
            report: None,
            updated_at: self.updated_at,
        })
    }
}

/// An upload that is to be read now.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Claimed {
    pub id: ImportId,
    pub owner_id: AccountId,
    pub file_name: String,
    pub new_version_of: Option<CourseId>,
    /// The id that a program gave to the course.
    pub external_id: Option<String>,
    pub fetch_url: Option<String>,
    /// That the course gets, separated by commas.
    pub tags: String,
    /// Where it is said what came of it; empty for nowhere.
    pub postback_url: String,
}

/// The next upload to read: one that waits, or whose reader died.
pub(super) async fn claim(
    tx: &mut Tx,
    now: Millis,
    lease_until: Millis,
) -> Result<Option<Claimed>> {
    Ok(fetch_optional!(
        tx,
        Claimed,
        "UPDATE imports SET state = 'reading', lease_until = $2, updated_at = $1
         WHERE id IN (SELECT id FROM imports WHERE state = 'waiting' OR (state = 'reading' AND lease_until < $1)
                      ORDER BY created_at LIMIT 1)
           AND (state = 'waiting' OR lease_until < $1)
         RETURNING id, owner_id, file_name, new_version_of, external_id, fetch_url, tags, postback_url",
        now,
        lease_until
    )?)
}

/// Gives back what this process had claimed before it was stopped.
pub(super) async fn release_all(tx: &mut Tx) -> Result<u64> {
    Ok(execute!(
        tx,
        "UPDATE imports SET state = 'waiting', lease_until = 0 WHERE state = 'reading'"
    )?)
}

pub(super) async fn done(
    tx: &mut Tx,
    id: &ImportId,
    (course, version): (&CourseId, Option<i64>),
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE imports SET state = 'done', course_id = $2, version_number = $3, updated_at = $4 WHERE id = $1",
        id,
        course,
        version,
        now
    )?;
    Ok(())
}

pub(super) async fn refused(tx: &mut Tx, id: &ImportId, problem: &str, now: Millis) -> Result<()> {
    execute!(
        tx,
        "UPDATE imports SET state = 'refused', problem = $2, updated_at = $3 WHERE id = $1",
        id,
        problem,
        now
    )?;
    Ok(())
}

/// The course that a program means by an id: its own, or else the product's.
pub(super) async fn named(
    on: &mut impl On,
    owner: &AccountId,
    name: &str,
) -> Result<Option<CourseId>> {
    let sql = "SELECT id FROM courses WHERE owner_id = $1 AND (external_id = $2 OR id = $2)
               ORDER BY CASE WHEN external_id = $2 THEN 0 ELSE 1 END LIMIT 1";
    Ok(fetch_optional!(on, (CourseId,), sql, owner, name)?.map(|(id,)| id))
}

/// Whether a package is on its way to a course of this id.
pub(super) async fn expected(on: &mut impl On, owner: &AccountId, name: &str) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM imports WHERE owner_id = $1 AND external_id = $2 AND state IN ('waiting', 'reading')";
    Ok(fetch_one!(on, (i64,), sql, owner, name)?.0 > 0)
}

#[derive(Debug, sqlx::FromRow)]
pub(super) struct ToldRow {
    pub id: CourseId,
    pub external_id: Option<String>,
    pub title: String,
    pub description: String,
    pub duration: String,
    pub version_id: VersionId,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub registrations: i64,
}

/// What programs are told of a course, on the version of a number or on the one in use.
pub(super) async fn told(
    on: &mut impl On,
    id: &CourseId,
    number: Option<i64>,
) -> Result<Option<ToldRow>> {
    Ok(fetch_optional!(
        on,
        ToldRow,
        "SELECT c.id, c.external_id, c.title, c.description, v.duration, v.id AS version_id, v.number AS version,
                CASE WHEN $2 = 0 THEN c.created_at ELSE v.created_at END AS created_at,
                CASE WHEN $2 = 0 THEN c.updated_at ELSE COALESCE(v.used_at, v.created_at) END AS updated_at,
                CASE WHEN $2 = 0 THEN (SELECT COUNT(*) FROM registrations r WHERE r.course_id = c.id)
                     ELSE (SELECT COUNT(*) FROM registrations r WHERE r.version_id = v.id) END AS registrations
         FROM courses c JOIN course_versions v ON v.course_id = c.id
         WHERE c.id = $1 AND ((v.id = c.version_id AND $2 = 0) OR v.number = $2)",
        id,
        number.unwrap_or(0)
    )?)
}

pub(super) async fn registrations_of(
    tx: &mut Tx,
    id: &CourseId,
) -> Result<Vec<beckon_model::RegistrationId>> {
    let sql = "SELECT id FROM registrations WHERE course_id = $1";
    let rows = fetch_all!(tx, (beckon_model::RegistrationId,), sql, id)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub(super) async fn invitations_of(tx: &mut Tx, id: &CourseId) -> Result<Vec<InvitationId>> {
    let sql = "SELECT id FROM invitations WHERE course_id = $1";
    let rows = fetch_all!(tx, (InvitationId,), sql, id)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The files of a version, by path.
pub(super) async fn files(
    on: &mut impl On,
    version: &VersionId,
) -> Result<Vec<(String, String, i64)>> {
    let sql = "SELECT path, blob, size FROM course_files WHERE version_id = $1 ORDER BY path";
    Ok(fetch_all!(on, (String, String, i64), sql, version)?)
}
