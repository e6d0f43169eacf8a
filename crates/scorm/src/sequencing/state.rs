//! What is kept of a course between launches.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Engine, History, Progress, Tracking};
use crate::course::sequencing::is_default;
use crate::course::sequencing::reading::{flag, whole};
use crate::runtime::Summary;

/// All that is kept of a course beside the states of its activities. Its JSON form is compact;
/// what is missing is new.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value")]
pub struct CourseState {
    /// Tracking, by the identifiers of activities, as [`Kept`] is written.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(crate) activities: Map<String, Value>,
    /// Where the sequencing stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) current: Option<String>,
    /// What is to be resumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) suspended: Option<String>,
    /// Global objectives, by identifier. Those of one learner may be carried from course to
    /// course if [`global_objectives`](crate::course::Organization::global_objectives) says so.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub objectives: BTreeMap<String, Progress>,
    /// Shared data (`adl.data`), by identifier; to be carried likewise if
    /// [`global_data`](crate::course::Organization::global_data) says so.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, String>,
    /// The best results of the course so far, over all attempts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) best: Option<Summary>,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) seed: u32,
    #[serde(skip_serializing_if = "is_default")]
    pub(crate) draws: u32,
}

/// What is kept of one activity, with the identifiers of its children.
#[derive(Serialize)]
struct Kept<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    primary: Option<&'t Progress>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    objectives: BTreeMap<&'t str, &'t Progress>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    history: &'t BTreeMap<String, History>,
    #[serde(skip_serializing_if = "is_default")]
    attempts: u32,
    #[serde(skip_serializing_if = "is_default")]
    active: bool,
    #[serde(skip_serializing_if = "is_default")]
    suspended: bool,
    #[serde(skip_serializing_if = "is_default")]
    stale_objectives: bool,
    #[serde(skip_serializing_if = "is_default")]
    stale_progress: bool,
    #[serde(skip_serializing_if = "is_default")]
    told_completion: bool,
    #[serde(skip_serializing_if = "is_default")]
    told_success: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    children: Option<Vec<String>>,
}

/// By hand, as a course.
impl From<Value> for CourseState {
    fn from(mut value: Value) -> Self {
        let mut object = |name: &str| match value.get_mut(name).map(Value::take) {
            Some(Value::Object(object)) => object,
            _ => Map::new(),
        };
        let (activities, objectives, data) =
            (object("activities"), object("objectives"), object("data"));
        let name = |value: &Value| value.as_str().map(str::to_owned);
        Self {
            activities,
            current: name(&value["current"]),
            suspended: name(&value["suspended"]),
            objectives: objectives
                .into_iter()
                .map(|(id, known)| (id, Progress::from(&known)))
                .collect(),
            data: data
                .into_iter()
                .filter_map(|(id, stored)| Some((id, name(&stored)?)))
                .collect(),
            best: Summary::read(&value["best"]),
            seed: whole(&value["seed"]).unwrap_or(0),
            draws: whole(&value["draws"]).unwrap_or(0),
        }
    }
}

impl CourseState {
    /// A new state whose random order and selection of activities follow from `seed`.
    pub fn seeded(seed: u32) -> Self {
        Self {
            seed,
            ..Self::default()
        }
    }

    /// Whether nothing has happened yet.
    pub(crate) fn is_new(&self) -> bool {
        self.activities.is_empty() && self.current.is_none() && self.suspended.is_none()
    }
}

impl Engine {
    /// Takes up what was kept; what the course no longer has is forgotten.
    pub fn load(&mut self, kept: &CourseState) {
        self.globals = kept.objectives.clone();
        (self.seed, self.draws) = (kept.seed, kept.draws);
        for place in 0..self.nodes.len() {
            let Some(kept) = kept.activities.get(&self.key(place)) else {
                continue;
            };
            let children = kept["children"].as_array().map(|names| {
                let all = &self.node(place).children;
                let named = |name: &Value| all.iter().find(|c| self.key(**c) == *name).copied();
                names.iter().filter_map(named).collect()
            });
            let objectives = kept["objectives"].as_object().into_iter().flatten();
            *self.track_mut(place) = Tracking {
                primary: Progress::from(&kept["primary"]),
                objectives: objectives
                    .map(|(id, known)| (id.clone(), Progress::from(known)))
                    .collect(),
                history: kept["history"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(id, past)| (id.clone(), History::from(past)))
                    .collect(),
                attempts: whole(&kept["attempts"]).unwrap_or(0),
                active: flag(&kept["active"], false),
                suspended: flag(&kept["suspended"], false),
                stale_objectives: flag(&kept["stale_objectives"], false),
                stale_progress: flag(&kept["stale_progress"], false),
                told_completion: flag(&kept["told_completion"], false),
                told_success: flag(&kept["told_success"], false),
                children,
            };
        }
        let place = |name: &Option<String>| {
            let name = name.as_ref()?;
            (0..self.nodes.len()).find(|place| self.key(*place) == *name)
        };
        (self.current, self.suspended) = (place(&kept.current), place(&kept.suspended));
    }

    /// What is to be kept, without shared data.
    pub fn save(&self) -> CourseState {
        let untouched = Tracking::default();
        let mut activities = Map::new();
        for (place, track) in self.tracks.iter().enumerate() {
            if *track == untouched {
                continue;
            }
            let kept = Kept {
                primary: Some(&track.primary).filter(|known| !is_default(*known)),
                objectives: track
                    .objectives
                    .iter()
                    .map(|(id, known)| (&**id, known))
                    .collect(),
                history: &track.history,
                attempts: track.attempts,
                active: track.active,
                suspended: track.suspended,
                stale_objectives: track.stale_objectives,
                stale_progress: track.stale_progress,
                told_completion: track.told_completion,
                told_success: track.told_success,
                children: track
                    .children
                    .as_ref()
                    .map(|children| children.iter().map(|child| self.key(*child)).collect()),
            };
            // Writing so plain a thing cannot fail; if it did, the activity would count as new.
            activities.insert(
                self.key(place),
                serde_json::to_value(kept).unwrap_or_default(),
            );
        }
        CourseState {
            activities,
            current: self.current.map(|place| self.key(place)),
            suspended: self.suspended.map(|place| self.key(place)),
            objectives: self.globals.clone(),
            data: BTreeMap::new(),
            best: None,
            seed: self.seed,
            draws: self.draws,
        }
    }

    /// Under which name an activity is kept: its identifier; the root and headings that share
    /// theirs with what they launch are marked.
    fn key(&self, place: usize) -> String {
        let node = self.node(place);
        let shared = node
            .children
            .first()
            .is_some_and(|child| self.node(*child).identifier == node.identifier);
        if place == super::tree::ROOT {
            "/".to_owned()
        } else if shared {
            format!("/{}", node.identifier)
        } else {
            node.identifier.clone()
        }
    }
}
