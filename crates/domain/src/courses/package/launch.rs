//! The manifest's addresses matched with the files that are there.

use std::collections::{BTreeSet, HashMap, HashSet};

use beckon_scorm::course::{Item, Launch};
use beckon_scorm::manifest::Reading;
use unicode_normalization::UnicodeNormalization;

use super::names::shown;

/// Every file that the manifest speaks of.
pub fn wanted_files(reading: &Reading) -> HashSet<String> {
    let mut wanted: HashSet<String> = reading.listed_files.iter().cloned().collect();
    let items = reading.course.organizations.iter().flat_map(|o| &o.items);
    let mut open: Vec<&Item> = items.collect();
    while let Some(item) = open.pop() {
        wanted.extend(item.launch.iter().map(|launch| launch.file.clone()));
        open.extend(&item.children);
    }
    wanted
}

/// Points every launch at a file that is there, or marks it as absent; notes what was found in
/// another way than it was written, and warns of what was not found.
pub fn find_files(
    reading: &mut Reading,
    paths: &[String],
    notes: &mut Vec<String>,
    warnings: &mut Vec<String>,
) {
    let there = There::new(paths);
    let missing: Vec<&String> = reading
        .listed_files
        .iter()
        .filter(|file| there.find(file).is_none())
        .collect();
    let mut said = BTreeSet::new();
    let mut absent = BTreeSet::new();
    let mut open: Vec<&mut Item> = reading
        .course
        .organizations
        .iter_mut()
        .flat_map(|o| &mut o.items)
        .collect();
    while let Some(item) = open.pop() {
        if let Some(launch) = &mut item.launch {
            let as_written = reading.undecoded.get(&launch.file);
            settle(launch, as_written, &there, &mut said, &mut absent);
        }
        open.extend(&mut item.children);
    }
    notes.extend(said.into_iter().take(20));
    match absent.len() {
        0 => {}
        1 => warnings.push(format!(
            "The launch file “{}” is not in the package; launching it will say so.",
            some(absent.iter())
        )),
        many => warnings.push(format!(
            "Launch files that are not in the package: {many} ({}); launching them will say so.",
            some(absent.iter())
        )),
    }
    let missing: Vec<_> = missing
        .into_iter()
        .filter(|file| !absent.contains(*file))
        .collect();
    if !missing.is_empty() {
        warnings.push(format!(
            "Files that the manifest lists and the package lacks: {} ({}). Pages that need them may show gaps.",
            missing.len(),
            some(missing.into_iter())
        ));
    }
}

/// The first few names.
fn some<'a>(names: impl ExactSizeIterator<Item = &'a String>) -> String {
    let more = if names.len() > 5 { ", …" } else { "" };
    names
        .take(5)
        .map(|name| shown(name))
        .collect::<Vec<_>>()
        .join(", ")
        + more
}

fn settle(
    launch: &mut Launch,
    as_written: Option<&String>,
    there: &There<'_>,
    said: &mut BTreeSet<String>,
    absent: &mut BTreeSet<String>,
) {
    let found = there.find(&launch.file).or_else(|| there.find(as_written?));
    match found {
        Some(path) if path == launch.file => {}
        Some(path) => {
            said.insert(format!(
                "The launch file “{}” was found as “{}”.",
                shown(&launch.file),
                shown(path)
            ));
            launch.file = path.to_owned();
        }
        None => {
            launch.present = false;
            absent.insert(launch.file.clone());
        }
    }
}

/// The files that are there, by path and by path without regard to case and Unicode form.
struct There<'a> {
    exact: HashSet<&'a str>,
    folded: HashMap<String, &'a str>,
}

impl<'a> There<'a> {
    fn new(paths: &'a [String]) -> Self {
        let mut folded = HashMap::new();
        for path in paths {
            folded.entry(fold(path)).or_insert(path.as_str());
        }
        Self {
            exact: paths.iter().map(String::as_str).collect(),
            folded,
        }
    }

    fn find(&self, path: &str) -> Option<&'a str> {
        self.exact
            .get(path)
            .copied()
            .or_else(|| self.folded.get(&fold(path)).copied())
    }
}

fn fold(path: &str) -> String {
    path.nfc()
        .collect::<String>()
        .to_lowercase()
        .nfc()
        .collect()
}
