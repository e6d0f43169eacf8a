//! Packages: from an uploaded zip to a course and its files in the store, or a refusal that says
//! why. Two passes: first everything is listed and judged, then it is unpacked.
//!
//! No name from a package ever becomes a path on the disk: blobs are named by their hash.

mod archive;
mod blobs;
mod launch;
mod names;
mod refusal;
mod root;
#[cfg(test)]
mod tests;

use std::path::Path;

use beckon_model::course::Oddities;
use beckon_scorm::course::Course;
use beckon_scorm::manifest;

pub use refusal::{Refusal, size};

use archive::{Archive, Entry};
use blobs::Blobs;

/// How much a package may hold, as the operator says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// All files together, unpacked, in bytes.
    pub unpacked: u64,
    /// Entries of the zip, folders included.
    pub files: usize,
    /// One file, unpacked, in bytes.
    pub file: u64,
    /// How many times larger than the zip its content may be; judged past 10 MiB of content.
    pub ratio: u64,
    /// A path, in bytes of UTF-8.
    pub path: usize,
    /// Segments of a path.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            unpacked: 4 << 30,
            files: 20_000,
            file: 2 << 30,
            ratio: 200,
            // Long enough for the longest names that tools make, short enough for an index.
            path: 2_000,
            depth: 32,
        }
    }
}

/// A package whose files are in the store.
#[derive(Clone, Debug)]
pub struct Package {
    pub course: Course,
    pub oddities: Oddities,
    /// Sorted by path, without folders.
    pub files: Vec<PackageFile>,
    /// All files together, unpacked, in bytes.
    pub size: u64,
}

/// A file of a course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    /// Within the course's root, `/`-separated.
    pub path: String,
    /// SHA-256 of the content, in hexadecimal.
    pub blob: String,
    /// In bytes.
    pub size: u64,
    /// By the path's extension, without a charset: old pages declare their own.
    pub mime: String,
}

/// Takes a package in. Blocking.
///
/// Takes the uploaded zip, the name it was uploaded under, the folder of blobs
/// (`store/ab/abcdef…`) and the limits; gives the course with its files, all of them stored, or
/// the refusal, after which the store is as it was before.
pub fn take_in(
    zip: &Path,
    file_name: &str,
    store: &Path,
    limits: &Limits,
) -> Result<Package, Refusal> {
    let mut archive = Archive::open(zip, limits)?;
    let found = root::find(&archive.entries)?;
    let entry = archive.entries[found.manifest].clone();
    if entry.size > manifest::MAX_BYTES as u64 {
        return Err(Refusal::Manifest(manifest::ManifestProblem::TooLarge));
    }
    let bytes = archive.read(&entry, manifest::MAX_BYTES as u64)?;
    let mut reading = manifest::read(&bytes).map_err(Refusal::Manifest)?;
    archive.settle_names(found.manifest, &reading, limits)?;

    let mut warnings = std::mem::take(&mut reading.warnings);
    let mut notes = std::mem::take(&mut archive.notes);
    let root = root::find(&archive.entries)?;
    notes.extend(root.notes.iter().cloned());
    notes.append(&mut reading.notes);
    let (entries, outside) = within(&archive.entries, &root.prefix);
    if outside > 0 {
        notes.push(format!(
            "Files outside the manifest’s folder were left out: {outside}."
        ));
    }

    let paths: Vec<String> = entries.iter().map(|(path, _)| path.clone()).collect();
    launch::find_files(&mut reading, &paths, &mut notes, &mut warnings);
    describe(&mut reading, &entries, &mut archive, &mut notes);
    if reading.course.title.is_empty() {
        reading.course.title = title_from(file_name);
        notes.push(
            "The package has no title; the course is named after the uploaded file.".to_owned(),
        );
    }

    let mut blobs = Blobs::open(store)?;
    let mut files = Vec::with_capacity(entries.len());
    for (path, entry) in entries {
        let blob = archive.unpack(&entry, &mut blobs)?;
        let mime = mime_guess::from_path(&path)
            .first_raw()
            .unwrap_or("application/octet-stream");
        files.push(PackageFile {
            path,
            blob,
            size: entry.size,
            mime: mime.to_owned(),
        });
    }
    blobs.keep()?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let size = files.iter().map(|file| file.size).sum();
    Ok(Package {
        course: reading.course,
        oddities: Oddities {
            warnings,
            mended: notes,
        },
        files,
        size,
    })
}

/// The files below `prefix` by their path within it, and how many stand elsewhere.
fn within(entries: &[Entry], prefix: &str) -> (Vec<(String, Entry)>, usize) {
    let mut kept = Vec::new();
    let mut outside = 0;
    for entry in entries.iter().filter(|entry| !entry.folder && !entry.junk) {
        match entry.path.strip_prefix(prefix) {
            Some(path) => kept.push((path.to_owned(), entry.clone())),
            None => outside += 1,
        }
    }
    (kept, outside)
}

/// Fills what the manifest does not say from the metadata files that it names.
fn describe(
    reading: &mut manifest::Reading,
    entries: &[(String, Entry)],
    archive: &mut Archive,
    notes: &mut Vec<String>,
) {
    const LARGEST: u64 = 4 << 20;
    let course = &mut reading.course;
    for name in reading.description_files.iter().take(8) {
        if !course.title.is_empty() && !course.description.is_empty() && !course.duration.is_empty()
        {
            return;
        }
        let shown = manifest::cut(&manifest::line(name), 120);
        let Some((_, entry)) = entries.iter().find(|(path, _)| path == name) else {
            notes.push(format!(
                "The metadata file “{shown}” is not in the package; the course goes without it."
            ));
            continue;
        };
        // A description is worth having, not worth refusing a course for.
        let about = archive
            .read(entry, LARGEST)
            .map_err(|refusal| refusal.to_string())
            .and_then(|bytes| {
                manifest::read_metadata(&bytes).map_err(|problem| problem.to_string())
            });
        match about {
            Ok(about) => {
                if course.title.is_empty() {
                    course.title_language = about.title_language;
                }
                if course.description.is_empty() {
                    course.description_language = about.description_language;
                }
                fill(&mut course.title, about.title);
                fill(&mut course.description, about.description);
                fill(&mut course.duration, about.duration);
                fill(&mut course.typical_time, about.typical_time);
                if course.keywords.is_empty() {
                    course.keywords = about.keywords;
                }
            }
            Err(_) => notes.push(format!(
                "The metadata file “{shown}” cannot be read and was passed over."
            )),
        }
    }
}

fn fill(field: &mut String, value: String) {
    if field.is_empty() {
        *field = value;
    }
}

fn title_from(file_name: &str) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    let title = manifest::cut(&manifest::line(stem), manifest::MAX_TITLE);
    if title.is_empty() {
        "Untitled course".to_owned()
    } else {
        title
    }
}
