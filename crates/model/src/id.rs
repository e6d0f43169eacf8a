//! Names of stored things. Each is an opaque text, made once by the domain and never read apart.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
        #[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    )+};
}

id! {
    /// Someone who signs in: an instructor, or a learner who set up an account.
    AccountId,
    /// Whoever takes a course, known by e-mail address.
    LearnerId,
    /// A thing that can be taken.
    CourseId,
    /// One imported content package of a course.
    VersionId,
    /// One upload on its way into the library.
    ImportId,
    /// An offer of one course.
    InvitationId,
    /// A person on a private invitation.
    RecipientId,
    /// One learner on one course.
    RegistrationId,
    /// One sitting.
    LaunchId,
    /// A doubt about whose results these are.
    FlagId,
    /// An e-mail promised or sent.
    MailId,
    /// A letter kept under a name.
    LetterId,
    /// Criteria of Reportage that were saved.
    ReportId,
    /// A rule by which people are reminded.
    ReminderId,
    /// Results posted to an address of the instructor's.
    DeliveryId,
    /// A program, or several that belong together, acting for an instructor.
    ApplicationId,
    /// A key of an application.
    KeyId,
}
