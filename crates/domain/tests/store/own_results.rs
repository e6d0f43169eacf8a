//! A learner's own results, and the transcript that his instructor sees.

use crate::on_both;
use crate::reportage::Stage;
use crate::world::{BROWSER, problem};
use beckon_domain::accounts::Learner;
use beckon_domain::join::{self, Press, Visitor};
use beckon_domain::{invitations, registrations};
use beckon_model::Problem;
use beckon_model::invitation::Options;
use beckon_model::registration::{Progress, Transcript};

fn courses(transcript: &Transcript) -> Vec<(&str, Progress)> {
    let rows = transcript.rows.iter();
    rows.map(|row| (row.course_title.as_str(), row.progress))
        .collect()
}

/// The token of a new public invitation to the course, which the learner plays.
async fn played_publicly(stage: &Stage, who: &Learner) -> String {
    let (domain, grace) = (&stage.world.domain, &stage.grace);
    let open = invitations::create_public(domain, grace, &stage.course, &Options::default()).await;
    let page = invitations::page(domain, grace, &open.expect("an invitation")).await;
    let url = page.expect("its page").url;
    let token = url.rsplit('/').next().expect("a token").to_owned();
    join::launch_public(domain, who, &token, Press::default())
        .await
        .expect("played");
    token
}

on_both! {
    async fn a_learner_sees_his_own_results_and_nobody_elses(world: World) {
        let stage = Stage::of(world, 2).await;
        let domain = &stage.world.domain;
        let ada = stage.world.learner("Ada", "ada@example.org").await;
        let bob = stage.world.learner("Bob", "bob@example.org").await;
        let token = played_publicly(&stage, &ada).await;
        let own = join::results(domain, &ada, "").await.expect("results");
        assert_eq!(courses(&own), [("Knots", Progress::Started)]);
        assert_eq!((own.name.as_str(), own.email.as_str()), ("Ada Learner", "a…@example.org"));
        assert_eq!(own.rows[0].way, format!("http://localhost:3000/i/{token}"));
        assert_eq!(join::results(domain, &bob, "").await.expect("results").rows, []);
        let on = join::results_on(domain, &token, Some(&ada)).await.expect("results");
        assert_eq!(courses(&on), [("Knots", Progress::Started)]);
        assert_eq!(join::results_on(domain, &token, Some(&bob)).await.expect("none").rows, []);
        assert_eq!(problem(join::results_on(domain, &token, None).await), Problem::SignedOut);
        let guest = Learner { account: None, ..ada };
        assert_eq!(problem(join::results(domain, &guest, "").await), Problem::SignedOut);
    }

    async fn a_private_course_shows_by_its_link_and_in_its_browser_only(world: World) {
        let stage = Stage::of(world, 2).await;
        let domain = &stage.world.domain;
        stage.sit(0, &[("cmi.core.lesson_status", "passed")]).await;
        let token = stage.token(0).await;
        let here = Visitor { browser: BROWSER, account: None };
        let own = join::results_by_link(domain, &token, here).await.expect("results");
        assert_eq!(courses(&own), [("Knots", Progress::Passed)]);
        assert_eq!(own.email, "p…@example.org");
        let elsewhere = Visitor { browser: "another-browser-0000000000000000", account: None };
        let refused = join::results_by_link(domain, &token, elsewhere).await;
        assert!(matches!(problem(refused), Problem::Refused(_)));
        assert!(join::results_by_link(domain, "no-such-token", here).await.is_err());
        let account = stage.world.learner("Person", "person0@example.org").await;
        let in_it = join::results(domain, &account, BROWSER).await.expect("results");
        assert_eq!(courses(&in_it), [("Knots", Progress::Passed)]);
        for browser in ["", "another-browser-0000000000000000"] {
            assert_eq!(join::results(domain, &account, browser).await.expect("results").rows, []);
        }
    }

    async fn an_instructor_has_the_transcript_of_his_own_learners(world: World) {
        let stage = Stage::of(world, 2).await;
        let (domain, grace) = (&stage.world.domain, &stage.grace);
        stage.sit(0, &[("cmi.core.lesson_status", "failed"), ("cmi.core.score.raw", "20")]).await;
        let person = stage.world.learner("Person", "person0@example.org").await;
        played_publicly(&stage, &person).await;
        let transcript = registrations::transcript(domain, grace, &person.id).await.expect("a transcript");
        assert_eq!(courses(&transcript), [("Knots", Progress::Failed), ("Knots", Progress::Started)]);
        assert_eq!(transcript.email, "person0@example.org");
        assert_eq!(transcript.rows[0].score, Some(20.0));
        assert!(transcript.rows[0].completed_at.is_some() && transcript.rows[1].completed_at.is_none());
        let alan = stage.world.another_instructor().await;
        let others = registrations::transcript(domain, &alan, &person.id).await;
        assert!(matches!(problem(others), Problem::NotFound(_)));
        stage.delete(0).await;
        let after = registrations::transcript(domain, grace, &person.id).await.expect("a transcript");
        assert_eq!(after.rows.len(), 1);
    }

    async fn each_launch_tells_how_far_it_came(world: World) {
        let stage = Stage::of(world, 1).await;
        stage.sit(0, &[("cmi.core.lesson_status", "incomplete"), ("cmi.core.score.raw", "40")]).await;
        stage.world.domain.clock.advance(60_000);
        stage.sit(0, &[
            ("cmi.core.lesson_status", "passed"), ("cmi.core.score.raw", "90"), ("cmi.comments", "Well done"),
            ("cmi.interactions.0.id", "q1"), ("cmi.interactions.0.objectives.0.id", "bowline"),
        ]).await;
        let id = stage.registration(0).await;
        let page = registrations::page(&stage.world.domain, &stage.grace, &id, None).await.expect("a page");
        let told: Vec<_> = page.launches.iter().map(|launch| (launch.progress, launch.score)).collect();
        assert_eq!(told, [(Some(Progress::Started), Some(40.0)), (Some(Progress::Passed), Some(90.0))]);
        let activity = &page.activities[0];
        assert_eq!(activity.comments[0].text, "Well done");
        assert_eq!(activity.interactions[0].objectives, ["bowline"]);
        let reported = |element: &str| activity.reported.iter().any(|(name, _)| name == element);
        assert!(reported("cmi.core.lesson_status") && reported("cmi.interactions.0.id"), "{:?}", activity.reported);
    }
}
