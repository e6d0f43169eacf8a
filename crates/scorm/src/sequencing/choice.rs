//! Choosing an activity. [SB.2.4, SB.2.9]

use super::flow::{Direction, Halt};
use super::tree::ROOT;
use super::{Engine, Exception};
use crate::course::sequencing::Action;

use Direction::{Backward, Forward};

impl Engine {
    /// Choice Activity Traversal Subprocess [SB.2.4]
    fn choice_activity_traversal(
        &mut self,
        place: usize,
        direction: Direction,
    ) -> Result<(), Exception> {
        match direction {
            Forward if self.precondition(place, Action::StopForwardTraversal) => {
                Err(self.refuse(Some(place), "SB.2.4-1"))
            }
            Forward => Ok(()),
            Backward => match self.parent(place) {
                None => Err(self.refuse(Some(place), "SB.2.4-3")),
                Some(parent) if self.sequencing(parent).control.forward_only => {
                    Err(self.refuse(Some(place), "SB.2.4-2"))
                }
                Some(_) => Ok(()),
            },
        }
    }

    /// Choice Sequencing Request Process [SB.2.9]
    pub(super) fn choice_sequencing_request(&mut self, target: usize) -> Result<usize, Halt> {
        self.may_choose(target).map_err(Halt::Refused)?;
        if self.is_leaf(target) {
            return Ok(target);
        }
        match self.flow_subprocess(target, Forward, true) {
            Ok(place) => Ok(place),
            Err(_) if self.quiet => Err(Halt::Refused(self.refuse(Some(target), "SB.2.9-9"))),
            Err(_) => {
                let common = self
                    .current
                    .map_or(ROOT, |c| self.common_ancestor(c, target));
                self.terminate_descendent_attempts(common);
                self.end_attempt(common);
                self.current = Some(target);
                Err(Halt::Refused(self.refuse(Some(target), "SB.2.9-9")))
            }
        }
    }

    /// The checks of [SB.2.9] up to its step 10.
    fn may_choose(&mut self, target: usize) -> Result<(), Exception> {
        if !self.up(target).all(|place| self.is_available(place)) {
            return Err(self.refuse(Some(target), "SB.2.9-2"));
        }
        let path = self.path(target);
        let hidden = |place: &&usize| self.precondition(**place, Action::HiddenFromChoice);
        if let Some(hidden) = path.iter().find(hidden).copied() {
            return Err(self.refuse(Some(hidden), "SB.2.9-3"));
        }
        let parent = self.parent(target);
        if parent.is_some_and(|parent| !self.sequencing(parent).control.choice) {
            return Err(self.refuse(Some(target), "SB.2.9-4"));
        }
        let Some(current) = self.current else {
            return self.choose_downwards(ROOT, target);
        };
        let common = self.common_ancestor(current, target);
        if current == target {
            Ok(())
        } else if self.parent(current) == parent {
            self.choose_sibling(current, target)
        } else if current == common {
            self.choose_downwards(common, target)
        } else if target == common {
            self.choose_upwards(current, target)
        } else {
            self.choose_across(current, common, target)
        }
    }

    /// Current and target are siblings. [SB.2.9, case 7]
    fn choose_sibling(&mut self, current: usize, target: usize) -> Result<(), Exception> {
        let (from, to) = (self.among(current), self.among(target));
        let (Some((from, _)), Some((to, _)), Some(parent)) = (from, to, self.parent(target)) else {
            return Ok(());
        };
        let siblings = self.children(parent).to_vec();
        let (direction, between) = if to > from {
            (Forward, siblings.get(from..to))
        } else {
            (Backward, siblings.get(to + 1..=from))
        };
        for place in between.unwrap_or_default() {
            self.choice_activity_traversal(*place, direction)?;
        }
        Ok(())
    }

    /// The target lies below the current activity, or nothing is current. [SB.2.9, case 8]
    fn choose_downwards(&mut self, common: usize, target: usize) -> Result<(), Exception> {
        self.enter(common, target, Some(Forward))
    }

    /// From below the common ancestor to above the target. [SB.2.9, cases 8 and 10]
    fn enter(
        &mut self,
        common: usize,
        target: usize,
        direction: Option<Direction>,
    ) -> Result<(), Exception> {
        let mut way: Vec<usize> = self.below(target, common);
        way.push(common);
        way.reverse();
        way.pop();
        for place in way {
            if let Some(direction) = direction {
                self.choice_activity_traversal(place, direction)?;
            }
            let closed = self.sequencing(place).prevent_activation && !self.track(place).active;
            if place != common && closed {
                return Err(self.refuse(Some(place), "SB.2.9-6"));
            }
        }
        Ok(())
    }

    /// The target is above the current activity. [SB.2.9, case 9]
    fn choose_upwards(&mut self, current: usize, target: usize) -> Result<(), Exception> {
        for place in self.below(current, target) {
            if !self.sequencing(place).control.choice_exit {
                return Err(self.refuse(Some(place), "SB.2.9-7"));
            }
        }
        Ok(())
    }

    /// The target lies on another branch. [SB.2.9, case 10]
    fn choose_across(
        &mut self,
        current: usize,
        common: usize,
        target: usize,
    ) -> Result<(), Exception> {
        self.choose_upwards(current, common)?;
        // What constrains is what is left, not the activity that stands there.
        let constrained = self
            .below(current, common)
            .into_iter()
            .skip(1)
            .find(|place| self.sequencing(*place).constrain_choice);
        if let Some(constrained) = constrained {
            let direction = if self.comes_after(target, constrained) {
                Forward
            } else {
                Backward
            };
            let considered = self.choice_flow(constrained, direction);
            let within = |place| self.up(target).any(|above| above == place);
            if !within(considered) && target != constrained {
                return Err(self.refuse(Some(constrained), "SB.2.9-8"));
            }
        }
        let forward = self.comes_after(target, current);
        self.enter(common, target, forward.then_some(Forward))
    }

    /// Choice Flow Subprocess [SB.2.9.1] with its Tree Traversal [SB.2.9.2]: the activity beside
    /// `place`, or beside the nearest above it; `place` itself if there is none.
    fn choice_flow(&self, place: usize, direction: Direction) -> usize {
        for at in self.up(place) {
            let (Some((index, _)), Some(parent)) = (self.among(at), self.parent(at)) else {
                continue;
            };
            let next = match direction {
                Forward => self.children(parent).get(index + 1),
                Backward => index
                    .checked_sub(1)
                    .and_then(|index| self.children(parent).get(index)),
            };
            if let Some(next) = next {
                return *next;
            }
        }
        place
    }
}
