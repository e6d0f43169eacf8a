//! Reading a stored sequencing definition. By hand, for this is read in the browser, and what
//! derives write for so many small types would be a third of the player.

use serde_json::Value;

use super::{
    Action, ChildSet, CompletionThreshold, Condition, Conditions, Control, Delivery, Map,
    Objective, Parts, Required, Rollup, RollupAction, RollupRule, Rule, Selection, Sequencing,
    Test, Timing,
};

/// What is not there, or not what it should be, has its default.
impl From<&Value> for Sequencing {
    fn from(value: &Value) -> Self {
        Self {
            control: control(&value["control"]),
            pre: rules(&value["pre"]),
            exit: rules(&value["exit"]),
            post: rules(&value["post"]),
            attempt_limit: whole(&value["attempt_limit"]),
            duration_limit: text(&value["duration_limit"]),
            rollup: rollup(&value["rollup"]),
            objectives: list(&value["objectives"], objective),
            selection: selection(&value["selection"]),
            delivery: delivery(&value["delivery"]),
            prevent_activation: flag(&value["prevent_activation"], false),
            constrain_choice: flag(&value["constrain_choice"], false),
            completion: completion(&value["completion"]),
        }
    }
}

pub(crate) fn flag(value: &Value, default: bool) -> bool {
    value.as_bool().unwrap_or(default)
}

fn real(value: &Value, default: f64) -> f64 {
    value.as_f64().unwrap_or(default)
}

pub(crate) fn whole(value: &Value) -> Option<u32> {
    value.as_u64().and_then(|number| number.try_into().ok())
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

pub(crate) fn list<T>(value: &Value, read: impl Fn(&Value) -> Option<T>) -> Vec<T> {
    value
        .as_array()
        .map_or(&[][..], Vec::as_slice)
        .iter()
        .filter_map(read)
        .collect()
}

/// The one whose name in JSON the word is.
pub(crate) fn word<T: Copy>(value: &Value, words: &[(&str, T)]) -> Option<T> {
    let word = value.as_str()?;
    words
        .iter()
        .find(|(name, _)| *name == word)
        .map(|(_, one)| *one)
}

fn control(value: &Value) -> Control {
    let default = Control::default();
    Control {
        choice: flag(&value["choice"], default.choice),
        choice_exit: flag(&value["choice_exit"], default.choice_exit),
        flow: flag(&value["flow"], default.flow),
        forward_only: flag(&value["forward_only"], default.forward_only),
        current_objectives: flag(&value["current_objectives"], default.current_objectives),
        current_progress: flag(&value["current_progress"], default.current_progress),
    }
}

fn rules(value: &Value) -> Vec<Rule> {
    const ACTIONS: &[(&str, Action)] = &[
        ("skip", Action::Skip),
        ("disabled", Action::Disabled),
        ("hiddenFromChoice", Action::HiddenFromChoice),
        ("stopForwardTraversal", Action::StopForwardTraversal),
        ("exit", Action::Exit),
        ("exitParent", Action::ExitParent),
        ("exitAll", Action::ExitAll),
        ("retry", Action::Retry),
        ("retryAll", Action::RetryAll),
        ("continue", Action::Continue),
        ("previous", Action::Previous),
    ];
    list(value, |rule| {
        Some(Rule {
            conditions: conditions(&rule["conditions"]),
            action: word(&rule["action"], ACTIONS)?,
        })
    })
}

fn conditions(value: &Value) -> Conditions {
    const TESTS: &[(&str, Test)] = &[
        ("satisfied", Test::Satisfied),
        ("objectiveStatusKnown", Test::ObjectiveStatusKnown),
        ("objectiveMeasureKnown", Test::ObjectiveMeasureKnown),
        (
            "objectiveMeasureGreaterThan",
            Test::ObjectiveMeasureGreaterThan,
        ),
        ("objectiveMeasureLessThan", Test::ObjectiveMeasureLessThan),
        ("completed", Test::Completed),
        ("activityProgressKnown", Test::ActivityProgressKnown),
        ("attempted", Test::Attempted),
        ("attemptLimitExceeded", Test::AttemptLimitExceeded),
        ("timeLimitExceeded", Test::TimeLimitExceeded),
        ("outsideAvailableTimeRange", Test::OutsideAvailableTimeRange),
        ("always", Test::Always),
    ];
    Conditions {
        any: flag(&value["any"], false),
        list: list(&value["list"], |condition| {
            Some(Condition {
                test: word(&condition["test"], TESTS)?,
                not: flag(&condition["not"], false),
                objective: text(&condition["objective"]),
                threshold: real(&condition["threshold"], 0.0),
            })
        }),
    }
}

fn rollup(value: &Value) -> Rollup {
    const REQUIRED: &[(&str, Required)] = &[
        ("ifAttempted", Required::IfAttempted),
        ("ifNotSkipped", Required::IfNotSkipped),
        ("ifNotSuspended", Required::IfNotSuspended),
    ];
    let required = |name: &str| word(&value[name], REQUIRED).unwrap_or_default();
    Rollup {
        rules: list(&value["rules"], rollup_rule),
        satisfied: flag(&value["satisfied"], true),
        progress: flag(&value["progress"], true),
        weight: real(&value["weight"], 1.0),
        required_for_satisfied: required("required_for_satisfied"),
        required_for_not_satisfied: required("required_for_not_satisfied"),
        required_for_completed: required("required_for_completed"),
        required_for_incomplete: required("required_for_incomplete"),
        measure_if_active: flag(&value["measure_if_active"], true),
    }
}

fn rollup_rule(value: &Value) -> Option<RollupRule> {
    const ACTIONS: &[(&str, RollupAction)] = &[
        ("satisfied", RollupAction::Satisfied),
        ("notSatisfied", RollupAction::NotSatisfied),
        ("completed", RollupAction::Completed),
        ("incomplete", RollupAction::Incomplete),
    ];
    const SETS: &[(&str, ChildSet)] = &[("any", ChildSet::Any), ("none", ChildSet::None)];
    let children = &value["children"];
    let count = whole(&children["atLeastCount"]).map(ChildSet::AtLeastCount);
    let percent = || {
        children["atLeastPercent"]
            .as_f64()
            .map(ChildSet::AtLeastPercent)
    };
    Some(RollupRule {
        children: count
            .or_else(percent)
            .or_else(|| word(children, SETS))
            .unwrap_or(ChildSet::All),
        conditions: conditions(&value["conditions"]),
        action: word(&value["action"], ACTIONS)?,
    })
}

fn objective(value: &Value) -> Option<Objective> {
    Some(Objective {
        id: text(&value["id"]),
        primary: flag(&value["primary"], false),
        by_measure: flag(&value["by_measure"], false),
        least: value["least"].as_f64(),
        maps: list(&value["maps"], |map| {
            Some(Map {
                target: text(&map["target"]),
                read: parts(&map["read"]),
                write: parts(&map["write"]),
            })
        }),
    })
}

fn parts(value: &Value) -> Parts {
    Parts {
        satisfied: flag(&value["satisfied"], false),
        measure: flag(&value["measure"], false),
        raw: flag(&value["raw"], false),
        min: flag(&value["min"], false),
        max: flag(&value["max"], false),
        completion: flag(&value["completion"], false),
        progress: flag(&value["progress"], false),
    }
}

fn selection(value: &Value) -> Selection {
    const TIMINGS: &[(&str, Timing)] = &[
        ("once", Timing::Once),
        ("onEachNewAttempt", Timing::OnEachNewAttempt),
    ];
    Selection {
        randomize_when: word(&value["randomize_when"], TIMINGS).unwrap_or_default(),
        reorder: flag(&value["reorder"], false),
        select_when: word(&value["select_when"], TIMINGS).unwrap_or_default(),
        count: whole(&value["count"]),
    }
}

fn delivery(value: &Value) -> Delivery {
    Delivery {
        tracked: flag(&value["tracked"], true),
        completion_set_by_content: flag(&value["completion_set_by_content"], false),
        objective_set_by_content: flag(&value["objective_set_by_content"], false),
    }
}

fn completion(value: &Value) -> CompletionThreshold {
    CompletionThreshold {
        by_measure: flag(&value["by_measure"], false),
        least: real(&value["least"], 1.0),
        weight: real(&value["weight"], 1.0),
    }
}
