//! Invitations as their pages show them.

use crate::registration::LearnerRow;
use crate::{CourseId, InvitationId, Millis};
use serde::{Deserialize, Serialize};

/// Which of the two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One URL that anyone may use.
    Public,
    /// One e-mail and one link for each recipient.
    Private,
}

/// The invitation information page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationPage {
    pub id: InvitationId,
    pub kind: Kind,
    pub course: CourseId,
    pub course_title: String,
    pub enabled: bool,
    pub created_at: Millis,
    /// The public URL; empty for a private invitation.
    pub url: String,
    /// The public URL as a QR code, an SVG document; empty for a private invitation.
    pub qr_svg: String,
    /// Of a private invitation.
    pub letter: Option<LetterText>,
    pub counts: Counts,
    pub learners: Vec<LearnerRow>,
}

/// Subject and body as the instructor wrote them, with placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct LetterText {
    pub subject: String,
    pub body: String,
}

/// An invitation in the list of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationRow {
    pub id: InvitationId,
    pub kind: Kind,
    pub course: CourseId,
    pub course_title: String,
    pub enabled: bool,
    pub created_at: Millis,
    pub counts: Counts,
}

/// How many came how far. Who passed has completed, who completed has started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Counts {
    pub registrations: i64,
    pub invited: i64,
    pub started: i64,
    pub completed: i64,
    pub passed: i64,
    pub failed: i64,
    pub flagged: i64,
}

/// What a new private invitation starts from: the default letter of a course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewInvitation {
    pub course: CourseId,
    pub course_title: String,
    pub letter: LetterText,
    /// The instructor's own letters, to start from instead.
    pub templates: Vec<crate::template::Template>,
}

/// A letter filled for one person, as it will be received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// Placeholders that mean nothing here, as written.
    pub unknown: Vec<String>,
}

/// One line of an invitation's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    pub at: crate::Millis,
    /// The instructor who did it; empty for what happened by itself or by the learner.
    pub actor: String,
    /// What happened, in words.
    pub what: String,
}
