//! Registrations: results, launches and links.

use super::auth::Who;
use super::configuration::sent;
use super::courses::wish;
use super::postbacks;
use super::schema::{
    CreateRegistration, LaunchHistory, LaunchHistoryList, LaunchLink, LaunchLinkRequest,
    RegistrationList,
};
use super::wire::{Asked, Body, Counted, DONE, Failure, Params, Result};
use axum::Json;
use axum::extract::{Path, State};
use beckon_domain::accounts::Instructor;
use beckon_domain::configuration::With;
use beckon_domain::join::programs as links;
use beckon_domain::registrations::programs::{self, Launched, NewLearner, NewRegistration, Tags};
use beckon_domain::registrations::{self, reset, results};
use beckon_domain::zone::iso;
use beckon_domain::{Domain, courses, play};
use beckon_model::result::{CompletionStatus, Depth, RegistrationResult, Scaled, SuccessStatus};
use http::StatusCode;

pub async fn list(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
) -> Result<Counted<RegistrationList>> {
    let asked = params.listing(&domain, "created")?;
    let page = programs::list(&domain, &who, &asked.listing, asked_depth(&asked)).await?;
    let count = match asked.counts() {
        true => Some(programs::count(&domain, &who, &asked.listing).await?),
        false => None,
    };
    let list = RegistrationList {
        more: asked.more(&domain, &page)?,
        registrations: page.rows,
    };
    Ok(Counted(count, list))
}

fn asked_depth(asked: &Asked) -> Depth {
    Depth::asked(
        asked.includes("includeChildResults"),
        asked.includes("includeInteractionsAndObjectives"),
        asked.includes("includeRuntime"),
    )
}

fn depth(params: &Params) -> Result<Depth> {
    Ok(Depth::asked(
        params.flag("includeChildResults")?,
        params.flag("includeInteractionsAndObjectives")?,
        params.flag("includeRuntime")?,
    ))
}

pub async fn create(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
    Body(new): Body<CreateRegistration>,
) -> Result<StatusCode> {
    let postback = postbacks::read(new.post_back.as_ref())?;
    if new.initial_registration_state.is_some() {
        return Err(Failure::bad(
            "initialRegistrationState is not supported: results come from the course only.",
        ));
    }
    let course = courses::programs::named(&domain, &who, &new.course_id).await?;
    let learner = new.learner;
    let registration = NewRegistration {
        name: new.registration_id,
        course,
        version: params.whole("courseVersion")?,
        learner: NewLearner {
            key: learner.id.unwrap_or_default(),
            email: learner.email.unwrap_or_default(),
            first_name: learner.first_name.unwrap_or_default(),
            last_name: learner.last_name.unwrap_or_default(),
        },
        xapi_id: new.xapi_registration_id.filter(|id| !id.is_empty()),
        tags: Tags {
            registration: new.registration_tags.unwrap_or_default(),
            course: new.course_tags.unwrap_or_default(),
            learner: new.learner_tags.unwrap_or_default(),
        },
        with: With {
            postback,
            settings: new.initial_settings.as_ref().map(sent).unwrap_or_default(),
        },
    };
    programs::create(&domain, &who, &registration).await?;
    Ok(DONE)
}

pub async fn get(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<RegistrationResult>> {
    let id = programs::named(&domain, &who, &id).await?;
    let told = results(&domain, &who, &id, None, depth(&params)?).await?;
    Ok(Json(told))
}

/// Whether there is such a registration.
pub async fn exists(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    programs::named(&domain, &who, &id).await?;
    Ok(StatusCode::OK)
}

pub async fn delete(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    let id = programs::named(&domain, &who, &id).await?;
    programs::delete(&domain, &who, &id).await?;
    Ok(DONE)
}

pub async fn delete_progress(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    let id = programs::named(&domain, &who, &id).await?;
    reset(&domain, &who, &id).await?;
    Ok(DONE)
}

pub async fn launch_link(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(name): Path<String>,
    Body(request): Body<LaunchLinkRequest>,
) -> Result<Json<LaunchLink>> {
    let id = programs::named(&domain, &who, &name).await?;
    let launch_link = links::link(&domain, &who, &id, &wish(&request)?).await?;
    let tags = Tags {
        registration: request.registration_tags.unwrap_or_default(),
        course: request.course_tags.unwrap_or_default(),
        learner: request.learner_tags.unwrap_or_default(),
    };
    programs::tag(&domain, &who, &id, &tags).await?;
    Ok(Json(LaunchLink { launch_link }))
}

pub async fn launch_history(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(name): Path<String>,
    params: Params,
) -> Result<Json<LaunchHistoryList>> {
    history(&domain, &who, &name, None, &params).await
}

pub async fn launch_history_of_instance(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((name, instance)): Path<(String, i64)>,
    params: Params,
) -> Result<Json<LaunchHistoryList>> {
    history(&domain, &who, &name, Some(instance), &params).await
}

async fn history(
    domain: &Domain,
    who: &Instructor,
    name: &str,
    instance: Option<i64>,
    params: &Params,
) -> Result<Json<LaunchHistoryList>> {
    let id = programs::named(domain, who, name).await?;
    let instance = match instance {
        Some(instance) => Some(instance.saturating_add(1)),
        None => programs::instances(domain, who, &id).await?.pop(),
    };
    let with_log = params.flag("includeHistoryLog")?;
    let mut launch_history = Vec::new();
    for launched in programs::launches(domain, who, &id, instance).await? {
        let log = match with_log {
            true => Some(play::text(domain, who, &launched.launch.id).await?),
            false => None,
        };
        launch_history.push(launch(name, launched, log));
    }
    Ok(Json(LaunchHistoryList { launch_history }))
}

fn launch(
    name: &str,
    Launched { launch, tracked }: Launched,
    log: Option<String>,
) -> LaunchHistory {
    LaunchHistory {
        id: Some(name.to_owned()),
        instance: Some(launch.instance - 1),
        score: launch.score.map(|scaled| Scaled { scaled }),
        completion_status: Some(completion(launch.completion.as_deref())),
        success_status: Some(success(launch.success.as_deref())),
        history_log: log,
        total_seconds_tracked: Some(tracked as f64 / 1_000.0),
        launch_time: Some(iso(launch.started_at)),
        exit_time: launch.ended_at.map(iso),
        last_runtime_update: Some(iso(launch.last_seen_at)),
        launch_history_id: Some(launch.id.0),
    }
}

pub async fn instances(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<RegistrationList>> {
    let id = programs::named(&domain, &who, &id).await?;
    let depth = depth(&params)?;
    let mut all = Vec::new();
    let there = programs::instances(&domain, &who, &id).await?;
    for instance in there.into_iter().rev() {
        all.push(results(&domain, &who, &id, Some(instance), depth).await?);
    }
    let text = |at: Option<i64>| at.map(iso);
    let (since, until) = (text(params.moment("since")?), text(params.moment("until")?));
    // As ISO writes moments in UTC, the earlier is the smaller text.
    all.retain(|one| {
        let at = one.updated.as_deref().unwrap_or_default();
        since.as_deref().is_none_or(|since| at >= since)
            && until.as_deref().is_none_or(|until| at <= until)
    });
    Ok(Json(RegistrationList {
        more: None,
        registrations: all,
    }))
}

pub async fn instance(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, instance)): Path<(String, i64)>,
    params: Params,
) -> Result<Json<RegistrationResult>> {
    let id = programs::named(&domain, &who, &id).await?;
    let told = results(
        &domain,
        &who,
        &id,
        Some(instance.saturating_add(1)),
        depth(&params)?,
    )
    .await?;
    Ok(Json(told))
}

pub async fn new_instance(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    let id = programs::named(&domain, &who, &id).await?;
    programs::new_instance(&domain, &who, &id).await?;
    Ok(DONE)
}

pub async fn delete_instance(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, instance)): Path<(String, i64)>,
) -> Result<StatusCode> {
    let id = programs::named(&domain, &who, &id).await?;
    registrations::delete_instance(&domain, &who, &id, instance + 1).await?;
    Ok(DONE)
}

pub async fn delete_globals(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    let id = programs::named(&domain, &who, &id).await?;
    registrations::programs::forget_globals(&domain, &who, &id).await?;
    Ok(DONE)
}

/// How a stored word is told.
pub fn completion(word: Option<&str>) -> CompletionStatus {
    match word {
        Some("completed") => CompletionStatus::Completed,
        Some("incomplete") => CompletionStatus::Incomplete,
        _ => CompletionStatus::Unknown,
    }
}

/// How a stored word is told.
pub fn success(word: Option<&str>) -> SuccessStatus {
    match word {
        Some("passed") => SuccessStatus::Passed,
        Some("failed") => SuccessStatus::Failed,
        _ => SuccessStatus::Unknown,
    }
}
