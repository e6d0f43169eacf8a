//! What things are. Pure types that parse at the edge, compiled for the browser and for the server.

pub mod account;
pub mod address;
pub mod course;
pub mod email;
pub mod id;
pub mod imported;
pub mod invitation;
pub mod key;
pub mod launch;
pub mod launch_option;
pub mod letter;
pub mod log;
pub mod mail;
pub mod people;
pub mod placeholder;
pub mod postback;
pub mod problem;
pub mod recipient;
pub mod registration;
pub mod reminder;
pub mod report_schedule;
pub mod reportage;
pub mod result;
pub mod sending;
pub mod setting;
pub mod standing;
pub mod template;
pub mod time;
pub mod version;
mod words;

pub use email::EmailAddress;
pub use id::*;
pub use problem::Problem;
pub use time::Millis;
