//! What an instructor sees of the postbacks, and sets off by hand.

use super::{Target, Whose, delivery, setting, store, target_of_account};
use crate::accounts::Instructor;
use crate::db::On;
use crate::{Domain, Result, fetch, secret as secrets};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use beckon_model::postback::{LOG_PAGE, PostbackForm, PostbacksPage};
use beckon_model::{AccountId, DeliveryId, Problem};

/// The page of an instructor's postbacks, with a page of the log, from 1.
pub async fn page(domain: &Domain, who: &Instructor, page: u32) -> Result<PostbacksPage> {
    let on = &mut &domain.db;
    let (total, failed) = store::count(on, &who.id).await?;
    let offset = i64::from(page.max(1) - 1) * LOG_PAGE;
    Ok(PostbacksPage {
        setting: setting(domain, who, &Whose::Account).await?,
        secret: secret(domain, who).await?,
        log: store::log(on, &who.id, LOG_PAGE, offset).await?,
        total,
        failed,
    })
}

/// The secret that signs an instructor's postbacks, as Standard Webhooks writes it.
pub async fn secret(domain: &Domain, who: &Instructor) -> Result<String> {
    let secret = signing(domain, &mut &domain.db, &who.id).await?;
    Ok(format!("whsec_{}", STANDARD.encode(secret)))
}

/// Signs with a new secret from now on.
pub async fn renew_secret(domain: &Domain, who: &Instructor) -> Result<()> {
    let mut tx = domain.db.begin_write().await?;
    store::renew_secret(&mut tx, &who.id).await?;
    tx.commit().await
}

/// Not stored: it follows from the installation's key.
pub(super) async fn signing(
    domain: &Domain,
    on: &mut impl On,
    owner: &AccountId,
) -> Result<[u8; 32]> {
    let version = store::secret_version(on, owner).await?;
    Ok(domain
        .key()
        .secret_for(&format!("postbacks/{owner}/{version}")))
}

/// Posts an example to where the instructor's account says, once, and notes in the log what came of it.
///
/// # Errors
/// Refused if nothing is set.
pub async fn test(domain: &Domain, who: &Instructor) -> Result<DeliveryId> {
    let Some(target) = target_of_account(domain, &who.id).await? else {
        let why = "Say first where results are to be posted, and save it.";
        return Err(Problem::Refused(why.to_owned()).into());
    };
    let (id, now): (DeliveryId, _) = (secrets::id(), domain.now());
    let secret = signing(domain, &mut &domain.db, &who.id).await?;
    let sample = delivery::sample(now, target.results_format);
    let posted = delivery::send(domain, &target, &sample, (&id, now), &secret).await?;
    let mut tx = domain.db.begin_write().await?;
    store::insert_test(
        &mut tx,
        (&id, &who.id),
        &posted.outcome(&target.url, now),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Posts an example to an address that is not set anywhere, once, and notes in the log what came of it.
///
/// # Errors
/// Fields that can't be taken; refused, with the reason, if the other side did not take it.
pub async fn test_at(domain: &Domain, who: &Instructor, form: &PostbackForm) -> Result<()> {
    let url = fetch::address(&form.url).map_err(|why| Problem::field("url", why.to_string()))?;
    let target = Target {
        url: url.into(),
        auth_type: form.auth_type,
        user_name: form.user_name.clone(),
        password: form.password.clone(),
        results_format: form.results_format,
    };
    let (id, now): (DeliveryId, _) = (secrets::id(), domain.now());
    let secret = signing(domain, &mut &domain.db, &who.id).await?;
    let sample = delivery::sample(now, target.results_format);
    let posted = delivery::send(domain, &target, &sample, (&id, now), &secret).await?;
    let outcome = posted.outcome(&target.url, now);
    let mut tx = domain.db.begin_write().await?;
    store::insert_test(&mut tx, (&id, &who.id), &outcome, now).await?;
    tx.commit().await?;
    match posted.answer {
        Ok((..400, _)) => Ok(()),
        Ok((status, _)) => Err(Problem::Refused(format!("It answered {status}.")).into()),
        Err(failure) => Err(Problem::Refused(failure.to_string()).into()),
    }
}

/// Posts the results of a delivery's registration again, as they are now; one that waits goes out at once.
///
/// # Errors
/// Refused if it is a test, is being sent, or newer results wait already.
pub async fn replay(domain: &Domain, who: &Instructor, id: &DeliveryId) -> Result<()> {
    let (mut tx, now) = (domain.db.begin_write().await?, domain.now());
    let again = store::hurry(&mut tx, &who.id, id, now).await?
        || store::revive(&mut tx, &who.id, id, now).await?;
    if !again {
        let why = "This can’t be posted again: it is being sent just now, was a test, or a newer one waits already.";
        return Err(Problem::Refused(why.to_owned()).into());
    }
    tx.commit().await?;
    domain.postback_wanted().notify_one();
    Ok(())
}
