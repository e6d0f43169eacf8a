//! People who sign in.

use crate::{AccountId, LearnerId};
use serde::{Deserialize, Serialize};

/// The fewest characters that a password may have (NIST SP 800-63B-4 asks for no composition rules).
pub const PASSWORD_MIN: usize = 8;
/// The most characters that a password may have.
pub const PASSWORD_MAX: usize = 200;

/// Who is signed in, as pages need to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    pub id: AccountId,
    pub learner: LearnerId,
    pub name: String,
    pub email: String,
    pub instructor: bool,
    /// May see the outbox and the product's settings.
    pub operator: bool,
}

/// What the first page needs to know of the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// No instructor exists yet: offer to create the first.
    pub empty: bool,
    /// E-mails are kept on the outbox page, not sent.
    pub outbox_only: bool,
}

/// A name a person goes by.
pub fn full_name(first: &str, last: &str) -> String {
    format!("{} {}", first.trim(), last.trim())
        .trim()
        .to_owned()
}
