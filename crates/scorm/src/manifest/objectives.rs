//! Objectives and what they share.

use std::collections::HashSet;

use roxmltree::Node;

use super::rules::{MAX_OBJECTIVES, MAX_RULE};
use super::sequencing::flag;
use super::text;
use super::xml::{self, Space};
use crate::course::sequencing::{Map, Objective, Parts};

/// The objectives of an item, the primary one first: those of imsss, with the maps that adlseq
/// adds to them.
pub fn read(imsss: Option<Node<'_, '_>>, adlseq: Option<Node<'_, '_>>) -> Vec<Objective> {
    let Some(imsss) = imsss else {
        return Vec::new();
    };
    let primary = xml::child(imsss, Space::Sequencing, "primaryobjective");
    let mut list: Vec<Objective> = primary
        .map(|node| objective(node, true))
        .into_iter()
        .chain(
            xml::children(imsss, Space::Sequencing, "objective")
                .map(|node| objective(node, false))
                .filter(|objective| !objective.id.is_empty()),
        )
        .take(MAX_OBJECTIVES)
        .collect();
    let mut seen = HashSet::new();
    list.retain(|objective| seen.insert(objective.id.clone()));
    for extended in adlseq
        .into_iter()
        .flat_map(|objectives| xml::children(objectives, Space::Adl, "objective"))
    {
        let id = id(extended, "objectiveid");
        if let Some(objective) = list.iter_mut().find(|objective| objective.id == id) {
            for map in xml::children(extended, Space::Adl, "mapinfo") {
                extend(objective, map);
            }
        }
    }
    list
}

fn objective(node: Node<'_, '_>, primary: bool) -> Objective {
    let mut objective = Objective {
        id: id(node, "objectiveid"),
        primary,
        by_measure: flag(node, "satisfiedbymeasure", false),
        least: xml::text_of(node, Space::Sequencing, "minnormalizedmeasure")
            .parse()
            .ok()
            .filter(|least| (-1.0..=1.0).contains(least)),
        maps: Vec::new(),
    };
    for node in xml::children(node, Space::Sequencing, "mapinfo") {
        if let Some(map) = map_of(&mut objective, node) {
            map.read.satisfied = flag(node, "readsatisfiedstatus", true);
            map.read.measure = flag(node, "readnormalizedmeasure", true);
            map.write.satisfied = flag(node, "writesatisfiedstatus", false);
            map.write.measure = flag(node, "writenormalizedmeasure", false);
        }
    }
    objective
}

fn extend(objective: &mut Objective, node: Node<'_, '_>) {
    if let Some(map) = map_of(objective, node) {
        map.read = Parts {
            raw: flag(node, "readrawscore", true),
            min: flag(node, "readminscore", true),
            max: flag(node, "readmaxscore", true),
            completion: flag(node, "readcompletionstatus", true),
            progress: flag(node, "readprogressmeasure", true),
            ..map.read
        };
        map.write = Parts {
            raw: flag(node, "writerawscore", false),
            min: flag(node, "writeminscore", false),
            max: flag(node, "writemaxscore", false),
            completion: flag(node, "writecompletionstatus", false),
            progress: flag(node, "writeprogressmeasure", false),
            ..map.write
        };
    }
}

/// The objective's map to the target that `node` names.
fn map_of<'o>(objective: &'o mut Objective, node: Node<'_, '_>) -> Option<&'o mut Map> {
    let target = id(node, "targetobjectiveid");
    if target.is_empty() || objective.maps.len() >= MAX_OBJECTIVES {
        return None;
    }
    let at = match objective.maps.iter().position(|map| map.target == target) {
        Some(at) => at,
        None => {
            objective.maps.push(Map {
                target,
                ..Map::default()
            });
            objective.maps.len() - 1
        }
    };
    objective.maps.get_mut(at)
}

/// The identifier of an objective, an address of type `anyURI`: decoded, white space collapsed.
pub fn id(node: Node<'_, '_>, name: &str) -> String {
    let written = xml::attribute(node, name).unwrap_or("");
    let decoded = percent_encoding::percent_decode_str(written.trim());
    let decoded = decoded.decode_utf8().unwrap_or_else(|_| written.into());
    text::cut(&text::line(&decoded), MAX_RULE)
}
