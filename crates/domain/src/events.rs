//! What happened, for "latest activity": written in the transaction that makes it so.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, secret};
use beckon_model::registration::ActivityRow;
use beckon_model::{AccountId, CourseId, InvitationId, Millis, RegistrationId};

/// Something that happened to a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Invited,
    Registered,
    Launched,
    Completed,
    Passed,
    Failed,
}

impl What {
    fn word(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Registered => "registered",
            Self::Launched => "launched",
            Self::Completed => "completed",
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}

/// Where an event belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub owner: &'a AccountId,
    pub course: &'a CourseId,
    pub invitation: &'a InvitationId,
    pub registration: &'a RegistrationId,
}

pub(crate) async fn record(tx: &mut Tx, place: Place<'_>, what: What, now: Millis) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO events (id, owner_id, registration_id, course_id, invitation_id, what, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        secret::id::<String>(),
        place.owner,
        place.registration,
        place.course,
        place.invitation,
        what.word(),
        now
    )?;
    Ok(())
}

/// The newest events on an instructor's courses.
pub(crate) async fn latest(
    on: &mut impl On,
    owner: &AccountId,
    limit: i64,
) -> Result<Vec<ActivityRow>> {
    let rows = fetch_all!(
        on,
        (Millis, String, String, CourseId, String, InvitationId),
        "SELECT e.created_at, COALESCE(NULLIF(l.name, ''), l.email) AS who, e.what, e.course_id, c.title, e.invitation_id
         FROM events e
         JOIN courses c ON c.id = e.course_id
         JOIN registrations r ON r.id = e.registration_id
         JOIN learners l ON l.id = r.learner_id
         WHERE e.owner_id = $1 ORDER BY e.created_at DESC, e.id DESC LIMIT $2",
        owner,
        limit
    )?;
    let row = |(at, who, what, course, course_title, invitation): (_, String, String, _, _, _)| {
        ActivityRow {
            at,
            what: match what.as_str() {
                "invited" => format!("{who} was invited"),
                word => format!("{who} {word}"),
            },
            course,
            course_title,
            invitation,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}
