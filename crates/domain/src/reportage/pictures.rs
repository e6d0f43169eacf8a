//! Pictures of figures as SVG, drawn in the colours of the page's own style, each with its figures as a table.

use super::dates::civil;
use super::store::Moment;
use crate::zone;
use beckon_model::reportage::{Dates, Figures, Picture};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Limits of the time spent, in hundredths of a second, each with its name; beyond the last is [`LONGER`].
pub(super) const TIMES: [(i64, &str); 6] = [
    (30_000, "under 5 min"),
    (90_000, "5–15 min"),
    (180_000, "15–30 min"),
    (360_000, "30–60 min"),
    (720_000, "1–2 h"),
    (1_440_000, "2–4 h"),
];
const LONGER: &str = "over 4 h";

/// The most columns that are drawn before days become weeks, and weeks months.
pub(super) const MOST_COLUMNS: i64 = 62;
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 60.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 30.0;

/// How many came and how many completed, by day, week or month on the clock of a zone; by the moment of these dates, if
/// some are meant.
pub(super) fn over_time(moments: &[Moment], zone: &str, by: Option<Dates>) -> Picture {
    let tz = zone::find(zone).unwrap_or(TimeZone::UTC);
    let mut days = BTreeMap::<Date, [i64; 2]>::new();
    for moment in moments {
        let counts = days
            .entry(civil(moment.quarter * 900_000, &tz))
            .or_default();
        counts[0] += moment.came;
        counts[1] += moment.completed;
    }
    let (Some(first), Some(last)) = (
        days.keys().next().copied(),
        days.keys().next_back().copied(),
    ) else {
        return empty("Registrations and completions over time");
    };
    let step = Step::for_days(i64::from((last - first).get_days()) + 1);
    let mut columns = BTreeMap::<Date, [i64; 2]>::new();
    let mut at = step.start(first);
    while at <= last {
        columns.insert(at, [0, 0]);
        let Some(next) = step.next(at) else { break };
        at = next;
    }
    for (day, counts) in days {
        let column = columns.entry(step.start(day)).or_default();
        column[0] += counts[0];
        column[1] += counts[1];
    }
    let bars = columns
        .into_iter()
        .map(|(day, counts)| (step.label(day), counts.to_vec()))
        .collect::<Vec<_>>();
    let of_them = ["Registrations", "Of them completed"];
    let (title, series) = match by {
        None => ("Registrations and completions", ["Registered", "Completed"]),
        Some(Dates::Created) => ("Created", of_them),
        Some(Dates::Launched) => ("First launched", of_them),
        Some(Dates::Completed) => ("Completed", of_them),
        Some(Dates::Activity) => ("Last active", of_them),
    };
    picture(
        &format!("{title} by {}", step.name()),
        step.name(),
        &series,
        &bars,
    )
}

/// How far each is.
pub(super) fn standing(figures: &Figures) -> Picture {
    let neither = figures.completed - figures.passed - figures.failed;
    let bars = [
        ("Not started", figures.registrations - figures.started),
        ("Under way", figures.started - figures.completed),
        ("Completed only", neither),
        ("Passed", figures.passed),
        ("Failed", figures.failed),
    ];
    picture(
        "Completion and success",
        "Status",
        &["Registrations"],
        &single(&bars),
    )
}

/// How many went how far.
pub(super) fn funnel(figures: &Figures) -> Picture {
    let bars = [
        ("Invited", figures.registrations),
        ("Opened", figures.opened),
        ("Started", figures.started),
        ("Completed", figures.completed),
        ("Passed", figures.passed),
    ];
    picture(
        "How far they come (failed counts as completed)",
        "Step",
        &["Registrations"],
        &single(&bars),
    )
}

/// Takes how many have a score of so many tens.
pub(super) fn scores(tens: &[i64]) -> Picture {
    let label = |n: usize| match n {
        9 => "90–100".to_owned(),
        n => format!("{}–{}", n * 10, n * 10 + 9),
    };
    picture("Scores", "Score", &["Registrations"], &spread(tens, label))
}

/// Takes how many spent how long, by the places of [`TIMES`].
pub(super) fn times(spent: &[i64]) -> Picture {
    let label = |n: usize| {
        let time = TIMES.get(n);
        time.map_or(LONGER, |(_, label)| label).to_owned()
    };
    picture(
        "Time spent",
        "Time",
        &["Registrations"],
        &spread(spent, label),
    )
}

fn single(bars: &[(&str, i64)]) -> Vec<(String, Vec<i64>)> {
    bars.iter()
        .map(|(label, n)| ((*label).to_owned(), vec![*n]))
        .collect()
}

/// The places of a spread, also those where nobody is.
fn spread(counts: &[i64], label: impl Fn(usize) -> String) -> Vec<(String, Vec<i64>)> {
    let places = counts.iter().enumerate();
    places
        .map(|(place, count)| (label(place), vec![*count]))
        .collect()
}

/// How much time a column stands for.
#[derive(Clone, Copy)]
enum Step {
    Day,
    Week,
    Month,
}

impl Step {
    fn for_days(days: i64) -> Self {
        match days {
            ..=MOST_COLUMNS => Self::Day,
            days if days <= MOST_COLUMNS * 7 => Self::Week,
            _ => Self::Month,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    fn start(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let since = i64::from(day.weekday().since(Weekday::Monday));
                day.checked_sub(since.days()).unwrap_or(day)
            }
            Self::Month => day.first_of_month(),
        }
    }

    fn next(self, start: Date) -> Option<Date> {
        let span = match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
        };
        start.checked_add(span).ok()
    }

    fn label(self, start: Date) -> String {
        let format = match self {
            Self::Day | Self::Week => "%-d %b %Y",
            Self::Month => "%b %Y",
        };
        start.strftime(format).to_string()
    }
}

fn empty(title: &str) -> Picture {
    picture(title, "", &[], &[])
}

/// Columns side by side, a colour for each series.
fn picture(title: &str, of: &str, series: &[&str], bars: &[(String, Vec<i64>)]) -> Picture {
    let mut columns = vec![capital(of)];
    columns.extend(series.iter().map(|name| (*name).to_owned()));
    let rows = bars.iter().map(|(label, counts)| {
        let mut row = vec![label.clone()];
        row.extend(counts.iter().map(i64::to_string));
        row
    });
    Picture {
        title: title.to_owned(),
        svg: svg(title, series, bars),
        columns,
        rows: rows.collect(),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn svg(title: &str, series: &[&str], bars: &[(String, Vec<i64>)]) -> String {
    let most = bars
        .iter()
        .flat_map(|(_, counts)| counts)
        .copied()
        .max()
        .unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let top = rounded_up(most);
    let (width, height) = (WIDTH - LEFT, HEIGHT - TOP - BOTTOM);
    let y = |count: i64| TOP + height - height * count as f64 / top as f64;
    let mut svg = format!(
        r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{}. The table below has its figures.">"#,
        escaped(title)
    );
    for part in [0, top / 2, top] {
        let at = y(part);
        // Writing to a text cannot fail.
        let _ = write!(
            svg,
            r#"<path class="chart__line" d="M{LEFT} {at:.1}H{WIDTH}"/><text class="chart__label" x="{:.0}" y="{:.1}" text-anchor="end">{}</text>"#,
            LEFT - 6.0,
            at + 4.0,
            short(part)
        );
    }
    let slot = width / bars.len() as f64;
    let gap = (slot * 0.2).min(16.0);
    let bar = (slot - gap) / series.len().max(1) as f64;
    let every = ((bars.len() as f64 / 8.0).ceil() as usize).max(1);
    let labels: Vec<_> = bars.iter().step_by(every).map(|(label, _)| label).collect();
    let between = match crowded(&labels, slot * every as f64) {
        true => " chart__label--between chart__label--crowded",
        false => " chart__label--between",
    };
    for (n, (label, counts)) in bars.iter().enumerate() {
        let x = LEFT + slot * n as f64;
        for (of, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let at = y(*count);
            let name = series.get(of).copied().unwrap_or_default();
            let _ = write!(
                svg,
                r#"<rect class="chart__bar chart__bar--{of}" x="{:.1}" y="{at:.1}" width="{:.1}" height="{:.1}"><title>{}: {} {}</title></rect>"#,
                x + gap / 2.0 + bar * of as f64,
                (bar - 1.0).max(1.0),
                TOP + height - at,
                escaped(label),
                count,
                escaped(&name.to_lowercase())
            );
        }
        if n % every == 0 {
            let between = if (n / every).is_multiple_of(2) {
                ""
            } else {
                between
            };
            let _ = write!(
                svg,
                r#"<text class="chart__label{between}" x="{:.1}" y="{:.1}" text-anchor="middle">{}</text>"#,
                x + slot / 2.0,
                HEIGHT - 8.0,
                escaped(label)
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

/// Round numbers in few letters: `500k`, `2M`.
fn short(count: i64) -> String {
    match count {
        1_000_000.. if count % 1_000_000 == 0 => format!("{}M", count / 1_000_000),
        10_000.. if count % 1_000 == 0 => format!("{}k", count / 1_000),
        _ => count.to_string(),
    }
}

/// Whether labels would touch each other that stand so far apart, in letters of middle size.
fn crowded(labels: &[&String], apart: f64) -> bool {
    const LETTER: f64 = 8.8;
    let long = |label: &String| label.chars().count() as f64 * LETTER;
    let touch = |pair: &[&String]| (long(pair[0]) + long(pair[1])) / 2.0 > apart;
    labels.windows(2).any(touch)
}

/// An even number that is short to write and not less.
fn rounded_up(count: i64) -> i64 {
    let mut unit = 1;
    loop {
        for step in [2, 4, 10] {
            if count <= step * unit {
                return step * unit;
            }
        }
        unit *= 10;
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 96;
    /// 2026-11-25
    const TODAY: i64 = 1_795_564_800_000 / 900_000;

    fn came(quarter: i64) -> Moment {
        Moment {
            quarter,
            came: 1,
            completed: 0,
        }
    }

    #[test]
    fn days_without_anything_are_columns_too() {
        let picture = over_time(&[came(TODAY), came(TODAY + 2 * DAY)], "UTC", None);
        let labels: Vec<_> = picture.rows.iter().map(|row| row.join(" ")).collect();
        assert_eq!(
            labels,
            ["25 Nov 2026 1 0", "26 Nov 2026 0 0", "27 Nov 2026 1 0"]
        );
        assert_eq!(picture.columns, ["Day", "Registered", "Completed"]);
    }

    #[test]
    fn a_day_is_that_of_the_zone() {
        let late = came(TODAY + DAY - 1);
        assert_eq!(over_time(&[late], "UTC", None).rows[0][0], "25 Nov 2026");
        assert_eq!(
            over_time(&[late], "Asia/Kathmandu", None).rows[0][0],
            "26 Nov 2026"
        );
    }

    #[test]
    fn long_times_are_told_by_weeks_and_months() {
        let weeks = over_time(&[came(TODAY), came(TODAY + 100 * DAY)], "UTC", None);
        assert_eq!(weeks.rows[0][0], "23 Nov 2026");
        let months = over_time(&[came(TODAY), came(TODAY + 1_000 * DAY)], "UTC", None);
        assert_eq!(
            (months.rows[0][0].as_str(), months.rows.len()),
            ("Nov 2026", 34)
        );
    }

    #[test]
    fn the_scale_ends_at_a_short_number() {
        assert_eq!(
            [1, 3, 5, 11, 99, 101].map(rounded_up),
            [2, 4, 10, 20, 100, 200]
        );
    }

    #[test]
    fn large_numbers_are_short_beside_the_scale() {
        assert_eq!(
            [5_000, 50_000, 500_000, 2_000_000].map(short),
            ["5000", "50k", "500k", "2M"]
        );
    }

    #[test]
    fn labels_that_would_touch_give_way() {
        let many: Vec<_> = (0..8).map(|day| came(TODAY + day * DAY)).collect();
        assert!(over_time(&many, "UTC", None).svg.contains("crowded"));
        assert!(!over_time(&many[..3], "UTC", None).svg.contains("crowded"));
    }

    #[test]
    fn nothing_is_drawn_of_nothing() {
        assert!(!standing(&Figures::default()).says_something());
        assert!(!scores(&[0; 10]).says_something());
        assert!(!over_time(&[], "UTC", None).says_something());
    }
}
