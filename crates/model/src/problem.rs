//! What may go wrong in words that people are meant to read.

use serde::{Deserialize, Serialize};

/// A refusal that a person can understand and act upon. It is never a surprise: what nobody
/// foresaw is logged under a reference and shown as [`Problem::Unexpected`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Problem {
    /// What was typed can't be taken; each says which field and what to do.
    #[error("{}", .0.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join(" "))]
    Fields(Vec<FieldProblem>),
    /// The thing asked for is not there, or not for whoever asks.
    #[error("{0}")]
    NotFound(String),
    /// Known, but not allowed at present.
    #[error("{0}")]
    Refused(String),
    /// Was there once and is not coming back.
    #[error("{0}")]
    Gone(String),
    /// Asked by someone who is not signed in.
    #[error("Please sign in.")]
    SignedOut,
    /// Something else happened meanwhile.
    #[error("{0}")]
    Conflict(String),
    /// Too often or too much.
    #[error("{0}")]
    TooMuch(String),
    /// Logged under this reference.
    #[error(
        "Something unexpected happened. Please try again; if it stays, tell your operator the reference {0}."
    )]
    Unexpected(String),
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's `name` attribute.
    pub field: String,
    /// What is wrong and what to do, as a sentence.
    pub message: String,
}

impl Problem {
    /// One field is wrong.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        Self::Fields(vec![FieldProblem {
            field: field.to_owned(),
            message: message.into(),
        }])
    }

    /// The HTTP status that goes with it.
    pub fn status(&self) -> u16 {
        match self {
            Self::Fields(_) => 422,
            Self::NotFound(_) => 404,
            Self::Refused(_) => 403,
            Self::Gone(_) => 410,
            Self::SignedOut => 401,
            Self::Conflict(_) => 409,
            Self::TooMuch(_) => 429,
            Self::Unexpected(_) => 500,
        }
    }

    /// The message that belongs beside the field of this name.
    pub fn beside(&self, field: &str) -> Option<&str> {
        match self {
            Self::Fields(fields) => fields
                .iter()
                .find(|f| f.field == field)
                .map(|f| f.message.as_str()),
            _ => None,
        }
    }
}
