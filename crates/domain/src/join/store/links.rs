//! Private links: the browsers that registrations belong to, and when an instructor was told something.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_one, secret};
use beckon_model::{InvitationId, Millis, RegistrationId};

/// What is kept of a browser: nobody can tell by it whether two registrations were started in the same one.
fn hash(registration: &RegistrationId, browser: &str) -> String {
    secret::hash(&format!("browser/{registration}/{browser}"))
}

/// Whether a registration was started in other browsers than this one.
pub(in crate::join) async fn bound_elsewhere(
    on: &mut impl On,
    registration: &RegistrationId,
    browser: &str,
) -> Result<bool> {
    let (elsewhere,) = fetch_one!(
        on,
        (i64,),
        "SELECT COUNT(*) FROM registrations r WHERE r.id = $1 AND r.bound_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM browsers b WHERE b.registration_id = r.id AND b.hash = $2)",
        registration,
        hash(registration, browser)
    )?;
    Ok(elsewhere > 0)
}

/// Whether a registration was started in this browser.
pub(in crate::join) async fn bound_here(
    on: &mut impl On,
    registration: &RegistrationId,
    browser: &str,
) -> Result<bool> {
    if browser.is_empty() {
        return Ok(false);
    }
    let sql = "SELECT COUNT(*) FROM browsers WHERE registration_id = $1 AND hash = $2";
    let hash = hash(registration, browser);
    Ok(fetch_one!(on, (i64,), sql, registration, hash)?.0 > 0)
}

/// Takes a registration that belongs to no browser yet; of two at once, one gets it.
pub(in crate::join) async fn claim(
    tx: &mut Tx,
    registration: &RegistrationId,
    now: Millis,
) -> Result<bool> {
    let sql = "UPDATE registrations SET bound_at = $2 WHERE id = $1 AND bound_at IS NULL";
    Ok(execute!(tx, sql, registration, now)? > 0)
}

/// Lets a registration go on in this browser, too.
pub(in crate::join) async fn bind(
    tx: &mut Tx,
    registration: &RegistrationId,
    browser: &str,
    now: Millis,
) -> Result<()> {
    claim(tx, registration, now).await?;
    execute!(
        tx,
        "INSERT INTO browsers (registration_id, hash, bound_at) VALUES ($1, $2, $3)
         ON CONFLICT (registration_id, hash) DO NOTHING",
        registration,
        hash(registration, browser),
        now
    )?;
    Ok(())
}

/// Whether an instructor may be mailed about something again; if so, he counts as told.
pub(in crate::join) async fn may_tell(
    tx: &mut Tx,
    invitation: &InvitationId,
    what: &str,
    before: Millis,
    now: Millis,
) -> Result<bool> {
    let told = execute!(
        tx,
        "INSERT INTO notices (invitation_id, what, sent_at) VALUES ($1, $2, $3)
         ON CONFLICT (invitation_id, what) DO UPDATE SET sent_at = excluded.sent_at WHERE notices.sent_at <= $4",
        invitation,
        what,
        now,
        before
    )?;
    Ok(told > 0)
}
