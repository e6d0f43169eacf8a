//! What the server answers about registrations.

use crate::error::AppError;
use beckon_model::RegistrationId;
use beckon_model::registration::{Overview, RegistrationPage, SplitForm};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::registrations,
    leptos_axum::redirect,
};

/// What an instructor sees first.
#[server]
pub async fn home() -> Result<Overview, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(registrations::overview(&domain, &who).await?)
}

/// One registration by itself, with the activities of one attempt; 0 is the latest.
#[server]
pub async fn registration(
    id: RegistrationId,
    #[server(default)] attempt: i64,
) -> Result<RegistrationPage, AppError> {
    let (domain, who) = actor::instructor().await?;
    let attempt = Some(attempt).filter(|attempt| *attempt > 0);
    Ok(registrations::page(&domain, &who, &id, attempt).await?)
}

/// Begins a new attempt at the next launch.
#[server]
pub async fn start_over(id: RegistrationId, attempt: i64) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    registrations::start_over(&domain, &who, &id, attempt).await?;
    redirect(&format!("/registrations/{id}"));
    Ok(())
}

/// Forgets all attempts and launches.
#[server]
pub async fn reset_registration(id: RegistrationId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    registrations::reset(&domain, &who, &id).await?;
    redirect(&format!("/registrations/{id}"));
    Ok(())
}

/// Moves launches that somebody else made to a registration of their own, and leads there.
#[server]
pub async fn split_registration(
    id: RegistrationId,
    #[server(default)] form: SplitForm,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let typed = [("name", &*form.name), ("email", &*form.email)];
    let split = registrations::split(&domain, &who, &id, &form).await;
    let new = split.keeping(&typed)?;
    redirect(&format!("/registrations/{new}"));
    Ok(())
}
