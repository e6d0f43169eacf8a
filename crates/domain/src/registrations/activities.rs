//! How far each activity of a registration is, and what the course told of it.

use super::result::{self, FROM_LMS, LEARNERS};
use super::store::Registration;
use crate::db::On;
use crate::{Domain, Result, play};
use beckon_model::registration::{
    ActivityLine, CommentLine, InteractionLine, ObjectiveLine, progress_word,
};
use beckon_scorm::course::Standard;
use beckon_scorm::runtime::ActivityState;

/// The activities of one attempt, in the order of the course.
pub(super) async fn of(
    domain: &Domain,
    on: &mut impl On,
    registration: &Registration,
    instance: i64,
) -> Result<Vec<ActivityLine>> {
    let version = play::version_of_attempt(on, registration, instance).await?;
    let attempt = play::attempt(domain, on, registration, (instance, &version)).await?;
    let standard = attempt.course().standard;
    let line = |(item, depth): (&beckon_scorm::course::Item, u32)| {
        let state = attempt.state(&item.identifier);
        let summary = attempt.activity_summary(&item.identifier);
        let seen = state.is_some_and(ActivityState::attempted);
        let word = summary.as_ref().filter(|_| seen).map(|summary| {
            let (completion, success) = play::words(summary);
            progress_word(completion, success)
        });
        let value = |names: &[&str]| state.map(|state| first(state, names)).unwrap_or_default();
        ActivityLine {
            title: item.title.clone(),
            depth,
            launchable: item.launch.is_some(),
            status: word.unwrap_or_default().to_owned(),
            score: summary.as_ref().and_then(|summary| summary.score),
            time: state.map_or(0, ActivityState::total_time),
            location: value(&["cmi.location", "cmi.core.lesson_location"]),
            suspend_data: value(&["cmi.suspend_data"]),
            objectives: state.map(objectives).unwrap_or_default(),
            interactions: state
                .map(|state| interactions(standard, state))
                .unwrap_or_default(),
            comments: state
                .map(|state| comments(standard, state))
                .unwrap_or_default(),
            reported: state.map(reported).unwrap_or_default(),
        }
    };
    Ok(attempt
        .course()
        .activities()
        .into_iter()
        .map(line)
        .collect())
}

/// What a course asked in an activity, of which this is kept.
///
/// # Errors
/// When what is kept can't be read.
pub(crate) fn questions(standard: Standard, kept: &str) -> Result<Vec<InteractionLine>> {
    Ok(interactions(standard, &serde_json::from_str(kept)?))
}

fn first(state: &ActivityState, names: &[&str]) -> String {
    let found = names.iter().find_map(|name| state.value(name));
    found.unwrap_or_default().to_owned()
}

/// What the learner said, and what was made for him to read.
fn comments(standard: Standard, state: &ActivityState) -> Vec<CommentLine> {
    let of = |place, by_learner| {
        result::comments(standard, state, place)
            .into_iter()
            .map(move |comment| CommentLine {
                by_learner,
                text: comment.value,
                location: comment.location.unwrap_or_default(),
                time: comment.date_time.unwrap_or_default(),
            })
    };
    of(LEARNERS, true).chain(of(FROM_LMS, false)).collect()
}

fn reported(state: &ActivityState) -> Vec<(String, String)> {
    let pair = |(element, value): (&str, &str)| (element.to_owned(), value.to_owned());
    state.values().map(pair).collect()
}

fn objectives(state: &ActivityState) -> Vec<ObjectiveLine> {
    let line = |n: u32| {
        let value = |name: &str| first(state, &[&format!("cmi.objectives.{n}.{name}")]);
        ObjectiveLine {
            id: value("id"),
            description: value("description"),
            success: value("success_status"),
            completion: match value("completion_status") {
                none if none.is_empty() => value("status"),
                completion => completion,
            },
            score: match value("score.raw") {
                none if none.is_empty() => value("score.scaled"),
                raw => match (value("score.min"), value("score.max")) {
                    (least, most) if least.is_empty() || most.is_empty() => raw,
                    (least, most) => format!("{raw} ({least} to {most})"),
                },
            },
            progress: value("progress_measure"),
        }
    };
    (0..state.count("cmi.objectives")).map(line).collect()
}

fn interactions(standard: Standard, state: &ActivityState) -> Vec<InteractionLine> {
    let (time, response) = match standard.is_2004() {
        true => ("timestamp", "learner_response"),
        false => ("time", "student_response"),
    };
    let line = |n: u32| {
        let stem = format!("cmi.interactions.{n}");
        let value = |name: &str| first(state, &[&format!("{stem}.{name}")]);
        let patterns = state.count(&format!("{stem}.correct_responses"));
        let pattern = |m: u32| value(&format!("correct_responses.{m}.pattern"));
        InteractionLine {
            id: value("id"),
            kind: value("type"),
            description: value("description"),
            response: value(response),
            correct: (0..patterns).map(pattern).collect(),
            objectives: (0..state.count(&format!("{stem}.objectives")))
                .map(|m| value(&format!("objectives.{m}.id")))
                .collect(),
            result: value("result"),
            weighting: value("weighting"),
            latency: value("latency"),
            time: value(time),
        }
    };
    (0..state.count("cmi.interactions")).map(line).collect()
}
