//! Who is invited, and what happens to whoever was invited before.

use crate::on_both;
use crate::world::{World, problem};
use beckon_domain::accounts::Instructor;
use beckon_domain::invitations::people::{self, Guests};
use beckon_domain::mail::outbox;
use beckon_domain::{invitations, join, play, recipients};
use beckon_model::email::parse_list;
use beckon_model::invitation::{LetterText, Look, Options};
use beckon_model::people::{Duplicate, Invited, PeopleForm, PersonRow, Preflight};
use beckon_model::recipient::{DeliveryState, Person, Query};
use beckon_model::registration::Progress;
use beckon_model::{CourseId, InvitationId, Problem};
use serde_json::json;

const KEY: &str = "a-key-of-one-form-0001";
const ANOTHER_KEY: &str = "a-key-of-one-form-0002";

fn letter() -> LetterText {
    LetterText {
        subject: "Take [Course], [User]".to_owned(),
        body: "Dear [User],\n\n[URL:Play course]".to_owned(),
    }
}

fn pasted(addresses: &str) -> PeopleForm {
    PeopleForm {
        addresses: addresses.to_owned(),
        ..PeopleForm::default()
    }
}

fn choosing(addresses: &str, all: Duplicate) -> PeopleForm {
    PeopleForm {
        all: all.code().to_owned(),
        ..pasted(addresses)
    }
}

struct Stage {
    world: World,
    grace: Instructor,
    course: CourseId,
}

impl Stage {
    async fn set(world: World) -> Self {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        Self {
            world,
            grace,
            course,
        }
    }

    async fn create(&self, form: &PeopleForm) -> beckon_domain::Result<Invited> {
        self.world.domain.clock.advance(1_000);
        invitations::create_private(
            &self.world.domain,
            &self.grace,
            &self.course,
            form,
            &letter(),
        )
        .await
    }

    async fn created(&self, form: &PeopleForm) -> InvitationId {
        done(self.create(form).await)
    }

    async fn add(&self, id: &InvitationId, form: &PeopleForm) -> beckon_domain::Result<Invited> {
        self.world.domain.clock.advance(1_000);
        people::add(&self.world.domain, &self.grace, id, form).await
    }

    async fn learners(&self, id: &InvitationId) -> Vec<Person> {
        let list = recipients::list(&self.world.domain, &self.grace, id, &Query::default()).await;
        list.expect("the people").rows
    }

    async fn page(&self, id: &InvitationId) -> beckon_model::invitation::InvitationPage {
        invitations::page(&self.world.domain, &self.grace, id)
            .await
            .expect("its page")
    }

    async fn preflight(&self, addresses: &str) -> Preflight {
        let guests = Guests {
            people: parse_list(addresses).people,
            ..Guests::default()
        };
        people::preflight(&self.world.domain, &self.grace, &self.course, &guests)
            .await
            .expect("a preflight")
    }

    /// How many e-mails were promised to an address.
    async fn mails(&self, address: &str) -> usize {
        let mails = outbox::list(&self.world.domain, &self.grace)
            .await
            .expect("the outbox");
        mails
            .iter()
            .filter(|mail| mail.to.contains(address))
            .count()
    }

    /// The private link in the newest mail to an address.
    async fn link(&self, address: &str) -> String {
        let mails = outbox::list(&self.world.domain, &self.grace)
            .await
            .expect("the outbox");
        let row = mails
            .iter()
            .find(|mail| mail.to.contains(address))
            .expect("a mail to the address");
        let text = outbox::find(&self.world.domain, &self.grace, &row.id)
            .await
            .expect("the mail")
            .text;
        let at = text.find("/p/").expect("a link") + 3;
        text[at..]
            .split_whitespace()
            .next()
            .expect("a token")
            .to_owned()
    }

    /// Plays by the newest link, up to a result; gives the ticket.
    async fn play(&self, address: &str, status: &str) -> String {
        let link = self.link(address).await;
        let url = crate::world::start(&self.world.domain, &link)
            .await
            .expect("a launch");
        let ticket = url
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .expect("a ticket")
            .to_owned();
        let beginning = play::begin(&self.world.domain, &ticket)
            .await
            .expect("an answer")
            .expect("begun");
        let activity = beginning
            .course
            .launchable()
            .next()
            .expect("an activity")
            .identifier
            .clone();
        let commit = json!({ "seq": 1, "entries": [
            ["begin", activity], ["init"], ["set", "cmi.core.lesson_status", status], ["set", "cmi.core.score.raw", "80"],
        ]});
        let commit: play::Commit = serde_json::from_value(commit).expect("a commit");
        play::commit(&self.world.domain, &ticket, &commit)
            .await
            .expect("an answer")
            .expect("taken");
        ticket
    }

    async fn kept(&self, key: &str, file: &str) {
        let form = PeopleForm {
            key: key.to_owned(),
            ..PeopleForm::default()
        };
        let file = Some(("people.csv", file.as_bytes()));
        people::keep(&self.world.domain, &self.grace, &form, &[], file)
            .await
            .expect("kept");
    }
}

fn done(invited: beckon_domain::Result<Invited>) -> InvitationId {
    match invited.expect("an answer") {
        Invited::Done(id) => id,
        Invited::Choose(asked) => panic!("asked: {asked:?}"),
    }
}

fn asked(invited: beckon_domain::Result<Invited>) -> Preflight {
    match invited.expect("an answer") {
        Invited::Choose(asked) => asked,
        Invited::Done(_) => panic!("invited without a choice"),
    }
}

fn of<'a>(preflight: &'a Preflight, email: &str) -> &'a PersonRow {
    preflight
        .people
        .iter()
        .find(|person| person.email == email)
        .expect("a person")
}

fn progress(learners: &[Person], email: &str) -> Progress {
    learners
        .iter()
        .find(|row| row.email == email)
        .expect("a learner")
        .progress
}

on_both! {
    async fn before_sending_it_shows_who_is_new_and_how_far_the_others_came(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("Ada <ada@example.org>, bob@example.org, cy@example.org")).await;
        stage.play("ada@example.org", "passed").await;
        stage.play("bob@example.org", "incomplete").await;
        let preflight = stage.preflight("dee@example.org, ADA@example.org, bob@example.org, cy@example.org").await;
        assert_eq!((preflight.new, preflight.already, preflight.undecided), (1, 3, 3));
        assert_eq!((preflight.started, preflight.completed), (1, 1));
        let ada = of(&preflight, "ada@example.org");
        assert_eq!((ada.name.as_str(), ada.choice), ("Ada", None));
        let known = ada.known.as_ref().expect("known");
        assert_eq!((known.progress, known.score, known.public), (Progress::Passed, Some(80.0), false));
        assert_eq!(of(&preflight, "cy@example.org").known.as_ref().map(|k| k.progress), Some(Progress::Invited));
        assert_eq!(of(&preflight, "dee@example.org").known, None);
        assert_eq!(preflight.people.last().map(|p| p.email.as_str()), Some("dee@example.org"));
    }

    async fn whoever_registered_publicly_counts_as_invited_before(world: World) {
        let stage = Stage::set(world).await;
        let id = invitations::create_public(&stage.world.domain, &stage.grace, &stage.course, &Options::default()).await.expect("public");
        let url = stage.page(&id).await.url;
        let ada = stage.world.learner("Ada", "ada@example.org").await;
        let token = url.rsplit('/').next().expect("a token");
        join::launch_public(&stage.world.domain, &ada, token, join::Press::default()).await.expect("played");
        let preflight = stage.preflight("ada@example.org").await;
        let known = of(&preflight, "ada@example.org").known.clone().expect("known");
        assert!(known.public && known.progress == Progress::Started);
    }

    async fn what_other_instructors_and_courses_know_is_not_told(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("ada@example.org")).await;
        let another_course = stage.world.course(&stage.grace).await;
        let guests = Guests { people: parse_list("ada@example.org").people, ..Guests::default() };
        let preflight = people::preflight(&stage.world.domain, &stage.grace, &another_course, &guests).await;
        assert_eq!(preflight.expect("a preflight").new, 1);
        let alan = stage.world.another_instructor().await;
        let refused = people::preflight(&stage.world.domain, &alan, &stage.course, &guests).await;
        assert!(matches!(problem(refused), Problem::NotFound(_)));
    }

    async fn nobody_invited_before_is_mailed_without_a_choice(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("ada@example.org")).await;
        let asked = asked(stage.create(&pasted("ada@example.org, bob@example.org")).await);
        assert_eq!((asked.new, asked.already, asked.undecided), (1, 1, 1));
        assert_eq!((stage.mails("ada@example.org").await, stage.mails("bob@example.org").await), (1, 0));
        assert_eq!(invitations::list(&stage.world.domain, &stage.grace, &Look::default()).await.expect("the list").total, 1);
    }

    async fn a_new_invitation_makes_a_registration_beside_the_old_one(world: World) {
        let stage = Stage::set(world).await;
        let old = stage.created(&pasted("ada@example.org")).await;
        stage.play("ada@example.org", "passed").await;
        let new = stage.created(&choosing("ada@example.org", Duplicate::CreateNew)).await;
        assert_eq!(progress(&stage.learners(&old).await, "ada@example.org"), Progress::Passed);
        assert_eq!(progress(&stage.learners(&new).await, "ada@example.org"), Progress::Invited);
        assert_eq!(stage.mails("ada@example.org").await, 2);
        assert_eq!(stage.page(&new).await.counts.registrations, 1);
    }

    async fn resending_makes_no_registration_and_its_link_goes_on_where_the_learner_is(world: World) {
        let stage = Stage::set(world).await;
        let old = stage.created(&pasted("Ada <ada@example.org>")).await;
        let before = stage.play("ada@example.org", "incomplete").await;
        let new = stage.created(&choosing("ada@example.org", Duplicate::SendExisting)).await;
        let (old_rows, new_rows) = (stage.learners(&old).await, stage.learners(&new).await);
        assert_eq!((old_rows.len(), new_rows.len()), (1, 1));
        assert_eq!(old_rows[0].registration, new_rows[0].registration);
        let counts = stage.page(&new).await.counts;
        assert_eq!((counts.registrations, counts.invited), (0, 1));
        let landing = crate::world::landing(&stage.world.domain, &stage.link("ada@example.org").await).await.expect("the page");
        assert_eq!(landing.progress, Some(Progress::Started));
        assert_ne!(stage.play("ada@example.org", "completed").await, before);
        assert_eq!(progress(&stage.learners(&old).await, "ada@example.org"), Progress::Completed);
    }

    async fn starting_over_keeps_the_old_attempt_and_ends_what_is_open(world: World) {
        let stage = Stage::set(world).await;
        let old = stage.created(&pasted("ada@example.org")).await;
        let ticket = stage.play("ada@example.org", "passed").await;
        let before = stage.learners(&old).await[0].registration.clone();
        let new = stage.created(&choosing("ada@example.org", Duplicate::InstanceExisting)).await;
        let row = stage.learners(&new).await.remove(0);
        assert_eq!((row.registration, row.progress, row.score, row.time), (before, Progress::Invited, None, 0));
        let late = play::begin(&stage.world.domain, &ticket).await.expect("an answer");
        assert_eq!(late.err(), Some(play::Stop::Replaced));
        let url = crate::world::start(&stage.world.domain, &stage.link("ada@example.org").await).await.expect("a launch");
        let ticket = url.trim_end_matches('/').rsplit('/').next().expect("a ticket").to_owned();
        let beginning = play::begin(&stage.world.domain, &ticket).await.expect("an answer").expect("begun");
        assert!(beginning.states.is_empty(), "a new attempt is empty");
    }

    async fn one_choice_holds_for_all_but_those_with_their_own(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("ada@example.org, bob@example.org, cy@example.org")).await;
        let preflight = stage.preflight("ada@example.org, bob@example.org").await;
        let learner = |email: &str| PeopleForm::one(&of(&preflight, email).known.as_ref().expect("known").learner);
        let mut form = choosing("ada@example.org, bob@example.org, cy@example.org, dee@example.org", Duplicate::SendExisting);
        form.each.insert(learner("ada@example.org"), "FAIL".to_owned());
        form.each.insert(learner("bob@example.org"), "CREATE_NEW".to_owned());
        let id = stage.created(&form).await;
        let counts = stage.page(&id).await.counts;
        assert_eq!((counts.invited, counts.registrations), (3, 2));
        assert_eq!((stage.mails("ada@example.org").await, stage.mails("cy@example.org").await), (1, 2));
    }

    async fn when_everybody_is_skipped_no_invitation_is_made(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("ada@example.org")).await;
        let told = stage.create(&choosing("ada@example.org", Duplicate::Fail)).await;
        assert!(problem(told).beside("addresses").is_some_and(|why| why.contains("skipped")));
        assert_eq!(invitations::list(&stage.world.domain, &stage.grace, &Look::default()).await.expect("the list").total, 1);
    }

    async fn of_several_registrations_the_newest_is_used(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("ada@example.org")).await;
        let newer = stage.created(&choosing("ada@example.org", Duplicate::CreateNew)).await;
        let again = stage.created(&choosing("ada@example.org", Duplicate::SendExisting)).await;
        let (newer, again) = (stage.learners(&newer).await, stage.learners(&again).await);
        assert_eq!(newer[0].registration, again[0].registration);
    }

    async fn people_are_added_to_an_invitation_that_is_there(world: World) {
        let stage = Stage::set(world).await;
        let id = stage.created(&pasted("ada@example.org")).await;
        assert_eq!(done(stage.add(&id, &pasted("Bob <bob@example.org>")).await), id);
        let counts = stage.page(&id).await.counts;
        assert_eq!((counts.invited, counts.registrations), (2, 2));
        let landing = crate::world::landing(&stage.world.domain, &stage.link("bob@example.org").await).await.expect("the page");
        assert_eq!(landing.learner.expect("a learner").name, "Bob");
        let alan = stage.world.another_instructor().await;
        let refused = people::add(&stage.world.domain, &alan, &id, &pasted("eve@example.org")).await;
        assert!(matches!(problem(refused), Problem::NotFound(_)));
    }

    async fn nobody_is_twice_in_one_invitation(world: World) {
        let stage = Stage::set(world).await;
        let id = stage.created(&pasted("ada@example.org")).await;
        stage.play("ada@example.org", "passed").await;
        let old_link = stage.link("ada@example.org").await;
        let asked = asked(stage.add(&id, &choosing("ada@example.org", Duplicate::CreateNew)).await);
        assert!(of(&asked, "ada@example.org").known.as_ref().is_some_and(|known| known.here));
        done(stage.add(&id, &choosing("ada@example.org", Duplicate::SendExisting)).await);
        assert_eq!((stage.mails("ada@example.org").await, stage.link("ada@example.org").await), (2, old_link));
        assert_eq!(progress(&stage.learners(&id).await, "ada@example.org"), Progress::Passed);
        done(stage.add(&id, &choosing("ada@example.org", Duplicate::InstanceExisting)).await);
        let counts = stage.page(&id).await.counts;
        assert_eq!((counts.invited, counts.registrations, counts.passed), (1, 1, 0));
    }

    async fn a_public_invitation_takes_nobody_by_list(world: World) {
        let stage = Stage::set(world).await;
        let id = invitations::create_public(&stage.world.domain, &stage.grace, &stage.course, &Options::default()).await.expect("public");
        assert!(matches!(problem(stage.add(&id, &pasted("ada@example.org")).await), Problem::Refused(_)));
    }

    async fn links_can_be_made_without_sending(world: World) {
        let stage = Stage::set(world).await;
        let form = PeopleForm { hand_out: true, ..pasted("ada@example.org, bob@example.org") };
        let id = stage.created(&form).await;
        let page = stage.page(&id).await;
        assert_eq!((page.counts.invited, page.counts.registrations), (2, 2));
        assert!(stage.learners(&id).await.iter().all(|row| row.delivery.as_ref().is_some_and(|mail| mail.state == DeliveryState::NotSent)));
        assert!(outbox::list(&stage.world.domain, &stage.grace).await.expect("the outbox").is_empty());
    }

    async fn the_same_form_sent_twice_invites_once(world: World) {
        let stage = Stage::set(world).await;
        let form = PeopleForm { key: KEY.to_owned(), ..pasted("ada@example.org") };
        let (one, two) = tokio::join!(stage.create(&form), stage.create(&form));
        let id = done(one);
        assert_eq!((done(two), stage.created(&form).await), (id.clone(), id.clone()));
        assert_eq!(stage.mails("ada@example.org").await, 1);
        let more = PeopleForm { key: ANOTHER_KEY.to_owned(), ..pasted("bob@example.org") };
        for _ in 0..2 {
            assert_eq!(done(stage.add(&id, &more).await), id);
        }
        assert_eq!((stage.mails("bob@example.org").await, stage.page(&id).await.counts.registrations), (1, 2));
    }

    async fn two_lists_sent_at_once_meet_each_other(world: World) {
        let stage = Stage::set(world).await;
        let (one, two) = (pasted("ada@example.org"), pasted("ada@example.org"));
        let (one, two) = tokio::join!(stage.create(&one), stage.create(&two));
        let asked = [one, two].into_iter().filter(|done| matches!(done, Ok(Invited::Choose(_)))).count();
        assert_eq!((asked, stage.mails("ada@example.org").await), (1, 1));
    }

    async fn a_file_is_read_and_its_wrong_rows_are_told_before_anybody_is_invited(world: World) {
        let stage = Stage::set(world).await;
        stage.kept(KEY, "First name;Last name;E-mail\nAda;Lovelace;ada@example.org\nBob;;bob at example\nAda;L;ADA@example.org\n").await;
        let form = PeopleForm { key: KEY.to_owned(), ..pasted("cy@example.org") };
        let checked = people::check(&stage.world.domain, &stage.grace, &stage.course, None, &form).await.expect("checked");
        let reading = checked.file.expect("a file");
        assert_eq!((reading.people, reading.repeated, reading.wrong, reading.errors[0].row), (1, 1, 1, 3));
        assert_eq!(checked.preflight.new, 2);
        assert!(problem(stage.create(&form).await).beside("file").is_some_and(|why| why.contains("1 row")));
        let id = stage.created(&PeopleForm { leave_out: true, ..form }).await;
        let mut told: Vec<_> = stage.learners(&id).await.into_iter().map(|row| (row.email, row.name)).collect();
        told.sort();
        assert_eq!(told, [("ada@example.org".to_owned(), "Ada Lovelace".to_owned()), ("cy@example.org".to_owned(), String::new())]);
    }

    async fn a_form_that_was_kept_is_its_owners_alone(world: World) {
        let stage = Stage::set(world).await;
        stage.kept(KEY, "ada@example.org").await;
        let alan = stage.world.another_instructor().await;
        let course = stage.world.course(&alan).await;
        let form = PeopleForm { key: KEY.to_owned(), ..PeopleForm::default() };
        let checked = people::check(&stage.world.domain, &alan, &course, None, &form).await.expect("checked");
        assert_eq!((checked.file, checked.preflight.total()), (None, 0));
        let draft = people::draft(&stage.world.domain, &stage.grace, KEY).await.expect("the form");
        assert_eq!(draft.form.key, KEY);
        let another = people::draft(&stage.world.domain, &alan, KEY).await.expect("a form");
        assert_ne!(another.form.key, KEY);
    }

    async fn people_invited_before_are_found_and_chosen(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("Ada Lovelace <ada@example.org>, Bob_ <bob@example.org>")).await;
        let course = stage.world.course(&stage.grace).await;
        let look = async |find: &str, earlier| {
            let form = PeopleForm { find: find.to_owned(), earlier, ..PeopleForm::default() };
            people::check(&stage.world.domain, &stage.grace, &course, None, &form).await.expect("checked")
        };
        let found = look("loveL", vec![]).await.found;
        assert_eq!(found.iter().map(|p| p.email.as_str()).collect::<Vec<_>>(), ["ada@example.org"]);
        assert_eq!((look("", vec![]).await.found.len(), look("_", vec![]).await.found.len()), (2, 1));
        let ticked = look("bob", vec![found[0].learner.clone()]).await;
        assert_eq!((ticked.chosen.len(), ticked.preflight.new, ticked.found.len()), (1, 1, 1));
        let alan = stage.world.another_instructor().await;
        let his = stage.world.course(&alan).await;
        let form = PeopleForm { earlier: vec![found[0].learner.clone()], ..PeopleForm::default() };
        let checked = people::check(&stage.world.domain, &alan, &his, None, &form).await.expect("checked");
        assert!(checked.found.is_empty() && checked.chosen.is_empty() && checked.preflight.total() == 0);
    }

    async fn each_gets_the_letter_in_his_own_name_when_it_is_sent(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("Ada <ada@example.org>, bob@example.org")).await;
        let (ada, bob) = (stage.link("ada@example.org").await, stage.link("bob@example.org").await);
        beckon_domain::mail::worker::deliver_due(&stage.world.domain).await.expect("sent");
        let mails = outbox::list(&stage.world.domain, &stage.grace).await.expect("the outbox");
        for (address, link, greeting, subject) in [
            ("ada@example.org", ada, "Dear Ada,", "Ada"),
            ("bob@example.org", bob, "Dear,", "Coffee"),
        ] {
            let row = mails.iter().find(|mail| mail.to.contains(address)).expect("a mail");
            assert!(row.subject.contains(subject), "{}", row.subject);
            let mail = outbox::find(&stage.world.domain, &stage.grace, &row.id).await.expect("the mail");
            assert!(mail.text.starts_with(greeting) && mail.text.contains(&link), "{}", mail.text);
            assert!(mail.html.contains(greeting) && mail.html.contains(&link));
        }
    }

    async fn a_long_list_is_one_line_in_the_history(world: World) {
        let stage = Stage::set(world).await;
        stage.created(&pasted("learner0@example.org")).await;
        let many: String = (0..600).map(|n| format!("learner{n}@example.org\n")).collect();
        let id = stage.created(&choosing(&many, Duplicate::InstanceExisting)).await;
        let history = invitations::history(&stage.world.domain, &stage.grace, &id, 0).await.expect("the history");
        let said: Vec<_> = history.iter().map(|row| row.what.as_str()).collect();
        assert_eq!(said.len(), 2);
        assert!(said.contains(&"invited 600 people, 1 of them starting over"), "{said:?}");
    }
}
