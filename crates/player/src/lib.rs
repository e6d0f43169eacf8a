//! The stage: one attempt of the run-time for the player page. The page's scripts wrap it into
//! `window.API` or `window.API_1484_11`; everything that matters is decided in `beckon-scorm`.

// The macro that exports to JavaScript writes unsafe glue; nothing here is unsafe by hand.
#![allow(unsafe_code)]

use std::collections::BTreeMap;

use beckon_scorm::course::Course;
use beckon_scorm::runtime::{ActivityState, Attempt, Learner, Next};
use wasm_bindgen::prelude::*;

/// An attempt as the page's scripts see it: strings in, strings out.
#[wasm_bindgen]
pub struct Stage(Attempt);

#[wasm_bindgen]
impl Stage {
    /// Takes course, learner and states as JSON, as the server sends them at the beginning.
    ///
    /// # Errors
    /// One of them is not what it should be.
    #[wasm_bindgen(constructor)]
    pub fn new(course: &str, learner: &str, states: &str) -> Result<Stage, JsError> {
        let course: Course = serde_json::from_str(course)?;
        let learner: Learner = serde_json::from_str(learner)?;
        let states: BTreeMap<String, ActivityState> = serde_json::from_str(states)?;
        Ok(Stage(Attempt::new(course, learner, states)))
    }

    /// The identifier of the activity to open when nobody chose.
    #[wasm_bindgen(js_name = entryPoint)]
    pub fn entry_point(&self) -> Option<String> {
        self.0.entry_point()
    }

    /// The identifier of the open activity.
    pub fn active(&self) -> Option<String> {
        self.0.active().map(str::to_owned)
    }

    /// Whether the open activity has called Terminate.
    pub fn terminated(&self) -> bool {
        self.0.terminated()
    }

    /// Opens an activity. Gives what was wrong, or nothing.
    pub fn begin(&mut self, identifier: &str) -> Option<String> {
        self.0.begin(identifier).err().map(|why| why.to_string())
    }

    /// Leaves the open activity, `wall` hundredths of a second after it was opened. Gives what
    /// was wrong, or nothing.
    pub fn end(&mut self, wall: f64) -> Option<String> {
        self.0.end(wall as i64).err().map(|why| why.to_string())
    }

    /// The entries since the last call of this, each as JSON.
    #[wasm_bindgen(js_name = takeJournal)]
    pub fn take_journal(&mut self) -> Vec<String> {
        let entries = self.0.take_journal();
        entries
            .iter()
            .filter_map(|entry| serde_json::to_string(entry).ok())
            .collect()
    }

    /// How far one activity is: `not_attempted`, `incomplete`, `completed`, `passed`, `failed`
    /// or `unknown`.
    pub fn status(&self, identifier: &str) -> String {
        use beckon_scorm::runtime::{Completion, Success};
        let Some(summary) = self.0.activity_summary(identifier) else {
            return String::new();
        };
        let word = match (summary.completion, summary.success) {
            (_, Success::Passed) => "passed",
            (_, Success::Failed) => "failed",
            (Completion::Completed, _) => "completed",
            (Completion::Incomplete, _) => "incomplete",
            (Completion::NotAttempted, _) => "not_attempted",
            (Completion::Unknown, _) => "unknown",
        };
        word.to_owned()
    }

    /// What the last activity wants next: `stay`, `menu`, `exit` or `go:IDENTIFIER`.
    #[wasm_bindgen(js_name = afterEnd)]
    pub fn after_end(&self) -> String {
        match self.0.after_end() {
            Next::Stay => "stay".to_owned(),
            Next::Menu => "menu".to_owned(),
            Next::Exit => "exit".to_owned(),
            Next::Go(identifier) => format!("go:{identifier}"),
        }
    }

    pub fn initialize(&mut self, argument: &str) -> String {
        self.0.initialize(argument)
    }

    pub fn terminate(&mut self, argument: &str) -> String {
        self.0.terminate(argument)
    }

    pub fn commit(&mut self, argument: &str) -> String {
        self.0.commit(argument)
    }

    #[wasm_bindgen(js_name = getValue)]
    pub fn get_value(&mut self, element: &str) -> String {
        self.0.get_value(element)
    }

    #[wasm_bindgen(js_name = setValue)]
    pub fn set_value(&mut self, element: &str, value: &str) -> String {
        self.0.set_value(element, value)
    }

    #[wasm_bindgen(js_name = getLastError)]
    pub fn get_last_error(&self) -> String {
        self.0.get_last_error()
    }

    #[wasm_bindgen(js_name = getErrorString)]
    pub fn get_error_string(&self, code: &str) -> String {
        self.0.get_error_string(code)
    }

    #[wasm_bindgen(js_name = getDiagnostic)]
    pub fn get_diagnostic(&self, code: &str) -> String {
        self.0.get_diagnostic(code)
    }
}
