//! What holds for any course, however badly it behaves.

use proptest::prelude::*;

use super::*;
use crate::course::sequencing::{
    Action, ChildSet, Condition, Conditions, Control, Delivery, Map, Objective, Parts, Rollup,
    RollupAction, RollupRule, Rule, Selection, Test, Timing,
};
use crate::runtime::{CourseState, Entry, Request};

#[derive(Clone, Debug)]
enum Step {
    Begin(String),
    Navigate(Request),
    Enter,
    Look,
    End(i64),
    Initialize(String),
    Terminate(String),
    Commit,
    Get(String),
    Set(String, String),
    Errors(String),
}

fn name() -> impl Strategy<Value = String> {
    let known: Vec<String> = crate::runtime::tables::MODEL_12
        .iter()
        .chain(crate::runtime::tables::MODEL_2004)
        .map(|element| element.path.to_owned())
        .collect();
    let index = prop_oneof![Just("0".to_owned()), Just("1".to_owned()), "[0-9]{1,12}"];
    prop_oneof![
        6 => (prop::sample::select(known.clone()), index)
            .prop_map(|(path, index)| path.replace(".n.", &format!(".{index}."))),
        1 => prop::sample::select(known).prop_map(|path| format!("{path}._count")),
        1 => "(cmi|adl)(\\.[a-z_{}=]{0,8}|\\.[0-9]{0,3}){0,4}",
        1 => any::<String>(),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let words = [
        "",
        "passed",
        "completed",
        "incomplete",
        "suspend",
        "logout",
        "normal",
        "0.5",
        "85",
        "100",
        "choice",
        "numeric",
        "continue",
        "exitAll",
        "{target=B}choice",
        "PT3S",
        "00:00:03.5",
        "a[,]b",
    ];
    prop_oneof![
        4 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn request() -> impl Strategy<Value = Request> {
    let target = prop_oneof![
        8 => prop::sample::select(vec!["A", "B", "C", "X", "Y", "D", "organization"])
            .prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop_oneof![
        1 => Just(Request::Start),
        1 => Just(Request::ResumeAll),
        4 => Just(Request::Continue),
        2 => Just(Request::Previous),
        4 => target.clone().prop_map(Request::Choice),
        1 => target.prop_map(Request::Jump),
        1 => Just(Request::Exit),
        1 => Just(Request::ExitAll),
        1 => Just(Request::Abandon),
        1 => Just(Request::AbandonAll),
        1 => Just(Request::SuspendAll),
    ]
}

fn conditions() -> impl Strategy<Value = Conditions> {
    let tests = vec![
        Test::Satisfied,
        Test::ObjectiveStatusKnown,
        Test::ObjectiveMeasureGreaterThan,
        Test::Completed,
        Test::ActivityProgressKnown,
        Test::Attempted,
        Test::AttemptLimitExceeded,
        Test::Always,
    ];
    let condition = (prop::sample::select(tests), any::<bool>(), any::<bool>()).prop_map(
        |(test, not, other)| Condition {
            test,
            not,
            objective: if other { "goal" } else { "" }.to_owned(),
            threshold: 0.5,
        },
    );
    (any::<bool>(), prop::collection::vec(condition, 0..3))
        .prop_map(|(any, list)| Conditions { any, list })
}

fn rules(actions: &'static [Action]) -> impl Strategy<Value = Vec<Rule>> {
    let rule = (conditions(), prop::sample::select(actions))
        .prop_map(|(conditions, action)| Rule { conditions, action });
    prop::collection::vec(rule, 0..2)
}

fn sequencing() -> impl Strategy<Value = Sequencing> {
    let pre = rules(&[
        Action::Skip,
        Action::Disabled,
        Action::HiddenFromChoice,
        Action::StopForwardTraversal,
    ]);
    let post = rules(&[
        Action::ExitParent,
        Action::ExitAll,
        Action::Retry,
        Action::RetryAll,
        Action::Continue,
        Action::Previous,
    ]);
    let timing =
        || prop::sample::select(vec![Timing::Never, Timing::Once, Timing::OnEachNewAttempt]);
    let rollup = (conditions(), 0..6usize).prop_map(|(conditions, kind)| RollupRule {
        children: [
            ChildSet::All,
            ChildSet::Any,
            ChildSet::None,
            ChildSet::AtLeastCount(1),
            ChildSet::AtLeastPercent(0.5),
            ChildSet::All,
        ][kind],
        conditions,
        action: [
            RollupAction::Satisfied,
            RollupAction::NotSatisfied,
            RollupAction::Completed,
            RollupAction::Incomplete,
        ][kind % 4],
    });
    let parts = any::<[bool; 4]>().prop_map(|[satisfied, measure, completion, progress]| Parts {
        satisfied,
        measure,
        completion,
        progress,
        ..Parts::default()
    });
    let objective = (any::<[bool; 2]>(), parts.clone(), parts).prop_map(
        |([primary, by_measure], read, write)| Objective {
            id: "goal".to_owned(),
            primary,
            by_measure,
            least: Some(0.5),
            maps: vec![Map {
                target: "global".to_owned(),
                read,
                write,
            }],
        },
    );
    (
        any::<[bool; 12]>(),
        (pre, rules(&[Action::Exit]), post),
        prop::collection::vec(rollup, 0..2),
        prop::collection::vec(objective, 0..2),
        (timing(), timing(), prop::option::of(0..3u32)),
        prop::option::weighted(0.2, 0..3u32),
    )
        .prop_map(
            |(flags, (pre, exit, post), rules, objectives, drawn, attempt_limit)| Sequencing {
                control: Control {
                    choice: flags[0],
                    choice_exit: flags[1] || flags[2],
                    flow: flags[3] || flags[4],
                    forward_only: flags[5] && flags[6],
                    current_objectives: flags[7],
                    current_progress: flags[8],
                },
                pre,
                exit,
                post,
                attempt_limit,
                rollup: Rollup {
                    rules,
                    ..Rollup::default()
                },
                objectives,
                selection: Selection {
                    randomize_when: drawn.0,
                    reorder: true,
                    select_when: drawn.1,
                    count: drawn.2,
                },
                delivery: Delivery {
                    tracked: flags[9] || flags[10],
                    completion_set_by_content: flags[6],
                    objective_set_by_content: flags[5],
                },
                prevent_activation: flags[11] && flags[0],
                constrain_choice: flags[11] && flags[7],
                ..Sequencing::default()
            },
        )
}

/// A SCORM 2004 course of headings X and Y over A, B, C and D, sequenced in whatever way.
fn wild() -> impl Strategy<Value = Attempt> {
    (
        prop::collection::vec(sequencing(), 7),
        any::<u32>(),
        any::<bool>(),
    )
        .prop_map(|(all, seed, keeps)| {
            let mut all = all.into_iter();
            let mut made = |name: &str, children: Vec<Item>| {
                let mut made = item(name, name != "C");
                made.sequencing = all.next().unwrap_or_default();
                made.objectives = vec!["goal".to_owned()];
                if !children.is_empty() {
                    made.launch = None;
                }
                made.children = children;
                made
            };
            let (a, b, c, d) = (
                made("A", vec![]),
                made("B", vec![]),
                made("C", vec![]),
                made("D", vec![]),
            );
            let inner = made("Y", vec![b, c]);
            let outer = made("X", vec![a, inner]);
            let mut course = course(Standard::Scorm2004Fourth, vec![outer, d]);
            course.organizations[0].sequencing = all.next().unwrap_or_default();
            course.organizations[0].global_objectives = keeps;
            let kept = Kept {
                course: CourseState::seeded(seed),
                ..Kept::default()
            };
            Attempt::new(course, learner(), kept)
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => prop_oneof!["A", "B", "C", ".*"].prop_map(Step::Begin),
        4 => request().prop_map(Step::Navigate),
        1 => Just(Step::Enter),
        1 => Just(Step::Look),
        3 => any::<i64>().prop_map(Step::End),
        3 => prop_oneof![9 => Just(String::new()), 1 => any::<String>()].prop_map(Step::Initialize),
        1 => prop_oneof![9 => Just(String::new()), 1 => any::<String>()].prop_map(Step::Terminate),
        1 => Just(Step::Commit),
        4 => name().prop_map(Step::Get),
        12 => (name(), text()).prop_map(|(name, text)| Step::Set(name, text)),
        1 => any::<String>().prop_map(Step::Errors),
    ]
}

fn fresh(standard: Standard) -> Attempt {
    let mut first = item("A", true);
    first.mastery_score = Some(80.0);
    first.objectives = vec!["main".to_owned(), String::new()];
    let mut second = item("B", true);
    second.completion_threshold = Some(0.5);
    second.scaled_passing_score = Some(0.5);
    attempt(standard, vec![first, second, item("C", false)])
}

fn play(attempt: &mut Attempt, step: &Step) {
    match step {
        Step::Begin(identifier) => drop(attempt.begin(identifier)),
        Step::Navigate(request) => drop(attempt.navigate(request.clone())),
        Step::Enter => drop(attempt.enter()),
        Step::Look => drop(attempt.navigation()),
        Step::End(wall) => drop(attempt.end(*wall)),
        Step::Initialize(argument) => drop(attempt.initialize(argument)),
        Step::Terminate(argument) => drop(attempt.terminate(argument)),
        Step::Commit => drop(attempt.commit("")),
        Step::Get(name) => drop(attempt.get_value(name)),
        Step::Set(name, value) => drop(attempt.set_value(name, value)),
        Step::Errors(code) => {
            drop(attempt.get_error_string(code));
            drop(attempt.get_diagnostic(code));
        }
    }
}

fn standard() -> impl Strategy<Value = Standard> {
    prop_oneof![Just(Standard::Scorm12), Just(Standard::Scorm2004Fourth)]
}

proptest! {
    #[test]
    fn whoever_applies_the_journal_arrives_at_the_same_state(
        mut played in prop_oneof![standard().prop_map(fresh), wild()],
        steps in prop::collection::vec(step(), 0..80),
    ) {
        let mut applied = played.clone();
        for (count, step) in steps.iter().enumerate() {
            play(&mut played, step);
            if count % 7 == 0 {
                for entry in played.take_journal() {
                    let text = serde_json::to_string(&entry).unwrap();
                    let entry: Entry = serde_json::from_str(&text).unwrap();
                    prop_assert_eq!(applied.apply(&entry), Ok(()));
                }
                prop_assert_eq!(played.states(), applied.states());
                prop_assert_eq!(played.course_state(), applied.course_state());
                // A server keeps no more than that between two commits.
                let kept = Kept {
                    states: applied.states().clone(),
                    course: applied.course_state(),
                };
                applied = Attempt::new(applied.course().clone(), learner(), kept);
            }
        }
        for entry in played.take_journal() {
            prop_assert_eq!(applied.apply(&entry), Ok(()));
        }
        prop_assert_eq!(played.states(), applied.states());
        prop_assert_eq!(played.summary(), applied.summary());
        prop_assert_eq!(played.course_state(), applied.course_state());
        prop_assert_eq!(played.active(), applied.active());
        prop_assert_eq!(played.navigation(), applied.navigation());

        let text = serde_json::to_string(played.states()).unwrap();
        let states = serde_json::from_str(&text).unwrap();
        let text = serde_json::to_string(&played.course_state()).unwrap();
        let course = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&course, &played.course_state());
        let kept = Kept { states, course };
        let again = Attempt::new(played.course().clone(), learner(), kept);
        prop_assert_eq!(again.states(), played.states());
        prop_assert_eq!(again.active(), played.active());
    }

    #[test]
    fn no_journal_is_too_wild(
        mut attempt in prop_oneof![standard().prop_map(fresh), wild()],
        steps in prop::collection::vec(step(), 0..80),
    ) {
        for step in steps {
            let entry = match step {
                Step::Begin(identifier) => Entry::Begin(identifier),
                Step::Navigate(request) => Entry::Nav(request),
                Step::End(wall) => Entry::End(wall),
                Step::Set(name, value) => Entry::Set(name, value),
                Step::Terminate(_) => Entry::Term,
                _ => Entry::Init,
            };
            let before = (attempt.states().clone(), attempt.course_state());
            if attempt.apply(&entry).is_err() {
                prop_assert_eq!((attempt.states().clone(), attempt.course_state()), before);
            }
        }
        let score = attempt.summary().score;
        prop_assert!(score.is_none_or(|score| (0.0..=100.0).contains(&score)));
    }
}
