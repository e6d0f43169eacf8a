//! Tags on everything that has them.

use crate::on_both;
use crate::play::Stage;
use crate::world::{World, problem};
use beckon_domain::accounts::Instructor;
use beckon_domain::tags::{self, Tagged};
use beckon_domain::{courses, db, fetch_one, recipients, registrations};
use beckon_model::recipient::{Deed, Query, UNDO_DAYS};
use beckon_model::{InvitationId, LearnerId, Problem, RegistrationId};

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

async fn of(world: &World, who: &Instructor, what: &Tagged) -> Vec<String> {
    tags::get(&world.domain, who, what).await.expect("tags")
}

async fn people(
    world: &World,
    who: &Instructor,
    id: &InvitationId,
    query: &str,
) -> (Vec<String>, i64) {
    let people = recipients::list(&world.domain, who, id, &Query::parse(query))
        .await
        .expect("people");
    (
        people.rows.into_iter().map(|row| row.email).collect(),
        people.matching,
    )
}

async fn learner(world: &World, who: &Instructor, id: &RegistrationId) -> LearnerId {
    registrations::page(&world.domain, who, id, None)
        .await
        .expect("a page")
        .learner
}

async fn invited(
    world: &World,
    who: &Instructor,
    addresses: &str,
) -> (InvitationId, Vec<RegistrationId>) {
    let course = world.course(who).await;
    let id = world.invite_briefly(who, &course, addresses).await;
    let query = Query::parse("sort=invited&order=asc");
    let rows = recipients::list(&world.domain, who, &id, &query)
        .await
        .expect("people")
        .rows;
    (id, rows.into_iter().map(|row| row.registration).collect())
}

on_both! {
    async fn each_thing_has_tags_of_its_own(world: World) {
        let stage = Stage::set(&world).await;
        stage.launch(&world).await;
        let grace = &stage.grace;
        let registration = stage.row(&world).await.registration;
        let course = courses::library(&world.domain, grace).await.expect("the library")[0].id.clone();
        let learner = learner(&world, grace, &registration).await;
        for (what, tag) in [
            (Tagged::Course(course.clone()), "safety"),
            (Tagged::Invitation(stage.invitation.clone()), "spring"),
            (Tagged::Registration(registration.clone()), "late"),
            (Tagged::Learner(learner), "Night shift"),
        ] {
            assert!(of(&world, grace, &what).await.is_empty());
            tags::set(&world.domain, grace, &what, &format!("{tag}, {tag},a")).await.expect("set");
            let mut expected = words(&[tag, "a"]);
            expected.sort();
            assert_eq!(of(&world, grace, &what).await, expected);
            tags::set(&world.domain, grace, &what, tag).await.expect("set");
            assert_eq!(of(&world, grace, &what).await, [tag]);
        }
        assert_eq!(courses::library(&world.domain, grace).await.expect("the library")[0].tags, ["safety"]);
        assert_eq!(courses::page(&world.domain, grace, &course).await.expect("its page").tags, ["safety"]);
        let page = registrations::page(&world.domain, grace, &registration, None).await.expect("its page");
        assert_eq!((page.tags, page.learner_tags), (words(&["late"]), words(&["Night shift"])));
    }

    async fn tags_are_added_to_many_and_taken_from_one(world: World) {
        let grace = world.instructor().await;
        let (_, ids) = invited(&world, &grace, "ada@example.org, bob@example.org").await;
        let all: Vec<_> = ids.into_iter().map(Tagged::Registration).collect();
        tags::set(&world.domain, &grace, &all[0], "a").await.expect("set");
        for _ in 0..2 {
            tags::add(&world.domain, &grace, &all, &words(&["a", "b"])).await.expect("added");
        }
        assert_eq!((of(&world, &grace, &all[0]).await, of(&world, &grace, &all[1]).await), (words(&["a", "b"]), words(&["a", "b"])));
        tags::remove(&world.domain, &grace, &all[..1], &words(&["a", "never had"])).await.expect("removed");
        assert_eq!((of(&world, &grace, &all[0]).await, of(&world, &grace, &all[1]).await), (words(&["b"]), words(&["a", "b"])));
    }

    async fn a_batch_that_can_not_be_taken_whole_changes_nothing(world: World) {
        let grace = world.instructor().await;
        let (_, ids) = invited(&world, &grace, "ada@example.org").await;
        let (known, unknown) = (Tagged::Registration(ids[0].clone()), Tagged::Registration("nobody".into()));
        let both = [known.clone(), unknown];
        let refused = tags::add(&world.domain, &grace, &both, &words(&["a"])).await;
        assert!(matches!(problem(refused), Problem::NotFound(_)));
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        tags::add(&world.domain, &grace, &both[..1], &many).await.expect("twenty");
        let refused = tags::add(&world.domain, &grace, &both[..1], &words(&["one more"])).await;
        assert!(problem(refused).beside("tags").is_some());
        assert_eq!(of(&world, &grace, &known).await.len(), 20);
    }

    async fn another_instructor_has_other_tags_and_sees_none_of_mine(world: World) {
        let (grace, alan) = (world.instructor().await, world.another_instructor().await);
        let (_, mine) = invited(&world, &grace, "ada@example.org").await;
        let ada = learner(&world, &grace, &mine[0]).await;
        for what in [Tagged::Registration(mine[0].clone()), Tagged::Learner(ada.clone())] {
            assert!(matches!(problem(tags::get(&world.domain, &alan, &what).await), Problem::NotFound(_)));
            assert!(matches!(problem(tags::set(&world.domain, &alan, &what, "x").await), Problem::NotFound(_)));
        }
        invited(&world, &alan, "ada@example.org").await;
        tags::set(&world.domain, &alan, &Tagged::Learner(ada.clone()), "his").await.expect("set");
        tags::set(&world.domain, &grace, &Tagged::Learner(ada.clone()), "hers").await.expect("set");
        assert_eq!(of(&world, &grace, &Tagged::Learner(ada.clone())).await, ["hers"]);
        assert_eq!(of(&world, &alan, &Tagged::Learner(ada)).await, ["his"]);
    }

    async fn people_are_found_by_their_tags_and_by_those_of_their_registrations(world: World) {
        let grace = world.instructor().await;
        let (id, ids) = invited(&world, &grace, "ada@example.org, bob@example.org, cy@example.org").await;
        let ada = learner(&world, &grace, &ids[0]).await;
        tags::set(&world.domain, &grace, &Tagged::Learner(ada), "night shift").await.expect("set");
        tags::set(&world.domain, &grace, &Tagged::Registration(ids[1].clone()), "night shift, late").await.expect("set");
        let found = people(&world, &grace, &id, "tag=night%20shift&sort=name").await;
        assert_eq!(found, (words(&["ada@example.org", "bob@example.org"]), 2));
        assert_eq!(people(&world, &grace, &id, "tag=late&q=bob").await, (words(&["bob@example.org"]), 1));
        assert_eq!(people(&world, &grace, &id, "tag=none").await, (Vec::new(), 0));
        assert_eq!(people(&world, &grace, &id, "").await.1, 3);
        let chosen = recipients::Chosen::Matching(Query::parse("tag=late"));
        let did = recipients::act(&world.domain, &grace, &id, &chosen, Deed::KeepOut, 0).await.expect("done");
        assert_eq!(did.done, 1);
        let listed = recipients::list(&world.domain, &grace, &id, &Query::default()).await.expect("people");
        assert_eq!(listed.tags, ["late", "night shift"]);
    }

    async fn learners_of_a_public_invitation_are_found_by_tags_too(world: World) {
        let stage = Stage::set(&world).await;
        stage.launch(&world).await;
        let row = stage.row(&world).await;
        tags::set(&world.domain, &stage.grace, &Tagged::Registration(row.registration), "late").await.expect("set");
        assert_eq!(people(&world, &stage.grace, &stage.invitation, "tag=late").await.1, 1);
        assert_eq!(people(&world, &stage.grace, &stage.invitation, "tag=early").await.1, 0);
    }

    async fn tags_go_with_the_registration_and_with_the_last_of_a_learner(world: World) {
        let grace = world.instructor().await;
        let (first, one) = invited(&world, &grace, "ada@example.org").await;
        let (second, two) = invited(&world, &grace, "ada@example.org").await;
        let ada = learner(&world, &grace, &one[0]).await;
        for what in [Tagged::Registration(one[0].clone()), Tagged::Registration(two[0].clone()), Tagged::Learner(ada)] {
            tags::set(&world.domain, &grace, &what, "x").await.expect("set");
        }
        for (invitation, left) in [(first, 2), (second, 0)] {
            let all = recipients::Chosen::Matching(Query::default());
            recipients::act(&world.domain, &grace, &invitation, &all, Deed::Delete, 0).await.expect("deleted");
            world.domain.clock.advance(UNDO_DAYS * 24 * 3_600_000 + 1);
            recipients::sweep(&world.domain).await.expect("swept");
            assert_eq!(count(&world.domain.db).await, left);
        }
    }
}

async fn count(db: &db::Db) -> i64 {
    fetch_one!(&mut { db }, (i64,), "SELECT COUNT(*) FROM tags")
        .expect("a count")
        .0
}
