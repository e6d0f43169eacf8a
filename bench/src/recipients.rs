//! The list of an invitation's people, when there are a hundred thousand.

use crate::Error;
use crate::figures::Figures;
use crate::invite::{self, Desk};
use beckon_domain::{Db, execute, recipients};
use beckon_model::InvitationId;
use beckon_model::recipient::Query;
use std::path::Path;
use std::time::Instant;

/// How each list is asked for in the address, and what it is called in the table.
const LISTS: [(&str, &str); 14] = [
    ("first", ""),
    ("last-page", "page=2000"),
    ("by-name", "sort=name"),
    ("by-name-middle", "sort=name&page=1000"),
    ("by-score", "sort=score"),
    ("by-time", "sort=time"),
    ("by-progress", "sort=progress"),
    ("passed", "show=passed"),
    ("passed-by-name", "show=passed&sort=name"),
    ("not-delivered", "show=not-delivered"),
    ("search", "q=number+77"),
    ("search-one", "q=number+77777"),
    ("search-everybody", "q=number"),
    ("search-nobody", "q=nobody"),
];
/// How often each is asked for; the middle time counts.
const TIMES: usize = 9;

/// Adds how long the server works for a page, in milliseconds, on SQLite and on the PostgreSQL of `BENCH_POSTGRES` (an
/// address of an empty database).
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    for (name, url) in invite::databases(folder.path()) {
        on(figures, name, &url, folder.path()).await?;
    }
    Ok(())
}

async fn on(figures: &mut Figures, name: &str, url: &str, folder: &Path) -> Result<(), Error> {
    let desk = Desk::set(url, folder).await?;
    let invitation = desk.invite(&invite::file()).await?;
    spread(&desk.domain.db).await?;
    for (called, asked) in LISTS {
        let time = middle(&desk, &invitation, &Query::parse(asked)).await?;
        figures.add(&format!("recipients/{name}/100k/{called}"), time, "ms");
    }
    desk.domain.db.close().await;
    Ok(())
}

async fn middle(desk: &Desk, invitation: &InvitationId, query: &Query) -> Result<f64, Error> {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let begun = Instant::now();
        recipients::list(&desk.domain, &desk.who, invitation, query).await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(TIMES / 2).copied().unwrap_or_default())
}

/// Gives people results, and mails that failed: by the last digits of their addresses.
async fn spread(db: &Db) -> Result<(), Error> {
    let mut tx = db.begin_write().await?;
    for (digits, completion, success, progress) in [
        ("1", "completed", "passed", 4),
        ("2", "completed", "passed", 4),
        ("3", "unknown", "failed", 2),
        ("4", "unknown", "unknown", 1),
        ("5", "unknown", "unknown", 1),
    ] {
        let whose = format!("%{digits}@example.org");
        execute!(
            &mut tx,
            "UPDATE registrations SET completion = $1, success = $2, score = LENGTH(id) + 40, total_time = 60000,
               first_launched_at = created_at + 1000, last_activity_at = created_at + 61000
             WHERE learner_id IN (SELECT id FROM learners WHERE email LIKE $3)",
            completion,
            success,
            &whose
        )?;
        execute!(
            &mut tx,
            "UPDATE recipients SET progress = $1, score = 72, total_time = 60000, last_activity_at = created_at + 61000
             WHERE email LIKE $2",
            progress,
            &whose
        )?;
    }
    execute!(
        &mut tx,
        "UPDATE outbox SET state = CASE WHEN to_email LIKE '%99@example.org' THEN 'failed' ELSE 'sent' END"
    )?;
    Ok(tx.commit().await?)
}
