//! After playing.

pub mod api;
mod closing;

pub use closing::ClosingPage;
