//! Doubts about whose results these are, and taking a registration apart by its launches.

use crate::on_both;
use crate::world::{World, problem, start};
use beckon_domain::accounts::{Instructor, Learner};
use beckon_domain::play::{self, Commit};
use beckon_domain::{execute, flags, invitations, join, recipients, registrations};
use beckon_model::invitation::{Kind, LetterText, Options};
use beckon_model::launch::IdentityChoice;
use beckon_model::recipient::{People, Query, Show};
use beckon_model::registration::{Ended, FlagQuery, Progress, RegistrationPage, SplitForm};
use beckon_model::{InvitationId, LaunchId, Problem, RegistrationId};
use serde_json::json;

const MINUTE: i64 = 60_000;

/// An invitation on which one registration is launched again and again.
struct Stage {
    world: World,
    grace: Instructor,
    id: InvitationId,
    token: String,
    ada: Option<Learner>,
}

impl Stage {
    async fn public(world: World) -> Self {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let id = invitations::create_public(&world.domain, &grace, &course, &Options::default())
            .await
            .expect("an invitation");
        let url = invitations::page(&world.domain, &grace, &id)
            .await
            .expect("a page")
            .url;
        let ada = world.learner("Ada", "ada@example.org").await;
        Self {
            token: url.rsplit('/').next().expect("a token").to_owned(),
            ada: Some(ada),
            world,
            grace,
            id,
        }
    }

    async fn private(world: World) -> Self {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let letter = LetterText {
            subject: "Take [Course]".to_owned(),
            body: "[URL:Play course]".to_owned(),
        };
        let id = world
            .invite(&grace, &course, "Ada <ada@example.org>", &letter)
            .await
            .expect("an invitation");
        let people = recipients::list(&world.domain, &grace, &id, &Query::default())
            .await
            .expect("the people");
        let recipient = people.rows[0].recipient.clone().expect("a recipient");
        let person = recipients::person(&world.domain, &grace, &id, &recipient)
            .await
            .expect("a person");
        Self {
            token: person.link.rsplit('/').next().expect("a token").to_owned(),
            ada: None,
            world,
            grace,
            id,
        }
    }

    /// A launch; gives its ticket.
    async fn launch(&self, press: join::Press<'_>) -> String {
        self.world.domain.clock.advance(MINUTE);
        let url = match &self.ada {
            Some(ada) => join::launch_public(&self.world.domain, ada, &self.token, press).await,
            None => start(&self.world.domain, &self.token).await,
        };
        let url = url.expect("a launch");
        url.trim_end_matches('/')
            .rsplit('/')
            .next()
            .expect("a ticket")
            .to_owned()
    }

    /// One whole sitting, that reports these values.
    async fn sit(&self, values: &[(&str, &str)]) {
        let ticket = self.launch(join::Press::default()).await;
        self.play(&ticket, values).await;
    }

    async fn play(&self, ticket: &str, values: &[(&str, &str)]) {
        let begun = play::begin(&self.world.domain, ticket)
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
        let mut entries = vec![json!(["begin", item]), json!(["init"])];
        entries.extend(
            values
                .iter()
                .map(|(element, value)| json!(["set", element, value])),
        );
        entries.push(json!(["term"]));
        self.send(
            ticket,
            json!({ "seq": 1, "entries": entries, "final": true }),
        )
        .await;
    }

    async fn send(&self, ticket: &str, batch: serde_json::Value) {
        let batch: Commit = serde_json::from_value(batch).expect("a batch");
        let taken = play::commit(&self.world.domain, ticket, &batch).await;
        taken.expect("an answer").expect("taken");
    }

    async fn people(&self, query: &Query) -> People {
        recipients::list(&self.world.domain, &self.grace, &self.id, query)
            .await
            .expect("the people")
    }

    async fn registration(&self) -> RegistrationId {
        self.people(&Query::default()).await.rows[0]
            .registration
            .clone()
    }

    async fn page(&self, id: &RegistrationId) -> RegistrationPage {
        registrations::page(&self.world.domain, &self.grace, id, None)
            .await
            .expect("a registration")
    }

    /// The launches at these places.
    async fn launches(&self, id: &RegistrationId, which: &[usize]) -> Vec<LaunchId> {
        let page = self.page(id).await;
        which
            .iter()
            .map(|at| page.launches[*at].id.clone())
            .collect()
    }

    async fn split(
        &self,
        id: &RegistrationId,
        launches: Vec<LaunchId>,
        email: &str,
    ) -> beckon_domain::Result<RegistrationId> {
        let form = SplitForm {
            launches,
            name: "Ben Second".to_owned(),
            email: email.to_owned(),
        };
        registrations::split(&self.world.domain, &self.grace, id, &form).await
    }

    async fn history(&self) -> Vec<String> {
        let rows = invitations::history(&self.world.domain, &self.grace, &self.id, 0).await;
        rows.expect("a history")
            .into_iter()
            .map(|row| row.what)
            .collect()
    }

    /// As if everything so far had been before journals were kept.
    async fn forget_journals(&self) {
        let mut tx = self
            .world
            .domain
            .db
            .begin_write()
            .await
            .expect("a transaction");
        execute!(&mut tx, "DELETE FROM launch_journals").expect("deleted");
        execute!(
            &mut tx,
            "UPDATE launches SET journal = 'none', journal_size = 0"
        )
        .expect("changed");
        tx.commit().await.expect("kept");
    }
}

const PART: [(&str, &str); 4] = [
    ("cmi.core.score.raw", "40"),
    ("cmi.core.lesson_status", "incomplete"),
    ("cmi.core.session_time", "0000:02:00"),
    ("cmi.core.exit", "suspend"),
];
const PASS: [(&str, &str); 3] = [
    ("cmi.core.score.raw", "90"),
    ("cmi.core.lesson_status", "passed"),
    ("cmi.core.session_time", "0000:05:00"),
];

fn results(page: &RegistrationPage) -> (Progress, Option<f64>, i64) {
    (page.progress, page.score, page.time)
}

on_both! {
    async fn each_side_of_a_split_shows_what_its_own_launches_did(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        stage.sit(&PASS).await;
        let ada = stage.registration().await;
        assert_eq!(results(&stage.page(&ada).await), (Progress::Passed, Some(90.0), 42_000));
        let chosen = stage.launches(&ada, &[1]).await;
        let ben = stage.split(&ada, chosen.clone(), "ben@example.org").await.expect("a split");
        let (left, right) = (stage.page(&ada).await, stage.page(&ben).await);
        assert_eq!(results(&left), (Progress::Started, Some(40.0), 12_000));
        assert_eq!(results(&right), (Progress::Passed, Some(90.0), 30_000));
        assert_eq!((left.launches.len(), right.launches.len()), (1, 1));
        assert_eq!(right.launches[0].id, chosen[0]);
        assert_eq!((right.called(), &*right.email), ("Ben Second", "ben@example.org"));
        assert_eq!(right.split_from.expect("where it came from").id, ada);
        assert_eq!(left.split_off[0].id, ben);
        let people = stage.people(&Query::default()).await;
        assert_eq!((people.counts.registrations, people.counts.passed, people.counts.started), (2, 1, 2));
        let said = stage.history().await;
        assert!(said.iter().any(|what| what.contains("split off the registration of Ada Learner (1 launch, now under Ben Second)")), "{said:?}");
    }

    async fn a_launch_that_resumed_shows_what_it_did_without_what_it_resumed(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        let ticket = stage.launch(join::Press::default()).await;
        play::begin(&stage.world.domain, &ticket).await.expect("an answer").expect("it begins");
        let entries = json!([["nav", "suspendAll"], ["nav", "resumeAll"], ["init"],
            ["set", "cmi.core.lesson_status", "failed"], ["set", "cmi.core.score.raw", "20"], ["term"]]);
        stage.send(&ticket, json!({ "seq": 1, "entries": entries, "final": true })).await;
        let ada = stage.registration().await;
        let chosen = stage.launches(&ada, &[1]).await;
        let ben = stage.split(&ada, chosen, "").await.expect("a split");
        let (left, right) = (stage.page(&ada).await, stage.page(&ben).await);
        assert_eq!((left.progress, left.score), (Progress::Started, Some(40.0)));
        assert_eq!((right.progress, right.score), (Progress::Failed, Some(20.0)));
        let said = stage.history().await;
        assert!(said.iter().any(|what| what.contains("(1 launch, now under")), "nothing was lost: {said:?}");
    }

    async fn pressed_twice_a_split_is_done_once(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        stage.sit(&PASS).await;
        let ada = stage.registration().await;
        let chosen = stage.launches(&ada, &[1]).await;
        let (one, two) = tokio::join!(
            stage.split(&ada, chosen.clone(), ""),
            stage.split(&ada, chosen.clone(), ""),
        );
        assert_eq!(one.expect("a split"), two.expect("the same split"));
        let counts = stage.people(&Query::default()).await.counts;
        assert_eq!(counts.registrations, 2);
        let page = invitations::page(&stage.world.domain, &stage.grace, &stage.id).await.expect("a page");
        assert_eq!(page.options.cap, "");
    }

    async fn a_split_takes_a_place_of_a_public_invitation(world: World) {
        let stage = Stage::public(world).await;
        let capped = Options { cap: "1".into(), ..Options::default() };
        invitations::set_options(&stage.world.domain, &stage.grace, &stage.id, &capped).await.expect("a cap");
        stage.sit(&PART).await;
        stage.sit(&PASS).await;
        let ada = stage.registration().await;
        let chosen = stage.launches(&ada, &[0]).await;
        stage.split(&ada, chosen, "").await.expect("a split, also where all places are taken");
        let page = invitations::page(&stage.world.domain, &stage.grace, &stage.id).await.expect("a page");
        assert!(page.limits.contains(&"2 of 1 places are taken.".to_owned()), "{:?}", page.limits);
    }

    async fn one_whose_address_nobody_knows_has_none(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        let ada = stage.registration().await;
        let chosen = stage.launches(&ada, &[0]).await;
        let other = stage.split(&ada, chosen, "").await.expect("a split");
        assert_eq!(stage.page(&other).await.email, "");
        let people = stage.people(&Query::default()).await;
        let row = people.rows.iter().find(|row| row.registration == other).expect("it is listed");
        assert_eq!((row.email.as_str(), row.called()), ("", "Ben Second"));
        let left = stage.page(&ada).await;
        assert_eq!((results(&left), left.launches.len()), ((Progress::Invited, None, 0), 0));
    }

    async fn what_is_wrong_with_a_split_is_said(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        let ada = stage.registration().await;
        let none = problem(stage.split(&ada, Vec::new(), "").await);
        assert!(none.beside("launches").is_some(), "{none:?}");
        let chosen = stage.launches(&ada, &[0]).await;
        let own = problem(stage.split(&ada, chosen.clone(), "ada@example.org").await);
        assert!(own.beside("email").is_some_and(|why| why.contains("registration itself")), "{own:?}");
        let bad = problem(stage.split(&ada, chosen.clone(), "nonsense").await);
        assert!(bad.beside("email").is_some());
        let alan = stage.world.another_instructor().await;
        let form = SplitForm { launches: chosen, ..SplitForm::default() };
        let refused = problem(registrations::split(&stage.world.domain, &alan, &ada, &form).await);
        assert!(matches!(refused, Problem::NotFound(_)));
        assert_eq!(results(&stage.page(&ada).await), (Progress::Started, Some(40.0), 12_000), "nothing changed");
    }

    async fn a_split_off_of_a_private_invitation_is_seen_beside_its_recipients(world: World) {
        let stage = Stage::private(world).await;
        stage.sit(&PART).await;
        stage.sit(&PASS).await;
        let ada = stage.registration().await;
        let chosen = stage.launches(&ada, &[1]).await;
        let ben = stage.split(&ada, chosen, "").await.expect("a split");
        let people = stage.people(&Query::default()).await;
        assert_eq!(people.rows.len(), 1);
        assert_eq!((people.rows[0].progress, people.rows[0].time), (Progress::Started, 12_000), "the list follows");
        let counts = people.counts;
        assert_eq!((counts.invited, counts.registrations, counts.passed), (1, 2, 0));
        let page = invitations::page(&stage.world.domain, &stage.grace, &stage.id).await.expect("a page");
        assert_eq!(page.kind, Kind::Private);
        let split = page.split_off.iter().map(|row| (&row.id, row.progress)).collect::<Vec<_>>();
        assert_eq!(split, [(&ben, Progress::Passed)]);
    }

    async fn a_launch_under_way_ends_and_is_split_with_what_it_did(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        let ticket = stage.launch(join::Press::default()).await;
        let begun = play::begin(&stage.world.domain, &ticket).await.expect("an answer").expect("it begins");
        let item = begun.course.launchable().next().expect("an activity").identifier.clone();
        let entries = json!([["begin", item], ["init"], ["set", "cmi.core.lesson_status", "passed"]]);
        stage.send(&ticket, json!({ "seq": 1, "entries": entries })).await;
        let ada = stage.registration().await;
        assert_eq!(stage.page(&ada).await.launches[1].ended, Ended::Open);
        let chosen = stage.launches(&ada, &[1]).await;
        let ben = stage.split(&ada, chosen, "").await.expect("a split");
        let page = stage.page(&ben).await;
        assert_eq!((page.progress, page.launches[0].ended), (Progress::Passed, Ended::Split));
        assert_eq!(stage.page(&ada).await.progress, Progress::Started);
        let late: Commit = serde_json::from_value(json!({ "seq": 2, "entries": [] })).expect("a batch");
        let stop = play::commit(&stage.world.domain, &ticket, &late).await.expect("an answer");
        assert!(stop.is_err(), "the launch takes nothing more");
    }

    async fn a_launch_from_before_journals_leaves_the_later_ones_apart(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        stage.forget_journals().await;
        stage.sit(&PASS).await;
        let ada = stage.registration().await;
        let apart = stage.page(&ada).await.launches.iter().map(|launch| launch.apart).collect::<Vec<_>>();
        assert_eq!(apart, [false, true]);
        let chosen = stage.launches(&ada, &[1]).await;
        let ben = stage.split(&ada, chosen, "").await.expect("a split");
        assert_eq!(results(&stage.page(&ada).await), (Progress::Started, Some(40.0), 12_000));
        assert_eq!(results(&stage.page(&ben).await), (Progress::Passed, Some(90.0), 30_000));
    }

    async fn the_first_launches_go_whole_though_they_have_no_journal(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        stage.forget_journals().await;
        stage.sit(&PASS).await;
        let ada = stage.registration().await;
        let chosen = stage.launches(&ada, &[0]).await;
        let ben = stage.split(&ada, chosen, "").await.expect("a split");
        assert_eq!(results(&stage.page(&ada).await), (Progress::Passed, Some(90.0), 30_000));
        assert_eq!(results(&stage.page(&ben).await), (Progress::Started, Some(40.0), 12_000));
    }

    async fn what_cannot_be_told_apart_stays_and_the_history_says_so(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        stage.sit(&PASS).await;
        stage.forget_journals().await;
        let ada = stage.registration().await;
        let chosen = stage.launches(&ada, &[1]).await;
        let ben = stage.split(&ada, chosen, "").await.expect("a split");
        assert_eq!(results(&stage.page(&ada).await), (Progress::Passed, Some(90.0), 42_000));
        let page = stage.page(&ben).await;
        assert_eq!((page.score, page.time, page.launches.len()), (None, 0, 1));
        let said = stage.history().await;
        assert!(said.iter().any(|what| what.contains("can’t be told apart and stays")), "{said:?}");
    }

    async fn a_long_journal_is_thinned_and_tells_the_launches_apart_all_the_same(world: World) {
        let stage = Stage::public(world).await;
        stage.sit(&PART).await;
        let ticket = stage.launch(join::Press::default()).await;
        let begun = play::begin(&stage.world.domain, &ticket).await.expect("an answer").expect("it begins");
        let item = begun.course.launchable().next().expect("an activity").identifier.clone();
        stage.send(&ticket, json!({ "seq": 1, "entries": [["begin", item], ["init"]] })).await;
        for seq in 2..320 {
            let bulk = format!("{seq:04}").repeat(1_000);
            stage.send(&ticket, json!({ "seq": seq, "entries": [["set", "cmi.suspend_data", bulk]] })).await;
        }
        let end = json!([["set", "cmi.core.lesson_status", "passed"], ["term"]]);
        stage.send(&ticket, json!({ "seq": 320, "entries": end, "final": true })).await;
        let ada = stage.registration().await;
        assert!(stage.page(&ada).await.launches[1].apart);
        let kept = beckon_domain::fetch_one!(
            &mut &stage.world.domain.db,
            (i64,),
            "SELECT CAST(SUM(LENGTH(entries)) AS BIGINT) FROM launch_journals"
        );
        assert!(kept.expect("a size").0 < 1 << 20);
        let chosen = stage.launches(&ada, &[1]).await;
        let ben = stage.split(&ada, chosen, "").await.expect("a split");
        assert_eq!(stage.page(&ben).await.progress, Progress::Passed);
        assert_eq!(results(&stage.page(&ada).await), (Progress::Started, Some(40.0), 12_000));
    }

    async fn flags_are_listed_with_who_when_and_why_until_they_are_found_fine(world: World) {
        let stage = Stage::public(world).await;
        let ben = stage.world.learner("Ben", "ben@example.org").await;
        stage.sit(&PART).await;
        let press = || join::Press { stored: Some(ben.id.clone()), choice: IdentityChoice::Continue, ..join::Press::default() };
        let ticket = stage.launch(press()).await;
        stage.play(&ticket, &PASS).await;
        let all = FlagQuery { page: 1, ..FlagQuery::default() };
        let on = &stage.world.domain;
        let page = flags::list(on, &stage.grace, &all).await.expect("the flags");
        assert_eq!((page.open, page.dismissed, page.invitations.len()), (1, 0, 1));
        let row = &page.rows[0];
        assert_eq!((row.name.as_str(), &row.invitation), ("Ada Learner", &stage.id));
        assert!(row.flag.reason.contains("Continue as Ben Learner"), "{}", row.flag.reason);
        let launches = stage.page(&row.registration).await.launches;
        assert_eq!(row.flag.launch, launches[1].id);
        assert_eq!((launches[0].flagged, launches[1].flagged), (false, true));
        let elsewhere = FlagQuery { invitation: Some("another".into()), ..all.clone() };
        assert!(flags::list(on, &stage.grace, &elsewhere).await.expect("the flags").rows.is_empty());

        let alan = stage.world.another_instructor().await;
        assert!(flags::list(on, &alan, &all).await.expect("the flags").rows.is_empty());
        assert!(matches!(problem(flags::dismiss(on, &alan, &row.flag.id).await), Problem::NotFound(_)));

        for _ in 0..2 {
            flags::dismiss(on, &stage.grace, &row.flag.id).await.expect("dismissed");
        }
        assert!(flags::list(on, &stage.grace, &all).await.expect("the flags").rows.is_empty());
        let dismissed = FlagQuery { dismissed: true, ..all.clone() };
        let page = flags::list(on, &stage.grace, &dismissed).await.expect("the flags");
        assert_eq!((page.rows[0].flag.dismissed_by.as_str(), page.dismissed), ("Grace Hopper", 1));
        let people = stage.people(&Query { show: Show::Flagged, ..Query::default() }).await;
        assert_eq!((people.counts.flagged, people.rows.len(), people.matching), (0, 0, 0));
        assert!(stage.people(&Query::default()).await.rows[0].flags.is_empty());
        let said = stage.history().await;
        let noted = said.iter().filter(|what| what.contains("a flag of Ada Learner was found fine")).count();
        assert_eq!(noted, 1, "{said:?}");
    }

    async fn a_flag_goes_with_its_launch(world: World) {
        let stage = Stage::public(world).await;
        let ben = stage.world.learner("Ben", "ben@example.org").await;
        stage.sit(&PART).await;
        let press = join::Press { stored: Some(ben.id.clone()), choice: IdentityChoice::Continue, ..join::Press::default() };
        let ticket = stage.launch(press).await;
        stage.play(&ticket, &PASS).await;
        let ada = stage.registration().await;
        let chosen = stage.launches(&ada, &[1]).await;
        let other = stage.split(&ada, chosen, "ben@example.org").await.expect("a split");
        assert!(stage.page(&ada).await.flags.is_empty());
        assert_eq!(stage.page(&other).await.flags.len(), 1);
    }

    async fn who_is_done_leaves_no_results_behind_on_the_page(world: World) {
        let stage = Stage::public(world).await;
        let kiosk = Options { kiosk: true, ..Options::default() };
        invitations::set_options(&stage.world.domain, &stage.grace, &stage.id, &kiosk).await.expect("changed");
        let said = stage.history().await;
        assert!(said.contains(&"changed the shared computer’s page to on".to_owned()), "{said:?}");
        let landing = join::landing_public(&stage.world.domain, &stage.token, None).await.expect("a page");
        assert!(landing.kiosk);
        let ticket = stage.launch(join::Press::default()).await;
        let begun = play::begin(&stage.world.domain, &ticket).await.expect("an answer").expect("it begins");
        assert!(begun.kiosk);
        let receipt = begun.exit_url.rsplit('/').next().expect("a receipt");
        let closing = play::closing(&stage.world.domain, receipt).await.expect("a page");
        assert_eq!((closing.kiosk, closing.next), (true, format!("/i/{}", stage.token)));
        for _ in 0..2 {
            play::forget(&stage.world.domain, receipt).await.expect("forgotten");
        }
        assert!(matches!(problem(play::closing(&stage.world.domain, receipt).await), Problem::NotFound(_)));
    }

    async fn after_a_private_link_the_next_person_is_led_to_no_ones_page(world: World) {
        let stage = Stage::private(world).await;
        let ticket = stage.launch(join::Press::default()).await;
        let begun = play::begin(&stage.world.domain, &ticket).await.expect("an answer").expect("it begins");
        let receipt = begun.exit_url.rsplit('/').next().expect("a receipt");
        let closing = play::closing(&stage.world.domain, receipt).await.expect("a page");
        assert_eq!((closing.kiosk, closing.next.as_str()), (false, "/done"));
    }
}
