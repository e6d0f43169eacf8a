//! What changes with everything that a report shows.

use super::store;
use crate::db::On;
use crate::{Result, fetch_one};
use beckon_model::AccountId;

/// Beside results and events: tags, and invitations that were opened for the first time, of which no event tells.
pub(super) async fn of(on: &mut impl On, owner: &AccountId) -> Result<String> {
    let results = store::state(on, owner).await?;
    let sql = "SELECT COALESCE((SELECT g.times FROM tag_changes g WHERE g.owner_id = $1), 0), COALESCE(MAX(m.at), 0)
               FROM (SELECT (SELECT MAX(p.opened_at) FROM recipients p WHERE p.invitation_id = i.id) AS at
                     FROM invitations i WHERE i.owner_id = $1) AS m";
    let (tags, opened) = fetch_one!(on, (i64, i64), sql, owner)?;
    Ok(format!("{results}.{tags}.{opened}"))
}
