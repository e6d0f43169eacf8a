//! Applications and their keys in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_all, fetch_optional};
use beckon_model::key::{ApiKey, Application, Scopes};
use beckon_model::{AccountId, ApplicationId, KeyId, Millis};

#[derive(Debug, sqlx::FromRow)]
struct ApplicationRow {
    id: ApplicationId,
    name: String,
    management: bool,
    allow_delete: bool,
    created_at: Millis,
    updated_at: Millis,
}

/// The applications of an instructor with their keys, oldest first.
pub(super) async fn all(on: &mut impl On, owner: &AccountId) -> Result<Vec<Application>> {
    let rows = fetch_all!(
        on,
        ApplicationRow,
        "SELECT id, name, management, allow_delete, created_at, updated_at FROM applications
         WHERE owner_id = $1 ORDER BY created_at, id",
        owner
    )?;
    let mut applications = Vec::new();
    for row in rows {
        applications.push(Application {
            keys: keys(on, &row.id).await?,
            id: row.id,
            name: row.name,
            management: row.management,
            allow_delete: row.allow_delete,
            created_at: row.created_at,
            updated_at: row.updated_at,
        });
    }
    Ok(applications)
}

#[derive(Debug, sqlx::FromRow)]
struct KeyRow {
    id: KeyId,
    name: String,
    scopes: String,
    active: bool,
    last_used_at: Option<Millis>,
    created_at: Millis,
    updated_at: Millis,
}

async fn keys(on: &mut impl On, application: &ApplicationId) -> Result<Vec<ApiKey>> {
    let rows = fetch_all!(
        on,
        KeyRow,
        "SELECT id, name, scopes, active, last_used_at, created_at, updated_at FROM api_keys
         WHERE application_id = $1 ORDER BY created_at, id",
        application
    )?;
    let key = |row: KeyRow| ApiKey {
        id: row.id,
        name: row.name,
        scopes: Scopes::parse(&row.scopes).unwrap_or_default(),
        active: row.active,
        last_used_at: row.last_used_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    };
    Ok(rows.into_iter().map(key).collect())
}

pub(super) async fn insert_application(
    tx: &mut Tx,
    id: &ApplicationId,
    owner: &AccountId,
    (name, management): (&str, bool),
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO applications (id, owner_id, name, management, allow_delete, created_at, updated_at)
         VALUES ($1, $2, $3, $4, TRUE, $5, $5)",
        id,
        owner,
        name,
        management,
        now
    )?;
    Ok(())
}

pub(super) async fn change_application(
    tx: &mut Tx,
    id: &ApplicationId,
    (name, allow_delete): (&str, bool),
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE applications SET name = $2, allow_delete = $3, updated_at = $4 WHERE id = $1";
    execute!(tx, sql, id, name, allow_delete, now)?;
    Ok(())
}

pub(super) async fn delete_application(tx: &mut Tx, id: &ApplicationId) -> Result<()> {
    execute!(tx, "DELETE FROM api_once WHERE application_id = $1", id)?;
    execute!(tx, "DELETE FROM api_keys WHERE application_id = $1", id)?;
    execute!(tx, "DELETE FROM applications WHERE id = $1", id)?;
    Ok(())
}

pub(super) async fn insert_key(
    tx: &mut Tx,
    (id, application): (&KeyId, &ApplicationId),
    (name, hash, scopes): (&str, &str, &str),
    active: bool,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO api_keys (id, application_id, name, hash, scopes, active, last_used_at, created_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $7)",
        id,
        application,
        name,
        hash,
        scopes,
        active,
        now
    )?;
    Ok(())
}

pub(super) async fn change_key(
    tx: &mut Tx,
    id: &KeyId,
    (name, active): (&str, bool),
    now: Millis,
) -> Result<()> {
    let sql = "UPDATE api_keys SET name = $2, active = $3, updated_at = $4 WHERE id = $1";
    execute!(tx, sql, id, name, active, now)?;
    Ok(())
}

pub(super) async fn delete_key(tx: &mut Tx, id: &KeyId) -> Result<()> {
    execute!(tx, "DELETE FROM api_keys WHERE id = $1", id)?;
    Ok(())
}

/// A key that works, with whom it acts for.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Holder {
    pub id: KeyId,
    pub application_id: ApplicationId,
    pub owner_id: AccountId,
    pub management: bool,
    pub allow_delete: bool,
    pub scopes: String,
    pub last_used_at: Option<Millis>,
}

pub(super) async fn by_hash(on: &mut impl On, hash: &str) -> Result<Option<Holder>> {
    Ok(fetch_optional!(
        on,
        Holder,
        "SELECT k.id, k.application_id, a.owner_id, a.management, a.allow_delete, k.scopes, k.last_used_at
         FROM api_keys k JOIN applications a ON a.id = k.application_id WHERE k.hash = $1 AND k.active",
        hash
    )?)
}

pub(super) async fn by_id(on: &mut impl On, id: &KeyId) -> Result<Option<Holder>> {
    Ok(fetch_optional!(
        on,
        Holder,
        "SELECT k.id, k.application_id, a.owner_id, a.management, a.allow_delete, k.scopes, k.last_used_at
         FROM api_keys k JOIN applications a ON a.id = k.application_id WHERE k.id = $1 AND k.active",
        id
    )?)
}

pub(super) async fn used(tx: &mut Tx, id: &KeyId, now: Millis) -> Result<()> {
    let sql = "UPDATE api_keys SET last_used_at = $2 WHERE id = $1";
    execute!(tx, sql, id, now)?;
    Ok(())
}
