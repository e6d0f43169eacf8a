//! Finding an element by the name a course uses, and setting it.

use std::fmt::Write as _;

use super::errors::Fault;
use super::responses::{self, Side};
use super::state::ActivityState;
use super::tables::{Access, Element, MODEL_12, MODEL_2004};
use super::values::{self, Kind};
use crate::course::Standard;

/// Records a collection may have.
const MOST_RECORDS: u32 = 10_000;
/// Records a collection may have whose records must differ: each is compared with all others.
const MOST_DISTINCT: u32 = 1_000;

/// What a name means.
#[derive(Debug)]
pub enum Named {
    Element(&'static Element, Place),
    /// `_children`: the names, separated by commas.
    Children(String),
    /// `_count` of the collection of this name.
    Count(Place),
}

/// A name with its indexes in canonical form.
#[derive(Debug, Default)]
pub struct Place {
    /// Without leading zeros in indexes, e.g. `cmi.interactions.3.id`.
    pub name: String,
    /// Each collection on the way with the index into it.
    pub steps: Vec<(String, u32)>,
}

fn table(standard: Standard) -> &'static [Element] {
    if standard.is_2004() {
        MODEL_2004
    } else {
        MODEL_12
    }
}

/// Finds what `name` means. The error is what reading it gives.
pub fn find(standard: Standard, name: &str) -> Result<Named, Fault> {
    if name.is_empty() {
        return Err(Fault::NoName);
    }
    let model = name.split('.').next().unwrap_or("");
    if model != "cmi" && !(model == "adl" && standard.is_2004()) {
        return Err(Fault::UnknownModel);
    }
    if name.len() > 200 {
        return Err(Fault::UnknownElement);
    }
    let (pattern, place) = canonical(name)?;
    if pattern.starts_with("adl.data") && standard != Standard::Scorm2004Fourth {
        return Err(Fault::UnknownElement);
    }
    let table = table(standard);
    if let Some(element) = table.iter().find(|element| element.path == pattern) {
        return Ok(Named::Element(element, place));
    }
    let below = |prefix: &str| {
        table
            .iter()
            .any(|element| rest(element.path, prefix).is_some())
    };
    if let Some(prefix) = pattern.strip_suffix("._children") {
        let children = children(table, prefix);
        return match children {
            _ if prefix == "cmi" || prefix.ends_with(".n") => Err(Fault::UnknownElement),
            Some(children) => Ok(Named::Children(children)),
            None if table.iter().any(|element| element.path == prefix) => Err(Fault::NoChildren),
            None => Err(Fault::UnknownElement),
        };
    }
    if let Some(prefix) = pattern.strip_suffix("._count") {
        let collection = place.name.strip_suffix("._count").unwrap_or("").to_owned();
        return match () {
            _ if below(&format!("{prefix}.n")) => Ok(Named::Count(Place {
                name: collection,
                steps: place.steps,
            })),
            _ if below(prefix) || table.iter().any(|element| element.path == prefix) => {
                Err(Fault::NoCount)
            }
            _ => Err(Fault::UnknownElement),
        };
    }
    if below(&pattern) {
        Err(Fault::Group)
    } else {
        Err(Fault::UnknownElement)
    }
}

/// The name's pattern with `n` for indexes, and its place.
fn canonical(name: &str) -> Result<(String, Place), Fault> {
    let mut pattern = String::with_capacity(name.len());
    let mut place = Place::default();
    for token in name.split('.') {
        if !pattern.is_empty() {
            pattern.push('.');
        }
        if token.bytes().all(|b| b.is_ascii_digit()) && !token.is_empty() {
            let index = token.parse::<u32>().unwrap_or(u32::MAX);
            place.steps.push((place.name.clone(), index));
            pattern.push('n');
            let _ = write!(place.name, ".{index}");
        } else if token == "n" {
            return Err(Fault::UnknownElement);
        } else {
            pattern.push_str(token);
            if !place.name.is_empty() {
                place.name.push('.');
            }
            place.name.push_str(token);
        }
    }
    Ok((pattern, place))
}

/// What stands behind `prefix.` in `path`.
fn rest<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    path.strip_prefix(prefix)?.strip_prefix('.')
}

fn children(table: &[Element], prefix: &str) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for element in table {
        let Some(rest) = rest(element.path, prefix) else {
            continue;
        };
        let rest = rest.strip_prefix("n.").unwrap_or(rest);
        let child = rest.split('.').next().unwrap_or(rest);
        if !names.contains(&child) {
            names.push(child);
        }
    }
    (!names.is_empty()).then(|| names.join(","))
}

/// Whether all records on the way exist, so that the place can be read.
pub fn readable(state: &ActivityState, place: &Place) -> Result<(), Fault> {
    let exist = place
        .steps
        .iter()
        .all(|(collection, index)| *index < state.count(collection));
    if exist {
        Ok(())
    } else {
        Err(Fault::NoSuchRecord)
    }
}

/// Judges a value for an element. Changes nothing.
pub fn judge(
    standard: Standard,
    state: &ActivityState,
    element: &Element,
    place: &Place,
    value: &str,
) -> Result<(), Fault> {
    if element.access == Access::Told {
        return Err(Fault::ReadOnly);
    }
    let last = place.steps.len().saturating_sub(1);
    for (depth, (collection, index)) in place.steps.iter().enumerate() {
        let count = state.count(collection);
        let next = *index == count && (depth == last || !standard.is_2004());
        if *index >= count && !next {
            return Err(if *index == count {
                Fault::Dependency
            } else {
                Fault::Gap
            });
        }
        if *index >= MOST_RECORDS {
            return Err(Fault::Full);
        }
    }
    if standard.is_2004() {
        depends(state, element, place)?;
        unique(state, element, place, value)?;
    }
    values::check(element.kind, value)?;
    answers(state, element, place, value)
}

/// SCORM 2004: a record's `id` comes first, an interaction's `type` before its answers.
fn depends(state: &ActivityState, element: &Element, place: &Place) -> Result<(), Fault> {
    let Some((collection, index)) = place.steps.first() else {
        return Ok(());
    };
    if !matches!(collection.as_str(), "cmi.interactions" | "cmi.objectives") {
        return Ok(());
    }
    let record = format!("{collection}.{index}");
    let own = element.path.ends_with(".n.id") && place.steps.len() == 1;
    if !own && state.value(&format!("{record}.id")).is_none() {
        return Err(Fault::Dependency);
    }
    let answers = matches!(element.kind, Kind::Response | Kind::Pattern);
    if answers && state.value(&format!("{record}.type")).is_none() {
        return Err(Fault::Dependency);
    }
    Ok(())
}

/// SCORM 2004: objectives are told apart by their `id`, which stays once it is set.
fn unique(
    state: &ActivityState,
    element: &Element,
    place: &Place,
    value: &str,
) -> Result<(), Fault> {
    let objective = element.path == "cmi.objectives.n.id";
    if !objective && element.path != "cmi.interactions.n.objectives.n.id" {
        return Ok(());
    }
    let Some((collection, index)) = place.steps.last() else {
        return Ok(());
    };
    match state.value(&place.name) {
        Some(before) if before == value => return Ok(()),
        Some(_) if objective => return Err(Fault::Identifier),
        _ if *index >= MOST_DISTINCT => return Err(Fault::Full),
        _ => {}
    }
    let taken = (0..state.count(collection))
        .filter(|other| other != index)
        .any(|other| state.value(&format!("{collection}.{other}.id")) == Some(value));
    if taken {
        Err(Fault::Identifier)
    } else {
        Ok(())
    }
}

/// SCORM 2004: answers are shaped by the interaction's type.
fn answers(
    state: &ActivityState,
    element: &Element,
    place: &Place,
    value: &str,
) -> Result<(), Fault> {
    if !matches!(element.kind, Kind::Response | Kind::Pattern) {
        return Ok(());
    }
    let Some((interactions, index)) = place.steps.first() else {
        return Ok(());
    };
    let interaction = state
        .value(&format!("{interactions}.{index}.type"))
        .unwrap_or("other");
    if element.kind == Kind::Response {
        return responses::check(interaction, value, Side::Given);
    }
    let Some((patterns, index)) = place.steps.last() else {
        return Ok(());
    };
    if responses::most_patterns(interaction).is_some_and(|most| *index >= most) {
        return Err(Fault::Responses);
    }
    responses::check(interaction, value, Side::Right)?;
    if !responses::distinct_patterns(interaction) {
        return Ok(());
    }
    if *index >= MOST_DISTINCT {
        return Err(Fault::Full);
    }
    let twice = state.value(&place.name) != Some(value)
        && (0..state.count(patterns))
            .filter(|other| other != index)
            .any(|other| state.value(&format!("{patterns}.{other}.pattern")) == Some(value));
    if twice { Err(Fault::Responses) } else { Ok(()) }
}

/// Finds the element that `name` means, for setting it.
pub fn settable(standard: Standard, name: &str) -> Result<(&'static Element, Place), Fault> {
    match find(standard, name)? {
        Named::Element(element, place) => Ok((element, place)),
        Named::Children(_) | Named::Count(_) => Err(Fault::Keyword),
    }
}

/// By how many bytes keeping `value` would let the state grow.
pub fn growth(state: &ActivityState, place: &Place, value: &str) -> isize {
    (place.name.len() + value.len()) as isize - state.weight_of(&place.name) as isize
}

/// Keeps a value that was judged fine.
pub fn keep(state: &mut ActivityState, place: &Place, value: &str) {
    for (collection, index) in &place.steps {
        let count = state.counts.entry(collection.clone()).or_insert(0);
        *count = (*count).max(index + 1);
    }
    state.values.insert(place.name.clone(), value.to_owned());
}
