//! Invitations as their pages show them.

use crate::standing::Standing;
use crate::{CourseId, InvitationId, Millis, letter};
use serde::{Deserialize, Serialize};

/// Which of the two kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// One URL that anyone may use.
    Public,
    /// One e-mail and one link for each recipient.
    Private,
}

/// The invitation information page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationPage {
    pub id: InvitationId,
    pub kind: Kind,
    pub course: CourseId,
    pub course_title: String,
    pub enabled: bool,
    pub open: bool,
    pub standing: Standing,
    /// The status line: how it stands, in words.
    pub status: String,
    /// Who may enter, and until when, as the form for it shows it.
    pub options: Options,
    /// The same, as sentences to read; empty for what has no limit.
    pub limits: Vec<String>,
    /// Who waits for a place, longest first; public invitations only.
    pub waiting: Vec<WaitingRow>,
    pub created_at: Millis,
    /// The public URL; empty for a private invitation.
    pub url: String,
    /// The public URL as a QR code, an SVG document; empty for a private invitation.
    pub qr_svg: String,
    /// Of a private invitation.
    pub letter: Option<LetterText>,
    pub counts: Counts,
    /// Registrations that were split off others, of a private invitation.
    pub split_off: Vec<crate::registration::SplitRow>,
}

/// Subject and body as the instructor wrote them, with placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct LetterText {
    pub subject: String,
    pub body: String,
}

impl LetterText {
    /// What a new invitation starts with.
    pub fn usual() -> Self {
        Self {
            subject: letter::default_subject().to_owned(),
            body: letter::default_body().to_owned(),
        }
    }

    /// What a new reminder starts with.
    pub fn usual_reminder() -> Self {
        Self {
            subject: letter::default_reminder_subject().to_owned(),
            body: letter::default_reminder_body().to_owned(),
        }
    }
}

/// An invitation in the list of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationRow {
    pub id: InvitationId,
    pub kind: Kind,
    pub course: CourseId,
    pub course_title: String,
    pub standing: Standing,
    /// The status line: how it stands, in words.
    pub status: String,
    pub tags: Vec<String>,
    pub created_at: Millis,
    pub counts: Counts,
}

/// Who may enter a public invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Entry {
    /// Whoever sets up an account, or signs in to one.
    #[default]
    Account,
    /// Whoever gives a name and an e-mail address. An address that is known already is confirmed by a code.
    Name,
    /// Whoever gives a name and an e-mail address, confirmed by a mailed code.
    Code,
}

impl Entry {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Account, Self::Name, Self::Code];

    /// As a form sends it and the database keeps it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Name => "name",
            Self::Code => "code",
        }
    }

    /// As an instructor reads it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "Whoever sets up an account",
            Self::Name => "Name and e-mail are enough",
            Self::Code => "Name and an e-mail confirmed by a mailed code",
        }
    }
}

/// Who may use the link of a private invitation's recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
pub enum Holder {
    /// The recipient, in the browser in which he started and in others that he confirms by a mailed code.
    #[default]
    Person,
    /// Whoever has it.
    Anyone,
    /// Whoever is signed in to the account of the recipient's address.
    Account,
}

impl Holder {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Person, Self::Anyone, Self::Account];

    /// As a form sends it and the database keeps it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Anyone => "anyone",
            Self::Account => "account",
        }
    }

    /// The one of this name; the usual one for any other word.
    pub fn of(name: &str) -> Self {
        let found = Self::ALL.into_iter().find(|holder| holder.name() == name);
        found.unwrap_or_default()
    }

    /// As an instructor reads it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Person => "This person only",
            Self::Anyone => "Anyone with the link",
            Self::Account => "Signed in",
        }
    }

    /// What it means, as an instructor reads it.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Person => {
                "The first start ties the course to that browser. On another one the learner confirms by a mailed code."
            }
            Self::Anyone => {
                "Nothing is asked. Whoever the e-mail is forwarded to plays in the recipient’s name and can overwrite the results."
            }
            Self::Account => {
                "The learner signs in to the account of the address that you invited, or sets one up on the way."
            }
        }
    }
}

/// What an instructor decides about the links of a private invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Links {
    pub holder: Holder,
    /// Whether someone else who has a link may not register in his own name.
    pub refuse_others: bool,
}

/// What an instructor decides about an invitation, as a form sends it: all but `entry` and `links` as typed, empty for no
/// limit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Options {
    /// How many registrations there may be; public only.
    pub cap: String,
    /// `2026-12-24T18:00`, in `zone`.
    pub starts: String,
    pub expires: String,
    /// The IANA name of the time zone; empty for UTC.
    pub zone: String,
    /// A note for learners.
    pub note: String,
    /// Separated by commas.
    pub tags: String,
    pub entry: Entry,
    /// Allowed e-mail domains, separated by commas or spaces; public only.
    pub domains: String,
    /// Public only.
    pub passcode: String,
    /// Private only.
    pub links: Links,
    /// The page stands on a computer that many use: it asks who plays each time and remembers nobody; public only.
    pub kiosk: bool,
}

/// Someone who waits for a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingRow {
    pub id: String,
    pub name: String,
    pub email: String,
    pub asked_at: Millis,
    pub admitted_at: Option<Millis>,
}

/// How many came how far. Who passed has completed, who completed has started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Counts {
    pub registrations: i64,
    pub invited: i64,
    pub started: i64,
    pub completed: i64,
    pub passed: i64,
    pub failed: i64,
    pub flagged: i64,
}

/// What a new private invitation starts from: the default letter of a course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewInvitation {
    pub course: CourseId,
    pub course_title: String,
    pub letter: LetterText,
    /// The instructor's own letters, to start from instead.
    pub templates: Vec<crate::template::Template>,
    /// Who is invited, as far as it was said; with a key of its own.
    pub people: crate::people::PeopleForm,
    /// When the e-mails go out, as far as it was said.
    pub sending: crate::sending::Sending,
    /// Who may use a link, as far as it was said.
    pub links: Links,
}

/// A letter filled for one person, as it will be received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub html: String,
    pub text: String,
    /// Placeholders that mean nothing here, as written.
    pub unknown: Vec<String>,
}

/// One line of an invitation's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryRow {
    pub at: crate::Millis,
    /// The instructor who did it; empty for what happened by itself or by the learner.
    pub actor: String,
    /// What happened, in words.
    pub what: String,
}

/// What is looked for in the list of all invitations; empty for any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct Look {
    /// `public` or `private`.
    pub kind: String,
    /// The id of a course.
    pub course: String,
    /// The name of a [`Standing`].
    pub state: String,
    pub tag: String,
    /// Words in the course's title or a tag.
    pub search: String,
    /// From 0.
    pub page: u32,
}

/// A page of the list of all invitations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InvitationList {
    pub rows: Vec<InvitationRow>,
    /// How many match, on all pages.
    pub total: usize,
    pub page_size: usize,
    /// The courses that there are invitations to, with their titles.
    pub courses: Vec<(CourseId, String)>,
    pub tags: Vec<String>,
}
