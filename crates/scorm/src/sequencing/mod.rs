//! Sequencing: which activity comes next, as the pseudo-code of SCORM 2004 has it.
//!
//! Source: SCORM 2004 4th Edition, Sequencing and Navigation, appendix C. Functions bear the
//! names of its processes and say their numbers. An engine knows the tree of activities, what
//! is tracked of each, and the learner's global objectives; it reads no clock and rolls no dice
//! but those of its seed.

mod choice;
mod conditions;
mod delivery;
mod exception;
mod flow;
mod navigation;
mod outline;
mod overall;
mod requests;
mod rollup;
mod rollup_rules;
mod selection;
mod state;
mod termination;
mod trace;
mod tracking;
mod tree;

#[cfg(test)]
mod tests;

pub use exception::Exception;
pub use navigation::Request;
pub use outline::{Entry as OutlineEntry, Navigation};
pub use overall::Outcome;
pub use state::CourseState;
pub use trace::Decision;
pub use tracking::{History, Progress, Tracking};

pub(crate) use overall::Done;
pub(crate) use tracking::{Number, Status};
pub(crate) use tree::Engine;
