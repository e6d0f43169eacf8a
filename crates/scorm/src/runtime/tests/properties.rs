//! What holds for any course, however badly it behaves.

use proptest::prelude::*;

use super::*;
use crate::runtime::Entry;

#[derive(Clone, Debug)]
enum Step {
    Begin(String),
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

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        2 => prop_oneof!["A", "B", "C", ".*"].prop_map(Step::Begin),
        1 => any::<i64>().prop_map(Step::End),
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
        standard in standard(),
        steps in prop::collection::vec(step(), 0..80),
    ) {
        let mut played = fresh(standard);
        let mut applied = fresh(standard);
        for (count, step) in steps.iter().enumerate() {
            play(&mut played, step);
            if count % 7 == 0 {
                for entry in played.take_journal() {
                    let text = serde_json::to_string(&entry).unwrap();
                    let entry: Entry = serde_json::from_str(&text).unwrap();
                    prop_assert_eq!(applied.apply(&entry), Ok(()));
                }
                prop_assert_eq!(played.states(), applied.states());
            }
        }
        for entry in played.take_journal() {
            prop_assert_eq!(applied.apply(&entry), Ok(()));
        }
        prop_assert_eq!(played.states(), applied.states());
        prop_assert_eq!(played.summary(), applied.summary());
        prop_assert_eq!(played.after_end(), applied.after_end());

        let text = serde_json::to_string(played.states()).unwrap();
        let kept = serde_json::from_str(&text).unwrap();
        let again = Attempt::new(played.course().clone(), learner(), kept);
        prop_assert_eq!(again.states(), played.states());
        prop_assert_eq!(again.active(), played.active());
    }

    #[test]
    fn no_journal_is_too_wild(
        standard in standard(),
        steps in prop::collection::vec(step(), 0..80),
    ) {
        let mut attempt = fresh(standard);
        for step in steps {
            let entry = match step {
                Step::Begin(identifier) => Entry::Begin(identifier),
                Step::End(wall) => Entry::End(wall),
                Step::Set(name, value) => Entry::Set(name, value),
                Step::Terminate(_) => Entry::Term,
                _ => Entry::Init,
            };
            let before = attempt.states().clone();
            if attempt.apply(&entry).is_err() {
                prop_assert_eq!(attempt.states(), &before);
            }
        }
        let score = attempt.summary().score;
        prop_assert!(score.is_none_or(|score| (0.0..=100.0).contains(&score)));
    }
}
