//! Reportage: the results, for people to look at.

pub mod api;
mod criteria;
mod live;
mod page;
mod report;
mod saved;

pub use page::{LinkedReportPage, OpenedReportPage, ReportagePage};
pub use saved::SavedReportsPage;
