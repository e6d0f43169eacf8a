//! What the server answers about people to be invited.

use crate::error::AppError;
use beckon_model::invitation::NewInvitation;
use beckon_model::people::{Checked, Invited, PeopleForm};
use beckon_model::{CourseId, InvitationId};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::without_scripts},
    beckon_domain::accounts::Instructor,
    beckon_domain::{Domain, invitations::people},
    beckon_model::Problem,
    leptos_axum::redirect,
};

/// What the people of a form come to; nothing is changed.
#[server(input = Json)]
pub async fn check(
    course: CourseId,
    invitation: Option<InvitationId>,
    form: PeopleForm,
) -> Result<Checked, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(people::check(&domain, &who, &course, invitation.as_ref(), &form).await?)
}

/// What adding people to an invitation starts from.
#[server]
pub async fn start_adding(id: InvitationId, key: String) -> Result<NewInvitation, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(people::start_adding(&domain, &who, &id, &key).await?)
}

/// Adds people to a private invitation.
#[server]
pub async fn add_people(
    id: InvitationId,
    #[server(default)] people: PeopleForm,
) -> Result<Invited, AppError> {
    let (domain, who) = actor::instructor().await?;
    let added = people::add(&domain, &who, &id, &people).await;
    answered(&domain, &who, &people, &[], added).await
}

/// Leads to the invitation that holds the people. Without scripts the form is kept when more is to be said, and its page
/// is found again by its key.
#[cfg(feature = "ssr")]
pub async fn answered(
    domain: &Domain,
    who: &Instructor,
    form: &PeopleForm,
    others: &[(&str, &str)],
    invited: beckon_domain::Result<Invited>,
) -> Result<Invited, AppError> {
    let problem: AppError = match invited {
        Ok(Invited::Done(id)) => {
            redirect(&format!("/invitations/{id}"));
            return Ok(Invited::Done(id));
        }
        Ok(choose) if !without_scripts() => return Ok(choose),
        Ok(Invited::Choose(preflight)) => Problem::Conflict(asking(preflight.undecided)).into(),
        Err(error) => error.into(),
    };
    if !without_scripts() {
        return Err(problem);
    }
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let others: Vec<_> = others.iter().map(own).collect();
    people::keep(domain, who, form, &others, None).await?;
    let typed = vec![("people".to_owned(), form.key.clone())];
    Err(AppError { typed, ..problem })
}

/// Says that a choice is needed before anybody is invited.
pub fn asking(undecided: usize) -> String {
    match undecided {
        1 => "1 of these people was invited to this course before. Choose what happens; nobody was invited yet.".to_owned(),
        n => format!("{n} of these people were invited to this course before. Choose what happens; nobody was invited yet."),
    }
}
