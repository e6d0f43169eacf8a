//! What a learner carries from course to course: global objectives and shared data, where the courses say that these are
//! the learner's (SCORM 2004 4th Edition, SN 3.10.2 `objectivesGlobalToSystem`, CAM `sharedDataGlobalToSystem`).
//!
//! Within an attempt they live in the state of the course. What another course of the same instructor said last is laid
//! into it when it is launched; a new attempt does not find again what its own course said.

use super::store::{self, globals};
use super::{Sitting, WHOLE, seed};
use crate::db::Tx;
use crate::registrations::Registration;
use crate::{Domain, Result, courses};
use beckon_model::VersionId;
use beckon_scorm::runtime::CourseState;

/// Lays into the attempt under way what other courses said since.
pub(super) async fn carry_in(
    domain: &Domain,
    tx: &mut Tx,
    registration: &Registration,
    version: &VersionId,
) -> Result<()> {
    let course = courses::manifest(domain, tx, version).await?;
    let (objectives, data) = (course.global_objectives(), course.global_data());
    if objectives.is_empty() && data.is_empty() {
        return Ok(());
    }
    let said = globals::of_others(tx, registration).await?;
    if said.is_empty() {
        return Ok(());
    }
    let (id, instance) = (&registration.id, registration.instance);
    let states = store::states(tx, id, instance).await?;
    let mut state = match states.get(WHOLE) {
        Some(state) => serde_json::from_str(state)?,
        None => CourseState::seeded(seed(&id.0)),
    };
    for one in said {
        if one.kind == OBJECTIVE && objectives.contains(one.name.as_str()) {
            let progress = serde_json::from_str(&one.value)?;
            state.objectives.insert(one.name, progress);
        } else if one.kind == DATA && data.contains(one.name.as_str()) {
            state
                .data
                .insert(one.name, serde_json::from_str(&one.value)?);
        }
    }
    let state = serde_json::to_string(&state)?;
    store::keep_state(tx, id, instance, WHOLE, &state, domain.now()).await
}

/// Keeps for other courses what this sitting changed.
pub(super) async fn carry_out(
    tx: &mut Tx,
    registration: &Registration,
    sitting: &Sitting,
) -> Result<()> {
    let course = sitting.attempt.course();
    let now = sitting.attempt.course_state();
    if now.objectives.is_empty() && now.data.is_empty() {
        return Ok(());
    }
    let before: CourseState = match sitting.stored.get(WHOLE) {
        Some(state) => serde_json::from_str(state)?,
        None => CourseState::default(),
    };
    let names = course.global_objectives();
    for (name, progress) in &now.objectives {
        if names.contains(name.as_str()) && before.objectives.get(name) != Some(progress) {
            let value = serde_json::to_string(progress)?;
            globals::keep(tx, registration, OBJECTIVE, name, &value).await?;
        }
    }
    let names = course.global_data();
    for (name, said) in &now.data {
        if names.contains(name.as_str()) && before.data.get(name) != Some(said) {
            let value = serde_json::to_string(said)?;
            globals::keep(tx, registration, DATA, name, &value).await?;
        }
    }
    Ok(())
}

const OBJECTIVE: &str = "objective";
const DATA: &str = "data";
