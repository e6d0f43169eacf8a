//! Keys with which programs act for an instructor. An application is a program, or several that belong together; it has
//! keys, each limited to scopes. All of an instructor's applications act as that instructor. A token is made with a key,
//! for less and for a time, and works while its key does.

pub mod once;
mod store;

use crate::accounts::{self, Instructor};
use crate::{Domain, Result, secret};
use beckon_model::email::clean_name;
use beckon_model::key::{ApiKey, Application, NewKey, Scopes};
use beckon_model::{ApplicationId, KeyId, Millis, Problem};
use serde::{Deserialize, Serialize};

/// How exactly the last use of a key is noted.
const USED_EVERY: Millis = 60_000;
/// The longest name of an application or key, in characters.
const NAME_MAX: usize = 200;
/// How many applications an instructor has at most, and how many keys an application.
const MOST: usize = 200;
/// What tokens are sealed for.
const TOKEN: &str = "api-token";

/// A program that has proven who it is.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Whom it acts for.
    pub who: Instructor,
    pub application: ApplicationId,
    pub key: KeyId,
    /// Makes applications and keys, and does nothing else.
    pub management: bool,
    pub allow_delete: bool,
    pub scopes: Scopes,
    /// Said by a token, not by the key itself.
    pub by_token: bool,
}

/// What a token says.
#[derive(Serialize, Deserialize)]
struct Token {
    key: KeyId,
    scopes: String,
    until: Millis,
    /// Acts like any other application, though a key for management made it.
    plain: bool,
}

/// The program that names its application and a secret key; `None` if they don't belong together.
pub async fn by_secret(domain: &Domain, application: &str, secret: &str) -> Result<Option<Caller>> {
    let found = store::by_hash(&mut &domain.db, &secret::hash(secret)).await?;
    match found.filter(|holder| holder.application_id.0 == application) {
        Some(holder) => caller(domain, holder, None).await,
        None => Ok(None),
    }
}

/// The program that has a token; `None` if it is none, is over, or was made with a key that works no more.
pub async fn by_token(domain: &Domain, token: &str) -> Result<Option<Caller>> {
    let Ok(token) = domain.key().open(token, TOKEN) else {
        return Ok(None);
    };
    let token: Token = serde_json::from_str(&token)?;
    if token.until <= domain.now() {
        return Ok(None);
    }
    match store::by_id(&mut &domain.db, &token.key).await? {
        Some(holder) => {
            let scopes = Scopes::parse(&token.scopes).unwrap_or_default();
            let holder = store::Holder {
                management: holder.management && !token.plain,
                ..holder
            };
            caller(domain, holder, Some(scopes)).await
        }
        None => Ok(None),
    }
}

async fn caller(
    domain: &Domain,
    holder: store::Holder,
    scopes: Option<Scopes>,
) -> Result<Option<Caller>> {
    let now = domain.now();
    if holder.last_used_at.is_none_or(|at| at + USED_EVERY <= now) {
        let mut tx = domain.db.begin_write().await?;
        store::used(&mut tx, &holder.id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(Caller {
        who: accounts::instructor(domain, &holder.owner_id).await?,
        application: holder.application_id,
        key: holder.id,
        management: holder.management,
        allow_delete: holder.allow_delete,
        by_token: scopes.is_some(),
        scopes: match scopes {
            Some(scopes) => scopes,
            None => Scopes::parse(&holder.scopes).unwrap_or_default(),
        },
    }))
}

/// Makes a token that may do some of what its maker may, until a moment. One that a key for management makes for another
/// application acts like that one.
///
/// # Errors
/// Refused for scopes that the key does not have itself; a field if there are none or the time is over.
pub async fn token(
    domain: &Domain,
    caller: &Caller,
    application: &str,
    scopes: &Scopes,
    until: Millis,
) -> Result<String> {
    if scopes.is_empty() {
        return Err(Problem::field("scope", "Name at least one scope.").into());
    }
    if until <= domain.now() {
        return Err(Problem::field("expiry", "This moment is past.").into());
    }
    if let Some(more) = scopes.iter().find(|scope| !caller.scopes.allow(scope)) {
        let why = format!("This key has no scope “{more}”, so its tokens can't have it.");
        return Err(Problem::field("scope", why).into());
    }
    let all = list(domain, &caller.who).await?;
    let named = |one: &&Application| one.id.0 == application || one.name == application;
    let meant = match application {
        "" => None,
        _ => Some(all.iter().find(named).ok_or_else(|| {
            Problem::field(
                "applicationName",
                format!("Could not find application [{application}]."),
            )
        })?),
    };
    let own = meant.is_none_or(|one| one.id == caller.application);
    if !own && !caller.management {
        let why = "A token for another application is made with the application management key.";
        return Err(Problem::Refused(why.to_owned()).into());
    }
    let token = Token {
        plain: !own,
        key: caller.key.clone(),
        scopes: scopes.to_string(),
        until,
    };
    domain.key().seal(&serde_json::to_string(&token)?, TOKEN)
}

/// The instructor's applications with their keys, oldest first.
pub async fn list(domain: &Domain, who: &Instructor) -> Result<Vec<Application>> {
    store::all(&mut &domain.db, &who.id).await
}

/// One of the instructor's applications.
///
/// # Errors
/// Not found if it is another's.
pub async fn find(domain: &Domain, who: &Instructor, id: &ApplicationId) -> Result<Application> {
    let missing = || Problem::NotFound(format!("Could not find application [{id}]."));
    let all = list(domain, who).await?;
    let found = all.into_iter().find(|application| application.id == *id);
    Ok(found.ok_or_else(missing)?)
}

/// Makes an application without keys; one for management makes applications and keys and does nothing else.
///
/// # Errors
/// A name that can't be taken.
pub async fn create_application(
    domain: &Domain,
    who: &Instructor,
    name: &str,
    management: bool,
) -> Result<ApplicationId> {
    let name = named(name)?;
    let count = list(domain, who).await?.len();
    fits(count)?;
    let id: ApplicationId = secret::id();
    let mut tx = domain.db.begin_write().await?;
    store::insert_application(&mut tx, &id, &who.id, (&name, management), domain.now()).await?;
    once::makes(&id.0);
    tx.commit().await?;
    Ok(id)
}

/// Renames an application, or decides whether its keys may delete; what is `None` stays.
///
/// # Errors
/// Not found if it is another instructor's; a name that can't be taken.
pub async fn change_application(
    domain: &Domain,
    who: &Instructor,
    id: &ApplicationId,
    name: Option<&str>,
    allow_delete: Option<bool>,
) -> Result<()> {
    let known = find(domain, who, id).await?;
    let name = name.map_or(Ok(known.name), named)?;
    let allow_delete = allow_delete.unwrap_or(known.allow_delete);
    let mut tx = domain.db.begin_write().await?;
    store::change_application(&mut tx, id, (&name, allow_delete), domain.now()).await?;
    tx.commit().await
}

/// Takes an application away. Courses and results are the instructor's and stay.
///
/// # Errors
/// Not found if it is another instructor's; a conflict while it has keys.
pub async fn delete_application(
    domain: &Domain,
    who: &Instructor,
    id: &ApplicationId,
) -> Result<()> {
    if !find(domain, who, id).await?.keys.is_empty() {
        let why = "This application has keys. Revoke them first.";
        return Err(Problem::Conflict(why.to_owned()).into());
    }
    let mut tx = domain.db.begin_write().await?;
    store::delete_application(&mut tx, id).await?;
    tx.commit().await
}

/// Makes a key. Its secret is in the answer, and nowhere else.
///
/// # Errors
/// Not found if the application is another instructor's; `Problem::Fields` on "name" or "scopes".
pub async fn create(
    domain: &Domain,
    who: &Instructor,
    application: &ApplicationId,
    name: &str,
    scopes: &Scopes,
    active: bool,
) -> Result<NewKey> {
    let known = find(domain, who, application).await?;
    let name = named(name)?;
    fits(known.keys.len())?;
    if scopes.is_empty() {
        let why = "Choose what the key may do.";
        return Err(Problem::field("scopes", why).into());
    }
    let (id, secret) = (secret::id(), secret::token());
    let mut tx = domain.db.begin_write().await?;
    let kept = (&*name, &*secret::hash(&secret), &*scopes.to_string());
    store::insert_key(&mut tx, (&id, application), kept, active, domain.now()).await?;
    tx.commit().await?;
    Ok(NewKey {
        id,
        application: application.clone(),
        name,
        secret,
    })
}

/// Makes a key in the instructor's first application, which is made with it if there is none.
///
/// # Errors
/// As [`create`].
pub async fn create_first(
    domain: &Domain,
    who: &Instructor,
    name: &str,
    scopes: &Scopes,
    management: bool,
) -> Result<NewKey> {
    named(name)?;
    let all = list(domain, who).await?;
    let known = all.into_iter().find(|one| one.management == management);
    let application = match known {
        Some(known) => known.id,
        None => {
            let name = if management { "Management" } else { "Programs" };
            create_application(domain, who, name, management).await?
        }
    };
    create(domain, who, &application, name, scopes, true).await
}

/// Renames a key, or lets it rest; what is `None` stays.
///
/// # Errors
/// Not found if the instructor's application has no such key; a name that can't be taken.
pub async fn change(
    domain: &Domain,
    who: &Instructor,
    (application, id): (&ApplicationId, &KeyId),
    name: Option<&str>,
    active: Option<bool>,
) -> Result<()> {
    let known = key(domain, who, application, id).await?;
    let name = name.map_or(Ok(known.name), named)?;
    let active = active.unwrap_or(known.active);
    let mut tx = domain.db.begin_write().await?;
    store::change_key(&mut tx, id, (&name, active), domain.now()).await?;
    tx.commit().await
}

/// Revokes a key and all tokens that were made with it.
///
/// # Errors
/// Not found if the instructor's application has no such key.
pub async fn revoke(
    domain: &Domain,
    who: &Instructor,
    application: &ApplicationId,
    id: &KeyId,
) -> Result<()> {
    key(domain, who, application, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::delete_key(&mut tx, id).await?;
    tx.commit().await
}

async fn key(
    domain: &Domain,
    who: &Instructor,
    application: &ApplicationId,
    id: &KeyId,
) -> Result<ApiKey> {
    let missing = || Problem::NotFound(format!("Could not find credential [{id}]."));
    let keys = find(domain, who, application).await?.keys;
    let found = keys.into_iter().find(|key| key.id == *id);
    Ok(found.ok_or_else(missing)?)
}

fn named(name: &str) -> Result<String> {
    let name = clean_name(name);
    if name.is_empty() {
        return Err(Problem::field("name", "Give it a name.").into());
    }
    if name.chars().count() > NAME_MAX {
        let why = format!("Use at most {NAME_MAX} characters.");
        return Err(Problem::field("name", why).into());
    }
    Ok(name)
}

fn fits(count: usize) -> Result<()> {
    if count < MOST {
        return Ok(());
    }
    let why = format!("There are {MOST} already, the most there can be. Take one away first.");
    Err(Problem::Refused(why).into())
}
