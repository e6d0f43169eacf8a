//! How a course opens and plays, as its instructor wants it: for all, and for one person otherwise.

mod store;

use crate::accounts::Instructor;
use crate::db::{On, Tx};
use crate::events::{self, What};
use crate::postbacks::Whose;
use crate::{Domain, Result, registrations};
use beckon_model::launch_option::{Effective, LaunchOption, LaunchOptions};
use beckon_model::postback::Level;
use beckon_model::problem::FieldProblem;
use beckon_model::setting::origin;
use beckon_model::{CourseId, Problem, RegistrationId};
use std::collections::BTreeMap;

/// Sets the options of something of the instructor's. Takes what was typed or chosen, by the key of the option; what is
/// empty or missing is left to the levels above. Launches that are open keep what they began with.
///
/// # Errors
/// Not found if it is another's; fields that can't be taken, and then nothing is changed.
pub async fn set(
    domain: &Domain,
    who: &Instructor,
    whose: &Whose,
    typed: &BTreeMap<String, String>,
) -> Result<()> {
    let (level, id) = whose.place(domain, who).await?;
    let options = serde_json::to_string(&read(typed)?)?;
    let mut tx = domain.db.begin_write().await?;
    store::set(&mut tx, level, &id, &options).await?;
    record(domain, &mut tx, who, whose).await?;
    tx.commit().await
}

/// Notes in the history of a registration that its options were changed.
pub(crate) async fn record(
    domain: &Domain,
    tx: &mut Tx,
    who: &Instructor,
    whose: &Whose,
) -> Result<()> {
    let Whose::Registration(id) = whose else {
        return Ok(());
    };
    let row = registrations::find(tx, id).await?;
    let what = What::OptionsChanged;
    events::record_by(tx, row.place(), what, &who.name, "", domain.now()).await
}

/// Changes some options of a level; the others stay.
pub(crate) async fn change(
    tx: &mut Tx,
    (level, id): (Level, &str),
    changes: &BTreeMap<LaunchOption, Option<String>>,
) -> Result<()> {
    let mut options = effective(tx, level, id).await?.own(origin(level));
    for (option, value) in changes {
        match value {
            Some(value) => options.0.insert(*option, value.clone()),
            None => options.0.remove(option),
        };
    }
    store::set(tx, level, id, &serde_json::to_string(&options)?).await
}

pub(crate) use store::hold;

/// How options hold for something of the instructor's.
///
/// # Errors
/// Not found if it is another's.
pub async fn on(domain: &Domain, who: &Instructor, whose: &Whose) -> Result<Effective> {
    let (level, id) = whose.place(domain, who).await?;
    effective(&mut &domain.db, level, &id).await
}

/// As they hold for a course.
pub(crate) async fn of_course(on: &mut impl On, id: &CourseId) -> Result<Effective> {
    effective(on, Level::Course, &id.0).await
}

/// As they hold for whoever comes to an invitation.
pub(crate) async fn of_invitation(
    on: &mut impl On,
    id: &beckon_model::InvitationId,
) -> Result<Effective> {
    effective(on, Level::Invitation, &id.0).await
}

/// As they hold for a registration.
pub(crate) async fn of_registration(on: &mut impl On, id: &RegistrationId) -> Result<Effective> {
    effective(on, Level::Registration, &id.0).await
}

/// As they hold at a level.
pub(crate) async fn effective(on: &mut impl On, level: Level, id: &str) -> Result<Effective> {
    let mut set = Vec::new();
    for (level, json) in Level::ALL.into_iter().zip(store::of(on, level, id).await?) {
        set.push((origin(level), serde_json::from_str::<LaunchOptions>(&json)?));
    }
    let levels: Vec<_> = set.iter().map(|(origin, set)| (*origin, set)).collect();
    Ok(Effective::of(&levels))
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
