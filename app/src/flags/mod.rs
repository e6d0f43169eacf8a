//! Flagged registrations.

pub mod api;
mod list;
mod row;

pub use list::FlagsPage;
pub use row::{DismissButton, Standing};

use beckon_model::InvitationId;

/// Where the flags of an invitation stand.
pub fn url(invitation: &InvitationId) -> String {
    format!("/flags?invitation={invitation}")
}
