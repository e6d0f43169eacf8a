//! Who is asking: read from the session, and handed to rules as an argument.

use crate::error::AppError;
use axum::http::request::Parts;
use beckon_domain::accounts::{self, Instructor, Learner};
use beckon_domain::{Domain, Error};
use beckon_model::{AccountId, Problem};
use leptos::prelude::*;
use tower_sessions::Session;

/// Where a session keeps its account.
const ACCOUNT: &str = "account";

/// The domain, as the server provides it to pages and server functions.
pub fn domain() -> Result<Domain, AppError> {
    let missing = || Error::Other("the domain is not among the contexts".to_owned());
    Ok(use_context::<Domain>().ok_or_else(missing)?)
}

/// The account signed in, if any.
pub async fn account() -> Result<Option<AccountId>, AppError> {
    Ok(session().await?.get(ACCOUNT).await.map_err(unexpected)?)
}

/// The instructor signed in.
///
/// # Errors
/// `SignedOut`; refused if the account is a learner's.
pub async fn instructor() -> Result<(Domain, Instructor), AppError> {
    let domain = domain()?;
    let account = account().await?.ok_or_else(signed_out)?;
    let instructor = accounts::instructor(&domain, &account).await?;
    Ok((domain, instructor))
}

/// Whoever is signed in, as a learner.
///
/// # Errors
/// `SignedOut`.
pub async fn learner() -> Result<(Domain, Learner), AppError> {
    let domain = domain()?;
    let account = account().await?.ok_or_else(signed_out)?;
    let learner = accounts::learner(&domain, &account).await?;
    Ok((domain, learner))
}

/// Signs an account in, under a session id that nobody could have known before.
pub async fn sign_in(account: &AccountId) -> Result<(), AppError> {
    let session = session().await?;
    session.cycle_id().await.map_err(unexpected)?;
    session.insert(ACCOUNT, account).await.map_err(unexpected)?;
    Ok(())
}

/// Forgets the session.
pub async fn sign_out() -> Result<(), AppError> {
    Ok(session().await?.flush().await.map_err(unexpected)?)
}

/// What the browser calls itself, at most 300 characters.
pub fn user_agent() -> String {
    use_context::<Parts>()
        .and_then(|parts| {
            let value = parts.headers.get(axum::http::header::USER_AGENT)?;
            Some(value.to_str().ok()?.chars().take(300).collect())
        })
        .unwrap_or_default()
}

async fn session() -> Result<Session, AppError> {
    let missing = |_| Error::Other("the request has no session".to_owned());
    Ok(leptos_axum::extract::<Session>().await.map_err(missing)?)
}

fn unexpected(error: tower_sessions::session::Error) -> Error {
    Error::Other(format!("session: {error}"))
}

fn signed_out() -> Error {
    Error::Problem(Problem::SignedOut)
}
