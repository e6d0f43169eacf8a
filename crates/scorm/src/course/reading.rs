//! Reading a stored course. By hand, as its sequencing; see there.

use serde_json::Value;

use super::sequencing::reading::{flag, list, text, word};
use super::sequencing::{DataMap, Device, Sequencing};
use super::{Course, Item, Launch, Organization, Standard};

/// Fields that newer versions added may be missing; those that every course has may not.
impl TryFrom<Value> for Course {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        const STANDARDS: &[(&str, Standard)] = &[
            ("1.2", Standard::Scorm12),
            ("2004-2", Standard::Scorm2004Second),
            ("2004-3", Standard::Scorm2004Third),
            ("2004-4", Standard::Scorm2004Fourth),
        ];
        if !value["organizations"].is_array() {
            return Err("a course without organizations");
        }
        Ok(Self {
            standard: word(&value["standard"], STANDARDS).ok_or("a course of no known standard")?,
            identifier: text(&value["identifier"]),
            title: text(&value["title"]),
            description: text(&value["description"]),
            duration: text(&value["duration"]),
            typical_time: text(&value["typical_time"]),
            title_language: text(&value["title_language"]),
            description_language: text(&value["description_language"]),
            keywords: list(&value["keywords"], |keyword| {
                keyword.as_str().map(str::to_owned)
            }),
            organizations: list(&value["organizations"], |organization| {
                Some(Organization {
                    identifier: text(&organization["identifier"]),
                    title: text(&organization["title"]),
                    items: items(&organization["items"]),
                    sequencing: Sequencing::from(&organization["sequencing"]),
                    global_objectives: flag(&organization["global_objectives"], true),
                    global_data: flag(&organization["global_data"], true),
                })
            }),
        })
    }
}

fn items(value: &Value) -> Vec<Item> {
    const DEVICES: &[(&str, Device)] = &[
        ("previous", Device::Previous),
        ("continue", Device::Continue),
        ("exit", Device::Exit),
        ("exitAll", Device::ExitAll),
        ("abandon", Device::Abandon),
        ("abandonAll", Device::AbandonAll),
        ("suspendAll", Device::SuspendAll),
    ];
    list(value, |item| {
        Some(Item {
            identifier: text(&item["identifier"]),
            title: text(&item["title"]),
            visible: flag(&item["visible"], true),
            launch: launch(&item["launch"]),
            prerequisites: text(&item["prerequisites"]),
            launch_data: text(&item["launch_data"]),
            mastery_score: item["mastery_score"].as_f64(),
            scaled_passing_score: item["scaled_passing_score"].as_f64(),
            completion_threshold: item["completion_threshold"].as_f64(),
            max_time_allowed: text(&item["max_time_allowed"]),
            time_limit_action: text(&item["time_limit_action"]),
            objectives: list(&item["objectives"], |id| id.as_str().map(str::to_owned)),
            sequencing: Sequencing::from(&item["sequencing"]),
            hides: list(&item["hides"], |device| word(device, DEVICES)),
            data: list(&item["data"], |map| {
                Some(DataMap {
                    target: text(&map["target"]),
                    read: flag(&map["read"], true),
                    write: flag(&map["write"], true),
                })
            }),
            children: items(&item["children"]),
        })
    })
}

fn launch(value: &Value) -> Option<Launch> {
    value.is_object().then(|| Launch {
        resource: text(&value["resource"]),
        file: text(&value["file"]),
        suffix: text(&value["suffix"]),
        sco: flag(&value["sco"], false),
        present: flag(&value["present"], true),
    })
}
