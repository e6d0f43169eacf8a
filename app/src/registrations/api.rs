//! What the server answers about registrations.

use crate::error::AppError;
use beckon_model::registration::Overview;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {crate::actor, beckon_domain::registrations};

/// What an instructor sees first.
#[server]
pub async fn home() -> Result<Overview, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(registrations::overview(&domain, &who).await?)
}
