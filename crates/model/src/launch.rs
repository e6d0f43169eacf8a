//! What a learner meets before and after playing.

use crate::invitation::Kind;
use crate::registration::Progress;
use crate::{LearnerId, Millis};
use serde::{Deserialize, Serialize};

/// The page behind a link: what it offers, and to whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Landing {
    pub kind: Kind,
    pub course_title: String,
    pub description: String,
    pub duration: String,
    /// Who invites.
    pub inviter: String,
    /// The learner that would play: by the account signed in, or by the private link.
    pub learner: Option<LandingLearner>,
    /// How far that learner has come; `None` before the first launch of a public invitation.
    pub progress: Option<Progress>,
}

/// Who would play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandingLearner {
    pub id: LearnerId,
    pub name: String,
    /// Shown in part only (`a…@example.org`), because links get forwarded.
    pub masked_email: String,
}

/// Who played here last on a public link: what this browser keeps in local storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIdentity {
    pub learner: LearnerId,
    pub name: String,
}

/// What a learner answered when the browser remembered someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityChoice {
    /// Nobody was remembered, or the remembered one is the one who plays.
    #[default]
    None,
    /// "Continue as (name)".
    Continue,
    /// "Someone else", and the computer was told to forget the other.
    ElseCleared,
    /// "Someone else", without clearing the other.
    ElseKept,
}

/// The page after leaving a course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closing {
    pub course_title: String,
    pub learner: String,
    pub progress: Progress,
    pub score: Option<f64>,
    /// Hundredths of a second over all launches.
    pub time: i64,
    pub saved_at: Option<Millis>,
    /// A try-out from the library: nothing was saved.
    pub try_out: bool,
    /// Where "continue" leads; empty where it can't be told.
    pub back: String,
}

/// `ada@example.org` as `a…@example.org`.
pub fn mask(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => {
            let first = local.chars().next().map(String::from).unwrap_or_default();
            format!("{first}…@{domain}")
        }
        None => "…".to_owned(),
    }
}
