//! Keys with which programs act for an instructor.

pub mod api;
mod list;
mod new;

pub use list::KeysPage;
pub use new::NewKeyPage;
