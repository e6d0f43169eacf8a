//! A registration's results as programs read them, field by field.

use crate::on_both;
use crate::play::{Stage, activity, batch, last, send};
use crate::world::{World, problem};
use beckon_domain::{recipients, registrations, tags};

use beckon_model::result::Depth;
use beckon_model::{Problem, RegistrationId};
use serde_json::{Value, json};

const ALL: Depth = Depth {
    activity: true,
    children: true,
    details: true,
    runtime: true,
};

async fn results(world: &World, stage: &Stage, instance: Option<i64>, depth: Depth) -> Value {
    let id = registration(world, stage).await;
    let results = registrations::results(&world.domain, &stage.grace, &id, instance, depth).await;
    serde_json::to_value(results.expect("results")).expect("json")
}

async fn registration(world: &World, stage: &Stage) -> RegistrationId {
    stage.row(world).await.registration
}

/// A SCORM 2004 course: a heading with two SCOs that share a global objective.
const KNOTS: &str = r#"<manifest identifier="knots" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
      xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"
      xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
    <metadata><schema>ADL SCORM</schema><schemaversion>2004 4th Edition</schemaversion></metadata>
    <organizations default="o"><organization identifier="o"><title>Knots</title>
      <item identifier="deck"><title>On deck</title>
        <item identifier="bowline" identifierref="r"><title>Bowline</title>
          <adlcp:dataFromLMS>rope=12</adlcp:dataFromLMS>
          <adlcp:timeLimitAction>continue,no message</adlcp:timeLimitAction>
          <adlcp:completionThreshold completedByMeasure="true" minProgressMeasure="0.5" />
          <adlcp:data><adlcp:map targetID="notes" /></adlcp:data>
          <imsss:sequencing><imsss:objectives>
            <imsss:primaryObjective objectiveID="tied" satisfiedByMeasure="true">
              <imsss:minNormalizedMeasure>0.8</imsss:minNormalizedMeasure>
              <imsss:mapInfo targetObjectiveID="rope" writeSatisfiedStatus="true" writeNormalizedMeasure="true" />
            </imsss:primaryObjective>
            <imsss:objective objectiveID="quick" />
          </imsss:objectives></imsss:sequencing>
        </item>
        <item identifier="sheet-bend" identifierref="r"><title>Sheet bend</title></item>
        <imsss:sequencing><imsss:controlMode flow="true" choice="true" /></imsss:sequencing>
      </item>
      <imsss:sequencing><imsss:controlMode flow="true" choice="true" /></imsss:sequencing>
    </organization></organizations>
    <resources><resource identifier="r" type="webcontent" adlcp:scormType="sco" href="sco.html"><file href="sco.html" /></resource></resources>
    </manifest>"#;

async fn on_knots(world: &World) -> Stage {
    let grace = world.instructor().await;
    let course = world.course_from(&grace, KNOTS).await;
    let ada = world.learner("Ada", "ada@example.org").await;
    Stage::on(world, &course, grace, ada).await
}

/// Plays the first SCO, and tells all that can be told.
async fn tie_a_bowline(world: &World, stage: &Stage) {
    let ticket = stage.launch(world).await;
    activity(world, &ticket).await;
    world.domain.clock.advance(90_000);
    let set = |name: &str, value: &str| json!(["set", format!("cmi.{name}"), value]);
    let entries = json!([
        ["nav", "choice", "bowline"],
        ["init"],
        set("score.scaled", "0.9"),
        set("score.raw", "45"),
        set("score.min", "0"),
        set("score.max", "50"),
        set("progress_measure", "0.75"),
        set("location", "page 3"),
        set("suspend_data", "p=3"),
        set("session_time", "PT1M30S"),
        set("learner_preference.audio_level", "2"),
        set("learner_preference.language", "de"),
        set("learner_preference.delivery_speed", "1.5"),
        set("learner_preference.audio_captioning", "1"),
        set("comments_from_learner.0.comment", "Wet rope"),
        set("comments_from_learner.0.location", "page 2"),
        set(
            "comments_from_learner.0.timestamp",
            "2026-11-25T10:05:07.0+01:00"
        ),
        set("objectives.1.success_status", "passed"),
        set("objectives.1.completion_status", "not attempted"),
        set("objectives.1.score.scaled", "1"),
        set("objectives.1.progress_measure", "1"),
        set("objectives.1.description", "Within a minute"),
        set("interactions.0.id", "q1"),
        set("interactions.0.type", "fill-in"),
        set("interactions.0.objectives.0.id", "quick"),
        set("interactions.0.timestamp", "2026-11-25T10:05:07.0+01:00"),
        set("interactions.0.correct_responses.0.pattern", "rabbit"),
        set("interactions.0.weighting", "2"),
        set("interactions.0.learner_response", "hare"),
        set("interactions.0.result", "incorrect"),
        set("interactions.0.latency", "PT12S"),
        set("interactions.0.description", "What comes out of the hole?"),
        ["set", "adl.data.0.store", "left over right"],
        set("exit", "suspend"),
    ]);
    send(world, &ticket, batch(1, entries))
        .await
        .expect("saved");
    send(world, &ticket, last(2, json!([["term"]])))
        .await
        .expect("saved");
}

on_both! {
    async fn before_anything_happened_nothing_is_known(world: World) {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let invitation = world.invite_briefly(&grace, &course, "Ada Byron Lovelace <ada@example.org>").await;
        let people = recipients::list(&world.domain, &grace, &invitation, &Default::default()).await.expect("people");
        let id = people.rows[0].registration.clone();
        let results = registrations::results(&world.domain, &grace, &id, None, Depth::asked(false, false, false)).await;
        let got = serde_json::to_value(results.expect("results")).expect("json");
        assert_eq!(got["id"], json!(id.0));
        assert_eq!(got["instance"], 0);
        assert_eq!(got["xapiRegistrationId"].as_str().map(|id| id.replace('-', "")), Some(id.0));
        assert_eq!((&got["registrationCompletion"], &got["registrationSuccess"]), (&json!("UNKNOWN"), &json!("UNKNOWN")));
        assert_eq!((&got["createdDate"], &got["updated"]), (&json!("2026-11-25T09:05:07.000Z"), &json!("2026-11-25T09:05:07.000Z")));
        assert_eq!(got["learner"]["email"], "ada@example.org");
        assert_eq!((&got["learner"]["firstName"], &got["learner"]["lastName"]), (&json!("Ada Byron"), &json!("Lovelace")));
        assert_eq!((&got["course"]["id"], &got["course"]["version"]), (&json!(course.0), &json!(1)));
        for unknown in ["score", "totalSecondsTracked", "firstAccessDate", "lastAccessDate", "completedDate",
            "suspendedActivityId", "globalObjectives", "sharedData", "registrationCompletionAmount"] {
            assert!(got.get(unknown).is_none(), "{unknown}: {got}");
        }
        assert_eq!(got["activityDetails"]["attempts"], 0);
        assert!(got["activityDetails"].get("children").is_none());
    }

    async fn a_course_of_scorm_2004_is_told_field_by_field(world: World) {
        let stage = on_knots(&world).await;
        tie_a_bowline(&world, &stage).await;
        let got = results(&world, &stage, None, ALL).await;
        assert_eq!(got["registrationCompletion"], "INCOMPLETE");
        assert_eq!(got["registrationSuccess"], "UNKNOWN");
        assert_eq!(got["totalSecondsTracked"], 90.0);
        assert_eq!(got["firstAccessDate"], "2026-11-25T09:05:07.000Z");
        assert_eq!(got["lastAccessDate"], "2026-11-25T09:06:37.000Z");
        assert_eq!(got["updated"], "2026-11-25T09:06:37.000Z");
        assert!(got.get("completedDate").is_none());
        assert_eq!(got["suspendedActivityId"], "bowline");
        assert_eq!(got["course"]["title"], "Knots");
        assert_eq!(got["sharedData"], json!([{ "id": "notes", "value": "left over right" }]));
        let rope = &got["globalObjectives"][0];
        assert_eq!((&rope["id"], &rope["objectiveSuccess"], &rope["score"]["scaled"]), (&json!("rope"), &json!("PASSED"), &json!(90.0)));

        let root = &got["activityDetails"];
        assert_eq!((&root["id"], &root["title"], &root["attempts"]), (&json!("o"), &json!("Knots"), &json!(1)));
        let deck = &root["children"][0];
        assert_eq!((&deck["id"], &deck["activityCompletion"], &deck["suspended"]), (&json!("deck"), &json!("INCOMPLETE"), &json!(false)));
        assert!(deck.get("runtime").is_none() && deck.get("staticProperties").is_none());
        let bowline = &deck["children"][0];
        assert_eq!((&bowline["id"], &bowline["title"]), (&json!("bowline"), &json!("Bowline")));
        assert_eq!((&bowline["activityCompletion"], &bowline["activitySuccess"]), (&json!("COMPLETED"), &json!("PASSED")));
        assert_eq!(bowline["score"]["scaled"], 90.0);
        assert_eq!(bowline["completionAmount"]["scaled"], 75.0);
        assert_eq!(bowline["timeTracked"], "0000:01:30.00");
        assert_eq!((&bowline["attempts"], &bowline["suspended"]), (&json!(1), &json!(true)));
        assert_eq!(bowline["staticProperties"], json!({
            "completionThreshold": "0.5", "launchData": "rope=12", "scaledPassingScore": 0.8,
            "scaledPassingScoreUsed": true, "timeLimitAction": "continue,no message",
        }));
        let (tied, quick) = (&bowline["objectives"][0], &bowline["objectives"][1]);
        assert_eq!((&tied["id"], &tied["primary"], &tied["objectiveSuccess"]), (&json!("tied"), &json!(true), &json!("PASSED")));
        assert_eq!((&tied["scoreRaw"], &tied["scoreMin"], &tied["scoreMax"]), (&json!(45.0), &json!(0.0), &json!(50.0)));
        assert_eq!((&tied["score"]["scaled"], &tied["progressMeasure"], &tied["objectiveCompletion"]),
            (&json!(90.0), &json!(0.75), &json!("COMPLETED")));
        assert_eq!((&quick["id"], &quick["primary"], &quick["objectiveSuccess"]), (&json!("quick"), &json!(false), &json!("PASSED")));

        let runtime = &bowline["runtime"];
        for (field, value) in [("completionStatus", json!("unknown")), ("credit", json!("credit")), ("entry", json!("resume")),
            ("exit", json!("suspend")), ("location", json!("page 3")), ("mode", json!("normal")),
            ("progressMeasure", json!("0.75")), ("scoreScaled", json!("0.9")), ("scoreRaw", json!("45")),
            ("scoreMin", json!("0")), ("scoreMax", json!("50")), ("totalTime", json!("PT1M30S")),
            ("timeTracked", json!("0000:01:30.00")), ("runtimeSuccessStatus", json!("PASSED")), ("suspendData", json!("p=3")),
            ("lmsComments", json!([])),
            ("learnerPreference", json!({ "audioLevel": 2.0, "language": "de", "deliverySpeed": 1.5, "audioCaptioning": 1 })),
            ("learnerComments", json!([{ "value": "Wet rope", "location": "page 2", "dateTime": "2026-11-25T10:05:07.0+01:00" }])),
            ("runtimeInteractions", json!([{ "id": "q1", "type": "FillIn", "objectives": ["quick"],
                "timestamp": "2026-11-25T10:05:07.0+01:00", "timestampUtc": "2026-11-25T09:05:07.000Z", "correctResponses": ["rabbit"],
                "weighting": "2", "learnerResponse": "hare", "result": "incorrect", "latency": "PT12S",
                "description": "What comes out of the hole?" }])),
        ] {
            assert_eq!(runtime[field], value, "{field}");
        }
        assert_eq!(runtime["runtimeObjectives"][1], json!({ "id": "quick", "scoreScaled": "1",
            "runtimeObjectiveSuccessStatus": "PASSED", "runtimeObjectiveCompletionStatus": "NOT_ATTEMPTED",
            "progressMeasure": "1", "description": "Within a minute" }));
        let bend = &deck["children"][1];
        assert_eq!((&bend["activityCompletion"], &bend["attempts"]), (&json!("UNKNOWN"), &json!(0)));
        assert!(bend.get("runtime").is_none());
    }

    async fn each_part_is_told_where_it_is_asked_for(world: World) {
        let stage = on_knots(&world).await;
        tie_a_bowline(&world, &stage).await;
        let course = results(&world, &stage, None, Depth::default()).await;
        assert!(course.get("activityDetails").is_none());
        let plain = results(&world, &stage, None, Depth::asked(false, false, false)).await;
        assert_eq!(plain["activityDetails"]["id"], "o");
        assert!(plain["activityDetails"].get("children").is_none() && plain.get("globalObjectives").is_none());
        let children = results(&world, &stage, None, Depth::asked(true, false, false)).await;
        let bowline = &children["activityDetails"]["children"][0]["children"][0];
        assert!(bowline.get("objectives").is_none() && bowline.get("runtime").is_none());
        let runtime = results(&world, &stage, None, Depth::asked(true, false, true)).await;
        let bowline = &runtime["activityDetails"]["children"][0]["children"][0];
        assert_eq!(bowline["runtime"]["location"], "page 3");
        assert!(bowline["runtime"].get("runtimeInteractions").is_none());
    }

    async fn a_course_of_scorm_1_2_is_told_in_the_same_words(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        world.domain.clock.advance(120_000);
        let set = |name: &str, value: &str| json!(["set", format!("cmi.{name}"), value]);
        let entries = json!([["begin", item], ["init"], set("core.score.raw", "85"), set("core.lesson_status", "passed"),
            set("core.session_time", "0000:02:00"), set("core.lesson_location", "end"), set("comments", "Fine"),
            set("student_preference.audio", "5"), set("objectives.0.id", "o1"), set("objectives.0.status", "passed"),
            set("objectives.0.score.raw", "70"),
            set("interactions.0.id", "q1"), set("interactions.0.type", "true-false"), set("interactions.0.time", "09:05:07"),
            set("interactions.0.student_response", "t"), set("interactions.0.result", "wrong"),
            set("interactions.0.correct_responses.0.pattern", "f"), ["term"]]);
        send(&world, &ticket, last(1, entries)).await.expect("saved");
        let id = registration(&world, &stage).await;
        tags::add(&world.domain, &stage.grace, &[tags::Tagged::Registration(id)], &["spring".to_owned()]).await.expect("tagged");
        let got = results(&world, &stage, None, ALL).await;
        assert_eq!((&got["registrationCompletion"], &got["registrationSuccess"]), (&json!("COMPLETED"), &json!("PASSED")));
        assert_eq!((&got["score"]["scaled"], &got["registrationCompletionAmount"]), (&json!(85.0), &json!(100.0)));
        assert_eq!(got["completedDate"], "2026-11-25T09:07:07.000Z");
        assert_eq!(got["tags"], json!(["spring"]));
        let sco = &got["activityDetails"]["children"][0];
        let runtime = &sco["runtime"];
        assert_eq!((&runtime["completionStatus"], &runtime["runtimeSuccessStatus"]), (&json!("passed"), &json!("PASSED")));
        assert_eq!((&runtime["location"], &runtime["totalTime"]), (&json!("end"), &json!("0000:02:00.00")));
        assert_eq!(runtime["learnerComments"], json!([{ "value": "Fine" }]));
        assert_eq!(runtime["learnerPreference"]["audioLevel"], 5.0);
        let interaction = &runtime["runtimeInteractions"][0];
        assert_eq!((&interaction["type"], &interaction["result"]), (&json!("TrueFalse"), &json!("incorrect")));
        assert!(interaction.get("timestampUtc").is_none());
        assert_eq!(runtime["runtimeObjectives"][0]["runtimeObjectiveCompletionStatus"], "COMPLETED");
        assert_eq!((&sco["objectives"][0]["id"], &sco["objectives"][0]["scoreRaw"]), (&json!("o1"), &json!(70.0)));
    }

    async fn each_attempt_is_told_by_itself(world: World) {
        let stage = Stage::set(&world).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        let entries = json!([["begin", item], ["init"], ["set", "cmi.core.lesson_status", "completed"], ["term"]]);
        send(&world, &ticket, last(1, entries)).await.expect("saved");
        let id = registration(&world, &stage).await;
        registrations::start_over(&world.domain, &stage.grace, &id, 1).await.expect("a new attempt");
        let now = results(&world, &stage, None, Depth::default()).await;
        assert_eq!((&now["instance"], &now["registrationCompletion"]), (&json!(1), &json!("UNKNOWN")));
        assert!(now.get("firstAccessDate").is_none());
        let before = results(&world, &stage, Some(1), Depth::default()).await;
        assert_eq!((&before["instance"], &before["registrationCompletion"]), (&json!(0), &json!("COMPLETED")));
        assert_eq!(before["completedDate"], "2026-11-25T09:05:07.000Z");
        for none in [0, 3] {
            let missing = registrations::results(&world.domain, &stage.grace, &id, Some(none), Depth::default()).await;
            assert!(matches!(problem(missing), Problem::NotFound(_)));
        }
    }

    async fn nobody_reads_what_another_instructor_s_learners_did(world: World) {
        let stage = Stage::set(&world).await;
        stage.launch(&world).await;
        let id = registration(&world, &stage).await;
        let alan = world.another_instructor().await;
        let refused = registrations::results(&world.domain, &alan, &id, None, ALL).await;
        assert!(matches!(problem(refused), Problem::NotFound(_)));
    }
}
