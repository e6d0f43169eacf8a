//! What is tracked of an activity, and what objectives share. [TM.1]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Engine;
use crate::course::sequencing::{Objective, Parts};

/// What is known of an objective; `None` is unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Value")]
pub struct Progress {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfied: Option<bool>,
    /// The normalized measure, −1…1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// Of a primary objective: the activity's attempt completion status.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<bool>,
    /// Of a primary objective: the activity's attempt completion amount, 0–1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
}

/// What was known of an objective before now; `None` is unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct History {
    /// The first normalized measure of all attempts, −1…1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_measure: Option<f64>,
    /// The normalized measure that the attempt before this one was left with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_measure: Option<f64>,
    /// Whether that attempt was left satisfied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_satisfied: Option<bool>,
    /// When it was first found satisfied, in milliseconds since 1970; the run-time has no clock, whoever keeps it says so
    /// ([`note_satisfied`](crate::runtime::Attempt::note_satisfied)).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub satisfied_at: Option<i64>,
    /// It was found satisfied, and nobody said when yet.
    #[serde(skip)]
    pub undated: bool,
}

/// What is tracked of one activity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tracking {
    pub primary: Progress,
    /// The other objectives, with their identifiers.
    pub objectives: Vec<(String, Progress)>,
    /// What was known before, by identifier; the primary objective has none.
    pub history: BTreeMap<String, History>,
    /// How many attempts were begun.
    pub attempts: u32,
    pub active: bool,
    pub suspended: bool,
    /// A new attempt on the parent began since: objectives do not count until the next attempt.
    pub stale_objectives: bool,
    /// The same of progress.
    pub stale_progress: bool,
    /// The content said something of completion, be it that it is unknown.
    pub told_completion: bool,
    /// The same of success.
    pub told_success: bool,
    /// The children on offer and their order, if not as in the manifest.
    pub children: Option<Vec<usize>>,
}

/// Part of an objective that is a status.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Satisfied,
    Completed,
}

/// Part of an objective that is a number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Number {
    Measure,
    Raw,
    Min,
    Max,
    Progress,
}

impl Status {
    fn shared(self, parts: &Parts) -> bool {
        match self {
            Self::Satisfied => parts.satisfied,
            Self::Completed => parts.completion,
        }
    }

    fn of(self, known: &Progress) -> Option<bool> {
        match self {
            Self::Satisfied => known.satisfied,
            Self::Completed => known.completed,
        }
    }

    fn of_mut(self, known: &mut Progress) -> &mut Option<bool> {
        match self {
            Self::Satisfied => &mut known.satisfied,
            Self::Completed => &mut known.completed,
        }
    }
}

impl Number {
    fn shared(self, parts: &Parts) -> bool {
        match self {
            Self::Measure => parts.measure,
            Self::Raw => parts.raw,
            Self::Min => parts.min,
            Self::Max => parts.max,
            Self::Progress => parts.progress,
        }
    }

    fn of(self, known: &Progress) -> Option<f64> {
        match self {
            Self::Measure => known.measure,
            Self::Raw => known.raw,
            Self::Min => known.min,
            Self::Max => known.max,
            Self::Progress => known.progress,
        }
    }

    fn of_mut(self, known: &mut Progress) -> &mut Option<f64> {
        match self {
            Self::Measure => &mut known.measure,
            Self::Raw => &mut known.raw,
            Self::Min => &mut known.min,
            Self::Max => &mut known.max,
            Self::Progress => &mut known.progress,
        }
    }
}

impl Engine {
    /// An activity's objective by identifier; the primary one for an empty identifier.
    pub(super) fn objective(&self, place: usize, id: &str) -> Option<&Objective> {
        let sequencing = self.sequencing(place);
        match id {
            "" => sequencing.primary(),
            id => sequencing.objectives.iter().find(|o| o.id == id),
        }
    }

    /// Whether the identifier means the primary objective.
    fn is_primary(&self, place: usize, id: &str) -> bool {
        id.is_empty()
            || self
                .objective(place, id)
                .is_some_and(|objective| objective.primary)
    }

    /// What the activity itself knows of an objective.
    pub(super) fn local(&self, place: usize, id: &str) -> Option<&Progress> {
        let track = self.track(place);
        if self.is_primary(place, id) {
            Some(&track.primary)
        } else {
            let mut objectives = track.objectives.iter();
            objectives
                .find(|(name, _)| name == id)
                .map(|(_, known)| known)
        }
    }

    fn local_mut(&mut self, place: usize, id: &str) -> &mut Progress {
        if self.is_primary(place, id) {
            &mut self.track_mut(place).primary
        } else {
            let objectives = &mut self.track_mut(place).objectives;
            let at = objectives.iter().position(|(name, _)| name == id);
            let at = at.unwrap_or_else(|| {
                objectives.push((id.to_owned(), Progress::default()));
                objectives.len() - 1
            });
            &mut objectives[at].1
        }
    }

    /// A status of an objective: what a read map shares if there is one, else the activity's own.
    pub(crate) fn status(&self, place: usize, id: &str, status: Status) -> Option<bool> {
        if let Some((number, least)) = self.measured(place, id, status) {
            let active = self.track(place).active;
            let ready = status == Status::Completed
                || !active
                || self.sequencing(place).rollup.measure_if_active;
            let number = self.number(place, id, number).filter(|_| ready);
            return number.map(|number| number >= least);
        }
        self.told_status(place, id, status)
    }

    /// The same, without what a measure says of it.
    pub(crate) fn told_status(&self, place: usize, id: &str, status: Status) -> Option<bool> {
        match self.read_from(place, id, |parts| status.shared(parts)) {
            Some(target) => status.of(self.globals.get(target)?),
            None => status.of(self.local(place, id)?),
        }
    }

    /// A number of an objective: what a read map shares if there is one, else the activity's own.
    /// Progress that nobody shared yet is the activity's own too.
    pub(crate) fn number(&self, place: usize, id: &str, number: Number) -> Option<f64> {
        let local = || number.of(self.local(place, id)?);
        match self.read_from(place, id, |parts| number.shared(parts)) {
            Some(target) => {
                let shared = self.globals.get(target).and_then(|known| number.of(known));
                shared.or_else(|| local().filter(|_| number == Number::Progress))
            }
            None => local(),
        }
    }

    /// The global objective from which a part is read.
    fn read_from(&self, place: usize, id: &str, reads: impl Fn(&Parts) -> bool) -> Option<&str> {
        let maps = &self.objective(place, id)?.maps;
        let map = maps.iter().find(|map| reads(&map.read))?;
        Some(&map.target)
    }

    /// The number that decides over a status, and the least that it must be.
    fn measured(&self, place: usize, id: &str, status: Status) -> Option<(Number, f64)> {
        match status {
            Status::Satisfied => {
                let objective = self.objective(place, id).filter(|o| o.by_measure)?;
                Some((Number::Measure, objective.least.unwrap_or(1.0)))
            }
            Status::Completed => {
                let threshold = &self.sequencing(place).completion;
                let decides = threshold.by_measure && self.is_primary(place, id);
                decides.then_some((Number::Progress, threshold.least))
            }
        }
    }

    /// Sets a status of an objective, and of the global objectives that it writes.
    pub(crate) fn set_status(
        &mut self,
        place: usize,
        id: &str,
        status: Status,
        value: Option<bool>,
    ) {
        let local = status.of_mut(self.local_mut(place, id));
        let turned = *local != value;
        *local = value;
        if turned && status == Status::Satisfied && value == Some(true) {
            self.past_mut(place, id).undated = true;
        }
        self.fresh(place, status == Status::Completed);
        if self.measured(place, id, status).is_none() {
            self.share(
                place,
                id,
                |p| status.shared(p),
                |known| {
                    *status.of_mut(known) = value;
                },
            );
        }
    }

    /// Sets a number of an objective, and of the global objectives that it writes. A measure
    /// that decides over satisfaction is written as such too.
    pub(crate) fn set_number(
        &mut self,
        place: usize,
        id: &str,
        number: Number,
        value: Option<f64>,
    ) {
        *number.of_mut(self.local_mut(place, id)) = value;
        if let (Number::Measure, Some(measure)) = (number, value) {
            self.past_mut(place, id)
                .first_measure
                .get_or_insert(measure);
        }
        self.fresh(place, number == Number::Progress);
        self.share(
            place,
            id,
            |p| number.shared(p),
            |known| {
                *number.of_mut(known) = value;
            },
        );
        for status in [Status::Satisfied, Status::Completed] {
            let decided = self.measured(place, id, status);
            if let Some((_, least)) = decided.filter(|(by, _)| *by == number) {
                self.share(
                    place,
                    id,
                    |p| status.shared(p),
                    |known| *status.of_mut(known) = value.map(|value| value >= least),
                );
            }
        }
    }

    fn past_mut(&mut self, place: usize, id: &str) -> &mut History {
        let id = if self.is_primary(place, id) { "" } else { id };
        let history = &mut self.track_mut(place).history;
        history.entry(id.to_owned()).or_default()
    }

    /// Notes when objectives were satisfied that nobody dated yet.
    pub(crate) fn note_satisfied(&mut self, at: i64) {
        let history = self.tracks.iter_mut().flat_map(|track| &mut track.history);
        for (_, past) in history.filter(|(_, past)| past.undated) {
            past.undated = false;
            past.satisfied_at.get_or_insert(at);
        }
    }

    /// What was set belongs to the present attempt.
    fn fresh(&mut self, place: usize, progress: bool) {
        let track = self.track_mut(place);
        if progress {
            track.stale_progress = false;
        } else {
            track.stale_objectives = false;
        }
    }

    fn share(
        &mut self,
        place: usize,
        id: &str,
        writes: impl Fn(&Parts) -> bool,
        set: impl Fn(&mut Progress),
    ) {
        let Some(objective) = self.objective(place, id) else {
            return;
        };
        let targets: Vec<String> = objective
            .maps
            .iter()
            .filter(|map| writes(&map.write))
            .map(|map| map.target.clone())
            .collect();
        for target in targets {
            let known = self.globals.entry(target.clone()).or_default();
            let before = known.clone();
            set(known);
            if *known != before && !self.written.contains(&target) {
                self.written.push(target);
            }
        }
    }

    /// Whether the activity was attempted.
    pub(super) fn attempted(&self, place: usize) -> bool {
        self.track(place).attempts > 0
    }
}

impl Tracking {
    /// The history as a new attempt takes it over.
    pub(super) fn history_after(&mut self) -> BTreeMap<String, History> {
        let mut history = std::mem::take(&mut self.history);
        let others = self.objectives.iter().map(|(id, known)| (&**id, known));
        for (id, known) in std::iter::once(("", &self.primary)).chain(others) {
            if known.measure.is_some() || known.satisfied.is_some() || history.contains_key(id) {
                let past = history.entry(id.to_owned()).or_default();
                (past.previous_measure, past.previous_satisfied) = (known.measure, known.satisfied);
            }
        }
        history
    }
}

impl From<&Value> for History {
    /// By hand, as [`Progress`].
    fn from(value: &Value) -> Self {
        Self {
            first_measure: value["first_measure"].as_f64(),
            previous_measure: value["previous_measure"].as_f64(),
            previous_satisfied: value["previous_satisfied"].as_bool(),
            satisfied_at: value["satisfied_at"].as_i64(),
            undated: false,
        }
    }
}

impl From<Value> for Progress {
    fn from(value: Value) -> Self {
        Self::from(&value)
    }
}

impl From<&Value> for Progress {
    /// By hand, as a course's sequencing; see there.
    fn from(value: &Value) -> Self {
        Self {
            satisfied: value["satisfied"].as_bool(),
            measure: value["measure"].as_f64(),
            raw: value["raw"].as_f64(),
            min: value["min"].as_f64(),
            max: value["max"].as_f64(),
            completed: value["completed"].as_bool(),
            progress: value["progress"].as_f64(),
        }
    }
}
