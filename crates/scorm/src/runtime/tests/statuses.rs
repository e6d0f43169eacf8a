//! What courses and their results amount to at the end of a sitting.

use super::*;
use crate::runtime::{Completion, Success};

fn results(attempt: &Attempt) -> (Completion, Success, Option<f64>) {
    let summary = attempt.summary();
    (summary.completion, summary.success, summary.score)
}

#[test]
fn a_course_that_finishes_without_a_status_is_complete() {
    let mut a = running_12(|_| {});
    close(&mut a);
    assert_eq!(results(&a), (Completion::Completed, Success::Unknown, None));
    let mut a = running_2004(|_| {});
    close(&mut a);
    assert_eq!(results(&a), (Completion::Completed, Success::Unknown, None));
}

#[test]
fn a_course_left_in_the_middle_is_not_complete() {
    for mut a in [running_12(|_| {}), running_2004(|_| {})] {
        a.end(500).unwrap();
        assert_ne!(results(&a).0, Completion::Completed);
        begin(&mut a, "A");
        let entry = if a.course().standard.is_2004() {
            "cmi.entry"
        } else {
            "cmi.core.entry"
        };
        assert_eq!(value(&mut a, entry), "resume");
    }
}

#[test]
fn a_mastery_score_decides_over_what_the_course_said() {
    let cases = [
        (Some("completed"), "50", "failed"),
        (Some("failed"), "90", "passed"),
        (None, "80", "passed"),
    ];
    for (status, raw, verdict) in cases {
        let mut a = running_12(|item| item.mastery_score = Some(80.0));
        assert_eq!(value(&mut a, "cmi.student_data.mastery_score"), "80");
        if let Some(status) = status {
            set(&mut a, "cmi.core.lesson_status", status);
        }
        set(&mut a, "cmi.core.score.raw", raw);
        close(&mut a);
        assert_eq!(
            a.state("A").unwrap().value("cmi.core.lesson_status"),
            Some(verdict)
        );
    }
}

#[test]
fn a_mastery_score_without_a_score_decides_nothing() {
    let mut a = running_12(|item| item.mastery_score = Some(80.0));
    set(&mut a, "cmi.core.lesson_status", "incomplete");
    close(&mut a);
    assert_eq!(results(&a).0, Completion::Incomplete);
}

#[test]
fn a_test_suspended_half_way_is_not_failed_yet() {
    let mut a = running_12(|item| item.mastery_score = Some(80.0));
    set(&mut a, "cmi.core.lesson_status", "incomplete");
    set(&mut a, "cmi.core.score.raw", "10");
    set(&mut a, "cmi.core.exit", "suspend");
    close(&mut a);
    assert_eq!(
        results(&a),
        (Completion::Incomplete, Success::Unknown, Some(10.0))
    );
}

#[test]
fn passed_and_failed_are_complete_in_scorm_12() {
    for (status, success) in [("passed", Success::Passed), ("failed", Success::Failed)] {
        let mut a = running_12(|_| {});
        set(&mut a, "cmi.core.lesson_status", status);
        close(&mut a);
        assert_eq!(results(&a), (Completion::Completed, success, None));
    }
}

#[test]
fn success_and_completion_are_independent_in_scorm_2004() {
    let mut a = running_2004(|_| {});
    set(&mut a, "cmi.success_status", "passed");
    set(&mut a, "cmi.completion_status", "incomplete");
    close(&mut a);
    assert_eq!(results(&a), (Completion::Incomplete, Success::Passed, None));
}

#[test]
fn thresholds_of_the_manifest_decide_over_what_the_course_said() {
    let mut a = running_2004(|item| {
        item.completion_threshold = Some(0.8);
        item.scaled_passing_score = Some(0.8);
    });
    set(&mut a, "cmi.completion_status", "completed");
    set(&mut a, "cmi.success_status", "passed");
    assert_eq!(
        value(&mut a, "cmi.completion_status"),
        "unknown",
        "no measure yet"
    );
    assert_eq!(
        value(&mut a, "cmi.success_status"),
        "unknown",
        "no score yet"
    );
    set(&mut a, "cmi.progress_measure", "0.5");
    set(&mut a, "cmi.score.scaled", "0.5");
    assert_eq!(value(&mut a, "cmi.completion_status"), "incomplete");
    assert_eq!(value(&mut a, "cmi.success_status"), "failed");
    set(&mut a, "cmi.progress_measure", "0.8");
    set(&mut a, "cmi.score.scaled", "0.8");
    close(&mut a);
    assert_eq!(
        results(&a),
        (Completion::Completed, Success::Passed, Some(80.0))
    );
}

#[test]
fn a_score_is_scaled_or_lies_within_its_bounds() {
    let mut a = running_2004(|_| {});
    set(&mut a, "cmi.score.raw", "15");
    set(&mut a, "cmi.score.min", "10");
    set(&mut a, "cmi.score.max", "20");
    assert_eq!(a.summary().score, Some(50.0));
    set(&mut a, "cmi.score.scaled", "0.29");
    assert_eq!(a.summary().score, Some(29.0));
    set(&mut a, "cmi.score.scaled", "-1");
    assert_eq!(a.summary().score, Some(0.0));
    let mut a = running_12(|_| {});
    set(&mut a, "cmi.core.score.raw", "85");
    assert_eq!(a.summary().score, Some(85.0));
    set(&mut a, "cmi.core.score.max", "85");
    assert_eq!(a.summary().score, Some(100.0));
}

#[test]
fn several_activities_roll_up() {
    let items = ["A", "B"].map(|name| item(name, true)).to_vec();
    let mut a = attempt(Standard::Scorm12, items);
    assert_eq!(results(&a).0, Completion::NotAttempted);
    begin(&mut a, "A");
    set(&mut a, "cmi.core.lesson_status", "passed");
    set(&mut a, "cmi.core.score.raw", "80");
    close(&mut a);
    assert_eq!(
        results(&a),
        (Completion::Incomplete, Success::Passed, Some(80.0))
    );
    assert_eq!(a.summary().progress, Some(0.5));
    begin(&mut a, "B");
    set(&mut a, "cmi.core.lesson_status", "failed");
    set(&mut a, "cmi.core.score.raw", "40");
    close(&mut a);
    assert_eq!(
        results(&a),
        (Completion::Completed, Success::Failed, Some(60.0))
    );
    assert_eq!(a.summary().total_time, 2_000);
}

#[test]
fn assets_are_complete_once_they_were_opened() {
    let mut a = attempt(
        Standard::Scorm12,
        ["A", "B"].map(|name| item(name, false)).to_vec(),
    );
    for name in ["A", "B"] {
        assert_ne!(results(&a).0, Completion::Completed);
        a.begin(name).unwrap();
        assert_eq!(a.active(), Some(name));
        a.end(100).unwrap();
    }
    assert_eq!(results(&a), (Completion::Completed, Success::Unknown, None));
}

#[test]
fn an_asset_that_calls_the_run_time_after_all_is_answered() {
    let mut a = attempt(Standard::Scorm2004Fourth, vec![item("A", false)]);
    a.begin("A").unwrap();
    assert_eq!(a.initialize(""), "true");
    set(&mut a, "cmi.location", "3");
    close(&mut a);
    assert_eq!(results(&a).0, Completion::Completed);
}

#[test]
fn a_session_time_counts_once_however_often_it_is_sent() {
    let mut a = running_12(|_| {});
    set(&mut a, "cmi.core.session_time", "00:00:30");
    a.commit("");
    set(&mut a, "cmi.core.session_time", "00:00:59.99");
    a.commit("");
    close(&mut a);
    assert_eq!(a.summary().total_time, 59_99);
    begin(&mut a, "A");
    assert_eq!(value(&mut a, "cmi.core.total_time"), "0000:00:59.99");
    set(&mut a, "cmi.core.session_time", "00:00:00.02");
    a.end(99_999).unwrap();
    assert_eq!(
        a.summary().total_time,
        60_01,
        "also when the course never finished"
    );
}

#[test]
fn without_a_session_time_the_clock_counts_up_to_a_day() {
    let mut a = running_2004(|_| {});
    close(&mut a);
    assert_eq!(a.summary().total_time, 1_000);
    begin(&mut a, "A");
    a.end(i64::MAX).unwrap();
    assert_eq!(a.summary().total_time, 1_000 + 24 * 60 * 60 * 100);
    begin(&mut a, "A");
    a.end(-5).unwrap();
    assert_eq!(a.summary().total_time, 1_000 + 24 * 60 * 60 * 100);
}

#[test]
fn the_total_stops_at_9999_hours() {
    let mut a = running_12(|_| {});
    set(&mut a, "cmi.core.session_time", "9999:59:59.99");
    close(&mut a);
    begin(&mut a, "A");
    set(&mut a, "cmi.core.session_time", "9999:59:59.99");
    close(&mut a);
    begin(&mut a, "A");
    assert_eq!(value(&mut a, "cmi.core.total_time"), "9999:59:59.99");
}
