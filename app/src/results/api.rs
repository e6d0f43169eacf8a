//! What the server answers to a learner about his own results.

use crate::error::AppError;
use beckon_model::registration::Transcript;
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::actor,
    beckon_domain::join::{self, Visitor},
    beckon_model::Problem,
};

/// All results of whoever is signed in.
#[server]
pub async fn own_results() -> Result<Transcript, AppError> {
    let who = actor::learner().await?.ok_or(Problem::SignedOut)?;
    Ok(join::results(&actor::domain()?, &who, &actor::browser()).await?)
}

/// The results on a public link, of whoever is signed in or entered there.
#[server]
pub async fn results_on_link(token: String) -> Result<Transcript, AppError> {
    let who = actor::learner_on(&token).await?;
    Ok(join::results_on(&actor::domain()?, &token, who.as_ref()).await?)
}

/// The results that belong to a private link, in a browser that it lets play.
#[server]
pub async fn results_of_link(token: String) -> Result<Transcript, AppError> {
    let (browser, account) = (actor::browser(), actor::learner().await?);
    let visitor = Visitor {
        browser: &browser,
        account: account.as_ref(),
    };
    Ok(join::results_by_link(&actor::domain()?, &token, visitor).await?)
}
