//! What learners carry from course to course, in the database.

use crate::db::{On, Tx};
use crate::registrations::Registration;
use crate::{Result, execute, fetch_all};

#[derive(Debug, sqlx::FromRow)]
pub(in crate::play) struct Said {
    pub kind: String,
    pub name: String,
    /// JSON.
    pub value: String,
}

/// What courses other than the registration's said last.
pub(in crate::play) async fn of_others(
    on: &mut impl On,
    registration: &Registration,
) -> Result<Vec<Said>> {
    Ok(fetch_all!(
        on,
        Said,
        "SELECT kind, name, value FROM learner_globals WHERE owner_id = $1 AND learner_id = $2 AND course_id <> $3",
        &registration.owner_id,
        &registration.learner_id,
        &registration.course_id
    )?)
}

/// Keeps what the registration's course said.
pub(in crate::play) async fn keep(
    tx: &mut Tx,
    registration: &Registration,
    kind: &str,
    name: &str,
    value: &str,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO learner_globals (owner_id, learner_id, kind, name, value, course_id) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (owner_id, learner_id, kind, name)
         DO UPDATE SET value = excluded.value, course_id = excluded.course_id",
        &registration.owner_id,
        &registration.learner_id,
        kind,
        name,
        value,
        &registration.course_id
    )?;
    Ok(())
}
