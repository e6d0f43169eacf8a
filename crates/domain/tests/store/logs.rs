//! The debug log of a launch.

use crate::on_both;
use crate::world::{World, problem};
use beckon_domain::accounts::Instructor;
use beckon_domain::play::{self, Commit};
use beckon_domain::{courses, invitations, join, registrations};
use beckon_model::invitation::Options;
use beckon_model::log::{LaunchPage, LogQuery, Show};
use beckon_model::recipient::Query;
use beckon_model::{CourseId, LaunchId, Problem};
use serde_json::{Value, json};

struct Stage {
    grace: Instructor,
    ticket: String,
    launch: LaunchId,
}

impl Stage {
    /// Ada plays what Grace invites to.
    async fn set(world: &World) -> Self {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let course = world.course(&grace).await;
        let options = Options::default();
        let invitation = invitations::create_public(domain, &grace, &course, &options)
            .await
            .expect("an invitation");
        let url = invitations::page(domain, &grace, &invitation)
            .await
            .expect("its page")
            .url;
        let token = url.rsplit('/').next().expect("a token");
        let ada = world.learner("Ada", "ada@example.org").await;
        let url = join::launch_public(domain, &ada, token, join::Press::default())
            .await
            .expect("a launch");
        let people =
            beckon_domain::recipients::list(domain, &grace, &invitation, &Query::default())
                .await
                .expect("people");
        let registration = &people.rows.first().expect("Ada").registration;
        let page = registrations::page(domain, &grace, registration, None)
            .await
            .expect("a registration");
        Self {
            launch: page.launches.first().expect("a launch").id.clone(),
            ticket: ticket(&url),
            grace,
        }
    }

    async fn log(&self, world: &World, query: &LogQuery) -> LaunchPage {
        let page = play::launch(&world.domain, &self.grace, &self.launch, query).await;
        page.expect("a launch")
    }
}

fn ticket(url: &str) -> String {
    let last = url.trim_end_matches('/').rsplit('/').next();
    last.expect("a ticket").to_owned()
}

async fn send(world: &World, ticket: &str, seq: i64, log: Value) {
    let batch: Commit =
        serde_json::from_value(json!({ "seq": seq, "entries": [], "log": log })).expect("a batch");
    let taken = play::commit(&world.domain, ticket, &batch).await;
    taken.expect("an answer").expect("it is taken");
}

fn two_lines() -> Value {
    json!([
        [10, "Initialize", "", "", "true", 0],
        [25, "SetValue", "cmi.core.score.raw", "high", "false", 405]
    ])
}

fn asked(show: Show, search: &str) -> LogQuery {
    LogQuery {
        show,
        search: search.to_owned(),
        page: 1,
    }
}

async fn try_out(world: &World, grace: &Instructor, course: &CourseId) -> String {
    let url = join::try_out(&world.domain, grace, course, None, "Firefox/1 Linux").await;
    ticket(&url.expect("a try-out"))
}

on_both! {
    async fn a_log_says_what_was_called_and_what_went_wrong(world: World) {
        let stage = Stage::set(&world).await;
        send(&world, &stage.ticket, 1, two_lines()).await;
        send(&world, &stage.ticket, 2, json!([[40, "Terminate", "", "", "true", 0]])).await;
        let page = stage.log(&world, &LogQuery::default()).await;
        assert_eq!((page.all, page.errors, page.learner.as_str()), (3, 1, "Ada Learner"));
        assert_eq!(page.lines[1].line.said(), r#"SetValue("cmi.core.score.raw", "high")"#);
        assert!(!page.lines[1].error.is_empty());
        let errors = stage.log(&world, &asked(Show::Errors, "")).await;
        assert_eq!((errors.matching, errors.lines.len()), (1, 1));
        assert_eq!(stage.log(&world, &asked(Show::All, "terminate")).await.matching, 1);
        let text = play::text(&world.domain, &stage.grace, &stage.launch).await.expect("text");
        assert!(text.contains("0.025  SetValue"), "{text}");
    }

    async fn a_batch_that_comes_twice_is_noted_once(world: World) {
        let stage = Stage::set(&world).await;
        for _ in 0..2 {
            send(&world, &stage.ticket, 1, two_lines()).await;
        }
        assert_eq!(stage.log(&world, &LogQuery::default()).await.all, 2);
    }

    async fn a_log_without_end_stops_and_saving_goes_on(world: World) {
        let stage = Stage::set(&world).await;
        let long: Vec<Value> = (0..300).map(|at| json!([at, "SetValue", "cmi.suspend_data", "x".repeat(2_000), "true", 0])).collect();
        for seq in 1..=5 {
            send(&world, &stage.ticket, seq, json!(long)).await;
        }
        let page = stage.log(&world, &LogQuery::default()).await;
        assert!(page.full && page.all == 900, "{}", page.all);
        assert!(page.lines[0].line.second.ends_with("… and 1000 more"));
    }

    async fn a_try_out_is_logged_for_whoever_tried(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let ticket = try_out(&world, &grace, &course).await;
        for _ in 0..2 {
            send(&world, &ticket, 1, two_lines()).await;
        }
        let page = courses::page(&world.domain, &grace, &course).await.expect("the course");
        let [tried] = page.try_outs.as_slice() else { panic!("{:?}", page.try_outs) };
        assert_eq!(tried.browser, "Firefox on Linux");
        let launch = play::launch(&world.domain, &grace, &tried.id, &LogQuery::default()).await.expect("its launch");
        assert_eq!((launch.all, launch.registration), (2, None));
    }

    async fn a_course_that_was_tried_can_be_deleted(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let ticket = try_out(&world, &grace, &course).await;
        send(&world, &ticket, 1, two_lines()).await;
        courses::delete(&world.domain, &grace, &course).await.expect("deleted");
    }

    async fn another_instructor_reads_no_log(world: World) {
        let stage = Stage::set(&world).await;
        let other = world.another_instructor().await;
        let page = play::launch(&world.domain, &other, &stage.launch, &LogQuery::default()).await;
        assert!(matches!(problem(page), Problem::NotFound(_)));
        let text = play::text(&world.domain, &other, &stage.launch).await;
        assert!(matches!(problem(text), Problem::NotFound(_)));
    }
}
