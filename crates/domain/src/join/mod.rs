//! What a learner meets behind a link: the landing page, which changes nothing, and the press of **Play course**.

mod guests;
mod links;
mod others;
mod passcode;
pub mod programs;
mod results;
mod store;
pub mod waiting;

pub use guests::{Confirmed, Entered, NewGuest, SetUp, confirm, enter, guest, set_up};
pub use links::{
    Launched, Visitor, confirm_account, confirm_browser, landing_private, launch_private,
    mail_code, renew,
};
pub use others::{Came, confirm_other, register_other};
pub use results::{results, results_by_link, results_on};

use crate::accounts::{Instructor, Learner};
use crate::events::{self, Place, What};
use crate::invitations::{self, Invitation, let_in};
use crate::play::{self, NewLaunch, Offer};
use crate::{Domain, Result, courses, launch_options, registrations, secret};
use beckon_model::invitation::{Entry, Kind};
use beckon_model::launch::{IdentityChoice, Landing, LandingLearner, Relaunch, Waiting, mask};
use beckon_model::launch_option::{Effective, LaunchOption};
use beckon_model::standing::Standing;
use beckon_model::{LaunchId, LearnerId, Problem, RegistrationId};
use beckon_scorm::runtime::Mode;

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
    let on = &mut &domain.db;
    let registration = match who {
        Some(me) => registrations::find_of(on, &invitation.id, &me.id).await?,
        None => None,
    };
    match &registration {
        Some(registration) => {
            let options = launch_options::of_registration(on, &registration.id).await?;
            tell_options(&mut landing, &options, registration);
        }
        None => {
            let options = launch_options::of_invitation(on, &invitation.id).await?;
            landing.new_window = opens_window(&options);
        }
    }
    if let Some(me) = who {
        place = store::place_of(on, &invitation.id, &me.id).await?;
        landing.anew = registration.as_ref().is_some_and(|r| r.begins_anew());
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
    let played = (&registration, Mode::Normal);
    let (launch, url) = launch(domain, &mut tx, played, back, press.user_agent).await?;
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

/// Tries a course from the library, on the version in use or on that of a number: it plays, and nothing is kept.
///
/// Gives the address of the player.
///
/// # Errors
/// Not found if the course is another instructor's, or has no such version.
pub async fn try_out(
    domain: &Domain,
    who: &Instructor,
    course: &beckon_model::CourseId,
    number: Option<i64>,
    agent: &str,
) -> Result<String> {
    let (version, page) = match number {
        None => {
            let row = courses::owned(domain, who, course).await?;
            (row.version_id, format!("/courses/{course}"))
        }
        Some(number) => (
            courses::versions::id(domain, who, course, number).await?,
            format!("/courses/{course}/versions/{number}"),
        ),
    };
    let mut tx = domain.db.begin_write().await?;
    let options = launch_options::of_course(&mut tx, course).await?.set();
    let new = NewLaunch {
        registration: None,
        version,
        instance: 1,
        owner: Some(who.id.clone()),
        back: domain.url(&page),
        user_agent: agent,
        offer: Offer {
            mode: Mode::Normal,
            options,
        },
    };
    let (_, url) = play::create(domain, &mut tx, new).await?;
    tx.commit().await?;
    Ok(url)
}

async fn launch(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    (registration, mut mode): (&RegistrationId, Mode),
    back: String,
    user_agent: &str,
) -> Result<(LaunchId, String)> {
    play::replace_open(domain, tx, registration).await?;
    let mut row = registrations::follow_course(domain, tx, registration).await?;
    let options = launch_options::of_registration(tx, registration).await?;
    match play::relaunch(&options, row.progress(), row.total_time) {
        _ if mode != Mode::Normal => {}
        Relaunch::GoOn => {}
        Relaunch::Review | Relaunch::TimeUp => mode = Mode::Review,
        Relaunch::Anew => {
            registrations::begin_anew(tx, registration).await?;
            events::record(tx, row.place(), What::StartedOver, domain.now()).await?;
            row = registrations::find(tx, registration).await?;
        }
    }
    let new = NewLaunch {
        registration: Some(row.id.clone()),
        version: row.version_id.clone(),
        instance: row.instance,
        owner: None,
        back,
        user_agent,
        offer: Offer {
            mode,
            options: options.set(),
        },
    };
    let created = play::create(domain, tx, new).await?;
    if mode == Mode::Normal {
        registrations::started(tx, registration, domain.now()).await?;
    }
    if mode == Mode::Normal && row.first_launched_at.is_none() {
        events::record(tx, row.place(), What::Launched, domain.now()).await?;
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
        anew: false,
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
        relaunch: Relaunch::GoOn,
        new_window: false,
    })
}

/// Tells how the course opens for whoever has a registration.
fn tell_options(landing: &mut Landing, options: &Effective, row: &registrations::Registration) {
    landing.new_window = opens_window(options);
    landing.relaunch = play::relaunch(options, row.progress(), row.total_time);
}

fn opens_window(options: &Effective) -> bool {
    options.value(LaunchOption::Window) == "new"
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
