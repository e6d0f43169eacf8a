//! Times of day, points in time and durations in both standards' spellings.

/// The longest total that is kept: 9999:59:59.99, in hundredths of a second.
pub const LONGEST: i64 = ((9999 * 60 + 59) * 60 + 59) * 100 + 99;

/// Reads `HHHH:MM:SS.SS` (2–4 digits of hours, up to two decimals) into hundredths of a second.
pub fn timespan_12(text: &str) -> Option<i64> {
    let (hours, rest) = text.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':')?;
    if !(2..=4).contains(&hours.len()) {
        return None;
    }
    let hours = digits(hours)?;
    let minutes = two(minutes, 0, 59)?;
    Some((hours * 60 + minutes) * 60_00 + seconds_12(seconds)?)
}

/// Whether `text` is a time of day, `HH:MM:SS.SS`.
pub fn is_time_12(text: &str) -> bool {
    timespan_12(text).is_some_and(|t| t < 24 * 60 * 60_00) && text.find(':') == Some(2)
}

fn seconds_12(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    Some(two(whole, 0, 59)? * 100 + hundredths(fraction)?)
}

/// Writes hundredths of a second as `HHHH:MM:SS.SS`, no more than 9999 hours.
pub fn show_12(time: i64) -> String {
    let time = time.clamp(0, LONGEST);
    let (seconds, rest) = (time / 100, time % 100);
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{hours:04}:{minutes:02}:{seconds:02}.{rest:02}")
}

/// Reads an ISO 8601 duration (`P1Y2M3DT4H5M6.78S`) into hundredths of a second. A year counts
/// 365 days and a month 30, as a duration without a date has no calendar.
pub fn duration(text: &str) -> Option<i64> {
    let rest = text.strip_prefix('P')?;
    let (date, time) = match rest.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None if rest.is_empty() => return None,
        None => (rest, ""),
    };
    const DAY: i64 = 24 * 60 * 60_00;
    let days = units(date, &[('Y', 365 * DAY), ('M', 30 * DAY), ('D', DAY)])?;
    let hours = units(time, &[('H', 60 * 60_00), ('M', 60_00), ('S', 100)])?;
    Some(days.saturating_add(hours))
}

/// Reads numbers followed by units, each at most once and in order.
fn units(mut text: &str, mut known: &[(char, i64)]) -> Option<i64> {
    let mut total = 0i64;
    while !text.is_empty() {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (number, rest) = text.split_at(end);
        let unit = rest.chars().next()?;
        let place = known.iter().position(|(name, _)| *name == unit)?;
        let size = known[place].1;
        let amount = match number.split_once('.') {
            Some((whole, fraction)) if unit == 'S' => digits(whole)?
                .saturating_mul(100)
                .saturating_add(hundredths(fraction)?),
            Some(_) => return None,
            None => digits(number)?.saturating_mul(size),
        };
        total = total.saturating_add(amount);
        known = &known[place + 1..];
        text = &rest[unit.len_utf8()..];
    }
    Some(total)
}

/// Writes hundredths of a second as `PT1H2M3.04S`.
pub fn show_duration(time: i64) -> String {
    let time = time.clamp(0, LONGEST);
    let (seconds, rest) = (time / 100, time % 100);
    let mut out = String::from("PT");
    if seconds >= 3600 {
        out += &format!("{}H", seconds / 3600);
    }
    if seconds / 60 % 60 > 0 {
        out += &format!("{}M", seconds / 60 % 60);
    }
    match (seconds % 60, rest) {
        (0, 0) if out.len() > 2 => {}
        (seconds, 0) => out += &format!("{seconds}S"),
        (seconds, rest) => out += &format!("{seconds}.{rest:02}S"),
    }
    out
}

/// Whether `text` is a point in time: a year from 1970 to 2038, then as much of month, day,
/// hour, minute, second, hundredths and time zone as is known.
pub fn is_timestamp(text: &str) -> bool {
    timestamp(text).is_some()
}

fn timestamp(text: &str) -> Option<()> {
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    if parts.len() > 3 || parts[0].len() != 4 {
        return None;
    }
    digits(parts[0]).filter(|year| (1970..=2038).contains(year))?;
    if let Some(month) = parts.get(1) {
        two(month, 1, 12)?;
    }
    if let Some(day) = parts.get(2) {
        two(day, 1, 31)?;
    }
    let Some(time) = time else { return Some(()) };
    if parts.len() < 3 {
        return None;
    }
    let parts: Vec<&str> = time.splitn(3, ':').collect();
    two(parts[0], 0, 23)?;
    if let Some(minute) = parts.get(1) {
        two(minute, 0, 59)?;
    }
    let Some(seconds) = parts.get(2) else {
        return Some(());
    };
    let Some((seconds, fraction)) = seconds.split_once('.') else {
        return two(seconds, 0, 59).map(|_| ());
    };
    two(seconds, 0, 59)?;
    let end = fraction
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(fraction.len());
    hundredths(&fraction[..end])?;
    zone(&fraction[end..])
}

fn zone(text: &str) -> Option<()> {
    if text.is_empty() || text == "Z" {
        return Some(());
    }
    let offset = text.strip_prefix(['+', '-'])?;
    let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
    two(hours, 0, 23)?;
    two(minutes, 0, 59)?;
    Some(())
}

/// One or two decimals as hundredths.
fn hundredths(text: &str) -> Option<i64> {
    match text.len() {
        1 => digits(text).map(|tenths| tenths * 10),
        2 => digits(text),
        _ => None,
    }
}

fn two(text: &str, least: i64, most: i64) -> Option<i64> {
    digits(text).filter(|number| text.len() == 2 && (least..=most).contains(number))
}

fn digits(text: &str) -> Option<i64> {
    let fine = !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    if fine { text.parse().ok() } else { None }
}
