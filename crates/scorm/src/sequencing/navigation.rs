//! Navigation requests: what learners and content ask for. [NB.2.1]

use serde::{Deserialize, Serialize};

use super::requests::{Sequence, Sequenced};
use super::termination::Termination;
use super::{Engine, Exception};

/// What a learner or the content asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Request {
    /// Begins the course where its sequencing begins.
    Start,
    /// Takes up the activity that was suspended.
    ResumeAll,
    Continue,
    Previous,
    /// Goes to the activity of this identifier as a learner may choose it.
    Choice(String),
    /// Goes to the activity of this identifier as content may.
    Jump(String),
    /// Leaves the current activity.
    Exit,
    /// Ends the attempt on the course.
    ExitAll,
    /// Leaves the current activity without results.
    Abandon,
    AbandonAll,
    /// Leaves the course so that it can be taken up again.
    SuspendAll,
}

impl Request {
    /// The request's name as `adl.nav.request` has it, and the activity it targets.
    pub fn parts(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Start => ("start", None),
            Self::ResumeAll => ("resumeAll", None),
            Self::Continue => ("continue", None),
            Self::Previous => ("previous", None),
            Self::Choice(target) => ("choice", Some(target)),
            Self::Jump(target) => ("jump", Some(target)),
            Self::Exit => ("exit", None),
            Self::ExitAll => ("exitAll", None),
            Self::Abandon => ("abandon", None),
            Self::AbandonAll => ("abandonAll", None),
            Self::SuspendAll => ("suspendAll", None),
        }
    }

    /// The request of a name and, for `choice` and `jump`, a target.
    pub fn of(name: &str, target: Option<&str>) -> Option<Self> {
        Some(match (name, target) {
            ("start", None) => Self::Start,
            ("resumeAll", None) => Self::ResumeAll,
            ("continue", None) => Self::Continue,
            ("previous", None) => Self::Previous,
            ("choice", Some(target)) => Self::Choice(target.to_owned()),
            ("jump", Some(target)) => Self::Jump(target.to_owned()),
            ("exit", None) => Self::Exit,
            ("exitAll", None) => Self::ExitAll,
            ("abandon", None) => Self::Abandon,
            ("abandonAll", None) => Self::AbandonAll,
            ("suspendAll", None) => Self::SuspendAll,
            _ => return None,
        })
    }
}

/// A navigation request that may be carried out: what ends, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    pub termination: Option<Termination>,
    pub sequence: Sequence,
}

impl Engine {
    /// Navigation Request Process [NB.2.1]
    pub(super) fn navigation_request(&mut self, request: &Request) -> Result<Plan, Exception> {
        let plan = |termination, sequence| {
            Ok(Plan {
                termination,
                sequence,
            })
        };
        match (request, self.current) {
            (Request::Start | Request::ResumeAll, Some(_)) => Err(self.refuse(None, "NB.2.1-1")),
            (Request::Start, None) => plan(None, Sequence::Start),
            (Request::ResumeAll, None) if self.suspended.is_none() => {
                Err(self.refuse(None, "NB.2.1-3"))
            }
            (Request::ResumeAll, None) => plan(None, Sequence::ResumeAll),
            (Request::Choice(target), _) => match self.find(target) {
                Some(target) => self.choice_navigation_request(target),
                None => Err(self.refuse(None, "NB.2.1-11")),
            },
            (_, None) => Err(self.refuse(None, "NB.2.1-2")),
            (Request::Jump(target), Some(_)) => match self.find(target) {
                Some(place) if self.is_available(place) => {
                    plan(Some(Termination::Exit), Sequence::Jump(place))
                }
                _ => Err(self.refuse(None, "NB.2.1-11")),
            }
            .map(|plan| self.unless_left(plan)),
            (Request::Continue, Some(current)) => match self.parent(current) {
                Some(parent) if self.sequencing(parent).control.flow => {
                    plan(Some(Termination::Exit), Sequence::Continue)
                }
                _ => Err(self.refuse(Some(current), "NB.2.1-4")),
            }
            .map(|plan| self.unless_left(plan)),
            (Request::Previous, Some(current)) => match self.parent(current) {
                None => Err(self.refuse(Some(current), "NB.2.1-6")),
                Some(parent) => {
                    let control = &self.sequencing(parent).control;
                    if control.flow && !control.forward_only {
                        plan(Some(Termination::Exit), Sequence::Previous)
                    } else {
                        Err(self.refuse(Some(current), "NB.2.1-5"))
                    }
                }
            }
            .map(|plan| self.unless_left(plan)),
            (Request::Exit | Request::Abandon, Some(current)) => {
                if !self.track(current).active {
                    return Err(self.refuse(Some(current), "NB.2.1-12"));
                }
                let termination = match request {
                    Request::Exit => Termination::Exit,
                    _ => Termination::Abandon,
                };
                plan(Some(termination), Sequence::Exit)
            }
            (Request::ExitAll, Some(_)) => plan(Some(Termination::ExitAll), Sequence::Exit),
            (Request::AbandonAll, Some(_)) => plan(Some(Termination::AbandonAll), Sequence::Exit),
            (Request::SuspendAll, Some(_)) => plan(Some(Termination::SuspendAll), Sequence::Exit),
        }
    }

    /// An activity that was left already is not terminated again.
    fn unless_left(&self, mut plan: Plan) -> Plan {
        let active = self
            .current
            .is_some_and(|current| self.track(current).active);
        plan.termination = plan.termination.filter(|_| active);
        plan
    }

    /// The part of [NB.2.1] on Choice.
    fn choice_navigation_request(&mut self, target: usize) -> Result<Plan, Exception> {
        let parent = self.parent(target);
        if parent.is_some_and(|parent| !self.sequencing(parent).control.choice) {
            return Err(self.refuse(Some(target), "NB.2.1-10"));
        }
        let plan = Plan {
            termination: Some(Termination::Exit),
            sequence: Sequence::Choice(target),
        };
        let Some(current) = self.current else {
            return Ok(Plan {
                termination: None,
                ..plan
            });
        };
        let common = self.common_ancestor(current, target);
        let mut left = self.below(current, common);
        left.push(current);
        let held = left.into_iter().find(|place| {
            self.track(*place).active && !self.sequencing(*place).control.choice_exit
        });
        if let Some(held) = held {
            return Err(self.refuse(Some(held), "NB.2.1-8"));
        }
        Ok(self.unless_left(plan))
    }

    /// Whether a request would lead to an activity or out of one now. Changes nothing.
    ///
    /// Going on to where learners choose for themselves counts: that is what follows there.
    pub fn would(&mut self, request: &Request) -> bool {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let plan = self.navigation_request(request);
        let would = plan.is_ok_and(|plan| self.leads(plan.sequence));
        self.quiet = quiet;
        would
    }

    /// Whether an activity may be chosen now. Changes nothing.
    pub(super) fn may_be_chosen(&mut self, place: usize) -> bool {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let plan = self.choice_navigation_request(place);
        let may = plan.is_ok_and(|plan| self.leads(plan.sequence));
        self.quiet = quiet;
        may
    }

    fn leads(&mut self, sequence: Sequence) -> bool {
        let on = sequence == Sequence::Continue;
        match sequence {
            Sequence::Exit => true,
            _ => match self.sequencing_request(sequence) {
                Ok(Sequenced::Deliver(place)) => self.delivery_request(place).is_ok(),
                Ok(Sequenced::EndSession) => on,
                Ok(Sequenced::Nothing) => false,
                Err(exception) => on && exception.code() == "SB.2.2-1",
            },
        }
    }
}
