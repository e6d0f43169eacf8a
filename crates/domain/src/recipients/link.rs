//! The letter that brings a recipient his link.

use super::store::{self, Target};
use crate::db::Tx;
use crate::invitations::{self, Invitation};
use crate::mail::{self, NewMail};
use crate::{Domain, Result, secret};
use beckon_model::invitation::LetterText;
use beckon_model::letter::Facts;
use beckon_model::{MailId, RecipientId};

/// Promises the letter of an invitation in the name of someone, whom answers go to.
pub(super) async fn promise(
    domain: &Domain,
    tx: &mut Tx,
    invitation: &Invitation,
    (name, reply_to): (&str, &str),
    to: &Target,
    mail: MailId,
    link_version: i64,
) -> Result<()> {
    let letter = LetterText {
        subject: invitation.subject.clone(),
        body: invitation.body.clone(),
    };
    let url = invitations::private_url(domain, &to.id, link_version);
    let facts = Facts {
        course: &invitation.course_title,
        description: &invitation.description,
        duration: &invitation.duration,
        user: &to.name,
        url: &url,
        inviter: name,
    };
    let filled = mail::invitation_letter(&letter, &facts);
    let new = NewMail {
        id: mail,
        kind: "invitation",
        to_email: &to.email,
        to_name: &to.name,
        reply_to,
        subject: &filled.subject,
        html: &filled.html,
        text: &filled.text,
        recipient: Some(to.id.clone()),
    };
    mail::outbox::promise(tx, new, domain.now()).await
}

/// Promises the letter to a recipient without an instructor's doing; gives whether it was promised. Two who ask at once
/// get one.
pub(crate) async fn mail_link(
    domain: &Domain,
    tx: &mut Tx,
    invitation: &Invitation,
    recipient: &RecipientId,
) -> Result<bool> {
    let ids = [recipient.clone()];
    let Some(to) = store::targets(tx, &invitation.id, &ids).await?.pop() else {
        return Ok(false);
    };
    let mail = secret::id::<MailId>();
    if !store::turn_to_mail(tx, &to.id, to.mail_id.as_ref(), &mail).await? {
        return Ok(false);
    }
    let owner = invitation.owner_name();
    let from = (owner.as_str(), invitation.owner_email.as_str());
    promise(domain, tx, invitation, from, &to, mail, to.link_version).await?;
    Ok(true)
}
