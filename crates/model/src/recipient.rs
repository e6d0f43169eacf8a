//! The people of an invitation as its page lists them: recipients of a private one, registrations of a public one.

mod query;

pub use query::{Did, Query};

use crate::invitation::Counts;
use crate::registration::Progress;
use crate::words::words;
use crate::{Millis, RecipientId, RegistrationId};
use serde::{Deserialize, Serialize};

/// How many people one page of the list holds.
pub const PAGE: i64 = 50;
/// How many days more one press gives to who asked for a new link.
pub const RENEWED: i64 = 7;
/// For how many days a deleted recipient can be put back.
pub const UNDO_DAYS: i64 = 30;

words! {
    /// Whom the list shows. Who passed or failed has completed, who completed has started, as in the counts.
    Show {
        Everyone => "everyone", "Everyone";
        NotStarted => "not-started", "Not started";
        Started => "started", "Started";
        /// Started and not completed.
        UnderWay => "under-way", "Started, not completed";
        Completed => "completed", "Completed";
        Passed => "passed", "Passed";
        Failed => "failed", "Failed";
        Flagged => "flagged", "Flagged";
        KeptOut => "kept-out", "Kept out";
        /// Came by the link of somebody else.
        Others => "others", "Came by another’s link";
        /// Asked for a new link, and not answered.
        Asked => "asked", "Asked for a new link";
        NotDelivered => "not-delivered", "Mail not delivered";
    }
}

impl Show {
    /// Whether it makes sense where nobody was invited by mail.
    pub fn on_public(self) -> bool {
        !matches!(
            self,
            Self::KeptOut | Self::Others | Self::Asked | Self::NotDelivered
        )
    }
}

words! {
    /// What the list is sorted by.
    Sort {
        Activity => "activity", "Last activity";
        Name => "name", "Name";
        Progress => "progress", "Progress";
        Score => "score", "Score";
        Time => "time", "Time";
        Invited => "invited", "Invited";
    }
}

impl Sort {
    /// Whether the greatest comes first unless the other way round is asked for.
    pub fn falls(self) -> bool {
        self != Self::Name
    }
}

words! {
    /// What an instructor does to one recipient or to many.
    Deed {
        KeepOut => "keep-out", "Keep out";
        LetIn => "let-in", "Let in again";
        MoreTime => "more-time", "Give more time";
        SendAgain => "send-again", "Send again";
        /// More time and the link, in one.
        Renew => "renew", "Give more time and send the link";
        /// No answer to who asked for a new link.
        Dismiss => "dismiss", "Dismiss the request";
        /// Forgets the browsers that the course was started in.
        Release => "release", "Release the device";
        Delete => "delete", "Delete";
        PutBack => "put-back", "Put back";
        Correct => "correct", "Correct the address";
    }
}

impl Deed {
    /// Whether it answers, in one way or another, who asked for a new link.
    pub fn answers(self) -> bool {
        matches!(
            self,
            Self::KeepOut | Self::MoreTime | Self::Renew | Self::Delete
        )
    }
}

words! {
    /// What became of the newest e-mail to a recipient.
    DeliveryState {
        NotSent => "not-sent", "Not sent";
        Queued => "queued", "Queued";
        Scheduled => "scheduled", "Scheduled";
        Sent => "sent", "Sent";
        Deferred => "deferred", "Put off";
        Refused => "refused", "Refused";
        Bounced => "bounced", "Bounced";
    }
}

/// What became of the newest e-mail, with the server's words.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Delivery {
    pub state: DeliveryState,
    /// May be empty.
    pub server_said: String,
    /// Since when it stands so; for a scheduled one, when it is due.
    pub at: Option<Millis>,
}

/// One of the people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// `None` on a public invitation.
    pub recipient: Option<RecipientId>,
    pub registration: RegistrationId,
    /// May be empty.
    pub name: String,
    pub email: String,
    pub progress: Progress,
    /// 0–100, if the course reported one.
    pub score: Option<f64>,
    /// Hundredths of a second over all launches.
    pub time: i64,
    pub last_activity: Option<Millis>,
    /// `None` on a public invitation.
    pub delivery: Option<Delivery>,
    /// When the page behind the link was first shown to a person.
    pub opened_at: Option<Millis>,
    /// Kept out since.
    pub revoked_at: Option<Millis>,
    /// Let in until then, longer than the invitation says.
    pub expires_at: Option<Millis>,
    pub invited_at: Millis,
    /// Since when the registration belongs to the browsers that it was started in.
    pub bound_at: Option<Millis>,
    /// By whose link he came, as that one is called; empty for who was invited himself.
    pub came_by: String,
    /// Asked for a new link then, and not answered yet.
    pub asked_at: Option<Millis>,
    /// Why the result may not be this learner's, in words.
    pub flags: Vec<String>,
}

impl Person {
    /// The name, or the address of who has none.
    pub fn called(&self) -> &str {
        if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        }
    }

    /// Names the row within its list.
    pub fn key(&self) -> &str {
        self.recipient
            .as_ref()
            .map_or(&self.registration.0, |id| &id.0)
    }
}

/// How the sending of an invitation's e-mails goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// E-mails to people who are listed; 0 if all of them were sent.
    pub mails: i64,
    /// Due and not yet tried.
    pub waiting: i64,
    /// To be sent at a time to come.
    pub scheduled: i64,
    /// Put off by a server, to be tried again.
    pub deferred: i64,
    /// Refused for good, or come back.
    pub failed: i64,
}

impl Sending {
    /// Accepted by a mail server.
    pub fn sent(&self) -> i64 {
        (self.mails - self.waiting - self.scheduled - self.deferred - self.failed).max(0)
    }
}

/// A page of the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct People {
    pub rows: Vec<Person>,
    /// How many match, over all pages.
    pub matching: i64,
    pub counts: Counts,
    pub sending: Sending,
    /// How many came by the link of somebody else.
    pub others: i64,
    /// How many asked for a new link and wait for an answer.
    pub asked: i64,
    /// Who was deleted and can be put back, the newest first; 200 at most.
    pub deleted: Vec<DeletedPerson>,
    /// All tags that the instructor has on registrations and learners.
    pub tags: Vec<String>,
}

/// How many pages so many people fill; at least one.
pub fn pages(matching: i64) -> i64 {
    ((matching + PAGE - 1) / PAGE).max(1)
}

/// One recipient by himself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonPage {
    pub person: Person,
    /// His private link, which opens his registration.
    pub link: String,
    pub launches: i64,
    /// In how many browsers he may go on; 0 until the next start.
    pub browsers: i64,
    /// Another recipient goes on with the same registration, so that it outlives this one.
    pub shared: bool,
    /// When the invitation ends for everyone.
    pub invitation_expires_at: Option<Millis>,
}

/// Somebody deleted, who can be put back until then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletedPerson {
    pub recipient: RecipientId,
    pub name: String,
    pub email: String,
    pub deleted_at: Millis,
    pub until: Millis,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back_to_what_it_says() {
        for show in Show::ALL {
            assert_eq!(Show::of(show.word()), Some(*show));
        }
        for sort in Sort::ALL {
            assert_eq!(Sort::of(sort.word()), Some(*sort));
        }
        for deed in Deed::ALL {
            assert_eq!(Deed::of(deed.word()), Some(*deed));
        }
        assert_eq!(Deed::of("erase"), None);
    }

    #[test]
    fn an_empty_list_is_one_page_and_fifty_people_are_no_second() {
        assert_eq!((pages(0), pages(50), pages(51)), (1, 1, 2));
    }

    #[test]
    fn what_is_neither_waiting_nor_refused_is_sent() {
        let sending = Sending {
            mails: 1_000,
            waiting: 600,
            scheduled: 50,
            deferred: 30,
            failed: 8,
        };
        assert_eq!(sending.sent(), 312);
    }
}
