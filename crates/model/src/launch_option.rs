//! How a course opens and plays: each option has a default of the product's, which an instructor for all his courses, a
//! course, an invitation, and for one person a registration, may set otherwise.

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

/// Where a value comes from: a level, which stands over those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Origin {
    Product,
    /// The instructor, for all his courses.
    Account,
    Course,
    Invitation,
    Registration,
}

impl Origin {
    /// As a screen says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Product => "product default",
            Self::Account => "your default",
            Self::Course => "course",
            Self::Invitation => "invitation",
            Self::Registration => "registration",
        }
    }
}

/// All options as they hold at a level, each with what the levels up to it set, the nearest last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective(Vec<(LaunchOption, Vec<(Origin, String)>)>);

impl Effective {
    /// What levels set, each over those before it and all over the product's defaults.
    pub fn of(levels: &[(Origin, &LaunchOptions)]) -> Self {
        let one = |option: LaunchOption| {
            let set = levels
                .iter()
                .filter_map(|(origin, set)| Some((*origin, set.0.get(&option)?.clone())));
            let product = (Origin::Product, option.default().to_owned());
            (option, std::iter::once(product).chain(set).collect())
        };
        Self(LaunchOption::ALL.map(one).into())
    }

    /// Each with its value and where that comes from, in the order of a screen.
    pub fn all(&self) -> impl Iterator<Item = (LaunchOption, &str, Origin)> {
        self.0.iter().filter_map(|(option, set)| {
            let (origin, value) = set.last()?;
            Some((*option, value.as_str(), *origin))
        })
    }

    /// As they would hold without what this level sets and those below it.
    pub fn above(&self, level: Origin) -> Self {
        let one = |(option, set): &(LaunchOption, Vec<(Origin, String)>)| {
            let above = set.iter().filter(|(origin, _)| *origin < level);
            (*option, above.cloned().collect())
        };
        Self(self.0.iter().map(one).collect())
    }

    /// What a level itself sets.
    pub fn own(&self, level: Origin) -> LaunchOptions {
        let own = self.0.iter().filter_map(|(option, set)| {
            let found = set.iter().find(|(origin, _)| *origin == level)?;
            Some((*option, found.1.clone()))
        });
        LaunchOptions(own.collect())
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

    /// Where the value of one comes from.
    pub fn origin(&self, option: LaunchOption) -> Origin {
        let found = self.all().find(|(one, ..)| *one == option);
        found.map_or(Origin::Product, |(.., origin)| origin)
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
    fn the_nearest_level_wins_and_what_stands_above_it_is_still_told() {
        let leave = set(LaunchOption::Finish, "leave");
        let stay = set(LaunchOption::Finish, "stay");
        let nothing = LaunchOptions::default();
        let says = |effective: &Effective| {
            let option = LaunchOption::Finish;
            (effective.value(option).to_owned(), effective.origin(option))
        };
        let says_so = |value: &str, origin| (value.to_owned(), origin);
        assert_eq!(says(&Effective::of(&[])), says_so("stay", Origin::Product));
        let all = Effective::of(&[
            (Origin::Account, &leave),
            (Origin::Course, &nothing),
            (Origin::Registration, &stay),
        ]);
        assert_eq!(says(&all), says_so("stay", Origin::Registration));
        let above = all.above(Origin::Registration);
        assert_eq!(says(&above), says_so("leave", Origin::Account));
        let product = all.above(Origin::Account);
        assert_eq!(says(&product), says_so("stay", Origin::Product));
        assert_eq!(all.own(Origin::Account), leave);
        assert_eq!(all.own(Origin::Course), nothing);
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
