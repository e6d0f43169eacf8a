//! Results as people look at them.

use crate::{CourseId, InvitationId, LearnerId, Millis, RegistrationId};
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

/// One learner on an invitation's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LearnerRow {
    pub registration: RegistrationId,
    pub learner: LearnerId,
    pub name: String,
    pub email: String,
    pub progress: Progress,
    /// 0–100, if the course reported one.
    pub score: Option<f64>,
    /// Hundredths of a second over all launches.
    pub time: i64,
    pub last_activity: Option<Millis>,
    /// What became of the e-mail, for private invitations.
    pub mail: Option<crate::mail::Delivery>,
    /// Why the result may not be this learner's, in words.
    pub flags: Vec<String>,
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
