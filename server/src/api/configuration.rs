//! Settings at each level: the launch options by their keys, and SCORM Cloud's ids that mean the same, with where each
//! value comes from.

use super::auth::Who;
use super::schema::{SettingItem, SettingList, SettingMetadata, SettingValidValue, SettingsPost};
use super::wire::{Body, DONE, Failure, Params, Result};
use axum::Json;
use axum::extract::{Path, State};
use beckon_domain::accounts::Instructor;
use beckon_domain::invitations::programs as invitations;
use beckon_domain::postbacks::Whose;
use beckon_domain::registrations::programs as registrations;
use beckon_domain::{Domain, configuration, courses};
use beckon_model::InvitationId;
use beckon_model::launch_option::Origin;
use beckon_model::setting::{Item, Sent};
use http::StatusCode;

pub async fn of_account(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
) -> Result<Json<SettingList>> {
    for_all_standards(&params)?;
    told(&domain, &who, &Whose::Account, &params).await
}

pub async fn post_account(
    State(domain): State<Domain>,
    Who(who): Who,
    params: Params,
    Body(post): Body<SettingsPost>,
) -> Result<StatusCode> {
    for_all_standards(&params)?;
    change(&domain, &who, &Whose::Account, &post).await
}

pub async fn delete_account(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(setting): Path<String>,
    params: Params,
) -> Result<StatusCode> {
    for_all_standards(&params)?;
    take_back(&domain, &who, &Whose::Account, setting).await
}

/// Settings hold for courses of every standard.
fn for_all_standards(params: &Params) -> Result<()> {
    let named = ["learningStandard", "singleSco"].map(|name| (name, params.text(name)));
    match named.iter().find(|(_, said)| said.is_some()) {
        Some((name, _)) => Err(Failure::bad(format!(
            "{name} is not supported: these settings hold for courses of every standard. Set others at the course."
        ))),
        None => Ok(()),
    }
}

pub async fn of_course(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<SettingList>> {
    told(&domain, &who, &course(&domain, &who, &id).await?, &params).await
}

pub async fn post_course(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(post): Body<SettingsPost>,
) -> Result<StatusCode> {
    change(&domain, &who, &course(&domain, &who, &id).await?, &post).await
}

pub async fn delete_course(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, setting)): Path<(String, String)>,
) -> Result<StatusCode> {
    take_back(&domain, &who, &course(&domain, &who, &id).await?, setting).await
}

async fn course(domain: &Domain, who: &Instructor, id: &str) -> Result<Whose> {
    Ok(Whose::Course(
        courses::programs::named(domain, who, id).await?,
    ))
}

pub async fn of_invitation(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
    params: Params,
) -> Result<Json<SettingList>> {
    told(
        &domain,
        &who,
        &invitation(&domain, &who, &id).await?,
        &params,
    )
    .await
}

pub async fn post_invitation(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<InvitationId>,
    Body(post): Body<SettingsPost>,
) -> Result<StatusCode> {
    change(&domain, &who, &invitation(&domain, &who, &id).await?, &post).await
}

pub async fn delete_invitation(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, setting)): Path<(InvitationId, String)>,
) -> Result<StatusCode> {
    let whose = invitation(&domain, &who, &id).await?;
    take_back(&domain, &who, &whose, setting).await
}

async fn invitation(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<Whose> {
    let told = invitations::told(domain, who, id, None).await?;
    Ok(Whose::Invitation(told.id))
}

pub async fn of_registration(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<SettingList>> {
    let whose = registration(&domain, &who, &id).await?;
    told(&domain, &who, &whose, &params).await
}

pub async fn post_registration(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(post): Body<SettingsPost>,
) -> Result<StatusCode> {
    let whose = registration(&domain, &who, &id).await?;
    change(&domain, &who, &whose, &post).await
}

pub async fn delete_registration(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, setting)): Path<(String, String)>,
) -> Result<StatusCode> {
    let whose = registration(&domain, &who, &id).await?;
    take_back(&domain, &who, &whose, setting).await
}

async fn registration(domain: &Domain, who: &Instructor, id: &str) -> Result<Whose> {
    Ok(Whose::Registration(
        registrations::named(domain, who, id).await?,
    ))
}

pub async fn of_instance(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, instance)): Path<(String, i64)>,
    params: Params,
) -> Result<Json<SettingList>> {
    let whose = latest(&domain, &who, &id, instance).await?;
    told(&domain, &who, &whose, &params).await
}

pub async fn post_instance(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, instance)): Path<(String, i64)>,
    Body(post): Body<SettingsPost>,
) -> Result<StatusCode> {
    let whose = latest(&domain, &who, &id, instance).await?;
    change(&domain, &who, &whose, &post).await
}

pub async fn delete_instance(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, instance, setting)): Path<(String, i64, String)>,
) -> Result<StatusCode> {
    let whose = latest(&domain, &who, &id, instance).await?;
    take_back(&domain, &who, &whose, setting).await
}

/// The settings of a registration are those of its latest instance: the ones before are not launched again.
async fn latest(domain: &Domain, who: &Instructor, id: &str, instance: i64) -> Result<Whose> {
    let id = registrations::named(domain, who, id).await?;
    let all = registrations::instances(domain, who, &id).await?;
    if !all.contains(&(instance + 1)) {
        let why = "This registration has no such instance.".to_owned();
        return Err(Failure(StatusCode::NOT_FOUND, why));
    }
    match all.last() {
        Some(last) if *last == instance + 1 => Ok(Whose::Registration(id)),
        _ => Err(Failure::bad(
            "An instance that another follows is not launched again, so it has no settings.",
        )),
    }
}

async fn told(
    domain: &Domain,
    who: &Instructor,
    whose: &Whose,
    params: &Params,
) -> Result<Json<SettingList>> {
    let described = params.flag("includeMetadata")?;
    let (level, items) = configuration::told(domain, who, whose).await?;
    let items = items.into_iter().map(|item| shape(item, level, described));
    Ok(Json(SettingList {
        setting_items: items.collect(),
    }))
}

async fn change(
    domain: &Domain,
    who: &Instructor,
    whose: &Whose,
    post: &SettingsPost,
) -> Result<StatusCode> {
    configuration::change(domain, who, whose, &sent(post)).await?;
    Ok(DONE)
}

/// Leaves a setting to the levels above.
async fn take_back(
    domain: &Domain,
    who: &Instructor,
    whose: &Whose,
    setting: String,
) -> Result<StatusCode> {
    let sent = Sent {
        id: setting,
        ..Sent::default()
    };
    configuration::change(domain, who, whose, &[sent]).await?;
    Ok(DONE)
}

/// What a body sends.
pub fn sent(post: &SettingsPost) -> Vec<Sent> {
    let all = post.settings.iter().flatten();
    all.map(|one| Sent {
        id: one.setting_id.clone().unwrap_or_default(),
        value: one.value.clone().unwrap_or_default(),
        explicit: one.explicit.unwrap_or(false),
    })
    .collect()
}

fn shape(item: Item, level: Origin, described: bool) -> SettingItem {
    SettingItem {
        id: Some(item.id.to_owned()),
        effective_value_source: Some(word(item.origin).to_owned()),
        explicit_value: (item.origin == level).then(|| item.value.clone()),
        effective_value: Some(item.value.clone()),
        metadata: described.then(|| metadata(item)),
    }
}

/// A level as it is told; that of an invitation is none of SCORM Cloud's.
fn word(origin: Origin) -> &'static str {
    match origin {
        Origin::Product => "default",
        Origin::Account => "application",
        Origin::Course => "course",
        Origin::Invitation => "invitation",
        Origin::Registration => "registration",
    }
}

fn metadata(item: Item) -> SettingMetadata {
    let value = |(value, meaning): (&str, &str)| SettingValidValue {
        value: Some(value.to_owned()),
        value_description: Some(meaning.to_owned()).filter(|meaning| !meaning.is_empty()),
    };
    SettingMetadata {
        default: Some(item.default),
        data_type: Some(
            if item.whole_number {
                "integer"
            } else {
                "string"
            }
            .to_owned(),
        ),
        setting_description: Some(item.words),
        level: Some(word(item.lowest).to_owned()),
        valid_values: Some(item.values.into_iter().map(value).collect()),
    }
}
