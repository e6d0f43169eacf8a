//! Sessions in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_optional};
use beckon_model::Millis;

pub(super) async fn save(tx: &mut Tx, id: &str, data: &str, expires_at: Millis) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
        id,
        data,
        expires_at
    )?;
    Ok(())
}

pub(super) async fn load(
    on: &mut impl On,
    id: &str,
    now: Millis,
) -> Result<Option<(String, Millis)>> {
    Ok(fetch_optional!(
        on,
        (String, Millis),
        "SELECT data, expires_at FROM sessions WHERE id = $1 AND expires_at > $2",
        id,
        now
    )?)
}

pub(super) async fn delete(tx: &mut Tx, id: &str) -> Result<()> {
    execute!(tx, "DELETE FROM sessions WHERE id = $1", id)?;
    Ok(())
}

/// Forgets what has expired: sessions, and codes to sign in by.
pub(super) async fn sweep(tx: &mut Tx, now: Millis) -> Result<()> {
    execute!(tx, "DELETE FROM sessions WHERE expires_at <= $1", now)?;
    execute!(tx, "DELETE FROM sign_in_codes WHERE expires_at <= $1", now)?;
    Ok(())
}
