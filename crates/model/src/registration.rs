//! Results as people look at them.

use crate::{CourseId, InvitationId, Millis};
use serde::{Deserialize, Serialize};

/// How far a learner has come, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    Invited,
    Started,
    Completed,
    Passed,
    Failed,
}

impl Progress {
    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Invited => "Invited",
            Self::Started => "Started",
            Self::Completed => "Completed",
            Self::Passed => "Passed",
            Self::Failed => "Failed",
        }
    }
}

/// One line of "latest activity".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityRow {
    pub at: Millis,
    /// "Ada Lovelace completed", in words without the course.
    pub what: String,
    pub course: CourseId,
    pub course_title: String,
    pub invitation: InvitationId,
}

/// The dashboard's first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub courses: i64,
    pub invitations: i64,
    pub counts: crate::invitation::Counts,
    pub latest: Vec<ActivityRow>,
}
