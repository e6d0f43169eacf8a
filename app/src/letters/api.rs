//! What the server answers about letters.

use crate::error::AppError;
use beckon_model::invitation::Preview;
use beckon_model::template::{LetterStart, Template};
use beckon_model::{CourseId, InvitationId, LetterId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::letters,
    beckon_model::EmailAddress,
    beckon_model::email::Addressee,
    beckon_model::invitation::LetterText,
    leptos_axum::redirect,
};

/// The letters that the instructor has kept.
#[server]
pub async fn list() -> Result<Vec<Template>, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(letters::list(&domain, &who).await?)
}

/// One of them.
#[server]
pub async fn find(id: LetterId) -> Result<Template, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(letters::find(&domain, &who, &id).await?)
}

/// Keeps a letter under a name, and goes on with what is being written.
#[server]
pub async fn keep(
    #[server(default)] template: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<Template, AppError> {
    let (domain, who) = actor::instructor().await?;
    let id = letters::save(&domain, &who, &template, &LetterText { subject, body }).await?;
    lead_plain_forms("/letters");
    Ok(letters::find(&domain, &who, &id).await?)
}

/// Writes a new letter to keep.
#[server]
pub async fn write(
    #[server(default)] template: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let text = LetterText { subject, body };
    let made = letters::save(&domain, &who, &template, &text).await;
    made.keeping(&typed(&template, &text))?;
    redirect("/letters");
    Ok(())
}

/// Changes the name and the words of a letter that is kept.
#[server]
pub async fn change(
    id: LetterId,
    #[server(default)] template: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let text = LetterText { subject, body };
    let changed = letters::change(&domain, &who, &id, &template, &text).await;
    changed.keeping(&typed(&template, &text))?;
    redirect("/letters");
    Ok(())
}

/// Forgets a letter.
#[server]
pub async fn delete(id: LetterId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    letters::delete(&domain, &who, &id).await?;
    redirect("/letters");
    Ok(())
}

/// The letter as a person will get it; the address may be empty for nobody in particular, the course for an example.
#[server]
pub async fn preview_letter(
    #[server(default)] course: CourseId,
    #[server(default)] name: String,
    #[server(default)] email: String,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<Preview, AppError> {
    let (domain, who) = actor::instructor().await?;
    let text = LetterText { subject, body };
    let email = EmailAddress::parse(&email).ok();
    let person = email.map(|email| Addressee { email, name });
    Ok(letters::preview(&domain, &who, some(&course), person.as_ref(), &text).await?)
}

/// Mails the letter to the instructor; gives the address.
#[server]
pub async fn send_test(
    #[server(default)] course: CourseId,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<String, AppError> {
    let (domain, who) = actor::instructor().await?;
    let text = LetterText { subject, body };
    let to = letters::send_test(&domain, &who, some(&course), &text).await?;
    lead_plain_forms("/test-sent");
    Ok(to)
}

/// What changing the letter of an invitation starts from.
#[server]
pub async fn of_invitation(id: InvitationId) -> Result<LetterStart, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(letters::of_invitation(&domain, &who, &id).await?)
}

/// Changes the letter of an invitation, for those mailed from now on.
#[server]
pub async fn change_of_invitation(
    id: InvitationId,
    #[server(default)] subject: String,
    #[server(default)] body: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let text = LetterText { subject, body };
    let changed = letters::change_of_invitation(&domain, &who, &id, &text).await;
    changed.keeping(&[("subject", &text.subject), ("body", &text.body)])?;
    redirect(&format!("/invitations/{id}"));
    Ok(())
}

#[cfg(feature = "ssr")]
fn typed<'a>(template: &'a str, text: &'a LetterText) -> [(&'a str, &'a str); 3] {
    [
        ("template", template),
        ("subject", &text.subject),
        ("body", &text.body),
    ]
}

#[cfg(feature = "ssr")]
fn some(course: &CourseId) -> Option<&CourseId> {
    (!course.0.is_empty()).then_some(course)
}

/// Leads a form that was posted as plain HTML to a page; where scripts sent it, the page stays.
#[cfg(feature = "ssr")]
fn lead_plain_forms(path: &str) {
    if crate::error::without_scripts() {
        redirect(path);
    }
}
