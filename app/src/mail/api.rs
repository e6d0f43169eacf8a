//! What the server answers about e-mails.

use crate::error::AppError;
use beckon_model::MailId;
use beckon_model::mail::{OutboxMail, OutboxRow};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {crate::actor, beckon_domain::mail::outbox};

/// All e-mails, the newest first.
#[server]
pub async fn list() -> Result<Vec<OutboxRow>, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(outbox::list(&domain, &who).await?)
}

/// One e-mail.
#[server]
pub async fn find(id: MailId) -> Result<OutboxMail, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(outbox::find(&domain, &who, &id).await?)
}
