//! Forgets deleted people for good once the time to undo it is over.

use super::{UNDO, store};
use crate::{Domain, Result};

/// How many are erased in one transaction.
const BATCH: i64 = 100;

/// Erases recipients who were deleted more than 30 days ago, with the letters to them and, if nobody else goes on with
/// it, the registration and all that it holds.
pub async fn sweep(domain: &Domain) -> Result<()> {
    loop {
        let mut tx = domain.db.begin_write().await?;
        let gone = store::deleted_before(&mut tx, domain.now() - UNDO, BATCH).await?;
        for (recipient, registration) in &gone {
            store::erase(&mut tx, recipient).await?;
            if store::is_abandoned(&mut tx, registration).await? {
                store::erase_registration(&mut tx, registration).await?;
            }
        }
        tx.commit().await?;
        if gone.is_empty() {
            return Ok(());
        }
    }
}
