//! Each recipient by himself: the list, and what is done to one or to many.

use crate::on_both;
use crate::world::{START, World, problem};
use beckon_domain::accounts::Instructor;
use beckon_domain::mail::{outbox, worker};
use beckon_domain::recipients::{self, Chosen};
use beckon_domain::{execute, fetch_one, invitations, join};
use beckon_model::invitation::{LetterText, Options};
use beckon_model::mail::MailState;
use beckon_model::people::{self, Duplicate, PeopleForm};
use beckon_model::recipient::{Deed, DeliveryState, People, Person, Query, Show, Sort, UNDO_DAYS};
use beckon_model::registration::Progress;
use beckon_model::{CourseId, InvitationId, Problem, RecipientId};

const DAY: i64 = 24 * 60 * 60_000;
const ADA: &str = "ada@example.org";
const BOB: &str = "bob@example.org";

fn letter() -> LetterText {
    LetterText {
        subject: "Take [Course]".to_owned(),
        body: "Dear [User],\n\n[URL:Play course]".to_owned(),
    }
}

/// A private invitation, and what happens on it.
struct Invited {
    world: World,
    grace: Instructor,
    course: CourseId,
    id: InvitationId,
}

impl Invited {
    async fn with(world: World, addresses: &str) -> Self {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let id = invite(&world, &grace, &course, addresses).await;
        Self {
            world,
            grace,
            course,
            id,
        }
    }

    async fn three(world: World) -> Self {
        Self::with(
            world,
            "Ada Lovelace <ada@example.org>, Bob Byrne <bob@example.org>, cy@example.org",
        )
        .await
    }

    async fn list(&self, query: &Query) -> People {
        recipients::list(&self.world.domain, &self.grace, &self.id, query)
            .await
            .expect("the list")
    }

    async fn emails(&self, query: &str) -> Vec<String> {
        let people = self.list(&Query::parse(query)).await;
        assert_eq!(people.matching, people.rows.len() as i64, "{query}");
        people.rows.into_iter().map(|row| row.email).collect()
    }

    async fn find(&self, email: &str) -> Person {
        let people = self.list(&Query::default()).await;
        let found = people.rows.into_iter().find(|row| row.email == email);
        found.unwrap_or_else(|| panic!("{email} is not listed"))
    }

    async fn id_of(&self, email: &str) -> RecipientId {
        self.find(email).await.recipient.expect("a recipient")
    }

    async fn token(&self, email: &str) -> String {
        let id = self.id_of(email).await;
        let page = recipients::person(&self.world.domain, &self.grace, &self.id, &id)
            .await
            .expect("a person");
        page.link.rsplit('/').next().expect("a token").to_owned()
    }

    /// Does something to people; gives to how many, and how many were passed over.
    async fn act(&self, deed: Deed, emails: &[&str]) -> (i64, i64) {
        let mut ids = Vec::new();
        for email in emails {
            ids.push(self.id_of(email).await);
        }
        self.act_on(deed, ids).await
    }

    async fn act_on(&self, deed: Deed, ids: Vec<RecipientId>) -> (i64, i64) {
        let did = recipients::act(
            &self.world.domain,
            &self.grace,
            &self.id,
            &Chosen::These(ids),
            deed,
            7,
        )
        .await
        .expect("done");
        (did.done, did.passed_over)
    }

    async fn launch(&self, token: &str) -> beckon_domain::Result<String> {
        crate::world::start(&self.world.domain, token).await
    }

    async fn history(&self) -> Vec<String> {
        let rows = invitations::history(&self.world.domain, &self.grace, &self.id, 0)
            .await
            .expect("the history");
        rows.into_iter().map(|row| row.what).collect()
    }

    /// States of the mails to an address, the newest first.
    async fn mails(&self, email: &str) -> Vec<MailState> {
        let rows = outbox::list(&self.world.domain, &self.grace)
            .await
            .expect("the outbox");
        let mine = rows.into_iter().filter(|row| row.to.contains(email));
        mine.map(|row| row.state).collect()
    }

    async fn deliver(&self) {
        worker::deliver_due(&self.world.domain).await.expect("sent");
    }

    async fn sql(&self, sql: &'static str) {
        let mut tx = self
            .world
            .domain
            .db
            .begin_write()
            .await
            .expect("a transaction");
        execute!(&mut tx, sql).expect(sql);
        tx.commit().await.expect("written");
    }

    async fn count(&self, sql: &'static str) -> i64 {
        fetch_one!(&mut &self.world.domain.db, (i64,), sql)
            .expect(sql)
            .0
    }
}

async fn invite(world: &World, who: &Instructor, course: &CourseId, to: &str) -> InvitationId {
    let form = PeopleForm {
        addresses: to.to_owned(),
        all: Duplicate::CreateNew.code().to_owned(),
        ..PeopleForm::default()
    };
    let made = invitations::create_private(&world.domain, who, course, &form, &letter()).await;
    match made.expect("invited") {
        people::Invited::Done(id) => id,
        asked => panic!("every choice was made: {asked:?}"),
    }
}

on_both! {
    async fn the_list_shows_each_recipient_with_delivery_and_progress(world: World) {
        let it = Invited::three(world).await;
        assert_eq!(it.find(ADA).await.delivery.expect("a mail").state, DeliveryState::Queued);
        it.deliver().await;
        let ada = it.find(ADA).await;
        let delivery = ada.delivery.expect("a mail");
        assert_eq!((delivery.state, ada.progress, ada.opened_at), (DeliveryState::Sent, Progress::Invited, None));
        assert!(!delivery.server_said.is_empty());
        it.launch(&it.token(ADA).await).await.expect("played");
        let ada = it.find(ADA).await;
        assert_eq!((ada.progress, ada.opened_at, ada.last_activity), (Progress::Started, Some(START), Some(START)));
        assert_eq!(it.list(&Query::default()).await.rows[0].email, ADA, "the latest activity comes first");
    }

    async fn people_are_filtered_by_how_they_stand(world: World) {
        let it = Invited::with(world, "ada@example.org bob@example.org cy@example.org dee@example.org eve@example.org").await;
        for email in [ADA, BOB, "cy@example.org", "dee@example.org"] {
            it.launch(&it.token(email).await).await.expect("played");
        }
        it.sql("UPDATE registrations SET success = 'passed', completion = 'completed', score = 80 WHERE learner_id = (SELECT id FROM learners WHERE email = 'ada@example.org')").await;
        it.sql("UPDATE registrations SET success = 'failed', score = 20 WHERE learner_id = (SELECT id FROM learners WHERE email = 'bob@example.org')").await;
        it.sql("UPDATE registrations SET completion = 'completed' WHERE learner_id = (SELECT id FROM learners WHERE email = 'cy@example.org')").await;
        // A new launch brings the carried summary up to date.
        for email in [ADA, BOB, "cy@example.org"] {
            it.launch(&it.token(email).await).await.expect("played");
        }
        it.sql("INSERT INTO flags (id, registration_id, launch_id, reason, created_at)
                SELECT 'f', r.id, n.id, 'odd', 1 FROM registrations r JOIN learners l ON l.id = r.learner_id
                JOIN launches n ON n.registration_id = r.id WHERE l.email = 'bob@example.org' LIMIT 1").await;
        it.sql("UPDATE outbox SET state = 'failed' WHERE to_email = 'eve@example.org'").await;
        it.act(Deed::KeepOut, &["dee@example.org"]).await;
        let sorted = "&sort=name";
        for (show, emails) in [
            ("everyone", "ada bob cy dee eve"),
            ("not-started", "eve"),
            ("started", "ada bob cy dee"),
            ("under-way", "dee"),
            ("completed", "ada bob cy"),
            ("passed", "ada"),
            ("failed", "bob"),
            ("flagged", "bob"),
            ("kept-out", "dee"),
            ("not-delivered", "eve"),
        ] {
            let found: Vec<_> = it.emails(&format!("show={show}{sorted}")).await.iter().map(|e| e.replace("@example.org", "")).collect();
            assert_eq!(found.join(" "), emails, "{show}");
            // A search that all fulfil counts row by row, and must come to the same.
            assert_eq!(it.emails(&format!("show={show}&q=example")).await.len(), emails.split(' ').count(), "{show}");
        }
        let counts = it.list(&Query::default()).await.counts;
        assert_eq!((counts.invited, counts.registrations, counts.started, counts.completed), (5, 5, 4, 3));
        assert_eq!((counts.passed, counts.failed, counts.flagged), (1, 1, 1));
        assert_eq!(it.find(BOB).await.flags, ["odd"]);
        assert_eq!(it.emails("sort=score&show=completed").await, [ADA, BOB, "cy@example.org"]);
        assert_eq!(it.emails("sort=score&order=asc&show=completed").await[2], ADA);
        assert_eq!(it.emails("sort=progress").await[0], ADA);
    }

    async fn people_are_found_by_name_or_address_in_any_case(world: World) {
        let it = Invited::with(world, "Ada Lovelace <ada@example.org>, \"Byrne, Bob_B\" <bob@example.org>, cy@lace.example").await;
        assert_eq!(it.emails("q=LACE&sort=name").await, [ADA, "cy@lace.example"]);
        assert_eq!(it.emails("q=bob@").await, [BOB]);
        assert_eq!(it.emails("q=b_b").await, [BOB], "an underscore is no joker");
        assert!(it.emails("q=%25").await.is_empty(), "nor is a per cent sign");
        assert!(it.emails("q=nobody").await.is_empty());
    }

    async fn the_list_is_turned_by_pages_of_fifty_in_a_steady_order(world: World) {
        let many: String = (100..230).map(|n| format!("p{n}@example.org\n")).collect();
        let it = Invited::with(world, &many).await;
        let mut seen = Vec::new();
        for page in 1..=3 {
            let people = it.list(&Query { sort: Sort::Name, falling: false, page, ..Query::default() }).await;
            assert_eq!(people.matching, 130);
            seen.extend(people.rows.into_iter().map(|row| row.email));
        }
        let all: Vec<_> = (100..230).map(|n| format!("p{n}@example.org")).collect();
        assert_eq!(seen, all);
        let last = it.list(&Query { sort: Sort::Name, falling: true, ..Query::default() }).await;
        assert_eq!(last.rows[0].email, "p229@example.org");
        assert!(it.list(&Query { page: 4, ..Query::default() }).await.rows.is_empty());
    }

    async fn whoever_goes_on_with_an_earlier_registration_is_listed_with_its_results(world: World) {
        let it = Invited::with(world, "ada@example.org").await;
        it.launch(&it.token(ADA).await).await.expect("played");
        let later = invite(&it.world, &it.grace, &it.course, "ada@example.org, bob@example.org").await;
        it.sql("UPDATE recipients SET registration_id = (
                  SELECT r.id FROM registrations r JOIN learners l ON l.id = r.learner_id
                  WHERE l.email = 'ada@example.org' AND r.first_launched_at IS NOT NULL)
                WHERE email = 'ada@example.org'").await;
        // What Ada does under either link is seen on both.
        it.launch(&it.token(ADA).await).await.expect("played");
        let people = recipients::list(&it.world.domain, &it.grace, &later, &Query::default()).await.expect("the list");
        assert_eq!(people.rows.iter().filter(|row| row.progress == Progress::Started).count(), 1);
        assert_eq!((people.counts.invited, people.counts.registrations, people.counts.started), (2, 2, 1));
    }

    async fn a_public_invitation_lists_its_registrations(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let id = invitations::create_public(&world.domain, &grace, &course, &Options::default()).await.expect("an invitation");
        let url = invitations::page(&world.domain, &grace, &id).await.expect("its page").url;
        let token = url.rsplit('/').next().expect("a token");
        for (name, email) in [("Ada", ADA), ("Bob", BOB)] {
            let learner = world.learner(name, email).await;
            world.domain.clock.advance(1_000);
            join::launch_public(&world.domain, &learner, token, join::Press::default()).await.expect("played");
        }
        let list = async |query: &str| {
            let people = recipients::list(&world.domain, &grace, &id, &Query::parse(query)).await.expect("the list");
            assert_eq!(people.matching, people.rows.len() as i64);
            people.rows.into_iter().map(|row| row.email).collect::<Vec<_>>()
        };
        assert_eq!(list("").await, [BOB, ADA]);
        for sort in Sort::ALL {
            assert_eq!(list(&format!("sort={}", sort.word())).await.len(), 2);
        }
        assert_eq!(list("sort=name").await, [ADA, BOB]);
        assert_eq!(list("q=ADA").await, [ADA]);
        for show in Show::ALL {
            let expected = match show {
                Show::NotStarted | Show::Completed | Show::Passed | Show::Failed | Show::Flagged => 0,
                _ => 2,
            };
            let people = recipients::list(&world.domain, &grace, &id, &Query { show: *show, ..Query::default() }).await.expect("the list");
            assert_eq!(people.rows.len(), expected, "{show:?}");
        }
        let told = recipients::act(&world.domain, &grace, &id, &Chosen::Matching(Query::default()), Deed::KeepOut, 0).await;
        assert!(matches!(problem(told), Problem::Refused(_)));
    }

    async fn who_is_kept_out_starts_no_launch_until_he_is_let_in_again(world: World) {
        let it = Invited::three(world).await;
        let (ada, bob) = (it.token(ADA).await, it.token(BOB).await);
        it.deliver().await;
        let player = it.launch(&ada).await.expect("played");
        assert_eq!(it.act(Deed::KeepOut, &[ADA]).await, (1, 0));
        assert_eq!(it.act(Deed::KeepOut, &[ADA]).await, (0, 1), "twice is once");
        for told in [problem(it.launch(&ada).await), problem(crate::world::landing(&it.world.domain, &ada).await)] {
            assert!(matches!(&told, Problem::Refused(why) if why.contains("grace@example.org")), "{told}");
        }
        it.launch(&bob).await.expect("the others play");
        let ticket = player.trim_end_matches('/').rsplit('/').next().expect("a ticket");
        let open = beckon_domain::play::version_of_ticket(&it.world.domain, ticket).await.expect("asked");
        assert!(open.is_some(), "what is open goes on");
        assert_eq!(it.act(Deed::LetIn, &[ADA, BOB]).await, (1, 1));
        it.launch(&ada).await.expect("played again");
        let history = it.history().await;
        assert_eq!(history.iter().filter(|what| *what == "Ada Lovelace was kept out").count(), 1);
        assert!(history.contains(&"Ada Lovelace was let in again".to_owned()), "{history:?}");
    }

    async fn keeping_out_takes_back_an_e_mail_that_waits(world: World) {
        let it = Invited::three(world).await;
        it.act(Deed::KeepOut, &[ADA]).await;
        assert!(it.mails(ADA).await.is_empty());
        assert_eq!(it.find(ADA).await.delivery.expect("its state").state, DeliveryState::NotSent);
        assert_eq!(it.act(Deed::SendAgain, &[ADA]).await, (0, 1), "a letter would lead nowhere");
        it.act(Deed::LetIn, &[ADA]).await;
        assert_eq!(it.act(Deed::SendAgain, &[ADA]).await, (1, 0));
        assert_eq!(it.mails(ADA).await, [MailState::Queued]);
    }

    async fn more_time_reaches_past_the_end_of_the_invitation(world: World) {
        let it = Invited::three(world).await;
        assert_eq!(it.act(Deed::MoreTime, &[ADA]).await, (0, 1), "nothing ends yet");
        it.sql("UPDATE invitations SET expires_at = 1795597508000").await;
        assert_eq!(it.act(Deed::MoreTime, &[ADA]).await, (1, 0));
        let end = START + 1_000 + 7 * DAY;
        assert_eq!(it.find(ADA).await.expires_at, Some(end));
        assert!(it.history().await.iter().any(|what| what.starts_with("Ada Lovelace got more time (until ")));
        let token = it.token(ADA).await;
        it.world.domain.clock.advance(7 * DAY);
        it.launch(&token).await.expect("played");
        it.world.domain.clock.advance(2_000);
        let told = problem(it.launch(&token).await);
        assert!(matches!(&told, Problem::Refused(why) if why.contains("ended on") && why.contains("Grace Hopper")), "{told}");
        it.act(Deed::MoreTime, &[ADA]).await;
        assert_eq!(it.find(ADA).await.expires_at, Some(it.world.domain.clock.now() + 7 * DAY), "counted from now");
        it.launch(&token).await.expect("played");
    }

    async fn whoever_is_kept_out_after_a_mail_was_called_off_is_listed_as_not_sent_to(world: World) {
        let it = Invited::three(world).await;
        let domain = &it.world.domain;
        invitations::delete(domain, &it.grace, &it.id).await.expect("deleted, with its mails called off");
        invitations::restore(domain, &it.grace, &it.id).await.expect("brought back");
        domain.clock.advance(2 * 60_000);
        assert_eq!(it.act(Deed::SendAgain, &[ADA]).await, (1, 0));
        assert_eq!(it.act(Deed::KeepOut, &[ADA]).await, (1, 0));
        let delivery = it.find(ADA).await.delivery.expect("a delivery");
        assert_eq!(delivery.state, DeliveryState::NotSent);
    }

    async fn time_without_end_is_given_once(world: World) {
        let it = Invited::three(world).await;
        it.sql("UPDATE invitations SET expires_at = 1795597508000").await;
        let give = async |days| {
            let chosen = Chosen::These(vec![it.id_of(ADA).await]);
            recipients::act(&it.world.domain, &it.grace, &it.id, &chosen, Deed::MoreTime, days).await
        };
        assert_eq!(give(0).await.expect("given").done, 1);
        assert_eq!(give(0).await.expect("asked").passed_over, 1);
        assert_eq!(give(7).await.expect("asked").passed_over, 1, "nothing is taken away by giving");
        for days in [-1, 3_651] {
            assert!(matches!(problem(give(days).await), Problem::Refused(_)), "{days}");
        }
        it.world.domain.clock.advance(900 * DAY);
        it.launch(&it.token(ADA).await).await.expect("played");
    }

    async fn sending_again_makes_one_e_mail_with_the_same_link(world: World) {
        let it = Invited::three(world).await;
        assert_eq!(it.act(Deed::SendAgain, &[ADA]).await, (0, 1), "the first still waits");
        it.deliver().await;
        assert_eq!(it.act(Deed::SendAgain, &[ADA]).await, (0, 1), "it went out just now");
        it.world.domain.clock.advance(61_000);
        let link = it.token(ADA).await;
        it.sql("UPDATE invitations SET subject = 'Once more: [Course]'").await;
        assert_eq!(it.act(Deed::SendAgain, &[ADA]).await, (1, 0));
        assert_eq!(it.act(Deed::SendAgain, &[ADA]).await, (0, 1), "twice is once");
        assert_eq!(it.mails(ADA).await, [MailState::Queued, MailState::Sent]);
        let newest = outbox::list(&it.world.domain, &it.grace).await.expect("the outbox").remove(0);
        assert!(newest.subject.starts_with("Once more: "), "{}", newest.subject);
        let text = outbox::find(&it.world.domain, &it.grace, &newest.id).await.expect("the mail").text;
        assert!(text.contains(&link), "{text}");
        assert_eq!(it.list(&Query::default()).await.counts.registrations, 3);
        assert_eq!(it.find(ADA).await.delivery.expect("a mail").state, DeliveryState::Queued);
        assert!(it.history().await.contains(&"the e-mail to Ada Lovelace was sent again".to_owned()));
    }

    async fn two_presses_at_once_send_one_e_mail(world: World) {
        let it = Invited::three(world).await;
        it.deliver().await;
        it.world.domain.clock.advance(61_000);
        let presses = (0..8).map(|_| it.act(Deed::SendAgain, &[ADA, BOB]));
        let done: i64 = futures::future::join_all(presses).await.into_iter().map(|(done, _)| done).sum();
        assert_eq!(done, 2);
        assert_eq!((it.mails(ADA).await.len(), it.mails(BOB).await.len()), (2, 2));
    }

    async fn sending_again_hurries_an_e_mail_that_a_server_put_off(world: World) {
        let it = Invited::three(world).await;
        it.sql("UPDATE outbox SET state = 'deferred', due_at = due_at + 3600000, server_said = '450 later'").await;
        let delivery = it.find(ADA).await.delivery.expect("a mail");
        assert_eq!((delivery.state, &*delivery.server_said), (DeliveryState::Deferred, "450 later"));
        assert_eq!(it.act(Deed::SendAgain, &[ADA]).await, (1, 0));
        it.deliver().await;
        assert_eq!(it.mails(ADA).await, [MailState::Sent]);
        assert_eq!(it.mails(BOB).await, [MailState::Deferred]);
    }

    async fn a_corrected_address_gets_the_letter_and_the_old_link_dies(world: World) {
        let it = Invited::with(world, "Ada Lovelace <ada@exmple.org>, bob@example.org").await;
        let old = it.token("ada@exmple.org").await;
        let id = it.id_of("ada@exmple.org").await;
        let correct = async |email: &str| recipients::correct(&it.world.domain, &it.grace, &it.id, &id, email).await;
        for (email, why) in [("ada", "not an e-mail address"), ("BOB@example.org", "already"), ("Ada@Exmple.org", "already")] {
            let told = problem(correct(email).await);
            assert!(told.beside("email").is_some_and(|said| said.contains(why)), "{email}: {told}");
        }
        correct(" ADA@example.org ").await.expect("corrected");
        let ada = it.find(ADA).await;
        assert_eq!((ada.recipient, &*ada.name), (Some(id.clone()), "Ada Lovelace"));
        assert!(matches!(problem(it.launch(&old).await), Problem::Gone(_)));
        it.launch(&it.token(ADA).await).await.expect("played");
        it.deliver().await;
        assert!(it.mails("ada@exmple.org").await.is_empty(), "the letter that waited is taken back");
        assert_eq!(it.mails(ADA).await, [MailState::Sent]);
        let counts = it.list(&Query::default()).await.counts;
        assert_eq!((counts.invited, counts.registrations, counts.started), (2, 2, 1));
        assert!(it.history().await.iter().any(|what| what.contains("ada@exmple.org → ada@example.org")));
    }

    async fn a_registration_that_others_go_on_with_stays_theirs_when_an_address_is_corrected(world: World) {
        let it = Invited::with(world, "ada@example.org").await;
        let later = invite(&it.world, &it.grace, &it.course, "ada@example.org").await;
        it.sql("UPDATE recipients SET registration_id = (SELECT MIN(id) FROM registrations)").await;
        let people = recipients::list(&it.world.domain, &it.grace, &later, &Query::default()).await.expect("the list");
        let id = people.rows[0].recipient.clone().expect("a recipient");
        recipients::correct(&it.world.domain, &it.grace, &later, &id, "eve@example.org").await.expect("corrected");
        it.launch(&it.token(ADA).await).await.expect("played");
        let people = recipients::list(&it.world.domain, &it.grace, &later, &Query::default()).await.expect("the list");
        assert_eq!((&*people.rows[0].email, people.rows[0].progress), ("eve@example.org", Progress::Invited));
        assert_eq!(it.find(ADA).await.progress, Progress::Started);
    }

    async fn who_is_deleted_leaves_the_list_and_can_be_put_back(world: World) {
        let it = Invited::three(world).await;
        let (id, token) = (it.id_of(ADA).await, it.token(ADA).await);
        assert_eq!(it.act(Deed::Delete, &[ADA]).await, (1, 0));
        assert_eq!(it.act_on(Deed::Delete, vec![id.clone()]).await, (0, 1), "twice is once");
        assert_eq!(it.act_on(Deed::KeepOut, vec![id.clone()]).await, (0, 1), "who is gone is left alone");
        let people = it.list(&Query::default()).await;
        assert_eq!((people.matching, people.counts.invited, people.deleted.len()), (2, 2, 1));
        assert!(it.mails(ADA).await.is_empty());
        let told = problem(it.launch(&token).await);
        assert!(matches!(&told, Problem::Gone(why) if why.contains("grace@example.org")), "{told}");
        assert!(matches!(problem(crate::world::landing(&it.world.domain, &token).await), Problem::Gone(_)));
        let deleted = people.deleted;
        assert_eq!((&*deleted[0].email, deleted[0].until), (ADA, START + UNDO_DAYS * DAY));
        assert_eq!(it.act_on(Deed::PutBack, vec![id]).await, (1, 0));
        it.launch(&token).await.expect("played");
        let history = it.history().await;
        assert!(history.contains(&"Ada Lovelace was put back".to_owned()), "{history:?}");
    }

    async fn nobody_is_put_back_beside_himself(world: World) {
        let it = Invited::three(world).await;
        let (ada, bob) = (it.id_of(ADA).await, it.id_of(BOB).await);
        it.act(Deed::Delete, &[ADA]).await;
        recipients::correct(&it.world.domain, &it.grace, &it.id, &bob, ADA).await.expect("corrected");
        assert_eq!(it.act_on(Deed::PutBack, vec![ada]).await, (0, 1));
        assert_eq!(it.list(&Query::default()).await.matching, 2);
    }

    async fn after_thirty_days_the_deleted_are_erased_with_what_they_did(world: World) {
        let it = Invited::three(world).await;
        it.deliver().await;
        let token = it.token(ADA).await;
        it.launch(&token).await.expect("played");
        it.act(Deed::Delete, &[ADA]).await;
        it.world.domain.clock.advance(UNDO_DAYS * DAY);
        recipients::sweep(&it.world.domain).await.expect("swept");
        assert_eq!(it.count("SELECT COUNT(*) FROM registrations").await, 3, "not a moment too soon");
        it.world.domain.clock.advance(1);
        recipients::sweep(&it.world.domain).await.expect("swept");
        for (sql, left) in [
            ("SELECT COUNT(*) FROM recipients", 2),
            ("SELECT COUNT(*) FROM registrations", 2),
            ("SELECT COUNT(*) FROM launches", 0),
            ("SELECT COUNT(*) FROM outbox", 2),
            ("SELECT COUNT(*) FROM events e LEFT JOIN registrations r ON r.id = e.registration_id WHERE e.registration_id IS NOT NULL AND r.id IS NULL", 0),
        ] {
            assert_eq!(it.count(sql).await, left, "{sql}");
        }
        assert!(matches!(problem(it.launch(&token).await), Problem::NotFound(_)));
    }

    async fn a_registration_that_another_recipient_goes_on_with_is_not_erased(world: World) {
        let it = Invited::with(world, "ada@example.org").await;
        let later = invite(&it.world, &it.grace, &it.course, "ada@example.org").await;
        it.sql("UPDATE recipients SET registration_id = (SELECT MIN(id) FROM registrations)").await;
        it.act(Deed::Delete, &[ADA]).await;
        it.world.domain.clock.advance(UNDO_DAYS * DAY + 1);
        recipients::sweep(&it.world.domain).await.expect("swept");
        let people = recipients::list(&it.world.domain, &it.grace, &later, &Query::default()).await.expect("the list");
        assert_eq!((people.rows.len(), it.count("SELECT COUNT(*) FROM recipients").await), (1, 1));
    }

    async fn all_who_match_are_acted_on_across_pages(world: World) {
        let many: String = (0..120).map(|n| format!("p{n}@example.org\n")).collect();
        let it = Invited::with(world, &format!("{many}\nada@elsewhere.example")).await;
        let chosen = Chosen::Matching(Query::parse("q=@example.org&page=2"));
        let did = recipients::act(&it.world.domain, &it.grace, &it.id, &chosen, Deed::KeepOut, 0).await.expect("done");
        assert_eq!((did.done, did.passed_over), (120, 0));
        assert_eq!(it.list(&Query { show: Show::KeptOut, ..Query::default() }).await.matching, 120);
        assert_eq!(it.list(&Query::parse("q=elsewhere")).await.rows[0].revoked_at, None);
    }

    async fn another_instructor_can_do_nothing_to_my_recipients(world: World) {
        let it = Invited::three(world).await;
        let (alan, id) = (it.world.another_instructor().await, it.id_of(ADA).await);
        let domain = &it.world.domain;
        let theirs = it.world.course(&alan).await;
        let own = invite(&it.world, &alan, &theirs, "zed@example.org").await;
        let missing = |told: Problem| assert!(matches!(told, Problem::NotFound(_)), "{told}");
        missing(problem(recipients::list(domain, &alan, &it.id, &Query::default()).await));
        missing(problem(recipients::person(domain, &alan, &it.id, &id).await));
        missing(problem(recipients::person(domain, &alan, &own, &id).await));
        missing(problem(recipients::correct(domain, &alan, &it.id, &id, "eve@example.org").await));
        missing(problem(recipients::correct(domain, &alan, &own, &id, "eve@example.org").await));
        for deed in Deed::ALL {
            let chosen = Chosen::These(vec![id.clone()]);
            missing(problem(recipients::act(domain, &alan, &it.id, &chosen, *deed, 7).await));
            let told = problem(recipients::act(domain, &alan, &own, &chosen, *deed, 7).await);
            assert!(matches!(told, Problem::Refused(_)), "{deed:?} through an invitation of his own: {told}");
        }
        let ada = it.find(ADA).await;
        assert_eq!((ada.revoked_at, ada.expires_at), (None, None));
    }

    async fn a_page_counts_as_opened_by_a_sign_of_life_and_not_by_being_fetched(world: World) {
        let it = Invited::three(world).await;
        let token = it.token(ADA).await;
        crate::world::landing(&it.world.domain, &token).await.expect("the page");
        assert_eq!(it.find(ADA).await.opened_at, None);
        recipients::opened(&it.world.domain, &token).await.expect("noted");
        it.world.domain.clock.advance(5_000);
        recipients::opened(&it.world.domain, &token).await.expect("noted before");
        it.launch(&token).await.expect("played");
        assert_eq!(it.find(ADA).await.opened_at, Some(START));
        assert!(matches!(problem(recipients::opened(&it.world.domain, "abc-def").await), Problem::NotFound(_)));
    }

    async fn the_sending_is_told_as_it_goes(world: World) {
        let it = Invited::three(world).await;
        let sending = async || it.list(&Query::default()).await.sending;
        assert_eq!((sending().await.waiting, sending().await.sent(), sending().await.mails), (3, 0, 3));
        it.sql("UPDATE outbox SET due_at = due_at + 3600000 WHERE to_email = 'cy@example.org'").await;
        it.deliver().await;
        assert_eq!((sending().await.waiting, sending().await.sent(), sending().await.scheduled), (0, 2, 1));
        assert_eq!(it.find("cy@example.org").await.delivery.expect("a mail").state, DeliveryState::Scheduled);
    }
}
