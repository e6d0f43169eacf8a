//! What a learner meets behind a link: the landing page, which changes nothing, and the press of **Play course**.

mod store;

use crate::accounts::{Instructor, Learner};
use crate::events::{self, Place, What};
use crate::invitations::{self, Invitation, let_in};
use crate::play::{self, NewLaunch};
use crate::{Domain, Result, accounts, courses, recipients, registrations, secret};
use beckon_model::invitation::Kind;
use beckon_model::launch::{IdentityChoice, Landing, LandingLearner, mask};
use beckon_model::{AccountId, LaunchId, LearnerId, Problem, RegistrationId};

/// The page behind a public URL, for whoever is signed in.
///
/// # Errors
/// Not found for a URL that is no invitation's; refused, in words for learners, while it is disabled.
pub async fn landing_public(
    domain: &Domain,
    token: &str,
    account: Option<&AccountId>,
) -> Result<Landing> {
    let invitation = public(domain, token).await?;
    let mut landing = landing(&invitation)?;
    if let Some(account) = account
        && let Some(me) = accounts::me(domain, account).await?
    {
        let registration =
            registrations::find_of(&mut &domain.db, &invitation.id, &me.learner).await?;
        landing.progress = registration.map(|r| r.progress());
        landing.learner = Some(LandingLearner {
            id: me.learner,
            name: me.name,
            masked_email: mask(&me.email),
        });
    }
    Ok(landing)
}

/// The page behind a private link.
///
/// # Errors
/// Not found for a link that is nobody's; gone if a newer one was mailed or the recipient was deleted; refused while
/// the invitation is disabled or the recipient is kept out.
pub async fn landing_private(domain: &Domain, token: &str) -> Result<Landing> {
    let (recipient, invitation) = invitations::recipient_by_link(domain, token).await?;
    let_in(&invitation)?;
    recipients::let_in(&recipient, &invitation, domain.now())?;
    let registration = registrations::find(&mut &domain.db, &recipient.registration_id).await?;
    let mut landing = landing(&invitation)?;
    landing.progress = Some(registration.progress());
    landing.learner = Some(LandingLearner {
        id: registration.learner_id,
        name: registration.learner_name,
        masked_email: mask(&recipient.email),
    });
    Ok(landing)
}

/// **Play course** on a public invitation. The registration is made and counted at the first launch; later ones
/// continue it. What this browser remembered of somebody else leaves a flag with the reason in words.
///
/// Gives the address of the player.
pub async fn launch_public(
    domain: &Domain,
    who: &Learner,
    token: &str,
    stored: Option<LearnerId>,
    choice: IdentityChoice,
    user_agent: &str,
) -> Result<String> {
    let invitation = public(domain, token).await?;
    let other = match stored.filter(|id| *id != who.id) {
        Some(id) => Some(learner_name(domain, &id).await?),
        None => None,
    };
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let facts = courses::facts(&mut tx, &invitation.course_id).await?;
    let registration = match registrations::find_of(&mut tx, &invitation.id, &who.id).await? {
        Some(existing) => existing.id,
        None => {
            let id: RegistrationId = secret::id();
            let new = registrations::New {
                id: &id,
                invitation: &invitation.id,
                course: &invitation.course_id,
                version: &facts.version_id,
                learner: &who.id,
            };
            registrations::insert(&mut tx, new, now).await?;
            events::record(&mut tx, place(&invitation, &id), What::Registered, now).await?;
            id
        }
    };
    let back = invitations::public_url(domain, token);
    let (launch, url) = launch(domain, &mut tx, &registration, back, user_agent).await?;
    if let Some(reason) = other.and_then(|name| flag_reason(&name, &who.name, choice)) {
        store::flag(&mut tx, &registration, &launch, &reason, now).await?;
    }
    tx.commit().await?;
    Ok(url)
}

/// **Play course** on a private link: continues the registration that was made when the learner was invited.
///
/// Gives the address of the player.
pub async fn launch_private(domain: &Domain, token: &str, user_agent: &str) -> Result<String> {
    let (recipient, invitation) = invitations::recipient_by_link(domain, token).await?;
    let_in(&invitation)?;
    recipients::let_in(&recipient, &invitation, domain.now())?;
    let mut tx = domain.db.begin_write().await?;
    recipients::pressed(&mut tx, &recipient.id, domain.now()).await?;
    let back = domain.url(&format!("/p/{token}"));
    let (_, url) = launch(
        domain,
        &mut tx,
        &recipient.registration_id,
        back,
        user_agent,
    )
    .await?;
    tx.commit().await?;
    Ok(url)
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

async fn public(domain: &Domain, token: &str) -> Result<Invitation> {
    let unknown = || {
        Problem::NotFound(
            "This link is not known. Check that it was copied whole, or ask whoever gave it to you.".to_owned(),
        )
    };
    let invitation = invitations::by_token(&mut &domain.db, token)
        .await?
        .ok_or_else(unknown)?;
    let_in(&invitation)?;
    Ok(invitation)
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
