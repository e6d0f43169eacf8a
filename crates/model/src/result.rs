//! A registration's results as programs read them: the fields of SCORM Cloud's API, by its names.

use serde::{Deserialize, Serialize};

/// How much of the results is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Depth {
    /// The course's own activity.
    pub activity: bool,
    /// What is below it.
    pub children: bool,
    /// Objectives, and with the run-time data its interactions.
    pub details: bool,
    /// The run-time data of each activity.
    pub runtime: bool,
}

impl Depth {
    /// As it is asked for by `includeChildResults`, `includeInteractionsAndObjectives` and `includeRuntime`.
    pub fn asked(children: bool, details: bool, runtime: bool) -> Self {
        Self {
            activity: true,
            children,
            details,
            runtime,
        }
    }
}

/// Whether it is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum CompletionStatus {
    #[default]
    Unknown,
    Completed,
    Incomplete,
}

/// Whether it is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum SuccessStatus {
    #[default]
    Unknown,
    Passed,
    Failed,
}

/// What a SCO said of an objective's completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ObjectiveCompletionStatus {
    #[default]
    Unknown,
    Completed,
    Incomplete,
    NotAttempted,
    Browsed,
}

/// The kind of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum InteractionType {
    TrueFalse,
    Choice,
    FillIn,
    LongFillIn,
    Likert,
    Matching,
    Performance,
    Sequencing,
    Numeric,
    Other,
}

/// From 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Scaled {
    pub scaled: f64,
}

/// Declares a part of the results: what is not known is left out.
macro_rules! part {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {$(
            $(#[$field_doc])*
            #[serde(skip_serializing_if = "Unknown::is_unknown")]
            pub $field: $type,
        )+}
    )+};
}

/// What may be left out.
trait Unknown {
    fn is_unknown(&self) -> bool;
}

impl<T> Unknown for Option<T> {
    fn is_unknown(&self) -> bool {
        self.is_none()
    }
}

/// Always told.
macro_rules! always {
    ($($type:ty),+) => {$(
        impl Unknown for $type {
            fn is_unknown(&self) -> bool {
                false
            }
        }
    )+};
}

always!(
    String,
    bool,
    i64,
    u32,
    CompletionStatus,
    SuccessStatus,
    ObjectiveCompletionStatus,
    LearnerInfo,
    CourseReference
);

impl<T> Unknown for Vec<T> {
    fn is_unknown(&self) -> bool {
        false
    }
}

part! {
    /// One attempt of a registration. Moments are ISO 8601 in UTC.
    RegistrationResult {
        id: String,
        /// From 0.
        instance: i64,
        xapi_registration_id: Option<String>,
        updated: Option<String>,
        registration_completion: CompletionStatus,
        /// 0 to 100.
        registration_completion_amount: Option<f64>,
        registration_success: SuccessStatus,
        score: Option<Scaled>,
        /// From opening the player until leaving it, over all launches.
        total_seconds_tracked: Option<f64>,
        first_access_date: Option<String>,
        last_access_date: Option<String>,
        completed_date: Option<String>,
        created_date: Option<String>,
        course: CourseReference,
        learner: LearnerInfo,
        tags: Vec<String>,
        global_objectives: Option<Vec<ObjectiveResult>>,
        shared_data: Option<Vec<SharedData>>,
        suspended_activity_id: Option<String>,
        activity_details: Option<ActivityResult>,
        /// Beyond the original: why this may not be the learner's own, in words: a shared computer, a forwarded link.
        flags: Vec<String>,
    }

    /// A course, and which of its versions.
    CourseReference {
        id: String,
        title: String,
        version: i64,
    }

    /// Whose registration it is.
    LearnerInfo {
        id: String,
        email: Option<String>,
        first_name: String,
        last_name: String,
    }

    /// A store that activities share (`adl.data`).
    SharedData {
        id: String,
        value: String,
    }

    /// An activity or heading.
    ActivityResult {
        id: String,
        title: String,
        attempts: u32,
        activity_completion: CompletionStatus,
        activity_success: SuccessStatus,
        score: Option<Scaled>,
        /// As `HHHH:MM:SS.SS`.
        time_tracked: String,
        completion_amount: Option<Scaled>,
        suspended: bool,
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        children: Option<Vec<ActivityResult>>,
        objectives: Option<Vec<ObjectiveResult>>,
        static_properties: Option<StaticProperties>,
        runtime: Option<Runtime>,
    }

    /// An objective as it counts.
    ObjectiveResult {
        id: String,
        primary: bool,
        score: Option<Scaled>,
        score_max: Option<f64>,
        score_min: Option<f64>,
        score_raw: Option<f64>,
        previous_score_scaled: Option<f64>,
        first_score_scaled: Option<f64>,
        progress_measure: Option<f64>,
        first_success_time_stamp: Option<String>,
        objective_completion: CompletionStatus,
        objective_success: SuccessStatus,
        previous_objective_success: Option<SuccessStatus>,
    }

    /// What the manifest says of an activity.
    StaticProperties {
        completion_threshold: Option<String>,
        launch_data: Option<String>,
        max_time_allowed: Option<String>,
        scaled_passing_score: Option<f64>,
        scaled_passing_score_used: bool,
        time_limit_action: Option<String>,
    }

    /// What an activity itself has said, in its own words.
    Runtime {
        completion_status: Option<String>,
        credit: Option<String>,
        entry: Option<String>,
        exit: Option<String>,
        learner_preference: Option<LearnerPreference>,
        location: Option<String>,
        mode: Option<String>,
        progress_measure: Option<String>,
        score_scaled: Option<String>,
        score_raw: Option<String>,
        score_min: Option<String>,
        score_max: Option<String>,
        total_time: Option<String>,
        time_tracked: String,
        runtime_success_status: SuccessStatus,
        suspend_data: Option<String>,
        learner_comments: Vec<Comment>,
        lms_comments: Vec<Comment>,
        runtime_interactions: Option<Vec<RuntimeInteraction>>,
        runtime_objectives: Option<Vec<RuntimeObjective>>,
    }

    /// How the learner wants to hear and see.
    LearnerPreference {
        audio_level: Option<f64>,
        language: Option<String>,
        delivery_speed: Option<f64>,
        audio_captioning: Option<i64>,
    }

    Comment {
        value: String,
        location: Option<String>,
        date_time: Option<String>,
    }

    /// A question and what was answered.
    RuntimeInteraction {
        id: String,
        #[serde(rename = "type")]
        kind: Option<InteractionType>,
        objectives: Vec<String>,
        timestamp: Option<String>,
        timestamp_utc: Option<String>,
        correct_responses: Vec<String>,
        weighting: Option<String>,
        learner_response: Option<String>,
        result: Option<String>,
        latency: Option<String>,
        description: Option<String>,
    }

    /// An objective as the activity reported it.
    RuntimeObjective {
        id: String,
        score_scaled: Option<String>,
        score_min: Option<String>,
        score_max: Option<String>,
        score_raw: Option<String>,
        runtime_objective_success_status: SuccessStatus,
        runtime_objective_completion_status: ObjectiveCompletionStatus,
        progress_measure: Option<String>,
        description: Option<String>,
    }
}
