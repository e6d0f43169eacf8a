//! Courses, their versions and files in the database.

use super::ContentFile;
use super::package::Package;
use crate::db::{On, Tx};
use crate::{Error, Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::course::{CourseInvitation, CourseRow, Import, ImportState};
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
        "SELECT c.id, c.version_id, c.title, c.description, v.duration, v.standard, v.size, v.files, c.created_at,
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

pub(super) async fn edit(tx: &mut Tx, id: &CourseId, title: &str, description: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE courses SET title = $2, description = $3 WHERE id = $1",
        id,
        title,
        description
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
        "DELETE FROM launches WHERE version_id IN (SELECT id FROM course_versions WHERE course_id = $1)",
        "DELETE FROM course_files WHERE version_id IN (SELECT id FROM course_versions WHERE course_id = $1)",
        "DELETE FROM course_versions WHERE course_id = $1",
        "UPDATE imports SET course_id = NULL WHERE course_id = $1",
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
    package: &Package,
    now: Millis,
) -> Result<()> {
    let manifest = &package.course;
    execute!(
        tx,
        "INSERT INTO courses (id, owner_id, title, description, version_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
        course,
        owner,
        &manifest.title,
        &manifest.description,
        version,
        now
    )?;
    execute!(
        tx,
        "INSERT INTO course_versions (id, course_id, number, standard, duration, manifest, notes, size, files, created_at)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)",
        version,
        course,
        manifest.standard.label(),
        &manifest.duration,
        serde_json::to_string(manifest)?,
        serde_json::to_string(&package.notes)?,
        package.size as i64,
        package.files.len() as i64,
        now
    )?;
    for file in &package.files {
        execute!(
            tx,
            "INSERT INTO course_files (version_id, path, folded, blob, size, mime) VALUES ($1, $2, $3, $4, $5, $6)",
            version,
            &file.path,
            file.path.to_lowercase(),
            &file.blob,
            file.size as i64,
            &file.mime
        )?;
    }
    Ok(())
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
    file_name: &str,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO imports (id, owner_id, file_name, state, problem, course_id, lease_until, created_at, updated_at)
         VALUES ($1, $2, $3, 'waiting', '', NULL, 0, $4, $4)",
        id,
        owner,
        file_name,
        now
    )?;
    Ok(())
}

pub(super) async fn import(
    on: &mut impl On,
    owner: &AccountId,
    id: &ImportId,
) -> Result<Option<Import>> {
    let row = fetch_optional!(
        on,
        (ImportId, String, String, String, Option<CourseId>, Millis),
        "SELECT id, file_name, state, problem, course_id, updated_at FROM imports WHERE id = $2 AND owner_id = $1",
        owner,
        id
    )?;
    row.map(|(id, file_name, state, problem, course, updated_at)| {
        Ok(Import {
            id,
            file_name,
            state: state_of(&state)?,
            problem,
            course,
            updated_at,
        })
    })
    .transpose()
}

/// The next upload to read: one that waits, or whose reader died.
pub(super) async fn claim(
    tx: &mut Tx,
    now: Millis,
    lease_until: Millis,
) -> Result<Option<(ImportId, AccountId, String)>> {
    Ok(fetch_optional!(
        tx,
        (ImportId, AccountId, String),
        "UPDATE imports SET state = 'reading', lease_until = $2, updated_at = $1
         WHERE id IN (SELECT id FROM imports WHERE state = 'waiting' OR (state = 'reading' AND lease_until < $1)
                      ORDER BY created_at LIMIT 1)
           AND (state = 'waiting' OR lease_until < $1)
         RETURNING id, owner_id, file_name",
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

pub(super) async fn done(tx: &mut Tx, id: &ImportId, course: &CourseId, now: Millis) -> Result<()> {
    execute!(
        tx,
        "UPDATE imports SET state = 'done', course_id = $2, updated_at = $3 WHERE id = $1",
        id,
        course,
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
