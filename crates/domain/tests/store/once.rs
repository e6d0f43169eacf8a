//! Calls that programs want done once.

use crate::on_both;
use crate::world::problem;
use beckon_domain::accounts::Instructor;
use beckon_domain::keys::once::{self, Claim, KEPT, Once};
use beckon_domain::{Domain, invitations, keys};
use beckon_model::invitation::Options;
use beckon_model::key::Scopes;
use beckon_model::{ApplicationId, CourseId, InvitationId, Problem};

/// Longer than a call may go without a sign of life.
const DEAD: i64 = 60_000;

async fn application(domain: &Domain, who: &Instructor) -> ApplicationId {
    let key = keys::create_first(domain, who, "Script", &Scopes::all(), false).await;
    key.expect("a key").application
}

async fn claimed(domain: &Domain, application: &ApplicationId, key: &str) -> Claim {
    match once::claim(domain, application, key, "POST /x").await {
        Ok(Once::Do(claim)) => claim,
        other => panic!("{other:?}"),
    }
}

async fn invite(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    claim: &Claim,
) -> beckon_domain::Result<InvitationId> {
    let options = Options::default();
    let call = invitations::create_public(domain, who, course, &options);
    once::run(domain, claim, call).await
}

on_both! {
    async fn an_answer_is_kept_for_a_day_for_the_same_call_of_the_same_application(world: World) {
        let (domain, who) = (&world.domain, world.instructor().await);
        let mine = application(domain, &who).await;
        let alan = world.another_instructor().await;
        let his = application(domain, &alan).await;
        let claim = claimed(domain, &mine, "k").await;
        once::answered(domain, &claim, "done").await.expect("kept");
        let ask = async |application, asked| once::claim(domain, application, "k", asked).await.expect("asked");
        assert!(matches!(ask(&mine, "POST /x").await, Once::Done(answer) if answer == "done"));
        assert!(matches!(ask(&mine, "POST /y").await, Once::Other));
        assert!(matches!(ask(&his, "POST /x").await, Once::Do(_)));
        domain.clock.advance(KEPT);
        assert!(matches!(ask(&mine, "POST /y").await, Once::Do(_)));
    }

    async fn what_was_cut_short_after_it_changed_something_is_told_with_what_it_made(world: World) {
        let (domain, who) = (&world.domain, world.instructor().await);
        let course = world.course(&who).await;
        let mine = application(domain, &who).await;
        let dead = claimed(domain, &mine, "k").await;
        assert_eq!(dead.resumed(), None);
        let id = invite(domain, &who, &course, &dead).await.expect("made");
        domain.clock.advance(DEAD);
        let next = claimed(domain, &mine, "k").await;
        assert_eq!(next.resumed(), Some(&*id.0));
        // Whoever was taken for dead, and was only slow, changes nothing any more.
        let late = invite(domain, &who, &course, &dead).await;
        assert!(matches!(problem(late), Problem::Conflict(_)));
        let look = Default::default();
        assert_eq!(invitations::list(domain, &who, &look).await.expect("a list").rows.len(), 1);
    }

    async fn what_was_cut_short_before_it_changed_anything_is_done_anew(world: World) {
        let (domain, who) = (&world.domain, world.instructor().await);
        let mine = application(domain, &who).await;
        let dead = claimed(domain, &mine, "k").await;
        domain.clock.advance(DEAD);
        assert_eq!(claimed(domain, &mine, "k").await.resumed(), None);
        let other = claimed(domain, &mine, "other").await;
        once::give_back(domain, &other).await.expect("given back");
        assert_eq!(claimed(domain, &mine, "other").await.resumed(), None);
        once::give_back(domain, &dead).await.expect("nothing to give");
    }
}
