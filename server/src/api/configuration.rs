//! Settings of courses and registrations: the launch options, by their keys, with where each value comes from.

use super::auth::Who;
use super::schema::{SettingItem, SettingList, SettingMetadata, SettingValidValue, SettingsPost};
use super::wire::{Body, DONE, Failure, Params, Result};
use axum::Json;
use axum::extract::{Path, State};
use beckon_domain::accounts::Instructor;
use beckon_domain::{Domain, courses, launch_options, registrations};
use beckon_model::launch_option::{Choices, Effective, LaunchOption, Origin};
use beckon_model::{CourseId, RegistrationId};
use http::StatusCode;
use std::collections::BTreeMap;

pub async fn of_course(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<SettingList>> {
    let id = courses::programs::named(&domain, &who, &id).await?;
    let effective = launch_options::on_course(&domain, &who, &id).await?;
    let described = params.flag("includeMetadata")?;
    Ok(Json(list(&effective, Origin::Course, described)))
}

pub async fn of_registration(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<SettingList>> {
    let id = registrations::programs::named(&domain, &who, &id).await?;
    let effective = launch_options::on_registration(&domain, &who, &id).await?;
    let described = params.flag("includeMetadata")?;
    Ok(Json(list(&effective, Origin::Registration, described)))
}

pub async fn post_course(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(post): Body<SettingsPost>,
) -> Result<StatusCode> {
    let id = courses::programs::named(&domain, &who, &id).await?;
    set_course(&domain, &who, &id, &check(&post)?).await?;
    Ok(DONE)
}

pub async fn post_registration(
    State(domain): State<Domain>,
    Who(who): Who,
    Path(id): Path<String>,
    Body(post): Body<SettingsPost>,
) -> Result<StatusCode> {
    let id = registrations::programs::named(&domain, &who, &id).await?;
    set_registration(&domain, &who, &id, &post).await?;
    Ok(DONE)
}

pub async fn delete_course(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, setting)): Path<(String, String)>,
) -> Result<StatusCode> {
    let id = courses::programs::named(&domain, &who, &id).await?;
    set_course(&domain, &who, &id, &[(option(&setting)?, String::new())]).await?;
    Ok(DONE)
}

pub async fn delete_registration(
    State(domain): State<Domain>,
    Who(who): Who,
    Path((id, setting)): Path<(String, String)>,
) -> Result<StatusCode> {
    let id = registrations::programs::named(&domain, &who, &id).await?;
    set_own(&domain, &who, &id, &[(option(&setting)?, String::new())]).await?;
    Ok(DONE)
}

/// What is to be set; an empty value takes a setting back.
pub fn check(post: &SettingsPost) -> Result<Vec<(LaunchOption, String)>> {
    let mut all = Vec::new();
    for one in post.settings.iter().flatten() {
        let option = option(one.setting_id.as_deref().unwrap_or_default())?;
        let value = one.value.clone().unwrap_or_default();
        option
            .read(&value)
            .map_err(|why| Failure::bad(format!("{}: {why}", option.key())))?;
        all.push((option, value));
    }
    Ok(all)
}

/// Sets options of a registration; the others stay.
pub async fn set_registration(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    post: &SettingsPost,
) -> Result<()> {
    set_own(domain, who, id, &check(post)?).await
}

async fn set_own(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    changes: &[(LaunchOption, String)],
) -> Result<()> {
    let effective = launch_options::on_registration(domain, who, id).await?;
    let typed = typed(&effective, Origin::Registration, changes);
    Ok(launch_options::set_of_registration(domain, who, id, &typed).await?)
}

async fn set_course(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    changes: &[(LaunchOption, String)],
) -> Result<()> {
    let effective = launch_options::on_course(domain, who, id).await?;
    let typed = typed(&effective, Origin::Course, changes);
    Ok(launch_options::set_of_course(domain, who, id, &typed).await?)
}

/// All that is set at a level, with the changes.
fn typed(
    effective: &Effective,
    level: Origin,
    changes: &[(LaunchOption, String)],
) -> BTreeMap<String, String> {
    let own = effective.all().filter(|(.., origin)| *origin == level);
    let mut typed: BTreeMap<String, String> = own
        .map(|(option, value, _)| (option.key().to_owned(), value.to_owned()))
        .collect();
    for (option, value) in changes {
        typed.insert(option.key().to_owned(), value.clone());
    }
    typed
}

fn option(id: &str) -> Result<LaunchOption> {
    let found = LaunchOption::ALL.into_iter().find(|one| one.key() == id);
    let keys = LaunchOption::ALL.map(LaunchOption::key).join(", ");
    found.ok_or_else(|| Failure::bad(format!("“{id}” is no setting. There are {keys}.")))
}

fn list(effective: &Effective, level: Origin, described: bool) -> SettingList {
    let item = |(option, value, origin): (LaunchOption, &str, Origin)| SettingItem {
        id: Some(option.key().to_owned()),
        effective_value: Some(value.to_owned()),
        effective_value_source: Some(
            match origin {
                Origin::Product => "default",
                Origin::Course => "course",
                Origin::Registration => "registration",
            }
            .to_owned(),
        ),
        explicit_value: (origin == level).then(|| value.to_owned()),
        metadata: described.then(|| metadata(option)),
    };
    SettingList {
        setting_items: effective.all().map(item).collect(),
    }
}

fn metadata(option: LaunchOption) -> SettingMetadata {
    let values = match option.choices() {
        Choices::Words(words) => words
            .iter()
            .map(|(value, meaning)| SettingValidValue {
                value: Some((*value).to_owned()),
                value_description: Some((*meaning).to_owned()),
            })
            .collect(),
        Choices::UpTo(..) => Vec::new(),
    };
    SettingMetadata {
        default: Some(option.default().to_owned()),
        data_type: Some(
            match option.choices() {
                Choices::Words(_) => "string",
                Choices::UpTo(..) => "integer",
            }
            .to_owned(),
        ),
        setting_description: Some(option.label().to_owned()),
        level: Some("registration".to_owned()),
        valid_values: Some(values),
    }
}
