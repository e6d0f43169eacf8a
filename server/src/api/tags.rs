//! Tags of courses, invitations, registrations and learners.

use super::auth::Who;
use super::schema::{BatchTags, TagList};
use super::wire::{Body, DONE, Failure, Result};
use axum::Json;
use axum::extract::{Path, State};
use beckon_domain::accounts::Instructor;
use beckon_domain::invitations::programs as invitations;
use beckon_domain::tags::{self, Tagged};
use beckon_domain::{Domain, courses, registrations};
use http::StatusCode;

/// What kinds of things have tags, as paths name them.
pub const COURSE: u8 = 0;
pub const INVITATION: u8 = 1;
pub const REGISTRATION: u8 = 2;
pub const LEARNER: u8 = 3;

async fn tagged<const KIND: u8>(domain: &Domain, who: &Instructor, id: &str) -> Result<Tagged> {
    Ok(match KIND {
        COURSE => Tagged::Course(courses::programs::named(domain, who, id).await?),
        INVITATION => {
            Tagged::Invitation(invitations::told(domain, who, &id.into(), None).await?.id)
        }
        REGISTRATION => {
            Tagged::Registration(registrations::programs::named(domain, who, id).await?)
        }
        _ => Tagged::Learner(registrations::programs::learner_named(domain, who, id).await?),
    })
}

pub async fn get<const KIND: u8>(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<Json<TagList>> {
    let what = tagged::<KIND>(&domain, &who, &id).await?;
    let tags = tags::get(&domain, &who, &what).await?;
    Ok(Json(TagList { tags }))
}

pub async fn put<const KIND: u8>(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(list): Body<TagList>,
) -> Result<StatusCode> {
    let what = tagged::<KIND>(&domain, &who, &id).await?;
    tags::each(&list.tags).map_err(Failure::bad)?;
    tags::set(&domain, &who, &what, &list.tags.join(",")).await?;
    Ok(DONE)
}

pub async fn delete<const KIND: u8>(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(list): Body<TagList>,
) -> Result<StatusCode> {
    let what = tagged::<KIND>(&domain, &who, &id).await?;
    tags::remove(&domain, &who, &[what], &list.tags).await?;
    Ok(DONE)
}

pub async fn batch<const KIND: u8>(
    State(domain): State<Domain>,
    Who(who): Who,
    Body(batch): Body<BatchTags>,
) -> Result<StatusCode> {
    tags::each(&batch.tags).map_err(Failure::bad)?;
    let mut all = Vec::new();
    for id in &batch.ids {
        all.push(tagged::<KIND>(&domain, &who, id).await?);
    }
    tags::add(&domain, &who, &all, &batch.tags).await?;
    Ok(DONE)
}
