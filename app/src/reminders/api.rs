//! What the server answers about reminders.

use crate::error::AppError;
use beckon_model::reminder::{Reminders, Rule};
use beckon_model::template::LetterStart;
use beckon_model::{InvitationId, ReminderId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::reminders,
    beckon_model::invitation::LetterText,
    beckon_model::reminder::Whom,
    leptos_axum::redirect,
};

/// The rules of an invitation, with what each has done and will do next.
#[server]
pub async fn of_invitation(id: InvitationId) -> Result<Reminders, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reminders::of_invitation(&domain, &who, &id).await?)
}

/// What a new rule starts from.
#[server]
pub async fn start(invitation: InvitationId) -> Result<LetterStart, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reminders::start(&domain, &who, &invitation).await?)
}

/// What changing a rule starts from.
#[server]
pub async fn find(id: ReminderId) -> Result<(Rule, LetterStart), AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reminders::find(&domain, &who, &id).await?)
}

/// Adds a rule.
#[server]
pub async fn add(
    invitation: InvitationId,
    #[server(default)] days: String,
    #[server(default)] whom: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let rule = rule(&days, &whom, LetterText { subject, body });
    let added = reminders::add(&domain, &who, &invitation, &rule).await;
    added.keeping(&typed(&days, &whom, &rule))?;
    redirect(&format!("/invitations/{invitation}"));
    Ok(())
}

/// Changes a rule.
#[server]
pub async fn change(
    id: ReminderId,
    #[server(default)] days: String,
    #[server(default)] whom: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let rule = rule(&days, &whom, LetterText { subject, body });
    let changed = reminders::change(&domain, &who, &id, &rule).await;
    let invitation = changed.keeping(&typed(&days, &whom, &rule))?;
    redirect(&format!("/invitations/{invitation}"));
    Ok(())
}

/// Stops a rule, or lets it go on.
#[server]
pub async fn set_stopped(id: ReminderId, stopped: bool) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let invitation = reminders::set_stopped(&domain, &who, &id, stopped).await?;
    redirect(&format!("/invitations/{invitation}"));
    Ok(())
}

/// Deletes a rule.
#[server]
pub async fn delete(id: ReminderId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let invitation = reminders::delete(&domain, &who, &id).await?;
    redirect(&format!("/invitations/{invitation}"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn rule(days: &str, whom: &str, letter: LetterText) -> Rule {
    Rule {
        days: days.trim().parse().unwrap_or(0),
        whom: Whom::of(whom).unwrap_or_default(),
        letter,
    }
}

#[cfg(feature = "ssr")]
fn typed<'a>(days: &'a str, whom: &'a str, rule: &'a Rule) -> [(&'a str, &'a str); 4] {
    [
        ("days", days),
        ("whom", whom),
        ("subject", &rule.letter.subject),
        ("body", &rule.letter.body),
    ]
}
