//! The shapes of bodies and answers, by the names of SCORM Cloud's API. What is not known is left out.

use beckon_model::imported::CourseShape;
use beckon_model::result::{CompletionStatus, RegistrationResult, Scaled, SuccessStatus};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Declares shapes whose fields may all be missing.
macro_rules! shape {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field:meta])* $key:ident: $type:ty),* $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {$(
            $(#[$field])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $key: Option<$type>,
        )*}
    )+};
}

/// Why something was refused, twice the same.
#[derive(Debug, Serialize, ToSchema)]
pub struct Message {
    pub error: String,
    pub message: String,
}

/// A job's id, a token or a new id.
#[derive(Debug, Serialize, ToSchema)]
pub struct StringResult {
    pub result: String,
}

/// A page: `more` asks for the next one.
#[derive(Debug, Serialize, ToSchema)]
pub struct CourseList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    pub courses: Vec<CourseShape>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Versions {
    pub courses: Vec<CourseShape>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RegistrationList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    pub registrations: Vec<RegistrationResult>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct InvitationList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    pub invitations: Vec<InvitationSummary>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PublicInvitationList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    pub invitations: Vec<PublicInvitation>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PrivateInvitationList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    pub invitations: Vec<PrivateInvitation>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserInvitationList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    pub user_invitations: Vec<UserInvitation>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LaunchHistoryList {
    pub launch_history: Vec<LaunchHistory>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LaunchLink {
    pub launch_link: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationToken {
    pub access_token: String,
    /// In seconds.
    pub expires_in: i64,
    pub token_type: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Ping {
    pub api_message: String,
    pub current_time: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct About {
    pub version: String,
    pub distribution: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TagList {
    #[serde(default)]
    pub tags: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct BatchTags {
    pub ids: Vec<String>,
    pub tags: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct TitleShape {
    pub title: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FileList {
    pub files: Vec<FileShape>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationList {
    pub applications: Vec<ApplicationShape>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ApplicationInfoList {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    pub applications: Vec<ApplicationInfo>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CredentialList {
    pub credentials: Vec<Credential>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettingList {
    pub setting_items: Vec<SettingItem>,
}

/// The letter of a private invitation.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct InvitationEmail {
    #[serde(default)]
    pub subject: Option<String>,
    #[serde(default)]
    pub body: Option<String>,
    pub addresses: Vec<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatePublicInvitation {
    pub course_id: String,
    pub creating_user_email: String,
    /// 0 for no cap.
    #[serde(default)]
    pub registration_cap: Option<i64>,
    #[serde(default)]
    pub post_back: Option<PostBack>,
    /// Empty for never.
    #[serde(default)]
    pub expiration_date: Option<String>,
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// Beyond the original: `account`, `name` or `code`; whoever sets up an account, unless said otherwise.
    #[serde(default)]
    pub entry: Option<String>,
    /// Beyond the original: how it opens, plays and reports for whoever is invited.
    #[serde(default)]
    pub initial_settings: Option<SettingsPost>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatePrivateInvitation {
    pub course_id: String,
    pub creating_user_email: String,
    pub invitation_email: InvitationEmail,
    #[serde(default)]
    pub post_back: Option<PostBack>,
    #[serde(default)]
    pub expiration_date: Option<String>,
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// `FAIL`, `INSTANCE_EXISTING`, `SEND_EXISTING` (the default) or `CREATE_NEW`.
    #[serde(default)]
    pub duplicate_registration_option: Option<String>,
    /// Beyond the original: how it opens, plays and reports for whoever is invited.
    #[serde(default)]
    pub initial_settings: Option<SettingsPost>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateRegistration {
    pub course_id: String,
    pub learner: LearnerShape,
    pub registration_id: String,
    /// A UUID; made up if there is none.
    #[serde(default)]
    pub xapi_registration_id: Option<String>,
    #[serde(default)]
    pub learner_tags: Option<Vec<String>>,
    #[serde(default)]
    pub course_tags: Option<Vec<String>>,
    #[serde(default)]
    pub registration_tags: Option<Vec<String>>,
    #[serde(default)]
    pub post_back: Option<PostBack>,
    /// Refused: results come from the course only.
    #[serde(default)]
    pub initial_registration_state: Option<serde_json::Value>,
    #[serde(default)]
    pub initial_settings: Option<SettingsPost>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportFetchRequest {
    pub url: String,
    #[serde(default)]
    pub content_type: Option<String>,
}

/// A package that is fetched from an address.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportRequest {
    #[serde(default)]
    pub fetch_request: Option<ImportFetchRequest>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct TokenRequest {
    pub permissions: Permissions,
    pub expiry: String,
}

shape! {
    Permissions {
        scopes: Vec<String>,
        application_name: String,
    }

    FileShape {
        path: String,
        size: i64,
        modified: String,
    }

    /// Where results are posted whenever they change.
    PostBack {
        url: String,
        /// `FORM` or `HTTPBASIC` (the default).
        auth_type: String,
        user_name: String,
        /// Taken, and never told.
        password: String,
        /// `COURSE`, `ACTIVITY` (the default) or `FULL`.
        results_format: String,
        legacy: bool,
    }

    InvitationSummary {
        id: String,
        course_id: String,
        is_public: bool,
        create_date: String,
        updated: String,
    }

    PublicInvitation {
        id: String,
        course_id: String,
        course_title: String,
        allow_launch: bool,
        allow_new_registrations: bool,
        url: String,
        create_date: String,
        updated: String,
        post_back: PostBack,
        expiration_date: String,
        registration_cap: i64,
        registration_count: i64,
    }

    PrivateInvitation {
        id: String,
        course_id: String,
        course_title: String,
        allow_launch: bool,
        invitation_email: InvitationEmail,
        create_date: String,
        updated: String,
        post_back: PostBack,
        expiration_date: String,
        registration_count: i64,
        launched_registration_count: i64,
    }

    /// What is missing or null stays; an empty `expirationDate` takes the end away.
    PublicInvitationUpdate {
        allow_launch: bool,
        allow_new_registrations: bool,
        post_back: PostBack,
        expiration_date: String,
        registration_cap: i64,
    }

    /// What is missing or null stays; an empty `expirationDate` takes the end away.
    PrivateInvitationUpdate {
        allow_launch: bool,
        invitation_email: InvitationEmailUpdate,
        post_back: PostBack,
        expiration_date: String,
    }

    InvitationEmailUpdate {
        subject: String,
        body: String,
    }

    InvitationJob {
        /// `STARTED`, `CANCELLED`, `COMPLETE` or `ERROR`.
        status: String,
        errors: Vec<String>,
        total: i64,
        processed: i64,
    }

    UserInvitation {
        email: String,
        url: String,
        is_started: bool,
        updated: String,
        registration_id: String,
        registration_report: RegistrationReport,
        /// Beyond the original, as all that follows: of a recipient.
        id: String,
        name: String,
        delivery: DeliveryShape,
        invited_date: String,
        /// When the page behind the link was first shown.
        opened_date: String,
        /// Kept out since.
        revoked_date: String,
        /// Let in until then, longer than the invitation says.
        expiration_date: String,
        /// Why the result may not be this learner's, in words: a shared computer, a forwarded link.
        flags: Vec<String>,
    }

    /// What became of the newest e-mail to a recipient.
    DeliveryShape {
        /// `not-sent`, `queued`, `scheduled`, `sent`, `deferred`, `refused` or `bounced`.
        state: String,
        server_said: String,
        since: String,
    }

    AddRecipients {
        /// Each an address, or `Name <address>`.
        addresses: Vec<String>,
        /// `FAIL`, `INSTANCE_EXISTING`, `SEND_EXISTING` (the default) or `CREATE_NEW`.
        duplicate_registration_option: String,
        /// Whether e-mails go out, as they do unless said otherwise; each link is told as `url` all the same.
        send: bool,
    }

    Address {
        email: String,
    }

    MoreTime {
        /// Counted from now or from the end that holds so far; 0 for no end.
        days: i64,
    }

    AccountInfo {
        email: String,
        first_name: String,
        last_name: String,
        company: String,
        account_type: String,
        reg_limit: i64,
        strict_limit: bool,
        create_date: String,
        usage: AccountUsage,
    }

    AccountUsage {
        month_start: String,
        /// Since then.
        reg_count: i64,
        total_registrations: i64,
        total_courses: i64,
    }

    ReportageAuth {
        auth_enabled: bool,
        query_string: String,
    }

    ReportageLink {
        reportage_link: String,
    }

    RegistrationReport {
        complete: CompletionStatus,
        success: SuccessStatus,
        total_seconds_tracked: f64,
        score: Scaled,
    }

    LearnerShape {
        id: String,
        email: String,
        first_name: String,
        last_name: String,
    }

    LaunchLinkRequest {
        /// Seconds, from 10 to 300; 120 unless said otherwise.
        expiry: i64,
        redirect_on_exit_url: String,
        tracking: bool,
        /// Refused: the course decides where it begins.
        start_sco: String,
        /// Taken, and changes nothing: the player speaks English.
        culture: String,
        /// A style sheet that the player's page wears besides its own.
        css_url: String,
        learner_tags: Vec<String>,
        course_tags: Vec<String>,
        registration_tags: Vec<String>,
        /// Added to the query of each activity's address.
        additionalvalues: Vec<ItemValuePair>,
        launch_auth: LaunchAuth,
    }

    ItemValuePair {
        item: String,
        value: String,
    }

    /// How the files of a course are kept from others: in either case by an address of each launch's own.
    LaunchAuth {
        /// `cookies` or `vault`, which are the same here.
        #[serde(rename = "type")]
        kind: String,
        options: LaunchAuthOptions,
    }

    /// Refused where one of them would limit anything.
    LaunchAuthOptions {
        ip_address: bool,
        fingerprint: bool,
        expiry: i64,
        sliding_expiry: i64,
    }

    LaunchHistory {
        id: String,
        instance: i64,
        score: Scaled,
        completion_status: CompletionStatus,
        success_status: SuccessStatus,
        history_log: String,
        total_seconds_tracked: f64,
        launch_time: String,
        exit_time: String,
        last_runtime_update: String,
        launch_history_id: String,
    }

    SettingItem {
        id: String,
        effective_value: String,
        effective_value_source: String,
        explicit_value: String,
        metadata: SettingMetadata,
    }

    SettingMetadata {
        default: String,
        data_type: String,
        setting_description: String,
        level: String,
        valid_values: Vec<SettingValidValue>,
    }

    SettingValidValue {
        value: String,
        value_description: String,
    }

    SettingsPost {
        settings: Vec<SettingsIndividual>,
    }

    SettingsIndividual {
        setting_id: String,
        value: String,
        explicit: bool,
    }

    ApplicationRequest {
        name: String,
    }

    ApplicationShape {
        id: String,
        name: String,
    }

    ApplicationInfo {
        id: String,
        name: String,
        create_date: String,
        update_date: String,
        allow_delete: bool,
        course_count: i64,
        registration_count: i64,
    }

    UpdateApplication {
        name: String,
        allow_delete: bool,
    }

    CredentialRequest {
        name: String,
        active: bool,
    }

    Credential {
        id: String,
        name: String,
        credential: String,
        status: String,
        created: String,
        updated: String,
    }
}
