//! A registration's results for programs, whole: what the API answers and what postbacks carry.

use super::owned;
use super::programs::names;
use super::store::{self, Registration};
use crate::accounts::Instructor;
use crate::db::On;
use crate::zone::iso;
use crate::{Domain, Result, flags, play, tags};
use beckon_model::registration::known_email;
use beckon_model::result::{
    ActivityResult, Comment, CompletionStatus, CourseReference, Depth, InteractionType,
    LearnerInfo, LearnerPreference, ObjectiveCompletionStatus, ObjectiveResult, RegistrationResult,
    Runtime, RuntimeInteraction, RuntimeObjective, Scaled, SharedData, StaticProperties,
    SuccessStatus,
};
use beckon_model::{Problem, RegistrationId};
use beckon_scorm::course::{Item, Standard};
use beckon_scorm::runtime::{
    ActivityState, Completion, Progress, Success, Summary, Tracked, TrackedObjective,
};

/// The results of one attempt of a registration, counted from 1; the latest if none is named.
///
/// # Errors
/// Not found if it is another instructor's, or never had so many attempts.
pub async fn results(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    instance: Option<i64>,
    depth: Depth,
) -> Result<RegistrationResult> {
    let row = owned(domain, who, id).await?;
    let on = &mut &domain.db;
    if let Some(instance) = instance
        && !store::instances(on, &row).await?.contains(&instance)
    {
        return Err(Problem::NotFound("This registration has no such instance.".to_owned()).into());
    }
    result(domain, on, &row, instance, depth).await
}

/// The results of one attempt of a registration, from 1; the latest if none is named. Takes it for granted that whoever
/// asks may have them.
///
/// # Errors
/// When the registration or what is stored of it can't be read.
pub(crate) async fn result(
    domain: &Domain,
    on: &mut impl On,
    registration: &Registration,
    instance: Option<i64>,
    depth: Depth,
) -> Result<RegistrationResult> {
    let instance = instance
        .unwrap_or(registration.instance)
        .clamp(1, registration.instance);
    let id = &registration.id;
    let version = play::version_of_attempt(on, registration, instance).await?;
    let attempt = play::attempt(domain, on, registration, (instance, &version)).await?;
    let facts = store::facts(on, id, instance).await?;
    let course = attempt.course_state();
    let tracked = attempt.tracked();
    let summary = &tracked.summary;
    let completion = completion(summary);
    let (first_name, last_name) = names(registration);
    let email = known_email(registration.learner_email.clone());
    let telling = Telling {
        standard: attempt.course().standard,
        depth,
    };
    Ok(RegistrationResult {
        id: registration.external_id.as_ref().unwrap_or(&id.0).clone(),
        instance: instance - 1,
        xapi_registration_id: match &registration.xapi_id {
            Some(said) => Some(said.clone()),
            None => uuid::Uuid::try_parse(&id.0)
                .ok()
                .map(|id| id.hyphenated().to_string()),
        },
        updated: facts.last.or(Some(facts.created_at)).map(iso),
        registration_completion: completion,
        registration_completion_amount: summary.progress.map(|share| scaled(share * 100.0).scaled),
        registration_success: success(summary),
        score: summary.score.map(scaled),
        total_seconds_tracked: facts.first.map(|_| facts.tracked as f64 / 1_000.0),
        first_access_date: facts.first.map(iso),
        last_access_date: facts.last.map(iso),
        completed_date: match (completion, facts.first) {
            (CompletionStatus::Completed, Some(first)) => {
                store::completed_at(on, id, first, facts.next)
                    .await?
                    .map(iso)
            }
            _ => None,
        },
        created_date: Some(iso(facts.created_at)),
        course: CourseReference {
            id: registration
                .course_external_id
                .as_ref()
                .unwrap_or(&registration.course_id.0)
                .clone(),
            title: attempt.course().title.clone(),
            version: store::version_number(on, &version).await?,
        },
        learner: LearnerInfo {
            id: match &registration.learner_key {
                Some(key) => key.clone(),
                None if email.is_empty() => registration.learner_id.0.clone(),
                None => email.clone(),
            },
            email: Some(email).filter(|email| !email.is_empty()),
            first_name,
            last_name,
        },
        tags: tags::of(on, &registration.owner_id, tags::Kind::Registration, &id.0).await?,
        global_objectives: depth.details.then(|| {
            let told = |(id, known): (&String, &Progress)| {
                objective(TrackedObjective {
                    id,
                    primary: false,
                    known,
                    past: None,
                })
            };
            course.objectives.iter().map(told).collect()
        }),
        shared_data: depth.details.then(|| {
            let told = |(id, value): (&String, &String)| SharedData {
                id: id.clone(),
                value: value.clone(),
            };
            course.data.iter().map(told).collect()
        }),
        suspended_activity_id: attempt.suspended().map(str::to_owned),
        activity_details: depth.activity.then(|| telling.activity(&tracked)),
        flags: flags::of_attempt(on, id, instance).await?,
    })
}

/// What is asked for, and how the course speaks.
#[derive(Clone, Copy)]
struct Telling {
    standard: Standard,
    depth: Depth,
}

impl Telling {
    fn activity(self, tracked: &Tracked<'_>) -> ActivityResult {
        let Tracked {
            summary,
            item,
            state,
            ..
        } = tracked;
        ActivityResult {
            id: tracked.identifier.to_owned(),
            title: tracked.title.to_owned(),
            attempts: tracked.attempts,
            activity_completion: completion(summary),
            activity_success: success(summary),
            score: summary.score.map(scaled),
            time_tracked: time_tracked(summary.total_time),
            completion_amount: summary.progress.map(|share| scaled(share * 100.0)),
            suspended: tracked.suspended,
            children: self.depth.children.then(|| {
                tracked
                    .children
                    .iter()
                    .map(|child| self.activity(child))
                    .collect()
            }),
            objectives: self.depth.details.then(|| self.objectives(tracked)),
            static_properties: item.map(|item| self.static_properties(item)),
            runtime: match (item, state) {
                (Some(_), Some(state)) if self.depth.runtime => Some(self.runtime(summary, state)),
                _ => None,
            },
        }
    }

    /// As they count: what the sequencing tracks, or in SCORM 1.2 what the activity said.
    fn objectives(self, tracked: &Tracked<'_>) -> Vec<ObjectiveResult> {
        let Some(state) = tracked.state.filter(|_| !self.standard.is_2004()) else {
            return tracked
                .objectives
                .iter()
                .map(|one| objective(one.clone()))
                .collect();
        };
        let said = |n: u32| {
            let said = Said(state, format!("cmi.objectives.{n}."));
            let (completion, success) = match said.text("status").as_deref() {
                Some("passed") => (CompletionStatus::Completed, SuccessStatus::Passed),
                Some("failed") => (CompletionStatus::Completed, SuccessStatus::Failed),
                Some("completed") => (CompletionStatus::Completed, SuccessStatus::Unknown),
                Some("incomplete" | "browsed") => {
                    (CompletionStatus::Incomplete, SuccessStatus::Unknown)
                }
                _ => (CompletionStatus::Unknown, SuccessStatus::Unknown),
            };
            ObjectiveResult {
                id: said.text("id").unwrap_or_default(),
                score_raw: said.number("score.raw"),
                score_min: said.number("score.min"),
                score_max: said.number("score.max"),
                objective_completion: completion,
                objective_success: success,
                previous_objective_success: Some(SuccessStatus::Unknown),
                ..ObjectiveResult::default()
            }
        };
        (0..state.count("cmi.objectives")).map(said).collect()
    }

    fn static_properties(self, item: &Item) -> StaticProperties {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let passing = match self.standard.is_2004() {
            true => item.scaled_passing_score,
            false => item.mastery_score.map(|score| score / 100.0),
        };
        StaticProperties {
            completion_threshold: item
                .completion_threshold
                .map(|threshold| threshold.to_string()),
            launch_data: text(&item.launch_data),
            max_time_allowed: text(&item.max_time_allowed),
            scaled_passing_score: passing,
            scaled_passing_score_used: passing.is_some(),
            time_limit_action: text(&item.time_limit_action),
        }
    }

    fn runtime(self, summary: &Summary, state: &ActivityState) -> Runtime {
        let new = self.standard.is_2004();
        let stem = if new { "cmi." } else { "cmi.core." };
        let (core, cmi) = (Said(state, stem.to_owned()), Said(state, "cmi.".to_owned()));
        let (status, location) = if new {
            ("completion_status", "location")
        } else {
            ("lesson_status", "lesson_location")
        };
        Runtime {
            completion_status: Some(
                core.text(status)
                    .unwrap_or_else(|| if new { "unknown" } else { "not attempted" }.to_owned()),
            ),
            credit: Some("credit".to_owned()),
            entry: Some(match (state.resumes(), state.attempted()) {
                (true, _) => "resume".to_owned(),
                (false, true) => String::new(),
                (false, false) => "ab-initio".to_owned(),
            }),
            exit: state.resumes().then(|| "suspend".to_owned()),
            learner_preference: Some(self.preference(state)),
            location: core.text(location),
            mode: Some("normal".to_owned()),
            progress_measure: core.text("progress_measure"),
            score_scaled: core.text("score.scaled"),
            score_raw: core.text("score.raw"),
            score_min: core.text("score.min"),
            score_max: core.text("score.max"),
            total_time: Some(match new {
                true => beckon_scorm::runtime::show_duration(state.total_time()),
                false => time_tracked(state.total_time()),
            }),
            time_tracked: time_tracked(state.total_time()),
            runtime_success_status: success(summary),
            suspend_data: cmi.text("suspend_data"),
            learner_comments: comments(self.standard, state, LEARNERS),
            lms_comments: comments(self.standard, state, FROM_LMS),
            runtime_interactions: self.depth.details.then(|| {
                (0..state.count("cmi.interactions"))
                    .map(|n| self.interaction(state, n))
                    .collect()
            }),
            runtime_objectives: self.depth.details.then(|| {
                (0..state.count("cmi.objectives"))
                    .map(|n| runtime_objective(state, n))
                    .collect()
            }),
        }
    }

    fn preference(self, state: &ActivityState) -> LearnerPreference {
        let (stem, [audio, speed, text]) = match self.standard.is_2004() {
            true => (
                "cmi.learner_preference.",
                ["audio_level", "delivery_speed", "audio_captioning"],
            ),
            false => ("cmi.student_preference.", ["audio", "speed", "text"]),
        };
        let said = Said(state, stem.to_owned());
        LearnerPreference {
            audio_level: said.number(audio),
            language: said.text("language"),
            delivery_speed: said.number(speed),
            audio_captioning: said.text(text).and_then(|text| text.parse().ok()),
        }
    }

    fn interaction(self, state: &ActivityState, n: u32) -> RuntimeInteraction {
        let said = Said(state, format!("cmi.interactions.{n}."));
        let (time, response) = match self.standard.is_2004() {
            true => ("timestamp", "learner_response"),
            false => ("time", "student_response"),
        };
        let each = |collection: &str, part: &str| {
            let count = state.count(&format!("cmi.interactions.{n}.{collection}"));
            let one = |m: u32| {
                said.text(&format!("{collection}.{m}.{part}"))
                    .unwrap_or_default()
            };
            (0..count).map(one).collect()
        };
        let timestamp = said.text(time);
        RuntimeInteraction {
            id: said.text("id").unwrap_or_default(),
            kind: said.text("type").map(|word| interaction_type(&word)),
            objectives: each("objectives", "id"),
            timestamp_utc: timestamp.as_deref().and_then(in_utc),
            timestamp,
            correct_responses: each("correct_responses", "pattern"),
            weighting: said.text("weighting"),
            learner_response: said.text(response),
            result: said.text("result").map(|word| match word.as_str() {
                "wrong" => "incorrect".to_owned(),
                _ => word,
            }),
            latency: said.text("latency"),
            description: said.text("description"),
        }
    }
}

/// What an activity said under a name that begins like this.
struct Said<'a>(&'a ActivityState, String);

impl Said<'_> {
    fn text(&self, name: &str) -> Option<String> {
        self.0
            .value(&format!("{}{name}", self.1))
            .map(str::to_owned)
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.text(name)
            .and_then(|text| text.trim().parse().ok())
            .filter(|number: &f64| number.is_finite())
    }
}

/// Where comments are kept: those of SCORM 2004, and the one of SCORM 1.2.
pub(super) const LEARNERS: [&str; 2] = ["cmi.comments_from_learner", "cmi.comments"];
pub(super) const FROM_LMS: [&str; 2] = ["cmi.comments_from_lms", "cmi.comments_from_lms"];

/// In SCORM 1.2 all comments are one text.
pub(super) fn comments(
    standard: Standard,
    state: &ActivityState,
    [many, one]: [&str; 2],
) -> Vec<Comment> {
    if !standard.is_2004() {
        let comment = |value: &str| Comment {
            value: value.to_owned(),
            ..Comment::default()
        };
        return state.value(one).map(comment).into_iter().collect();
    }
    let comment = |n: u32| {
        let said = Said(state, format!("{many}.{n}."));
        Comment {
            value: said.text("comment").unwrap_or_default(),
            location: said.text("location"),
            date_time: said.text("timestamp"),
        }
    };
    (0..state.count(many)).map(comment).collect()
}

fn runtime_objective(state: &ActivityState, n: u32) -> RuntimeObjective {
    let said = Said(state, format!("cmi.objectives.{n}."));
    // In SCORM 1.2 one word says both.
    let old = said.text("status");
    let word = |name: &str| said.text(name).or_else(|| old.clone());
    RuntimeObjective {
        id: said.text("id").unwrap_or_default(),
        score_scaled: said.text("score.scaled"),
        score_min: said.text("score.min"),
        score_max: said.text("score.max"),
        score_raw: said.text("score.raw"),
        runtime_objective_success_status: match word("success_status").as_deref() {
            Some("passed") => SuccessStatus::Passed,
            Some("failed") => SuccessStatus::Failed,
            _ => SuccessStatus::Unknown,
        },
        runtime_objective_completion_status: match word("completion_status").as_deref() {
            Some("completed" | "passed" | "failed") => ObjectiveCompletionStatus::Completed,
            Some("incomplete") => ObjectiveCompletionStatus::Incomplete,
            Some("not attempted") => ObjectiveCompletionStatus::NotAttempted,
            Some("browsed") => ObjectiveCompletionStatus::Browsed,
            _ => ObjectiveCompletionStatus::Unknown,
        },
        progress_measure: said.text("progress_measure"),
        description: said.text("description"),
    }
}

fn objective(tracked: TrackedObjective<'_>) -> ObjectiveResult {
    let known = tracked.known;
    let past = tracked.past.cloned().unwrap_or_default();
    let percent = |measure: f64| scaled(measure * 100.0);
    ObjectiveResult {
        id: tracked.id.to_owned(),
        primary: tracked.primary,
        score: known.measure.map(percent),
        score_max: known.max,
        score_min: known.min,
        score_raw: known.raw,
        previous_score_scaled: past.previous_measure.map(|measure| percent(measure).scaled),
        first_score_scaled: past.first_measure.map(|measure| percent(measure).scaled),
        progress_measure: known.progress,
        first_success_time_stamp: past.satisfied_at.map(iso),
        objective_completion: match known.completed {
            Some(true) => CompletionStatus::Completed,
            Some(false) => CompletionStatus::Incomplete,
            None => CompletionStatus::Unknown,
        },
        objective_success: satisfaction(known.satisfied),
        previous_objective_success: Some(satisfaction(past.previous_satisfied)),
    }
}

fn satisfaction(satisfied: Option<bool>) -> SuccessStatus {
    match satisfied {
        Some(true) => SuccessStatus::Passed,
        Some(false) => SuccessStatus::Failed,
        None => SuccessStatus::Unknown,
    }
}

fn completion(summary: &Summary) -> CompletionStatus {
    match summary.completion {
        Completion::Completed => CompletionStatus::Completed,
        Completion::Incomplete => CompletionStatus::Incomplete,
        Completion::NotAttempted | Completion::Unknown => CompletionStatus::Unknown,
    }
}

fn success(summary: &Summary) -> SuccessStatus {
    match summary.success {
        Success::Passed => SuccessStatus::Passed,
        Success::Failed => SuccessStatus::Failed,
        Success::Unknown => SuccessStatus::Unknown,
    }
}

/// Rounded to four decimals.
fn scaled(number: f64) -> Scaled {
    Scaled {
        scaled: (number * 10_000.0).round() / 10_000.0,
    }
}

/// Hundredths of a second as `0001:02:03.04`.
fn time_tracked(time: i64) -> String {
    let (time, rest) = (time.max(0) / 100, time.max(0) % 100);
    format!(
        "{:04}:{:02}:{:02}.{rest:02}",
        time / 3_600,
        time / 60 % 60,
        time % 60
    )
}

/// A timestamp of SCORM 2004 in UTC; one without a zone is taken to be in UTC.
fn in_utc(timestamp: &str) -> Option<String> {
    let moment = timestamp.parse::<jiff::Timestamp>().or_else(|_| {
        let there = timestamp.parse::<jiff::civil::DateTime>()?;
        jiff::tz::TimeZone::UTC.to_timestamp(there)
    });
    moment.ok().map(|moment| iso(moment.as_millisecond()))
}

fn interaction_type(word: &str) -> InteractionType {
    match word {
        "true-false" => InteractionType::TrueFalse,
        "choice" => InteractionType::Choice,
        "fill-in" => InteractionType::FillIn,
        "long-fill-in" => InteractionType::LongFillIn,
        "likert" => InteractionType::Likert,
        "matching" => InteractionType::Matching,
        "performance" => InteractionType::Performance,
        "sequencing" => InteractionType::Sequencing,
        "numeric" => InteractionType::Numeric,
        _ => InteractionType::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_hours_minutes_and_seconds() {
        assert_eq!(time_tracked(0), "0000:00:00.00");
        assert_eq!(time_tracked(372_304), "0001:02:03.04");
    }

    #[test]
    fn a_timestamp_is_told_in_utc_and_a_mere_time_is_none() {
        assert_eq!(
            in_utc("2026-11-25T10:05:07+01:00").as_deref(),
            Some("2026-11-25T09:05:07.000Z")
        );
        assert_eq!(
            in_utc("2026-11-25T09:05:07.5").as_deref(),
            Some("2026-11-25T09:05:07.500Z")
        );
        assert_eq!(in_utc("09:05:07"), None);
    }
}
