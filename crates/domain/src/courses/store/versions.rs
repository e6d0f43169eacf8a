//! The versions of a course in the database.

use crate::courses::package::Package;
use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::version::{FileChanges, Rule, VersionRow};
use beckon_model::{AccountId, CourseId, InvitationId, Millis, VersionId};

#[derive(Debug, sqlx::FromRow)]
pub(in crate::courses) struct Row {
    pub id: VersionId,
    pub number: i64,
    pub standard: String,
    pub duration: String,
    pub manifest: String,
    pub notes: String,
    pub size: i64,
    pub files: i64,
    pub created_at: Millis,
    pub used_at: Option<Millis>,
}

pub(in crate::courses) async fn by_number(
    on: &mut impl On,
    course: &CourseId,
    number: i64,
) -> Result<Option<Row>> {
    Ok(fetch_optional!(
        on,
        Row,
        "SELECT id, number, standard, duration, manifest, notes, size, files, created_at, used_at
         FROM course_versions WHERE course_id = $1 AND number = $2",
        course,
        number
    )?)
}

pub(in crate::courses) async fn in_use(on: &mut impl On, course: &CourseId) -> Result<Row> {
    Ok(fetch_one!(
        on,
        Row,
        "SELECT v.id, v.number, v.standard, v.duration, v.manifest, v.notes, v.size, v.files, v.created_at, v.used_at
         FROM course_versions v JOIN courses c ON c.version_id = v.id WHERE c.id = $1",
        course
    )?)
}

/// Newest first.
pub(in crate::courses) async fn all(
    on: &mut impl On,
    course: &CourseId,
) -> Result<Vec<VersionRow>> {
    let rows = fetch_all!(
        on,
        (i64, bool, Millis, Option<Millis>, i64),
        "SELECT v.number, v.id = c.version_id, v.created_at, v.used_at,
                (SELECT COUNT(*) FROM registrations r WHERE r.version_id = v.id)
         FROM course_versions v JOIN courses c ON c.id = v.course_id WHERE c.id = $1 ORDER BY v.number DESC",
        course
    )?;
    let row = |(number, in_use, created_at, used_at, registrations)| VersionRow {
        number,
        in_use,
        created_at,
        used_at,
        registrations,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The number for one more version, which nobody else gets; `None` if the course is not the owner's.
pub(in crate::courses) async fn next_number(
    tx: &mut Tx,
    owner: &AccountId,
    course: &CourseId,
) -> Result<Option<i64>> {
    let sql = "UPDATE courses SET numbered = numbered + 1 WHERE id = $1 AND owner_id = $2 RETURNING numbered";
    Ok(fetch_optional!(tx, (i64,), sql, course, owner)?.map(|(number,)| number))
}

/// Holds a course until the transaction ends.
pub(crate) async fn hold(tx: &mut Tx, course: &CourseId) -> Result<()> {
    let sql = "UPDATE courses SET numbered = numbered WHERE id = $1";
    execute!(tx, sql, course)?;
    Ok(())
}

/// Writes a version of a course, with its files. Nobody gets it before it is put in use.
pub(in crate::courses) async fn insert(
    tx: &mut Tx,
    course: &CourseId,
    (version, number): (&VersionId, i64),
    package: &Package,
    used_at: Option<Millis>,
    now: Millis,
) -> Result<()> {
    let manifest = &package.course;
    execute!(
        tx,
        "INSERT INTO course_versions (id, course_id, number, standard, duration, manifest, notes, size, files, created_at,
                                      used_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        version,
        course,
        number,
        manifest.standard.label(),
        &manifest.duration,
        serde_json::to_string(manifest)?,
        serde_json::to_string(&package.oddities)?,
        package.size as i64,
        package.files.len() as i64,
        now,
        used_at
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

pub(in crate::courses) async fn put_in_use(
    tx: &mut Tx,
    course: &CourseId,
    (version, rule): (&VersionId, Rule),
    (title, description): (&str, &str),
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE courses SET version_id = $2, moves = $3, title = $4, description = $5, updated_at = $6 WHERE id = $1",
        course,
        version,
        rule.name(),
        title,
        description,
        now
    )?;
    let sql = "UPDATE course_versions SET used_at = $2 WHERE id = $1";
    execute!(tx, sql, version, now)?;
    Ok(())
}

/// The invitations to a course that are not deleted.
pub(in crate::courses) async fn invitations(
    on: &mut impl On,
    course: &CourseId,
) -> Result<Vec<InvitationId>> {
    let sql = "SELECT id FROM invitations WHERE course_id = $1 AND deleted_at IS NULL ORDER BY id";
    let rows = fetch_all!(on, (InvitationId,), sql, course)?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How the registrations on other versions stand that can still be launched: completion, success, whether they have
/// begun, and how many these are.
pub(in crate::courses) async fn elsewhere(
    on: &mut impl On,
    course: &CourseId,
    version: &VersionId,
) -> Result<Vec<(String, String, bool, i64)>> {
    Ok(fetch_all!(
        on,
        (String, String, bool, i64),
        "SELECT r.completion, r.success, r.first_launched_at IS NOT NULL, COUNT(*)
         FROM registrations r JOIN invitations i ON i.id = r.invitation_id
         WHERE r.course_id = $1 AND r.version_id <> $2
           AND ((i.kind = 'public' AND i.deleted_at IS NULL)
             OR EXISTS (SELECT 1 FROM recipients p JOIN invitations j ON j.id = p.invitation_id
                        WHERE p.registration_id = r.id AND p.deleted_at IS NULL AND j.deleted_at IS NULL))
         GROUP BY r.completion, r.success, r.first_launched_at IS NOT NULL",
        course,
        version
    )?)
}

/// How many files a version has that another has not, has with other bytes, and has not.
pub(in crate::courses) async fn files_compared(
    on: &mut impl On,
    version: &VersionId,
    with: &VersionId,
) -> Result<FileChanges> {
    let (added, changed, removed) = fetch_one!(
        on,
        (i64, i64, i64),
        "SELECT COUNT(CASE WHEN o.path IS NULL THEN 1 END), COUNT(CASE WHEN o.blob <> f.blob THEN 1 END),
                (SELECT COUNT(*) FROM course_files g WHERE g.version_id = $2
                   AND NOT EXISTS (SELECT 1 FROM course_files h WHERE h.version_id = $1 AND h.path = g.path))
         FROM course_files f LEFT JOIN course_files o ON o.version_id = $2 AND o.path = f.path
         WHERE f.version_id = $1",
        version,
        with
    )?;
    Ok(FileChanges {
        added,
        changed,
        removed,
    })
}

/// How many registrations are on a version, and how many attempts were made on it.
pub(in crate::courses) async fn holders(
    on: &mut impl On,
    version: &VersionId,
) -> Result<(i64, i64)> {
    Ok(fetch_one!(
        on,
        (i64, i64),
        "SELECT (SELECT COUNT(*) FROM registrations r WHERE r.version_id = $1),
                (SELECT COUNT(*) FROM (SELECT DISTINCT n.registration_id, n.instance FROM launches n
                   WHERE n.version_id = $1 AND n.registration_id IS NOT NULL) AS attempts)",
        version
    )?)
}

/// Deletes a version that nobody plays or played, with its try-outs; gives the blobs that nothing names any more.
pub(in crate::courses) async fn delete(tx: &mut Tx, version: &VersionId) -> Result<Vec<String>> {
    let orphans = fetch_all!(
        tx,
        (String,),
        "SELECT DISTINCT f.blob FROM course_files f WHERE f.version_id = $1
           AND NOT EXISTS (SELECT 1 FROM course_files o WHERE o.blob = f.blob AND o.version_id <> $1)",
        version
    )?;
    for sql in [
        "DELETE FROM launch_logs WHERE launch_id IN (SELECT n.id FROM launches n WHERE n.version_id = $1)",
        "DELETE FROM launches WHERE version_id = $1",
        "DELETE FROM course_files WHERE version_id = $1",
        "DELETE FROM course_versions WHERE id = $1",
    ] {
        execute!(tx, sql, version)?;
    }
    Ok(orphans.into_iter().map(|(blob,)| blob).collect())
}
