//! What happens by itself: reading packages, sending e-mails, posting results, keeping summaries, reminding, sending
//! reports, ending launches that nobody came back to.

use crate::{
    Domain, courses, keys, mail, play, postbacks, recipients, reminders, reportage, sessions,
};
use std::time::Duration;
use tokio::sync::watch;

/// Runs until told to stop, and then finishes what is under way.
pub async fn run(domain: Domain, stop: watch::Receiver<bool>) {
    tokio::join!(
        imports(domain.clone(), stop.clone()),
        mail::worker::run(domain.clone(), stop.clone()),
        postbacks::worker::run(domain.clone(), stop.clone()),
        reportage::summaries::run(domain.clone(), stop.clone()),
        sweeps(domain, stop),
    );
}

async fn imports(domain: Domain, mut stop: watch::Receiver<bool>) {
    if let Err(error) = courses::imports::recover(&domain).await {
        tracing::error!(%error, "uploads left by the last run could not be looked through");
    }
    while !*stop.borrow() {
        match courses::imports::run_next(&domain).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "imports halt for a while"),
        }
        tokio::select! {
            () = domain.import_wanted().notified() => {}
            () = tokio::time::sleep(Duration::from_secs(30)) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn sweeps(domain: Domain, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = play::sweep(&domain).await {
            tracing::error!(%error, "lapsed launches could not be ended");
        }
        if let Err(error) = play::sweep_logs(&domain).await {
            tracing::error!(%error, "old debug logs could not be forgotten");
        }
        if let Err(error) = sessions::sweep(&domain).await {
            tracing::error!(%error, "expired sessions could not be forgotten");
        }
        if let Err(error) = reminders::sweep(&domain).await {
            tracing::error!(%error, "reminders halt for a while");
        }
        if let Err(error) = reportage::sweep(&domain).await {
            tracing::error!(%error, "reports halt for a while");
        }
        if let Err(error) = recipients::sweep(&domain).await {
            tracing::error!(%error, "deleted people could not be erased");
        }
        if let Err(error) = postbacks::sweep(&domain).await {
            tracing::error!(%error, "old postbacks could not be forgotten");
        }
        if let Err(error) = keys::once::sweep(&domain).await {
            tracing::error!(%error, "answers to programs could not be forgotten");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(60)) => {}
            _ = stop.changed() => {}
        }
    }
}
