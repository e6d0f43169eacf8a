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

/// One registration by itself.
#[server]
pub async fn registration(id: RegistrationId) -> Result<RegistrationPage, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(registrations::page(&domain, &who, &id).await?)
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
