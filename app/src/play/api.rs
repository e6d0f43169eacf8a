//! What the server answers about launches.

use crate::error::AppError;
use beckon_model::launch::Closing;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {crate::actor, beckon_domain::play, leptos_axum::redirect};

/// What was saved of a launch.
#[server]
pub async fn what_was_saved(receipt: String) -> Result<Closing, AppError> {
    Ok(play::closing(&actor::domain()?, &receipt).await?)
}

/// The learner is done on this browser: ends the session, whoever it was, and leads to where the next person begins.
/// Takes the receipt of the page after leaving a course, which then shows its results no more, or nothing.
#[server]
pub async fn next_person(
    #[server(default)] receipt: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    if !receipt.is_empty() {
        play::forget(&actor::domain()?, &receipt).await?;
    }
    actor::sign_out().await?;
    redirect(crate::accounts::local(&next));
    Ok(())
}
