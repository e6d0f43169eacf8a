//! When a report is due, on the clock of its zone.

use crate::reportage::dates::civil;
use crate::zone;
use beckon_model::Millis;
use beckon_model::report_schedule::{Rhythm, Rule};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The longest that a rule lets one wait, in days.
const LOOK_AHEAD: usize = 40;

/// The first time after a moment at which a rule is due: once on each of its days. Where the clock leaves the hour out, as
/// much later; where it shows it twice, the first of the two.
pub(super) fn next(rule: &Rule, after: Millis) -> Millis {
    let tz = zone::find(&rule.zone).unwrap_or(TimeZone::UTC);
    let hour = i8::try_from(rule.hour).unwrap_or_default().clamp(0, 23);
    let days = std::iter::successors(Some(civil(after, &tz)), |day| day.tomorrow().ok());
    let mut due = days.take(LOOK_AHEAD).filter(|day| is_on(rule, *day));
    let due = due.find_map(|day| {
        let moment = tz.to_ambiguous_timestamp(day.at(hour, 0, 0, 0));
        let at = moment.compatible().ok()?.as_millisecond();
        (at > after).then_some(at)
    });
    due.unwrap_or(Millis::MAX)
}

fn is_on(rule: &Rule, day: Date) -> bool {
    match rule.rhythm {
        Rhythm::Daily => true,
        Rhythm::Weekly => i64::from(day.weekday().to_monday_one_offset()) == rule.day,
        Rhythm::Monthly => i64::from(day.day()) == rule.day.min(i64::from(day.days_in_month())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Millis = 3_600_000;

    fn rule(rhythm: Rhythm, day: i64, hour: i64) -> Rule {
        Rule {
            rhythm,
            day,
            hour,
            zone: "Europe/Berlin".to_owned(),
        }
    }

    fn at(text: &str) -> Millis {
        zone::parse_local(text, "Europe/Berlin").expect("a moment")
    }

    /// The next times from a moment on, on the clock of the zone.
    fn times(rule: &Rule, from: &str, many: usize) -> Vec<String> {
        let mut after = at(from);
        let mut all = Vec::new();
        for _ in 0..many {
            after = next(rule, after);
            all.push(zone::written(after, "Europe/Berlin"));
        }
        all
    }

    #[test]
    fn a_daily_report_keeps_its_hour_when_the_clocks_change() {
        let spring = times(&rule(Rhythm::Daily, 0, 8), "2026-03-27T09:00", 3);
        assert_eq!(
            spring,
            ["2026-03-28T08:00", "2026-03-29T08:00", "2026-03-30T08:00"]
        );
        let daily = rule(Rhythm::Daily, 0, 8);
        let before = next(&daily, at("2026-03-27T09:00"));
        assert_eq!(next(&daily, before) - before, 23 * HOUR);
    }

    #[test]
    fn an_hour_that_the_clock_leaves_out_is_as_much_later_that_day() {
        let left_out = times(&rule(Rhythm::Daily, 0, 2), "2026-03-28T09:00", 2);
        assert_eq!(left_out, ["2026-03-29T03:00", "2026-03-30T02:00"]);
    }

    #[test]
    fn an_hour_that_the_clock_shows_twice_is_due_once() {
        let daily = rule(Rhythm::Daily, 0, 2);
        let twice = times(&daily, "2026-10-24T09:00", 2);
        assert_eq!(twice, ["2026-10-25T02:00", "2026-10-26T02:00"]);
        let first = next(&daily, at("2026-10-24T09:00"));
        assert_eq!(next(&daily, first) - first, 25 * HOUR);
    }

    #[test]
    fn a_weekly_report_is_due_on_its_weekday() {
        let mondays = times(&rule(Rhythm::Weekly, 1, 8), "2026-11-27T00:00", 2);
        assert_eq!(mondays, ["2026-11-30T08:00", "2026-12-07T08:00"]);
        let today = times(&rule(Rhythm::Weekly, 5, 8), "2026-11-27T07:59", 1);
        assert_eq!(today, ["2026-11-27T08:00"]);
        let over = times(&rule(Rhythm::Weekly, 5, 8), "2026-11-27T08:00", 1);
        assert_eq!(over, ["2026-12-04T08:00"]);
    }

    #[test]
    fn a_monthly_report_is_due_on_the_last_day_of_a_shorter_month() {
        let ends = times(&rule(Rhythm::Monthly, 31, 8), "2027-01-01T00:00", 4);
        assert_eq!(
            ends,
            [
                "2027-01-31T08:00",
                "2027-02-28T08:00",
                "2027-03-31T08:00",
                "2027-04-30T08:00"
            ]
        );
    }

    #[test]
    fn every_rule_has_a_next_time_wherever_the_clock_stands() {
        for zone in ["Europe/Berlin", "Pacific/Apia", "America/St_Johns", "UTC"] {
            for (rhythm, day) in [
                (Rhythm::Daily, 0),
                (Rhythm::Weekly, 7),
                (Rhythm::Monthly, 31),
            ] {
                for hour in 0..24 {
                    let rule = Rule {
                        zone: zone.to_owned(),
                        ..rule(rhythm, day, hour)
                    };
                    // 2011-12-29: Samoa leaves a day out.
                    let mut after = 1_325_116_800_000;
                    for _ in 0..40 {
                        let due = next(&rule, after);
                        assert!(due > after && due < Millis::MAX, "{rule:?} after {after}");
                        after = due;
                    }
                }
            }
        }
    }
}
