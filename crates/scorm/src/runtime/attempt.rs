//! One learner's state of one course: opening and leaving activities, and the journal.

use std::collections::BTreeMap;

use super::errors::Fault;
use super::journal::Entry;
use super::navigation::Next;
use super::rollup::{self, Completion, Success, Summary};
use super::state::{ActivityState, Phase, Sitting};
use super::{Code, Learner, Terms, times, tracking};
use crate::course::{Course, Item};
use crate::sequencing::{CourseState, Decision, Engine, Exception, Navigation};

/// A sitting without a time of its own counts by the clock, but no more than a day.
pub(super) const LONGEST_SITTING: i64 = 24 * 60 * 60 * 100;

/// Why a journal entry was refused; nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the course has no activity of this name that can be opened")]
    NoSuchActivity,
    #[error("another activity is still open")]
    StillOpen,
    #[error("no activity is open")]
    NothingOpen,
    /// The sequencing does not allow it.
    #[error("{0}")]
    Navigation(Exception),
    /// What the run-time API would have answered.
    #[error("error {code}: {says}")]
    Call { code: Code, says: &'static str },
}

/// What is kept of an attempt between launches.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kept {
    /// What is kept of the activities, by identifier.
    pub states: BTreeMap<String, ActivityState>,
    /// What is kept of the course.
    pub course: CourseState,
}

impl From<BTreeMap<String, ActivityState>> for Kept {
    /// States that were kept before courses had one of their own.
    fn from(states: BTreeMap<String, ActivityState>) -> Self {
        Self {
            states,
            course: CourseState::default(),
        }
    }
}

/// One learner's state of one course.
///
/// The same type plays in the browser and judges on the server: calls made through the API
/// leave entries in the journal, and applying these to an equal attempt gives an equal attempt.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub(super) course: Course,
    pub(super) learner: Learner,
    pub(super) terms: Terms,
    /// The launchable activities in order, without their children.
    pub(super) items: Vec<Item>,
    pub(super) states: BTreeMap<String, ActivityState>,
    pub(super) engine: Engine,
    /// Shared data (`adl.data`), by identifier.
    pub(super) data: BTreeMap<String, String>,
    /// The best results of the course so far, over all attempts.
    pub(super) best: Option<Summary>,
    /// Where the open activity stands in `items`.
    pub(super) active: Option<usize>,
    pub(super) journal: Vec<Entry>,
    pub(super) next: Next,
    /// Bytes of all names and values.
    pub(super) weight: usize,
    pub(super) error: Code,
    pub(super) diagnostic: &'static str,
}

impl Attempt {
    /// Takes up an attempt from what was kept of it, or a new one from nothing
    /// (`Kept::default()`). An activity whose sitting was not ended is open still.
    pub fn new(course: Course, learner: Learner, kept: Kept) -> Self {
        let Kept {
            mut states,
            course: kept,
        } = kept;
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
        let weight = states.values().map(ActivityState::weight).sum::<usize>()
            + kept.data.values().map(String::len).sum::<usize>();
        let mut engine = Engine::new(&course);
        engine.load(&kept);
        let mut attempt = Self {
            course,
            learner,
            terms: Terms::default(),
            items,
            states,
            engine,
            data: kept.data.clone(),
            best: kept.best.clone(),
            active,
            journal: Vec::new(),
            next: Next::Stay,
            weight,
            error: 0,
            diagnostic: "",
        };
        if kept.is_new() {
            attempt.adopt();
        }
        attempt.align();
        attempt
    }

    /// The same attempt on these terms, instead of the usual ones.
    #[must_use]
    pub fn on(mut self, terms: Terms) -> Self {
        self.agree(terms);
        self
    }

    /// Goes on, on these terms.
    pub fn agree(&mut self, terms: Terms) {
        self.terms = terms;
    }

    /// Tracks what was kept before there was sequencing.
    fn adopt(&mut self) {
        let mut opened = Vec::new();
        for item in &self.items {
            let Some(state) = self.states.get(&item.identifier).filter(|s| s.opened) else {
                continue;
            };
            let Some(place) = self.engine.find(&item.identifier) else {
                continue;
            };
            for above in self.engine.path(place) {
                self.engine.track_mut(above).attempts = 1;
            }
            tracking::report(&mut self.engine, self.course.standard, place, item, state);
            opened.push((
                place,
                state.latest && state.resume && state.sitting.is_none(),
            ));
        }
        for (place, suspended) in opened {
            self.engine.overall_rollup(place);
            if suspended {
                self.engine.suspended = Some(place);
                for above in self.engine.path(place) {
                    self.engine.track_mut(above).suspended = true;
                }
            }
        }
    }

    /// An activity that is open is where the sequencing stands.
    fn align(&mut self) {
        let Some(place) = self
            .item()
            .and_then(|item| self.engine.find(&item.identifier))
        else {
            return;
        };
        if self.engine.current != Some(place) {
            self.engine.current = Some(place);
            self.engine.suspended = None;
            for above in self.engine.path(place) {
                let track = self.engine.track_mut(above);
                track.attempts = track.attempts.max(1);
                (track.active, track.suspended) = (true, false);
            }
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

    /// What is kept of the course beside the states of its activities.
    pub fn course_state(&self) -> CourseState {
        CourseState {
            data: self.data.clone(),
            best: self.best.clone(),
            ..self.engine.save()
        }
    }

    /// What the player's devices may do now, and the table of contents; as if the open activity
    /// had just ended with what it has said so far.
    pub fn navigation(&self) -> Navigation {
        let mut navigation = self.ahead().outline();
        if !self.rolls_up() {
            for entry in &mut navigation.contents {
                if let Some(summary) = self.activity_summary(&entry.identifier) {
                    entry.status = summary.word();
                }
            }
        }
        navigation
    }

    /// Hands out the decisions of the sequencing since the last call of this.
    pub fn take_trace(&mut self) -> Vec<Decision> {
        std::mem::take(&mut self.engine.trace)
    }

    /// The engine as it would be if the open activity ended now.
    pub(super) fn ahead(&self) -> Engine {
        let mut engine = self.engine.clone();
        self.lock(&mut engine);
        engine.quiet = true;
        if let Some((item, state, _)) = self.current()
            && self.phase() == Some(Phase::Running)
            && let Some(place) = engine.find(&item.identifier)
        {
            tracking::report(&mut engine, self.course.standard, place, item, state);
            engine.overall_rollup(place);
        }
        engine
    }

    /// Which activity to open when nobody chose: the one that was suspended last, else the
    /// first that is not complete, else the first. `None` if nothing can be launched.
    pub fn entry_point(&self) -> Option<String> {
        if let Some(place) = self.engine.suspended
            && let Some(node) = self.engine.nodes.get(place)
            && node.launchable
        {
            return Some(node.identifier.clone());
        }
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
    /// Of a SCORM 2004 course of several activities the root's tracking counts; what was reached
    /// in one attempt stays reached.
    pub fn summary(&self) -> Summary {
        let now = rollup::course(self);
        match &self.best {
            Some(best) if self.rolls_up() => rollup::better(now, best),
            _ => now,
        }
    }

    /// Whether the sequencing decides over the course's results.
    pub(super) fn rolls_up(&self) -> bool {
        self.course.standard.is_2004() && self.items.len() > 1
    }

    /// Remembers results worth keeping.
    pub(super) fn remember(&mut self) {
        if self.rolls_up() {
            let now = self.summary();
            if now.completion == Completion::Completed || now.success != Success::Unknown {
                self.best = Some(now);
            }
        }
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
            Entry::Nav(request) => self.perform(request).map(drop),
        }
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

    /// The open activity and what is kept of it. An asset that calls the API is let have it:
    /// many a package names its SCOs wrongly.
    pub(super) fn current(&self) -> Option<(&Item, &ActivityState, &Sitting)> {
        let item = self.item()?;
        let state = self.states.get(&item.identifier)?;
        Some((item, state, state.sitting.as_ref()?))
    }

    fn sitting(&self) -> Option<&Sitting> {
        self.current().map(|(_, _, sitting)| sitting)
    }

    pub(super) fn phase(&self) -> Option<Phase> {
        self.sitting().map(|sitting| sitting.phase)
    }

    /// Tells the sequencing what the open activity says now: whether its content or the page
    /// left it open, whether it is to be resumed, and whether its results are not to count.
    pub(super) fn report(&mut self, left_open: bool, suspended: bool, abandoned: bool) {
        let item = self.active.and_then(|at| self.items.get(at));
        let Some((item, state)) =
            item.and_then(|item| Some((item, self.states.get(&item.identifier)?)))
        else {
            return;
        };
        let Some(place) = self.engine.find(&item.identifier) else {
            return;
        };
        self.engine.track_mut(place).suspended = left_open;
        if !abandoned {
            tracking::report(&mut self.engine, self.course.standard, place, item, state);
            if !suspended && self.course.standard.is_2004() {
                self.engine.set_by_system(place);
            }
            self.engine.overall_rollup(place);
        }
    }

    pub(super) fn current_mut(&mut self) -> Option<&mut ActivityState> {
        let item = self.active.and_then(|place| self.items.get(place))?;
        self.states.get_mut(&item.identifier)
    }
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
