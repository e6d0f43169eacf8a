//! The debug log of a launch: what the run-time was asked, what it answered, and why which part of the course came next.

use crate::registration::Ended;
use crate::{CourseId, LaunchId, Millis, RegistrationId};
use serde::{Deserialize, Serialize};

/// How many lines a page shows.
pub const LOG_PAGE: usize = 200;
/// The longest that one value may be, in characters; what is longer is cut.
pub const VALUE_MAX: usize = 1_000;

/// One line: in JSON a list, for there are thousands of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Parts", into = "Parts")]
pub struct Line {
    /// Milliseconds since the player's page began.
    pub at: i64,
    pub what: What,
    /// Of a call: its first argument. Otherwise what it is about.
    pub first: String,
    /// Of a call: its second argument.
    pub second: String,
    /// What the run-time answered, or what was decided.
    pub answer: String,
    /// The error code after a call, 0 for none.
    pub error: i64,
}

type Parts = (i64, String, String, String, String, i64);

impl From<Parts> for Line {
    fn from((at, what, first, second, answer, error): Parts) -> Self {
        Self {
            at,
            what: What::of(&what),
            first,
            second,
            answer,
            error,
        }
    }
}

impl From<Line> for Parts {
    fn from(line: Line) -> Self {
        let what = line.what.word().to_owned();
        (
            line.at,
            what,
            line.first,
            line.second,
            line.answer,
            line.error,
        )
    }
}

/// What a line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Initialize,
    Terminate,
    GetValue,
    SetValue,
    Commit,
    GetLastError,
    GetErrorString,
    GetDiagnostic,
    /// The learner, or the player, asked for something: to go on, to leave.
    Request,
    /// A step of the sequencing rules, which the server followed itself.
    Decision,
    /// Calls came too fast for all of them to be noted; how many stands in `first`.
    Skipped,
}

const WORDS: [(What, &str); 11] = [
    (What::Initialize, "Initialize"),
    (What::Terminate, "Terminate"),
    (What::GetValue, "GetValue"),
    (What::SetValue, "SetValue"),
    (What::Commit, "Commit"),
    (What::GetLastError, "GetLastError"),
    (What::GetErrorString, "GetErrorString"),
    (What::GetDiagnostic, "GetDiagnostic"),
    (What::Request, "Request"),
    (What::Decision, "Decision"),
    (What::Skipped, "Skipped"),
];

impl What {
    /// As it is stored and shown.
    pub fn word(self) -> &'static str {
        let found = WORDS.iter().find(|(what, _)| *what == self);
        found.map_or("Skipped", |(_, word)| word)
    }

    fn of(word: &str) -> Self {
        let found = WORDS.iter().find(|(_, known)| *known == word);
        found.map_or(Self::Skipped, |(what, _)| *what)
    }

    /// A call of the run-time's API.
    pub fn is_call(self) -> bool {
        !matches!(self, Self::Request | Self::Decision | Self::Skipped)
    }
}

impl Line {
    /// As text: `SetValue("cmi.location", "7")`.
    pub fn said(&self) -> String {
        let call = self.what.word();
        match self.what {
            What::SetValue => format!("{call}({:?}, {:?})", self.first, self.second),
            What::GetLastError => format!("{call}()"),
            what if what.is_call() => format!("{call}({:?})", self.first),
            What::Skipped => format!("{} calls came too fast to be noted", self.first),
            _ if self.second.is_empty() => self.first.clone(),
            _ => format!("{} {}", self.first, self.second),
        }
    }

    /// Cuts what is too long to be kept.
    pub fn cut(mut self) -> Self {
        for value in [&mut self.first, &mut self.second, &mut self.answer] {
            if let Some((at, _)) = value.char_indices().nth(VALUE_MAX) {
                let rest = value[at..].chars().count();
                value.truncate(at);
                value.push_str(&format!("… and {rest} more"));
            }
        }
        self
    }
}

/// Which lines are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    #[default]
    All,
    /// What the course set.
    Set,
    /// Calls that ended in an error.
    Errors,
    /// What came next in the course, and why.
    Sequencing,
}

impl Show {
    pub const ALL: [Self; 4] = [Self::All, Self::Set, Self::Errors, Self::Sequencing];

    /// As the address says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Set => "set",
            Self::Errors => "errors",
            Self::Sequencing => "sequencing",
        }
    }

    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::All => "Everything",
            Self::Set => "What was set",
            Self::Errors => "What went wrong",
            Self::Sequencing => "What came next",
        }
    }

    /// Whether a line is among these.
    pub fn takes(self, line: &Line) -> bool {
        match self {
            Self::All => true,
            Self::Set => line.what == What::SetValue,
            Self::Errors => line.error != 0 && !line.what.asks_about_errors(),
            Self::Sequencing => matches!(line.what, What::Request | What::Decision),
        }
    }
}

impl What {
    /// Calls that tell of the error of the call before.
    fn asks_about_errors(self) -> bool {
        matches!(
            self,
            Self::GetLastError | Self::GetErrorString | Self::GetDiagnostic
        )
    }
}

/// What the address of a log asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(default)]
pub struct LogQuery {
    pub show: Show,
    /// In element names, values and answers; case does not matter.
    pub search: String,
    /// From 1.
    pub page: usize,
}

impl LogQuery {
    /// Reads the query of an address, by the names of its parts.
    pub fn read(part: impl Fn(&str) -> Option<String>) -> Self {
        let show = part("show").unwrap_or_default();
        let show = Show::ALL.into_iter().find(|one| one.word() == show);
        let page = part("page").and_then(|page| page.parse().ok());
        Self {
            show: show.unwrap_or_default(),
            search: part("q").unwrap_or_default().trim().to_owned(),
            page: page.unwrap_or(1).clamp(1, 1_000_000),
        }
    }

    /// Whether a line is asked for.
    pub fn takes(&self, line: &Line) -> bool {
        if !self.show.takes(line) {
            return false;
        }
        let search = self.search.to_lowercase();
        search.is_empty()
            || line.said().to_lowercase().contains(&search)
            || line.answer.to_lowercase().contains(&search)
    }
}

/// One launch, with its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LaunchPage {
    pub id: LaunchId,
    pub course: CourseId,
    pub course_title: String,
    /// `None` for a try-out.
    pub registration: Option<RegistrationId>,
    /// Whose registration; empty for a try-out.
    pub learner: String,
    pub instance: i64,
    /// Which version of the course was played, from 1.
    pub version: i64,
    pub started_at: Millis,
    pub last_seen_at: Millis,
    pub ended: Ended,
    /// Such as "Firefox on Linux".
    pub browser: String,
    /// As the browser itself said.
    pub user_agent: String,
    pub lines: Vec<ShownLine>,
    /// How many lines match, over all pages, and how many there are.
    pub matching: usize,
    pub all: usize,
    /// How many of all are errors.
    pub errors: usize,
    /// The log grew too long, and what came after is not in it.
    pub full: bool,
}

/// A line as it is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownLine {
    pub line: Line,
    /// What the error code means; empty for none.
    pub error: String,
}

/// A try-out in the list of a course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryOut {
    pub id: LaunchId,
    pub started_at: Millis,
    pub browser: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(element: &str, value: &str, error: i64) -> Line {
        Line {
            at: 1_250,
            what: What::SetValue,
            first: element.to_owned(),
            second: value.to_owned(),
            answer: (error == 0).to_string(),
            error,
        }
    }

    #[test]
    fn a_line_is_a_list_in_json() {
        let line = set("cmi.location", "7", 0);
        let json = serde_json::to_string(&line).expect("json");
        assert_eq!(json, r#"[1250,"SetValue","cmi.location","7","true",0]"#);
        assert_eq!(serde_json::from_str::<Line>(&json).expect("line"), line);
    }

    #[test]
    fn a_long_value_is_cut_and_says_so() {
        let cut = set("cmi.suspend_data", &"ä".repeat(VALUE_MAX + 20), 0).cut();
        assert!(cut.second.ends_with("ä… and 20 more"));
    }

    #[test]
    fn errors_are_found_and_so_are_words() {
        let query = |show, search: &str| LogQuery {
            show,
            search: search.to_owned(),
            page: 1,
        };
        let (right, wrong) = (
            set("cmi.location", "Seite 7", 0),
            set("cmi.score.raw", "x", 406),
        );
        assert!(!query(Show::Errors, "").takes(&right));
        assert!(query(Show::Errors, "").takes(&wrong));
        assert!(query(Show::All, "seite").takes(&right));
        assert!(!query(Show::All, "seite").takes(&wrong));
    }

    #[test]
    fn the_code_of_an_earlier_error_is_no_error_of_the_question_about_it() {
        let asked = Line {
            what: What::GetLastError,
            answer: "406".to_owned(),
            ..set("", "", 406)
        };
        assert!(!Show::Errors.takes(&asked));
    }
}
