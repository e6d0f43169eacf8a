//! The library and its courses.

pub mod api;
mod import;
mod library;
mod page;
mod upload;

pub use import::ImportPage;
pub use library::{DemoButton, LibraryPage};
pub use page::CoursePage;
