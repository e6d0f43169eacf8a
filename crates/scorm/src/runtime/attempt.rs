//! One learner's state of one course: opening and leaving activities, and the journal.

use std::collections::BTreeMap;

use super::errors::Fault;
use super::journal::Entry;
use super::navigation::Next;
use super::rollup::{self, Summary};
use super::state::{ActivityState, Entrance, Phase, Sitting};
use super::{Code, Learner, times};
use crate::course::{Course, Item};

/// A sitting without a time of its own counts by the clock, but no more than a day.
const LONGEST_SITTING: i64 = 24 * 60 * 60 * 100;

/// Why a journal entry was refused; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the course has no activity of this name that can be opened")]
    NoSuchActivity,
    #[error("another activity is still open")]
    StillOpen,
    #[error("no activity is open")]
    NothingOpen,
    /// What the run-time API would have answered.
    #[error("error {code}: {says}")]
    Call { code: Code, says: &'static str },
}

/// One learner's state of one course.
///
/// The same type plays in the browser and judges on the server: calls made through the API
/// leave entries in the journal, and applying these to an equal attempt gives an equal attempt.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub(super) course: Course,
    pub(super) learner: Learner,
    /// The launchable activities in order, without their children.
    pub(super) items: Vec<Item>,
    states: BTreeMap<String, ActivityState>,
    /// Where the open activity stands in `items`.
    active: Option<usize>,
    journal: Vec<Entry>,
    pub(super) next: Next,
    /// Bytes of all names and values.
    pub(super) weight: usize,
    pub(super) error: Code,
    pub(super) diagnostic: &'static str,
}

impl Attempt {
    /// Takes up an attempt from what was kept of it, or a new one from an empty map. An
    /// activity whose sitting was not ended is open still.
    pub fn new(
        course: Course,
        learner: Learner,
        mut states: BTreeMap<String, ActivityState>,
    ) -> Self {
        let items: Vec<Item> = course.launchable().map(alone).collect();
        let mut active = None;
        for (identifier, state) in &mut states {
            if state.sitting.is_none() {
                continue;
            }
            match items.iter().position(|item| item.identifier == *identifier) {
                Some(place) if active.is_none() => active = Some(place),
                _ => state.sitting = None,
            }
        }
        let weight = states.values().map(ActivityState::weight).sum();
        Self {
            course,
            learner,
            items,
            states,
            active,
            journal: Vec::new(),
            next: Next::Stay,
            weight,
            error: 0,
            diagnostic: "",
        }
    }

    /// The course.
    pub fn course(&self) -> &Course {
        &self.course
    }

    /// The identifier of the open activity.
    pub fn active(&self) -> Option<&str> {
        self.item().map(|item| item.identifier.as_str())
    }

    /// What is kept of one activity; nothing before it was opened first.
    pub fn state(&self, identifier: &str) -> Option<&ActivityState> {
        self.states.get(identifier)
    }

    /// What is kept of all activities, by identifier: all that has to be stored.
    pub fn states(&self) -> &BTreeMap<String, ActivityState> {
        &self.states
    }

    /// Which activity to open when nobody chose: the one that was suspended last, else the
    /// first that is not complete, else the first. `None` if nothing can be launched.
    pub fn entry_point(&self) -> Option<String> {
        let suspended = |item: &&Item| {
            self.states
                .get(&item.identifier)
                .is_some_and(|state| state.latest && state.resume)
        };
        let open = |item: &&Item| !rollup::is_complete(self, item);
        let item = self
            .items
            .iter()
            .find(suspended)
            .or_else(|| self.items.iter().find(open));
        item.or(self.items.first())
            .map(|item| item.identifier.clone())
    }

    /// The results of the whole course: its default organization's activities rolled up.
    pub fn summary(&self) -> Summary {
        rollup::course(self)
    }

    /// The results of one activity.
    pub fn activity_summary(&self, identifier: &str) -> Option<Summary> {
        let item = self
            .items
            .iter()
            .find(|item| item.identifier == identifier)?;
        Some(rollup::activity(self, item))
    }

    /// What should happen after the open activity ended itself, or after the last one did.
    pub fn after_end(&self) -> Next {
        self.next.clone()
    }

    /// The open activity has called Terminate.
    pub fn terminated(&self) -> bool {
        self.sitting()
            .is_some_and(|sitting| sitting.phase == Phase::Terminated)
    }

    /// Applies one entry of a journal.
    ///
    /// # Errors
    /// The entry was not allowed; nothing was changed.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), Refusal> {
        match entry {
            Entry::Begin(identifier) => self.open(identifier),
            Entry::Init => self.start().map_err(|fault| self.refusal(fault)),
            Entry::Set(name, value) => self.write(name, value).map_err(|fault| self.refusal(fault)),
            Entry::Term => self.finish().map_err(|fault| self.refusal(fault)),
            Entry::End(wall) => self.leave(*wall),
        }
    }

    /// Opens an activity.
    ///
    /// # Errors
    /// Another one is open, or the course has none of this name.
    pub fn begin(&mut self, identifier: &str) -> Result<(), Refusal> {
        self.open(identifier)?;
        self.journal.push(Entry::Begin(identifier.to_owned()));
        Ok(())
    }

    /// Leaves the open activity, `wall` hundredths of a second after it was opened. If it did
    /// not terminate, it counts as suspended.
    ///
    /// # Errors
    /// No activity is open.
    pub fn end(&mut self, wall: i64) -> Result<(), Refusal> {
        self.leave(wall)?;
        self.journal.push(Entry::End(wall));
        Ok(())
    }

    /// Hands out what was accepted since the last call of this.
    pub fn take_journal(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.journal)
    }

    /// Notes an accepted call. Of several values set in a row for one element the last counts.
    pub(super) fn note(&mut self, entry: Entry) {
        if let (Entry::Set(name, _), Some(Entry::Set(before, _))) = (&entry, self.journal.last())
            && name == before
        {
            self.journal.pop();
        }
        self.journal.push(entry);
    }

    fn refusal(&self, fault: Fault) -> Refusal {
        Refusal::Call {
            code: fault.code(self.course.standard),
            says: fault.says(),
        }
    }

    pub(super) fn item(&self) -> Option<&Item> {
        self.active.and_then(|place| self.items.get(place))
    }

    /// The open activity and what is kept of it, if it is one that may call the API.
    pub(super) fn current(&self) -> Option<(&Item, &ActivityState, &Sitting)> {
        let item = self.item().filter(|item| is_sco(item))?;
        let state = self.states.get(&item.identifier)?;
        Some((item, state, state.sitting.as_ref()?))
    }

    fn sitting(&self) -> Option<&Sitting> {
        self.current().map(|(_, _, sitting)| sitting)
    }

    pub(super) fn phase(&self) -> Option<Phase> {
        self.sitting().map(|sitting| sitting.phase)
    }

    fn open(&mut self, identifier: &str) -> Result<(), Refusal> {
        if self.active.is_some() {
            return Err(Refusal::StillOpen);
        }
        let place = self
            .items
            .iter()
            .position(|item| item.identifier == identifier);
        let place = place.ok_or(Refusal::NoSuchActivity)?;
        for state in self.states.values_mut() {
            state.latest = false;
        }
        let item = &self.items[place];
        let state = self.states.entry(identifier.to_owned()).or_default();
        if !state.opened && self.course.standard.is_2004() {
            self.weight += set_out(item, state);
        }
        state.opened = true;
        state.latest = true;
        state.attempted |= !is_sco(item);
        let entry = match () {
            _ if !state.attempted => Entrance::AbInitio,
            _ if state.resume => Entrance::Resume,
            _ => Entrance::Neither,
        };
        state.sitting = Some(Sitting {
            entry,
            ..Sitting::default()
        });
        self.active = Some(place);
        self.next = Next::Stay;
        Ok(())
    }

    fn leave(&mut self, wall: i64) -> Result<(), Refusal> {
        if self.phase() == Some(Phase::Running) {
            self.settle(true);
        }
        let item = self.active.and_then(|place| self.items.get(place));
        let state = item.and_then(|item| self.states.get_mut(&item.identifier));
        let state = state.ok_or(Refusal::NothingOpen)?;
        if let Some(sitting) = state.sitting.take()
            && !sitting.counted
        {
            add(&mut state.total_time, wall.clamp(0, LONGEST_SITTING));
        }
        self.active = None;
        Ok(())
    }

    pub(super) fn current_mut(&mut self) -> Option<&mut ActivityState> {
        let item = self.active.and_then(|place| self.items.get(place))?;
        self.states
            .get_mut(&item.identifier)
            .filter(|_| is_sco(item))
    }
}

/// Lays out the objectives that the manifest names. Gives the bytes they take.
fn set_out(item: &Item, state: &mut ActivityState) -> usize {
    let mut weight = 0;
    let mut count = 0;
    for (index, objective) in item
        .objectives
        .iter()
        .filter(|id| !id.is_empty())
        .enumerate()
    {
        let name = format!("cmi.objectives.{index}.id");
        weight += name.len() + objective.len();
        state.values.insert(name, objective.clone());
        count += 1;
    }
    if count > 0 {
        state.counts.insert("cmi.objectives".to_owned(), count);
    }
    weight
}

/// An item without what hangs below it.
fn alone(item: &Item) -> Item {
    let mut item = item.clone();
    item.children.clear();
    item
}

pub(super) fn is_sco(item: &Item) -> bool {
    item.launch.as_ref().is_some_and(|launch| launch.sco)
}

pub(super) fn add(total: &mut i64, time: i64) {
    *total = total.saturating_add(time).clamp(0, times::LONGEST);
}
