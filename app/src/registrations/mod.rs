//! What learners did: seen from the first page, and each registration by itself.

mod activities;
mod anew;
pub mod api;
mod home;
mod page;
mod split;

pub use home::HomePage;
pub use page::RegistrationPage;
