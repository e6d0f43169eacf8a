//! Postbacks: results that are posted to an address of the instructor's whenever they change.

use crate::{DeliveryId, ImportId, Millis, RegistrationId};
use serde::{Deserialize, Serialize};

/// How many deliveries one page of the log shows.
pub const LOG_PAGE: i64 = 50;

/// How whoever takes the results knows who sends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum AuthType {
    /// Form fields `data`, `userName` and `password`.
    Form,
    /// JSON, with HTTP's own basic authorization.
    #[default]
    HttpBasic,
}

impl AuthType {
    pub const ALL: [Self; 2] = [Self::HttpBasic, Self::Form];

    /// As it is stored and sent.
    pub fn word(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::HttpBasic => "httpbasic",
        }
    }

    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Form => "Form fields (data, userName, password)",
            Self::HttpBasic => "JSON, with HTTP basic authorization",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// How much of the results is posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum ResultsFormat {
    Course,
    #[default]
    Activity,
    Full,
}

impl ResultsFormat {
    pub const ALL: [Self; 3] = [Self::Course, Self::Activity, Self::Full];

    /// As it is stored and sent.
    pub fn word(self) -> &'static str {
        match self {
            Self::Course => "course",
            Self::Activity => "activity",
            Self::Full => "full",
        }
    }

    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Course => "The course as a whole",
            Self::Activity => "Each activity, too",
            Self::Full => "Everything, with objectives, interactions and run-time data",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// Where a postback is set; the nearest to the registration wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Account,
    Course,
    Invitation,
    Registration,
}

impl Level {
    pub const ALL: [Self; 4] = [
        Self::Account,
        Self::Course,
        Self::Invitation,
        Self::Registration,
    ];

    /// As it is stored.
    pub fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Course => "course",
            Self::Invitation => "invitation",
            Self::Registration => "registration",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }

    /// Whose word it is, as a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "your default",
            Self::Course => "set for the course",
            Self::Invitation => "set for the invitation",
            Self::Registration => "set for this registration",
        }
    }
}

/// Where results go, and how. The password is never told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Postback {
    pub url: String,
    pub auth_type: AuthType,
    pub user_name: String,
    pub has_password: bool,
    pub results_format: ResultsFormat,
}

/// What one level says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub enum Said {
    /// Nothing: it is as the level above has it.
    #[default]
    Nothing,
    /// No results are posted.
    Off,
    To(Postback),
}

/// What a level says, and what holds for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    pub level: Level,
    pub said: Said,
    /// What holds, and whose word it is; nothing is posted where nobody said anything.
    pub holds: Option<(Said, Level)>,
    /// The same, if this level said nothing.
    pub above: Option<(Said, Level)>,
}

/// As it is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct PostbackForm {
    /// `above`, `off` or `on`.
    pub way: String,
    pub url: String,
    pub auth_type: AuthType,
    pub user_name: String,
    /// Empty to keep the one that is set.
    pub password: String,
    pub results_format: ResultsFormat,
}

/// What became of a postback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryState {
    Waiting,
    Sending,
    Delivered,
    Failed,
}

/// One postback in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    pub id: DeliveryId,
    /// Whose results; `None` for an import and for a test.
    pub registration: Option<RegistrationId>,
    /// Which import it tells of.
    pub import: Option<ImportId>,
    /// The learner's name or address.
    pub learner: String,
    /// The course's title; of an import the name of the file.
    pub course: String,
    pub state: DeliveryState,
    pub attempts: i64,
    /// When it is tried next.
    pub due_at: Millis,
    /// Of the last attempt: where it went and what the other side answered, from its first bytes.
    pub url: String,
    pub status: Option<i64>,
    pub answer: String,
    /// Milliseconds.
    pub took: Option<i64>,
    /// Why there was no answer.
    pub problem: String,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// The page of an instructor's postbacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostbacksPage {
    pub setting: Setting,
    /// Signs what is posted.
    pub secret: String,
    /// Newest first.
    pub log: Vec<Delivery>,
    /// How many there are in all, and how many of them failed.
    pub total: i64,
    pub failed: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for one in AuthType::ALL {
            assert_eq!(AuthType::of(one.word()), Some(one));
        }
        for one in ResultsFormat::ALL {
            assert_eq!(ResultsFormat::of(one.word()), Some(one));
        }
        for one in Level::ALL {
            assert_eq!(Level::of(one.word()), Some(one));
        }
    }
}
