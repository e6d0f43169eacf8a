//! What the server answers about flags.

use crate::error::AppError;
use beckon_model::FlagId;
use beckon_model::registration::{FlagQuery, FlagsPage};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {crate::actor, beckon_domain::flags};

/// A page of flagged registrations.
#[server]
pub async fn flags(#[server(default)] query: FlagQuery) -> Result<FlagsPage, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(flags::list(&domain, &who, &query).await?)
}

/// "This is fine".
#[server]
pub async fn dismiss_flag(id: FlagId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(flags::dismiss(&domain, &who, &id).await?)
}
