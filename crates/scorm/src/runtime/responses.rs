//! What learners answer in SCORM 2004 interactions, and what they should answer.

use super::errors::Fault;
use super::language;
use super::values::{is_short_identifier, number};

/// Whether the interaction's type is asked for the answer given or for the right answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Given,
    Right,
}

/// Judges an answer by the interaction's type, e.g. `choice`.
pub fn check(interaction: &str, value: &str, side: Side) -> Result<(), Fault> {
    let fine = match interaction {
        "true-false" => matches!(value, "true" | "false"),
        "choice" => value.is_empty() || (all(value, is_short_identifier) && distinct(value)),
        "fill-in" => fill_in(value, side),
        "long-fill-in" => long_fill_in(value, side),
        "likert" => is_short_identifier(value),
        "matching" => value.is_empty() || all(value, is_pair),
        "performance" => performance(value, side),
        "sequencing" => all(value, is_short_identifier),
        "numeric" if side == Side::Given => number(value).is_some(),
        "numeric" => is_span(value),
        _ => true,
    };
    if fine { Ok(()) } else { Err(Fault::Type) }
}

/// How many correct responses an interaction may have; `None` for as many as one likes.
pub fn most_patterns(interaction: &str) -> Option<u32> {
    match interaction {
        "true-false" | "likert" | "numeric" | "other" => Some(1),
        _ => None,
    }
}

/// Whether no two correct responses may be alike.
pub fn distinct_patterns(interaction: &str) -> bool {
    matches!(interaction, "choice" | "sequencing")
}

fn all(value: &str, fine: fn(&str) -> bool) -> bool {
    value.split("[,]").all(fine)
}

fn distinct(value: &str) -> bool {
    let mut parts: Vec<&str> = value.split("[,]").collect();
    parts.sort_unstable();
    parts.windows(2).all(|pair| pair[0] != pair[1])
}

fn is_pair(value: &str) -> bool {
    value
        .split_once("[.]")
        .is_some_and(|(source, target)| is_short_identifier(source) && is_short_identifier(target))
}

fn is_span(value: &str) -> bool {
    let Some((least, most)) = value.split_once("[:]") else {
        return number(value).is_some();
    };
    let bound = |text: &str| {
        if text.is_empty() {
            Some(None)
        } else {
            number(text).map(Some)
        }
    };
    match (bound(least), bound(most)) {
        (Some(Some(least)), Some(Some(most))) => least <= most,
        (Some(_), Some(_)) => true,
        _ => false,
    }
}

/// Takes `{name=true}` and `{name=false}` off the front, each name at most once, in any order;
/// `None` if one has another value.
fn flags<'a>(mut value: &'a str, names: &[&str]) -> Option<&'a str> {
    let mut seen = Vec::new();
    while let Some((name, rest)) = value
        .strip_prefix('{')
        .and_then(|rest| rest.split_once('='))
    {
        if !names.contains(&name) || seen.contains(&name) {
            break;
        }
        let (word, rest) = rest.split_once('}')?;
        if !matches!(word, "true" | "false") {
            return None;
        }
        seen.push(name);
        value = rest;
    }
    Some(value)
}

fn fill_in(value: &str, side: Side) -> bool {
    let rest = match side {
        Side::Given => Some(value),
        Side::Right => flags(value, &["case_matters", "order_matters"]),
    };
    rest.is_some_and(|rest| {
        rest.split("[,]")
            .all(|part| language::strip(part).is_some())
    })
}

fn long_fill_in(value: &str, side: Side) -> bool {
    let rest = match side {
        Side::Given => Some(value),
        Side::Right => flags(value, &["case_matters"]),
    };
    rest.is_some_and(|rest| language::strip(rest).is_some())
}

fn performance(value: &str, side: Side) -> bool {
    let rest = match side {
        Side::Given => Some(value),
        Side::Right => flags(value, &["order_matters"]),
    };
    let step = |part: &str| {
        part.split_once("[.]").is_some_and(|(name, answer)| {
            (!name.is_empty() || !answer.is_empty())
                && (name.is_empty() || is_short_identifier(name))
                && !answer.contains("[.]")
        })
    };
    rest.is_some_and(|rest| rest.split("[,]").all(step))
}
