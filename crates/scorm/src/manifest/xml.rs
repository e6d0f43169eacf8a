//! Finding elements and attributes the way that generous readers do: by namespace first, then by
//! local name in any case.

use roxmltree::{Document, Node, ParsingOptions};

use super::ManifestProblem;

/// Whose element it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Space {
    /// IMS Content Packaging.
    Packaging,
    /// ADL's own extensions: adlcp, adlseq, adlnav.
    Adl,
    /// IMS Simple Sequencing.
    Sequencing,
    /// Learning object metadata.
    Metadata,
}

pub fn parse(text: &str) -> Result<Document<'_>, ManifestProblem> {
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: 3_000_000,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => ManifestProblem::DocumentType,
        other => ManifestProblem::NotXml(super::cut(&super::line(&other.to_string()), 200)),
    })
}

/// Children of that space and name.
pub fn children<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    space: Space,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| is(*child, space, name))
}

pub fn child<'a, 'i: 'a>(
    node: Node<'a, 'i>,
    space: Space,
    name: &'static str,
) -> Option<Node<'a, 'i>> {
    children(node, space, name).next()
}

/// An element of that name; elements without a namespace, or in the root's, belong to every space.
pub fn is(node: Node<'_, '_>, space: Space, name: &str) -> bool {
    node.is_element()
        && node.tag_name().name().eq_ignore_ascii_case(name)
        && match node.tag_name().namespace() {
            None => true,
            Some(uri) => belongs(uri, space) || root_namespace(node) == Some(uri),
        }
}

fn root_namespace<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.document().root_element().tag_name().namespace()
}

fn belongs(uri: &str, space: Space) -> bool {
    let uri = uri.to_ascii_lowercase();
    match space {
        Space::Packaging => uri.contains("imscp") || uri.contains("/content/"),
        Space::Adl => uri.contains("adlnet") || uri.contains("adlcp"),
        Space::Sequencing => uri.contains("imsss"),
        Space::Metadata => {
            uri.contains("imsmd") || uri.contains("/lom") || uri.contains("ltsc.ieee")
        }
    }
}

/// An attribute by local name in any case; one without a prefix wins.
pub fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut found = None;
    for attribute in node.attributes() {
        if attribute.name().eq_ignore_ascii_case(name) {
            if attribute.namespace().is_none() {
                return Some(attribute.value());
            }
            found = found.or(Some(attribute.value()));
        }
    }
    found
}

/// `xml:base`, trimmed, if it is not empty.
pub fn base<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attributes()
        .find(|a| a.name() == "base" && a.namespace() == Some(roxmltree::NS_XML_URI))
        .map(|a| a.value().trim())
        .filter(|base| !base.is_empty())
}

/// All the text below an element.
pub fn text(node: Node<'_, '_>) -> String {
    node.descendants()
        .filter(|n| n.is_text())
        .filter_map(|n| n.text())
        .collect()
}

/// The text of the first such child, trimmed; empty if there is none.
pub fn text_of(node: Node<'_, '_>, space: Space, name: &'static str) -> String {
    child(node, space, name)
        .map(|n| text(n).trim().to_owned())
        .unwrap_or_default()
}
