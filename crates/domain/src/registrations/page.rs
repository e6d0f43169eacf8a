//! One registration by itself: its results, its launches and its flags.

use super::{activities, store};
use crate::accounts::Instructor;
use crate::db::On;
use crate::{Domain, Result, flags, invitations, tags};
use beckon_model::registration::{RegistrationPage, known_email};
use beckon_model::{Problem, RegistrationId};

/// The page of a registration, with the activities of one attempt: the one asked for, from 1, or the latest.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn page(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    attempt: Option<i64>,
) -> Result<RegistrationPage> {
    let row = owned(domain, who, id).await?;
    let on = &mut &domain.db;
    let attempts = store::instances(on, &row).await?;
    let shown = attempt.filter(|asked| attempts.contains(asked));
    let shown = shown.unwrap_or(row.instance);
    let missing = || Problem::NotFound("This registration is not known.".to_owned());
    let invitation = invitations::find_any(on, &row.invitation_id)
        .await?
        .ok_or_else(missing)?;
    let progress = row.progress();
    Ok(RegistrationPage {
        shown,
        attempts,
        versions: store::versions(on, &row).await?,
        activities: activities::of(domain, on, &row, shown).await?,
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
        tags: tags::of(on, &who.id, tags::Kind::Registration, &id.0).await?,
        learner_tags: tags::of(on, &who.id, tags::Kind::Learner, &row.learner_id.0).await?,
        learner: row.learner_id,
        name: row.learner_name,
        email: known_email(row.learner_email),
        score: row.score,
        time: row.total_time,
        id: row.id,
    })
}

/// A registration that somebody was given a link to.
pub(crate) async fn known(on: &mut impl On, id: &RegistrationId) -> Result<store::Registration> {
    let missing = || Problem::NotFound("This registration is not there any more.".to_owned());
    Ok(store::find_any(on, id).await?.ok_or_else(missing)?)
}

/// The registration, if it is on an invitation of the instructor's.
pub(crate) async fn owned(
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
