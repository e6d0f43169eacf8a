//! "I am someone else": whoever came by another's link gets a registration and a link of his own, and the first one's
//! results stay as they are.

use super::links::{About, Visitor, takes_others, tell};
use super::{NewGuest, guests, place, store};
use crate::accounts::{self, Person};
use crate::db::Tx;
use crate::events::{self, What};
use crate::invitations::{self, Invitation, RecipientRow, let_in};
use crate::recipients::{self, Newcomer};
use crate::{Domain, Result, courses, registrations, secret};
use beckon_model::{EmailAddress, Millis, Problem, RecipientId, RegistrationId};

/// How many may come by one link within [`WITHIN`].
const MOST: i64 = 20;
const WITHIN: Millis = 60 * 60_000;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// The token of his own link.
    In(String),
    /// The address is known already, so a code that confirms it is on its way there.
    CodeMailed,
}

/// Registers someone who came by another's link, at once or by way of a mailed code: nobody becomes another by typing
/// that one's address. The instructor is told.
///
/// # Errors
/// Fields that can't be taken; refused where others may not register, or where nobody new gets in; `TooMuch` if many came
/// by this link just now, or if codes were asked for too often.
pub async fn register_other(domain: &Domain, token: &str, new: &NewGuest) -> Result<Came> {
    let (first, invitation) = link(domain, token).await?;
    let person =
        Person::parse(&new.first_name, &new.last_name, &new.email).map_err(Problem::Fields)?;
    let (name, email) = (person.name(), person.email);
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    // Before looking, so that of two who come at once under one address the second finds the first.
    let taken = invitations::take_place(&mut tx, &invitation.id, now).await?;
    let known = store::known(&mut tx, email.as_str(), &invitation.id).await?;
    let came = if known.anywhere {
        if taken {
            invitations::give_back_place(&mut tx, &invitation.id).await?;
        }
        guests::mail_code(domain, &mut tx, &invitation, (email.as_str(), &name), None).await?;
        Came::CodeMailed
    } else {
        if !taken {
            return Err(closed(domain, &mut tx, &invitation).await);
        }
        let id = enroll(domain, &mut tx, &invitation, &first, (&email, &name)).await?;
        Came::In(domain.key().link(&id, 1))
    };
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(came)
}

/// As [`register_other`], by the code that was mailed. Who is invited himself is led to his own link, which from now on
/// opens in this browser, too. Gives the token.
///
/// # Errors
/// `Problem::Fields` on "code"; gone for who was deleted from the invitation.
pub async fn confirm_other(
    domain: &Domain,
    token: &str,
    email: &str,
    code: &str,
    visitor: Visitor<'_>,
) -> Result<String> {
    let (first, invitation) = link(domain, token).await?;
    let email = email.trim().to_lowercase();
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let confirmed = guests::confirmed(&mut tx, &invitation, &email, code, now).await?;
    let (name, address) = match (confirmed, EmailAddress::parse(&email)) {
        (Ok(given), Ok(address)) => (given.name, address),
        (Err(wrong), _) => {
            tx.commit().await?;
            return Err(wrong.into());
        }
        (_, Err(why)) => return Err(Problem::field("email", why).into()),
    };
    let id = match recipients::of_address(&mut tx, &invitation.id, &email).await? {
        Some((id, None)) => id,
        Some((_, Some(_))) => return Err(deleted(&invitation).into()),
        None => {
            if !invitations::take_place(&mut tx, &invitation.id, now).await? {
                return Err(closed(domain, &mut tx, &invitation).await);
            }
            enroll(domain, &mut tx, &invitation, &first, (&address, &name)).await?
        }
    };
    let row = invitations::recipient(&mut tx, &id).await?;
    let row = row.ok_or_else(|| deleted(&invitation))?;
    recipients::not_kept_out(&row, &invitation)?;
    store::links::bind(&mut tx, &row.registration_id, visitor.browser, now).await?;
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(domain.key().link(&id, row.link_version))
}

/// The link by which others come, while they may.
async fn link(domain: &Domain, token: &str) -> Result<(RecipientRow, Invitation)> {
    let (first, invitation) = invitations::recipient_by_link(domain, token).await?;
    recipients::not_kept_out(&first, &invitation)?;
    let_in(domain, &invitation, false)?;
    if takes_others(&invitation) {
        return Ok((first, invitation));
    }
    let why = format!(
        "This link is for one person only. Ask {} ({}) for an invitation of your own.",
        invitation.owner_name(),
        invitation.owner_email
    );
    Err(Problem::Refused(why).into())
}

/// Makes a recipient of somebody for whom a place was taken, with everything that the others have.
async fn enroll(
    domain: &Domain,
    tx: &mut Tx,
    invitation: &Invitation,
    first: &RecipientRow,
    (email, name): (&EmailAddress, &str),
) -> Result<RecipientId> {
    let now = domain.now();
    if recipients::came_since(tx, &first.id, now - WITHIN).await? >= MOST {
        let why = format!(
            "Many people came by this link within the hour. Try again later, or ask {} ({}).",
            invitation.owner_name(),
            invitation.owner_email
        );
        return Err(Problem::TooMuch(why).into());
    }
    let learner = accounts::learner_for(domain, tx, email, name).await?;
    let registration = match registrations::find_of(tx, &invitation.id, &learner).await? {
        Some(known) => {
            invitations::give_back_place(tx, &invitation.id).await?;
            known.id
        }
        None => {
            let facts = courses::facts(tx, &invitation.course_id).await?;
            let id: RegistrationId = secret::id();
            let new = registrations::New {
                id: &id,
                invitation: &invitation.id,
                course: &invitation.course_id,
                version: &facts.version_id,
                learner: &learner,
            };
            registrations::insert(tx, new, now).await?;
            id
        }
    };
    let id: RecipientId = secret::id();
    let new = Newcomer {
        id: &id,
        invitation: &invitation.id,
        registration: &registration,
        email: email.as_str(),
        name,
        came_by: &first.id,
    };
    recipients::receive(tx, new, now).await?;
    recipients::follow(tx, &registration).await?;
    recipients::mail_link(domain, tx, invitation, &id).await?;
    let place = place(invitation, &registration);
    events::record_by(tx, place, What::CameBy, "", first.called(), now).await?;
    let about = About {
        what: "came-by",
        subject: format!("{name} came by the link of {}", first.called()),
        words: format!(
            "{name} ({email}) opened the link of {} to “{}” and said to be someone else. {name} has a registration and a \
             link of his or her own now; the results of {} stay as they are.",
            first.called(),
            invitation.course_title,
            first.called()
        ),
    };
    tell(domain, tx, invitation, &about).await?;
    Ok(id)
}

/// Why no place was to be had.
async fn closed(domain: &Domain, tx: &mut Tx, invitation: &Invitation) -> crate::Error {
    let fresh = match invitations::find_any(tx, &invitation.id).await {
        Ok(fresh) => fresh,
        Err(error) => return error,
    };
    let refused = let_in(domain, fresh.as_ref().unwrap_or(invitation), false);
    refused.err().unwrap_or_else(|| {
        let why = "This invitation has just changed. Reload the page to see how it stands.";
        Problem::Conflict(why.to_owned()).into()
    })
}

fn deleted(invitation: &Invitation) -> Problem {
    Problem::Gone(format!(
        "You are no longer on the list of those invited to “{}”. Please ask {} ({}) about it.",
        invitation.course_title,
        invitation.owner_name(),
        invitation.owner_email
    ))
}
