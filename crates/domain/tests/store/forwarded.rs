//! Private links that were handed on: one person in several browsers, several people by one link, and new links.

use crate::on_both;
use crate::world::{PASSWORD, World, person, problem};
use beckon_domain::accounts::{self, Instructor, Learner, NewAccount};
use beckon_domain::join::{self, Came, Launched, NewGuest, Visitor};
use beckon_domain::mail::outbox;
use beckon_domain::recipients::{self, Chosen};
use beckon_domain::{Domain, fetch_one, invitations};
use beckon_model::invitation::{Holder, LetterText, Links, Options};
use beckon_model::launch::{Gate, LinkLanding, Renewal};
use beckon_model::recipient::{Deed, Person, Query, Show};
use beckon_model::registration::Progress;
use beckon_model::{InvitationId, Problem};

const ADA: &str = "ada@example.org";
const BOB: &str = "bob@example.org";
const EVE: &str = "eve@example.org";
const HOUR: i64 = 60 * 60_000;
const DAY: i64 = 24 * HOUR;
/// Browsers, by the secrets that they keep.
const DESK: &str = "desk-0000000000000000000000000000";
const PHONE: &str = "phone-000000000000000000000000000";

/// A private invitation to Ada and Bob.
struct Sent {
    world: World,
    grace: Instructor,
    id: InvitationId,
}

fn in_browser(browser: &str) -> Visitor<'_> {
    Visitor {
        browser,
        account: None,
    }
}

fn signed_in(account: &Learner) -> Visitor<'_> {
    Visitor {
        browser: "",
        account: Some(account),
    }
}

fn guest(first_name: &str, email: &str) -> NewGuest {
    NewGuest {
        first_name: first_name.to_owned(),
        last_name: "Newcomer".to_owned(),
        email: email.to_owned(),
    }
}

impl Sent {
    async fn open(world: World) -> Self {
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let letter = LetterText {
            subject: "Take [Course]".to_owned(),
            body: "[URL:Play course]".to_owned(),
        };
        let people = "Ada Lovelace <ada@example.org>, Bob Byrne <bob@example.org>";
        let id = world
            .invite(&grace, &course, people, &letter)
            .await
            .expect("invited");
        Self { world, grace, id }
    }

    async fn with(world: World, holder: Holder) -> Self {
        let sent = Self::open(world).await;
        sent.decide(|options| options.links.holder = holder).await;
        sent
    }

    fn domain(&self) -> &Domain {
        &self.world.domain
    }

    async fn decide(&self, change: impl Fn(&mut Options)) {
        let page = invitations::page(self.domain(), &self.grace, &self.id).await;
        let mut options = page.expect("its page").options;
        change(&mut options);
        invitations::set_options(self.domain(), &self.grace, &self.id, &options)
            .await
            .expect("changed");
    }

    async fn list(&self, query: &str) -> Vec<Person> {
        let query = Query::parse(query);
        let people = recipients::list(self.domain(), &self.grace, &self.id, &query).await;
        people.expect("the list").rows
    }

    async fn find(&self, email: &str) -> Person {
        let found = self
            .list("")
            .await
            .into_iter()
            .find(|row| row.email == email);
        found.unwrap_or_else(|| panic!("{email} is not listed"))
    }

    async fn token(&self, email: &str) -> String {
        let id = self.find(email).await.recipient.expect("a recipient");
        let page = recipients::person(self.domain(), &self.grace, &self.id, &id)
            .await
            .expect("a person");
        page.link.rsplit('/').next().expect("a token").to_owned()
    }

    async fn start(&self, token: &str, visitor: Visitor<'_>) -> Launched {
        join::launch_private(self.domain(), token, visitor, "test")
            .await
            .expect("let in")
    }

    async fn plays(&self, token: &str, visitor: Visitor<'_>) -> bool {
        matches!(self.start(token, visitor).await, Launched::Playing(_))
    }

    async fn page(&self, token: &str, visitor: Visitor<'_>) -> LinkLanding {
        join::landing_private(self.domain(), token, visitor)
            .await
            .expect("the page")
    }

    async fn comes(&self, token: &str, new: &NewGuest) -> Came {
        join::register_other(self.domain(), token, new)
            .await
            .expect("registered")
    }

    /// The texts of all mails to an address, the newest first.
    async fn mails(&self, email: &str) -> Vec<String> {
        let rows = outbox::list(self.domain(), &self.grace)
            .await
            .expect("the outbox");
        let mut texts = Vec::new();
        for row in rows.iter().filter(|row| row.to.contains(email)) {
            let mail = outbox::find(self.domain(), &self.grace, &row.id).await;
            texts.push(mail.expect("the mail").text);
        }
        texts
    }

    /// The newest code mailed to an address.
    async fn code(&self, email: &str) -> String {
        let mails = self.mails(email).await;
        let code = mails.iter().flat_map(|text| text.lines()).map(str::trim);
        code.into_iter()
            .find(|line| line.len() == 6 && line.bytes().all(|b| b.is_ascii_digit()))
            .expect("a code")
            .to_owned()
    }

    async fn act(&self, deed: Deed, email: &str) -> (i64, i64) {
        let id = self.find(email).await.recipient.expect("a recipient");
        let chosen = Chosen::These(vec![id]);
        let did = recipients::act(self.domain(), &self.grace, &self.id, &chosen, deed, 7).await;
        let did = did.expect("done");
        (did.done, did.passed_over)
    }

    async fn history(&self) -> Vec<String> {
        let rows = invitations::history(self.domain(), &self.grace, &self.id, 0).await;
        rows.expect("the history")
            .into_iter()
            .map(|row| row.what)
            .collect()
    }

    async fn told(&self) -> usize {
        self.mails("grace@example.org").await.len()
    }
}

on_both! {
    async fn the_first_start_ties_the_course_to_its_browser_and_another_is_asked_who_it_is(world: World) {
        let sent = Sent::open(world).await;
        let ada = sent.token(ADA).await;
        for browser in [DESK, PHONE] {
            assert_eq!(sent.page(&ada, in_browser(browser)).await.gate, Gate::Open, "looking ties nothing");
        }
        assert!(sent.plays(&ada, in_browser(DESK)).await);
        assert!(sent.plays(&ada, in_browser(DESK)).await, "she comes back");
        let page = sent.page(&ada, in_browser(PHONE)).await;
        assert_eq!((page.gate, page.takes_others, &*page.masked_email), (Gate::Elsewhere, true, "a…@example.org"));
        let before = sent.find(ADA).await;
        assert_eq!(sent.start(&ada, in_browser(PHONE)).await, Launched::Asked);
        assert_eq!(sent.start(&ada, in_browser("")).await, Launched::Asked, "a browser that keeps nothing is another");
        assert_eq!(sent.find(ADA).await, before, "nothing was started");
        assert!(sent.plays(&sent.token(BOB).await, in_browser(PHONE)).await, "a browser may have several people");
    }

    async fn of_browsers_that_start_at_once_exactly_one_is_tied(world: World) {
        let sent = Sent::open(world).await;
        let ada = sent.token(ADA).await;
        let starts: Vec<_> = (0..8)
            .map(|n| {
                let (domain, token) = (sent.domain().clone(), ada.clone());
                tokio::spawn(async move {
                    let browser = format!("browser-{n}");
                    let launched = join::launch_private(&domain, &token, in_browser(&browser), "test").await;
                    (browser, launched.expect("answered"))
                })
            })
            .collect();
        let mut playing = Vec::new();
        for start in starts {
            let (browser, launched) = start.await.expect("it ran");
            if launched != Launched::Asked {
                playing.push(browser);
            }
        }
        assert_eq!(playing.len(), 1, "{playing:?}");
        let id = sent.find(ADA).await.recipient.expect("a recipient");
        let page = recipients::person(sent.domain(), &sent.grace, &sent.id, &id).await.expect("a person");
        assert_eq!((page.browsers, page.launches), (1, 1));
        assert!(sent.plays(&ada, in_browser(&playing[0])).await);
    }

    async fn only_a_hash_of_the_browsers_secret_is_kept(world: World) {
        let sent = Sent::open(world).await;
        sent.plays(&sent.token(ADA).await, in_browser(DESK)).await;
        sent.plays(&sent.token(BOB).await, in_browser(DESK)).await;
        let sql = "SELECT MIN(hash), MAX(hash) FROM browsers";
        let (one, other) = fetch_one!(&mut &sent.domain().db, (String, String), sql).expect("kept");
        assert!(one.len() == 64 && !one.contains("desk"), "{one}");
        assert_ne!(one, other, "nobody can tell that two people share a browser");
    }

    async fn a_code_mailed_to_the_recipient_lets_another_browser_in_and_the_first_stays(world: World) {
        let sent = Sent::open(world).await;
        let ada = sent.token(ADA).await;
        sent.plays(&ada, in_browser(DESK)).await;
        join::mail_code(sent.domain(), &ada).await.expect("mailed");
        assert_eq!(sent.mails(BOB).await.len(), 1, "only the letter");
        let code = sent.code(ADA).await;
        let other = if code == "123456" { "654321" } else { "123456" };
        let wrong = problem(join::confirm_browser(sent.domain(), &ada, other, PHONE).await);
        assert!(wrong.beside("code").is_some());
        assert_eq!(sent.page(&ada, in_browser(PHONE)).await.gate, Gate::Elsewhere);
        join::confirm_browser(sent.domain(), &ada, &code, PHONE).await.expect("confirmed");
        for browser in [PHONE, DESK] {
            assert!(sent.plays(&ada, in_browser(browser)).await, "{browser}");
        }
        let used = problem(join::confirm_browser(sent.domain(), &ada, &code, "third").await);
        assert!(used.beside("code").is_some(), "a code works once");
    }

    async fn a_code_for_a_browser_is_guessed_at_five_times_and_asked_for_five_times_an_hour(world: World) {
        let sent = Sent::open(world).await;
        let (ada, domain) = (sent.token(ADA).await, sent.domain());
        sent.plays(&ada, in_browser(DESK)).await;
        join::mail_code(domain, &ada).await.expect("mailed");
        let right = sent.code(ADA).await;
        for n in 0..5 {
            let guess = format!("{:06}", (right.parse::<u32>().expect("digits") + n + 1) % 1_000_000);
            problem(join::confirm_browser(domain, &ada, &guess, PHONE).await);
        }
        problem(join::confirm_browser(domain, &ada, &right, PHONE).await);
        for _ in 0..4 {
            join::mail_code(domain, &ada).await.expect("another code");
        }
        assert!(matches!(problem(join::mail_code(domain, &ada).await), Problem::TooMuch(_)));
    }

    async fn a_code_of_one_link_is_no_good_for_another(world: World) {
        let sent = Sent::open(world).await;
        let (ada, bob) = (sent.token(ADA).await, sent.token(BOB).await);
        sent.plays(&ada, in_browser(DESK)).await;
        join::mail_code(sent.domain(), &bob).await.expect("mailed");
        let code = sent.code(BOB).await;
        problem(join::confirm_browser(sent.domain(), &ada, &code, PHONE).await);
        assert_eq!(sent.page(&ada, in_browser(PHONE)).await.gate, Gate::Elsewhere);
    }

    async fn a_released_device_lets_the_next_start_tie_the_course_anew(world: World) {
        let sent = Sent::open(world).await;
        let ada = sent.token(ADA).await;
        assert_eq!(sent.act(Deed::Release, ADA).await, (0, 1), "nothing is tied yet");
        sent.plays(&ada, in_browser(DESK)).await;
        assert!(sent.find(ADA).await.bound_at.is_some());
        assert_eq!(sent.act(Deed::Release, ADA).await, (1, 0));
        assert_eq!(sent.act(Deed::Release, ADA).await, (0, 1), "twice is once");
        assert_eq!(sent.find(ADA).await.bound_at, None);
        assert!(sent.plays(&ada, in_browser(PHONE)).await);
        assert_eq!(sent.page(&ada, in_browser(DESK)).await.gate, Gate::Elsewhere);
        let said = "Ada Lovelace is tied to no device any more";
        assert_eq!(sent.history().await.iter().filter(|what| *what == said).count(), 1);
    }

    async fn a_corrected_address_leaves_the_old_ones_browser_outside(world: World) {
        let sent = Sent::open(world).await;
        sent.plays(&sent.token(ADA).await, in_browser(DESK)).await;
        let id = sent.find(ADA).await.recipient.expect("a recipient");
        recipients::correct(sent.domain(), &sent.grace, &sent.id, &id, EVE).await.expect("corrected");
        let eve = sent.token(EVE).await;
        assert!(sent.plays(&eve, in_browser(PHONE)).await);
        assert_eq!(sent.page(&eve, in_browser(DESK)).await.gate, Gate::Elsewhere);
    }

    async fn anyone_with_the_link_is_asked_nothing_and_ties_nothing(world: World) {
        let sent = Sent::with(world, Holder::Anyone).await;
        let ada = sent.token(ADA).await;
        for browser in [DESK, PHONE, ""] {
            assert!(sent.plays(&ada, in_browser(browser)).await, "{browser}");
        }
        assert_eq!(sent.find(ADA).await.bound_at, None);
        assert!(!sent.page(&ada, in_browser(PHONE)).await.takes_others);
        assert!(matches!(problem(join::mail_code(sent.domain(), &ada).await), Problem::Conflict(_)));
        let told = problem(join::register_other(sent.domain(), &ada, &guest("Eve", EVE)).await);
        assert!(matches!(told, Problem::Refused(_)), "{told}");
        sent.decide(|options| options.links.holder = Holder::Person).await;
        assert!(sent.plays(&ada, in_browser(PHONE)).await, "who started is tied by the next start");
        assert_eq!(sent.page(&ada, in_browser(DESK)).await.gate, Gate::Elsewhere);
    }

    async fn where_one_must_be_signed_in_only_the_account_of_the_address_plays(world: World) {
        let sent = Sent::with(world, Holder::Account).await;
        let ada = sent.token(ADA).await;
        assert_eq!(sent.page(&ada, in_browser(DESK)).await.gate, Gate::SignIn);
        assert_eq!(sent.start(&ada, in_browser(DESK)).await, Launched::Asked);
        let eve = sent.world.learner("Eve", EVE).await;
        assert_eq!(sent.page(&ada, signed_in(&eve)).await.gate, Gate::OtherAccount("e…@example.org".to_owned()));
        assert_eq!(sent.start(&ada, signed_in(&eve)).await, Launched::Asked);
        assert_eq!(sent.find(ADA).await.progress, Progress::Invited);
        let me = sent.world.learner("Ada", ADA).await;
        assert_eq!(sent.page(&ada, signed_in(&me)).await.gate, Gate::Open);
        assert!(sent.plays(&ada, signed_in(&me)).await);
        assert_eq!(sent.find(ADA).await.bound_at, None, "the account is enough in every browser");
    }

    async fn the_account_of_the_address_is_set_up_on_the_way_by_a_mailed_code(world: World) {
        let sent = Sent::with(world, Holder::Account).await;
        let (ada, domain) = (sent.token(ADA).await, sent.domain());
        join::mail_code(domain, &ada).await.expect("mailed");
        let code = sent.code(ADA).await;
        let short = NewAccount { password: "short".into(), ..person("Ada", "Lovelace", EVE) };
        let told = problem(join::confirm_account(domain, &ada, &code, short).await);
        assert!(told.beside("password").is_some());
        let other = if code == "123456" { "654321" } else { "123456" };
        let told = problem(join::confirm_account(domain, &ada, other, person("Ada", "Lovelace", EVE)).await);
        assert!(told.beside("code").is_some(), "without the code no account is made");
        problem(accounts::sign_in(domain, ADA, PASSWORD).await);
        let id = join::confirm_account(domain, &ada, &code, person("Ada", "Lovelace", EVE)).await.expect("set up");
        assert_eq!(accounts::sign_in(domain, ADA, PASSWORD).await.expect("signed in"), id, "under the invited address");
        let me = accounts::learner(domain, &id).await.expect("a learner");
        assert!(sent.plays(&ada, signed_in(&me)).await);
        join::mail_code(domain, &ada).await.expect("mailed");
        let code = sent.code(ADA).await;
        let again = NewAccount { password: "quite another word".into(), ..person("X", "Y", ADA) };
        assert_eq!(join::confirm_account(domain, &ada, &code, again).await.expect("signed in"), id);
        accounts::sign_in(domain, ADA, PASSWORD).await.expect("an account that is there stays as it is");
    }

    async fn someone_else_gets_a_registration_of_his_own_and_the_instructor_is_told(world: World) {
        let sent = Sent::open(world).await;
        let ada = sent.token(ADA).await;
        sent.plays(&ada, in_browser(DESK)).await;
        let before = sent.find(ADA).await;
        let Came::In(own) = sent.comes(&ada, &guest("Eve", "Eve@Example.org")).await else {
            panic!("a new address needs no code");
        };
        assert!(sent.plays(&own, in_browser(PHONE)).await);
        let (first, eve) = (sent.find(ADA).await, sent.find(EVE).await);
        assert_eq!(first, before, "what the first did stays as it is");
        assert_ne!(first.registration, eve.registration);
        assert_eq!((&*eve.came_by, &*eve.name, eve.progress), ("Ada Lovelace", "Eve Newcomer", Progress::Started));
        assert_eq!(sent.token(EVE).await, own);
        assert!(sent.mails(EVE).await[0].contains(&own), "his link is mailed to him");
        assert!(sent.history().await.contains(&"Eve Newcomer registered by the link of Ada Lovelace".to_owned()));
        let told = sent.mails("grace@example.org").await;
        assert!(told.len() == 1 && told[0].contains("Eve Newcomer (eve@example.org) opened the link of Ada Lovelace"), "{told:?}");
        assert!(told[0].contains(&format!("/invitations/{}", sent.id)));
        let people = recipients::list(sent.domain(), &sent.grace, &sent.id, &Query::default()).await.expect("the list");
        assert_eq!((people.others, people.counts.invited, people.counts.registrations), (1, 3, 3));
        let others = sent.list(&format!("show={}", Show::Others.word())).await;
        assert_eq!(others.iter().map(|row| &*row.email).collect::<Vec<_>>(), [EVE]);
        assert_eq!(sent.act(Deed::KeepOut, EVE).await, (1, 0), "he is done to like the others");
        assert!(matches!(problem(join::landing_private(sent.domain(), &own, in_browser(PHONE)).await), Problem::Refused(_)));
        assert!(sent.plays(&ada, in_browser(DESK)).await);
    }

    async fn the_instructor_is_mailed_about_others_once_an_hour(world: World) {
        let sent = Sent::open(world).await;
        let ada = sent.token(ADA).await;
        for n in 0..3 {
            sent.comes(&ada, &guest("Eve", &format!("eve{n}@example.org"))).await;
        }
        assert_eq!(sent.told().await, 1);
        sent.domain().clock.advance(HOUR);
        sent.comes(&ada, &guest("Eve", "later@example.org")).await;
        assert_eq!(sent.told().await, 2);
    }

    async fn an_address_that_is_known_is_confirmed_by_a_code_before_it_registers(world: World) {
        let sent = Sent::open(world).await;
        let (ada, domain) = (sent.token(ADA).await, sent.domain());
        sent.world.learner("Eve", EVE).await;
        assert_eq!(sent.comes(&ada, &guest("Eve", EVE)).await, Came::CodeMailed);
        assert_eq!(sent.list("").await.len(), 2, "nobody is registered by typing an address");
        let told = problem(join::confirm_other(domain, &ada, EVE, "x", in_browser(PHONE)).await);
        assert!(told.beside("code").is_some());
        let code = sent.code(EVE).await;
        let own = join::confirm_other(domain, &ada, " EVE@example.org", &code, in_browser(PHONE)).await.expect("registered");
        assert_eq!(sent.find(EVE).await.came_by, "Ada Lovelace");
        assert!(sent.plays(&own, in_browser(PHONE)).await);
    }

    async fn who_is_invited_himself_is_led_to_his_own_link_by_a_code(world: World) {
        let sent = Sent::open(world).await;
        let (ada, bob) = (sent.token(ADA).await, sent.token(BOB).await);
        sent.plays(&bob, in_browser(DESK)).await;
        assert_eq!(sent.comes(&ada, &guest("Bob", BOB)).await, Came::CodeMailed);
        let code = sent.code(BOB).await;
        let own = join::confirm_other(sent.domain(), &ada, BOB, &code, in_browser(PHONE)).await.expect("led on");
        assert_eq!(own, bob);
        assert!(sent.plays(&bob, in_browser(PHONE)).await, "this browser is his, too");
        assert_eq!((sent.list("").await.len(), sent.told().await), (2, 0), "nobody new came");
    }

    async fn others_stay_out_where_the_invitation_keeps_newcomers_out(world: World) {
        let sent = Sent::open(world).await;
        let (ada, domain, grace) = (sent.token(ADA).await, sent.domain(), &sent.grace);
        let eve = guest("Eve", EVE);
        sent.decide(|options| options.links.refuse_others = true).await;
        assert!(!sent.page(&ada, in_browser(PHONE)).await.takes_others);
        let told = problem(join::register_other(domain, &ada, &eve).await);
        assert!(matches!(&told, Problem::Refused(why) if why.contains("grace@example.org")), "{told}");
        sent.decide(|options| options.links.refuse_others = false).await;
        invitations::set_open(domain, grace, &sent.id, false).await.expect("closed");
        assert!(!sent.page(&ada, in_browser(PHONE)).await.takes_others);
        assert!(matches!(problem(join::register_other(domain, &ada, &eve).await), Problem::Refused(_)));
        assert!(sent.plays(&ada, in_browser(DESK)).await, "who is invited goes on");
        invitations::set_open(domain, grace, &sent.id, true).await.expect("open");
        invitations::set_enabled(domain, grace, &sent.id, false).await.expect("disabled");
        assert!(matches!(problem(join::register_other(domain, &ada, &eve).await), Problem::Refused(_)));
        invitations::set_enabled(domain, grace, &sent.id, true).await.expect("enabled");
        sent.act(Deed::KeepOut, ADA).await;
        assert!(matches!(problem(join::register_other(domain, &ada, &eve).await), Problem::Refused(_)), "by no link that is shut");
        sent.act(Deed::LetIn, ADA).await;
        sent.decide(|options| options.expires = "2026-11-25T09:06".into()).await;
        domain.clock.advance(60_000);
        assert!(matches!(problem(join::register_other(domain, &ada, &eve).await), Problem::Gone(_)));
        assert_eq!((sent.list("").await.len(), sent.told().await), (2, 0));
    }

    async fn one_link_brings_twenty_others_an_hour(world: World) {
        let sent = Sent::open(world).await;
        let ada = sent.token(ADA).await;
        for n in 0..20 {
            sent.comes(&ada, &guest("Eve", &format!("eve{n}@example.org"))).await;
        }
        let told = problem(join::register_other(sent.domain(), &ada, &guest("Eve", EVE)).await);
        assert!(matches!(told, Problem::TooMuch(_)), "{told}");
        assert_eq!(sent.list("").await.len(), 22);
        sent.comes(&sent.token(BOB).await, &guest("Eve", EVE)).await;
    }

    async fn of_two_who_come_at_once_under_one_address_one_is_registered(world: World) {
        let sent = Sent::open(world).await;
        let ada = sent.token(ADA).await;
        let both = (0..2).map(|_| {
            let (domain, token) = (sent.domain().clone(), ada.clone());
            tokio::spawn(async move { join::register_other(&domain, &token, &guest("Eve", EVE)).await })
        });
        let both: Vec<_> = both.collect();
        let mut codes = 0;
        for one in both {
            codes += usize::from(one.await.expect("it ran").expect("answered") == Came::CodeMailed);
        }
        let page = invitations::page(sent.domain(), &sent.grace, &sent.id).await.expect("its page");
        assert_eq!((codes, sent.list("").await.len(), page.counts.registrations), (1, 3, 3));
    }

    async fn an_old_link_has_the_new_one_mailed_to_the_right_address_alone(world: World) {
        let sent = Sent::open(world).await;
        let (old, domain) = (sent.token(ADA).await, sent.domain());
        let id = sent.find(ADA).await.recipient.expect("a recipient");
        recipients::correct(domain, &sent.grace, &sent.id, &id, EVE).await.expect("corrected");
        let page = sent.page(&old, in_browser(DESK)).await;
        assert_eq!((page.renewal, page.landing.learner), (Renewal::Mailed, None), "it went out just now");
        domain.clock.advance(HOUR);
        let before = (sent.mails(ADA).await.len(), sent.mails(EVE).await.len());
        join::renew(domain, &old).await.expect("quiet");
        assert_eq!(sent.mails(EVE).await.len(), before.1, "the last one waits to go out still");
        beckon_domain::mail::worker::deliver_due(domain).await.expect("sent");
        let page = sent.page(&old, in_browser(DESK)).await;
        assert_eq!((page.renewal, &*page.masked_email), (Renewal::Mail, "e…@example.org"));
        assert_eq!(page.landing.door.expect("a door").status, 410);
        join::renew(domain, &old).await.expect("mailed");
        join::renew(domain, &old).await.expect("once");
        let eve = sent.mails(EVE).await;
        assert_eq!((sent.mails(ADA).await.len(), eve.len()), (before.0, before.1 + 1));
        assert!(eve[0].contains(&sent.token(EVE).await));
        assert_eq!(sent.page(&old, in_browser(DESK)).await.renewal, Renewal::Mailed);
        assert!(sent.history().await[0].starts_with("the new link was mailed to"), "{:?}", sent.history().await);
        for _ in 0..3 {
            domain.clock.advance(HOUR);
            beckon_domain::mail::worker::deliver_due(domain).await.expect("sent");
            join::renew(domain, &old).await.expect("mailed");
        }
        domain.clock.advance(HOUR);
        beckon_domain::mail::worker::deliver_due(domain).await.expect("sent");
        assert!(matches!(problem(join::renew(domain, &old).await), Problem::TooMuch(_)), "five a day");
        let works = sent.token(EVE).await;
        assert!(matches!(problem(join::renew(domain, &works).await), Problem::Conflict(_)), "a link that works needs none");
    }

    async fn whose_time_is_over_asks_the_instructor_who_answers_by_one_press(world: World) {
        let sent = Sent::open(world).await;
        let (ada, domain) = (sent.token(ADA).await, sent.domain());
        sent.decide(|options| options.expires = "2026-11-25T09:06".into()).await;
        beckon_domain::mail::worker::deliver_due(domain).await.expect("sent");
        domain.clock.advance(HOUR);
        assert_eq!(sent.page(&ada, in_browser(DESK)).await.renewal, Renewal::Ask);
        join::renew(domain, &ada).await.expect("asked");
        join::renew(domain, &ada).await.expect("once");
        assert!(matches!(sent.page(&ada, in_browser(DESK)).await.renewal, Renewal::Asked(_)));
        assert_eq!((sent.mails(ADA).await.len(), sent.told().await), (1, 1), "the instructor decides");
        assert_eq!(sent.history().await[0], "Ada Lovelace asked for a new link");
        let people = recipients::list(domain, &sent.grace, &sent.id, &Query::parse("show=asked")).await.expect("the list");
        assert_eq!((people.asked, people.matching, &*people.rows[0].email), (1, 1, ADA));
        assert_eq!(sent.act(Deed::Renew, ADA).await, (1, 0));
        assert_eq!(sent.find(ADA).await.asked_at, None);
        assert!(sent.mails(ADA).await[0].contains(&ada), "the link is mailed");
        assert!(sent.plays(&ada, in_browser(DESK)).await, "and lets her in");
        assert!(sent.history().await.iter().any(|what| what.starts_with("Ada Lovelace got more time and the link (until 2 Dec")));
        assert!(join::landing_private(domain, &sent.token(BOB).await, in_browser(DESK)).await.expect("his page").landing.door.is_some());
    }

    async fn a_request_can_be_dismissed_and_is_not_made_again_the_same_day(world: World) {
        let sent = Sent::open(world).await;
        let (ada, domain) = (sent.token(ADA).await, sent.domain());
        sent.decide(|options| options.expires = "2026-11-25T09:06".into()).await;
        domain.clock.advance(HOUR);
        join::renew(domain, &ada).await.expect("asked");
        assert_eq!(sent.act(Deed::Dismiss, ADA).await, (1, 0));
        assert_eq!(sent.act(Deed::Dismiss, ADA).await, (0, 1));
        join::renew(domain, &ada).await.expect("quiet");
        assert_eq!(sent.find(ADA).await.asked_at, None);
        domain.clock.advance(DAY);
        join::renew(domain, &ada).await.expect("asked");
        assert!(sent.find(ADA).await.asked_at.is_some());
    }

    async fn who_was_given_time_of_his_own_asks_again_when_that_is_over(world: World) {
        let sent = Sent::open(world).await;
        let (ada, domain) = (sent.token(ADA).await, sent.domain());
        sent.decide(|options| options.expires = "2026-11-25T09:06".into()).await;
        assert_eq!(sent.act(Deed::MoreTime, ADA).await, (1, 0));
        sent.decide(|options| options.expires = String::new()).await;
        domain.clock.advance(8 * DAY);
        let page = sent.page(&ada, in_browser(DESK)).await;
        assert_eq!(page.renewal, Renewal::Ask);
        assert!(page.landing.door.expect("a door").title.starts_with("Your time ended on 2 Dec 2026"));
    }

    async fn who_may_use_a_link_is_chosen_changed_and_told(world: World) {
        let sent = Sent::open(world).await;
        let page = invitations::page(sent.domain(), &sent.grace, &sent.id).await.expect("its page");
        assert_eq!(page.options.links, Links::default());
        assert!(page.limits[0].contains("for their recipients only"), "{:?}", page.limits);
        sent.decide(|options| options.links = Links { holder: Holder::Account, refuse_others: true }).await;
        let page = invitations::page(sent.domain(), &sent.grace, &sent.id).await.expect("its page");
        assert_eq!(page.limits, ["Recipients sign in before they play."]);
        let said = "changed who may use a link to “Signed in”, what happens to others who have a link: they can’t register";
        assert_eq!(sent.history().await[0], said);
    }

    async fn who_is_erased_leaves_no_browser_and_no_code_behind(world: World) {
        let sent = Sent::open(world).await;
        let (ada, domain) = (sent.token(ADA).await, sent.domain());
        sent.plays(&ada, in_browser(DESK)).await;
        sent.comes(&ada, &guest("Eve", EVE)).await;
        join::mail_code(domain, &ada).await.expect("mailed");
        sent.act(Deed::Delete, ADA).await;
        assert_eq!(sent.find(EVE).await.came_by, "Ada Lovelace");
        domain.clock.advance(31 * DAY);
        recipients::sweep(domain).await.expect("swept");
        let sql = "SELECT (SELECT COUNT(*) FROM browsers), (SELECT COUNT(*) FROM entry_codes)";
        assert_eq!(fetch_one!(&mut &domain.db, (i64, i64), sql).expect("counted"), (0, 0));
        assert_eq!(sent.find(EVE).await.came_by, "somebody deleted");
    }
}
