//! Uploads on their way into the library: kept whole on disk first, then read by a worker, so that neither a slow line
//! nor a crash leaves half a course.

use super::package::{self, Limits};
use super::store;
use crate::accounts::Instructor;
use crate::{Domain, Error, Result, secret};
use beckon_model::course::Import;
use beckon_model::email::clean_name;
use beckon_model::{AccountId, CourseId, ImportId, Problem, VersionId};
use std::path::PathBuf;
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

/// The largest package that can be uploaded: 1 GiB.
pub const UPLOAD_MAX: u64 = 1 << 30;

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

/// Promises that a finished upload will be read.
pub async fn enqueue(
    domain: &Domain,
    who: &Instructor,
    id: &ImportId,
    file_name: &str,
) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    let name = clean_name(file_name.rsplit(['/', '\\']).next().unwrap_or_default());
    store::enqueue(
        &mut tx,
        id,
        &who.id,
        if name.is_empty() { "course.zip" } else { &name },
        domain.now(),
    )
    .await?;
    tx.commit().await?;
    domain.import_wanted().notify_one();
    Ok(())
}

/// How far an upload has come.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn find(domain: &Domain, who: &Instructor, id: &ImportId) -> Result<Import> {
    let missing = || Problem::NotFound("This upload is not known.".to_owned());
    Ok(store::import(&mut &domain.db, &who.id, id)
        .await?
        .ok_or_else(missing)?)
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
    let Some((id, owner, file_name)) = claimed else {
        return Ok(false);
    };
    match take_in(domain, &id, &owner, &file_name).await {
        Ok(course) => tracing::info!(import = %id, course = %course, file_name, "course imported"),
        Err(error) => {
            let problem = error.problem().to_string();
            tracing::info!(import = %id, file_name, problem, "package refused");
            let mut tx = domain.db.begin_write().await?;
            store::refused(&mut tx, &id, &problem, domain.now()).await?;
            tx.commit().await?;
        }
    }
    if let Err(error) = tokio::fs::remove_file(upload_path(domain, &id)).await {
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
    let outcome = take_in_unqueued(domain, &id, &who.id, &name).await;
    tokio::fs::remove_file(upload_path(domain, &id)).await?;
    outcome
}

async fn take_in(
    domain: &Domain,
    id: &ImportId,
    owner: &AccountId,
    file_name: &str,
) -> Result<CourseId> {
    store_package(domain, id, owner, file_name, true).await
}

async fn take_in_unqueued(
    domain: &Domain,
    id: &ImportId,
    owner: &AccountId,
    file_name: &str,
) -> Result<CourseId> {
    store_package(domain, id, owner, file_name, false).await
}

async fn store_package(
    domain: &Domain,
    id: &ImportId,
    owner: &AccountId,
    file_name: &str,
    queued: bool,
) -> Result<CourseId> {
    let _content = domain.inner.courses.content.lock().await;
    let (zip, name, store_dir) = (
        upload_path(domain, id),
        file_name.to_owned(),
        domain.content_dir(),
    );
    let package = tokio::task::spawn_blocking(move || {
        package::take_in(&zip, &name, &store_dir, &Limits::default())
    })
    .await
    .map_err(|error| Error::Other(error.to_string()))?
    .map_err(|refusal| Problem::Refused(refusal.to_string()))?;
    let (course, version): (CourseId, VersionId) = (secret::id(), secret::id());
    let mut tx = domain.db.begin_write().await?;
    store::insert(&mut tx, owner, (&course, &version), &package, domain.now()).await?;
    if queued {
        store::done(&mut tx, id, &course, domain.now()).await?;
    }
    tx.commit().await?;
    Ok(course)
}

fn upload_path(domain: &Domain, id: &ImportId) -> PathBuf {
    domain.uploads_dir().join(format!("{id}.zip"))
}
