//! Schedules of reports in the database.

use crate::db::{On, Tx};
use crate::{Error, Result, execute, fetch_all, fetch_one, fetch_optional};
use beckon_model::report_schedule::{Reader, Rhythm, Rule};
use beckon_model::{AccountId, MailId, Millis, ReportId};

#[derive(Debug, sqlx::FromRow)]
pub(super) struct Row {
    rhythm: String,
    day: i64,
    hour: i64,
    zone: String,
    pub due_at: Millis,
    pub last_at: Option<Millis>,
}

impl Row {
    pub fn rule(&self) -> Result<Rule> {
        rule(&self.rhythm, self.day, self.hour, &self.zone)
    }
}

fn rule(rhythm: &str, day: i64, hour: i64, zone: &str) -> Result<Rule> {
    let unknown = || Error::Other(format!("unknown rhythm of a report: {rhythm}"));
    Ok(Rule {
        rhythm: Rhythm::of(rhythm).ok_or_else(unknown)?,
        day,
        hour,
        zone: zone.to_owned(),
    })
}

pub(super) async fn find(on: &mut impl On, report: &ReportId) -> Result<Option<Row>> {
    let sql = "SELECT rhythm, day, hour, zone, due_at, last_at FROM report_schedules WHERE report_id = $1";
    Ok(fetch_optional!(on, Row, sql, report)?)
}

pub(super) async fn readers(on: &mut impl On, report: &ReportId) -> Result<Vec<Reader>> {
    let rows = fetch_all!(
        on,
        (String, String, Option<String>),
        "SELECT p.email, p.name, o.state FROM report_recipients p LEFT JOIN outbox o ON o.id = p.mail_id
         WHERE p.report_id = $1 ORDER BY p.email",
        report
    )?;
    let reader = |(email, name, state): (String, String, Option<String>)| {
        let state = state
            .as_deref()
            .map(crate::mail::outbox::state)
            .transpose()?;
        Ok(Reader { email, name, state })
    };
    rows.into_iter().map(reader).collect()
}

pub(super) async fn set(
    tx: &mut Tx,
    report: &ReportId,
    rule: &Rule,
    due_at: Millis,
    now: Millis,
) -> Result<()> {
    execute!(
        tx,
        "INSERT INTO report_schedules (report_id, rhythm, day, hour, zone, due_at, last_at, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, NULL, $7)
         ON CONFLICT (report_id) DO UPDATE SET rhythm = excluded.rhythm, day = excluded.day, hour = excluded.hour,
           zone = excluded.zone, due_at = excluded.due_at, updated_at = excluded.updated_at",
        report,
        rule.rhythm.word(),
        rule.day,
        rule.hour,
        &rule.zone,
        due_at,
        now
    )?;
    Ok(())
}

/// Gives a report these readers, each an address and a name, and no others.
pub(super) async fn set_readers(
    tx: &mut Tx,
    report: &ReportId,
    readers: &[(String, String)],
) -> Result<()> {
    let sql = "SELECT email FROM report_recipients WHERE report_id = $1";
    for (email,) in fetch_all!(&mut *tx, (String,), sql, report)? {
        if !readers.iter().any(|(kept, _)| *kept == email) {
            forget_reader(tx, report, &email).await?;
        }
    }
    for (email, name) in readers {
        execute!(
            &mut *tx,
            "INSERT INTO report_recipients (report_id, email, name, mail_id) VALUES ($1, $2, $3, NULL)
             ON CONFLICT (report_id, email) DO UPDATE SET name = excluded.name",
            report,
            email,
            name
        )?;
    }
    Ok(())
}

async fn forget_reader(tx: &mut Tx, report: &ReportId, email: &str) -> Result<()> {
    let sql = "DELETE FROM report_links WHERE report_id = $1 AND email = $2";
    execute!(&mut *tx, sql, report, email)?;
    let sql = "UPDATE outbox SET state = 'cancelled' WHERE state IN ('queued', 'deferred') AND id IN (
                 SELECT p.mail_id FROM report_recipients p WHERE p.report_id = $1 AND p.email = $2)";
    execute!(&mut *tx, sql, report, email)?;
    let sql = "DELETE FROM report_recipients WHERE report_id = $1 AND email = $2";
    execute!(&mut *tx, sql, report, email)?;
    Ok(())
}

/// Sends a report to one reader no longer, and not at all if he was the last.
pub(super) async fn drop_reader(
    tx: &mut Tx,
    report: &ReportId,
    email: &str,
    now: Millis,
) -> Result<()> {
    forget_reader(tx, report, email).await?;
    let sql = "SELECT COUNT(*) FROM report_recipients WHERE report_id = $1";
    if fetch_one!(&mut *tx, (i64,), sql, report)?.0 == 0 {
        stop(tx, report, now).await?;
    }
    Ok(())
}

/// Ends the sending of a report, with its links.
pub(in crate::reportage) async fn stop(tx: &mut Tx, report: &ReportId, now: Millis) -> Result<()> {
    let sql = "UPDATE outbox SET state = 'cancelled', updated_at = $2 WHERE state IN ('queued', 'deferred') AND id IN (
                 SELECT p.mail_id FROM report_recipients p WHERE p.report_id = $1)";
    execute!(&mut *tx, sql, report, now)?;
    forget_links(tx, report).await?;
    for sql in [
        "DELETE FROM report_recipients WHERE report_id = $1",
        "DELETE FROM report_schedules WHERE report_id = $1",
    ] {
        execute!(&mut *tx, sql, report)?;
    }
    Ok(())
}

/// The links in letters show a report no longer.
pub(in crate::reportage) async fn forget_links(tx: &mut Tx, report: &ReportId) -> Result<()> {
    execute!(tx, "DELETE FROM report_links WHERE report_id = $1", report)?;
    Ok(())
}

/// A report whose time has come.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Due {
    pub report_id: ReportId,
    pub name: String,
    pub criteria: String,
    pub owner_id: AccountId,
    /// The owner's name.
    pub owner: String,
    pub owner_email: String,
    rhythm: String,
    day: i64,
    hour: i64,
    zone: String,
    due_at: Millis,
    updated_at: Millis,
}

impl Due {
    pub fn rule(&self) -> Result<Rule> {
        rule(&self.rhythm, self.day, self.hour, &self.zone)
    }
}

pub(super) async fn due(on: &mut impl On, now: Millis, most: i64) -> Result<Vec<Due>> {
    Ok(fetch_all!(
        on,
        Due,
        "SELECT s.report_id, p.name, p.criteria, p.owner_id, a.email AS owner_email,
                CASE WHEN a.first_name = '' THEN a.email ELSE a.first_name || ' ' || a.last_name END AS owner,
                s.rhythm, s.day, s.hour, s.zone, s.due_at, s.updated_at
         FROM report_schedules s JOIN reports p ON p.id = s.report_id JOIN accounts a ON a.id = p.owner_id
         WHERE s.due_at <= $1 ORDER BY s.due_at LIMIT $2",
        now,
        most
    )?)
}

/// Moves a report on to its next time; whether it still was as it was read. Whoever does the same beside waits here and
/// finds that it is done.
pub(super) async fn take(tx: &mut Tx, due: &Due, next: Millis) -> Result<bool> {
    let taken = execute!(
        tx,
        "UPDATE report_schedules SET due_at = $2, last_at = due_at
         WHERE report_id = $1 AND due_at = $3 AND updated_at = $4
           AND EXISTS (SELECT 1 FROM reports p WHERE p.id = report_schedules.report_id AND p.criteria = $5)",
        &due.report_id,
        next,
        due.due_at,
        due.updated_at,
        &due.criteria
    )?;
    Ok(taken == 1)
}

pub(super) async fn keep_link(
    tx: &mut Tx,
    hash: &str,
    report: &ReportId,
    email: &str,
    until: Millis,
) -> Result<()> {
    let sql = "INSERT INTO report_links (hash, report_id, email, until) VALUES ($1, $2, $3, $4)";
    execute!(tx, sql, hash, report, email, until)?;
    Ok(())
}

pub(super) async fn mailed(
    tx: &mut Tx,
    report: &ReportId,
    email: &str,
    mail: &MailId,
) -> Result<()> {
    let sql = "UPDATE report_recipients SET mail_id = $3 WHERE report_id = $1 AND email = $2";
    execute!(tx, sql, report, email, mail)?;
    Ok(())
}

/// The report of a letter's link, its name, and whose letter it was.
pub(super) async fn reader(
    on: &mut impl On,
    hash: &str,
    now: Millis,
) -> Result<Option<(ReportId, String, String)>> {
    Ok(fetch_optional!(
        on,
        (ReportId, String, String),
        "SELECT k.report_id, p.name, k.email FROM report_links k JOIN reports p ON p.id = k.report_id
         WHERE k.hash = $1 AND k.until > $2",
        hash,
        now
    )?)
}

/// Whether there is anything for [`forget_old`].
pub(super) async fn has_old(on: &mut impl On, now: Millis, before: Millis) -> Result<bool> {
    let sql = "SELECT (SELECT COUNT(*) FROM report_links WHERE until <= $1)
                    + (SELECT COUNT(*) FROM mail_files WHERE created_at < $2)
                    + (SELECT COUNT(*) FROM outbox WHERE kind = 'report' AND text <> '' AND created_at < $2
                       AND state NOT IN ('queued', 'sending', 'deferred'))";
    Ok(fetch_one!(on, (i64,), sql, now, before)?.0 > 0)
}

/// Forgets links that work no longer, and the words and files of letters that no longer wait: they name learners.
pub(super) async fn forget_old(tx: &mut Tx, now: Millis, before: Millis) -> Result<()> {
    execute!(&mut *tx, "DELETE FROM report_links WHERE until <= $1", now)?;
    execute!(
        &mut *tx,
        "DELETE FROM mail_files WHERE created_at < $1 AND NOT EXISTS (
           SELECT 1 FROM outbox o WHERE o.file_id = mail_files.id AND o.state IN ('queued', 'sending', 'deferred'))",
        before
    )?;
    execute!(
        &mut *tx,
        "UPDATE outbox SET html = '', text = '', raw = ''
         WHERE kind = 'report' AND text <> '' AND created_at < $1 AND state NOT IN ('queued', 'sending', 'deferred')",
        before
    )?;
    Ok(())
}
