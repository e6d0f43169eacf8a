//! What learners did, seen from the first page.

pub mod api;
mod home;

pub use home::HomePage;
