//! Uploads on their way into the library: kept whole on disk first, then read by a worker, so that neither a slow line
//! nor a crash leaves half a course.

use super::package;
use super::store::{self, Claimed};
use super::versions;
use crate::accounts::{self, Instructor};
use crate::{Domain, Error, Result, keys, secret, tags};
use beckon_model::course::Import;
use beckon_model::email::clean_name;
use beckon_model::{CourseId, ImportId, Millis, Problem, VersionId};
use std::path::PathBuf;
use std::time::Duration;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// The largest package that can be uploaded: 1 GiB.
pub const UPLOAD_MAX: u64 = 1 << 30;

/// How long a package may take that is fetched.
const FETCH_WITHIN: Duration = Duration::from_secs(15 * 60);

/// How long a reader may take before another takes over.
const LEASE: i64 = 30 * 60_000;

/// An upload that is being written. Dropped unfinished, it leaves nothing behind.
pub struct Upload {
    part: PathBuf,
    whole: PathBuf,
    file: File,
    written: u64,
    finished: bool,
}

impl Upload {
    /// Opens the file that the upload streams into.
    pub async fn begin(domain: &Domain, id: &ImportId) -> Result<Self> {
        let whole = upload_path(domain, id);
        let part = whole.with_extension("part");
        let file = File::create(&part).await?;
        Ok(Self {
            part,
            whole,
            file,
            written: 0,
            finished: false,
        })
    }

    /// Adds a piece.
    ///
    /// # Errors
    /// When it grows past [`UPLOAD_MAX`].
    pub async fn write(&mut self, piece: &[u8]) -> Result<()> {
        self.written += piece.len() as u64;
        if self.written > UPLOAD_MAX {
            let why = "This file is larger than 1 GiB, the most that can be uploaded. Try to export the course with smaller media.";
            return Err(Problem::TooMuch(why.to_owned()).into());
        }
        Ok(self.file.write_all(piece).await?)
    }

    /// Makes it last, under its final name.
    ///
    /// # Errors
    /// When nothing was uploaded.
    pub async fn finish(mut self) -> Result<()> {
        if self.written == 0 {
            let why = "Nothing was uploaded. Choose the course's .zip file and try again.";
            return Err(Problem::field("package", why).into());
        }
        self.file.flush().await?;
        self.file.sync_all().await?;
        tokio::fs::rename(&self.part, &self.whole).await?;
        self.finished = true;
        // The name lasts once the folder is on disk, too.
        if let Some(folder) = self.whole.parent() {
            File::open(folder).await?.sync_all().await?;
        }
        Ok(())
    }

    /// Writes all at once.
    pub async fn finish_with(mut self, bytes: Vec<u8>) -> Result<()> {
        self.write(&bytes).await?;
        self.finish().await
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        if !self.finished {
            let _ = std::fs::remove_file(&self.part);
        }
    }
}

/// Promises that a finished upload will be read: into a course of its own, or as a new version of one.
pub async fn enqueue(
    domain: &Domain,
    who: &Instructor,
    id: &ImportId,
    file_name: &str,
    new_version_of: Option<&CourseId>,
) -> Result<()> {
    let named = (None, None, [].as_slice());
    promise(domain, who, id, file_name, new_version_of, named).await
}

/// A package that a program sends for a course that it knows by an id of its own.
#[derive(Clone, Debug)]
pub struct Expected {
    external_id: String,
    new_version_of: Option<CourseId>,
    tags: Vec<String>,
}

impl Expected {
    /// The same with tags, which the course gets beside those that it has.
    ///
    /// # Errors
    /// `Problem::Fields` on "tags".
    pub async fn tagged(self, domain: &Domain, who: &Instructor, tags: &[String]) -> Result<Self> {
        let course = self.new_version_of.as_ref();
        tags::beside(&mut &domain.db, &who.id, course, tags).await?;
        let tags = tags.to_vec();
        Ok(Self { tags, ..self })
    }
}

/// Makes sure that a package may come for the course of this id: a new one, or a new version of the one there is, which
/// is put in use once it is read.
///
/// # Errors
/// `Problem::Fields` on "courseId"; a conflict if there is such a course and no new version is wanted, or a package is on
/// its way to it.
pub async fn expect(
    domain: &Domain,
    who: &Instructor,
    external_id: &str,
    new_version: bool,
) -> Result<Expected> {
    super::programs::fits("courseId", external_id)?;
    let on = &mut &domain.db;
    let known = store::named(on, &who.id, external_id).await?;
    if known.is_some() && !new_version {
        return Err(exists(external_id).into());
    }
    if store::expected(on, &who.id, external_id).await? {
        let why = format!("A package for course [{external_id}] is being imported already.");
        return Err(Problem::Conflict(why).into());
    }
    Ok(Expected {
        external_id: external_id.to_owned(),
        new_version_of: known,
        tags: Vec::new(),
    })
}

fn exists(external_id: &str) -> Problem {
    Problem::Conflict(format!(
        "Course [{external_id}] already exists. Set mayCreateNewVersion to import a new version of it."
    ))
}

/// Promises that a package will be read that a program sent, or named the address of; then it is fetched first.
pub async fn enqueue_expected(
    domain: &Domain,
    who: &Instructor,
    id: &ImportId,
    file_name: &str,
    expected: &Expected,
    fetch_url: Option<&str>,
) -> Result<()> {
    let new_version_of = expected.new_version_of.as_ref();
    let named = (Some(&*expected.external_id), fetch_url, &*expected.tags);
    promise(domain, who, id, file_name, new_version_of, named).await
}

async fn promise(
    domain: &Domain,
    who: &Instructor,
    id: &ImportId,
    file_name: &str,
    new_version_of: Option<&CourseId>,
    (external_id, fetch_url, tags): (Option<&str>, Option<&str>, &[String]),
) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    let name = clean_name(file_name.rsplit(['/', '\\']).next().unwrap_or_default());
    let name = if name.is_empty() { "course.zip" } else { &name };
    let now = domain.now();
    let named = (external_id, fetch_url);
    store::enqueue(&mut tx, id, &who.id, (name, new_version_of), named, now).await?;
    tags::bring(&mut tx, &who.id, id, tags).await?;
    keys::once::makes(&id.0);
    tx.commit().await?;
    domain.import_wanted().notify_one();
    Ok(())
}

/// Fetches the package of a job, unless it lies there from a run before.
async fn fetch(domain: &Domain, job: &Claimed) -> Result<()> {
    let Some(url) = &job.fetch_url else {
        return Ok(());
    };
    if upload_path(domain, &job.id).is_file() {
        return Ok(());
    }
    let mut upload = Upload::begin(domain, &job.id).await?;
    let fetched = domain
        .fetcher()
        .download(url, &mut upload.file, UPLOAD_MAX, FETCH_WITHIN)
        .await
        .map_err(|failure| {
            Problem::Refused(format!("The package could not be fetched. {failure}"))
        })?;
    upload.written = fetched.bytes;
    upload.finish().await
}

/// How far an upload has come, with the report of what it became.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn find(domain: &Domain, who: &Instructor, id: &ImportId) -> Result<Import> {
    let missing = || Problem::NotFound("This upload is not known.".to_owned());
    let mut import = store::import(&mut &domain.db, &who.id, id)
        .await?
        .ok_or_else(missing)?;
    if let Some(course) = &import.course {
        import.report = Some(super::report(domain, who, course).await?);
    }
    Ok(import)
}

/// Gives back what a process that was killed had begun, and takes away uploads that never became whole. For the start.
pub async fn recover(domain: &Domain) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::release_all(&mut tx).await?;
    tx.commit().await?;
    for entry in std::fs::read_dir(domain.uploads_dir())?.flatten() {
        if entry.path().extension().is_some_and(|e| e == "part") {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Reads the next upload that waits; `false` if none does.
pub async fn run_next(domain: &Domain) -> Result<bool> {
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let claimed = store::claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    let Some(upload) = claimed else {
        return Ok(false);
    };
    let (id, file_name) = (&upload.id, &upload.file_name);
    let taken = match fetch(domain, &upload).await {
        Ok(()) => take_in(domain, &upload, true).await,
        Err(error) => Err(error),
    };
    match taken {
        Ok(course) => tracing::info!(import = %id, course = %course, file_name, "package imported"),
        Err(error) => {
            let problem = error.problem().to_string();
            tracing::info!(import = %id, file_name, problem, "package refused");
            let mut tx = domain.db.begin_write().await?;
            store::refused(&mut tx, id, &problem, domain.now()).await?;
            tags::forget(&mut tx, tags::Kind::Import, &id.0).await?;
            tx.commit().await?;
        }
    }
    let path = upload_path(domain, id);
    if path.is_file()
        && let Err(error) = tokio::fs::remove_file(path).await
    {
        tracing::warn!(import = %id, %error, "an upload that was read stays");
    }
    Ok(true)
}

/// Reads a package at once, without the worker: for the command line.
pub async fn import_file(
    domain: &Domain,
    who: &Instructor,
    path: &std::path::Path,
) -> Result<CourseId> {
    let id: ImportId = secret::id();
    let mut source = File::open(path).await?;
    let mut upload = Upload::begin(domain, &id).await?;
    let mut piece = vec![0; 256 * 1024];
    loop {
        let read = tokio::io::AsyncReadExt::read(&mut source, &mut piece).await?;
        if read == 0 {
            break;
        }
        upload.write(&piece[..read]).await?;
    }
    upload.finish().await?;
    let name = path
        .file_name()
        .map(|n| n.to_string_lossy().into_owned())
        .unwrap_or_default();
    let upload = Claimed {
        id,
        owner_id: who.id.clone(),
        file_name: name,
        new_version_of: None,
        external_id: None,
        fetch_url: None,
    };
    let outcome = take_in(domain, &upload, false).await;
    tokio::fs::remove_file(upload_path(domain, &upload.id)).await?;
    outcome
}

async fn take_in(domain: &Domain, upload: &Claimed, queued: bool) -> Result<CourseId> {
    let _content = domain.inner.courses.content.lock().await;
    let gone = || Problem::Gone("The course was deleted, so it gets no new version.".to_owned());
    if let Some(course) = &upload.new_version_of {
        let found = store::page(&mut &domain.db, &upload.owner_id, course).await?;
        found.ok_or_else(gone)?;
    }
    let (zip, name, store_dir, limits) = (
        upload_path(domain, &upload.id),
        upload.file_name.clone(),
        domain.content_dir(),
        domain.settings().limits.clone(),
    );
    let package =
        tokio::task::spawn_blocking(move || package::take_in(&zip, &name, &store_dir, &limits))
            .await
            .map_err(|error| Error::Other(error.to_string()))?
            .map_err(|refusal| Problem::Refused(refusal.to_string()))?;
    let (version, now): (VersionId, Millis) = (secret::id(), domain.now());
    let mut tx = domain.db.begin_write().await?;
    let (course, number) = match &upload.new_version_of {
        None => {
            let external = upload.external_id.as_deref();
            if let Some(name) = external
                && store::named(&mut tx, &upload.owner_id, name)
                    .await?
                    .is_some()
            {
                return Err(exists(name).into());
            }
            let course: CourseId = secret::id();
            store::insert(
                &mut tx,
                &upload.owner_id,
                (&course, &version),
                external,
                &package,
                now,
            )
            .await?;
            (course, None)
        }
        Some(course) => {
            let number = store::versions::next_number(&mut tx, &upload.owner_id, course).await?;
            let number = number.ok_or_else(gone)?;
            let numbered = (&version, number);
            store::versions::insert(&mut tx, course, numbered, &package, None, now).await?;
            if upload.external_id.is_some() {
                let who = accounts::instructor_on(&mut tx, &upload.owner_id).await?;
                versions::use_on(domain, &mut tx, &who, course, number, None).await?;
            }
            (course.clone(), Some(number))
        }
    };
    if queued {
        tags::brought(&mut tx, &upload.owner_id, &upload.id, &course).await?;
        store::done(&mut tx, &upload.id, (&course, number), now).await?;
    }
    tx.commit().await?;
    Ok(course)
}

fn upload_path(domain: &Domain, id: &ImportId) -> PathBuf {
    domain.uploads_dir().join(format!("{id}.zip"))
}
