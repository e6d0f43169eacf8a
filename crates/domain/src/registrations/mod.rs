//! Registrations: one learner on one course, and how far he came.

mod browser;
mod page;
mod split;
mod store;

pub use page::page;
pub use split::split;
pub(crate) use store::{
    New, Registration, counts, find, find_of, insert, save_summary, settle, split_off_of, started,
};

use crate::accounts::Instructor;
use crate::{Domain, Result, events};
use beckon_model::registration::{Overview, Progress};

/// How many lines "latest activity" shows.
const LATEST: i64 = 12;

/// The dashboard's first page.
pub async fn overview(domain: &Domain, who: &Instructor) -> Result<Overview> {
    let on = &mut &domain.db;
    let (courses, invitations) = store::how_many(on, &who.id).await?;
    Ok(Overview {
        courses,
        invitations,
        counts: store::counts_of_owner(on, &who.id).await?,
        latest: events::latest(on, &who.id, LATEST).await?,
    })
}

impl Registration {
    /// How far it has come, in one word.
    pub(crate) fn progress(&self) -> Progress {
        progress(
            &self.completion,
            &self.success,
            self.first_launched_at.is_some(),
        )
    }
}

/// How far a registration is, in one word.
pub(crate) fn progress(completion: &str, success: &str, started: bool) -> Progress {
    match (success, completion) {
        ("passed", _) => Progress::Passed,
        ("failed", _) => Progress::Failed,
        (_, "completed") => Progress::Completed,
        _ if started => Progress::Started,
        _ => Progress::Invited,
    }
}
