//! Results posted to a server of the instructor's, which is a real one.

use crate::on_both;
use crate::play::{Stage, activity, batch, last, send};
use crate::world::{World, problem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use beckon_domain::courses::{demo, imports};
use beckon_domain::postbacks::{self, Whose, worker};
use beckon_domain::recipients::{self, Chosen};
use beckon_domain::secret::{self, Key};
use beckon_domain::{Domain, Settings, courses};
use beckon_model::postback::{
    AuthType, Delivery, DeliveryState, Level, Postback, PostbackForm, ResultsFormat, Said,
};
use beckon_model::recipient::{Deed, Query, UNDO_DAYS};
use beckon_model::{CourseId, ImportId, Problem};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Takes postbacks at 127.0.0.1 and answers each as it is told; by 204 when it is told nothing more.
struct Receiver {
    url: String,
    taken: Arc<Mutex<Vec<Taken>>>,
}

#[derive(Clone, Debug)]
struct Taken {
    headers: HashMap<String, String>,
    body: String,
}

impl Taken {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("json")
    }
}

impl Receiver {
    async fn answering(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!(
            "http://{}/results?for=beckon",
            listener.local_addr().expect("an address")
        );
        let taken = Arc::new(Mutex::new(Vec::new()));
        let mut answers = answers
            .iter()
            .map(|answer| (*answer).to_owned())
            .collect::<Vec<_>>()
            .into_iter();
        let into = taken.clone();
        tokio::spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                let mut text = String::new();
                let request = loop {
                    let mut some = [0; 8_192];
                    let read = stream.read(&mut some).await.expect("bytes");
                    text.push_str(std::str::from_utf8(&some[..read]).expect("text"));
                    if let Some(request) = whole(&text) {
                        break request;
                    }
                };
                into.lock().expect("a lock").push(request);
                let answer = answers
                    .next()
                    .unwrap_or_else(|| "204 No Content\r\n\r\n".to_owned());
                let _ = stream
                    .write_all(format!("HTTP/1.1 {answer}").as_bytes())
                    .await;
            }
        });
        Self { url, taken }
    }

    fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("a lock").clone()
    }

    fn form(&self) -> PostbackForm {
        PostbackForm {
            way: "on".to_owned(),
            url: self.url.clone(),
            ..PostbackForm::default()
        }
    }
}

fn whole(text: &str) -> Option<Taken> {
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    assert_eq!(lines.next(), Some("POST /results?for=beckon HTTP/1.1"));
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length")?.parse().ok()?;
    (body.len() == length).then(|| Taken {
        headers,
        body: body.to_owned(),
    })
}

/// A world that may post to this machine.
async fn stage(world: &mut World) -> Stage {
    allow(world, "127.0.0.1");
    Stage::set(world).await
}

fn allow(world: &mut World, networks: &str) {
    let old = &world.domain;
    let settings = Settings {
        private_networks: networks.parse().expect("networks"),
        api_rate: 0,
        ..old.settings().clone()
    };
    world.domain = Domain::with(old.db.clone(), old.clock.clone(), Key::fixed(7), settings);
}

async fn set(world: &World, stage: &Stage, whose: &Whose, form: &PostbackForm) {
    postbacks::set(&world.domain, &stage.grace, whose, form)
        .await
        .expect("set");
}

/// Ada plays and passes.
async fn pass(world: &World, stage: &Stage) {
    let ticket = stage.launch(world).await;
    let item = activity(world, &ticket).await;
    let entries = json!([
        ["begin", item],
        ["init"],
        ["set", "cmi.core.score.raw", "85"],
        ["set", "cmi.core.lesson_status", "passed"],
        ["term"]
    ]);
    send(world, &ticket, last(1, entries)).await.expect("saved");
}

async fn log(world: &World, stage: &Stage) -> Vec<Delivery> {
    postbacks::page(&world.domain, &stage.grace, 1)
        .await
        .expect("the page")
        .log
}

async fn deliver(world: &World) -> usize {
    worker::deliver_due(&world.domain).await.expect("delivered")
}

async fn course(world: &World, stage: &Stage) -> CourseId {
    courses::library(&world.domain, &stage.grace)
        .await
        .expect("the library")[0]
        .id
        .clone()
}

on_both! {
    async fn what_a_learner_does_is_posted_signed_and_logged(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let receiver = Receiver::answering(&["200 OK\r\ncontent-length: 6\r\n\r\nthanks"]).await;
        let form = PostbackForm { user_name: "grace".into(), password: "hopper".into(), ..receiver.form() };
        set(&world, &stage, &Whose::Account, &form).await;
        pass(&world, &stage).await;
        assert_eq!(deliver(&world).await, 1);
        assert_eq!(deliver(&world).await, 0);
        let [taken] = &receiver.taken()[..] else { panic!("{:?}", receiver.taken()) };
        let results = taken.json();
        assert_eq!((&results["registrationSuccess"], &results["score"]["scaled"]), (&json!("PASSED"), &json!(85.0)));
        assert_eq!(results["learner"]["email"], "ada@example.org");
        assert!(results["activityDetails"]["children"][0].get("runtime").is_none());
        assert_eq!(taken.headers["content-type"], "application/json; charset=UTF-8");
        assert_eq!(taken.headers["authorization"], format!("Basic {}", STANDARD.encode("grace:hopper")));
        let secret = postbacks::secret(&world.domain, &stage.grace).await.expect("the secret");
        let key: [u8; 32] = STANDARD.decode(&secret["whsec_".len()..]).expect("base64").try_into().expect("32 bytes");
        let signed = format!("{}.{}.{}", taken.headers["webhook-id"], taken.headers["webhook-timestamp"], taken.body);
        assert_eq!(taken.headers["webhook-signature"], format!("v1,{}", STANDARD.encode(secret::hmac(&key, signed.as_bytes()))));
        assert_eq!(taken.headers["webhook-timestamp"], (crate::world::START / 1_000).to_string());
        let row = &log(&world, &stage).await[0];
        assert_eq!((row.state, row.attempts, row.status), (DeliveryState::Delivered, 1, Some(200)));
        assert_eq!((&*row.answer, &*row.learner, &*row.url), ("thanks", "Ada Learner", &*receiver.url));
        assert_eq!(row.id.0, taken.headers["webhook-id"]);
    }

    async fn each_format_and_each_way_to_authorize_is_as_the_original_has_it(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let receiver = Receiver::answering(&[]).await;
        for (seq, results_format) in (1..).zip(ResultsFormat::ALL) {
            let form = PostbackForm { auth_type: AuthType::Form, user_name: "grace".into(), password: "a&b".into(),
                results_format, ..receiver.form() };
            set(&world, &stage, &Whose::Invitation(stage.invitation.clone()), &form).await;
            pass(&world, &stage).await;
            deliver(&world).await;
            let taken = receiver.taken();
            let Taken { headers, body } = &taken[seq - 1];
            assert_eq!(headers["content-type"], "application/x-www-form-urlencoded; charset=UTF-8");
            assert!(!headers.contains_key("authorization"));
            let fields: HashMap<_, _> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            assert_eq!((&*fields["userName"], &*fields["password"]), ("grace", "a&b"));
            let results: Value = serde_json::from_str(&fields["data"]).expect("json");
            let sco = &results["activityDetails"]["children"][0];
            assert_eq!(sco.is_object(), results_format != ResultsFormat::Course);
            assert_eq!(sco["runtime"].is_object(), results_format == ResultsFormat::Full);
        }
    }

    async fn who_answers_an_error_is_asked_again_later_with_the_newest_results(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let receiver = Receiver::answering(&["500 Oops\r\ncontent-length: 4\r\n\r\nhelp", "200 OK\r\ncontent-length: 0\r\n\r\n"]).await;
        set(&world, &stage, &Whose::Account, &receiver.form()).await;
        let ticket = stage.launch(&world).await;
        let item = activity(&world, &ticket).await;
        let begun = json!([["begin", item], ["init"], ["set", "cmi.core.lesson_status", "incomplete"]]);
        send(&world, &ticket, batch(1, begun)).await.expect("saved");
        assert_eq!(deliver(&world).await, 1);
        let row = log(&world, &stage).await.remove(0);
        assert_eq!((row.state, row.attempts, row.status, &*row.answer), (DeliveryState::Waiting, 1, Some(500), "help"));
        assert!(row.due_at > crate::world::START);
        assert_eq!(deliver(&world).await, 0, "not before its time");
        send(&world, &ticket, last(2, json!([["set", "cmi.core.lesson_status", "completed"], ["term"]]))).await.expect("saved");
        world.domain.clock.advance(2_000);
        assert_eq!(deliver(&world).await, 1);
        let taken = receiver.taken();
        assert_eq!(taken[0].json()["registrationCompletion"], "INCOMPLETE");
        assert_eq!(taken[1].json()["registrationCompletion"], "COMPLETED");
        assert_eq!(taken[0].headers["webhook-id"], taken[1].headers["webhook-id"]);
        let rows = log(&world, &stage).await;
        assert_eq!((rows.len(), rows[0].state, rows[0].attempts), (1, DeliveryState::Delivered, 2));
    }

    async fn a_redirect_is_taken_for_an_answer_and_followed_nowhere(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let elsewhere = Receiver::answering(&[]).await;
        let leads = format!("302 Found\r\nlocation: {}\r\ncontent-length: 0\r\n\r\n", elsewhere.url);
        let receiver = Receiver::answering(&[&leads]).await;
        set(&world, &stage, &Whose::Account, &receiver.form()).await;
        pass(&world, &stage).await;
        deliver(&world).await;
        let row = &log(&world, &stage).await[0];
        assert_eq!((row.state, row.status, elsewhere.taken().len()), (DeliveryState::Delivered, Some(302), 0));
    }

    async fn nothing_is_posted_into_a_private_network_unless_the_operator_allows_it(world: World) {
        let mut world = world;
        let stage = Stage::set(&world).await;
        let receiver = Receiver::answering(&[]).await;
        let port = receiver.url.rsplit(':').next().expect("a port").to_owned();
        let form = PostbackForm { url: format!("http://localhost:{port}"), ..receiver.form() };
        set(&world, &stage, &Whose::Account, &form).await;
        pass(&world, &stage).await;
        deliver(&world).await;
        let row = log(&world, &stage).await.remove(0);
        assert_eq!((row.state, row.status), (DeliveryState::Failed, None));
        assert!(row.problem.contains("localhost is in a private network"), "{}", row.problem);
        assert_eq!(receiver.taken().len(), 0);
        allow(&mut world, "127.0.0.0/8,::1");
        postbacks::replay(&world.domain, &stage.grace, &row.id).await.expect("again");
        deliver(&world).await;
        assert_eq!((receiver.taken().len(), log(&world, &stage).await[0].state), (1, DeliveryState::Delivered));
    }

    async fn an_instructor_replays_what_was_posted_with_the_results_of_now(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let receiver = Receiver::answering(&[]).await;
        set(&world, &stage, &Whose::Account, &receiver.form()).await;
        pass(&world, &stage).await;
        deliver(&world).await;
        let row = log(&world, &stage).await.remove(0);
        let alan = world.another_instructor().await;
        assert!(matches!(problem(postbacks::replay(&world.domain, &alan, &row.id).await), Problem::Refused(_)));
        postbacks::replay(&world.domain, &stage.grace, &row.id).await.expect("again");
        assert_eq!((deliver(&world).await, receiver.taken().len()), (1, 2));
    }

    async fn a_test_posts_an_example_once(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        assert!(matches!(problem(postbacks::test(&world.domain, &stage.grace).await), Problem::Refused(_)));
        let receiver = Receiver::answering(&["403 Forbidden\r\ncontent-length: 2\r\n\r\nno"]).await;
        set(&world, &stage, &Whose::Account, &receiver.form()).await;
        let id = postbacks::test(&world.domain, &stage.grace).await.expect("tested");
        let row = log(&world, &stage).await.remove(0);
        assert_eq!((row.id.clone(), row.state, row.status, &*row.answer), (id, DeliveryState::Failed, Some(403), "no"));
        assert_eq!((row.registration.clone(), deliver(&world).await), (None, 0));
        assert_eq!(receiver.taken()[0].json()["learner"]["lastName"], "Learner");
        assert!(matches!(problem(postbacks::replay(&world.domain, &stage.grace, &row.id).await), Problem::Refused(_)));
    }

    async fn any_address_can_be_tried_without_being_set(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let receiver = Receiver::answering(&["200 OK\r\ncontent-length: 2\r\n\r\nok"]).await;
        let form = PostbackForm { auth_type: AuthType::Form, ..receiver.form() };
        postbacks::test_at(&world.domain, &stage.grace, &form).await.expect("taken");
        assert!(receiver.taken()[0].body.starts_with("data=%7B"));
        assert_eq!(log(&world, &stage).await.len(), 1);
        let form = PostbackForm { url: "example".to_owned(), ..form };
        assert!(problem(postbacks::test_at(&world.domain, &stage.grace, &form).await).beside("url").is_some());
    }

    async fn the_nearest_that_says_something_wins(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let receiver = Receiver::answering(&[]).await;
        let registration = {
            pass(&world, &stage).await;
            stage.row(&world).await.registration
        };
        assert!(log(&world, &stage).await.is_empty(), "nothing is posted where nobody said where to");
        let all = [Whose::Account, Whose::Course(course(&world, &stage).await), Whose::Invitation(stage.invitation.clone()),
            Whose::Registration(registration)];
        let at = |path: &str| PostbackForm { url: format!("https://{path}.example/"), ..receiver.form() };
        let holds = async |whose: &Whose| {
            let setting = postbacks::setting(&world.domain, &stage.grace, whose).await.expect("a setting");
            setting.holds.map(|(said, level)| match said {
                Said::To(Postback { url, .. }) => (url, level),
                Said::Off => ("off".to_owned(), level),
                Said::Nothing => panic!("{level:?} says nothing"),
            })
        };
        assert_eq!(holds(&all[3]).await, None);
        for (whose, level) in all.iter().zip(Level::ALL) {
            set(&world, &stage, whose, &at(level.word())).await;
            assert_eq!(holds(&all[3]).await, Some((format!("https://{}.example/", level.word()), level)));
        }
        assert_eq!(holds(&all[1]).await, Some(("https://course.example/".to_owned(), Level::Course)));
        set(&world, &stage, &all[3], &PostbackForm { way: "off".into(), ..receiver.form() }).await;
        assert_eq!(holds(&all[3]).await, Some(("off".to_owned(), Level::Registration)));
        pass(&world, &stage).await;
        assert!(log(&world, &stage).await.is_empty(), "off means nowhere");
        set(&world, &stage, &all[3], &PostbackForm { way: "above".into(), ..receiver.form() }).await;
        assert_eq!(holds(&all[3]).await.map(|(_, level)| level), Some(Level::Invitation));
    }

    async fn a_password_stays_until_it_is_replaced_and_is_never_told(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let receiver = Receiver::answering(&[]).await;
        let form = PostbackForm { user_name: "grace".into(), password: "hopper".into(), ..receiver.form() };
        set(&world, &stage, &Whose::Account, &form).await;
        set(&world, &stage, &Whose::Account, &PostbackForm { password: String::new(), ..form.clone() }).await;
        let setting = postbacks::setting(&world.domain, &stage.grace, &Whose::Account).await.expect("a setting");
        let Said::To(postback) = &setting.said else { panic!("{setting:?}") };
        assert!(postback.has_password && !serde_json::to_string(&setting).expect("json").contains("hopper"));
        postbacks::test(&world.domain, &stage.grace).await.expect("tested");
        assert_eq!(receiver.taken()[0].headers["authorization"], format!("Basic {}", STANDARD.encode("grace:hopper")));
        set(&world, &stage, &Whose::Account, &receiver.form()).await;
        postbacks::test(&world.domain, &stage.grace).await.expect("tested");
        assert!(!receiver.taken()[1].headers.contains_key("authorization"));
    }

    async fn a_new_secret_signs_otherwise(world: World) {
        let grace = world.instructor().await;
        let before = postbacks::secret(&world.domain, &grace).await.expect("a secret");
        for _ in 0..2 {
            postbacks::renew_secret(&world.domain, &grace).await.expect("renewed");
        }
        assert_ne!(postbacks::secret(&world.domain, &grace).await.expect("a secret"), before);
    }

    async fn what_can_not_be_taken_is_said_beside_its_field(world: World) {
        let grace = world.instructor().await;
        let form = PostbackForm { way: "on".into(), url: "example.org".into(), user_name: "a:b".into(),
            password: "x\ny".into(), ..PostbackForm::default() };
        let wrong = problem(postbacks::set(&world.domain, &grace, &Whose::Account, &form).await);
        for field in ["url", "user_name", "password"] {
            assert!(wrong.beside(field).is_some(), "{field}: {wrong:?}");
        }
        let missing = Whose::Course("c".into());
        assert!(matches!(problem(postbacks::set(&world.domain, &grace, &missing, &form).await), Problem::NotFound(_)));
    }

    async fn who_does_not_answer_is_tried_seventy_times(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let form = PostbackForm { way: "on".into(), url: "http://127.0.0.1:9/".into(), ..PostbackForm::default() };
        set(&world, &stage, &Whose::Account, &form).await;
        pass(&world, &stage).await;
        for _ in 0..worker::ATTEMPTS_MAX {
            assert_eq!(deliver(&world).await, 1);
            world.domain.clock.advance(15 * 60_000);
        }
        assert_eq!(deliver(&world).await, 0);
        let row = log(&world, &stage).await.remove(0);
        assert_eq!((row.state, row.attempts), (DeliveryState::Failed, 70));
        assert!(row.problem.contains("takes no connection"), "{}", row.problem);
    }

    async fn what_a_dead_run_was_sending_goes_out_when_its_lease_is_over(world: World) {
        let mut world = world;
        let stage = stage(&mut world).await;
        let receiver = Receiver::answering(&[]).await;
        set(&world, &stage, &Whose::Account, &receiver.form()).await;
        pass(&world, &stage).await;
        // As a run leaves it that is killed while it sends.
        let until = world.domain.clock.now() + 60_000;
        let sql = "UPDATE postback_deliveries SET state = 'sending', attempts = 1, due_at = $1";
        let mut tx = world.domain.db.begin_write().await.expect("begun");
        beckon_domain::execute!(&mut tx, sql, until).expect("claimed");
        tx.commit().await.expect("committed");
        pass(&world, &stage).await;
        assert_eq!(deliver(&world).await, 0, "one at a time");
        world.domain.clock.advance(60_000);
        deliver(&world).await;
        deliver(&world).await;
        let states: Vec<_> = log(&world, &stage).await.iter().map(|row| row.state).collect();
        assert_eq!(states, [DeliveryState::Delivered; 2]);
    }

    async fn nothing_stays_of_a_registration_that_is_erased(world: World) {
        let mut world = world;
        allow(&mut world, "127.0.0.1");
        let grace = world.instructor().await;
        let course = world.course(&grace).await;
        let id = world.invite_briefly(&grace, &course, "ada@example.org").await;
        let people = recipients::list(&world.domain, &grace, &id, &Query::default()).await.expect("people");
        let whose = Whose::Registration(people.rows[0].registration.clone());
        let receiver = Receiver::answering(&[]).await;
        postbacks::set(&world.domain, &grace, &whose, &receiver.form()).await.expect("set");
        beckon_domain::registrations::reset(&world.domain, &grace, &people.rows[0].registration).await.expect("reset");
        assert_eq!(postbacks::page(&world.domain, &grace, 1).await.expect("a page").total, 1);
        let all = Chosen::Matching(Query::default());
        recipients::act(&world.domain, &grace, &id, &all, Deed::Delete, 0).await.expect("deleted");
        world.domain.clock.advance(UNDO_DAYS * 24 * 3_600_000 + 1);
        recipients::sweep(&world.domain).await.expect("swept");
        assert_eq!(postbacks::page(&world.domain, &grace, 1).await.expect("a page").total, 0);
        assert_eq!(deliver(&world).await, 0);
    }

    async fn what_came_of_an_import_is_posted_once_it_is_over(world: World) {
        let mut world = world;
        allow(&mut world, "127.0.0.1");
        let (domain, grace) = (&world.domain, world.instructor().await);
        let receiver = Receiver::answering(&["503 Busy\r\n\r\n"]).await;
        let with = imports::With { tags: Vec::new(), postback_url: receiver.url.clone() };
        for (name, package) in [("C1", demo::package()), ("C2", b"no package".to_vec())] {
            let expected = imports::expect(domain, &grace, name, false, &with).await.expect("may come");
            let id: ImportId = secret::id();
            let upload = imports::Upload::begin(domain, &id).await.expect("opened");
            upload.finish_with(package).await.expect("stored");
            imports::enqueue_expected(domain, &grace, &id, "coffee.zip", &expected, None).await.expect("promised");
            assert_eq!(deliver(&world).await, 0, "not before it is over");
            assert!(imports::run_next(domain).await.expect("read"));
            assert_eq!(deliver(&world).await, 1);
            let told = courses::told::job(domain, &grace, &id).await.expect("told");
            let posted = receiver.taken().pop().expect("posted").json();
            assert_eq!(posted, serde_json::to_value(&told).expect("json"));
        }
        let taken = receiver.taken();
        assert_eq!((&taken[0].json()["status"], &taken[0].json()["importResult"]["course"]["id"]), (&json!("COMPLETE"), &json!("C1")));
        assert_eq!(taken[1].json()["status"], "ERROR");
        assert!(taken[1].headers.contains_key("webhook-signature"));
        world.domain.clock.advance(60_000);
        assert_eq!(deliver(&world).await, 1, "what was not taken comes again");
        let log = postbacks::page(domain, &grace, 1).await.expect("the page").log;
        assert!(log.iter().all(|row| row.state == DeliveryState::Delivered && row.import.is_some() && row.course == "coffee.zip"));
        postbacks::replay(domain, &grace, &log[0].id).await.expect("posted again");
        assert_eq!(deliver(&world).await, 1);
        let wrong = imports::With { postback_url: "mailto:ada".to_owned(), ..with };
        let refused = problem(imports::expect(domain, &grace, "C3", false, &wrong).await);
        assert!(refused.beside("postbackUrl").is_some());
    }
}
