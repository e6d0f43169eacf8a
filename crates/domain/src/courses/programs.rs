//! Courses as programs name, list and delete them.

use super::store::{self, ToldRow};
use super::{ContentFile, Domain, erase_blobs, manifest, owned, versions};
use crate::accounts::Instructor;
use crate::listing::{At, Listing, Page, Source};
use crate::{Result, invitations, postbacks, recipients, tags};
use beckon_model::postback::Level;
use beckon_model::{CourseId, Millis, Problem};
use beckon_scorm::course::Course;
use std::io::Seek;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The longest id that a program may give, in characters.
pub const ID_MAX: usize = 255;

/// What programs are told of a course, or of one version of it.
#[derive(Clone, Debug)]
pub struct Told {
    pub id: CourseId,
    /// As the program knows it; the product's own if it gave none.
    pub name: String,
    pub title: String,
    pub description: String,
    pub duration: String,
    pub version: i64,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub registrations: i64,
    pub manifest: Arc<Course>,
}

/// Refuses an id that can't be taken.
pub(crate) fn fits(field: &str, id: &str) -> Result<()> {
    let why = match id.chars().count() {
        0 => format!("Give a {field}."),
        n if n > ID_MAX => format!("A {field} has at most {ID_MAX} characters."),
        _ if id.chars().any(char::is_control) => {
            format!("A {field} has no line breaks and other control characters.")
        }
        _ => return Ok(()),
    };
    Err(Problem::field(field, why).into())
}

/// The course that a program means.
///
/// # Errors
/// Not found if the instructor has no such course.
pub async fn named(domain: &Domain, who: &Instructor, name: &str) -> Result<CourseId> {
    let missing = || Problem::NotFound(format!("Could not find course [{name}]."));
    let found = store::named(&mut &domain.db, &who.id, name).await?;
    Ok(found.ok_or_else(missing)?)
}

/// A course, on the version of a number or on the one in use.
///
/// # Errors
/// Not found if it is another instructor's, or has no such version.
pub async fn told(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    version: Option<i64>,
) -> Result<Told> {
    owned(domain, who, id).await?;
    let missing = || Problem::NotFound("This course has no such version.".to_owned());
    let row = store::told(&mut &domain.db, id, version).await?;
    tell(domain, row.ok_or_else(missing)?).await
}

async fn tell(domain: &Domain, row: ToldRow) -> Result<Told> {
    let manifest = manifest(domain, &mut &domain.db, &row.version_id).await?;
    Ok(Told {
        name: row.external_id.unwrap_or_else(|| row.id.0.clone()),
        id: row.id,
        title: row.title,
        description: row.description,
        duration: row.duration,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
        registrations: row.registrations,
        manifest,
    })
}

fn source(who: &Instructor) -> Source<'static> {
    Source {
        from: "FROM courses c WHERE c.owner_id = $1",
        values: vec![At::Text(who.id.0.clone())],
        id: "c.id",
        created: "c.created_at",
        updated: "c.updated_at",
        filters: &[
            ("course_id", "COALESCE(c.external_id, c.id)"),
            ("title", "c.title"),
        ],
        texts: &[("title", "c.title")],
        usual_order: "created_desc",
        tagged: "EXISTS (SELECT 1 FROM tags t WHERE t.id = c.id AND t.kind = 'course' AND {})",
    }
}

/// A page of the instructor's courses.
///
/// # Errors
/// `Problem::Fields` on "filterBy" or "orderBy".
pub async fn list(domain: &Domain, who: &Instructor, listing: &Listing) -> Result<Page<Told>> {
    let page = source(who).page(&domain.db, listing).await?;
    let mut rows = Vec::new();
    for id in page.rows {
        if let Some(row) = store::told(&mut &domain.db, &id.into(), None).await? {
            rows.push(tell(domain, row).await?);
        }
    }
    Ok(Page {
        rows,
        next: page.next,
    })
}

/// How many courses that are, on all pages.
pub async fn count(domain: &Domain, who: &Instructor, listing: &Listing) -> Result<i64> {
    source(who).count(&domain.db, listing).await
}

/// All versions of a course, the first one first.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn versions_of(domain: &Domain, who: &Instructor, id: &CourseId) -> Result<Vec<Told>> {
    owned(domain, who, id).await?;
    let mut all = Vec::new();
    for version in store::versions::all(&mut &domain.db, id)
        .await?
        .iter()
        .rev()
    {
        all.push(told(domain, who, id, Some(version.number)).await?);
    }
    Ok(all)
}

/// Gives a course another title.
///
/// # Errors
/// Not found if it is another instructor's; a title that can't be taken.
pub async fn retitle(domain: &Domain, who: &Instructor, id: &CourseId, title: &str) -> Result<()> {
    let row = owned(domain, who, id).await?;
    super::edit(domain, who, id, title, &row.description).await
}

/// Deletes a course for good, with its invitations, its registrations and all their results.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn delete(domain: &Domain, who: &Instructor, id: &CourseId) -> Result<()> {
    owned(domain, who, id).await?;
    let _content = domain.inner.courses.content.lock().await;
    let mut tx = domain.db.begin_write().await?;
    store::versions::hold(&mut tx, id).await?;
    for invitation in store::invitations_of(&mut tx, id).await? {
        recipients::erase_all_of(&mut tx, &invitation).await?;
    }
    for registration in store::registrations_of(&mut tx, id).await? {
        recipients::erase_registration(&mut tx, &registration).await?;
    }
    for invitation in store::invitations_of(&mut tx, id).await? {
        invitations::erase(&mut tx, &invitation).await?;
    }
    tags::forget(&mut tx, tags::Kind::Course, &id.0).await?;
    postbacks::forget(&mut tx, Level::Course, &id.0).await?;
    let orphans = store::delete(&mut tx, id).await?;
    tx.commit().await?;
    erase_blobs(domain, orphans);
    Ok(())
}

/// Deletes one version of a course; with its last one, the course.
///
/// # Errors
/// As [`versions::remove`].
pub async fn delete_version(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    number: i64,
) -> Result<()> {
    let all = versions_of(domain, who, id).await?;
    match all.as_slice() {
        [only] if only.version == number => delete(domain, who, id).await,
        _ => versions::remove(domain, who, id, number).await,
    }
}

/// A file in a course's package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    pub path: String,
    pub content: ContentFile,
}

/// The files of a course, on the version of a number or on the one in use, by path.
///
/// # Errors
/// Not found if it is another instructor's, or has no such version.
pub async fn files(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    version: Option<i64>,
) -> Result<Vec<PackageFile>> {
    let row = owned(domain, who, id).await?;
    let version = match version {
        Some(number) => versions::id(domain, who, id, number).await?,
        None => row.version_id,
    };
    let rows = store::files(&mut &domain.db, &version).await?;
    let file = |(path, blob, size)| PackageFile {
        path,
        content: ContentFile {
            blob,
            size,
            mime: String::new(),
        },
    };
    Ok(rows.into_iter().map(file).collect())
}

/// The package of a course as a zip, in a file that goes with the handle: its files as they were taken in.
///
/// # Errors
/// As [`files`].
pub async fn package(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    version: Option<i64>,
) -> Result<tokio::fs::File> {
    let files = files(domain, who, id, version).await?;
    let named = files
        .into_iter()
        .map(|file| (file.path, file.content.path(domain)));
    let named: Vec<_> = named.collect();
    let folder = domain.uploads_dir();
    let zipped = tokio::task::spawn_blocking(move || zipped(&folder, named)).await;
    let file = zipped.map_err(|error| crate::Error::Other(error.to_string()))??;
    Ok(tokio::fs::File::from_std(file))
}

fn zipped(folder: &Path, files: Vec<(String, PathBuf)>) -> Result<std::fs::File> {
    let broken = |error: zip::result::ZipError| crate::Error::Other(error.to_string());
    let mut zip = ZipWriter::new(tempfile::tempfile_in(folder)?);
    for (name, path) in files {
        let options = SimpleFileOptions::default().large_file(true);
        zip.start_file(name, options).map_err(broken)?;
        std::io::copy(&mut std::fs::File::open(path)?, &mut zip)?;
    }
    let mut file = zip.finish().map_err(broken)?;
    file.rewind()?;
    Ok(file)
}
