//! Events in the database.

use super::{Place, What};
use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all};
use beckon_model::invitation::HistoryRow;
use beckon_model::registration::ActivityRow;
use beckon_model::{AccountId, CourseId, InvitationId, Millis};

pub(super) async fn insert(
    tx: &mut Tx,
    id: &str,
    place: Place<'_>,
    word: &str,
    (actor, detail): (&str, &str),
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO events (id, owner_id, registration_id, course_id, invitation_id, what, actor, detail, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        place.owner,
        place.registration,
        place.course,
        place.invitation,
        word,
        actor,
        detail,
        now
    )?;
    Ok(())
}

/// The newest results on an instructor's courses.
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
         WHERE e.owner_id = $1 AND e.what IN ('invited', 'registered', 'launched', 'completed', 'passed', 'failed')
         ORDER BY e.created_at DESC, e.id DESC LIMIT $2",
        owner,
        limit
    )?;
    let row = |(at, who, what, course, course_title, invitation): (_, String, String, _, _, _)| {
        ActivityRow {
            at,
            what: What::of(&what)
                .map(|what| what.sentence(&who, ""))
                .unwrap_or(what),
            course,
            course_title,
            invitation,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The newest events of one invitation, `limit` at most, from the one at `offset`.
pub(crate) async fn history(
    on: &mut impl On,
    invitation: &InvitationId,
    limit: i64,
    offset: i64,
) -> Result<Vec<HistoryRow>> {
    let rows = fetch_all!(
        on,
        (Millis, String, Option<String>, String, String),
        "SELECT e.created_at, e.what, COALESCE(NULLIF(l.name, ''), l.email) AS who, e.actor, e.detail
         FROM events e
         LEFT JOIN registrations r ON r.id = e.registration_id
         LEFT JOIN learners l ON l.id = r.learner_id
         WHERE e.invitation_id = $1 ORDER BY e.created_at DESC, e.id DESC LIMIT $2 OFFSET $3",
        invitation,
        limit,
        offset
    )?;
    let row = |(at, what, who, actor, detail): (_, String, Option<String>, _, String)| HistoryRow {
        at,
        actor,
        what: What::of(&what)
            .map(|what| what.sentence(who.as_deref().unwrap_or("a learner"), &detail))
            .unwrap_or(what),
    };
    Ok(rows.into_iter().map(row).collect())
}
