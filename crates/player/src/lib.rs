//! The stage: one attempt of the run-time for the player page. The page's scripts wrap it into
//! `window.API` or `window.API_1484_11`; everything that matters is decided in `beckon-scorm`.

// The macro that exports to JavaScript writes unsafe glue; nothing here is unsafe by hand.
#![allow(unsafe_code)]

use beckon_scorm::course::Course;
use beckon_scorm::runtime::{Attempt, Kept, Learner, Mode, Next, Outcome, Request, Terms};
use wasm_bindgen::prelude::*;

/// An attempt as the page's scripts see it: strings in, strings out.
#[wasm_bindgen]
pub struct Stage(Attempt);

#[wasm_bindgen]
impl Stage {
    /// Takes the course as JSON, the learner's id and name, and what is kept of activities and
    /// course as JSON, as the server sends them at the beginning.
    ///
    /// # Errors
    /// One of them is not what it should be.
    #[wasm_bindgen(constructor)]
    pub fn new(
        course: &str,
        id: String,
        name: String,
        states: &str,
        course_state: &str,
    ) -> Result<Stage, JsError> {
        let course: Course = serde_json::from_str(course)?;
        let learner = Learner { id, name };
        let kept = Kept {
            states: serde_json::from_str(states)?,
            course: serde_json::from_str(course_state)?,
        };
        Ok(Stage(Attempt::new(course, learner, kept)))
    }

    /// On what terms it is played: the mode as the data model says it, whether a mastery score
    /// counts only where the course sets no status, and how many hundredths of a second an
    /// attempt may take.
    pub fn on(&mut self, mode: &str, status_over_mastery: bool, time_limit: Option<f64>) {
        let mode = [Mode::Browse, Mode::Review]
            .into_iter()
            .find(|known| known.word() == mode);
        self.0.agree(Terms {
            mode: mode.unwrap_or_default(),
            status_over_mastery,
            time_limit: time_limit.map(|limit| limit as i64),
        });
    }

    /// How the course stands, in a word (see `Summary::word`).
    pub fn standing(&self) -> String {
        self.0.summary().word().to_owned()
    }

    /// How much of it is done, 0–1, if it says so.
    pub fn progress(&self) -> Option<f64> {
        self.0.summary().progress
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

    /// Begins a session, or takes one up; the outcome as from `navigate`.
    pub fn enter(&mut self) -> String {
        outcome(self.0.enter())
    }

    /// Performs a navigation request by its name, with a target for `choice` and `jump`; the open
    /// activity must have been left. Gives `deliver:IDENTIFIER`, `nothing`, `ended`, or
    /// `refused:WHY`.
    pub fn navigate(&mut self, name: &str, target: Option<String>) -> String {
        let Some(request) = Request::of(name, target.as_deref()) else {
            return "refused:This request is not known.".to_owned();
        };
        match self.0.navigate(request) {
            Ok(done) => outcome(done),
            Err(refusal) => format!("refused:{refusal}"),
        }
    }

    /// What may be offered now, as JSON: see `Navigation`.
    pub fn navigation(&self) -> String {
        serde_json::to_string(&self.0.navigation()).unwrap_or_default()
    }

    /// What the last activity wants next: `stay`, `menu`, or `do:REQUEST:TARGET`, which is to be
    /// performed by `navigate`.
    #[wasm_bindgen(js_name = afterEnd)]
    pub fn after_end(&self) -> String {
        match self.0.after_end() {
            Next::Stay => "stay".to_owned(),
            Next::Menu => "menu".to_owned(),
            Next::Navigate(request) => match request.parts() {
                (name, Some(target)) => format!("do:{name}:{target}"),
                (name, None) => format!("do:{name}:"),
            },
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

fn outcome(outcome: Outcome) -> String {
    match outcome {
        Outcome::Deliver(identifier) => format!("deliver:{identifier}"),
        Outcome::Nothing => "nothing".to_owned(),
        Outcome::SessionEnded => "ended".to_owned(),
        Outcome::Stuck(exception) => format!("refused:{exception}"),
    }
}
