//! What the server answers about invitations.

use crate::error::AppError;
use beckon_model::invitation::{InvitationPage, InvitationRow, NewInvitation};
use beckon_model::sending::Batch;
use beckon_model::{CourseId, InvitationId, Millis};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::{invitations, mail::schedule},
    beckon_model::invitation::LetterText,
    beckon_model::sending::Sending,
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
    #[server(default)] when: String,
    #[server(default)] send_at: String,
    #[server(default)] zone: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let letter = LetterText { subject, body };
    let sending = Sending {
        later: when == "at",
        at: send_at,
        zone,
    };
    let made =
        invitations::create_private_at(&domain, &who, &course, &addresses, &letter, &sending).await;
    let typed = [
        ("when", &*when),
        ("send_at", &sending.at),
        ("subject", &letter.subject),
        ("body", &letter.body),
        ("addresses", &addresses),
    ];
    redirect(&format!("/invitations/{}", made.keeping(&typed)?));
    Ok(())
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

/// The e-mails of an invitation that wait for their time.
#[server]
pub async fn scheduled(id: InvitationId) -> Result<Vec<Batch>, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(schedule::waiting(&domain, &who, &id).await?)
}

/// Sends at once what waits for a time.
#[server]
pub async fn send_now(id: InvitationId, at: Millis) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    schedule::send_now(&domain, &who, &id, at).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// Calls off what waits for a time.
#[server]
pub async fn cancel_sending(id: InvitationId, at: Millis) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    schedule::cancel(&domain, &who, &id, at).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}
