//! The REST API: what SCORM Cloud's clients call, under `/api/v2`. Handlers are thin; the rules are the domain's, the same
//! as those of the pages.

mod applications;
mod auth;
mod configuration;
mod courses;
mod document;
mod invitations;
mod once;
mod page;
mod postbacks;
mod rate;
mod recipients;
mod registrations;
mod reporting;
mod schema;
mod tags;
mod wire;

pub use auth::Need;
pub use document::document;

use auth::authorize;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, MethodRouter, get, on};
use beckon_domain::Domain;
use beckon_model::imported::{CourseShape, ImportJob};
use beckon_model::result::RegistrationResult;
use document::Shape;
use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use schema as s;
use tower_http::cors::{Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::ToSchema;
use wire::Failure;

/// One call: where it is, what it needs, takes and gives.
pub struct Call {
    pub method: Method,
    /// Under `/api/v2`.
    pub path: &'static str,
    /// As the clients name it.
    pub name: &'static str,
    pub summary: &'static str,
    pub need: Need,
    /// Of the query.
    params: &'static [Param],
    takes: Option<Shape>,
    form: Option<&'static str>,
    gives: Option<Shape>,
    gives_file: bool,
    /// Brings to an end what was cut short.
    resumes: bool,
    handler: MethodRouter<Domain>,
}

/// A parameter of a query: its name, its type, and what it says.
type Param = (&'static str, &'static str, &'static str);

fn call<H, T>(
    method: Method,
    path: &'static str,
    name: &'static str,
    summary: &'static str,
    need: Need,
    handler: H,
) -> Call
where
    H: Handler<T, Domain>,
    T: 'static,
{
    let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
    Call {
        handler: on(filter, handler),
        method,
        path,
        name,
        summary,
        need,
        params: &[],
        takes: None,
        form: None,
        gives: None,
        gives_file: false,
        resumes: false,
    }
}

impl Call {
    fn asks(mut self, params: &'static [Param]) -> Self {
        self.params = params;
        self
    }

    fn takes<T: ToSchema>(mut self) -> Self {
        self.takes = Some(Shape::of::<T>());
        self
    }

    fn gives<T: ToSchema>(mut self) -> Self {
        self.gives = Some(Shape::of::<T>());
        self.resumes = true;
        self
    }

    fn takes_form(mut self, form: &'static str) -> Self {
        self.form = Some(form);
        self
    }

    fn gives_file(mut self) -> Self {
        self.gives_file = true;
        self
    }

    /// The whole body of an upload streams to disk.
    fn unlimited(mut self) -> Self {
        self.handler = self.handler.layer(DefaultBodyLimit::disable());
        self
    }
}

const DEPTH: &[Param] = &[
    (
        "includeChildResults",
        "boolean",
        "The activities below the root.",
    ),
    (
        "includeInteractionsAndObjectives",
        "boolean",
        "Objectives and interactions.",
    ),
    (
        "includeRuntime",
        "boolean",
        "The run-time data of each activity.",
    ),
];
const INSTANCES: &[Param] = &[
    ("since", "date-time", "Inclusive."),
    ("until", "date-time", "Inclusive."),
    (
        "includeChildResults",
        "boolean",
        "The activities below the root.",
    ),
    (
        "includeInteractionsAndObjectives",
        "boolean",
        "Objectives and interactions.",
    ),
    (
        "includeRuntime",
        "boolean",
        "The run-time data of each activity.",
    ),
];
const REGISTRATIONS: &[Param] = &[
    ("courseId", "string", "Of this course only."),
    ("learnerId", "string", "Of this learner only."),
    ("since", "date-time", "Inclusive."),
    ("until", "date-time", "Inclusive."),
    (
        "datetimeFilter",
        "string",
        "`created` (the default) or `updated`.",
    ),
    ("tags", "csv", "With any of these."),
    (
        "filter",
        "string",
        "A text that the field of filterBy holds.",
    ),
    (
        "filterBy",
        "string",
        "`registration_id` (the default), `course_title`, `learner_first_name`, `learner_last_name` or `tags`.",
    ),
    (
        "orderBy",
        "string",
        "`created_desc` (the default), `created_asc`, `updated_*`, `course_title_*`, `learner_first_name_*`, `learner_last_name_*`.",
    ),
    (
        "more",
        "string",
        "Of the page before, and nothing else with it.",
    ),
    (
        "includeChildResults",
        "boolean",
        "The activities below the root.",
    ),
    (
        "includeInteractionsAndObjectives",
        "boolean",
        "Objectives and interactions.",
    ),
    (
        "includeRuntime",
        "boolean",
        "The run-time data of each activity.",
    ),
    (
        "includeTotalCount",
        "boolean",
        "Their number, in the header X-Total-Count of the first page.",
    ),
];
const COURSES: &[Param] = &[
    ("since", "date-time", "Inclusive."),
    ("until", "date-time", "Inclusive."),
    (
        "datetimeFilter",
        "string",
        "`created` or `updated` (the default).",
    ),
    ("tags", "csv", "With any of these."),
    (
        "filter",
        "string",
        "A text that the field of filterBy holds.",
    ),
    (
        "filterBy",
        "string",
        "`course_id` (the default), `title` or `tags`.",
    ),
    (
        "orderBy",
        "string",
        "`created_desc` (the default), `created_asc`, `updated_*`, `title_*`.",
    ),
    (
        "more",
        "string",
        "Of the page before, and nothing else with it.",
    ),
    (
        "includeCourseMetadata",
        "boolean",
        "Title, description and duration of the manifest.",
    ),
    (
        "includeRegistrationCount",
        "boolean",
        "How many registrations each has.",
    ),
    (
        "includeTotalCount",
        "boolean",
        "Their number, in the header X-Total-Count of the first page.",
    ),
];
const COURSE: &[Param] = &[
    (
        "includeRegistrationCount",
        "boolean",
        "How many registrations it has.",
    ),
    (
        "includeCourseMetadata",
        "boolean",
        "Title, description and duration of the manifest.",
    ),
];
const VERSIONS: &[Param] = &[
    ("since", "date-time", "Inclusive."),
    ("until", "date-time", "Inclusive."),
    (
        "includeRegistrationCount",
        "boolean",
        "How many registrations each has.",
    ),
    (
        "includeCourseMetadata",
        "boolean",
        "Title, description and duration of the manifest.",
    ),
];
const IMPORT: &[Param] = &[
    (
        "courseId",
        "string",
        "The id by which you will know the course.",
    ),
    (
        "mayCreateNewVersion",
        "boolean",
        "If there is such a course, make this its newest version.",
    ),
    (
        "tags",
        "csv",
        "Tags that the course gets besides those that it has.",
    ),
    (
        "postbackUrl",
        "string",
        "Where the job is posted to once it is over, as `importJobs/{importJobId}` answers it.",
    ),
];
const INVITATIONS: &[Param] = &[
    ("courseId", "string", "To this course only."),
    ("since", "date-time", "Inclusive."),
    ("until", "date-time", "Inclusive."),
    (
        "datetimeFilter",
        "string",
        "`created` or `updated` (the default).",
    ),
    ("tags", "csv", "With any of these."),
    (
        "filter",
        "string",
        "A text that the field of filterBy holds.",
    ),
    (
        "filterBy",
        "string",
        "`invitation_id` (the default), `course_id`, `course_title` or `tags`.",
    ),
    (
        "orderBy",
        "string",
        "`updated_asc` (the default), `updated_desc`, `created_*`, `course_title_*`.",
    ),
    (
        "more",
        "string",
        "Of the page before, and nothing else with it.",
    ),
    (
        "includeRegistrationCount",
        "boolean",
        "How many registrations each has.",
    ),
    (
        "includeTotalCount",
        "boolean",
        "Their number, in the header X-Total-Count of the first page.",
    ),
];
const PEOPLE: &[Param] = &[
    ("since", "date-time", "Inclusive."),
    ("until", "date-time", "Inclusive."),
    (
        "datetimeFilter",
        "string",
        "`created` or `updated` (the default).",
    ),
    (
        "filter",
        "string",
        "A text that the field of filterBy holds.",
    ),
    (
        "filterBy",
        "string",
        "`registration_id` (the default) or `email`.",
    ),
    (
        "orderBy",
        "string",
        "`updated_asc` (the default), `updated_desc`, `created_*`, `email_*`.",
    ),
    (
        "more",
        "string",
        "Of the page before, and nothing else with it.",
    ),
    (
        "includeRegistrationReport",
        "boolean",
        "How far each has come.",
    ),
    (
        "includeTotalCount",
        "boolean",
        "Their number, in the header X-Total-Count of the first page.",
    ),
];
const COUNTED: &[Param] = &[(
    "includeRegistrationCount",
    "boolean",
    "How many registrations it has.",
)];
const LOGGED: &[Param] = &[(
    "includeHistoryLog",
    "boolean",
    "What the course was asked and answered.",
)];
const DESCRIBED: &[Param] = &[("includeMetadata", "boolean", "What each setting may be.")];
const APPLICATIONS: &[Param] = &[
    ("filter", "string", "A text that the id holds."),
    (
        "includeCourseCount",
        "boolean",
        "How many courses there are.",
    ),
    (
        "includeRegistrationCount",
        "boolean",
        "How many registrations there are.",
    ),
];

/// All calls.
pub fn calls() -> Vec<Call> {
    use Need::{Key, Management, Scope};
    const GET: Method = Method::GET;
    const POST: Method = Method::POST;
    const PUT: Method = Method::PUT;
    const DELETE: Method = Method::DELETE;
    let (read_course, write_course) = (Scope("read:course"), Scope("write:course"));
    let (read_invitation, write_invitation) = (Scope("read:invitation"), Scope("write:invitation"));
    let read = Scope("read:registration");
    let write = Scope("write:registration");
    let delete = Scope("delete:registration");
    let (read_learner, write_learner) = (Scope("read:learner"), Scope("write:learner"));
    let read_reporting = Scope("read:reporting");
    let (read_management, write_management) = (Scope("read:appmgmt"), Scope("write:appmgmt"));
    #[rustfmt::skip]
    let calls = vec![
        call(GET, "/ping", "pingAppId", "Whether the key works", Scope("read:ping"), applications::ping).gives::<s::Ping>(),
        call(GET, "/about", "getAbout", "Which version this is", Scope("read:about"), applications::about).gives::<s::About>(),
        call(POST, "/oauth/authenticate/application/token", "getAppToken", "A token for a time, made with a key", Key, applications::form_token).takes_form("application/x-www-form-urlencoded").gives::<s::ApplicationToken>(),
        call(GET, "/appManagement/configuration", "getApplicationConfiguration", "How all courses open, play and report", read_management, configuration::of_account).asks(DESCRIBED).gives::<s::SettingList>(),
        call(POST, "/appManagement/configuration", "setApplicationConfiguration", "Change how all courses open, play and report", write_management, configuration::post_account).takes::<s::SettingsPost>(),
        call(DELETE, "/appManagement/configuration/{settingId}", "deleteApplicationConfigurationSetting", "Leave a setting to the product", write_management, configuration::delete_account),
        call(POST, "/appManagement/token", "createToken", "A token until a moment, made with a key", Key, applications::token).takes::<s::TokenRequest>().gives::<s::StringResult>(),
        call(GET, "/appManagement/applicationList", "getApplications", "All applications with what is known of them", Management, applications::list_infos).asks(APPLICATIONS).gives::<s::ApplicationInfoList>(),
        call(GET, "/appManagement/applications", "getApplicationList", "All applications", Management, applications::list).gives::<s::ApplicationList>(),
        call(POST, "/appManagement/applications", "createApplication", "Make an application", Management, applications::create).takes::<s::ApplicationRequest>().gives::<s::ApplicationShape>(),
        call(GET, "/appManagement/applications/{childAppId}", "getApplicationInfo", "One application", Management, applications::get).asks(APPLICATIONS).gives::<s::ApplicationInfo>(),
        call(PUT, "/appManagement/applications/{childAppId}", "updateApplication", "Change an application", Management, applications::update).takes::<s::UpdateApplication>(),
        call(DELETE, "/appManagement/applications/{childAppId}", "deleteApplication", "Delete an application that has no keys", Management, applications::delete),
        call(GET, "/appManagement/{childAppId}/credentials", "getCredentials", "The keys of an application", Management, applications::credentials).gives::<s::CredentialList>(),
        call(POST, "/appManagement/{childAppId}/credentials", "createCredential", "Make a key; its secret is in the answer only", Management, applications::create_credential).takes::<s::CredentialRequest>().gives::<s::Credential>(),
        call(PUT, "/appManagement/{childAppId}/credentials/{credentialId}", "updateCredential", "Change a key", Management, applications::update_credential).takes::<s::CredentialRequest>(),
        call(DELETE, "/appManagement/{childAppId}/credentials/{credentialId}", "deleteCredential", "Revoke a key", Management, applications::delete_credential),

        call(POST, "/courses/importJobs/upload", "createUploadAndImportCourseJob", "Import a package that you send", write_course, courses::upload).unlimited().asks(IMPORT).takes_form("multipart/form-data").gives::<s::StringResult>(),
        call(POST, "/courses/importJobs", "createFetchAndImportCourseJob", "Import a package from an address", write_course, courses::fetch_import).asks(IMPORT).takes::<s::ImportFetchRequest>().gives::<s::StringResult>(),
        call(POST, "/courses/importJobs/noUpload", "createNoUploadAndImportCourseJob", "Import a package from an address, which is said in a part of its own", write_course, courses::import_without_upload).asks(IMPORT).takes::<s::ImportRequest>().gives::<s::StringResult>(),
        call(GET, "/courses/importJobs/{importJobId}", "getImportJobStatus", "How far an import is", read_course, courses::job).gives::<ImportJob>(),
        call(GET, "/courses", "getCourses", "All courses", read_course, courses::list).asks(COURSES).gives::<s::CourseList>(),
        call(PUT, "/courses/tags", "putCourseTagsBatch", "Add tags to several courses", write_course, tags::batch::<{ tags::COURSE }>).takes::<s::BatchTags>(),
        call(GET, "/courses/{courseId}", "getCourse", "One course", read_course, courses::get).asks(COURSE).gives::<CourseShape>(),
        call(DELETE, "/courses/{courseId}", "deleteCourse", "Delete a course with its invitations, registrations and results", Scope("delete:course"), courses::delete),
        call(PUT, "/courses/{courseId}/title", "setCourseTitle", "Give a course another title", write_course, courses::set_title).takes::<s::TitleShape>(),
        call(POST, "/courses/{courseId}/preview", "buildCoursePreviewLaunchLink", "A link that plays a course and keeps nothing", read_course, courses::preview).takes::<s::LaunchLinkRequest>().gives::<s::LaunchLink>(),
        call(GET, "/courses/{courseId}/versions", "getCourseVersions", "The versions of a course", read_course, courses::versions).asks(VERSIONS).gives::<s::Versions>(),
        call(GET, "/courses/{courseId}/versions/{versionId}", "getCourseVersionInfo", "One version of a course", read_course, courses::get_version).asks(COURSE).gives::<CourseShape>(),
        call(DELETE, "/courses/{courseId}/versions/{versionId}", "deleteCourseVersion", "Delete a version that nobody plays", Scope("delete:course"), courses::delete_version),
        call(POST, "/courses/{courseId}/versions/{versionId}/preview", "buildCoursePreviewLaunchLinkWithVersion", "A link that plays a version and keeps nothing", read_course, courses::preview_version).takes::<s::LaunchLinkRequest>().gives::<s::LaunchLink>(),
        call(GET, "/courses/{courseId}/zip", "getCourseZip", "The package of a course", read_course, courses::zip).gives_file(),
        call(GET, "/courses/{courseId}/versions/{versionId}/zip", "getVersionedCourseZip", "The package of a version", read_course, courses::zip_of_version).gives_file(),
        call(GET, "/courses/{courseId}/asset/list", "getCourseFileList", "The files of a course", read_course, courses::files).gives::<s::FileList>(),
        call(GET, "/courses/{courseId}/versions/{versionId}/asset/list", "getCourseVersionFileList", "The files of a version", read_course, courses::files_of_version).gives::<s::FileList>(),
        call(GET, "/courses/{courseId}/configuration", "getCourseConfiguration", "How a course opens and plays", read_course, configuration::of_course).asks(DESCRIBED).gives::<s::SettingList>(),
        call(POST, "/courses/{courseId}/configuration", "setCourseConfiguration", "Change how a course opens and plays", write_course, configuration::post_course).takes::<s::SettingsPost>(),
        call(DELETE, "/courses/{courseId}/configuration/{settingId}", "deleteCourseConfigurationSetting", "Leave a setting of a course to the application", write_course, configuration::delete_course),
        call(GET, "/courses/{courseId}/tags", "getCourseTags", "The tags of a course", read_course, tags::get::<{ tags::COURSE }>).gives::<s::TagList>(),
        call(PUT, "/courses/{courseId}/tags", "putCourseTags", "Give a course these tags and no others", write_course, tags::put::<{ tags::COURSE }>).takes::<s::TagList>(),
        call(DELETE, "/courses/{courseId}/tags", "deleteCourseTags", "Take tags from a course", write_course, tags::delete::<{ tags::COURSE }>).takes::<s::TagList>(),

        call(GET, "/invitations", "getAllInvitations", "All invitations", read_invitation, invitations::list).asks(INVITATIONS).gives::<s::InvitationList>(),
        call(POST, "/invitations/public", "createPublicInvitation", "Invite by one link for all", write_invitation, invitations::create_public).takes::<s::CreatePublicInvitation>().gives::<s::PublicInvitation>(),
        call(GET, "/invitations/public", "getPublicInvitations", "All public invitations", read_invitation, invitations::list_public).asks(INVITATIONS).gives::<s::PublicInvitationList>(),
        call(GET, "/invitations/public/{invitationId}", "getPublicInvitation", "One public invitation", read_invitation, invitations::get_public).asks(COUNTED).gives::<s::PublicInvitation>(),
        call(PUT, "/invitations/public/{invitationId}", "updatePublicInvitation", "Change a public invitation", write_invitation, invitations::update_public).takes::<s::PublicInvitationUpdate>().gives::<s::PublicInvitation>(),
        call(GET, "/invitations/public/{invitationId}/userInvitations", "getPublicUserInvitations", "Who registered", read_invitation, invitations::people_of_public).asks(PEOPLE).gives::<s::UserInvitationList>(),
        call(POST, "/invitations/private", "createPrivateInvitation", "Invite by an e-mail for each", write_invitation, invitations::create_private).takes::<s::CreatePrivateInvitation>().gives::<s::InvitationSummary>(),
        call(GET, "/invitations/private", "getPrivateInvitations", "All private invitations", read_invitation, invitations::list_private).asks(INVITATIONS).gives::<s::PrivateInvitationList>(),
        call(GET, "/invitations/private/{invitationId}", "getPrivateInvitation", "One private invitation", read_invitation, invitations::get_private).asks(COUNTED).gives::<s::PrivateInvitation>(),
        call(PUT, "/invitations/private/{invitationId}", "updatePrivateInvitation", "Change a private invitation", write_invitation, invitations::update_private).takes::<s::PrivateInvitationUpdate>().gives::<s::PrivateInvitation>(),
        call(GET, "/invitations/private/{invitationId}/jobStatus", "getPrivateInvitationJobStatus", "How far the e-mails are", read_invitation, invitations::job).gives::<s::InvitationJob>(),
        call(GET, "/invitations/private/{invitationId}/status", "getPrivateInvitationStatus", "The same, under its older name", read_invitation, invitations::job).gives::<s::InvitationJob>(),
        call(GET, "/invitations/private/{invitationId}/userInvitations", "getPrivateUserInvitations", "Who is invited", read_invitation, invitations::people_of_private).asks(PEOPLE).gives::<s::UserInvitationList>(),
        call(POST, "/invitations/private/{invitationId}/userInvitations", "addPrivateUserInvitations", "Beyond the original: invite more people", write_invitation, recipients::add).takes::<s::AddRecipients>().gives::<s::InvitationSummary>(),
        call(GET, "/invitations/private/{invitationId}/userInvitations/{userInvitationId}", "getPrivateUserInvitation", "Beyond the original: one recipient", read_invitation, recipients::get).gives::<s::UserInvitation>(),
        call(PUT, "/invitations/private/{invitationId}/userInvitations/{userInvitationId}", "correctPrivateUserInvitation", "Beyond the original: correct a recipient's address; the old link ends, and the letter goes to the new one", write_invitation, recipients::correct).takes::<s::Address>().gives::<s::UserInvitation>(),
        call(DELETE, "/invitations/private/{invitationId}/userInvitations/{userInvitationId}", "deletePrivateUserInvitation", "Beyond the original: take a recipient from the list; restore brings him back for 30 days", Scope("delete:invitation"), recipients::delete),
        call(POST, "/invitations/private/{invitationId}/userInvitations/{userInvitationId}/revoke", "revokePrivateUserInvitation", "Beyond the original: keep a recipient out; his results stay", write_invitation, recipients::revoke).gives::<s::UserInvitation>(),
        call(POST, "/invitations/private/{invitationId}/userInvitations/{userInvitationId}/restore", "restorePrivateUserInvitation", "Beyond the original: let a recipient in again, or put him back on the list", write_invitation, recipients::restore).gives::<s::UserInvitation>(),
        call(POST, "/invitations/private/{invitationId}/userInvitations/{userInvitationId}/resend", "resendPrivateUserInvitation", "Beyond the original: send a recipient his letter again", write_invitation, recipients::resend).gives::<s::UserInvitation>(),
        call(POST, "/invitations/private/{invitationId}/userInvitations/{userInvitationId}/extend", "extendPrivateUserInvitation", "Beyond the original: give a recipient more time", write_invitation, recipients::extend).takes::<s::MoreTime>().gives::<s::UserInvitation>(),
        call(PUT, "/invitations/tags", "putInvitationTagsBatch", "Add tags to several invitations", write_invitation, tags::batch::<{ tags::INVITATION }>).takes::<s::BatchTags>(),
        call(DELETE, "/invitations/{invitationId}", "deleteInvitation", "Beyond the original: delete an invitation; its page brings it back", Scope("delete:invitation"), invitations::delete),
        call(GET, "/invitations/{invitationId}/configuration", "getInvitationConfiguration", "Beyond the original: how it opens, plays and reports for whoever is invited", read_invitation, configuration::of_invitation).asks(DESCRIBED).gives::<s::SettingList>(),
        call(POST, "/invitations/{invitationId}/configuration", "setInvitationConfiguration", "Beyond the original: change that", write_invitation, configuration::post_invitation).takes::<s::SettingsPost>(),
        call(DELETE, "/invitations/{invitationId}/configuration/{settingId}", "deleteInvitationConfigurationSetting", "Beyond the original: leave a setting to the course", write_invitation, configuration::delete_invitation),
        call(GET, "/invitations/{invitationId}/tags", "getInvitationTags", "The tags of an invitation", read_invitation, tags::get::<{ tags::INVITATION }>).gives::<s::TagList>(),
        call(PUT, "/invitations/{invitationId}/tags", "putInvitationTags", "Give an invitation these tags and no others", write_invitation, tags::put::<{ tags::INVITATION }>).takes::<s::TagList>(),
        call(DELETE, "/invitations/{invitationId}/tags", "deleteInvitationTags", "Take tags from an invitation", write_invitation, tags::delete::<{ tags::INVITATION }>).takes::<s::TagList>(),

        call(GET, "/registrations", "getRegistrations", "All registrations with their results", read, registrations::list).asks(REGISTRATIONS).gives::<s::RegistrationList>(),
        call(POST, "/registrations", "createRegistration", "Register a learner for a course", write, registrations::create).asks(&[("courseVersion", "integer", "The version of the course; the one in use unless said otherwise.")]).takes::<s::CreateRegistration>(),
        call(POST, "/registrations/postBackTest", "testRegistrationPostback", "Post an example to an address, once", write, postbacks::test).takes::<s::PostBack>(),
        call(PUT, "/registrations/tags", "putRegistrationTagsBatch", "Add tags to several registrations", write, tags::batch::<{ tags::REGISTRATION }>).takes::<s::BatchTags>(),
        call(GET, "/registrations/{registrationId}", "getRegistrationProgress", "The results of a registration", read, registrations::get).asks(DEPTH).gives::<RegistrationResult>(),
        call(Method::HEAD, "/registrations/{registrationId}", "getRegistration", "Whether there is such a registration", read, registrations::exists),
        call(DELETE, "/registrations/{registrationId}", "deleteRegistration", "Delete a registration with all its results", delete, registrations::delete),
        call(DELETE, "/registrations/{registrationId}/progress", "deleteRegistrationProgress", "Forget all that was done, as if it had never been launched", delete, registrations::delete_progress),
        call(POST, "/registrations/{registrationId}/launchLink", "buildRegistrationLaunchLink", "A link that launches a registration", read, registrations::launch_link).takes::<s::LaunchLinkRequest>().gives::<s::LaunchLink>(),
        call(GET, "/registrations/{registrationId}/launchHistory", "getRegistrationLaunchHistory", "The launches of the latest instance, latest first", read, registrations::launch_history).asks(LOGGED).gives::<s::LaunchHistoryList>(),
        call(GET, "/registrations/{registrationId}/instances", "getRegistrationInstances", "All instances, latest first", read, registrations::instances).asks(INSTANCES).gives::<s::RegistrationList>(),
        call(POST, "/registrations/{registrationId}/instances", "createNewRegistrationInstance", "Begin a new instance", write, registrations::new_instance),
        call(GET, "/registrations/{registrationId}/instances/{instanceId}", "getRegistrationInstanceProgress", "The results of one instance, from 0", read, registrations::instance).asks(DEPTH).gives::<RegistrationResult>(),
        call(DELETE, "/registrations/{registrationId}/instances/{instanceId}", "deleteRegistrationInstance", "Delete one instance with its launches; the last one takes the registration with it", delete, registrations::delete_instance),
        call(GET, "/registrations/{registrationId}/instances/{instanceId}/configuration", "getRegistrationInstanceConfiguration", "How the latest instance opens, plays and reports", read, configuration::of_instance).asks(DESCRIBED).gives::<s::SettingList>(),
        call(POST, "/registrations/{registrationId}/instances/{instanceId}/configuration", "setRegistrationInstanceConfiguration", "Change how the latest instance opens, plays and reports", write, configuration::post_instance).takes::<s::SettingsPost>(),
        call(DELETE, "/registrations/{registrationId}/instances/{instanceId}/configuration/{settingId}", "deleteRegistrationInstanceConfigurationSetting", "Leave a setting of the latest instance to the course", write, configuration::delete_instance),
        call(GET, "/registrations/{registrationId}/instances/{instanceId}/launchHistory", "getRegistrationInstanceLaunchHistory", "The launches of one instance, latest first", read, registrations::launch_history_of_instance).asks(LOGGED).gives::<s::LaunchHistoryList>(),
        call(GET, "/registrations/{registrationId}/configuration", "getRegistrationConfiguration", "How it opens and plays", read, configuration::of_registration).asks(DESCRIBED).gives::<s::SettingList>(),
        call(POST, "/registrations/{registrationId}/configuration", "setRegistrationConfiguration", "Change how it opens and plays", write, configuration::post_registration).takes::<s::SettingsPost>(),
        call(DELETE, "/registrations/{registrationId}/configuration/{settingId}", "deleteRegistrationConfigurationSetting", "Leave a setting to the course", write, configuration::delete_registration),
        call(DELETE, "/registrations/{registrationId}/globalData", "deleteRegistrationGlobalData", "Forget what the learner carries from course to course", delete, registrations::delete_globals),
        call(GET, "/registrations/{registrationId}/tags", "getRegistrationTags", "The tags of a registration", read, tags::get::<{ tags::REGISTRATION }>).gives::<s::TagList>(),
        call(PUT, "/registrations/{registrationId}/tags", "putRegistrationTags", "Give a registration these tags and no others", write, tags::put::<{ tags::REGISTRATION }>).takes::<s::TagList>(),
        call(DELETE, "/registrations/{registrationId}/tags", "deleteRegistrationTags", "Take tags from a registration", write, tags::delete::<{ tags::REGISTRATION }>).takes::<s::TagList>(),

        call(GET, "/reporting/accountInfo", "getAccountInfo", "Whose the results are, and how many", read_reporting, reporting::account).gives::<s::AccountInfo>(),
        call(GET, "/reporting/reportageAuth", "getReportageAuthToken", "Nothing to hand over: whoever follows a link to Reportage signs in", read_reporting, reporting::auth).asks(&[("navPermission", "string", "`NONAV`, `DOWNONLY` or `FREENAV`."), ("admin", "boolean", "Changes nothing.")]).gives::<s::ReportageAuth>(),
        call(GET, "/reporting/reportageLink", "getReportageLink", "The address of a report in Reportage", read_reporting, reporting::link).asks(&[("auth", "string", "Changes nothing."), ("reportUrl", "string", "With `courseId`, `learnerId`, `dateRangeType` and `dateCriteria` as the original has them.")]).gives::<s::ReportageLink>(),

        call(PUT, "/learner/tags", "putLearnerTagsBatch", "Add tags to several learners", write_learner, tags::batch::<{ tags::LEARNER }>).takes::<s::BatchTags>(),
        call(GET, "/learner/{learnerId}/tags", "getLearnerTags", "The tags of a learner", read_learner, tags::get::<{ tags::LEARNER }>).gives::<s::TagList>(),
        call(PUT, "/learner/{learnerId}/tags", "putLearnerTags", "Give a learner these tags and no others", write_learner, tags::put::<{ tags::LEARNER }>).takes::<s::TagList>(),
        call(DELETE, "/learner/{learnerId}/tags", "deleteLearnerTags", "Take tags from a learner", write_learner, tags::delete::<{ tags::LEARNER }>).takes::<s::TagList>(),
        call(POST, "/learner/{learnerId}/updateInfo", "updateLearnerInfo", "Say a learner's names anew on all registrations", write_learner, applications::update_learner).takes::<s::LearnerShape>(),
        call(POST, "/learner/{learnerId}/delete-information", "deleteAllLearnerData", "Erase a learner with all registrations and results", Scope("admin"), applications::erase_learner).asks(&[("userEmail", "string", "The address of the instructor whose key this is.")]),
    ];
    calls
}

/// Everything under `/api/v2`.
pub fn router(domain: &Domain) -> Router {
    let mut router = Router::new();
    let meter = rate::Meter::new(domain.settings().api_rate);
    for call in calls() {
        let state = (domain.clone(), meter.clone(), call.need);
        let guard = from_fn_with_state(state, authorize);
        let mut handler = call.handler;
        if call.method == Method::POST {
            let state = (domain.clone(), call.resumes);
            handler = handler.route_layer(from_fn_with_state(state, once::once));
        }
        router = router.route(call.path, handler.route_layer(guard));
    }
    let cross = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PUT,
            Method::DELETE,
        ])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("uploadedcontenttype"),
            once::KEY,
        ])
        .expose_headers([
            HeaderName::from_static("x-total-count"),
            once::REPLAYED,
            rate::LIMIT,
            rate::POLICY,
            header::RETRY_AFTER,
        ]);
    let fixed =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    router
        .route("/openapi.json", get(async || axum::Json(document())))
        .route("/", get(page::page))
        .fallback(async || unknown())
        .method_not_allowed_fallback(async || {
            let why = "This address takes no such method.".to_owned();
            Failure(StatusCode::METHOD_NOT_ALLOWED, why)
        })
        .with_state(domain.clone())
        .layer(DefaultBodyLimit::max(wire::BODY_MAX))
        .layer(from_fn(wire::told))
        .layer(cross)
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
}

fn unknown() -> Failure {
    let why = "There is no such call. GET /api/v2/ lists all.".to_owned();
    Failure(StatusCode::NOT_FOUND, why)
}
