//! What the server answers to whoever has a private link and is asked something.

use crate::error::AppError;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    super::path,
    crate::{accounts::encoded, actor, error::Keeping},
    beckon_domain::accounts::NewAccount,
    beckon_domain::join::{self, Came, NewGuest, Visitor},
    leptos_axum::redirect,
};

/// "It's me": mails a code to the recipient.
#[server]
pub async fn mail_code(token: String) -> Result<(), AppError> {
    join::mail_code(&actor::domain()?, &token).await?;
    redirect(&path(&token, "/code"));
    Ok(())
}

/// Lets the recipient go on in this browser, by the code that was mailed.
#[server]
pub async fn confirm_browser(token: String, code: String) -> Result<(), AppError> {
    let browser = actor::browser_or_new();
    join::confirm_browser(&actor::domain()?, &token, &code, &browser).await?;
    actor::keep_browser(&browser)?;
    redirect(&path(&token, ""));
    Ok(())
}

/// Mails a code by which the recipient's account is set up, or signed in to.
#[server]
pub async fn mail_account_code(token: String) -> Result<(), AppError> {
    join::mail_code(&actor::domain()?, &token).await?;
    redirect(&path(&token, "/account"));
    Ok(())
}

/// Sets the recipient's account up by the code that was mailed, and signs in.
#[server]
pub async fn confirm_account(
    token: String,
    code: String,
    first_name: String,
    last_name: String,
    password: String,
) -> Result<(), AppError> {
    let typed = [
        ("first_name", &*first_name),
        ("last_name", &last_name),
        ("code", &code),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let new = NewAccount {
        first_name,
        last_name,
        email: String::new(),
        password,
    };
    let typed = typed
        .each_ref()
        .map(|(name, value)| (*name, value.as_str()));
    let account = join::confirm_account(&actor::domain()?, &token, &code, new)
        .await
        .keeping(&typed)?;
    actor::sign_in(&account).await?;
    redirect(&path(&token, ""));
    Ok(())
}

/// "I am someone else": registers in his own name.
#[server]
pub async fn register_other(
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
    let came = join::register_other(&actor::domain()?, &token, &new).await;
    match came.keeping(&typed)? {
        Came::In(own) => redirect(&path(&own, "")),
        Came::CodeMailed => {
            let email = encoded(new.email.trim());
            redirect(&path(&token, &format!("/someone-else/code?email={email}")));
        }
    }
    Ok(())
}

/// The same, by the code that was mailed.
#[server]
pub async fn confirm_other(token: String, email: String, code: String) -> Result<(), AppError> {
    let browser = actor::browser_or_new();
    let visitor = Visitor {
        browser: &browser,
        account: None,
    };
    let own = join::confirm_other(&actor::domain()?, &token, &email, &code, visitor).await?;
    actor::keep_browser(&browser)?;
    redirect(&path(&own, ""));
    Ok(())
}

/// "Send me a new link".
#[server]
pub async fn renew(token: String) -> Result<(), AppError> {
    join::renew(&actor::domain()?, &token).await?;
    redirect(&path(&token, ""));
    Ok(())
}
