//! How a course opens and plays: each option has a default of the product's, which a course, and for one person a
//! registration, may set otherwise.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LaunchOption {
    /// Where the player opens.
    Window,
    /// How wide the course is, in CSS pixels; 0 fills the window.
    Width,
    /// How high the course is, in CSS pixels; 0 fills the window.
    Height,
    /// Whether the player shows a table of contents.
    Contents,
    /// Whether the player shows Previous and Next.
    Buttons,
    /// What happens when somebody who has finished launches again.
    Relaunch,
    /// What a mastery score does.
    Mastery,
    /// What happens when the course ends by itself.
    Finish,
    /// What Exit does in a SCORM 2004 course of several activities: Suspend All or Exit All.
    Exit,
    /// How long an attempt may take, in minutes over all launches; 0 for as long as one likes.
    TimeLimit,
}

/// What an option may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// One of these words; beside each, how a screen says it.
    Words(&'static [(&'static str, &'static str)]),
    /// A whole number up to this; 0 says what the second is.
    UpTo(u32, &'static str),
}

impl LaunchOption {
    /// All, as a screen lists them.
    pub const ALL: [Self; 10] = [
        Self::Window,
        Self::Width,
        Self::Height,
        Self::Contents,
        Self::Buttons,
        Self::Relaunch,
        Self::Mastery,
        Self::Finish,
        Self::Exit,
        Self::TimeLimit,
    ];

    /// As forms and the database spell it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Width => "width",
            Self::Height => "height",
            Self::Contents => "contents",
            Self::Buttons => "buttons",
            Self::Relaunch => "relaunch",
            Self::Mastery => "mastery",
            Self::Finish => "finish",
            Self::Exit => "exit",
            Self::TimeLimit => "time-limit",
        }
    }

    /// As a form names its field.
    pub fn field(self) -> &'static str {
        match self {
            Self::Window => "options[window]",
            Self::Width => "options[width]",
            Self::Height => "options[height]",
            Self::Contents => "options[contents]",
            Self::Buttons => "options[buttons]",
            Self::Relaunch => "options[relaunch]",
            Self::Mastery => "options[mastery]",
            Self::Finish => "options[finish]",
            Self::Exit => "options[exit]",
            Self::TimeLimit => "options[time-limit]",
        }
    }

    /// As a screen names it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Window => "The player opens in",
            Self::Width => "Width of the course, in pixels",
            Self::Height => "Height of the course, in pixels",
            Self::Contents => "Table of contents",
            Self::Buttons => "Previous and Next",
            Self::Relaunch => "Who has finished and plays again",
            Self::Mastery => "A mastery score (SCORM 1.2)",
            Self::Finish => "When the course ends by itself",
            Self::Exit => "Exit from a course of several parts (SCORM 2004)",
            Self::TimeLimit => "Time for an attempt, in minutes",
        }
    }

    /// What it may be.
    pub fn choices(self) -> Choices {
        match self {
            Self::Window => {
                Choices::Words(&[("same", "The same window"), ("new", "A window of its own")])
            }
            Self::Width | Self::Height => Choices::UpTo(10_000, "All there is"),
            Self::Contents => Choices::Words(&[
                ("auto", "Where the course has several parts"),
                ("closed", "The same, closed at first"),
                ("none", "Only where the learner has to choose"),
            ]),
            Self::Buttons => Choices::Words(&[
                ("auto", "Where the course leads from part to part"),
                ("none", "Never"),
            ]),
            Self::Relaunch => Choices::Words(&[
                ("continue", "Goes on; what is reported counts"),
                ("review", "Looks at it again; nothing is changed"),
                ("new", "Begins a new attempt"),
            ]),
            Self::Mastery => Choices::Words(&[
                ("decides", "Decides whether the learner passed"),
                ("default", "Counts only where the course reports no status"),
            ]),
            Self::Finish => Choices::Words(&[
                ("stay", "The player says so and waits for Exit"),
                ("leave", "The player leaves it at once"),
                (
                    "leave-done",
                    "The player leaves it if it is completed or passed",
                ),
            ]),
            Self::Exit => Choices::Words(&[
                ("suspend", "The next launch goes on there"),
                ("end", "The attempt ends; the next launch begins anew"),
            ]),
            Self::TimeLimit => Choices::UpTo(100_000, "As long as one likes"),
        }
    }

    /// What holds where nobody has set anything.
    pub fn default(self) -> &'static str {
        match self.choices() {
            Choices::Words(words) => words.first().map_or("", |(word, _)| word),
            Choices::UpTo(..) => "0",
        }
    }

    /// A value as a screen says it.
    pub fn says(self, value: &str) -> String {
        match self.choices() {
            Choices::Words(words) => {
                let said = words.iter().find(|(word, _)| *word == value);
                said.map_or(value, |(_, said)| said).to_owned()
            }
            Choices::UpTo(_, none) if value == "0" => none.to_owned(),
            Choices::UpTo(..) => value.to_owned(),
        }
    }

    /// Reads what was typed or chosen; `None` for nothing, which leaves the option to the level above.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn read(self, typed: &str) -> Result<Option<String>, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        match self.choices() {
            Choices::Words(words) if words.iter().any(|(word, _)| *word == typed) => {
                Ok(Some(typed.to_owned()))
            }
            Choices::Words(_) => Err("Choose one of the list.".to_owned()),
            Choices::UpTo(most, none) => match typed.parse::<u32>() {
                Ok(number) if number <= most => Ok(Some(number.to_string())),
                _ => Err(format!(
                    "Give a whole number from 0 to {most}; 0 means: {}.",
                    none.to_lowercase()
                )),
            },
        }
    }
}

/// What one level sets; what it leaves open is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LaunchOptions(pub BTreeMap<LaunchOption, String>);

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    Product,
    Course,
    Registration,
}

impl Origin {
    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Product => "product default",
            Self::Course => "course",
            Self::Registration => "registration",
        }
    }
}

/// All options as they hold for a course or a registration, with where each comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective(Vec<(LaunchOption, String, Origin)>);

impl Effective {
    /// What a course sets over the product's defaults, and a registration over the course.
    pub fn of(course: &LaunchOptions, registration: Option<&LaunchOptions>) -> Self {
        let one = |option: LaunchOption| {
            let own = registration.and_then(|set| set.0.get(&option));
            let (value, origin) = match (own, course.0.get(&option)) {
                (Some(value), _) => (value.clone(), Origin::Registration),
                (None, Some(value)) => (value.clone(), Origin::Course),
                (None, None) => (option.default().to_owned(), Origin::Product),
            };
            (option, value, origin)
        };
        Self(LaunchOption::ALL.map(one).into())
    }

    /// Each with its value and where that comes from, in the order of a screen.
    pub fn all(&self) -> impl Iterator<Item = (LaunchOption, &str, Origin)> {
        self.0
            .iter()
            .map(|(option, value, origin)| (*option, value.as_str(), *origin))
    }

    /// What is not as the product has it.
    pub fn set(&self) -> LaunchOptions {
        let set = self.all().filter(|(.., origin)| *origin != Origin::Product);
        LaunchOptions(
            set.map(|(option, value, _)| (option, value.to_owned()))
                .collect(),
        )
    }

    /// The value of one.
    pub fn value(&self, option: LaunchOption) -> &str {
        let found = self.all().find(|(one, ..)| *one == option);
        found.map_or(option.default(), |(_, value, _)| value)
    }

    /// The value of one that is a number; 0 if it is none.
    pub fn number(&self, option: LaunchOption) -> u32 {
        self.value(option).parse().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(option: LaunchOption, value: &str) -> LaunchOptions {
        LaunchOptions([(option, value.to_owned())].into())
    }

    #[test]
    fn a_registration_wins_over_its_course_and_that_over_the_product() {
        let course = set(LaunchOption::Finish, "leave");
        let nothing = LaunchOptions::default();
        let own = set(LaunchOption::Finish, "stay");
        let finish = |effective: Effective| {
            let (_, value, origin) = effective.all().find(|(o, ..)| *o == LaunchOption::Finish)?;
            Some((value.to_owned(), origin))
        };
        let says = |value: &str, origin| Some((value.to_owned(), origin));
        assert_eq!(
            finish(Effective::of(&nothing, None)),
            says("stay", Origin::Product)
        );
        assert_eq!(
            finish(Effective::of(&course, Some(&nothing))),
            says("leave", Origin::Course)
        );
        assert_eq!(
            finish(Effective::of(&course, Some(&own))),
            says("stay", Origin::Registration)
        );
    }

    #[test]
    fn what_is_typed_is_a_choice_a_number_or_nothing() {
        assert_eq!(
            LaunchOption::Window.read(" new "),
            Ok(Some("new".to_owned()))
        );
        assert_eq!(LaunchOption::Window.read(""), Ok(None));
        assert!(LaunchOption::Window.read("sideways").is_err());
        assert_eq!(
            LaunchOption::TimeLimit.read("045"),
            Ok(Some("45".to_owned()))
        );
        for wrong in ["-1", "ten", "1.5", "100001"] {
            assert!(LaunchOption::TimeLimit.read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_default_can_be_chosen_and_said() {
        for option in LaunchOption::ALL {
            let default = option.default();
            assert_eq!(option.read(default), Ok(Some(default.to_owned())));
            assert!(!option.says(default).is_empty());
        }
    }

    #[test]
    fn options_are_kept_under_their_keys() {
        for option in LaunchOption::ALL {
            let json = serde_json::to_string(&set(option, "1")).expect("json");
            assert_eq!(json, format!("{{\"{}\":\"1\"}}", option.key()));
            assert_eq!(option.field(), format!("options[{}]", option.key()));
        }
    }
}
