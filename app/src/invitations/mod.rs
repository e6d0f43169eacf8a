//! Inviting, and what became of it.

pub mod api;
mod counts;
mod history;
mod invite;
mod learners;
mod letter;
mod links;
mod list;
mod options;
mod page;
pub mod people;
mod schedule;
mod status;
mod when;

pub use beckon_model::registration::points;
pub use counts::CountRow;
pub use history::HistoryPage;
pub use invite::InvitePage;
pub use learners::{mail_state, tone};
pub use list::InvitationsPage;
pub use options::SettingsPage;
pub use page::InvitationPage;
pub use people::AddPeoplePage;
