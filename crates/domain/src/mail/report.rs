//! The letter that brings a saved report: its figures in words, the first rows of its table, and where to see it.

use super::html::{lay, with_button};
use super::letter::{LAYOUT, Letter, one_line};
use beckon_model::letter::escape;
use beckon_model::registration::points;
use beckon_model::reportage::{Figures, Report, Rows};
use beckon_model::time;

const HTML: &str = include_str!("../../mail/report.html");
const TEXT: &str = include_str!("../../mail/report.txt");
/// How many rows of the table stand in the letter.
const ROWS: usize = 10;
const CELL: &str =
    "padding:4px 12px 4px 0;border-bottom:1px solid #d9dde3;text-align:left;vertical-align:top;";

/// What a letter with a report is made of.
pub(crate) struct ReportLetter<'a> {
    /// Of the report.
    pub name: &'a str,
    /// Who gets it; may be empty.
    pub reader: &'a str,
    /// Who has it sent.
    pub sender: &'a str,
    /// How often, in words.
    pub when: &'a str,
    /// How things stood then, on the clock of the report's zone.
    pub at: &'a str,
    /// Until when the link works; `None` where the reader signs in.
    pub until: Option<String>,
    pub url: &'a str,
    /// Where the table is, if it is not attached.
    pub csv_url: Option<&'a str>,
    /// Where it is stopped.
    pub stop_url: &'a str,
    pub report: &'a Report,
}

impl ReportLetter<'_> {
    pub fn laid_out(&self) -> Letter {
        let name = one_line(self.name);
        let greeting = match one_line(self.reader) {
            nobody if nobody.is_empty() => "Hello,".to_owned(),
            reader => format!("Hello {reader},"),
        };
        let about = match self.report.title.as_str() {
            "Reportage" => "all results".to_owned(),
            title => one_line(title),
        };
        let words = words(&self.report.figures);
        let (head, rows) = table(self.report);
        let footer = self.footer();
        let file = match self.csv_url {
            None => "The whole table is attached.".to_owned(),
            Some(url) => format!("The whole table as CSV: {url}"),
        };
        let html_file = match self.csv_url {
            None => file.clone(),
            Some(url) => format!("<a href=\"{}\">The whole table as CSV</a>", escape(url)),
        };
        let more = self.more(rows.len());
        let subject = format!("{name}, {}", self.at);
        let html = lay(
            HTML,
            &[
                ("greeting", &escape(&greeting)),
                ("name", &escape(&name)),
                ("subject_of", &escape(&about)),
                ("at", &escape(self.at)),
                ("words", &escape(&words)),
                ("table", &html_table(&head, &rows, &more)),
                ("url", &escape(self.url)),
                ("file", &html_file),
            ],
        );
        Letter {
            html: lay(
                LAYOUT,
                &[
                    ("title", &escape(&subject)),
                    ("content", &with_button(&html, self.url)),
                    ("footer", &escape(&footer)),
                ],
            ),
            text: lay(
                TEXT,
                &[
                    ("greeting", &greeting),
                    ("name", &name),
                    ("subject_of", &about),
                    ("at", self.at),
                    ("words", &words),
                    ("table", &text_table(&head, &rows, &more)),
                    ("url", self.url),
                    ("file", &file),
                    ("footer", &footer),
                ],
            ),
            subject,
            unknown: Vec::new(),
        }
    }

    fn footer(&self) -> String {
        let until = match &self.until {
            Some(until) => format!(" Whoever has the link sees the report, until {until}."),
            None => String::new(),
        };
        format!(
            "{} has this report sent to you {}.{until} To get it no longer: {}",
            one_line(self.sender),
            self.when,
            self.stop_url
        )
    }

    /// How many rows the report has beyond those in the letter, in words; empty if none.
    fn more(&self, shown: usize) -> String {
        let shown = i64::try_from(shown).unwrap_or_default();
        match self.report.matching - shown {
            ..=0 => String::new(),
            1 => "… and 1 more row.".to_owned(),
            more => format!("… and {more} more rows."),
        }
    }
}

/// The figures as a sentence or two.
fn words(figures: &Figures) -> String {
    let Figures {
        registrations,
        opened,
        started,
        completed,
        passed,
        failed,
        ..
    } = figures;
    if *registrations == 0 {
        return "No registration fits what the report asks for.".to_owned();
    }
    let are = if *registrations == 1 {
        "1 registration"
    } else {
        &format!("{registrations} registrations")
    };
    let mut words = format!(
        "{are}: {opened} opened, {started} started, {completed} completed, {passed} passed, {failed} failed."
    );
    if let Some(score) = figures.average_score() {
        words.push_str(&format!(" The average score is {}.", points(score)));
    }
    if *started > 0 {
        let time = time::duration(figures.average_time());
        words.push_str(&format!(" On average {time} were spent."));
    }
    words
}

/// The names of the columns, and the first rows.
fn table(report: &Report) -> (Vec<&'static str>, Vec<Vec<String>>) {
    match &report.rows {
        Rows::Registrations(rows) => (
            vec!["Learner", "Course", "Status", "Score"],
            rows.iter()
                .take(ROWS)
                .map(|row| {
                    vec![
                        one_line(row.called()),
                        one_line(&row.course_title),
                        row.progress.label().to_owned(),
                        row.score.map(points).unwrap_or_default(),
                    ]
                })
                .collect(),
        ),
        Rows::Groups(groups) => (
            vec!["Name", "Registrations", "Completed", "Passed"],
            groups
                .iter()
                .take(ROWS)
                .map(|group| {
                    let figures = group.figures;
                    let counts = [figures.registrations, figures.completed, figures.passed];
                    let mut row = vec![one_line(&group.title)];
                    row.extend(counts.map(|count| count.to_string()));
                    row
                })
                .collect(),
        ),
        Rows::Questions(questions) => (
            vec!["Question", "Answered", "Right"],
            questions
                .iter()
                .take(ROWS)
                .map(|question| {
                    let text = match question.text.as_str() {
                        "" => &question.id,
                        text => text,
                    };
                    let counts = [question.answered, question.right];
                    let mut row = vec![one_line(text)];
                    row.extend(counts.map(|count| count.to_string()));
                    row
                })
                .collect(),
        ),
    }
}

fn html_table(head: &[&str], rows: &[Vec<String>], more: &str) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let line = |tag: &str, cells: &mut dyn Iterator<Item = &str>| {
        let cells: String = cells
            .map(|cell| format!("<{tag} style=\"{CELL}\">{}</{tag}>", escape(cell)))
            .collect();
        format!("<tr>{cells}</tr>")
    };
    let mut lines = line("th", &mut head.iter().copied());
    for row in rows {
        lines.push_str(&line("td", &mut row.iter().map(String::as_str)));
    }
    let more = match more {
        "" => String::new(),
        more => format!("<p style=\"margin:0 0 16px;\">{more}</p>"),
    };
    format!(
        "<table width=\"100%\" cellspacing=\"0\" style=\"margin:0 0 16px;font-size:14px;\">{lines}</table>{more}"
    )
}

fn text_table(head: &[&str], rows: &[Vec<String>], more: &str) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut lines = format!("{}\n", head.join(" | "));
    for row in rows {
        lines.push_str(&format!("{}\n", row.join(" | ")));
    }
    if !more.is_empty() {
        lines.push_str(&format!("{more}\n"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_in_words() {
        let mut figures = Figures {
            registrations: 12,
            opened: 9,
            started: 7,
            completed: 5,
            passed: 4,
            failed: 1,
            scored: 5,
            score: 390.0,
            time: 42_000,
        };
        assert_eq!(
            words(&figures),
            "12 registrations: 9 opened, 7 started, 5 completed, 4 passed, 1 failed. The average score is 78 %. \
             On average 1 min were spent."
        );
        figures = Figures::default();
        assert_eq!(
            words(&figures),
            "No registration fits what the report asks for."
        );
    }

    #[test]
    fn what_learners_are_called_is_no_markup() {
        let rows = vec![vec!["<b>Ada</b> & co".to_owned()]];
        let html = html_table(&["Learner"], &rows, "");
        assert!(html.contains("&lt;b&gt;Ada&lt;/b&gt; &amp; co"), "{html}");
        assert_eq!(
            text_table(&["Learner"], &rows, "… and 1 more row."),
            "Learner\n<b>Ada</b> & co\n… and 1 more row.\n"
        );
    }
}
