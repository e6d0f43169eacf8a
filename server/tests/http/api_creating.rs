//! What is made over the REST API is made whole, or not at all.

use crate::api::Program;
use crate::site::{Answer, Browser, CONTENT, PUBLIC, Site};
use axum::body::Body;
use beckon_domain::courses::imports;
use http::{Method, Request, header};
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

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_keeps_the_id_that_xapi_knows_it_by() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    let mut new = registration();
    new["xapiRegistrationId"] = json!("R1");
    let (status, why) = program
        .refused(Method::POST, "/registrations", new.clone())
        .await;
    assert!(status == 400 && why.contains("UUID"), "{why}");
    new["xapiRegistrationId"] = json!("67E55044-10B1-426F-9247-BB680E5FE0C8");
    program.must(Method::POST, "/registrations", new).await;
    let told = program.get("/registrations/R1").await;
    assert_eq!(
        told["xapiRegistrationId"],
        "67e55044-10b1-426f-9247-bb680e5fe0c8"
    );
    assert_eq!(told["flags"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_imported_course_gets_the_tags_that_came_with_it() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    let query = "courseId=C1&mayCreateNewVersion=true";
    let answer = program
        .import(&format!("{query}&tags=spring,night%20shift"))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(imports::run_next(&site.domain).await.expect("read"));
    assert_eq!(
        program.get("/courses/C1").await["tags"],
        json!(["night shift", "spring"])
    );
    program.import(&format!("{query}&tags=autumn")).await;
    assert!(imports::run_next(&site.domain).await.expect("read"));
    assert_eq!(
        program.get("/courses/C1").await["tags"],
        json!(["autumn", "night shift", "spring"])
    );
    let long = program
        .import(&format!("{query}&tags={}", "x".repeat(51)))
        .await;
    assert_eq!(long.status, 400, "{}", long.body);
}

/// Opens a launch link as a browser does; gives the path of the player on the content host.
async fn follow(site: &Site, link: &Value) -> String {
    let link = link["launchLink"].as_str().expect("a link");
    let address = link
        .trim_start_matches(&format!("http://{PUBLIC}"))
        .to_owned();
    let started = Browser::default().post(site, &address, &address, &[]).await;
    let player = started.location();
    player
        .trim_start_matches(&format!("http://{CONTENT}"))
        .to_owned()
}

async fn on_content(site: &Site, method: Method, path: &str) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, CONTENT);
    site.send(request.body(Body::empty()).expect("a request"))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_hands_values_to_the_course_and_wears_the_style_sheet_of_the_program() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    program
        .must(Method::POST, "/registrations", registration())
        .await;
    let wish = json!({ "redirectOnExitUrl": "message", "culture": "de-DE", "launchAuth": { "type": "vault" },
        "cssUrl": "https://example.org/a;b.css?v=1&w=2",
        "additionalvalues": [{ "item": "shift", "value": "a & b" }, { "item": "x", "value": "" }] });
    for path in ["/registrations/R1/launchLink", "/courses/C1/preview"] {
        let link = program.must(Method::POST, path, wish.clone()).await;
        let player = follow(&site, &link).await;
        let page = on_content(&site, Method::GET, &player).await;
        let sheet =
            r#"<link rel="stylesheet" href="https://example.org/a;b.css?v=1&amp;w=2"></head>"#;
        assert!(page.body.contains(sheet), "{}", page.body);
        let policy = page.header("content-security-policy");
        assert!(
            policy.contains("style-src 'self' https://example.org/a%3Bb.css;"),
            "{policy}"
        );
        let begun = on_content(&site, Method::POST, &format!("{player}begin")).await;
        let begun: Value = serde_json::from_str(&begun.body).expect("JSON");
        let launch = &begun["course"]["organizations"][0]["items"][0]["launch"];
        let suffix = launch["suffix"].as_str().expect("a suffix");
        assert!(suffix.ends_with("?shift=a+%26+b&x="), "{suffix}");
    }
    let plain = json!({ "redirectOnExitUrl": "message" });
    let link = program
        .must(Method::POST, "/registrations/R1/launchLink", plain)
        .await;
    let page = on_content(&site, Method::GET, &follow(&site, &link).await).await;
    assert!(!page.body.contains("stylesheet"));
    assert!(
        page.header("content-security-policy")
            .contains("style-src 'self';")
    );
    let nobody = on_content(&site, Method::GET, "/play/nobody/").await;
    assert_eq!(
        nobody.status, 200,
        "whether a ticket is good the page learns when it begins"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_launch_cannot_keep_to_is_refused() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    program
        .must(Method::POST, "/registrations", registration())
        .await;
    let many: Vec<Value> = (0..51)
        .map(|n| json!({ "item": n.to_string(), "value": "x" }))
        .collect();
    for (field, wrong) in [
        ("startSco", json!("item_1")),
        ("cssUrl", json!("javascript:alert(1)")),
        ("additionalvalues", json!([{ "value": "x" }])),
        ("additionalvalues", json!(many)),
        ("launchAuth", json!({ "type": "moat" })),
        (
            "launchAuth",
            json!({ "type": "vault", "options": { "ipAddress": true } }),
        ),
        ("launchAuth", json!({ "options": { "slidingExpiry": 60 } })),
    ] {
        let mut wish = json!({ "redirectOnExitUrl": "message" });
        wish[field] = wrong;
        for path in ["/registrations/R1/launchLink", "/courses/C1/preview"] {
            let (status, why) = program.refused(Method::POST, path, wish.clone()).await;
            assert!(status == 400 && why.contains(field), "{path} {wish}: {why}");
        }
    }
    let off = json!({ "redirectOnExitUrl": "", "launchAuth": { "options": { "ipAddress": false, "expiry": 0 } } });
    program
        .must(Method::POST, "/registrations/R1/launchLink", off)
        .await;
}
