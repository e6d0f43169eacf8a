//! What learners meet behind links, without scripts.

use crate::site::{Browser, CONTENT, PASSWORD, Site};
use beckon_domain::accounts::Instructor;
use beckon_domain::{invitations, mail::outbox};
use beckon_model::InvitationId;
use beckon_model::invitation::{LetterText, Options};
use beckon_model::people::{Invited, PeopleForm};
use http::{Method, StatusCode};

async fn public(site: &Site) -> (Instructor, InvitationId, String) {
    let grace = site.instructor().await;
    let course = site.course(&grace).await;
    let id = invitations::create_public(&site.domain, &grace, &course, &Options::default())
        .await
        .expect("an invitation");
    let url = invitations::page(&site.domain, &grace, &id)
        .await
        .expect("its page")
        .url;
    (
        grace,
        id,
        url.rsplit('/').next().expect("a token").to_owned(),
    )
}

async fn private(site: &Site) -> (Instructor, InvitationId, String) {
    let grace = site.instructor().await;
    let course = site.course(&grace).await;
    let text = LetterText {
        subject: "[Course]".to_owned(),
        body: "[URL:Play course]".to_owned(),
    };
    let people = PeopleForm {
        addresses: "Ada <ada@example.org>".to_owned(),
        ..PeopleForm::default()
    };
    let invited = invitations::create_private(&site.domain, &grace, &course, &people, &text).await;
    let Ok(Invited::Done(id)) = invited else {
        panic!("not invited: {invited:?}");
    };
    let mails = outbox::list(&site.domain, &grace)
        .await
        .expect("the outbox");
    let text = outbox::find(&site.domain, &grace, &mails[0].id)
        .await
        .expect("the mail")
        .text;
    let token = text
        .split("/p/")
        .nth(1)
        .and_then(|rest| rest.split_whitespace().next())
        .expect("a link")
        .to_owned();
    (grace, id, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_sets_up_an_account_and_plays_without_scripts() {
    let site = Site::open().await;
    let (grace, id, token) = public(&site).await;
    let (page, mut browser) = (format!("/i/{token}"), Browser::default());
    let landing = browser.get(&site, &page).await;
    assert_eq!(landing.status, StatusCode::OK);
    assert!(
        landing.body.contains("Coffee") && landing.body.contains("name=\"password\""),
        "{}",
        landing.body
    );
    let form = [
        ("token", token.as_str()),
        ("first_name", "Ada"),
        ("last_name", "Lovelace"),
        ("email", "ada@example.org"),
        ("password", PASSWORD),
    ];
    let answer = browser
        .post(&site, &page, "/api/app/join/api/set_up_account", &form)
        .await;
    assert_eq!(answer.location(), page);
    assert!(browser.get(&site, &page).await.body.contains("Play course"));
    let count = async || {
        invitations::page(&site.domain, &grace, &id)
            .await
            .expect("its page")
            .counts
            .registrations
    };
    assert_eq!(count().await, 0, "no registration before the first launch");
    let answer = browser
        .post(
            &site,
            &page,
            "/api/app/join/api/play_public",
            &[("token", &token)],
        )
        .await;
    assert!(answer.status.is_redirection(), "{}", answer.body);
    assert!(
        answer
            .location()
            .starts_with(&format!("http://{CONTENT}/play/")),
        "{}",
        answer.location()
    );
    assert_eq!(count().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_dead_unknown_or_disabled_has_a_page_and_a_status() {
    let site = Site::open().await;
    let (grace, id, token) = public(&site).await;
    let mut browser = Browser::default();
    for path in [
        "/i/unknown",
        "/p/unknown",
        "/p/0199-AAAA",
        "/closing/unknown",
    ] {
        let answer = browser.get(&site, path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("not known"), "{path}: {}", answer.body);
    }
    invitations::set_enabled(&site.domain, &grace, &id, false)
        .await
        .expect("disabled");
    let answer = browser.get(&site, &format!("/i/{token}")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        answer.body.contains("disabled") && answer.body.contains("grace@example.org"),
        "{}",
        answer.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_scanner_that_opens_a_private_link_burns_nothing() {
    let site = Site::open().await;
    let (grace, id, token) = private(&site).await;
    let page = format!("/p/{token}");
    let before = invitations::page(&site.domain, &grace, &id)
        .await
        .expect("its page");
    for method in [Method::HEAD, Method::GET, Method::GET] {
        let request = Browser::default()
            .request(method, &page)
            .body(axum::body::Body::empty())
            .expect("a request");
        assert_eq!(site.send(request).await.status, StatusCode::OK);
    }
    assert_eq!(
        invitations::page(&site.domain, &grace, &id)
            .await
            .expect("its page"),
        before
    );
    let mut browser = Browser::default();
    let landing = browser.get(&site, &page).await;
    assert!(
        landing.body.contains("Play course") && !landing.body.contains("ada@example.org"),
        "{}",
        landing.body
    );
    let answer = browser
        .post(
            &site,
            &page,
            "/api/app/join/api/play_private",
            &[("token", &token)],
        )
        .await;
    assert!(
        answer
            .location()
            .starts_with(&format!("http://{CONTENT}/play/")),
        "{}",
        answer.body
    );
    let after = invitations::page(&site.domain, &grace, &id)
        .await
        .expect("its page");
    assert_eq!(after.counts.started, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn playing_needs_somebody_who_is_signed_in() {
    let site = Site::open().await;
    let (grace, id, token) = public(&site).await;
    let page = format!("/i/{token}");
    let answer = Browser::default()
        .post(
            &site,
            &page,
            "/api/app/join/api/play_public",
            &[("token", &token)],
        )
        .await;
    assert!(
        !answer.location().contains(CONTENT),
        "{}",
        answer.location()
    );
    let page = invitations::page(&site.domain, &grace, &id)
        .await
        .expect("its page");
    assert_eq!(page.counts.registrations, 0);
}
