//! What programs do for an instructor: keys, ids of their own, lists.

use crate::on_both;
use crate::world::problem;
use beckon_domain::accounts::Instructor;
use beckon_domain::configuration::With;
use beckon_domain::courses::{demo, imports, programs as courses};
use beckon_domain::invitations::programs::{self as invitations, Change, Terms};
use beckon_domain::listing::{Listing, PAGE};
use beckon_domain::postbacks::{self, Whose};
use beckon_domain::registrations::programs::{
    self as registrations, NewLearner, NewRegistration, Tags,
};
use beckon_domain::tags::{self, Tagged};
use beckon_domain::{Domain, keys, launch_options, secret};
use beckon_model::invitation::{Kind, LetterText};
use beckon_model::key::Scopes;
use beckon_model::launch_option::{LaunchOption, Origin};
use beckon_model::people::Duplicate;
use beckon_model::postback::{PostbackForm, Said};
use beckon_model::result::Depth;
use beckon_model::setting::Sent;
use beckon_model::{CourseId, ImportId, Problem};

async fn import(domain: &Domain, who: &Instructor, name: &str, newer: bool) -> CourseId {
    let expected = imports::expect(domain, who, name, newer, &imports::With::default())
        .await
        .expect("may come");
    let id: ImportId = secret::id();
    let upload = imports::Upload::begin(domain, &id).await.expect("opened");
    upload.finish_with(demo::package()).await.expect("stored");
    imports::enqueue_expected(domain, who, &id, "coffee.zip", &expected, None)
        .await
        .expect("promised");
    assert!(imports::run_next(domain).await.expect("read"));
    courses::named(domain, who, name).await.expect("the course")
}

fn new(name: &str, course: &CourseId, key: &str) -> NewRegistration {
    NewRegistration {
        name: name.to_owned(),
        course: course.clone(),
        version: None,
        xapi_id: None,
        tags: Tags::default(),
        with: With::default(),
        learner: NewLearner {
            key: key.to_owned(),
            first_name: "Ada".to_owned(),
            last_name: key.to_owned(),
            ..NewLearner::default()
        },
    }
}

on_both! {
    async fn a_key_is_good_for_its_application_until_it_is_revoked(world: World) {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let alan = world.another_instructor().await;
        let scopes = Scopes::parse("read write:course").expect("scopes");
        let key = keys::create_first(domain, &grace, "Script", &scopes, false).await.expect("a key");
        let his = keys::create_first(domain, &alan, "Script", &scopes, false).await.expect("a key");
        let caller = keys::by_secret(domain, &key.application.0, &key.secret).await.expect("asked");
        let caller = caller.expect("known");
        assert_eq!(caller.who.id, grace.id);
        for (application, secret) in [(&his.application, &key.secret), (&key.application, &his.secret)] {
            assert!(keys::by_secret(domain, &application.0, secret).await.expect("asked").is_none());
        }
        let until = domain.clock.now() + 60_000;
        let few = Scopes::parse("read:course").expect("scopes");
        let token = keys::token(domain, &caller, "", &few, until).await.expect("a token");
        let by_token = keys::by_token(domain, &token).await.expect("asked").expect("known");
        assert!(by_token.scopes.allow("read:course") && !by_token.scopes.allow("read:ping"));
        let more = Scopes::parse("delete").expect("scopes");
        let refused = problem(keys::token(domain, &caller, "", &more, until).await);
        assert!(refused.beside("scope").is_some());
        let stranger = problem(keys::revoke(domain, &alan, &key.application, &key.id).await);
        assert!(matches!(stranger, Problem::NotFound(_)));
        domain.clock.advance(60_000);
        assert!(keys::by_token(domain, &token).await.expect("asked").is_none());
        keys::change(domain, &grace, (&key.application, &key.id), None, Some(false)).await.expect("rests");
        assert!(keys::by_secret(domain, &key.application.0, &key.secret).await.expect("asked").is_none());
        let full = problem(keys::delete_application(domain, &grace, &key.application).await);
        assert!(matches!(full, Problem::Conflict(_)));
        keys::revoke(domain, &grace, &key.application, &key.id).await.expect("revoked");
        keys::delete_application(domain, &grace, &key.application).await.expect("deleted");
    }

    async fn ids_of_programs_are_each_instructor_s_own(world: World) {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let alan = world.another_instructor().await;
        let hers = import(domain, &grace, "C/1", false).await;
        let his = import(domain, &alan, "C/1", false).await;
        assert_ne!(hers, his);
        assert!(matches!(problem(imports::expect(domain, &grace, "C/1", false, &imports::With::default()).await), Problem::Conflict(_)));
        let first = registrations::create(domain, &grace, &new("R1", &hers, "L1")).await.expect("hers");
        let second = registrations::create(domain, &alan, &new("R1", &his, "L1")).await.expect("his");
        assert_eq!(registrations::named(domain, &grace, "R1").await.expect("hers"), first);
        assert_eq!(registrations::named(domain, &alan, "R1").await.expect("his"), second);
        let again = problem(registrations::create(domain, &grace, &new("R1", &hers, "L1")).await);
        assert!(again.beside("registrationId").is_some());
        // Twice the same learner on one course.
        registrations::create(domain, &grace, &new("R2", &hers, "L1")).await.expect("a second");
        let listing = Listing { learner: Some("L1".to_owned()), ..Listing::default() };
        assert_eq!(registrations::count(domain, &grace, &listing).await.expect("counted"), 2);
        let stolen = problem(registrations::named(domain, &alan, &first.0).await);
        assert!(matches!(stolen, Problem::NotFound(_)));
        let lent = problem(registrations::create(domain, &alan, &new("R3", &hers, "L1")).await);
        assert!(matches!(lent, Problem::NotFound(_)));
    }

    async fn a_newer_package_of_a_program_is_put_in_use(world: World) {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let course = import(domain, &grace, "C1", false).await;
        assert_eq!(import(domain, &grace, "C1", true).await, course);
        let told = courses::told(domain, &grace, &course, None).await.expect("told");
        assert_eq!((told.version, told.name.as_str()), (2, "C1"));
        let all = courses::versions_of(domain, &grace, &course).await.expect("versions");
        assert_eq!(all.iter().map(|one| one.version).collect::<Vec<_>>(), [1, 2]);
    }

    async fn pages_of_a_list_hold_everything_once_in_order(world: World) {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let course = import(domain, &grace, "C1", false).await;
        for n in 0..PAGE + 5 {
            let key = format!("L{:03}", (n * 37) % (PAGE + 5));
            registrations::create(domain, &grace, &new(&format!("R{n}"), &course, &key)).await.expect("made");
        }
        for (order_by, text) in [("created_asc", false), ("updated_desc", false), ("learner_last_name_asc", true)] {
            let first = Listing { order_by: order_by.to_owned(), ..Listing::default() };
            let page = registrations::list(domain, &grace, &first, Depth::default()).await.expect("a page");
            assert_eq!(page.rows.len(), PAGE);
            let rest = page.next.expect("more");
            let rest = registrations::list(domain, &grace, &rest, Depth::default()).await.expect("a page");
            assert!(rest.next.is_none());
            let all: Vec<_> = page.rows.into_iter().chain(rest.rows).collect();
            let mut ids: Vec<_> = all.iter().map(|row| row.id.clone()).collect();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), PAGE + 5, "{order_by}");
            if text {
                assert!(all.is_sorted_by_key(|row| row.learner.last_name.clone()));
            }
        }
        let found = Listing { filter: "l00".to_owned(), filter_by: "learner_last_name".to_owned(), ..Listing::default() };
        assert_eq!(registrations::count(domain, &grace, &found).await.expect("counted"), 10);
        let wrong = Listing { order_by: "shoe_size".to_owned(), ..Listing::default() };
        let refused = problem(registrations::list(domain, &grace, &wrong, Depth::default()).await);
        assert!(refused.beside("orderBy").is_some());
    }

    async fn lists_are_filtered_by_what_a_tag_holds(world: World) {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let course = import(domain, &grace, "C1", false).await;
        let terms = Terms { tags: vec!["Spring 2026".to_owned(), "safety".to_owned()], ..Terms::default() };
        let made = invitations::create_public(domain, &grace, &course, &terms).await.expect("made");
        invitations::create_public(domain, &grace, &course, &Terms::default()).await.expect("made");
        let by = |filter: &str, filter_by: &str| Listing { filter: filter.to_owned(), filter_by: filter_by.to_owned(), ..Listing::default() };
        let found = invitations::list(domain, &grace, &by("spring", "tags")).await.expect("listed");
        let [row] = &found.rows[..] else { panic!("{:?}", found.rows.len()) };
        assert_eq!(row.id, made);
        assert_eq!(invitations::count(domain, &grace, &by("autumn", "tags")).await.expect("counted"), 0);
        assert_eq!(courses::count(domain, &grace, &by("spring", "tags")).await.expect("counted"), 0);
        assert_eq!(registrations::count(domain, &grace, &by("spring", "tags")).await.expect("counted"), 0);
        let refused = problem(invitations::count(domain, &grace, &by("spring", "smell")).await);
        assert!(refused.beside("filterBy").is_some_and(|why| why.contains("tags")));
        let people = problem(invitations::people(domain, &grace, &made, Kind::Public, &by("spring", "tags")).await);
        assert!(people.beside("filterBy").is_some_and(|why| !why.contains("tags")));
    }

    async fn invitations_of_programs_are_listed_without_what_holds_registrations(world: World) {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let course = import(domain, &grace, "C1", false).await;
        registrations::create(domain, &grace, &new("R1", &course, "L1")).await.expect("made");
        let terms = Terms { cap: Some(3), tags: vec!["spring".to_owned()], ..Terms::default() };
        let public = invitations::create_public(domain, &grace, &course, &terms).await.expect("made");
        let addresses = ["ada@example.org".to_owned()];
        let (text, until) = (LetterText::usual(), Terms { expires_at: Some(i64::from(i32::MAX) * 1_000), ..Terms::default() });
        let send = Duplicate::SendExisting;
        let private = invitations::create_private(domain, &grace, &course, &addresses, &text, send, &until).await;
        let private = private.expect("made");
        let all = invitations::list(domain, &grace, &Listing::default()).await.expect("listed");
        assert_eq!(all.rows.len(), 2);
        let tagged = Listing { tags: vec!["autumn".to_owned(), "spring".to_owned()], ..Listing::default() };
        let tagged = invitations::list(domain, &grace, &tagged).await.expect("listed");
        assert_eq!(tagged.rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>(), [public]);
        let people = invitations::people(domain, &grace, &private, Kind::Private, &Listing::default()).await;
        assert_eq!(people.expect("people").rows[0].email, "ada@example.org");
        let told = invitations::told(domain, &grace, &private, Some(Kind::Private)).await.expect("told");
        assert!(told.expires_at.is_some());
        let job = invitations::job(domain, &grace, &private).await.expect("a job");
        assert_eq!((job.total, job.processed, job.cancelled), (1, 0, false));
        let public = invitations::people(domain, &grace, &all.rows[0].id, Kind::Public, &Listing::default()).await;
        assert!(public.expect("people").rows.is_empty());
        courses::delete(domain, &grace, &course).await.expect("deleted");
        assert_eq!(registrations::count(domain, &grace, &Listing::default()).await.expect("counted"), 0);
        assert_eq!(invitations::count(domain, &grace, &Listing::default()).await.expect("counted"), 0);
        assert_eq!(world.blobs(), 0);
    }

    async fn a_registration_is_made_with_all_that_it_is_made_with_or_not_at_all(world: World) {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let course = import(domain, &grace, "C1", false).await;
        let sent = |id: &str, value: &str| Sent { id: id.to_owned(), value: value.to_owned(), explicit: false };
        let postback = |url: &str| PostbackForm { way: "on".to_owned(), url: url.to_owned(), ..PostbackForm::default() };
        let words = |words: &str| vec![words.to_owned()];
        let whole = NewRegistration {
            tags: Tags { registration: words("spring"), course: words("safety"), learner: words("night shift") },
            with: With { postback: Some(postback("https://example.org/results")), settings: vec![sent("finish", "leave")] },
            ..new("R1", &course, "L1")
        };
        let good = whole.clone();
        let mut wrong = Vec::new();
        for edit in [
            |new: &mut NewRegistration| new.tags.registration = vec!["a,b".to_owned()],
            |new: &mut NewRegistration| new.tags.course = vec!["x".repeat(51)],
            |new: &mut NewRegistration| new.tags.learner = (0..21).map(|n| n.to_string()).collect(),
            |new: &mut NewRegistration| new.with.settings[0].value = "sideways".to_owned(),
            |new: &mut NewRegistration| new.with.postback.as_mut().expect("one").url = "mailto:ada".to_owned(),
        ] {
            let mut new = whole.clone();
            edit(&mut new);
            wrong.push(new);
        }
        for new in wrong {
            assert!(matches!(problem(registrations::create(domain, &grace, &new).await), Problem::Fields(_)), "{new:?}");
            assert!(matches!(problem(registrations::named(domain, &grace, "R1").await), Problem::NotFound(_)));
        }
        let tagged = Tagged::Course(course.clone());
        assert!(tags::get(domain, &grace, &tagged).await.expect("tags").is_empty(), "nor is the course tagged");
        let id = registrations::create(domain, &grace, &good).await.expect("made");
        assert_eq!(tags::get(domain, &grace, &tagged).await.expect("tags"), ["safety"]);
        let learner = registrations::learner_named(domain, &grace, "L1").await.expect("a learner");
        assert_eq!(tags::get(domain, &grace, &Tagged::Learner(learner)).await.expect("tags"), ["night shift"]);
        let whose = Whose::Registration(id.clone());
        let options = launch_options::on(domain, &grace, &whose).await.expect("options");
        assert_eq!(options.origin(LaunchOption::Finish), Origin::Registration);
        let setting = postbacks::setting(domain, &grace, &whose).await.expect("a postback");
        assert!(matches!(setting.said, Said::To(postback) if postback.url == "https://example.org/results"));

        let more = Tags { registration: words("autumn"), course: vec!["a,b".to_owned()], learner: Vec::new() };
        assert!(matches!(problem(registrations::tag(domain, &grace, &id, &more).await), Problem::Fields(_)));
        let tagged = Tagged::Registration(id.clone());
        assert_eq!(tags::get(domain, &grace, &tagged).await.expect("tags"), ["spring"]);
        let more = Tags { course: Vec::new(), ..more };
        registrations::tag(domain, &grace, &id, &more).await.expect("tagged");
        assert_eq!(tags::get(domain, &grace, &tagged).await.expect("tags"), ["autumn", "spring"]);
    }

    async fn an_invitation_is_made_with_all_that_it_is_made_with_or_not_at_all(world: World) {
        let (domain, grace) = (&world.domain, world.instructor().await);
        let course = import(domain, &grace, "C1", false).await;
        let terms = |url: &str, finish: &str| Terms {
            with: With {
                postback: Some(PostbackForm { way: "on".to_owned(), url: url.to_owned(), ..PostbackForm::default() }),
                settings: vec![Sent { id: "finish".to_owned(), value: finish.to_owned(), explicit: false }],
            },
            ..Terms::default()
        };
        let create = async |public: bool, terms: &Terms| match public {
            true => invitations::create_public(domain, &grace, &course, terms).await,
            false => {
                let addresses = ["ada@example.org".to_owned()];
                let (text, send) = (LetterText::usual(), Duplicate::SendExisting);
                invitations::create_private(domain, &grace, &course, &addresses, &text, send, terms).await
            }
        };
        let usual = Listing::default();
        for public in [true, false] {
            for wrong in [terms("mailto:ada", "leave"), terms("https://example.org/results", "sideways")] {
                assert!(matches!(problem(create(public, &wrong).await), Problem::Fields(_)));
            }
        }
        assert_eq!(invitations::count(domain, &grace, &usual).await.expect("counted"), 0);
        assert_eq!(registrations::count(domain, &grace, &usual).await.expect("counted"), 0);
        for public in [true, false] {
            let id = create(public, &terms("https://example.org/results", "leave")).await.expect("made");
            let whose = Whose::Invitation(id.clone());
            let setting = postbacks::setting(domain, &grace, &whose).await.expect("a postback");
            assert!(matches!(setting.said, Said::To(_)));
            let options = launch_options::on(domain, &grace, &whose).await.expect("options");
            assert_eq!(options.origin(LaunchOption::Finish), Origin::Invitation);
            let kind = if public { Kind::Public } else { Kind::Private };
            let change = Change {
                enabled: Some(false),
                postback: terms("mailto:ada", "").with.postback,
                ..Change::default()
            };
            let refused = invitations::change(domain, &grace, &id, kind, &change).await;
            assert!(matches!(problem(refused), Problem::Fields(_)));
            let told = invitations::told(domain, &grace, &id, Some(kind)).await.expect("told");
            assert!(told.enabled, "all of a change, or nothing");
        }
    }
}
