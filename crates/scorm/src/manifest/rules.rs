//! What an item says besides its launch: prerequisites, limits, scores to reach, objectives.

use std::collections::HashMap;

use roxmltree::Node;

use super::notes::Notes;
use super::resources::short;
use super::xml::{self, Space};
use super::{sequencing, text};
use crate::course::Item;

/// Longest launch data, in characters: more than either standard asks for.
const MAX_LAUNCH_DATA: usize = 64_000;
pub const MAX_RULE: usize = 4_000;
pub const MAX_OBJECTIVES: usize = 1_000;

/// Fills in the rules of `node`; `collection` has the sequencing that items share, by its `ID`.
pub fn fill(
    item: &mut Item,
    collection: &HashMap<&str, Node<'_, '_>>,
    node: Node<'_, '_>,
    notes: &mut Notes,
) {
    let adl = |name| xml::text_of(node, Space::Adl, name);
    item.prerequisites = text::cut(&text::line(&adl("prerequisites")), MAX_RULE);
    item.launch_data = text::cut(&adl("datafromlms"), MAX_LAUNCH_DATA);
    item.time_limit_action = text::cut(&text::line(&adl("timelimitaction")), 100);
    item.max_time_allowed = text::cut(&text::line(&adl("maxtimeallowed")), 100);
    item.mastery_score = number(
        &adl("masteryscore"),
        0.0,
        100.0,
        "mastery score",
        item,
        notes,
    );
    item.completion_threshold = completion_threshold(node, item, notes);

    item.hides = sequencing::hidden_devices(node);
    item.data = sequencing::data_maps(node);
    item.sequencing = sequencing::read(node, collection);
    if !item.sequencing.duration_limit.is_empty() {
        item.max_time_allowed = item.sequencing.duration_limit.clone();
    }
    let primary = item.sequencing.primary();
    item.scaled_passing_score = primary
        .filter(|primary| primary.by_measure)
        .map(|primary| primary.least.unwrap_or(1.0));
    item.objectives = item
        .sequencing
        .objectives
        .iter()
        .map(|objective| objective.id.clone())
        .filter(|id| !id.is_empty())
        .collect();
}

/// 3rd Edition: the element's text. 4th Edition: attributes, in force only if completion is told
/// by measure.
fn completion_threshold(node: Node<'_, '_>, item: &Item, notes: &mut Notes) -> Option<f64> {
    let element = xml::child(node, Space::Adl, "completionthreshold")?;
    let by_measure = xml::attribute(element, "completedbymeasure");
    let minimum = xml::attribute(element, "minprogressmeasure");
    let content = xml::text(element);
    if by_measure.is_none() && minimum.is_none() {
        return number(&content, 0.0, 1.0, "completion threshold", item, notes);
    }
    if !is_true(by_measure) {
        return None;
    }
    number(
        minimum.unwrap_or("1.0"),
        0.0,
        1.0,
        "completion threshold",
        item,
        notes,
    )
}

fn is_true(value: Option<&str>) -> bool {
    value
        .map(str::trim)
        .is_some_and(|v| v.eq_ignore_ascii_case("true") || v == "1")
}

fn number(
    written: &str,
    least: f64,
    most: f64,
    what: &str,
    item: &Item,
    notes: &mut Notes,
) -> Option<f64> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let number = written
        .parse::<f64>()
        .ok()
        .filter(|n| (least..=most).contains(n));
    if number.is_none() {
        notes.warn(format!(
            "The {what} “{}” of the item “{}” is not a number from {least} to {most} and was left out.",
            short(written),
            short(&item.title)
        ));
    }
    number
}
