//! Courses and their imports as programs read them: the fields of SCORM Cloud's API, by its names.

use serde::{Deserialize, Serialize};

/// Declares shapes whose fields may all be missing.
macro_rules! shape {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $key:ident: $type:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {$(
            $(#[$field])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $key: Option<$type>,
        )*}
    )+};
}

/// One activity of a course, and what is below it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct CourseActivity {
    pub external_identifier: String,
    pub item_identifier: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_identifier: Option<String>,
    pub activity_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled_passing_score: Option<String>,
    pub title: String,
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub children: Vec<CourseActivity>,
}

shape! {
    CourseShape {
        id: String,
        title: String,
        xapi_activity_id: String,
        created: String,
        updated: String,
        version: i64,
        registration_count: i64,
        activity_id: String,
        course_learning_standard: String,
        tags: Vec<String>,
        dispatched: bool,
        metadata: Metadata,
        root_activity: CourseActivity,
    }

    Metadata {
        title: String,
        title_language: String,
        description: String,
        description_language: String,
        duration: String,
        typical_time: String,
        keywords: Vec<String>,
    }

    ImportJob {
        job_id: String,
        /// `RUNNING`, `COMPLETE` or `ERROR`.
        status: String,
        message: String,
        import_result: ImportResult,
    }

    ImportResult {
        web_path_to_course: String,
        parser_warnings: Vec<String>,
        course_languages: Vec<String>,
        course: CourseShape,
    }
}
