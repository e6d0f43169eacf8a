//! How an invitation stands, and what learners are told about it.

use super::store::Invitation;
use crate::{Domain, Result, zone};
use beckon_model::invitation::{Entry, Holder, Links};
use beckon_model::launch::{ClosedDoor, Waiting};
use beckon_model::standing::{Limits, Standing};
use beckon_model::{Millis, Problem};

impl Invitation {
    pub(crate) fn limits(&self) -> Limits {
        Limits {
            enabled: self.enabled,
            open: self.open,
            cap: self.cap,
            taken: self.taken,
            starts_at: self.starts_at,
            expires_at: self.expires_at,
            deleted: self.deleted_at.is_some(),
        }
    }

    pub(crate) fn standing(&self, now: Millis) -> Standing {
        self.limits().standing(now)
    }

    /// The status line.
    pub(crate) fn status(&self, now: Millis) -> String {
        line(self.standing(now), &self.zone)
    }

    pub(crate) fn entry(&self) -> Entry {
        Entry::ALL
            .into_iter()
            .find(|entry| entry.name() == self.entry)
            .unwrap_or_default()
    }

    /// Who may use the links of its recipients.
    pub(crate) fn links(&self) -> Links {
        Links {
            holder: Holder::of(&self.holder),
            refuse_others: self.refuse_others,
        }
    }

    /// Whether an address may enter.
    pub(crate) fn allows(&self, email: &str) -> bool {
        let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
        self.domains.is_empty() || self.domains.split(' ').any(|allowed| allowed == domain)
    }

    /// Why an address may not enter.
    pub(crate) fn domains_problem(&self) -> Problem {
        let domains = self.domains.replace(' ', ", ");
        Problem::field(
            "email",
            format!("This invitation is for addresses at {domains}. Use one of these."),
        )
    }

    /// What stands before whoever is kept out; `None` for whoever gets in.
    pub(crate) fn door(&self, now: Millis, registered: bool) -> Option<ClosedDoor> {
        let standing = self.standing(now);
        let gets_in = if registered {
            standing.goes_on()
        } else {
            standing.takes_newcomers()
        };
        if gets_in {
            return None;
        }
        let (title, words, status) = match standing {
            Standing::StartsOn(at) => (
                format!("Opens on {}", zone::display(at, &self.zone)),
                "It is too early yet. Come back then: the link stays the same.",
                403,
            ),
            Standing::ExpiredOn(_) => (
                line(standing, &self.zone),
                "This invitation is over. What you have done is kept.",
                410,
            ),
            Standing::Closed => (
                "Closed to newcomers".to_owned(),
                "This invitation takes nobody new. If you have started already, you may go on.",
                403,
            ),
            Standing::Full { .. } => (
                "All places are taken".to_owned(),
                "If you have started already, you may go on. You can ask for a place on the waiting list.",
                403,
            ),
            Standing::Deleted => (
                "No longer offered".to_owned(),
                "This invitation was taken back.",
                410,
            ),
            Standing::Open | Standing::Disabled => (
                "Disabled at present".to_owned(),
                "The invitation is disabled for everybody. What you have done so far is kept.",
                403,
            ),
        };
        Some(ClosedDoor {
            title,
            words: words.to_owned(),
            contact_name: self.owner_name(),
            contact_email: self.owner_email.clone(),
            others_go_on: !registered && standing.goes_on(),
            waiting: match standing {
                Standing::Full { .. } => Waiting::Offered,
                _ => Waiting::No,
            },
            status,
        })
    }
}

/// The status line of a standing, with its moment on the clock of the zone.
pub(super) fn line(standing: Standing, zone: &str) -> String {
    let when = standing.moment().map(|at| zone::display(at, zone));
    standing.line(&when.unwrap_or_default())
}

/// Refuses whom the invitation keeps out, in words for learners.
pub(crate) fn let_in(domain: &Domain, invitation: &Invitation, registered: bool) -> Result<()> {
    let Some(door) = invitation.door(domain.now(), registered) else {
        return Ok(());
    };
    let why = format!(
        "{}: “{}”. {} Please ask {} ({}) about it.",
        door.title, invitation.course_title, door.words, door.contact_name, door.contact_email
    );
    Err(if door.status == 410 {
        Problem::Gone(why)
    } else {
        Problem::Refused(why)
    }
    .into())
}
