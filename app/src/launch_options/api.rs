//! What the server answers about launch options.

use crate::error::AppError;
use beckon_model::{CourseId, RegistrationId};
use leptos::prelude::*;
use std::collections::BTreeMap;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::launch_options,
    beckon_model::launch_option::LaunchOption,
    leptos_axum::redirect,
};

/// Sets how a course opens and plays. Takes values by the keys of the options.
#[server]
pub async fn set_course_options(
    id: CourseId,
    options: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let set = launch_options::set_of_course(&domain, &who, &id, &options).await;
    set.keeping(&typed(&options))?;
    redirect(&format!("/courses/{id}"));
    Ok(())
}

/// The same for one registration.
#[server]
pub async fn set_registration_options(
    id: RegistrationId,
    options: BTreeMap<String, String>,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let set = launch_options::set_of_registration(&domain, &who, &id, &options).await;
    set.keeping(&typed(&options))?;
    redirect(&format!("/registrations/{id}"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn typed(options: &BTreeMap<String, String>) -> Vec<(&'static str, &str)> {
    let one = |option: LaunchOption| Some((option.field(), options.get(option.key())?.as_str()));
    LaunchOption::ALL.into_iter().filter_map(one).collect()
}
