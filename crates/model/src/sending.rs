//! When the e-mails of an invitation go out.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// When to send, as a form says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Sending {
    /// Not at once, but at a time.
    pub later: bool,
    /// `2026-12-24T18:00`, on the clock of the zone.
    pub at: String,
    /// As the IANA names it; UTC if it is empty.
    pub zone: String,
}

/// E-mails of an invitation that wait for the same time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    pub at: Millis,
    /// On the clock of the invitation's zone: `24 Dec 2026, 18:00 CET`.
    pub spoken: String,
    pub mails: i64,
}
