//! Courses as the library shows them.

use crate::{CourseId, ImportId, InvitationId, Millis, VersionId};
use serde::{Deserialize, Serialize};

/// A course in the library's list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CourseRow {
    pub id: CourseId,
    pub title: String,
    /// "SCORM 1.2", "SCORM 2004 4th Edition"…
    pub standard: String,
    pub size: i64,
    pub created_at: Millis,
    pub invitations: i64,
    pub registrations: i64,
}

/// A course's own page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoursePage {
    pub id: CourseId,
    pub version: VersionId,
    pub title: String,
    pub description: String,
    /// As the manifest says it, in words; empty if it says nothing.
    pub duration: String,
    pub standard: String,
    /// Unpacked, in bytes.
    pub size: i64,
    pub files: i64,
    pub created_at: Millis,
    /// The activities, in order, with their depth.
    pub contents: Vec<ContentRow>,
    /// What the import found odd or mended, as sentences.
    pub notes: Vec<String>,
    pub invitations: Vec<CourseInvitation>,
}

/// One line of a course's contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentRow {
    pub title: String,
    pub depth: u32,
    /// Has something to launch.
    pub launchable: bool,
}

/// An invitation as its course's page lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseInvitation {
    pub id: InvitationId,
    pub public: bool,
    pub created_at: Millis,
    pub registrations: i64,
    pub enabled: bool,
}

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ImportState {
    /// Stored whole, waiting for its turn.
    Waiting,
    /// The package is being read and unpacked.
    Reading,
    /// In the library.
    Done,
    /// Not a course that can be taken in; the problem says why.
    Refused,
}

/// An upload, for the page that waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    pub id: ImportId,
    pub file_name: String,
    pub state: ImportState,
    pub problem: String,
    pub course: Option<CourseId>,
    pub updated_at: Millis,
}

/// Bytes in words: `48 kB`, `3.2 MB`.
pub fn size(bytes: i64) -> String {
    let b = bytes.max(0) as f64;
    if b < 1_000.0 {
        format!("{bytes} B")
    } else if b < 1_000_000.0 {
        format!("{:.0} kB", b / 1e3)
    } else if b < 1e9 {
        format!("{:.1} MB", b / 1e6)
    } else {
        format!("{:.2} GB", b / 1e9)
    }
}
