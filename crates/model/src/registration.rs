//! Results as people look at them.

use crate::invitation::Kind;
use crate::{CourseId, FlagId, InvitationId, LaunchId, LearnerId, Millis, RegistrationId};
use serde::{Deserialize, Serialize};

/// How far a learner has come, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    Invited,
    Started,
    Completed,
    Passed,
    Failed,
}

impl Progress {
    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Invited => "Invited",
            Self::Started => "Started",
            Self::Completed => "Completed",
            Self::Passed => "Passed",
            Self::Failed => "Failed",
        }
    }
}

/// One line of "latest activity".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityRow {
    pub at: Millis,
    /// "Ada Lovelace completed", in words without the course.
    pub what: String,
    pub course: CourseId,
    pub course_title: String,
    pub invitation: InvitationId,
}

/// The dashboard's first page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    pub courses: i64,
    pub invitations: i64,
    pub counts: crate::invitation::Counts,
    pub latest: Vec<ActivityRow>,
}

/// At which addresses stand whose addresses nobody knows.
pub const UNKNOWN_DOMAIN: &str = "unknown.invalid";

/// An address as people may see it: empty if it only stands for one that nobody knows.
pub fn known_email(email: String) -> String {
    match email.rsplit_once('@') {
        Some((_, UNKNOWN_DOMAIN)) => String::new(),
        _ => email,
    }
}

/// One registration by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RegistrationPage {
    pub id: RegistrationId,
    pub invitation: InvitationId,
    pub kind: Kind,
    pub course_title: String,
    pub name: String,
    pub learner: LearnerId,
    /// Empty if nobody knows it.
    pub email: String,
    pub tags: Vec<String>,
    /// Of the learner, on all courses of the instructor.
    pub learner_tags: Vec<String>,
    pub progress: Progress,
    pub score: Option<f64>,
    /// Hundredths of a second over all launches.
    pub time: i64,
    /// Which attempt is under way.
    pub instance: i64,
    /// Those that are there, the first one first.
    pub attempts: Vec<i64>,
    /// Which attempt is shown below.
    pub shown: i64,
    /// The number of the course's version that each attempt was on, the first attempt first; empty where the course has
    /// one only.
    pub versions: Vec<i64>,
    /// The activities of the attempt that is shown.
    pub activities: Vec<ActivityLine>,
    pub flags: Vec<Flag>,
    /// Oldest first.
    pub launches: Vec<LaunchRow>,
    /// Where its launches came from, if they were split off.
    pub split_from: Option<Other>,
    /// What was split off it.
    pub split_off: Vec<Other>,
}

impl RegistrationPage {
    /// The name, or the address of whoever has none.
    pub fn called(&self) -> &str {
        match self.name.as_str() {
            "" => &self.email,
            name => name,
        }
    }
}

/// How far one activity is, and what the course told of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityLine {
    pub title: String,
    /// 0 at the top.
    pub depth: u32,
    /// Has something to launch; otherwise a heading.
    pub launchable: bool,
    /// In a word; empty before it was begun.
    pub status: String,
    /// 0 to 100.
    pub score: Option<f64>,
    /// Hundredths of a second over all sittings.
    pub time: i64,
    /// Where the learner left it, in the course's own words.
    pub location: String,
    pub suspend_data: String,
    pub objectives: Vec<ObjectiveLine>,
    pub interactions: Vec<InteractionLine>,
    /// The learner's first.
    pub comments: Vec<CommentLine>,
    /// Every element of the data model that the course has set, and its value.
    pub reported: Vec<(String, String)>,
}

/// A comment on an activity, as the course reported it; what it did not say is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentLine {
    /// Otherwise it was made for the learner.
    pub by_learner: bool,
    pub text: String,
    pub location: String,
    pub time: String,
}

/// An objective as the course reported it; what it did not say is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectiveLine {
    pub id: String,
    pub description: String,
    pub success: String,
    pub completion: String,
    /// With its bounds where they are known.
    pub score: String,
    /// From 0 to 1.
    pub progress: String,
}

/// A question and what the learner answered, as the course reported it; what it did not say is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InteractionLine {
    pub id: String,
    /// "choice", "true-false" and so on.
    pub kind: String,
    pub description: String,
    pub response: String,
    pub correct: Vec<String>,
    /// The objectives that it is about.
    pub objectives: Vec<String>,
    pub result: String,
    pub weighting: String,
    pub latency: String,
    pub time: String,
}

/// A score from 0 to 100 without needless decimals.
pub fn points(score: f64) -> String {
    let text = format!("{score:.1}");
    format!("{} %", text.trim_end_matches(".0"))
}

/// How an activity stands, in one word; of several that hold the one that says most.
pub fn progress_word(completion: &str, success: &str) -> &'static str {
    match (completion, success) {
        (_, "passed") => "Passed",
        (_, "failed") => "Failed",
        ("completed", _) => "Completed",
        ("incomplete", _) => "Incomplete",
        _ => "Begun",
    }
}

/// How far a learner came on one course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TranscriptRow {
    pub registration: RegistrationId,
    pub course_title: String,
    pub progress: Progress,
    pub score: Option<f64>,
    /// Hundredths of a second, of the attempt.
    pub time: i64,
    pub attempt: i64,
    pub created_at: Millis,
    pub launched_at: Option<Millis>,
    pub completed_at: Option<Millis>,
    pub last_activity_at: Option<Millis>,
    /// Where the learner goes on; empty where that is by a link of his own.
    pub way: String,
}

/// What a learner has done on all his courses, or on those that are asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transcript {
    pub name: String,
    /// Shown in part where links get forwarded; empty if nobody knows it.
    pub email: String,
    /// The oldest first.
    pub rows: Vec<TranscriptRow>,
}

/// Another registration, to be gone to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    pub id: RegistrationId,
    pub name: String,
}

/// A registration that was split off, in the list of a private invitation, which shows recipients otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SplitRow {
    pub id: RegistrationId,
    pub name: String,
    /// Empty if nobody knows it.
    pub email: String,
    pub progress: Progress,
    pub score: Option<f64>,
    pub time: i64,
}

/// One launch of a registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaunchRow {
    pub id: LaunchId,
    pub instance: i64,
    pub started_at: Millis,
    pub last_seen_at: Millis,
    pub ended: Ended,
    /// How far the attempt was when it last said something; `None` if it said nothing.
    pub progress: Option<Progress>,
    /// The score by then.
    pub score: Option<f64>,
    /// Such as "Firefox on Linux".
    pub browser: String,
    /// A flag of it stands.
    pub flagged: bool,
    /// What it did can be told apart from what other launches did.
    pub apart: bool,
}

/// How a launch ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ended {
    Open,
    Left,
    Replaced,
    Lapsed,
    Split,
}

/// Why a registration's results may not be its learner's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flag {
    pub id: FlagId,
    pub launch: LaunchId,
    pub reason: String,
    pub at: Millis,
    pub launched_at: Millis,
    pub dismissed_at: Option<Millis>,
    /// Who found it fine.
    pub dismissed_by: String,
}

/// A flag in the list of all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagRow {
    pub registration: RegistrationId,
    pub invitation: InvitationId,
    pub course_title: String,
    pub name: String,
    /// Empty if nobody knows it.
    pub email: String,
    pub flag: Flag,
}

/// How many flags one page shows.
pub const FLAGS_PAGE: i64 = 50;

/// Which flags are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct FlagQuery {
    pub invitation: Option<InvitationId>,
    /// Those that were found fine, instead of those to look at.
    pub dismissed: bool,
    /// From 1.
    pub page: u32,
}

impl FlagQuery {
    /// Reads the query of an address, by the names of its parts.
    pub fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let page = part("page").and_then(|page| page.parse().ok());
        Self {
            invitation: part("invitation")
                .filter(|id| !id.is_empty())
                .map(InvitationId),
            dismissed: part("dismissed").is_some_and(|dismissed| dismissed == "true"),
            page: page.unwrap_or(1).clamp(1, 1_000_000),
        }
    }

    /// The address of the page that shows this.
    pub fn url(&self) -> String {
        let mut parts = Vec::new();
        if let Some(invitation) = &self.invitation {
            parts.push(format!("invitation={invitation}"));
        }
        if self.dismissed {
            parts.push("dismissed=true".to_owned());
        }
        if self.page > 1 {
            parts.push(format!("page={}", self.page));
        }
        match parts.as_slice() {
            [] => "/flags".to_owned(),
            parts => format!("/flags?{}", parts.join("&")),
        }
    }
}

/// A page of flags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagsPage {
    pub rows: Vec<FlagRow>,
    /// How many there are to look at, and how many were found fine, of the invitation asked for.
    pub open: i64,
    pub dismissed: i64,
    /// All invitations with flags, and their courses.
    pub invitations: Vec<(InvitationId, String)>,
}

/// Which launches somebody else made, and who that was, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct SplitForm {
    pub launches: Vec<LaunchId>,
    /// Both may be empty.
    pub name: String,
    pub email: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_no_needless_decimals() {
        assert_eq!(points(80.0), "80 %");
        assert_eq!(points(66.666), "66.7 %");
        assert_eq!(points(100.0), "100 %");
    }

    #[test]
    fn an_address_that_nobody_knows_is_not_shown() {
        assert_eq!(known_email(format!("01x@{UNKNOWN_DOMAIN}")), "");
        assert_eq!(known_email("ada@example.org".into()), "ada@example.org");
    }

    #[test]
    fn the_address_of_flags_is_read_as_it_is_written() {
        let query = FlagQuery {
            invitation: Some("i1".into()),
            dismissed: true,
            page: 2,
        };
        let url = query.url();
        let part = |name: &str| {
            let (_, parts) = url.split_once('?')?;
            let named = |part: &&str| part.split('=').next() == Some(name);
            let part = parts.split('&').find(named)?;
            Some(part.split_once('=')?.1.to_owned())
        };
        assert_eq!(FlagQuery::read(part), query);
        assert_eq!(FlagQuery::read(|_| None).url(), "/flags");
    }
}
