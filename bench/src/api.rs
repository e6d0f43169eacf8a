//! The calls that scripts make most, over HTTP, among twenty thousand registrations.

use crate::figures::Figures;
use crate::invite::{self, Desk};
use crate::scene::{self, Server};
use crate::{AT_ONCE, Error, SECONDS, load, results};
use beckon_domain::courses::programs;
use beckon_domain::keys;
use beckon_model::key::{NewKey, Scopes};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use std::path::Path;

/// How many registrations there are besides those that are made on the way.
const ROWS: i64 = 20_000;
/// How many questions the learner has answered whose progress is asked for.
const QUESTIONS: usize = 20;
/// How many programs call at once, each its next call when the last was answered.
const PROGRAMS: [usize; 2] = [1, AT_ONCE];
/// What asks for all that is known of an attempt.
const WHOLE: &str =
    "includeChildResults=true&includeInteractionsAndObjectives=true&includeRuntime=true";

/// Adds how many calls a second are answered and how long each takes, on SQLite and on the PostgreSQL of
/// `BENCH_POSTGRES` (an address of an empty database): a registration's progress, briefly and whole, a page of
/// registrations, creating a registration, and its launch link.
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    for (name, url) in invite::databases(folder.path()) {
        let program = Program::set(&url, folder.path()).await?;
        let settings = [("BECKON_API_RATE", "0"), ("BECKON_DATABASE_URL", &*url)];
        let server = Server::start(folder.path(), program.port, &settings).await?;
        program.play().await?;
        on(figures, name, &program).await?;
        server.stop().await?;
    }
    Ok(())
}

async fn on(figures: &mut Figures, name: &str, program: &Program) -> Result<(), Error> {
    let mut before = 0;
    for programs in PROGRAMS {
        // Nobody gives an id twice.
        let id = |turn: load::Turn| format!("R-{}-{}", before + turn.lane, turn.round);
        let measured: [(&str, &Request<'_>); 5] = [
            ("progress", &|client, _| {
                program.get(client, "/registrations/played")
            }),
            ("progress-whole", &|client, _| {
                program.get(client, &format!("/registrations/played?{WHOLE}"))
            }),
            ("page", &|client, _| program.get(client, "/registrations")),
            ("create", &|client, turn| {
                program.post(client, "/registrations", &program.registration(&id(turn)))
            }),
            ("launch-link", &|client, turn| {
                // Of the first that this program created.
                let path = format!("/registrations/R-{}-0/launchLink", before + turn.lane);
                program.post(client, &path, &json!({ "redirectOnExitUrl": "message" }))
            }),
        ];
        for (call, request) in measured {
            let done = load::run(SECONDS, programs, request).await?;
            let called = format!("api/{name}/{call}/{programs}");
            figures.add(&format!("{called}/rate"), done.per_second(), "1/s");
            figures.add(&format!("{called}/p50"), done.percentile(0.50), "ms");
            figures.add(&format!("{called}/p99"), done.percentile(0.99), "ms");
        }
        before += programs;
    }
    Ok(())
}

type Request<'a> = dyn Fn(&Client, load::Turn) -> RequestBuilder + 'a;

/// A program with a key.
struct Program {
    port: u16,
    key: NewKey,
    /// The course that it registers learners for, as the API names it.
    course: String,
}

impl Program {
    /// Sets up an instructor with courses, registrations and a key.
    async fn set(url: &str, folder: &Path) -> Result<Self, Error> {
        let desk = Desk::set(url, folder).await?;
        results::add_courses(&desk).await?;
        results::add(&desk.domain.db, 0, ROWS).await?;
        let (domain, who) = (&desk.domain, &desk.who);
        let key = keys::create_first(domain, who, "Bench", &Scopes::all(), false).await?;
        let course = programs::told(domain, who, &desk.course, None).await?.name;
        domain.db.close().await;
        Ok(Self {
            port: scene::free_port()?,
            key,
            course,
        })
    }

    fn url(&self, path: &str) -> String {
        format!("http://localhost:{}/api/v2{path}", self.port)
    }

    fn get(&self, client: &Client, path: &str) -> RequestBuilder {
        self.signed(client.get(self.url(path)))
    }

    fn post(&self, client: &Client, path: &str, body: &Value) -> RequestBuilder {
        let request = client
            .post(self.url(path))
            .header("content-type", "application/json");
        self.signed(request.body(body.to_string()))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.key.application, Some(&self.key.secret))
    }

    fn registration(&self, id: &str) -> Value {
        let learner =
            json!({ "id": format!("learner of {id}"), "firstName": "Ada", "lastName": "Bench" });
        json!({ "courseId": self.course, "registrationId": id, "learner": learner })
    }

    /// Registers a learner who follows his link and answers questions.
    async fn play(&self) -> Result<(), Error> {
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let new = self.registration("played");
        succeed(self.post(&client, "/registrations", &new)).await?;
        let wish = json!({ "redirectOnExitUrl": "message" });
        let answer = succeed(self.post(&client, "/registrations/played/launchLink", &wish)).await?;
        let link: Value = serde_json::from_str(&answer.text().await?)?;
        let link = link["launchLink"].as_str().ok_or("no launch link")?;
        let answer = client.post(link).send().await?;
        let player = answer.headers().get("location");
        let player = player
            .and_then(|player| player.to_str().ok())
            .ok_or("the link leads nowhere")?;
        let whole = self.get(&client, &format!("/registrations/played?{WHOLE}"));
        let told: Value = serde_json::from_str(&succeed(whole).await?.text().await?)?;
        let activity = told["activityDetails"]["children"][0]["id"].clone();
        let mut entries = vec![
            json!(["begin", activity]),
            json!(["init"]),
            json!(["set", "cmi.suspend_data", "x".repeat(1_000)]),
            json!(["set", "cmi.core.score.raw", "85"]),
        ];
        for n in 0..QUESTIONS {
            let question = format!("cmi.interactions.{n}");
            for (element, value) in [
                ("id", format!("question-{n}")),
                ("type", "choice".to_owned()),
                ("student_response", "a".to_owned()),
                ("result", "correct".to_owned()),
            ] {
                entries.push(json!(["set", format!("{question}.{element}"), value]));
            }
        }
        let commit = json!({ "seq": 1, "entries": entries });
        let commit = client
            .post(format!("{player}commit"))
            .header("content-type", "application/json")
            .body(commit.to_string());
        succeed(commit).await?;
        let whole = self.get(&client, &format!("/registrations/played?{WHOLE}"));
        let told: Value = serde_json::from_str(&succeed(whole).await?.text().await?)?;
        let runtime = &told["activityDetails"]["children"][0]["runtime"];
        match runtime["runtimeInteractions"].as_array().map(Vec::len) {
            Some(QUESTIONS) => Ok(()),
            _ => Err(format!("the answers are not told: {told}").into()),
        }
    }
}

async fn succeed(request: RequestBuilder) -> Result<reqwest::Response, Error> {
    let answer = request.send().await?;
    if answer.status().is_success() {
        return Ok(answer);
    }
    Err(format!(
        "{} {}: {}",
        answer.status(),
        answer.url().clone(),
        answer.text().await?
    )
    .into())
}
