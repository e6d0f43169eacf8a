//! Reminders: the rules of an invitation, and what they have sent.

pub mod api;
mod form;
mod section;

pub use form::{NewReminderPage, ReminderPage};
pub use section::Reminders;
