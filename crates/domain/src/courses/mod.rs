//! Courses: the library, and how packages get into it.

pub mod demo;
pub mod imports;
pub mod package;
mod store;

use crate::accounts::Instructor;
use crate::{Domain, Error, Result, blob_path};
use beckon_model::course::{ContentRow, CoursePage, CourseRow};
use beckon_model::{CourseId, ImportId, Problem, VersionId};
use beckon_scorm::course::Course;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

pub(crate) use store::{course_title, facts};

/// Courses that are being played, read once.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    versions: RwLock<HashMap<VersionId, Arc<Course>>>,
    /// Held while blobs are written and named, or taken away for being named by nothing.
    content: tokio::sync::Mutex<()>,
}

/// How many manifests stay in memory.
const SHELF: usize = 200;

/// The longest title and description that can be typed.
const TITLE_MAX: usize = 500;
const DESCRIPTION_MAX: usize = 5_000;

/// A file of a course, as it is served.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ContentFile {
    pub blob: String,
    pub size: i64,
    pub mime: String,
}

impl ContentFile {
    /// Where it lies on disk.
    pub fn path(&self, domain: &Domain) -> PathBuf {
        blob_path(&domain.content_dir(), &self.blob)
    }
}

/// The instructor's courses, newest first.
pub async fn library(domain: &Domain, who: &Instructor) -> Result<Vec<CourseRow>> {
    let rows = store::library(&mut &domain.db, &who.id).await?;
    Ok(rows
        .into_iter()
        .map(store::LibraryRow::into_model)
        .collect())
}

/// A course's own page.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn page(domain: &Domain, who: &Instructor, id: &CourseId) -> Result<CoursePage> {
    let row = owned(domain, who, id).await?;
    let manifest: Course = serde_json::from_str(&row.manifest)?;
    let contents = manifest
        .activities()
        .into_iter()
        .filter(|(item, _)| item.visible)
        .map(|(item, depth)| ContentRow {
            title: item.title.clone(),
            depth,
            launchable: item.launch.is_some(),
        })
        .collect();
    Ok(CoursePage {
        id: row.id,
        version: row.version_id,
        title: row.title,
        description: row.description,
        duration: row.duration,
        standard: row.standard,
        size: row.size,
        files: row.files,
        created_at: row.created_at,
        contents,
        notes: serde_json::from_str(&row.notes)?,
        invitations: store::invitations(&mut &domain.db, id).await?,
    })
}

/// Corrects title and description; what was mailed stays as it was.
///
/// # Errors
/// Fields that can't be taken.
pub async fn edit(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    title: &str,
    description: &str,
) -> Result<()> {
    owned(domain, who, id).await?;
    let (title, description) = (title.trim(), description.trim());
    if title.is_empty() {
        return Err(Problem::field("title", "Give the course a title: learners see it.").into());
    }
    if title.chars().count() > TITLE_MAX {
        return Err(Problem::field("title", format!("Use at most {TITLE_MAX} characters.")).into());
    }
    if description.chars().count() > DESCRIPTION_MAX {
        return Err(Problem::field(
            "description",
            format!("Use at most {DESCRIPTION_MAX} characters."),
        )
        .into());
    }
    let mut tx = domain.db.begin_write().await?;
    store::edit(&mut tx, id, title, description).await?;
    tx.commit().await
}

/// Takes a course out of the library, with its files.
///
/// # Errors
/// Refused while there are invitations to it: their results would go with it.
pub async fn delete(domain: &Domain, who: &Instructor, id: &CourseId) -> Result<()> {
    owned(domain, who, id).await?;
    let _content = domain.inner.courses.content.lock().await;
    let mut tx = domain.db.begin_write().await?;
    let invitations = store::count_invitations(&mut tx, id).await?;
    if invitations > 0 {
        let why = "This course has invitations, and their results would be lost with it. It stays in your library.";
        return Err(Problem::Refused(why.to_owned()).into());
    }
    let orphans = store::delete(&mut tx, id).await?;
    tx.commit().await?;
    for blob in orphans {
        if let Err(error) = std::fs::remove_file(blob_path(&domain.content_dir(), &blob)) {
            tracing::warn!(blob, %error, "a file of a deleted course stays");
        }
    }
    Ok(())
}

/// Puts the demo course into the instructor's library, by the way that every package takes.
pub async fn add_demo(domain: &Domain, who: &Instructor) -> Result<ImportId> {
    let id: ImportId = crate::secret::id();
    let upload = imports::Upload::begin(domain, &id).await?;
    upload.finish_with(demo::package()).await?;
    imports::enqueue(domain, who, &id, "demo-course.zip").await?;
    Ok(id)
}

/// A file of a course version: by its exact path, else by the path in another case.
pub async fn file(domain: &Domain, version: &VersionId, path: &str) -> Result<Option<ContentFile>> {
    let on = &mut &domain.db;
    match store::file(on, version, path).await? {
        Some(file) => Ok(Some(file)),
        None => store::file_folded(on, version, &path.to_lowercase()).await,
    }
}

/// What the manifest of a version says.
pub(crate) async fn manifest(domain: &Domain, version: &VersionId) -> Result<Arc<Course>> {
    let shelf = &domain.inner.courses.versions;
    if let Some(course) = shelf.read().map_err(poisoned)?.get(version) {
        return Ok(Arc::clone(course));
    }
    let course: Course = serde_json::from_str(&store::manifest(&mut &domain.db, version).await?)?;
    let course = Arc::new(course);
    let mut versions = shelf.write().map_err(poisoned)?;
    if versions.len() >= SHELF {
        versions.clear();
    }
    versions.insert(version.clone(), Arc::clone(&course));
    Ok(course)
}

pub(crate) async fn owned(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
) -> Result<store::PageRow> {
    let missing = || Problem::NotFound("This course is not in your library.".to_owned());
    Ok(store::page(&mut &domain.db, &who.id, id)
        .await?
        .ok_or_else(missing)?)
}

fn poisoned<T>(_: T) -> Error {
    Error::Other("a lock was left broken by a panic".to_owned())
}
