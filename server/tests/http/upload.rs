//! Uploading a package.

use crate::site::{Browser, PASSWORD, PUBLIC, Site};
use axum::body::Body;
use beckon_domain::accounts;
use beckon_domain::accounts::NewAccount;
use beckon_domain::courses::{self, demo, imports};
use http::{Method, StatusCode, header};

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_uploaded_as_a_body_with_scripts() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let browser = Browser::of_instructor(&site).await;
    let request = browser
        .request(Method::POST, "/library/upload?name=coffee.zip")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(demo::package()))
        .expect("a request");
    let answer = site.send(request).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.body);
    let body: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    imports::run_next(&site.domain).await.expect("read");
    let import = imports::find(
        &site.domain,
        &grace,
        &body["import"].as_str().expect("an id").into(),
    )
    .await
    .expect("told");
    assert_eq!(import.file_name, "coffee.zip");
    assert!(import.course.is_some(), "{}", import.problem);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_package_is_uploaded_by_a_plain_form_without_scripts() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let browser = Browser::of_instructor(&site).await;
    let request = browser
        .request(Method::POST, "/library/upload")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::ORIGIN, format!("http://{PUBLIC}"))
        .body(Body::from(form(&demo::package())))
        .expect("a request");
    let answer = site.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(answer.location().starts_with("/library/imports/"));
    imports::run_next(&site.domain).await.expect("read");
    assert_eq!(
        courses::library(&site.domain, &grace)
            .await
            .expect("the library")
            .len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_uploads_without_signing_in() {
    let site = Site::open().await;
    site.instructor().await;
    let request = Browser::default()
        .request(Method::POST, "/library/upload?name=coffee.zip")
        .body(Body::from(demo::package()))
        .expect("a request");
    assert_eq!(site.send(request).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(
        std::fs::read_dir(site.domain.uploads_dir())
            .expect("uploads")
            .count(),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_upload_says_what_to_do() {
    let site = Site::open().await;
    site.instructor().await;
    let browser = Browser::of_instructor(&site).await;
    let request = browser
        .request(Method::POST, "/library/upload?name=coffee.zip")
        .body(Body::empty())
        .expect("a request");
    let answer = site.send(request).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Choose the course"), "{}", answer.body);
}

const USE: &str = "/api/app/courses/api/use_version";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_is_uploaded_and_put_in_use_by_plain_forms() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let course = site.course(&grace).await;
    let mut browser = Browser::of_instructor(&site).await;
    let request = browser
        .request(Method::POST, &format!("/library/upload?course={course}"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::ORIGIN, format!("http://{PUBLIC}"))
        .body(Body::from(form(&demo::package())))
        .expect("a request");
    let answer = site.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let waiting = browser.get(&site, answer.location()).await;
    assert!(waiting.body.contains("Taking in the new version"));
    imports::run_next(&site.domain).await.expect("read");
    let done = browser.get(&site, answer.location()).await;
    let page = format!("/courses/{course}/versions/2");
    assert_eq!(done.leads_to(), page);
    let version = browser.get(&site, &page).await.body;
    assert!(version.contains("All files are the same.") && version.contains("Nobody would move."));
    let form = [
        ("id", &*course.0),
        ("number", "2"),
        ("rule", "not-complete"),
    ];
    let used = browser.post(&site, &page, USE, &form).await;
    assert_eq!(used.leads_to(), page);
    assert!(
        browser
            .get(&site, &page)
            .await
            .body
            .contains("In use since")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_uploads_a_version_of_another_s_course() {
    let site = Site::open().await;
    site.instructor().await;
    let alan = NewAccount {
        first_name: "Alan".to_owned(),
        last_name: "Turing".to_owned(),
        email: "alan@example.org".to_owned(),
        password: PASSWORD.to_owned(),
    };
    let alan = accounts::add_instructor(&site.domain, alan).await;
    let alan = accounts::instructor(&site.domain, &alan.expect("an account")).await;
    let his = site.course(&alan.expect("an instructor")).await;
    let browser = Browser::of_instructor(&site).await;
    let url = format!("/library/upload?name=coffee.zip&course={his}");
    let request = browser
        .request(Method::POST, &url)
        .body(Body::from(demo::package()))
        .expect("a request");
    assert_eq!(site.send(request).await.status, StatusCode::NOT_FOUND);
    let uploads = std::fs::read_dir(site.domain.uploads_dir()).expect("uploads");
    assert_eq!(uploads.count(), 0);
}

/// A plain form with a package in it, cut at `--cut`.
fn form(package: &[u8]) -> Vec<u8> {
    let head = "--cut\r\nContent-Disposition: form-data; name=\"package\"; filename=\"coffee.zip\"\r\n\r\n";
    [head.as_bytes(), package, b"\r\n--cut--\r\n"].concat()
}
