//! One registration by itself: its results, its launches and its flags.

use super::store;
use crate::accounts::Instructor;
use crate::{Domain, Result, flags, invitations};
use beckon_model::registration::{RegistrationPage, known_email};
use beckon_model::{Problem, RegistrationId};

/// The page of a registration.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn page(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
) -> Result<RegistrationPage> {
    let row = owned(domain, who, id).await?;
    let on = &mut &domain.db;
    let missing = || Problem::NotFound("This registration is not known.".to_owned());
    let invitation = invitations::find_any(on, &row.invitation_id)
        .await?
        .ok_or_else(missing)?;
    let progress = row.progress();
    Ok(RegistrationPage {
        progress,
        flags: flags::of_registration(on, id).await?,
        launches: store::launches(on, id).await?,
        split_from: match store::split_from(on, id).await? {
            Some(from) => store::other(on, &from).await?,
            None => None,
        },
        split_off: store::split_offs(on, id).await?,
        kind: invitation.kind()?,
        course_title: invitation.course_title,
        invitation: invitation.id,
        instance: row.instance,
        name: row.learner_name,
        email: known_email(row.learner_email),
        score: row.score,
        time: row.total_time,
        id: row.id,
    })
}

/// The registration, if it is on an invitation of the instructor's.
pub(super) async fn owned(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
) -> Result<store::Registration> {
    let row = store::find_any(&mut &domain.db, id)
        .await?
        .filter(|row| row.owner_id == who.id);
    let missing = || Problem::NotFound("This registration is not one of yours.".to_owned());
    Ok(row.ok_or_else(missing)?)
}
