//! Where results are posted: for an invitation, for a registration, and as a test.

use super::auth::Who;
use super::schema::PostBack;
use super::wire::{Body, DONE, Failure, Result};
use axum::extract::State;
use beckon_domain::accounts::Instructor;
use beckon_domain::postbacks::{self, Whose};
use beckon_domain::{Domain, fetch};
use beckon_model::postback::{AuthType, PostbackForm, ResultsFormat, Said};
use http::StatusCode;

/// What is to be set; `None` where nothing is said.
///
/// # Errors
/// When it can't be taken, before anything else is done.
pub fn read(said: Option<&PostBack>) -> Result<Option<PostbackForm>> {
    let Some(said) = said else {
        return Ok(None);
    };
    if said.legacy == Some(true) {
        return Err(Failure::bad(
            "postBack.legacy is not supported: results are JSON.",
        ));
    }
    let word = |text: &Option<String>| {
        let text = text.clone().unwrap_or_default().to_lowercase();
        Some(text).filter(|text| !text.is_empty() && text != "undefined")
    };
    let auth_type = match word(&said.auth_type) {
        None => AuthType::default(),
        Some(text) => AuthType::of(&text)
            .ok_or_else(|| Failure::bad("postBack.authType is FORM or HTTPBASIC."))?,
    };
    let results_format = match word(&said.results_format) {
        None => ResultsFormat::default(),
        Some(text) => ResultsFormat::of(&text)
            .ok_or_else(|| Failure::bad("postBack.resultsFormat is COURSE, ACTIVITY or FULL."))?,
    };
    let url = said.url.clone().unwrap_or_default();
    let on = !url.is_empty();
    if on {
        fetch::address(&url).map_err(|why| Failure::bad(format!("postBack.url: {why}")))?;
    }
    Ok(Some(PostbackForm {
        way: if on { "on" } else { "above" }.to_owned(),
        url,
        auth_type,
        user_name: said.user_name.clone().unwrap_or_default(),
        password: said.password.clone().unwrap_or_default(),
        results_format,
    }))
}

/// What is set for it, without the password.
pub async fn told(domain: &Domain, who: &Instructor, whose: &Whose) -> Result<Option<PostBack>> {
    Ok(match postbacks::setting(domain, who, whose).await?.said {
        Said::To(postback) => Some(PostBack {
            url: Some(postback.url),
            auth_type: Some(postback.auth_type.word().to_uppercase()),
            user_name: Some(postback.user_name).filter(|name| !name.is_empty()),
            password: None,
            results_format: Some(postback.results_format.word().to_uppercase()),
            legacy: Some(false),
        }),
        Said::Nothing | Said::Off => None,
    })
}

pub async fn test(
    State(domain): State<Domain>,
    Who(who): Who,
    Body(said): Body<PostBack>,
) -> Result<StatusCode> {
    let form = read(Some(&said))?.unwrap_or_default();
    postbacks::test_at(&domain, &who, &form).await?;
    Ok(DONE)
}
