//! After playing.

pub mod api;
mod closing;
mod done;
mod next_person;

pub use closing::ClosingPage;
pub use done::DonePage;
pub use next_person::{NEXT_PERSON, NextPersonForm};
