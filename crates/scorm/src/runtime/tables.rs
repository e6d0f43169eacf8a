//! The two data models as tables. `n` stands for the index of a record.
//!
//! Lengths are those courses use in practice: the standards' figures are minima that a system
//! must keep, and real courses exceed them.

use super::values::{ANY, Kind};

/// Who may do what with an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Only read; told by the system.
    Told,
    /// Read and written.
    Both,
    /// Only written.
    Written,
}

/// One element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Element {
    pub path: &'static str,
    pub access: Access,
    pub kind: Kind,
    /// What reading gives before anything was set; `None`: that it was not set yet.
    pub initial: Option<&'static str>,
}

const fn told(path: &'static str) -> Element {
    Element {
        path,
        access: Access::Told,
        kind: Kind::Text(0),
        initial: None,
    }
}

const fn both(path: &'static str, kind: Kind) -> Element {
    Element {
        path,
        access: Access::Both,
        kind,
        initial: None,
    }
}

const fn from(path: &'static str, kind: Kind, initial: &'static str) -> Element {
    Element {
        path,
        access: Access::Both,
        kind,
        initial: Some(initial),
    }
}

const fn written(path: &'static str, kind: Kind) -> Element {
    Element {
        path,
        access: Access::Written,
        kind,
        initial: None,
    }
}

/// Characters of a long text.
const LONG: usize = 64_000;
/// Characters of a short text or an identifier.
const SHORT: usize = 4_096;

const STATUS_12: Kind = Kind::Words(&["passed", "completed", "failed", "incomplete", "browsed"]);
const OBJECTIVE_12: Kind = Kind::Words(&[
    "passed",
    "completed",
    "failed",
    "incomplete",
    "browsed",
    "not attempted",
]);
const EXIT_12: Kind = Kind::Words(&["", "time-out", "suspend", "logout"]);
const SCORE_12: Kind = Kind::Decimal(0.0, 100.0);
const TYPES_12: Kind = Kind::Words(&[
    "true-false",
    "choice",
    "fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
]);
const OUTCOME_12: Kind = Kind::Outcome(&["correct", "wrong", "unanticipated", "neutral"]);

/// SCORM 1.2.
pub const MODEL_12: &[Element] = &[
    told("cmi._version"),
    told("cmi.core.student_id"),
    told("cmi.core.student_name"),
    both("cmi.core.lesson_location", Kind::Text(SHORT)),
    told("cmi.core.credit"),
    from("cmi.core.lesson_status", STATUS_12, "not attempted"),
    told("cmi.core.entry"),
    both("cmi.core.score.raw", SCORE_12),
    both("cmi.core.score.min", SCORE_12),
    both("cmi.core.score.max", SCORE_12),
    told("cmi.core.total_time"),
    told("cmi.core.lesson_mode"),
    written("cmi.core.exit", EXIT_12),
    written("cmi.core.session_time", Kind::Timespan),
    both("cmi.suspend_data", Kind::Text(LONG)),
    told("cmi.launch_data"),
    both("cmi.comments", Kind::Text(LONG)),
    told("cmi.comments_from_lms"),
    both("cmi.objectives.n.id", Kind::Text(SHORT)),
    both("cmi.objectives.n.score.raw", SCORE_12),
    both("cmi.objectives.n.score.min", SCORE_12),
    both("cmi.objectives.n.score.max", SCORE_12),
    from("cmi.objectives.n.status", OBJECTIVE_12, "not attempted"),
    told("cmi.student_data.mastery_score"),
    told("cmi.student_data.max_time_allowed"),
    told("cmi.student_data.time_limit_action"),
    from("cmi.student_preference.audio", Kind::Whole(-1, 100), "0"),
    both("cmi.student_preference.language", Kind::Text(SHORT)),
    from("cmi.student_preference.speed", Kind::Whole(-100, 100), "0"),
    from("cmi.student_preference.text", Kind::Whole(-1, 1), "0"),
    written("cmi.interactions.n.id", Kind::Text(SHORT)),
    written("cmi.interactions.n.objectives.n.id", Kind::Text(SHORT)),
    written("cmi.interactions.n.time", Kind::TimeOfDay),
    written("cmi.interactions.n.type", TYPES_12),
    written(
        "cmi.interactions.n.correct_responses.n.pattern",
        Kind::Text(SHORT),
    ),
    written("cmi.interactions.n.weighting", Kind::Decimal(-ANY, ANY)),
    written("cmi.interactions.n.student_response", Kind::Text(LONG)),
    written("cmi.interactions.n.result", OUTCOME_12),
    written("cmi.interactions.n.latency", Kind::Timespan),
];

const COMPLETION: Kind = Kind::Words(&["completed", "incomplete", "not attempted", "unknown"]);
const SUCCESS: Kind = Kind::Words(&["passed", "failed", "unknown"]);
const EXIT: Kind = Kind::Words(&["time-out", "suspend", "logout", "normal", ""]);
const FREE: Kind = Kind::Real(-ANY, ANY);
const SCALED: Kind = Kind::Real(-1.0, 1.0);
const PROGRESS: Kind = Kind::Real(0.0, 1.0);
const LEVEL: Kind = Kind::Real(0.0, ANY);
const CAPTIONS: Kind = Kind::Words(&["-1", "0", "1"]);
const TYPES: Kind = Kind::Words(&[
    "true-false",
    "choice",
    "fill-in",
    "long-fill-in",
    "matching",
    "performance",
    "sequencing",
    "likert",
    "numeric",
    "other",
]);
const OUTCOME: Kind = Kind::Outcome(&["correct", "incorrect", "unanticipated", "neutral"]);

/// SCORM 2004; the editions do not differ in what courses may say.
pub const MODEL_2004: &[Element] = &[
    told("cmi._version"),
    both("cmi.comments_from_learner.n.comment", Kind::Localized(LONG)),
    both("cmi.comments_from_learner.n.location", Kind::Text(SHORT)),
    both("cmi.comments_from_learner.n.timestamp", Kind::Timestamp),
    told("cmi.comments_from_lms.n.comment"),
    told("cmi.comments_from_lms.n.location"),
    told("cmi.comments_from_lms.n.timestamp"),
    from("cmi.completion_status", COMPLETION, "unknown"),
    told("cmi.completion_threshold"),
    told("cmi.credit"),
    told("cmi.entry"),
    written("cmi.exit", EXIT),
    both("cmi.interactions.n.id", Kind::Identifier),
    both("cmi.interactions.n.type", TYPES),
    both("cmi.interactions.n.objectives.n.id", Kind::Identifier),
    both("cmi.interactions.n.timestamp", Kind::Timestamp),
    both(
        "cmi.interactions.n.correct_responses.n.pattern",
        Kind::Pattern,
    ),
    both("cmi.interactions.n.weighting", FREE),
    both("cmi.interactions.n.learner_response", Kind::Response),
    both("cmi.interactions.n.result", OUTCOME),
    both("cmi.interactions.n.latency", Kind::Duration),
    both("cmi.interactions.n.description", Kind::Localized(SHORT)),
    told("cmi.launch_data"),
    told("cmi.learner_id"),
    told("cmi.learner_name"),
    from("cmi.learner_preference.audio_level", LEVEL, "1"),
    from("cmi.learner_preference.language", Kind::Language, ""),
    from("cmi.learner_preference.delivery_speed", LEVEL, "1"),
    from("cmi.learner_preference.audio_captioning", CAPTIONS, "0"),
    both("cmi.location", Kind::Text(LONG)),
    told("cmi.max_time_allowed"),
    told("cmi.mode"),
    both("cmi.objectives.n.id", Kind::Identifier),
    both("cmi.objectives.n.score.scaled", SCALED),
    both("cmi.objectives.n.score.raw", FREE),
    both("cmi.objectives.n.score.min", FREE),
    both("cmi.objectives.n.score.max", FREE),
    from("cmi.objectives.n.success_status", SUCCESS, "unknown"),
    from("cmi.objectives.n.completion_status", COMPLETION, "unknown"),
    both("cmi.objectives.n.progress_measure", PROGRESS),
    both("cmi.objectives.n.description", Kind::Localized(SHORT)),
    both("cmi.progress_measure", PROGRESS),
    told("cmi.scaled_passing_score"),
    both("cmi.score.scaled", SCALED),
    both("cmi.score.raw", FREE),
    both("cmi.score.min", FREE),
    both("cmi.score.max", FREE),
    written("cmi.session_time", Kind::Duration),
    from("cmi.success_status", SUCCESS, "unknown"),
    both("cmi.suspend_data", Kind::Text(LONG)),
    told("cmi.time_limit_action"),
    told("cmi.total_time"),
    from("adl.nav.request", Kind::Request, "_none_"),
    told("adl.nav.request_valid.continue"),
    told("adl.nav.request_valid.previous"),
    told("adl.data.n.id"),
    both("adl.data.n.store", Kind::Text(LONG)),
];
