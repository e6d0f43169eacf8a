//! Registrations: one learner on one course, and how far he came.

mod activities;
mod anew;
pub(crate) mod browser;
mod follow;
mod page;
pub mod programs;
mod result;
mod split;
mod store;
mod transcript;

pub(crate) use activities::questions;
pub(crate) use anew::begin_anew;
pub use anew::{delete_instance, reset, start_over};
pub(crate) use follow::follow_course;
pub use page::page;
pub(crate) use page::{known, owned};
pub(crate) use result::result;
pub use result::results;
pub use split::split;
pub(crate) use store::{
    LAUNCHES, New, Registration, counts, ended, find, find_of, hold, insert, save_summary, settle,
    split_off_of, start_over as start_all_over, started,
};

pub use transcript::transcript;
pub(crate) use transcript::{Line, line, lines_of, lines_on};

use crate::accounts::Instructor;
use crate::events::Place;
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
    /// Where its events belong.
    pub(crate) fn place(&self) -> Place<'_> {
        Place {
            owner: &self.owner_id,
            course: &self.course_id,
            invitation: &self.invitation_id,
            registration: Some(&self.id),
        }
    }

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
