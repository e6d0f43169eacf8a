//! Versions of a course: packages, of which one is in use.

use crate::course::{ContentRow, Oddities};
use crate::log::TryOut;
use crate::registration::Progress;
use crate::{CourseId, Millis};
use serde::{Deserialize, Serialize};

/// Which registrations move from another version to the one in use, looked at when they are launched. A registration that
/// had begun begins anew there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    #[default]
    Never,
    NotComplete,
    Completed,
    Failed,
    Passed,
    Always,
}

impl Rule {
    pub const ALL: [Self; 6] = [
        Self::Never,
        Self::NotComplete,
        Self::Completed,
        Self::Failed,
        Self::Passed,
        Self::Always,
    ];

    /// As it is stored and as a form sends it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::NotComplete => "not-complete",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Passed => "passed",
            Self::Always => "always",
        }
    }

    /// The rule of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Never => "Never",
            Self::NotComplete => "When not complete",
            Self::Completed => "When completed",
            Self::Failed => "When failed",
            Self::Passed => "When passed",
            Self::Always => "Always",
        }
    }

    /// Who moves, within a sentence.
    pub fn movers(self) -> &'static str {
        match self {
            Self::Never => "nobody moves to it",
            Self::NotComplete => "whoever has not completed the course moves to it",
            Self::Completed => "whoever has completed the course moves to it",
            Self::Failed => "whoever has failed moves to it",
            Self::Passed => "whoever has passed moves to it",
            Self::Always => "everybody moves to it",
        }
    }

    /// Whether a registration that has come so far moves. As everywhere, whoever passed or failed has completed.
    pub fn moves(self, progress: Progress) -> bool {
        let completed = !matches!(progress, Progress::Invited | Progress::Started);
        match self {
            Self::Never => false,
            Self::NotComplete => !completed,
            Self::Completed => completed,
            Self::Failed => progress == Progress::Failed,
            Self::Passed => progress == Progress::Passed,
            Self::Always => true,
        }
    }
}

/// What a rule would do at the next launches of those who are on other versions now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    pub rule: Rule,
    /// How many would move.
    pub moves: i64,
    /// How many of these have begun, so that they lose their place and begin anew.
    pub anew: i64,
    /// How many of those who begin anew have completed, passed or failed.
    pub done: i64,
}

impl Preview {
    /// As a screen says it.
    pub fn words(&self) -> String {
        let (moves, anew, done) = (self.moves, self.anew, self.done);
        let mut words = match (self.rule, moves) {
            (Rule::Never, _) => return "Everybody stays on the version they have.".to_owned(),
            (_, 0) => return "Nobody would move.".to_owned(),
            _ if anew == 0 => return format!("{moves} would move; none of them has begun."),
            _ if anew == moves => format!("{moves} would move and begin anew, losing their place"),
            _ => format!("{moves} would move; {anew} of them would begin anew, losing their place"),
        };
        if done > 0 {
            words.push_str(&format!(", {done} with a result"));
        }
        words + "."
    }
}

/// A version in the list of its course.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    pub number: i64,
    pub in_use: bool,
    pub created_at: Millis,
    /// When it was last put in use; `None` if it never was.
    pub used_at: Option<Millis>,
    /// How many registrations are on it.
    pub registrations: i64,
}

/// A version by itself, and how it differs from the one in use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VersionPage {
    pub course: CourseId,
    pub course_title: String,
    pub number: i64,
    pub facts: VersionFacts,
    pub created_at: Millis,
    /// When it was last put in use; `None` if it never was.
    pub used_at: Option<Millis>,
    /// How many registrations are on it.
    pub registrations: i64,
    /// How many attempts were made on it.
    pub attempts: i64,
    /// `None` if this is the one in use.
    pub compared: Option<Compared>,
    /// The rule that holds, as far as this is the version in use.
    pub rule: Rule,
    /// What each rule would do.
    pub preview: Vec<Preview>,
    pub contents: Vec<ContentRow>,
    pub oddities: Oddities,
    /// Of this version, the latest, newest first.
    pub try_outs: Vec<TryOut>,
}

impl VersionPage {
    /// Whether it can be taken away.
    pub fn removable(&self) -> bool {
        self.compared.is_some() && self.registrations == 0 && self.attempts == 0
    }
}

/// What a package is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionFacts {
    /// As its manifest says it.
    pub title: String,
    pub standard: String,
    /// In words; empty if the manifest says nothing.
    pub duration: String,
    /// How many can be launched.
    pub activities: i64,
    /// Unpacked, in bytes.
    pub size: i64,
    pub files: i64,
}

/// How a version differs from the one in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The number of the one in use.
    pub number: i64,
    pub facts: VersionFacts,
    pub changes: Vec<Change>,
    pub files: FileChanges,
}

/// An activity that is in one of two versions only, or has another title there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    Added(String),
    Removed(String),
    /// From one title to another.
    Renamed(String, String),
}

/// How many files two versions don't have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct FileChanges {
    pub added: i64,
    /// The same path with other bytes.
    pub changed: i64,
    pub removed: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Progress; 5] = [
        Progress::Invited,
        Progress::Started,
        Progress::Completed,
        Progress::Passed,
        Progress::Failed,
    ];

    #[test]
    fn every_rule_is_found_again_by_its_name() {
        for rule in Rule::ALL {
            assert_eq!(Rule::of(rule.name()), Some(rule));
        }
        assert_eq!(Rule::of("sometimes"), None);
    }

    #[test]
    fn each_moves_by_either_of_two_opposite_rules() {
        for progress in ALL {
            assert_ne!(
                Rule::NotComplete.moves(progress),
                Rule::Completed.moves(progress)
            );
        }
    }

    #[test]
    fn a_preview_says_who_moves_and_what_they_lose() {
        let said = |rule, moves, anew, done| {
            let preview = Preview {
                rule,
                moves,
                anew,
                done,
            };
            preview.words()
        };
        assert_eq!(said(Rule::Passed, 0, 0, 0), "Nobody would move.");
        assert_eq!(
            said(Rule::NotComplete, 3, 0, 0),
            "3 would move; none of them has begun."
        );
        assert_eq!(
            said(Rule::Always, 5, 3, 1),
            "5 would move; 3 of them would begin anew, losing their place, 1 with a result."
        );
    }

    #[test]
    fn passing_and_failing_move_only_those_who_did() {
        let movers = |rule: Rule| ALL.into_iter().filter(move |p| rule.moves(*p));
        assert!(movers(Rule::Passed).eq([Progress::Passed]));
        assert!(movers(Rule::Failed).eq([Progress::Failed]));
        assert_eq!(movers(Rule::Never).count(), 0);
        assert_eq!(movers(Rule::Always).count(), 5);
    }
}
