//! What a learner carries from course to course.

use crate::on_both;
use crate::play::{Stage, activity, last, send};
use crate::world::World;
use beckon_domain::accounts::{Instructor, Learner};
use beckon_domain::play::{self, Beginning};
use beckon_domain::registrations;
use beckon_model::CourseId;
use serde_json::json;

/// A SCORM 2004 course whose SCO shares the objective "knots" and the data "notes", with the learner or with nobody.
async fn sharing(world: &World, grace: &Instructor, title: &str, shared: bool) -> CourseId {
    let manifest = format!(
        r#"<manifest identifier="{title}" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
          xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"
          xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
        <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
        <organizations default="o">
          <organization identifier="o" adlseq:objectivesGlobalToSystem="{shared}" adlcp:sharedDataGlobalToSystem="{shared}">
            <title>{title}</title>
            <item identifier="i" identifierref="r"><title>{title}</title>
              <adlcp:data><adlcp:map targetID="notes" /></adlcp:data>
              <imsss:sequencing><imsss:objectives><imsss:primaryObjective objectiveID="own">
                <imsss:mapInfo targetObjectiveID="knots" readSatisfiedStatus="true" writeSatisfiedStatus="true" />
              </imsss:primaryObjective></imsss:objectives></imsss:sequencing>
            </item>
          </organization>
        </organizations>
        <resources><resource identifier="r" type="webcontent" adlcp:scormType="sco" href="sco.html"><file href="sco.html" /></resource></resources>
        </manifest>"#
    );
    world.course_from(grace, &manifest).await
}

async fn stage(world: &World, grace: &Instructor, course: &CourseId, ada: &Learner) -> Stage {
    Stage::on(world, course, grace.clone(), ada.clone()).await
}

/// Passes, and leaves a note.
async fn passes(world: &World, stage: &Stage, note: &str) {
    let ticket = stage.launch(world).await;
    let item = activity(world, &ticket).await;
    let entries = json!([
        ["begin", item],
        ["init"],
        ["set", "cmi.success_status", "passed"],
        ["set", "cmi.completion_status", "completed"],
        ["set", "adl.data.0.store", note],
        ["term"]
    ]);
    send(world, &ticket, last(1, entries)).await.expect("saved");
}

async fn begun(world: &World, stage: &Stage) -> Beginning {
    let ticket = stage.launch(world).await;
    let beginning = play::begin(&world.domain, &ticket).await;
    beginning.expect("an answer").expect("it begins")
}

fn knows(beginning: &Beginning) -> (Option<bool>, Option<&str>) {
    let state = &beginning.course_state;
    (
        state
            .objectives
            .get("knots")
            .and_then(|knots| knots.satisfied),
        state.data.get("notes").map(String::as_str),
    )
}

on_both! {
    async fn what_one_course_says_the_next_one_finds(world: World) {
        let grace = world.instructor().await;
        let ada = world.learner("Ada", "ada@example.org").await;
        let (first, second) = (sharing(&world, &grace, "first", true).await, sharing(&world, &grace, "second", true).await);
        let (first, second) = (stage(&world, &grace, &first, &ada).await, stage(&world, &grace, &second, &ada).await);
        assert_eq!(knows(&begun(&world, &second).await), (None, None));
        passes(&world, &first, "bowline").await;
        assert_eq!(knows(&begun(&world, &second).await), (Some(true), Some("bowline")));
        passes(&world, &second, "hitch").await;
        assert_eq!(knows(&begun(&world, &first).await), (Some(true), Some("hitch")));
    }

    async fn a_course_that_keeps_to_itself_says_and_finds_nothing(world: World) {
        let grace = world.instructor().await;
        let ada = world.learner("Ada", "ada@example.org").await;
        let (open, shut) = (sharing(&world, &grace, "open", true).await, sharing(&world, &grace, "shut", false).await);
        let (open, shut) = (stage(&world, &grace, &open, &ada).await, stage(&world, &grace, &shut, &ada).await);
        passes(&world, &open, "bowline").await;
        assert_eq!(knows(&begun(&world, &shut).await), (None, None));
        passes(&world, &shut, "secret").await;
        assert_eq!(knows(&begun(&world, &open).await).1, Some("bowline"));
    }

    async fn another_learner_finds_nothing(world: World) {
        let grace = world.instructor().await;
        let (ada, bob) = (world.learner("Ada", "ada@example.org").await, world.learner("Bob", "bob@example.org").await);
        let (first, second) = (sharing(&world, &grace, "first", true).await, sharing(&world, &grace, "second", true).await);
        passes(&world, &stage(&world, &grace, &first, &ada).await, "bowline").await;
        assert_eq!(knows(&begun(&world, &stage(&world, &grace, &second, &bob).await).await), (None, None));
    }

    async fn a_new_attempt_does_not_find_what_its_own_course_said(world: World) {
        let grace = world.instructor().await;
        let ada = world.learner("Ada", "ada@example.org").await;
        let first = sharing(&world, &grace, "first", true).await;
        let first = stage(&world, &grace, &first, &ada).await;
        passes(&world, &first, "bowline").await;
        let id = first.row(&world).await.registration;
        registrations::start_over(&world.domain, &first.grace, &id, 1).await.expect("started over");
        assert_eq!(knows(&begun(&world, &first).await), (None, None));
    }

    async fn a_reset_takes_back_what_other_courses_would_find(world: World) {
        let grace = world.instructor().await;
        let ada = world.learner("Ada", "ada@example.org").await;
        let (first, second) = (sharing(&world, &grace, "first", true).await, sharing(&world, &grace, "second", true).await);
        let first = stage(&world, &grace, &first, &ada).await;
        passes(&world, &first, "bowline").await;
        let id = first.row(&world).await.registration;
        registrations::reset(&world.domain, &first.grace, &id).await.expect("reset");
        assert_eq!(knows(&begun(&world, &stage(&world, &grace, &second, &ada).await).await), (None, None));
    }
}
