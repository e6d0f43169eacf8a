//! What the server answers about keys.

use crate::error::AppError;
use beckon_model::key::{Application, NewKey};
use beckon_model::{ApplicationId, KeyId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::keys,
    beckon_model::key::Scopes,
    beckon_model::problem::Problem,
    leptos_axum::redirect,
};

/// The instructor's applications with their keys.
#[server]
pub async fn all() -> Result<Vec<Application>, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(keys::list(&domain, &who).await?)
}

/// Makes a key, and shows its secret on the next page.
#[server]
pub async fn make(
    #[server(default)] name: String,
    #[server(default)] scopes: Vec<String>,
    #[server(default)] management: bool,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let typed = [("name", &*name)];
    let scopes = match management {
        true => Scopes::all(),
        false => Scopes::parse(&scopes.join(" "))
            .map_err(|why| AppError::from(Problem::field("scopes", why)))?,
    };
    let new = keys::create_first(&domain, &who, &name, &scopes, management)
        .await
        .keeping(&typed)?;
    actor::keep_new_key(&new).await?;
    redirect("/keys/new");
    Ok(())
}

/// The key that was just made: once, for its secret is not kept.
#[server]
pub async fn just_made() -> Result<Option<NewKey>, AppError> {
    actor::instructor().await?;
    actor::take_new_key().await
}

/// Revokes a key.
#[server]
pub async fn revoke(application: ApplicationId, id: KeyId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    keys::revoke(&domain, &who, &application, &id).await?;
    redirect("/keys");
    Ok(())
}
