//! A learner's own results.

pub mod api;
mod page;

pub use page::{LinkResultsPage, ResultsOnPage, ResultsPage};
