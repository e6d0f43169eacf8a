//! The engine by itself, one sentence a test. That its processes agree with ADL's is shown by
//! ADL's cases (`tests/conformance.rs`); here is what those do not reach.

use super::{CourseState, Done, Engine, Request};
use crate::course::sequencing::{Control, Selection, Sequencing, Timing};
use crate::course::{Course, Item, Launch, Organization, Standard};

/// A leaf, or a heading over others, each flowing and free to choose.
fn item(identifier: &str, children: Vec<Item>) -> Item {
    let launch = children.is_empty().then(|| Launch {
        resource: String::new(),
        file: "index.html".to_owned(),
        suffix: String::new(),
        sco: false,
        present: true,
    });
    Item {
        identifier: identifier.to_owned(),
        title: identifier.to_owned(),
        visible: true,
        launch,
        prerequisites: String::new(),
        launch_data: String::new(),
        mastery_score: None,
        scaled_passing_score: None,
        completion_threshold: None,
        max_time_allowed: String::new(),
        time_limit_action: String::new(),
        objectives: Vec::new(),
        sequencing: flowing(),
        hides: Vec::new(),
        data: Vec::new(),
        children,
    }
}

fn flowing() -> Sequencing {
    Sequencing {
        control: Control {
            flow: true,
            ..Control::default()
        },
        ..Sequencing::default()
    }
}

fn leaves(names: &[&str]) -> Vec<Item> {
    names.iter().map(|name| item(name, Vec::new())).collect()
}

fn engine(items: Vec<Item>) -> Engine {
    Engine::new(&Course {
        standard: Standard::Scorm2004Fourth,
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
            sequencing: flowing(),
            global_objectives: true,
            global_data: true,
        }],
    })
}

/// What a request delivers, or what else comes of it.
fn ask(engine: &mut Engine, request: Request) -> String {
    match engine.perform(&request) {
        Ok(Done::Deliver { place, .. }) => engine.node(place).identifier.clone(),
        Ok(Done::Nothing) => "nothing".to_owned(),
        Ok(Done::SessionEnded) => "end".to_owned(),
        Ok(Done::Stuck(exception)) | Err(exception) => exception.code().to_owned(),
    }
}

fn choice(identifier: &str) -> Request {
    Request::Choice(identifier.to_owned())
}

#[test]
fn continue_walks_through_headings_and_ends_the_course_behind_the_last() {
    let mut e = engine(vec![
        item("X", leaves(&["A", "B"])),
        item("Y", leaves(&["C"])),
    ]);
    let walk: Vec<String> = std::iter::once(Request::Start)
        .chain((0..3).map(|_| Request::Continue))
        .map(|request| ask(&mut e, request))
        .collect();
    assert_eq!(walk, ["A", "B", "C", "end"]);
    assert_eq!(e.current, None);
}

#[test]
fn previous_stops_at_the_first_and_where_the_course_only_leads_forward() {
    let mut forward = item("X", leaves(&["A", "B"]));
    forward.sequencing.control.forward_only = true;
    let mut e = engine(vec![forward, item("C", Vec::new())]);
    ask(&mut e, Request::Start);
    ask(&mut e, Request::Continue);
    assert_eq!(ask(&mut e, Request::Previous), "NB.2.1-5");
    assert_eq!(ask(&mut e, Request::Continue), "C");
    assert_eq!(
        ask(&mut e, Request::Previous),
        "A",
        "entered at its beginning"
    );
}

#[test]
fn requests_at_the_wrong_time_have_the_codes_of_the_standard() {
    let mut e = engine(leaves(&["A", "B"]));
    for (request, code) in [
        (Request::ResumeAll, "NB.2.1-3"),
        (Request::Continue, "NB.2.1-2"),
        (Request::Exit, "NB.2.1-2"),
        (choice("Z"), "NB.2.1-11"),
    ] {
        assert_eq!(ask(&mut e, request), code);
    }
    ask(&mut e, Request::Start);
    assert_eq!(ask(&mut e, Request::Start), "NB.2.1-1");
    assert_eq!(ask(&mut e, Request::Exit), "nothing");
    assert_eq!(ask(&mut e, Request::Exit), "NB.2.1-12");
    assert_eq!(ask(&mut e, choice("B")), "B");
}

#[test]
fn an_attempt_limit_closes_an_activity() {
    let mut items = leaves(&["A", "B"]);
    items[0].sequencing.attempt_limit = Some(1);
    let mut e = engine(items);
    assert_eq!(ask(&mut e, choice("A")), "A");
    assert_eq!(ask(&mut e, choice("B")), "B");
    assert_eq!(ask(&mut e, choice("A")), "DB.1.1-3");
}

#[test]
fn suspending_all_resumes_where_the_learner_was() {
    let mut e = engine(vec![item("X", leaves(&["A", "B"]))]);
    ask(&mut e, Request::Start);
    ask(&mut e, Request::Continue);
    assert_eq!(ask(&mut e, Request::SuspendAll), "end");
    let attempts = e.track(2).attempts;
    assert_eq!(ask(&mut e, Request::ResumeAll), "B");
    assert_eq!(e.track(2).attempts, attempts, "no new attempt");
}

fn drawing() -> Engine {
    let mut heading = item("X", leaves(&["A", "B", "C", "D", "E", "F"]));
    heading.sequencing.selection = Selection {
        randomize_when: Timing::Once,
        reorder: true,
        select_when: Timing::Once,
        count: Some(3),
    };
    engine(vec![heading])
}

#[test]
fn selection_and_order_follow_from_the_seed_and_are_kept() {
    let order = |seed| {
        let mut e = drawing();
        e.load(&CourseState::seeded(seed));
        ask(&mut e, Request::Start);
        (e.children(1).to_vec(), e.save())
    };
    let (children, kept) = order(7);
    assert_eq!(children.len(), 3);
    assert_eq!(order(7), (children.clone(), kept.clone()));
    assert!((0..20).any(|seed| order(seed).0 != children));
    let mut again = drawing();
    again.load(&kept);
    assert_eq!(again.children(1), children);
}

#[test]
fn decisions_can_be_read() {
    let mut e = engine(leaves(&["A"]));
    ask(&mut e, Request::Start);
    let trace = std::mem::take(&mut e.trace);
    let last = trace.last().map(|d| (d.process, d.activity.as_str()));
    assert_eq!(last, Some(("DB.2", "A")));
    ask(&mut e, Request::Start);
    let codes: Vec<_> = e.trace.iter().filter_map(|d| d.exception).collect();
    assert_eq!(
        codes.iter().map(|e| e.code()).collect::<Vec<_>>(),
        ["NB.2.1-1"]
    );
    assert!(
        serde_json::to_string(&e.trace)
            .unwrap()
            .contains("NB.2.1-1")
    );
}

#[test]
fn what_a_heading_launches_is_its_first_part() {
    let mut heading = item("X", leaves(&["A"]));
    heading.launch = item("", Vec::new()).launch;
    let mut e = engine(vec![heading]);
    assert_eq!(ask(&mut e, Request::Start), "X");
    assert_eq!(ask(&mut e, Request::Continue), "A");
    assert_eq!(ask(&mut e, choice("X")), "X");
    e.note_satisfied(1_000);
    let kept = e.save();
    let mut heading = item("X", leaves(&["A"]));
    heading.launch = item("", Vec::new()).launch;
    let mut again = engine(vec![heading]);
    again.load(&kept);
    assert_eq!((again.tracks, again.current), (e.tracks, e.current));
}

#[test]
fn a_course_of_nothing_refuses_everything() {
    let mut e = engine(Vec::new());
    assert_eq!(ask(&mut e, Request::Start), "SB.2.1-2");
    assert_eq!(ask(&mut e, choice("organization")), "DB.1.1-1");
    assert!(!e.outline().root_selectable);
}
