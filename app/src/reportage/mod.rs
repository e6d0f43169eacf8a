//! Reportage: the results, for people to look at.

pub mod api;
mod criteria;
mod live;
mod page;
mod report;
mod saved;
mod schedule;
mod transcript;

pub use page::{LinkedReportPage, OpenedReportPage, ReportagePage};
pub use saved::SavedReportsPage;
pub use schedule::{LeavePage, LeftPage, SchedulePage};
pub use transcript::{TranscriptPage, TranscriptTable};
