//! Several activities: what they share, where they lead, what is kept.

use super::*;
use crate::course::sequencing::{Action, Condition, Conditions, DataMap, Map, Objective, Parts};
use crate::course::sequencing::{Device, Rule, Test};
use crate::runtime::{Completion, CourseState, Kept, Next, Outcome, Request, Success};

fn names(names: &[&str]) -> Vec<Item> {
    names.iter().map(|name| item(name, true)).collect()
}

fn deliver(name: &str) -> Outcome {
    Outcome::Deliver(name.to_owned())
}

/// The attempt again, as it was stored.
fn stored(attempt: &Attempt) -> Attempt {
    let states = serde_json::to_string(attempt.states()).unwrap();
    let course = serde_json::to_string(&attempt.course_state()).unwrap();
    let kept = Kept {
        states: serde_json::from_str(&states).unwrap(),
        course: serde_json::from_str(&course).unwrap(),
    };
    Attempt::new(attempt.course().clone(), learner(), kept)
}

fn initialize(attempt: &mut Attempt) {
    assert_eq!(attempt.initialize(""), "true");
}

#[test]
fn a_course_begins_where_its_sequencing_begins_and_goes_on_from_there() {
    let mut a = flowing(names(&["A", "B"]));
    assert_eq!(a.enter(), deliver("A"));
    initialize(&mut a);
    set(&mut a, "adl.nav.request", "continue");
    close(&mut a);
    assert_eq!(a.after_end(), Next::Navigate(Request::Continue));
    assert_eq!(a.navigate(Request::Continue).unwrap(), deliver("B"));
    assert_eq!(a.active(), Some("B"));
}

#[test]
fn without_flow_the_learner_chooses() {
    let mut a = attempt(Standard::Scorm2004Fourth, names(&["A", "B"]));
    assert_eq!(a.enter(), Outcome::Nothing);
    let navigation = a.navigation();
    assert!(
        navigation
            .contents
            .iter()
            .all(|e| e.selectable && e.visible)
    );
    assert_eq!(
        a.navigate(Request::Choice("B".into())).unwrap(),
        deliver("B")
    );
}

#[test]
fn whoever_loses_the_page_resumes_the_same_activity_with_its_data() {
    let mut a = flowing(names(&["A", "B"]));
    a.enter();
    a.end(1).unwrap();
    a.navigate(Request::Continue).unwrap();
    initialize(&mut a);
    set(&mut a, "cmi.location", "7");
    a.end(100).unwrap();
    let mut a = stored(&a);
    assert_eq!(a.enter(), deliver("B"));
    initialize(&mut a);
    assert_eq!(value(&mut a, "cmi.entry"), "resume");
    assert_eq!(value(&mut a, "cmi.location"), "7");
}

#[test]
fn suspend_all_by_the_content_resumes_too() {
    let mut a = flowing(names(&["A", "B"]));
    a.enter();
    initialize(&mut a);
    set(&mut a, "cmi.suspend_data", "kept");
    set(&mut a, "adl.nav.request", "suspendAll");
    close(&mut a);
    assert_eq!(
        a.navigate(Request::SuspendAll).unwrap(),
        Outcome::SessionEnded
    );
    let mut a = stored(&a);
    assert_eq!(a.enter(), deliver("A"));
    initialize(&mut a);
    assert_eq!(value(&mut a, "cmi.suspend_data"), "kept");
}

#[test]
fn a_new_attempt_has_no_data_of_the_one_before_among_several_activities() {
    let mut a = attempt(Standard::Scorm2004Fourth, names(&["A", "B"]));
    begin(&mut a, "A");
    set(&mut a, "cmi.location", "7");
    set(&mut a, "cmi.session_time", "PT10S");
    close(&mut a);
    begin(&mut a, "A");
    assert_eq!(value(&mut a, "cmi.entry"), "ab-initio");
    assert_eq!(error(&mut a, "cmi.location"), "403");
    assert_eq!(value(&mut a, "cmi.total_time"), "PT0S");
    assert_eq!(a.summary().total_time, 10_00, "the time is not lost");
}

#[test]
fn results_once_reached_stay() {
    let mut a = flowing(names(&["A", "B"]));
    a.enter();
    for _ in 0..2 {
        initialize(&mut a);
        set(&mut a, "cmi.score.scaled", "0.9");
        close(&mut a);
        a.navigate(Request::Continue).unwrap();
    }
    let reached = |a: &Attempt| {
        let summary = a.summary();
        (summary.completion, summary.success, summary.score)
    };
    let all = (Completion::Completed, Success::Passed, Some(90.0));
    assert_eq!(reached(&a), all);
    let mut a = stored(&a);
    assert_eq!(a.enter(), deliver("A"));
    initialize(&mut a);
    set(&mut a, "cmi.completion_status", "incomplete");
    a.end(1).unwrap();
    assert_eq!(reached(&a), all);
}

fn sharing(from: &str, to: &str) -> Vec<Item> {
    let mut items = names(&[from, to]);
    for (item, write) in items.iter_mut().zip([true, false]) {
        let parts = Parts {
            satisfied: true,
            measure: true,
            completion: true,
            ..Parts::default()
        };
        let map = Map {
            target: "shared".to_owned(),
            read: if write { Parts::default() } else { parts },
            write: if write { parts } else { Parts::default() },
        };
        item.objectives = vec!["goal".to_owned()];
        item.sequencing.objectives = vec![
            Objective {
                primary: true,
                ..Objective::default()
            },
            Objective {
                id: "goal".to_owned(),
                maps: vec![map],
                ..Objective::default()
            },
        ];
    }
    items
}

#[test]
fn what_one_activity_says_of_an_objective_another_finds() {
    let mut a = flowing(sharing("A", "B"));
    a.enter();
    initialize(&mut a);
    set(&mut a, "cmi.objectives.0.success_status", "passed");
    set(&mut a, "cmi.objectives.0.score.scaled", "0.5");
    close(&mut a);
    a.navigate(Request::Continue).unwrap();
    initialize(&mut a);
    assert_eq!(value(&mut a, "cmi.objectives.0.id"), "goal");
    assert_eq!(value(&mut a, "cmi.objectives.0.success_status"), "passed");
    assert_eq!(value(&mut a, "cmi.objectives.0.score.scaled"), "0.5");
    // Another course of the same learner may be given what is global.
    let kept = Kept {
        course: CourseState {
            objectives: a.course_state().objectives,
            ..CourseState::seeded(3)
        },
        ..Kept::default()
    };
    let mut other = Attempt::new(a.course().clone(), learner(), kept);
    begin(&mut other, "B");
    assert_eq!(
        value(&mut other, "cmi.objectives.0.success_status"),
        "passed"
    );
}

#[test]
fn shared_data_is_read_and_written_as_the_maps_allow() {
    let map = |target: &str, read, write| DataMap {
        target: target.to_owned(),
        read,
        write,
    };
    let mut items = names(&["A", "B"]);
    items[0].data = vec![map("x", true, true), map("y", false, true)];
    items[1].data = vec![map("x", true, false)];
    let mut a = flowing(items);
    a.enter();
    initialize(&mut a);
    assert_eq!(value(&mut a, "adl.data._count"), "2");
    assert_eq!(value(&mut a, "adl.data._children"), "id,store");
    assert_eq!(value(&mut a, "adl.data.1.id"), "y");
    assert_eq!(error(&mut a, "adl.data.0.store"), "403");
    assert_eq!(error(&mut a, "adl.data.1.store"), "405");
    assert_eq!(error(&mut a, "adl.data.2.store"), "301");
    assert_eq!(code(&mut a, "adl.data.0.id", "z"), "404");
    assert_eq!(code(&mut a, "adl.data.2.store", "z"), "351");
    assert_eq!(code(&mut a, "adl.data.0.store", &"z".repeat(64_001)), "406");
    set(&mut a, "adl.data.0.store", "told");
    close(&mut a);
    a.navigate(Request::Continue).unwrap();
    let mut a = stored(&a);
    initialize(&mut a);
    assert_eq!(value(&mut a, "adl.data.0.store"), "told");
    assert_eq!(code(&mut a, "adl.data.0.store", "z"), "404");
}

#[test]
fn other_editions_have_no_shared_data() {
    let mut a = attempt(Standard::Scorm2004Third, names(&["A"]));
    begin(&mut a, "A");
    assert_eq!(error(&mut a, "adl.data._count"), "401");
}

#[test]
fn devices_are_enabled_when_valid_and_not_hidden() {
    let mut items = names(&["A", "B", "C"]);
    items[1].hides = vec![Device::Previous, Device::SuspendAll];
    let mut a = flowing(items);
    a.enter();
    let enabled = a.navigation().enabled;
    assert!(enabled.contains(&"continue") && !enabled.contains(&"previous"));
    a.end(1).unwrap();
    a.navigate(Request::Continue).unwrap();
    let navigation = a.navigation();
    assert!(navigation.enabled.contains(&"continue"));
    assert!(!navigation.enabled.contains(&"previous"));
    assert!(!navigation.enabled.contains(&"suspendAll"));
    let current: Vec<_> = navigation.contents.iter().filter(|e| e.current).collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0].identifier, "B");
}

#[test]
fn the_table_of_contents_follows_what_the_open_activity_says() {
    let mut items = names(&["A", "B"]);
    items[0].objectives = vec!["goal".to_owned()];
    items[0].sequencing.objectives = vec![Objective {
        id: "goal".to_owned(),
        primary: true,
        maps: vec![Map {
            target: "done".to_owned(),
            write: Parts {
                satisfied: true,
                ..Parts::default()
            },
            ..Map::default()
        }],
        ..Objective::default()
    }];
    items[1].sequencing.objectives = vec![Objective {
        primary: true,
        maps: vec![Map {
            target: "done".to_owned(),
            read: Parts {
                satisfied: true,
                ..Parts::default()
            },
            ..Map::default()
        }],
        ..Objective::default()
    }];
    let condition = |test, not| Condition {
        test,
        not,
        objective: String::new(),
        threshold: 0.0,
    };
    items[1].sequencing.pre = vec![Rule {
        conditions: Conditions {
            any: true,
            list: vec![
                condition(Test::Satisfied, true),
                condition(Test::ObjectiveStatusKnown, true),
            ],
        },
        action: Action::Disabled,
    }];
    let mut a = flowing(items);
    a.enter();
    initialize(&mut a);
    assert!(!a.navigation().contents[1].selectable);
    assert_eq!(
        value(&mut a, "adl.nav.request_valid.choice.{target=B}"),
        "false"
    );
    set(&mut a, "cmi.success_status", "passed");
    assert!(a.navigation().contents[1].selectable);
    assert_eq!(
        value(&mut a, "adl.nav.request_valid.choice.{target=B}"),
        "true"
    );
}

#[test]
fn a_request_is_refused_while_an_activity_is_open() {
    let mut a = flowing(names(&["A", "B"]));
    a.enter();
    assert!(a.navigate(Request::Continue).is_err());
    assert_eq!(a.active(), Some("A"));
}

#[test]
fn abandoned_results_do_not_count() {
    let mut a = flowing(names(&["A", "B"]));
    a.enter();
    initialize(&mut a);
    set(&mut a, "cmi.success_status", "failed");
    set(&mut a, "adl.nav.request", "abandon");
    close(&mut a);
    assert_eq!(a.navigate(Request::Abandon).unwrap(), Outcome::Nothing);
    assert_eq!(a.activity_summary("A").unwrap().success, Success::Unknown);
}

#[test]
fn a_course_of_one_activity_opens_whatever_its_control_modes_say() {
    for (choice, flow) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut course = course(Standard::Scorm2004Fourth, names(&["A"]));
        let control = &mut course.organizations[0].sequencing.control;
        (control.choice, control.flow) = (choice, flow);
        let mut a = Attempt::new(course, learner(), Kept::default());
        assert_eq!(a.enter(), deliver("A"), "choice {choice}, flow {flow}");
        initialize(&mut a);
        set(&mut a, "cmi.location", "7");
        set(&mut a, "cmi.exit", "normal");
        close(&mut a);
        let mut a = stored(&a);
        assert!(a.begin("A").is_ok(), "choice {choice}, flow {flow}");
        initialize(&mut a);
        assert_eq!(value(&mut a, "cmi.location"), "7");
    }
}

#[test]
fn states_from_before_there_was_sequencing_are_taken_up() {
    let states = r#"{"A":{"values":{"cmi.completion_status":"completed"},"opened":true,"attempted":true},"B":{"opened":true,"attempted":true,"resume":true,"latest":true}}"#;
    let states: BTreeMap<_, _> = serde_json::from_str(states).unwrap();
    let course = flowing(names(&["A", "B"])).course().clone();
    let mut a = Attempt::new(course, learner(), states.into());
    assert_eq!(a.navigation().contents[0].status, "completed");
    assert_eq!(a.enter(), deliver("B"));
    initialize(&mut a);
    assert_eq!(value(&mut a, "cmi.entry"), "resume");
}

#[test]
fn a_course_state_is_kept_in_few_words() {
    let mut a = flowing(names(&["A"]));
    assert_eq!(serde_json::to_string(&a.course_state()).unwrap(), "{}");
    a.enter();
    let kept = r#"{"activities":{"/":{"active":true,"attempts":1},"A":{"active":true,"attempts":1}},"current":"A"}"#;
    assert_eq!(serde_json::to_string(&a.course_state()).unwrap(), kept);
}

#[test]
fn prerequisites_lock_until_they_are_met() {
    let mut items = names(&["A", "B", "C"]);
    items[1].prerequisites = "A".to_owned();
    items[2].prerequisites = "B & (".to_owned();
    let mut a = attempt(Standard::Scorm12, items);
    assert_eq!(a.enter(), deliver("A"));
    a.end(1).unwrap();
    assert!(a.begin("B").is_err());
    assert!(!a.navigation().contents[1].selectable);
    assert!(
        a.begin("C").is_ok(),
        "what cannot be understood locks nobody out"
    );
    a.end(1).unwrap();
    begin(&mut a, "A");
    set(&mut a, "cmi.core.lesson_status", "passed");
    close(&mut a);
    assert_eq!(a.navigation().contents[0].status, "passed");
    assert_eq!(a.navigate(Request::Continue).unwrap(), deliver("B"));
}

#[test]
fn prerequisites_are_read_as_aicc_wrote_them() {
    use crate::runtime::prerequisites::hold;
    let status = |name: &str| match name {
        "A" => Some("passed"),
        "B" => Some("completed"),
        "C" => Some("incomplete"),
        "D.1" => Some("failed"),
        _ => None,
    };
    for (script, result) in [
        ("", Some(true)),
        ("A", Some(true)),
        ("C", Some(false)),
        ("A & B", Some(true)),
        ("A&C", Some(false)),
        ("C | B", Some(true)),
        ("~C", Some(true)),
        ("~(A & C)", Some(true)),
        ("A=passed", Some(true)),
        ("B=\"passed\"", Some(false)),
        ("D.1<>\"passed\"", Some(true)),
        ("D.1=F", Some(true)),
        ("{A,B,C}", Some(false)),
        ("2*{A,B,C}", Some(true)),
        ("3*{A, B, C} | C", Some(false)),
        ("A & C | B", Some(true)),
        ("Z", None),
        ("A &", None),
        ("A B", None),
        ("(A", None),
        ("2*A", None),
    ] {
        assert_eq!(hold(script, &status), result, "{script}");
    }
    assert_eq!(hold(&"(".repeat(10_000), &status), None);
    assert_eq!(hold(&"~".repeat(10_001), &status), None);
}

/// What was known of the primary objective of the first activity, as it is stored.
fn past(attempt: &Attempt) -> serde_json::Value {
    let course = serde_json::to_value(stored(attempt).course_state()).unwrap();
    course["activities"]["A"]["history"][""].clone()
}

#[test]
fn first_and_previous_scores_and_the_first_success_are_remembered() {
    let mut a = attempt(Standard::Scorm2004Fourth, names(&["A", "B"]));
    for (at, score, success) in [
        (1_000, "0.5", "failed"),
        (2_000, "0.75", "passed"),
        (3_000, "0.25", "failed"),
        (4_000, "1", "passed"),
    ] {
        begin(&mut a, "A");
        set(&mut a, "cmi.score.scaled", score);
        set(&mut a, "cmi.success_status", success);
        close(&mut a);
        a.note_satisfied(at);
        a = stored(&a);
    }
    assert_eq!(
        past(&a),
        serde_json::json!({
            "first_measure": 0.5,
            "previous_measure": 0.25,
            "previous_satisfied": false,
            "satisfied_at": 2_000,
        })
    );
    let tracked = a.tracked();
    let objective = &tracked.children[0].objectives[0];
    assert_eq!(objective.known.measure, Some(1.0));
    assert_eq!(objective.past.unwrap().satisfied_at, Some(2_000));
}

#[test]
fn an_attempt_that_reported_nothing_is_the_previous_one_all_the_same() {
    let mut a = attempt(Standard::Scorm2004Fourth, names(&["A", "B"]));
    begin(&mut a, "A");
    set(&mut a, "cmi.score.scaled", "0.5");
    close(&mut a);
    for _ in 0..2 {
        begin(&mut a, "A");
        close(&mut a);
    }
    // It is taken to be satisfied, without a score.
    assert_eq!(
        past(&a),
        serde_json::json!({ "first_measure": 0.5, "previous_satisfied": true })
    );
}
