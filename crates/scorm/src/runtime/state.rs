//! What is kept of one activity between sittings and while one runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// All that is kept of one activity. Made and changed by an [`Attempt`](super::Attempt) only;
/// its JSON form is compact and complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ActivityState {
    /// The data model: what the course has set, by element.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) values: BTreeMap<String, String>,
    /// How many records each collection has, by its name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) counts: BTreeMap<String, u32>,
    /// Hundredths of a second over all finished sittings.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) total_time: i64,
    /// The activity was opened once.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) opened: bool,
    /// The course has initialized the run-time once, or the asset has been shown.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) attempted: bool,
    /// The last sitting ended so that the next one resumes it.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) resume: bool,
    /// The activity that was opened last of all in the course.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) latest: bool,
    /// The sitting that runs now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sitting: Option<Sitting>,
}

/// One opening of an activity, until it is left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Sitting {
    pub phase: Phase,
    /// What `entry` answers.
    pub entry: Entrance,
    /// What the course said in `session_time`, in hundredths of a second.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_time: Option<i64>,
    /// The time of this sitting is in the total already.
    #[serde(skip_serializing_if = "is_false")]
    pub counted: bool,
    /// What the course said in `exit`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub exit: String,
    /// What the course said in `adl.nav.request`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub request: String,
}

/// Where a sitting stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Phase {
    #[default]
    Opened,
    Running,
    Terminated,
}

/// What a course learns of its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Entrance {
    #[default]
    AbInitio,
    Resume,
    Neither,
}

impl Entrance {
    pub fn word(self) -> &'static str {
        match self {
            Self::AbInitio => "ab-initio",
            Self::Resume => "resume",
            Self::Neither => "",
        }
    }
}

impl ActivityState {
    /// What the course has set, by element, in the order of names.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .map(|(element, value)| (element.as_str(), value.as_str()))
    }

    /// What the course has set for one element, e.g. `cmi.suspend_data`.
    pub fn value(&self, element: &str) -> Option<&str> {
        self.values.get(element).map(String::as_str)
    }

    /// How many records a collection has, e.g. `cmi.interactions`.
    pub fn count(&self, collection: &str) -> u32 {
        self.counts.get(collection).copied().unwrap_or(0)
    }

    /// Hundredths of a second over all finished sittings.
    pub fn total_time(&self) -> i64 {
        self.total_time
    }

    /// The course has initialized the run-time at least once, or the asset has been shown.
    pub fn attempted(&self) -> bool {
        self.attempted
    }

    /// Bytes of one name and its value.
    pub(super) fn weight_of(&self, name: &str) -> usize {
        self.values
            .get(name)
            .map_or(0, |value| name.len() + value.len())
    }

    /// Bytes of all names and values.
    pub(super) fn weight(&self) -> usize {
        self.values
            .iter()
            .map(|(name, value)| name.len() + value.len())
            .sum()
    }
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

fn is_false(flag: &bool) -> bool {
    !*flag
}
