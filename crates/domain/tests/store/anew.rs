//! Beginning a registration anew.

use crate::on_both;
use crate::world::{World, problem, start};
use beckon_domain::accounts::Instructor;
use beckon_domain::play::{self, Commit};
use beckon_domain::{recipients, registrations};
use beckon_model::invitation::LetterText;
use beckon_model::recipient::Query;
use beckon_model::registration::{Progress, RegistrationPage};
use beckon_model::{InvitationId, Problem, RegistrationId};
use serde_json::json;

struct Stage {
    grace: Instructor,
    invitation: InvitationId,
    registration: RegistrationId,
    link: String,
}

impl Stage {
    /// Ada was invited privately.
    async fn set(world: &World) -> Self {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let letter = LetterText {
            subject: "Take [Course]".to_owned(),
            body: "[URL:Play course]".to_owned(),
        };
        let invitation = world
            .invite(&grace, &course, "Ada <ada@example.org>", &letter)
            .await
            .expect("an invitation");
        let people = recipients::list(&world.domain, &grace, &invitation, &Query::default())
            .await
            .expect("people");
        let ada = people.rows.into_iter().next().expect("Ada");
        let recipient = ada.recipient.expect("a recipient");
        let page = recipients::person(&world.domain, &grace, &invitation, &recipient)
            .await
            .expect("her page");
        let link = page.link.rsplit('/').next().expect("a token").to_owned();
        Self {
            registration: ada.registration,
            grace,
            invitation,
            link,
        }
    }

    /// Ada launches and passes.
    async fn passes(&self, world: &World) {
        let url = start(&world.domain, &self.link).await.expect("a launch");
        let ticket = url
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .expect("a ticket");
        let begun = play::begin(&world.domain, ticket)
            .await
            .expect("an answer")
            .expect("it begins");
        let item = begun
            .course
            .launchable()
            .next()
            .expect("an activity")
            .identifier
            .clone();
        let entries = json!([
            ["begin", item],
            ["init"],
            ["set", "cmi.core.lesson_status", "passed"],
            ["set", "cmi.interactions.0.id", "q1"],
            ["set", "cmi.interactions.0.student_response", "blue"],
            ["term"]
        ]);
        let batch: Commit =
            serde_json::from_value(json!({ "seq": 1, "entries": entries, "final": true,
            "log": [[1, "Initialize", "", "", "true", 0]] }))
            .expect("a batch");
        play::commit(&world.domain, ticket, &batch)
            .await
            .expect("an answer")
            .expect("taken");
    }

    async fn page(&self, world: &World, attempt: Option<i64>) -> RegistrationPage {
        let page =
            registrations::page(&world.domain, &self.grace, &self.registration, attempt).await;
        page.expect("a registration")
    }

    async fn listed(&self, world: &World) -> Progress {
        let people = recipients::list(
            &world.domain,
            &self.grace,
            &self.invitation,
            &Query::default(),
        )
        .await;
        people
            .expect("people")
            .rows
            .into_iter()
            .next()
            .expect("Ada")
            .progress
    }
}

on_both! {
    async fn the_page_shows_what_each_activity_told(world: World) {
        let stage = Stage::set(&world).await;
        stage.passes(&world).await;
        let page = stage.page(&world, None).await;
        let told = page.activities.iter().find(|line| line.status == "Passed").expect("a passed activity");
        assert_eq!((told.interactions[0].id.as_str(), told.interactions[0].response.as_str()), ("q1", "blue"));
    }

    async fn starting_over_keeps_the_attempt_before(world: World) {
        let stage = Stage::set(&world).await;
        stage.passes(&world).await;
        for _ in 0..2 {
            // Pressed twice, it is one new attempt.
            registrations::start_over(&world.domain, &stage.grace, &stage.registration, 1).await.expect("started over");
        }
        let page = stage.page(&world, None).await;
        assert_eq!((page.instance, page.shown, page.progress), (2, 2, Progress::Invited));
        assert!(page.activities.iter().all(|line| line.status.is_empty()));
        assert_eq!(stage.listed(&world).await, Progress::Invited);
        let before = stage.page(&world, Some(1)).await;
        assert!(before.activities.iter().any(|line| line.status == "Passed"));
        assert_eq!(before.launches.len(), 1);
    }

    async fn a_reset_forgets_everything_and_she_can_play_again(world: World) {
        let stage = Stage::set(&world).await;
        stage.passes(&world).await;
        registrations::start_over(&world.domain, &stage.grace, &stage.registration, 1).await.expect("started over");
        registrations::reset(&world.domain, &stage.grace, &stage.registration).await.expect("reset");
        let page = stage.page(&world, None).await;
        assert_eq!((page.instance, page.launches.len(), page.progress), (1, 0, Progress::Invited));
        stage.passes(&world).await;
        assert_eq!(stage.listed(&world).await, Progress::Passed);
    }

    async fn nobody_begins_another_s_registration_anew(world: World) {
        let stage = Stage::set(&world).await;
        let other = world.another_instructor().await;
        let over = registrations::start_over(&world.domain, &other, &stage.registration, 1).await;
        assert!(matches!(problem(over), Problem::NotFound(_)));
        let reset = registrations::reset(&world.domain, &other, &stage.registration).await;
        assert!(matches!(problem(reset), Problem::NotFound(_)));
    }

    async fn an_attempt_is_deleted_by_itself_and_the_one_before_goes_on(world: World) {
        let stage = Stage::set(&world).await;
        stage.passes(&world).await;
        let (domain, grace, id) = (&world.domain, &stage.grace, &stage.registration);
        registrations::start_over(domain, grace, id, 1).await.expect("started over");
        registrations::start_over(domain, grace, id, 2).await.expect("started over");
        registrations::delete_instance(domain, grace, id, 2).await.expect("deleted");
        let page = stage.page(&world, None).await;
        assert_eq!((page.attempts.as_slice(), page.instance, page.progress), ([1, 3].as_slice(), 3, Progress::Invited));
        assert_eq!(stage.page(&world, Some(2)).await.shown, 3, "the latest is shown for one that is not there");
        let gone = registrations::results(domain, grace, id, Some(2), Default::default()).await;
        assert!(matches!(problem(gone), Problem::NotFound(_)));

        start(domain, &stage.link).await.expect("a launch of the third");
        registrations::delete_instance(domain, grace, id, 3).await.expect("deleted");
        let page = stage.page(&world, None).await;
        assert_eq!((page.instance, page.progress, page.launches.len()), (1, Progress::Passed, 1));
        let again = registrations::delete_instance(domain, grace, id, 3).await;
        assert!(matches!(problem(again), Problem::NotFound(_)));
        registrations::start_over(domain, grace, id, 1).await.expect("started over");
        let page = stage.page(&world, None).await;
        assert_eq!(page.attempts, [1, 4], "no number is given twice");

        registrations::delete_instance(domain, grace, id, 4).await.expect("deleted");
        let people = recipients::list(domain, grace, &stage.invitation, &Query::default()).await.expect("people");
        assert_eq!(people.rows[0].progress, Progress::Passed);
        registrations::delete_instance(domain, grace, id, 1).await.expect("deleted");
        let gone = registrations::page(domain, grace, id, None).await;
        assert!(matches!(problem(gone), Problem::NotFound(_)), "the last attempt takes the registration with it");
    }

    async fn whoever_resets_counts_attempts_from_one_again_and_others_delete_none(world: World) {
        let stage = Stage::set(&world).await;
        let (domain, grace, id) = (&world.domain, &stage.grace, &stage.registration);
        registrations::start_over(domain, grace, id, 1).await.expect("started over");
        registrations::delete_instance(domain, grace, id, 1).await.expect("deleted");
        let alan = world.another_instructor().await;
        let refused = registrations::delete_instance(domain, &alan, id, 2).await;
        assert!(matches!(problem(refused), Problem::NotFound(_)));
        registrations::reset(domain, grace, id).await.expect("reset");
        assert_eq!(stage.page(&world, None).await.attempts, [1]);
    }
}
