//! Browser sessions: what is kept of each, for the server's session layer.

use crate::{Domain, Result, execute, fetch_optional};
use beckon_model::Millis;

/// Keeps a session under its hashed id, or replaces it.
pub async fn save(domain: &Domain, id: &str, data: &str, expires_at: Millis) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    execute!(
        &mut tx,
        "INSERT INTO sessions (id, data, expires_at) VALUES ($1, $2, $3)
         ON CONFLICT (id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
        id,
        data,
        expires_at
    )?;
    tx.commit().await
}

/// A session that has not expired.
pub async fn load(domain: &Domain, id: &str) -> Result<Option<(String, Millis)>> {
    Ok(fetch_optional!(
        &mut &domain.db,
        (String, Millis),
        "SELECT data, expires_at FROM sessions WHERE id = $1 AND expires_at > $2",
        id,
        domain.now()
    )?)
}

/// Forgets a session.
pub async fn delete(domain: &Domain, id: &str) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    execute!(&mut tx, "DELETE FROM sessions WHERE id = $1", id)?;
    tx.commit().await
}

/// Forgets all sessions that have expired.
pub async fn sweep(domain: &Domain) -> Result<()> {
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    execute!(&mut tx, "DELETE FROM sessions WHERE expires_at <= $1", now)?;
    execute!(
        &mut tx,
        "DELETE FROM sign_in_codes WHERE expires_at <= $1",
        now
    )?;
    tx.commit().await
}
