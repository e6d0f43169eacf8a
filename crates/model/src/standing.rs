//! Whether learners get in, and why not.

use crate::Millis;
use serde::{Deserialize, Serialize};

/// What decides whether an invitation lets learners in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Limits {
    /// Off stops everybody, also who has started.
    pub enabled: bool,
    /// Off stops newcomers only.
    pub open: bool,
    /// How many registrations there may be; public invitations only.
    pub cap: Option<i64>,
    /// How many there are under the cap.
    pub taken: i64,
    pub starts_at: Option<Millis>,
    pub expires_at: Option<Millis>,
    pub deleted: bool,
}

/// The one thing to say about an invitation. Where several hold, the one that keeps most people out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Open,
    /// Nobody gets in before.
    StartsOn(Millis),
    /// Who has a registration gets in, newcomers don't.
    Closed,
    /// As closed, until a place is free.
    Full {
        taken: i64,
        cap: i64,
    },
    /// Nobody gets in any more.
    ExpiredOn(Millis),
    Disabled,
    Deleted,
}

impl Limits {
    /// How the invitation stands at a moment.
    pub fn standing(&self, now: Millis) -> Standing {
        if self.deleted {
            return Standing::Deleted;
        }
        if !self.enabled {
            return Standing::Disabled;
        }
        if let Some(at) = self.expires_at.filter(|at| *at <= now) {
            return Standing::ExpiredOn(at);
        }
        if let Some(at) = self.starts_at.filter(|at| *at > now) {
            return Standing::StartsOn(at);
        }
        match self.cap {
            _ if !self.open => Standing::Closed,
            Some(cap) if self.taken >= cap => Standing::Full {
                taken: self.taken,
                cap,
            },
            _ => Standing::Open,
        }
    }
}

impl Standing {
    /// Whether someone gets in who has no registration yet.
    pub fn takes_newcomers(self) -> bool {
        self == Self::Open
    }

    /// Whether someone gets in who has a registration.
    pub fn goes_on(self) -> bool {
        matches!(self, Self::Open | Self::Closed | Self::Full { .. })
    }

    /// The status line. Takes the moment of which it speaks, as people write it.
    pub fn line(self, when: &str) -> String {
        match self {
            Self::Open => "Open".to_owned(),
            Self::StartsOn(_) => format!("Starts on {when}"),
            Self::Closed => "Closed to newcomers".to_owned(),
            Self::Full { taken, cap } => format!("Full ({taken} of {cap})"),
            Self::ExpiredOn(_) => format!("Expired on {when}"),
            Self::Disabled => "Disabled".to_owned(),
            Self::Deleted => "Deleted".to_owned(),
        }
    }

    /// As an address says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::StartsOn(_) => "starts",
            Self::Closed => "closed",
            Self::Full { .. } => "full",
            Self::ExpiredOn(_) => "expired",
            Self::Disabled => "disabled",
            Self::Deleted => "deleted",
        }
    }

    /// Who gets in, as a sentence for the instructor.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Open => "Learners get in.",
            Self::StartsOn(_) => "Nobody gets in before.",
            Self::Closed => "Who has a registration goes on; nobody else gets in.",
            Self::Full { .. } => {
                "Who has a registration goes on; others may ask for a place on the waiting list."
            }
            Self::ExpiredOn(_) => "Nobody gets in any more, also who has started.",
            Self::Disabled => "Nobody gets in, also who has started.",
            Self::Deleted => "Nobody gets in. It can still be brought back.",
        }
    }

    /// The moment of which the status line speaks.
    pub fn moment(self) -> Option<Millis> {
        match self {
            Self::StartsOn(at) | Self::ExpiredOn(at) => Some(at),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Limits {
        Limits {
            enabled: true,
            open: true,
            ..Limits::default()
        }
    }

    #[test]
    fn without_limits_everybody_gets_in() {
        assert_eq!(open().standing(0), Standing::Open);
    }

    #[test]
    fn at_the_cap_newcomers_stay_out_and_others_go_on() {
        let limits = |taken| Limits {
            cap: Some(50),
            taken,
            ..open()
        };
        assert!(limits(49).standing(0).takes_newcomers());
        let full = limits(50).standing(0);
        assert_eq!(full.line(""), "Full (50 of 50)");
        assert!(!full.takes_newcomers() && full.goes_on());
    }

    #[test]
    fn an_invitation_lasts_until_the_moment_it_expires() {
        let limits = Limits {
            starts_at: Some(10),
            expires_at: Some(20),
            ..open()
        };
        assert_eq!(limits.standing(9), Standing::StartsOn(10));
        assert_eq!(limits.standing(10), Standing::Open);
        assert_eq!(limits.standing(19), Standing::Open);
        assert_eq!(limits.standing(20), Standing::ExpiredOn(20));
        assert!(!limits.standing(20).goes_on());
    }

    #[test]
    fn what_keeps_most_people_out_is_said() {
        let all = Limits {
            enabled: false,
            open: false,
            cap: Some(1),
            taken: 1,
            starts_at: None,
            expires_at: Some(1),
            deleted: false,
        };
        assert_eq!(all.standing(2), Standing::Disabled);
        let enabled = Limits {
            enabled: true,
            ..all
        };
        assert_eq!(enabled.standing(2), Standing::ExpiredOn(1));
        assert_eq!(enabled.standing(0), Standing::Closed);
        let deleted = Limits {
            deleted: true,
            ..enabled
        };
        assert_eq!(deleted.standing(0), Standing::Deleted);
    }
}
