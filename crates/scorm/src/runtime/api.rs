//! The eight calls of the SCORM API, as a course makes them.
//!
//! Every call answers with a string and none panics, whatever the arguments. The names of the
//! two standards differ (`LMSInitialize`, `Initialize`); the player maps both to these.

use super::attempt::Attempt;
use super::errors::{self, Fault};
use super::model::{self, Named, Place};
use super::state::{ActivityState, Phase, Sitting};
use super::tables::{Access, Element};
use super::{Entry, navigation, rollup, shared, times};
use crate::course::Item;

impl Attempt {
    /// `Initialize("")`: "true", or "false" with an error.
    pub fn initialize(&mut self, argument: &str) -> String {
        let done = empty(argument).and_then(|()| self.start());
        self.answer(done, Some(Entry::Init))
    }

    /// `Terminate("")`: "true", or "false" with an error. What the course wants next is in
    /// [`after_end`](Self::after_end).
    pub fn terminate(&mut self, argument: &str) -> String {
        let done = empty(argument).and_then(|()| self.finish());
        self.answer(done, Some(Entry::Term))
    }

    /// `Commit("")`: "true", or "false" with an error. The caller sends the journal.
    pub fn commit(&mut self, argument: &str) -> String {
        let phase = match self.phase() {
            Some(Phase::Running) => Ok(()),
            Some(Phase::Terminated) => Err(Fault::CommitAfter),
            _ => Err(Fault::CommitBefore),
        };
        let done = empty(argument).and(phase);
        self.answer(done, None)
    }

    /// `GetValue(element)`: the value, or an empty string with an error.
    pub fn get_value(&mut self, name: &str) -> String {
        match self.read(name) {
            Ok(value) => {
                self.clear();
                value
            }
            Err(fault) => {
                self.fail(fault);
                String::new()
            }
        }
    }

    /// `SetValue(element, value)`: "true", or "false" with an error.
    pub fn set_value(&mut self, name: &str, value: &str) -> String {
        let done = match name {
            "" if self.phase() == Some(Phase::Running) && self.course.standard.is_2004() => {
                Err(Fault::Gap)
            }
            _ => self.write(name, value),
        };
        let entry = done
            .is_ok()
            .then(|| Entry::Set(name.to_owned(), value.to_owned()));
        self.answer(done, entry)
    }

    /// `GetLastError()`: the code of the last call; this and the next two do not change it.
    pub fn get_last_error(&self) -> String {
        self.error.to_string()
    }

    /// `GetErrorString(code)`: the code's text; empty for a code that does not exist.
    pub fn get_error_string(&self, code: &str) -> String {
        errors::text(self.course.standard, code).to_owned()
    }

    /// `GetDiagnostic(code)`: more about the last error if it is meant, else the code's text.
    pub fn get_diagnostic(&self, code: &str) -> String {
        if code.is_empty() || (code == self.error.to_string() && self.error != 0) {
            return self.diagnostic.to_owned();
        }
        self.get_error_string(code)
    }

    fn answer(&mut self, done: Result<(), Fault>, entry: Option<Entry>) -> String {
        match done {
            Ok(()) => {
                if let Some(entry) = entry {
                    self.note(entry);
                }
                self.clear();
                "true".to_owned()
            }
            Err(fault) => {
                self.fail(fault);
                "false".to_owned()
            }
        }
    }

    fn clear(&mut self) {
        self.error = 0;
        self.diagnostic = "";
    }

    fn fail(&mut self, fault: Fault) {
        self.error = fault.code(self.course.standard);
        self.diagnostic = fault.says();
    }

    fn read(&self, name: &str) -> Result<String, Fault> {
        let Some((item, state, sitting)) = self.current() else {
            return Err(Fault::GetBefore);
        };
        match sitting.phase {
            Phase::Opened => return Err(Fault::GetBefore),
            Phase::Terminated => return Err(Fault::GetAfter),
            Phase::Running => {}
        }
        if self.course.standard.is_2004()
            && let Some(request) = navigation::asked(name)
        {
            return Ok(self.ahead().would(&request).to_string());
        }
        match model::find(self.course.standard, name)? {
            Named::Children(names) => Ok(names),
            Named::Count(place) => {
                if place.name == shared::COLLECTION {
                    return Ok(item.data.len().to_string());
                }
                model::readable(state, &place)?;
                Ok(state.count(&place.name).to_string())
            }
            Named::Element(element, place) => self.value(element, &place, item, state, sitting),
        }
    }

    fn value(
        &self,
        element: &Element,
        place: &Place,
        item: &Item,
        state: &ActivityState,
        sitting: &Sitting,
    ) -> Result<String, Fault> {
        if element.access == Access::Written {
            return Err(Fault::WriteOnly);
        }
        if let Some(store) = shared::store(item, place) {
            let map = store.map_err(|_| Fault::NoSuchRecord)?;
            return match self.data.get(&map.target) {
                _ if element.path == "adl.data.n.id" => Ok(map.target.clone()),
                _ if !map.read => Err(Fault::WriteOnly),
                Some(value) if !value.is_empty() => Ok(value.clone()),
                _ => Err(Fault::Unset),
            };
        }
        model::readable(state, place)?;
        let text = |value: &str| Ok(value.to_owned());
        let given = |value: &str| match value {
            "" if self.course.standard.is_2004() => Err(Fault::Unset),
            value => Ok(value.to_owned()),
        };
        let measure = |value: Option<f64>| match value {
            Some(value) => Ok(value.to_string()),
            None if self.course.standard.is_2004() => Err(Fault::Unset),
            None => Ok(String::new()),
        };
        match element.path {
            "cmi._version" if self.course.standard.is_2004() => text("1.0"),
            "cmi._version" => text("3.4"),
            "cmi.core.student_id" | "cmi.learner_id" => text(&self.learner.id),
            "cmi.core.student_name" | "cmi.learner_name" => text(&self.learner.name),
            "cmi.core.credit" | "cmi.credit" => text(self.terms.mode.credit()),
            "cmi.core.lesson_mode" | "cmi.mode" => text(self.terms.mode.word()),
            "cmi.core.entry" | "cmi.entry" => text(sitting.entry.word()),
            "cmi.core.total_time" => Ok(times::show_12(state.total_time - state.earlier_time)),
            "cmi.total_time" => Ok(times::show_duration(state.total_time - state.earlier_time)),
            "cmi.launch_data" => given(&item.launch_data),
            "cmi.comments_from_lms" => text(""),
            "cmi.student_data.mastery_score" => measure(item.mastery_score),
            "cmi.student_data.max_time_allowed" | "cmi.max_time_allowed" => {
                match self.terms.time_limit {
                    Some(limit) if self.course.standard.is_2004() => {
                        Ok(times::show_duration(limit))
                    }
                    Some(limit) => Ok(times::show_12(limit)),
                    None => given(&item.max_time_allowed),
                }
            }
            "cmi.student_data.time_limit_action" => text(&item.time_limit_action),
            "cmi.time_limit_action" if item.time_limit_action.is_empty() => {
                text("continue,no message")
            }
            "cmi.time_limit_action" => text(&item.time_limit_action),
            "cmi.completion_threshold" => measure(item.completion_threshold),
            "cmi.scaled_passing_score" => measure(item.scaled_passing_score),
            "cmi.completion_status" => text(rollup::completion_2004(item, state)),
            "cmi.success_status" => text(rollup::success_2004(item, state)),
            "adl.nav.request" if !sitting.request.is_empty() => text(&sitting.request),
            _ => match (state.value(&place.name), element.initial) {
                (Some(value), _) => text(value),
                (None, Some(initial)) => text(initial),
                (None, None) if self.course.standard.is_2004() => Err(Fault::Unset),
                (None, None) => text(""),
            },
        }
    }
}

fn empty(argument: &str) -> Result<(), Fault> {
    if argument.is_empty() {
        Ok(())
    } else {
        Err(Fault::Argument)
    }
}
