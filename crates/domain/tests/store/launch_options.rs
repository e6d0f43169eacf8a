//! How a course opens and plays.

use crate::on_both;
use crate::play::{Stage, activity, batch, last, send};
use crate::world::{World, problem};
use beckon_domain::accounts::Instructor;
use beckon_domain::play::{self, Beginning};
use beckon_domain::postbacks::Whose;
use beckon_domain::{courses, launch_options, registrations};
use beckon_model::launch_option::{LaunchOption, Origin};
use beckon_model::registration::Progress;
use beckon_model::{CourseId, Problem};
use beckon_scorm::runtime::Mode;
use serde_json::json;
use std::collections::BTreeMap;

fn typed(options: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pair = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
    options.iter().map(pair).collect()
}

async fn course_of(world: &World, grace: &Instructor) -> CourseId {
    let courses = courses::library(&world.domain, grace)
        .await
        .expect("the library");
    courses.into_iter().next().expect("a course").id
}

/// Sets options of the one course.
async fn set(world: &World, stage: &Stage, options: &[(&str, &str)]) {
    let course = course_of(world, &stage.grace).await;
    let course = Whose::Course(course);
    launch_options::set(&world.domain, &stage.grace, &course, &typed(options))
        .await
        .expect("set");
}

async fn begun(world: &World, ticket: &str) -> Beginning {
    let beginning = play::begin(&world.domain, ticket).await.expect("an answer");
    beginning.expect("it begins")
}

/// Plays a launch to the end; gives its ticket.
async fn plays(world: &World, stage: &Stage, status: &str, time: &str) -> String {
    let ticket = stage.launch(world).await;
    let item = activity(world, &ticket).await;
    let entries = json!([
        ["begin", item],
        ["init"],
        ["set", "cmi.core.lesson_status", status],
        ["set", "cmi.core.lesson_location", "page 7"],
        ["set", "cmi.core.session_time", time],
        ["term"]
    ]);
    send(world, &ticket, last(1, entries)).await.expect("saved");
    ticket
}

on_both! {
    async fn what_a_registration_leaves_open_its_course_says_and_then_the_product(world: World) {
        let stage = Stage::set(&world).await;
        stage.launch(&world).await;
        set(&world, &stage, &[("finish", "leave"), ("contents", "none"), ("width", "")]).await;
        let id = stage.row(&world).await.registration;
        let own = typed(&[("contents", "closed")]);
        let whose = Whose::Registration(id);
        launch_options::set(&world.domain, &stage.grace, &whose, &own).await.expect("set");
        let holds = launch_options::on(&world.domain, &stage.grace, &whose).await.expect("what holds");
        let says = |option| holds.all().find(|(one, ..)| *one == option).map(|(_, value, origin)| (value.to_owned(), origin));
        assert_eq!(says(LaunchOption::Contents), Some(("closed".to_owned(), Origin::Registration)));
        assert_eq!(says(LaunchOption::Finish), Some(("leave".to_owned(), Origin::Course)));
        assert_eq!(says(LaunchOption::Width), Some(("0".to_owned(), Origin::Product)));
        assert_eq!(holds.above(Origin::Registration).value(LaunchOption::Contents), "none");
        let ticket = stage.launch(&world).await;
        assert_eq!(begun(&world, &ticket).await.options[&LaunchOption::Contents], "closed");
    }

    async fn what_cannot_be_taken_is_said_by_field_and_changes_nothing(world: World) {
        let stage = Stage::set(&world).await;
        let course = Whose::Course(course_of(&world, &stage.grace).await);
        let wrong = typed(&[("finish", "leave"), ("width", "wide"), ("relaunch", "perhaps")]);
        let refused = launch_options::set(&world.domain, &stage.grace, &course, &wrong).await;
        let Problem::Fields(fields) = problem(refused) else { panic!("fields") };
        let fields: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, ["options[width]", "options[relaunch]"]);
        let holds = launch_options::on(&world.domain, &stage.grace, &course).await.expect("what holds");
        assert_eq!(holds.value(LaunchOption::Finish), "stay");
    }

    async fn another_instructor_sets_nothing(world: World) {
        let stage = Stage::set(&world).await;
        stage.launch(&world).await;
        let (course, id) = (course_of(&world, &stage.grace).await, stage.row(&world).await.registration);
        let other = world.another_instructor().await;
        let options = typed(&[("finish", "leave")]);
        for whose in [Whose::Course(course), Whose::Registration(id)] {
            let refused = launch_options::set(&world.domain, &other, &whose, &options).await;
            assert!(matches!(problem(refused), Problem::NotFound(_)));
        }
    }

    async fn who_has_finished_may_look_at_it_again_and_changes_nothing(world: World) {
        let stage = Stage::set(&world).await;
        set(&world, &stage, &[("relaunch", "review")]).await;
        plays(&world, &stage, "passed", "0000:02:00").await;
        let before = stage.row(&world).await;
        let ticket = stage.launch(&world).await;
        let beginning = begun(&world, &ticket).await;
        assert_eq!(beginning.terms.mode, Mode::Review);
        let item = activity(&world, &ticket).await;
        assert_eq!(beginning.states[&item].value("cmi.core.lesson_location"), Some("page 7"));
        let entries = json!([["begin", item], ["init"], ["set", "cmi.core.lesson_status", "failed"], ["term"]]);
        send(&world, &ticket, batch(1, entries)).await.expect("taken, and let go");
        send(&world, &ticket, last(2, json!([]))).await.expect("left");
        let after = stage.row(&world).await;
        assert_eq!((after.progress, after.time, after.last_activity), (Progress::Passed, 12_000, before.last_activity));
    }

    async fn who_failed_goes_on_where_others_would_look_at_it_again(world: World) {
        let stage = Stage::set(&world).await;
        set(&world, &stage, &[("relaunch", "review")]).await;
        plays(&world, &stage, "failed", "0000:02:00").await;
        let ticket = stage.launch(&world).await;
        assert_eq!(begun(&world, &ticket).await.terms.mode, Mode::Normal);
    }

    async fn who_has_finished_may_begin_a_new_attempt_and_the_first_stays(world: World) {
        let stage = Stage::set(&world).await;
        set(&world, &stage, &[("relaunch", "new")]).await;
        plays(&world, &stage, "passed", "0000:02:00").await;
        let ticket = stage.launch(&world).await;
        assert!(begun(&world, &ticket).await.states.is_empty());
        let row = stage.row(&world).await;
        assert_eq!((row.progress, row.time), (Progress::Started, 0));
        let first = registrations::page(&world.domain, &stage.grace, &row.registration, Some(1)).await.expect("its page");
        assert_eq!((first.instance, first.activities[0].status.as_str()), (2, "Passed"));
        plays(&world, &stage, "incomplete", "0000:00:10").await;
        assert_eq!(stage.row(&world).await.time, 1_000, "the attempt goes on until it is finished");
    }

    async fn time_that_is_used_up_leaves_a_look_at_it(world: World) {
        let stage = Stage::set(&world).await;
        set(&world, &stage, &[("time-limit", "3")]).await;
        plays(&world, &stage, "incomplete", "0000:02:00").await;
        let ticket = stage.launch(&world).await;
        let beginning = begun(&world, &ticket).await;
        assert_eq!((beginning.terms.mode, beginning.time_left), (Mode::Normal, Some(6_000)));
        plays(&world, &stage, "incomplete", "0000:01:00").await;
        let ticket = stage.launch(&world).await;
        let beginning = begun(&world, &ticket).await;
        assert_eq!((beginning.terms.mode, beginning.time_left), (Mode::Review, None));
    }

    async fn a_launch_keeps_the_options_that_it_began_with(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        set(&world, &stage, &[("finish", "leave")]).await;
        assert_eq!(begun(&world, &ticket).await.options[&LaunchOption::Finish], "stay");
    }
}
