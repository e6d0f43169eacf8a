//! Postbacks: where results are posted to, at each level, and what became of them.

pub mod api;
mod fields;
mod log;
mod page;
mod section;

pub use page::PostbacksPage;
pub use section::PostbackSection;
