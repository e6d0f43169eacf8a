//! Settings as programs know them: the launch options by their keys, and beside them the ids of SCORM Cloud that mean the
//! same here. An id that would change nothing is none.

use crate::launch_option::{Choices, Effective, LaunchOption, Origin};
use crate::postback::{self, Level, Postback, Said};
use crate::version::Rule;
use std::collections::BTreeMap;

/// One setting as a program sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    pub id: String,
    /// Empty leaves it to the levels above.
    pub value: String,
    /// Kept also where it is what holds anyway.
    pub explicit: bool,
}

/// What comes of the settings that were sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// `None` leaves an option to the levels above.
    pub options: BTreeMap<LaunchOption, Option<String>>,
    pub postback: Part,
    /// Of a course.
    pub moves: Option<Rule>,
}

/// What is said of a postback; the rest stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Empty leaves the whole postback to the levels above.
    pub url: Option<String>,
    pub auth_type: Option<postback::AuthType>,
    pub user_name: Option<String>,
    pub password: Option<String>,
    pub results_format: Option<postback::ResultsFormat>,
}

/// A setting as it holds at a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub id: &'static str,
    pub value: String,
    pub origin: Origin,
    /// What it is about.
    pub words: String,
    pub default: String,
    pub whole_number: bool,
    /// What it may be, each with its meaning, which may be empty; nothing where it is a number or a text.
    pub values: Vec<(&'static str, &'static str)>,
    /// The lowest level at which it can be set.
    pub lowest: Origin,
}

/// An id of SCORM Cloud for a launch option.
struct Alias {
    id: &'static str,
    option: LaunchOption,
    /// What it may be there; nothing for a number.
    values: &'static [&'static str],
    /// A value of the option, as it is said there.
    says: fn(&str) -> &str,
    /// A value as it is said there, in capitals, and what the option is now; gives what it becomes.
    takes: fn(&str, &str) -> Option<&'static str>,
}

const YES_NO: &[&str] = &["YES", "NO"];
const EXITS: &[&str] = &["DISPLAY_MESSAGE", "EXIT_COURSE"];
/// Leaves the course only where it is not done, which no option says; it is refused in the end.
const ONLY_UNDONE: &str = "leave-undone";

/// In the order in which they are taken.
const ALIASES: [Alias; 11] = [
    Alias {
        id: "PlayerLaunchType",
        option: LaunchOption::Window,
        values: &["FRAMESET", "NEW_WINDOW_AFTER_CLICK"],
        says: |value| match value {
            "new" => "NEW_WINDOW_AFTER_CLICK",
            _ => "FRAMESET",
        },
        takes: |said, _| match said {
            "FRAMESET" => Some("same"),
            "NEW_WINDOW" | "NEW_WINDOW_AFTER_CLICK" => Some("new"),
            _ => None,
        },
    },
    Alias {
        id: "PlayerDesiredWidth",
        option: LaunchOption::Width,
        values: &[],
        says: |value| value,
        takes: |_, _| None,
    },
    Alias {
        id: "PlayerDesiredHeight",
        option: LaunchOption::Height,
        values: &[],
        says: |value| value,
        takes: |_, _| None,
    },
    Alias {
        id: "PlayerShowCourseStructure",
        option: LaunchOption::Contents,
        values: YES_NO,
        says: |value| yes(value != "none"),
        takes: |said, now| match (said, now) {
            ("YES", "closed") => Some("closed"),
            ("YES", _) => Some("auto"),
            ("NO", _) => Some("none"),
            _ => None,
        },
    },
    Alias {
        id: "PlayerCourseStructureStartsOpen",
        option: LaunchOption::Contents,
        values: YES_NO,
        says: |value| yes(value == "auto"),
        takes: |said, now| match (said, now) {
            ("YES", "auto" | "closed") => Some("auto"),
            ("NO", "none") => Some("none"),
            ("NO", _) => Some("closed"),
            _ => None,
        },
    },
    Alias {
        id: "PlayerEnableFlowNav",
        option: LaunchOption::Buttons,
        values: YES_NO,
        says: |value| yes(value != "none"),
        takes: |said, _| choice(said, "auto", "none"),
    },
    Alias {
        id: "PlayerLaunchCompletedRegsAsNoCredit",
        option: LaunchOption::Relaunch,
        values: YES_NO,
        says: |value| yes(value == "review"),
        takes: |said, now| match (said, now) {
            ("YES", _) => Some("review"),
            ("NO", "new") => Some("new"),
            ("NO", _) => Some("continue"),
            _ => None,
        },
    },
    Alias {
        id: "PlayerScoreOverridesStatus",
        option: LaunchOption::Mastery,
        values: YES_NO,
        says: |value| yes(value == "decides"),
        takes: |said, _| choice(said, "decides", "default"),
    },
    Alias {
        id: "PlayerFinalScoCourseSatisfiedNormalExitAction",
        option: LaunchOption::Finish,
        values: EXITS,
        says: |value| exits(value).0,
        takes: |said, now| finish((said, exits(now).1)),
    },
    Alias {
        id: "PlayerFinalScoCourseNotSatisfiedNormalExitAction",
        option: LaunchOption::Finish,
        values: EXITS,
        says: |value| exits(value).1,
        takes: |said, now| finish((exits(now).0, said)),
    },
    Alias {
        id: "PlayerTimeLimit",
        option: LaunchOption::TimeLimit,
        values: &[],
        says: |value| value,
        takes: |_, _| None,
    },
];

fn yes(truth: bool) -> &'static str {
    if truth { "YES" } else { "NO" }
}

fn choice(said: &str, yes: &'static str, no: &'static str) -> Option<&'static str> {
    match said {
        "YES" => Some(yes),
        "NO" => Some(no),
        _ => None,
    }
}

/// What happens where a course that ends by itself is done, and where it is not.
fn exits(finish: &str) -> (&'static str, &'static str) {
    match finish {
        "leave" => ("EXIT_COURSE", "EXIT_COURSE"),
        "leave-done" => ("EXIT_COURSE", "DISPLAY_MESSAGE"),
        ONLY_UNDONE => ("DISPLAY_MESSAGE", "EXIT_COURSE"),
        _ => ("DISPLAY_MESSAGE", "DISPLAY_MESSAGE"),
    }
}

fn finish(exits: (&str, &str)) -> Option<&'static str> {
    match exits {
        ("EXIT_COURSE", "EXIT_COURSE") => Some("leave"),
        ("EXIT_COURSE", "DISPLAY_MESSAGE") => Some("leave-done"),
        ("DISPLAY_MESSAGE", "DISPLAY_MESSAGE") => Some("stay"),
        ("DISPLAY_MESSAGE", "EXIT_COURSE") => Some(ONLY_UNDONE),
        _ => None,
    }
}

/// Ids that are one thing here and nothing else, so that nothing is kept of them.
const FIXED: [(&str, &str, &str); 3] = [
    (
        "PlayerScoLaunchType",
        "FRAMESET",
        "Activities open within the player.",
    ),
    (
        "LaunchAuthType",
        "vault",
        "The files of a course are under an address of each launch's own, without cookies.",
    ),
    (
        "ApiRollupRegistrationIsJson",
        "true",
        "Results are posted as JSON.",
    ),
];

const POSTBACK_URL: &str = "ApiRollupRegistrationPostBackUrl";
const AUTH_TYPE: &str = "ApiRollupRegistrationAuthType";
const AUTH_USER: &str = "ApiRollupRegistrationAuthUser";
const AUTH_PASSWORD: &str = "ApiRollupRegistrationAuthPassword";
const FORMAT: &str = "ApiRollupRegistrationFormat";
const RESTART: &str = "WhenToRestartRegistration";

/// When a registration begins anew on a newer version, as it is said there; the last is the product's own.
const RESTARTS: [(&str, Rule); 6] = [
    ("NEVER", Rule::Never),
    ("WHEN_NEWER_PACKAGE_VERSION_EXISTS", Rule::Always),
    (
        "WHEN_EXISTING_REG_IS_COMPLETE_AND_NEWER_PACKAGE_VERSION_EXISTS",
        Rule::Completed,
    ),
    (
        "WHEN_EXISTING_REG_IS_SATISFIED_AND_NEWER_PACKAGE_VERSION_EXISTS",
        Rule::Passed,
    ),
    (
        "WHEN_EXISTING_REG_IS_INCOMPLETE_AND_NEWER_PACKAGE_VERSION_EXISTS",
        Rule::NotComplete,
    ),
    (
        "WHEN_EXISTING_REG_IS_FAILED_AND_NEWER_PACKAGE_VERSION_EXISTS",
        Rule::Failed,
    ),
];

/// All ids.
pub fn ids() -> Vec<&'static str> {
    let own = LaunchOption::ALL.map(LaunchOption::key);
    let aliases = ALIASES.iter().map(|alias| alias.id);
    let fixed = FIXED.iter().map(|(id, ..)| *id);
    let others = [
        POSTBACK_URL,
        AUTH_TYPE,
        AUTH_USER,
        AUTH_PASSWORD,
        FORMAT,
        RESTART,
    ];
    own.into_iter()
        .chain(aliases)
        .chain(fixed)
        .chain(others)
        .collect()
}

/// Reads settings for a level, where the options hold as they do now. Several that are about the same are taken together.
///
/// # Errors
/// What can't be taken, in words.
pub fn read(all: &[Sent], level: Origin, now: &Effective) -> Result<Change, String> {
    let ids = ids();
    let place = |sent: &&Sent| ids.iter().position(|id| *id == sent.id);
    if let Some(unknown) = all.iter().find(|sent| place(sent).is_none()) {
        return Err(format!(
            "“{}” is no setting that would change anything here. There are {}.",
            unknown.id,
            ids.join(", ")
        ));
    }
    let mut all: Vec<&Sent> = all.iter().collect();
    all.sort_by_key(|sent| place(sent));
    let mut change = Change::default();
    let mut explicit: BTreeMap<LaunchOption, bool> = BTreeMap::new();
    for sent in all {
        if let Some((option, value)) = option(sent, now, &change)? {
            change.options.insert(option, value);
            *explicit.entry(option).or_default() |= sent.explicit;
        } else {
            other(sent, level, &mut change)?;
        }
    }
    let above = now.above(level);
    for (option, value) in &mut change.options {
        let Some(said) = value else { continue };
        let why = |why| format!("{}: {why}", option.key());
        let read = match said.as_str() {
            ONLY_UNDONE => Err(
                "a course is not left only where it is not satisfied: leave it in both cases, where it is satisfied, or in none."
                    .to_owned(),
            ),
            said => option.read(said),
        };
        *value = read.map_err(why)?;
        if !explicit[option] && value.as_deref() == Some(above.value(*option)) {
            *value = None;
        }
    }
    Ok(change)
}

/// The launch option that a setting is about, and what it becomes; nothing for other settings.
fn option(
    sent: &Sent,
    now: &Effective,
    change: &Change,
) -> Result<Option<(LaunchOption, Option<String>)>, String> {
    let value = sent.value.trim();
    let taken = |value: &str| Some(value.to_owned()).filter(|value| !value.is_empty());
    let own = LaunchOption::ALL
        .into_iter()
        .find(|one| one.key() == sent.id);
    if let Some(option) = own {
        return Ok(Some((option, taken(value))));
    }
    let Some(alias) = ALIASES.iter().find(|alias| alias.id == sent.id) else {
        return Ok(None);
    };
    if value.is_empty() || alias.values.is_empty() {
        return Ok(Some((alias.option, taken(value))));
    }
    let before = change.options.get(&alias.option).cloned().flatten();
    let before = before.unwrap_or_else(|| now.value(alias.option).to_owned());
    let becomes = (alias.takes)(&value.to_uppercase(), &before);
    let becomes = becomes.ok_or_else(|| {
        let values = alias.values.join(" or ");
        match alias.values.contains(&&*value.to_uppercase()) {
            true => format!(
                "{} can’t be {value} while there is no course structure.",
                alias.id
            ),
            false => format!("{} is {values} here, not “{value}”.", alias.id),
        }
    })?;
    Ok(Some((alias.option, Some(becomes.to_owned()))))
}

/// A setting that is about no launch option.
fn other(sent: &Sent, level: Origin, change: &mut Change) -> Result<(), String> {
    let value = sent.value.trim();
    if let Some((id, fixed, why)) = FIXED.iter().find(|(id, ..)| *id == sent.id) {
        return match value.is_empty() || value.eq_ignore_ascii_case(fixed) {
            true => Ok(()),
            false => Err(format!("{id} is always {fixed} here. {why}")),
        };
    }
    let lower = value.to_lowercase();
    let said = Some(lower.as_str()).filter(|word| !word.is_empty() && *word != "undefined");
    match sent.id.as_str() {
        POSTBACK_URL => change.postback.url = Some(value.to_owned()),
        AUTH_TYPE => {
            let read = said.map_or(Some(Default::default()), postback::AuthType::of);
            let read = read.ok_or_else(|| format!("{AUTH_TYPE} is form or httpbasic."))?;
            change.postback.auth_type = Some(read);
        }
        AUTH_USER => change.postback.user_name = Some(value.to_owned()),
        AUTH_PASSWORD => change.postback.password = Some(sent.value.clone()),
        FORMAT => {
            let read = said.map_or(Some(Default::default()), postback::ResultsFormat::of);
            let read = read.ok_or_else(|| format!("{FORMAT} is course, activity or full."))?;
            change.postback.results_format = Some(read);
        }
        _ if level != Origin::Course => {
            return Err(format!("{RESTART} is set for courses only."));
        }
        _ => {
            let upper = value.to_uppercase();
            let found = RESTARTS.iter().find(|(word, _)| *word == upper);
            let rule = match found {
                _ if value.is_empty() => Rule::default(),
                Some((_, rule)) => *rule,
                None => {
                    let words = RESTARTS.map(|(word, _)| word).join(", ");
                    return Err(format!(
                        "{RESTART} is one of {words}, not “{value}”. Who has finished begins anew by relaunch = new."
                    ));
                }
            };
            change.moves = Some(rule);
        }
    }
    Ok(())
}

/// All settings as they hold at a level. `moves` is told of a course.
pub fn items(
    effective: &Effective,
    postback: &postback::Setting,
    moves: Option<Rule>,
) -> Vec<Item> {
    let own = effective.all().map(|(option, value, origin)| Item {
        id: option.key(),
        value: value.to_owned(),
        origin,
        words: option.label().to_owned(),
        default: option.default().to_owned(),
        whole_number: matches!(option.choices(), Choices::UpTo(..)),
        values: match option.choices() {
            Choices::Words(words) => words.to_vec(),
            Choices::UpTo(..) => Vec::new(),
        },
        lowest: Origin::Registration,
    });
    let aliases = ALIASES.iter().map(|alias| Item {
        id: alias.id,
        value: (alias.says)(effective.value(alias.option)).to_owned(),
        origin: effective.origin(alias.option),
        words: format!("Part of {}: {}", alias.option.key(), alias.option.label()),
        default: (alias.says)(alias.option.default()).to_owned(),
        whole_number: alias.values.is_empty(),
        values: alias.values.iter().map(|value| (*value, "")).collect(),
        lowest: Origin::Registration,
    });
    let fixed = FIXED.iter().map(|(id, value, why)| Item {
        values: vec![(*value, "")],
        ..plain(id, value, why)
    });
    let restart = moves.map(|rule| {
        let said = RESTARTS.iter().find(|(_, one)| *one == rule);
        Item {
            value: said.map_or("", |(word, _)| word).to_owned(),
            origin: match rule {
                Rule::Never => Origin::Product,
                _ => Origin::Course,
            },
            values: RESTARTS.map(|(word, rule)| (word, rule.movers())).into(),
            lowest: Origin::Course,
            ..plain(RESTART, "NEVER", "Who begins anew on a newer version")
        }
    });
    own.chain(aliases)
        .chain(fixed)
        .chain(restart)
        .chain(of_postback(postback))
        .collect()
}

fn plain(id: &'static str, default: &str, words: &str) -> Item {
    Item {
        id,
        value: default.to_owned(),
        origin: Origin::Product,
        words: words.to_owned(),
        default: default.to_owned(),
        whole_number: false,
        values: Vec::new(),
        lowest: Origin::Registration,
    }
}

/// The password is never told.
fn of_postback(setting: &postback::Setting) -> Vec<Item> {
    let off = Postback::default();
    let (holds, origin) = match &setting.holds {
        Some((Said::To(postback), level)) => (postback, origin(*level)),
        Some((_, level)) => (&off, origin(*level)),
        None => (&off, Origin::Product),
    };
    let word = |word: &str| word.to_lowercase();
    let words = [
        (
            POSTBACK_URL,
            holds.url.clone(),
            "Where results are posted to",
        ),
        (
            AUTH_TYPE,
            word(holds.auth_type.word()),
            "How whoever takes them knows who sends them",
        ),
        (AUTH_USER, holds.user_name.clone(), "By which name"),
        (
            FORMAT,
            word(holds.results_format.word()),
            "How much is posted",
        ),
    ];
    let item = |(id, value, about): (&'static str, String, &str)| {
        let (default, values) = match id {
            AUTH_TYPE => ("httpbasic", vec![("form", ""), ("httpbasic", "")]),
            FORMAT => (
                "activity",
                vec![("course", ""), ("activity", ""), ("full", "")],
            ),
            _ => ("", Vec::new()),
        };
        Item {
            value,
            origin,
            values,
            ..plain(id, default, about)
        }
    };
    words.map(item).into()
}

/// The level of a postback.
pub fn origin(level: Level) -> Origin {
    match level {
        Level::Account => Origin::Account,
        Level::Course => Origin::Course,
        Level::Invitation => Origin::Invitation,
        Level::Registration => Origin::Registration,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::launch_option::LaunchOptions;

    fn sent(all: &[(&str, &str)]) -> Vec<Sent> {
        let one = |(id, value): &(&str, &str)| Sent {
            id: (*id).to_owned(),
            value: (*value).to_owned(),
            explicit: false,
        };
        all.iter().map(one).collect()
    }

    fn course(all: &[(&str, &str)]) -> Result<Change, String> {
        read(&sent(all), Origin::Course, &Effective::of(&[]))
    }

    fn becomes(all: &[(&str, &str)], option: LaunchOption) -> Option<String> {
        let change = course(all).expect("taken");
        change.options.get(&option).cloned().flatten()
    }

    #[test]
    fn an_id_of_scorm_cloud_changes_the_option_that_means_the_same() {
        for (id, value, option, expected) in [
            (
                "PlayerLaunchType",
                "NEW_WINDOW",
                LaunchOption::Window,
                "new",
            ),
            ("PlayerDesiredWidth", "800", LaunchOption::Width, "800"),
            (
                "PlayerShowCourseStructure",
                "no",
                LaunchOption::Contents,
                "none",
            ),
            (
                "PlayerCourseStructureStartsOpen",
                "NO",
                LaunchOption::Contents,
                "closed",
            ),
            ("PlayerEnableFlowNav", "NO", LaunchOption::Buttons, "none"),
            (
                "PlayerLaunchCompletedRegsAsNoCredit",
                "YES",
                LaunchOption::Relaunch,
                "review",
            ),
            (
                "PlayerScoreOverridesStatus",
                "NO",
                LaunchOption::Mastery,
                "default",
            ),
            ("PlayerTimeLimit", "045", LaunchOption::TimeLimit, "45"),
            (
                "PlayerFinalScoCourseSatisfiedNormalExitAction",
                "EXIT_COURSE",
                LaunchOption::Finish,
                "leave-done",
            ),
        ] {
            assert_eq!(
                becomes(&[(id, value)], option).as_deref(),
                Some(expected),
                "{id}"
            );
        }
    }

    #[test]
    fn two_ids_about_the_same_are_taken_together_in_either_order() {
        let exits = [
            (
                "PlayerFinalScoCourseNotSatisfiedNormalExitAction",
                "EXIT_COURSE",
            ),
            (
                "PlayerFinalScoCourseSatisfiedNormalExitAction",
                "EXIT_COURSE",
            ),
        ];
        assert_eq!(
            becomes(&exits, LaunchOption::Finish).as_deref(),
            Some("leave")
        );
        let hidden = LaunchOptions([(LaunchOption::Contents, "none".to_owned())].into());
        let now = Effective::of(&[(Origin::Account, &hidden)]);
        let both = sent(&[
            ("PlayerCourseStructureStartsOpen", "NO"),
            ("PlayerShowCourseStructure", "YES"),
        ]);
        let change = read(&both, Origin::Course, &now).expect("taken");
        let contents = change.options[&LaunchOption::Contents].as_deref();
        assert_eq!(contents, Some("closed"));
    }

    #[test]
    fn what_would_change_nothing_is_refused() {
        for (id, value) in [
            ("PlayerShowHelp", "YES"),
            ("", ""),
            ("PlayerScoLaunchType", "NEW_WINDOW"),
            ("PlayerLaunchType", "NEW_WINDOW_WITHOUT_BROWSER_TOOLBAR"),
            ("LaunchAuthType", "cookies"),
            ("ApiRollupRegistrationIsJson", "false"),
            ("ApiRollupRegistrationFormat", "much"),
            (
                "PlayerFinalScoCourseNotSatisfiedNormalExitAction",
                "EXIT_COURSE",
            ),
            ("PlayerDesiredWidth", "wide"),
            ("WhenToRestartRegistration", "WHEN_EXISTING_REG_IS_COMPLETE"),
        ] {
            assert!(course(&[(id, value)]).is_err(), "{id} {value}");
        }
        let hidden = [
            ("PlayerShowCourseStructure", "NO"),
            ("PlayerCourseStructureStartsOpen", "YES"),
        ];
        assert!(course(&hidden).is_err());
        let restart = sent(&[("WhenToRestartRegistration", "NEVER")]);
        assert!(read(&restart, Origin::Registration, &Effective::of(&[])).is_err());
    }

    #[test]
    fn what_holds_anyway_is_kept_only_if_it_is_said_to_be_explicit() {
        let mut all = sent(&[("finish", "stay")]);
        let now = Effective::of(&[]);
        let change = read(&all, Origin::Course, &now).expect("taken");
        assert_eq!(change.options[&LaunchOption::Finish], None);
        all[0].explicit = true;
        let change = read(&all, Origin::Course, &now).expect("taken");
        assert_eq!(
            change.options[&LaunchOption::Finish].as_deref(),
            Some("stay")
        );
    }

    #[test]
    fn every_setting_that_is_told_can_be_sent_back() {
        let leave = LaunchOptions([(LaunchOption::Finish, "leave".to_owned())].into());
        let now = Effective::of(&[(Origin::Account, &leave)]);
        let postback = postback::Setting {
            level: Level::Course,
            said: Said::Nothing,
            holds: None,
            above: None,
        };
        let items = items(&now, &postback, Some(Rule::Failed));
        let told: Vec<&str> = items.iter().map(|item| item.id).collect();
        assert!(!told.contains(&AUTH_PASSWORD));
        assert_eq!(told.len() + 1, ids().len());
        for item in &items {
            let all = sent(&[(item.id, &item.value)]);
            read(&all, Origin::Course, &now).unwrap_or_else(|why| panic!("{}: {why}", item.id));
        }
        let finish = items
            .iter()
            .find(|item| item.id == "finish")
            .expect("finish");
        assert_eq!(
            (finish.value.as_str(), finish.origin),
            ("leave", Origin::Account)
        );
    }
}
