//! Results: what a course's data amounts to, for one activity and for the whole.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::attempt::{Attempt, is_sco};
use super::state::ActivityState;
use super::values;
use super::{Mode, Terms};
use crate::course::sequencing::reading::word;
use crate::course::{Item, Standard};
use crate::sequencing::{Number, Status};

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

impl Summary {
    /// What was stored of it, by hand as a course; `None` if that is not whole.
    pub(crate) fn read(value: &Value) -> Option<Self> {
        const COMPLETIONS: &[(&str, Completion)] = &[
            ("unknown", Completion::Unknown),
            ("not_attempted", Completion::NotAttempted),
            ("incomplete", Completion::Incomplete),
            ("completed", Completion::Completed),
        ];
        const SUCCESSES: &[(&str, Success)] = &[
            ("unknown", Success::Unknown),
            ("passed", Success::Passed),
            ("failed", Success::Failed),
        ];
        Some(Self {
            completion: word(&value["completion"], COMPLETIONS)?,
            success: word(&value["success"], SUCCESSES)?,
            score: value["score"].as_f64(),
            total_time: value["total_time"].as_i64()?,
            progress: value["progress"].as_f64(),
        })
    }

    /// How far and how well, in a word: `not_attempted`, `incomplete`, `completed`, `passed`,
    /// `failed` or `unknown`.
    pub fn word(&self) -> &'static str {
        match (self.completion, self.success) {
            (_, Success::Passed) => "passed",
            (_, Success::Failed) => "failed",
            (Completion::Completed, _) => "completed",
            (Completion::Incomplete, _) => "incomplete",
            (Completion::NotAttempted, _) => "not_attempted",
            (Completion::Unknown, _) => "unknown",
        }
    }
}

/// The whole course. One activity's results are the course's; of several, the course is
/// complete when all are, failed when one is, passed when all that tell are, and its score is
/// the average of those that have one.
pub fn course(attempt: &Attempt) -> Summary {
    if attempt.rolls_up() {
        return course_2004(attempt);
    }
    let all: Vec<Summary> = attempt
        .items
        .iter()
        .map(|item| activity(attempt, item))
        .collect();
    together(all)
}

/// A heading: what the sequencing tracks of it, or else what its children amount to.
pub fn heading(attempt: &Attempt, place: usize, children: Vec<Summary>) -> Summary {
    let below = together(children);
    if !attempt.rolls_up() {
        return below;
    }
    let (completion, success) = tracked(attempt, place);
    let engine = &attempt.engine;
    let measure = engine.number(place, "", Number::Measure);
    Summary {
        completion,
        success,
        score: measure.map(|measure| tidy(measure.clamp(0.0, 1.0) * 100.0)),
        progress: engine
            .number(place, "", Number::Progress)
            .map(tidy)
            .or((completion == Completion::Completed).then_some(1.0))
            .or(below.progress),
        total_time: below.total_time,
    }
}

fn together(all: Vec<Summary>) -> Summary {
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

/// SCORM 2004, several activities: what the sequencing has rolled up at the root.
fn course_2004(attempt: &Attempt) -> Summary {
    let engine = &attempt.engine;
    let states = attempt.states().values();
    let (completion, success) = tracked(attempt, 0);
    let leaves = || {
        engine
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, n)| n.launchable)
    };
    let completed =
        leaves().filter(|(place, _)| engine.status(*place, "", Status::Completed) == Some(true));
    let share = completed.count() as f64 / leaves().count().max(1) as f64;
    let measure = engine.number(0, "", Number::Measure);
    Summary {
        completion,
        success,
        score: measure.map(|measure| tidy(measure.clamp(0.0, 1.0) * 100.0)),
        total_time: states.fold(0, |sum, one| one.total_time.saturating_add(sum)),
        progress: Some(match (engine.number(0, "", Number::Progress), completion) {
            (_, Completion::Completed) => 1.0,
            (Some(amount), _) => tidy(amount),
            (None, _) => tidy(share),
        }),
    }
}

/// What the sequencing tracks of an activity.
fn tracked(attempt: &Attempt, place: usize) -> (Completion, Success) {
    let engine = &attempt.engine;
    let completion = match engine.status(place, "", Status::Completed) {
        Some(true) => Completion::Completed,
        Some(false) => Completion::Incomplete,
        None if engine.track(place).attempts == 0 => Completion::NotAttempted,
        None => Completion::Incomplete,
    };
    let success = match engine.status(place, "", Status::Satisfied) {
        Some(true) => Success::Passed,
        Some(false) => Success::Failed,
        None => Success::Unknown,
    };
    (completion, success)
}

/// What is reached stays reached: completion, success, the higher score.
pub fn better(now: Summary, best: &Summary) -> Summary {
    let completed = best.completion == Completion::Completed;
    let passed = best.success == Success::Passed || now.success == Success::Unknown;
    Summary {
        completion: if completed {
            best.completion
        } else {
            now.completion
        },
        success: if passed { best.success } else { now.success },
        score: now.score.into_iter().chain(best.score).reduce(f64::max),
        total_time: now.total_time,
        progress: now
            .progress
            .into_iter()
            .chain(best.progress)
            .reduce(f64::max),
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
    let place = attempt
        .rolls_up()
        .then(|| attempt.engine.find(&item.identifier));
    let (completion, success) = match place {
        Some(Some(place)) => tracked(attempt, place),
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

/// SCORM 1.2: the status of an activity, or of all below a heading; `None` if the course has
/// none of this identifier.
pub fn lesson_status(attempt: &Attempt, identifier: &str) -> Option<&'static str> {
    if let Some(summary) = attempt.activity_summary(identifier) {
        let state = attempt.state(identifier);
        let browsed = state.and_then(|s| s.value("cmi.core.lesson_status")) == Some("browsed");
        return Some(match summary.word() {
            "not_attempted" => "not attempted",
            _ if browsed => "browsed",
            word => word,
        });
    }
    let activities = attempt.course.activities();
    let at = activities
        .iter()
        .position(|(i, _)| i.identifier == identifier)?;
    let depth = activities.get(at)?.1;
    let mut below = activities
        .iter()
        .skip(at + 1)
        .take_while(|(_, deeper)| *deeper > depth)
        .filter(|(item, _)| item.launch.is_some());
    let complete = below.all(|(item, _)| is_complete(attempt, item));
    Some(if complete { "completed" } else { "incomplete" })
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
/// later, or the terms say otherwise; a course that set no status is complete when it finished
/// in order, or browsed. SCORM 2004: the same for a course that terminated without naming a
/// completion. `suspended`: the learner is to go on later; `implicit`: the course did not say so.
pub fn verdict(
    standard: Standard,
    item: &Item,
    state: &ActivityState,
    terms: &Terms,
    (suspended, implicit): (bool, bool),
) -> Option<(&'static str, &'static str)> {
    if standard.is_2004() {
        let name = "cmi.completion_status";
        let open = state.value(name).is_none()
            && item.completion_threshold.is_none()
            && !item.sequencing.delivery.completion_set_by_content;
        return (open && !suspended && !implicit).then_some((name, "completed"));
    }
    let name = "cmi.core.lesson_status";
    let status = state.value(name);
    let going_on = suspended && matches!(status, None | Some("incomplete"));
    let left_alone = terms.mode != Mode::Normal || terms.status_over_mastery && status.is_some();
    let word = match (item.mastery_score, real(state, "cmi.core.score.raw")) {
        (Some(mastery), Some(raw)) if !going_on && !left_alone => {
            if raw >= mastery {
                "passed"
            } else {
                "failed"
            }
        }
        _ if status.is_some() => return None,
        _ if suspended => "incomplete",
        _ if terms.mode == Mode::Browse => "browsed",
        _ => "completed",
    };
    Some((name, word))
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
