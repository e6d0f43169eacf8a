//! Launch options in the database, as JSON.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_one};
use beckon_model::{CourseId, RegistrationId};

pub(super) async fn of_course(on: &mut impl On, id: &CourseId) -> Result<String> {
    let sql = "SELECT launch_options FROM courses WHERE id = $1";
    Ok(fetch_one!(on, (String,), sql, id)?.0)
}

/// What the course sets, and what the registration itself does.
pub(super) async fn of_registration(
    on: &mut impl On,
    id: &RegistrationId,
) -> Result<(String, String)> {
    Ok(fetch_one!(
        on,
        (String, String),
        "SELECT c.launch_options, r.launch_options
         FROM registrations r JOIN courses c ON c.id = r.course_id WHERE r.id = $1",
        id
    )?)
}

pub(super) async fn set_of_course(tx: &mut Tx, id: &CourseId, options: &str) -> Result<()> {
    let sql = "UPDATE courses SET launch_options = $2 WHERE id = $1";
    execute!(tx, sql, id, options)?;
    Ok(())
}

pub(super) async fn set_of_registration(
    tx: &mut Tx,
    id: &RegistrationId,
    options: &str,
) -> Result<()> {
    let sql = "UPDATE registrations SET launch_options = $2 WHERE id = $1";
    execute!(tx, sql, id, options)?;
    Ok(())
}
