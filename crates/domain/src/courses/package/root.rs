//! Where in the zip the course begins: the folder of its manifest.

use super::Refusal;
use super::archive::Entry;
use super::names::shown;

pub struct Root {
    /// Which entry is the manifest.
    pub manifest: usize,
    /// Of all paths of the course: empty, or ending in a slash.
    pub prefix: String,
    pub notes: Vec<String>,
}

/// The manifest at the root, or else the only one in the outermost folder that has one.
pub fn find(entries: &[Entry]) -> Result<Root, Refusal> {
    let files = || {
        entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.folder && !entry.junk)
    };
    let depth = |entry: &Entry| entry.path.matches('/').count();
    let manifests: Vec<_> = files()
        .filter(|(_, entry)| base(&entry.path).eq_ignore_ascii_case("imsmanifest.xml"))
        .collect();
    let Some(outermost) = manifests.iter().map(|(_, entry)| depth(entry)).min() else {
        return Err(no_manifest(files().map(|(_, entry)| entry.path.as_str())));
    };
    let mut candidates: Vec<_> = manifests
        .iter()
        .filter(|(_, entry)| depth(entry) == outermost)
        .collect();
    // Names may differ in case only: the one written as the standard has it wins.
    if let Some(exact) = candidates
        .iter()
        .find(|(_, entry)| outermost == 0 && base(&entry.path) == "imsmanifest.xml")
    {
        candidates = vec![exact];
    }
    let &[&(manifest, entry)] = candidates.as_slice() else {
        let paths: Vec<_> = candidates
            .iter()
            .take(4)
            .map(|(_, entry)| shown(&entry.path))
            .collect();
        return Err(Refusal::SeveralManifests(paths.join(", ")));
    };
    let prefix = entry.path[..entry.path.len() - base(&entry.path).len()].to_owned();
    let mut notes = Vec::new();
    if let Some((_, stray)) = manifests
        .iter()
        .find(|(_, other)| outermost > 0 && !other.path.starts_with(&prefix))
    {
        return Err(Refusal::SeveralManifests(format!(
            "{}, {}",
            shown(&entry.path),
            shown(&stray.path)
        )));
    }
    if !prefix.is_empty() {
        notes.push(format!(
            "The manifest is not at the zip’s root; the course begins at the folder “{}”.",
            shown(prefix.trim_end_matches('/'))
        ));
    }
    if base(&entry.path) != "imsmanifest.xml" {
        notes.push(format!(
            "The manifest’s name is in other case (“{}”).",
            shown(base(&entry.path))
        ));
    }
    Ok(Root {
        manifest,
        prefix,
        notes,
    })
}

/// Names what the zip is instead, if that can be told.
fn no_manifest<'a>(paths: impl Iterator<Item = &'a str> + Clone) -> Refusal {
    let named = |name: &str| {
        paths
            .clone()
            .any(|path| base(path).eq_ignore_ascii_case(name))
    };
    let ending = |ends: &[&str]| {
        paths.clone().find(|path| {
            base(path)
                .rsplit_once('.')
                .is_some_and(|(_, end)| ends.iter().any(|e| end.eq_ignore_ascii_case(e)))
        })
    };
    if named("cmi5.xml") {
        Refusal::Cmi5
    } else if named("tincan.xml") {
        Refusal::TinCan
    } else if ending(&["crs", "au", "des", "cst"]).is_some() {
        Refusal::Aicc
    } else if let Some(inner) = ending(&["zip"]) {
        Refusal::ZipInZip(shown(inner))
    } else {
        Refusal::NoManifest
    }
}

fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
