//! What the server answers about accounts.

use super::Visitor;
use crate::error::AppError;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{accounts::local, actor, error::Keeping},
    beckon_domain::accounts::{self, NewAccount},
    leptos_axum::redirect,
};

/// Who is here, and what the installation is like.
#[server]
pub async fn who_is_here() -> Result<Visitor, AppError> {
    let domain = actor::domain()?;
    let me = match actor::account().await? {
        Some(account) => accounts::me(&domain, &account).await?,
        None => None,
    };
    Ok(Visitor {
        me,
        installation: accounts::installation(&domain).await?,
    })
}

/// Sets up the first instructor and signs in.
#[server]
pub async fn set_up(
    first_name: String,
    last_name: String,
    email: String,
    password: String,
) -> Result<(), AppError> {
    let typed = [
        ("first_name", &*first_name),
        ("last_name", &last_name),
        ("email", &email),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let new = NewAccount {
        first_name,
        last_name,
        email,
        password,
    };
    let typed = typed
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let account = accounts::create_first_instructor(&actor::domain()?, new)
        .await
        .keeping(&typed)?;
    actor::sign_in(&account).await?;
    redirect("/");
    Ok(())
}

/// Signs in by password.
#[server]
pub async fn sign_in(email: String, password: String, next: String) -> Result<(), AppError> {
    let account = accounts::sign_in(&actor::domain()?, &email, &password)
        .await
        .keeping(&[("email", &email)])?;
    actor::sign_in(&account).await?;
    redirect(local(&next));
    Ok(())
}

/// Mails a code to sign in with.
#[server]
pub async fn request_code(email: String, next: String) -> Result<(), AppError> {
    accounts::request_code(&actor::domain()?, &email)
        .await
        .keeping(&[("email", &email)])?;
    redirect(&super::next::code_url(&email, &next));
    Ok(())
}

/// Signs in by the code that was mailed.
#[server]
pub async fn sign_in_with_code(email: String, code: String, next: String) -> Result<(), AppError> {
    let account = accounts::sign_in_with_code(&actor::domain()?, &email, &code).await?;
    actor::sign_in(&account).await?;
    redirect(local(&next));
    Ok(())
}

/// Signs out.
#[server]
pub async fn sign_out(next: String) -> Result<(), AppError> {
    actor::sign_out().await?;
    redirect(local(&next));
    Ok(())
}
