//! What the server answers to learners.

use crate::error::AppError;
use beckon_model::launch::{IdentityChoice, Landing};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::accounts::{self, NewAccount},
    beckon_domain::join,
    beckon_model::LearnerId,
    leptos_axum::redirect,
};

/// What a public link offers to whoever is signed in.
#[server]
pub async fn public_landing(token: String) -> Result<Landing, AppError> {
    let account = actor::account().await?;
    Ok(join::landing_public(&actor::domain()?, &token, account.as_ref()).await?)
}

/// What a private link offers.
#[server]
pub async fn private_landing(token: String) -> Result<Landing, AppError> {
    Ok(join::landing_private(&actor::domain()?, &token).await?)
}

/// Sets up a learner's account on a public link's page, and signs in.
#[server]
pub async fn set_up_account(
    token: String,
    first_name: String,
    last_name: String,
    email: String,
    password: String,
) -> Result<(), AppError> {
    let new = NewAccount {
        first_name,
        last_name,
        email,
        password,
    };
    let typed = [
        ("first_name", &*new.first_name),
        ("last_name", &new.last_name),
        ("email", &new.email),
    ];
    let account = accounts::set_up_learner(&actor::domain()?, new.clone())
        .await
        .keeping(&typed)?;
    actor::sign_in(&account).await?;
    redirect(crate::accounts::local(&format!("/i/{token}")));
    Ok(())
}

/// Launches the course of a public link for whoever is signed in.
///
/// `stored` is the learner whom the browser remembered, or empty; `choice` is what was answered about that.
#[server]
pub async fn play_public(
    token: String,
    #[server(default)] stored: String,
    #[server(default)] choice: IdentityChoice,
) -> Result<(), AppError> {
    let (domain, who) = actor::learner().await?;
    let stored = (!stored.is_empty()).then_some(LearnerId(stored));
    let agent = actor::user_agent();
    redirect(&join::launch_public(&domain, &who, &token, stored, choice, &agent).await?);
    Ok(())
}

/// Launches the course of a private link.
#[server]
pub async fn play_private(token: String) -> Result<(), AppError> {
    let agent = actor::user_agent();
    redirect(&join::launch_private(&actor::domain()?, &token, &agent).await?);
    Ok(())
}
