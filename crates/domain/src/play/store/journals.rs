//! What was accepted in each launch, in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_optional};
use beckon_model::{LaunchId, RegistrationId};
use beckon_scorm::runtime::Entry;
use std::collections::BTreeMap;

/// How much a journal holds after one more batch, in bytes; `None` if it is not kept.
pub(in crate::play) async fn grow(
    tx: &mut Tx,
    launch: &LaunchId,
    bytes: i64,
) -> Result<Option<i64>> {
    let sql =
        "UPDATE launches SET journal_size = journal_size + $2 WHERE id = $1 AND journal = 'whole'
               RETURNING journal_size";
    Ok(fetch_optional!(tx, (i64,), sql, launch, bytes)?.map(|(size,)| size))
}

pub(in crate::play) async fn append(tx: &mut Tx, launch: &LaunchId, entries: &str) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO launch_journals (launch_id, number, entries)
         VALUES ($1, (SELECT COALESCE(MAX(j.number), 0) + 1 FROM launch_journals j WHERE j.launch_id = $1), $2)",
        launch,
        entries
    )?;
    Ok(())
}

/// All that was accepted, in order.
pub(in crate::play) async fn entries(on: &mut impl On, launch: &LaunchId) -> Result<Vec<Entry>> {
    let sql = "SELECT entries FROM launch_journals WHERE launch_id = $1 ORDER BY number";
    let mut all = Vec::new();
    for (batch,) in fetch_all!(on, (String,), sql, launch)? {
        all.extend(serde_json::from_str::<Vec<Entry>>(&batch)?);
    }
    Ok(all)
}

/// Puts another journal in the place of the one kept.
pub(in crate::play) async fn replace(tx: &mut Tx, launch: &LaunchId, entries: &str) -> Result<()> {
    let sql = "DELETE FROM launch_journals WHERE launch_id = $1";
    execute!(tx, sql, launch)?;
    append(tx, launch, entries).await?;
    let size = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    let sql = "UPDATE launches SET journal_size = $2 WHERE id = $1";
    execute!(tx, sql, launch, size)?;
    Ok(())
}

/// Keeps the journal no longer.
pub(in crate::play) async fn give_up(tx: &mut Tx, launch: &LaunchId) -> Result<()> {
    let sql = "DELETE FROM launch_journals WHERE launch_id = $1";
    execute!(tx, sql, launch)?;
    let sql = "UPDATE launches SET journal = 'none', journal_size = 0 WHERE id = $1";
    execute!(tx, sql, launch)?;
    Ok(())
}

/// Keeps how the activities stand, if the launch before has no journal that would tell.
pub(in crate::play) async fn keep_base(
    tx: &mut Tx,
    launch: &LaunchId,
    registration: &RegistrationId,
    instance: i64,
) -> Result<()> {
    let before = fetch_optional!(
        tx,
        (String,),
        "SELECT journal FROM launches WHERE registration_id = $1 AND instance = $2 AND id <> $3
         ORDER BY started_at DESC, id DESC LIMIT 1",
        registration,
        instance,
        launch
    )?;
    if before.is_some_and(|(journal,)| journal != "whole") {
        execute!(
            tx,
            "INSERT INTO launch_bases (launch_id, activity, state)
             SELECT $1, activity, state FROM activity_states WHERE registration_id = $2 AND instance = $3",
            launch,
            registration,
            instance
        )?;
    }
    Ok(())
}

pub(in crate::play) async fn base(
    on: &mut impl On,
    launch: &LaunchId,
) -> Result<BTreeMap<String, String>> {
    let sql = "SELECT activity, state FROM launch_bases WHERE launch_id = $1";
    let rows = fetch_all!(on, (String, String), sql, launch)?;
    Ok(rows.into_iter().collect())
}
