//! What the server answers about launches.

use crate::error::AppError;
use beckon_model::launch::Closing;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {crate::actor, beckon_domain::play};

/// What was saved of a launch.
#[server]
pub async fn what_was_saved(receipt: String) -> Result<Closing, AppError> {
    Ok(play::closing(&actor::domain()?, &receipt).await?)
}
