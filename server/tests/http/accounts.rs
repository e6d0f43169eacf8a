//! Setting up and signing in without scripts.

use crate::site::{Browser, PASSWORD, PUBLIC, Site};
use axum::body::Body;
use http::{Method, StatusCode, header};

const SET_UP: &str = "/api/app/accounts/api/set_up";
const SIGN_IN: &str = "/api/app/accounts/api/sign_in";

#[tokio::test(flavor = "multi_thread")]
async fn the_first_instructor_is_set_up_by_a_plain_form() {
    let (site, mut browser) = (Site::open().await, Browser::default());
    let welcome = browser.get(&site, "/").await;
    assert!(
        welcome.body.contains("/setup") || welcome.location().contains("/setup"),
        "{}",
        welcome.body
    );
    let form = [
        ("first_name", "Grace"),
        ("last_name", "Hopper"),
        ("email", "grace@example.org"),
        ("password", PASSWORD),
    ];
    let answer = browser.post(&site, "/setup", SET_UP, &form).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::FOUND, "/"));
    assert!(browser.get(&site, "/").await.body.contains("Grace"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_that_is_wrong_comes_back_with_what_was_typed_and_why() {
    let (site, mut browser) = (Site::open().await, Browser::default());
    let form = [
        ("first_name", "Grace"),
        ("last_name", "Hopper"),
        ("email", "grace at example"),
        ("password", "short"),
    ];
    let answer = browser.post(&site, "/setup", SET_UP, &form).await;
    assert_eq!(answer.status, StatusCode::FOUND);
    let back = answer.leads_to();
    assert!(back.starts_with("/setup?"), "{back}");
    let page = browser.get(&site, &back).await.body;
    assert!(
        page.contains("value=\"Grace\"") && page.contains("grace at example"),
        "what was typed is kept"
    );
    assert!(
        page.contains("is not an e-mail address") && page.contains("at least 8 characters"),
        "each says why"
    );
    assert!(!page.contains("value=\"short\""), "but never the password");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_leads_on_inside_this_site_only() {
    let site = Site::open().await;
    site.instructor().await;
    for (next, leads_to) in [
        ("/library", "/library"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
    ] {
        let form = [
            ("email", "grace@example.org"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let answer = Browser::default()
            .post(&site, "/sign-in", SIGN_IN, &form)
            .await;
        assert_eq!(answer.location(), leads_to);
        let cookie = answer.header("set-cookie");
        assert!(
            cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
            "{cookie}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_signs_nobody_in() {
    let site = Site::open().await;
    site.instructor().await;
    let mut browser = Browser::default();
    let form = [
        ("email", "grace@example.org"),
        ("password", "not the password"),
        ("next", "/"),
    ];
    let answer = browser.post(&site, "/sign-in", SIGN_IN, &form).await;
    let page = browser.get(&site, &answer.leads_to()).await;
    assert!(page.body.contains("belong together"), "{}", page.body);
    assert!(!browser.get(&site, "/library").await.body.contains("Grace"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_site_sends_is_refused() {
    let site = Site::open().await;
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "http://evil.example"),
    ] {
        let form = "first_name=E&last_name=V&email=e@example.org&password=harbour+lantern+oats";
        let request = Browser::default()
            .request(Method::POST, SET_UP)
            .header(name, value)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .expect("a request");
        assert_eq!(site.send(request).await.status, StatusCode::FORBIDDEN);
    }
    assert!(
        beckon_domain::accounts::installation(&site.domain)
            .await
            .expect("told")
            .empty
    );
}

#[tokio::test]
async fn pages_load_the_scripts_and_styles_that_lie_in_the_folder_of_the_site() {
    let site = Site::open().await;
    let mut browser = Browser::default();
    let page = browser.get(&site, "/sign-in").await.body;
    for name in ["beckon.aaa.js", "beckon.bbb.wasm", "beckon.ccc.css"] {
        assert!(page.contains(&format!("/pkg/{name}")), "{name}: {page}");
    }
    let script = browser.get(&site, "/pkg/beckon.aaa.js").await;
    assert_eq!(script.body, "export default 1");
    assert!(
        script.headers["cache-control"]
            .to_str()
            .is_ok_and(|keep| keep.contains("immutable"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_instructors_send_everybody_else_to_the_sign_in() {
    let site = Site::open().await;
    site.instructor().await;
    for path in ["/library", "/invitations", "/outbox"] {
        let answer = Browser::default().get(&site, path).await;
        let led = answer.location().starts_with("/sign-in") || answer.body.contains("/sign-in");
        assert!(led, "{path}: {} {}", answer.status, answer.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_ends_the_session() {
    let site = Site::open().await;
    site.instructor().await;
    let mut browser = Browser::of_instructor(&site).await;
    assert!(browser.get(&site, "/").await.body.contains("Grace"));
    browser
        .post(
            &site,
            "/",
            "/api/app/accounts/api/sign_out",
            &[("next", "/sign-in")],
        )
        .await;
    assert!(!browser.get(&site, "/library").await.body.contains("Grace"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_says_that_it_may_not_be_framed_or_kept() {
    let site = Site::open().await;
    let answer = Browser::default().get(&site, "/sign-in").await;
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    let policy = answer.header("content-security-policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    let nonce = nonce.expect("scripts need a nonce");
    assert!(
        answer.body.contains(&format!("nonce=\"{nonce}\"")),
        "{policy}"
    );
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:3000;"),
        "{policy}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_not_there_says_so_with_its_status() {
    let site = Site::open().await;
    let answer = Browser::default().get(&site, "/no/such/page").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.body.contains("<html"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told_on_any_host_and_pages_on_their_own() {
    let site = Site::open().await;
    for (host, path, status) in [
        (PUBLIC, "/healthz", StatusCode::OK),
        ("10.0.0.7:3000", "/healthz", StatusCode::OK),
        ("10.0.0.7:3000", "/", StatusCode::MISDIRECTED_REQUEST),
        (PUBLIC, "/sign-in", StatusCode::OK),
    ] {
        let request = http::Request::builder()
            .uri(path)
            .header(header::HOST, host)
            .body(Body::empty())
            .expect("a request");
        assert_eq!(site.send(request).await.status, status, "{host}{path}");
    }
}
