//! Moments and durations as the product keeps them.

use serde::{Deserialize, Serialize};

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// A civil date and time in UTC, for showing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Civil {
    pub year: i64,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub second: u32,
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// The civil date of a moment, by the proleptic Gregorian calendar in UTC
/// (days-to-civil as described by Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
pub fn civil(at: Millis) -> Civil {
    let seconds = at.div_euclid(1000);
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let z = days + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
    let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
    let year = yoe + era * 400 + i64::from(month <= 2);
    Civil {
        year,
        month,
        day,
        hour: (rest / 3600) as u32,
        minute: (rest / 60 % 60) as u32,
        second: (rest % 60) as u32,
    }
}

/// `2026-11-25T09:05:07Z`, for `<time datetime>`.
pub fn iso(at: Millis) -> String {
    let c = civil(at);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        c.year, c.month, c.day, c.hour, c.minute, c.second
    )
}

/// `25 Nov 2026, 09:05 UTC`, for people.
pub fn spoken(at: Millis) -> String {
    let c = civil(at);
    let month = MONTHS[(c.month as usize).saturating_sub(1).min(11)];
    format!(
        "{} {} {}, {:02}:{:02} UTC",
        c.day, month, c.year, c.hour, c.minute
    )
}

/// How long ago, in words: `just now`, `5 minutes ago`, `yesterday`, or the date.
pub fn ago(at: Millis, now: Millis) -> String {
    let seconds = (now - at).max(0) / 1000;
    match seconds {
        0..=44 => "just now".to_owned(),
        45..=89 => "a minute ago".to_owned(),
        90..=3_599 => format!("{} minutes ago", (seconds + 30) / 60),
        3_600..=5_399 => "an hour ago".to_owned(),
        5_400..=86_399 => format!("{} hours ago", (seconds + 1_800) / 3_600),
        86_400..=172_799 => "yesterday".to_owned(),
        172_800..=604_799 => format!("{} days ago", seconds / 86_400),
        _ => {
            let c = civil(at);
            format!(
                "{} {} {}",
                c.day,
                MONTHS[(c.month as usize - 1).min(11)],
                c.year
            )
        }
    }
}

/// A duration in words: `45 s`, `12 min`, `1 h 05 min`. Takes hundredths of a second.
pub fn duration(hundredths: i64) -> String {
    let seconds = hundredths.max(0) / 100;
    match seconds {
        0..=59 => format!("{seconds} s"),
        60..=3_599 => format!("{} min", seconds / 60),
        _ => format!("{} h {:02} min", seconds / 3_600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_epoch_and_leap_days_are_told_right() {
        assert_eq!(iso(0), "1970-01-01T00:00:00Z");
        assert_eq!(iso(951_782_400_000), "2000-02-29T00:00:00Z");
        assert_eq!(iso(1_795_597_507_000), "2026-11-25T09:05:07Z");
        assert_eq!(iso(-1), "1969-12-31T23:59:59Z");
    }

    #[test]
    fn how_long_ago_is_said_in_words() {
        let now = 1_795_597_507_000;
        assert_eq!(ago(now - 10_000, now), "just now");
        assert_eq!(ago(now - 300_000, now), "5 minutes ago");
        assert_eq!(ago(now - 90_000_000, now), "yesterday");
        assert_eq!(ago(now + 5_000, now), "just now");
    }

    #[test]
    fn durations_are_short() {
        assert_eq!(duration(4_550), "45 s");
        assert_eq!(duration(72_000), "12 min");
        assert_eq!(duration(390_000), "1 h 05 min");
    }
}
