//! Times as people write them: on the clock of a place that the IANA names, such as `Europe/Berlin`.

use beckon_model::{Millis, Problem};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// Why a written time names no moment; the words are for whoever wrote it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoMoment {
    #[error("Write the date and the time, such as 2026-12-24 18:00.")]
    Unreadable,
    #[error("The time zone “{0}” is not known. Choose one such as Europe/Berlin, or UTC.")]
    UnknownZone(String),
    #[error(
        "The clocks in {0} are put forward just then, so this time is left out that day. Choose one an hour later."
    )]
    LeftOut(String),
}

impl NoMoment {
    /// The problem beside the field where the time was written.
    pub fn beside(&self, field: &str) -> Problem {
        Problem::field(field, self.to_string())
    }
}

/// The moment of a date and time (`2026-12-24T18:00`, with or without seconds, `T` or a space) on the clock of a zone.
/// A time that the clock shows twice, when it is put back, is the first of the two.
///
/// # Errors
/// When the text is no date and time, the zone is none, or the clock jumps over that time.
pub fn parse_local(text: &str, zone: &str) -> Result<Millis, NoMoment> {
    let tz = find(zone).ok_or_else(|| NoMoment::UnknownZone(zone.trim().to_owned()))?;
    let written: DateTime = text.trim().parse().map_err(|_| NoMoment::Unreadable)?;
    if text.trim().len() < "2026-12-24T18:00".len() {
        return Err(NoMoment::Unreadable);
    }
    let ambiguous = tz.to_ambiguous_timestamp(written);
    if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
        return Err(NoMoment::LeftOut(zone.trim().to_owned()));
    }
    let moment = ambiguous.earlier().map_err(|_| NoMoment::Unreadable)?;
    Ok(moment.as_millisecond())
}

/// The moment that a program writes as ISO 8601 (`2026-12-24T18:00:00.000Z`, with or without seconds and offset; a day alone
/// is its beginning). In UTC if it names no offset. `None` for anything else.
pub fn parse_iso(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_millisecond());
    }
    let there: DateTime = text.parse().ok()?;
    let moment = TimeZone::UTC.to_timestamp(there).ok()?;
    Some(moment.as_millisecond())
}

/// A moment as programs read it, to the millisecond in UTC.
pub fn iso(at: Millis) -> String {
    Timestamp::from_millisecond(at)
        .map(|moment| moment.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
        .unwrap_or_default()
}

/// A moment for people, on the clock of a zone: `24 Dec 2026, 18:00 CET`. In UTC if the zone is not known.
pub fn display(at: Millis, zone: &str) -> String {
    let tz = find(zone).unwrap_or(TimeZone::UTC);
    let Ok(moment) = Timestamp::from_millisecond(at) else {
        return beckon_model::time::spoken(at);
    };
    let there = moment.to_zoned_datetime(tz);
    let short = there.strftime("%Z").to_string();
    // Where a zone has no letters of its own, its name is its distance: -03.
    let utc = if short.starts_with(['+', '-']) {
        "UTC"
    } else {
        ""
    };
    format!("{} {utc}{short}", there.strftime("%-d %b %Y, %H:%M"))
}

/// A moment as the field of a form holds it, on the clock of a zone: `2026-12-24T18:00`.
pub fn written(at: Millis, zone: &str) -> String {
    let tz = find(zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_millisecond(at)
        .map(|moment| {
            moment
                .to_zoned_datetime(tz)
                .strftime("%Y-%m-%dT%H:%M")
                .to_string()
        })
        .unwrap_or_default()
}

/// The zone if it is one, or else `UTC`: what a browser sends need not be true.
pub fn known_or_utc(zone: &str) -> &str {
    let zone = zone.trim();
    if find(zone).is_some() { zone } else { "UTC" }
}

/// The zone of a name.
pub(crate) fn find(zone: &str) -> Option<TimeZone> {
    let zone = zone.trim();
    if zone.is_empty() || zone.len() > 64 {
        return None;
    }
    TimeZone::get(zone).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Millis = 3_600_000;
    /// 2026-12-24T18:00 in UTC.
    const CHRISTMAS: Millis = 1_798_135_200_000;

    #[test]
    fn programs_write_a_moment_with_an_offset_or_in_utc() {
        let at = |text| parse_iso(text);
        assert_eq!(at("2026-12-24T18:00:00.000Z"), Some(CHRISTMAS));
        assert_eq!(at("2026-12-24T19:00:00+01:00"), Some(CHRISTMAS));
        assert_eq!(at("2026-12-24T18:00:00"), Some(CHRISTMAS));
        assert_eq!(at("2026-12-24T18:00"), Some(CHRISTMAS));
        assert_eq!(at("2026-12-24"), Some(CHRISTMAS - 18 * HOUR));
        assert_eq!(at("tomorrow"), None);
        assert_eq!(iso(CHRISTMAS + 7), "2026-12-24T18:00:00.007Z");
    }

    #[test]
    fn a_time_is_read_on_the_clock_of_its_zone() {
        assert_eq!(parse_local("2026-12-24T18:00", "UTC"), Ok(CHRISTMAS));
        assert_eq!(
            parse_local("2026-12-24T18:00", "Europe/Berlin"),
            Ok(CHRISTMAS - HOUR)
        );
        assert_eq!(
            parse_local(" 2026-12-24 18:00:30 ", "America/New_York"),
            Ok(CHRISTMAS + 5 * HOUR + 30_000)
        );
        assert_eq!(
            parse_local("2026-12-24T18:00", "Asia/Kathmandu"),
            Ok(CHRISTMAS - 5 * HOUR - 45 * 60_000)
        );
    }

    #[test]
    fn a_time_is_shown_on_the_clock_of_its_zone() {
        let at = CHRISTMAS - HOUR;
        assert_eq!(display(at, "Europe/Berlin"), "24 Dec 2026, 18:00 CET");
        assert_eq!(display(at, "UTC"), "24 Dec 2026, 17:00 UTC");
        assert_eq!(
            display(at, "America/Sao_Paulo"),
            "24 Dec 2026, 14:00 UTC-03"
        );
        assert_eq!(display(at, "Mars/Olympus"), "24 Dec 2026, 17:00 UTC");
        assert_eq!(written(at, "Europe/Berlin"), "2026-12-24T18:00");
    }

    #[test]
    fn summer_time_counts_by_the_day_written_not_by_today() {
        let july = parse_local("2026-07-01T12:00", "Europe/Berlin").expect("read");
        assert_eq!(display(july, "UTC"), "1 Jul 2026, 10:00 UTC");
        assert_eq!(display(july, "Europe/Berlin"), "1 Jul 2026, 12:00 CEST");
    }

    #[test]
    fn a_time_that_the_clock_leaves_out_is_refused_in_words() {
        let gap = parse_local("2026-03-29T02:30", "Europe/Berlin");
        assert_eq!(gap, Err(NoMoment::LeftOut("Europe/Berlin".to_owned())));
        assert!(parse_local("2026-03-29T03:00", "Europe/Berlin").is_ok());
        assert!(parse_local("2026-03-29T02:30", "UTC").is_ok());
        let problem = gap.expect_err("left out").beside("send_at");
        assert!(
            problem
                .beside("send_at")
                .is_some_and(|why| why.contains("an hour later"))
        );
    }

    #[test]
    fn a_time_that_the_clock_shows_twice_is_the_first_of_the_two() {
        let first = parse_local("2026-10-25T02:30", "Europe/Berlin").expect("read");
        assert_eq!(display(first, "Europe/Berlin"), "25 Oct 2026, 02:30 CEST");
        assert_eq!(
            display(first + HOUR, "Europe/Berlin"),
            "25 Oct 2026, 02:30 CET"
        );
    }

    #[test]
    fn what_is_no_time_or_no_zone_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2026-12-24",
            "2026-13-24T18:00",
            "2026-02-30T18:00",
            "18:00",
        ] {
            assert_eq!(
                parse_local(text, "UTC"),
                Err(NoMoment::Unreadable),
                "{text}"
            );
        }
        for zone in ["", "Mars/Olympus", "../../etc/passwd", "CEST5"] {
            let told = parse_local("2026-12-24T18:00", zone);
            assert!(
                matches!(told, Err(NoMoment::UnknownZone(_))),
                "{zone}: {told:?}"
            );
            assert_eq!(known_or_utc(zone), "UTC");
        }
        assert_eq!(known_or_utc(" Europe/Berlin "), "Europe/Berlin");
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        for zone in [
            "UTC",
            "Europe/Berlin",
            "America/St_Johns",
            "Australia/Lord_Howe",
        ] {
            for day in 0..366 {
                let at = CHRISTMAS + day * 24 * HOUR;
                assert_eq!(parse_local(&written(at, zone), zone), Ok(at), "{zone}");
            }
        }
    }
}
