//! Private links that scanners open and people hand on, without scripts.

use crate::site::{Answer, Browser, CONTENT, Site};
use axum::body::Body;
use beckon_domain::accounts::Instructor;
use beckon_domain::mail::outbox;
use beckon_domain::{invitations, recipients};
use beckon_model::InvitationId;
use beckon_model::invitation::{InvitationPage, LetterText, Options};
use beckon_model::people::{Invited, PeopleForm};
use beckon_model::recipient::{Person, Query};
use beckon_model::registration::Progress;
use http::{Method, StatusCode, header};

const PLAY: &str = "/api/app/join/api/play_private";
const LINK: &str = "/api/app/join/link/api";
const ADA: &str = "ada@example.org";
const EVE: &str = "eve@example.org";

struct Sent {
    site: Site,
    grace: Instructor,
    id: InvitationId,
}

impl Sent {
    async fn to(addresses: &str) -> Self {
        let site = Site::open().await;
        let grace = site.instructor().await;
        let course = site.course(&grace).await;
        let text = LetterText {
            subject: "[Course]".to_owned(),
            body: "[URL:Play course]".to_owned(),
        };
        let form = PeopleForm {
            addresses: addresses.to_owned(),
            ..PeopleForm::default()
        };
        let made = invitations::create_private(&site.domain, &grace, &course, &form, &text).await;
        let Invited::Done(id) = made.expect("invited") else {
            panic!("nobody was invited before");
        };
        Self { site, grace, id }
    }

    /// Everybody, found page by page of the list.
    async fn people(&self) -> Vec<Person> {
        let mut people = Vec::new();
        for page in 1.. {
            let query = Query {
                page,
                ..Query::parse("sort=invited")
            };
            let found = recipients::list(&self.site.domain, &self.grace, &self.id, &query)
                .await
                .expect("the list");
            if found.rows.is_empty() {
                break;
            }
            people.extend(found.rows);
        }
        people
    }

    /// The paths of everybody's page.
    async fn links(&self) -> Vec<String> {
        let ids = self
            .people()
            .await
            .into_iter()
            .filter_map(|row| row.recipient);
        ids.map(|id| format!("/p/{}", self.site.domain.key().link(&id, 1)))
            .collect()
    }

    /// Everything that a scanner might have changed: people, counts, history and e-mails.
    async fn marks(&self) -> (Vec<Person>, InvitationPage, usize, usize) {
        let (domain, grace) = (&self.site.domain, &self.grace);
        let page = invitations::page(domain, grace, &self.id)
            .await
            .expect("its page");
        let history = invitations::history(domain, grace, &self.id, 0)
            .await
            .expect("it");
        let mails = outbox::list(domain, grace).await.expect("the outbox");
        (self.people().await, page, history.len(), mails.len())
    }

    /// The newest mail to an address, as text.
    async fn mail(&self, email: &str) -> String {
        let mails = outbox::list(&self.site.domain, &self.grace)
            .await
            .expect("the outbox");
        let mail = mails.iter().find(|mail| mail.to.contains(email));
        let id = &mail.expect("a mail").id;
        let mail = outbox::find(&self.site.domain, &self.grace, id).await;
        mail.expect("the mail").text
    }

    async fn code(&self, email: &str) -> String {
        let mail = self.mail(email).await;
        let mut lines = mail.lines().map(str::trim);
        let code = lines.find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()));
        code.expect("a code").to_owned()
    }

    async fn press(
        &self,
        browser: &mut Browser,
        page: &str,
        action: &str,
        more: &[(&str, &str)],
    ) -> Answer {
        let token = page.split('/').nth(2).expect("a token");
        let form: Vec<_> = [("token", token)].iter().chain(more).copied().collect();
        browser.post(&self.site, page, action, &form).await
    }
}

fn plays(answer: &Answer) -> bool {
    answer
        .location()
        .starts_with(&format!("http://{CONTENT}/play/"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_links_that_scanners_open_three_times_are_nobodys_until_people_start() {
    let addresses: Vec<String> = (0..1_000).map(|n| format!("p{n}@example.org")).collect();
    let sent = Sent::to(&addresses.join(", ")).await;
    let links = sent.links().await;
    assert_eq!(links.len(), 1_000);
    let before = sent.marks().await;
    for link in &links {
        for method in [Method::HEAD, Method::GET, Method::GET] {
            let request = Browser::default()
                .request(method, link)
                .body(Body::empty())
                .expect("a request");
            let answer = sent.site.send(request).await;
            assert_eq!(answer.status, StatusCode::OK, "{link}");
            assert!(
                answer.headers.get(header::SET_COOKIE).is_none(),
                "looking leaves nothing in a browser"
            );
        }
    }
    let after = sent.marks().await;
    assert_eq!(after, before);
    let untouched = |row: &Person| {
        row.opened_at.is_none() && row.bound_at.is_none() && row.progress == Progress::Invited
    };
    assert!(after.0.iter().all(untouched));
    for link in &links {
        let answer = sent.press(&mut Browser::default(), link, PLAY, &[]).await;
        assert!(
            plays(&answer),
            "{link}: {} {}",
            answer.status,
            answer.location()
        );
    }
    let started = |row: &Person| row.bound_at.is_some() && row.progress == Progress::Started;
    assert!(sent.people().await.iter().all(started));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_goes_on_in_a_second_browser_by_a_mailed_code() {
    let sent = Sent::to("Ada Lovelace <ada@example.org>").await;
    let page = sent.links().await.remove(0);
    let (mut desk, mut phone) = (Browser::default(), Browser::default());
    let answer = sent.press(&mut desk, &page, PLAY, &[]).await;
    assert!(plays(&answer));
    let cookies = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|c| c.to_str().ok());
    let kept: Vec<_> = cookies
        .filter(|cookie| cookie.starts_with("beckon-browser="))
        .collect();
    assert!(
        kept.len() == 1 && kept[0].contains("HttpOnly") && kept[0].contains("SameSite=Lax"),
        "{kept:?}"
    );
    assert!(
        desk.get(&sent.site, &page)
            .await
            .body
            .contains("Play course")
    );
    let asked = phone.get(&sent.site, &page).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(
        asked.body.contains("Started on another device") && asked.body.contains("a…@example.org"),
        "{}",
        asked.body
    );
    assert!(!asked.body.contains("Play course") && !asked.body.contains(ADA));
    let answer = sent.press(&mut phone, &page, PLAY, &[]).await;
    assert_eq!(
        answer.leads_to(),
        page,
        "a press on a page that was open before leads back to the question"
    );
    let answer = sent
        .press(&mut phone, &page, &format!("{LINK}/mail_code"), &[])
        .await;
    let code_page = format!("{page}/code");
    assert_eq!(answer.leads_to(), code_page);
    assert!(
        phone
            .get(&sent.site, &code_page)
            .await
            .body
            .contains("a…@example.org")
    );
    let confirm = format!("{LINK}/confirm_browser");
    let answer = sent
        .press(&mut phone, &code_page, &confirm, &[("code", "12")])
        .await;
    let told = phone.get(&sent.site, &answer.leads_to()).await;
    assert!(
        told.body.contains("This code is wrong or no longer good."),
        "{}",
        told.body
    );
    let code = sent.code(ADA).await;
    let answer = sent
        .press(&mut phone, &code_page, &confirm, &[("code", &code)])
        .await;
    assert_eq!(answer.leads_to(), page);
    assert!(
        phone
            .get(&sent.site, &page)
            .await
            .body
            .contains("Play course")
    );
    for browser in [&mut phone, &mut desk] {
        assert!(plays(&sent.press(browser, &page, PLAY, &[]).await));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_by_one_link_have_a_registration_each() {
    let sent = Sent::to("Ada Lovelace <ada@example.org>").await;
    let page = sent.links().await.remove(0);
    let (mut ada, mut eve) = (Browser::default(), Browser::default());
    assert!(plays(&sent.press(&mut ada, &page, PLAY, &[]).await));
    let form_page = format!("{page}/someone-else");
    let form = eve.get(&sent.site, &form_page).await;
    assert!(
        form.body.contains("Register in your own name") && form.body.contains("Ada Lovelace"),
        "{}",
        form.body
    );
    let register = format!("{LINK}/register_other");
    let typed = [("first_name", "Eve"), ("last_name", ""), ("email", EVE)];
    let answer = sent.press(&mut eve, &form_page, &register, &typed).await;
    let told = eve.get(&sent.site, &answer.leads_to()).await;
    assert!(
        told.body.contains("Enter your last name.") && told.body.contains(EVE),
        "what was typed stays"
    );
    let typed = [
        ("first_name", "Eve"),
        ("last_name", "Newcomer"),
        ("email", EVE),
    ];
    let answer = sent.press(&mut eve, &form_page, &register, &typed).await;
    let own = answer.leads_to();
    assert!(own.starts_with("/p/") && own != page, "{own}");
    let landing = eve.get(&sent.site, &own).await;
    assert!(
        landing.body.contains("Eve Newcomer") && landing.body.contains("Play course"),
        "{}",
        landing.body
    );
    assert!(plays(&sent.press(&mut eve, &own, PLAY, &[]).await));
    let mut browser = Browser::of_instructor(&sent.site).await;
    let list = browser
        .get(&sent.site, &format!("/invitations/{}", sent.id))
        .await;
    assert!(
        list.body.contains("Came by the link of Ada Lovelace"),
        "{}",
        list.body
    );
    assert!(
        list.body
            .contains("1 person came by another’s link and registered.")
    );
    assert!(
        sent.mail("grace@example.org")
            .await
            .contains("Eve Newcomer (eve@example.org)")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_time_is_over_asks_for_a_new_link_and_the_instructor_answers_all_by_one_press() {
    let sent = Sent::to("Ada Lovelace <ada@example.org>").await;
    let page = sent.links().await.remove(0);
    let options = Options {
        expires: "2020-01-01T00:00".to_owned(),
        ..Options::default()
    };
    invitations::set_options(&sent.site.domain, &sent.grace, &sent.id, &options)
        .await
        .expect("changed");
    let mut ada = Browser::default();
    let over = ada.get(&sent.site, &page).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(
        over.body.contains("Send me a new link") && over.body.contains("a…@example.org"),
        "{}",
        over.body
    );
    let answer = sent
        .press(&mut ada, &page, &format!("{LINK}/renew"), &[])
        .await;
    assert_eq!(answer.leads_to(), page);
    let asked = ada.get(&sent.site, &page).await;
    assert!(
        asked.body.contains("was asked for a new link")
            && !asked.body.contains("Send me a new link"),
        "{}",
        asked.body
    );
    let (mut browser, invitation) = (
        Browser::of_instructor(&sent.site).await,
        format!("/invitations/{}", sent.id),
    );
    let list = browser.get(&sent.site, &invitation).await;
    assert!(
        list.body.contains("1 person asks for a new link.")
            && list.body.contains("Give a week and send the link"),
        "{}",
        list.body
    );
    let form = [
        ("id", sent.id.0.as_str()),
        ("all", "true"),
        ("query", "show=asked"),
        ("days", "7"),
        ("what", "renew"),
    ];
    let answer = browser
        .post(
            &sent.site,
            &invitation,
            "/api/app/recipients/api/act",
            &form,
        )
        .await;
    assert!(
        answer.leads_to().contains("did=renew.1.0"),
        "{}",
        answer.leads_to()
    );
    assert!(
        !browser
            .get(&sent.site, &invitation)
            .await
            .body
            .contains("asks for a new link.")
    );
    assert!(sent.mail(ADA).await.contains(&page));
    assert!(plays(&sent.press(&mut ada, &page, PLAY, &[]).await));
}
