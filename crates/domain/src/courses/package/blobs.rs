//! The store of blobs: each file's content once, under the name of its hash.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

/// What one import adds. Unless [`Blobs::keep`] is called, all of it is taken away again.
pub struct Blobs {
    store: PathBuf,
    added: Vec<PathBuf>,
    folders: BTreeSet<PathBuf>,
}

/// A blob being written under a passing name.
pub struct Blob {
    file: NamedTempFile,
    hash: Sha256,
}

impl Blobs {
    pub fn open(store: &Path) -> io::Result<Self> {
        fs::create_dir_all(store)?;
        Ok(Self {
            store: store.to_owned(),
            added: Vec::new(),
            folders: BTreeSet::new(),
        })
    }

    pub fn begin(&self) -> io::Result<Blob> {
        let file = tempfile::Builder::new()
            .prefix(".incoming-")
            .tempfile_in(&self.store)?;
        Ok(Blob {
            file,
            hash: Sha256::new(),
        })
    }

    /// Gives the blob its name; one that is there already stays as it is.
    pub fn finish(&mut self, blob: Blob) -> io::Result<String> {
        let hash = blob
            .hash
            .finalize()
            .iter()
            .fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
        let folder = self.store.join(&hash[..2]);
        let path = folder.join(&hash);
        if path.is_file() {
            return Ok(hash);
        }
        blob.file.as_file().sync_all()?;
        fs::create_dir_all(&folder)?;
        blob.file.persist(&path).map_err(|error| error.error)?;
        self.added.push(path);
        self.folders.insert(folder);
        Ok(hash)
    }

    /// Makes what was added last, through a power cut too.
    pub fn keep(mut self) -> io::Result<()> {
        for folder in self.folders.iter().chain([&self.store]) {
            File::open(folder)?.sync_all()?;
        }
        self.added.clear();
        Ok(())
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        for path in &self.added {
            if let Err(error) = fs::remove_file(path) {
                tracing::warn!(path = %path.display(), %error, "blob of a refused package stays");
            }
        }
    }
}

impl Blob {
    pub fn write(&mut self, piece: &[u8]) -> io::Result<()> {
        self.hash.update(piece);
        self.file.write_all(piece)
    }
}
