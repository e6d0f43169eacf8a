//! Flags: why a registration's results may not be its learner's, and what the instructor makes of it.

mod store;

pub(crate) use store::{of_attempt, of_registration};

use crate::accounts::Instructor;
use crate::events::{self, Place, What};
use crate::{Domain, Result};
use beckon_model::registration::{FlagQuery, FlagsPage};
use beckon_model::{FlagId, Problem};

/// A page of an instructor's flagged registrations, newest flag first.
pub async fn list(domain: &Domain, who: &Instructor, query: &FlagQuery) -> Result<FlagsPage> {
    let on = &mut &domain.db;
    let counts = store::counts(on, &who.id).await?;
    let of = |dismissed: bool| {
        let asked = |row: &&store::Count| match &query.invitation {
            Some(id) => row.invitation_id == *id,
            None => true,
        };
        let number = |row: &store::Count| if dismissed { row.dismissed } else { row.open };
        counts.iter().filter(asked).map(number).sum()
    };
    Ok(FlagsPage {
        rows: store::list(on, &who.id, query).await?,
        open: of(false),
        dismissed: of(true),
        invitations: counts
            .iter()
            .map(|row| (row.invitation_id.clone(), row.course_title.clone()))
            .collect(),
    })
}

/// "This is fine": takes the flag off the lists. It stays to be seen as dismissed. Once is enough.
///
/// # Errors
/// Not found if it is on another instructor's invitation.
pub async fn dismiss(domain: &Domain, who: &Instructor, id: &FlagId) -> Result<()> {
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let missing = || Problem::NotFound("This flag is not known.".to_owned());
    let flag = store::find(&mut tx, id)
        .await?
        .filter(|flag| flag.owner_id == who.id)
        .ok_or_else(missing)?;
    if !store::dismiss(&mut tx, id, &who.name, now).await? {
        return Ok(());
    }
    let place = Place {
        owner: &who.id,
        course: &flag.course_id,
        invitation: &flag.invitation_id,
        registration: Some(&flag.registration_id),
    };
    events::record_by(
        &mut tx,
        place,
        What::FlagDismissed,
        &who.name,
        &flag.reason,
        now,
    )
    .await?;
    tx.commit().await
}
