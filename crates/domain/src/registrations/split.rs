//! Takes launches out of a registration that somebody else made, into a registration of their own.

use super::page::owned;
use super::store::{self, Registration};
use crate::accounts::{self, Instructor};
use crate::db::Tx;
use crate::events::{self, What};
use crate::{Domain, Result, invitations, play, secret};
use beckon_model::email::clean_name;
use beckon_model::invitation::Kind;
use beckon_model::registration::{SplitForm, UNKNOWN_DOMAIN};
use beckon_model::{EmailAddress, LearnerId, Problem, RegistrationId};

/// Moves the chosen launches, with their flags and what they did, to a registration of the other person; both show
/// their own results afterwards. It counts as a registration of the invitation. Sent again, it does nothing more.
///
/// Gives the new registration.
///
/// # Errors
/// Not found if it is another instructor's; `Problem::Fields` on "launches" or "email"; a conflict if the launches are
/// no longer there.
pub async fn split(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    form: &SplitForm,
) -> Result<RegistrationId> {
    let invitation = owned(domain, who, id).await?.invitation_id;
    let mut chosen = form.launches.clone();
    chosen.sort();
    chosen.dedup();
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    // An invitation is taken before its registrations, as by whoever comes in.
    let row = invitations::find_any(&mut tx, &invitation).await?;
    if let Some(row) = row
        && row.kind()? == Kind::Public
    {
        invitations::count_place(&mut tx, &row.id).await?;
    }
    // Of two who press at once, one waits here and then finds it done.
    store::hold(&mut tx, id).await?;
    if let Some(done) = done_before(&mut tx, id, &chosen).await? {
        return Ok(done);
    }
    let registration = super::find(&mut tx, id).await?;
    let parted = play::part(domain, &mut tx, &registration, &chosen).await?;
    let learner = other(domain, &mut tx, &registration, form).await?;
    let new: RegistrationId = secret::id();
    let instance = parted.go.keys().max().copied().unwrap_or(1);
    let version = play::version_of_attempt(&mut tx, &registration, instance).await?;
    let row = super::New {
        id: &new,
        invitation: &registration.invitation_id,
        course: &registration.course_id,
        version: &version,
        learner: &learner,
    };
    super::insert(&mut tx, row, now).await?;
    store::split_off(&mut tx, &new, id, instance).await?;
    for launch in &chosen {
        store::move_launch(&mut tx, launch, &new).await?;
    }
    play::settle(domain, &mut tx, &registration, &parted.stay).await?;
    let other = super::find(&mut tx, &new).await?;
    play::settle(domain, &mut tx, &other, &parted.go).await?;
    let mut detail = match chosen.len() {
        1 => format!("1 launch, now under {}", called(&other)),
        n => format!("{n} launches, now under {}", called(&other)),
    };
    if parted.mixed > 0 {
        detail.push_str("; what some of them did can’t be told apart and stays");
    }
    if parted.lost > 0 {
        let lost = parted.lost;
        detail.push_str(&format!(
            "; {lost} reports leaned on what the other had done and are left out"
        ));
    }
    let from = registration.place();
    events::record_by(&mut tx, from, What::Split, &who.name, &detail, now).await?;
    let to = other.place();
    events::record_by(&mut tx, to, What::SplitOff, &who.name, "", now).await?;
    tx.commit().await?;
    Ok(new)
}

/// The registration that a form like this made before.
async fn done_before(
    tx: &mut Tx,
    id: &RegistrationId,
    chosen: &[beckon_model::LaunchId],
) -> Result<Option<RegistrationId>> {
    let Some(first) = chosen.first() else {
        let why = "Choose the launches that somebody else made.";
        return Err(Problem::field("launches", why).into());
    };
    let mut here = 0;
    for launch in chosen {
        here += i64::from(store::holder(tx, launch).await?.as_ref() == Some(id));
    }
    if here == i64::try_from(chosen.len()).unwrap_or_default() {
        return Ok(None);
    }
    if let Some(holder) = store::holder(tx, first).await?
        && store::split_from(tx, &holder).await?.as_ref() == Some(id)
    {
        return Ok(Some(holder));
    }
    let why = "These launches have just been moved. Reload the page to see how it stands.";
    Err(Problem::Conflict(why.to_owned()).into())
}

/// Whose launches they were.
async fn other(
    domain: &Domain,
    tx: &mut Tx,
    registration: &Registration,
    form: &SplitForm,
) -> Result<LearnerId> {
    let name = clean_name(&form.name);
    let typed = form.email.trim();
    if typed.is_empty() {
        let name = if name.is_empty() {
            "Someone else"
        } else {
            name.as_str()
        };
        let made_up = format!("{}@{UNKNOWN_DOMAIN}", secret::id::<String>());
        let email = EmailAddress::parse(&made_up).map_err(|why| Problem::field("email", why))?;
        return accounts::learner_for(domain, tx, &email, name).await;
    }
    let email = EmailAddress::parse(typed).map_err(|why| Problem::field("email", why))?;
    let learner = accounts::learner_for(domain, tx, &email, &name).await?;
    if let Some(theirs) = super::find_of(tx, &registration.invitation_id, &learner).await? {
        let why = if theirs.id == registration.id {
            "This is the address of the registration itself. Give that of the other person, or leave it empty."
        } else {
            "There is a registration under this address already. Leave it empty to keep these launches by themselves."
        };
        return Err(Problem::field("email", why).into());
    }
    Ok(learner)
}

fn called(registration: &Registration) -> &str {
    match registration.learner_name.as_str() {
        "" => &registration.learner_email,
        name => name,
    }
}
