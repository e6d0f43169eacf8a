//! Accounts and learners in the database.

use crate::db::{On, Tx};
use crate::{Result, execute, fetch_one, fetch_optional};
use beckon_model::{AccountId, LearnerId, Millis};

#[derive(Debug, sqlx::FromRow)]
pub(super) struct AccountRow {
    pub id: AccountId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    pub password_hash: Option<String>,
    pub instructor: bool,
    pub operator: bool,
    pub learner_id: LearnerId,
}

pub(super) async fn any_instructor(on: &mut impl On) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE instructor";
    Ok(fetch_one!(on, (i64,), sql)?.0 > 0)
}

pub(super) async fn find(on: &mut impl On, id: &AccountId) -> Result<Option<AccountRow>> {
    Ok(fetch_optional!(
        on,
        AccountRow,
        "SELECT a.id, a.email, a.first_name, a.last_name, a.password_hash, a.instructor, a.operator,
                l.id AS learner_id
         FROM accounts a JOIN learners l ON l.account_id = a.id WHERE a.id = $1",
        id
    )?)
}

pub(super) async fn by_email(on: &mut impl On, email: &str) -> Result<Option<AccountRow>> {
    Ok(fetch_optional!(
        on,
        AccountRow,
        "SELECT a.id, a.email, a.first_name, a.last_name, a.password_hash, a.instructor, a.operator,
                l.id AS learner_id
         FROM accounts a JOIN learners l ON l.account_id = a.id WHERE a.email = $1",
        email
    )?)
}

#[expect(clippy::too_many_arguments, reason = "a row has these columns")]
pub(super) async fn insert(
    tx: &mut Tx,
    id: &AccountId,
    email: &str,
    first_name: &str,
    last_name: &str,
    password_hash: Option<&str>,
    instructor: bool,
    operator: bool,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO accounts (id, email, first_name, last_name, password_hash, instructor, operator, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        email,
        first_name,
        last_name,
        password_hash,
        instructor,
        operator,
        now
    )?;
    Ok(())
}

pub(super) async fn promote(tx: &mut Tx, id: &AccountId, hash: &str, operator: bool) -> Result<()> {
    let sql =
        "UPDATE accounts SET instructor = TRUE, operator = $3, password_hash = $2 WHERE id = $1";
    execute!(tx, sql, id, hash, operator)?;
    Ok(())
}

pub(super) async fn learner_for(
    tx: &mut Tx,
    new_id: &LearnerId,
    email: &str,
    name: &str,
    now: Millis,
) -> Result<LearnerId> {
    execute!(
        tx,
        "INSERT INTO learners (id, email, name, created_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (email) DO UPDATE SET name = CASE WHEN learners.name = '' THEN excluded.name ELSE learners.name END",
        new_id,
        email,
        name,
        now
    )?;
    Ok(fetch_one!(
        tx,
        (LearnerId,),
        "SELECT id FROM learners WHERE email = $1",
        email
    )?
    .0)
}

pub(super) async fn give_account(
    tx: &mut Tx,
    learner: &LearnerId,
    account: &AccountId,
    name: &str,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE learners SET account_id = $2, name = $3 WHERE id = $1",
        learner,
        account,
        name
    )?;
    Ok(())
}

pub(super) async fn failures(on: &mut impl On, email: &str) -> Result<Option<(i64, Millis)>> {
    let sql = "SELECT failures, last_at FROM sign_in_failures WHERE email = $1";
    Ok(fetch_optional!(on, (i64, Millis), sql, email)?)
}

pub(super) async fn count_failure(tx: &mut Tx, email: &str, now: Millis) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO sign_in_failures (email, failures, last_at) VALUES ($1, 1, $2)
         ON CONFLICT (email) DO UPDATE SET failures = sign_in_failures.failures + 1, last_at = excluded.last_at",
        email,
        now
    )?;
    Ok(())
}

pub(super) async fn forget_failures(tx: &mut Tx, email: &str) -> Result<()> {
    execute!(tx, "DELETE FROM sign_in_failures WHERE email = $1", email)?;
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
pub(crate) struct CodeRow {
    pub code_hash: String,
    pub tries: i64,
    pub asked: i64,
    pub first_asked_at: Millis,
    pub expires_at: Millis,
}

pub(super) async fn code(on: &mut impl On, email: &str) -> Result<Option<CodeRow>> {
    let sql = "SELECT code_hash, tries, asked, first_asked_at, expires_at FROM sign_in_codes WHERE email = $1";
    Ok(fetch_optional!(on, CodeRow, sql, email)?)
}

pub(super) async fn keep_code(tx: &mut Tx, email: &str, code: &CodeRow) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO sign_in_codes (email, code_hash, tries, asked, first_asked_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (email) DO UPDATE SET code_hash = excluded.code_hash, tries = excluded.tries,
           asked = excluded.asked, first_asked_at = excluded.first_asked_at, expires_at = excluded.expires_at",
        email,
        &code.code_hash,
        code.tries,
        code.asked,
        code.first_asked_at,
        code.expires_at
    )?;
    Ok(())
}

pub(super) async fn forget_code(tx: &mut Tx, email: &str) -> Result<()> {
    execute!(tx, "DELETE FROM sign_in_codes WHERE email = $1", email)?;
    Ok(())
}

pub(super) async fn count_try(tx: &mut Tx, email: &str) -> Result<()> {
    execute!(
        tx,
        "UPDATE sign_in_codes SET tries = tries + 1 WHERE email = $1",
        email
    )?;
    Ok(())
}
