//! On what terms a launch is made.

use super::store;
use crate::Result;
use beckon_model::launch::Relaunch;
use beckon_model::launch_option::{Effective, LaunchOption, LaunchOptions, Origin};
use beckon_model::registration::Progress;
use beckon_scorm::runtime::{Mode, Terms};

/// Hundredths of a second in a minute.
const MINUTE: i64 = 6_000;

/// How a launch plays; kept with it, for the options may change while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Offer {
    pub mode: Mode,
    /// What is not as the product has it.
    pub options: LaunchOptions,
}

impl Offer {
    pub(super) fn of(launch: &store::Row) -> Result<Self> {
        let mode = [Mode::Browse, Mode::Review]
            .into_iter()
            .find(|mode| mode.word() == launch.mode);
        Ok(Self {
            mode: mode.unwrap_or_default(),
            options: serde_json::from_str(&launch.launch_options)?,
        })
    }

    /// Whether what is reported counts.
    pub(super) fn counts(&self) -> bool {
        self.mode == Mode::Normal
    }

    pub(super) fn effective(&self) -> Effective {
        Effective::of(&[(Origin::Registration, &self.options)])
    }

    pub(super) fn terms(&self) -> Terms {
        let effective = self.effective();
        Terms {
            mode: self.mode,
            status_over_mastery: effective.value(LaunchOption::Mastery) == "default",
            time_limit: limit(&effective),
        }
    }
}

/// What the next launch is to be. Takes how far the attempt has come, and its time in hundredths of a second.
pub(crate) fn relaunch(options: &Effective, progress: Progress, time: i64) -> Relaunch {
    let finished = matches!(progress, Progress::Passed | Progress::Completed);
    match options.value(LaunchOption::Relaunch) {
        "new" if finished => Relaunch::Anew,
        "review" if finished => Relaunch::Review,
        _ if limit(options).is_some_and(|limit| time >= limit) => Relaunch::TimeUp,
        _ => Relaunch::GoOn,
    }
}

/// How long an attempt may take, in hundredths of a second.
fn limit(options: &Effective) -> Option<i64> {
    let minutes = options.number(LaunchOption::TimeLimit);
    (minutes > 0).then(|| i64::from(minutes) * MINUTE)
}
