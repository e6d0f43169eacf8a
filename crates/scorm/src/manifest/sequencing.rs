//! Sequencing of items and organizations, as `imsss:sequencing` and ADL's extensions have it.
//!
//! Source: IMS Simple Sequencing 1.0 binding; SCORM 2004 4th Edition CAM 5.1, CAM 3.4.1.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use super::rules::{MAX_OBJECTIVES, MAX_RULE};
use super::xml::{self, Space};
use super::{objectives, text};
use crate::course::sequencing::{
    Action, ChildSet, CompletionThreshold, Condition, Conditions, Control, DataMap, Delivery,
    Device, Required, Rollup, RollupAction, RollupRule, Rule, Selection, Sequencing, Test, Timing,
};

/// The most rules of a kind that an item may have.
const MAX_RULES: usize = 1_000;

/// An item's own sequencing element with what it takes from the manifest's collection.
#[derive(Clone, Copy)]
struct Source<'a, 'i> {
    own: Node<'a, 'i>,
    shared: Option<Node<'a, 'i>>,
}

impl<'a, 'i: 'a> Source<'a, 'i> {
    /// Children of its own replace those of the collection.
    fn part(&self, space: Space, name: &'static str) -> Option<Node<'a, 'i>> {
        xml::child(self.own, space, name).or_else(|| xml::child(self.shared?, space, name))
    }

    fn imsss(&self, name: &'static str) -> Option<Node<'a, 'i>> {
        self.part(Space::Sequencing, name)
    }

    fn adlseq(&self, name: &'static str) -> Option<Node<'a, 'i>> {
        self.part(Space::Adl, name)
    }
}

/// Reads the sequencing of an item or organization; `collection` has what items share, by its
/// `ID`. What cannot be understood has the standard's default.
pub fn read(node: Node<'_, '_>, collection: &HashMap<&str, Node<'_, '_>>) -> Sequencing {
    let completion = completion(node);
    let Some(own) = xml::child(node, Space::Sequencing, "sequencing") else {
        return Sequencing {
            completion,
            ..Sequencing::default()
        };
    };
    let shared = xml::attribute(own, "idref").and_then(|id| collection.get(id.trim()).copied());
    let source = Source { own, shared };
    let limits = source.imsss("limitconditions");
    let constrained = source.adlseq("constrainedchoiceconsiderations");
    let rules = source.imsss("sequencingrules");
    Sequencing {
        control: source.imsss("controlmode").map(control).unwrap_or_default(),
        pre: rules_of(rules, "preconditionrule"),
        exit: rules_of(rules, "exitconditionrule"),
        post: rules_of(rules, "postconditionrule"),
        attempt_limit: limits
            .and_then(|limits| xml::attribute(limits, "attemptlimit"))
            .and_then(|limit| limit.trim().parse().ok()),
        duration_limit: limits
            .and_then(|limits| xml::attribute(limits, "attemptabsolutedurationlimit"))
            .map(|limit| text::cut(&text::line(limit), 100))
            .unwrap_or_default(),
        rollup: rollup(
            source.imsss("rolluprules"),
            source.adlseq("rollupconsiderations"),
        ),
        objectives: objectives::read(source.imsss("objectives"), source.adlseq("objectives")),
        selection: source
            .imsss("randomizationcontrols")
            .map(selection)
            .unwrap_or_default(),
        delivery: source
            .imsss("deliverycontrols")
            .map(delivery)
            .unwrap_or_default(),
        prevent_activation: constrained.is_some_and(|c| flag(c, "preventactivation", false)),
        constrain_choice: constrained.is_some_and(|c| flag(c, "constrainchoice", false)),
        completion,
    }
}

/// `adlnav:presentation/navigationInterface/hideLMSUI`.
pub fn hidden_devices(node: Node<'_, '_>) -> Vec<Device> {
    let interface = xml::child(node, Space::Adl, "presentation")
        .and_then(|presentation| xml::child(presentation, Space::Adl, "navigationinterface"));
    let mut hidden = Vec::new();
    for named in interface
        .into_iter()
        .flat_map(|interface| xml::children(interface, Space::Adl, "hidelmsui"))
    {
        let device = match xml::text(named).trim().to_ascii_lowercase().as_str() {
            "previous" => Device::Previous,
            "continue" => Device::Continue,
            "exit" => Device::Exit,
            "exitall" => Device::ExitAll,
            "abandon" => Device::Abandon,
            "abandonall" => Device::AbandonAll,
            "suspendall" => Device::SuspendAll,
            _ => continue,
        };
        if !hidden.contains(&device) {
            hidden.push(device);
        }
    }
    hidden
}

/// `adlcp:data/map`, those of one target joined into the first.
pub fn data_maps(node: Node<'_, '_>) -> Vec<DataMap> {
    let mut seen = HashSet::new();
    xml::child(node, Space::Adl, "data")
        .into_iter()
        .flat_map(|data| xml::children(data, Space::Adl, "map"))
        .filter_map(|map| {
            let target = text::cut(xml::attribute(map, "targetid")?.trim(), MAX_RULE);
            (!target.is_empty() && seen.insert(target.clone())).then(|| DataMap {
                target,
                read: flag(map, "readshareddata", true),
                write: flag(map, "writeshareddata", true),
            })
        })
        .take(MAX_OBJECTIVES)
        .collect()
}

/// A boolean attribute; `default` if it is absent or unreadable.
pub fn flag(node: Node<'_, '_>, name: &str, default: bool) -> bool {
    match xml::attribute(node, name).map(str::trim) {
        Some(value) if value.eq_ignore_ascii_case("true") || value == "1" => true,
        Some(value) if value.eq_ignore_ascii_case("false") || value == "0" => false,
        _ => default,
    }
}

fn real(node: Node<'_, '_>, name: &str, least: f64, most: f64) -> Option<f64> {
    let written = xml::attribute(node, name)?.trim();
    let number = written.parse::<f64>().ok()?;
    (least..=most).contains(&number).then_some(number)
}

/// The word of an attribute in lower case; empty if there is none.
fn word(node: Node<'_, '_>, name: &str) -> String {
    let word = xml::attribute(node, name).unwrap_or("").trim();
    word.to_ascii_lowercase()
}

fn control(node: Node<'_, '_>) -> Control {
    let default = Control::default();
    Control {
        choice: flag(node, "choice", default.choice),
        choice_exit: flag(node, "choiceexit", default.choice_exit),
        flow: flag(node, "flow", default.flow),
        forward_only: flag(node, "forwardonly", default.forward_only),
        current_objectives: flag(
            node,
            "usecurrentattemptobjectiveinfo",
            default.current_objectives,
        ),
        current_progress: flag(
            node,
            "usecurrentattemptprogressinfo",
            default.current_progress,
        ),
    }
}

fn rules_of(rules: Option<Node<'_, '_>>, kind: &'static str) -> Vec<Rule> {
    rules
        .into_iter()
        .flat_map(|rules| xml::children(rules, Space::Sequencing, kind))
        .filter_map(|rule| {
            let action = xml::child(rule, Space::Sequencing, "ruleaction")?;
            Some(Rule {
                conditions: conditions(
                    xml::child(rule, Space::Sequencing, "ruleconditions")?,
                    "rulecondition",
                    false,
                ),
                action: action_of(&word(action, "action"))?,
            })
        })
        .take(MAX_RULES)
        .collect()
}

fn action_of(word: &str) -> Option<Action> {
    Some(match word {
        "skip" => Action::Skip,
        "disabled" => Action::Disabled,
        "hiddenfromchoice" => Action::HiddenFromChoice,
        "stopforwardtraversal" => Action::StopForwardTraversal,
        "exit" => Action::Exit,
        "exitparent" => Action::ExitParent,
        "exitall" => Action::ExitAll,
        "retry" => Action::Retry,
        "retryall" => Action::RetryAll,
        "continue" => Action::Continue,
        "previous" => Action::Previous,
        _ => return None,
    })
}

fn conditions(node: Node<'_, '_>, kind: &'static str, any: bool) -> Conditions {
    let list = xml::children(node, Space::Sequencing, kind).filter_map(|condition| {
        Some(Condition {
            test: test(&word(condition, "condition"))?,
            not: word(condition, "operator") == "not",
            objective: objectives::id(condition, "referencedobjective"),
            threshold: real(condition, "measurethreshold", -1.0, 1.0).unwrap_or(0.0),
        })
    });
    Conditions {
        any: match word(node, "conditioncombination").as_str() {
            "any" => true,
            "all" => false,
            _ => any,
        },
        list: list.take(MAX_RULES).collect(),
    }
}

fn test(word: &str) -> Option<Test> {
    Some(match word {
        "satisfied" => Test::Satisfied,
        "objectivestatusknown" => Test::ObjectiveStatusKnown,
        "objectivemeasureknown" => Test::ObjectiveMeasureKnown,
        "objectivemeasuregreaterthan" => Test::ObjectiveMeasureGreaterThan,
        "objectivemeasurelessthan" => Test::ObjectiveMeasureLessThan,
        "completed" => Test::Completed,
        "activityprogressknown" => Test::ActivityProgressKnown,
        "attempted" => Test::Attempted,
        "attemptlimitexceeded" => Test::AttemptLimitExceeded,
        "timelimitexceeded" => Test::TimeLimitExceeded,
        "outsideavailabletimerange" => Test::OutsideAvailableTimeRange,
        "always" => Test::Always,
        _ => return None,
    })
}

fn rollup(rules: Option<Node<'_, '_>>, considerations: Option<Node<'_, '_>>) -> Rollup {
    let mut rollup = Rollup::default();
    if let Some(node) = rules {
        rollup.satisfied = flag(node, "rollupobjectivesatisfied", true);
        rollup.progress = flag(node, "rollupprogresscompletion", true);
        rollup.weight = real(node, "objectivemeasureweight", 0.0, 1.0).unwrap_or(1.0);
        rollup.rules = xml::children(node, Space::Sequencing, "rolluprule")
            .filter_map(rollup_rule)
            .take(MAX_RULES)
            .collect();
    }
    if let Some(node) = considerations {
        let required = |name| match word(node, name).as_str() {
            "ifattempted" => Required::IfAttempted,
            "ifnotskipped" => Required::IfNotSkipped,
            "ifnotsuspended" => Required::IfNotSuspended,
            _ => Required::Always,
        };
        rollup.required_for_satisfied = required("requiredforsatisfied");
        rollup.required_for_not_satisfied = required("requiredfornotsatisfied");
        rollup.required_for_completed = required("requiredforcompleted");
        rollup.required_for_incomplete = required("requiredforincomplete");
        rollup.measure_if_active = flag(node, "measuresatisfactionifactive", true);
    }
    rollup
}

fn rollup_rule(node: Node<'_, '_>) -> Option<RollupRule> {
    let action = xml::child(node, Space::Sequencing, "rollupaction")?;
    let count = xml::attribute(node, "minimumcount").and_then(|c| c.trim().parse().ok());
    Some(RollupRule {
        children: match word(node, "childactivityset").as_str() {
            "any" => ChildSet::Any,
            "none" => ChildSet::None,
            "atleastcount" => ChildSet::AtLeastCount(count.unwrap_or(0)),
            "atleastpercent" => {
                ChildSet::AtLeastPercent(real(node, "minimumpercent", 0.0, 1.0).unwrap_or(0.0))
            }
            _ => ChildSet::All,
        },
        conditions: conditions(
            xml::child(node, Space::Sequencing, "rollupconditions")?,
            "rollupcondition",
            true,
        ),
        action: match word(action, "action").as_str() {
            "satisfied" => RollupAction::Satisfied,
            "notsatisfied" => RollupAction::NotSatisfied,
            "completed" => RollupAction::Completed,
            "incomplete" => RollupAction::Incomplete,
            _ => return None,
        },
    })
}

fn selection(node: Node<'_, '_>) -> Selection {
    let timing = |name| match word(node, name).as_str() {
        "once" => Timing::Once,
        "oneachnewattempt" => Timing::OnEachNewAttempt,
        _ => Timing::Never,
    };
    Selection {
        randomize_when: timing("randomizationtiming"),
        reorder: flag(node, "reorderchildren", false),
        select_when: timing("selectiontiming"),
        count: xml::attribute(node, "selectcount").and_then(|count| count.trim().parse().ok()),
    }
}

fn delivery(node: Node<'_, '_>) -> Delivery {
    Delivery {
        tracked: flag(node, "tracked", true),
        completion_set_by_content: flag(node, "completionsetbycontent", false),
        objective_set_by_content: flag(node, "objectivesetbycontent", false),
    }
}

/// 3rd Edition: the element's text. 4th Edition: attributes.
fn completion(node: Node<'_, '_>) -> CompletionThreshold {
    let mut threshold = CompletionThreshold::default();
    let Some(element) = xml::child(node, Space::Adl, "completionthreshold") else {
        return threshold;
    };
    threshold.by_measure = flag(element, "completedbymeasure", false);
    threshold.weight = real(element, "progressweight", 0.0, 1.0).unwrap_or(1.0);
    let written = xml::text(element).trim().parse::<f64>().ok();
    let least = real(element, "minprogressmeasure", 0.0, 1.0);
    if least.is_none()
        && let Some(text) = written.filter(|text| (0.0..=1.0).contains(text))
    {
        threshold.by_measure |= xml::attribute(element, "completedbymeasure").is_none();
        threshold.least = text;
    } else {
        threshold.least = least.unwrap_or(1.0);
    }
    threshold
}
