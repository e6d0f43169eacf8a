//! What a browser that remembers somebody else leaves behind.

use crate::on_both;
use crate::world::World;
use beckon_domain::accounts::Instructor;
use beckon_domain::{flags, invitations, join, recipients, registrations};
use beckon_model::RegistrationId;
use beckon_model::invitation::Options;
use beckon_model::launch::IdentityChoice;
use beckon_model::recipient::Query;
use beckon_model::result::Depth;

/// The flags of Bob's registration after he plays where Ada is remembered.
async fn flags_after(world: &World, choice: IdentityChoice) -> Vec<String> {
    after(world, choice).await.2
}

/// The same, with whose invitation it is and which registration.
async fn after(world: &World, choice: IdentityChoice) -> (Instructor, RegistrationId, Vec<String>) {
    let grace = world.instructor().await;
    let course = world.course(&grace).await;
    let id = invitations::create_public(&world.domain, &grace, &course, &Options::default())
        .await
        .expect("an invitation");
    let url = invitations::page(&world.domain, &grace, &id)
        .await
        .expect("its page")
        .url;
    let token = url.rsplit('/').next().expect("a token");
    let (ada, bob) = (
        world.learner("Ada", "ada@example.org").await,
        world.learner("Bob", "bob@example.org").await,
    );
    join::launch_public(&world.domain, &ada, token, join::Press::default())
        .await
        .expect("Ada plays");
    join::launch_public(
        &world.domain,
        &bob,
        token,
        join::Press {
            stored: Some(ada.id.clone()),
            choice,
            ..join::Press::default()
        },
    )
    .await
    .expect("Bob plays");
    let page = invitations::page(&world.domain, &grace, &id)
        .await
        .expect("its page");
    let people = recipients::list(&world.domain, &grace, &id, &Query::default())
        .await
        .expect("the people");
    let flags = |email: &str| {
        people
            .rows
            .iter()
            .find(|l| l.email == email)
            .map(|l| l.flags.clone())
            .expect("a learner")
    };
    assert!(
        flags("ada@example.org").is_empty(),
        "Ada's own registration is untouched"
    );
    assert_eq!(
        page.counts.registrations, 2,
        "each has a registration of his own"
    );
    assert_eq!(
        page.counts.flagged,
        i64::from(!flags("bob@example.org").is_empty())
    );
    let bob = people.rows.iter().find(|l| l.email == "bob@example.org");
    let id = bob.expect("Bob").registration.clone();
    (grace, id, flags("bob@example.org"))
}

on_both! {
    async fn programs_are_told_of_a_flag_with_the_attempt_that_it_is_about(world: World) {
        let (grace, id, flags) = after(&world, IdentityChoice::Continue).await;
        let domain = &world.domain;
        let told = async |attempt| {
            let result = registrations::results(domain, &grace, &id, attempt, Depth::default()).await;
            result.expect("results").flags
        };
        assert_eq!(told(None).await, flags);
        registrations::start_over(domain, &grace, &id, 1).await.expect("started over");
        assert!(told(None).await.is_empty());
        assert_eq!(told(Some(1)).await, flags);
        let page = registrations::page(domain, &grace, &id, None).await.expect("its page");
        flags::dismiss(domain, &grace, &page.flags[0].id).await.expect("dismissed");
        assert!(told(Some(1)).await.is_empty(), "what was found fine is told no more");
    }

    async fn continuing_as_another_than_the_account_is_flagged(world: World) {
        let flags = flags_after(&world, IdentityChoice::Continue).await;
        assert!(flags.len() == 1 && flags[0].contains("Continue as Ada Learner"), "{flags:?}");
    }

    async fn someone_else_who_leaves_the_other_remembered_is_flagged(world: World) {
        let flags = flags_after(&world, IdentityChoice::ElseKept).await;
        assert!(flags.len() == 1 && flags[0].contains("still remembers Ada Learner"), "{flags:?}");
    }

    async fn someone_else_who_has_the_other_forgotten_is_not(world: World) {
        assert!(flags_after(&world, IdentityChoice::ElseCleared).await.is_empty());
    }
}
