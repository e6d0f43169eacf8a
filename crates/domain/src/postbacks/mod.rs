//! Postbacks: a registration's results, posted to an address of the instructor's whenever they change.
//!
//! Where to is set for all, for a course, an invitation or one registration, and the nearest wins. What is to be posted is
//! noted in the transaction that changes the results, once however often they change before it goes out; a worker builds
//! it from the results as they are then, signs it and tries until the other side takes it.

mod delivery;
mod log;
mod store;
pub mod worker;

pub use delivery::Target;
pub use log::{page, renew_secret, replay, secret, test, test_at};
pub(crate) use store::{FORGET_OF_REGISTRATION, forget, promise, promise_import};
pub(crate) use worker::sweep;

use crate::accounts::Instructor;
use crate::db::{On, Tx};
use crate::registrations::Registration;
use crate::{Domain, Result, courses, fetch, invitations, registrations};
use beckon_model::postback::{Level, Postback, PostbackForm, Said, Setting};
use beckon_model::problem::FieldProblem;
use beckon_model::setting::Part;
use beckon_model::{AccountId, CourseId, InvitationId, Problem, RegistrationId};
use store::Row;

/// The longest user name and password, in characters.
const WORD_MAX: usize = 200;

/// What a postback is set for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All that an instructor has.
    Account,
    Course(CourseId),
    Invitation(InvitationId),
    Registration(RegistrationId),
}

impl Whose {
    /// By the level and the id of what it is; for the account the id is not looked at.
    pub fn of(level: Level, id: &str) -> Self {
        match level {
            Level::Account => Self::Account,
            Level::Course => Self::Course(id.into()),
            Level::Invitation => Self::Invitation(id.into()),
            Level::Registration => Self::Registration(id.into()),
        }
    }

    /// Its level and its id.
    ///
    /// # Errors
    /// Not found if it is another instructor's.
    pub(crate) async fn place(&self, domain: &Domain, who: &Instructor) -> Result<(Level, String)> {
        Ok(places(domain, who, self).await?.swap_remove(0))
    }
}

/// A level and what it is the level of.
type Place = (Level, String);

/// Whose word counts for something, nearest first.
async fn places(domain: &Domain, who: &Instructor, whose: &Whose) -> Result<Vec<Place>> {
    let account = (Level::Account, who.id.0.clone());
    let course = |id: &CourseId| (Level::Course, id.0.clone());
    Ok(match whose {
        Whose::Account => vec![account],
        Whose::Course(id) => {
            courses::known(domain, who, id).await?;
            vec![course(id), account]
        }
        Whose::Invitation(id) => {
            let row = invitations::owned(domain, who, id).await?;
            vec![
                (Level::Invitation, id.0.clone()),
                course(&row.course_id),
                account,
            ]
        }
        Whose::Registration(id) => of_registration(&registrations::owned(domain, who, id).await?),
    })
}

fn of_registration(row: &Registration) -> Vec<Place> {
    vec![
        (Level::Registration, row.id.0.clone()),
        (Level::Invitation, row.invitation_id.0.clone()),
        (Level::Course, row.course_id.0.clone()),
        (Level::Account, row.owner_id.0.clone()),
    ]
}

/// What is set for something, and what holds for it.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn setting(domain: &Domain, who: &Instructor, whose: &Whose) -> Result<Setting> {
    let places = places(domain, who, whose).await?;
    let mut said = Vec::new();
    for (level, id) in &places {
        let row = store::find(&mut &domain.db, *level, id).await?;
        said.push((row.map_or(Said::Nothing, Row::said), *level));
    }
    let holds = |said: &[(Said, Level)]| {
        said.iter()
            .find(|(said, _)| *said != Said::Nothing)
            .cloned()
    };
    Ok(Setting {
        level: places[0].0,
        said: said[0].0.clone(),
        holds: holds(&said),
        above: holds(&said[1..]),
    })
}

/// Sets where the results of something go.
///
/// # Errors
/// Not found if it is another instructor's; fields that can't be taken, by the names of [`PostbackForm`].
pub async fn set(
    domain: &Domain,
    who: &Instructor,
    whose: &Whose,
    form: &PostbackForm,
) -> Result<()> {
    let (level, id) = whose.place(domain, who).await?;
    let mut tx = domain.db.begin_write().await?;
    put(domain, &mut tx, (level, &id), form).await?;
    tx.commit().await
}

/// The same within a transaction, for what is the instructor's.
pub(crate) async fn put(
    domain: &Domain,
    tx: &mut Tx,
    (level, id): (Level, &str),
    form: &PostbackForm,
) -> Result<()> {
    match form.way.as_str() {
        "on" => {
            let before = store::find(tx, level, id).await?;
            let kept = before
                .map(|row| row.password)
                .filter(|_| form.password.is_empty());
            let row = read(domain, (level, id), form, kept.unwrap_or_default())?;
            store::keep(tx, (level, id), &row, domain.now()).await
        }
        "off" => store::keep(tx, (level, id), &Row::default(), domain.now()).await,
        _ => store::forget(tx, level, id).await,
    }
}

/// Changes a part of what a level says; the rest stays.
///
/// # Errors
/// A field where the level says nothing and gets no URL either; fields that can't be taken.
pub(crate) async fn change(
    domain: &Domain,
    tx: &mut Tx,
    (level, id): (Level, &str),
    part: Part,
) -> Result<()> {
    if part == Part::default() {
        return Ok(());
    }
    let known = match store::find(tx, level, id).await?.map(Row::said) {
        Some(Said::To(known)) => Some(known),
        _ => None,
    };
    if known.is_none() && part.url.is_none() {
        let why = "At this level results are posted nowhere: say the URL with the rest.";
        return Err(Problem::field("url", why).into());
    }
    let known = known.unwrap_or_default();
    let url = part.url.unwrap_or(known.url);
    let form = PostbackForm {
        way: if url.is_empty() { "above" } else { "on" }.to_owned(),
        url,
        auth_type: part.auth_type.unwrap_or(known.auth_type),
        user_name: part.user_name.unwrap_or(known.user_name),
        password: part.password.unwrap_or_default(),
        results_format: part.results_format.unwrap_or(known.results_format),
    };
    put(domain, tx, (level, id), &form).await
}

fn read(
    domain: &Domain,
    (level, id): (Level, &str),
    form: &PostbackForm,
    kept: String,
) -> Result<Row> {
    let mut wrong = Vec::new();
    let mut keep = |field: &str, message: String| {
        let field = field.to_owned();
        wrong.push(FieldProblem { field, message });
    };
    let url = match fetch::address(&form.url) {
        Ok(url) => url.into(),
        Err(why) => {
            keep("url", why.to_string());
            String::new()
        }
    };
    let user_name = form.user_name.trim().to_owned();
    for (field, value) in [("user_name", &user_name), ("password", &form.password)] {
        if value.chars().count() > WORD_MAX {
            keep(field, format!("Use at most {WORD_MAX} characters."));
        } else if value.chars().any(char::is_control) {
            keep(
                field,
                "It can’t hold line breaks or other control characters.".to_owned(),
            );
        }
    }
    if user_name.contains(':') {
        keep("user_name", "A user name can’t hold a colon.".to_owned());
    }
    if user_name.is_empty() && !form.password.is_empty() {
        keep("user_name", "A password needs a user name.".to_owned());
    }
    if !wrong.is_empty() {
        return Err(Problem::Fields(wrong).into());
    }
    let password = match (user_name.is_empty(), form.password.as_str()) {
        (true, _) => String::new(),
        (false, "") => kept,
        (false, password) => domain.key().seal(password, &belongs(level, id))?,
    };
    Ok(Row {
        url,
        auth_type: form.auth_type.word().to_owned(),
        user_name,
        password,
        results_format: form.results_format.word().to_owned(),
    })
}

/// What a password is bound to, so that another level's can't be read for it.
fn belongs(level: Level, id: &str) -> String {
    format!("postback/{}/{id}", level.word())
}

/// Where the results of a registration go, with the password; `None` if nowhere.
async fn target(
    domain: &Domain,
    on: &mut impl On,
    registration: &Registration,
) -> Result<Option<Target>> {
    for (level, id) in of_registration(registration) {
        if let Some(row) = store::find(on, level, &id).await? {
            return opened(domain, (level, &id), row);
        }
    }
    Ok(None)
}

/// Where what an instructor's account says goes.
async fn target_of_account(domain: &Domain, owner: &AccountId) -> Result<Option<Target>> {
    match store::find(&mut &domain.db, Level::Account, &owner.0).await? {
        Some(row) => opened(domain, (Level::Account, &owner.0), row),
        None => Ok(None),
    }
}

fn opened(domain: &Domain, (level, id): (Level, &str), row: Row) -> Result<Option<Target>> {
    let sealed = row.password.clone();
    let Said::To(Postback {
        url,
        auth_type,
        user_name,
        results_format,
        ..
    }) = row.said()
    else {
        return Ok(None);
    };
    let password = match sealed.as_str() {
        "" => String::new(),
        sealed => domain.key().open(sealed, &belongs(level, id))?,
    };
    Ok(Some(Target {
        url,
        auth_type,
        user_name,
        password,
        results_format,
    }))
}
