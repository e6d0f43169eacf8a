//! Launch options in the database, as JSON.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_one};
use beckon_model::postback::Level;

/// What each level down to this one sets, the furthest first.
pub(super) async fn of(on: &mut impl On, level: Level, id: &str) -> Result<Vec<String>> {
    Ok(match level {
        Level::Account => {
            let sql = "SELECT launch_options FROM accounts WHERE id = $1";
            vec![fetch_one!(on, (String,), sql, id)?.0]
        }
        Level::Course => {
            let sql = "SELECT a.launch_options, c.launch_options
                       FROM courses c JOIN accounts a ON a.id = c.owner_id WHERE c.id = $1";
            <[String; 2]>::from(fetch_one!(on, (String, String), sql, id)?).into()
        }
        Level::Invitation => {
            let sql = "SELECT a.launch_options, c.launch_options, i.launch_options
                       FROM invitations i JOIN courses c ON c.id = i.course_id JOIN accounts a ON a.id = i.owner_id
                       WHERE i.id = $1";
            <[String; 3]>::from(fetch_one!(on, (String, String, String), sql, id)?).into()
        }
        Level::Registration => {
            let sql = "SELECT a.launch_options, c.launch_options, i.launch_options, r.launch_options
                       FROM registrations r JOIN invitations i ON i.id = r.invitation_id
                       JOIN courses c ON c.id = r.course_id JOIN accounts a ON a.id = i.owner_id WHERE r.id = $1";
            <[String; 4]>::from(fetch_one!(on, (String, String, String, String), sql, id)?).into()
        }
    })
}

/// Sets the options of a level, all of them.
pub(super) async fn set(tx: &mut Tx, level: Level, id: &str, options: &str) -> Result<()> {
    let sql = match level {
        Level::Account => "UPDATE accounts SET launch_options = $2 WHERE id = $1",
        Level::Course => "UPDATE courses SET launch_options = $2 WHERE id = $1",
        Level::Invitation => "UPDATE invitations SET launch_options = $2 WHERE id = $1",
        Level::Registration => "UPDATE registrations SET launch_options = $2 WHERE id = $1",
    };
    execute!(tx, sql, id, options)?;
    Ok(())
}

/// Holds a level until the transaction ends, so that what is read there and set anew misses nothing.
pub(crate) async fn hold(tx: &mut Tx, level: Level, id: &str) -> Result<()> {
    let sql = match level {
        Level::Account => "UPDATE accounts SET launch_options = launch_options WHERE id = $1",
        Level::Course => "UPDATE courses SET launch_options = launch_options WHERE id = $1",
        Level::Invitation => "UPDATE invitations SET launch_options = launch_options WHERE id = $1",
        Level::Registration => {
            "UPDATE registrations SET launch_options = launch_options WHERE id = $1"
        }
    };
    if matches!(tx, Tx::Postgres(_)) {
        execute!(tx, sql, id)?;
    }
    Ok(())
}
