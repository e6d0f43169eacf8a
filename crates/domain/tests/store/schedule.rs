//! E-mails that wait for a time.

use crate::on_both;
use crate::world::{START, World, problem};
use beckon_domain::accounts::Instructor;
use beckon_domain::mail::{outbox, schedule, worker};
use beckon_domain::{invitations, recipients, zone};
use beckon_model::invitation::{LetterText, Look};
use beckon_model::recipient::{DeliveryState, Query};
use beckon_model::sending::Sending;
use beckon_model::{InvitationId, Problem};

const HOUR: i64 = 3_600_000;
const PEOPLE: &str = "Ada <ada@example.org>, Bob <bob@example.org>, cy@example.org";

async fn invited(world: &World, who: &Instructor, at: i64) -> InvitationId {
    let course = world.course(who).await;
    let sending = Sending {
        later: true,
        at: zone::written(at, "Europe/Berlin"),
        zone: "Europe/Berlin".to_owned(),
    };
    let text = LetterText {
        subject: "Take [Course]".to_owned(),
        body: "Dear [User],\n\n[URL:Play course]".to_owned(),
    };
    world
        .invite_at(who, &course, PEOPLE, &text, &sending)
        .await
        .expect("invited")
}

/// What became of the e-mails, each state once.
async fn states(world: &World, who: &Instructor, id: &InvitationId) -> Vec<DeliveryState> {
    let people = recipients::list(&world.domain, who, id, &Query::default())
        .await
        .expect("the people");
    let mut states: Vec<DeliveryState> = Vec::new();
    for person in people.rows {
        let state = person.delivery.expect("an e-mail").state;
        if !states.contains(&state) {
            states.push(state);
        }
    }
    states
}

async fn deliver(world: &World) -> usize {
    worker::deliver_due(&world.domain).await.expect("delivered")
}

/// The next full minute after so many hours, as a form can say it.
fn in_hours(hours: i64) -> i64 {
    (START + hours * HOUR) / 60_000 * 60_000
}

on_both! {
    async fn a_scheduled_mail_waits_for_its_time_and_counts_at_once(world: World) {
        let grace = world.instructor().await;
        let at = in_hours(3);
        let id = invited(&world, &grace, at).await;
        let page = invitations::page(&world.domain, &grace, &id).await.expect("its page");
        assert_eq!((page.counts.invited, page.counts.registrations), (3, 3));
        let waiting = schedule::waiting(&world.domain, &grace, &id).await.expect("what waits");
        assert_eq!((waiting.len(), waiting[0].at, waiting[0].mails), (1, at, 3));
        assert_eq!(waiting[0].spoken, zone::display(at, "Europe/Berlin"));
        world.domain.clock.advance(at - START - 1);
        assert_eq!(deliver(&world).await, 0);
        assert_eq!(states(&world, &grace, &id).await, [DeliveryState::Scheduled]);
        world.domain.clock.advance(1);
        assert_eq!(states(&world, &grace, &id).await, [DeliveryState::Queued]);
        assert_eq!(deliver(&world).await, 3);
        assert_eq!(states(&world, &grace, &id).await, [DeliveryState::Sent]);
        assert!(schedule::waiting(&world.domain, &grace, &id).await.expect("what waits").is_empty());
    }

    async fn what_is_called_off_is_never_sent_and_reads_so(world: World) {
        let grace = world.instructor().await;
        let at = in_hours(3);
        let id = invited(&world, &grace, at).await;
        assert_eq!(schedule::cancel(&world.domain, &grace, &id, at).await.expect("called off"), 3);
        assert_eq!(schedule::cancel(&world.domain, &grace, &id, at).await.expect("nothing left"), 0);
        assert_eq!(states(&world, &grace, &id).await, [DeliveryState::NotSent]);
        assert!(schedule::waiting(&world.domain, &grace, &id).await.expect("what waits").is_empty());
        world.domain.clock.advance(4 * HOUR);
        assert_eq!(deliver(&world).await, 0);
        let page = invitations::page(&world.domain, &grace, &id).await.expect("its page");
        assert_eq!(page.counts.registrations, 3);
        let history = invitations::history(&world.domain, &grace, &id, 0).await.expect("the history");
        let told: Vec<_> = history.iter().filter(|row| row.what.contains("3 e-mails of")).collect();
        assert_eq!(told.len(), 1, "{history:?}");
        assert!(told[0].what.ends_with("are not sent") && told[0].actor == "Grace Hopper");
    }

    async fn what_waits_can_be_sent_at_once(world: World) {
        let grace = world.instructor().await;
        let at = in_hours(3);
        let id = invited(&world, &grace, at).await;
        assert_eq!(schedule::send_now(&world.domain, &grace, &id, at).await.expect("hastened"), 3);
        assert_eq!(deliver(&world).await, 3);
        assert_eq!(states(&world, &grace, &id).await, [DeliveryState::Sent]);
        assert_eq!(schedule::cancel(&world.domain, &grace, &id, at).await.expect("too late"), 0);
        assert_eq!(states(&world, &grace, &id).await, [DeliveryState::Sent]);
    }

    async fn what_was_sent_meanwhile_is_not_called_off(world: World) {
        let grace = world.instructor().await;
        let at = in_hours(1);
        let id = invited(&world, &grace, at).await;
        world.domain.clock.advance(2 * HOUR);
        assert_eq!(schedule::cancel(&world.domain, &grace, &id, at).await.expect("due already"), 0);
        assert_eq!(deliver(&world).await, 3);
    }

    async fn other_invitations_and_other_instructors_are_left_alone(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        let at = in_hours(3);
        let (first, second) = (invited(&world, &grace, at).await, invited(&world, &grace, at).await);
        for told in [
            problem(schedule::cancel(&world.domain, &alan, &first, at).await),
            problem(schedule::send_now(&world.domain, &alan, &first, at).await),
            problem(schedule::waiting(&world.domain, &alan, &first).await.map(|_| 0)),
        ] {
            assert!(matches!(told, Problem::NotFound(_)), "{told}");
        }
        schedule::cancel(&world.domain, &grace, &first, at).await.expect("called off");
        assert_eq!(states(&world, &grace, &first).await, [DeliveryState::NotSent]);
        assert_eq!(states(&world, &grace, &second).await, [DeliveryState::Scheduled]);
    }

    async fn a_time_that_is_past_invites_nobody_and_is_told_with_all_else(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let sending = Sending { later: true, at: zone::written(START - HOUR, "UTC"), zone: String::new() };
        let text = LetterText { subject: String::new(), body: "[URL]".to_owned() };
        let told = problem(
            world.invite_at(&grace, &course, "", &text, &sending).await,
        );
        for field in ["addresses", "subject", "send_at"] {
            assert!(told.beside(field).is_some(), "{field}: {told}");
        }
        assert!(invitations::list(&world.domain, &grace, &Look::default()).await.expect("the list").rows.is_empty());
        assert!(outbox::list(&world.domain, &grace).await.expect("the outbox").is_empty());
    }
}
