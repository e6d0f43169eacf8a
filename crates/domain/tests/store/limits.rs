//! Who gets in, and until when.

use crate::on_both;
use crate::world::{START, World, problem};
use beckon_domain::accounts::{Instructor, Learner};
use beckon_domain::join::{self, Entered, NewGuest, Press};
use beckon_domain::{invitations, mail::outbox};
use beckon_model::invitation::{Entry, LetterText, Look, Options};
use beckon_model::launch::Waiting;
use beckon_model::mail::MailState;
use beckon_model::people::{Invited, PeopleForm};
use beckon_model::standing::Standing;
use beckon_model::{InvitationId, Problem};
use std::sync::Arc;

pub struct Public {
    pub grace: Instructor,
    pub id: InvitationId,
    pub token: String,
}

/// A public invitation to the demo course.
pub async fn public(world: &World, options: &Options) -> Public {
    let grace = world.instructor().await;
    let course = world.course(&grace).await;
    let id = invitations::create_public(&world.domain, &grace, &course, options)
        .await
        .expect("an invitation");
    let page = invitations::page(&world.domain, &grace, &id).await;
    let url = page.expect("its page").url;
    let token = url.rsplit('/').next().expect("a token").to_owned();
    Public { grace, id, token }
}

impl Public {
    async fn change(&self, world: &World, options: &Options) {
        invitations::set_options(&world.domain, &self.grace, &self.id, options)
            .await
            .expect("changed");
    }

    pub async fn page(&self, world: &World) -> beckon_model::invitation::InvitationPage {
        invitations::page(&world.domain, &self.grace, &self.id)
            .await
            .expect("its page")
    }

    pub async fn play(&self, world: &World, who: &Learner) -> beckon_domain::Result<String> {
        join::launch_public(&world.domain, who, &self.token, Press::default()).await
    }

    pub async fn landing(&self, world: &World, who: &Learner) -> beckon_model::launch::Landing {
        join::landing_public(&world.domain, &self.token, Some(who))
            .await
            .expect("the page")
    }

    /// Someone who enters with a name and an address that nobody has used.
    pub async fn guest(&self, world: &World, email: &str) -> Learner {
        let new = NewGuest {
            first_name: "Guest".to_owned(),
            last_name: email.split('@').next().unwrap_or_default().to_owned(),
            email: email.to_owned(),
        };
        let Ok(Entered::In(id)) = join::enter(&world.domain, &self.token, &new).await else {
            panic!("{email} did not get in");
        };
        join::guest(&world.domain, &self.token, &id)
            .await
            .expect("told")
            .expect("a guest")
    }
}

fn guests(change: impl Fn(&mut Options)) -> Options {
    let mut options = Options {
        entry: Entry::Name,
        ..Options::default()
    };
    change(&mut options);
    options
}

on_both! {
    async fn of_200_who_come_at_once_a_cap_of_50_lets_in_50(world: World) {
        let open = public(&world, &guests(|options| options.cap = "50".into())).await;
        let mut learners = Vec::new();
        for n in 0..200 {
            learners.push(open.guest(&world, &format!("learner{n}@example.org")).await);
        }
        let (open, domain) = (Arc::new(open), world.domain.clone());
        let launches: Vec<_> = learners
            .into_iter()
            .map(|who| {
                let (open, domain) = (open.clone(), domain.clone());
                tokio::spawn(async move { join::launch_public(&domain, &who, &open.token, Press::default()).await })
            })
            .collect();
        let mut inside = 0;
        for launch in launches {
            match launch.await.expect("it ran") {
                Ok(_) => inside += 1,
                Err(error) => {
                    let told = problem::<()>(Err(error));
                    assert!(matches!(&told, Problem::Refused(why) if why.contains("All places are taken")), "{told}");
                }
            }
        }
        let page = open.page(&world).await;
        assert_eq!((inside, page.counts.registrations), (50, 50));
        assert_eq!(page.status, "Full (50 of 50)");
    }

    async fn one_learner_who_presses_twice_at_once_has_one_registration(world: World) {
        let open = Arc::new(public(&world, &guests(|options| options.cap = "1".into())).await);
        let ada = open.guest(&world, "ada@example.org").await;
        let launches: Vec<_> = (0..8)
            .map(|_| {
                let (open, domain, ada) = (open.clone(), world.domain.clone(), ada.clone());
                tokio::spawn(async move { join::launch_public(&domain, &ada, &open.token, Press::default()).await })
            })
            .collect();
        for launch in launches {
            launch.await.expect("it ran").expect("she gets in each time");
        }
        assert_eq!(open.page(&world).await.standing, Standing::Full { taken: 1, cap: 1 });
    }

    async fn closing_stops_newcomers_and_not_those_who_have_started(world: World) {
        let open = public(&world, &guests(|_| ())).await;
        let (ada, bob) = (open.guest(&world, "ada@example.org").await, open.guest(&world, "bob@example.org").await);
        open.play(&world, &ada).await.expect("she starts");
        invitations::set_open(&world.domain, &open.grace, &open.id, false).await.expect("closed");
        open.play(&world, &ada).await.expect("she goes on");
        let told = problem(open.play(&world, &bob).await);
        assert!(matches!(&told, Problem::Refused(why) if why.contains("grace@example.org")), "{told}");
        assert_eq!(open.landing(&world, &ada).await.door, None);
        let door = open.landing(&world, &bob).await.door.expect("a closed door");
        assert_eq!((door.title.as_str(), door.status, door.others_go_on), ("Closed to newcomers", 403, true));
        invitations::set_open(&world.domain, &open.grace, &open.id, true).await.expect("opened");
        open.play(&world, &bob).await.expect("he starts");
    }

    async fn nobody_gets_in_before_the_start_nor_after_the_expiry(world: World) {
        // The tests begin on 25 Nov 2026 at 09:05:07 UTC.
        let options = guests(|options| {
            options.starts = "2026-11-25T10:06".into();
            options.expires = "2026-11-25T10:07".into();
            options.zone = "Europe/Berlin".into();
        });
        let open = public(&world, &guests(|_| ())).await;
        let ada = open.guest(&world, "ada@example.org").await;
        open.play(&world, &ada).await.expect("she starts");
        open.change(&world, &options).await;
        assert_eq!(open.page(&world).await.status, "Starts on 25 Nov 2026, 10:06 CET");
        assert!(matches!(problem(open.play(&world, &ada).await), Problem::Refused(_)));
        world.domain.clock.advance(60_000);
        open.play(&world, &ada).await.expect("she goes on");
        world.domain.clock.advance(60_000);
        assert!(world.domain.clock.now() > START);
        assert_eq!(open.page(&world).await.status, "Expired on 25 Nov 2026, 10:07 CET");
        assert!(matches!(problem(open.play(&world, &ada).await), Problem::Gone(_)));
        assert_eq!(open.landing(&world, &ada).await.door.expect("a closed door").status, 410);
    }

    async fn an_expired_private_link_says_whom_to_ask(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let letter = LetterText { subject: "[Course]".into(), body: "[URL]".into() };
        let people = PeopleForm { addresses: "ada@example.org".into(), ..PeopleForm::default() };
        let made = invitations::create_private(&world.domain, &grace, &course, &people, &letter).await;
        let Ok(Invited::Done(id)) = made else { panic!("nobody was invited before: {made:?}") };
        let options = Options { expires: "2026-11-25T09:06".into(), ..Options::default() };
        invitations::set_options(&world.domain, &grace, &id, &options).await.expect("changed");
        let mails = outbox::list(&world.domain, &grace).await.expect("the outbox");
        let text = outbox::find(&world.domain, &grace, &mails[0].id).await.expect("the mail").text;
        let token = text.split("/p/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link");
        crate::world::start(&world.domain, token).await.expect("in time");
        world.domain.clock.advance(60_000);
        let landing = crate::world::landing(&world.domain, token).await.expect("the page");
        assert_eq!(landing.door.expect("a closed door").contact_email, "grace@example.org");
        assert!(matches!(problem(crate::world::start(&world.domain, token).await), Problem::Gone(_)));
    }

    async fn a_deleted_invitation_lets_nobody_in_until_it_is_brought_back(world: World) {
        let open = public(&world, &guests(|_| ())).await;
        let ada = open.guest(&world, "ada@example.org").await;
        open.play(&world, &ada).await.expect("she starts");
        invitations::delete(&world.domain, &open.grace, &open.id).await.expect("deleted");
        assert!(matches!(problem(open.play(&world, &ada).await), Problem::Gone(_)));
        let told = problem(join::landing_public(&world.domain, &open.token, None).await);
        assert!(matches!(told, Problem::Gone(_)), "{told}");
        let list = |state: &str| Look { state: state.into(), ..Look::default() };
        let rows = async |look| invitations::list(&world.domain, &open.grace, &look).await.expect("the list").total;
        assert_eq!((rows(list("")).await, rows(list("deleted")).await), (0, 1));
        invitations::restore(&world.domain, &open.grace, &open.id).await.expect("brought back");
        open.play(&world, &ada).await.expect("she goes on");
        assert_eq!(open.page(&world).await.counts.registrations, 1);
    }

    async fn a_deleted_invitation_sends_nothing_any_more(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let letter = LetterText { subject: "[Course]".into(), body: "[URL]".into() };
        let id = world.invite(&grace, &course, "ada@example.org", &letter).await.expect("invited");
        invitations::delete(&world.domain, &grace, &id).await.expect("deleted");
        invitations::restore(&world.domain, &grace, &id).await.expect("brought back");
        let mails = outbox::list(&world.domain, &grace).await.expect("the outbox");
        assert_eq!(mails.iter().map(|mail| mail.state).collect::<Vec<_>>(), [MailState::NotSent]);
    }

    async fn the_waiting_list_takes_who_comes_too_late_and_the_instructor_admits(world: World) {
        let open = public(&world, &guests(|options| options.cap = "1".into())).await;
        let (ada, bob) = (open.guest(&world, "ada@example.org").await, open.guest(&world, "bob@example.org").await);
        let early = problem(join::waiting::ask(&world.domain, &bob, &open.token).await);
        assert!(matches!(early, Problem::Conflict(_)), "there is a place: {early}");
        open.play(&world, &ada).await.expect("she takes the place");
        assert_eq!(open.landing(&world, &bob).await.door.expect("a closed door").waiting, Waiting::Offered);
        for _ in 0..2 {
            join::waiting::ask(&world.domain, &bob, &open.token).await.expect("he waits");
        }
        assert_eq!(open.landing(&world, &bob).await.door.expect("a closed door").waiting, Waiting::Asked);
        let waiting = open.page(&world).await.waiting;
        assert_eq!(waiting.len(), 1);
        for _ in 0..2 {
            join::waiting::admit(&world.domain, &open.grace, &open.id, &[waiting[0].id.clone()]).await.expect("admitted");
        }
        let mails = outbox::list(&world.domain, &open.grace).await.expect("the outbox");
        assert_eq!(mails.iter().filter(|mail| mail.to.contains("bob@example.org")).count(), 1);
        open.play(&world, &bob).await.expect("he has a place");
        let page = open.page(&world).await;
        assert_eq!((page.status.as_str(), page.waiting.len()), ("Full (2 of 1)", 0));
    }

    async fn newcomers_need_the_passcode_and_an_allowed_address(world: World) {
        let open = public(&world, &guests(|options| {
            options.passcode = "Open Sesame".into();
            options.domains = "example.org".into();
        })).await;
        let new = NewGuest { first_name: "Eve".into(), last_name: "Else".into(), email: "eve@example.com".into() };
        let told = problem(join::enter(&world.domain, &open.token, &new).await);
        assert!(told.beside("email").is_some_and(|why| why.contains("example.org")), "{told}");
        let eve = world.learner("Eve", "eve@example.com").await;
        assert!(problem(open.play(&world, &eve).await).beside("email").is_some());
        let ada = open.guest(&world, "ada@example.org").await;
        assert!(open.landing(&world, &ada).await.passcode);
        assert!(problem(open.play(&world, &ada).await).beside("passcode").is_some());
        let typed = |passcode| Press { passcode, ..Press::default() };
        let play = async |passcode| join::launch_public(&world.domain, &ada, &open.token, typed(passcode)).await;
        for _ in 0..5 {
            assert!(problem(play("open barley").await).beside("passcode").is_some());
        }
        assert!(matches!(problem(play("open sesame").await), Problem::TooMuch(_)), "guessing is slowed down");
        world.domain.clock.advance(2_000);
        play(" open sesame ").await.expect("she gets in");
        open.play(&world, &ada).await.expect("she is not asked again");
    }

    async fn another_instructor_changes_nothing(world: World) {
        let open = public(&world, &Options::default()).await;
        let alan = world.another_instructor().await;
        let (domain, id) = (&world.domain, &open.id);
        for told in [
            problem(invitations::set_options(domain, &alan, id, &Options::default()).await),
            problem(invitations::set_open(domain, &alan, id, false).await),
            problem(invitations::delete(domain, &alan, id).await),
            problem(invitations::restore(domain, &alan, id).await),
            problem(join::waiting::admit(domain, &alan, id, &[]).await),
        ] {
            assert!(matches!(told, Problem::NotFound(_)), "{told}");
        }
    }

    async fn the_list_is_looked_through_by_kind_state_tag_and_words(world: World) {
        let open = public(&world, &Options { tags: "spring, Safety".into(), ..Options::default() }).await;
        let course = open.page(&world).await.course;
        let other = invitations::create_public(&world.domain, &open.grace, &course, &Options::default()).await.expect("another");
        invitations::set_enabled(&world.domain, &open.grace, &other, false).await.expect("disabled");
        let found = async |look: Look| {
            let list = invitations::list(&world.domain, &open.grace, &look).await.expect("the list");
            list.rows.into_iter().map(|row| row.id.0).collect::<Vec<_>>().join(" ")
        };
        let any = Look::default();
        assert_eq!(found(any.clone()).await, format!("{other} {}", open.id));
        assert_eq!(found(Look { tag: "spring".into(), ..any.clone() }).await, open.id.0);
        assert_eq!(found(Look { state: "disabled".into(), ..any.clone() }).await, other.0);
        assert_eq!(found(Look { search: "SAFETY".into(), ..any.clone() }).await, open.id.0);
        assert_eq!(found(Look { course: course.0.clone(), ..any.clone() }).await, format!("{other} {}", open.id));
        assert!(found(Look { kind: "private".into(), ..any }).await.is_empty());
    }
}
