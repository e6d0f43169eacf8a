//! What the server answers about results.

use crate::error::AppError;
use beckon_model::registration::Transcript;
use beckon_model::report_schedule::{ScheduleForm, ScheduleStart};
use beckon_model::reportage::{Report, Saved};
use beckon_model::{LearnerId, ReportId};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use {
    crate::{actor, error::Keeping},
    beckon_domain::{registrations, reportage},
    beckon_model::reportage::Criteria,
    leptos_axum::redirect,
};

/// One screen of results. Takes the query of the page's address.
#[server]
pub async fn results(#[server(default)] query: String) -> Result<Report, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reportage::report(&domain, &who, &Criteria::parse(&query)).await?)
}

/// Changes with every change of a result.
#[server]
pub async fn report_state() -> Result<String, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reportage::state(&domain, &who).await?)
}

/// The reports that were saved, or are shown by others; and the address of a link that was just made, by its token.
#[server]
pub async fn saved_reports(
    #[server(default)] token: String,
) -> Result<(Vec<Saved>, Option<String>), AppError> {
    let (domain, who) = actor::instructor().await?;
    let made = (!token.is_empty()).then(|| domain.url(&format!("/r/{token}")));
    Ok((reportage::saved(&domain, &who).await?, made))
}

/// A saved report, with its name, on this page, which begins beyond the row that `at` names.
#[server]
pub async fn opened_report(
    id: ReportId,
    page: u32,
    at: String,
) -> Result<(String, Report), AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reportage::opened(&domain, &who, &id, page, &at).await?)
}

/// The report behind a link, with its name, on a page as [`opened_report`] has it.
#[server]
pub async fn linked_report(
    token: String,
    page: u32,
    at: String,
) -> Result<(String, Report), AppError> {
    Ok(reportage::by_link(&actor::domain()?, &token, page, &at).await?)
}

/// Keeps criteria under a name.
#[server]
pub async fn save_report(
    #[server(default)] name: String,
    #[server(default)] query: String,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let saved = reportage::save(&domain, &who, &name, &Criteria::parse(&query)).await;
    saved.keeping(&[("name", &name)])?;
    redirect("/reportage/saved");
    Ok(())
}

/// Deletes a saved report.
#[server]
pub async fn remove_report(id: ReportId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reportage::remove(&domain, &who, &id).await?)
}

/// Makes a link to a report, and leads to where it is told.
#[server]
pub async fn make_report_link(id: ReportId, #[server(default)] days: i64) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let link = reportage::make_link(&domain, &who, &id, days).await?;
    let token = link.rsplit('/').next().unwrap_or_default();
    redirect(&format!("/reportage/saved?report={id}&link={token}"));
    Ok(())
}

/// The link works no longer.
#[server]
pub async fn revoke_report_link(id: ReportId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    reportage::revoke_link(&domain, &who, &id).await?;
    redirect("/reportage/saved");
    Ok(())
}

/// Shows a report to another instructor.
#[server]
pub async fn share_report(id: ReportId, #[server(default)] email: String) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let shared = reportage::share(&domain, &who, &id, &email).await;
    shared.keeping(&[("email", &email)])?;
    Ok(())
}

/// Shows it to him no longer.
#[server]
pub async fn unshare_report(id: ReportId, email: String) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reportage::unshare(&domain, &who, &id, &email).await?)
}

/// What the page for sending a report starts from.
#[server]
pub async fn report_schedule(id: ReportId) -> Result<ScheduleStart, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(reportage::schedule_start(&domain, &who, &id).await?)
}

/// Has a report sent regularly.
#[server]
pub async fn send_report(
    id: ReportId,
    #[server(default)] form: ScheduleForm,
) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    let typed = [
        ("rhythm", &*form.rhythm),
        ("weekday", &form.weekday),
        ("day", &form.day),
        ("hour", &form.hour),
        ("addresses", &form.addresses),
    ];
    let set = reportage::set_schedule(&domain, &who, &id, &form).await;
    set.keeping(&typed)?;
    redirect("/reportage/saved");
    Ok(())
}

/// Sends it no longer.
#[server]
pub async fn stop_sending_report(id: ReportId) -> Result<(), AppError> {
    let (domain, who) = actor::instructor().await?;
    reportage::stop_schedule(&domain, &who, &id).await?;
    redirect("/reportage/saved");
    Ok(())
}

/// Which report the link of a letter shows, and whose letter it was, in part.
#[server]
pub async fn report_reader(token: String) -> Result<(String, String), AppError> {
    Ok(reportage::report_reader(&actor::domain()?, &token).await?)
}

/// Whoever has the letter of this link gets the report no longer.
#[server]
pub async fn leave_report(token: String) -> Result<(), AppError> {
    reportage::leave_report(&actor::domain()?, &token).await?;
    redirect("/r/left");
    Ok(())
}

/// What a learner did on the instructor's courses.
#[server]
pub async fn learner_transcript(learner: LearnerId) -> Result<Transcript, AppError> {
    let (domain, who) = actor::instructor().await?;
    Ok(registrations::transcript(&domain, &who, &learner).await?)
}
