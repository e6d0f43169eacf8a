//! The page after leaving a course: what was saved.

use super::store;
use crate::db::On;
use crate::{Domain, Result, courses, invitations, registrations, secret};
use beckon_model::Problem;
use beckon_model::launch::Closing;
use beckon_model::registration::Progress;

/// Where the next person begins after a private link, who has a link of his own.
const NEXT_OF_PRIVATE: &str = "/done";

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
            next: String::new(),
            kiosk: false,
            results: String::new(),
        });
    };
    let kiosk = is_kiosk(domain, on, &launch.back).await?;
    let registration = registrations::find(on, registration).await?;
    Ok(Closing {
        course_title,
        progress: registration.progress(),
        learner: registration.learner_name,
        score: registration.score,
        time: registration.total_time,
        saved_at: registration.last_activity_at,
        try_out: false,
        next: match public_token(domain, &launch.back) {
            Some(token) => format!("/i/{token}"),
            None => NEXT_OF_PRIVATE.to_owned(),
        },
        results: match own_page(domain, &launch.back) && !kiosk {
            true => format!("{}/results", launch.back),
            false => String::new(),
        },
        kiosk,
        back: launch.back,
    })
}

/// The learner is done: the page after leaving shows his results to nobody any more, who may press Back on the same
/// browser. Once is enough; later calls change nothing.
pub async fn forget(domain: &Domain, receipt: &str) -> Result<()> {
    let unknown = secret::hash(&secret::token());
    let mut tx = domain.db.begin_write().await?;
    store::turn_receipt(&mut tx, &secret::hash(receipt), &unknown).await?;
    tx.commit().await
}

/// Whether a launch began on a page for a computer that many use. Takes where its closing page leads back to.
pub(super) async fn is_kiosk(domain: &Domain, on: &mut impl On, back: &str) -> Result<bool> {
    let Some(token) = public_token(domain, back) else {
        return Ok(false);
    };
    let invitation = invitations::by_token(on, token).await?;
    Ok(invitation.is_some_and(|invitation| invitation.kiosk))
}

/// Whether a launch began on the page of a link, which has one for the results.
fn own_page(domain: &Domain, back: &str) -> bool {
    public_token(domain, back).is_some() || back.starts_with(&domain.url("/p/"))
}

fn public_token<'a>(domain: &Domain, back: &'a str) -> Option<&'a str> {
    back.strip_prefix(&domain.url("/i/"))
}
