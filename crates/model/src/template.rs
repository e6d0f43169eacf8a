//! Letters kept under a name.

use crate::email::Addressee;
use crate::invitation::LetterText;
use crate::{CourseId, InvitationId, LetterId, Millis};
use serde::{Deserialize, Serialize};

/// A letter that an instructor has kept, to start others from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    pub id: LetterId,
    pub name: String,
    pub text: LetterText,
    pub updated_at: Millis,
}

/// What a page that edits a letter starts from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LetterStart {
    pub course: CourseId,
    pub course_title: String,
    pub invitation: InvitationId,
    pub letter: LetterText,
    /// Some of those who get it, for the preview.
    pub people: Vec<Addressee>,
    /// The instructor's own letters.
    pub templates: Vec<Template>,
}
