//! Browser sessions: what is kept of each, for the server's session layer.

mod store;

use crate::{Domain, Result};
use beckon_model::Millis;

/// Keeps a session under its hashed id, or replaces it.
pub async fn save(domain: &Domain, id: &str, data: &str, expires_at: Millis) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::save(&mut tx, id, data, expires_at).await?;
    tx.commit().await
}

/// A session that has not expired.
pub async fn load(domain: &Domain, id: &str) -> Result<Option<(String, Millis)>> {
    store::load(&mut &domain.db, id, domain.now()).await
}

/// Forgets a session.
pub async fn delete(domain: &Domain, id: &str) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::delete(&mut tx, id).await?;
    tx.commit().await
}

/// Forgets all sessions that have expired.
pub async fn sweep(domain: &Domain) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::sweep(&mut tx, domain.now()).await?;
    tx.commit().await
}
