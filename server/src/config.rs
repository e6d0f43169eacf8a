//! What an operator can say, on the command line or by `BECKON_…`.

use beckon_domain::courses::package::{self, Limits};
use beckon_domain::fetch::Networks;
use beckon_domain::mail::Transport;
use beckon_domain::{Error, Result, Settings};
use clap::{Args, Parser, Subcommand};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// Course invitations: upload a SCORM course, invite learners, see their results.
#[derive(Debug, Parser)]
#[command(name = "beckon", version, about)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the pages and the courses.
    Serve(Serve),
    /// Brings the database up to date, and ends.
    Migrate(Storage),
    /// Counts the summaries of Reportage from scratch, and tells whether those that were kept differed.
    RebuildSummaries(Storage),
    /// Reads a report of a failed delivery from standard input, as a mail server hands it over, and notes it with the
    /// recipient.
    Bounce(Storage),
    /// Instructors, from the command line.
    #[command(subcommand)]
    Instructor(InstructorCommand),
    /// Courses, from the command line.
    #[command(subcommand)]
    Course(CourseCommand),
}

#[derive(Debug, Subcommand)]
pub enum InstructorCommand {
    /// Adds an instructor, or gives an account that exists the role and a new password. The password is read from
    /// standard input.
    Add {
        #[command(flatten)]
        storage: Storage,
        /// The instructor's e-mail address.
        #[arg(long)]
        email: String,
        /// The instructor's name, first name first.
        #[arg(long)]
        name: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum CourseCommand {
    /// Imports a course package into an instructor's library.
    Import {
        #[command(flatten)]
        storage: Storage,
        /// The package, a .zip file.
        file: PathBuf,
        /// The e-mail address of the instructor that it is for.
        #[arg(long = "for")]
        instructor: String,
        #[command(flatten)]
        packages: Packages,
    },
}

/// Where things are kept.
#[derive(Debug, Clone, Args)]
pub struct Storage {
    /// Folder for the database, the content and the installation's key.
    #[arg(long, env = "BECKON_DATA_DIR", default_value = "./data")]
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`. By default an SQLite database in the data folder.
    #[arg(long, env = "BECKON_DATABASE_URL")]
    pub database_url: Option<String>,
}

/// How much a package may hold.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits for packages")]
pub struct Packages {
    /// All files of a package together, unpacked, in bytes or as 500MiB, 4GiB.
    #[arg(long, env = "BECKON_PACKAGE_SIZE", default_value_t = Size(Limits::default().unpacked))]
    pub package_size: Size,
    /// One file of a package, unpacked, in bytes or as 500MiB, 2GiB.
    #[arg(long, env = "BECKON_PACKAGE_FILE_SIZE", default_value_t = Size(Limits::default().file))]
    pub package_file_size: Size,
    /// Files and folders of a package.
    #[arg(long, env = "BECKON_PACKAGE_FILES", default_value_t = Limits::default().files as u32,
          value_parser = clap::value_parser!(u32).range(1..=500_000))]
    pub package_files: u32,
    /// How many times larger than its zip a package may be, once it is larger than 10 MiB.
    #[arg(long, env = "BECKON_PACKAGE_RATIO", default_value_t = Limits::default().ratio,
          value_parser = clap::value_parser!(u64).range(2..=10_000))]
    pub package_ratio: u64,
    /// Folders within folders, with the file.
    #[arg(long, env = "BECKON_PACKAGE_DEPTH", default_value_t = Limits::default().depth as u32,
          value_parser = clap::value_parser!(u32).range(1..=500))]
    pub package_depth: u32,
    /// The path of a file, in bytes.
    #[arg(long, env = "BECKON_PACKAGE_PATH", default_value_t = Limits::default().path as u32,
          value_parser = clap::value_parser!(u32).range(64..=2_000))]
    pub package_path: u32,
}

impl Packages {
    /// What the importer keeps to.
    pub fn limits(&self) -> Limits {
        Limits {
            unpacked: self.package_size.0,
            files: self.package_files as usize,
            file: self.package_file_size.0,
            ratio: self.package_ratio,
            path: self.package_path as usize,
            depth: self.package_depth as usize,
        }
    }
}

/// Bytes, written as `4GiB`, `500MiB`, `64KiB` or a plain number; from 1 MiB to 1 TiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size(pub u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let unit = match text[digits.len()..].trim().to_ascii_lowercase().as_str() {
            "" | "bytes" => 1,
            "kib" => 1 << 10,
            "mib" => 1 << 20,
            "gib" => 1 << 30,
            _ => return Err("write bytes, or a whole number with KiB, MiB or GiB".to_owned()),
        };
        let number: u64 = digits
            .parse()
            .map_err(|_| "write bytes, or a whole number with KiB, MiB or GiB".to_owned())?;
        match number.checked_mul(unit) {
            Some(bytes) if (1 << 20..=1 << 40).contains(&bytes) => Ok(Self(bytes)),
            _ => Err("it must be from 1 MiB to 1024 GiB".to_owned()),
        }
    }
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&package::size(self.0).replace(' ', ""))
    }
}

#[derive(Debug, Clone, Args)]
pub struct Serve {
    #[command(flatten)]
    pub storage: Storage,
    /// The address to listen at.
    #[arg(long, env = "BECKON_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// Where people reach the pages. By default `http://localhost` at the port that is listened at.
    #[arg(long, env = "BECKON_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Where courses run: another host name that leads to the same listener, so that a course can't reach the pages'
    /// cookies. By default `http://127.0.0.1` at the port that is listened at.
    #[arg(long, env = "BECKON_CONTENT_URL")]
    pub content_url: Option<String>,
    /// The mail server, `smtp://USER:PASSWORD@HOST:587` or `smtps://…`. Without one, e-mails are kept on the Outbox
    /// page.
    #[arg(long, env = "BECKON_SMTP_URL")]
    pub smtp_url: Option<String>,
    /// The sender of e-mails, `Name <address>`. By default `Beckon <beckon@HOST>` with the host of the public address.
    #[arg(long, env = "BECKON_MAIL_FROM")]
    pub mail_from: Option<String>,
    /// The address that reports of failed deliveries go to; each e-mail adds its id, as in `bounces+ID@example.org`. By
    /// default the sender's. Let your mail server hand what comes there to `beckon bounce`.
    #[arg(long, env = "BECKON_BOUNCES_TO")]
    pub bounces_to: Option<String>,
    /// Folder of the pages' scripts and styles. By default `site` beside the program, else `target/site`.
    #[arg(long, env = "BECKON_SITE_DIR")]
    pub site_dir: Option<PathBuf>,
    /// Logs as JSON, a line each.
    #[arg(long, env = "BECKON_LOG_JSON")]
    pub log_json: bool,
    /// Private networks that may be asked where an instructor names an address (postbacks, courses by URL), as
    /// 10.1.0.0/16,192.168.1.5, or `any`. Without it, public addresses only.
    #[arg(long, env = "BECKON_ALLOW_PRIVATE_NETWORKS", default_value = "")]
    pub allow_private_networks: Networks,
    /// How many calls of the API a key may make a minute; 0 for as many as it likes.
    #[arg(long, env = "BECKON_API_RATE", default_value_t = 6_000)]
    pub api_rate: u32,
    #[command(flatten)]
    pub packages: Packages,
}

impl Storage {
    /// The database's address, in the data folder unless said otherwise; makes the folder.
    pub fn database_url(&self) -> Result<String> {
        std::fs::create_dir_all(&self.data_dir)?;
        Ok(match &self.database_url {
            Some(url) => url.clone(),
            None => format!("sqlite:{}", self.data_dir.join("beckon.sqlite").display()),
        })
    }

    /// Settings for a command that serves nothing.
    pub fn settings(&self) -> Settings {
        Settings {
            data_dir: self.data_dir.clone(),
            public_url: "http://localhost:3000".to_owned(),
            content_url: "http://127.0.0.1:3000".to_owned(),
            transport: Transport::OutboxPage,
            mail_from: "Beckon <beckon@localhost>".to_owned(),
            bounces_to: None,
            limits: Limits::default(),
            private_networks: Networks::default(),
            api_rate: 0,
        }
    }
}

impl Serve {
    /// What the domain needs to know.
    ///
    /// # Errors
    /// When the pages and the courses would share a host.
    pub fn settings(&self) -> Result<Settings> {
        let port = self.listen.port();
        let or = |url: &Option<String>, host: &str| {
            url.clone()
                .unwrap_or_else(|| format!("http://{host}:{port}"))
                .trim_end_matches('/')
                .to_owned()
        };
        let (public_url, content_url) = (
            or(&self.public_url, "localhost"),
            or(&self.content_url, "127.0.0.1"),
        );
        for (name, url) in [("public", &public_url), ("content", &content_url)] {
            if !(url.starts_with("http://") || url.starts_with("https://")) {
                let why =
                    format!("The {name} address “{url}” must start with http:// or https://.");
                return Err(Error::Config(why));
            }
        }
        if hostname(&public_url) == hostname(&content_url) {
            return Err(Error::Config(format!(
                "The public address {public_url} and the content address {content_url} share a host name. \
                 Courses run their own scripts: give them another host name (a port is not enough, cookies ignore it)."
            )));
        }
        let transport = match &self.smtp_url {
            Some(url) => Transport::smtp(url)?,
            None => Transport::OutboxPage,
        };
        let mail_from = self
            .mail_from
            .clone()
            .unwrap_or_else(|| format!("Beckon <beckon@{}>", hostname(&public_url)));
        for address in [Some(&mail_from), self.bounces_to.as_ref()]
            .into_iter()
            .flatten()
        {
            beckon_domain::mail::message::sender(address).map_err(Error::Config)?;
        }
        Ok(Settings {
            data_dir: self.storage.data_dir.clone(),
            public_url,
            content_url,
            transport,
            mail_from,
            bounces_to: self.bounces_to.clone(),
            limits: self.packages.limits(),
            private_networks: self.allow_private_networks.clone(),
            api_rate: self.api_rate,
        })
    }

    /// Where the pages' scripts and styles lie.
    pub fn site_dir(&self) -> PathBuf {
        let beside = std::env::current_exe()
            .ok()
            .and_then(|exe| Some(exe.parent()?.join("site")));
        match (&self.site_dir, beside) {
            (Some(given), _) => given.clone(),
            (None, Some(beside)) if beside.is_dir() => beside,
            _ => PathBuf::from("target/site"),
        }
    }
}

/// `https://example.org:8443/x` → `example.org:8443`: what browsers send as `Host`, the usual port left out.
pub fn authority(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    let usual = if url.starts_with("https://") {
        ":443"
    } else {
        ":80"
    };
    authority
        .strip_suffix(usual)
        .unwrap_or(authority)
        .to_lowercase()
}

/// The host name alone.
pub fn hostname(url: &str) -> String {
    let authority = authority(url);
    match authority.rsplit_once(':') {
        Some((host, port)) if port.chars().all(|c| c.is_ascii_digit()) => host.to_owned(),
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_port_is_left_out_as_browsers_do() {
        assert_eq!(authority("https://beckon.example:443/x"), "beckon.example");
        assert_eq!(authority("http://127.0.0.1:3000"), "127.0.0.1:3000");
        assert_eq!(hostname("http://127.0.0.1:3000"), "127.0.0.1");
    }

    fn serve(args: &[&str]) -> std::result::Result<Serve, String> {
        match Cli::try_parse_from([&["beckon", "serve"], args].concat()) {
            Ok(Cli {
                command: Command::Serve(serve),
            }) => Ok(serve),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn courses_never_share_a_host_with_the_pages() {
        let settings = |args: &[&str]| serve(args).unwrap().settings();
        assert!(settings(&[]).is_ok());
        assert!(settings(&["--content-url", "http://localhost:4000"]).is_err());
    }

    #[test]
    fn the_operator_sets_the_limits_of_packages() {
        let limits = |args: &[&str]| serve(args).unwrap().settings().unwrap().limits;
        assert_eq!(limits(&[]), Limits::default());
        let set = limits(&[
            "--package-size=512MiB",
            "--package-file-size=104857600",
            "--package-files=300",
            "--package-ratio=50",
            "--package-depth=6",
            "--package-path=255",
        ]);
        let expected = Limits {
            unpacked: 512 << 20,
            file: 100 << 20,
            files: 300,
            ratio: 50,
            depth: 6,
            path: 255,
        };
        assert_eq!(set, expected);
    }

    #[test]
    fn private_networks_are_refused_until_the_operator_allows_them() {
        let allows = |args: &[&str]| {
            let settings = serve(args).unwrap().settings().unwrap();
            settings.private_networks.allow([10, 1, 2, 3].into())
        };
        assert!(!allows(&[]));
        assert!(allows(&["--allow-private-networks=10.1.0.0/16"]));
        let said = serve(&["--allow-private-networks=home"]).unwrap_err();
        assert!(said.contains("is no network"), "{said}");
    }

    #[test]
    fn a_limit_that_makes_no_sense_is_refused_at_the_start() {
        for (wrong, says) in [
            ("--package-size=4GB", "a whole number with KiB, MiB or GiB"),
            (
                "--package-size=1.5GiB",
                "a whole number with KiB, MiB or GiB",
            ),
            ("--package-size=0", "from 1 MiB to 1024 GiB"),
            (
                "--package-file-size=99999999999999999999GiB",
                "whole number",
            ),
            ("--package-files=0", "1..=500000"),
            ("--package-ratio=1", "2..=10000"),
            ("--package-depth=501", "1..=500"),
            ("--package-path=10", "64..=2000"),
        ] {
            let said = serve(&[wrong]).unwrap_err();
            assert!(said.contains(says), "{wrong}: {said}");
        }
    }
}
