//! What the server answers about invitations.

use crate::error::AppError;
use beckon_model::invitation::{InvitationPage, InvitationRow, NewInvitation, Preview};
use beckon_model::people::{Invited, PeopleForm};
use beckon_model::{CourseId, InvitationId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::people::api::answered, crate::actor, beckon_domain::invitations,
    beckon_model::invitation::LetterText, leptos_axum::redirect,
};

/// What a new invitation to a course starts from. Takes the key of a form under way, which may be empty.
#[server]
pub async fn start_invitation(course: CourseId, key: String) -> Result<NewInvitation, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(invitations::start(&domain, &who, &course, &key).await?)
}

/// Makes a public invitation.
#[server]
pub async fn create_public(course: CourseId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let id = invitations::create_public(&domain, &who, &course).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// Makes a private invitation and promises its letters, or asks what happens to whoever was invited before.
#[server]
pub async fn create_private(
    course: CourseId,
    #[server(default)] people: PeopleForm,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<Invited, AppError> {
    let (domain, who) = actor::instructor().await?;
    let letter = LetterText { subject, body };
    let made = invitations::create_private(&domain, &who, &course, &people, &letter).await;
    let typed = [("subject", &*letter.subject), ("body", &letter.body)];
    answered(&domain, &who, &people, &typed, made).await
}

/// The letter as the first recipient will get it.
#[server]
pub async fn preview_letter(
    course: CourseId,
    #[server(default)] addresses: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<Preview, AppError> {
    let (domain, who) = actor::instructor().await?;
    let letter = LetterText { subject, body };
    Ok(invitations::preview(&domain, &who, &course, &addresses, &letter).await?)
}

/// One invitation, with its learners.
#[server]
pub async fn invitation(id: InvitationId) -> Result<InvitationPage, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(invitations::page(&domain, &who, &id).await?)
}

/// All invitations of the instructor.
#[server]
pub async fn list() -> Result<Vec<InvitationRow>, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(invitations::list(&domain, &who).await?)
}

/// Opens or closes an invitation to learners.
#[server]
pub async fn set_enabled(id: InvitationId, enabled: bool) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    invitations::set_enabled(&domain, &who, &id, enabled).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}
