//! Results: what a course's data amounts to, for one activity and for the whole.

use serde::{Deserialize, Serialize};

use super::attempt::{Attempt, is_sco};
use super::state::ActivityState;
use super::values;
use crate::course::{Item, Standard};

/// How far a learner came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Completion {
    Unknown,
    NotAttempted,
    Incomplete,
    Completed,
}

/// How well a learner did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Success {
    Unknown,
    Passed,
    Failed,
}

/// Results of an activity or of a whole course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub completion: Completion,
    pub success: Success,
    /// 0–100.
    pub score: Option<f64>,
    /// Hundredths of a second over all finished sittings.
    pub total_time: i64,
    /// 0–1.
    pub progress: Option<f64>,
}

/// The whole course. One activity's results are the course's; of several, the course is
/// complete when all are, failed when one is, passed when all that tell are, and its score is
/// the average of those that have one.
pub fn course(attempt: &Attempt) -> Summary {
    let all: Vec<Summary> = attempt
        .items
        .iter()
        .map(|item| activity(attempt, item))
        .collect();
    if let [only] = all.as_slice() {
        return only.clone();
    }
    let count = |completion| {
        all.iter()
            .filter(|one| one.completion == completion)
            .count()
    };
    let completed = count(Completion::Completed);
    let completion = match () {
        _ if all.is_empty() || count(Completion::NotAttempted) == all.len() => {
            Completion::NotAttempted
        }
        _ if completed == all.len() => Completion::Completed,
        _ => Completion::Incomplete,
    };
    let has = |success| all.iter().any(|one| one.success == success);
    let success = match () {
        _ if has(Success::Failed) => Success::Failed,
        _ if has(Success::Passed) => Success::Passed,
        _ => Success::Unknown,
    };
    let scores: Vec<f64> = all.iter().filter_map(|one| one.score).collect();
    let average = scores.iter().sum::<f64>() / scores.len().max(1) as f64;
    Summary {
        completion,
        success,
        score: (!scores.is_empty()).then(|| tidy(average)),
        total_time: all
            .iter()
            .fold(0, |sum, one| one.total_time.saturating_add(sum)),
        progress: (!all.is_empty()).then(|| tidy(completed as f64 / all.len() as f64)),
    }
}

/// One activity.
pub fn activity(attempt: &Attempt, item: &Item) -> Summary {
    let state = attempt.state(&item.identifier);
    let Some(state) = state.filter(|state| state.opened) else {
        return Summary {
            completion: Completion::NotAttempted,
            success: Success::Unknown,
            score: None,
            total_time: 0,
            progress: None,
        };
    };
    let (completion, success) = match () {
        _ if !is_sco(item) => (Completion::Completed, Success::Unknown),
        _ if attempt.course.standard.is_2004() => statuses_2004(item, state),
        _ => statuses_12(state),
    };
    let progress = real(state, "cmi.progress_measure");
    Summary {
        completion,
        success,
        score: score(attempt.course.standard, state),
        total_time: state.total_time,
        progress: progress.or((completion == Completion::Completed).then_some(1.0)),
    }
}

pub fn is_complete(attempt: &Attempt, item: &Item) -> bool {
    activity(attempt, item).completion == Completion::Completed
}

fn statuses_12(state: &ActivityState) -> (Completion, Success) {
    match state.value("cmi.core.lesson_status").unwrap_or("") {
        "passed" => (Completion::Completed, Success::Passed),
        "failed" => (Completion::Completed, Success::Failed),
        "completed" | "browsed" => (Completion::Completed, Success::Unknown),
        _ => (Completion::Incomplete, Success::Unknown),
    }
}

fn statuses_2004(item: &Item, state: &ActivityState) -> (Completion, Success) {
    let completion = match completion_2004(item, state) {
        "completed" => Completion::Completed,
        "incomplete" => Completion::Incomplete,
        "not attempted" => Completion::NotAttempted,
        _ => Completion::Unknown,
    };
    let success = match success_2004(item, state) {
        "passed" => Success::Passed,
        "failed" => Success::Failed,
        _ => Success::Unknown,
    };
    (completion, success)
}

/// SCORM 2004: a threshold in the manifest decides over what the course sets.
pub fn completion_2004<'a>(item: &Item, state: &'a ActivityState) -> &'a str {
    match (
        item.completion_threshold,
        real(state, "cmi.progress_measure"),
    ) {
        (Some(least), Some(progress)) if progress >= least => "completed",
        (Some(_), Some(_)) => "incomplete",
        (Some(_), None) => "unknown",
        (None, _) => state.value("cmi.completion_status").unwrap_or("unknown"),
    }
}

/// SCORM 2004: a passing score in the manifest decides over what the course sets.
pub fn success_2004<'a>(item: &Item, state: &'a ActivityState) -> &'a str {
    match (item.scaled_passing_score, real(state, "cmi.score.scaled")) {
        (Some(least), Some(score)) if score >= least => "passed",
        (Some(_), Some(_)) => "failed",
        (Some(_), None) => "unknown",
        (None, _) => state.value("cmi.success_status").unwrap_or("unknown"),
    }
}

/// What the system decides at the end of a sitting: the element to set and its value.
///
/// SCORM 1.2: a mastery score decides over what the course set, unless the learner is to go on
/// later; a course that set no status is complete when it finished in order. SCORM 2004: the
/// same for a course that terminated without naming a completion.
pub fn verdict(
    standard: Standard,
    item: &Item,
    state: &ActivityState,
    suspended: bool,
    implicit: bool,
) -> Option<(&'static str, &'static str)> {
    if standard.is_2004() {
        let name = "cmi.completion_status";
        let open = state.value(name).is_none() && item.completion_threshold.is_none();
        return (open && !suspended && !implicit).then_some((name, "completed"));
    }
    let name = "cmi.core.lesson_status";
    let status = state.value(name);
    let going_on = suspended && matches!(status, None | Some("incomplete"));
    match (item.mastery_score, real(state, "cmi.core.score.raw")) {
        (Some(mastery), Some(raw)) if !going_on => {
            Some((name, if raw >= mastery { "passed" } else { "failed" }))
        }
        _ if status.is_some() => None,
        _ => Some((name, if suspended { "incomplete" } else { "completed" })),
    }
}

/// A score of 0–100: the scaled one, else the raw one within its bounds.
fn score(standard: Standard, state: &ActivityState) -> Option<f64> {
    let stem = if standard.is_2004() {
        "cmi.score"
    } else {
        "cmi.core.score"
    };
    let part = |name: &str| real(state, &format!("{stem}.{name}"));
    if let Some(scaled) = part("scaled") {
        return Some(tidy(scaled.clamp(0.0, 1.0) * 100.0));
    }
    let raw = part("raw")?;
    let (least, most) = (part("min").unwrap_or(0.0), part("max").unwrap_or(100.0));
    let share = if most > least {
        (raw - least) / (most - least)
    } else {
        raw / 100.0
    };
    Some(tidy(share.clamp(0.0, 1.0) * 100.0))
}

fn real(state: &ActivityState, name: &str) -> Option<f64> {
    state.value(name).and_then(values::number)
}

/// Rounds to four decimals, so that 0.29 of 100 is 29.
fn tidy(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}
