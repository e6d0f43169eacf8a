//! Saved reports that go out by e-mail by themselves.

use crate::Millis;
use crate::mail::MailState;
use crate::words::words;
use serde::{Deserialize, Serialize};

words! {
    /// How often a report goes out.
    Rhythm {
        Daily => "daily", "Every day";
        Weekly => "weekly", "Every week";
        Monthly => "monthly", "Every month";
    }
}

/// The days of a week, Monday first.
pub const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// When a report goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub rhythm: Rhythm,
    /// Weekly: 1 is Monday. Monthly: of the month, and the last day of a shorter one. Daily: 0.
    pub day: i64,
    /// 0 to 23, on the clock of the zone.
    pub hour: i64,
    /// As the IANA names it.
    pub zone: String,
}

impl Rule {
    /// In words: `every Monday at 8:00 (Europe/Berlin)`.
    pub fn words(&self) -> String {
        let when = match self.rhythm {
            Rhythm::Daily => "every day".to_owned(),
            Rhythm::Weekly => {
                let day = usize::try_from(self.day - 1).ok();
                let day = day.and_then(|day| WEEKDAYS.get(day));
                format!("every {}", day.copied().unwrap_or("week"))
            }
            Rhythm::Monthly if self.day > 28 => {
                format!("on day {} of every month, or its last", self.day)
            }
            Rhythm::Monthly => format!("on day {} of every month", self.day),
        };
        format!("{when} at {}:00 ({})", self.hour, self.zone)
    }
}

/// What a form says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleForm {
    pub rhythm: String,
    /// 1 is Monday.
    pub weekday: String,
    /// 1 to 31.
    pub day: String,
    pub hour: String,
    /// Empty for UTC.
    pub zone: String,
    /// As pasted.
    pub addresses: String,
}

/// Someone who gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reader {
    pub email: String,
    /// Empty if none was given.
    pub name: String,
    /// What became of the last letter; `None` before the first.
    pub state: Option<MailState>,
}

/// How a saved report goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    pub rule: Rule,
    /// When the next letters go out, and the same on the clock of the rule's zone.
    pub next: Millis,
    pub next_spoken: String,
    pub last: Option<Millis>,
    /// By their addresses.
    pub readers: Vec<Reader>,
}

/// What the page for it starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleStart {
    /// Of the report.
    pub name: String,
    /// The report's own, where it names one.
    pub zone: String,
    /// The instructor's address.
    pub own: String,
    pub schedule: Option<Schedule>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_told_in_words() {
        let rule = |rhythm, day| Rule {
            rhythm,
            day,
            hour: 8,
            zone: "Europe/Berlin".to_owned(),
        };
        let words = |rhythm, day| rule(rhythm, day).words();
        assert_eq!(words(Rhythm::Daily, 0), "every day at 8:00 (Europe/Berlin)");
        assert_eq!(
            words(Rhythm::Weekly, 7),
            "every Sunday at 8:00 (Europe/Berlin)"
        );
        assert_eq!(
            words(Rhythm::Monthly, 1),
            "on day 1 of every month at 8:00 (Europe/Berlin)"
        );
        assert_eq!(
            words(Rhythm::Monthly, 31),
            "on day 31 of every month, or its last at 8:00 (Europe/Berlin)"
        );
    }
}
