//! Postbacks in the database.

use crate::db::{On, Tx};
use crate::registrations::Registration;
use crate::{Error, Result, execute, fetch_all, fetch_one, fetch_optional, secret};
use beckon_model::postback::{
    AuthType, Delivery, DeliveryState, Level, Postback, ResultsFormat, Said,
};
use beckon_model::registration::known_email;
use beckon_model::{AccountId, DeliveryId, ImportId, Millis, RegistrationId};

/// Forgets what is set for a registration and what was posted of it.
pub(crate) const FORGET_OF_REGISTRATION: [&str; 2] = [
    "DELETE FROM postbacks WHERE level = 'registration' AND id = $1",
    "DELETE FROM postback_deliveries WHERE registration_id = $1",
];

/// What a level says; without a URL nothing is posted.
#[derive(Debug, Clone, Default, sqlx::FromRow)]
pub(super) struct Row {
    pub url: String,
    pub auth_type: String,
    pub user_name: String,
    /// Sealed.
    pub password: String,
    pub results_format: String,
}

impl Row {
    pub fn said(self) -> Said {
        if self.url.is_empty() {
            return Said::Off;
        }
        Said::To(Postback {
            url: self.url,
            auth_type: AuthType::of(&self.auth_type).unwrap_or_default(),
            user_name: self.user_name,
            has_password: !self.password.is_empty(),
            results_format: ResultsFormat::of(&self.results_format).unwrap_or_default(),
        })
    }
}

pub(super) async fn find(on: &mut impl On, level: Level, id: &str) -> Result<Option<Row>> {
    Ok(fetch_optional!(
        on,
        Row,
        "SELECT url, auth_type, user_name, password, results_format FROM postbacks WHERE level = $1 AND id = $2",
        level.word(),
        id
    )?)
}

pub(super) async fn keep(
    tx: &mut Tx,
    (level, id): (Level, &str),
    row: &Row,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO postbacks (level, id, url, auth_type, user_name, password, results_format, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (level, id) DO UPDATE SET url = excluded.url, auth_type = excluded.auth_type,
           user_name = excluded.user_name, password = excluded.password, results_format = excluded.results_format,
           updated_at = excluded.updated_at",
        level.word(),
        id,
        &row.url,
        &row.auth_type,
        &row.user_name,
        &row.password,
        &row.results_format,
        now
    )?;
    Ok(())
}

/// Lets a level say nothing.
pub(crate) async fn forget(tx: &mut Tx, level: Level, id: &str) -> Result<()> {
    execute!(
        tx,
        "DELETE FROM postbacks WHERE level = $1 AND id = $2",
        level.word(),
        id
    )?;
    Ok(())
}

/// Promises to post the results of a registration, in the transaction that changes them, if they are to be posted. One that
/// waits already will do, for what it carries is made when it goes out; it is held, so that it does not go out before the
/// transaction ends.
pub(crate) async fn promise(tx: &mut Tx, registration: &Registration, now: Millis) -> Result<()> {
    let sql = "UPDATE postback_deliveries SET updated_at = $2 WHERE registration_id = $1 AND state = 'waiting'";
    if execute!(&mut *tx, sql, &registration.id, now)? > 0 {
        return Ok(());
    }
    let id: DeliveryId = secret::id();
    execute!(
        tx,
        "INSERT INTO postback_deliveries (id, owner_id, registration_id, state, attempts, due_at, url, status, answer, took,
                                          problem, created_at, updated_at)
         SELECT $1, $2, $3, 'waiting', 0, $6, '', NULL, '', NULL, '', $6, $6
         WHERE COALESCE((SELECT s.url FROM postbacks s WHERE s.level = 'registration' AND s.id = $3),
                        (SELECT s.url FROM postbacks s WHERE s.level = 'invitation' AND s.id = $4),
                        (SELECT s.url FROM postbacks s WHERE s.level = 'course' AND s.id = $5),
                        (SELECT s.url FROM postbacks s WHERE s.level = 'account' AND s.id = $2), '') <> ''",
        &id,
        &registration.owner_id,
        &registration.id,
        &registration.invitation_id,
        &registration.course_id,
        now
    )?;
    Ok(())
}

/// Promises to post what came of an import, in the transaction that ends it.
pub(crate) async fn promise_import(
    tx: &mut Tx,
    (owner, import): (&AccountId, &ImportId),
    url: &str,
    now: Millis,
) -> Result<()> {
    let id: DeliveryId = secret::id();
    execute!(
        tx,
        "INSERT INTO postback_deliveries (id, owner_id, registration_id, import_id, state, attempts, due_at, url, status,
                                          answer, took, problem, created_at, updated_at)
         VALUES ($1, $2, NULL, $3, 'waiting', 0, $5, $4, NULL, '', NULL, '', $5, $5)",
        &id,
        owner,
        import,
        url,
        now
    )?;
    Ok(())
}

/// One that is being sent.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Claimed {
    pub id: DeliveryId,
    pub owner_id: AccountId,
    pub registration_id: Option<RegistrationId>,
    pub import_id: Option<ImportId>,
    /// Where that of an import goes.
    pub url: String,
    /// Counting the one under way.
    pub attempts: i64,
}

/// Takes what is due for nobody else until `until`; what somebody took who died is due again then. Of one registration
/// one is sent at a time, so that newer results don't arrive before older ones. The condition stands twice: whoever waited
/// for another's claim looks again.
pub(super) async fn claim(
    tx: &mut Tx,
    most: i64,
    until: Millis,
    now: Millis,
) -> Result<Vec<Claimed>> {
    Ok(fetch_all!(
        tx,
        Claimed,
        "UPDATE postback_deliveries SET state = 'sending', attempts = attempts + 1, due_at = $1, updated_at = $2
         WHERE id IN (
           SELECT d.id FROM postback_deliveries d
           WHERE d.state IN ('waiting', 'sending') AND d.due_at <= $2
             AND NOT EXISTS (SELECT 1 FROM postback_deliveries o WHERE o.registration_id = d.registration_id
                             AND o.state = 'sending' AND o.id <> d.id)
           ORDER BY d.due_at LIMIT $3)
           AND state IN ('waiting', 'sending') AND due_at <= $2
         RETURNING id, owner_id, registration_id, import_id, url, attempts",
        until,
        now,
        most
    )?)
}

/// When the next is due.
pub(super) async fn next_due(on: &mut impl On) -> Result<Option<Millis>> {
    let sql = "SELECT MIN(due_at) FROM postback_deliveries WHERE state IN ('waiting', 'sending')";
    Ok(fetch_one!(on, (Option<Millis>,), sql)?.0)
}

/// What became of an attempt.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub state: DeliveryState,
    pub due_at: Millis,
    pub url: String,
    pub status: Option<i64>,
    pub answer: String,
    pub took: Option<i64>,
    pub problem: String,
}

/// Notes what became of an attempt, unless somebody else makes another by now.
pub(super) async fn settle(
    tx: &mut Tx,
    (id, attempts): (&DeliveryId, i64),
    outcome: &Outcome,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "UPDATE postback_deliveries SET state = $3, due_at = $4, url = $5, status = $6, answer = $7, took = $8, problem = $9,
                updated_at = $10
         WHERE id = $1 AND attempts = $2 AND state = 'sending'",
        id,
        attempts,
        word(outcome.state),
        outcome.due_at,
        &outcome.url,
        outcome.status,
        &outcome.answer,
        outcome.took,
        &outcome.problem,
        now
    )?;
    Ok(())
}

/// Writes down a test, which was sent already.
pub(super) async fn insert_test(
    tx: &mut Tx,
    (id, owner): (&DeliveryId, &AccountId),
    outcome: &Outcome,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO postback_deliveries (id, owner_id, registration_id, state, attempts, due_at, url, status, answer, took,
                                          problem, created_at, updated_at)
         VALUES ($1, $2, NULL, $3, 1, $4, $5, $6, $7, $8, $9, $4, $4)",
        id,
        owner,
        word(outcome.state),
        now,
        &outcome.url,
        outcome.status,
        &outcome.answer,
        outcome.took,
        &outcome.problem
    )?;
    Ok(())
}

/// Lets one that is over be sent once more; false if there is none, or another waits for the same registration.
pub(super) async fn revive(
    tx: &mut Tx,
    owner: &AccountId,
    id: &DeliveryId,
    now: Millis,
) -> Result<bool> {
    let sql = "UPDATE postback_deliveries SET state = 'waiting', attempts = 0, due_at = $3, updated_at = $3
               WHERE id = $2 AND owner_id = $1 AND state IN ('delivered', 'failed')
                 AND (registration_id IS NOT NULL OR import_id IS NOT NULL)
                 AND NOT EXISTS (SELECT 1 FROM postback_deliveries d WHERE d.state = 'waiting'
                                 AND d.registration_id = postback_deliveries.registration_id)";
    Ok(execute!(tx, sql, owner, id, now)? > 0)
}

/// Lets one that waits go out now; false if it does not wait.
pub(super) async fn hurry(
    tx: &mut Tx,
    owner: &AccountId,
    id: &DeliveryId,
    now: Millis,
) -> Result<bool> {
    let sql = "UPDATE postback_deliveries SET due_at = $3 WHERE id = $2 AND owner_id = $1 AND state = 'waiting'";
    Ok(execute!(tx, sql, owner, id, now)? > 0)
}

/// Forgets what was over before then.
pub(super) async fn forget_before(tx: &mut Tx, before: Millis) -> Result<()> {
    let sql = "DELETE FROM postback_deliveries WHERE state IN ('delivered', 'failed') AND updated_at < $1";
    execute!(tx, sql, before)?;
    Ok(())
}

pub(super) async fn secret_version(on: &mut impl On, owner: &AccountId) -> Result<i64> {
    let sql = "SELECT version FROM postback_secrets WHERE owner_id = $1";
    Ok(fetch_optional!(on, (i64,), sql, owner)?.map_or(0, |(version,)| version))
}

pub(super) async fn renew_secret(tx: &mut Tx, owner: &AccountId) -> Result<()> {
    let sql = "INSERT INTO postback_secrets (owner_id, version) VALUES ($1, 1)
               ON CONFLICT (owner_id) DO UPDATE SET version = postback_secrets.version + 1";
    execute!(tx, sql, owner)?;
    Ok(())
}

#[derive(Debug, sqlx::FromRow)]
struct LogRow {
    id: DeliveryId,
    registration_id: Option<RegistrationId>,
    import_id: Option<ImportId>,
    name: Option<String>,
    email: Option<String>,
    course: Option<String>,
    state: String,
    attempts: i64,
    due_at: Millis,
    url: String,
    status: Option<i64>,
    answer: String,
    took: Option<i64>,
    problem: String,
    created_at: Millis,
    updated_at: Millis,
}

impl LogRow {
    fn delivery(self) -> Result<Delivery> {
        let email = known_email(self.email.unwrap_or_default());
        let name = self.name.unwrap_or_default();
        Ok(Delivery {
            state: state_of(&self.state)?,
            id: self.id,
            registration: self.registration_id,
            import: self.import_id,
            learner: if name.is_empty() { email } else { name },
            course: self.course.unwrap_or_default(),
            attempts: self.attempts,
            due_at: self.due_at,
            url: self.url,
            status: self.status,
            answer: self.answer,
            took: self.took,
            problem: self.problem,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// An instructor's deliveries, newest first.
pub(super) async fn log(
    on: &mut impl On,
    owner: &AccountId,
    most: i64,
    offset: i64,
) -> Result<Vec<Delivery>> {
    let rows = fetch_all!(
        on,
        LogRow,
        "SELECT d.id, d.registration_id, d.import_id, l.name, l.email, COALESCE(c.title, m.file_name) AS course, d.state,
                d.attempts, d.due_at, d.url, d.status,
                d.answer, d.took, d.problem, d.created_at, d.updated_at
         FROM postback_deliveries d LEFT JOIN registrations r ON r.id = d.registration_id
         LEFT JOIN learners l ON l.id = r.learner_id LEFT JOIN courses c ON c.id = r.course_id
         LEFT JOIN imports m ON m.id = d.import_id
         WHERE d.owner_id = $1 ORDER BY d.created_at DESC, d.id DESC LIMIT $2 OFFSET $3",
        owner,
        most,
        offset
    )?;
    rows.into_iter().map(LogRow::delivery).collect()
}

/// How many deliveries an instructor has, and how many of them failed.
pub(super) async fn count(on: &mut impl On, owner: &AccountId) -> Result<(i64, i64)> {
    let sql = "SELECT COUNT(*), COUNT(CASE WHEN state = 'failed' THEN 1 END) FROM postback_deliveries WHERE owner_id = $1";
    Ok(fetch_one!(on, (i64, i64), sql, owner)?)
}

fn word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Waiting => "waiting",
        DeliveryState::Sending => "sending",
        DeliveryState::Delivered => "delivered",
        DeliveryState::Failed => "failed",
    }
}

fn state_of(word: &str) -> Result<DeliveryState> {
    Ok(match word {
        "waiting" => DeliveryState::Waiting,
        "sending" => DeliveryState::Sending,
        "delivered" => DeliveryState::Delivered,
        "failed" => DeliveryState::Failed,
        other => return Err(Error::Other(format!("unknown state of a postback {other}"))),
    })
}
