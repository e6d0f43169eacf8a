//! What the server answers about invitations.
#![expect(
    clippy::too_many_arguments,
    reason = "a form sends these fields one by one"
)]

use crate::error::AppError;
use beckon_model::invitation::{
    HistoryRow, InvitationList, InvitationPage, Links, Look, NewInvitation, Options,
};
use beckon_model::people::{Invited, PeopleForm};
use beckon_model::sending::Batch;
use beckon_model::{CourseId, InvitationId, Millis};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::people::api::answered,
    crate::{actor, error::Keeping},
    beckon_domain::{invitations, join, mail::schedule},
    beckon_model::invitation::LetterText,
    beckon_model::sending::Sending,
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
fn typed(options: &Options) -> [(&'static str, &str); 12] {
    [
        ("kiosk", if options.kiosk { "true" } else { "false" }),
        ("cap", &options.cap),
        ("starts", &options.starts),
        ("expires", &options.expires),
        ("zone", &options.zone),
        ("note", &options.note),
        ("tags", &options.tags),
        ("entry", options.entry.name()),
        ("domains", &options.domains),
        ("passcode", &options.passcode),
        ("holder", options.links.holder.name()),
        (
            "refuse_others",
            if options.links.refuse_others {
                "true"
            } else {
                ""
            },
        ),
    ]
}

/// Makes a private invitation and promises its letters, or asks what happens to whoever was invited before.
#[server]
pub async fn create_private(
    course: CourseId,
    #[server(default)] people: PeopleForm,
    #[server(default)] subject: String,
    #[server(default)] body: String,
    #[server(default)] links: Links,
    #[server(default)] when: String,
    #[server(default)] send_at: String,
    #[server(default)] zone: String,
) -> Result<Invited, AppError> {
    let (domain, who) = actor::instructor().await?;
    let letter = LetterText { subject, body };
    let sending = Sending {
        later: when == "at",
        at: send_at,
        zone,
    };
    let made =
        invitations::create_private_at(&domain, &who, &course, &people, &letter, links, &sending)
            .await;
    let typed = [
        ("subject", &*letter.subject),
        ("body", &letter.body),
        ("holder", links.holder.name()),
        (
            "refuse_others",
            if links.refuse_others { "true" } else { "" },
        ),
        ("when", &when),
        ("send_at", &sending.at),
        ("zone", &sending.zone),
    ];
    answered(&domain, &who, &people, &typed, made).await
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

/// Deletes an invitation; it can be brought back.
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

/// Admits people from the waiting list, by the ids of their lines.
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
