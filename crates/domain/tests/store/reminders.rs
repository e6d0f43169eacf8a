//! Reminders: when, to whom, once each, and until when.

use crate::on_both;
use crate::world::{START, World, problem};
use beckon_domain::accounts::Instructor;
use beckon_domain::mail::{outbox, schedule, worker};
use beckon_domain::{execute, invitations, reminders, zone};
use beckon_model::invitation::{LetterText, Options};
use beckon_model::mail::OutboxRow;
use beckon_model::reminder::{Reminder, Rule, Whom};
use beckon_model::sending::Sending;
use beckon_model::{InvitationId, Problem, ReminderId};

const DAY: i64 = 24 * 3_600_000;
const PEOPLE: &str = "Ada <ada@example.org>, Bob <bob@example.org>, Cy <cy@example.org>";

fn letter(subject: &str) -> LetterText {
    LetterText {
        subject: subject.to_owned(),
        body: "Dear [User],\n\n[URL:Play course]".to_owned(),
    }
}

fn rule(days: i64, whom: Whom) -> Rule {
    Rule {
        days,
        whom,
        letter: letter("Reminder: [Course]"),
    }
}

/// Three people, whose e-mails have gone out.
async fn invited(world: &World, who: &Instructor) -> InvitationId {
    let course = world.course(who).await;
    let id = world
        .invite(who, &course, PEOPLE, &letter("Invitation"))
        .await
        .expect("invited");
    worker::deliver_due(&world.domain).await.expect("delivered");
    id
}

async fn add(world: &World, who: &Instructor, id: &InvitationId, rule: Rule) -> ReminderId {
    reminders::add(&world.domain, who, id, &rule)
        .await
        .expect("a rule")
}

async fn sweep(world: &World) -> usize {
    reminders::sweep(&world.domain).await.expect("swept")
}

async fn only(world: &World, who: &Instructor, id: &InvitationId) -> Reminder {
    let mut rules = reminders::of_invitation(&world.domain, who, id)
        .await
        .expect("the rules")
        .rules;
    assert_eq!(rules.len(), 1);
    rules.remove(0)
}

/// The addresses that reminders went to.
async fn reminded(world: &World, who: &Instructor) -> Vec<String> {
    let mails: Vec<OutboxRow> = outbox::list(&world.domain, who).await.expect("the outbox");
    let mut to: Vec<String> = mails
        .into_iter()
        .filter(|mail| mail.subject.starts_with("Reminder: "))
        .map(|mail| mail.to)
        .collect();
    to.sort();
    to
}

/// Follows the private link in the invitation to an address, and launches.
async fn launch(world: &World, who: &Instructor, address: &str) {
    let mails = outbox::list(&world.domain, who).await.expect("the outbox");
    let row = mails
        .iter()
        .find(|m| m.to.contains(address))
        .expect("a mail");
    let mail = outbox::find(&world.domain, who, &row.id).await.expect("it");
    let (_, rest) = mail.text.split_once("/p/").expect("a link");
    let token = rest.split_whitespace().next().expect("a token");
    crate::world::start(&world.domain, token)
        .await
        .expect("played");
}

/// Changes what is stored of one recipient and his registration.
async fn store(world: &World, sql: &'static str, address: &str) {
    let mut tx = world.domain.db.begin_write().await.expect("a transaction");
    let changed = execute!(&mut tx, sql, address).expect("stored");
    assert_eq!(changed, 1, "{sql}");
    tx.commit().await.expect("kept");
}

const COMPLETE: &str = "UPDATE registrations SET completion = 'completed', first_launched_at = 1 \
                        WHERE id = (SELECT registration_id FROM recipients WHERE email = $1)";

on_both! {
    async fn those_who_have_not_started_are_reminded_after_the_days_and_not_before(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        add(&world, &grace, &id, rule(3, Whom::NotStarted)).await;
        launch(&world, &grace, "bob@example.org").await;
        let next = only(&world, &grace, &id).await.next.expect("the next");
        assert_eq!((next.at, next.now, next.people, next.after), (START + 3 * DAY, false, 2, 0));
        world.domain.clock.advance(3 * DAY - 1);
        assert_eq!(sweep(&world).await, 0);
        world.domain.clock.advance(1);
        assert!(only(&world, &grace, &id).await.next.expect("the next").now);
        assert_eq!(sweep(&world).await, 2);
        assert_eq!(reminded(&world, &grace).await, ["Ada <ada@example.org>", "Cy <cy@example.org>"]);
        let after = only(&world, &grace, &id).await;
        assert_eq!((after.sent, after.last_sent_at, after.next), (2, Some(START + 3 * DAY), None));
        assert_eq!(after.lately.len(), 2);
    }

    async fn those_who_have_started_are_reminded_until_they_finish(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        add(&world, &grace, &id, rule(3, Whom::NotFinished)).await;
        add(&world, &grace, &id, rule(7, Whom::NotFinished)).await;
        launch(&world, &grace, "bob@example.org").await;
        store(&world, COMPLETE, "cy@example.org").await;
        world.domain.clock.advance(3 * DAY);
        assert_eq!(sweep(&world).await, 2);
        assert_eq!(reminded(&world, &grace).await, ["Ada <ada@example.org>", "Bob <bob@example.org>"]);
        store(&world, COMPLETE, "bob@example.org").await;
        world.domain.clock.advance(4 * DAY);
        assert_eq!(sweep(&world).await, 1);
        assert_eq!(
            reminded(&world, &grace).await,
            ["Ada <ada@example.org>", "Ada <ada@example.org>", "Bob <bob@example.org>"]
        );
    }

    async fn who_has_failed_has_finished(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        add(&world, &grace, &id, rule(1, Whom::NotFinished)).await;
        let fail = "UPDATE registrations SET success = 'failed' WHERE id = (SELECT registration_id FROM recipients WHERE email = $1)";
        store(&world, fail, "ada@example.org").await;
        world.domain.clock.advance(DAY);
        assert_eq!(sweep(&world).await, 2);
    }

    async fn each_is_reminded_once_by_a_rule_however_often_it_runs(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        add(&world, &grace, &id, rule(1, Whom::NotFinished)).await;
        world.domain.clock.advance(DAY);
        let runs = (0..6).map(|_| reminders::sweep(&world.domain));
        let promised: usize = futures::future::join_all(runs).await.into_iter().map(|run| run.expect("swept")).sum();
        assert_eq!(promised, 3);
        world.domain.clock.advance(30 * DAY);
        assert_eq!(sweep(&world).await, 0);
        assert_eq!(reminded(&world, &grace).await.len(), 3);
    }

    async fn more_people_than_one_transaction_takes_are_all_reminded_once(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let many: String = (0..1_203).map(|n| format!("learner{n}@example.org\n")).collect();
        let id = world.invite(&grace, &course, &many, &letter("Invitation")).await.expect("invited");
        let sent = "UPDATE outbox SET state = 'sent', sent_at = created_at WHERE kind = $1";
        let mut tx = world.domain.db.begin_write().await.expect("a transaction");
        assert_eq!(execute!(&mut tx, sent, "invitation").expect("stored"), 1_203);
        tx.commit().await.expect("kept");
        add(&world, &grace, &id, rule(1, Whom::NotStarted)).await;
        world.domain.clock.advance(DAY);
        let (one, two) = tokio::join!(reminders::sweep(&world.domain), reminders::sweep(&world.domain));
        assert_eq!(one.expect("swept") + two.expect("swept"), 1_203);
        assert_eq!(only(&world, &grace, &id).await.sent, 1_203);
    }

    async fn a_stopped_rule_reminds_nobody_until_it_goes_on(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        let reminder = add(&world, &grace, &id, rule(1, Whom::NotFinished)).await;
        reminders::set_stopped(&world.domain, &grace, &reminder, true).await.expect("stopped");
        assert!(only(&world, &grace, &id).await.stopped);
        world.domain.clock.advance(DAY);
        assert_eq!(sweep(&world).await, 0);
        reminders::set_stopped(&world.domain, &grace, &reminder, false).await.expect("goes on");
        assert_eq!(sweep(&world).await, 3);
    }

    async fn whoever_may_not_come_in_is_not_reminded(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        add(&world, &grace, &id, rule(1, Whom::NotFinished)).await;
        world.domain.clock.advance(DAY);
        store(&world, "UPDATE recipients SET revoked_at = 1 WHERE email = $1", "ada@example.org").await;
        store(&world, "UPDATE recipients SET deleted_at = 1 WHERE email = $1", "bob@example.org").await;
        store(&world, "UPDATE recipients SET expires_at = 1 WHERE email = $1", "cy@example.org").await;
        assert_eq!(sweep(&world).await, 0);
        store(&world, "UPDATE recipients SET expires_at = NULL WHERE email = $1", "cy@example.org").await;
        assert_eq!(sweep(&world).await, 1);
    }

    async fn an_invitation_that_is_shut_reminds_nobody_and_says_so(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        add(&world, &grace, &id, rule(1, Whom::NotFinished)).await;
        world.domain.clock.advance(DAY);
        for (shut, open, word) in [
            ("UPDATE invitations SET enabled = FALSE WHERE id = $1", "UPDATE invitations SET enabled = TRUE WHERE id = $1", "disabled"),
            ("UPDATE invitations SET expires_at = 1 WHERE id = $1", "UPDATE invitations SET expires_at = NULL WHERE id = $1", "expired"),
            ("UPDATE invitations SET deleted_at = 1 WHERE id = $1", "UPDATE invitations SET deleted_at = NULL WHERE id = $1", "deleted"),
            ("UPDATE invitations SET starts_at = 9999999999999 WHERE id = $1", "UPDATE invitations SET starts_at = 1 WHERE id = $1", "begun"),
        ] {
            store(&world, shut, &id.0).await;
            let halted = reminders::of_invitation(&world.domain, &grace, &id).await.expect("the rules").halted;
            assert!(halted.contains(word), "{halted}");
            assert_eq!(sweep(&world).await, 0, "{word}");
            store(&world, open, &id.0).await;
        }
        assert_eq!(reminders::of_invitation(&world.domain, &grace, &id).await.expect("the rules").halted, "");
        assert_eq!(sweep(&world).await, 3);
    }

    async fn the_days_are_counted_from_when_the_invitation_went_out(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let at = (START + 10 * DAY) / 60_000 * 60_000;
        let sending = Sending { later: true, at: zone::written(at, "UTC"), zone: "UTC".to_owned() };
        let id = world.invite_at(&grace, &course, PEOPLE, &letter("Invitation"), &sending)
            .await
            .expect("invited");
        add(&world, &grace, &id, rule(3, Whom::NotStarted)).await;
        let next = only(&world, &grace, &id).await.next.expect("the next");
        assert_eq!((next.at, next.people), (at + 3 * DAY, 3));
        world.domain.clock.advance(9 * DAY);
        assert_eq!(sweep(&world).await, 0);
        world.domain.clock.advance(DAY);
        worker::deliver_due(&world.domain).await.expect("delivered");
        world.domain.clock.advance(3 * DAY - 1);
        assert_eq!(sweep(&world).await, 0);
        world.domain.clock.advance(1);
        assert_eq!(sweep(&world).await, 3);
    }

    async fn an_invitation_that_was_called_off_is_not_followed_by_a_reminder(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let at = (START + DAY) / 60_000 * 60_000;
        let sending = Sending { later: true, at: zone::written(at, "UTC"), zone: "UTC".to_owned() };
        let id = world.invite_at(&grace, &course, PEOPLE, &letter("Invitation"), &sending)
            .await
            .expect("invited");
        add(&world, &grace, &id, rule(1, Whom::NotStarted)).await;
        schedule::cancel(&world.domain, &grace, &id, at).await.expect("called off");
        assert_eq!(only(&world, &grace, &id).await.next, None);
        world.domain.clock.advance(30 * DAY);
        assert_eq!(sweep(&world).await, 0);
    }

    async fn a_reminder_has_its_own_words_and_the_recipients_own_link(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        add(&world, &grace, &id, rule(1, Whom::NotStarted)).await;
        world.domain.clock.advance(DAY);
        sweep(&world).await;
        let mails = outbox::list(&world.domain, &grace).await.expect("the outbox");
        let links: Vec<String> = {
            let mut links = Vec::new();
            for row in mails.iter().filter(|mail| mail.to.contains("ada@")) {
                let text = outbox::find(&world.domain, &grace, &row.id).await.expect("the mail").text;
                let (_, rest) = text.split_once("/p/").expect("a link");
                links.push(rest.split_whitespace().next().expect("a token").to_owned());
            }
            links
        };
        assert_eq!(links.len(), 2);
        assert_eq!(links[0], links[1]);
        crate::world::landing(&world.domain, &links[0]).await.expect("her page");
        assert_eq!(reminded(&world, &grace).await.len(), 3);
    }

    async fn a_rule_is_changed_and_deleted_by_its_owner_only(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        let id = invited(&world, &grace).await;
        let reminder = add(&world, &grace, &id, rule(1, Whom::NotStarted)).await;
        for told in [
            problem(reminders::of_invitation(&world.domain, &alan, &id).await.map(|_| id.clone())),
            problem(reminders::change(&world.domain, &alan, &reminder, &rule(2, Whom::NotStarted)).await),
            problem(reminders::set_stopped(&world.domain, &alan, &reminder, true).await),
            problem(reminders::delete(&world.domain, &alan, &reminder).await),
        ] {
            assert!(matches!(told, Problem::NotFound(_)), "{told}");
        }
        reminders::change(&world.domain, &grace, &reminder, &rule(5, Whom::NotFinished)).await.expect("changed");
        let (found, _) = reminders::find(&world.domain, &grace, &reminder).await.expect("found");
        assert_eq!((found.days, found.whom), (5, Whom::NotFinished));
        world.domain.clock.advance(5 * DAY);
        assert_eq!(sweep(&world).await, 3);
        reminders::delete(&world.domain, &grace, &reminder).await.expect("deleted");
        assert!(reminders::of_invitation(&world.domain, &grace, &id).await.expect("the rules").rules.is_empty());
        assert_eq!(reminded(&world, &grace).await.len(), 3);
        let history = invitations::history(&world.domain, &grace, &id, 0).await.expect("the history");
        assert!(history.iter().any(|row| row.what == "changed the reminders: added “after 1 day, to who has not started”"), "{history:?}");
    }

    async fn a_rule_says_what_is_wrong_with_it(world: World) {
        let grace = world.instructor().await;
        let id = invited(&world, &grace).await;
        let bad = Rule { days: 0, whom: Whom::NotStarted, letter: LetterText::default() };
        let told = problem(reminders::add(&world.domain, &grace, &id, &bad).await);
        for field in ["days", "subject", "body"] {
            assert!(told.beside(field).is_some(), "{field}: {told}");
        }
        let course = world.course(&grace).await;
        let public = invitations::create_public(&world.domain, &grace, &course, &Options::default()).await.expect("made");
        let told = problem(reminders::add(&world.domain, &grace, &public, &rule(1, Whom::NotStarted)).await);
        assert!(matches!(told, Problem::Refused(_)));
    }
}
