//! A course as its manifest describes it: what the importer stores and the run-time plays.

mod reading;
pub mod sequencing;

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use sequencing::{DataMap, Device, Sequencing};

/// Which standard a package follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Standard {
    #[serde(rename = "1.2")]
    Scorm12,
    #[serde(rename = "2004-2")]
    Scorm2004Second,
    #[serde(rename = "2004-3")]
    Scorm2004Third,
    #[serde(rename = "2004-4")]
    Scorm2004Fourth,
}

impl Standard {
    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Scorm12 => "SCORM 1.2",
            Self::Scorm2004Second => "SCORM 2004 2nd Edition",
            Self::Scorm2004Third => "SCORM 2004 3rd Edition",
            Self::Scorm2004Fourth => "SCORM 2004 4th Edition",
        }
    }

    /// Any edition of SCORM 2004.
    pub fn is_2004(self) -> bool {
        self != Self::Scorm12
    }
}

/// What a manifest says of a course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value")]
pub struct Course {
    pub standard: Standard,
    /// `manifest/@identifier`.
    pub identifier: String,
    pub title: String,
    /// From LOM `general/description`, plain text; empty if the manifest has none.
    pub description: String,
    /// From LOM `technical/duration` or `educational/typicalLearningTime`, in words; empty if none.
    pub duration: String,
    /// From LOM `educational/typicalLearningTime`, in words; empty if none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub typical_time: String,
    /// The language of a title from LOM, as written there; empty if none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title_language: String,
    /// The language of the description.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description_language: String,
    /// From LOM `general/keyword`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// The default one first.
    pub organizations: Vec<Organization>,
}

/// One way through the course.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Organization {
    pub identifier: String,
    pub title: String,
    pub items: Vec<Item>,
    /// How the activities at the top are sequenced.
    #[serde(skip_serializing_if = "sequencing::is_default")]
    pub sequencing: Sequencing,
    /// `adlseq:objectivesGlobalToSystem`: global objectives are the learner's, not the attempt's.
    pub global_objectives: bool,
    /// `adlcp:sharedDataGlobalToSystem`: the same for shared data.
    pub global_data: bool,
}

/// A node of the activity tree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// Unique within the course.
    pub identifier: String,
    pub title: String,
    /// `isvisible`, true unless said otherwise.
    pub visible: bool,
    /// What to show when it is chosen; `None` for a heading.
    pub launch: Option<Launch>,
    /// SCORM 1.2 `adlcp:prerequisites`, an aicc_script; empty if none.
    pub prerequisites: String,
    /// `adlcp:datafromlms` / `dataFromLMS`, handed to the SCO as launch data.
    pub launch_data: String,
    /// SCORM 1.2 `adlcp:masteryscore`, 0–100.
    pub mastery_score: Option<f64>,
    /// SCORM 2004 `minNormalizedMeasure` of a primary objective satisfied by measure, −1…1.
    pub scaled_passing_score: Option<f64>,
    /// SCORM 2004 `completionThreshold`, 0–1.
    pub completion_threshold: Option<f64>,
    /// 1.2 `maxtimeallowed` or 2004 `attemptAbsoluteDurationLimit`, as written.
    pub max_time_allowed: String,
    /// `timelimitaction`, as written.
    pub time_limit_action: String,
    /// Identifiers of the objectives that stand in the data model before Initialize (2004),
    /// the primary one first.
    pub objectives: Vec<String>,
    #[serde(skip_serializing_if = "sequencing::is_default")]
    pub sequencing: Sequencing,
    /// `adlnav:hideLMSUI`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hides: Vec<Device>,
    /// `adlcp:data`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<DataMap>,
    pub children: Vec<Item>,
}

/// What a leaf item launches.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Launch {
    /// `resource/@identifier`; empty if it is not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub resource: String,
    /// Path of the file within the package, decoded, `/`-separated, relative to the package's root.
    pub file: String,
    /// What follows the file in the address: `?query#fragment` as the player must append it, or empty.
    pub suffix: String,
    /// Calls the run-time API (`scormType="sco"`); otherwise a mere asset.
    pub sco: bool,
    /// The file stands in the package.
    pub present: bool,
}

impl Course {
    /// The activities of the default organization, depth first, with their depth (0 at the top).
    pub fn activities(&self) -> Vec<(&Item, u32)> {
        fn walk<'a>(items: &'a [Item], depth: u32, out: &mut Vec<(&'a Item, u32)>) {
            for item in items {
                out.push((item, depth));
                walk(&item.children, depth + 1, out);
            }
        }
        let mut out = Vec::new();
        if let Some(organization) = self.organizations.first() {
            walk(&organization.items, 0, &mut out);
        }
        out
    }

    /// The global objectives that belong to the learner rather than to the attempt, by identifier.
    pub fn global_objectives(&self) -> BTreeSet<&str> {
        let own = self
            .organizations
            .first()
            .filter(|own| own.global_objectives);
        let top = own.into_iter().map(|own| &own.sequencing);
        let below = self
            .activities()
            .into_iter()
            .map(|(item, _)| &item.sequencing);
        top.chain(below.filter(|_| own.is_some()))
            .flat_map(|sequencing| &sequencing.objectives)
            .flat_map(|objective| &objective.maps)
            .map(|map| map.target.as_str())
            .collect()
    }

    /// The same for shared data (`adl.data`).
    pub fn global_data(&self) -> BTreeSet<&str> {
        let own = self
            .organizations
            .first()
            .is_some_and(|own| own.global_data);
        let items = self.activities().into_iter().filter(|_| own);
        items
            .flat_map(|(item, _)| &item.data)
            .map(|map| map.target.as_str())
            .collect()
    }

    /// The activities that can be launched, in order.
    pub fn launchable(&self) -> impl Iterator<Item = &Item> {
        self.activities()
            .into_iter()
            .map(|(item, _)| item)
            .filter(|item| item.launch.is_some())
    }
}
