//! What the server answers to learners.

use crate::error::AppError;
use beckon_model::launch::{IdentityChoice, Landing, LinkLanding};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::accounts::NewAccount,
    beckon_domain::join::{self, Confirmed, Entered, Launched, NewGuest, Press, SetUp, Visitor},
    beckon_model::{LearnerId, Problem},
    leptos_axum::redirect,
};

/// What a public link offers to whoever is signed in.
#[server]
pub async fn public_landing(token: String) -> Result<Landing, AppError> {
    let who = actor::learner_on(&token).await?;
    Ok(join::landing_public(&actor::domain()?, &token, who.as_ref()).await?)
}

/// What a private link offers, in this browser.
#[server]
pub async fn private_landing(token: String) -> Result<LinkLanding, AppError> {
    let (browser, account) = (actor::browser(), actor::learner().await?);
    let visitor = Visitor {
        browser: &browser,
        account: account.as_ref(),
    };
    Ok(join::landing_private(&actor::domain()?, &token, visitor).await?)
}

/// Sets up a learner's account on a public link's page, and signs in: at once, or by way of a mailed code.
#[server]
pub async fn set_up_account(
    token: String,
    first_name: String,
    last_name: String,
    email: String,
    password: String,
) -> Result<(), AppError> {
    let new = NewAccount {
        first_name,
        last_name,
        email,
        password,
    };
    let typed = [
        ("first_name", &*new.first_name),
        ("last_name", &new.last_name),
        ("email", &new.email),
    ];
    let set_up = join::set_up(&actor::domain()?, &token, new.clone()).await;
    match set_up.keeping(&typed)? {
        SetUp::In(account) => {
            actor::sign_in(&account).await?;
            redirect(crate::accounts::local(&format!("/i/{token}")));
        }
        SetUp::CodeMailed => redirect(&super::code::url(&token, &new.email)),
    }
    Ok(())
}

/// Enters a public link without an account: at once, or by way of a mailed code.
#[server]
pub async fn enter_as_guest(
    token: String,
    first_name: String,
    last_name: String,
    email: String,
) -> Result<(), AppError> {
    let new = NewGuest {
        first_name,
        last_name,
        email,
    };
    let typed = [
        ("first_name", &*new.first_name),
        ("last_name", &new.last_name),
        ("email", &new.email),
    ];
    let entered = join::enter(&actor::domain()?, &token, &new).await;
    match entered.keeping(&typed)? {
        Entered::In(id) => {
            actor::enter(&token, id).await?;
            redirect(crate::accounts::local(&format!("/i/{token}")));
        }
        Entered::CodeMailed => redirect(&super::code::url(&token, &new.email)),
    }
    Ok(())
}

/// Enters a public link by the code that was mailed.
#[server]
pub async fn confirm_guest(token: String, email: String, code: String) -> Result<(), AppError> {
    match join::confirm(&actor::domain()?, &token, &email, &code).await? {
        Confirmed::Guest(id) => actor::enter(&token, id).await?,
        Confirmed::Account(id) => actor::sign_in(&id).await?,
    }
    redirect(crate::accounts::local(&format!("/i/{token}")));
    Ok(())
}

/// Asks for a place on an invitation that is full.
#[server]
pub async fn ask_for_place(token: String) -> Result<(), AppError> {
    let who = actor::learner_on(&token).await?.ok_or(Problem::SignedOut)?;
    join::waiting::ask(&actor::domain()?, &who, &token).await?;
    redirect(crate::accounts::local(&format!("/i/{token}")));
    Ok(())
}

/// Launches the course of a public link for whoever is signed in or entered as a guest.
///
/// `stored` is the learner whom the browser remembered, or empty; `choice` is what was answered about that.
#[server]
pub async fn play_public(
    token: String,
    #[server(default)] stored: String,
    #[server(default)] choice: IdentityChoice,
    #[server(default)] passcode: String,
) -> Result<(), AppError> {
    let who = actor::learner_on(&token).await?.ok_or(Problem::SignedOut)?;
    let press = Press {
        stored: (!stored.is_empty()).then_some(LearnerId(stored)),
        choice,
        passcode: &passcode,
        user_agent: &actor::user_agent(),
    };
    let domain = actor::domain()?;
    let player = join::launch_public(&domain, &who, &token, press).await?;
    // The ticket alone opens the player: on a computer that many use nobody stays signed in meanwhile.
    if join::is_kiosk(&domain, &token).await? {
        actor::sign_out().await?;
    }
    redirect(&player);
    Ok(())
}

/// Launches the course of a private link, or leads back to its page if that has a question first.
#[server]
pub async fn play_private(token: String) -> Result<(), AppError> {
    let (browser, account) = (actor::browser_or_new(), actor::learner().await?);
    let visitor = Visitor {
        browser: &browser,
        account: account.as_ref(),
    };
    let agent = actor::user_agent();
    match join::launch_private(&actor::domain()?, &token, visitor, &agent).await? {
        Launched::Playing(url) => {
            actor::keep_browser(&browser)?;
            redirect(&url);
        }
        Launched::Asked => redirect(crate::accounts::local(&format!("/p/{token}"))),
    }
    Ok(())
}
