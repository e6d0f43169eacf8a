//! What is made over the REST API is made whole, or not at all.

use crate::api::Program;
use crate::site::Site;
use http::Method;
use serde_json::{Value, json};

fn registration() -> Value {
    json!({ "courseId": "C1", "registrationId": "R1", "learner": { "id": "L1" },
        "registrationTags": ["spring"], "courseTags": ["safety"], "learnerTags": ["night shift"],
        "postBack": { "url": "https://example.org/results", "authType": "FORM" },
        "initialSettings": { "settings": [{ "settingId": "PlayerDesiredWidth", "value": "800" }] } })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_that_cannot_be_made_whole_is_not_made() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    for (field, wrong) in [
        ("registrationTags", json!(["a,b"])),
        ("learnerTags", json!(["x".repeat(51)])),
        ("postBack", json!({ "url": "mailto:ada" })),
        (
            "postBack",
            json!({ "url": "https://example.org", "userName": "a:b" }),
        ),
        (
            "initialSettings",
            json!({ "settings": [{ "settingId": "PlayerShowHelp", "value": "YES" }] }),
        ),
    ] {
        let mut new = registration();
        new[field] = wrong;
        let (status, why) = program.refused(Method::POST, "/registrations", new).await;
        assert_eq!(status, 400, "{field}: {why}");
    }
    assert_eq!(
        program.get("/registrations").await["registrations"],
        json!([])
    );
    assert_eq!(program.get("/courses/C1/tags").await["tags"], json!([]));
    program
        .must(Method::POST, "/registrations", registration())
        .await;
    assert_eq!(
        program.get("/registrations/R1").await["tags"],
        json!(["spring"])
    );
    assert_eq!(
        program.get("/courses/C1/tags").await["tags"],
        json!(["safety"])
    );
    assert_eq!(
        program.get("/learner/L1/tags").await["tags"],
        json!(["night shift"])
    );
    let told = program.get("/registrations/R1/configuration").await;
    let told = told["settingItems"].as_array().expect("settings");
    for (id, value) in [
        ("PlayerDesiredWidth", "800"),
        (
            "ApiRollupRegistrationPostBackUrl",
            "https://example.org/results",
        ),
        ("ApiRollupRegistrationAuthType", "form"),
    ] {
        let item = told.iter().find(|one| one["id"] == id).expect(id);
        assert_eq!(item["explicitValue"], value, "{id}");
    }

    let link = json!({ "redirectOnExitUrl": "message", "registrationTags": ["autumn"], "courseTags": ["a,b"] });
    let (status, _) = program
        .refused(Method::POST, "/registrations/R1/launchLink", link)
        .await;
    assert_eq!(status, 400);
    assert_eq!(
        program.get("/registrations/R1").await["tags"],
        json!(["spring"])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_cannot_be_made_whole_is_not_made_nor_changed_in_part() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    let new = json!({ "courseId": "C1", "creatingUserEmail": "grace@example.org", "tags": ["spring"],
        "invitationEmail": { "addresses": ["ada@example.org"] },
        "postBack": { "url": "https://example.org/results" },
        "initialSettings": { "settings": [{ "settingId": "finish", "value": "leave" }] } });
    for kind in ["public", "private"] {
        let path = format!("/invitations/{kind}");
        for (field, wrong) in [
            (
                "postBack",
                json!({ "url": "https://example.org", "userName": "a:b" }),
            ),
            (
                "initialSettings",
                json!({ "settings": [{ "settingId": "finish", "value": "up" }] }),
            ),
            ("tags", json!(["a,b"])),
        ] {
            let mut new = new.clone();
            new[field] = wrong;
            let (status, why) = program.refused(Method::POST, &path, new).await;
            assert_eq!(status, 400, "{field}: {why}");
        }
    }
    assert_eq!(program.get("/invitations").await["invitations"], json!([]));
    assert_eq!(
        program.get("/registrations").await["registrations"],
        json!([])
    );
    for kind in ["public", "private"] {
        let path = format!("/invitations/{kind}");
        let made = program.must(Method::POST, &path, new.clone()).await;
        let id = made["id"].as_str().expect("an id");
        let told = program.get(&format!("{path}/{id}")).await;
        assert_eq!(told["postBack"]["url"], "https://example.org/results");
        let settings = program
            .get(&format!("/invitations/{id}/configuration"))
            .await;
        let all = settings["settingItems"].as_array().expect("settings");
        let finish = all
            .iter()
            .find(|one| one["id"] == "finish")
            .expect("finish");
        assert_eq!(finish["explicitValue"], "leave");
        let half = json!({ "allowLaunch": false, "postBack": { "url": "https://example.org", "userName": "a:b" } });
        let path = format!("{path}/{id}");
        assert_eq!(program.refused(Method::PUT, &path, half).await.0, 400);
        assert_eq!(program.get(&path).await["allowLaunch"], true);
    }
}
