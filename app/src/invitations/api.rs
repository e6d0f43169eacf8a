//! What the server answers about invitations.

use crate::error::AppError;
use beckon_model::invitation::{
    HistoryRow, InvitationList, InvitationPage, Look, NewInvitation, Options, Preview,
};
use beckon_model::people::{Invited, PeopleForm};
use beckon_model::{CourseId, InvitationId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::people::api::answered,
    crate::{actor, error::Keeping},
    beckon_domain::{invitations, join},
    beckon_model::invitation::LetterText,
    leptos_axum::redirect,
};

/// What a new invitation to a course starts from. Takes the key of a form under way, which may be empty.
#[server]
pub async fn start_invitation(course: CourseId, key: String) -> Result<NewInvitation, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(invitations::start(&domain, &who, &course, &key).await?)
}

/// Makes a public invitation.
#[server]
pub async fn create_public(
    course: CourseId,
    #[server(default)] options: Options,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let made = invitations::create_public(&domain, &who, &course, &options).await;
    let id = made.keeping(&typed(&options))?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// Changes who gets in, and until when.
#[server]
pub async fn set_options(
    id: InvitationId,
    #[server(default)] options: Options,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let done = invitations::set_options(&domain, &who, &id, &options).await;
    done.keeping(&typed(&options))?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// What was typed about an invitation, for a form that is shown again.
#[cfg(feature = "ssr")]
fn typed(options: &Options) -> [(&'static str, &str); 9] {
    [
        ("cap", &options.cap),
        ("starts", &options.starts),
        ("expires", &options.expires),
        ("zone", &options.zone),
        ("note", &options.note),
        ("tags", &options.tags),
        ("entry", options.entry.name()),
        ("domains", &options.domains),
        ("passcode", &options.passcode),
    ]
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

/// The invitations of the instructor that match, a page at a time.
#[server]
pub async fn list(look: Look) -> Result<InvitationList, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(invitations::list(&domain, &who, &look).await?)
}

/// Who did what to an invitation, newest first.
#[server]
pub async fn history(id: InvitationId, page: u32) -> Result<Vec<HistoryRow>, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(invitations::history(&domain, &who, &id, page).await?)
}

/// Lets newcomers in, or keeps them out.
#[server]
pub async fn set_open(id: InvitationId, open: bool) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    invitations::set_open(&domain, &who, &id, open).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// Deletes an invitation; it can be brought back for a while.
#[server]
pub async fn delete_invitation(id: InvitationId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    invitations::delete(&domain, &who, &id).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// Brings a deleted invitation back.
#[server]
pub async fn restore_invitation(id: InvitationId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    invitations::restore(&domain, &who, &id).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// Admits someone from the waiting list, or everyone who waits if nobody is named.
#[server]
pub async fn admit(
    id: InvitationId,
    #[server(default)] people: Vec<String>,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    join::waiting::admit(&domain, &who, &id, &people).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

/// Lets everybody in again, or keeps everybody out, also who has started.
#[server]
pub async fn set_enabled(id: InvitationId, enabled: bool) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    invitations::set_enabled(&domain, &who, &id, enabled).await?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}
