//! Registrations as programs make, list and delete them.

use super::store::{self, Registration};
use super::{owned, start_over};
use crate::accounts::{self, Instructor};
use crate::configuration::With;
use crate::courses::{self, programs::fits};
use crate::events::{self, What};
use crate::listing::{At, Listing, Page, Source};
use crate::play::{self, LaunchSitting};
use crate::tags::{self, Tagged};
use crate::{Domain, Result, invitations, recipients, secret};
use beckon_model::email::clean_name;
use beckon_model::postback::Level;
use beckon_model::registration::UNKNOWN_DOMAIN;
use beckon_model::result::{Depth, RegistrationResult};
use beckon_model::{CourseId, EmailAddress, LearnerId, Millis, Problem, RegistrationId};

/// A learner as a program knows him.
#[derive(Clone, Debug, Default)]
pub struct NewLearner {
    /// The same for the same learner.
    pub key: String,
    /// May be empty.
    pub email: String,
    pub first_name: String,
    pub last_name: String,
}

/// What a program registers.
#[derive(Clone, Debug)]
pub struct NewRegistration {
    /// The program's own.
    pub name: String,
    pub course: CourseId,
    /// The number of the course's version; the one in use if none is named.
    pub version: Option<i64>,
    pub learner: NewLearner,
    /// The UUID by which it is known to xAPI; made up if there is none.
    pub xapi_id: Option<String>,
    /// Tags that it gets, its course, and its learner.
    pub tags: Tags,
    pub with: With,
}

/// Tags that come with a registration, besides those that are there.
#[derive(Clone, Debug, Default)]
pub struct Tags {
    pub registration: Vec<String>,
    pub course: Vec<String>,
    pub learner: Vec<String>,
}

impl Tags {
    fn each(
        &self,
        registration: &RegistrationId,
        course: &CourseId,
        learner: &LearnerId,
    ) -> [(Tagged, Vec<String>); 3] {
        [
            (
                Tagged::Registration(registration.clone()),
                self.registration.clone(),
            ),
            (Tagged::Course(course.clone()), self.course.clone()),
            (Tagged::Learner(learner.clone()), self.learner.clone()),
        ]
    }
}

/// Registers a learner for a course, without an invitation that anybody gets: with all that it is made with, or not at
/// all.
///
/// # Errors
/// Not found if the course is another instructor's, or has no such version; `Problem::Fields` on "registrationId",
/// "learner", "tags", "settings" or the fields of a postback.
pub async fn create(
    domain: &Domain,
    who: &Instructor,
    new: &NewRegistration,
) -> Result<RegistrationId> {
    fits("registrationId", &new.name)?;
    fits("learner.id", &new.learner.key)?;
    let xapi_id = new.xapi_id.as_deref().map(uuid_of).transpose()?;
    courses::known(domain, who, &new.course).await?;
    let version = match new.version {
        Some(number) => courses::versions::id(domain, who, &new.course, number).await?,
        None => courses::owned(domain, who, &new.course).await?.version_id,
    };
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    courses::hold(&mut tx, &new.course).await?;
    if store::named(&mut tx, &who.id, &new.name).await?.is_some() {
        let why = format!("Registration with id [{}] already exists.", new.name);
        return Err(Problem::field("registrationId", why).into());
    }
    let (first, last) = (
        clean_name(&new.learner.first_name),
        clean_name(&new.learner.last_name),
    );
    let learner = learner(domain, &mut tx, who, &new.learner, &first, &last).await?;
    let invitation = invitations::direct(domain, &mut tx, who, &new.course, &learner).await?;
    let id = secret::id();
    let row = super::New {
        id: &id,
        invitation: &invitation,
        course: &new.course,
        version: &version,
        learner: &learner,
    };
    super::insert(&mut tx, row, now).await?;
    let known_as = (&*new.learner.key, &*first, &*last);
    let named = (&who.id, &*new.name);
    store::name(&mut tx, &id, named, known_as, xapi_id.as_deref()).await?;
    invitations::count_place(&mut tx, &invitation).await?;
    let place = (Level::Registration, &*id.0);
    new.with.set(domain, &mut tx, who, place).await?;
    for (what, tags) in new.tags.each(&id, &new.course, &learner) {
        tags::add_on(&mut tx, who, &what, &tags).await?;
    }
    let registration = super::find(&mut tx, &id).await?;
    let place = registration.place();
    events::record_by(&mut tx, place, What::Registered, "", "", now).await?;
    tx.commit().await?;
    Ok(id)
}

fn uuid_of(said: &str) -> Result<String> {
    let why = |_| Problem::field("xapiRegistrationId", "xapiRegistrationId is a UUID.");
    let read = uuid::Uuid::try_parse(said.trim()).map_err(why)?;
    Ok(read.hyphenated().to_string())
}

/// Adds tags to a registration, its course and its learner: all of them, or none.
///
/// # Errors
/// Not found if it is another instructor's; tags that can't be taken.
pub async fn tag(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    tags: &Tags,
) -> Result<()> {
    let row = owned(domain, who, id).await?;
    tags::add_each(domain, who, &tags.each(id, &row.course_id, &row.learner_id)).await
}

/// The learner whom a program means: by his address, or the one that it named so before.
async fn learner(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    who: &Instructor,
    new: &NewLearner,
    first: &str,
    last: &str,
) -> Result<LearnerId> {
    let name = format!("{first} {last}");
    let address = match new.email.trim() {
        "" => EmailAddress::parse(&new.key).ok(),
        typed => {
            Some(EmailAddress::parse(typed).map_err(|why| Problem::field("learner.email", why))?)
        }
    };
    if let Some(email) = address {
        return accounts::learner_for(domain, tx, &email, name.trim()).await;
    }
    if let Some(known) = store::learner_of(tx, &who.id, &new.key).await? {
        return Ok(known);
    }
    let made_up = format!("{}@{UNKNOWN_DOMAIN}", secret::id::<String>());
    let email =
        EmailAddress::parse(&made_up).map_err(|why| Problem::field("learner.email", why))?;
    accounts::learner_for(domain, tx, &email, name.trim()).await
}

/// The registration that a program means.
///
/// # Errors
/// Not found if the instructor has no such registration.
pub async fn named(domain: &Domain, who: &Instructor, name: &str) -> Result<RegistrationId> {
    let missing = || Problem::NotFound(format!("Could not find registration [{name}]."));
    let found = store::named(&mut &domain.db, &who.id, name).await?;
    Ok(found.ok_or_else(missing)?)
}

/// Forgets what the learner of a registration carries to other courses of the instructor.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn forget_globals(domain: &Domain, who: &Instructor, id: &RegistrationId) -> Result<()> {
    let row = owned(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::forget_globals(&mut tx, &who.id, &row.learner_id).await?;
    tx.commit().await
}

/// The attempts of a registration, counted from 1, the first one first; those that were deleted are missing.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn instances(domain: &Domain, who: &Instructor, id: &RegistrationId) -> Result<Vec<i64>> {
    let row = owned(domain, who, id).await?;
    store::instances(&mut &domain.db, &row).await
}

fn source(who: &Instructor, listing: &Listing) -> Source<'static> {
    let text = |text: &Option<String>| At::Text(text.clone().unwrap_or_default());
    Source {
        from: "FROM registrations r JOIN courses c ON c.id = r.course_id JOIN learners l ON l.id = r.learner_id
               WHERE r.owned_by = $1 AND ($2 = '' OR COALESCE(c.external_id, c.id) = $2)
                 AND ($3 = '' OR r.learner_key = $3 OR (r.learner_key IS NULL AND (l.email = $3 OR l.id = $3)))",
        values: vec![
            At::Text(who.id.0.clone()),
            text(&listing.course),
            text(&listing.learner),
        ],
        id: "r.id",
        created: "r.created_at",
        updated: "COALESCE(r.last_activity_at, r.created_at)",
        filters: &[
            ("registration_id", "COALESCE(r.external_id, r.id)"),
            ("course_title", "c.title"),
            ("learner_first_name", "COALESCE(r.learner_first_name, l.name)"),
            ("learner_last_name", "COALESCE(r.learner_last_name, l.name)"),
        ],
        texts: &[
            ("course_title", "c.title"),
            ("learner_first_name", "COALESCE(r.learner_first_name, l.name)"),
            ("learner_last_name", "COALESCE(r.learner_last_name, l.name)"),
        ],
        usual_order: "created_desc",
        tagged: "EXISTS (SELECT 1 FROM tags t WHERE t.id = r.id AND t.kind = 'registration' AND {})",
    }
}

/// A page of the instructor's registrations, each with its latest attempt.
///
/// # Errors
/// `Problem::Fields` on "filterBy" or "orderBy".
pub async fn list(
    domain: &Domain,
    who: &Instructor,
    listing: &Listing,
    depth: Depth,
) -> Result<Page<RegistrationResult>> {
    let page = source(who, listing).page(&domain.db, listing).await?;
    let mut rows = Vec::new();
    for id in page.rows {
        rows.push(super::results(domain, who, &id.into(), None, depth).await?);
    }
    Ok(Page {
        rows,
        next: page.next,
    })
}

/// How many registrations that are, on all pages.
pub async fn count(domain: &Domain, who: &Instructor, listing: &Listing) -> Result<i64> {
    source(who, listing).count(&domain.db, listing).await
}

/// Deletes a registration for good, with all its attempts and whoever was invited to it.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn delete(domain: &Domain, who: &Instructor, id: &RegistrationId) -> Result<()> {
    owned(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::hold(&mut tx, id).await?;
    recipients::erase_lines_of(&mut tx, id).await?;
    recipients::erase_registration(&mut tx, id).await?;
    tx.commit().await
}

/// Begins a new attempt.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn new_instance(domain: &Domain, who: &Instructor, id: &RegistrationId) -> Result<()> {
    let row = owned(domain, who, id).await?;
    start_over(domain, who, id, row.instance).await
}

/// One launch, as programs are told of it.
#[derive(Clone, Debug)]
pub struct Launched {
    pub launch: LaunchSitting,
    /// From opening the player until leaving it.
    pub tracked: Millis,
}

/// The launches of an attempt, from 1, or of all; the latest first.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn launches(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    instance: Option<i64>,
) -> Result<Vec<Launched>> {
    let row = owned(domain, who, id).await?;
    let there = store::instances(&mut &domain.db, &row).await?;
    if instance.is_some_and(|instance| !there.contains(&instance)) {
        return Err(Problem::NotFound("This registration has no such instance.".to_owned()).into());
    }
    let mut all = Vec::new();
    for launch in play::history(domain, id).await? {
        let tracked = launch.last_seen_at - launch.started_at;
        all.push(Launched { launch, tracked });
    }
    all.retain(|one| instance.is_none_or(|wanted| one.launch.instance == wanted));
    all.reverse();
    Ok(all)
}

/// The learner whom a program knows by a key, or by his address.
///
/// # Errors
/// Not found if no registration of the instructor's has him.
pub async fn learner_named(domain: &Domain, who: &Instructor, key: &str) -> Result<LearnerId> {
    let missing = || Problem::NotFound(format!("Could not find learner [{key}]."));
    let all = store::of_learner(&mut &domain.db, &who.id, key).await?;
    let first = all.first().ok_or_else(missing)?;
    Ok(owned(domain, who, first).await?.learner_id)
}

/// Says a learner's names anew, on all registrations that the instructor has of him. Empty texts blank them.
///
/// # Errors
/// Not found as above.
pub async fn rename_learner(
    domain: &Domain,
    who: &Instructor,
    key: &str,
    (first, last): (Option<&str>, Option<&str>),
) -> Result<()> {
    learner_named(domain, who, key).await?;
    let mut tx = domain.db.begin_write().await?;
    for id in store::of_learner(&mut tx, &who.id, key).await? {
        let row = super::find(&mut tx, &id).await?;
        let (known_first, known_last) = names(&row);
        let first = first.map_or(known_first, clean_name);
        let last = last.map_or(known_last, clean_name);
        store::rename_learner(&mut tx, &id, key, (&first, &last)).await?;
        recipients::follow(&mut tx, &id).await?;
    }
    tx.commit().await
}

/// Erases all that the instructor has of a learner: registrations, results, and the letters to him.
///
/// # Errors
/// Not found as above.
pub async fn erase_learner(domain: &Domain, who: &Instructor, key: &str) -> Result<()> {
    learner_named(domain, who, key).await?;
    let mut tx = domain.db.begin_write().await?;
    for id in store::of_learner(&mut tx, &who.id, key).await? {
        store::hold(&mut tx, &id).await?;
        recipients::erase_lines_of(&mut tx, &id).await?;
        recipients::erase_registration(&mut tx, &id).await?;
    }
    tx.commit().await
}

/// A learner's first and last name, as the program said them, or else as the name falls apart.
pub(super) fn names(registration: &Registration) -> (String, String) {
    let said = (
        &registration.learner_first_name,
        &registration.learner_last_name,
    );
    if let (Some(first), Some(last)) = said {
        return (first.clone(), last.clone());
    }
    let name = registration.learner_name.trim();
    match name.rsplit_once(' ') {
        Some((first, last)) => (first.to_owned(), last.to_owned()),
        None => (name.to_owned(), String::new()),
    }
}
