//! Two databases, one SQL text: SQLite by default, PostgreSQL for those who outgrow one machine.
//!
//! Statements are written once, with `$1` placeholders, in what both speak; the macros of this
//! module send the same text and the same bindings to whichever is open.

use crate::Error;
use sqlx::migrate::{Migration, Migrator};
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, FromRow, Postgres, SqlSafeStr, Sqlite, Transaction};
use std::str::FromStr;
use std::time::Duration;

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    Sqlite(Sqlites),
    Postgres(PgPool),
}

/// SQLite has one writer at a time: a pool of one connection queues writers fairly, in memory,
/// where two would only meet as "database is locked". Readers go beside it.
#[derive(Clone, Debug)]
pub struct Sqlites {
    pub read: SqlitePool,
    pub write: SqlitePool,
}

/// A transaction on either database.
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens `sqlite:PATH` (made if missing) or `postgres://…`.
    ///
    /// # Errors
    /// When the address is neither, or nothing answers there.
    pub async fn open(url: &str) -> Result<Self, Error> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .create_if_missing(true)
                .foreign_keys(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .busy_timeout(Duration::from_secs(15));
            // What a long list changes stays in memory until it is committed, instead of going to disk and back.
            let write = SqlitePoolOptions::new()
                .max_connections(1)
                .connect_with(options.clone().pragma("cache_size", "-65536"))
                .await?;
            // The upper part of the indexes of a large database.
            let read = SqlitePoolOptions::new()
                .max_connections(8)
                .connect_with(options.pragma("cache_size", "-16384"))
                .await?;
            Ok(Self::Sqlite(Sqlites { read, write }))
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?;
            Ok(Self::Postgres(
                PgPoolOptions::new()
                    .max_connections(16)
                    .connect_with(options)
                    .await?,
            ))
        } else {
            Err(Error::Config(format!(
                "The database address “{url}” is neither sqlite:PATH nor postgres://USER@HOST/NAME."
            )))
        }
    }

    /// Brings the tables up to date; a second run does nothing.
    pub async fn migrate(&self) -> Result<(), Error> {
        let both = sqlx::migrate!("./migrations");
        match self {
            Self::Sqlite(pools) => {
                let migrator = with_parts(both, &sqlx::migrate!("./migrations/sqlite"));
                migrator.run(&pools.write).await?;
            }
            Self::Postgres(pool) => {
                let migrator = with_parts(both, &sqlx::migrate!("./migrations/postgres"));
                migrator.run(pool).await?;
            }
        }
        Ok(())
    }

    /// Begins a transaction that is going to write. On SQLite it takes the write lock at once
    /// (`BEGIN IMMEDIATE`), so that it never fails half-way for having read first.
    pub async fn begin_write(&self) -> Result<Tx, Error> {
        Ok(match self {
            Self::Sqlite(pools) => Tx::Sqlite(pools.write.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Tx::Postgres(pool.begin().await?),
        })
    }

    /// Closes all connections; what was begun and not committed is undone.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(pools) => {
                pools.read.close().await;
                pools.write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// What only one database understands follows what both do, in the migration of its number.
fn with_parts(mut both: Migrator, parts: &Migrator) -> Migrator {
    for whole in both.migrations.to_mut() {
        if let Some(part) = parts.iter().find(|part| part.version == whole.version) {
            let sql = format!("{}\n{}", whole.sql.as_str(), part.sql.as_str());
            *whole = Migration::new(
                whole.version,
                whole.description.clone(),
                whole.migration_type,
                AssertSqlSafe(sql).into_sql_str(),
                whole.no_tx,
            );
        }
    }
    both
}

impl Tx {
    /// Makes what was written last.
    pub async fn commit(mut self) -> Result<(), Error> {
        crate::keys::once::note(&mut self).await?;
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

/// Where statements run: the pools for lone reads, a transaction for all else.
pub trait On {
    /// The same place, once more.
    fn on(&mut self) -> Spot<'_>;
}

/// A borrowed place to run one statement.
pub enum Spot<'a> {
    SqlitePool(&'a SqlitePool),
    SqliteTx(&'a mut sqlx::SqliteConnection),
    PostgresPool(&'a PgPool),
    PostgresTx(&'a mut sqlx::PgConnection),
}

impl On for Tx {
    fn on(&mut self) -> Spot<'_> {
        match self {
            Self::Sqlite(tx) => Spot::SqliteTx(&mut *tx),
            Self::Postgres(tx) => Spot::PostgresTx(&mut *tx),
        }
    }
}

impl On for &Db {
    fn on(&mut self) -> Spot<'_> {
        match self {
            Db::Sqlite(pools) => Spot::SqlitePool(&pools.read),
            Db::Postgres(pool) => Spot::PostgresPool(pool),
        }
    }
}

/// Runs a statement; gives how many rows it changed, as `Result<u64, sqlx::Error>`.
/// `execute!(&mut tx, "UPDATE t SET a = $1", a)`
#[macro_export]
macro_rules! execute {
    ($conn:expr, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $crate::db::On::on($conn) {
            $crate::db::Spot::SqlitePool(c) => sqlx::query($sql)$(.bind($bind))*.execute(c).await.map(|r| r.rows_affected()),
            $crate::db::Spot::SqliteTx(c) => sqlx::query($sql)$(.bind($bind))*.execute(c).await.map(|r| r.rows_affected()),
            $crate::db::Spot::PostgresPool(c) => sqlx::query($sql)$(.bind($bind))*.execute(c).await.map(|r| r.rows_affected()),
            $crate::db::Spot::PostgresTx(c) => sqlx::query($sql)$(.bind($bind))*.execute(c).await.map(|r| r.rows_affected()),
        }
    };
}

/// All rows, as `Result<Vec<Row>, sqlx::Error>`: `fetch_all!(&mut &db, Row, "SELECT …", a)`.
#[macro_export]
macro_rules! fetch_all {
    ($conn:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $crate::db::On::on($conn) {
            $crate::db::Spot::SqlitePool(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(c).await,
            $crate::db::Spot::SqliteTx(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(c).await,
            $crate::db::Spot::PostgresPool(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(c).await,
            $crate::db::Spot::PostgresTx(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_all(c).await,
        }
    };
}

/// The first row if there is one, as `Result<Option<Row>, sqlx::Error>`.
#[macro_export]
macro_rules! fetch_optional {
    ($conn:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $crate::db::On::on($conn) {
            $crate::db::Spot::SqlitePool(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(c).await,
            $crate::db::Spot::SqliteTx(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(c).await,
            $crate::db::Spot::PostgresPool(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(c).await,
            $crate::db::Spot::PostgresTx(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_optional(c).await,
        }
    };
}

/// The one row that must be there, as `Result<Row, sqlx::Error>`.
#[macro_export]
macro_rules! fetch_one {
    ($conn:expr, $row:ty, $sql:expr $(, $bind:expr)* $(,)?) => {
        match $crate::db::On::on($conn) {
            $crate::db::Spot::SqlitePool(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_one(c).await,
            $crate::db::Spot::SqliteTx(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_one(c).await,
            $crate::db::Spot::PostgresPool(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_one(c).await,
            $crate::db::Spot::PostgresTx(c) => sqlx::query_as::<_, $row>($sql)$(.bind($bind))*.fetch_one(c).await,
        }
    };
}

/// What `LIKE … ESCAPE '\'` takes for texts that hold this one.
pub(crate) fn holding(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// How many values go into one statement; SQLite takes 32,766.
const VALUES: usize = 8_000;

/// A value that is the same in all rows of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Same<'a> {
    Text(&'a str),
    Number(i64),
}

/// Binds what all rows share, after the rows.
macro_rules! with_same {
    ($query:expr, $same:expr) => {{
        let mut query = $query;
        for value in $same {
            query = match value {
                Same::Text(text) => query.bind(*text),
                Same::Number(number) => query.bind(*number),
            };
        }
        query
    }};
}

/// SQLite takes the rows value by value.
macro_rules! in_sqlite {
    ($query:expr, $rows:expr, $same:expr) => {{
        let mut query = $query;
        for value in $rows.iter().flatten() {
            query = query.bind(*value);
        }
        with_same!(query, $same)
    }};
}

/// PostgreSQL takes them column by column.
macro_rules! in_postgres {
    ($query:expr, $rows:expr, $same:expr) => {{
        let mut query = $query;
        for column in 0..N {
            query = query.bind($rows.iter().map(|row| row[column]).collect::<Vec<&str>>());
        }
        with_same!(query, $same)
    }};
}

/// Runs a statement over many rows of texts, thousands at a time. In the statement `{rows}` stands, once, for a table `v`
/// of them, with the columns `v.column1`, `v.column2` …; `$1`, `$2` … are what is the same in all rows.
pub(crate) async fn execute_rows<const N: usize>(
    tx: &mut Tx,
    sql: &str,
    same: &[Same<'_>],
    rows: &[[&str; N]],
) -> Result<(), Error> {
    for rows in rows.chunks(VALUES / N.max(1)) {
        match tx.on() {
            Spot::SqliteTx(c) => {
                let query = sqlx::query(AssertSqlSafe(for_sqlite(sql, rows.len(), N)));
                in_sqlite!(query, rows, same).execute(c).await?;
            }
            Spot::PostgresTx(c) => {
                let query = sqlx::query(AssertSqlSafe(for_postgres(sql, N)));
                in_postgres!(query, rows, same).execute(c).await?;
            }
            Spot::SqlitePool(_) | Spot::PostgresPool(_) => return Err(lone()),
        }
    }
    Ok(())
}

/// As [`execute_rows`], and gives what the statement returns. Reads may run on the pools, too.
pub(crate) async fn fetch_rows<Row, const N: usize>(
    on: &mut impl On,
    sql: &str,
    same: &[Same<'_>],
    rows: &[[&str; N]],
) -> Result<Vec<Row>, Error>
where
    Row: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    let mut found = Vec::new();
    for rows in rows.chunks(VALUES / N.max(1)) {
        let sqlite = || sqlx::query_as::<_, Row>(AssertSqlSafe(for_sqlite(sql, rows.len(), N)));
        let postgres = || sqlx::query_as::<_, Row>(AssertSqlSafe(for_postgres(sql, N)));
        found.extend(match on.on() {
            Spot::SqliteTx(c) => in_sqlite!(sqlite(), rows, same).fetch_all(c).await?,
            Spot::SqlitePool(c) => in_sqlite!(sqlite(), rows, same).fetch_all(c).await?,
            Spot::PostgresTx(c) => in_postgres!(postgres(), rows, same).fetch_all(c).await?,
            Spot::PostgresPool(c) => in_postgres!(postgres(), rows, same).fetch_all(c).await?,
        });
    }
    Ok(found)
}

/// Writes `(VALUES (?, ?), (?, ?)) AS v` for `{rows}`. `$1` is a name to SQLite, which looks each name up among all others,
/// when it reads the statement and again for every value that is bound: thousands of values must go without names.
fn for_sqlite(sql: &str, rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    let table = format!("(VALUES {}) AS v", vec![row.as_str(); rows].join(", "));
    numbered_from(sql, rows * columns).replace("{rows}", &table)
}

/// Writes `UNNEST($1::text[], $2::text[]) AS v (column1, column2)` for `{rows}`: a parameter a column, where thousands of
/// them would each be read and planned.
fn for_postgres(sql: &str, columns: usize) -> String {
    let list = |one: fn(usize) -> String| (1..=columns).map(one).collect::<Vec<_>>().join(", ");
    let table = format!(
        "UNNEST({}) AS v ({})",
        list(|n| format!("${n}::text[]")),
        list(|n| format!("column{n}"))
    );
    numbered_from(sql, columns).replace("{rows}", &table)
}

/// Counts `$1`, `$2` … of a statement up by so many that come before.
fn numbered_from(sql: &str, before: usize) -> String {
    let mut parts = sql.split('$');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(part.len());
        let (number, rest) = part.split_at(end);
        let number = number.parse::<usize>().unwrap_or_default() + before;
        out.push_str(&format!("${number}{rest}"));
    }
    out
}

fn lone() -> Error {
    Error::Other("many rows are written within a transaction only".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_before_what_all_share() {
        let sql = "INSERT INTO t SELECT $2, v.column1, $1 FROM {rows}";
        assert_eq!(
            for_sqlite(sql, 2, 2),
            "INSERT INTO t SELECT $6, v.column1, $5 FROM (VALUES (?, ?), (?, ?)) AS v"
        );
        assert_eq!(
            for_postgres(sql, 2),
            "INSERT INTO t SELECT $4, v.column1, $3 FROM UNNEST($1::text[], $2::text[]) AS v (column1, column2)"
        );
    }
}
