//! What courses may rely on, one sentence a test.

mod behaviour_12;
mod behaviour_2004;
mod journal;
mod navigation;
mod properties;
mod sequencing;
mod statuses;
mod terms;
mod types;

use std::collections::BTreeMap;

use super::{Attempt, Kept, Learner};
use crate::course::sequencing::Sequencing;
use crate::course::{Course, Item, Launch, Organization, Standard};

/// A launchable item, SCO or asset.
fn item(identifier: &str, sco: bool) -> Item {
    Item {
        identifier: identifier.to_owned(),
        title: identifier.to_owned(),
        visible: true,
        launch: Some(Launch {
            resource: String::new(),
            file: "index.html".to_owned(),
            suffix: String::new(),
            sco,
            present: true,
        }),
        prerequisites: String::new(),
        launch_data: String::new(),
        mastery_score: None,
        scaled_passing_score: None,
        completion_threshold: None,
        max_time_allowed: String::new(),
        time_limit_action: String::new(),
        objectives: Vec::new(),
        sequencing: Sequencing::default(),
        hides: Vec::new(),
        data: Vec::new(),
        children: Vec::new(),
    }
}

fn course(standard: Standard, items: Vec<Item>) -> Course {
    Course {
        standard,
        identifier: "course".to_owned(),
        title: "A course".to_owned(),
        description: String::new(),
        duration: String::new(),
        typical_time: String::new(),
        title_language: String::new(),
        description_language: String::new(),
        keywords: Vec::new(),
        organizations: vec![Organization {
            identifier: "organization".to_owned(),
            title: "A course".to_owned(),
            items,
            sequencing: Sequencing::default(),
            global_objectives: true,
            global_data: true,
        }],
    }
}

fn learner() -> Learner {
    Learner {
        id: "learner-1".to_owned(),
        name: "Player, Paula".to_owned(),
    }
}

fn attempt(standard: Standard, items: Vec<Item>) -> Attempt {
    Attempt::new(course(standard, items), learner(), Kept::default())
}

/// A SCORM 2004 course that leads from one activity to the next.
fn flowing(items: Vec<Item>) -> Attempt {
    let mut course = course(Standard::Scorm2004Fourth, items);
    course.organizations[0].sequencing.control.flow = true;
    Attempt::new(course, learner(), Kept::default())
}

/// A SCORM 1.2 course of one SCO named `A`, opened and initialized, after `change`.
fn running_12(change: impl FnOnce(&mut Item)) -> Attempt {
    running(Standard::Scorm12, change)
}

/// The same in SCORM 2004.
fn running_2004(change: impl FnOnce(&mut Item)) -> Attempt {
    running(Standard::Scorm2004Fourth, change)
}

fn running(standard: Standard, change: impl FnOnce(&mut Item)) -> Attempt {
    let mut only = item("A", true);
    change(&mut only);
    let mut attempt = attempt(standard, vec![only]);
    begin(&mut attempt, "A");
    attempt
}

/// Opens an activity and initializes it.
fn begin(attempt: &mut Attempt, identifier: &str) {
    attempt.begin(identifier).expect("it can be opened");
    assert_eq!(attempt.initialize(""), "true");
}

fn set(attempt: &mut Attempt, element: &str, value: &str) {
    assert_eq!(
        attempt.set_value(element, value),
        "true",
        "{element} = {value}"
    );
}

/// Terminates and leaves.
fn close(attempt: &mut Attempt) {
    assert_eq!(attempt.terminate(""), "true");
    attempt.end(1_000).expect("it is open");
}

/// What setting an element answers as error code.
fn code(attempt: &mut Attempt, element: &str, value: &str) -> String {
    let answer = attempt.set_value(element, value);
    let code = attempt.get_last_error();
    assert_eq!(answer == "true", code == "0", "{element} = {value}");
    code
}

/// What reading an element gives: value and error code.
fn read(attempt: &mut Attempt, element: &str) -> (String, String) {
    (attempt.get_value(element), attempt.get_last_error())
}

/// A value without an error.
fn value(attempt: &mut Attempt, element: &str) -> String {
    let (value, code) = read(attempt, element);
    assert_eq!(code, "0", "{element}");
    value
}

/// An error without a value.
fn error(attempt: &mut Attempt, element: &str) -> String {
    let (value, code) = read(attempt, element);
    assert_eq!(value, "", "{element}");
    code
}
