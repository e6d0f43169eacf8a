//! What the server answers about launch options.

use crate::error::AppError;
use beckon_model::launch_option::Effective;
use beckon_model::postback::Level;
use leptos::prelude::*;
use std::collections::BTreeMap;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::{launch_options, postbacks::Whose},
    beckon_model::launch_option::LaunchOption,
    leptos_axum::redirect,
};

/// How options hold at a level; takes the id of what it is, for the account none.
#[server]
pub async fn find_launch_options(level: Level, id: String) -> Result<Effective, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(launch_options::on(&domain, &who, &Whose::of(level, &id)).await?)
}

/// Sets how courses open and play at a level. Takes values by the keys of the options.
#[server]
pub async fn set_launch_options(
    level: Level,
    #[server(default)] id: String,
    options: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let set = launch_options::set(&domain, &who, &Whose::of(level, &id), &options).await;
    set.keeping(&typed(&options))?;
    redirect(&match level {
        Level::Account => "/launch-options".to_owned(),
        _ => format!("/{}s/{id}", level.word()),
    });
    Ok(())
}

#[cfg(feature = "ssr")]
fn typed(options: &BTreeMap<String, String>) -> Vec<(&'static str, &str)> {
    let one = |option: LaunchOption| Some((option.field(), options.get(option.key())?.as_str()));
    LaunchOption::ALL.into_iter().filter_map(one).collect()
}
