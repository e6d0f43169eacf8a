//! Tables as files: whatever the screen shows, over all its pages.

use super::answers;
use super::dates::Between;
use super::store::Scope;
use super::summaries;
use crate::accounts::Instructor;
use crate::{Domain, Error, Result};
use beckon_model::AccountId;
use beckon_model::reportage::{Criteria, Figures, Group, Question, Row, View};
use beckon_model::time::iso;
use futures::Stream;
use futures::stream::{self, TryStreamExt};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::path::Path;

/// How many registrations are read together.
const TOGETHER: i64 = 2_000;
/// The rows of a worksheet (ISO/IEC 29500-1, as Excel limits it).
const SHEET_ROWS: u32 = 1_048_576;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
enum Cell {
    Text(String),
    Number(f64),
    Nothing,
}

impl Cell {
    fn count(n: i64) -> Self {
        Self::Number(n as f64)
    }

    fn score(score: Option<f64>) -> Self {
        score.map_or(Self::Nothing, |score| {
            Self::Number((score * 100.0).round() / 100.0)
        })
    }

    fn moment(at: Option<i64>) -> Self {
        at.map_or(Self::Nothing, |at| Self::Text(iso(at)))
    }

    /// Seconds of hundredths.
    fn seconds(hundredths: i64) -> Self {
        Self::Number((hundredths / 100) as f64)
    }

    /// As CSV has it. A text that a spreadsheet would take for a formula is kept from being one (OWASP, "CSV Injection").
    fn text(&self) -> String {
        match self {
            Self::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => {
                format!("'{text}")
            }
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Nothing => String::new(),
        }
    }
}

fn head(view: View) -> &'static [&'static str] {
    match view {
        View::Registrations => &[
            "Learner",
            "E-mail",
            "Course",
            "Kind",
            "Status",
            "Score",
            "Seconds",
            "Attempt",
            "Registered",
            "First launched",
            "Completed",
            "Last activity",
            "Flagged",
            "Registration",
        ],
        View::Questions => &[
            "Course",
            "Activity",
            "Question",
            "Text",
            "Correct answer",
            "Answered",
            "Right",
            "Answers",
        ],
        View::Learners | View::Courses | View::Invitations => &[
            "Name",
            "More",
            "Registrations",
            "Opened",
            "Started",
            "Completed",
            "Passed",
            "Failed",
            "Average score",
            "Average seconds",
            "Id",
        ],
    }
}

fn registration(row: Row) -> Vec<Cell> {
    vec![
        Cell::Text(row.called().to_owned()),
        Cell::Text(row.email),
        Cell::Text(row.course_title),
        Cell::Text(if row.public { "public" } else { "private" }.to_owned()),
        Cell::Text(row.progress.label().to_owned()),
        Cell::score(row.score),
        Cell::seconds(row.time),
        Cell::count(row.instance),
        Cell::moment(Some(row.created_at)),
        Cell::moment(row.launched_at),
        Cell::moment(row.completed_at),
        Cell::moment(row.last_activity_at),
        Cell::Text(if row.flagged { "yes" } else { "" }.to_owned()),
        Cell::Text(row.registration.0),
    ]
}

fn group(group: Group) -> Vec<Cell> {
    let Figures {
        registrations,
        opened,
        started,
        completed,
        passed,
        failed,
        ..
    } = group.figures;
    let mut cells = vec![Cell::Text(group.title), Cell::Text(group.more)];
    cells.extend([registrations, opened, started, completed, passed, failed].map(Cell::count));
    cells.push(Cell::score(group.figures.average_score()));
    cells.push(Cell::seconds(group.figures.average_time()));
    cells.push(Cell::Text(group.id));
    cells
}

fn question(question: Question) -> Vec<Cell> {
    let answers = question
        .answers
        .iter()
        .map(|(answer, times)| format!("{answer}: {times}"));
    let answers = answers.collect::<Vec<_>>().join("; ");
    vec![
        Cell::Text(question.course),
        Cell::Text(question.activity),
        Cell::Text(question.id),
        Cell::Text(question.text),
        Cell::Text(question.correct.join(" or ")),
        Cell::count(question.answered),
        Cell::count(question.right),
        Cell::Text(answers),
    ]
}

/// Where the reading of a table stands.
enum At {
    Beginning,
    /// Beyond the row of this key.
    Beyond(String),
    End,
}

/// The lines of a table, some at a time, so that no table lies in memory whole: registrations in the order of coming,
/// groups in that of their ids.
fn lines(
    domain: Domain,
    owner: AccountId,
    criteria: Criteria,
) -> impl Stream<Item = Result<Vec<Vec<Cell>>>> + Send {
    let (between, _) = Between::of(&criteria, domain.now());
    stream::try_unfold(At::Beginning, move |at| {
        let (domain, owner, criteria) = (domain.clone(), owner.clone(), criteria.clone());
        async move {
            let on = &mut &domain.db;
            let scope = Scope::of(on, &owner, &criteria, between).await?;
            let key = match at {
                At::End => return Ok(None),
                At::Beyond(key) => key,
                At::Beginning => {
                    summaries::catch_up(&domain).await?;
                    String::new()
                }
            };
            let (lines, last): (Vec<_>, _) = match criteria.view {
                View::Registrations => {
                    let page = scope.after(on, &key, TOGETHER).await?;
                    (page.rows.into_iter().map(registration).collect(), page.last)
                }
                View::Questions => {
                    let all = answers::of(&domain, &scope, None).await?.questions;
                    (all.into_iter().map(question).collect(), String::new())
                }
                View::Learners | View::Courses | View::Invitations => {
                    let page = scope.groups_after(on, &key, TOGETHER).await?;
                    (page.rows.into_iter().map(group).collect(), page.last)
                }
            };
            let next = if last.is_empty() {
                At::End
            } else {
                At::Beyond(last)
            };
            Ok(Some((lines, next)))
        }
    })
}

/// A table as CSV (RFC 4180) in UTF-8, some lines at a time; moments in UTC.
pub fn csv(
    domain: &Domain,
    who: &Instructor,
    criteria: &Criteria,
) -> impl Stream<Item = Result<Vec<u8>>> + Send + 'static {
    csv_of(domain, &who.id, criteria)
}

/// The same whoever asks: the results are those of this account.
pub(super) fn csv_of(
    domain: &Domain,
    owner: &AccountId,
    criteria: &Criteria,
) -> impl Stream<Item = Result<Vec<u8>>> + Send + use<> {
    let head = head(criteria.view)
        .iter()
        .map(|name| Cell::Text((*name).to_owned()))
        .collect();
    let head = stream::iter([Ok(vec![head])]);
    let lines = lines(domain.clone(), owner.clone(), criteria.clone());
    futures::StreamExt::chain(head, lines).and_then(|lines| async move { written(&lines) })
}

fn written(lines: &[Vec<Cell>]) -> Result<Vec<u8>> {
    let mut csv = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for line in lines {
        csv.write_record(line.iter().map(Cell::text))
            .map_err(|error| Error::Other(error.to_string()))?;
    }
    csv.into_inner()
        .map_err(|error| Error::Other(error.to_string()))
}

/// A table as a workbook for spreadsheets, written to a file; memory holds one row at a time. What one worksheet has no
/// room for goes on in the next.
///
/// # Errors
/// When the file can't be written.
pub async fn xlsx(domain: &Domain, who: &Instructor, criteria: &Criteria, to: &Path) -> Result<()> {
    let lines = lines(domain.clone(), who.id.clone(), criteria.clone());
    let mut workbook = sheets(criteria.view, lines, SHEET_ROWS).await?;
    let to = to.to_owned();
    tokio::task::spawn_blocking(move || workbook.save(to))
        .await
        .map_err(|error| Error::Other(error.to_string()))?
        .map_err(unwritten)
}

/// Writes lines to worksheets of so many rows, each under the names of the columns.
async fn sheets(
    view: View,
    lines: impl Stream<Item = Result<Vec<Vec<Cell>>>>,
    rows: u32,
) -> Result<Workbook> {
    let mut workbook = Workbook::new();
    let mut lines = std::pin::pin!(lines);
    let mut number = 1;
    begin_sheet(&mut workbook, view, number)?;
    let mut row = 1;
    while let Some(some) = lines.try_next().await? {
        for line in some {
            if row == rows {
                number += 1;
                begin_sheet(&mut workbook, view, number)?;
                row = 1;
            }
            let sheet = workbook
                .worksheet_from_index(number - 1)
                .map_err(unwritten)?;
            for (column, cell) in (0u16..).zip(&line) {
                match cell {
                    Cell::Text(text) => sheet.write_string(row, column, text).map_err(unwritten)?,
                    Cell::Number(number) => sheet
                        .write_number(row, column, *number)
                        .map_err(unwritten)?,
                    Cell::Nothing => continue,
                };
            }
            row += 1;
        }
    }
    Ok(workbook)
}

fn begin_sheet(workbook: &mut Workbook, view: View, number: usize) -> Result<()> {
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet_with_constant_memory();
    let sheet = sheet.map_err(unwritten)?;
    let name = match number {
        1 => view.label().to_owned(),
        number => format!("{} {number}", view.label()),
    };
    sheet.set_name(name).map_err(unwritten)?;
    for (column, name) in (0u16..).zip(head(view)) {
        sheet
            .write_with_format(0, column, *name, &bold)
            .map_err(unwritten)?;
    }
    Ok(())
}

fn unwritten(error: XlsxError) -> Error {
    Error::Other(format!("a workbook could not be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[tokio::test]
    async fn what_a_worksheet_has_no_room_for_goes_on_in_the_next() {
        let line = |n: i64| vec![Cell::Text(format!("person {n}")), Cell::count(n)];
        let parts = [(1..=4), (5..=7)].map(|some| Ok(some.map(line).collect()));
        let mut workbook = sheets(View::Registrations, stream::iter(parts), 4)
            .await
            .expect("a workbook");
        let file = std::io::Cursor::new(workbook.save_to_buffer().expect("written"));
        let mut file = zip::ZipArchive::new(file).expect("a zip");
        let mut rows = |name: &str| {
            let mut sheet = String::new();
            let mut part = file.by_name(name).expect("a sheet");
            part.read_to_string(&mut sheet).expect("text");
            sheet.matches("<row ").count()
        };
        let counts = [1, 2, 3].map(|n| rows(&format!("xl/worksheets/sheet{n}.xml")));
        assert_eq!(counts, [4, 4, 2]);
    }
}
