//! The overall sequencing process. [OP.1]

use serde::Serialize;

use super::requests::{Sequence, Sequenced};
use super::termination::Follow;
use super::tree::ROOT;
use super::{Engine, Exception, Request};

/// What came of a navigation request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// The activity of this identifier is open and to be shown.
    Deliver(String),
    /// The session goes on without an activity: the learner chooses.
    Nothing,
    /// The session is over.
    SessionEnded,
    /// The current activity was left, but what was asked for could not follow: the learner
    /// chooses.
    Stuck(Exception),
}

/// What the engine did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// An activity is delivered, perhaps for a new attempt.
    Deliver {
        place: usize,
        new: bool,
    },
    Nothing,
    SessionEnded,
    /// Something was left, but nothing follows.
    Stuck(Exception),
}

impl Engine {
    /// Overall Sequencing Process [OP.1] for one navigation request. An exception is one of
    /// before anything changed.
    pub fn perform(&mut self, request: &Request) -> Result<Done, Exception> {
        if cfg!(feature = "manifest") {
            let (name, target) = request.parts();
            let target = target.and_then(|target| self.find(target));
            self.decide(
                "OP.1",
                target.or(self.current),
                &format!("Asked for: {name}."),
            );
        }
        let plan = self.navigation_request(request)?;
        if self.current.is_none() {
            self.begin_session(plan.sequence);
        }
        Ok(match self.carry_out(plan) {
            Ok(done) => done,
            Err(exception) => Done::Stuck(exception),
        })
    }

    fn carry_out(&mut self, plan: super::navigation::Plan) -> Result<Done, Exception> {
        let mut sequence = plan.sequence;
        if let Some(termination) = plan.termination
            && let Some(follow) = self.termination_request(termination)?
        {
            sequence = match follow {
                Follow::Exit => Sequence::Exit,
                Follow::Retry => Sequence::Retry,
                Follow::Continue => Sequence::Continue,
                Follow::Previous => Sequence::Previous,
            };
        }
        if sequence == Sequence::Retry && self.current == Some(ROOT) {
            self.forget_globals();
        }
        match self.sequencing_request(sequence)? {
            Sequenced::Deliver(place) => {
                self.delivery_request(place)?;
                let new = self.content_delivery_environment(place)?;
                Ok(Done::Deliver { place, new })
            }
            Sequenced::Nothing => Ok(Done::Nothing),
            Sequenced::EndSession => {
                self.end_session();
                Ok(Done::SessionEnded)
            }
        }
    }

    /// A session that resumes nothing is a new attempt on the course.
    fn begin_session(&mut self, sequence: Sequence) {
        if sequence == Sequence::ResumeAll || self.suspended.is_some() {
            return;
        }
        self.forget_globals();
        self.select_and_randomize_all();
    }

    /// Global objectives may be the attempt's, which is new unless the course is suspended.
    fn forget_globals(&mut self) {
        if self.forgets_globals && !self.track(ROOT).suspended {
            self.globals.clear();
        }
    }

    fn end_session(&mut self) {
        if let Some(current) = self.current
            && self.track(ROOT).active
        {
            if self.track(current).active {
                self.end_attempt(current);
            }
            self.terminate_descendent_attempts(ROOT);
            self.end_attempt(ROOT);
        }
        self.decide("OP.1", None, "The session ends.");
        self.current = None;
    }
}
