//! The run-time: what a course may say to the player, and what is kept of it.
//!
//! An [`Attempt`] holds one learner's state of one course. The player drives it through the
//! eight calls of the SCORM API ([`api`]); what was accepted becomes a journal of [`Entry`]s,
//! which the server applies to its own `Attempt`. Both use the same rules, so both arrive at
//! the same state. Which activity is open follows from the [`sequencing`](crate::sequencing):
//! [`Attempt::enter`], [`Attempt::navigate`] and [`Attempt::navigation`] are its face. Nothing
//! here reads a clock or rolls dice.

mod api;
mod attempt;
mod calls;
mod errors;
mod journal;
mod language;
mod model;
mod navigation;
mod opening;
mod prerequisites;
mod report;
mod responses;
mod rollup;
mod shared;
mod state;
mod tables;
mod terms;
mod times;
mod tracking;
mod values;

#[cfg(test)]
mod tests;

pub use attempt::{Attempt, Kept, Refusal};
pub use errors::{Code, text as error_text};
pub use journal::Entry;
pub use navigation::Next;
pub use report::{Tracked, TrackedObjective};
pub use rollup::{Completion, Success, Summary};
pub use state::ActivityState;
pub use terms::{Mode, Terms};
pub use times::show_duration;

pub use crate::sequencing::{
    CourseState, Decision, History, Navigation, Outcome, Progress, Request,
};

/// Who plays; the same for all activities of a launch.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Learner {
    /// What the course gets as `student_id` / `learner_id`.
    pub id: String,
    /// "Last, First", as the standard wants it.
    pub name: String,
}
