//! What a launch saves.

use crate::on_both;
use crate::world::World;
use beckon_domain::accounts::{Instructor, Learner};
use beckon_domain::play::{self, Commit, Stop};
use beckon_domain::{invitations, join, recipients, registrations};
use beckon_model::invitation::Options;
use beckon_model::recipient::{Person, Query};
use beckon_model::registration::Progress;
use beckon_model::{CourseId, InvitationId};
use serde_json::json;

pub struct Stage {
    pub grace: Instructor,
    pub invitation: InvitationId,
    token: String,
    ada: Learner,
}

impl Stage {
    pub async fn set(world: &World) -> Self {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let ada = world.learner("Ada", "ada@example.org").await;
        Self::on(world, &course, grace, ada).await
    }

    /// Ada's way to a course.
    pub async fn on(world: &World, course: &CourseId, grace: Instructor, ada: Learner) -> Self {
        let invitation =
            invitations::create_public(&world.domain, &grace, course, &Options::default())
                .await
                .expect("an invitation");
        let url = invitations::page(&world.domain, &grace, &invitation)
            .await
            .expect("its page")
            .url;
        let token = url.rsplit('/').next().expect("a token").to_owned();
        Self {
            grace,
            invitation,
            token,
            ada,
        }
    }

    /// A launch; gives its ticket.
    pub async fn launch(&self, world: &World) -> String {
        let url = join::launch_public(
            &world.domain,
            &self.ada,
            &self.token,
            join::Press::default(),
        )
        .await;
        url.expect("a launch")
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .expect("a ticket")
            .to_owned()
    }

    pub async fn row(&self, world: &World) -> Person {
        let everyone = Query::default();
        let people = recipients::list(&world.domain, &self.grace, &self.invitation, &everyone)
            .await
            .expect("the people");
        people.rows.into_iter().next().expect("a learner")
    }
}

pub fn batch(seq: i64, entries: serde_json::Value) -> Commit {
    serde_json::from_value(json!({ "seq": seq, "entries": entries })).expect("a batch")
}

pub fn last(seq: i64, entries: serde_json::Value) -> Commit {
    serde_json::from_value(json!({ "seq": seq, "entries": entries, "final": true }))
        .expect("a batch")
}

pub async fn activity(world: &World, ticket: &str) -> String {
    let beginning = play::begin(&world.domain, ticket)
        .await
        .expect("an answer")
        .expect("it begins");
    beginning
        .course
        .launchable()
        .next()
        .expect("an activity")
        .identifier
        .clone()
}

pub async fn send(world: &World, ticket: &str, commit: Commit) -> Result<play::Committed, Stop> {
    play::commit(&world.domain, ticket, &commit)
        .await
        .expect("an answer")
}

on_both! {
    async fn a_played_course_stands_in_the_results(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        let entries = json!([["begin", item], ["init"], ["set", "cmi.core.score.raw", "85"],
            ["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.session_time", "0000:02:00"], ["term"]]);
        send(&world, &ticket, batch(1, entries)).await.expect("saved");
        let row = stage.row(&world).await;
        assert_eq!((row.progress, row.score, row.time), (Progress::Passed, Some(85.0), 12_000));
        assert!(row.last_activity.is_some());
    }

    async fn a_batch_that_comes_twice_counts_once(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        let entries = json!([["begin", item], ["init"], ["set", "cmi.core.session_time", "0000:01:00"], ["term"]]);
        for _ in 0..3 {
            assert_eq!(send(&world, &ticket, batch(1, entries.clone())).await.expect("acknowledged").seq, 1);
        }
        assert_eq!(stage.row(&world).await.time, 6_000);
    }

    async fn a_missing_batch_is_asked_for(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        assert_eq!(send(&world, &ticket, batch(2, json!([["begin", item]]))).await.err(), Some(Stop::Gap(0)));
    }

    async fn what_the_run_time_refuses_changes_nothing(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        let good = json!([["begin", item], ["init"], ["set", "cmi.core.lesson_location", "page 2"]]);
        send(&world, &ticket, batch(1, good)).await.expect("saved");
        let bad = json!([["set", "cmi.core.lesson_status", "passed"], ["set", "cmi.core.score.raw", "lots"]]);
        assert!(matches!(send(&world, &ticket, batch(2, bad)).await, Err(Stop::Illegal(_))));
        assert_eq!(stage.row(&world).await.progress, Progress::Started);
        let good = json!([["set", "cmi.core.lesson_status", "completed"]]);
        send(&world, &ticket, batch(2, good)).await.expect("the launch goes on");
        assert_eq!(stage.row(&world).await.progress, Progress::Completed);
    }

    async fn a_newer_launch_takes_over_and_the_older_keeps_from_writing(world: World) {
        let stage = Stage::set(&world).await;
        let older = stage.launch(&world).await;
        let item = activity(&world, &older).await;
        let entries = json!([["begin", item], ["init"], ["set", "cmi.suspend_data", "from the older"]]);
        send(&world, &older, batch(1, entries)).await.expect("saved");
        let newer = stage.launch(&world).await;
        let late = send(&world, &older, batch(2, json!([["set", "cmi.suspend_data", "too late"]]))).await;
        assert_eq!(late.err(), Some(Stop::Replaced));
        assert_eq!(play::begin(&world.domain, &older).await.expect("an answer").err(), Some(Stop::Replaced));
        let beginning = play::begin(&world.domain, &newer).await.expect("an answer").expect("it begins");
        assert_eq!(beginning.states[&item].value("cmi.suspend_data"), Some("from the older"));
    }

    async fn what_the_older_launch_tells_too_late_stands_in_its_record_once(world: World) {
        let stage = Stage::set(&world).await;
        let older = stage.launch(&world).await;
        let item = activity(&world, &older).await;
        stage.launch(&world).await;
        let late = json!([["begin", item], ["init"], ["set", "cmi.core.lesson_status", "failed"]]);
        for _ in 0..2 {
            assert_eq!(send(&world, &older, batch(1, late.clone())).await.err(), Some(Stop::Replaced));
        }
        let row = stage.row(&world).await;
        let page = registrations::page(&world.domain, &stage.grace, &row.registration, None).await.expect("its page");
        let log = play::text(&world.domain, &stage.grace, &page.launches[0].id).await.expect("its log");
        assert_eq!(log.matches("was not taken in").count(), 1, "{log}");
        assert!(log.contains(r#"SetValue("cmi.core.lesson_status", "failed")"#), "{log}");
        assert_eq!(row.progress, Progress::Started);
    }

    async fn a_course_that_never_finished_is_finished_when_it_is_left(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        let entries = json!([["begin", item], ["init"], ["set", "cmi.core.lesson_location", "page 2"]]);
        send(&world, &ticket, batch(1, entries)).await.expect("saved");
        world.domain.clock.advance(90_000);
        send(&world, &ticket, last(2, json!([]))).await.expect("left");
        assert_eq!(stage.row(&world).await.time, 9_000, "by the clock, for the course told no time");
        assert_eq!(send(&world, &ticket, batch(3, json!([]))).await.err(), Some(Stop::Ended));
        let again = stage.launch(&world).await;
        let beginning = play::begin(&world.domain, &again).await.expect("an answer").expect("it begins");
        assert_eq!(beginning.states[&item].value("cmi.core.lesson_location"), Some("page 2"));
    }

    async fn a_reload_goes_on_where_the_page_was(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        let gone: Commit = serde_json::from_value(json!({ "seq": 1, "left": true, "entries":
            [["begin", item], ["init"], ["set", "cmi.suspend_data", "half-way"]] })).expect("a batch");
        send(&world, &ticket, gone).await.expect("saved");
        let beginning = play::begin(&world.domain, &ticket).await.expect("an answer").expect("it begins again");
        assert_eq!(beginning.seq, 1);
        assert_eq!(beginning.states[&item].value("cmi.suspend_data"), Some("half-way"));
        send(&world, &ticket, batch(2, json!([["begin", item], ["init"]]))).await.expect("it goes on");
    }

    async fn a_launch_that_nobody_came_back_to_is_finished_by_the_sweep(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        let entries = json!([["begin", item], ["init"]]);
        send(&world, &ticket, batch(1, entries)).await.expect("saved");
        world.domain.clock.advance(60_000);
        send(&world, &ticket, batch(2, json!([["set", "cmi.core.lesson_location", "7"]]))).await.expect("saved");
        world.domain.clock.advance(25 * 3_600_000);
        play::sweep(&world.domain).await.expect("swept");
        assert_eq!(stage.row(&world).await.time, 6_000, "as long as it was heard of");
        assert_eq!(send(&world, &ticket, batch(3, json!([]))).await.err(), Some(Stop::Ended));
    }

    async fn an_unknown_ticket_opens_nothing(world: World) {
        world.instructor().await;
        assert_eq!(play::begin(&world.domain, "nonsense").await.expect("an answer").err(), Some(Stop::Unknown));
        assert_eq!(send(&world, "nonsense", batch(1, json!([]))).await.err(), Some(Stop::Unknown));
        assert_eq!(play::version_of_ticket(&world.domain, "nonsense").await.expect("an answer"), None);
    }

    async fn trying_a_course_out_leaves_no_registration(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let url = join::try_out(&world.domain, &grace, &course, None, "test").await.expect("a try-out");
        let ticket = url.trim_end_matches('/').rsplit('/').next().expect("a ticket");
        let beginning = play::begin(&world.domain, ticket).await.expect("an answer").expect("it begins");
        assert!(beginning.try_out);
        let item = beginning.course.launchable().next().expect("an activity").identifier.clone();
        send(&world, ticket, last(1, json!([["begin", item], ["init"], ["term"]]))).await.expect("taken");
        let overview = beckon_domain::registrations::overview(&world.domain, &grace).await.expect("the first page");
        assert_eq!(overview.counts.registrations, 0);
        let receipt = beginning.exit_url.rsplit('/').next().expect("a receipt").to_owned();
        assert!(play::closing(&world.domain, &receipt).await.expect("the closing page").try_out);
    }

    async fn the_closing_page_says_what_was_saved(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let beginning = play::begin(&world.domain, &ticket).await.expect("an answer").expect("it begins");
        let item = beginning.course.launchable().next().expect("an activity").identifier.clone();
        let entries = json!([["begin", item], ["init"], ["set", "cmi.core.score.raw", "40"],
            ["set", "cmi.core.lesson_status", "failed"], ["term"]]);
        send(&world, &ticket, last(1, entries)).await.expect("left");
        let receipt = beginning.exit_url.rsplit('/').next().expect("a receipt").to_owned();
        let closing = play::closing(&world.domain, &receipt).await.expect("the closing page");
        assert_eq!((closing.progress, closing.score, closing.learner.as_str()), (Progress::Failed, Some(40.0), "Ada Learner"));
        assert!(closing.back.ends_with(&format!("/i/{}", stage.token)));
    }
}
