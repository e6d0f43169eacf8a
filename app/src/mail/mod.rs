//! The outbox: e-mails as people would receive them.

pub mod api;
mod outbox;
mod page;

pub use outbox::OutboxPage;
pub use page::MailPage;
