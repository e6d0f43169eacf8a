//! Reminders as pages show them.

use crate::invitation::LetterText;
use crate::mail::MailState;
use crate::{InvitationId, Millis, ReminderId};
use serde::{Deserialize, Serialize};

/// Who is reminded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Whom {
    /// Has not opened the course.
    NotStarted,
    /// Has neither completed, passed nor failed it.
    #[default]
    NotFinished,
}

impl Whom {
    /// As a sentence goes on with it: "to who has not started".
    pub fn words(self) -> &'static str {
        match self {
            Self::NotStarted => "who has not started",
            Self::NotFinished => "who has not finished",
        }
    }

    /// As forms and the database spell it.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::NotFinished => "not-finished",
        }
    }

    /// The reverse of [`Whom::word`].
    pub fn of(word: &str) -> Option<Self> {
        [Self::NotStarted, Self::NotFinished]
            .into_iter()
            .find(|whom| whom.word() == word)
    }
}

/// A rule: after so many days, to whom, in which words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub days: i64,
    pub whom: Whom,
    pub letter: LetterText,
}

/// A rule of an invitation, with what it has done and will do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    pub id: ReminderId,
    pub invitation: InvitationId,
    pub rule: Rule,
    pub stopped: bool,
    /// The next that go out; `None` if nobody is left to remind.
    pub next: Option<Next>,
    pub sent: i64,
    pub last_sent_at: Option<Millis>,
    /// The newest of those sent.
    pub lately: Vec<Sent>,
}

/// The reminders that go out next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    pub at: Millis,
    /// Whether it is time already, and only the worker's next round is waited for.
    pub now: bool,
    /// How many people get it within a day of that time.
    pub people: i64,
    /// How many people may get it after that day.
    pub after: i64,
}

/// One reminder that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    pub who: String,
    pub at: Millis,
    pub state: Option<MailState>,
}

/// The reminders of an invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminders {
    pub rules: Vec<Reminder>,
    /// Why nobody is reminded at present, in words; empty if the rules go.
    pub halted: String,
}

/// `1 day`, `3 days`.
pub fn days(days: i64) -> String {
    match days {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_is_found_again_by_its_word() {
        for whom in [Whom::NotStarted, Whom::NotFinished] {
            assert_eq!(Whom::of(whom.word()), Some(whom));
        }
        assert_eq!(Whom::of("everybody"), None);
    }

    #[test]
    fn one_day_is_no_days() {
        assert_eq!(
            (days(1), days(3)),
            ("1 day".to_owned(), "3 days".to_owned())
        );
    }
}
