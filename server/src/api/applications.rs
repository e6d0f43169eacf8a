//! Ping, tokens, learners, and the management of applications and their keys.

use super::auth::{Calling, Who};
use super::once::Resumed;
use super::schema::{
    About, ApplicationInfo, ApplicationInfoList, ApplicationList, ApplicationRequest,
    ApplicationShape, ApplicationToken, Credential, CredentialList, CredentialRequest,
    LearnerShape, Ping, StringResult, TokenRequest, UpdateApplication,
};
use super::wire::{Body, DONE, Failure, Params, Result, moment};
use axum::Json;
use axum::extract::{Path, RawForm, State};
use beckon_domain::accounts::Instructor;
use beckon_domain::listing::Listing;
use beckon_domain::zone::iso;
use beckon_domain::{Domain, courses, keys, registrations};
use beckon_model::key::{ApiKey, Application, Scopes};
use beckon_model::{ApplicationId, KeyId};
use http::StatusCode;

/// How long a token lives if nobody says, and at most, in seconds.
const LIVES: i64 = 300;
const LIVES_MAX: i64 = 366 * 24 * 60 * 60;

pub async fn ping(State(domain): State<Domain>, Calling(caller): Calling) -> Json<Ping> {
    Json(Ping {
        api_message: format!("Beckon answers application {}.", caller.application),
        current_time: iso(domain.clock.now()),
    })
}

pub async fn about() -> Json<About> {
    Json(About {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        distribution: "Beckon".to_owned(),
    })
}

/// `scope` and `expiration` come as a form.
pub async fn form_token(
    State(domain): State<Domain>,
    Calling(caller): Calling,
    RawForm(form): RawForm,
) -> Result<Json<ApplicationToken>> {
    let uri = format!("/?{}", String::from_utf8_lossy(&form));
    let pairs: Vec<(String, String)> = uri
        .parse()
        .ok()
        .and_then(|uri| axum::extract::Query::try_from_uri(&uri).ok())
        .map(|axum::extract::Query(pairs)| pairs)
        .ok_or_else(|| Failure::bad("The form can't be read."))?;
    let field = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    };
    let scopes = scopes(field("scope").unwrap_or_default())?;
    let expires_in = match field("expiration") {
        None => LIVES,
        Some(text) => text
            .parse()
            .ok()
            .filter(|n| (1..=LIVES_MAX).contains(n))
            .ok_or_else(|| Failure::bad(format!("expiration is from 1 to {LIVES_MAX} seconds.")))?,
    };
    let until = domain.clock.now() + expires_in * 1_000;
    Ok(Json(ApplicationToken {
        access_token: keys::token(&domain, &caller, "", &scopes, until).await?,
        expires_in,
        token_type: "bearer".to_owned(),
    }))
}

pub async fn token(
    State(domain): State<Domain>,
    Calling(caller): Calling,
    Body(request): Body<TokenRequest>,
) -> Result<Json<StringResult>> {
    let permissions = request.permissions;
    let scopes = scopes(&permissions.scopes.unwrap_or_default().join(" "))?;
    let until = moment("expiry", &request.expiry)?;
    if until > domain.clock.now() + LIVES_MAX * 1_000 {
        return Err(Failure::bad("A token lives for a year at most."));
    }
    let application = permissions.application_name.unwrap_or_default();
    let result = keys::token(&domain, &caller, &application, &scopes, until).await?;
    Ok(Json(StringResult { result }))
}

fn scopes(text: &str) -> Result<Scopes> {
    Scopes::parse(text).map_err(Failure::bad)
}

pub async fn update_learner(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(learner): Body<LearnerShape>,
) -> Result<StatusCode> {
    let names = (learner.first_name.as_deref(), learner.last_name.as_deref());
    registrations::programs::rename_learner(&domain, &who, &id, names).await?;
    Ok(DONE)
}

pub async fn erase_learner(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<StatusCode> {
    let email = params.text("userEmail").unwrap_or_default();
    if !email.eq_ignore_ascii_case(&who.email) {
        let why = "userEmail is not the address of the instructor whose key this is.";
        return Err(Failure(StatusCode::FORBIDDEN, why.to_owned()));
    }
    registrations::programs::erase_learner(&domain, &who, &id).await?;
    Ok(DONE)
}

pub async fn list(State(domain): State<Domain>, Who(who): Who) -> Result<Json<ApplicationList>> {
    let all = keys::list(&domain, &who).await?;
    let one = |application: Application| ApplicationShape {
        id: Some(application.id.0),
        name: Some(application.name),
    };
    Ok(Json(ApplicationList {
        applications: all.into_iter().map(one).collect(),
    }))
}

pub async fn list_infos(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
) -> Result<Json<ApplicationInfoList>> {
    let filter = params.text("filter").unwrap_or_default();
    let mut applications = Vec::new();
    for application in keys::list(&domain, &who).await? {
        if application.id.0.contains(filter) {
            applications.push(info(&domain, &who, application, &params).await?);
        }
    }
    Ok(Json(ApplicationInfoList {
        more: None,
        applications,
    }))
}

pub async fn create(
    State(domain): State<Domain>,
    Who(who): Who,
    resumed: Resumed,
    Body(request): Body<ApplicationRequest>,
) -> Result<Json<ApplicationShape>> {
    let name = request.name.unwrap_or_default();
    let id = match resumed.made() {
        Some(id) => id,
        None => keys::create_application(&domain, &who, &name, false).await?,
    };
    Ok(Json(ApplicationShape {
        id: Some(id.0),
        name: Some(name),
    }))
}

pub async fn get(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<ApplicationId>,
    params: Params,
) -> Result<Json<ApplicationInfo>> {
    let application = keys::find(&domain, &who, &id).await?;
    Ok(Json(info(&domain, &who, application, &params).await?))
}

/// Courses and registrations are the instructor's, whichever application made them.
async fn info(
    domain: &Domain,
    who: &Instructor,
    application: Application,
    params: &Params,
) -> Result<ApplicationInfo> {
    let all = Listing::default();
    Ok(ApplicationInfo {
        id: Some(application.id.0),
        name: Some(application.name),
        create_date: Some(iso(application.created_at)),
        update_date: Some(iso(application.updated_at)),
        allow_delete: Some(application.allow_delete),
        course_count: match params.flag("includeCourseCount")? {
            true => Some(courses::programs::count(domain, who, &all).await?),
            false => None,
        },
        registration_count: match params.flag("includeRegistrationCount")? {
            true => Some(registrations::programs::count(domain, who, &all).await?),
            false => None,
        },
    })
}

pub async fn update(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<ApplicationId>,
    Body(update): Body<UpdateApplication>,
) -> Result<StatusCode> {
    let name = update.name.as_deref();
    keys::change_application(&domain, &who, &id, name, update.allow_delete).await?;
    Ok(DONE)
}

pub async fn delete(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<ApplicationId>,
) -> Result<StatusCode> {
    keys::delete_application(&domain, &who, &id).await?;
    Ok(DONE)
}

pub async fn credentials(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<ApplicationId>,
) -> Result<Json<CredentialList>> {
    let application = keys::find(&domain, &who, &id).await?;
    let credentials = application.keys.into_iter().map(credential).collect();
    Ok(Json(CredentialList { credentials }))
}

pub async fn create_credential(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<ApplicationId>,
    resumed: Resumed,
    Body(request): Body<CredentialRequest>,
) -> Result<Json<Credential>> {
    if let Some(made) = resumed.made::<KeyId>() {
        // Nobody was told its secret, and nobody can be.
        let known = keys::find(&domain, &who, &id).await?;
        if known.keys.iter().any(|key| key.id == made) {
            keys::revoke(&domain, &who, &id, &made).await?;
        }
    }
    let name = request.name.as_deref().unwrap_or("Key");
    let active = request.active.unwrap_or(true);
    let new = keys::create(&domain, &who, &id, name, &Scopes::all(), active).await?;
    let application = keys::find(&domain, &who, &id).await?;
    let made = application.keys.into_iter().find(|key| key.id == new.id);
    Ok(Json(Credential {
        credential: Some(new.secret),
        ..made.map(credential).unwrap_or_default()
    }))
}

pub async fn update_credential(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((application, id)): Path<(ApplicationId, KeyId)>,
    Body(request): Body<CredentialRequest>,
) -> Result<StatusCode> {
    let (name, active) = (request.name.as_deref(), request.active);
    keys::change(&domain, &who, (&application, &id), name, active).await?;
    Ok(DONE)
}

pub async fn delete_credential(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((application, id)): Path<(ApplicationId, KeyId)>,
) -> Result<StatusCode> {
    keys::revoke(&domain, &who, &application, &id).await?;
    Ok(DONE)
}

fn credential(key: ApiKey) -> Credential {
    let status = if key.active { "active" } else { "inactive" };
    Credential {
        id: Some(key.id.0),
        name: Some(key.name),
        credential: None,
        status: Some(status.to_owned()),
        created: Some(iso(key.created_at)),
        updated: Some(iso(key.updated_at)),
    }
}
