//! What the server answers about courses.

use crate::error::AppError;
use beckon_model::course::{CoursePage, CourseRow, Import, ImportReport};
use beckon_model::version::{Rule, VersionPage};
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

/// What was found in a course's package.
#[server]
pub async fn find_report(id: CourseId) -> Result<ImportReport, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(courses::report(&domain, &who, &id).await?)
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

/// Plays a course without a registration, on the version in use or on that of a number.
#[server]
pub async fn try_course(
    id: CourseId,
    #[server(default)] version: Option<i64>,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let url = join::try_out(&domain, &who, &id, version, &actor::user_agent()).await?;
    redirect(&url);
    Ok(())
}

/// One version of a course.
#[server]
pub async fn version(id: CourseId, number: i64) -> Result<VersionPage, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(courses::versions::page(&domain, &who, &id, number).await?)
}

/// Puts a version in use, with the rule by which others move to it.
#[server]
pub async fn use_version(id: CourseId, number: i64, rule: Rule) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    courses::versions::put_in_use(&domain, &who, &id, number, rule).await?;
    redirect(&format!("/courses/{id}/versions/{number}"));
    Ok(())
}

/// Takes a version away.
#[server]
pub async fn remove_version(id: CourseId, number: i64) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    courses::versions::remove(&domain, &who, &id, number).await?;
    redirect(&format!("/courses/{id}"));
    Ok(())
}
