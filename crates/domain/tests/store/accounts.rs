//! Setting up accounts and signing in.

use crate::on_both;
use crate::world::{PASSWORD, person, problem};
use beckon_domain::accounts::{self, NewAccount};
use beckon_domain::mail::outbox;
use beckon_model::Problem;

on_both! {
    async fn an_empty_installation_offers_its_first_instructor_once(world: World) {
        assert!(accounts::installation(&world.domain).await.expect("told").empty);
        let grace = world.instructor().await;
        assert!(grace.operator);
        assert!(!accounts::installation(&world.domain).await.expect("told").empty);
        let second = accounts::create_first_instructor(&world.domain, person("Eve", "Late", "eve@example.org")).await;
        assert!(matches!(problem(second), Problem::Refused(_)));
    }

    async fn every_wrong_field_is_told_beside_it(world: World) {
        let new = NewAccount { email: "nobody".to_owned(), password: "short".to_owned(), ..NewAccount::default() };
        let told = problem(accounts::set_up_learner(&world.domain, new).await);
        for field in ["first_name", "last_name", "email", "password"] {
            assert!(told.beside(field).is_some(), "{field}");
        }
    }

    async fn an_unknown_address_is_answered_like_a_wrong_password(world: World) {
        world.learner("Ada", "ada@example.org").await;
        let wrong = problem(accounts::sign_in(&world.domain, "ada@example.org", "not the password").await);
        let unknown = problem(accounts::sign_in(&world.domain, "bob@example.org", "not the password").await);
        assert_eq!(wrong, unknown);
    }

    async fn the_case_of_an_address_does_not_matter(world: World) {
        let ada = world.learner("Ada", "ada@example.org").await;
        let signed_in = accounts::sign_in(&world.domain, " ADA@Example.org ", PASSWORD).await.expect("signed in");
        assert_eq!(Some(signed_in), ada.account);
    }

    async fn guessing_a_password_is_slowed_down_and_waiting_helps(world: World) {
        world.learner("Ada", "ada@example.org").await;
        for _ in 0..5 {
            let told = problem(accounts::sign_in(&world.domain, "ada@example.org", "a wrong guess").await);
            assert!(told.beside("password").is_some());
        }
        let told = problem(accounts::sign_in(&world.domain, "ada@example.org", PASSWORD).await);
        assert!(matches!(told, Problem::TooMuch(_)));
        world.domain.clock.advance(60_000);
        assert!(accounts::sign_in(&world.domain, "ada@example.org", PASSWORD).await.is_ok());
    }

    async fn signing_up_with_an_address_that_has_an_account_needs_its_password(world: World) {
        let ada = world.learner("Ada", "ada@example.org").await;
        let again = accounts::set_up_learner(&world.domain, person("Ada", "Learner", "ada@example.org")).await;
        assert_eq!(Some(again.expect("signed in")), ada.account);
        let mut other = person("Ada", "Learner", "ada@example.org");
        other.password = "another set of words".to_owned();
        assert!(problem(accounts::set_up_learner(&world.domain, other).await).beside("email").is_some());
    }

    async fn a_mailed_code_signs_in_once(world: World) {
        let grace = world.instructor().await;
        accounts::request_code(&world.domain, "grace@example.org").await.expect("asked");
        let mails = outbox::list(&world.domain, &grace).await.expect("the outbox");
        let mail = outbox::find(&world.domain, &grace, &mails[0].id).await.expect("the mail");
        let code = code_in(&mail.text);
        let wrong = accounts::sign_in_with_code(&world.domain, "grace@example.org", "000000x").await;
        assert!(problem(wrong).beside("code").is_some());
        let signed_in = accounts::sign_in_with_code(&world.domain, "grace@example.org", &code).await;
        assert_eq!(signed_in.expect("signed in"), grace.id);
        let twice = accounts::sign_in_with_code(&world.domain, "grace@example.org", &code).await;
        assert!(problem(twice).beside("code").is_some());
    }

    async fn a_code_is_no_good_after_a_quarter_of_an_hour(world: World) {
        let grace = world.instructor().await;
        accounts::request_code(&world.domain, "grace@example.org").await.expect("asked");
        let mails = outbox::list(&world.domain, &grace).await.expect("the outbox");
        let code = code_in(&outbox::find(&world.domain, &grace, &mails[0].id).await.expect("the mail").text);
        world.domain.clock.advance(15 * 60_000);
        let late = accounts::sign_in_with_code(&world.domain, "grace@example.org", &code).await;
        assert!(problem(late).beside("code").is_some());
    }

    async fn asking_for_a_code_tells_nobody_whether_the_address_is_known(world: World) {
        let grace = world.instructor().await;
        assert!(accounts::request_code(&world.domain, "nobody@example.org").await.is_ok());
        assert!(outbox::list(&world.domain, &grace).await.expect("the outbox").is_empty());
    }
}

/// The six digits of a code mail.
fn code_in(text: &str) -> String {
    text.split(|c: char| !c.is_ascii_digit())
        .find(|run| run.len() == 6)
        .expect("a code in the mail")
        .to_owned()
}
