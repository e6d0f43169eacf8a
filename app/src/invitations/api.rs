//! What the server answers about invitations.

use crate::error::AppError;
use beckon_model::invitation::{InvitationPage, InvitationRow, NewInvitation, Preview};
use beckon_model::{CourseId, InvitationId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::invitations,
    beckon_model::invitation::LetterText,
    leptos_axum::redirect,
};

/// What a new invitation to a course starts from.
#[server]
pub async fn start_invitation(course: CourseId) -> Result<NewInvitation, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(invitations::start(&domain, &who, &course).await?)
}

/// Makes a public invitation.
#[server]
pub async fn create_public(course: CourseId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let id = invitations::create_public(&domain, &who, &course).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// Makes a private invitation and promises its letters.
#[server]
pub async fn create_private(
    course: CourseId,
    #[server(default)] addresses: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let letter = LetterText { subject, body };
    let made = invitations::create_private(&domain, &who, &course, &addresses, &letter).await;
    let typed = [
        ("subject", &*letter.subject),
        ("body", &letter.body),
        ("addresses", &addresses),
    ];
    redirect(&format!("/invitations/{}", made.keeping(&typed)?));
    Ok(())
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
