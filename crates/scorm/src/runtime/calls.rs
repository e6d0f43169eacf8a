//! What Initialize, SetValue and Terminate change.

use super::attempt::{Attempt, add};
use super::errors::Fault;
use super::state::Phase;
use super::{model, navigation, rollup, times};

/// Bytes of names and values that are kept of one attempt.
const MOST_BYTES: usize = 1024 * 1024;

impl Attempt {
    /// `Initialize`.
    pub(super) fn start(&mut self) -> Result<(), Fault> {
        match self.phase() {
            None => return Err(Fault::NothingOpen),
            Some(Phase::Running) => return Err(Fault::InitializedBefore),
            Some(Phase::Terminated) => return Err(Fault::InitializedAfterTerminate),
            Some(Phase::Opened) => {}
        }
        let Some(state) = self.current_mut() else {
            return Err(Fault::NothingOpen);
        };
        state.attempted = true;
        if let Some(sitting) = &mut state.sitting {
            sitting.phase = Phase::Running;
        }
        Ok(())
    }

    /// `Terminate`.
    pub(super) fn finish(&mut self) -> Result<(), Fault> {
        match self.phase() {
            None | Some(Phase::Opened) => return Err(Fault::TerminateBefore),
            Some(Phase::Terminated) => return Err(Fault::TerminateAfter),
            Some(Phase::Running) => {}
        }
        self.next = navigation::next(self);
        self.settle(false);
        if let Some(sitting) = self.current_mut().and_then(|state| state.sitting.as_mut()) {
            sitting.phase = Phase::Terminated;
        }
        Ok(())
    }

    /// `SetValue`.
    pub(super) fn write(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        match self.phase() {
            None | Some(Phase::Opened) => return Err(Fault::SetBefore),
            Some(Phase::Terminated) => return Err(Fault::SetAfter),
            Some(Phase::Running) => {}
        }
        let standard = self.course.standard;
        let (element, place) = model::settable(standard, name)?;
        let Some((_, state, _)) = self.current() else {
            return Err(Fault::SetBefore);
        };
        model::judge(standard, state, element, &place, value)?;
        let growth = model::growth(state, &place, value);
        let weight = self.weight.saturating_add_signed(growth);
        if growth > 0 && weight > MOST_BYTES {
            return Err(Fault::Full);
        }
        let Some(state) = self.current_mut() else {
            return Err(Fault::SetBefore);
        };
        let Some(sitting) = &mut state.sitting else {
            return Err(Fault::SetBefore);
        };
        match element.path {
            "cmi.core.exit" | "cmi.exit" => sitting.exit = value.to_owned(),
            "cmi.core.session_time" => sitting.session_time = times::timespan_12(value),
            "cmi.session_time" => sitting.session_time = times::duration(value),
            "adl.nav.request" => sitting.request = value.to_owned(),
            _ => {
                model::keep(state, &place, value);
                self.weight = weight;
            }
        }
        Ok(())
    }

    /// Closes a sitting's account: results the system decides, time, and whether it resumes.
    pub(super) fn settle(&mut self, implicit: bool) {
        let Some((item, state, sitting)) = self.current() else {
            return;
        };
        let suspended = implicit
            || matches!(sitting.exit.as_str(), "suspend" | "logout")
            || sitting.request == "suspendAll";
        let verdict = rollup::verdict(self.course.standard, item, state, suspended, implicit);
        let Some(state) = self.current_mut() else {
            return;
        };
        state.resume = suspended;
        if let Some(sitting) = &mut state.sitting
            && let Some(time) = sitting.session_time
        {
            add(&mut state.total_time, time);
            sitting.counted = true;
        }
        if let Some((name, value)) = verdict {
            let before = state.weight_of(name);
            state.values.insert(name.to_owned(), value.to_owned());
            self.weight = self.weight + name.len() + value.len() - before;
        }
    }
}
