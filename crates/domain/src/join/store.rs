//! Flags, and the names that they speak of, in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_optional, secret};
use beckon_model::{LaunchId, LearnerId, Millis, RegistrationId};

pub(super) async fn flag(
    tx: &mut Tx,
    registration: &RegistrationId,
    launch: &LaunchId,
    reason: &str,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO flags (id, registration_id, launch_id, reason, created_at) VALUES ($1, $2, $3, $4, $5)",
        secret::id::<String>(),
        registration,
        launch,
        reason,
        now
    )?;
    Ok(())
}

pub(super) async fn learner_name(on: &mut impl On, id: &LearnerId) -> Result<Option<String>> {
    Ok(
        fetch_optional!(on, (String,), "SELECT name FROM learners WHERE id = $1", id)?
            .map(|(name,)| name),
    )
}
