//! Reading `imsmanifest.xml`: from bytes by anybody to a [`Course`], with a sentence for all that
//! was mended on the way and for all that cannot be.
//!
//! Source: SCORM 1.2 Content Aggregation Model; SCORM 2004 CAM, 2nd to 4th Edition; IMS Content
//! Packaging 1.1.2 to 1.1.4; IEEE 1484.12.3.

mod address;
mod decode;
mod edition;
mod lom;
mod notes;
mod objectives;
mod organizations;
mod resources;
mod rules;
mod sequencing;
mod shape;
#[cfg(test)]
mod tests;
mod text;
mod xml;

use std::collections::BTreeMap;

use crate::course::Course;

pub use lom::About;
pub use text::{cut, line};

/// Manifests larger than this, in bytes, are refused.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// The most items that a course may have, over all its organizations.
pub const MAX_ITEMS: usize = 10_000;
/// How deep items may be nested: the stored course must stay readable by every JSON parser.
pub const MAX_ITEM_DEPTH: usize = 40;
/// The most manifests within manifests.
const MAX_MANIFESTS: usize = 500;
/// Longest title, in characters.
pub const MAX_TITLE: usize = 500;
/// Longest description, in characters.
pub const MAX_DESCRIPTION: usize = 5_000;

/// What a manifest says, and what had to be mended to hear it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The title is empty if neither the default organization nor the metadata has one; every
    /// launch is taken to be present until somebody looks into the package.
    pub course: Course,
    /// What was odd and how it was read all the same, in sentences for the instructor.
    pub notes: Vec<String>,
    /// What may show when the course is played, in sentences.
    pub warnings: Vec<String>,
    /// Metadata files named by `adlcp:location`, best first, relative to the manifest's folder.
    pub description_files: Vec<String>,
    /// Every file that the resources list, decoded, relative to the manifest's folder, sorted.
    pub listed_files: Vec<String>,
    /// The address as it was written, for launch files whose name was percent-decoded.
    pub undecoded: BTreeMap<String, String>,
}

/// Why a manifest cannot be read. Each is a sentence for the person who uploaded it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ManifestProblem {
    #[error(
        "The manifest imsmanifest.xml is empty. Export the course again from the tool that made it."
    )]
    Empty,
    #[error(
        "The manifest imsmanifest.xml is larger than 32 MiB, which no course needs. Export the course again with fewer items."
    )]
    TooLarge,
    #[error(
        "The manifest imsmanifest.xml is not in the character encoding it declares ({0}), and no other can be told. Save it as UTF-8 and upload the course again."
    )]
    Encoding(String),
    #[error(
        "The manifest imsmanifest.xml has a document type declaration (DOCTYPE), which can hide entities and is not accepted. Remove that declaration and upload the course again."
    )]
    DocumentType,
    #[error(
        "The manifest imsmanifest.xml nests its elements or items too deep (more than {0} levels). Flatten the course and upload it again."
    )]
    TooDeep(usize),
    #[error(
        "The manifest lists more than 10,000 items, which is more than a course may have. Split the course and upload the parts."
    )]
    TooManyItems,
    #[error(
        "The manifest holds more than 500 manifests within it, which is more than a course may have. Split the course and upload the parts."
    )]
    TooManyManifests,
    #[error(
        "The manifest imsmanifest.xml is not well-formed XML: {0}. Export the course again from the tool that made it."
    )]
    NotXml(String),
    #[error(
        "The file imsmanifest.xml is not a SCORM manifest: its outermost element is “{0}”, not “manifest”."
    )]
    NotAManifest(String),
    #[error(
        "The manifest has no organization and {0} resources that could be launched, so nothing says in which order they come. Export the course again with a table of contents."
    )]
    NoOrganization(usize),
    #[error("The manifest names nothing to launch: it has no organization and no SCO.")]
    NothingToLaunch,
    #[error(
        "The item “{item}” launches “{address}”, which is outside the package. Only files in the package can be launched: put the content into the package and upload it again."
    )]
    External { item: String, address: String },
    #[error(
        "The item “{item}” launches “{address}”, which is not an address that a course may launch. Let it name a file in the package."
    )]
    NotLaunchable { item: String, address: String },
    #[error(
        "The item “{item}” launches “{address}”, which points outside the package. Let it name a file in the package."
    )]
    Outside { item: String, address: String },
}

/// Reads a manifest.
///
/// Takes the file's bytes in whatever encoding; gives the course with notes, or the reason why it
/// cannot be played. Never panics, and needs memory and time in proportion to the input.
pub fn read(bytes: &[u8]) -> Result<Reading, ManifestProblem> {
    let mut notes = notes::Notes::default();
    let text = decode::decode(bytes, &mut notes)?;
    shape::check(&text)?;
    let document = xml::parse(&text)?;
    let root = document.root_element();
    if !root.tag_name().name().eq_ignore_ascii_case("manifest") {
        let name = text::cut(&text::line(root.tag_name().name()), 80);
        return Err(ManifestProblem::NotAManifest(name));
    }

    let inner = root
        .descendants()
        .filter(|n| xml::is(*n, xml::Space::Packaging, "manifest"));
    if inner.count() > MAX_MANIFESTS {
        return Err(ManifestProblem::TooManyManifests);
    }

    let standard = edition::of(root, &mut notes);
    let scope = resources::Scope::of(root, &mut notes);
    let mut undecoded = BTreeMap::new();
    let organizations = organizations::read(&scope, &mut notes, &mut undecoded)?;
    let (about, description_files) = lom::of_manifest(root, &mut notes);

    let default_title = organizations
        .first()
        .map(|o| o.title.clone())
        .unwrap_or_default();
    let (title, title_language) = if default_title.is_empty() {
        (about.title, about.title_language)
    } else {
        (default_title, String::new())
    };
    let course = Course {
        standard,
        identifier: text::cut(
            &text::line(xml::attribute(root, "identifier").unwrap_or("")),
            MAX_TITLE,
        ),
        title,
        description: about.description,
        duration: about.duration,
        typical_time: about.typical_time,
        title_language,
        description_language: about.description_language,
        keywords: about.keywords,
        organizations,
    };
    let elsewhere = scope.files_elsewhere();
    if let Some(first) = elsewhere.first() {
        notes.warn(format!(
            "The manifest lists files on the Internet: {} ({}{}). They are not in the package: the course needs a \
             connection to show them, and can’t once they are gone there.",
            elsewhere.len(),
            text::cut(&text::line(first), 120),
            if elsewhere.len() > 1 { ", …" } else { "" }
        ));
    }
    let (notes, warnings) = notes.into_sentences();
    Ok(Reading {
        course,
        notes,
        warnings,
        description_files,
        listed_files: scope.listed_files(),
        undecoded,
    })
}

/// Reads a metadata file that stands beside the manifest.
///
/// Takes the bytes of a LOM file (IMS metadata 1.2 or IEEE LOM); gives what it says of the course,
/// empty where it says nothing, or the reason why it cannot be read.
pub fn read_metadata(bytes: &[u8]) -> Result<About, ManifestProblem> {
    let mut notes = notes::Notes::default();
    let text = decode::decode(bytes, &mut notes)?;
    shape::check(&text)?;
    let document = xml::parse(&text)?;
    Ok(lom::about(document.root_element(), &mut notes))
}
