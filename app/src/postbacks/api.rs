//! What the server answers about postbacks.

use crate::error::AppError;
use beckon_model::DeliveryId;
use beckon_model::postback::{Level, PostbackForm, PostbacksPage, Setting};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::postbacks::{self, Whose},
    leptos_axum::redirect,
};

/// The instructor's default, the secret, and a page of the log.
#[server]
pub async fn postbacks(page: u32) -> Result<PostbacksPage, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(postbacks::page(&domain, &who, page).await?)
}

/// What is set for a course, an invitation or a registration, and what holds.
#[server]
pub async fn find_postback(level: Level, id: String) -> Result<Setting, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(postbacks::setting(&domain, &who, &Whose::of(level, &id)).await?)
}

/// Sets where the results of something go.
#[server]
pub async fn set_postback(
    level: Level,
    #[server(default)] id: String,
    #[server(default)] form: PostbackForm,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let typed = [
        ("way", &*form.way),
        ("url", &form.url),
        ("user_name", &form.user_name),
        ("auth_type", form.auth_type.word()),
        ("results_format", form.results_format.word()),
    ];
    let set = postbacks::set(&domain, &who, &Whose::of(level, &id), &form).await;
    set.keeping(&typed)?;
    redirect(&match level {
        Level::Account => "/postbacks".to_owned(),
        _ => format!("/{}s/{id}", level.word()),
    });
    Ok(())
}

/// Posts an example, and leads to what came of it.
#[server]
pub async fn test_postback() -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let id = postbacks::test(&domain, &who).await?;
    redirect(&format!("/postbacks?tested={id}"));
    Ok(())
}

/// Posts results again.
#[server]
pub async fn replay_postback(id: DeliveryId, #[server(default)] page: u32) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    postbacks::replay(&domain, &who, &id).await?;
    redirect(&super::page::url(page));
    Ok(())
}

/// Signs with a new secret from now on.
#[server]
pub async fn renew_postback_secret() -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    postbacks::renew_secret(&domain, &who).await?;
    redirect("/postbacks");
    Ok(())
}
