//! Who of a list is on the course already.

use super::store::{self, LearnerRow, RegistrationRow};
use crate::accounts::Instructor;
use crate::db::On;
use crate::{Result, registrations};
use beckon_model::email::Addressee;
use beckon_model::people::Known;
use beckon_model::{CourseId, InvitationId, LearnerId, RecipientId, RegistrationId};
use std::collections::HashMap;

/// Someone who is on the course already: what is known of him, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub known: Known,
    pub name: String,
    pub registration: RegistrationId,
    /// His line in the invitation that he is to be added to.
    pub recipient: Option<RecipientId>,
}

/// One way in which someone is on the course.
struct Way<'a> {
    address: &'a str,
    learner: &'a LearnerRow,
    registration: &'a RegistrationRow,
    invitation: &'a InvitationId,
    recipient: Option<&'a RecipientId>,
}

/// Whoever of the people is on the course already, by address. Of several registrations the newest counts, unless
/// someone is in this very invitation.
pub(super) async fn find(
    on: &mut impl On,
    who: &Instructor,
    course: &CourseId,
    invitation: Option<&InvitationId>,
    people: &[Addressee],
) -> Result<HashMap<String, Found>> {
    if people.is_empty() || !store::any_registration(on, course).await? {
        return Ok(HashMap::new());
    }
    let standing = store::standing(on, &who.id, course).await?;
    let emails: Vec<[&str; 1]> = people.iter().map(|p| [p.email.as_str()]).collect();
    let mut learners = by_id(store::learners_by_email(on, &emails).await?);
    let ids: Vec<[&str; 1]> = learners.keys().map(|id| [&*id.0]).collect();
    let rows = store::registrations_of(on, &ids).await?;
    let mut registered: HashMap<RegistrationId, RegistrationRow> =
        rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let mut received = store::recipients(on, &emails).await?;
    received.retain(|row| row.deleted_at.is_none() && standing.contains_key(&row.invitation_id));
    complete(on, &received, &mut registered, &mut learners).await?;

    let by_registration = registered.values().filter_map(|row| {
        let learner = learners.get(&row.learner_id)?;
        standing.contains_key(&row.invitation_id).then_some(Way {
            address: &learner.email,
            learner,
            registration: row,
            invitation: &row.invitation_id,
            recipient: None,
        })
    });
    let by_line = received.iter().filter_map(|row| {
        let registration = registered.get(&row.registration_id)?;
        Some(Way {
            address: &row.email,
            learner: learners.get(&registration.learner_id)?,
            registration,
            invitation: &row.invitation_id,
            recipient: Some(&row.id),
        })
    });
    let here = |way: &Way<'_>| invitation == Some(way.invitation);
    let mut ways: Vec<Way<'_>> = by_registration.chain(by_line).collect();
    // What stands last wins.
    ways.sort_by_key(|way| {
        let row = way.registration;
        (
            here(way),
            here(way) && way.recipient.is_some(),
            row.created_at,
            &row.id,
        )
    });
    let found = ways.into_iter().map(|way| {
        let public = standing
            .get(way.invitation)
            .is_some_and(|kind| kind == "public");
        (way.address.to_owned(), found(&way, public, here(&way)))
    });
    Ok(found.collect())
}

/// Fetches what lines lead to that is not known by the address: a registration of another learner, whose line was
/// corrected.
async fn complete(
    on: &mut impl On,
    received: &[store::RecipientRow],
    registered: &mut HashMap<RegistrationId, RegistrationRow>,
    learners: &mut HashMap<LearnerId, LearnerRow>,
) -> Result<()> {
    let missing = received.iter().map(|row| &row.registration_id);
    let missing: Vec<[&str; 1]> = missing
        .filter(|id| !registered.contains_key(id))
        .map(|id| [&*id.0])
        .collect();
    let rows = store::registrations_by_id(on, &missing).await?;
    let unknown: Vec<[&str; 1]> = rows.iter().map(|row| [&*row.learner_id.0]).collect();
    learners.extend(by_id(store::learners_by_id(on, &unknown).await?));
    registered.extend(rows.into_iter().map(|row| (row.id.clone(), row)));
    Ok(())
}

fn by_id(rows: Vec<LearnerRow>) -> HashMap<LearnerId, LearnerRow> {
    rows.into_iter().map(|row| (row.id.clone(), row)).collect()
}

fn found(way: &Way<'_>, public: bool, here: bool) -> Found {
    let row = way.registration;
    let started = row.first_launched_at.is_some();
    Found {
        known: Known {
            learner: way.learner.id.clone(),
            progress: registrations::progress(&row.completion, &row.success, started),
            score: row.score,
            since: row.created_at,
            last_activity: row.last_activity_at,
            public,
            here,
        },
        name: way.learner.name.clone(),
        registration: row.id.clone(),
        recipient: way.recipient.filter(|_| here).cloned(),
    }
}
