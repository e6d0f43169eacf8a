//! What the server answers about launches.

use crate::error::AppError;
use beckon_model::LaunchId;
use beckon_model::log::{LaunchPage, LogQuery};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {crate::actor, beckon_domain::play};

/// A launch, and the lines of its debug log that are asked for.
#[server]
pub async fn launch(
    id: LaunchId,
    #[server(default)] query: LogQuery,
) -> Result<LaunchPage, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(play::launch(&domain, &who, &id, &query).await?)
}
