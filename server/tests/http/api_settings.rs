//! Settings over the REST API, and instances by themselves.

use crate::api::Program;
use crate::site::Site;
use http::Method;
use serde_json::{Value, json};

fn settings(all: &[(&str, &str)]) -> Value {
    let one = |(id, value): &(&str, &str)| json!({ "settingId": id, "value": value });
    json!({ "settings": all.iter().map(one).collect::<Vec<_>>() })
}

/// One setting as it is told at a path.
async fn setting(program: &Program<'_>, path: &str, id: &str) -> Value {
    let told = program.get(path).await;
    let all = told["settingItems"].as_array().expect("settings");
    let found = all.iter().find(|one| one["id"] == id);
    found.unwrap_or_else(|| panic!("no {id} in {told}")).clone()
}

/// A course C1 and a registration R1 for it.
async fn registered(program: &Program<'_>) {
    program.course("C1").await;
    let new = json!({ "courseId": "C1", "registrationId": "R1", "learner": { "id": "L1" } });
    program.must(Method::POST, "/registrations", new).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn defaults_of_an_application_come_down_to_courses_invitations_and_registrations() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    registered(&program).await;
    let new = json!({ "courseId": "C1", "creatingUserEmail": "grace@example.org" });
    let invitation = program.must(Method::POST, "/invitations/public", new).await;
    let invitation = format!(
        "/invitations/{}/configuration",
        invitation["id"].as_str().expect("an id")
    );
    let application = "/appManagement/configuration";
    let all = settings(&[
        ("PlayerDesiredWidth", "800"),
        ("PlayerScoLaunchType", "FRAMESET"),
    ]);
    program.must(Method::POST, application, all).await;
    let own = setting(&program, application, "PlayerDesiredWidth").await;
    assert_eq!(
        (&own["explicitValue"], &own["effectiveValueSource"]),
        (&json!("800"), &json!("application"))
    );
    let paths = [
        "/courses/C1/configuration",
        &invitation,
        "/registrations/R1/configuration",
    ];
    for path in paths {
        let told = setting(&program, path, "width").await;
        assert_eq!(
            (&told["effectiveValue"], &told["effectiveValueSource"]),
            (&json!("800"), &json!("application"))
        );
        assert!(told.get("explicitValue").is_none(), "{told}");
    }
    for (path, source) in paths
        .into_iter()
        .zip(["course", "invitation", "registration"])
    {
        program
            .must(Method::POST, path, settings(&[("width", "640")]))
            .await;
        let told = setting(&program, path, "PlayerDesiredWidth").await;
        assert_eq!(
            (&told["explicitValue"], &told["effectiveValueSource"]),
            (&json!("640"), &json!(source))
        );
        program
            .must(
                Method::DELETE,
                &format!("{path}/PlayerDesiredWidth"),
                json!({}),
            )
            .await;
        let told = setting(&program, path, "width").await;
        assert_eq!(told["effectiveValueSource"], "application");
    }
    program
        .must(Method::DELETE, &format!("{application}/width"), Value::Null)
        .await;
    let told = setting(
        &program,
        "/courses/C1/configuration?includeMetadata=True",
        "width",
    )
    .await;
    assert_eq!(
        (&told["effectiveValue"], &told["effectiveValueSource"]),
        (&json!("0"), &json!("default"))
    );
    assert_eq!(told["metadata"]["dataType"], "integer");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_change_nothing_is_refused_and_said() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    registered(&program).await;
    let path = "/appManagement/configuration";
    for (id, value, said) in [
        (
            "PlayerShowHelp",
            "YES",
            "“PlayerShowHelp” is no setting that would change anything here",
        ),
        ("PlayerScoLaunchType", "NEW_WINDOW", "always FRAMESET"),
        ("ApiRollupRegistrationIsJson", "false", "always true"),
        ("PlayerDesiredWidth", "wide", "whole number"),
        ("WhenToRestartRegistration", "NEVER", "for courses only"),
    ] {
        let all = settings(&[("finish", "leave"), (id, value)]);
        let (status, why) = program.refused(Method::POST, path, all).await;
        assert!(status == 400 && why.contains(said), "{status} {why}");
    }
    let (status, _) = program
        .refused(
            Method::DELETE,
            &format!("{path}/PlayerShowHelp"),
            Value::Null,
        )
        .await;
    assert_eq!(status, 400);
    for query in ["learningStandard=SCORM12", "singleSco=true"] {
        for method in [Method::GET, Method::POST] {
            let (status, why) = program
                .refused(method, &format!("{path}?{query}"), json!({}))
                .await;
            assert!(status == 400 && why.contains("every standard"), "{why}");
        }
    }
    assert_eq!(
        setting(&program, path, "finish").await["effectiveValueSource"],
        "default"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instance_has_settings_while_it_is_the_latest_and_is_deleted_by_itself() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    registered(&program).await;
    let path = "/registrations/R1/instances";
    program.must(Method::POST, path, Value::Null).await;
    let latest = format!("{path}/1/configuration");
    program
        .must(Method::POST, &latest, settings(&[("finish", "leave")]))
        .await;
    let told = setting(&program, "/registrations/R1/configuration", "finish").await;
    assert_eq!(told["explicitValue"], "leave");
    program
        .must(Method::DELETE, &format!("{latest}/finish"), Value::Null)
        .await;
    assert_eq!(
        setting(&program, &latest, "finish").await["effectiveValue"],
        "stay"
    );
    let (status, why) = program
        .refused(Method::POST, &format!("{path}/0/configuration"), json!({}))
        .await;
    assert!(status == 400 && why.contains("not launched again"), "{why}");
    let (status, _) = program
        .refused(Method::GET, &format!("{path}/7/configuration"), Value::Null)
        .await;
    assert_eq!(status, 404);

    program
        .must(Method::DELETE, &format!("{path}/1"), json!({}))
        .await;
    let left = program.get(path).await;
    assert_eq!(
        (
            left["registrations"].as_array().map(Vec::len),
            &left["registrations"][0]["instance"]
        ),
        (Some(1), &json!(0))
    );
    let (status, _) = program
        .refused(Method::GET, &format!("{path}/1"), Value::Null)
        .await;
    assert_eq!(status, 404);
    program
        .must(Method::DELETE, &format!("{path}/0"), Value::Null)
        .await;
    let (status, _) = program
        .refused(Method::GET, "/registrations/R1", Value::Null)
        .await;
    assert_eq!(status, 404);
}
