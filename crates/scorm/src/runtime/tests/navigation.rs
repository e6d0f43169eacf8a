//! Coming back, and going on.

use super::*;
use crate::runtime::{Next, Outcome, Request};

#[test]
fn a_suspended_course_resumes_with_its_data() {
    let mut a = running_12(|_| {});
    set(&mut a, "cmi.core.lesson_location", "5");
    set(&mut a, "cmi.suspend_data", "saved");
    set(&mut a, "cmi.core.exit", "suspend");
    close(&mut a);
    begin(&mut a, "A");
    assert_eq!(value(&mut a, "cmi.core.entry"), "resume");
    assert_eq!(value(&mut a, "cmi.core.lesson_location"), "5");
    assert_eq!(value(&mut a, "cmi.suspend_data"), "saved");
}

#[test]
fn a_course_that_ended_normally_keeps_its_data_and_does_not_resume() {
    let mut a = running_2004(|_| {});
    set(&mut a, "cmi.location", "9");
    set(&mut a, "cmi.completion_status", "completed");
    set(&mut a, "cmi.exit", "normal");
    close(&mut a);
    begin(&mut a, "A");
    assert_eq!(value(&mut a, "cmi.entry"), "");
    assert_eq!(value(&mut a, "cmi.location"), "9");
    assert_eq!(value(&mut a, "cmi.completion_status"), "completed");
}

#[test]
fn a_course_opened_but_never_initialized_begins_anew() {
    let mut a = attempt(Standard::Scorm12, vec![item("A", true)]);
    a.begin("A").unwrap();
    a.end(100).unwrap();
    begin(&mut a, "A");
    assert_eq!(value(&mut a, "cmi.core.entry"), "ab-initio");
}

#[test]
fn the_entry_point_is_what_was_suspended_else_what_is_not_complete() {
    let items = ["A", "B", "C"].map(|name| item(name, true)).to_vec();
    let mut a = attempt(Standard::Scorm2004Fourth, items);
    assert_eq!(a.entry_point().as_deref(), Some("A"));
    begin(&mut a, "A");
    close(&mut a);
    assert_eq!(a.entry_point().as_deref(), Some("B"));
    begin(&mut a, "C");
    set(&mut a, "adl.nav.request", "suspendAll");
    close(&mut a);
    assert_eq!(a.entry_point().as_deref(), Some("C"));
    begin(&mut a, "C");
    assert_eq!(value(&mut a, "cmi.entry"), "resume");
    assert_eq!(attempt(Standard::Scorm12, Vec::new()).entry_point(), None);
}

#[test]
fn a_navigation_request_acts_at_terminate_and_is_cleared() {
    let mut a = running_2004(|_| {});
    assert_eq!(value(&mut a, "adl.nav.request"), "_none_");
    set(&mut a, "adl.nav.request", "exitAll");
    assert_eq!(value(&mut a, "adl.nav.request"), "exitAll");
    assert_eq!(a.after_end(), Next::Stay);
    a.terminate("");
    assert_eq!(a.after_end(), Next::Navigate(Request::ExitAll));
    a.end(1).unwrap();
    begin(&mut a, "A");
    assert_eq!(a.after_end(), Next::Stay);
    assert_eq!(value(&mut a, "adl.nav.request"), "_none_");
    assert_eq!(code(&mut a, "adl.nav.request", "home"), "406");
}

#[test]
fn requests_lead_to_neighbours_targets_the_menu_or_out() {
    let deliver = |name: &str| Some(Outcome::Deliver(name.to_owned()));
    let cases = [
        ("B", "continue", deliver("C")),
        ("B", "previous", deliver("A")),
        ("C", "continue", Some(Outcome::SessionEnded)),
        ("A", "{target=C}choice", deliver("C")),
        ("A", "{target=C}jump", deliver("C")),
        ("A", "{target=Z}choice", None),
        ("A", "exit", Some(Outcome::Nothing)),
        ("A", "abandonAll", Some(Outcome::SessionEnded)),
        ("A", "suspendAll", Some(Outcome::SessionEnded)),
    ];
    for (from, request, outcome) in cases {
        let items = ["A", "B", "C"].map(|name| item(name, true)).to_vec();
        let mut a = flowing(items);
        begin(&mut a, from);
        set(&mut a, "adl.nav.request", request);
        close(&mut a);
        let Next::Navigate(asked) = a.after_end() else {
            panic!("{request} from {from}");
        };
        assert_eq!(a.navigate(asked).ok(), outcome, "{request} from {from}");
    }
}

#[test]
fn a_course_learns_where_it_can_go() {
    let mut a = flowing(["A", "B"].map(|name| item(name, true)).to_vec());
    begin(&mut a, "A");
    assert_eq!(value(&mut a, "adl.nav.request_valid.continue"), "true");
    assert_eq!(value(&mut a, "adl.nav.request_valid.previous"), "false");
    assert_eq!(
        value(&mut a, "adl.nav.request_valid.choice.{target=B}"),
        "true"
    );
    assert_eq!(
        value(&mut a, "adl.nav.request_valid.jump.{target=x.y}"),
        "false"
    );
    assert_eq!(
        code(&mut a, "adl.nav.request_valid.continue", "true"),
        "404"
    );
}

#[test]
fn a_time_out_or_logout_ends_the_course() {
    for exit in ["time-out", "logout"] {
        let mut a = attempt(
            Standard::Scorm12,
            ["A", "B"].map(|name| item(name, true)).to_vec(),
        );
        begin(&mut a, "A");
        set(&mut a, "cmi.core.exit", exit);
        close(&mut a);
        assert_eq!(a.after_end(), Next::Navigate(Request::ExitAll));
        begin(&mut a, "A");
        let entry = if exit == "logout" { "resume" } else { "" };
        assert_eq!(value(&mut a, "cmi.core.entry"), entry);
    }
}

#[test]
fn only_one_activity_is_open_at_a_time() {
    let mut a = attempt(
        Standard::Scorm12,
        ["A", "B"].map(|name| item(name, true)).to_vec(),
    );
    assert!(a.begin("Z").is_err());
    assert!(a.end(1).is_err());
    a.begin("A").unwrap();
    assert!(a.begin("B").is_err());
    assert_eq!(a.active(), Some("A"));
}
