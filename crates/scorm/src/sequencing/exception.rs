//! Why the sequencing refuses something.

use std::fmt;

use serde::{Serialize, Serializer};

/// An exception of the pseudo-code, by its code, e.g. `NB.2.1-4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exception(pub(super) &'static str);

impl Exception {
    /// The standard's code.
    pub fn code(self) -> &'static str {
        self.0
    }

    /// What is wrong, in a sentence.
    pub fn says(self) -> &'static str {
        match self.0 {
            "NB.2.1-1" | "SB.2.5-1" | "SB.2.6-1" => "The course has begun already.",
            "NB.2.1-2" | "TB.2.3-1" | "SB.2.7-1" | "SB.2.8-1" | "SB.2.10-1" | "SB.2.11-1"
            | "SB.2.13-1" => "The course has not begun yet.",
            "NB.2.1-3" | "SB.2.6-2" => "No activity was suspended.",
            "NB.2.1-4" | "SB.2.2-1" | "SB.2.7-2" | "SB.2.8-2" => {
                "The course does not lead from one activity to the next here."
            }
            "NB.2.1-5" | "SB.2.1-4" | "SB.2.4-2" => "The course only leads forward here.",
            "NB.2.1-6" | "SB.2.1-3" | "SB.2.4-3" => "Nothing comes before this activity.",
            "NB.2.1-7" => "This request is not known.",
            "NB.2.1-8" | "SB.2.9-7" => "The open activity must be finished first.",
            "NB.2.1-10" | "SB.2.9-4" => "The course does not let choose this activity.",
            "NB.2.1-11" | "SB.2.9-1" => "The course has no such activity.",
            "NB.2.1-12" | "TB.2.3-2" => "The activity has been left already.",
            "TB.2.3-3" | "TB.2.3-5" => "There is nothing to suspend.",
            "TB.2.3-4" => "Nothing is above this activity that could be left.",
            "SB.2.1-2" => "There is no activity here that could be shown.",
            "SB.2.2-2" | "DB.1.1-3" => "The activity is not open now.",
            "SB.2.4-1" => "An activity on the way must be done first.",
            "SB.2.9-2" => "The activity is not among those on offer.",
            "SB.2.9-3" => "The activity cannot be chosen now.",
            "SB.2.9-6" => "The activity cannot be entered by choice.",
            "SB.2.9-8" => "Only the next or the previous activity can be chosen now.",
            "SB.2.10-2" | "SB.2.11-2" | "DB.2-1" => "The activity is still open.",
            "DB.1.1-1" => "The activity has nothing to show.",
            _ => "Nothing that could be shown follows.",
        }
    }
}

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.says(), self.0)
    }
}

impl Serialize for Exception {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}
