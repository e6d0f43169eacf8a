//! Calls that are done once, in the database.

use super::Claim;
use crate::db::{On, Tx};
use crate::{Result, execute, fetch_optional};
use beckon_model::{ApplicationId, Millis};

#[derive(Debug, sqlx::FromRow)]
pub(super) struct Known {
    pub asked: String,
    pub runner: String,
    pub held_until: Millis,
    pub changed: bool,
    pub made: String,
    pub answer: Option<String>,
    pub created_at: Millis,
}

pub(super) async fn find(
    on: &mut impl On,
    application: &ApplicationId,
    key: &str,
) -> Result<Option<Known>> {
    Ok(fetch_optional!(
        on,
        Known,
        "SELECT asked, runner, held_until, changed, made, answer, created_at FROM api_once
         WHERE application_id = $1 AND key = $2",
        application,
        key
    )?)
}

/// Gives whether nobody else was faster.
pub(super) async fn insert(
    tx: &mut Tx,
    claim: &Claim,
    asked: &str,
    (held_until, now): (Millis, Millis),
) -> Result<bool> {
    let rows = execute!(
        tx,
        "INSERT INTO api_once (application_id, key, asked, runner, held_until, changed, made, answer, created_at)
         VALUES ($1, $2, $3, $4, $5, FALSE, '', NULL, $6) ON CONFLICT (application_id, key) DO NOTHING",
        &claim.application,
        &claim.key,
        asked,
        &claim.runner,
        held_until,
        now
    )?;
    Ok(rows == 1)
}

/// Gives whether nobody else was faster.
pub(super) async fn take_over(
    tx: &mut Tx,
    claim: &Claim,
    from: &str,
    held_until: Millis,
) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE api_once SET runner = $4, held_until = $5
         WHERE application_id = $1 AND key = $2 AND runner = $3 AND answer IS NULL",
        &claim.application,
        &claim.key,
        from,
        &claim.runner,
        held_until
    )?;
    Ok(rows == 1)
}

pub(super) async fn hold(tx: &mut Tx, claim: &Claim, until: Millis) -> Result<()> {
    execute!(
        tx,
        "UPDATE api_once SET held_until = $4 WHERE application_id = $1 AND key = $2 AND runner = $3",
        &claim.application,
        &claim.key,
        &claim.runner,
        until
    )?;
    Ok(())
}

/// Gives whether the claim still holds.
pub(super) async fn changed(tx: &mut Tx, claim: &Claim, made: &str) -> Result<bool> {
    let rows = execute!(
        tx,
        "UPDATE api_once SET changed = TRUE, made = CASE WHEN $4 = '' THEN made ELSE $4 END
         WHERE application_id = $1 AND key = $2 AND runner = $3",
        &claim.application,
        &claim.key,
        &claim.runner,
        made
    )?;
    Ok(rows == 1)
}

pub(super) async fn answer(tx: &mut Tx, claim: &Claim, answer: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE api_once SET answer = $4 WHERE application_id = $1 AND key = $2 AND runner = $3",
        &claim.application,
        &claim.key,
        &claim.runner,
        answer
    )?;
    Ok(())
}

/// What changed something stays, to be brought to its end by the next try.
pub(super) async fn give_back(tx: &mut Tx, claim: &Claim) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM api_once WHERE application_id = $1 AND key = $2 AND runner = $3 AND NOT changed",
        &claim.application,
        &claim.key,
        &claim.runner
    )?;
    hold(tx, claim, 0).await
}

pub(super) async fn forget_one(
    tx: &mut Tx,
    application: &ApplicationId,
    key: &str,
    before: Millis,
) -> Result<()> {
    let sql = "DELETE FROM api_once WHERE application_id = $1 AND key = $2 AND created_at <= $3";
    execute!(tx, sql, application, key, before)?;
    Ok(())
}

pub(super) async fn forget_before(tx: &mut Tx, before: Millis) -> Result<()> {
    execute!(tx, "DELETE FROM api_once WHERE created_at <= $1", before)?;
    Ok(())
}
