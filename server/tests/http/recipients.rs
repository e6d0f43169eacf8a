//! The people of an invitation, and what is done to them, without scripts.

use crate::site::{Browser, Site};
use beckon_domain::accounts::Instructor;
use beckon_domain::{invitations, recipients};
use beckon_model::InvitationId;
use beckon_model::invitation::LetterText;
use beckon_model::people::{self, PeopleForm};
use beckon_model::recipient::{Person, Query};
use http::StatusCode;

const ACT: &str = "/api/app/recipients/api/act";
const CORRECT: &str = "/api/app/recipients/api/correct";
const OPENED: &str = "/api/app/recipients/api/opened";

struct Invited {
    site: Site,
    grace: Instructor,
    id: InvitationId,
    browser: Browser,
}

impl Invited {
    async fn open() -> Self {
        let site = Site::open().await;
        let grace = site.instructor().await;
        let course = site.course(&grace).await;
        let text = LetterText {
            subject: "[Course]".to_owned(),
            body: "[URL:Play course]".to_owned(),
        };
        let addresses = "Ada Lovelace <ada@example.org>, Bob Byrne <bob@example.org>";
        let form = PeopleForm {
            addresses: addresses.to_owned(),
            ..PeopleForm::default()
        };
        let made = invitations::create_private(&site.domain, &grace, &course, &form, &text).await;
        let people::Invited::Done(id) = made.expect("invited") else {
            panic!("nobody was invited before");
        };
        let browser = Browser::of_instructor(&site).await;
        Self {
            site,
            grace,
            id,
            browser,
        }
    }

    fn page(&self) -> String {
        format!("/invitations/{}", self.id)
    }

    async fn find(&self, email: &str) -> Person {
        let everyone = Query::default();
        let people = recipients::list(&self.site.domain, &self.grace, &self.id, &everyone)
            .await
            .expect("the list");
        let found = people.rows.into_iter().find(|row| row.email == email);
        found.expect("a person")
    }

    async fn key(&self, email: &str) -> String {
        self.find(email).await.key().to_owned()
    }

    /// The path of a recipient's private page.
    async fn link(&self, email: &str) -> String {
        let id = self.key(email).await.into();
        let page = recipients::person(&self.site.domain, &self.grace, &self.id, &id)
            .await
            .expect("a person");
        let at = page.link.find("/p/").expect("a link");
        page.link[at..].to_owned()
    }

    /// Posts a form of the invitation's page; gives where it leads.
    async fn post(&mut self, action: &str, form: &[(&str, &str)]) -> String {
        let (page, id) = (self.page(), self.id.0.clone());
        let form: Vec<_> = [("id", id.as_str())].iter().chain(form).copied().collect();
        let answer = self.browser.post(&self.site, &page, action, &form).await;
        assert!(
            answer.status.is_redirection(),
            "{}: {}",
            answer.status,
            answer.body
        );
        answer.leads_to()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_are_ticked_are_kept_out_by_one_post_and_the_list_says_so() {
    let mut it = Invited::open().await;
    let (ada, bob) = (
        it.key("ada@example.org").await,
        it.key("bob@example.org").await,
    );
    let form = [
        ("ids[]", ada.as_str()),
        ("ids[]", &bob),
        ("query", "sort=name"),
        ("what", "keep-out"),
        ("days", "7"),
    ];
    let to = it.post(ACT, &form).await;
    assert_eq!(
        to,
        format!("{}?sort=name&did=keep-out.2.0#people", it.page())
    );
    let page = it
        .browser
        .get(&it.site, to.trim_end_matches("#people"))
        .await;
    assert!(
        page.body.contains("2 people are kept out from now on."),
        "{}",
        page.body
    );
    let answer = Browser::default()
        .get(&it.site, &it.link("ada@example.org").await)
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("grace@example.org"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_who_are_found_are_chosen_without_ticking_each() {
    let mut it = Invited::open().await;
    let form = [
        ("all", "true"),
        ("query", "q=byrne"),
        ("what", "keep-out"),
        ("days", "7"),
    ];
    assert!(it.post(ACT, &form).await.contains("did=keep-out.1.0"));
    assert!(it.find("bob@example.org").await.revoked_at.is_some());
    assert!(it.find("ada@example.org").await.revoked_at.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_ticked_is_said_on_the_page_and_nothing_is_done() {
    let mut it = Invited::open().await;
    let to = it.post(ACT, &[("what", "delete"), ("days", "7")]).await;
    let page = it.browser.get(&it.site, &to).await;
    assert!(page.body.contains("Nobody is selected."), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_deleted_meets_a_page_that_says_so_and_can_be_put_back() {
    let mut it = Invited::open().await;
    let (ada, link) = (
        it.key("ada@example.org").await,
        it.link("ada@example.org").await,
    );
    it.post(ACT, &[("ids[]", &ada), ("what", "delete")]).await;
    let answer = Browser::default().get(&it.site, &link).await;
    assert_eq!(answer.status, StatusCode::GONE);
    assert!(
        answer.body.contains("no longer on the list"),
        "{}",
        answer.body
    );
    let page = it.page();
    let page = it.browser.get(&it.site, &page).await;
    assert!(page.body.contains("Deleted people (1)"), "{}", page.body);
    it.post(ACT, &[("ids[]", &ada), ("what", "put-back")]).await;
    assert_eq!(
        Browser::default().get(&it.site, &link).await.status,
        StatusCode::OK
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_taken_stays_in_its_field() {
    let mut it = Invited::open().await;
    let (ada, page) = (it.key("ada@example.org").await, it.page());
    let panel = format!("{page}?person={ada}");
    let form = [
        ("id", it.id.0.as_str()),
        ("recipient", &ada),
        ("email", "ada at home"),
    ];
    let answer = it.browser.post(&it.site, &panel, CORRECT, &form).await;
    let shown = it.browser.get(&it.site, &answer.leads_to()).await;
    assert!(shown.body.contains("ada at home"), "{}", shown.body);
    assert!(
        shown.body.contains("not an e-mail address"),
        "{}",
        shown.body
    );
    let form = [("recipient", ada.as_str()), ("email", "ada@example.net")];
    assert!(it.post(CORRECT, &form).await.contains("did=correct.1.0"));
    it.find("ada@example.net").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_a_search_and_a_person_are_addresses_that_work() {
    let mut it = Invited::open().await;
    let (page, ada) = (it.page(), it.key("ada@example.org").await);
    let found = it
        .browser
        .get(
            &it.site,
            &format!("{page}?q=byrne&show=not-started&sort=name"),
        )
        .await;
    assert!(
        found.body.contains("Bob Byrne") && !found.body.contains("Ada Lovelace"),
        "{}",
        found.body
    );
    let nobody = it
        .browser
        .get(&it.site, &format!("{page}?show=passed"))
        .await;
    assert!(nobody.body.contains("Nobody found"), "{}", nobody.body);
    let link = it.link("ada@example.org").await;
    let person = it
        .browser
        .get(&it.site, &format!("{page}?person={ada}"))
        .await;
    assert!(person.body.contains(&link), "{}", person.body);
    let list = it.browser.get(&it.site, &page).await;
    assert!(
        !list.body.contains(&link),
        "no private link stands in the list"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_post_says_that_a_page_was_opened() {
    let it = Invited::open().await;
    let link = it.link("ada@example.org").await;
    let mut browser = Browser::default();
    browser.get(&it.site, &link).await;
    browser
        .get(&it.site, &format!("{OPENED}?token={}", &link[3..]))
        .await;
    assert_eq!(it.find("ada@example.org").await.opened_at, None);
    browser
        .post(&it.site, &link, OPENED, &[("token", &link[3..])])
        .await;
    assert!(it.find("ada@example.org").await.opened_at.is_some());
}
