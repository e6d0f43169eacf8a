//! What is kept of one activity between sittings and while one runs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::course::sequencing::reading::{flag, text, whole, word};

/// All that is kept of one activity. Made and changed by an [`Attempt`](super::Attempt) only;
/// its JSON form is compact and complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value")]
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
    /// What of that belongs to attempts before the present one.
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) earlier_time: i64,
    /// The activity was opened once.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) opened: bool,
    /// The course has initialized the run-time once, or the asset has been shown.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) attempted: bool,
    /// The last sitting ended so that the next one resumes it.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) resume: bool,
    /// It resumes only because it asked for `suspendAll`, which may be overruled still.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) asked_to_suspend: bool,
    /// The activity that was opened last of all in the course.
    #[serde(skip_serializing_if = "is_false")]
    pub(super) latest: bool,
    /// The sitting that runs now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sitting: Option<Sitting>,
}

/// One opening of an activity, until it is left.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) enum Phase {
    #[default]
    Opened,
    Running,
    Terminated,
}

/// What a course learns of its beginning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) enum Entrance {
    #[default]
    AbInitio,
    Resume,
    Neither,
}

/// By hand, as a course; what is missing has its default, for later versions add to it.
impl TryFrom<Value> for ActivityState {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let Value::Object(mut state) = value else {
            return Err("a state that is no object");
        };
        let mut part = |name: &str| state.remove(name).unwrap_or_default();
        let mut values = BTreeMap::new();
        if let Value::Object(all) = part("values") {
            for (name, value) in all {
                let Value::String(value) = value else {
                    return Err("a value that is no text");
                };
                values.insert(name, value);
            }
        }
        let mut counts = BTreeMap::new();
        if let Value::Object(all) = part("counts") {
            for (name, count) in all {
                let count = whole(&count).ok_or("a count that is no number")?;
                counts.insert(name, count);
            }
        }
        Ok(Self {
            values,
            counts,
            total_time: part("total_time").as_i64().unwrap_or(0),
            earlier_time: part("earlier_time").as_i64().unwrap_or(0),
            opened: flag(&part("opened"), false),
            attempted: flag(&part("attempted"), false),
            resume: flag(&part("resume"), false),
            asked_to_suspend: flag(&part("asked_to_suspend"), false),
            latest: flag(&part("latest"), false),
            sitting: sitting(&part("sitting")),
        })
    }
}

fn sitting(value: &Value) -> Option<Sitting> {
    const PHASES: &[(&str, Phase)] = &[
        ("Opened", Phase::Opened),
        ("Running", Phase::Running),
        ("Terminated", Phase::Terminated),
    ];
    const ENTRANCES: &[(&str, Entrance)] = &[
        ("AbInitio", Entrance::AbInitio),
        ("Resume", Entrance::Resume),
        ("Neither", Entrance::Neither),
    ];
    value.is_object().then(|| Sitting {
        phase: word(&value["phase"], PHASES).unwrap_or_default(),
        entry: word(&value["entry"], ENTRANCES).unwrap_or_default(),
        session_time: value["session_time"].as_i64(),
        counted: flag(&value["counted"], false),
        exit: text(&value["exit"]),
        request: text(&value["request"]),
    })
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

    /// The last sitting ended so that the next one resumes it.
    pub fn resumes(&self) -> bool {
        self.resume
    }

    /// Forgets the attempt before, but not that it was and how long it took.
    pub(super) fn begin_anew(&mut self) {
        self.values.clear();
        self.counts.clear();
        self.earlier_time = self.total_time;
        self.attempted = false;
        self.resume = false;
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
