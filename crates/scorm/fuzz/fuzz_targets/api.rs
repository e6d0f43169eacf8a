//! Whatever a course calls, in whatever order, nothing panics, and who applies the journal arrives at the same state.
//!
//! The first byte picks a course. Each line after it is a call: `i` Initialize, `t` Terminate, `c` Commit, `g NAME`
//! GetValue, `s NAME=VALUE` SetValue, `e CODE` GetErrorString and GetDiagnostic; or what the player does: `b ACTIVITY`
//! opens it, `l HUNDREDTHS` leaves it, `n REQUEST TARGET` navigates, `r` relaunches.
#![no_main]

use std::sync::LazyLock;

use beckon_scorm::course::Course;
use beckon_scorm::manifest;
use beckon_scorm::runtime::{Attempt, Kept, Learner, Request};
use libfuzzer_sys::fuzz_target;

static COURSES: LazyLock<Vec<Course>> = LazyLock::new(|| {
    let manifests = [
        include_bytes!("../seeds/manifest/parts-1.2.xml").as_slice(),
        include_bytes!("../seeds/manifest/parts-2004.xml").as_slice(),
        include_bytes!("../seeds/manifest/rules-2004.xml").as_slice(),
    ];
    let read = |bytes| manifest::read(bytes).expect("a manifest of our own").course;
    manifests.map(read).into()
});

fn attempt(course: &Course, kept: Kept) -> Attempt {
    let learner = Learner {
        id: "ada".to_owned(),
        name: "Sequel, Ada".to_owned(),
    };
    Attempt::new(course.clone(), learner, kept)
}

fn kept(attempt: &Attempt) -> Kept {
    Kept {
        states: attempt.states().clone(),
        course: attempt.course_state(),
    }
}

fn call(attempt: &mut Attempt, line: &str) {
    let (what, rest) = line.split_once(' ').unwrap_or((line, ""));
    match what {
        "i" => drop(attempt.initialize(rest)),
        "t" => drop(attempt.terminate(rest)),
        "c" => drop(attempt.commit(rest)),
        "g" => drop(attempt.get_value(rest)),
        "s" => {
            let (name, value) = rest.split_once('=').unwrap_or((rest, ""));
            attempt.set_value(name, value);
        }
        "e" => {
            attempt.get_error_string(rest);
            attempt.get_diagnostic(rest);
        }
        "b" => drop(attempt.begin(rest)),
        "l" => drop(attempt.end(rest.parse().unwrap_or(100))),
        "n" => {
            let (name, target) = rest.split_once(' ').unwrap_or((rest, ""));
            if let Some(request) = Request::of(name, Some(target)) {
                let _ = attempt.navigate(request);
            }
        }
        "r" => drop(attempt.enter()),
        _ => {}
    }
}

/// Applies the journal, as it travels; and takes up what is kept, as it is stored.
fn follow(played: &mut Attempt, applied: &mut Attempt) {
    for entry in played.take_journal() {
        let text = serde_json::to_string(&entry).expect("an entry travels as JSON");
        let entry = serde_json::from_str(&text).expect("and is read again");
        assert_eq!(applied.apply(&entry), Ok(()), "{text}");
    }
    assert_eq!(kept(played), kept(applied));
    let now = kept(applied);
    let states = serde_json::to_string(&now.states).expect("states are kept as JSON");
    let course = serde_json::to_string(&now.course).expect("and so is the course");
    let read = Kept {
        states: serde_json::from_str(&states).expect("and read again"),
        course: serde_json::from_str(&course).expect("and read again"),
    };
    *applied = attempt(applied.course(), read);
    assert_eq!(kept(applied), now);
    assert_eq!(applied.navigation(), played.navigation());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    let Some(course) = COURSES.get(usize::from(*first) % COURSES.len()) else {
        return;
    };
    let mut played = attempt(course, Kept::default());
    let mut applied = played.clone();
    for (count, line) in String::from_utf8_lossy(rest).lines().enumerate() {
        call(&mut played, line);
        if count % 5 == 4 {
            follow(&mut played, &mut applied);
        }
    }
    follow(&mut played, &mut applied);
    let score = played.summary().score;
    assert!(score.is_none_or(|score| (0.0..=100.0).contains(&score)));
});
