//! The types of the data models' elements.

use super::errors::Fault;
use super::{language, times};

/// What values an element takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// At most so many characters.
    Text(usize),
    /// Text that may begin with `{lang=…}`.
    Localized(usize),
    /// One of these words.
    Words(&'static [&'static str]),
    /// 1.2: blank, or a decimal within bounds.
    Decimal(f64, f64),
    /// 1.2: a whole number within bounds.
    Whole(i64, i64),
    /// 2004: a real number within bounds.
    Real(f64, f64),
    /// 1.2: `HHHH:MM:SS.SS`.
    Timespan,
    /// 1.2: `HH:MM:SS.SS`.
    TimeOfDay,
    /// 2004: an ISO 8601 duration.
    Duration,
    /// 2004: an ISO 8601 point in time.
    Timestamp,
    /// 2004: an identifier, perhaps a URN.
    Identifier,
    /// A language tag or nothing.
    Language,
    /// How an interaction went: one of these words or a number.
    Outcome(&'static [&'static str]),
    /// What an interaction was answered; depends on the interaction's type.
    Response,
    /// What an interaction should be answered; depends on the interaction's type.
    Pattern,
    /// A navigation request.
    Request,
}

/// No bound.
pub const ANY: f64 = f64::INFINITY;

/// Judges a value by its kind alone. `Response` and `Pattern` need the interaction's type and
/// are judged by [`responses`](super::responses).
pub fn check(kind: Kind, value: &str) -> Result<(), Fault> {
    let fine = match kind {
        Kind::Text(most) => within(value, most),
        Kind::Localized(most) => {
            within(value, most + 20)
                && language::strip(value).is_some_and(|rest| within(rest, most))
        }
        Kind::Words(words) => words.contains(&value),
        Kind::Decimal(least, most) => match value {
            "" => true,
            _ => number(value).is_some_and(|n| (least..=most).contains(&n)),
        },
        Kind::Whole(least, most) => value
            .parse::<i64>()
            .is_ok_and(|n| (least..=most).contains(&n)),
        Kind::Real(least, most) => match number(value) {
            Some(n) if n < least || n > most => return Err(Fault::Range),
            n => n.is_some(),
        },
        Kind::Timespan => times::timespan_12(value).is_some(),
        Kind::TimeOfDay => times::is_time_12(value),
        Kind::Duration => times::duration(value).is_some(),
        Kind::Timestamp => times::is_timestamp(value),
        Kind::Identifier => is_identifier(value),
        Kind::Language => value.is_empty() || (within(value, 250) && language::is_tag(value)),
        Kind::Outcome(words) => words.contains(&value) || number(value).is_some(),
        // 250 steps of 250 and 250 characters, as a performance may have, are 126,497.
        Kind::Response | Kind::Pattern => within(value, 130_000),
        Kind::Request => is_request(value),
    };
    if fine { Ok(()) } else { Err(Fault::Type) }
}

fn within(value: &str, most: usize) -> bool {
    value.len() <= most || value.chars().count() <= most
}

/// Reads a plain decimal: a sign, digits, a point, digits. No exponents, no blanks.
pub fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let plain = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || text.len() > 64 || !plain(whole) || !plain(fraction) {
        return None;
    }
    text.parse().ok()
}

/// Whether `text` may identify something: not empty, no blanks, and if it begins as a URN then
/// with a namespace and a name.
pub fn is_identifier(text: &str) -> bool {
    if text.is_empty() || !within(text, 4000) || text.chars().any(char::is_whitespace) {
        return false;
    }
    match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("urn:") => text[4..]
            .split_once(':')
            .is_some_and(|(space, name)| !space.is_empty() && !name.is_empty()),
        _ => true,
    }
}

/// Whether `text` may identify a choice, a step, a source or a target within an interaction.
pub fn is_short_identifier(text: &str) -> bool {
    within(text, 4000) && is_identifier(text) && !text.contains(['{', '}', '[', ']'])
}

const REQUESTS: &[&str] = &[
    "_none_",
    "abandon",
    "abandonAll",
    "continue",
    "exit",
    "exitAll",
    "previous",
    "suspendAll",
];

fn is_request(value: &str) -> bool {
    REQUESTS.contains(&value) || target(value).is_some()
}

/// Splits `{target=ID}choice` or `{target=ID}jump` into ID and verb.
pub fn target(request: &str) -> Option<(&str, &str)> {
    let (target, verb) = request.strip_prefix("{target=")?.split_once('}')?;
    let fine = is_identifier(target) && matches!(verb, "choice" | "jump");
    fine.then_some((target, verb))
}
