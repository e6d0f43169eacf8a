//! Letters, their time and their reminders, without scripts.

use crate::site::{Browser, Site};
use beckon_domain::{invitations, letters, mail::outbox};
use beckon_model::invitation::LetterText;
use beckon_model::mail::MailState;
use beckon_model::people::{Invited, PeopleForm};
use http::StatusCode;

const BODY: &str = "Dear [User],\n\n[URL:Play course]";

/// What the page holds of a hidden field.
fn value_of<'a>(body: &'a str, name: &str) -> &'a str {
    let field = format!("name=\"{name}\" value=\"");
    let (_, rest) = body
        .split_once(&field)
        .unwrap_or_else(|| panic!("no {name} in {body}"));
    rest.split('"').next().expect("a value")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_written_listed_started_from_and_deleted() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let course = site.course(&grace).await;
    let mut browser = Browser::of_instructor(&site).await;
    let page = browser.get(&site, "/letters/new").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Write a template"));
    let nameless = [("template", " "), ("subject", "Mine"), ("body", BODY)];
    let back = browser
        .post(
            &site,
            "/letters/new",
            "/api/app/letters/api/write",
            &nameless,
        )
        .await;
    let again = browser.get(&site, &back.leads_to()).await;
    assert!(
        again.body.contains("Give the letter a name.") && again.body.contains("value=\"Mine\"")
    );
    let form = [("template", "Mine"), ("subject", "Ahoy"), ("body", BODY)];
    let done = browser
        .post(&site, "/letters/new", "/api/app/letters/api/write", &form)
        .await;
    assert_eq!(done.leads_to(), "/letters");
    let list = browser.get(&site, "/letters").await;
    assert!(list.body.contains("Mine") && list.body.contains("Ahoy"));
    let kept = letters::list(&site.domain, &grace).await.expect("the list");
    let invite = format!("/courses/{course}/invite?kind=private");
    let plain = browser.get(&site, &invite).await;
    assert!(
        plain.body.contains(&format!("letter={}", kept[0].id)) && plain.body.contains("[Course]")
    );
    let started = browser
        .get(&site, &format!("{invite}&letter={}", kept[0].id))
        .await;
    assert!(started.body.contains("value=\"Ahoy\""), "{}", started.body);
    let page = browser
        .get(&site, &format!("/letters/{}", kept[0].id))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let id = [("id", kept[0].id.0.as_str())];
    browser
        .post(&site, "/letters", "/api/app/letters/api/delete", &id)
        .await;
    assert!(
        letters::list(&site.domain, &grace)
            .await
            .expect("the list")
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_mail_leads_to_a_page_that_says_so_and_its_link_to_one_that_explains() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let course = site.course(&grace).await;
    let mut browser = Browser::of_instructor(&site).await;
    let form = [
        ("course", course.0.as_str()),
        ("addresses", "ada@example.org"),
        ("subject", "Hello"),
        ("body", BODY),
    ];
    let invite = format!("/courses/{course}/invite?kind=private");
    let done = browser
        .post(&site, &invite, "/api/app/letters/api/send_test", &form)
        .await;
    assert_eq!(done.leads_to(), "/test-sent");
    assert!(
        browser
            .get(&site, "/test-sent")
            .await
            .body
            .contains("on its way")
    );
    let mails = outbox::list(&site.domain, &grace)
        .await
        .expect("the outbox");
    assert_eq!(
        (mails.len(), mails[0].subject.as_str()),
        (1, "[Test] Hello")
    );
    let example = Browser::default().get(&site, "/example-link").await;
    assert_eq!(example.status, StatusCode::OK);
    assert!(example.body.contains("This link is an example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn e_mails_wait_for_a_time_in_utc_and_are_called_off() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let course = site.course(&grace).await;
    let mut browser = Browser::of_instructor(&site).await;
    let invite = format!("/courses/{course}/invite?kind=private");
    let action = "/api/app/invitations/api/create_private";
    let key = value_of(&browser.get(&site, &invite).await.body, "people[key]").to_owned();
    let mut form = vec![
        ("course", course.0.as_str()),
        ("people[addresses]", "Ada <ada@example.org>"),
        ("people[key]", &key),
        ("subject", "Hello"),
        ("body", BODY),
        ("when", "at"),
        ("send_at", "2020-01-01T00:00"),
    ];
    let back = browser.post(&site, &invite, action, &form).await;
    let again = browser.get(&site, &back.leads_to()).await;
    assert!(
        again.body.contains("This time is past.")
            && again.body.contains("value=\"2020-01-01T00:00\"")
    );
    let soon = beckon_domain::zone::written(site.domain.clock.now() + 7_200_000, "UTC");
    form[6] = ("send_at", &soon);
    let page = browser.post(&site, &invite, action, &form).await.leads_to();
    let shown = browser.get(&site, &page).await;
    assert!(
        shown.body.contains("1 e-mail goes") && shown.body.contains("UTC"),
        "{}",
        shown.body
    );
    let (id, at) = (
        page.trim_start_matches("/invitations/"),
        value_of(&shown.body, "at"),
    );
    let cancel = [("id", id), ("at", at)];
    browser
        .post(
            &site,
            &page,
            "/api/app/invitations/api/cancel_sending",
            &cancel,
        )
        .await;
    let after = browser.get(&site, &page).await;
    assert!(after.body.contains("Not sent") && !after.body.contains("1 e-mail goes"));
    let mails = outbox::list(&site.domain, &grace)
        .await
        .expect("the outbox");
    assert_eq!(mails[0].state, MailState::NotSent);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_is_changed_and_a_reminder_added_and_stopped() {
    let site = Site::open().await;
    let grace = site.instructor().await;
    let course = site.course(&grace).await;
    let text = LetterText {
        subject: "Old words".to_owned(),
        body: BODY.to_owned(),
    };
    let form = PeopleForm {
        addresses: "ada@example.org".to_owned(),
        ..PeopleForm::default()
    };
    let invited = invitations::create_private(&site.domain, &grace, &course, &form, &text).await;
    let Ok(Invited::Done(id)) = invited else {
        panic!("{invited:?}");
    };
    let mut browser = Browser::of_instructor(&site).await;
    let page = format!("/invitations/{id}");
    let letter = format!("{page}/letter");
    assert!(
        browser
            .get(&site, &letter)
            .await
            .body
            .contains("value=\"Old words\"")
    );
    let form = [
        ("id", id.0.as_str()),
        ("subject", "New words"),
        ("body", BODY),
    ];
    let done = browser
        .post(
            &site,
            &letter,
            "/api/app/letters/api/change_of_invitation",
            &form,
        )
        .await;
    assert_eq!(done.leads_to(), page);
    assert!(browser.get(&site, &page).await.body.contains("New words"));

    let new = format!("{page}/reminders/new");
    assert!(
        browser
            .get(&site, &new)
            .await
            .body
            .contains("Reminder: [Course]")
    );
    let mut form = vec![
        ("invitation", id.0.as_str()),
        ("days", "0"),
        ("whom", "not-started"),
        ("subject", "Do"),
        ("body", BODY),
    ];
    let add = "/api/app/reminders/api/add";
    let back = browser.post(&site, &new, add, &form).await;
    let again = browser.get(&site, &back.leads_to()).await;
    assert!(
        again.body.contains("from 1 to 365") && again.body.contains("value=\"Do\""),
        "{}",
        again.body
    );
    form[1] = ("days", "4");
    assert_eq!(browser.post(&site, &new, add, &form).await.leads_to(), page);
    let shown = browser.get(&site, &page).await;
    assert!(
        shown.body.contains("After 4 days, to who has not started"),
        "{}",
        shown.body
    );
    assert!(shown.body.contains("to 1 person"));
    let rules = beckon_domain::reminders::of_invitation(&site.domain, &grace, &id)
        .await
        .expect("the rules");
    let reminder = rules.rules[0].id.0.as_str();
    let change = browser.get(&site, &format!("/reminders/{reminder}")).await;
    assert!(change.body.contains("Change the reminder") && change.body.contains("value=\"4\""));
    let stop = [("id", reminder), ("stopped", "true")];
    browser
        .post(&site, &page, "/api/app/reminders/api/set_stopped", &stop)
        .await;
    assert!(browser.get(&site, &page).await.body.contains("Resume"));
}
