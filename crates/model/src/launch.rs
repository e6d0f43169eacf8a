//! What a learner meets before and after playing.

use crate::invitation::{Entry, Kind};
use crate::registration::Progress;
use crate::{LearnerId, Millis};
use serde::{Deserialize, Serialize};

/// The page behind a link: what it offers, and to whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Landing {
    pub kind: Kind,
    pub course_title: String,
    pub description: String,
    pub duration: String,
    /// Who invites.
    pub inviter: String,
    /// The learner that would play: by the account signed in, or by the private link.
    pub learner: Option<LandingLearner>,
    /// How far that learner has come; `None` before the first launch of a public invitation.
    pub progress: Option<Progress>,
    /// The learner has begun, and begins anew at the next launch, for the course has another version.
    pub anew: bool,
    /// What the instructor wants learners to know; may be empty.
    pub note: String,
    /// Why this visitor does not get in; `None` if he or she does.
    pub door: Option<ClosedDoor>,
    /// How newcomers enter.
    pub entry: Entry,
    /// The e-mail domains that newcomers must be at; empty for any.
    pub domains: Vec<String>,
    /// Whether newcomers are asked for a passcode.
    pub passcode: bool,
    /// The page stands on a computer that many use: nobody is remembered.
    pub kiosk: bool,
    /// What **Play course** does.
    pub relaunch: Relaunch,
    /// The player opens in a window of its own.
    pub new_window: bool,
}

/// What a launch is to be, by how far its learner came and how the course is offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relaunch {
    /// It begins or goes on, and what is reported counts.
    #[default]
    GoOn,
    /// It was finished, and a new attempt begins.
    Anew,
    /// It was finished: the learner looks at it, and nothing is changed.
    Review,
    /// The time for the attempt is used up: the same.
    TimeUp,
}

/// The page behind a private link: what it offers, and what is asked of whoever opened it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkLanding {
    pub landing: Landing,
    /// What is asked where there is no door.
    pub gate: Gate,
    /// Whether someone else may register in his own name.
    pub takes_others: bool,
    /// What can be done about a link that does not work any more.
    pub renewal: Renewal,
    /// The recipient's address, in part.
    pub masked_email: String,
    /// Whom to ask.
    pub contact_name: String,
    pub contact_email: String,
}

/// What is asked before a private link lets somebody play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gate {
    /// Nothing.
    Open,
    /// The course was started in another browser.
    Elsewhere,
    /// To sign in, for nobody is.
    SignIn,
    /// To sign in to another account than the one of this address, which is shown in part.
    OtherAccount(String),
}

/// What whoever has a link that does not work any more can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Renewal {
    /// Nothing here.
    No,
    /// The new link can be mailed.
    Mail,
    /// It was mailed just now.
    Mailed,
    /// The instructor can be asked for more time.
    Ask,
    /// He was asked.
    Asked(Millis),
}

/// What stands before whoever is kept out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDoor {
    /// "All places are taken".
    pub title: String,
    pub words: String,
    /// Whom to ask.
    pub contact_name: String,
    pub contact_email: String,
    /// Nobody is known here yet, and those who have a registration get in.
    pub others_go_on: bool,
    pub waiting: Waiting,
    /// The HTTP status of the page.
    pub status: u16,
}

/// Whether there is a waiting list, and who is on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waiting {
    No,
    /// Whoever says who he or she is may ask for a place.
    Offered,
    /// This learner waits.
    Asked,
}

/// Who would play.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LandingLearner {
    pub id: LearnerId,
    pub name: String,
    /// Shown in part only (`a…@example.org`), because links get forwarded.
    pub masked_email: String,
}

/// Who played here last on a public link: what this browser keeps in local storage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicIdentity {
    pub learner: LearnerId,
    pub name: String,
}

/// What a learner answered when the browser remembered someone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub enum IdentityChoice {
    /// Nobody was remembered, or the remembered one is the one who plays.
    #[default]
    None,
    /// "Continue as (name)".
    Continue,
    /// "Someone else", and the computer was told to forget the other.
    ElseCleared,
    /// "Someone else", without clearing the other.
    ElseKept,
}

impl IdentityChoice {
    /// As a form sends it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Continue => "continue",
            Self::ElseCleared => "else-cleared",
            Self::ElseKept => "else-kept",
        }
    }
}

/// The page after leaving a course.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closing {
    pub course_title: String,
    pub learner: String,
    pub progress: Progress,
    pub score: Option<f64>,
    /// Hundredths of a second over all launches.
    pub time: i64,
    pub saved_at: Option<Millis>,
    /// A try-out from the library: nothing was saved.
    pub try_out: bool,
    /// Where "continue" leads; empty where it can't be told.
    pub back: String,
    /// Where the next person begins; empty for a try-out.
    pub next: String,
    /// It was played on a page for a computer that many use.
    pub kiosk: bool,
    /// Where the learner sees his results; empty where he is known by nothing any more.
    pub results: String,
}

/// `ada@example.org` as `a…@example.org`.
pub fn mask(email: &str) -> String {
    match email.split_once('@') {
        Some((local, domain)) => {
            let first = local.chars().next().map(String::from).unwrap_or_default();
            format!("{first}…@{domain}")
        }
        None => "…".to_owned(),
    }
}

/// What this tab was told about the one whom the browser remembers; kept while somebody signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Who was remembered when the question was asked.
    pub about: LearnerId,
    pub choice: IdentityChoice,
}

/// What to do when someone opens a public link on a computer that may be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// Ask "Continue as (name)?" or "Someone else".
    Ask,
    /// The one remembered wants to continue, and has yet to sign in.
    SignInAsRemembered,
    /// Nothing left to ask: whoever is signed in may play, and the launch says this.
    Play(IdentityChoice),
}

/// Decides by whom the browser remembers, what was answered about them, and who would play.
pub fn meet(
    remembered: Option<&PublicIdentity>,
    answer: Option<&Answer>,
    player: Option<&LearnerId>,
) -> Meeting {
    let Some(remembered) = remembered else {
        return Meeting::Play(IdentityChoice::None);
    };
    if player == Some(&remembered.learner) {
        return Meeting::Play(IdentityChoice::None);
    }
    match answer
        .filter(|answer| answer.about == remembered.learner)
        .map(|answer| answer.choice)
    {
        None | Some(IdentityChoice::None) => Meeting::Ask,
        Some(IdentityChoice::Continue) if player.is_none() => Meeting::SignInAsRemembered,
        Some(choice) => Meeting::Play(choice),
    }
}

/// Whom the browser remembers once somebody has played: the player, unless "someone else" asked
/// that the other be kept.
pub fn remember_after(
    remembered: Option<PublicIdentity>,
    choice: IdentityChoice,
    player: PublicIdentity,
) -> PublicIdentity {
    match (remembered, choice) {
        (Some(other), IdentityChoice::ElseKept) => other,
        _ => player,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: &str) -> PublicIdentity {
        PublicIdentity {
            learner: id.into(),
            name: id.to_uppercase(),
        }
    }

    fn answered(about: &str, choice: IdentityChoice) -> Answer {
        Answer {
            about: about.into(),
            choice,
        }
    }

    #[test]
    fn nobody_is_asked_where_nobody_is_remembered() {
        assert_eq!(meet(None, None, None), Meeting::Play(IdentityChoice::None));
    }

    #[test]
    fn the_one_remembered_plays_without_a_question() {
        let (ada, id) = (person("ada"), "ada".into());
        assert_eq!(
            meet(Some(&ada), None, Some(&id)),
            Meeting::Play(IdentityChoice::None)
        );
    }

    #[test]
    fn another_is_asked_signed_in_or_not() {
        let (ada, bob) = (person("ada"), "bob".into());
        assert_eq!(meet(Some(&ada), None, None), Meeting::Ask);
        assert_eq!(meet(Some(&ada), None, Some(&bob)), Meeting::Ask);
    }

    #[test]
    fn continuing_leads_to_sign_in_and_under_another_account_is_told() {
        let (ada, bob) = (person("ada"), "bob".into());
        let yes = answered("ada", IdentityChoice::Continue);
        assert_eq!(
            meet(Some(&ada), Some(&yes), None),
            Meeting::SignInAsRemembered
        );
        let told = Meeting::Play(IdentityChoice::Continue);
        assert_eq!(meet(Some(&ada), Some(&yes), Some(&bob)), told);
    }

    #[test]
    fn an_answer_about_somebody_else_does_not_count() {
        let ada = person("ada");
        let stale = answered("cyd", IdentityChoice::ElseKept);
        assert_eq!(meet(Some(&ada), Some(&stale), None), Meeting::Ask);
    }

    #[test]
    fn the_player_is_remembered_unless_the_other_was_to_be_kept() {
        let after = |choice| remember_after(Some(person("ada")), choice, person("bob"));
        assert_eq!(after(IdentityChoice::ElseKept), person("ada"));
        assert_eq!(after(IdentityChoice::ElseCleared), person("bob"));
        assert_eq!(after(IdentityChoice::None), person("bob"));
    }

    #[test]
    fn an_address_is_shown_in_part() {
        assert_eq!(mask("ada@example.org"), "a…@example.org");
        assert_eq!(mask("nonsense"), "…");
    }
}
