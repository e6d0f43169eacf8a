//! E-mails as pages show them.

use crate::{MailId, Millis};
use serde::{Deserialize, Serialize};

/// What became of an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MailState {
    /// Promised, not yet accepted.
    Queued,
    /// A mail server (or the outbox page) has accepted it.
    Sent,
    /// The server put us off; it is tried again.
    Deferred,
    /// Refused for good.
    Failed,
    /// Taken by a server that reported later that it could not be delivered.
    Bounced,
    /// Called off before it went out.
    NotSent,
}

/// An e-mail in the outbox's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxRow {
    pub id: MailId,
    pub to: String,
    pub subject: String,
    pub state: MailState,
    pub server_said: String,
    pub created_at: Millis,
}

/// One e-mail as a person would receive it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxMail {
    pub row: OutboxRow,
    /// As they stand in the message, in order.
    pub headers: Vec<(String, String)>,
    pub html: String,
    pub text: String,
    /// What is attached: its name, and how many bytes it has.
    pub files: Vec<(String, u32)>,
}
