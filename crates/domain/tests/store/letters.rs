//! Letters kept under a name, mailed to their writer, and changed later.

use crate::on_both;
use crate::world::problem;
use beckon_domain::mail::outbox;
use beckon_domain::{invitations, letters};
use beckon_model::Problem;
use beckon_model::email::parse_list;
use beckon_model::invitation::{LetterText, Options};

fn letter(subject: &str) -> LetterText {
    LetterText {
        subject: subject.to_owned(),
        body: "Dear [User],\n\n[URL:Play course]".to_owned(),
    }
}

on_both! {
    async fn a_letter_is_kept_under_a_name_changed_and_deleted(world: World) {
        let grace = world.instructor().await;
        let id = letters::save(&world.domain, &grace, " For  sailors ", &letter("Ahoy")).await.expect("kept");
        letters::save(&world.domain, &grace, "for cooks", &letter("Hot")).await.expect("kept");
        let names = async || -> Vec<String> {
            let kept = letters::list(&world.domain, &grace).await.expect("the list");
            kept.into_iter().map(|kept| kept.name).collect()
        };
        assert_eq!(names().await, ["for cooks", "For sailors"]);
        letters::change(&world.domain, &grace, &id, "For all", &letter("Hello")).await.expect("changed");
        letters::change(&world.domain, &grace, &id, "For all", &letter("Hello again")).await.expect("under its own name");
        let found = letters::find(&world.domain, &grace, &id).await.expect("found");
        assert_eq!((found.name.as_str(), found.text.subject.as_str()), ("For all", "Hello again"));
        letters::delete(&world.domain, &grace, &id).await.expect("deleted");
        assert_eq!(names().await, ["for cooks"]);
        assert!(matches!(problem(letters::find(&world.domain, &grace, &id).await), Problem::NotFound(_)));
    }

    async fn a_name_is_given_once_by_each_instructor(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        letters::save(&world.domain, &grace, "Mine", &letter("a")).await.expect("kept");
        let other = letters::save(&world.domain, &grace, "Other", &letter("b")).await.expect("kept");
        for told in [
            problem(letters::save(&world.domain, &grace, "Mine", &letter("c")).await),
            problem(letters::change(&world.domain, &grace, &other, "Mine", &letter("c")).await),
            problem(letters::save(&world.domain, &grace, "  ", &letter("c")).await),
        ] {
            assert!(told.beside("template").is_some(), "{told}");
        }
        letters::save(&world.domain, &alan, "Mine", &letter("d")).await.expect("kept by another");
    }

    async fn another_instructors_letters_are_not_found(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        let id = letters::save(&world.domain, &grace, "Mine", &letter("a")).await.expect("kept");
        assert!(letters::list(&world.domain, &alan).await.expect("the list").is_empty());
        for told in [
            problem(letters::find(&world.domain, &alan, &id).await),
            problem(letters::change(&world.domain, &alan, &id, "Taken", &letter("b")).await),
            problem(letters::delete(&world.domain, &alan, &id).await),
        ] {
            assert!(matches!(told, Problem::NotFound(_)), "{told}");
        }
        assert_eq!(letters::find(&world.domain, &grace, &id).await.expect("still there").name, "Mine");
    }

    async fn a_test_is_mailed_to_the_instructor_with_a_link_that_explains_itself(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let to = letters::send_test(&world.domain, &grace, Some(&course), &letter("Take [Course]")).await.expect("sent");
        assert_eq!(to, "grace@example.org");
        let mails = outbox::list(&world.domain, &grace).await.expect("the outbox");
        assert_eq!(mails.len(), 1);
        assert!(mails[0].subject.starts_with("[Test] Take ") && mails[0].to.contains("grace@example.org"));
        let mail = outbox::find(&world.domain, &grace, &mails[0].id).await.expect("the mail");
        assert!(mail.text.contains("Dear Grace Hopper,") && mail.text.contains("Play course: http://localhost:3000/example-link"));
    }

    async fn ten_tests_an_hour_are_enough_and_one_hears_when_again(world: World) {
        let grace = world.instructor().await;
        let send = async || letters::send_test(&world.domain, &grace, None, &letter("Hi")).await;
        for _ in 0..letters::TESTS_MAX {
            send().await.expect("sent");
            world.domain.clock.advance(60_000);
        }
        let told = problem(send().await);
        assert!(matches!(&told, Problem::TooMuch(why) if why.contains("in 50 minutes")), "{told}");
        world.domain.clock.advance(49 * 60_000);
        assert!(problem(send().await).to_string().contains("in a minute"));
        world.domain.clock.advance(60_000);
        send().await.expect("sent again");
        let mails = outbox::list(&world.domain, &grace).await.expect("the outbox");
        assert_eq!(mails.len() as i64, letters::TESTS_MAX + 1);
    }

    async fn tests_sent_at_the_same_moment_are_counted_each(world: World) {
        let grace = world.instructor().await;
        let text = letter("Hi");
        let tries = (0..20).map(|_| letters::send_test(&world.domain, &grace, None, &text));
        let sent = futures::future::join_all(tries).await.into_iter().filter(Result::is_ok).count();
        assert_eq!(sent as i64, letters::TESTS_MAX);
    }

    async fn a_test_that_could_not_be_sent_is_not_counted(world: World) {
        let grace = world.instructor().await;
        let empty = LetterText::default();
        for _ in 0..=letters::TESTS_MAX {
            let told = problem(letters::send_test(&world.domain, &grace, None, &empty).await);
            assert!(told.beside("subject").is_some() && told.beside("body").is_some());
        }
        letters::send_test(&world.domain, &grace, None, &letter("Hi")).await.expect("sent");
    }

    async fn a_preview_is_filled_for_whom_it_is_asked(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        let course = world.course(&grace).await;
        let people = parse_list("ada@example.org, Bob Byrne <bob@example.org>").people;
        let text = letter("[User]: [Course]");
        let preview = async |person| letters::preview(&world.domain, &grace, Some(&course), person, &text).await.expect("filled");
        assert_eq!(preview(people.first()).await.to, "ada@example.org");
        let bobs = preview(people.get(1)).await;
        assert_eq!(bobs.to, "Bob Byrne <bob@example.org>");
        assert!(bobs.subject.starts_with("Bob Byrne: ") && bobs.html.contains("Dear Bob Byrne,"));
        assert_eq!(preview(None).await.to, "each recipient");
        let refused = letters::preview(&world.domain, &alan, Some(&course), None, &text).await;
        assert!(matches!(problem(refused), Problem::NotFound(_)));
        let of_none = letters::preview(&world.domain, &alan, None, None, &text).await.expect("an example");
        assert!(of_none.subject.ends_with("Title of the course"));
    }

    async fn the_letter_of_an_invitation_is_changed_for_what_is_mailed_from_then_on(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        let course = world.course(&grace).await;
        let people = "Ada <ada@example.org>";
        let id = world.invite(&grace, &course, people, &letter("Old")).await.expect("invited");
        letters::change_of_invitation(&world.domain, &grace, &id, &letter("New")).await.expect("changed");
        let start = letters::of_invitation(&world.domain, &grace, &id).await.expect("the letter");
        assert_eq!(start.letter.subject, "New");
        assert_eq!(start.people.iter().map(|p| p.email.as_str()).collect::<Vec<_>>(), ["ada@example.org"]);
        let promised = outbox::list(&world.domain, &grace).await.expect("the outbox");
        assert_eq!(promised[0].subject, "Old");
        let history = invitations::history(&world.domain, &grace, &id, 0).await.expect("the history");
        assert!(history.iter().any(|row| row.what == "changed the letter" && row.actor == "Grace Hopper"));
        let told = problem(letters::change_of_invitation(&world.domain, &grace, &id, &LetterText::default()).await);
        assert!(told.beside("body").is_some());
        let told = problem(letters::change_of_invitation(&world.domain, &alan, &id, &letter("His")).await);
        assert!(matches!(told, Problem::NotFound(_)));
    }

    async fn a_public_invitation_has_no_letter(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let id = invitations::create_public(&world.domain, &grace, &course, &Options::default()).await.expect("made");
        for told in [
            problem(letters::of_invitation(&world.domain, &grace, &id).await),
            problem(letters::change_of_invitation(&world.domain, &grace, &id, &letter("x")).await),
        ] {
            assert!(matches!(told, Problem::Refused(_)), "{told}");
        }
    }
}
