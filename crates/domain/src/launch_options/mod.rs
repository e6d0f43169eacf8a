//! How a course opens and plays, as its instructor wants it: for all, and for one person otherwise.

mod store;

use crate::accounts::Instructor;
use crate::db::On;
use crate::events::{self, What};
use crate::{Domain, Result, courses, registrations};
use beckon_model::launch_option::{Effective, LaunchOption, LaunchOptions};
use beckon_model::problem::FieldProblem;
use beckon_model::{CourseId, Problem, RegistrationId};
use std::collections::BTreeMap;

/// Sets the options of a course. Takes what was typed or chosen, by the key of the option; what is empty or missing is
/// left to the product. Launches that are open keep what they began with.
///
/// # Errors
/// Not found if it is another instructor's; fields that can't be taken, and then nothing is changed.
pub async fn set_of_course(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    typed: &BTreeMap<String, String>,
) -> Result<()> {
    courses::owned(domain, who, id).await?;
    let options = read(typed)?;
    let mut tx = domain.db.begin_write().await?;
    store::set_of_course(&mut tx, id, &serde_json::to_string(&options)?).await?;
    tx.commit().await
}

/// The same for one registration; what is empty or missing is left to its course.
///
/// # Errors
/// As above.
pub async fn set_of_registration(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    typed: &BTreeMap<String, String>,
) -> Result<()> {
    let row = registrations::owned(domain, who, id).await?;
    let options = read(typed)?;
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    store::set_of_registration(&mut tx, id, &serde_json::to_string(&options)?).await?;
    let what = What::OptionsChanged;
    events::record_by(&mut tx, row.place(), what, &who.name, "", now).await?;
    tx.commit().await
}

/// How options hold for a course of the instructor's.
///
/// # Errors
/// Not found if it is another's.
pub async fn on_course(domain: &Domain, who: &Instructor, id: &CourseId) -> Result<Effective> {
    courses::known(domain, who, id).await?;
    of_course(&mut &domain.db, id).await
}

/// How options hold for a registration of the instructor's.
///
/// # Errors
/// Not found if it is another's.
pub async fn on_registration(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
) -> Result<Effective> {
    registrations::owned(domain, who, id).await?;
    of_registration(&mut &domain.db, id).await
}

/// As they hold for a course.
pub(crate) async fn of_course(on: &mut impl On, id: &CourseId) -> Result<Effective> {
    Ok(Effective::of(
        &parse(&store::of_course(on, id).await?)?,
        None,
    ))
}

/// As they hold for a registration.
pub(crate) async fn of_registration(on: &mut impl On, id: &RegistrationId) -> Result<Effective> {
    let (course, own) = store::of_registration(on, id).await?;
    Ok(Effective::of(&parse(&course)?, Some(&parse(&own)?)))
}

fn parse(json: &str) -> Result<LaunchOptions> {
    Ok(serde_json::from_str(json)?)
}

fn read(typed: &BTreeMap<String, String>) -> Result<LaunchOptions> {
    let mut options = LaunchOptions::default();
    let mut wrong = Vec::new();
    for option in LaunchOption::ALL {
        let value = typed.get(option.key()).map_or("", String::as_str);
        match option.read(value) {
            Ok(Some(value)) => _ = options.0.insert(option, value),
            Ok(None) => {}
            Err(message) => wrong.push(FieldProblem {
                field: option.field().to_owned(),
                message,
            }),
        }
    }
    if wrong.is_empty() {
        Ok(options)
    } else {
        Err(Problem::Fields(wrong).into())
    }
}
