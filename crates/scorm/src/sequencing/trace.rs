//! A record of what was decided and why, for people who look into a course's behaviour.

use serde::Serialize;

use super::{Engine, Exception};

/// Decisions that are kept until somebody takes them.
const MOST: usize = 2_000;

/// One decision of the engine.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Decision {
    /// The number of the process in the standard, e.g. `SB.2.9`.
    pub process: &'static str,
    /// The identifier of the activity that it is about; empty if none.
    pub activity: String,
    /// Its title.
    pub title: String,
    /// What was decided.
    pub what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exception: Option<Exception>,
}

impl Engine {
    /// Notes a decision about an activity.
    pub(super) fn decide(&mut self, process: &'static str, node: Option<usize>, what: &str) {
        self.record(process, node, what, None);
    }

    /// Notes that a process failed, and hands the exception through.
    pub(super) fn refuse(&mut self, node: Option<usize>, code: &'static str) -> Exception {
        let process = code.rsplit_once('-').map_or(code, |(process, _)| process);
        let exception = Exception(code);
        self.record(process, node, exception.says(), Some(exception));
        exception
    }

    fn record(
        &mut self,
        process: &'static str,
        node: Option<usize>,
        what: &str,
        exception: Option<Exception>,
    ) {
        // The player is spared what the server can tell from the journal as well.
        if cfg!(not(feature = "manifest")) || self.quiet || self.trace.len() >= MOST {
            return;
        }
        let node = node.and_then(|node| self.nodes.get(node));
        self.trace.push(Decision {
            process,
            activity: node.map(|n| n.identifier.clone()).unwrap_or_default(),
            title: node.map(|n| n.title.clone()).unwrap_or_default(),
            what: what.to_owned(),
            exception,
        });
    }
}
