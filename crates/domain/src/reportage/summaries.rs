//! The tables that Reportage counts and lists from, brought up to what the registrations say.
//!
//! Triggers note in the transaction of each write which registrations it touches; they only add rows, so that no write
//! waits for another's. [`catch_up`] takes what was noted, replaces the rows of those registrations, and adds the
//! differences to the sums. Every report does so before it reads; a worker does it for the others.

use super::answers;
use crate::db::{Db, On, Tx};
use crate::{Domain, Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::Millis;
use sqlx::AssertSqlSafe;
use std::time::Duration;
use tokio::sync::watch;

pub(super) const DAY: Millis = 86_400_000;
/// The points of whom no score was told of, as `results_now` has it.
pub(super) const NO_SCORE: i64 = -1_000_000_000_000;
/// Points of a score of 1.
pub(super) const POINTS: i64 = 1_000_000;

/// From how many registrations on the figures of an instructor, a course or an invitation are kept by days; fewer are
/// counted in less time than their days are added up.
pub const DAILY_FROM: i64 = 10_000;
/// How much of what was noted goes into one transaction: on SQLite others wait for it.
const TOGETHER: i64 = 2_000;
/// How long the worker waits before it looks again.
const PAUSE: Duration = Duration::from_secs(1);

const COLUMNS: &str = "registration_id, owner_id, course_id, invitation_id, learner_id, public, name, progress, points,
    total_time, created_at, launched_at, completed_at, activity_at, flagged, opened";
const LEARNER_COLUMNS: &str =
    "owner_id, learner_id, name, registrations, opened, started, completed, passed, failed,
    scored, points, spent, average, activity_at, created_at";
/// Columns of `results` that have sums of their own.
const SCOPES: [&str; 3] = ["owner_id", "course_id", "invitation_id"];
/// Each kind of sums, with the moment by which it is kept.
const BASES: &str = "(SELECT -1 AS basis UNION ALL SELECT 0 UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3)";
const AT: &str = "CASE b.basis WHEN -1 THEN 1 WHEN 0 THEN x.created_at WHEN 1 THEN x.launched_at
    WHEN 2 THEN x.completed_at ELSE x.activity_at END";

/// What is added up, by the column that keeps it, over rows `x` of `results`.
pub(super) fn measures() -> Vec<(String, String)> {
    let one = |when: String| format!("CASE WHEN {when} THEN 1 ELSE 0 END");
    let scored = format!("x.points > {NO_SCORE}");
    let mut all = vec![
        ("registrations".to_owned(), "1".to_owned()),
        ("opened".to_owned(), one("x.opened".to_owned())),
        ("scored".to_owned(), one(scored.clone())),
        (
            "points".to_owned(),
            format!("CASE WHEN {scored} THEN x.points ELSE 0 END"),
        ),
        ("spent".to_owned(), "x.total_time".to_owned()),
    ];
    for ten in 0..10 {
        // The first holds whatever is less, the last whatever is more.
        let least = match ten {
            0 => scored.clone(),
            _ => format!("x.points >= {}", ten * 10 * POINTS),
        };
        let below = match ten {
            9 => String::new(),
            _ => format!(" AND x.points < {}", (ten + 1) * 10 * POINTS),
        };
        all.push((format!("s{ten}"), one(format!("{least}{below}"))));
    }
    let mut least = 0;
    for (place, (limit, _)) in super::pictures::TIMES.iter().enumerate() {
        let within =
            format!("x.launched_at > 0 AND x.total_time >= {least} AND x.total_time < {limit}");
        all.push((format!("t{place}"), one(within)));
        least = *limit;
    }
    let longer = one(format!("x.launched_at > 0 AND x.total_time >= {least}"));
    all.push((format!("t{}", super::pictures::TIMES.len()), longer));
    all
}

/// Brings everything up to date that was noted.
pub(super) async fn catch_up(domain: &Domain) -> Result<()> {
    while noted(&mut &domain.db).await? {
        let mut tx = begin(&domain.db).await?;
        take_in(domain, &mut tx, TOGETHER, DAILY_FROM).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Keeps the summaries up to date until told to stop.
pub(crate) async fn run(domain: Domain, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = catch_up(&domain).await {
            tracing::error!(%error, "the summaries of Reportage halt for a while");
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = stop.changed() => {}
        }
    }
}

/// How many rows differed from a count from scratch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Of registrations.
    pub results: i64,
    /// Of instructors, courses and invitations.
    pub sums: i64,
    /// Of learners.
    pub learners: i64,
    /// Of answers, and how often each was given.
    pub answers: i64,
}

impl Differences {
    /// Whether there was none.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// Counts everything from scratch, and from now on keeps the figures by days of whoever has so many registrations. Gives
/// how many rows were not so before.
pub async fn rebuild(domain: &Domain, daily_from: i64) -> Result<Differences> {
    catch_up(domain).await?;
    let mut tx = begin(&domain.db).await?;
    take_in(domain, &mut tx, i64::MAX, DAILY_FROM).await?;
    let found = differences(domain, &mut tx).await?;
    count_all(domain, &mut tx, daily_from).await?;
    tx.commit().await?;
    Ok(found)
}

/// How many rows differ from a count from scratch; nothing changes.
pub async fn check(domain: &Domain) -> Result<Differences> {
    catch_up(domain).await?;
    let mut tx = begin(&domain.db).await?;
    take_in(domain, &mut tx, i64::MAX, DAILY_FROM).await?;
    let found = differences(domain, &mut tx).await?;
    tx.commit().await?;
    Ok(found)
}

/// Counts what came before there were summaries.
pub(crate) async fn fill(domain: &Domain) -> Result<()> {
    let on = &mut &domain.db;
    let sql = "SELECT registration_id FROM results LIMIT 1";
    if fetch_optional!(on, (String,), sql)?.is_none() && noted(on).await? {
        let mut tx = begin(&domain.db).await?;
        count_all(domain, &mut tx, DAILY_FROM).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn count_all(domain: &Domain, tx: &mut Tx, daily_from: i64) -> Result<()> {
    for table in [
        "stale_results",
        "results",
        "result_sums",
        "daily_scopes",
        "learner_sums",
    ] {
        run_sql(tx, format!("DELETE FROM {table}")).await?;
    }
    let all = format!("INSERT INTO results ({COLUMNS}) SELECT {COLUMNS} FROM results_now");
    run_sql(tx, all).await?;
    let rows = whole("SELECT 1 AS weight, x.* FROM results x");
    add(tx, &rows, "b.basis = -1").await?;
    for column in SCOPES {
        keep_days(tx, column, "results", daily_from).await?;
    }
    let all = learners("results x WHERE TRUE");
    run_sql(
        tx,
        format!("INSERT INTO learner_sums ({LEARNER_COLUMNS}) {all}"),
    )
    .await?;
    answers::take_in_all(domain, tx).await
}

/// Begins a transaction that sees one state of the database, and alone brings it in.
async fn begin(db: &Db) -> Result<Tx> {
    let mut tx = db.begin_write().await?;
    if matches!(tx, Tx::Postgres(_)) {
        execute!(&mut tx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")?;
        // The state is that of the first statement after this one.
        execute!(
            &mut tx,
            "LOCK TABLE daily_scopes IN SHARE ROW EXCLUSIVE MODE"
        )?;
    }
    Ok(tx)
}

async fn noted(on: &mut impl On) -> Result<bool> {
    let sql = "SELECT id FROM stale_results LIMIT 1";
    Ok(fetch_optional!(on, (i64,), sql)?.is_some())
}

async fn run_sql(tx: &mut Tx, sql: String) -> Result<()> {
    execute!(tx, AssertSqlSafe(sql))?;
    Ok(())
}

async fn take_in(domain: &Domain, tx: &mut Tx, most: i64, daily_from: i64) -> Result<()> {
    let sql = "SELECT MAX(id) FROM (SELECT id FROM stale_results ORDER BY id LIMIT $1) AS first";
    let (Some(last),) = fetch_one!(tx, (Option<i64>,), sql, most)? else {
        return Ok(());
    };
    let noted = format!(
        "x.registration_id IN (SELECT n.registration_id FROM stale_results n WHERE n.id <= {last})"
    );
    for (weight, table) in [(-1, "results"), (1, "results_now")] {
        let sql = format!(
            "INSERT INTO result_changes (weight, {COLUMNS}) SELECT {weight}, {COLUMNS} FROM {table} x WHERE {noted}"
        );
        run_sql(tx, sql).await?;
    }
    replace(tx).await?;
    let scopes: Vec<_> = SCOPES.iter().map(|column| of_changes(column)).collect();
    add(tx, &scopes.join(" UNION ALL "), "b.basis = -1").await?;
    let daily: Vec<_> = SCOPES
        .iter()
        .map(|column| {
            let changes = of_changes(column);
            format!("{changes} WHERE x.{column} IN (SELECT d.scope_id FROM daily_scopes d)")
        })
        .collect();
    add(tx, &daily.join(" UNION ALL "), "b.basis >= 0").await?;
    for column in SCOPES {
        keep_days(tx, column, "result_changes", daily_from).await?;
    }
    count_learners(tx).await?;
    answers::take_in(domain, tx).await?;
    run_sql(
        tx,
        "DELETE FROM result_sums WHERE registrations = 0".to_owned(),
    )
    .await?;
    run_sql(tx, "DELETE FROM result_changes".to_owned()).await?;
    run_sql(tx, format!("DELETE FROM stale_results WHERE id <= {last}")).await
}

fn of_changes(column: &str) -> String {
    format!("SELECT x.{column} AS scope_id, x.* FROM result_changes x")
}

/// Puts the rows of `results` in the place of those before.
async fn replace(tx: &mut Tx) -> Result<()> {
    let gone = "DELETE FROM results WHERE registration_id IN (SELECT x.registration_id FROM result_changes x)
                AND registration_id NOT IN (SELECT x.registration_id FROM result_changes x WHERE x.weight = 1)";
    run_sql(tx, gone.to_owned()).await?;
    let columns: Vec<_> = COLUMNS.split(',').map(str::trim).skip(1).collect();
    let list = |row: &str| {
        let named = columns.iter().map(|column| format!("{row}.{column}"));
        named.collect::<Vec<_>>().join(", ")
    };
    let set = columns
        .iter()
        .map(|column| format!("{column} = excluded.{column}"));
    let sql = format!(
        "INSERT INTO results ({COLUMNS}) SELECT {COLUMNS} FROM result_changes WHERE weight = 1
         ON CONFLICT (registration_id) DO UPDATE SET {} WHERE ({}) <> ({})",
        set.collect::<Vec<_>>().join(", "),
        list("results"),
        list("excluded")
    );
    run_sql(tx, sql).await
}

/// The sums over rows with a weight and the scope that they count for.
fn sums(rows: &str, bases: &str) -> String {
    let measures = measures();
    let sums = measures
        .iter()
        .map(|(name, of)| format!("CAST(SUM(x.weight * ({of})) AS BIGINT) AS {name}"));
    format!(
        "SELECT x.scope_id, x.owner_id, x.basis, CASE WHEN x.basis = -1 THEN 0 ELSE x.at / {DAY} END AS day,
                x.public, x.progress, x.flagged, {}
         FROM (SELECT x.*, b.basis, {AT} AS at FROM ({rows}) AS x CROSS JOIN {BASES} AS b WHERE {bases}) AS x
         WHERE x.at > 0 GROUP BY 1, 2, 3, 4, 5, 6, 7",
        sums.collect::<Vec<_>>().join(", ")
    )
}

/// Adds the sums over these rows.
async fn add(tx: &mut Tx, rows: &str, bases: &str) -> Result<()> {
    let measures = measures();
    let list = |one: &dyn Fn(&str) -> String, between: &str| {
        let each = measures.iter().map(|(name, _)| one(name));
        each.collect::<Vec<_>>().join(between)
    };
    let sql =
        format!(
        "INSERT INTO result_sums (scope_id, owner_id, basis, day, public, progress, flagged, {})
         SELECT * FROM ({}) AS x WHERE {}
         ON CONFLICT (scope_id, basis, day, public, progress, flagged) DO UPDATE SET {}",
        list(&|name| name.to_owned(), ", "),
        sums(rows, bases),
        list(&|name| format!("x.{name} <> 0"), " OR "),
        list(&|name| format!("{name} = result_sums.{name} + excluded.{name}"), ", ")
    );
    run_sql(tx, sql).await
}

/// From now on keeps the days of those scopes in a table that grew so large.
async fn keep_days(tx: &mut Tx, column: &str, table: &str, from: i64) -> Result<()> {
    let sql = format!(
        "SELECT s.scope_id FROM result_sums s
         WHERE s.basis = -1 AND s.scope_id IN (SELECT x.{column} FROM {table} x)
           AND s.scope_id NOT IN (SELECT d.scope_id FROM daily_scopes d)
         GROUP BY s.scope_id HAVING SUM(s.registrations) >= {from}"
    );
    for (scope,) in fetch_all!(tx, (String,), AssertSqlSafe(sql))? {
        execute!(
            tx,
            "INSERT INTO daily_scopes (scope_id) VALUES ($1)",
            &scope
        )?;
        let rows = format!(
            "SELECT 1 AS weight, x.{column} AS scope_id, x.* FROM results x WHERE x.{column} = '{}'",
            scope.replace('\'', "''")
        );
        add(tx, &rows, "b.basis >= 0").await?;
    }
    Ok(())
}

/// The rows of each scope, for sums over all of them.
fn whole(rows: &str) -> String {
    let each = SCOPES
        .iter()
        .map(|column| format!("SELECT x.{column} AS scope_id, x.* FROM ({rows}) AS x"));
    each.collect::<Vec<_>>().join(" UNION ALL ")
}

/// The sums of learners, over rows `x` of `results`; takes where they come from.
fn learners(from: &str) -> String {
    let count = |when: &str| format!("COUNT(CASE WHEN {when} THEN 1 END)");
    let scored = format!("x.points > {NO_SCORE}");
    let points = format!("SUM(CASE WHEN {scored} THEN x.points ELSE 0 END)");
    format!(
        "SELECT x.owner_id, x.learner_id, MIN(x.name) AS name, COUNT(*) AS registrations, {} AS opened, {} AS started,
                {} AS completed, {} AS passed, {} AS failed, {} AS scored, CAST({points} AS BIGINT) AS points,
                CAST(SUM(x.total_time) AS BIGINT) AS spent,
                CASE WHEN {} = 0 THEN {NO_SCORE} ELSE CAST({points} AS BIGINT) / {} END AS average,
                MAX(x.activity_at) AS activity_at, MIN(x.created_at) AS created_at
         FROM {from} GROUP BY x.owner_id, x.learner_id",
        count("x.opened"),
        count("x.progress >= 1"),
        count("x.progress >= 2"),
        count("x.progress = 4"),
        count("x.progress = 2"),
        count(&scored),
        count(&scored),
        count(&scored)
    )
}

/// Counts the learners anew who have changes.
async fn count_learners(tx: &mut Tx) -> Result<()> {
    let gone = "DELETE FROM learner_sums WHERE (owner_id, learner_id) IN (
                  SELECT x.owner_id, x.learner_id FROM result_changes x WHERE x.weight = -1)
                AND NOT EXISTS (SELECT 1 FROM results x
                  WHERE x.owner_id = learner_sums.owner_id AND x.learner_id = learner_sums.learner_id)";
    run_sql(tx, gone.to_owned()).await?;
    let columns = LEARNER_COLUMNS.split(',').map(str::trim).skip(2);
    let set = columns.map(|column| format!("{column} = excluded.{column}"));
    let changed =
        "(SELECT DISTINCT c.owner_id, c.learner_id FROM result_changes c) AS c CROSS JOIN results x
                   WHERE x.owner_id = c.owner_id AND x.learner_id = c.learner_id";
    let sql = format!(
        "INSERT INTO learner_sums ({LEARNER_COLUMNS}) {}
         ON CONFLICT (owner_id, learner_id) DO UPDATE SET {}",
        learners(changed),
        set.collect::<Vec<_>>().join(", ")
    );
    run_sql(tx, sql).await
}

/// How many rows are not as a count from scratch has them, or are missing.
async fn differences(domain: &Domain, tx: &mut Tx) -> Result<Differences> {
    let names = measures().into_iter().map(|(name, _)| name);
    let names = names.collect::<Vec<_>>().join(", ");
    let rows = "SELECT 1 AS weight, x.* FROM results_now x";
    let daily = format!(
        "SELECT x.* FROM ({}) AS x WHERE x.scope_id IN (SELECT d.scope_id FROM daily_scopes d)",
        whole(rows)
    );
    let fresh = format!(
        "{} UNION ALL {}",
        sums(&whole(rows), "b.basis = -1"),
        sums(&daily, "b.basis >= 0")
    );
    let kept = format!(
        "SELECT scope_id, owner_id, basis, day, public, progress, flagged, {names} FROM result_sums"
    );
    let learners = learners("results_now x");
    Ok(Differences {
        results: unlike(
            tx,
            &format!("SELECT {COLUMNS} FROM results"),
            &format!("SELECT {COLUMNS} FROM results_now"),
        )
        .await?,
        sums: unlike(tx, &kept, &fresh).await?,
        learners: unlike(
            tx,
            &format!("SELECT {LEARNER_COLUMNS} FROM learner_sums"),
            &learners,
        )
        .await?,
        answers: answers::differences(domain, tx).await?,
    })
}

pub(super) async fn unlike(tx: &mut Tx, kept: &str, fresh: &str) -> Result<i64> {
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM (SELECT * FROM ({kept}) AS a EXCEPT SELECT * FROM ({fresh}) AS b) AS more)
              + (SELECT COUNT(*) FROM (SELECT * FROM ({fresh}) AS a EXCEPT SELECT * FROM ({kept}) AS b) AS less)"
    );
    Ok(fetch_one!(tx, (i64,), AssertSqlSafe(sql))?.0)
}
