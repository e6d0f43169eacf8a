//! The debug log of a launch: every call that the course made, as the player heard it, for whoever looks for a fault. It
//! is told by a browser, so it decides nothing.

use super::commit::Commit;
use super::store::{self, logs};
use crate::accounts::Instructor;
use crate::db::Tx;
use crate::registrations::{browser, ended};
use crate::{Domain, Result, courses, secret};
use beckon_model::log::{LOG_PAGE, LaunchPage, Line, LogQuery, Show, ShownLine, TryOut, What};
use beckon_model::{CourseId, LaunchId, Millis, Problem, VersionId, time};
use beckon_scorm::course::Standard;
use beckon_scorm::runtime::{Decision, Entry, error_text};

/// The most that the log of one launch holds, in bytes.
const LOG_MAX: i64 = 1 << 20;
/// How long a log is kept after its launch ended.
const KEPT_FOR: i64 = 90 * 24 * 60 * 60_000;
/// How many try-outs a course's page lists.
const TRY_OUTS: i64 = 5;

/// Adds to the log of a launch.
pub(super) async fn keep(tx: &mut Tx, launch: &LaunchId, lines: Vec<Line>) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let lines: Vec<Line> = lines.into_iter().map(Line::cut).collect();
    let lines = serde_json::to_string(&lines)?;
    let bytes = i64::try_from(lines.len()).unwrap_or(i64::MAX);
    if logs::grow(tx, launch, bytes, LOG_MAX).await? {
        logs::append(tx, launch, &lines).await?;
    }
    Ok(())
}

/// The lines that a player sent, and after them what the sequencing decided meanwhile, which it does here, too; `since` is
/// how long ago the launch began.
pub(super) fn with_decisions(lines: &[Line], decisions: Vec<Decision>, since: i64) -> Vec<Line> {
    let at = lines.last().map_or(since, |line| line.at);
    let decided = decisions.into_iter().map(|decision| Line {
        at,
        what: What::Decision,
        first: match decision.title.as_str() {
            "" => decision.what,
            title => format!("{title}: {}", decision.what),
        },
        second: format!(
            "[{}]",
            decision
                .exception
                .map_or(decision.process, |exception| exception.code())
        ),
        answer: String::new(),
        error: 0,
    });
    lines.iter().cloned().chain(decided).collect()
}

/// Notes what a player sent after a newer launch had taken over: it counts no more, but somebody may want to know.
pub(super) async fn keep_late(
    tx: &mut Tx,
    ticket: &str,
    batch: &Commit,
    now: Millis,
) -> Result<()> {
    let Some(launch) = store::by_ticket(tx, &secret::hash(ticket)).await? else {
        return Ok(());
    };
    if batch.seq <= launch.seq || (batch.log.is_empty() && batch.entries.is_empty()) {
        return Ok(());
    }
    let at = batch
        .log
        .first()
        .map_or(now - launch.started_at, |line| line.at);
    let line = |what, first: &str, second: &str| Line {
        at,
        what,
        first: first.to_owned(),
        second: second.to_owned(),
        answer: String::new(),
        error: 0,
    };
    let why = "Another launch had taken over: what follows was not taken in";
    let mut lines = vec![line(What::Decision, why, "")];
    lines.extend(batch.log.iter().cloned());
    if batch.log.is_empty() {
        lines.extend(batch.entries.iter().filter_map(|entry| match entry {
            Entry::Set(element, value) => Some(line(What::SetValue, element, value)),
            Entry::Init => Some(line(What::Initialize, "", "")),
            Entry::Term => Some(line(What::Terminate, "", "")),
            Entry::Begin(_) | Entry::End(_) | Entry::Nav(_) => None,
        }));
    }
    keep(tx, &launch.id, lines).await?;
    store::heard(tx, &launch.id, batch.seq).await
}

/// A launch and what its log holds of what is asked for.
///
/// # Errors
/// Not found if the course is another instructor's.
pub async fn launch(
    domain: &Domain,
    who: &Instructor,
    id: &LaunchId,
    query: &LogQuery,
) -> Result<LaunchPage> {
    let on = &mut &domain.db;
    let launch = owned(domain, who, id).await?;
    let standard = courses::manifest(domain, &mut &domain.db, &launch.version_id)
        .await?
        .standard;
    let all = logs::lines(on, id).await?;
    let matching: Vec<&Line> = all.iter().filter(|line| query.takes(line)).collect();
    let lines = matching
        .iter()
        .skip((query.page.max(1) - 1).saturating_mul(LOG_PAGE))
        .take(LOG_PAGE)
        .map(|line| shown((*line).clone(), standard))
        .collect();
    Ok(LaunchPage {
        lines,
        matching: matching.len(),
        all: all.len(),
        errors: all.iter().filter(|line| Show::Errors.takes(line)).count(),
        ended: ended(launch.ended_by.as_deref())?,
        browser: browser::named(&launch.user_agent),
        user_agent: launch.user_agent,
        id: launch.id,
        course: launch.course_id,
        course_title: launch.course_title,
        registration: launch.registration_id,
        learner: launch.learner,
        instance: launch.instance,
        version: launch.version,
        started_at: launch.started_at,
        last_seen_at: launch.last_seen_at,
        full: launch.log_full,
    })
}

/// The whole log as text, a line each.
///
/// # Errors
/// Not found if the course is another instructor's.
pub async fn text(domain: &Domain, who: &Instructor, id: &LaunchId) -> Result<String> {
    let launch = owned(domain, who, id).await?;
    let standard = courses::manifest(domain, &mut &domain.db, &launch.version_id)
        .await?
        .standard;
    let mut text = format!(
        "{}\nLaunch {} of version {}, {}\n{}\n\n",
        launch.course_title,
        launch.id,
        launch.version,
        time::spoken(launch.started_at),
        launch.user_agent,
    );
    for line in logs::lines(&mut &domain.db, id).await? {
        let shown = shown(line, standard);
        let line = &shown.line;
        let seconds = line.at as f64 / 1_000.0;
        text.push_str(&format!("{seconds:10.3}  {}", line.said()));
        if !line.answer.is_empty() {
            text.push_str(&format!("  →  {}", line.answer));
        }
        if line.error != 0 {
            text.push_str(&format!("  [{} {}]", line.error, shown.error));
        }
        text.push('\n');
    }
    if launch.log_full {
        text.push_str("\nThe log was full; what came after is not in it.\n");
    }
    Ok(text)
}

/// The latest try-outs of a course, or of one version of it.
pub(crate) async fn try_outs(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    version: Option<&VersionId>,
) -> Result<Vec<TryOut>> {
    let of = (course, version);
    let rows = logs::try_outs(&mut &domain.db, &who.id, of, TRY_OUTS).await?;
    let try_out = |(id, started_at, user_agent): (LaunchId, i64, String)| TryOut {
        id,
        started_at,
        browser: browser::named(&user_agent),
    };
    Ok(rows.into_iter().map(try_out).collect())
}

/// Forgets old logs.
pub async fn sweep_logs(domain: &Domain) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    logs::forget(&mut tx, domain.now() - KEPT_FOR).await?;
    tx.commit().await
}

fn shown(line: Line, standard: Standard) -> ShownLine {
    let error = match line.error {
        0 => String::new(),
        code => error_text(standard, &code.to_string()).to_owned(),
    };
    ShownLine { line, error }
}

async fn owned(domain: &Domain, who: &Instructor, id: &LaunchId) -> Result<store::logs::Of> {
    let launch = logs::launch(&mut &domain.db, id)
        .await?
        .filter(|launch| launch.owner_id == who.id);
    let missing = || Problem::NotFound("This launch is not one of yours.".to_owned());
    Ok(launch.ok_or_else(missing)?)
}
