//! Courses: the library, and how packages get into it.

pub mod demo;
pub mod imports;
pub mod package;
pub mod programs;
mod store;
pub mod told;
pub mod versions;

use crate::accounts::Instructor;
use crate::db::On;
use crate::{Domain, Error, Result, blob_path, play, postbacks, tags};
use beckon_model::course::{ContentRow, CoursePage, CourseRow, ImportReport};
use beckon_model::postback::Level;
use beckon_model::{CourseId, ImportId, Problem, VersionId};
use beckon_scorm::course::Course;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};

pub(crate) use store::versions::hold;
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
    let on = &mut &domain.db;
    let rows = store::library(on, &who.id).await?.into_iter();
    let mut rows: Vec<_> = rows.map(store::LibraryRow::into_model).collect();
    let mut tags_of: HashMap<String, Vec<String>> = HashMap::new();
    for (id, tag) in tags::all(on, &who.id, tags::Kind::Course).await? {
        tags_of.entry(id).or_default().push(tag);
    }
    for row in &mut rows {
        row.tags = tags_of.remove(&row.id.0).unwrap_or_default();
    }
    Ok(rows)
}

/// A course's own page.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn page(domain: &Domain, who: &Instructor, id: &CourseId) -> Result<CoursePage> {
    let row = owned(domain, who, id).await?;
    let manifest: Course = serde_json::from_str(&row.manifest)?;
    Ok(CoursePage {
        tags: tags::of(&mut &domain.db, &who.id, tags::Kind::Course, &id.0).await?,
        id: row.id,
        title: row.title,
        description: row.description,
        duration: row.duration,
        standard: row.standard,
        size: row.size,
        files: row.files,
        created_at: row.created_at,
        contents: contents(&manifest),
        oddities: store::oddities(&row.notes)?,
        invitations: store::invitations(&mut &domain.db, id).await?,
        versions: store::versions::all(&mut &domain.db, id).await?,
        try_outs: play::try_outs(domain, who, id, None).await?,
    })
}

/// The activities that a menu shows, in order.
fn contents(manifest: &Course) -> Vec<ContentRow> {
    manifest
        .activities()
        .into_iter()
        .filter(|(item, _)| item.visible)
        .map(|(item, depth)| ContentRow {
            title: item.title.clone(),
            depth,
            launchable: item.launch.is_some(),
        })
        .collect()
}

/// Makes sure that a course is in the instructor's library.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn known(domain: &Domain, who: &Instructor, id: &CourseId) -> Result<()> {
    owned(domain, who, id).await?;
    Ok(())
}

/// What was found when the course's package was taken in.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn report(domain: &Domain, who: &Instructor, id: &CourseId) -> Result<ImportReport> {
    let row = owned(domain, who, id).await?;
    let manifest: Course = serde_json::from_str(&row.manifest)?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(ImportReport {
        course: row.id,
        activities: count(manifest.activities().len()),
        launchable: count(manifest.launchable().count()),
        title: manifest.title,
        standard: row.standard,
        duration: row.duration,
        files: row.files,
        size: row.size,
        created_at: row.created_at,
        oddities: store::oddities(&row.notes)?,
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
    store::edit(&mut tx, id, (title, description), domain.now()).await?;
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
    tags::forget(&mut tx, tags::Kind::Course, &id.0).await?;
    postbacks::forget(&mut tx, Level::Course, &id.0).await?;
    let orphans = store::delete(&mut tx, id).await?;
    tx.commit().await?;
    erase_blobs(domain, orphans);
    Ok(())
}

/// Takes files away that nothing names any more. For whoever holds the content.
fn erase_blobs(domain: &Domain, orphans: Vec<String>) {
    for blob in orphans {
        if let Err(error) = std::fs::remove_file(blob_path(&domain.content_dir(), &blob)) {
            tracing::warn!(blob, %error, "a file of a deleted course stays");
        }
    }
}

/// Puts the demo course into the instructor's library, by the way that every package takes.
pub async fn add_demo(domain: &Domain, who: &Instructor) -> Result<ImportId> {
    let id: ImportId = crate::secret::id();
    let upload = imports::Upload::begin(domain, &id).await?;
    upload.finish_with(demo::package()).await?;
    imports::enqueue(domain, who, &id, "demo-course.zip", None).await?;
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

/// What the manifest of a version says. Read by the connection given: one that is held must not wait for another.
pub(crate) async fn manifest(
    domain: &Domain,
    on: &mut impl On,
    version: &VersionId,
) -> Result<Arc<Course>> {
    let shelf = &domain.inner.courses.versions;
    if let Some(course) = shelf.read().map_err(poisoned)?.get(version) {
        return Ok(Arc::clone(course));
    }
    let course: Course = serde_json::from_str(&store::manifest(on, version).await?)?;
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
    owned_on(&mut &domain.db, who, id).await
}

async fn owned_on(on: &mut impl On, who: &Instructor, id: &CourseId) -> Result<store::PageRow> {
    let missing = || Problem::NotFound("This course is not in your library.".to_owned());
    Ok(store::page(on, &who.id, id).await?.ok_or_else(missing)?)
}

fn poisoned<T>(_: T) -> Error {
    Error::Other("a lock was left broken by a panic".to_owned())
}
