//! The journal and what is kept.

use super::*;
use crate::runtime::{ActivityState, Entry};

fn json(entry: &Entry) -> String {
    serde_json::to_string(entry).unwrap()
}

#[test]
fn entries_are_short_arrays() {
    let pairs = [
        (Entry::Begin("A".into()), r#"["begin","A"]"#),
        (Entry::Init, r#"["init"]"#),
        (
            Entry::Set("cmi.location".into(), "7".into()),
            r#"["set","cmi.location","7"]"#,
        ),
        (Entry::Term, r#"["term"]"#),
        (Entry::End(1234), r#"["end",1234]"#),
    ];
    for (entry, text) in pairs {
        assert_eq!(json(&entry), text);
        assert_eq!(serde_json::from_str::<Entry>(text).unwrap(), entry);
    }
}

#[test]
fn malformed_entries_are_refused() {
    for text in [
        r#"[]"#,
        r#"["jump"]"#,
        r#"["set","a"]"#,
        r#"["init",1]"#,
        r#"["end","x"]"#,
        "{}",
    ] {
        assert!(serde_json::from_str::<Entry>(text).is_err(), "{text}");
    }
}

#[test]
fn only_accepted_calls_are_noted_and_the_last_of_a_run_counts() {
    let mut a = running_12(|_| {});
    a.set_value("cmi.core.lesson_location", "1");
    a.set_value("cmi.core.lesson_location", "2");
    a.set_value("cmi.core.score.raw", "many");
    a.get_value("cmi.core.entry");
    a.commit("");
    a.terminate("");
    a.terminate("");
    let journal: Vec<String> = a.take_journal().iter().map(json).collect();
    let told = [
        r#"["begin","A"]"#,
        r#"["init"]"#,
        r#"["set","cmi.core.lesson_location","2"]"#,
        r#"["term"]"#,
    ];
    assert_eq!(journal, told);
    assert!(a.take_journal().is_empty());
}

#[test]
fn a_refused_entry_changes_nothing() {
    let mut a = running_12(|_| {});
    let before = a.states().clone();
    for entry in [
        Entry::Begin("A".into()),
        Entry::Init,
        Entry::Set("cmi.core.student_id".into(), "x".into()),
        Entry::Set("cmi.core.lesson_status".into(), "not attempted".into()),
    ] {
        assert!(a.apply(&entry).is_err(), "{entry:?}");
        assert_eq!(*a.states(), before);
    }
    assert!(
        a.apply(&Entry::Set(
            "cmi.core.lesson_status".into(),
            "passed".into()
        ))
        .is_ok()
    );
}

#[test]
fn a_sitting_goes_on_where_the_server_kept_it() {
    let mut a = running_2004(|_| {});
    set(&mut a, "cmi.session_time", "PT10S");
    let text = serde_json::to_string(a.states()).unwrap();
    let kept: BTreeMap<String, ActivityState> = serde_json::from_str(&text).unwrap();
    assert_eq!(kept, *a.states());
    let mut again = Attempt::new(a.course().clone(), learner(), kept.into());
    assert_eq!(again.active(), Some("A"));
    again
        .apply(&Entry::Set("cmi.location".into(), "3".into()))
        .unwrap();
    again.apply(&Entry::Term).unwrap();
    again.apply(&Entry::End(5)).unwrap();
    assert_eq!(again.summary().total_time, 10_00);
}

#[test]
fn an_activity_that_the_course_no_longer_has_is_not_open() {
    let a = running_12(|_| {});
    let other = course(Standard::Scorm12, vec![item("B", true)]);
    let mut again = Attempt::new(other, learner(), a.states().clone().into());
    assert_eq!(again.active(), None);
    assert!(again.begin("B").is_ok());
}

#[test]
fn a_finished_activity_is_kept_in_few_words() {
    let mut a = running_12(|_| {});
    set(&mut a, "cmi.core.lesson_status", "passed");
    close(&mut a);
    let kept = r#"{"A":{"values":{"cmi.core.lesson_status":"passed"},"total_time":1000,"opened":true,"attempted":true,"latest":true}}"#;
    assert_eq!(serde_json::to_string(a.states()).unwrap(), kept);
}
