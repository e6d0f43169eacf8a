//! `beckon`: serves the product, and what operators do from the command line.

use axum::serve::ListenerExt;
use beckon_domain::accounts::NewAccount;
use beckon_domain::mail::bounces;
use beckon_domain::reportage::summaries;
use beckon_domain::{Domain, Error, Result, Settings, accounts, courses, worker};
use clap::Parser;
use server::config::{Cli, Command, CourseCommand, InstructorCommand, Packages, Serve, Storage};
use std::io::Read;
use std::process::ExitCode;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

/// How much of a report of a failed delivery is read, in bytes; what matters stands before the mail that comes back.
const REPORT_MAX: u64 = 4 << 20;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    logs(matches!(&cli.command, Command::Serve(serve) if serve.log_json));
    let done = match cli.command {
        Command::Serve(args) => serve(args).await,
        Command::Migrate(storage) => migrate(storage).await,
        Command::RebuildSummaries(storage) => rebuild_summaries(storage).await,
        Command::Bounce(storage) => bounce(storage).await,
        Command::Instructor(InstructorCommand::Add {
            storage,
            email,
            name,
        }) => add_instructor(storage, email, name).await,
        Command::Course(CourseCommand::Import {
            storage,
            file,
            instructor,
            packages,
        }) => import(storage, file, instructor, packages).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("beckon: {error}");
            ExitCode::FAILURE
        }
    }
}

fn logs(json: bool) {
    let filter = EnvFilter::try_from_env("BECKON_LOG")
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,tower_http=warn"));
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if json {
        logs.json().init()
    } else {
        logs.init()
    }
}

async fn serve(args: Serve) -> Result<()> {
    let settings = args.settings()?;
    let domain = Domain::open(&args.storage.database_url()?, settings).await?;
    let site = args.site_dir();
    let router = server::router(domain.clone(), &site);
    let listener = tokio::net::TcpListener::bind(args.listen)
        .await
        .map_err(|error| {
            Error::Config(format!(
                "Can't listen at {}: {error}. Choose another with --listen.",
                args.listen
            ))
        })?;
    // Pages leave in several small writes; with Nagle's algorithm each would wait 40 ms for the one before.
    let listener = listener.tap_io(|io| {
        if let Err(error) = io.set_nodelay(true) {
            tracing::warn!(%error, "TCP_NODELAY could not be set");
        }
    });
    let (stop, stopping) = watch::channel(false);
    let work = tokio::spawn(worker::run(domain.clone(), stopping.clone()));
    greet(&domain).await?;
    let mut until = stopping;
    let served = axum::serve(listener, router).with_graceful_shutdown(async move {
        let _ = until.changed().await;
    });
    tokio::spawn(async move {
        asked_to_stop().await;
        tracing::info!("stopping: finishing what is under way");
        let _ = stop.send(true);
    });
    served.await?;
    work.await
        .map_err(|error| Error::Other(error.to_string()))?;
    domain.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Tells on standard output where to go.
async fn greet(domain: &Domain) -> Result<()> {
    let here = accounts::installation(domain).await?;
    println!("\nBeckon is ready.\n");
    println!("  Dashboard   {}", domain.url("/"));
    if here.outbox_only {
        println!(
            "  Outbox      {}   (no mail server is set: e-mails are kept there)",
            domain.url("/outbox")
        );
    }
    if here.empty {
        println!("\n  There is no instructor yet: open the dashboard and set up the first one,");
        println!("  or run  beckon instructor add --email you@example.org --name \"Your Name\"\n");
    } else {
        println!(
            "\n  Sign in with your e-mail address and password; a code by e-mail works instead.\n"
        );
    }
    Ok(())
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM can't be listened to");
            let _ = interrupt.await;
        }
    }
}

async fn migrate(storage: Storage) -> Result<()> {
    let domain = open(&storage).await?;
    println!("The database is up to date.");
    domain.db.close().await;
    Ok(())
}

async fn rebuild_summaries(storage: Storage) -> Result<()> {
    let domain = open(&storage).await?;
    let found = summaries::rebuild(&domain, summaries::DAILY_FROM).await?;
    if found.is_none() {
        println!("The summaries were counted from scratch. None differed.");
    } else {
        println!(
            "The summaries were counted from scratch. Rows that differed: {} of registrations, {} of sums, {} of learners, {} of answers.",
            found.results, found.sums, found.learners, found.answers
        );
    }
    domain.db.close().await;
    Ok(())
}

async fn add_instructor(storage: Storage, email: String, name: String) -> Result<()> {
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password)?;
    let password = password.trim_end_matches(['\n', '\r']).to_owned();
    let name = name.trim();
    let (first_name, last_name) = name.rsplit_once(' ').unwrap_or((name, ""));
    if last_name.is_empty() {
        return Err(Error::Config(format!(
            "Give first and last name, as --name \"Ada Lovelace\"; “{name}” is one word."
        )));
    }
    let domain = open(&storage).await?;
    let new = NewAccount {
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        email: email.clone(),
        password,
    };
    accounts::add_instructor(&domain, new).await?;
    println!("{email} is an instructor and can sign in.");
    domain.db.close().await;
    Ok(())
}

async fn import(
    storage: Storage,
    file: std::path::PathBuf,
    instructor: String,
    packages: Packages,
) -> Result<()> {
    let settings = Settings {
        limits: packages.limits(),
        ..storage.settings()
    };
    let domain = Domain::open(&storage.database_url()?, settings).await?;
    let who = accounts::instructor_by_email(&domain, &instructor).await?;
    let course = courses::imports::import_file(&domain, &who, &file).await?;
    let page = courses::page(&domain, &who, &course).await?;
    println!(
        "Imported “{}” ({}) for {instructor}.",
        page.title, page.standard
    );
    for warning in &page.oddities.warnings {
        println!("  Warning: {warning}");
    }
    for mended in &page.oddities.mended {
        println!("  Mended: {mended}");
    }
    domain.db.close().await;
    Ok(())
}

async fn bounce(storage: Storage) -> Result<()> {
    let mut report = Vec::new();
    std::io::stdin().take(REPORT_MAX).read_to_end(&mut report)?;
    let domain = open(&storage).await?;
    match bounces::take(&domain, &report).await? {
        bounces::Report::Bounced(id) => println!("The e-mail {id} bounced."),
        bounces::Report::Delayed(id) => println!("The e-mail {id} is delayed."),
        bounces::Report::Unknown => {
            println!("This is no report about an e-mail that was sent from here.")
        }
    }
    domain.db.close().await;
    Ok(())
}

async fn open(storage: &Storage) -> Result<Domain> {
    Domain::open(&storage.database_url()?, storage.settings()).await
}
