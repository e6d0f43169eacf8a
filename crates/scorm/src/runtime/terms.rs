//! On what terms an attempt is played.

use serde::{Deserialize, Serialize};

/// What the learner wants of the course. Sources: SCORM 1.2 RTE `cmi.core.lesson_mode` and
/// `cmi.core.credit`; SCORM 2004 4th Edition RTE 4.2.6 and 4.2.13.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// To be taught, for credit.
    #[default]
    Normal,
    /// To look around in it.
    Browse,
    /// To look at what was done.
    Review,
}

impl Mode {
    /// As the data model says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Browse => "browse",
            Self::Review => "review",
        }
    }

    /// What `credit` answers.
    pub fn credit(self) -> &'static str {
        match self {
            Self::Normal => "credit",
            Self::Browse | Self::Review => "no-credit",
        }
    }
}

/// What whoever offers the course decides, beside the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terms {
    pub mode: Mode,
    /// A mastery score of SCORM 1.2 counts only where the course sets no status.
    pub status_over_mastery: bool,
    /// Hundredths of a second that an attempt may take, in the place of what the manifest says.
    pub time_limit: Option<i64>,
}
