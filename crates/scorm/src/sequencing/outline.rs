//! What a player shows: its devices and the table of contents.

use serde::Serialize;

use super::tracking::Status;
use super::tree::ROOT;
use super::{Engine, Request};
use crate::course::sequencing::{Action, Device};

/// What the player's devices may do now, and the table of contents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Navigation {
    /// Requests that are valid now and not hidden by the current activity, by name.
    pub enabled: Vec<&'static str>,
    /// Devices that the current activity hides.
    pub hidden: Vec<Device>,
    /// The activities in their order, with headings; the root is not among them.
    pub contents: Vec<Entry>,
    /// The course as a whole may be chosen.
    pub root_selectable: bool,
}

/// A line of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    pub identifier: String,
    pub title: String,
    /// 0 at the top.
    pub depth: u32,
    pub launchable: bool,
    /// The learner may choose it now.
    pub selectable: bool,
    /// It is to be shown, selectable or not.
    pub visible: bool,
    pub current: bool,
    /// `not_attempted`, `incomplete`, `completed`, `passed`, `failed` or `unknown`.
    pub status: &'static str,
}

impl Engine {
    /// Devices and table of contents as they are now. Changes nothing.
    pub fn outline(&mut self) -> Navigation {
        let hidden = self
            .current
            .map(|current| self.node(current).hides.clone())
            .unwrap_or_default();
        let devices = [
            (Request::Previous, Device::Previous),
            (Request::Continue, Device::Continue),
            (Request::Exit, Device::Exit),
            (Request::ExitAll, Device::ExitAll),
            (Request::Abandon, Device::Abandon),
            (Request::AbandonAll, Device::AbandonAll),
            (Request::SuspendAll, Device::SuspendAll),
        ];
        let mut enabled = Vec::new();
        for (request, device) in devices {
            if !hidden.contains(&device) && self.would(&request) {
                enabled.push(request.parts().0);
            }
        }
        let mut contents = Vec::new();
        self.list(ROOT, true, &mut contents);
        Navigation {
            enabled,
            hidden,
            contents,
            root_selectable: self.may_be_chosen(ROOT),
        }
    }

    fn list(&mut self, parent: usize, shown: bool, out: &mut Vec<Entry>) {
        for place in self.children(parent).to_vec() {
            let hidden = self.precondition(place, Action::HiddenFromChoice);
            let shown = shown && !hidden;
            let selectable = shown && self.may_be_chosen(place);
            let node = self.node(place);
            out.push(Entry {
                identifier: node.identifier.clone(),
                title: node.title.clone(),
                depth: node.depth.saturating_sub(1),
                launchable: node.launchable,
                selectable: selectable && node.visible,
                visible: shown && node.visible,
                current: self.current == Some(place),
                status: self.status_word(place),
            });
            self.list(place, shown, out);
        }
    }

    /// How far an activity is, in a word.
    pub fn status_word(&self, place: usize) -> &'static str {
        let completed = self.status(place, "", Status::Completed);
        match (self.status(place, "", Status::Satisfied), completed) {
            (Some(true), _) => "passed",
            (Some(false), _) => "failed",
            (None, Some(true)) => "completed",
            (None, Some(false)) => "incomplete",
            (None, None) if self.track(place).attempts == 0 => "not_attempted",
            (None, None) => "unknown",
        }
    }
}
