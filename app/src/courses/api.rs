//! What the server answers about courses.

use crate::error::AppError;
use beckon_model::course::{CoursePage, CourseRow, Import};
use beckon_model::{CourseId, ImportId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::{courses, join},
    leptos_axum::redirect,
};

/// The courses of the instructor.
#[server]
pub async fn library() -> Result<Vec<CourseRow>, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(courses::library(&domain, &who).await?)
}

/// One course.
#[server]
pub async fn course(id: CourseId) -> Result<CoursePage, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(courses::page(&domain, &who, &id).await?)
}

/// Gives a course another title and description.
#[server]
pub async fn edit_course(
    id: CourseId,
    title: String,
    #[server(default)] description: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let typed = [("title", &*title), ("description", &description)];
    courses::edit(&domain, &who, &id, &title, &description)
        .await
        .keeping(&typed)?;
    redirect(&format!("/courses/{id}"));
    Ok(())
}

/// Takes a course out of the library.
#[server]
pub async fn delete_course(id: CourseId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    courses::delete(&domain, &who, &id).await?;
    redirect("/library");
    Ok(())
}

/// Brings the demo course into the library.
#[server]
pub async fn add_demo_course() -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let import = courses::add_demo(&domain, &who).await?;
    redirect(&format!("/library/imports/{import}"));
    Ok(())
}

/// How far an upload has come.
#[server]
pub async fn find_import(id: ImportId) -> Result<Import, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(courses::imports::find(&domain, &who, &id).await?)
}

/// Plays a course without a registration.
#[server]
pub async fn try_course(id: CourseId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let url = join::try_out(&domain, &who, &id, &actor::user_agent()).await?;
    redirect(&url);
    Ok(())
}
