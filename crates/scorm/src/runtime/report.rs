//! What is known of each activity and heading, as a tree to be told to others.

use super::attempt::Attempt;
use super::rollup::{self, Summary};
use super::state::ActivityState;
use crate::course::Item;
use crate::sequencing::{History, Progress};

/// An activity or heading, and what is below it.
#[derive(Clone, Debug)]
pub struct Tracked<'a> {
    pub identifier: &'a str,
    pub title: &'a str,
    /// Of what can be launched.
    pub item: Option<&'a Item>,
    /// Of what was opened once.
    pub state: Option<&'a ActivityState>,
    pub summary: Summary,
    /// How many attempts were begun.
    pub attempts: u32,
    /// The learner is to go on later.
    pub suspended: bool,
    /// Its objectives as the sequencing tracks them (SCORM 2004), the primary one first; that may have no identifier.
    pub objectives: Vec<TrackedObjective<'a>>,
    /// In the order of the manifest.
    pub children: Vec<Tracked<'a>>,
}

/// What is tracked of an objective.
#[derive(Clone, Debug, PartialEq)]
pub struct TrackedObjective<'a> {
    pub id: &'a str,
    pub primary: bool,
    pub known: &'a Progress,
    /// What was known before, if anything.
    pub past: Option<&'a History>,
}

impl Attempt {
    /// Says when it was that objectives were satisfied since the last call of this, in milliseconds since 1970; of each the
    /// first moment is kept.
    pub fn note_satisfied(&mut self, at: i64) {
        self.engine.note_satisfied(at);
    }

    /// What is known of the whole course and of all below it.
    pub fn tracked(&self) -> Tracked<'_> {
        let mut root = self.tracked_at(0);
        root.summary = self.summary();
        root
    }

    /// The activity that the learner is to go on with, if there is one.
    pub fn suspended(&self) -> Option<&str> {
        if let Some(place) = self.engine.suspended {
            return Some(&self.engine.node(place).identifier);
        }
        let left = |state: &ActivityState| state.latest && state.resume;
        let found = self.states.iter().find(|(_, state)| left(state));
        found.map(|(identifier, _)| identifier.as_str())
    }

    fn tracked_at(&self, place: usize) -> Tracked<'_> {
        let (node, track) = (self.engine.node(place), self.engine.track(place));
        let named = |item: &&Item| node.launchable && item.identifier == node.identifier;
        let item = self.items.iter().find(named);
        let state = item.and_then(|item| self.state(&item.identifier));
        let children: Vec<_> = node
            .children
            .iter()
            .map(|child| self.tracked_at(*child))
            .collect();
        let summary = match item {
            Some(item) => rollup::activity(self, item),
            None => rollup::heading(
                self,
                place,
                children.iter().map(|child| child.summary.clone()).collect(),
            ),
        };
        let begun = state.is_some_and(|state| state.attempted);
        Tracked {
            identifier: &node.identifier,
            title: &node.title,
            item,
            state,
            summary,
            attempts: track.attempts.max(u32::from(begun)),
            suspended: track.suspended || state.is_some_and(|state| state.resume),
            objectives: if self.course.standard.is_2004() && place != 0 {
                let primary = node
                    .sequencing
                    .objectives
                    .iter()
                    .find(|objective| objective.primary);
                let id = primary.map_or("", |objective| &objective.id);
                let first = TrackedObjective {
                    id,
                    primary: true,
                    known: &track.primary,
                    past: track.history.get(""),
                };
                let others = track.objectives.iter().map(|(id, known)| TrackedObjective {
                    id,
                    primary: false,
                    known,
                    past: track.history.get(id),
                });
                std::iter::once(first).chain(others).collect()
            } else {
                Vec::new()
            },
            children,
        }
    }
}
