//! Following a course to another version of it.

use super::store::{self, Registration};
use crate::db::Tx;
use crate::events::{self, What};
use crate::{Domain, Result};
use beckon_model::RegistrationId;
use beckon_model::version::Rule;

impl Registration {
    /// Whether the next launch moves it to the version of the course that is in use.
    fn follows(&self) -> bool {
        let rule = Rule::of(&self.moves).unwrap_or_default();
        self.version_id != self.version_in_use && rule.moves(self.progress())
    }

    /// Whether the next launch begins anew what was begun, on another version of the course.
    pub(crate) fn begins_anew(&self) -> bool {
        self.follows() && self.first_launched_at.is_some()
    }
}

/// Moves a registration that is about to be launched to the version of its course that is in use, if the course's rule says
/// so: with a new attempt if it had begun, and as it is if it had not. Nothing of it may be open. Gives how it stands then.
pub(crate) async fn follow_course(
    domain: &Domain,
    tx: &mut Tx,
    id: &RegistrationId,
) -> Result<Registration> {
    let before = super::find(tx, id).await?;
    if !before.follows() {
        return Ok(before);
    }
    let mut detail = format!(
        "version {} of the course",
        store::version_number(tx, &before.version_in_use).await?
    );
    if before.begins_anew() {
        super::begin_anew(tx, id).await?;
        detail.push_str(" and begins anew");
    } else {
        store::move_unbegun(tx, id).await?;
    }
    let now = domain.now();
    events::record_by(tx, before.place(), What::Moved, "", &detail, now).await?;
    super::find(tx, id).await
}
