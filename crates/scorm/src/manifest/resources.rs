//! Resources, in the manifest and in the manifests within it.

use std::collections::{BTreeSet, HashMap};

use roxmltree::Node;

use super::address::{self, Target};
use super::notes::Notes;
use super::text;
use super::xml::{self, Space};

/// One manifest and what can be referred to from it.
pub struct Scope<'a, 'i> {
    pub manifest: Node<'a, 'i>,
    /// The only resources, in their order; of several with one identifier the first.
    pub resources: Vec<Resource<'a, 'i>>,
    by_identifier: HashMap<&'a str, usize>,
    /// The manifest's `sequencingCollection`, by the `ID` of each.
    pub sequencing: HashMap<&'a str, Node<'a, 'i>>,
    pub within: Vec<Scope<'a, 'i>>,
}

/// A thing that an item may launch.
pub struct Resource<'a, 'i> {
    pub node: Node<'a, 'i>,
    pub identifier: &'a str,
    /// `xml:base` of the manifests, of `resources` and of the resource, outermost first.
    pub bases: Vec<&'a str>,
    pub href: &'a str,
    /// `scormType`; `None` if it is absent or neither “sco” nor “asset”.
    pub sco: Option<bool>,
}

/// What an `identifierref` names.
pub enum Named<'s, 'a, 'i> {
    Resource(&'s Resource<'a, 'i>),
    Manifest(&'s Scope<'a, 'i>),
}

impl<'a, 'i: 'a> Scope<'a, 'i> {
    pub fn of(root: Node<'a, 'i>, notes: &mut Notes) -> Self {
        Self::below(root, &[], notes)
    }

    fn below(manifest: Node<'a, 'i>, outer: &[&'a str], notes: &mut Notes) -> Self {
        let mut bases = outer.to_vec();
        bases.extend(xml::base(manifest));
        let sequencing = xml::children(manifest, Space::Sequencing, "sequencingcollection")
            .flat_map(|collection| xml::children(collection, Space::Sequencing, "sequencing"))
            .filter_map(|node| Some((xml::attribute(node, "id")?.trim(), node)))
            .collect();
        let mut scope = Self {
            manifest,
            resources: Vec::new(),
            by_identifier: HashMap::new(),
            sequencing,
            within: Vec::new(),
        };
        for list in xml::children(manifest, Space::Packaging, "resources") {
            for node in xml::children(list, Space::Packaging, "resource") {
                scope.add(
                    node,
                    [&bases[..], &xml::base(list).into_iter().collect::<Vec<_>>()].concat(),
                    notes,
                );
            }
        }
        scope.look_into_dependencies(notes);
        scope.within = xml::children(manifest, Space::Packaging, "manifest")
            .map(|inner| Self::below(inner, &bases, notes))
            .collect();
        scope
    }

    fn add(&mut self, node: Node<'a, 'i>, mut bases: Vec<&'a str>, notes: &mut Notes) {
        bases.extend(xml::base(node));
        let identifier = xml::attribute(node, "identifier")
            .map(str::trim)
            .unwrap_or("");
        if !identifier.is_empty() && self.by_identifier.contains_key(identifier) {
            notes.say(format!(
                "Two resources share the identifier “{}”; the first one wins.",
                short(identifier)
            ));
            return;
        }
        let sco = xml::attribute(node, "scormtype").and_then(|kind| match kind.trim() {
            kind if kind.eq_ignore_ascii_case("sco") => Some(true),
            kind if kind.eq_ignore_ascii_case("asset") => Some(false),
            _ => None,
        });
        let href = xml::attribute(node, "href").map(str::trim).unwrap_or("");
        self.by_identifier.insert(identifier, self.resources.len());
        self.resources.push(Resource {
            node,
            identifier,
            bases,
            href,
            sco,
        });
    }

    /// Finds a resource of this manifest, a manifest within it, or a resource of one of those.
    pub fn find(&self, identifier: &str) -> Option<Named<'_, 'a, 'i>> {
        if let Some(at) = self.by_identifier.get(identifier) {
            return Some(Named::Resource(&self.resources[*at]));
        }
        let own = |scope: &&Self| {
            xml::attribute(scope.manifest, "identifier").map(str::trim) == Some(identifier)
        };
        if let Some(scope) = self.within.iter().find(own) {
            return Some(Named::Manifest(scope));
        }
        self.within.iter().find_map(|scope| scope.find(identifier))
    }

    /// Every file that resources list, here and within.
    pub fn listed_files(&self) -> Vec<String> {
        self.listed(|_, target| match target {
            Target::File(place) => Some(place.file),
            _ => None,
        })
    }

    /// The addresses of all that resources list, or are, on other servers, here and within.
    pub fn files_elsewhere(&self) -> Vec<String> {
        let elsewhere = |href: &str, target| (target == Target::External).then(|| href.to_owned());
        let mut found = self.listed(elsewhere);
        self.each(&mut |resource| {
            let target = address::resolve(&resource.bases, resource.href);
            found.extend(elsewhere(resource.href, target));
        });
        found.sort();
        found.dedup();
        found
    }

    /// What is wanted of the files that resources list, sorted, each once.
    fn listed(&self, wanted: impl Fn(&str, Target) -> Option<String>) -> Vec<String> {
        let mut found = BTreeSet::new();
        self.each(&mut |resource| {
            for file in xml::children(resource.node, Space::Packaging, "file") {
                let href = xml::attribute(file, "href").unwrap_or("");
                found.extend(wanted(href, address::resolve(&resource.bases, href)));
            }
        });
        found.into_iter().collect()
    }

    fn each(&self, look: &mut impl FnMut(&Resource<'a, 'i>)) {
        self.resources.iter().for_each(&mut *look);
        self.within.iter().for_each(|scope| scope.each(look));
    }

    /// Dependencies are an inventory only; circles and dead ends in them are said and cut.
    fn look_into_dependencies(&self, notes: &mut Notes) {
        let mut dead_ends = 0;
        let targets: Vec<Vec<usize>> = self
            .resources
            .iter()
            .map(|resource| {
                xml::children(resource.node, Space::Packaging, "dependency")
                    .filter_map(|d| xml::attribute(d, "identifierref"))
                    .filter_map(|name| {
                        let at = self.by_identifier.get(name.trim()).copied();
                        dead_ends += usize::from(at.is_none());
                        at
                    })
                    .collect()
            })
            .collect();
        if dead_ends > 0 {
            notes.say(format!(
                "Dependencies of resources that name no resource: {dead_ends}. They were left out."
            ));
        }
        if let Some(at) = first_in_circle(&targets) {
            notes.say(format!(
                "The resource “{}” depends on itself by way of a circular dependency; the circle was cut.",
                short(self.resources[at].identifier)
            ));
        }
    }
}

/// A node from which a path leads back to itself. Walks with a stack of its own.
fn first_in_circle(targets: &[Vec<usize>]) -> Option<usize> {
    let (mut open, mut done) = (vec![false; targets.len()], vec![false; targets.len()]);
    for start in 0..targets.len() {
        let mut path = vec![(start, 0)];
        while let Some((node, next)) = path.pop() {
            if done[node] {
                continue;
            }
            open[node] = true;
            match targets[node].get(next) {
                Some(target) if open[*target] => return Some(*target),
                Some(target) => path.extend([(node, next + 1), (*target, 0)]),
                None => {
                    open[node] = false;
                    done[node] = true;
                }
            }
        }
    }
    None
}

/// A name fit for a note.
pub fn short(name: &str) -> String {
    text::cut(&text::line(name), 80)
}
