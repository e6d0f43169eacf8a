//! Who is asking: read from the session, and handed to rules as an argument.

use crate::error::AppError;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use beckon_domain::accounts::{self, Instructor, Learner};
use beckon_domain::{Domain, Error, join, secret};
use beckon_model::key::NewKey;
use beckon_model::{AccountId, LearnerId, Problem};
use leptos::prelude::*;
use tower_sessions::Session;

/// Where a session keeps its account.
const ACCOUNT: &str = "account";
/// Where it keeps who entered which public invitation without one, the newest first.
const GUESTS: &str = "guests";
const GUESTS_MAX: usize = 20;
/// Where it keeps a key that was just made, with its secret, until it was shown.
const NEW_KEY: &str = "new-key";

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

/// Whoever is on the page of a public invitation: the account signed in, or else the guest who entered there.
///
/// # Errors
/// Not found for a token that is no invitation's.
pub async fn learner_on(token: &str) -> Result<Option<Learner>, AppError> {
    let domain = domain()?;
    if let Some(account) = account().await? {
        return Ok(Some(accounts::learner(&domain, &account).await?));
    }
    match guests().await?.into_iter().find(|(at, _)| at == token) {
        Some((_, id)) => Ok(join::guest(&domain, token, &id).await?),
        None => Ok(None),
    }
}

/// Remembers who entered a public invitation without an account, for that invitation alone.
pub async fn enter(token: &str, id: LearnerId) -> Result<(), AppError> {
    let session = session().await?;
    session.cycle_id().await.map_err(unexpected)?;
    let mut guests = guests().await?;
    guests.retain(|(at, _)| at != token);
    guests.insert(0, (token.to_owned(), id));
    guests.truncate(GUESTS_MAX);
    session.insert(GUESTS, guests).await.map_err(unexpected)?;
    Ok(())
}

async fn guests() -> Result<Vec<(String, LearnerId)>, AppError> {
    let kept = session().await?.get(GUESTS).await.map_err(unexpected)?;
    Ok(kept.unwrap_or_default())
}

/// Signs an account in, under a session id that nobody could have known before.
pub async fn sign_in(account: &AccountId) -> Result<(), AppError> {
    let session = session().await?;
    session.cycle_id().await.map_err(unexpected)?;
    session.insert(ACCOUNT, account).await.map_err(unexpected)?;
    Ok(())
}

/// Keeps a key that was just made until the next page shows it.
pub async fn keep_new_key(key: &NewKey) -> Result<(), AppError> {
    let session = session().await?;
    session.insert(NEW_KEY, key).await.map_err(unexpected)?;
    Ok(())
}

/// The same, once.
pub async fn take_new_key() -> Result<Option<NewKey>, AppError> {
    Ok(session().await?.remove(NEW_KEY).await.map_err(unexpected)?)
}

/// Forgets the session.
pub async fn sign_out() -> Result<(), AppError> {
    Ok(session().await?.flush().await.map_err(unexpected)?)
}

/// Whoever is signed in, as a learner.
pub async fn learner() -> Result<Option<Learner>, AppError> {
    match account().await? {
        Some(account) => Ok(Some(accounts::learner(&domain()?, &account).await?)),
        None => Ok(None),
    }
}

/// The secret by which a browser is known again to the courses that were started in it; empty if it keeps none.
pub fn browser() -> String {
    let (Ok(domain), Some(parts)) = (domain(), use_context::<Parts>()) else {
        return String::new();
    };
    let name = browser_cookie(&domain);
    let cookies = parts.headers.get_all(header::COOKIE).into_iter();
    let kept = cookies
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(known, secret)| *known == name && is_secret(secret));
    kept.map(|(_, secret)| secret.to_owned())
        .unwrap_or_default()
}

/// The same, or one for it to keep from now on.
pub fn browser_or_new() -> String {
    match browser() {
        none if none.is_empty() => secret::token(),
        kept => kept,
    }
}

/// Has the browser keep its secret, for as long as browsers keep anything (RFC 6265bis section 5.5). No script sees it.
pub fn keep_browser(secret: &str) -> Result<(), AppError> {
    const DAYS: u32 = 400;
    let domain = domain()?;
    let secure = if is_https(&domain) { "; Secure" } else { "" };
    let cookie = format!(
        "{}={secret}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{secure}",
        browser_cookie(&domain),
        DAYS * 24 * 60 * 60
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| Error::Other(error.to_string()))?;
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.append_header(header::SET_COOKIE, cookie);
    }
    Ok(())
}

fn browser_cookie(domain: &Domain) -> &'static str {
    if is_https(domain) {
        "__Host-beckon-browser"
    } else {
        "beckon-browser"
    }
}

fn is_https(domain: &Domain) -> bool {
    domain.settings().public_url.starts_with("https://")
}

/// What [`secret::token`] makes.
fn is_secret(value: &str) -> bool {
    value.len() == 32
        && value
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
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
