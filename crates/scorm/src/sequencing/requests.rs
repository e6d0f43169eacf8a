//! Sequencing requests but choice. [SB.2.5–SB.2.8, SB.2.10–SB.2.13]

use super::flow::{Direction, Halt};
use super::tree::ROOT;
use super::{Engine, Exception};

/// What the sequencing is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sequence {
    Start,
    ResumeAll,
    Continue,
    Previous,
    Choice(usize),
    Jump(usize),
    Retry,
    Exit,
}

/// What came of a sequencing request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sequenced {
    Deliver(usize),
    /// The session goes on without an activity.
    Nothing,
    EndSession,
}

impl Engine {
    /// Sequencing Request Process [SB.2.12]
    pub(super) fn sequencing_request(&mut self, request: Sequence) -> Result<Sequenced, Exception> {
        let delivered = match request {
            Sequence::Start => self.start_sequencing_request(),
            Sequence::ResumeAll => self.resume_all_sequencing_request(),
            Sequence::Continue => self.continue_sequencing_request(),
            Sequence::Previous => self.previous_sequencing_request(),
            Sequence::Choice(target) => self.choice_sequencing_request(target),
            Sequence::Jump(target) => self.jump_sequencing_request(target),
            Sequence::Retry => self.retry_sequencing_request(),
            Sequence::Exit => return self.exit_sequencing_request(),
        };
        match delivered {
            Ok(place) => Ok(Sequenced::Deliver(place)),
            Err(Halt::End) => Ok(Sequenced::EndSession),
            Err(Halt::Refused(exception)) => Err(exception),
        }
    }

    fn no(&mut self, place: Option<usize>, code: &'static str) -> Halt {
        Halt::Refused(self.refuse(place, code))
    }

    /// Start Sequencing Request Process [SB.2.5]
    fn start_sequencing_request(&mut self) -> Result<usize, Halt> {
        if self.current.is_some() {
            return Err(self.no(None, "SB.2.5-1"));
        }
        self.flow_subprocess(ROOT, Direction::Forward, true)
    }

    /// Resume All Sequencing Request Process [SB.2.6]
    fn resume_all_sequencing_request(&mut self) -> Result<usize, Halt> {
        if self.current.is_some() {
            return Err(self.no(None, "SB.2.6-1"));
        }
        match self.suspended {
            Some(suspended) => Ok(suspended),
            None => Err(self.no(None, "SB.2.6-2")),
        }
    }

    /// Continue Sequencing Request Process [SB.2.7]
    fn continue_sequencing_request(&mut self) -> Result<usize, Halt> {
        let Some(current) = self.current else {
            return Err(self.no(None, "SB.2.7-1"));
        };
        if self.lacks_flow(current) {
            return Err(self.no(Some(current), "SB.2.7-2"));
        }
        self.flow_subprocess(current, Direction::Forward, false)
    }

    /// Previous Sequencing Request Process [SB.2.8]
    fn previous_sequencing_request(&mut self) -> Result<usize, Halt> {
        let Some(current) = self.current else {
            return Err(self.no(None, "SB.2.8-1"));
        };
        if self.lacks_flow(current) {
            return Err(self.no(Some(current), "SB.2.8-2"));
        }
        self.flow_subprocess(current, Direction::Backward, false)
    }

    fn lacks_flow(&self, place: usize) -> bool {
        self.parent(place)
            .is_some_and(|parent| !self.sequencing(parent).control.flow)
    }

    /// Retry Sequencing Request Process [SB.2.10]
    fn retry_sequencing_request(&mut self) -> Result<usize, Halt> {
        let Some(current) = self.current else {
            return Err(self.no(None, "SB.2.10-1"));
        };
        let track = self.track(current);
        if track.active || track.suspended {
            return Err(self.no(Some(current), "SB.2.10-2"));
        }
        if self.is_leaf(current) {
            return Ok(current);
        }
        self.flow_subprocess(current, Direction::Forward, true)
    }

    /// Exit Sequencing Request Process [SB.2.11]
    fn exit_sequencing_request(&mut self) -> Result<Sequenced, Exception> {
        let Some(current) = self.current else {
            return Err(self.refuse(None, "SB.2.11-1"));
        };
        if self.track(current).active {
            return Err(self.refuse(Some(current), "SB.2.11-2"));
        }
        Ok(if current == ROOT {
            Sequenced::EndSession
        } else {
            Sequenced::Nothing
        })
    }

    /// Jump Sequencing Request Process [SB.2.13]
    fn jump_sequencing_request(&mut self, target: usize) -> Result<usize, Halt> {
        if self.current.is_none() {
            return Err(self.no(None, "SB.2.13-1"));
        }
        Ok(target)
    }
}
