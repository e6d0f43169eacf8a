//! Learners without an account.

use crate::limits::{Public, public};
use crate::on_both;
use crate::world::{World, problem};
use beckon_domain::accounts::{self, NewAccount};
use beckon_domain::join::{self, Confirmed, Entered, NewGuest, SetUp};
use beckon_domain::{invitations, mail::outbox};
use beckon_model::Problem;
use beckon_model::invitation::{Entry, Options};

fn with(entry: Entry) -> Options {
    Options {
        entry,
        ..Options::default()
    }
}

fn ada() -> NewGuest {
    NewGuest {
        first_name: " Ada ".into(),
        last_name: "Lovelace".into(),
        email: "Ada@Example.org".into(),
    }
}

/// The newest code mailed to Ada.
async fn code(world: &World, open: &Public) -> String {
    let mails = outbox::list(&world.domain, &open.grace)
        .await
        .expect("the outbox");
    let mail = mails
        .iter()
        .find(|mail| mail.to.contains("ada@example.org"))
        .expect("a mail");
    let text = outbox::find(&world.domain, &open.grace, &mail.id)
        .await
        .expect("the mail")
        .text;
    text.lines()
        .map(str::trim)
        .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
        .expect("a code")
        .to_owned()
}

on_both! {
    async fn a_new_name_and_address_get_in_and_count_at_the_first_launch(world: World) {
        let open = public(&world, &with(Entry::Name)).await;
        let Entered::In(id) = join::enter(&world.domain, &open.token, &ada()).await.expect("entered") else {
            panic!("a new address needs no code");
        };
        assert_eq!(open.page(&world).await.counts.registrations, 0);
        let guest = join::guest(&world.domain, &open.token, &id).await.expect("told").expect("a guest");
        assert_eq!((guest.name.as_str(), guest.email.as_str()), ("Ada Lovelace", "ada@example.org"));
        open.play(&world, &guest).await.expect("she plays");
        assert_eq!(open.page(&world).await.counts.registrations, 1);
    }

    async fn an_account_for_an_address_that_has_played_is_set_up_by_a_mailed_code_only(world: World) {
        let open = public(&world, &with(Entry::Name)).await;
        let Entered::In(guest) = join::enter(&world.domain, &open.token, &ada()).await.expect("entered") else {
            panic!("a new address needs no code");
        };
        let ada = join::guest(&world.domain, &open.token, &guest).await.expect("told").expect("a guest");
        open.play(&world, &ada).await.expect("she plays");
        let typed = NewAccount {
            first_name: "Ada Augusta".into(),
            last_name: "King Lovelace".into(),
            email: " Ada@Example.org".into(),
            password: "harbour lantern oats".into(),
        };
        let set_up = join::set_up(&world.domain, &open.token, typed.clone()).await.expect("an answer");
        assert_eq!(set_up, SetUp::CodeMailed);
        let early = accounts::sign_in(&world.domain, "ada@example.org", &typed.password).await;
        assert!(problem(early).beside("password").is_some(), "there is no account before the code");
        let code = code(&world, &open).await;
        let confirmed = join::confirm(&world.domain, &open.token, "ada@example.org", &code).await.expect("confirmed");
        let Confirmed::Account(id) = confirmed else { panic!("she asked for an account") };
        assert_eq!(accounts::sign_in(&world.domain, "ada@example.org", &typed.password).await.expect("signed in"), id);
        let learner = accounts::learner(&world.domain, &id).await.expect("a learner");
        assert_eq!((&learner.id, &*learner.name), (&guest, "Ada Augusta King Lovelace"));
    }

    async fn an_account_for_a_new_address_needs_no_code(world: World) {
        let open = public(&world, &with(Entry::Account)).await;
        let typed = NewAccount {
            first_name: "Ada".into(),
            last_name: "Lovelace".into(),
            email: "ada@example.org".into(),
            password: "harbour lantern oats".into(),
        };
        let first = join::set_up(&world.domain, &open.token, typed.clone()).await.expect("set up");
        assert!(matches!(first, SetUp::In(_)));
        assert_eq!(join::set_up(&world.domain, &open.token, typed).await.expect("signed in"), first);
    }

    async fn an_address_that_is_known_is_confirmed_by_a_code_before_it_goes_on(world: World) {
        let open = public(&world, &with(Entry::Name)).await;
        let first = open.guest(&world, "ada@example.org").await;
        open.play(&world, &first).await.expect("she plays");
        let again = join::enter(&world.domain, &open.token, &ada()).await.expect("told");
        assert_eq!(again, Entered::CodeMailed, "typing an address is no proof of it");
        let wrong = problem(join::confirm(&world.domain, &open.token, "ada@example.org", "000000x").await);
        assert!(wrong.beside("code").is_some());
        let code = code(&world, &open).await;
        let confirmed = join::confirm(&world.domain, &open.token, "ADA@example.org ", &code).await.expect("confirmed");
        let Confirmed::Guest(id) = confirmed else { panic!("a guest sets up no account") };
        assert_eq!(id, first.id);
        assert_eq!(open.page(&world).await.counts.registrations, 1);
        let used = problem(join::confirm(&world.domain, &open.token, "ada@example.org", &code).await);
        assert!(used.beside("code").is_some(), "a code works once");
    }

    async fn with_a_code_asked_for_nobody_gets_in_by_an_address_alone(world: World) {
        let open = public(&world, &with(Entry::Code)).await;
        assert_eq!(join::enter(&world.domain, &open.token, &ada()).await.expect("told"), Entered::CodeMailed);
        let code = code(&world, &open).await;
        world.domain.clock.advance(16 * 60_000);
        let late = problem(join::confirm(&world.domain, &open.token, "ada@example.org", &code).await);
        assert!(late.beside("code").is_some(), "a code is good for 15 minutes");
    }

    async fn a_code_is_guessed_at_five_times_only_and_asked_for_five_times_an_hour(world: World) {
        let open = public(&world, &with(Entry::Code)).await;
        join::enter(&world.domain, &open.token, &ada()).await.expect("told");
        let right = code(&world, &open).await;
        for n in 0..5 {
            let guess = format!("{:06}", (right.parse::<u32>().expect("digits") + n + 1) % 1_000_000);
            problem(join::confirm(&world.domain, &open.token, "ada@example.org", &guess).await);
        }
        problem(join::confirm(&world.domain, &open.token, "ada@example.org", &right).await);
        for _ in 0..4 {
            join::enter(&world.domain, &open.token, &ada()).await.expect("another code");
        }
        let told = problem(join::enter(&world.domain, &open.token, &ada()).await);
        assert!(matches!(told, Problem::TooMuch(_)), "{told}");
    }

    async fn where_an_account_is_asked_for_guests_stay_out_also_those_who_entered_before(world: World) {
        let open = public(&world, &with(Entry::Name)).await;
        let guest = open.guest(&world, "ada@example.org").await;
        open.play(&world, &guest).await.expect("she plays");
        invitations::set_options(&world.domain, &open.grace, &open.id, &Options::default()).await.expect("changed");
        assert!(matches!(problem(join::enter(&world.domain, &open.token, &ada()).await), Problem::Refused(_)));
        assert!(join::guest(&world.domain, &open.token, &guest.id).await.expect("told").is_none());
        assert!(open.landing(&world, &guest).await.learner.is_none());
        assert!(matches!(problem(open.play(&world, &guest).await), Problem::SignedOut));
    }

    async fn a_guest_says_all_of_who_it_is(world: World) {
        let open = public(&world, &with(Entry::Name)).await;
        let told = problem(join::enter(&world.domain, &open.token, &NewGuest::default()).await);
        for field in ["first_name", "last_name", "email"] {
            assert!(told.beside(field).is_some(), "{field}");
        }
    }
}
