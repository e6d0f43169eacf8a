//! Beginning a registration anew, with or without keeping what was done so far.

use super::page::owned;
use super::store;
use crate::accounts::Instructor;
use crate::db::Tx;
use crate::events::{self, What};
use crate::{Domain, Result, play, postbacks, recipients};
use beckon_model::{Problem, RegistrationId};
use std::collections::BTreeMap;

/// Begins a new attempt at the next launch, on the version of the course that is in use; the attempts before stay readable.
/// `attempt` is the one that the instructor saw under way: sent again, it does nothing more.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn start_over(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    attempt: i64,
) -> Result<()> {
    owned(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::hold(&mut tx, id).await?;
    let registration = super::find(&mut tx, id).await?;
    if registration.instance != attempt {
        return Ok(());
    }
    play::replace_open(domain, &mut tx, id).await?;
    begin_anew(&mut tx, id).await?;
    let here = registration.place();
    events::record_by(
        &mut tx,
        here,
        What::StartedOver,
        &who.name,
        "",
        domain.now(),
    )
    .await?;
    tx.commit().await
}

/// Begins a new attempt of a registration that no launch is open of.
pub(crate) async fn begin_anew(tx: &mut Tx, id: &RegistrationId) -> Result<()> {
    store::start_over(tx, &[[&id.0]]).await?;
    recipients::follow(tx, id).await
}

/// Forgets all attempts and launches, with their flags and logs; the registration stays, as if it had never been
/// launched, on the current version of the course.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn reset(domain: &Domain, who: &Instructor, id: &RegistrationId) -> Result<()> {
    owned(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::hold(&mut tx, id).await?;
    let registration = super::find(&mut tx, id).await?;
    store::reset(&mut tx, id).await?;
    recipients::follow(&mut tx, id).await?;
    postbacks::promise(&mut tx, &registration, domain.now()).await?;
    let here = registration.place();
    events::record_by(&mut tx, here, What::Reset, &who.name, "", domain.now()).await?;
    tx.commit().await
}

/// Deletes one attempt for good, counted from 1, with its launches, their flags and logs. The one under way gives way to
/// the one before it; the last one takes the registration with it.
///
/// # Errors
/// Not found if it is another instructor's, or has no such attempt.
pub async fn delete_instance(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    instance: i64,
) -> Result<()> {
    owned(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::hold(&mut tx, id).await?;
    let registration = super::find(&mut tx, id).await?;
    let mut rest = store::instances(&mut tx, &registration).await?;
    let before = rest.len();
    rest.retain(|one| *one != instance);
    if rest.len() == before {
        return Err(Problem::NotFound("This registration has no such instance.".to_owned()).into());
    }
    let Some(latest) = rest.last() else {
        recipients::erase_lines_of(&mut tx, id).await?;
        recipients::erase_registration(&mut tx, id).await?;
        return tx.commit().await;
    };
    store::delete_instance(&mut tx, id, instance).await?;
    if instance == registration.instance {
        let version = play::version_of_attempt(&mut tx, &registration, *latest).await?;
        store::go_back(&mut tx, id, *latest, &version).await?;
        let now = super::find(&mut tx, id).await?;
        play::settle(domain, &mut tx, &now, &BTreeMap::new()).await?;
        store::began_by_itself(&mut tx, id).await?;
        postbacks::promise(&mut tx, &now, domain.now()).await?;
    }
    let (here, what) = (registration.place(), What::AttemptDeleted);
    let which = format!("attempt {instance}");
    events::record_by(&mut tx, here, what, &who.name, &which, domain.now()).await?;
    tx.commit().await
}
