//! Which edition of SCORM a manifest follows: by its namespaces, then by its `schemaversion`.

use roxmltree::Node;

use super::notes::Notes;
use super::xml::{self, Space};
use crate::course::Standard;

pub fn of(root: Node<'_, '_>, notes: &mut Notes) -> Standard {
    let version = xml::child(root, Space::Packaging, "metadata")
        .map(|metadata| xml::text_of(metadata, Space::Packaging, "schemaversion"))
        .unwrap_or_default();
    let by_version = by_version(&version);
    let by_namespace = by_namespace(root);
    let standard = match (by_namespace, by_version) {
        (Some(true), Some(standard)) if standard.is_2004() => standard,
        (Some(true), _) => Standard::Scorm2004Second,
        (Some(false), _) => Standard::Scorm12,
        (None, Some(standard)) => standard,
        (None, None) => Standard::Scorm12,
    };
    let shown = super::cut(&super::line(&version), 40);
    if shown.is_empty() {
        notes.say(format!(
            "The manifest has no schemaversion; the edition was told by {}: {}.",
            if by_namespace.is_some() {
                "its namespace"
            } else {
                "default"
            },
            standard.label()
        ));
    } else if by_version != Some(standard) || shown == "1.1" {
        notes.say(format!(
            "The manifest’s schemaversion is “{shown}”; the course was read as {}.",
            standard.label()
        ));
    }
    let schema = xml::child(root, Space::Packaging, "metadata")
        .map(|metadata| xml::text_of(metadata, Space::Packaging, "schema"))
        .unwrap_or_default();
    let shown = super::cut(&super::line(&schema), 40);
    if !shown.is_empty() && !shown.eq_ignore_ascii_case("ADL SCORM") {
        notes.say(format!(
            "The manifest’s schema is “{shown}”, not “ADL SCORM”; it was read as {} all the same.",
            standard.label()
        ));
    }
    standard
}

/// Whether the namespaces are those of SCORM 2004; `None` if they say nothing.
fn by_namespace(root: Node<'_, '_>) -> Option<bool> {
    let declared = root.namespaces().map(|n| n.uri());
    let used = root.tag_name().namespace();
    let mut uris: Vec<String> = used
        .into_iter()
        .chain(declared)
        .map(str::to_ascii_lowercase)
        .collect();
    // ADL's own elements may be declared where they are used.
    uris.extend(
        root.descendants()
            .flat_map(|n| n.namespaces().map(|n| n.uri()))
            .filter(|uri| uri.contains("adlcp"))
            .take(1)
            .map(str::to_ascii_lowercase),
    );
    uris.iter().find_map(|uri| {
        if uri.contains("imscp_rootv1p1") || uri.contains("adlcp_rootv1p") {
            Some(false)
        } else if uri.contains("imscp_v1p1") || uri.contains("adlcp_v1p3") {
            Some(true)
        } else {
            None
        }
    })
}

fn by_version(version: &str) -> Option<Standard> {
    let version = version.to_ascii_lowercase();
    let version = version.trim();
    if version.contains("4th") {
        Some(Standard::Scorm2004Fourth)
    } else if version.contains("3rd") {
        Some(Standard::Scorm2004Third)
    } else if version.contains("2nd") || version.contains("1.3") || version.starts_with("2004") {
        Some(Standard::Scorm2004Second)
    } else if version == "1.2" || version == "1.1" || version.ends_with(" 1.2") {
        Some(Standard::Scorm12)
    } else {
        None
    }
}
