//! SCORM 1.2: what a course finds and what errors it gets.

use super::*;

#[test]
fn a_course_finds_the_learner_and_a_normal_sitting() {
    let mut a = running_12(|item| item.launch_data = "level=2".to_owned());
    assert_eq!(value(&mut a, "cmi.core.student_id"), "learner-1");
    assert_eq!(value(&mut a, "cmi.core.student_name"), "Player, Paula");
    assert_eq!(value(&mut a, "cmi.core.credit"), "credit");
    assert_eq!(value(&mut a, "cmi.core.lesson_mode"), "normal");
    assert_eq!(value(&mut a, "cmi.core.lesson_status"), "not attempted");
    assert_eq!(value(&mut a, "cmi.core.entry"), "ab-initio");
    assert_eq!(value(&mut a, "cmi.core.total_time"), "0000:00:00.00");
    assert_eq!(value(&mut a, "cmi.launch_data"), "level=2");
    assert_eq!(value(&mut a, "cmi.suspend_data"), "");
    assert_eq!(value(&mut a, "cmi.core.score.raw"), "");
    assert_eq!(value(&mut a, "cmi.core.score._children"), "raw,min,max");
    assert_eq!(value(&mut a, "cmi.interactions._count"), "0");
}

#[test]
fn nothing_works_before_initialize_or_after_finish() {
    let mut a = attempt(Standard::Scorm12, vec![item("A", true)]);
    assert_eq!(a.initialize(""), "false", "nothing is open");
    assert_eq!(a.get_last_error(), "101");
    a.begin("A").unwrap();
    assert_eq!(error(&mut a, "cmi.core.entry"), "301");
    assert_eq!(code(&mut a, "cmi.core.exit", ""), "301");
    assert_eq!(
        (a.commit("").as_str(), a.get_last_error().as_str()),
        ("false", "301")
    );
    assert_eq!(
        (a.terminate("").as_str(), a.get_last_error().as_str()),
        ("false", "301")
    );
    assert_eq!(
        (a.initialize("x").as_str(), a.get_last_error().as_str()),
        ("false", "201")
    );
    assert_eq!(
        (a.initialize("").as_str(), a.get_last_error().as_str()),
        ("true", "0")
    );
    assert_eq!(
        (a.initialize("").as_str(), a.get_last_error().as_str()),
        ("false", "101")
    );
    assert_eq!(a.terminate(""), "true");
    assert_eq!(error(&mut a, "cmi.core.entry"), "301");
    assert_eq!(
        (a.initialize("").as_str(), a.get_last_error().as_str()),
        ("false", "101")
    );
}

#[test]
fn each_wrong_use_has_its_own_error() {
    let mut a = running_12(|_| {});
    assert_eq!(error(&mut a, ""), "201");
    assert_eq!(error(&mut a, "cmi"), "201");
    assert_eq!(error(&mut a, "cmi.core"), "201");
    assert_eq!(error(&mut a, "cmi.core.nonsense"), "201");
    assert_eq!(error(&mut a, "__proto__"), "401");
    assert_eq!(error(&mut a, "toString"), "401");
    assert_eq!(error(&mut a, "cmi.core.student_id._children"), "202");
    assert_eq!(error(&mut a, "cmi.core._count"), "203");
    assert_eq!(error(&mut a, "cmi.core.exit"), "404");
    assert_eq!(error(&mut a, "cmi.core.session_time"), "404");
    assert_eq!(error(&mut a, "cmi.interactions.0.id"), "404");
    assert_eq!(error(&mut a, "cmi.objectives.0.id"), "201");
    assert_eq!(code(&mut a, "cmi", "x"), "201");
    assert_eq!(code(&mut a, "__proto__", "x"), "401");
    assert_eq!(code(&mut a, "cmi.__proto__", "x"), "201");
    assert_eq!(code(&mut a, "cmi.core._children", "x"), "402");
    assert_eq!(code(&mut a, "cmi.objectives._count", "1"), "402");
    assert_eq!(code(&mut a, "cmi.core.student_id", "x"), "403");
    assert_eq!(
        code(&mut a, "cmi.core.lesson_status", "not attempted"),
        "405"
    );
    assert_eq!(code(&mut a, "cmi.core.score.raw", "101"), "405");
    assert_eq!(code(&mut a, "cmi.core.score.raw", "1e1"), "405");
    assert_eq!(code(&mut a, "cmi.core.session_time", "99:99:99"), "405");
    assert_eq!(code(&mut a, "cmi.objectives.1.id", "gap"), "201");
    assert_eq!(value(&mut a, "cmi.core.lesson_status"), "not attempted");
}

#[test]
fn collections_grow_in_order_and_count() {
    let mut a = running_12(|_| {});
    set(&mut a, "cmi.objectives.0.id", "one");
    set(&mut a, "cmi.objectives.1.status", "passed");
    assert_eq!(value(&mut a, "cmi.objectives._count"), "2");
    assert_eq!(value(&mut a, "cmi.objectives.1.id"), "");
    assert_eq!(value(&mut a, "cmi.objectives.01.status"), "passed");
    set(&mut a, "cmi.interactions.0.id", "q1");
    set(
        &mut a,
        "cmi.interactions.0.correct_responses.0.pattern",
        "a,b",
    );
    set(&mut a, "cmi.interactions.0.type", "choice");
    assert_eq!(
        value(&mut a, "cmi.interactions.0.correct_responses._count"),
        "1"
    );
    assert_eq!(value(&mut a, "cmi.interactions.0.objectives._count"), "0");
}

#[test]
fn suspend_data_of_64_000_characters_is_kept_and_not_one_more() {
    let mut a = running_12(|_| {});
    let long = "ü".repeat(64_000);
    set(&mut a, "cmi.suspend_data", &long);
    assert_eq!(code(&mut a, "cmi.suspend_data", &format!("{long}x")), "405");
    assert_eq!(value(&mut a, "cmi.suspend_data"), long);
}

#[test]
fn an_attempt_keeps_a_megabyte_and_refuses_more() {
    for (mut a, refused) in [(running_12(|_| {}), "101"), (running_2004(|_| {}), "351")] {
        let long = "x".repeat(3_900);
        let full = (0..10_000)
            .map(|n| {
                code(
                    &mut a,
                    &format!("cmi.objectives.{n}.id"),
                    &format!("{n}{long}"),
                )
            })
            .find(|code| code != "0");
        assert_eq!(full.as_deref(), Some(refused));
        assert_eq!(
            code(&mut a, "cmi.objectives.0.id", &format!("0{long}")),
            "0"
        );
    }
}

#[test]
fn error_strings_and_diagnostics_are_never_empty_for_real_errors() {
    let mut a = running_12(|_| {});
    code(&mut a, "cmi.core.score.raw", "many");
    assert_eq!(a.get_error_string("405"), "Incorrect data type");
    assert_eq!(a.get_error_string("7"), "");
    assert_eq!(
        a.get_diagnostic("405"),
        "The value is not of this element's type."
    );
    assert_eq!(
        a.get_diagnostic(""),
        "The value is not of this element's type."
    );
    assert_eq!(a.get_diagnostic("301"), "Not initialized");
    assert_eq!(a.get_last_error(), "405", "asking does not change it");
}
