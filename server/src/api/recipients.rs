//! Beyond the original: one recipient of a private invitation by himself, and more of them.

use super::auth::Who;
use super::invitations::{duplicate, summary, user};
use super::once::Resumed;
use super::schema::{AddRecipients, Address, InvitationSummary, MoreTime, UserInvitation};
use super::wire::{Body, DONE, Failure, Result};
use axum::Json;
use axum::extract::{Path, State};
use beckon_domain::Domain;
use beckon_domain::accounts::Instructor;
use beckon_domain::invitations::programs;
use beckon_domain::recipients;
use beckon_model::invitation::Kind;
use beckon_model::recipient::Deed;
use beckon_model::{InvitationId, RecipientId};
use http::StatusCode;

type Ids = Path<(InvitationId, RecipientId)>;

pub async fn add(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
    Resumed(resumed): Resumed,
    Body(new): Body<AddRecipients>,
) -> Result<Json<InvitationSummary>> {
    let again = duplicate(new.duplicate_registration_option.as_deref())?;
    if resumed.is_none() {
        let hand_out = !new.send.unwrap_or(true);
        let addresses = new.addresses.unwrap_or_default();
        programs::add(&domain, &who, &id, &addresses, again, hand_out).await?;
    }
    let told = programs::told(&domain, &who, &id, Some(Kind::Private)).await?;
    Ok(Json(summary(&told)))
}

pub async fn get(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, recipient)): Ids,
) -> Result<Json<UserInvitation>> {
    one(&domain, &who, &id, &recipient).await
}

async fn one(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    recipient: &RecipientId,
) -> Result<Json<UserInvitation>> {
    let person = programs::person(domain, who, id, recipient).await?;
    Ok(Json(user(person, true)))
}

pub async fn correct(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, recipient)): Ids,
    Body(to): Body<Address>,
) -> Result<Json<UserInvitation>> {
    let known = programs::person(&domain, &who, &id, &recipient).await?;
    let email = to.email.unwrap_or_default();
    if !known.email.eq_ignore_ascii_case(email.trim()) {
        recipients::correct(&domain, &who, &id, &recipient, &email).await?;
    }
    one(&domain, &who, &id, &recipient).await
}

pub async fn revoke(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, recipient)): Ids,
) -> Result<Json<UserInvitation>> {
    programs::act(&domain, &who, &id, &recipient, Deed::KeepOut, 0).await?;
    one(&domain, &who, &id, &recipient).await
}

/// Who was deleted is put back, who was revoked is let in.
pub async fn restore(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, recipient)): Ids,
) -> Result<Json<UserInvitation>> {
    for deed in [Deed::PutBack, Deed::LetIn] {
        programs::act(&domain, &who, &id, &recipient, deed, 0).await?;
    }
    one(&domain, &who, &id, &recipient).await
}

pub async fn resend(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, recipient)): Ids,
    Resumed(resumed): Resumed,
) -> Result<Json<UserInvitation>> {
    programs::person(&domain, &who, &id, &recipient).await?;
    if resumed.is_none()
        && !programs::act(&domain, &who, &id, &recipient, Deed::SendAgain, 0).await?
    {
        let why = "Nothing was sent: the letter is under way or went out within the last minute, or the recipient is revoked.";
        return Err(Failure(StatusCode::CONFLICT, why.to_owned()));
    }
    one(&domain, &who, &id, &recipient).await
}

pub async fn extend(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, recipient)): Ids,
    Resumed(resumed): Resumed,
    Body(more): Body<MoreTime>,
) -> Result<Json<UserInvitation>> {
    let days = more
        .days
        .ok_or_else(|| Failure::bad("Say how many days more, 0 for no end."))?;
    programs::person(&domain, &who, &id, &recipient).await?;
    if resumed.is_none() {
        programs::act(&domain, &who, &id, &recipient, Deed::MoreTime, days).await?;
    }
    one(&domain, &who, &id, &recipient).await
}

pub async fn delete(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, recipient)): Ids,
) -> Result<StatusCode> {
    programs::person(&domain, &who, &id, &recipient).await?;
    programs::act(&domain, &who, &id, &recipient, Deed::Delete, 0).await?;
    Ok(DONE)
}
