//! Opening and leaving activities, as learners choose them or the sequencing leads.

use super::attempt::{Attempt, LONGEST_SITTING, Refusal, add, is_sco};
use super::journal::Entry;
use super::navigation::Next;
use super::state::{Entrance, Phase, Sitting};
use super::{prerequisites, rollup, tracking};
use crate::sequencing::{Done, Engine, Outcome, Request};

impl Attempt {
    /// Carries out what a learner or the content asks for. The open activity must have been
    /// left by [`end`](Self::end) before.
    ///
    /// # Errors
    /// It is not possible; nothing was changed.
    pub fn navigate(&mut self, request: Request) -> Result<Outcome, Refusal> {
        let outcome = self.perform(&request)?;
        self.journal.push(Entry::Nav(request));
        Ok(outcome)
    }

    /// Begins or goes on with the course as its sequencing wants: resumes what was suspended,
    /// or what was open when the page went away; else starts. Gives [`Outcome::Nothing`] if the
    /// learner has to choose.
    pub fn enter(&mut self) -> Outcome {
        if let Some(active) = self.active() {
            return Outcome::Deliver(active.to_owned());
        }
        if self.engine.current.is_some() {
            // Without an answer: what cannot be suspended is left where it stands.
            let _ = self.navigate(Request::SuspendAll);
        }
        if self.engine.suspended.is_some()
            && let Ok(outcome @ Outcome::Deliver(_)) = self.navigate(Request::ResumeAll)
        {
            return outcome;
        }
        if self.course.standard.is_2004()
            && let Ok(outcome @ (Outcome::Deliver(_) | Outcome::SessionEnded)) =
                self.navigate(Request::Start)
        {
            return outcome;
        }
        if self.items.len() == 1 || !self.course.standard.is_2004() {
            let entry = self.entry_point().filter(|entry| self.begin(entry).is_ok());
            return entry.map_or(Outcome::Nothing, Outcome::Deliver);
        }
        Outcome::Nothing
    }

    /// Opens an activity as if the learner had chosen it, or resumes it.
    ///
    /// # Errors
    /// Another one is open, the course has none of this name, or its sequencing does not allow
    /// to choose it.
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

    pub(super) fn open(&mut self, identifier: &str) -> Result<(), Refusal> {
        if self.active.is_some() {
            return Err(Refusal::StillOpen);
        }
        let known = self.items.iter().any(|item| item.identifier == identifier);
        let place = self.engine.find(identifier).filter(|_| known);
        let place = place.ok_or(Refusal::NoSuchActivity)?;
        let resumes = self.states.get(identifier).is_some_and(|s| s.resume);
        let mut engine = self.engine.clone();
        self.lock(&mut engine);
        if engine.current == Some(place) && resumes {
            engine.track_mut(place).suspended = true;
        }
        let mut refusal = Refusal::NoSuchActivity;
        for way in ways(&engine, place, identifier, resumes) {
            let mut tried = engine.clone();
            let mut last = None;
            for request in &way {
                last = Some(tried.perform(request));
            }
            match last {
                Some(Ok(Done::Deliver { place: at, new })) if at == place => {
                    self.engine = tried;
                    self.sit_down(place, new);
                    return Ok(());
                }
                Some(Ok(Done::Stuck(exception)) | Err(exception)) if way.len() == 1 => {
                    refusal = Refusal::Navigation(exception);
                }
                _ => {}
            }
        }
        if self.items.len() == 1
            && let Some(new) = engine.deliver_regardless(place)
        {
            self.engine = engine;
            self.sit_down(place, new);
            return Ok(());
        }
        Err(refusal)
    }

    /// Locks what prerequisites of SCORM 1.2 forbid.
    pub(super) fn lock(&self, engine: &mut Engine) {
        if self.course.standard.is_2004() {
            return;
        }
        let status = |name: &str| rollup::lesson_status(self, name);
        let activities = self.course.activities().into_iter();
        for (item, _) in activities.filter(|(item, _)| !item.prerequisites.is_empty()) {
            if let Some(place) = engine.find(&item.identifier)
                && let Some(locked) = engine.locked.get_mut(place)
            {
                *locked = prerequisites::hold(&item.prerequisites, &status) == Some(false);
            }
        }
    }

    pub(super) fn perform(&mut self, request: &Request) -> Result<Outcome, Refusal> {
        if self.active.is_some() {
            return Err(Refusal::StillOpen);
        }
        let suspended = self
            .engine
            .tracks
            .first()
            .is_some_and(|root| root.suspended);
        let anew = self.engine.current.is_none() && !suspended;
        let mut engine = self.engine.clone();
        self.lock(&mut engine);
        let done = match engine.perform(request) {
            Ok(done) => done,
            Err(exception) => {
                self.engine.trace = engine.trace;
                return Err(Refusal::Navigation(exception));
            }
        };
        self.engine = engine;
        let organization = self.course.organizations.first();
        if anew && organization.is_some_and(|organization| !organization.global_data) {
            self.data.clear();
        }
        self.carry_suspension(request);
        self.next = Next::Stay;
        self.remember();
        Ok(match done {
            Done::Deliver { place, new } => {
                self.sit_down(place, new);
                Outcome::Deliver(self.active().unwrap_or_default().to_owned())
            }
            Done::Nothing => Outcome::Nothing,
            Done::SessionEnded => Outcome::SessionEnded,
            Done::Stuck(exception) => Outcome::Stuck(exception),
        })
    }

    /// What the content asked for may have been overruled.
    fn carry_suspension(&mut self, request: &Request) {
        let all = *request == Request::SuspendAll;
        let suspended = self.engine.suspended.map(|place| self.engine.node(place));
        let suspended = suspended.map(|node| node.identifier.as_str());
        for (identifier, state) in &mut self.states {
            let asked = std::mem::take(&mut state.asked_to_suspend);
            if all && suspended == Some(identifier) {
                state.resume = true;
            } else if asked && !all {
                state.resume = false;
            }
        }
    }

    /// Begins a sitting of a delivered activity. A new attempt has no data of the one before,
    /// but for SCORM 1.2 and for courses of one activity.
    fn sit_down(&mut self, place: usize, new: bool) {
        let Some(node) = self.engine.nodes.get(place) else {
            return;
        };
        let at = self
            .items
            .iter()
            .position(|item| item.identifier == node.identifier);
        let Some((at, item)) = at.and_then(|at| Some((at, self.items.get(at)?))) else {
            return;
        };
        for state in self.states.values_mut() {
            state.latest = false;
        }
        let state = self.states.entry(item.identifier.clone()).or_default();
        self.weight = self.weight.saturating_sub(state.weight());
        if new && state.opened && self.course.standard.is_2004() && self.items.len() > 1 {
            state.begin_anew();
        }
        if self.course.standard.is_2004() && item.launch.as_ref().is_some_and(|l| l.sco) {
            tracking::set_out(&self.engine, place, item, state);
        }
        self.weight += state.weight();
        state.opened = true;
        state.latest = true;
        let entry = match () {
            _ if !state.attempted => Entrance::AbInitio,
            _ if state.resume => Entrance::Resume,
            _ => Entrance::Neither,
        };
        state.attempted |= !is_sco(item);
        state.sitting = Some(Sitting {
            entry,
            ..Sitting::default()
        });
        self.active = Some(at);
        self.next = Next::Stay;
    }

    pub(super) fn leave(&mut self, wall: i64) -> Result<(), Refusal> {
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
        if let Some(item) = self.item().filter(|item| !is_sco(item))
            && let Some(place) = self.engine.find(&item.identifier)
        {
            self.engine.set_by_system(place);
            self.engine.overall_rollup(place);
        }
        self.active = None;
        self.remember();
        Ok(())
    }
}

/// The ways to one activity, as requests in a row; each must end there.
fn ways(engine: &Engine, place: usize, identifier: &str, resumes: bool) -> Vec<Vec<Request>> {
    let mut ways = Vec::new();
    if engine.current.is_none() && engine.suspended == Some(place) {
        ways.push(vec![Request::ResumeAll]);
    }
    ways.push(vec![Request::Choice(identifier.to_owned())]);
    if engine.current.is_none() {
        ways.push(vec![Request::Start]);
    } else if engine.current == Some(place) && resumes {
        ways.push(vec![Request::SuspendAll, Request::ResumeAll]);
    } else {
        ways.push(vec![Request::ExitAll, Request::Start]);
    }
    ways
}
