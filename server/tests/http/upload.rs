//! Uploading a package.

use crate::site::{Browser, PUBLIC, Site};
use axum::body::Body;
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
    let mut body = b"--cut\r\nContent-Disposition: form-data; name=\"package\"; filename=\"coffee.zip\"\r\n\r\n".to_vec();
    body.extend(demo::package());
    body.extend(b"\r\n--cut--\r\n");
    let request = browser
        .request(Method::POST, "/library/upload")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=cut")
        .header(header::ORIGIN, format!("http://{PUBLIC}"))
        .body(Body::from(body))
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
