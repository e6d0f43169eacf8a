//! A product with a course, an invitation and learners who play, in a temporary folder.

use crate::Error;
use beckon_domain::accounts::{self, NewAccount};
use beckon_domain::courses::{self, imports};
use beckon_domain::mail::Transport;
use beckon_domain::{Domain, Settings, invitations, join};
use beckon_model::invitation::Options;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::{Child, Command};

const EMAIL: &str = "grace@example.org";
const PASSWORD: &str = "harbour lantern oats";

pub struct Scene {
    folder: TempDir,
    port: u16,
    token: String,
    /// A launch's address for each learner.
    launches: Vec<String>,
    activity: String,
}

/// The running server.
pub struct Server {
    child: Child,
    pub started_in: Duration,
}

impl Scene {
    /// Sets up an instructor, the demo course, a public invitation and so many learners, each with a launch.
    pub async fn set(learners: usize) -> Result<Self, Error> {
        let folder = tempfile::tempdir()?;
        let url = format!("sqlite:{}/beckon.sqlite", folder.path().display());
        Self::within(folder, &url, learners).await
    }

    /// The same with its database at this address.
    pub async fn on(url: &str, learners: usize) -> Result<Self, Error> {
        Self::within(tempfile::tempdir()?, url, learners).await
    }

    async fn within(folder: TempDir, url: &str, learners: usize) -> Result<Self, Error> {
        let port = free_port()?;
        let domain = Domain::open(url, settings(folder.path(), port)).await?;
        let id = accounts::create_first_instructor(&domain, instructor()).await?;
        let who = accounts::instructor(&domain, &id).await?;
        let import = courses::add_demo(&domain, &who).await?;
        imports::run_next(&domain).await?;
        let course = imports::find(&domain, &who, &import)
            .await?
            .course
            .ok_or("the demo course is missing")?;
        let invitation =
            invitations::create_public(&domain, &who, &course, &Options::default()).await?;
        let url = invitations::page(&domain, &who, &invitation).await?.url;
        let token = url.rsplit('/').next().unwrap_or_default().to_owned();
        let mut launches = Vec::new();
        for n in 0..learners {
            let id =
                accounts::set_up_learner(&domain, person("Ada", &format!("ada{n}@example.org")))
                    .await?;
            let learner = accounts::learner(&domain, &id).await?;
            launches.push(
                join::launch_public(&domain, &learner, &token, join::Press::default()).await?,
            );
        }
        let ticket = launches[0]
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or_default();
        let beginning = beckon_domain::play::begin(&domain, ticket)
            .await?
            .map_err(|stop| format!("{stop:?}"))?;
        let activity = beginning
            .course
            .launchable()
            .next()
            .ok_or("nothing to launch")?
            .identifier
            .clone();
        domain.db.close().await;
        Ok(Self {
            folder,
            port,
            token,
            launches,
            activity,
        })
    }

    /// Starts the release build with these settings beside and waits for its first answer.
    pub async fn start(&self, settings: &[(&str, &str)]) -> Result<Server, Error> {
        Server::start(self.folder.path(), self.port, settings).await
    }

    pub fn public_url(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    pub fn public_path(&self) -> String {
        format!("/i/{}", self.token)
    }

    /// Where the learner of this number plays.
    pub fn player_url(&self, lane: usize) -> &str {
        &self.launches[lane]
    }

    pub fn commit_url(&self, lane: usize) -> String {
        format!("{}commit", self.player_url(lane))
    }

    /// Opens the course for every learner.
    pub async fn begin_all(&self) -> Result<(), Error> {
        let client = reqwest::Client::new();
        for lane in 0..self.launches.len() {
            let body =
                serde_json::json!({ "seq": 1, "entries": [["begin", self.activity], ["init"]] });
            let answer = client
                .post(self.commit_url(lane))
                .body(body.to_string())
                .send()
                .await?;
            if !answer.status().is_success() {
                return Err(answer.text().await?.into());
            }
        }
        Ok(())
    }

    /// Signs the instructor in; gives the cookie.
    pub async fn sign_in(&self) -> Result<String, Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;
        let answer = client
            .post(format!(
                "{}/api/app/accounts/api/sign_in",
                self.public_url()
            ))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(format!(
                "email={EMAIL}&password={}&next=",
                PASSWORD.replace(' ', "+")
            ))
            .send()
            .await?;
        let cookie = answer
            .headers()
            .get("set-cookie")
            .and_then(|c| c.to_str().ok())
            .map(str::to_owned);
        let cookie = cookie.ok_or_else(|| format!("no session: {}", answer.status()))?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }
}

impl Server {
    /// Starts the release build on this folder, with these settings beside, and waits for its first answer.
    pub async fn start(folder: &Path, port: u16, settings: &[(&str, &str)]) -> Result<Self, Error> {
        let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
        let program = PathBuf::from(target).join("release/beckon");
        let begun = Instant::now();
        let child = Command::new(&program)
            .arg("serve")
            .args(["--listen", &format!("127.0.0.1:{port}")])
            .args(["--data-dir", &folder.display().to_string()])
            .env("BECKON_LOG", "warn")
            .envs(settings.iter().copied())
            .stdout(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|e| format!("{}: {e}", program.display()))?;
        let health = format!("http://127.0.0.1:{port}/healthz");
        while begun.elapsed() < Duration::from_secs(20) {
            if reqwest::get(&health)
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return Ok(Self {
                    child,
                    started_in: begun.elapsed(),
                });
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        Err("the server did not answer within 20 s".into())
    }

    /// The most memory it ever had resident, in MB.
    pub fn peak(&self) -> Result<f64, Error> {
        megabytes(&self.process()?, "status", "VmHWM:")
    }

    /// Proportional set size, in MB.
    pub fn memory(&self) -> Result<f64, Error> {
        megabytes(&self.process()?, "smaps_rollup", "Pss:")
    }

    fn process(&self) -> Result<String, Error> {
        Ok(self.child.id().ok_or("the server is gone")?.to_string())
    }

    pub async fn stop(mut self) -> Result<(), Error> {
        Ok(self.child.kill().await?)
    }
}

/// What `/proc` says of a process on this line of this file, in MB.
pub fn megabytes(process: &str, file: &str, line: &str) -> Result<f64, Error> {
    let all = std::fs::read_to_string(format!("/proc/{process}/{file}"))?;
    let line = all
        .lines()
        .find_map(|all| all.strip_prefix(line))
        .ok_or_else(|| format!("no {line}"))?;
    let kibibytes: f64 = line.split_whitespace().next().ok_or("no figure")?.parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}

/// A port that nobody listens at.
pub fn free_port() -> Result<u16, Error> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?
        .local_addr()?
        .port())
}

/// A product in this folder that keeps its e-mails.
pub fn settings(folder: &Path, port: u16) -> Settings {
    Settings {
        data_dir: folder.to_owned(),
        public_url: format!("http://localhost:{port}"),
        content_url: format!("http://127.0.0.1:{port}"),
        transport: Transport::OutboxPage,
        mail_from: "Beckon <beckon@localhost>".to_owned(),
        bounces_to: None,
        limits: Default::default(),
        private_networks: Default::default(),
        api_rate: 0,
    }
}

/// The first instructor.
pub fn instructor() -> NewAccount {
    person("Grace", EMAIL)
}

fn person(first: &str, email: &str) -> NewAccount {
    NewAccount {
        first_name: first.to_owned(),
        last_name: "Bench".to_owned(),
        email: email.to_owned(),
        password: PASSWORD.to_owned(),
    }
}
