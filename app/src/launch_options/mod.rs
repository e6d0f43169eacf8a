//! How courses open and play: for all, for one course, for one invitation, for one learner.

pub mod api;
mod fields;
mod page;
mod section;

pub use page::LaunchOptionsPage;
pub use section::LaunchOptionSection;
