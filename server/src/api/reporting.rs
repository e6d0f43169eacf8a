//! Reportage: whose it is, and links to it.

use super::auth::Who;
use super::schema::{AccountInfo, AccountUsage, ReportageAuth, ReportageLink};
use super::wire::{Failure, Params, Result};
use axum::Json;
use axum::extract::State;
use beckon_domain::listing::Listing;
use beckon_domain::zone::iso;
use beckon_domain::{Domain, courses, registrations, zone};
use beckon_model::Millis;
use beckon_model::reportage::{Criteria, Dates, Span};

/// How far a reader of a report may go from it, as the original names it.
const PERMISSIONS: [&str; 3] = ["NONAV", "DOWNONLY", "FREENAV"];

pub async fn account(State(domain): State<Domain>, Who(who): Who) -> Result<Json<AccountInfo>> {
    let all = Listing::default();
    let now = domain.clock.now();
    let month = month(&iso(now)).unwrap_or(now);
    let this_month = Listing {
        since: Some(month),
        created: true,
        ..Listing::default()
    };
    let (first, last) = who.name.rsplit_once(' ').unwrap_or((who.name.as_str(), ""));
    Ok(Json(AccountInfo {
        email: Some(who.email.clone()),
        first_name: Some(first.to_owned()),
        last_name: Some(last.to_owned()),
        strict_limit: Some(false),
        usage: Some(AccountUsage {
            month_start: Some(iso(month)),
            reg_count: Some(registrations::programs::count(&domain, &who, &this_month).await?),
            total_registrations: Some(registrations::programs::count(&domain, &who, &all).await?),
            total_courses: Some(courses::programs::count(&domain, &who, &all).await?),
        }),
        ..AccountInfo::default()
    }))
}

/// When the month of a moment began, in UTC.
fn month(iso: &str) -> Option<Millis> {
    zone::parse_iso(&format!("{}-01T00:00:00.000Z", iso.get(..7)?))
}

/// Whoever follows a link signs in as he always does, so there is nothing to hand over.
pub async fn auth(_: Who, params: Params) -> Result<Json<ReportageAuth>> {
    let permission = params.text("navPermission").unwrap_or_default();
    if !PERMISSIONS.contains(&permission) {
        return Err(Failure::bad("navPermission is NONAV, DOWNONLY or FREENAV."));
    }
    params.flag("admin")?;
    Ok(Json(ReportageAuth {
        auth_enabled: Some(false),
        query_string: Some(String::new()),
    }))
}

/// Takes a report as the original addresses it, or as Beckon's own pages do.
pub async fn link(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
) -> Result<Json<ReportageLink>> {
    let said = params.text("reportUrl").unwrap_or_default();
    let Some((_, query)) = said.split_once('?') else {
        return Err(Failure::bad(
            "reportUrl is the address of a report with its query, such as /reportage?courseId=C1.",
        ));
    };
    let mut criteria = Criteria::parse(query);
    let part = |name| beckon_model::address::part(query, name).filter(|text| !text.is_empty());
    if let Some(course) = part("courseId") {
        let id = courses::programs::named(&domain, &who, &course).await?;
        criteria = criteria.into_course(id);
    }
    if let Some(learner) = part("learnerId") {
        let id = registrations::programs::learner_named(&domain, &who, &learner).await?;
        criteria = criteria.into_learner(id);
    }
    match part("dateRangeType").as_deref() {
        Some("mtd") => criteria.span = Span::Month,
        Some("ytd") => criteria.span = Span::Year,
        Some("c") => {
            criteria.span = Span::Custom;
            criteria.from = part("dateRangeStart").unwrap_or_default();
            criteria.to = part("dateRangeEnd").unwrap_or_default();
        }
        _ => {}
    }
    if part("dateCriteria").as_deref() == Some("launched") {
        criteria.dates = Dates::Launched;
    }
    let text = criteria.text();
    let query = if text.is_empty() {
        text
    } else {
        format!("?{text}")
    };
    Ok(Json(ReportageLink {
        reportage_link: Some(domain.url(&format!("/reportage{query}"))),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_on_its_first_day() {
        let at = zone::parse_iso("2026-12-24T18:00:00.000Z").expect("a moment");
        let began = month(&iso(at)).map(iso);
        assert_eq!(began.as_deref(), Some("2026-12-01T00:00:00.000Z"));
    }
}
