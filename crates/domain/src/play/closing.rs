//! The page after leaving a course: what was saved.

use super::store;
use crate::registrations;
use crate::{Domain, Result, courses, secret};
use beckon_model::Problem;
use beckon_model::launch::Closing;
use beckon_model::registration::Progress;

/// What was saved of a launch, for whoever just left it.
///
/// # Errors
/// Not found for an address that is no launch's.
pub async fn closing(domain: &Domain, receipt: &str) -> Result<Closing> {
    let missing = || {
        Problem::NotFound("This page is not known. Your results are kept all the same.".to_owned())
    };
    let on = &mut &domain.db;
    let launch = store::by_receipt(on, &secret::hash(receipt))
        .await?
        .ok_or_else(missing)?;
    let course_title = courses::course_title(on, &launch.version_id).await?;
    let Some(registration) = &launch.registration_id else {
        return Ok(Closing {
            course_title,
            learner: String::new(),
            progress: Progress::Started,
            score: None,
            time: 0,
            saved_at: None,
            try_out: true,
            back: launch.back,
        });
    };
    let registration = registrations::find(on, registration).await?;
    Ok(Closing {
        course_title,
        progress: registration.progress(),
        learner: registration.learner_name,
        score: registration.score,
        time: registration.total_time,
        saved_at: registration.last_activity_at,
        try_out: false,
        back: launch.back,
    })
}
