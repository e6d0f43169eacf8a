//! Reports under a name: kept, shown to other instructors, and by a link to whoever has it.

use super::schedule::{forget_links, schedule_of, stop};
use super::{export, of_owner};
use crate::accounts::Instructor;
use crate::db::On;
use crate::{Domain, Result, execute, fetch_all, fetch_optional, secret};
use beckon_model::reportage::{Criteria, LINK_DAYS, Report, Saved};
use beckon_model::{AccountId, Millis, Problem, ReportId};
use futures::Stream;

const DAY: Millis = 86_400_000;
/// How many reports one instructor keeps.
const MOST: usize = 100;

#[derive(Debug, sqlx::FromRow)]
struct Row {
    id: ReportId,
    owner_id: AccountId,
    name: String,
    criteria: String,
    link_until: Option<Millis>,
    owner: String,
}

const ROW: &str = "SELECT p.id, p.owner_id, p.name, p.criteria, p.link_until,
    CASE WHEN a.first_name = '' THEN a.email ELSE a.first_name || ' ' || a.last_name END AS owner
    FROM reports p JOIN accounts a ON a.id = p.owner_id";

/// An instructor's reports, and those that others show him.
pub async fn list(domain: &Domain, who: &Instructor) -> Result<Vec<Saved>> {
    let on = &mut &domain.db;
    let sql = format!(
        "{ROW} WHERE p.owner_id = $1 OR p.id IN (SELECT s.report_id FROM report_readers s WHERE s.account_id = $1)
         ORDER BY LOWER(p.name), p.id"
    );
    let rows = fetch_all!(on, Row, sqlx::AssertSqlSafe(sql), &who.id)?;
    let mut all = Vec::new();
    for row in rows {
        let mine = row.owner_id == who.id;
        let sql = "SELECT a.email FROM report_readers s JOIN accounts a ON a.id = s.account_id
                   WHERE s.report_id = $1 ORDER BY a.email";
        let readers = match mine {
            true => fetch_all!(on, (String,), sql, &row.id)?,
            false => Vec::new(),
        };
        all.push(Saved {
            shared_with: readers.into_iter().map(|(email,)| email).collect(),
            from: if mine { String::new() } else { row.owner },
            schedule: match mine {
                true => schedule_of(domain, &row.id).await?,
                false => None,
            },
            link_until: row.link_until.filter(|until| mine && *until > domain.now()),
            id: row.id,
            name: row.name,
            criteria: row.criteria,
        });
    }
    Ok(all)
}

/// Keeps criteria under a name; the same name again keeps the new ones, which a link that was made for the old ones does
/// not show.
///
/// # Errors
/// `Problem::Field` on "name".
pub async fn save(
    domain: &Domain,
    who: &Instructor,
    name: &str,
    criteria: &Criteria,
) -> Result<ReportId> {
    let name = beckon_model::email::clean_name(name);
    if name.is_empty() {
        return Err(Problem::field("name", "Give the report a name.").into());
    }
    let criteria = criteria.on_page(1).text();
    let mut tx = domain.db.begin_write().await?;
    let sql = "SELECT id, name FROM reports WHERE owner_id = $1";
    let mine = fetch_all!(&mut tx, (ReportId, String), sql, &who.id)?;
    let id = match mine.iter().find(|(_, called)| *called == name) {
        Some((id, _)) => {
            let sql = "SELECT id FROM reports WHERE id = $1 AND criteria <> $2";
            if fetch_optional!(&mut tx, (ReportId,), sql, id, &criteria)?.is_some() {
                forget_links(&mut tx, id).await?;
            }
            let sql = "UPDATE reports SET link_hash = CASE WHEN criteria = $2 THEN link_hash END, criteria = $2 WHERE id = $1";
            execute!(&mut tx, sql, id, &criteria)?;
            id.clone()
        }
        None if mine.len() >= MOST => {
            let why = format!("You keep {MOST} reports already. Delete one first.");
            return Err(Problem::field("name", why).into());
        }
        None => {
            let id: ReportId = secret::id();
            let sql = "INSERT INTO reports (id, owner_id, name, criteria, created_at) VALUES ($1, $2, $3, $4, $5)";
            execute!(&mut tx, sql, &id, &who.id, &name, &criteria, domain.now())?;
            id
        }
    };
    tx.commit().await?;
    Ok(id)
}

/// Deletes a report, with its links; it is sent no longer.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn remove(domain: &Domain, who: &Instructor, id: &ReportId) -> Result<()> {
    owned(&mut &domain.db, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    stop(&mut tx, id, domain.now()).await?;
    execute!(
        &mut tx,
        "DELETE FROM report_readers WHERE report_id = $1",
        id
    )?;
    execute!(&mut tx, "DELETE FROM reports WHERE id = $1", id)?;
    tx.commit().await
}

/// Makes a link by which whoever has it sees the report, for so many days; one that was made before works no longer.
/// Gives its address, which is told only now.
///
/// # Errors
/// Not found if it is another instructor's; `Problem::Field` on "days".
pub async fn make_link(
    domain: &Domain,
    who: &Instructor,
    id: &ReportId,
    days: i64,
) -> Result<String> {
    owned(&mut &domain.db, who, id).await?;
    if !LINK_DAYS.contains(&days) {
        return Err(Problem::field("days", "Choose for how long the link works.").into());
    }
    let token = secret::token();
    set_link(
        domain,
        id,
        Some(&secret::hash(&token)),
        Some(domain.now() + days * DAY),
    )
    .await?;
    Ok(domain.url(&format!("/r/{token}")))
}

/// The link works no longer.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn revoke_link(domain: &Domain, who: &Instructor, id: &ReportId) -> Result<()> {
    owned(&mut &domain.db, who, id).await?;
    set_link(domain, id, None, None).await
}

async fn set_link(
    domain: &Domain,
    id: &ReportId,
    hash: Option<&str>,
    until: Option<Millis>,
) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    let sql = "UPDATE reports SET link_hash = $2, link_until = $3 WHERE id = $1";
    execute!(&mut tx, sql, id, hash, until)?;
    tx.commit().await
}

/// Shows a report to another instructor: he reads the same results, as they are when he looks.
///
/// # Errors
/// Not found if it is another instructor's; `Problem::Field` on "email" if nobody with the address is an instructor.
pub async fn share(domain: &Domain, who: &Instructor, id: &ReportId, email: &str) -> Result<()> {
    owned(&mut &domain.db, who, id).await?;
    let nobody = || Problem::field("email", "No instructor has this address here.");
    let email = beckon_model::EmailAddress::parse(email).map_err(|_| nobody())?;
    let sql = "SELECT id FROM accounts WHERE email = $1 AND instructor";
    let on = &mut &domain.db;
    let (reader,) = fetch_optional!(on, (AccountId,), sql, email.as_str())?.ok_or_else(nobody)?;
    if reader == who.id {
        return Err(Problem::field("email", "That is your own address.").into());
    }
    let mut tx = domain.db.begin_write().await?;
    let sql =
        "INSERT INTO report_readers (report_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    execute!(&mut tx, sql, id, &reader)?;
    tx.commit().await
}

/// Shows it to him no longer.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn unshare(domain: &Domain, who: &Instructor, id: &ReportId, email: &str) -> Result<()> {
    owned(&mut &domain.db, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    let sql = "DELETE FROM report_readers WHERE report_id = $1
               AND account_id IN (SELECT id FROM accounts WHERE email = $2)";
    execute!(&mut tx, sql, id, email)?;
    tx.commit().await
}

/// A report that another instructor shows; takes its page, and after which row that begins, as [`Criteria::at`] says it.
///
/// # Errors
/// Not found if it is neither one's own nor shown by its owner.
pub async fn opened(
    domain: &Domain,
    who: &Instructor,
    id: &ReportId,
    page: u32,
    at: &str,
) -> Result<(String, Report)> {
    let on = &mut &domain.db;
    let sql = format!(
        "{ROW} WHERE p.id = $1 AND (p.owner_id = $2 OR EXISTS (
           SELECT 1 FROM report_readers s WHERE s.report_id = p.id AND s.account_id = $2))"
    );
    let row = fetch_optional!(on, Row, sqlx::AssertSqlSafe(sql), id, &who.id)?;
    shown(domain, row.ok_or_else(missing)?, page, at).await
}

/// The report behind a link, with its name; takes its page as [`opened`] does.
///
/// # Errors
/// Not found if the link is unknown, was revoked, or is too old.
pub async fn by_link(
    domain: &Domain,
    token: &str,
    page: u32,
    at: &str,
) -> Result<(String, Report)> {
    shown(domain, linked(domain, token).await?, page, at).await
}

/// The table of the report behind a link as CSV.
///
/// # Errors
/// As [`by_link`].
pub async fn csv_by_link(
    domain: &Domain,
    token: &str,
) -> Result<impl Stream<Item = Result<Vec<u8>>> + Send + use<>> {
    let row = linked(domain, token).await?;
    let criteria = Criteria::parse(&row.criteria);
    Ok(export::csv_of(domain, &row.owner_id, &criteria))
}

/// By the link that an instructor made, or by that in a letter.
async fn linked(domain: &Domain, token: &str) -> Result<Row> {
    let on = &mut &domain.db;
    let sql = format!(
        "{ROW} WHERE (p.link_hash = $1 AND p.link_until > $2)
           OR p.id = (SELECT k.report_id FROM report_links k WHERE k.hash = $1 AND k.until > $2)"
    );
    let hash = secret::hash(token);
    let row = fetch_optional!(on, Row, sqlx::AssertSqlSafe(sql), hash, domain.now())?;
    Ok(row.ok_or_else(gone)?)
}

pub(super) fn gone() -> Problem {
    let why = "This link no longer works. Ask whoever gave it to you for a new one.";
    Problem::NotFound(why.to_owned())
}

async fn shown(domain: &Domain, row: Row, page: u32, at: &str) -> Result<(String, Report)> {
    let criteria = Criteria {
        at: at.to_owned(),
        ..Criteria::parse(&row.criteria).on_page(page.max(1))
    };
    let report = of_owner(domain, &row.owner_id, &criteria).await?;
    // What he could choose from is the owner's own matter.
    let report = Report {
        courses: Vec::new(),
        tags: Vec::new(),
        state: String::new(),
        ..report
    };
    Ok((row.name, report))
}

fn missing() -> Problem {
    Problem::NotFound("This report is not one of yours.".to_owned())
}

async fn owned(on: &mut impl On, who: &Instructor, id: &ReportId) -> Result<()> {
    owned_row(on, who, id).await.map(|_| ())
}

/// The name and the criteria of one's own report.
pub(super) async fn owned_row(
    on: &mut impl On,
    who: &Instructor,
    id: &ReportId,
) -> Result<(String, String)> {
    let sql = "SELECT name, criteria FROM reports WHERE id = $1 AND owner_id = $2";
    let found = fetch_optional!(on, (String, String), sql, id, &who.id)?;
    found.ok_or_else(|| missing().into())
}
