//! What a learner meets behind a link: the landing page, which changes nothing, and the press of **Play course**.

mod guests;
mod links;
mod others;
mod passcode;
mod store;
pub mod waiting;

pub use guests::{Confirmed, Entered, NewGuest, SetUp, confirm, enter, guest, set_up};
pub use links::{
    Launched, Visitor, confirm_account, confirm_browser, landing_private, launch_private,
    mail_code, renew,
};
pub use others::{Came, confirm_other, register_other};

use crate::accounts::{Instructor, Learner};
use crate::events::{self, Place, What};
use crate::invitations::{self, Invitation, let_in};
use crate::play::{self, NewLaunch};
use crate::{Domain, Result, courses, registrations, secret};
use beckon_model::invitation::{Entry, Kind};
use beckon_model::launch::{IdentityChoice, Landing, LandingLearner, Waiting, mask};
use beckon_model::standing::Standing;
use beckon_model::{LaunchId, LearnerId, Problem, RegistrationId};

/// The page behind a public URL, for whoever is signed in or entered as a guest.
///
/// # Errors
/// Not found for a URL that is no invitation's; gone for one that was deleted. Every other reason to be kept out
/// stands on the page itself, as its door.
pub async fn landing_public(
    domain: &Domain,
    token: &str,
    who: Option<&Learner>,
) -> Result<Landing> {
    let invitation = public_row(domain, token).await?;
    let mut landing = landing(&invitation)?;
    let who = who.filter(|who| may_be(&invitation, who));
    let mut place = None;
    if let Some(me) = who {
        let on = &mut &domain.db;
        let registration = registrations::find_of(on, &invitation.id, &me.id).await?;
        place = store::place_of(on, &invitation.id, &me.id).await?;
        landing.progress = registration.map(|r| r.progress());
        landing.learner = Some(LandingLearner {
            id: me.id.clone(),
            name: me.name.clone(),
            masked_email: mask(&me.email),
        });
    }
    let admitted = matches!(place, Some(Some(_)));
    let inside = landing.progress.is_some() || admitted;
    landing.passcode = !invitation.passcode.is_empty() && !inside;
    landing.door = invitation.door(domain.now(), inside);
    if let (Some(door), Some(None)) = (&mut landing.door, place)
        && door.waiting == Waiting::Offered
    {
        door.waiting = Waiting::Asked;
    }
    Ok(landing)
}

/// What comes with a press of **Play course** on a public page.
#[derive(Clone, Debug, Default)]
pub struct Press<'a> {
    /// The learner whom the browser remembered.
    pub stored: Option<LearnerId>,
    /// What was answered about that one.
    pub choice: IdentityChoice,
    /// Asked of newcomers, where the invitation has one.
    pub passcode: &'a str,
    pub user_agent: &'a str,
}

/// **Play course** on a public invitation. The registration is made and counted at the first launch; later ones
/// continue it. What this browser remembered of somebody else leaves a flag with the reason in words.
///
/// Gives the address of the player.
///
/// # Errors
/// Refused or gone, in words for learners, for whoever is kept out; `Problem::Fields` on "passcode" or "email".
pub async fn launch_public(
    domain: &Domain,
    who: &Learner,
    token: &str,
    press: Press<'_>,
) -> Result<String> {
    let invitation = public_row(domain, token).await?;
    if !may_be(&invitation, who) {
        return Err(Problem::SignedOut.into());
    }
    let on = &mut &domain.db;
    let known = registrations::find_of(on, &invitation.id, &who.id).await?;
    let admitted = matches!(
        store::place_of(on, &invitation.id, &who.id).await?,
        Some(Some(_))
    );
    let_in(domain, &invitation, known.is_some() || admitted)?;
    if known.is_none() && !admitted {
        if !invitation.allows(&who.email) {
            return Err(invitation.domains_problem().into());
        }
        passcode::check(domain, &invitation, who, press.passcode).await?;
    }
    let other = match press.stored.filter(|id| *id != who.id) {
        Some(id) => Some(learner_name(domain, &id).await?),
        None => None,
    };
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let registration = match known {
        Some(known) => known.id,
        None => register(domain, &mut tx, &invitation, who, admitted).await?,
    };
    let back = invitations::public_url(domain, token);
    let (launch, url) = launch(domain, &mut tx, &registration, back, press.user_agent).await?;
    if let Some(reason) = other.and_then(|name| flag_reason(&name, &who.name, press.choice)) {
        store::flag(&mut tx, &registration, &launch, &reason, now).await?;
    }
    tx.commit().await?;
    Ok(url)
}

/// Whether a public invitation's page stands on a computer that many use, so that nobody is remembered.
///
/// # Errors
/// Not found for a URL that is no invitation's.
pub async fn is_kiosk(domain: &Domain, token: &str) -> Result<bool> {
    Ok(public_row(domain, token).await?.kiosk)
}

/// Makes and counts the registration of a newcomer. A place is taken before looking once more, so that of many who come
/// at once each gets one registration, and all together no more than there are places.
async fn register(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    invitation: &Invitation,
    who: &Learner,
    admitted: bool,
) -> Result<RegistrationId> {
    let now = domain.now();
    let taken = if admitted {
        invitations::take_extra_place(tx, &invitation.id, now).await?
    } else {
        invitations::take_place(tx, &invitation.id, now).await?
    };
    if let Some(existing) = registrations::find_of(tx, &invitation.id, &who.id).await? {
        if taken {
            invitations::give_back_place(tx, &invitation.id).await?;
        }
        return Ok(existing.id);
    }
    if !taken {
        let fresh = invitations::find_any(tx, &invitation.id).await?;
        let_in(domain, fresh.as_ref().unwrap_or(invitation), false)?;
        let why = "This invitation has just changed. Reload the page to see how it stands.";
        return Err(Problem::Conflict(why.to_owned()).into());
    }
    let facts = courses::facts(tx, &invitation.course_id).await?;
    let id: RegistrationId = secret::id();
    let new = registrations::New {
        id: &id,
        invitation: &invitation.id,
        course: &invitation.course_id,
        version: &facts.version_id,
        learner: &who.id,
    };
    registrations::insert(tx, new, now).await?;
    events::record(tx, place(invitation, &id), What::Registered, now).await?;
    Ok(id)
}

/// Guests get in only where no account is asked for.
fn may_be(invitation: &Invitation, who: &Learner) -> bool {
    who.account.is_some() || invitation.entry() != Entry::Account
}

/// Tries a course from the library: it plays, and nothing is kept.
///
/// Gives the address of the player.
pub async fn try_out(
    domain: &Domain,
    who: &Instructor,
    course: &beckon_model::CourseId,
    agent: &str,
) -> Result<String> {
    let row = courses::owned(domain, who, course).await?;
    let mut tx = domain.db.begin_write().await?;
    let new = NewLaunch {
        registration: None,
        version: row.version_id,
        instance: 1,
        owner: Some(who.id.clone()),
        back: domain.url(&format!("/courses/{course}")),
        user_agent: agent,
    };
    let (_, url) = play::create(domain, &mut tx, new).await?;
    tx.commit().await?;
    Ok(url)
}

async fn launch(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    registration: &RegistrationId,
    back: String,
    user_agent: &str,
) -> Result<(LaunchId, String)> {
    play::replace_open(domain, tx, registration).await?;
    let row = registrations::find(tx, registration).await?;
    let new = NewLaunch {
        registration: Some(row.id.clone()),
        version: row.version_id.clone(),
        instance: row.instance,
        owner: None,
        back,
        user_agent,
    };
    let created = play::create(domain, tx, new).await?;
    registrations::started(tx, registration, domain.now()).await?;
    if row.first_launched_at.is_none() {
        let place = Place {
            owner: &row.owner_id,
            course: &row.course_id,
            invitation: &row.invitation_id,
            registration: Some(&row.id),
        };
        events::record(tx, place, What::Launched, domain.now()).await?;
    }
    Ok(created)
}

/// Why a result may not be its learner's, in words; `None` if nothing is odd.
fn flag_reason(stored: &str, account: &str, choice: IdentityChoice) -> Option<String> {
    match choice {
        IdentityChoice::ElseCleared => None,
        IdentityChoice::Continue => Some(format!(
            "Someone chose “Continue as {stored}” on this computer and then played with the account of {account}."
        )),
        IdentityChoice::ElseKept => Some(format!(
            "{account} started as someone else on a computer that still remembers {stored}."
        )),
        IdentityChoice::None => Some(format!(
            "{account} played on a computer that remembers {stored}, without being asked who it is."
        )),
    }
}

async fn learner_name(domain: &Domain, id: &LearnerId) -> Result<String> {
    let name = store::learner_name(&mut &domain.db, id).await?;
    Ok(name
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "another learner".to_owned()))
}

/// The invitation of a public URL, in whatever state.
async fn public_row(domain: &Domain, token: &str) -> Result<Invitation> {
    let unknown = || {
        Problem::NotFound(
            "This link is not known. Check that it was copied whole, or ask whoever gave it to you.".to_owned(),
        )
    };
    let invitation = invitations::by_token(&mut &domain.db, token)
        .await?
        .ok_or_else(unknown)?;
    not_deleted(domain, &invitation)?;
    Ok(invitation)
}

fn not_deleted(domain: &Domain, invitation: &Invitation) -> Result<()> {
    match invitation.standing(domain.now()) {
        Standing::Deleted => let_in(domain, invitation, true),
        _ => Ok(()),
    }
}

fn landing(invitation: &Invitation) -> Result<Landing> {
    let kind: Kind = invitation.kind()?;
    Ok(Landing {
        kind,
        course_title: invitation.course_title.clone(),
        description: invitation.description.clone(),
        duration: invitation.duration.clone(),
        inviter: invitation.owner_name(),
        learner: None,
        progress: None,
        note: invitation.note.clone(),
        door: None,
        entry: invitation.entry(),
        domains: invitation
            .domains
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        passcode: false,
        kiosk: invitation.kiosk,
    })
}

fn place<'a>(invitation: &'a Invitation, registration: &'a RegistrationId) -> Place<'a> {
    Place {
        owner: &invitation.owner_id,
        course: &invitation.course_id,
        invitation: &invitation.id,
        registration: Some(registration),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgetting_the_other_on_a_shared_computer_leaves_no_flag() {
        assert_eq!(flag_reason("Ada", "Bob", IdentityChoice::ElseCleared), None);
    }

    #[test]
    fn continuing_as_someone_else_says_both_names() {
        let reason =
            flag_reason("Ada Lovelace", "Bob Byrne", IdentityChoice::Continue).unwrap_or_default();
        assert!(reason.contains("Ada Lovelace") && reason.contains("Bob Byrne"));
    }
}
