//! E-mails that wait for a time: what waits, sending it at once, calling it off.

use super::store;
use crate::accounts::Instructor;
use crate::db::Tx;
use crate::events::What;
use crate::{Domain, Result, invitations, zone};
use beckon_model::sending::{Batch, Sending};
use beckon_model::{InvitationId, Millis, Problem};

/// How far ahead e-mails may be promised.
const AHEAD_MAX: Millis = 366 * 24 * 60 * 60_000;

/// When e-mails are due, as a form says it; now if they are not to wait.
///
/// # Errors
/// The field "send_at", if it is no time, past, or more than a year ahead.
pub fn due_at(sending: &Sending, now: Millis) -> Result<Millis, Problem> {
    if !sending.later {
        return Ok(now);
    }
    let at = zone::parse_local(&sending.at, named(sending)).map_err(|why| why.beside("send_at"))?;
    if at <= now {
        let why = "This time is past. Choose a later one, or send now.";
        return Err(Problem::field("send_at", why));
    }
    if at > now + AHEAD_MAX {
        let why = "This is more than a year ahead. Choose an earlier time.";
        return Err(Problem::field("send_at", why));
    }
    Ok(at)
}

/// The zone of a form; UTC where the browser named none.
pub(crate) fn named(sending: &Sending) -> &str {
    match sending.zone.trim() {
        "" => "UTC",
        zone => zone,
    }
}

/// The e-mails of an invitation that wait for their time, the first first.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn waiting(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<Vec<Batch>> {
    let row = invitations::owned(domain, who, id).await?;
    let rows = store::waiting(&mut &domain.db, id, domain.now()).await?;
    let batch = |(at, mails)| Batch {
        at,
        spoken: zone::display(at, &row.zone),
        mails,
    };
    Ok(rows.into_iter().map(batch).collect())
}

/// Sends at once what waits for the time `at`. Gives how many e-mails.
///
/// # Errors
/// Not found if the invitation is another instructor's.
pub async fn send_now(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    at: Millis,
) -> Result<u64> {
    let row = invitations::owned(domain, who, id).await?;
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let mails = store::hasten(&mut tx, id, at, now).await?;
    if mails > 0 {
        let detail = format!("the time of sending: {} at once", go_out(mails));
        let place = (&row.course_id, id);
        invitations::note(domain, &mut tx, who, place, What::Changed, &detail).await?;
    }
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(mails)
}

/// Calls off what waits for the time `at`; it reads "Not sent" from then on. Registrations stay. Gives how many e-mails.
///
/// # Errors
/// Not found if the invitation is another instructor's.
pub async fn cancel(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    at: Millis,
) -> Result<u64> {
    let row = invitations::owned(domain, who, id).await?;
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let mails = store::cancel(&mut tx, id, at, now).await?;
    if mails > 0 {
        let are = if mails == 1 { "is" } else { "are" };
        let detail = format!(
            "the sending: {} of {} {are} not sent",
            counted(mails),
            zone::display(at, &row.zone)
        );
        let place = (&row.course_id, id);
        invitations::note(domain, &mut tx, who, place, What::Changed, &detail).await?;
    }
    tx.commit().await?;
    Ok(mails)
}

/// Calls off everything of an invitation that still waits, within the transaction that ends it.
pub(crate) async fn cancel_all(tx: &mut Tx, id: &InvitationId, now: Millis) -> Result<u64> {
    store::cancel_all(tx, id, now).await
}

fn counted(mails: u64) -> String {
    match mails {
        1 => "1 e-mail".to_owned(),
        mails => format!("{mails} e-mails"),
    }
}

fn go_out(mails: u64) -> String {
    let go = if mails == 1 { "goes" } else { "go" };
    format!("{} {go} out", counted(mails))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-12-24T17:00 in UTC.
    const NOW: Millis = 1_798_131_600_000;

    fn at(text: &str, zone: &str) -> Result<Millis, Problem> {
        let sending = Sending {
            later: true,
            at: text.to_owned(),
            zone: zone.to_owned(),
        };
        due_at(&sending, NOW)
    }

    #[test]
    fn without_a_time_e_mails_are_due_at_once() {
        assert_eq!(due_at(&Sending::default(), NOW), Ok(NOW));
    }

    #[test]
    fn a_time_is_meant_in_the_zone_named_and_in_utc_where_none_is() {
        assert_eq!(at("2026-12-24T18:01", "Europe/Berlin"), Ok(NOW + 60_000));
        assert_eq!(at("2026-12-24T18:01", ""), Ok(NOW + 61 * 60_000));
    }

    #[test]
    fn a_time_that_is_past_or_far_away_or_none_is_refused_beside_its_field() {
        for (text, zone) in [
            ("2026-12-24T18:00", "Europe/Berlin"),
            ("2028-01-01T00:00", "UTC"),
            ("", "UTC"),
            ("2027-01-01T00:00", "Mars/Olympus"),
        ] {
            let told = at(text, zone).expect_err(text);
            assert!(told.beside("send_at").is_some(), "{text} {zone}");
        }
    }
}
