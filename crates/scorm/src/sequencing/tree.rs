//! The tree of activities and the ways through it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Decision, Progress, Tracking};
use crate::course::sequencing::{Device, Sequencing};
use crate::course::{Course, Item};

/// The root's place in [`Engine::nodes`].
pub(super) const ROOT: usize = 0;

/// One activity of the tree.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub identifier: String,
    pub title: String,
    pub parent: Option<usize>,
    /// All children, in the manifest's order.
    pub children: Vec<usize>,
    pub depth: u32,
    pub visible: bool,
    /// It can be shown: a leaf with something to launch.
    pub launchable: bool,
    /// What it launches calls the run-time API.
    pub sco: bool,
    pub sequencing: Sequencing,
    pub hides: Vec<Device>,
}

/// Tree and tracking of one learner's attempt on one course.
#[derive(Clone, Debug)]
pub(crate) struct Engine {
    pub nodes: Arc<Vec<Node>>,
    /// By the places of `nodes`.
    pub tracks: Vec<Tracking>,
    /// The activity where the sequencing stands; `None` before the session begins.
    pub current: Option<usize>,
    /// The activity to resume.
    pub suspended: Option<usize>,
    pub globals: BTreeMap<String, Progress>,
    /// Global objectives do not outlast an attempt on the course.
    pub forgets_globals: bool,
    pub seed: u32,
    /// How many numbers were drawn from the seed.
    pub draws: u32,
    /// Activities that prerequisites (SCORM 1.2) lock, by the places of `nodes`.
    pub locked: Vec<bool>,
    /// Global objectives that were written since the last rollup.
    pub written: Vec<String>,
    pub trace: Vec<Decision>,
    pub quiet: bool,
}

impl Engine {
    /// Builds the tree of a course's default organization. In SCORM 1.2 learners choose freely.
    pub fn new(course: &Course) -> Self {
        let organization = course.organizations.first();
        let free = !course.standard.is_2004();
        let mut nodes = vec![Node {
            identifier: organization
                .map(|o| o.identifier.clone())
                .unwrap_or_default(),
            title: organization.map(|o| o.title.clone()).unwrap_or_default(),
            parent: None,
            children: Vec::new(),
            depth: 0,
            visible: true,
            launchable: false,
            sco: false,
            sequencing: organization
                .map(|o| o.sequencing.clone())
                .unwrap_or_default(),
            hides: Vec::new(),
        }];
        if let Some(organization) = organization {
            add(&mut nodes, ROOT, &organization.items);
        }
        if free {
            for node in &mut nodes {
                node.sequencing.control.flow = true;
            }
        }
        let count = nodes.len();
        Self {
            nodes: Arc::new(nodes),
            tracks: vec![Tracking::default(); count],
            current: None,
            suspended: None,
            globals: BTreeMap::new(),
            forgets_globals: organization.is_some_and(|o| !o.global_objectives),
            seed: 0,
            draws: 0,
            locked: vec![false; count],
            written: Vec::new(),
            trace: Vec::new(),
            quiet: false,
        }
    }

    /// The activity of an identifier: one that can be shown if several share it, the root last.
    pub fn find(&self, identifier: &str) -> Option<usize> {
        let rank = |place: usize| match place {
            ROOT => 2,
            _ => u8::from(!self.node(place).launchable),
        };
        let named = self.nodes.iter().enumerate();
        named
            .filter(|(_, node)| node.identifier == identifier)
            .map(|(place, _)| place)
            .min_by_key(|place| (rank(*place), *place))
    }

    pub fn node(&self, place: usize) -> &Node {
        // Places come from this tree only and it always has its root.
        &self.nodes[place]
    }

    pub fn track(&self, place: usize) -> &Tracking {
        &self.tracks[place]
    }

    pub fn track_mut(&mut self, place: usize) -> &mut Tracking {
        &mut self.tracks[place]
    }

    pub fn sequencing(&self, place: usize) -> &Sequencing {
        &self.node(place).sequencing
    }

    pub fn parent(&self, place: usize) -> Option<usize> {
        self.node(place).parent
    }

    pub fn is_leaf(&self, place: usize) -> bool {
        self.node(place).children.is_empty()
    }

    /// The children on offer: all, or those that were selected, in their order.
    pub fn children(&self, place: usize) -> &[usize] {
        match &self.track(place).children {
            Some(chosen) => chosen,
            None => &self.node(place).children,
        }
    }

    /// Whether an activity is among the children on offer of its parent, as the root always is.
    pub fn is_available(&self, place: usize) -> bool {
        self.parent(place)
            .is_none_or(|parent| self.children(parent).contains(&place))
    }

    /// From an activity up to the root, both with it.
    pub fn up(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(place), |place| self.parent(*place))
    }

    /// From the root down to an activity, both with it.
    pub fn path(&self, place: usize) -> Vec<usize> {
        let mut path: Vec<usize> = self.up(place).collect();
        path.reverse();
        path
    }

    /// The deepest activity that holds both, or is one of them.
    pub fn common_ancestor(&self, one: usize, other: usize) -> usize {
        let path: Vec<usize> = self.up(other).collect();
        self.up(one)
            .find(|place| path.contains(place))
            .unwrap_or(ROOT)
    }

    /// From an activity up to below `ancestor`: with the activity, without the ancestor.
    pub fn below(&self, place: usize, ancestor: usize) -> Vec<usize> {
        self.up(place)
            .take_while(|place| *place != ancestor)
            .collect()
    }

    /// Where an activity stands among its parent's children on offer: its index and their number.
    pub fn among(&self, place: usize) -> Option<(usize, usize)> {
        let siblings = self.children(self.parent(place)?);
        let index = siblings.iter().position(|sibling| *sibling == place)?;
        Some((index, siblings.len()))
    }

    /// Whether `one` comes after `other` in the order in which the tree is walked.
    pub fn comes_after(&self, one: usize, other: usize) -> bool {
        let (mine, others) = (self.path(one), self.path(other));
        for (a, b) in mine.iter().zip(&others) {
            if a != b {
                return self.among(*a) > self.among(*b);
            }
        }
        mine.len() > others.len()
    }
}

fn add(nodes: &mut Vec<Node>, parent: usize, items: &[Item]) {
    for item in items {
        let place = push(nodes, parent, item, item.children.is_empty());
        if item.launch.is_some() && !item.children.is_empty() {
            // What a heading launches comes before what it holds.
            let cover = push(nodes, place, item, true);
            if let Some(node) = nodes.get_mut(cover) {
                node.visible = false;
                node.sequencing = Sequencing::default();
            }
        }
        add(nodes, place, &item.children);
    }
}

fn push(nodes: &mut Vec<Node>, parent: usize, item: &Item, leaf: bool) -> usize {
    let place = nodes.len();
    let depth = nodes.get(parent).map_or(0, |parent| parent.depth + 1);
    nodes.push(Node {
        identifier: item.identifier.clone(),
        title: item.title.clone(),
        parent: Some(parent),
        children: Vec::new(),
        depth,
        visible: item.visible,
        launchable: leaf && item.launch.is_some(),
        sco: leaf && item.launch.as_ref().is_some_and(|launch| launch.sco),
        sequencing: item.sequencing.clone(),
        hides: item.hides.clone(),
    });
    if let Some(parent) = nodes.get_mut(parent) {
        parent.children.push(place);
    }
    place
}
