//! Between which moments: spans of days on the clock of a zone.

use crate::zone;
use beckon_model::Millis;
use beckon_model::reportage::{Criteria, Span};
use jiff::civil::Date;
use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// From a moment, included, until another, not included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Between {
    pub from: Option<Millis>,
    pub to: Option<Millis>,
}

impl Between {
    /// The moments of the criteria; a day that can't be read is left out, and said.
    pub fn of(criteria: &Criteria, now: Millis) -> (Self, Vec<String>) {
        let tz = zone::find(&criteria.zone).unwrap_or(TimeZone::UTC);
        let today = civil(now, &tz);
        let mut problems = Vec::new();
        let mut day = |typed: &str| {
            if typed.is_empty() {
                return None;
            }
            let read = typed.parse::<Date>().ok();
            if read.is_none() {
                problems.push(format!(
                    "“{typed}” is no date. Write it such as 2026-12-24."
                ));
            }
            read
        };
        let (from, to) = match criteria.span {
            Span::All => (None, None),
            Span::Month => (Some(today.first_of_month()), None),
            Span::Year => (Some(today.first_of_year()), None),
            Span::Last30 => (today.checked_sub(29.days()).ok(), None),
            Span::Custom => {
                let (from, to) = (day(&criteria.from), day(&criteria.to));
                if let (Some(from), Some(to)) = (from, to)
                    && from > to
                {
                    problems.push("The first day comes after the last one.".to_owned());
                }
                (from, to.and_then(|day| day.checked_add(1.day()).ok()))
            }
        };
        let begin = |day: Date| {
            let midnight = tz.to_ambiguous_timestamp(day.to_datetime(Time::midnight()));
            midnight.compatible().ok().map(|at| at.as_millisecond())
        };
        let between = Self {
            from: from.and_then(begin),
            to: to.and_then(begin),
        };
        (between, problems)
    }

    /// As long a time just before this one, and what it is called; `None` where this one has no beginning.
    pub fn before(self, now: Millis) -> Option<(String, Self)> {
        let from = self.from?;
        let length = self.to.unwrap_or(now) - from;
        let before = Self {
            from: Some(from - length),
            to: Some(from),
        };
        let days = (length + 86_399_999) / 86_400_000;
        let label = match days {
            1 => "The day before".to_owned(),
            days => format!("The {days} days before"),
        };
        (length > 0).then_some((label, before))
    }
}

/// The day that it is on the clock of a zone.
pub(super) fn civil(at: Millis, tz: &TimeZone) -> Date {
    let moment = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    moment.to_zoned_datetime(tz.clone()).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-25T09:05:07Z
    const NOW: Millis = 1_795_597_507_000;
    const DAY: Millis = 86_400_000;
    /// 2026-11-25T00:00:00Z
    const TODAY: Millis = NOW - NOW % DAY;

    fn of(query: &str) -> Between {
        Between::of(&Criteria::parse(query), NOW).0
    }

    #[test]
    fn a_month_to_date_begins_on_the_first_where_the_instructor_is() {
        let month = of("span=month");
        assert_eq!(month.from, Some(TODAY - 24 * DAY));
        assert_eq!(month.to, None);
        let there = of("span=month&zone=Europe/Berlin");
        assert_eq!(there.from, Some(TODAY - 24 * DAY - 3_600_000));
    }

    #[test]
    fn a_span_of_days_holds_its_last_day_whole() {
        let days = of("span=custom&from=2026-11-24&to=2026-11-25");
        assert_eq!((days.from, days.to), (Some(TODAY - DAY), Some(TODAY + DAY)));
        assert_eq!(of("span=30-days").from, Some(TODAY - 29 * DAY));
    }

    #[test]
    fn the_day_on_which_clocks_are_put_back_has_25_hours() {
        let day = of("span=custom&from=2026-10-25&to=2026-10-25&zone=Europe/Berlin");
        let (from, to) = (day.from.expect("from"), day.to.expect("to"));
        assert_eq!(to - from, 25 * 3_600_000);
    }

    #[test]
    fn a_day_that_cannot_be_read_is_said_and_left_out() {
        let criteria = Criteria::parse("span=custom&from=yesterday&to=2026-11-25");
        let (between, problems) = Between::of(&criteria, NOW);
        assert_eq!(between.from, None);
        assert_eq!(
            problems,
            ["“yesterday” is no date. Write it such as 2026-12-24."]
        );
    }

    #[test]
    fn the_time_before_is_as_long() {
        let (label, before) = of("span=custom&from=2026-11-24&to=2026-11-25")
            .before(NOW)
            .expect("before");
        assert_eq!(
            (before.from, before.to),
            (Some(TODAY - 3 * DAY), Some(TODAY - DAY))
        );
        assert_eq!(label, "The 2 days before");
        assert_eq!(of("").before(NOW), None);
    }
}
