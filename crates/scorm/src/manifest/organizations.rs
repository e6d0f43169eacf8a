//! Organizations and their items: the tree that learners see.

use std::collections::{BTreeMap, HashSet};

use roxmltree::Node;

use super::address::{self, Target};
use super::notes::Notes;
use super::resources::{Named, Resource, Scope, short};
use super::xml::{self, Space};
use super::{MAX_ITEM_DEPTH, MAX_ITEMS, MAX_TITLE, ManifestProblem, rules, sequencing, text};
use crate::course::sequencing::Sequencing;
use crate::course::{Item, Launch, Organization};

/// The organizations of a manifest, the default one first.
pub fn read(
    scope: &Scope<'_, '_>,
    notes: &mut Notes,
    undecoded: &mut BTreeMap<String, String>,
) -> Result<Vec<Organization>, ManifestProblem> {
    let mut builder = Builder {
        notes,
        undecoded,
        taken: HashSet::new(),
        items: 0,
    };
    let nodes = in_order(scope, Some(builder.notes));
    let mut organizations = Vec::new();
    for node in nodes {
        organizations.push(builder.organization(scope, node)?);
    }
    if organizations.iter().all(|o| o.items.is_empty()) {
        return Ok(vec![
            builder.made_of_the_only_resource(scope, organizations.pop())?,
        ]);
    }
    if let [default, _, ..] = organizations.as_slice() {
        builder.notes.say(format!(
            "The course has {} organizations; the one titled “{}” is played, the others are not.",
            organizations.len(),
            short(&default.title)
        ));
    }
    if !organizations.iter().any(|o| o.items.iter().any(launches)) {
        builder
            .notes
            .warn("Nothing in this course can be launched.");
    }
    Ok(organizations)
}

fn launches(item: &Item) -> bool {
    item.launch.is_some() || item.children.iter().any(launches)
}

/// The organization elements of a manifest, the default one first.
fn in_order<'a, 'i: 'a>(scope: &Scope<'a, 'i>, mut notes: Option<&mut Notes>) -> Vec<Node<'a, 'i>> {
    let Some(list) = xml::child(scope.manifest, Space::Packaging, "organizations") else {
        return Vec::new();
    };
    let mut nodes: Vec<_> = xml::children(list, Space::Packaging, "organization").collect();
    let default = xml::attribute(list, "default").map(str::trim).unwrap_or("");
    let named = |o: &Node| xml::attribute(*o, "identifier").map(str::trim) == Some(default);
    match nodes.iter().position(named) {
        Some(at) if !default.is_empty() => nodes[..=at].rotate_right(1),
        _ if nodes.is_empty() => {}
        _ => {
            if let Some(notes) = notes.as_mut() {
                notes.say(if default.is_empty() {
                    "The manifest names no default organization; the first one is used.".to_owned()
                } else {
                    format!(
                        "The default organization “{}” does not exist; the first one is used.",
                        short(default)
                    )
                });
            }
        }
    }
    nodes
}

struct Builder<'n> {
    notes: &'n mut Notes,
    undecoded: &'n mut BTreeMap<String, String>,
    /// Identifiers given to items so far.
    taken: HashSet<String>,
    items: usize,
}

impl Builder<'_> {
    fn organization(
        &mut self,
        scope: &Scope<'_, '_>,
        node: Node<'_, '_>,
    ) -> Result<Organization, ManifestProblem> {
        let identifier = text::cut(
            &text::line(xml::attribute(node, "identifier").unwrap_or("")),
            MAX_TITLE,
        );
        if identifier.is_empty() {
            self.notes
                .say("An organization has no identifier; it goes without one.");
        }
        Ok(Organization {
            identifier,
            title: self.title(node),
            items: self.items_of(scope, node, 1, true)?,
            sequencing: sequencing::read(node, &scope.sequencing),
            global_objectives: sequencing::flag(node, "objectivesglobaltosystem", true),
            global_data: sequencing::flag(node, "shareddataglobaltosystem", true),
        })
    }

    /// `own` is false within a sub-manifest, where identifiers may rightly repeat.
    fn items_of(
        &mut self,
        scope: &Scope<'_, '_>,
        parent: Node<'_, '_>,
        depth: usize,
        own: bool,
    ) -> Result<Vec<Item>, ManifestProblem> {
        xml::children(parent, Space::Packaging, "item")
            .map(|node| self.item(scope, node, depth, own))
            .collect()
    }

    fn item(
        &mut self,
        scope: &Scope<'_, '_>,
        node: Node<'_, '_>,
        depth: usize,
        own: bool,
    ) -> Result<Item, ManifestProblem> {
        if depth > MAX_ITEM_DEPTH {
            return Err(ManifestProblem::TooDeep(MAX_ITEM_DEPTH));
        }
        self.items += 1;
        if self.items > MAX_ITEMS {
            return Err(ManifestProblem::TooManyItems);
        }
        let identifier = self.identifier(xml::attribute(node, "identifier").unwrap_or(""), own);
        let mut item = blank(identifier, self.title(node));
        if item.title.is_empty() {
            item.title = item.identifier.clone();
        }
        let visible = xml::attribute(node, "isvisible")
            .map(str::trim)
            .unwrap_or("true");
        item.visible = !visible.eq_ignore_ascii_case("false") && visible != "0";
        rules::fill(&mut item, &scope.sequencing, node, self.notes);

        let reference = xml::attribute(node, "identifierref")
            .map(str::trim)
            .unwrap_or("");
        let parameters = xml::attribute(node, "parameters").unwrap_or("");
        if !reference.is_empty() {
            match scope.find(reference) {
                Some(Named::Resource(resource)) => {
                    item.launch = self.launch(&item, resource, parameters)?
                }
                Some(Named::Manifest(inner)) => item.children = self.inner_items(inner, depth)?,
                None => self.notes.warn(format!(
                    "The item “{}” points to no resource (“{}”) and is shown without a launch.",
                    short(&item.title),
                    short(reference)
                )),
            }
        }
        item.children
            .extend(self.items_of(scope, node, depth + 1, own)?);
        Ok(item)
    }

    /// The items of a sub-manifest's default organization.
    fn inner_items(
        &mut self,
        inner: &Scope<'_, '_>,
        depth: usize,
    ) -> Result<Vec<Item>, ManifestProblem> {
        self.notes
            .say("Items of a manifest within the manifest were put in their place.");
        match in_order(inner, None).first() {
            Some(organization) => self.items_of(inner, *organization, depth + 1, false),
            None => Ok(Vec::new()),
        }
    }

    fn launch(
        &mut self,
        item: &Item,
        resource: &Resource<'_, '_>,
        parameters: &str,
    ) -> Result<Option<Launch>, ManifestProblem> {
        let (name, address) = (
            short(&item.title),
            text::cut(&text::line(resource.href), 200),
        );
        let place = match address::resolve(&resource.bases, resource.href) {
            Target::File(place) => place,
            Target::External => {
                return Err(ManifestProblem::External {
                    item: name,
                    address,
                });
            }
            Target::Scheme => {
                return Err(ManifestProblem::NotLaunchable {
                    item: name,
                    address,
                });
            }
            Target::Outside => {
                return Err(ManifestProblem::Outside {
                    item: name,
                    address,
                });
            }
            Target::Nothing => {
                self.notes.warn(format!("The resource of the item “{name}” has no address, so the item is shown without a launch."));
                return Ok(None);
            }
        };
        if place.backslashes {
            self.notes.say(format!(
                "The address “{address}” has back-slashes; they were read as slashes."
            ));
        }
        if place.rooted {
            self.notes.say(format!(
                "The address “{address}” begins with a slash; it was read from the package’s root."
            ));
        }
        if resource.sco.is_none() {
            self.notes.warn(format!(
                "The resource “{}” has no scormtype; it is treated as an asset, which reports no results.",
                short(resource.identifier)
            ));
        }
        if place.undecoded != place.file {
            self.undecoded
                .insert(place.file.clone(), place.undecoded.clone());
        }
        let suffix = address::suffix(&place, parameters);
        Ok(Some(Launch {
            resource: text::cut(&text::line(resource.identifier), MAX_TITLE),
            file: place.file,
            suffix,
            sco: resource.sco == Some(true),
            present: true,
        }))
    }

    /// Without organizations, an only SCO (or an only resource with an address) makes a course.
    fn made_of_the_only_resource(
        &mut self,
        scope: &Scope<'_, '_>,
        empty: Option<Organization>,
    ) -> Result<Organization, ManifestProblem> {
        let launchable: Vec<_> = scope
            .resources
            .iter()
            .filter(|r| !r.href.is_empty())
            .collect();
        let scos: Vec<_> = launchable
            .iter()
            .filter(|r| r.sco == Some(true))
            .copied()
            .collect();
        let resource = match (scos.as_slice(), launchable.as_slice()) {
            ([only], _) | ([], [only]) => *only,
            ([], []) => return Err(ManifestProblem::NothingToLaunch),
            ([], many) | (many, _) => return Err(ManifestProblem::NoOrganization(many.len())),
        };
        self.notes.say("The manifest has no organization with items; the course was made of its only launchable resource.");
        let mut organization = empty.unwrap_or_else(|| Organization {
            identifier: String::new(),
            title: String::new(),
            items: Vec::new(),
            sequencing: Sequencing::default(),
            global_objectives: true,
            global_data: true,
        });
        let title = if organization.title.is_empty() {
            short(resource.identifier)
        } else {
            organization.title.clone()
        };
        let mut item = blank(self.identifier(resource.identifier, true), title);
        item.launch = self.launch(&item, resource, "")?;
        organization.items.push(item);
        Ok(organization)
    }

    fn title(&mut self, node: Node<'_, '_>) -> String {
        let title = text::line(&xml::text_of(node, Space::Packaging, "title"));
        if title.chars().nth(MAX_TITLE).is_some() {
            self.notes
                .say("A title is longer than 500 characters and was cut.");
        }
        text::cut(&title, MAX_TITLE)
    }

    /// The identifier as written, or one like it that no other item has.
    fn identifier(&mut self, written: &str, own: bool) -> String {
        let written = text::cut(&text::line(written), 200);
        if written.is_empty() {
            self.notes
                .say("An item has no identifier; it was given one.");
        } else if self.taken.insert(written.clone()) {
            return written;
        } else if own {
            self.notes.say(format!(
                "The identifier “{}” repeats; the first item keeps it, a later one was given another.",
                short(&written)
            ));
        }
        let stem = if written.is_empty() { "item" } else { &written };
        let mut number = if written.is_empty() { self.items } else { 2 };
        loop {
            let candidate = format!("{stem}-{number}");
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
            // Many with one name must not make this slow.
            number += self.items.max(1);
        }
    }
}

fn blank(identifier: String, title: String) -> Item {
    Item {
        identifier,
        title,
        visible: true,
        launch: None,
        prerequisites: String::new(),
        launch_data: String::new(),
        mastery_score: None,
        scaled_passing_score: None,
        completion_threshold: None,
        max_time_allowed: String::new(),
        time_limit_action: String::new(),
        objectives: Vec::new(),
        sequencing: Sequencing::default(),
        hides: Vec::new(),
        data: Vec::new(),
        children: Vec::new(),
    }
}
