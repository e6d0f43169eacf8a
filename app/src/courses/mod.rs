//! The library and its courses.

pub mod api;
mod import;
mod library;
mod page;
mod report;
mod try_outs;
mod upload;
mod version;
mod versions;

pub use import::ImportPage;
pub use library::{DemoButton, LibraryPage};
pub use page::CoursePage;
pub use report::ReportPage;
pub use version::CourseVersionPage;
