//! What the server answers about tags.

use crate::error::AppError;
use beckon_model::{CourseId, LearnerId, RegistrationId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::tags::{self, Tagged},
    leptos_axum::redirect,
};

/// Gives a course these tags, separated by commas, and no others.
#[server]
pub async fn set_course_tags(
    id: CourseId,
    #[server(default)] tags: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let set = tags::set(&domain, &who, &Tagged::Course(id.clone()), &tags).await;
    set.keeping(&[("tags", &tags)])?;
    redirect(&format!("/courses/{id}"));
    Ok(())
}

/// The same for a registration and for its learner.
#[server]
pub async fn set_registration_tags(
    id: RegistrationId,
    learner: LearnerId,
    #[server(default)] tags: String,
    #[server(default)] learner_tags: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let (registration, learner) = (Tagged::Registration(id.clone()), Tagged::Learner(learner));
    let typed = [("tags", &*tags), ("learner_tags", &*learner_tags)];
    let each = [
        (&registration, "tags", &*tags),
        (&learner, "learner_tags", &*learner_tags),
    ];
    tags::set_each(&domain, &who, &each).await.keeping(&typed)?;
    redirect(&format!("/registrations/{id}"));
    Ok(())
}
