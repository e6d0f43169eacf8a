//! The screens of Reportage, when there are ten thousand results and a million.

use crate::Error;
use crate::figures::Figures;
use crate::invite::{self, Desk};
use crate::results;
use beckon_domain::reportage::{self, summaries};
use beckon_domain::{Db, execute};
use beckon_model::reportage::Criteria;
use futures::TryStreamExt;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

/// How many registrations there are, one after the other; `BENCH_ROWS` says it otherwise, as `10000,100000`.
const ROWS: &str = "10000,1000000";
/// How often each screen is asked for.
const TIMES: usize = 15;
/// The page that is measured beside the first.
const LATER: u32 = 5;

/// Each screen by its address, and what it is called in the table.
const SCREENS: [(&str, &str); 31] = [
    ("everything", ""),
    ("everything-by-name", "sort=name"),
    ("everything-by-score", "sort=score"),
    ("everything-by-time", "sort=time"),
    ("everything-by-progress", "sort=progress"),
    ("everything-by-created", "sort=created"),
    ("everything-in-berlin", "zone=Europe/Berlin"),
    ("passed", "status=passed"),
    ("passed-by-name", "status=passed&sort=name"),
    ("public", "kind=public"),
    ("30-days", "span=30-days&zone=Europe/Berlin"),
    ("30-days-before", "span=30-days&against=before"),
    ("year", "span=year"),
    ("completed-this-year", "span=year&dates=completed"),
    ("learners", "view=learners"),
    ("learners-by-name", "view=learners&sort=name"),
    ("learners-by-score", "view=learners&sort=score"),
    ("courses", "view=courses"),
    ("courses-by-activity", "view=courses&sort=activity"),
    ("invitations", "view=invitations"),
    ("course", "course=course-10000007"),
    ("course-by-score", "course=course-10000007&sort=score"),
    ("course-learners", "course=course-10000007&view=learners"),
    ("learner", "learner=learner-10000042"),
    ("courses-30-days", "view=courses&span=30-days"),
    ("learners-30-days", "view=learners&span=30-days"),
    ("courses-passed", "view=courses&status=passed"),
    ("tagged", "tag=asking"),
    ("questions", "view=questions"),
    (
        "questions-of-course",
        "view=questions&course=course-10000010",
    ),
    ("questions-30-days", "view=questions&span=30-days"),
];

/// Adds how long the server works for each screen, in milliseconds, on its first and fifth page, on SQLite and on the
/// PostgreSQL of `BENCH_POSTGRES` (an address of an empty database); and how much longer with the most than with the
/// fewest.
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    for (name, url) in invite::databases(folder.path()) {
        on(figures, name, &url, folder.path()).await?;
    }
    Ok(())
}

async fn on(figures: &mut Figures, name: &str, url: &str, folder: &Path) -> Result<(), Error> {
    let desk = Desk::set(url, folder).await?;
    results::add_courses(&desk).await?;
    let rows = std::env::var("BENCH_ROWS").unwrap_or_else(|_| ROWS.to_owned());
    let rows = rows.split(',').map(|many| many.trim().parse::<i64>());
    let mut times = BTreeMap::<String, Vec<f64>>::new();
    let mut before = 0;
    for many in rows {
        let many = many?;
        results::add(&desk.domain.db, before, many).await?;
        before = many;
        let begun = Instant::now();
        summaries::rebuild(&desk.domain, summaries::DAILY_FROM).await?;
        let of = format!("reportage/{name}/{many}");
        figures.add(&format!("{of}/rebuild"), begun.elapsed().as_secs_f64(), "s");
        settle(&desk.domain.db).await?;
        for (screen, query) in SCREENS {
            let first = Criteria::parse(query);
            let later = later(&desk, &first).await?;
            for (screen, criteria) in [
                (screen.to_owned(), Some(first)),
                (format!("{screen}-page-{LATER}"), later),
            ] {
                let Some(criteria) = criteria else { continue };
                let took = took(&desk, &criteria).await?;
                let at = |part: usize| {
                    took.get(took.len() * part / 100)
                        .copied()
                        .unwrap_or_default()
                };
                figures.add(&format!("{of}/{screen}/p50"), at(50), "ms");
                figures.add(&format!("{of}/{screen}/p95"), at(95), "ms");
                times.entry(screen).or_default().push(at(50));
            }
        }
        for view in ["registrations", "learners"] {
            let begun = Instant::now();
            let criteria = Criteria::parse(&format!("view={view}"));
            let mut csv = std::pin::pin!(reportage::csv(&desk.domain, &desk.who, &criteria));
            while csv.try_next().await?.is_some() {}
            let took = begun.elapsed().as_secs_f64();
            figures.add(&format!("{of}/csv-of-{view}"), took, "s");
        }
    }
    for (screen, all) in times {
        if let [first, .., last] = all.as_slice() {
            figures.add(
                &format!("reportage/{name}/growth/{screen}"),
                last / first,
                "×",
            );
        }
    }
    desk.domain.db.close().await;
    Ok(())
}

/// What a server that runs for a day has done by then.
async fn settle(db: &Db) -> Result<(), Error> {
    if let Db::Postgres(_) = db {
        let mut tx = db.begin_write().await?;
        execute!(&mut tx, "ANALYZE")?;
        tx.commit().await?;
    }
    Ok(())
}

/// The later page, as one comes to it; `None` if there are not so many.
async fn later(desk: &Desk, first: &Criteria) -> Result<Option<Criteria>, Error> {
    let mut criteria = first.clone();
    while criteria.page < LATER {
        let report = reportage::report(&desk.domain, &desk.who, &criteria).await?;
        if report.matching <= i64::from(criteria.page) * beckon_model::reportage::PAGE {
            return Ok(None);
        }
        criteria = criteria.next(&report.last);
    }
    Ok(Some(criteria))
}

/// How long it takes, each time, in rising order; the first time, which fills the memory, does not count.
async fn took(desk: &Desk, criteria: &Criteria) -> Result<Vec<f64>, Error> {
    let mut times = Vec::with_capacity(TIMES);
    for time in 0..=TIMES {
        let begun = Instant::now();
        reportage::report(&desk.domain, &desk.who, criteria).await?;
        if time > 0 {
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times)
}
