//! The content origin.

use crate::site::{Answer, Browser, CONTENT, PUBLIC, Site};
use axum::body::Body;
use beckon_domain::join;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};

async fn ticket(site: &Site) -> String {
    let grace = site.instructor().await;
    let course = site.course(&grace).await;
    let url = join::try_out(&site.domain, &grace, &course, None, "test")
        .await
        .expect("a launch");
    url.trim_end_matches('/')
        .rsplit('/')
        .next()
        .expect("a ticket")
        .to_owned()
}

async fn ask(site: &Site, method: Method, path: &str, body: impl Into<Body>) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, CONTENT);
    site.send(request.body(body.into()).expect("a request"))
        .await
}

fn kind(answer: &Answer) -> String {
    let body: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert!(
        body["error"].as_str().is_some_and(|why| !why.is_empty()),
        "a reason in words"
    );
    body["kind"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_two_hosts_answer_their_own_addresses_only() {
    let site = Site::open().await;
    let ticket = ticket(&site).await;
    assert_eq!(
        ask(&site, Method::GET, &format!("/play/{ticket}/"), "")
            .await
            .status,
        StatusCode::OK
    );
    for path in ["/", "/library", "/sign-in", "/api/app/accounts/api/visitor"] {
        assert_eq!(
            ask(&site, Method::GET, path, "").await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let answer = Browser::default()
        .get(&site, &format!("/play/{ticket}/c/index.html"))
        .await;
    assert_eq!(
        answer.status,
        StatusCode::NOT_FOUND,
        "no course code on {PUBLIC}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_course_file_is_served_in_its_sandbox_and_without_cookies() {
    let site = Site::open().await;
    let ticket = ticket(&site).await;
    let begun = ask(&site, Method::POST, &format!("/play/{ticket}/begin"), "{}").await;
    let begun: Value = serde_json::from_str(&begun.body).expect("JSON");
    let file = begun["course"]["organizations"][0]["items"][0]["launch"]["file"]
        .as_str()
        .expect("a launch file");
    let path = format!("/play/{ticket}/c/{file}");
    let answer = ask(&site, Method::GET, &path, "").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.header("content-type").starts_with("text/html"));
    let policy = answer.header("content-security-policy");
    assert!(
        policy.starts_with("sandbox") && !policy.contains("allow-top-navigation"),
        "{policy}"
    );
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert!(answer.headers.get(header::SET_COOKIE).is_none());
    let part = Request::builder()
        .uri(&path)
        .header(header::HOST, CONTENT)
        .header(header::RANGE, "bytes=0-9");
    let part = site
        .send(part.body(Body::empty()).expect("a request"))
        .await;
    assert_eq!(
        (part.status, part.body.len()),
        (StatusCode::PARTIAL_CONTENT, 10)
    );
    let worker = Request::builder()
        .uri(&path)
        .header(header::HOST, CONTENT)
        .header("service-worker", "script");
    assert_eq!(
        site.send(worker.body(Body::empty()).expect("a request"))
            .await
            .status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_course_may_open_is_in_a_sandbox_and_the_player_runs_no_script_of_a_course() {
    let site = Site::open().await;
    let ticket = ticket(&site).await;
    for path in [
        &format!("/play/{ticket}/blank"),
        &format!("/play/{ticket}/c/nothing"),
        "/player/player.html",
        "/nothing",
        "/healthz",
    ] {
        let answer = ask(&site, Method::GET, path, "").await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("sandbox") && !policy.contains("allow-top-navigation"),
            "{path}: {policy}"
        );
    }
    let page = ask(&site, Method::GET, &format!("/play/{ticket}/"), "").await;
    let policy = page.header("content-security-policy");
    let scripts = format!("script-src http://{CONTENT}/player/ 'wasm-unsafe-eval';");
    assert!(policy.contains(&scripts), "{policy}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_that_climbs_out_finds_nothing() {
    let site = Site::open().await;
    let ticket = ticket(&site).await;
    for path in [
        "../../secret.key",
        "..%2f..%2fsecret.key",
        "%2e%2e/%2e%2e/secret.key",
        "/etc/passwd",
    ] {
        let answer = ask(&site, Method::GET, &format!("/play/{ticket}/c/{path}"), "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let answer = ask(&site, Method::GET, "/play/nonsense/c/index.html", "").await;
    assert_eq!(answer.status, StatusCode::GONE);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_cannot_be_taken_is_refused_with_a_reason() {
    let site = Site::open().await;
    let ticket = ticket(&site).await;
    let commit = format!("/play/{ticket}/commit");
    let answer = ask(&site, Method::POST, &commit, "not JSON").await;
    assert_eq!(
        (answer.status, kind(&answer).as_str()),
        (StatusCode::BAD_REQUEST, "unreadable")
    );
    let large = json!({ "seq": 1, "entries": [["set", "cmi.suspend_data", "x".repeat(1 << 20)]] })
        .to_string();
    let answer = ask(&site, Method::POST, &commit, large).await;
    assert_eq!(
        (answer.status, kind(&answer).as_str()),
        (StatusCode::PAYLOAD_TOO_LARGE, "too-large")
    );
    let good = json!({ "seq": 1, "entries": [], "final": true }).to_string();
    let answer = ask(&site, Method::POST, "/play/nonsense/commit", good.clone()).await;
    assert_eq!(
        (answer.status, kind(&answer).as_str()),
        (StatusCode::NOT_FOUND, "unknown")
    );
    assert_eq!(
        ask(&site, Method::POST, &commit, good.clone()).await.status,
        StatusCode::OK
    );
    let answer = ask(&site, Method::POST, &commit, good).await;
    assert_eq!(
        (answer.status, kind(&answer).as_str()),
        (StatusCode::GONE, "ended")
    );
}
