//! What Initialize, SetValue and Terminate change.

use super::attempt::{Attempt, add};
use super::errors::Fault;
use super::state::Phase;
use super::tables::{Access, Element};
use super::{model, navigation, rollup, shared, times, values};
use crate::course::sequencing::DataMap;

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
        let Some((item, state, _)) = self.current() else {
            return Err(Fault::SetBefore);
        };
        if let Some(store) = shared::store(item, &place) {
            return self.share(element, store?.clone(), value);
        }
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

    /// `SetValue` on `adl.data.n.…`.
    fn share(&mut self, element: &Element, map: DataMap, value: &str) -> Result<(), Fault> {
        if element.access == Access::Told || !map.write {
            return Err(Fault::ReadOnly);
        }
        values::check(element.kind, value)?;
        let before = self.data.get(&map.target).map_or(0, String::len);
        let weight = self.weight.saturating_sub(before) + value.len();
        if value.len() > before && weight > MOST_BYTES {
            return Err(Fault::Full);
        }
        self.weight = weight;
        self.data.insert(map.target, value.to_owned());
        Ok(())
    }

    /// Closes a sitting's account: results the system decides, time, and whether it resumes.
    pub(super) fn settle(&mut self, implicit: bool) {
        let Some((item, state, sitting)) = self.current() else {
            return;
        };
        let left_open = implicit || matches!(sitting.exit.as_str(), "suspend" | "logout");
        let suspended = left_open || sitting.request == "suspendAll";
        let abandoned = matches!(sitting.request.as_str(), "abandon" | "abandonAll");
        let standard = self.course.standard;
        let verdict = rollup::verdict(standard, item, state, &self.terms, (suspended, implicit))
            .filter(|_| !self.rolls_up());
        let Some(state) = self.current_mut() else {
            return;
        };
        state.resume = suspended;
        state.asked_to_suspend = suspended && !left_open;
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
        self.report(left_open, suspended, abandoned);
    }
}
