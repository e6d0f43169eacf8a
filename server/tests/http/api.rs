//! The REST API over HTTP: keys and scopes for every call, and the calls themselves.

use crate::site::{Answer, PASSWORD, PUBLIC, Site};
use axum::body::Body;
use beckon_domain::accounts::{self, Instructor, NewAccount};
use beckon_domain::courses::{demo, imports};
use beckon_domain::keys;
use beckon_model::key::{NewKey, Scopes};
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use server::api::{Need, calls, document};

/// A program with a key.
pub struct Program<'a> {
    site: &'a Site,
    authorization: String,
}

fn basic(key: &NewKey) -> String {
    use base64::Engine;
    let pair = format!("{}:{}", key.application, key.secret);
    format!(
        "Basic {}",
        base64::engine::general_purpose::STANDARD.encode(pair)
    )
}

impl<'a> Program<'a> {
    async fn of(site: &'a Site, who: &Instructor, scopes: &str) -> Self {
        let scopes = Scopes::parse(scopes).expect("scopes");
        let key = keys::create_first(&site.domain, who, "Program", &scopes, false).await;
        Self {
            site,
            authorization: basic(&key.expect("a key")),
        }
    }

    pub async fn all(site: &'a Site, who: &Instructor) -> Self {
        Self::of(site, who, "read write delete admin").await
    }

    async fn raw(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        self.under(None, method, path, kind, body).await
    }

    /// Sends a call with a key of its own.
    pub async fn once(&self, key: &str, path: &str, body: &Value) -> Answer {
        let body = body.to_string().into_bytes();
        let kind = "application/json";
        self.under(Some(key), Method::POST, path, kind, body).await
    }

    async fn under(
        &self,
        key: Option<&str>,
        method: Method,
        path: &str,
        kind: &str,
        body: Vec<u8>,
    ) -> Answer {
        let mut request = Request::builder();
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let request = request
            .method(method)
            .uri(format!("/api/v2{path}"))
            .header(header::HOST, PUBLIC)
            .header(header::CONTENT_TYPE, kind)
            .header(header::AUTHORIZATION, &self.authorization)
            .body(Body::from(body))
            .expect("a request");
        self.site.send(request).await
    }

    pub async fn send(&self, method: Method, path: &str, body: Value) -> Answer {
        let body = match body {
            Value::Null => Vec::new(),
            body => body.to_string().into_bytes(),
        };
        self.raw(method, path, "application/json", body).await
    }

    /// What a call gives that must succeed.
    pub async fn must(&self, method: Method, path: &str, body: Value) -> Value {
        let answer = self.send(method, path, body).await;
        assert!(
            answer.status.is_success(),
            "{path}: {} {}",
            answer.status,
            answer.body
        );
        serde_json::from_str(&answer.body).unwrap_or_default()
    }

    pub async fn get(&self, path: &str) -> Value {
        self.must(Method::GET, path, Value::Null).await
    }

    /// Why a call is refused.
    pub async fn refused(&self, method: Method, path: &str, body: Value) -> (u16, String) {
        let answer = self.send(method, path, body).await;
        let told: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        assert_eq!(told["error"], told["message"], "{path}: {}", answer.body);
        let why = told["message"].as_str().unwrap_or_default().to_owned();
        (answer.status.as_u16(), why)
    }

    pub async fn import(&self, query: &str) -> Answer {
        let head = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"coffee.zip\"\r\nContent-Type: application/zip\r\n\r\n";
        let body = [head.as_bytes(), &demo::package(), b"\r\n--cut--\r\n"].concat();
        let path = format!("/courses/importJobs/upload?{query}");
        self.raw(
            Method::POST,
            &path,
            "multipart/form-data; boundary=cut",
            body,
        )
        .await
    }

    /// Imports the demo course under an id.
    pub async fn course(&self, id: &str) {
        let answer = self.import(&format!("courseId={id}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(imports::run_next(&self.site.domain).await.expect("read"));
    }
}

async fn another(site: &Site) -> Instructor {
    let alan = NewAccount {
        first_name: "Alan".to_owned(),
        last_name: "Turing".to_owned(),
        email: "alan@example.org".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let id = accounts::add_instructor(&site.domain, alan)
        .await
        .expect("an account");
    accounts::instructor(&site.domain, &id)
        .await
        .expect("an instructor")
}

/// A body that a call would take.
fn body(name: &str) -> Value {
    match name {
        "createPublicInvitation" => {
            json!({ "courseId": "C 1/ü", "creatingUserEmail": "grace@example.org" })
        }
        "createPrivateInvitation" => {
            json!({ "courseId": "C 1/ü", "creatingUserEmail": "grace@example.org",
            "invitationEmail": { "addresses": ["bob@example.org"] } })
        }
        "createRegistration" => {
            json!({ "courseId": "C 1/ü", "registrationId": "R2", "learner": { "id": "L2" } })
        }
        "addPrivateUserInvitations" => json!({ "addresses": ["eve@example.org"] }),
        "correctPrivateUserInvitation" => json!({ "email": "eve@example.org" }),
        "extendPrivateUserInvitation" => json!({ "days": 7 }),
        "createFetchAndImportCourseJob" => json!({ "url": "https://example.org/course.zip" }),
        "setCourseTitle" => json!({ "title": "Stolen" }),
        name if name.ends_with("TagsBatch") => json!({ "ids": ["R1", "L1"], "tags": ["stolen"] }),
        name if name.contains("Tags") => json!({ "tags": ["stolen"] }),
        "setApplicationConfiguration" => {
            json!({ "settings": [{ "settingId": "finish", "value": "leave" }] })
        }
        "createToken" => {
            json!({ "permissions": { "scopes": ["read"] }, "expiry": "2099-01-01T00:00:00Z" })
        }
        _ => json!({}),
    }
}

/// Everything that an instructor has, as a program reads it.
async fn state(program: &Program<'_>) -> Vec<Value> {
    let mut all = Vec::new();
    for path in [
        "/courses?includeRegistrationCount=true",
        "/invitations/public?includeRegistrationCount=true",
        "/invitations/private?includeRegistrationCount=true",
        "/registrations?includeChildResults=true",
        "/registrations/R1/instances",
        "/registrations/R1/configuration",
        "/courses/C%201%2F%C3%BC/configuration",
        "/appManagement/configuration",
        "/learner/L1/tags",
    ] {
        all.push(program.get(path).await);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_key_no_call_reads_or_changes_anything() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let hers = Program::all(&site, &grace).await;
    hers.course("C%201%2F%C3%BC").await;
    let registration =
        json!({ "courseId": "C 1/ü", "registrationId": "R1", "learner": { "id": "L1" } });
    hers.must(Method::POST, "/registrations", registration)
        .await;
    let public = hers
        .must(
            Method::POST,
            "/invitations/public",
            body("createPublicInvitation"),
        )
        .await;
    let private = hers
        .must(
            Method::POST,
            "/invitations/private",
            body("createPrivateInvitation"),
        )
        .await;
    let people = format!(
        "/invitations/private/{}/userInvitations",
        private["id"].as_str().expect("an id")
    );
    let bob = hers.get(&people).await["userInvitations"][0]["id"].clone();
    let application = keys::list(&site.domain, &grace)
        .await
        .expect("applications");
    let before = state(&hers).await;
    let alan = another(&site).await;
    let his = Program::all(&site, &alan).await;
    let ping = Program::of(&site, &grace, "read:ping").await;
    let managing = keys::create_first(&site.domain, &alan, "M", &Scopes::all(), true).await;
    let managing = Program {
        site: &site,
        authorization: basic(&managing.expect("a key")),
    };
    let nobody = |authorization: &str| Program {
        site: &site,
        authorization: authorization.to_owned(),
    };
    for call in calls() {
        let mut path = call.path.to_owned();
        for (name, value) in [
            ("{courseId}", "C%201%2F%C3%BC"),
            ("{registrationId}", "R1"),
            ("{learnerId}", "L1"),
            ("{instanceId}", "0"),
            ("{versionId}", "1"),
            ("{settingId}", "finish"),
            ("{importJobId}", "unknown"),
            ("{userInvitationId}", bob.as_str().expect("an id")),
            ("{credentialId}", &*application[0].keys[0].id.0),
            ("{childAppId}", &*application[0].id.0),
        ] {
            path = path.replace(name, value);
        }
        let kind = if path.contains("/private") {
            &private
        } else {
            &public
        };
        let path = path.replace("{invitationId}", kind["id"].as_str().expect("an id"));
        let send = async |program: &Program<'_>| {
            let answer = program
                .send(call.method.clone(), &path, body(call.name))
                .await;
            (answer.status.as_u16(), answer.body)
        };
        let named = format!("{} {path}", call.method);
        for wrong in [
            "",
            "Basic",
            "Basic bm9ib2R5OndybmdX",
            "Bearer nonsense.nonsense",
            "Digest x",
        ] {
            assert_eq!(send(&nobody(wrong)).await.0, 401, "{named} with {wrong:?}");
        }
        if call.need != Need::Key && call.name != "pingAppId" {
            assert_eq!(send(&ping).await.0, 403, "{named} without the scope");
        }
        let others = match call.need {
            Need::Management => &managing,
            _ => &his,
        };
        let (status, told) = send(others).await;
        let about_nothing = !call.path.contains('{') && call.method == Method::GET
            || call.path.starts_with("/appManagement/configuration");
        if about_nothing || call.need == Need::Key || call.name == "createApplication" {
            assert!(
                !told.contains("R1") && !told.contains("Coffee"),
                "{named}: {told}"
            );
        } else {
            assert!((400..=404).contains(&status), "{named}: {status} {told}");
        }
    }
    assert_eq!(state(&hers).await, before);
    let keys = keys::list(&site.domain, &grace)
        .await
        .expect("applications");
    assert_eq!(keys[0].keys.len(), application[0].keys.len() + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_works_until_it_is_revoked_and_its_tokens_no_longer() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::of(&site, &grace, "read write:course").await;
    let form = b"scope=read:ping+write:course&expiration=60".to_vec();
    let path = "/oauth/authenticate/application/token";
    let kind = "application/x-www-form-urlencoded";
    let token = program.raw(Method::POST, path, kind, form).await;
    let token: Value = serde_json::from_str(&token.body).expect("a token");
    assert_eq!(token["expires_in"], 60);
    let bearer = Program {
        site: &site,
        authorization: format!(
            "Bearer {}",
            token["access_token"].as_str().expect("a token")
        ),
    };
    assert!(bearer.get("/ping").await["currentTime"].is_string());
    let (status, _) = bearer.refused(Method::GET, "/courses", Value::Null).await;
    assert_eq!(status, 403);
    let too_much =
        json!({ "permissions": { "scopes": ["delete"] }, "expiry": "2099-01-01T00:00:00Z" });
    assert_eq!(
        program
            .refused(Method::POST, "/appManagement/token", too_much)
            .await
            .0,
        400
    );
    let known = keys::list(&site.domain, &grace)
        .await
        .expect("applications");
    let key = &known[0].keys[0];
    assert!(key.last_used_at.is_some());
    keys::revoke(&site.domain, &grace, &known[0].id, &key.id)
        .await
        .expect("revoked");
    for program in [&program, &bearer] {
        assert_eq!(
            program.refused(Method::GET, "/ping", Value::Null).await.0,
            401
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_course_is_imported_named_listed_and_deleted_with_all_that_it_has() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    let answer = program
        .import("courseId=C%201%2F%C3%BC&mayCreateNewVersion=False")
        .await;
    let job: Value = serde_json::from_str(&answer.body).expect("a job");
    let job = format!(
        "/courses/importJobs/{}",
        job["result"].as_str().expect("an id")
    );
    assert_eq!(program.get(&job).await["status"], "RUNNING");
    assert_eq!(
        program.import("courseId=C%201%2F%C3%BC").await.status,
        StatusCode::CONFLICT
    );
    imports::run_next(&site.domain).await.expect("read");
    let done = program.get(&job).await;
    assert_eq!(done["status"], "COMPLETE");
    let course = &done["importResult"]["course"];
    assert_eq!(
        (&course["id"], &course["version"]),
        (&json!("C 1/ü"), &json!(1))
    );
    assert_eq!(course["courseLearningStandard"], "SCORM12");
    assert_eq!(course["rootActivity"]["children"][0]["activityType"], "SCO");
    assert_eq!(
        program.import("courseId=C%201%2F%C3%BC").await.status,
        StatusCode::CONFLICT
    );
    let path = "/courses/C%201%2F%C3%BC";
    program
        .must(
            Method::PUT,
            &format!("{path}/tags"),
            json!({ "tags": ["spring"] }),
        )
        .await;
    let newer = program
        .import("courseId=C%201%2F%C3%BC&mayCreateNewVersion=True&tags=spring,a%20herd")
        .await;
    assert_eq!(newer.status, StatusCode::OK, "{}", newer.body);
    imports::run_next(&site.domain).await.expect("read");
    assert_eq!(program.get(path).await["tags"], json!(["a herd", "spring"]));
    assert_eq!(program.get(path).await["version"], 2);
    let versions = program.get(&format!("{path}/versions")).await;
    assert_eq!(versions["courses"].as_array().map(Vec::len), Some(2));
    program
        .must(
            Method::PUT,
            &format!("{path}/title"),
            json!({ "title": "Tea" }),
        )
        .await;
    let found = program
        .get("/courses?filter=tea&filterBy=title&orderBy=title_asc")
        .await;
    assert_eq!(found["courses"][0]["title"], "Tea");
    let counted = program
        .send(Method::GET, "/courses?includeTotalCount=True", Value::Null)
        .await;
    assert_eq!(counted.header("x-total-count"), "1");
    let zip = program
        .send(Method::GET, &format!("{path}/zip"), Value::Null)
        .await;
    assert!(zip.status.is_success() && zip.body.starts_with("PK"));
    let files = program.get(&format!("{path}/asset/list")).await;
    assert!(
        files["files"]
            .as_array()
            .is_some_and(|files| files.len() > 3)
    );
    let registration =
        json!({ "courseId": "C 1/ü", "registrationId": "R1", "learner": { "id": "L1" } });
    program
        .must(Method::POST, "/registrations", registration)
        .await;
    program
        .must(
            Method::POST,
            "/invitations/private",
            body("createPrivateInvitation"),
        )
        .await;
    program.must(Method::DELETE, path, json!({})).await;
    for gone in [path, "/registrations/R1"] {
        let (status, why) = program.refused(Method::GET, gone, Value::Null).await;
        assert!(status == 404 && why.contains("Could not find"), "{why}");
    }
    assert_eq!(program.get("/invitations").await["invitations"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_t_be_read_is_refused_in_words() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    let registration =
        json!({ "courseId": "C1", "registrationId": "R1", "learner": { "id": "L1" } });
    program
        .must(Method::POST, "/registrations", registration)
        .await;
    for (method, path, body, status) in [
        (Method::GET, "/courses/C1/versions/first", Value::Null, 400),
        (
            Method::GET,
            "/registrations/R1/instances/1e9",
            Value::Null,
            400,
        ),
        (
            Method::GET,
            "/registrations/R1/instances/9223372036854775807",
            Value::Null,
            404,
        ),
        (
            Method::GET,
            "/registrations/R1/instances/9223372036854775807/launchHistory",
            Value::Null,
            404,
        ),
        (Method::GET, "/courses/%FF", Value::Null, 400),
        (Method::GET, "/courses/C%001", Value::Null, 400),
        (Method::GET, "/courses?filter=%00", Value::Null, 400),
        (
            Method::PUT,
            "/courses/C1/title",
            json!({ "title": "Tea\0" }),
            400,
        ),
        (Method::PATCH, "/courses/C1", json!({}), 405),
    ] {
        let (told, why) = program.refused(method, path, body).await;
        assert_eq!(told, status, "{path}: {why}");
        assert!(!why.is_empty(), "{path}");
    }
    let form = "/oauth/authenticate/application/token";
    let answer = program.raw(Method::POST, form, "text/plain", b"scope=read".to_vec());
    let answer = answer.await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
    assert!(answer.body.contains("\"message\""), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_not_fetched_from_a_private_network() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    let url = json!({ "url": "http://127.0.0.1:9/course.zip" });
    let job = program
        .must(Method::POST, "/courses/importJobs?courseId=C1", url)
        .await;
    imports::run_next(&site.domain).await.expect("read");
    let path = format!(
        "/courses/importJobs/{}",
        job["result"].as_str().expect("an id")
    );
    let job = program.get(&path).await;
    assert_eq!(job["status"], "ERROR");
    assert!(
        job["message"]
            .as_str()
            .is_some_and(|why| why.contains("private network"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_made_by_a_program_is_the_one_of_the_pages() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    let new = json!({ "courseId": "C1", "creatingUserEmail": "grace@example.org", "registrationCap": 5,
        "expirationDate": "2099-12-24T18:00:00.000Z", "tags": ["spring"] });
    let public = program.must(Method::POST, "/invitations/public", new).await;
    assert_eq!(
        (&public["courseId"], &public["registrationCap"]),
        (&json!("C1"), &json!(5))
    );
    assert_eq!(public["expirationDate"], "2099-12-24T18:00:00.000Z");
    let id = public["id"].as_str().expect("an id").to_owned();
    let page = beckon_domain::invitations::page(&site.domain, &grace, &id.clone().into()).await;
    let page = page.expect("its page");
    assert_eq!(
        (page.url.as_str(), page.options.tags.as_str()),
        (public["url"].as_str().expect("a URL"), "spring")
    );
    let path = format!("/invitations/public/{id}");
    let change = json!({ "allowLaunch": false, "allowNewRegistrations": false, "registrationCap": 0,
        "expirationDate": null });
    let changed = program.must(Method::PUT, &path, change).await;
    assert_eq!(changed["allowLaunch"], false);
    assert_eq!(changed["registrationCap"], 0);
    assert!(changed["expirationDate"].is_string(), "null leaves it");
    let cleared = program
        .must(Method::PUT, &path, json!({ "expirationDate": "" }))
        .await;
    assert!(cleared.get("expirationDate").is_none(), "{cleared}");
    assert_eq!(cleared["allowLaunch"], false);

    let tags = format!("/invitations/{id}/tags");
    program
        .must(Method::PUT, &tags, json!({ "tags": ["summer", "safety"] }))
        .await;
    program
        .must(Method::DELETE, &tags, json!({ "tags": ["safety"] }))
        .await;
    assert_eq!(program.get(&tags).await["tags"], json!(["summer"]));
    program
        .must(
            Method::PUT,
            "/invitations/tags",
            json!({ "ids": [id], "tags": ["autumn"] }),
        )
        .await;
    assert_eq!(
        program.get("/invitations?tags=autumn,x").await["invitations"][0]["id"],
        id
    );
    assert_eq!(
        program.get("/invitations?tags=x").await["invitations"],
        json!([])
    );

    let postback = json!({ "url": "https://example.org/results", "authType": "FORM", "resultsFormat": "FULL",
        "userName": "beckon", "password": "oats" });
    let set = program
        .must(Method::PUT, &path, json!({ "postBack": postback }))
        .await;
    let told = (
        &set["postBack"]["authType"],
        set["postBack"].get("password"),
    );
    assert_eq!(told, (&json!("FORM"), None));
    let wrong = json!({ "postBack": { "url": "mailto:ada" } });
    assert_eq!(program.refused(Method::PUT, &path, wrong).await.0, 400);
    let private = json!({ "url": "http://127.0.0.1:9/" });
    let test = "/registrations/postBackTest";
    let (status, why) = program.refused(Method::POST, test, private).await;
    assert!(status == 400 && why.contains("private network"), "{why}");

    let new = json!({ "courseId": "C1", "creatingUserEmail": "grace@example.org", "invitationEmail": {
        "subject": "Come", "body": "<p>[URL:Play]</p>", "addresses": ["ada@example.org", "bob@example.org"] } });
    let private = program
        .must(Method::POST, "/invitations/private", new.clone())
        .await;
    assert_eq!(private["isPublic"], false);
    let path = format!(
        "/invitations/private/{}",
        private["id"].as_str().expect("an id")
    );
    let told = program
        .get(&format!("{path}?includeRegistrationCount=true"))
        .await;
    assert_eq!(
        (
            &told["registrationCount"],
            &told["launchedRegistrationCount"]
        ),
        (&json!(2), &json!(0))
    );
    assert_eq!(
        told["invitationEmail"]["addresses"],
        json!(["ada@example.org", "bob@example.org"])
    );
    let job = program.get(&format!("{path}/jobStatus")).await;
    assert_eq!(
        (&job["status"], &job["total"], &job["processed"]),
        (&json!("STARTED"), &json!(2), &json!(0))
    );
    let people = program
        .get(&format!(
            "{path}/userInvitations?includeRegistrationReport=true"
        ))
        .await;
    let ada = &people["userInvitations"][0];
    assert!(ada["url"].as_str().is_some_and(|url| url.contains("/p/")));
    assert_eq!(
        (&ada["isStarted"], &ada["registrationReport"]["complete"]),
        (&json!(false), &json!("UNKNOWN"))
    );
    let registration = ada["registrationId"].as_str().expect("an id");
    let result = program.get(&format!("/registrations/{registration}")).await;
    assert_eq!(
        (&result["learner"]["id"], &result["course"]["id"]),
        (&json!("ada@example.org"), &json!("C1"))
    );

    let mut again = new;
    again["duplicateRegistrationOption"] = json!("FAIL");
    again["invitationEmail"]["addresses"] = json!(["ada@example.org", "cyd@example.org"]);
    let third = program
        .must(Method::POST, "/invitations/private", again)
        .await;
    let path = format!(
        "/invitations/private/{}",
        third["id"].as_str().expect("an id")
    );
    let job = program.get(&format!("{path}/jobStatus")).await;
    assert_eq!(job["total"], 1);
    assert!(
        job["errors"][0]
            .as_str()
            .is_some_and(|why| why.starts_with("ada@example.org"))
    );
    let letter = json!({ "invitationEmail": { "subject": "Do come" } });
    let changed = program.must(Method::PUT, &path, letter).await;
    assert_eq!(changed["invitationEmail"]["subject"], "Do come");
    assert_eq!(changed["invitationEmail"]["body"], "<p>[URL:Play]</p>");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_made_launched_read_begun_anew_and_deleted() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    let new = json!({ "courseId": "C1", "registrationId": "R 1/ü", "registrationTags": ["spring"],
        "learner": { "id": "L1", "firstName": "Ada", "lastName": "Lovelace" } });
    program
        .must(Method::POST, "/registrations", new.clone())
        .await;
    let (status, why) = program.refused(Method::POST, "/registrations", new).await;
    assert!(status == 400 && why.contains("already exists"), "{why}");
    let path = "/registrations/R%201%2F%C3%BC";
    let head =
        |path: String| program.send(Method::HEAD, Box::leak(path.into_boxed_str()), json!({}));
    assert_eq!(head(path.to_owned()).await.status, StatusCode::OK);
    assert_eq!(
        head("/registrations/none".to_owned()).await.status,
        StatusCode::NOT_FOUND
    );
    let told = program.get(path).await;
    assert_eq!(
        (&told["id"], &told["instance"]),
        (&json!("R 1/ü"), &json!(0))
    );
    let learner = json!({ "id": "L1", "firstName": "Ada", "lastName": "Lovelace" });
    assert_eq!(told["learner"], learner);
    assert_eq!(told["tags"], json!(["spring"]));
    assert_eq!(
        (&told["registrationCompletion"], told.get("score")),
        (&json!("UNKNOWN"), None)
    );
    assert_eq!(
        program
            .get("/registrations?learnerId=L1&courseId=C1&tags=spring")
            .await["registrations"][0]["id"],
        "R 1/ü"
    );
    assert_eq!(
        program.get("/registrations?learnerId=L2").await["registrations"],
        json!([])
    );

    let launch = format!("{path}/launchLink");
    for wrong in [
        json!({ "expiry": 9 }),
        json!({ "redirectOnExitUrl": "javascript:alert(1)" }),
    ] {
        assert_eq!(program.refused(Method::POST, &launch, wrong).await.0, 400);
    }
    let wish = json!({ "redirectOnExitUrl": "Message", "expiry": 120 });
    let link = program.must(Method::POST, &launch, wish).await;
    let link = link["launchLink"].as_str().expect("a link").to_owned();
    let address = link
        .trim_start_matches(&format!("http://{PUBLIC}"))
        .to_owned();
    let mut browser = crate::site::Browser::default();
    let page = browser.get(&site, &address).await;
    assert!(page.status.is_success() && page.body.contains("Play course"));
    assert_eq!(
        program.get(&format!("{path}/launchHistory")).await["launchHistory"],
        json!([])
    );
    let started = browser.post(&site, &address, &address, &[]).await;
    assert!(started.location().contains("/play/"), "{}", started.body);
    let history = program
        .get(&format!("{path}/launchHistory?includeHistoryLog=true"))
        .await;
    assert_eq!(history["launchHistory"].as_array().map(Vec::len), Some(1));
    assert!(history["launchHistory"][0]["launchTime"].is_string());

    program
        .must(Method::POST, &format!("{path}/instances"), Value::Null)
        .await;
    let instances = program.get(&format!("{path}/instances")).await;
    assert_eq!(instances["registrations"][0]["instance"], 1);
    assert_eq!(
        program.get(&format!("{path}/instances/0")).await["instance"],
        0
    );
    assert_eq!(
        program
            .refused(Method::GET, &format!("{path}/instances/7"), Value::Null)
            .await
            .0,
        404
    );
    program
        .must(Method::DELETE, &format!("{path}/progress"), json!({}))
        .await;
    assert_eq!(program.get(path).await["instance"], 0);
    program
        .must(
            Method::POST,
            &format!("{path}/configuration"),
            json!({ "settings": [{ "settingId": "finish", "value": "leave" }] }),
        )
        .await;
    let settings = program.get(&format!("{path}/configuration")).await;
    let finish = settings["settingItems"]
        .as_array()
        .and_then(|all| all.iter().find(|one| one["id"] == "finish"))
        .cloned();
    assert_eq!(
        finish.map(|one| one["explicitValue"].clone()),
        Some(json!("leave"))
    );
    program
        .must(
            Method::POST,
            "/learner/L1/updateInfo",
            json!({ "id": "L1", "lastName": "King" }),
        )
        .await;
    assert_eq!(program.get(path).await["learner"]["lastName"], "King");
    assert_eq!(
        program
            .refused(
                Method::POST,
                "/learner/L1/delete-information?userEmail=x@example.org",
                Value::Null
            )
            .await
            .0,
        403
    );
    program.must(Method::DELETE, path, json!({})).await;
    assert_eq!(head(path.to_owned()).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_recipient_is_added_corrected_revoked_restored_given_time_and_deleted() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    let new = json!({ "courseId": "C1", "creatingUserEmail": "grace@example.org",
        "expirationDate": "2099-01-01T00:00:00.000Z", "invitationEmail": { "addresses": ["ada@example.org"] } });
    let invitation = program
        .must(Method::POST, "/invitations/private", new)
        .await;
    let all = format!(
        "/invitations/private/{}/userInvitations",
        invitation["id"].as_str().expect("an id")
    );
    let bob = json!({ "addresses": ["Bob Byrne <bob@example.org>"] });
    program.must(Method::POST, &all, bob).await;
    let found = program
        .get(&format!("{all}?filterBy=email&filter=bob"))
        .await;
    let told = &found["userInvitations"][0];
    assert_eq!(told["name"], "Bob Byrne");
    assert_eq!(told["delivery"]["state"], "queued");
    assert_eq!(told["flags"], json!([]));
    let one = format!("{all}/{}", told["id"].as_str().expect("an id"));
    let link = told["url"].clone();

    let address = json!({ "email": "robert@example.org" });
    let corrected = program.must(Method::PUT, &one, address.clone()).await;
    assert_eq!(corrected["email"], "robert@example.org");
    assert_ne!(corrected["url"], link, "the old link ends");
    assert_eq!(program.must(Method::PUT, &one, address).await, corrected);
    let act = |deed: &str, body: Value| {
        let path = format!("{one}/{deed}");
        let program = &program;
        async move { program.must(Method::POST, &path, body).await }
    };
    assert!(act("revoke", json!({})).await["revokedDate"].is_string());
    assert!(act("restore", json!({})).await.get("revokedDate").is_none());
    let end = act("extend", json!({ "days": 31 })).await;
    assert_eq!(end["expirationDate"], "2099-02-01T00:00:00.000Z");
    act("resend", json!({})).await;
    let resend = format!("{one}/resend");
    let refused = program.refused(Method::POST, &resend, json!({})).await;
    assert_eq!(refused.0, 409, "the letter is under way: {}", refused.1);
    program.must(Method::DELETE, &one, json!({})).await;
    assert_eq!(program.refused(Method::GET, &one, Value::Null).await.0, 404);
    act("restore", json!({})).await;
    assert_eq!(program.get(&one).await["email"], "robert@example.org");
    for (path, body) in [
        (format!("{one}/extend"), json!({})),
        (format!("{one}/extend"), json!({ "days": -1 })),
        (all, json!({ "addresses": ["nobody"] })),
    ] {
        let refused = program.refused(Method::POST, &path, body).await;
        assert_eq!(refused.0, 400, "{path}: {}", refused.1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_with_a_key_of_its_own_is_done_once() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    let new = json!({ "courseId": "C1", "creatingUserEmail": "grace@example.org" });
    let path = "/invitations/public";
    let first = program.once("k1", path, &new).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let again = program.once("k1", path, &new).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.header("content-type"), "application/json");
    let together = (0..8).map(|_| program.once("k2", path, &new));
    let together = futures::future::join_all(together).await;
    assert!(
        together
            .iter()
            .all(|answer| answer.status == 200 && answer.body == together[0].body)
    );
    let count = || async {
        let all = program.get("/invitations").await;
        all["invitations"].as_array().map(Vec::len)
    };
    assert_eq!(count().await, Some(2));

    let capped =
        json!({ "courseId": "C1", "creatingUserEmail": "grace@example.org", "registrationCap": 3 });
    let other = program.once("k1", path, &capped).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(other.body.contains("\"message\""), "{}", other.body);
    let long = "k".repeat(256);
    assert_eq!(program.once(&long, path, &new).await.status, 400);
    assert_eq!(count().await, Some(2));

    let registration =
        json!({ "courseId": "C1", "registrationId": "R1", "learner": { "id": "L1" } });
    for _ in 0..2 {
        let answer = program.once("k3", "/registrations", &registration).await;
        assert_eq!((answer.status, &*answer.body), (StatusCode::NO_CONTENT, ""));
    }
    let alan = another(&site).await;
    let his = Program::all(&site, &alan).await;
    let foreign = his.once("k1", path, &new).await;
    assert_eq!(
        foreign.status,
        StatusCode::NOT_FOUND,
        "keys are those of an application"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_told_how_many_calls_it_may_make_and_when_again() {
    let site = Site::limited(2).await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    let ping = || program.send(Method::GET, "/ping", Value::Null);
    let mut answers = Vec::new();
    // A minute may begin between two calls, and with it the count.
    for _ in 0..6 {
        answers.push(ping().await);
    }
    assert_eq!(answers[0].header("ratelimit-policy"), "\"key\";q=2;w=60");
    assert!(answers[0].header("ratelimit").starts_with("\"key\";r=1;t="));
    let over = answers.iter().find(|answer| answer.status == 429);
    let over = over.expect("one too many");
    let seconds: u32 = over.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&seconds));
    assert!(over.body.contains("\"error\""), "{}", over.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn reportage_is_told_whose_it_is_and_where() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    let registration =
        json!({ "courseId": "C1", "registrationId": "R1", "learner": { "id": "L1" } });
    program
        .must(Method::POST, "/registrations", registration)
        .await;
    let account = program.get("/reporting/accountInfo").await;
    assert_eq!(account["email"], "grace@example.org");
    let usage = &account["usage"];
    assert_eq!(
        (
            &usage["regCount"],
            &usage["totalRegistrations"],
            &usage["totalCourses"]
        ),
        (&json!(1), &json!(1), &json!(1))
    );
    let auth = program
        .get("/reporting/reportageAuth?navPermission=FREENAV&admin=True")
        .await;
    assert_eq!(auth["authEnabled"], false);
    let report = "https%3A%2F%2Fcloud.scorm.com%2FReportage%2Freportage.php%3FappId%3Dx%26courseId%3DC1%26dateRangeType%3Dmtd";
    let link = program
        .get(&format!(
            "/reporting/reportageLink?auth=&reportUrl={report}"
        ))
        .await;
    let link = link["reportageLink"].as_str().expect("a link").to_owned();
    assert!(
        link.starts_with(&format!("http://{PUBLIC}/reportage?course="))
            && link.contains("span=month"),
        "{link}"
    );
    let path = "/reporting/reportageAuth?navPermission=ALL";
    assert_eq!(program.refused(Method::GET, path, Value::Null).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_on_where_the_page_before_ended() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let program = Program::all(&site, &grace).await;
    program.course("C1").await;
    for n in 0..103 {
        let new = json!({ "courseId": "C1", "registrationId": format!("R{n}"), "learner": { "id": format!("L{n}") } });
        program.must(Method::POST, "/registrations", new).await;
    }
    let first = program
        .get("/registrations?orderBy=created_asc&includeTotalCount=true")
        .await;
    let more = first["more"].as_str().expect("more");
    let second = program.get(&format!("/registrations?more={more}")).await;
    assert!(second.get("more").is_none());
    let ids = |page: &Value| -> Vec<String> {
        let rows = page["registrations"].as_array().expect("rows");
        rows.iter()
            .map(|row| row["id"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let mut all = [ids(&first), ids(&second)].concat();
    assert_eq!(all.len(), 103);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 103);
    assert_eq!(
        program
            .refused(Method::GET, "/registrations?more=forged", Value::Null)
            .await
            .0,
        400
    );
    assert_eq!(
        program
            .refused(Method::GET, "/registrations?orderBy=shoe_size", Value::Null)
            .await
            .0,
        400
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_of_another_site_may_call_with_a_key() {
    let site = Site::open().await;
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri("/api/v2/courses")
        .header(header::HOST, PUBLIC)
        .header(header::ORIGIN, "https://lms.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type",
        )
        .body(Body::empty())
        .expect("a request");
    let answer = site.send(request).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert!(
        answer
            .header("access-control-allow-headers")
            .contains("authorization")
    );
}

/// `BECKON_WRITE=1 cargo test -p server --test http the_document` writes it anew.
#[test]
fn the_document_in_docs_is_the_one_of_the_code() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/openapi.json");
    let made = serde_json::to_string_pretty(&document()).expect("json") + "\n";
    if std::env::var_os("BECKON_WRITE").is_some() {
        std::fs::write(path, &made).expect("written");
    }
    let kept = std::fs::read_to_string(path).expect("docs/openapi.json");
    assert!(
        kept == made,
        "docs/openapi.json is not what the code says; write it anew with BECKON_WRITE=1"
    );
}
