//! What happened, for "latest activity" and the history of an invitation: written in the transaction that makes it so.

mod store;

pub(crate) use store::{history, latest};

use crate::db::Tx;
use crate::{Result, secret};
use beckon_model::{AccountId, CourseId, InvitationId, Millis, RegistrationId};

/// Something that happened to an invitation, or to one registration of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Created,
    Changed,
    Enabled,
    Disabled,
    Opened,
    Closed,
    Deleted,
    Restored,
    Invited,
    InvitedMany,
    Registered,
    Launched,
    Completed,
    Passed,
    Failed,
    Revoked,
    LetIn,
    Extended,
    Resent,
    StartedOver,
    Reset,
    AttemptDeleted,
    OptionsChanged,
    Corrected,
    Removed,
    PutBack,
    Waits,
    Admitted,
    CameBy,
    Asked,
    Renewed,
    Dismissed,
    Released,
    Mailed,
    FlagDismissed,
    Split,
    SplitOff,
    VersionUsed,
    Moved,
}

/// Each with its stored word, and whether it belongs among the latest results.
const WORDS: [(What, &str); 39] = [
    (What::Created, "created"),
    (What::Changed, "changed"),
    (What::Enabled, "enabled"),
    (What::Disabled, "disabled"),
    (What::Opened, "opened"),
    (What::Closed, "closed"),
    (What::Deleted, "deleted"),
    (What::Restored, "restored"),
    (What::Invited, "invited"),
    (What::InvitedMany, "invited-many"),
    (What::Registered, "registered"),
    (What::Launched, "launched"),
    (What::Completed, "completed"),
    (What::Passed, "passed"),
    (What::Failed, "failed"),
    (What::Revoked, "revoked"),
    (What::LetIn, "let-in"),
    (What::Extended, "extended"),
    (What::Resent, "resent"),
    (What::StartedOver, "started-over"),
    (What::Reset, "reset"),
    (What::AttemptDeleted, "attempt-deleted"),
    (What::OptionsChanged, "options-changed"),
    (What::Corrected, "corrected"),
    (What::Removed, "removed"),
    (What::PutBack, "put-back"),
    (What::Waits, "waits"),
    (What::Admitted, "admitted"),
    (What::CameBy, "came-by"),
    (What::Asked, "asked"),
    (What::Renewed, "renewed"),
    (What::Dismissed, "dismissed"),
    (What::Released, "released"),
    (What::Mailed, "mailed"),
    (What::FlagDismissed, "flag-dismissed"),
    (What::Split, "split"),
    (What::SplitOff, "split-off"),
    (What::VersionUsed, "version-used"),
    (What::Moved, "moved"),
];

impl What {
    fn word(self) -> &'static str {
        WORDS
            .iter()
            .find(|(what, _)| *what == self)
            .map_or("", |(_, word)| word)
    }

    fn of(word: &str) -> Option<Self> {
        WORDS
            .iter()
            .find(|(_, stored)| *stored == word)
            .map(|(what, _)| *what)
    }

    /// What happened, in words. Takes whom it happened to, and what more was noted.
    fn sentence(self, whom: &str, detail: &str) -> String {
        let plain = match self {
            Self::Created => "created the invitation".to_owned(),
            Self::Changed => return format!("changed {detail}"),
            Self::Waits => return detail.to_owned(),
            Self::Admitted => return format!("admitted {detail}"),
            Self::Enabled => "enabled the invitation".to_owned(),
            Self::Disabled => "disabled the invitation: nobody gets in".to_owned(),
            Self::Opened => "opened it to newcomers".to_owned(),
            Self::Closed => "closed it to newcomers".to_owned(),
            Self::Deleted => "deleted the invitation".to_owned(),
            Self::Restored => "brought the invitation back".to_owned(),
            Self::InvitedMany => return format!("invited {detail}"),
            Self::Invited => format!("{whom} was invited"),
            Self::Registered => format!("{whom} registered"),
            Self::Launched => format!("{whom} launched"),
            Self::Completed => format!("{whom} completed"),
            Self::Passed => format!("{whom} passed"),
            Self::Failed => format!("{whom} failed"),
            Self::Revoked => format!("{whom} was kept out"),
            Self::LetIn => format!("{whom} was let in again"),
            Self::Extended => format!("{whom} got more time"),
            Self::Resent => format!("the e-mail to {whom} was sent again"),
            Self::StartedOver => format!("{whom} starts over, with what was done so far kept"),
            Self::Reset => format!("the registration of {whom} was reset: nothing of it is kept"),
            Self::AttemptDeleted => {
                return format!("{detail} of {whom} was deleted: nothing of it is kept");
            }
            Self::OptionsChanged => format!("the launch options of {whom} were changed"),
            Self::Corrected => format!("the address of {whom} was corrected"),
            Self::Removed => format!("{whom} was deleted from the invitation"),
            Self::PutBack => format!("{whom} was put back"),
            Self::CameBy => return format!("{whom} registered by the link of {detail}"),
            Self::Asked => format!("{whom} asked for a new link"),
            Self::Renewed => format!("{whom} got more time and the link"),
            Self::Dismissed => format!("the request of {whom} was dismissed"),
            Self::Released => format!("{whom} is tied to no device any more"),
            Self::Mailed => format!("the new link was mailed to {whom}, who asked for it"),
            Self::FlagDismissed => format!("a flag of {whom} was found fine"),
            Self::Split => format!("launches were split off the registration of {whom}"),
            Self::VersionUsed => return format!("put {detail}"),
            Self::Moved => return format!("{whom} moved to {detail}"),
            Self::SplitOff => format!("{whom} has a registration of launches that were split off"),
        };
        if detail.is_empty() {
            plain
        } else {
            format!("{plain} ({detail})")
        }
    }
}

/// Where an event belongs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    pub owner: &'a AccountId,
    pub course: &'a CourseId,
    pub invitation: &'a InvitationId,
    /// `None` for what concerns the invitation as a whole.
    pub registration: Option<&'a RegistrationId>,
}

/// Notes what happened by itself or by the learner.
pub(crate) async fn record(tx: &mut Tx, place: Place<'_>, what: What, now: Millis) -> Result<()> {
    record_by(tx, place, what, "", "", now).await
}

/// Notes what an instructor did. Takes his name, and what more there is to say, in words; both may be empty.
pub(crate) async fn record_by(
    tx: &mut Tx,
    place: Place<'_>,
    what: What,
    actor: &str,
    detail: &str,
    now: Millis,
) -> Result<()> {
    let id: String = secret::id();
    store::insert(tx, &id, place, what.word(), (actor, detail), now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_is_found_again_by_its_word() {
        for (what, word) in WORDS {
            assert_eq!(what.word(), word);
            assert_eq!(What::of(word), Some(what));
        }
    }

    #[test]
    fn a_detail_stands_in_brackets_behind_what_happened() {
        let said = What::Extended.sentence("Ada", "until 24 Dec 2026");
        assert_eq!(said, "Ada got more time (until 24 Dec 2026)");
        assert_eq!(
            What::Changed.sentence("", "the cap to 50"),
            "changed the cap to 50"
        );
    }
}
