//! Courses as the library shows them.

use crate::version::VersionRow;
use crate::{CourseId, ImportId, InvitationId, Millis};
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
    pub tags: Vec<String>,
}

/// A course's own page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CoursePage {
    pub id: CourseId,
    pub title: String,
    pub description: String,
    /// As the manifest says it, in words; empty if it says nothing.
    pub duration: String,
    pub standard: String,
    /// Unpacked, in bytes.
    pub size: i64,
    pub files: i64,
    pub created_at: Millis,
    pub tags: Vec<String>,
    /// The activities, in order, with their depth.
    pub contents: Vec<ContentRow>,
    pub oddities: Oddities,
    pub invitations: Vec<CourseInvitation>,
    /// All versions, newest first.
    pub versions: Vec<VersionRow>,
    /// The latest, newest first.
    pub try_outs: Vec<crate::log::TryOut>,
}

/// What was odd about a package when it was taken in, a sentence each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Oddities {
    /// What may show when the course is played.
    pub warnings: Vec<String>,
    /// What was read all the same, and how.
    pub mended: Vec<String>,
}

impl Oddities {
    /// Whether the package was as the standard wants it.
    pub fn is_empty(&self) -> bool {
        self.warnings.is_empty() && self.mended.is_empty()
    }

    /// How many there are, in words: `1 warning, 2 things mended`.
    pub fn counted(&self) -> String {
        let count = |many: &[String], one: &str, more: &str| match many.len() {
            0 => None,
            1 => Some(format!("1 {one}")),
            n => Some(format!("{n} {more}")),
        };
        [
            count(&self.warnings, "warning", "warnings"),
            count(&self.mended, "oddity mended", "oddities mended"),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
    }
}

/// What was found in a package when it was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportReport {
    pub course: CourseId,
    /// As the package has it.
    pub title: String,
    pub standard: String,
    /// As the manifest says it, in words; empty if it says nothing.
    pub duration: String,
    /// Of the organization that is played.
    pub activities: u32,
    /// How many of them have something to launch.
    pub launchable: u32,
    pub files: i64,
    /// Unpacked, in bytes.
    pub size: i64,
    pub created_at: Millis,
    pub oddities: Oddities,
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
    /// The course that it became, or became a version of.
    pub course: Option<CourseId>,
    /// The course that it is to become a new version of; `None` where it becomes a course of its own.
    pub new_version_of: Option<CourseId>,
    /// The number that the new version got.
    pub version: Option<i64>,
    /// While that course is in the library.
    pub report: Option<ImportReport>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oddities_are_counted_in_words() {
        let some = |warnings, mended| Oddities {
            warnings: vec![String::new(); warnings],
            mended: vec![String::new(); mended],
        };
        assert_eq!(some(1, 2).counted(), "1 warning, 2 oddities mended");
        assert_eq!(some(2, 0).counted(), "2 warnings");
        assert_eq!(some(0, 1).counted(), "1 oddity mended");
        assert!(some(0, 0).is_empty());
    }
}
