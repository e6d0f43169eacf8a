//! Between the data model of an activity and what the sequencing tracks of it.
//!
//! Source: SCORM 2004 4th Edition, Run-Time Environment 4.1.1 and the sections on
//! `cmi.objectives`, `cmi.completion_status`, `cmi.success_status` and `cmi.score`.

use super::rollup;
use super::state::ActivityState;
use super::values;
use crate::course::{Item, Standard};
use crate::sequencing::{Engine, Number, Status};

/// The numbers of an objective: as the data model names them, and as they are tracked.
const NUMBERS: &[(&str, Number)] = &[
    ("score.scaled", Number::Measure),
    ("score.raw", Number::Raw),
    ("score.min", Number::Min),
    ("score.max", Number::Max),
    ("progress_measure", Number::Progress),
];

/// Tells the sequencing what an activity's data model says now.
pub fn report(
    engine: &mut Engine,
    standard: Standard,
    place: usize,
    item: &Item,
    state: &ActivityState,
) {
    let Some(node) = engine.nodes.get(place) else {
        return;
    };
    let sequencing = &node.sequencing;
    if !node.sco || !sequencing.delivery.tracked {
        return;
    }
    if !standard.is_2004() {
        report_12(engine, place, state);
        return;
    }
    let others: Vec<(String, bool)> = sequencing
        .objectives
        .iter()
        .filter(|objective| !objective.id.is_empty())
        .map(|objective| (objective.id.clone(), objective.primary))
        .collect();
    let mut primary = None;
    for (id, is_primary) in others {
        let Some(index) = index_of(state, &id) else {
            continue;
        };
        let stem = format!("cmi.objectives.{index}");
        if is_primary {
            primary = Some(stem);
            continue;
        }
        if let Some(word) = state.value(&format!("{stem}.success_status")) {
            engine.set_status(place, &id, Status::Satisfied, success(word));
        }
        if let Some(word) = state.value(&format!("{stem}.completion_status")) {
            engine.set_status(place, &id, Status::Completed, completion(word));
        }
        for (name, number) in NUMBERS {
            if let Some(value) = real(state, &format!("{stem}.{name}")) {
                engine.set_number(place, &id, *number, Some(value));
            }
        }
    }
    // The activity's own elements win over its primary objective's.
    let of_primary = |name: &str| state.value(&format!("{}.{name}", primary.as_deref()?));
    for (name, number) in NUMBERS {
        let own = real(state, &format!("cmi.{name}"));
        let value = own.or_else(|| of_primary(name).and_then(values::number));
        if value.is_some() {
            engine.set_number(place, "", *number, value);
        }
    }
    // What the content says of the whole, be it that it is unknown, wins over that.
    let said = |name: &str| {
        let own = state.value(&format!("cmi.{name}"));
        own.is_none().then(|| of_primary(name)).flatten()
    };
    let told = |name: &str| state.value(&format!("cmi.{name}")).or(said(name)).is_some();
    let track = engine.track_mut(place);
    track.told_success = told("success_status");
    track.told_completion = told("completion_status");
    let (told_success, told_completion) = (track.told_success, track.told_completion);
    let satisfied = success(rollup::success_2004(item, state));
    let satisfied = satisfied.or_else(|| success(said("success_status")?));
    if told_success || satisfied.is_some() {
        engine.set_status(place, "", Status::Satisfied, satisfied);
    }
    let completed = completion(rollup::completion_2004(item, state));
    let completed = completed.or_else(|| completion(said("completion_status")?));
    if told_completion || completed.is_some() {
        engine.set_status(place, "", Status::Completed, completed);
    }
}

fn report_12(engine: &mut Engine, place: usize, state: &ActivityState) {
    let (completed, satisfied) = match state.value("cmi.core.lesson_status").unwrap_or("") {
        "passed" => (Some(true), Some(true)),
        "failed" => (Some(true), Some(false)),
        "completed" | "browsed" => (Some(true), None),
        "incomplete" => (Some(false), None),
        _ => (None, None),
    };
    engine.set_status(place, "", Status::Completed, completed);
    engine.set_status(place, "", Status::Satisfied, satisfied);
}

/// Lays out the objectives that the manifest names, with what the sequencing knows of them.
pub fn set_out(engine: &Engine, place: usize, item: &Item, state: &mut ActivityState) {
    for id in item.objectives.iter().filter(|id| !id.is_empty()) {
        let index = match index_of(state, id) {
            Some(index) => index,
            None => {
                let index = state.count("cmi.objectives");
                state
                    .values
                    .insert(format!("cmi.objectives.{index}.id"), id.clone());
                state.counts.insert("cmi.objectives".to_owned(), index + 1);
                index
            }
        };
        let stem = format!("cmi.objectives.{index}");
        let mut put = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                state.values.insert(format!("{stem}.{name}"), value);
            }
        };
        let satisfied = engine.status(place, id, Status::Satisfied);
        put(
            "success_status",
            satisfied.map(|s| if s { "passed" } else { "failed" }.to_owned()),
        );
        let completed = engine.told_status(place, id, Status::Completed);
        put(
            "completion_status",
            completed.map(|c| if c { "completed" } else { "incomplete" }.to_owned()),
        );
        for (name, number) in NUMBERS {
            put(
                name,
                engine
                    .number(place, id, *number)
                    .map(|number| number.to_string()),
            );
        }
    }
}

fn index_of(state: &ActivityState, id: &str) -> Option<u32> {
    (0..state.count("cmi.objectives"))
        .find(|index| state.value(&format!("cmi.objectives.{index}.id")) == Some(id))
}

fn success(word: &str) -> Option<bool> {
    match word {
        "passed" => Some(true),
        "failed" => Some(false),
        _ => None,
    }
}

fn completion(word: &str) -> Option<bool> {
    match word {
        "completed" => Some(true),
        "incomplete" | "not attempted" => Some(false),
        _ => None,
    }
}

fn real(state: &ActivityState, name: &str) -> Option<f64> {
    state.value(name).and_then(values::number)
}
