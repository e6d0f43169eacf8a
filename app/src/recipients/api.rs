//! What the server answers about an invitation's people.

use crate::error::AppError;
use beckon_model::recipient::{People, PersonPage};
use beckon_model::{InvitationId, RecipientId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::recipients::{self, Chosen},
    beckon_model::Problem,
    beckon_model::recipient::{Deed, Did, Query, Show},
    leptos_axum::redirect,
};

/// A page of the people. Takes the query of the page's address.
#[server]
pub async fn list(id: InvitationId, #[server(default)] query: String) -> Result<People, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(recipients::list(&domain, &who, &id, &Query::parse(&query)).await?)
}

/// One recipient by himself.
#[server]
pub async fn person(id: InvitationId, recipient: RecipientId) -> Result<PersonPage, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(recipients::person(&domain, &who, &id, &recipient).await?)
}

/// Does something to the people ticked, or to all whom the query finds; `what` is a [`Deed`]'s word, `days` the time that
/// is given.
#[server]
pub async fn act(
    id: InvitationId,
    #[server(default)] ids: Vec<RecipientId>,
    #[server(default)] all: bool,
    #[server(default)] query: String,
    what: String,
    #[server(default)] days: i64,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let query = Query::parse(&query);
    let chosen = if all {
        Chosen::Matching(query.clone())
    } else {
        Chosen::These(ids)
    };
    let unknown = || Problem::Refused("This can't be done to people.".to_owned());
    let deed = Deed::of(&what).ok_or_else(unknown)?;
    let did = recipients::act(&domain, &who, &id, &chosen, deed, days).await?;
    // Who asked and was answered is not among those who ask any more.
    let answered = query.show == Show::Asked && (deed.answers() || deed == Deed::Dismiss);
    let there = if answered { Query::default() } else { query };
    back(&id, &there, did);
    Ok(())
}

/// Corrects a recipient's address.
#[server]
pub async fn correct(
    id: InvitationId,
    recipient: RecipientId,
    #[server(default)] email: String,
    #[server(default)] query: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let corrected = recipients::correct(&domain, &who, &id, &recipient, &email).await;
    let did = corrected.keeping(&[("email", &email)])?;
    back(&id, &Query::parse(&query), did);
    Ok(())
}

/// A person has the page of a private link before him.
#[server]
pub async fn opened(token: String) -> Result<(), AppError> {
    Ok(recipients::opened(&actor::domain()?, &token).await?)
}

/// Leads back to the list as it was, which says what was done.
#[cfg(feature = "ssr")]
fn back(id: &InvitationId, query: &Query, did: Did) {
    let query = query.text();
    let and = if query.is_empty() { "" } else { "&" };
    redirect(&format!(
        "/invitations/{id}?{query}{and}did={}#people",
        did.text()
    ));
}
