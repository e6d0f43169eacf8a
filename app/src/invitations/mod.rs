//! Inviting, and what became of it.

pub mod api;
mod counts;
mod invite;
mod learners;
mod letter;
mod list;
mod page;
mod schedule;
mod when;

pub use counts::CountRow;
pub use invite::InvitePage;
pub use learners::{mail_state, points, tone};
pub use list::InvitationsPage;
pub use page::InvitationPage;
