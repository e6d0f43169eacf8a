//! Leaving activities. [TB.2.1–TB.2.3, UP.3, UP.4]

use super::tracking::Status;
use super::tree::ROOT;
use super::{Engine, Exception};
use crate::course::sequencing::Action;

/// What is to be terminated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Termination {
    Exit,
    ExitAll,
    SuspendAll,
    Abandon,
    AbandonAll,
}

/// What post-condition rules ask for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Post {
    termination: Option<Termination>,
    exit_parent: bool,
    sequencing: Option<Follow>,
}

/// A sequencing request that comes of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follow {
    Exit,
    Retry,
    Continue,
    Previous,
}

impl Engine {
    /// Sequencing Exit Action Rules Subprocess [TB.2.1]
    fn sequencing_exit_action_rules(&mut self, current: usize) -> usize {
        let mut path = self.path(current);
        path.pop();
        let leaves = path.into_iter().find(|place| {
            let rules = &self.sequencing(*place).exit;
            self.sequencing_rules_check(*place, rules, &[Action::Exit])
                .is_some()
        });
        let Some(target) = leaves else {
            return current;
        };
        self.decide("TB.2.1", Some(target), "Its exit rule applies: it is left.");
        self.terminate_descendent_attempts(target);
        self.end_attempt(target);
        self.current = Some(target);
        target
    }

    /// Sequencing Post Condition Rules Subprocess [TB.2.2]
    fn sequencing_post_condition_rules(&mut self, current: usize) -> Post {
        let mut post = Post::default();
        if self.track(current).suspended {
            return post;
        }
        let actions = [
            Action::ExitParent,
            Action::ExitAll,
            Action::Retry,
            Action::RetryAll,
            Action::Continue,
            Action::Previous,
        ];
        let rules = &self.sequencing(current).post;
        let Some(action) = self.sequencing_rules_check(current, rules, &actions) else {
            return post;
        };
        let what = match action {
            Action::ExitParent => {
                post.exit_parent = true;
                "Its post-condition rule applies: exit parent."
            }
            Action::ExitAll => {
                post.termination = Some(Termination::ExitAll);
                "Its post-condition rule applies: exit all."
            }
            Action::RetryAll => {
                post.termination = Some(Termination::ExitAll);
                post.sequencing = Some(Follow::Retry);
                "Its post-condition rule applies: retry all."
            }
            Action::Retry => {
                post.sequencing = Some(Follow::Retry);
                "Its post-condition rule applies: retry."
            }
            Action::Continue => {
                post.sequencing = Some(Follow::Continue);
                "Its post-condition rule applies: continue."
            }
            _ => {
                post.sequencing = Some(Follow::Previous);
                "Its post-condition rule applies: previous."
            }
        };
        self.decide("TB.2.2", Some(current), what);
        post
    }

    /// Termination Request Process [TB.2.3]: the sequencing request that takes the place of the
    /// pending one, if any.
    pub(super) fn termination_request(
        &mut self,
        request: Termination,
    ) -> Result<Option<Follow>, Exception> {
        let Some(current) = self.current else {
            return Err(self.refuse(None, "TB.2.3-1"));
        };
        let leaves = matches!(request, Termination::Exit | Termination::Abandon);
        if leaves && !self.track(current).active {
            return Err(self.refuse(Some(current), "TB.2.3-2"));
        }
        match request {
            Termination::Exit => self.exit(current),
            Termination::ExitAll => Ok(self.exit_all(current, None)),
            Termination::SuspendAll => self.suspend_all(current),
            Termination::Abandon => {
                self.decide("TB.2.3", Some(current), "Its attempt is abandoned.");
                self.track_mut(current).active = false;
                Ok(None)
            }
            Termination::AbandonAll => {
                self.decide("TB.2.3", Some(current), "All attempts are abandoned.");
                for place in self.path(current) {
                    self.track_mut(place).active = false;
                }
                self.current = Some(ROOT);
                Ok(Some(Follow::Exit))
            }
        }
    }

    fn exit(&mut self, current: usize) -> Result<Option<Follow>, Exception> {
        self.end_attempt(current);
        let mut current = self.sequencing_exit_action_rules(current);
        loop {
            let post = self.sequencing_post_condition_rules(current);
            if post.termination == Some(Termination::ExitAll) {
                return Ok(self.exit_all(current, post.sequencing));
            }
            if post.exit_parent {
                let Some(parent) = self.parent(current) else {
                    return Err(self.refuse(Some(current), "TB.2.3-4"));
                };
                self.current = Some(parent);
                self.end_attempt(parent);
                current = parent;
                continue;
            }
            if current == ROOT && post.sequencing != Some(Follow::Retry) {
                return Ok(Some(Follow::Exit));
            }
            return Ok(post.sequencing);
        }
    }

    fn exit_all(&mut self, current: usize, follow: Option<Follow>) -> Option<Follow> {
        self.decide("TB.2.3", Some(current), "All attempts end.");
        if self.track(current).active {
            self.end_attempt(current);
        }
        self.terminate_descendent_attempts(ROOT);
        self.end_attempt(ROOT);
        self.current = Some(ROOT);
        Some(follow.unwrap_or(Follow::Exit))
    }

    fn suspend_all(&mut self, current: usize) -> Result<Option<Follow>, Exception> {
        let track = self.track(current);
        let suspended = if track.active || track.suspended {
            self.overall_rollup(current);
            current
        } else {
            let Some(parent) = self.parent(current) else {
                return Err(self.refuse(Some(current), "TB.2.3-3"));
            };
            parent
        };
        self.decide("TB.2.3", Some(suspended), "It is suspended.");
        self.suspended = Some(suspended);
        for place in self.path(suspended) {
            let track = self.track_mut(place);
            track.active = false;
            track.suspended = true;
        }
        self.current = Some(ROOT);
        Ok(Some(Follow::Exit))
    }

    /// Terminate Descendent Attempts Process [UP.3]: ends the attempts between the current
    /// activity and what it has in common with `place`, both left out.
    pub(super) fn terminate_descendent_attempts(&mut self, place: usize) {
        let Some(current) = self.current else {
            return;
        };
        let common = self.common_ancestor(current, place);
        for inner in self.below(current, common).into_iter().skip(1) {
            self.end_attempt(inner);
        }
    }

    /// End Attempt Process [UP.4]
    pub(super) fn end_attempt(&mut self, place: usize) {
        if self.is_leaf(place) {
            if !self.track(place).suspended {
                self.set_by_system(place);
            }
        } else {
            let suspended = self
                .children(place)
                .iter()
                .any(|child| self.track(*child).suspended);
            self.track_mut(place).suspended = suspended;
        }
        self.decide("UP.4", Some(place), "Its attempt ends.");
        self.track_mut(place).active = false;
        self.overall_rollup(place);
        self.select_and_randomize(place);
    }

    /// What the content left open and need not set, the system sets: completed and satisfied.
    /// The part of [UP.4] on delivery controls.
    pub fn set_by_system(&mut self, place: usize) {
        let delivery = &self.sequencing(place).delivery;
        let track = self.track(place);
        let completed = track.primary.completed.is_some() || track.told_completion;
        let satisfied = track.primary.satisfied.is_some() || track.told_success;
        let complete = delivery.tracked && !delivery.completion_set_by_content && !completed;
        let satisfy = delivery.tracked && !delivery.objective_set_by_content && !satisfied;
        if complete {
            self.set_status(place, "", Status::Completed, Some(true));
        }
        if satisfy {
            self.set_status(place, "", Status::Satisfied, Some(true));
        }
    }
}
