//! Inviting, publicly and privately.

use crate::on_both;
use crate::world::{World, problem};
use beckon_domain::accounts::Instructor;
use beckon_domain::mail::outbox;
use beckon_domain::{invitations, join, recipients, registrations};
use beckon_model::invitation::{Kind, LetterText, Look, Options};
use beckon_model::recipient::Query;
use beckon_model::registration::Progress;
use beckon_model::{CourseId, InvitationId, Problem};

fn letter() -> LetterText {
    LetterText {
        subject: "Take [Course]".to_owned(),
        body: "Dear [User],\n\n[Description]\n\n[URL:Play course]".to_owned(),
    }
}

async fn public(world: &World, who: &Instructor, course: &CourseId) -> (InvitationId, String) {
    let id = invitations::create_public(&world.domain, who, course, &Options::default())
        .await
        .expect("an invitation");
    let url = invitations::page(&world.domain, who, &id)
        .await
        .expect("its page")
        .url;
    (id, url.rsplit('/').next().expect("a token").to_owned())
}

/// The private link in the mail to an address.
async fn link_to(world: &World, who: &Instructor, address: &str) -> String {
    let mails = outbox::list(&world.domain, who).await.expect("the outbox");
    let row = mails
        .iter()
        .find(|m| m.to.contains(address))
        .expect("a mail to the address");
    let text = outbox::find(&world.domain, who, &row.id)
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

on_both! {
    async fn a_public_registration_counts_at_the_first_launch_and_not_before(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let (id, token) = public(&world, &grace, &course).await;
        let ada = world.learner("Ada", "ada@example.org").await;
        let landing = join::landing_public(&world.domain, &token, Some(&ada)).await.expect("the page");
        assert_eq!((landing.kind, landing.progress), (Kind::Public, None));
        let count = async || invitations::page(&world.domain, &grace, &id).await.expect("its page").counts.registrations;
        assert_eq!(count().await, 0);
        for _ in 0..2 {
            join::launch_public(&world.domain, &ada, &token, join::Press::default()).await.expect("played");
            assert_eq!(count().await, 1);
        }
        let landing = join::landing_public(&world.domain, &token, Some(&ada)).await.expect("the page");
        assert_eq!(landing.progress, Some(Progress::Started));
    }

    async fn a_private_invitation_counts_each_address_once_and_mails_each(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let addresses = "Ada Lovelace <ada@example.org>, bob@example.org; ADA@example.org";
        let id = world.invite(&grace, &course, addresses, &letter()).await.expect("invited");
        let page = invitations::page(&world.domain, &grace, &id).await.expect("its page");
        assert_eq!((page.counts.invited, page.counts.registrations, page.counts.started), (2, 2, 0));
        let people = recipients::list(&world.domain, &grace, &id, &Query::default()).await.expect("the people");
        assert!(people.rows.iter().all(|row| row.progress == Progress::Invited && row.delivery.is_some()));
        assert_eq!(outbox::list(&world.domain, &grace).await.expect("the outbox").len(), 2);
        assert_ne!(link_to(&world, &grace, "ada@example.org").await, link_to(&world, &grace, "bob@example.org").await);
    }

    async fn the_history_says_who_did_what_and_stays_its_owners(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let id = world.invite(&grace, &course, "Ada Lovelace <ada@example.org>", &letter())
            .await
            .expect("invited");
        world.domain.clock.advance(60_000);
        invitations::set_enabled(&world.domain, &grace, &id, false).await.expect("disabled");
        let history = invitations::history(&world.domain, &grace, &id, 0).await.expect("the history");
        let said: Vec<_> = history.iter().map(|row| (row.actor.as_str(), row.what.as_str())).collect();
        assert_eq!(said[0], ("Grace Hopper", "disabled the invitation: nobody gets in"));
        assert!(said.contains(&("Grace Hopper", "Ada Lovelace was invited")), "{said:?}");
        assert!(said.contains(&("Grace Hopper", "created the invitation")), "{said:?}");
        let alan = world.another_instructor().await;
        let refused = invitations::history(&world.domain, &alan, &id, 0).await;
        assert!(matches!(problem(refused), Problem::NotFound(_)));
    }

    async fn an_address_that_cannot_be_read_invites_nobody(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let told = world.invite(&grace, &course, "ada@example.org, bob", &letter()).await;
        assert!(problem(told).beside("addresses").is_some_and(|why| why.contains("“bob”")));
        assert!(invitations::list(&world.domain, &grace, &Look::default()).await.expect("the list").rows.is_empty());
        assert!(outbox::list(&world.domain, &grace).await.expect("the outbox").is_empty());
    }

    async fn a_letter_without_a_link_is_not_sent(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let text = LetterText { subject: String::new(), body: "Come and play.".to_owned() };
        let told = problem(world.invite(&grace, &course, "ada@example.org", &text).await);
        assert!(told.beside("subject").is_some() && told.beside("body").is_some());
    }

    async fn opening_a_private_link_changes_nothing(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let id = world.invite(&grace, &course, "ada@example.org", &letter()).await.expect("invited");
        let token = link_to(&world, &grace, "ada@example.org").await;
        let before = invitations::page(&world.domain, &grace, &id).await.expect("its page");
        for _ in 0..3 {
            let landing = crate::world::landing(&world.domain, &token).await.expect("the page");
            assert_eq!(landing.learner.expect("a learner").masked_email, "a…@example.org");
        }
        assert_eq!(invitations::page(&world.domain, &grace, &id).await.expect("its page"), before);
        crate::world::start(&world.domain, &token).await.expect("played");
        let after = invitations::page(&world.domain, &grace, &id).await.expect("its page");
        assert_eq!((after.counts.registrations, after.counts.started), (1, 1));
    }

    async fn a_link_that_is_nobodys_is_not_found(world: World) {
        world.instructor().await;
        for token in ["", "x", "abc-def", "01995-AAAAAAAAAAAAAAAAAAAAAA"] {
            let told = problem(crate::world::landing(&world.domain, token).await);
            assert!(matches!(told, Problem::NotFound(_)), "{token}");
            let told = problem(join::landing_public(&world.domain, token, None).await);
            assert!(matches!(told, Problem::NotFound(_)), "{token}");
        }
    }

    async fn a_disabled_invitation_keeps_everyone_out_until_it_is_enabled(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let (id, token) = public(&world, &grace, &course).await;
        let ada = world.learner("Ada", "ada@example.org").await;
        let launch = async || join::launch_public(&world.domain, &ada, &token, join::Press::default()).await;
        launch().await.expect("played");
        invitations::set_enabled(&world.domain, &grace, &id, false).await.expect("disabled");
        let told = problem(launch().await);
        assert!(matches!(&told, Problem::Refused(why) if why.contains("grace@example.org")), "{told}");
        invitations::set_enabled(&world.domain, &grace, &id, true).await.expect("enabled");
        launch().await.expect("played again");
    }

    async fn another_instructors_invitation_is_not_found(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        let course = world.course(&grace).await;
        let (id, _) = public(&world, &grace, &course).await;
        assert!(matches!(problem(invitations::page(&world.domain, &alan, &id).await), Problem::NotFound(_)));
        assert!(matches!(problem(invitations::set_enabled(&world.domain, &alan, &id, false).await), Problem::NotFound(_)));
        assert!(matches!(problem(invitations::create_public(&world.domain, &alan, &course, &Options::default()).await), Problem::NotFound(_)));
    }

    async fn the_first_page_counts_and_tells_the_latest(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        world.invite(&grace, &course, "Ada Lovelace <ada@example.org>", &letter()).await.expect("invited");
        crate::world::start(&world.domain, &link_to(&world, &grace, "ada@example.org").await).await.expect("played");
        let overview = registrations::overview(&world.domain, &grace).await.expect("the first page");
        assert_eq!((overview.courses, overview.invitations, overview.counts.registrations), (1, 1, 1));
        let told: Vec<&str> = overview.latest.iter().map(|row| row.what.as_str()).collect();
        assert!(told.contains(&"Ada Lovelace was invited") && told.contains(&"Ada Lovelace launched"), "{told:?}");
    }

    async fn a_thousand_people_are_invited_whole_or_not_at_all(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let many: String = (0..1_000).map(|n| format!("learner{n}@example.org\n")).collect();
        let id = world.invite(&grace, &course, &many, &letter()).await.expect("invited");
        let page = invitations::page(&world.domain, &grace, &id).await.expect("its page");
        assert_eq!((page.counts.invited, page.counts.registrations), (1_000, 1_000));
    }
}
