//! SCORM 2004: what a course finds and what errors it gets.

use super::*;

#[test]
fn a_course_finds_the_learner_and_a_normal_sitting() {
    let mut a = running_2004(|item| item.scaled_passing_score = Some(0.7));
    assert_eq!(value(&mut a, "cmi._version"), "1.0");
    assert_eq!(value(&mut a, "cmi.learner_id"), "learner-1");
    assert_eq!(value(&mut a, "cmi.learner_name"), "Player, Paula");
    assert_eq!(value(&mut a, "cmi.mode"), "normal");
    assert_eq!(value(&mut a, "cmi.credit"), "credit");
    assert_eq!(value(&mut a, "cmi.entry"), "ab-initio");
    assert_eq!(value(&mut a, "cmi.total_time"), "PT0S");
    assert_eq!(value(&mut a, "cmi.completion_status"), "unknown");
    assert_eq!(value(&mut a, "cmi.scaled_passing_score"), "0.7");
    assert_eq!(value(&mut a, "cmi.learner_preference.audio_level"), "1");
    assert_eq!(value(&mut a, "cmi.comments_from_lms._count"), "0");
    assert_eq!(value(&mut a, "cmi.score._children"), "scaled,raw,min,max");
    assert_eq!(error(&mut a, "cmi.location"), "403");
    assert_eq!(error(&mut a, "cmi.completion_threshold"), "403");
    assert_eq!(error(&mut a, "cmi.launch_data"), "403");
}

#[test]
fn every_call_at_the_wrong_time_has_its_own_error() {
    let mut a = attempt(Standard::Scorm2004Third, vec![item("A", true)]);
    a.begin("A").unwrap();
    let last = |a: &Attempt| a.get_last_error();
    assert_eq!(error(&mut a, "cmi.location"), "122");
    assert_eq!(code(&mut a, "cmi.location", "1"), "132");
    assert_eq!((a.commit("").as_str(), last(&a).as_str()), ("false", "142"));
    assert_eq!(
        (a.terminate("").as_str(), last(&a).as_str()),
        ("false", "112")
    );
    assert_eq!(
        (a.initialize("x").as_str(), last(&a).as_str()),
        ("false", "201")
    );
    assert_eq!(a.initialize(""), "true");
    assert_eq!(
        (a.initialize("").as_str(), last(&a).as_str()),
        ("false", "103")
    );
    assert_eq!(
        (a.commit("x").as_str(), last(&a).as_str()),
        ("false", "201")
    );
    assert_eq!((a.commit("").as_str(), last(&a).as_str()), ("true", "0"));
    assert_eq!(a.terminate(""), "true");
    assert_eq!(error(&mut a, "cmi.location"), "123");
    assert_eq!(code(&mut a, "cmi.location", "1"), "133");
    assert_eq!((a.commit("").as_str(), last(&a).as_str()), ("false", "143"));
    assert_eq!(
        (a.terminate("").as_str(), last(&a).as_str()),
        ("false", "113")
    );
    assert_eq!(
        (a.initialize("").as_str(), last(&a).as_str()),
        ("false", "104")
    );
}

#[test]
fn each_wrong_use_has_its_own_error() {
    let mut a = running_2004(|_| {});
    assert_eq!(error(&mut a, ""), "301");
    assert_eq!(code(&mut a, "", "x"), "351");
    for name in [
        "cmi",
        "cmi.objectives",
        "cmi.nonsense",
        "cmi.__proto__",
        "__proto__",
        "adl.data",
    ] {
        assert_eq!(error(&mut a, name), "401", "{name}");
        assert_eq!(code(&mut a, name, "x"), "401", "{name}");
    }
    assert_eq!(error(&mut a, "cmi.location._children"), "301");
    assert_eq!(error(&mut a, "cmi.score._count"), "301");
    assert_eq!(error(&mut a, "cmi.objectives.0.id"), "301");
    assert_eq!(error(&mut a, "cmi.exit"), "405");
    assert_eq!(error(&mut a, "cmi.session_time"), "405");
    assert_eq!(code(&mut a, "cmi.score._children", "x"), "404");
    assert_eq!(code(&mut a, "cmi.learner_id", "x"), "404");
    assert_eq!(code(&mut a, "cmi.completion_status", "done"), "406");
    assert_eq!(code(&mut a, "cmi.score.scaled", "1.1"), "407");
    assert_eq!(code(&mut a, "cmi.progress_measure", "-0.1"), "407");
    assert_eq!(code(&mut a, "cmi.objectives.1.id", "gap"), "351");
    assert_eq!(code(&mut a, "cmi.objectives.0.description", "x"), "408");
    assert_eq!(value(&mut a, "cmi.objectives._count"), "0");
}

#[test]
fn a_refused_call_does_not_spoil_the_error_of_the_next() {
    let mut a = running_2004(|_| {});
    assert_eq!(error(&mut a, "cmi.location"), "403");
    assert_eq!(value(&mut a, "cmi.success_status"), "unknown");
    set(&mut a, "cmi.location", "");
    assert_eq!(value(&mut a, "cmi.location"), "");
}

#[test]
fn objectives_of_the_manifest_stand_before_initialize() {
    let mut a = running_2004(|item| item.objectives = vec!["main".into(), "side".into()]);
    assert_eq!(value(&mut a, "cmi.objectives._count"), "2");
    assert_eq!(value(&mut a, "cmi.objectives.0.id"), "main");
    assert_eq!(value(&mut a, "cmi.objectives.1.success_status"), "unknown");
    set(&mut a, "cmi.objectives.1.success_status", "passed");
    assert_eq!(code(&mut a, "cmi.objectives.1.id", "other"), "351");
    assert_eq!(code(&mut a, "cmi.objectives.2.id", "main"), "351");
    set(&mut a, "cmi.objectives.2.id", "own");
}

#[test]
fn an_interaction_needs_its_id_first_and_its_type_before_answers() {
    let mut a = running_2004(|_| {});
    assert_eq!(code(&mut a, "cmi.interactions.0.type", "choice"), "408");
    set(&mut a, "cmi.interactions.0.id", "q1");
    assert_eq!(
        code(&mut a, "cmi.interactions.0.learner_response", "a"),
        "408"
    );
    set(&mut a, "cmi.interactions.0.type", "choice");
    set(&mut a, "cmi.interactions.0.learner_response", "a[,]b");
    assert_eq!(
        code(&mut a, "cmi.interactions.0.learner_response", "a[,]a"),
        "406"
    );
    set(
        &mut a,
        "cmi.interactions.0.correct_responses.0.pattern",
        "a",
    );
    assert_eq!(
        code(
            &mut a,
            "cmi.interactions.0.correct_responses.1.pattern",
            "a"
        ),
        "351"
    );
    set(&mut a, "cmi.interactions.0.result", "0.5");
    assert_eq!(
        value(&mut a, "cmi.interactions.0.learner_response"),
        "a[,]b"
    );
}

#[test]
fn a_true_false_question_has_one_right_answer() {
    let mut a = running_2004(|_| {});
    set(&mut a, "cmi.interactions.0.id", "q1");
    set(&mut a, "cmi.interactions.0.type", "true-false");
    set(
        &mut a,
        "cmi.interactions.0.correct_responses.0.pattern",
        "true",
    );
    assert_eq!(
        code(
            &mut a,
            "cmi.interactions.0.correct_responses.1.pattern",
            "false"
        ),
        "351"
    );
    assert_eq!(
        code(&mut a, "cmi.interactions.0.learner_response", "t"),
        "406"
    );
}
