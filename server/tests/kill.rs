//! What was acknowledged survives `kill -9`.

use beckon_domain::accounts::{self, NewAccount};
use beckon_domain::courses::{self, imports};
use beckon_domain::invitations::people;
use beckon_domain::mail::Transport;
use beckon_domain::postbacks::Whose;
use beckon_domain::secret::Key;
use beckon_domain::tags::{self, Tagged};
use beckon_domain::{
    Clock, Domain, Settings, configuration, invitations, join, keys, registrations, reportage,
};
use beckon_model::CourseId;
use beckon_model::invitation::{LetterText, Options};
use beckon_model::key::Scopes;
use beckon_model::people::{Invited, PeopleForm};
use beckon_model::report_schedule::ScheduleForm;
use beckon_model::reportage::Criteria;
use serde_json::json;
use std::collections::HashMap;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

const PASSWORD: &str = "harbour lantern oats";

async fn open(folder: &Path, port: u16) -> Domain {
    let settings = Settings {
        data_dir: folder.to_owned(),
        public_url: format!("http://localhost:{port}"),
        content_url: format!("http://127.0.0.1:{port}"),
        transport: Transport::OutboxPage,
        mail_from: "Beckon <beckon@localhost>".to_owned(),
        bounces_to: None,
        limits: Default::default(),
        private_networks: Default::default(),
        api_rate: 0,
    };
    Domain::open(
        &format!("sqlite:{}/beckon.sqlite", folder.display()),
        settings,
    )
    .await
    .expect("opens")
}

async fn serve(folder: &Path, port: u16, smtp: Option<&str>) -> Child {
    let child = Command::new(env!("CARGO_BIN_EXE_beckon"))
        .envs(smtp.map(|url| ("BECKON_SMTP_URL", url)))
        .args([
            "serve",
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--data-dir",
            &folder.display().to_string(),
        ])
        .env("BECKON_LOG", "error")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("starts");
    for _ in 0..200 {
        if reqwest::get(format!("http://127.0.0.1:{port}/healthz"))
            .await
            .is_ok_and(|a| a.status().is_success())
        {
            return child;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no answer within 10 s");
}

fn person(first: &str, email: &str) -> NewAccount {
    NewAccount {
        first_name: first.to_owned(),
        last_name: "Learner".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
    }
}

/// The first instructor and the demo course.
async fn course(domain: &Domain) -> (accounts::Instructor, CourseId) {
    let id = accounts::create_first_instructor(domain, person("Grace", "grace@example.org"))
        .await
        .expect("an account");
    let who = accounts::instructor(domain, &id)
        .await
        .expect("an instructor");
    let import = courses::add_demo(domain, &who).await.expect("promised");
    imports::run_next(domain).await.expect("read");
    let course = imports::find(domain, &who, &import)
        .await
        .expect("told")
        .course
        .expect("a course");
    (who, course)
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|l| l.local_addr())
        .expect("a port")
        .port()
}

/// An invitation with so many launches: the players' addresses, and the activity.
async fn stage(domain: &Domain, launches: usize) -> (Vec<String>, String) {
    let (who, course) = course(domain).await;
    let invitation = invitations::create_public(domain, &who, &course, &Options::default())
        .await
        .expect("an invitation");
    let url = invitations::page(domain, &who, &invitation)
        .await
        .expect("its page")
        .url;
    let token = url.rsplit('/').next().expect("a token");
    let mut players = Vec::new();
    for n in 0..launches {
        let learner = person("Ada", &format!("ada{n}@example.org"));
        let learner = accounts::set_up_learner(domain, learner)
            .await
            .expect("an account");
        let learner = accounts::learner(domain, &learner)
            .await
            .expect("a learner");
        let player = join::launch_public(domain, &learner, token, join::Press::default())
            .await
            .expect("played");
        players.push(player);
    }
    let beginning = beckon_domain::play::begin(domain, ticket(&players[0]))
        .await
        .expect("an answer")
        .expect("begins");
    let activity = beginning
        .course
        .launchable()
        .next()
        .expect("an activity")
        .identifier
        .clone();
    (players, activity)
}

fn ticket(player: &str) -> &str {
    let ticket = player.trim_end_matches('/').rsplit('/').next();
    ticket.expect("a ticket")
}

/// Sends batch after batch of one launch until nobody answers; counts those that were acknowledged.
async fn send_on(client: &reqwest::Client, player: &str, activity: &str, acknowledged: &mut i64) {
    loop {
        let next = *acknowledged + 1;
        let entries = if next == 1 {
            json!([["begin", activity], ["init"]])
        } else {
            json!([["set", "cmi.core.lesson_location", format!("page {next}")]])
        };
        let body = json!({ "seq": next, "entries": entries }).to_string();
        let answer = client
            .post(format!("{player}commit"))
            .body(body)
            .send()
            .await;
        match answer {
            Ok(answer) if answer.status().is_success() => *acknowledged = next,
            Ok(answer) => panic!("refused: {}", answer.text().await.unwrap_or_default()),
            Err(_) => break,
        }
    }
}

/// How many launches send at once.
const LAUNCHES: usize = 6;

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_commit_survives_being_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let domain = open(folder.path(), port).await;
    let (players, activity) = stage(&domain, LAUNCHES).await;
    domain.db.close().await;
    let client = reqwest::Client::new();
    let mut acknowledged = [0; LAUNCHES];
    for round in 0..4 {
        let mut server = serve(folder.path(), port, None).await;
        let sends = players
            .iter()
            .zip(&mut acknowledged)
            .map(|(player, acknowledged)| send_on(&client, player, &activity, acknowledged));
        let kill = async {
            tokio::time::sleep(Duration::from_millis(150 + 70 * round)).await;
            server.kill().await.expect("killed");
        };
        tokio::join!(futures::future::join_all(sends), kill);
    }
    assert!(
        acknowledged.iter().sum::<i64>() > 10,
        "only {acknowledged:?} commits were acknowledged"
    );
    let domain = open(folder.path(), port).await;
    for (player, acknowledged) in players.iter().zip(acknowledged) {
        let beginning = beckon_domain::play::begin(&domain, ticket(player))
            .await
            .expect("an answer")
            .expect("begins");
        let seq = beginning.seq;
        assert!(
            seq == acknowledged || seq == acknowledged + 1,
            "{seq} of {acknowledged}"
        );
        if seq < 2 {
            continue;
        }
        let location = beginning.states[&activity]
            .value("cmi.core.lesson_location")
            .expect("a location");
        assert_eq!(location, format!("page {seq}"));
    }
}

/// How many people are invited, unless `BECKON_KILL_PEOPLE` says.
const PEOPLE: usize = 3_000;
const KILLS: usize = 10;
/// As many as Beckon opens unless told otherwise.
const CONNECTIONS: usize = 10;

/// A mail server that counts how often it took each Message-ID.
type Taken = Arc<Mutex<HashMap<String, usize>>>;

async fn mail_server() -> (String, Taken) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", listener.local_addr().expect("an address"));
    let taken = Taken::default();
    let shared = taken.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(take_mails(stream, shared.clone()));
        }
    });
    (url, taken)
}

async fn take_mails(stream: TcpStream, taken: Taken) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 test\r\n").await.ok()?;
    while let Some(line) = lines.next_line().await.ok()? {
        let mut answer = "250 fine";
        if line == "DATA" {
            write.write_all(b"354 go on\r\n").await.ok()?;
            let mut id = None;
            while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                id = id.or_else(|| line.strip_prefix("Message-ID: ").map(str::to_owned));
            }
            *taken.lock().expect("taken").entry(id?).or_default() += 1;
            answer = "250 taken";
        }
        write
            .write_all(format!("{answer}\r\n").as_bytes())
            .await
            .ok()?;
    }
    Some(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_promised_mail_arrives_though_the_process_is_killed_ten_times() {
    let crowd = std::env::var("BECKON_KILL_PEOPLE")
        .ok()
        .and_then(|number| number.parse().ok())
        .unwrap_or(PEOPLE);
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let domain = open(folder.path(), port).await;
    let (who, course) = course(&domain).await;
    let form = PeopleForm {
        key: "kill-key-0000000001".to_owned(),
        ..PeopleForm::default()
    };
    let mut file = "E-mail\n".to_owned();
    for n in 0..crowd {
        file.push_str(&format!("learner{n}@example.org\n"));
    }
    people::keep(
        &domain,
        &who,
        &form,
        &[],
        Some(("people.csv", file.as_bytes())),
    )
    .await
    .expect("kept");
    let invited =
        invitations::create_private(&domain, &who, &course, &form, &LetterText::usual()).await;
    assert!(matches!(invited, Ok(Invited::Done(_))), "{invited:?}");
    domain.db.close().await;
    let (url, taken) = mail_server().await;
    let count = || taken.lock().expect("taken").len();
    for round in 1..=KILLS {
        let mut server = serve(folder.path(), port, Some(&url)).await;
        while count() < crowd * round / (KILLS + 1) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.kill().await.expect("killed");
        assert!(count() < crowd, "killed on the way");
    }
    let server = serve(folder.path(), port, Some(&url)).await;
    for _ in 0..(crowd / 5).max(600) {
        if count() == crowd {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(server);
    let taken = taken.lock().expect("taken");
    assert_eq!(taken.len(), crowd);
    let twice: usize = taken.values().map(|times| times - 1).sum();
    assert!(
        twice <= KILLS * CONNECTIONS,
        "{twice} mails went out again: more than one for each connection and death"
    );
}

const REPORTS: usize = 60;
const READERS: usize = 10;

#[tokio::test(flavor = "multi_thread")]
async fn every_report_that_is_due_goes_out_once_though_the_process_is_killed_five_times() {
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let domain = open(folder.path(), port).await;
    let (who, _) = course(&domain).await;
    // Three days ago, so that all are due by now, and the next time is not near.
    let now = domain.clock.now();
    let hour = (now / 3_600_000 + 12) % 24;
    let key = Key::load(folder.path()).expect("a key");
    let clock = Clock::fixed(now - 3 * 86_400_000);
    let before = Domain::with(domain.db.clone(), clock, key, domain.settings().clone());
    for report in 0..REPORTS {
        let name = format!("Report {report}");
        let id = reportage::save(&before, &who, &name, &Criteria::default())
            .await
            .expect("kept");
        let readers: String = (0..READERS)
            .map(|n| format!("reader{n}-of-{report}@example.org\n"))
            .collect();
        let form = ScheduleForm {
            rhythm: "daily".to_owned(),
            hour: hour.to_string(),
            addresses: readers,
            ..ScheduleForm::default()
        };
        reportage::set_schedule(&before, &who, &id, &form)
            .await
            .expect("a schedule");
    }
    domain.db.close().await;
    let (url, taken) = mail_server().await;
    let count = || taken.lock().expect("taken").len();
    let letters = REPORTS * READERS;
    for round in 1..=5 {
        let mut server = serve(folder.path(), port, Some(&url)).await;
        while count() < letters * round / 6 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.kill().await.expect("killed");
        assert!(count() < letters, "killed on the way");
    }
    let server = serve(folder.path(), port, Some(&url)).await;
    for _ in 0..600 {
        if count() == letters {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(server);
    // One more life finds nothing that is due.
    let server = serve(folder.path(), port, Some(&url)).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    drop(server);
    assert_eq!(count(), letters);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_with_a_key_of_its_own_is_done_once_though_the_process_is_killed_on_the_way() {
    const CALLS: u64 = 6;
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let domain = open(folder.path(), port).await;
    let (who, course) = course(&domain).await;
    let scopes = Scopes::parse("read write").expect("scopes");
    let key = keys::create_first(&domain, &who, "Script", &scopes, false).await;
    let key = key.expect("a key");
    domain.db.close().await;
    let body = json!({ "courseId": course, "creatingUserEmail": who.email }).to_string();
    let send = |n: u64| {
        let request = reqwest::Client::new()
            .post(format!("http://localhost:{port}/api/v2/invitations/public"))
            .basic_auth(&key.application.0, Some(&key.secret))
            .header("idempotency-key", format!("call {n}"))
            .body(body.clone());
        tokio::spawn(async move { request.send().await?.error_for_status()?.text().await })
    };
    let mut told = Vec::new();
    for n in 0..CALLS {
        let mut server = serve(folder.path(), port, None).await;
        let on_the_way = send(n);
        tokio::time::sleep(Duration::from_millis(3 * n)).await;
        server.kill().await.expect("killed");
        let before = on_the_way.await.expect("sent").ok();
        let _server = serve(folder.path(), port, None).await;
        let answer = send(n).await.expect("sent").expect("an answer");
        assert!(before.is_none_or(|before| before == answer));
        told.push(answer);
    }
    let domain = open(folder.path(), port).await;
    let made = invitations::list(&domain, &who, &Default::default()).await;
    let mut made: Vec<String> = made
        .expect("a list")
        .rows
        .into_iter()
        .map(|row| row.id.0)
        .collect();
    let id = |answer: &String| {
        let told: serde_json::Value = serde_json::from_str(answer).expect("json");
        told["id"].as_str().expect("an id").to_owned()
    };
    let mut told: Vec<String> = told.iter().map(id).collect();
    made.sort();
    told.sort();
    assert_eq!(made, told);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registration_is_there_whole_or_not_at_all_though_the_process_is_killed_on_the_way() {
    const KILLS: u64 = 8;
    let folder = tempfile::tempdir().expect("a folder");
    let port = free_port();
    let domain = open(folder.path(), port).await;
    let (who, course) = course(&domain).await;
    let scopes = Scopes::parse("read write").expect("scopes");
    let key = keys::create_first(&domain, &who, "Script", &scopes, false).await;
    let key = key.expect("a key");
    domain.db.close().await;
    let client = reqwest::Client::new();
    let send = async |name: &str| {
        let new = json!({ "courseId": course, "registrationId": name, "learner": { "id": name },
            "registrationTags": ["spring"], "learnerTags": ["night shift"],
            "postBack": { "url": "https://example.org/results" },
            "initialSettings": { "settings": [{ "settingId": "finish", "value": "leave" }] } });
        let request = client
            .post(format!("http://localhost:{port}/api/v2/registrations"))
            .basic_auth(&key.application.0, Some(&key.secret))
            .body(new.to_string());
        request.send().await?.error_for_status()
    };
    let mut acknowledged = Vec::new();
    let mut sent = Vec::new();
    for kill in 0..KILLS {
        let mut server = serve(folder.path(), port, None).await;
        let calls = async {
            for n in 0.. {
                let name = format!("R{kill}-{n}");
                sent.push(name.clone());
                match send(&name).await {
                    Ok(_) => acknowledged.push(name),
                    Err(_) => break,
                }
            }
        };
        let end = async {
            tokio::time::sleep(Duration::from_millis(40 + 7 * kill)).await;
            server.kill().await.expect("killed");
        };
        tokio::join!(calls, end);
    }
    assert!(acknowledged.len() > 2, "only {acknowledged:?} were made");
    let domain = open(folder.path(), port).await;
    let mut made = 0;
    for name in &sent {
        let Ok(id) = registrations::programs::named(&domain, &who, name).await else {
            assert!(!acknowledged.contains(name), "{name} was acknowledged");
            continue;
        };
        made += 1;
        let tagged = Tagged::Registration(id.clone());
        let tags = tags::get(&domain, &who, &tagged).await.expect("tags");
        assert_eq!(tags, ["spring"], "{name}");
        let learner = registrations::programs::learner_named(&domain, &who, name).await;
        let learner = Tagged::Learner(learner.expect("a learner"));
        let tags = tags::get(&domain, &who, &learner).await.expect("tags");
        assert_eq!(tags, ["night shift"], "{name}");
        let (_, items) = configuration::told(&domain, &who, &Whose::Registration(id))
            .await
            .expect("settings");
        for (id, value) in [
            ("finish", "leave"),
            (
                "ApiRollupRegistrationPostBackUrl",
                "https://example.org/results",
            ),
        ] {
            let item = items.iter().find(|item| item.id == id).expect(id);
            assert_eq!(item.value, value, "{name}");
        }
    }
    assert!(made >= acknowledged.len());
}
