//! Saved reports that go out by e-mail by themselves: when, to whom, and by which links they are read.

mod store;
mod times;

use super::{export, of_owner, saved};
use crate::accounts::Instructor;
use crate::mail::{NewMail, ReportLetter, outbox};
use crate::{Domain, Result, secret, zone};
use beckon_model::email::parse_list;
use beckon_model::launch::mask;
use beckon_model::problem::FieldProblem;
use beckon_model::report_schedule::{Rhythm, Rule, Schedule, ScheduleForm, ScheduleStart};
use beckon_model::reportage::Criteria;
use beckon_model::{EmailAddress, MailId, Millis, Problem, ReportId};
use futures::{StreamExt, TryStreamExt};
use store::Due;
pub(super) use store::{forget_links, stop};
use times::next;

/// How many people get one report.
const READERS_MAX: usize = 20;
/// How long the link in a letter shows the report: longer than from one monthly letter to the next.
const LINK_GOOD_FOR: Millis = 40 * 86_400_000;
/// The largest table that is attached, in bytes; a larger one is linked to.
const ATTACHED_MAX: usize = 200_000;
/// How long the words and the file of a letter are kept, from when it was promised.
const LETTERS_KEPT: Millis = 14 * 86_400_000;
/// How many schedules one round looks at.
const ROUND: i64 = 200;

/// How a saved report goes out, for its page.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn schedule_start(
    domain: &Domain,
    who: &Instructor,
    id: &ReportId,
) -> Result<ScheduleStart> {
    let (name, criteria) = saved::owned_row(&mut &domain.db, who, id).await?;
    Ok(ScheduleStart {
        name,
        zone: Criteria::parse(&criteria).zone,
        own: who.email.clone(),
        schedule: schedule_of(domain, id).await?,
    })
}

/// How a report goes out; `None` if it does not.
pub(super) async fn schedule_of(domain: &Domain, id: &ReportId) -> Result<Option<Schedule>> {
    let on = &mut &domain.db;
    let Some(row) = store::find(on, id).await? else {
        return Ok(None);
    };
    let rule = row.rule()?;
    Ok(Some(Schedule {
        next: row.due_at,
        next_spoken: zone::display(row.due_at, &rule.zone),
        last: row.last_at,
        readers: store::readers(on, id).await?,
        rule,
    }))
}

/// Has a saved report sent regularly, from the next time on that fits; instead of as it was sent before. Whoever is no
/// longer among its readers loses his links.
///
/// # Errors
/// Not found if it is another instructor's; `Problem::Fields` on "rhythm", "day", "hour" and "addresses".
pub async fn set_schedule(
    domain: &Domain,
    who: &Instructor,
    id: &ReportId,
    form: &ScheduleForm,
) -> Result<()> {
    saved::owned_row(&mut &domain.db, who, id).await?;
    let (rule, readers) = read(form)?;
    let now = domain.now();
    let due_at = next(&rule, now);
    let mut tx = domain.db.begin_write().await?;
    store::set(&mut tx, id, &rule, due_at, now).await?;
    store::set_readers(&mut tx, id, &readers).await?;
    tx.commit().await
}

/// Sends a report no longer, and lets the links in all its letters work no longer. What is not sent yet is called off.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn stop_schedule(domain: &Domain, who: &Instructor, id: &ReportId) -> Result<()> {
    saved::owned_row(&mut &domain.db, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::stop(&mut tx, id, domain.now()).await?;
    tx.commit().await
}

/// What is asked of a reader who wants a report no longer: its name, and his address in part.
///
/// # Errors
/// Not found if the link is no letter's, or works no longer.
pub async fn report_reader(domain: &Domain, token: &str) -> Result<(String, String)> {
    let row = store::reader(&mut &domain.db, &secret::hash(token), domain.now()).await?;
    let (_, name, email) = row.ok_or_else(saved::gone)?;
    Ok((name, mask(&email)))
}

/// A reader gets a report no longer, by the link in one of his letters; his links work no longer.
///
/// # Errors
/// As [`report_reader`].
pub async fn leave_report(domain: &Domain, token: &str) -> Result<()> {
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let row = store::reader(&mut tx, &secret::hash(token), now).await?;
    let (report, _, email) = row.ok_or_else(saved::gone)?;
    store::drop_reader(&mut tx, &report, &email, now).await?;
    tx.commit().await
}

fn read(form: &ScheduleForm) -> Result<(Rule, Vec<(String, String)>), Problem> {
    let mut wrong = Vec::new();
    let mut problem = |field: &str, message: &str| {
        wrong.push(FieldProblem {
            field: field.to_owned(),
            message: message.to_owned(),
        });
    };
    let number = |text: &str, least: i64, most: i64| {
        let number = text.trim().parse::<i64>().ok();
        number.filter(|number| (least..=most).contains(number))
    };
    let rhythm = Rhythm::of(&form.rhythm);
    let day = match rhythm {
        None => {
            problem("rhythm", "Choose how often the report is sent.");
            None
        }
        Some(Rhythm::Daily) => Some(0),
        Some(Rhythm::Weekly) => number(&form.weekday, 1, 7),
        Some(Rhythm::Monthly) => number(&form.day, 1, 31),
    };
    if rhythm.is_some() && day.is_none() {
        problem(
            "day",
            "Choose a day: of the week, or of the month from 1 to 31.",
        );
    }
    let hour = number(&form.hour, 0, 23);
    if hour.is_none() {
        problem("hour", "Choose an hour from 0 to 23.");
    }
    let list = parse_list(&form.addresses);
    if !list.unreadable.is_empty() {
        let each = list.unreadable.iter().map(|text| {
            let parsed = EmailAddress::parse(text);
            parsed
                .err()
                .unwrap_or_else(|| format!("“{text}” could not be read."))
        });
        problem("addresses", &each.collect::<Vec<_>>().join(" "));
    } else if list.people.is_empty() {
        problem("addresses", "Name at least one address.");
    } else if list.people.len() > READERS_MAX {
        problem(
            "addresses",
            &format!(
                "A report is sent to {READERS_MAX} addresses at most; these are {}.",
                list.people.len()
            ),
        );
    }
    match (rhythm, day, hour) {
        (Some(rhythm), Some(day), Some(hour)) if wrong.is_empty() => {
            let rule = Rule {
                rhythm,
                day,
                hour,
                zone: zone::known_or_utc(&form.zone).to_owned(),
            };
            let readers = list.people.into_iter();
            let readers = readers.map(|one| (one.email.to_string(), one.name));
            Ok((rule, readers.collect()))
        }
        _ => Err(Problem::Fields(wrong)),
    }
}

/// Promises the letters of every report that is due, each report in a transaction that moves it on to its next time: so
/// that they go out once, whoever runs beside or dies on the way. Of times that were slept through the last one counts.
/// Gives how many letters.
pub async fn sweep(domain: &Domain) -> Result<usize> {
    let now = domain.now();
    let mut letters = 0;
    for due in store::due(&mut &domain.db, now, ROUND).await? {
        match send(domain, &due).await {
            Ok(promised) => letters += promised,
            Err(error) => {
                tracing::error!(%error, report = %due.report_id, "a report could not be sent, and is tried again");
            }
        }
    }
    if letters > 0 {
        domain.mail_wanted().notify_one();
    }
    forget_old(domain, now).await?;
    Ok(letters)
}

/// Forgets letters that have long been sent, and links that work no longer.
async fn forget_old(domain: &Domain, now: Millis) -> Result<()> {
    if !store::has_old(&mut &domain.db, now, now - LETTERS_KEPT).await? {
        return Ok(());
    }
    let mut tx = domain.db.begin_write().await?;
    store::forget_old(&mut tx, now, now - LETTERS_KEPT).await?;
    tx.commit().await
}

async fn send(domain: &Domain, due: &Due) -> Result<usize> {
    let now = domain.now();
    let rule = due.rule()?;
    let criteria = Criteria::parse(&due.criteria);
    // Read before the transaction: while that is held, nobody may wait for another connection.
    let report = of_owner(domain, &due.owner_id, &criteria).await?;
    let table = small_table(domain, due, &criteria).await?;
    let mut tx = domain.db.begin_write().await?;
    if !store::take(&mut tx, due, next(&rule, now)).await? {
        return Ok(0);
    }
    let readers = store::readers(&mut tx, &due.report_id).await?;
    let file = match &table {
        Some(table) => Some(
            outbox::keep_file(
                &mut tx,
                "results.csv",
                "text/csv; charset=utf-8",
                table,
                now,
            )
            .await?,
        ),
        None => None,
    };
    let until = now + LINK_GOOD_FOR;
    let query = criteria.text();
    for reader in &readers {
        let own = reader.email == due.owner_email;
        let (url, csv_url, stop_url) = if own {
            (
                domain.url(&format!("/reportage?{query}")),
                domain.url(&format!("/reportage/export.csv?{query}")),
                domain.url(&format!("/reportage/saved/{}/schedule", due.report_id)),
            )
        } else {
            let token = secret::token();
            store::keep_link(
                &mut tx,
                &secret::hash(&token),
                &due.report_id,
                &reader.email,
                until,
            )
            .await?;
            let url = domain.url(&format!("/r/{token}"));
            (
                url.clone(),
                format!("{url}/results.csv"),
                format!("{url}/stop"),
            )
        };
        let letter = ReportLetter {
            name: &due.name,
            reader: &reader.name,
            sender: &due.owner,
            when: &rule.words(),
            at: &zone::display(now, &rule.zone),
            until: (!own).then(|| zone::display(until, &rule.zone)),
            url: &url,
            csv_url: table.is_none().then_some(&*csv_url),
            stop_url: &stop_url,
            report: &report,
        }
        .laid_out();
        let mail: MailId = secret::id();
        let new = NewMail {
            id: mail.clone(),
            kind: "report",
            to_email: &reader.email,
            to_name: &reader.name,
            reply_to: &due.owner_email,
            subject: &letter.subject,
            html: &letter.html,
            text: &letter.text,
            recipient: None,
        };
        outbox::promise(&mut tx, new, now).await?;
        if let Some(file) = &file {
            outbox::attach(&mut tx, &mail, file).await?;
        }
        store::mailed(&mut tx, &due.report_id, &reader.email, &mail).await?;
    }
    tx.commit().await?;
    Ok(readers.len())
}

/// The table of a report as CSV, if it is small enough to be attached.
async fn small_table(domain: &Domain, due: &Due, criteria: &Criteria) -> Result<Option<String>> {
    let mut parts = std::pin::pin!(export::csv_of(domain, &due.owner_id, criteria).fuse());
    let mut table = Vec::new();
    while let Some(part) = parts.try_next().await? {
        table.extend(part);
        if table.len() > ATTACHED_MAX {
            return Ok(None);
        }
    }
    Ok(Some(String::from_utf8_lossy(&table).into_owned()))
}
