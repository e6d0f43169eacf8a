//! E-mail: the letters, the outbox they wait in, and the way out of the house.

pub mod bounces;
mod files;
mod html;
mod lane;
pub mod letter;
mod lines;
pub mod message;
pub mod outbox;
pub(crate) mod promised;
mod recorder;
mod report;
pub mod schedule;
mod smtp;
mod store;
mod transport;
pub mod worker;

pub use letter::{CodeFor, Letter, code_letter, invitation_letter, notice_letter};
pub use outbox::NewMail;
pub(crate) use report::ReportLetter;
pub use transport::{Smtp, Tls, Transport};
