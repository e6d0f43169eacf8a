//! On other terms than the usual ones.

use super::*;
use crate::runtime::{Mode, Terms};

fn running_on(terms: Terms, standard: Standard, change: impl FnOnce(&mut Item)) -> Attempt {
    let mut only = item("A", true);
    change(&mut only);
    let mut attempt = attempt(standard, vec![only]).on(terms);
    begin(&mut attempt, "A");
    attempt
}

fn in_mode(mode: Mode) -> Terms {
    Terms {
        mode,
        ..Terms::default()
    }
}

#[test]
fn the_mode_is_told_and_there_is_credit_in_none_but_the_normal_one() {
    for (mode, word, credit) in [
        (Mode::Normal, "normal", "credit"),
        (Mode::Browse, "browse", "no-credit"),
        (Mode::Review, "review", "no-credit"),
    ] {
        let mut a = running_on(in_mode(mode), Standard::Scorm12, |_| {});
        assert_eq!(value(&mut a, "cmi.core.lesson_mode"), word);
        assert_eq!(value(&mut a, "cmi.core.credit"), credit);
        let mut a = running_on(in_mode(mode), Standard::Scorm2004Fourth, |_| {});
        assert_eq!(value(&mut a, "cmi.mode"), word);
        assert_eq!(value(&mut a, "cmi.credit"), credit);
    }
}

#[test]
fn who_browsed_and_was_told_no_status_has_browsed() {
    let mut a = running_on(in_mode(Mode::Browse), Standard::Scorm12, |_| {});
    close(&mut a);
    let status = a.state("A").unwrap().value("cmi.core.lesson_status");
    assert_eq!(status, Some("browsed"));
}

#[test]
fn a_mastery_score_decides_nothing_where_there_is_no_credit() {
    let mut a = running_on(in_mode(Mode::Review), Standard::Scorm12, |item| {
        item.mastery_score = Some(80.0);
    });
    set(&mut a, "cmi.core.lesson_status", "completed");
    set(&mut a, "cmi.core.score.raw", "10");
    close(&mut a);
    let status = a.state("A").unwrap().value("cmi.core.lesson_status");
    assert_eq!(status, Some("completed"));
}

#[test]
fn a_mastery_score_may_count_only_where_the_course_says_nothing() {
    for (said, verdict) in [(Some("completed"), "completed"), (None, "failed")] {
        let terms = Terms {
            status_over_mastery: true,
            ..Terms::default()
        };
        let mut a = running_on(terms, Standard::Scorm12, |item| {
            item.mastery_score = Some(80.0);
        });
        if let Some(said) = said {
            set(&mut a, "cmi.core.lesson_status", said);
        }
        set(&mut a, "cmi.core.score.raw", "10");
        close(&mut a);
        let status = a.state("A").unwrap().value("cmi.core.lesson_status");
        assert_eq!(status, Some(verdict));
    }
}

#[test]
fn a_limit_of_time_is_told_in_the_place_of_the_manifests() {
    let terms = Terms {
        time_limit: Some(90 * 6_000),
        ..Terms::default()
    };
    for (standard, element, says) in [
        (
            Standard::Scorm12,
            "cmi.student_data.max_time_allowed",
            "0001:30:00.00",
        ),
        (Standard::Scorm2004Fourth, "cmi.max_time_allowed", "PT1H30M"),
    ] {
        let mut a = running_on(terms.clone(), standard, |item| {
            item.max_time_allowed = "0002:00:00".to_owned();
        });
        assert_eq!(value(&mut a, element), says);
    }
}
