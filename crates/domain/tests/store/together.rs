//! Batches of several launches that arrive together.

use crate::on_both;
use crate::world::World;
use beckon_domain::play::{self, Commit, Stop};
use beckon_domain::{Db, Domain, Result, execute, fetch_one, invitations, join, secret};
use beckon_model::invitation::Options;
use serde_json::json;
use std::time::Duration;

/// Launches of so many learners, each with its course open and one batch taken in; gives their tickets.
async fn launches(world: &World, learners: usize) -> Vec<String> {
    invited(world, learners).await.1
}

/// The same, and before it the token of the public invitation.
async fn invited(world: &World, learners: usize) -> (String, Vec<String>) {
    let grace = world.instructor().await;
    let course = world.course(&grace).await;
    let options = Options::default();
    let invitation = invitations::create_public(&world.domain, &grace, &course, &options)
        .await
        .expect("an invitation");
    let page = invitations::page(&world.domain, &grace, &invitation).await;
    let url = page.expect("its page").url;
    let token = url.rsplit('/').next().expect("a token");
    let mut tickets = Vec::new();
    for n in 0..learners {
        let learner = world.learner("Ada", &format!("ada{n}@example.org")).await;
        let player = join::launch_public(&world.domain, &learner, token, join::Press::default())
            .await
            .expect("a launch");
        let ticket = ticket_of(&player);
        begin(world, &ticket).await;
        tickets.push(ticket);
    }
    (token.to_owned(), tickets)
}

fn ticket_of(player: &str) -> String {
    let ticket = player.trim_end_matches('/').rsplit('/').next();
    ticket.expect("a ticket").to_owned()
}

/// Opens the course, and sends the first batch.
async fn begin(world: &World, ticket: &str) {
    let begun = play::begin(&world.domain, ticket).await.expect("an answer");
    let begun = begun.expect("it begins");
    let mut items = begun.course.launchable();
    let item = items.next().expect("an activity").identifier.clone();
    let opened = batch(1, json!([["begin", item], ["init"]]));
    let taken = play::commit(&world.domain, ticket, &opened).await;
    taken.expect("an answer").expect("taken in");
}

fn batch(seq: i64, entries: serde_json::Value) -> Commit {
    serde_json::from_value(json!({ "seq": seq, "entries": entries })).expect("a batch")
}

fn location(seq: i64) -> Commit {
    batch(seq, json!([["set", "cmi.core.lesson_location", "7"]]))
}

/// Sends all at once while somebody else writes, so that they wait for each other; then `after` happens, and the other
/// is done. Gives the answers in the order of the batches.
async fn at_once(
    domain: &Domain,
    batches: Vec<(String, Commit)>,
    after: impl Future<Output = ()>,
) -> Vec<Result<std::result::Result<play::Committed, Stop>>> {
    let other = domain.db.begin_write().await.expect("a transaction");
    // Asked in their order, by one task.
    let sent = batches
        .iter()
        .map(|(ticket, batch)| play::commit(domain, ticket, batch));
    let (answers, ()) = tokio::join!(futures::future::join_all(sent), async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        tokio::join!(after, async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            drop(other);
        });
    });
    answers
}

async fn seq(db: &Db, ticket: &str) -> i64 {
    let sql = "SELECT seq FROM launches WHERE ticket_hash = $1";
    let row = fetch_one!(&mut &*db, (i64,), sql, secret::hash(ticket));
    row.expect("a launch").0
}

on_both! {
    async fn each_is_answered_for_itself(world: World) {
        let tickets = launches(&world, 6).await;
        let mut batches: Vec<_> = tickets.iter().map(|ticket| (ticket.clone(), location(2))).collect();
        batches[1].1 = batch(2, json!([["set", "cmi.core.score.raw", "lots"]]));
        batches[2].1 = location(3);
        batches[3].1 = location(1);
        let answers = at_once(&world.domain, batches, async {}).await;
        let answers: Vec<_> = answers.into_iter().map(|answer| answer.expect("an answer")).collect();
        assert!(matches!(&answers[1], Err(Stop::Illegal(_))));
        assert_eq!(answers[2].as_ref().err(), Some(&Stop::Gap(1)));
        assert_eq!(answers[3].as_ref().expect("acknowledged again").seq, 1);
        for n in [0, 4, 5] {
            assert_eq!(answers[n].as_ref().expect("taken in").seq, 2);
        }
        let mut kept = Vec::new();
        for ticket in &tickets {
            kept.push(seq(&world.domain.db, ticket).await);
        }
        assert_eq!(kept, [2, 1, 1, 1, 2, 2]);
    }

    async fn one_that_cannot_be_written_does_no_harm_to_the_others(world: World) {
        let tickets = launches(&world, 5).await;
        let mut tx = world.domain.db.begin_write().await.expect("a transaction");
        let broken = "UPDATE activity_states SET state = '{' WHERE registration_id =
                      (SELECT registration_id FROM launches WHERE ticket_hash = $1)";
        execute!(&mut tx, broken, secret::hash(&tickets[2])).expect("broken");
        tx.commit().await.expect("committed");
        let batches = tickets.iter().map(|ticket| (ticket.clone(), location(2))).collect();
        let answers = at_once(&world.domain, batches, async {}).await;
        for (n, answer) in answers.into_iter().enumerate() {
            let kept = seq(&world.domain.db, &tickets[n]).await;
            if n == 2 {
                assert!(answer.is_err());
                assert_eq!(kept, 1);
            } else {
                assert_eq!(answer.expect("an answer").expect("taken in").seq, 2);
                assert_eq!(kept, 2);
            }
        }
    }

    async fn those_of_one_launch_keep_their_order(world: World) {
        let tickets = launches(&world, 2).await;
        // On PostgreSQL the player's own order has to do: it sends the next when the last was acknowledged.
        let together = matches!(world.domain.db, Db::Sqlite(_));
        let last = if together { 9 } else { 2 };
        let batches = (2..=last).map(|n| (tickets[0].clone(), location(n))).collect();
        for answer in at_once(&world.domain, batches, async {}).await {
            answer.expect("an answer").expect("taken in");
        }
        assert_eq!(seq(&world.domain.db, &tickets[0]).await, last);
        assert_eq!(seq(&world.domain.db, &tickets[1]).await, 1);
    }

    async fn launches_and_batches_of_one_registration_never_wait_in_a_circle(world: World) {
        let (token, tickets) = invited(&world, 1).await;
        let ada = world.learner("Ada", "ada0@example.org").await;
        let mut ticket = tickets[0].clone();
        for round in 2..10 {
            let batch = location(2);
            let launch = || join::launch_public(&world.domain, &ada, &token, join::Press::default());
            let (sent, launched) = tokio::join!(
                play::commit(&world.domain, &ticket, &batch),
                futures::future::join_all([launch(), launch(), launch(), launch()]),
            );
            // Either came before the launches, or is told that they took over.
            let sent = sent.expect("an answer").map(|kept| kept.seq);
            assert!(matches!(sent, Ok(2) | Err(Stop::Replaced)), "{round}: {sent:?}");
            let mut open = Vec::new();
            for url in launched {
                let newer = ticket_of(&url.expect("a launch"));
                match play::begin(&world.domain, &newer).await.expect("an answer") {
                    Ok(_) => open.push(newer),
                    Err(stop) => assert_eq!(stop, Stop::Replaced),
                }
            }
            assert_eq!(open.len(), 1, "{round}");
            ticket = open.remove(0);
            begin(&world, &ticket).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_told_that_a_group_was_kept_which_was_not() {
    let world = World::sqlite().await;
    let tickets = launches(&world, 4).await;
    let batches = tickets.iter().map(|t| (t.clone(), location(2))).collect();
    let answers = at_once(&world.domain, batches, world.domain.db.close()).await;
    let url = format!(
        "sqlite:{}",
        world.folder.path().join("beckon.sqlite").display()
    );
    let db = Db::open(&url).await.expect("opened again");
    for (ticket, answer) in tickets.iter().zip(answers) {
        assert!(answer.is_err());
        assert_eq!(seq(&db, ticket).await, 1);
    }
}
