//! Walking the tree from one activity to the next that can be shown. [SB.2.1–SB.2.3]

use super::tree::ROOT;
use super::{Engine, Exception};
use crate::course::sequencing::Action;

/// Which way the tree is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Backward,
}

use Direction::{Backward, Forward};

/// Why a walk led nowhere.
#[derive(Clone, Copy, Debug)]
pub(super) enum Halt {
    /// It went beyond the last activity: the session ends.
    End,
    Refused(Exception),
}

/// How often a walk may turn to another activity: the tree's size stands in for it.
struct Steps(usize);

impl Engine {
    /// Flow Tree Traversal Subprocess [SB.2.1]: the next activity and the way in which it was
    /// reached.
    fn flow_tree_traversal(
        &mut self,
        place: usize,
        direction: Direction,
        consider_children: bool,
        previous: Option<Direction>,
    ) -> Result<(usize, Direction), Halt> {
        let (mut place, mut direction, mut reversed) = (place, direction, false);
        if previous == Some(Backward)
            && let Some(parent) = self.parent(place)
            && self.children(parent).last() == Some(&place)
        {
            direction = Backward;
            place = self.children(parent).first().copied().unwrap_or(place);
            reversed = true;
        }
        if consider_children && !self.is_leaf(place) {
            let control = &self.sequencing(place).control;
            let children = self.children(place);
            let next = match direction {
                Backward if !control.forward_only => children.last().map(|c| (*c, Backward)),
                _ => children.first().map(|child| (*child, Forward)),
            };
            return match next {
                Some(next) => Ok(next),
                None => Err(Halt::Refused(self.refuse(Some(place), "SB.2.1-2"))),
            };
        }
        // The walk goes on beside the activity, or beside one above it.
        let mut at = place;
        while let Some(parent) = self.parent(at) {
            let forward_only = self.sequencing(parent).control.forward_only;
            if direction == Backward && !reversed && forward_only {
                return Err(Halt::Refused(self.refuse(Some(place), "SB.2.1-4")));
            }
            // What is not on offer any more has no neighbours: what is above it leads on.
            let next = self.among(at).and_then(|(index, _)| {
                let index = match direction {
                    Forward => index.checked_add(1),
                    Backward => index.checked_sub(1),
                };
                self.children(parent).get(index?).copied()
            });
            if let Some(next) = next {
                return Ok((next, direction));
            }
            at = parent;
            reversed = false;
        }
        Err(match direction {
            Forward => {
                self.decide("SB.2.1", Some(place), "Nothing follows: the session ends.");
                Halt::End
            }
            Backward => Halt::Refused(self.refuse(Some(place), "SB.2.1-3")),
        })
    }

    /// Flow Activity Traversal Subprocess [SB.2.2]: the activity at which the walk ends, if it
    /// can be shown.
    fn flow_activity_traversal(
        &mut self,
        place: usize,
        direction: Direction,
        previous: Option<Direction>,
        steps: &mut Steps,
    ) -> Result<usize, Halt> {
        let (mut place, mut direction, mut previous) = (place, direction, previous);
        loop {
            let Some(left) = steps.0.checked_sub(1) else {
                return Err(Halt::Refused(self.refuse(Some(place), "SB.2.1-2")));
            };
            steps.0 = left;
            let parent = self.parent(place);
            if parent.is_some_and(|parent| !self.sequencing(parent).control.flow) {
                return Err(Halt::Refused(self.refuse(Some(place), "SB.2.2-1")));
            }
            if self.precondition(place, Action::Skip) {
                self.decide("SB.2.2", Some(place), "It is skipped.");
                let (next, went) = self.flow_tree_traversal(place, direction, false, previous)?;
                if previous == Some(Backward) && went == Backward {
                    // A reversed walk is reversed back.
                    (direction, previous) = (Backward, None);
                }
                place = next;
                continue;
            }
            if self.check_activity(place) {
                return Err(Halt::Refused(self.refuse(Some(place), "SB.2.2-2")));
            }
            if self.is_leaf(place) {
                return Ok(place);
            }
            let (next, went) = self.flow_tree_traversal(place, direction, true, None)?;
            if direction == Backward && went == Forward {
                (direction, previous) = (Forward, Some(Backward));
            } else {
                previous = None;
            }
            place = next;
        }
    }

    /// Flow Subprocess [SB.2.3]: the activity to deliver, walking from `place`.
    pub(super) fn flow_subprocess(
        &mut self,
        place: usize,
        direction: Direction,
        consider_children: bool,
    ) -> Result<usize, Halt> {
        if consider_children && place == ROOT && self.is_leaf(ROOT) {
            return Err(Halt::Refused(self.refuse(Some(ROOT), "SB.2.1-2")));
        }
        let (next, went) = self.flow_tree_traversal(place, direction, consider_children, None)?;
        let (direction, previous) = match (direction, went) {
            (Backward, Forward) => (Forward, Some(Backward)),
            _ => (direction, None),
        };
        // Skipping back and forth within a reversed cluster is bounded by the tree's size.
        let mut steps = Steps(self.nodes.len().saturating_mul(4));
        self.flow_activity_traversal(next, direction, previous, &mut steps)
    }
}
