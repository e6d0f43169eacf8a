//! The waiting list of a public invitation that is full.

use super::{public_row, store};
use crate::accounts::{Instructor, Learner};
use crate::events::{self, Place, What};
use crate::invitations::{self, let_in};
use crate::mail::{self, NewMail};
use crate::{Domain, Result, secret};
use beckon_model::invitation::{LetterText, WaitingRow};
use beckon_model::letter::Facts;
use beckon_model::standing::Standing;
use beckon_model::{InvitationId, Problem};

/// Asks for a place. Asking twice changes nothing.
///
/// # Errors
/// Refused unless the invitation is full; an address that the invitation does not allow.
pub async fn ask(domain: &Domain, who: &Learner, token: &str) -> Result<()> {
    let invitation = public_row(domain, token).await?;
    let_in(domain, &invitation, true)?;
    let now = domain.now();
    if !matches!(invitation.standing(now), Standing::Full { .. }) {
        let why = "There is no need to wait: reload the page to see how this invitation stands.";
        return Err(Problem::Conflict(why.to_owned()).into());
    }
    if !invitation.allows(&who.email) {
        return Err(invitation.domains_problem().into());
    }
    let mut tx = domain.db.begin_write().await?;
    let id: String = secret::id();
    if store::wait(&mut tx, &id, &invitation.id, &who.id, now).await? {
        let place = Place {
            owner: &invitation.owner_id,
            course: &invitation.course_id,
            invitation: &invitation.id,
            registration: None,
        };
        let detail = format!("{} asks for a place", who.name);
        events::record_by(&mut tx, place, What::Waits, "", &detail, now).await?;
    }
    tx.commit().await
}

/// Who waits for a place or was admitted and has not come yet, longest first.
pub(crate) async fn of_invitation(domain: &Domain, id: &InvitationId) -> Result<Vec<WaitingRow>> {
    store::waiting(&mut &domain.db, id).await
}

/// Admits people from the waiting list, beyond the cap if need be, and mails each of them. Admitting somebody twice
/// mails nothing twice. Takes ids of the list.
pub async fn admit(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    people: &[String],
) -> Result<()> {
    let invitation = invitations::owned(domain, who, id).await?;
    let token = invitation.token.clone().unwrap_or_default();
    let url = invitations::public_url(domain, &token);
    let now = domain.now();
    let text = LetterText {
        subject: "There is a place for you: [Course]".to_owned(),
        body: "Hello [User],\n\nyou asked for a place in [Course]. There is one for you now; the link below lets you in.\n\n[URL:Play course]".to_owned(),
    };
    let mut tx = domain.db.begin_write().await?;
    for person in store::waiting(&mut tx, id).await? {
        if !people.contains(&person.id) || !store::admit(&mut tx, &person.id, now).await? {
            continue;
        }
        let facts = Facts {
            course: &invitation.course_title,
            description: &invitation.description,
            duration: &invitation.duration,
            user: &person.name,
            url: &url,
            inviter: &who.name,
        };
        let letter = mail::invitation_letter(&text, &facts);
        let mail = NewMail {
            id: secret::id(),
            kind: "place",
            to_email: &person.email,
            to_name: &person.name,
            reply_to: &who.email,
            subject: &letter.subject,
            html: &letter.html,
            text: &letter.text,
            recipient: None,
        };
        mail::outbox::promise(&mut tx, mail, now).await?;
        let place = Place {
            owner: &who.id,
            course: &invitation.course_id,
            invitation: id,
            registration: None,
        };
        let detail = format!("{} from the waiting list", person.name);
        events::record_by(&mut tx, place, What::Admitted, &who.name, &detail, now).await?;
    }
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(())
}
