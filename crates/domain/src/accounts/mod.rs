//! People who sign in, and how they prove who they are.

pub(crate) mod code;
mod password;
mod store;

pub use code::{request_code, sign_in_with_code};
pub use password::blocklisted;

use crate::db::On;
use crate::{Domain, Error, Result, secret};
use beckon_model::account::{Installation, Me, full_name};
use beckon_model::email::clean_name;
use beckon_model::problem::FieldProblem;
use beckon_model::{AccountId, EmailAddress, LearnerId, Millis, Problem};

/// Someone who may keep courses and invite.
#[derive(Clone, Debug)]
pub struct Instructor {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    /// May see the outbox and what concerns the installation.
    pub operator: bool,
}

/// Someone who takes courses.
#[derive(Clone, Debug)]
pub struct Learner {
    pub id: LearnerId,
    /// `None` for a guest, who entered one public invitation without an account.
    pub account: Option<AccountId>,
    pub name: String,
    pub email: String,
}

/// What someone types to set up an account.
#[derive(Clone, Debug, Default)]
pub struct NewAccount {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub password: String,
}

/// What the first page needs to know before anybody is signed in.
pub async fn installation(domain: &Domain) -> Result<Installation> {
    Ok(Installation {
        empty: !store::any_instructor(&mut &domain.db).await?,
        outbox_only: matches!(
            domain.settings().transport,
            crate::mail::Transport::OutboxPage
        ),
    })
}

/// Who an account is; `None` if it is gone.
pub async fn me(domain: &Domain, id: &AccountId) -> Result<Option<Me>> {
    me_on(&mut &domain.db, id).await
}

async fn me_on(on: &mut impl On, id: &AccountId) -> Result<Option<Me>> {
    Ok(store::find(on, id).await?.map(|row| Me {
        id: row.id,
        learner: row.learner_id,
        name: full_name(&row.first_name, &row.last_name),
        email: row.email,
        instructor: row.instructor,
        operator: row.operator,
    }))
}

/// The account as an instructor.
///
/// # Errors
/// Refused if it is not one.
pub async fn instructor(domain: &Domain, id: &AccountId) -> Result<Instructor> {
    instructor_on(&mut &domain.db, id).await
}

/// The same within a transaction.
pub(crate) async fn instructor_on(on: &mut impl On, id: &AccountId) -> Result<Instructor> {
    let me = me_on(on, id).await?.ok_or(Problem::SignedOut)?;
    if !me.instructor {
        let why = "This page is for instructors. Your account is a learner's: open the link of your invitation to play a course.";
        return Err(Problem::Refused(why.to_owned()).into());
    }
    Ok(Instructor {
        id: me.id,
        name: me.name,
        email: me.email,
        operator: me.operator,
    })
}

/// The account as a learner; instructors may learn as well.
pub async fn learner(domain: &Domain, id: &AccountId) -> Result<Learner> {
    let me = me(domain, id).await?.ok_or(Problem::SignedOut)?;
    Ok(Learner {
        id: me.learner,
        account: Some(me.id),
        name: me.name,
        email: me.email,
    })
}

/// Sets up the very first instructor, who is the operator too.
///
/// # Errors
/// Refused once there is one; fields that can't be taken.
pub async fn create_first_instructor(domain: &Domain, new: NewAccount) -> Result<AccountId> {
    let checked = Person::of(&new)?;
    let hash = password::hash(domain, &new.password).await?;
    let mut tx = domain.db.begin_write().await?;
    if store::any_instructor(&mut tx).await? {
        let why = "This installation has its first instructor already. Please sign in.";
        return Err(Problem::Refused(why.to_owned()).into());
    }
    let id = write(
        domain,
        &mut tx,
        &checked,
        Some(&hash),
        Role {
            instructor: true,
            operator: true,
        },
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds an instructor from the command line, or gives an account that exists the role and the password.
pub async fn add_instructor(domain: &Domain, new: NewAccount) -> Result<AccountId> {
    let checked = Person::of(&new)?;
    let hash = password::hash(domain, &new.password).await?;
    let mut tx = domain.db.begin_write().await?;
    let operator = !store::any_instructor(&mut tx).await?;
    let id = match store::by_email(&mut tx, checked.email.as_str()).await? {
        Some(row) => {
            store::promote(&mut tx, &row.id, &hash, row.operator || operator).await?;
            row.id
        }
        None => {
            write(
                domain,
                &mut tx,
                &checked,
                Some(&hash),
                Role {
                    instructor: true,
                    operator,
                },
            )
            .await?
        }
    };
    tx.commit().await?;
    Ok(id)
}

/// The instructor of an address, for the command line.
pub async fn instructor_by_email(domain: &Domain, email: &str) -> Result<Instructor> {
    let missing = || Problem::NotFound(format!("No instructor has the address {email}."));
    let row = store::by_email(&mut &domain.db, &email.to_lowercase())
        .await?
        .ok_or_else(missing)?;
    instructor(domain, &row.id).await
}

/// Sets up a learner's account on the sign-up page of a public invitation. Whoever types the address and the
/// password of an account that exists is signed in to it.
///
/// # Errors
/// Fields that can't be taken; an address that has an account with another password.
pub async fn set_up_learner(domain: &Domain, new: NewAccount) -> Result<AccountId> {
    let checked = Person::of(&new)?;
    if let Some(row) = store::by_email(&mut &domain.db, checked.email.as_str()).await? {
        return match sign_in(domain, &new.email, &new.password).await {
            Ok(_) => Ok(row.id),
            Err(Error::Problem(Problem::Fields(_))) => {
                let why = "There is an account with this address already. Sign in to it, or have a code mailed to you.";
                Err(Problem::field("email", why).into())
            }
            Err(other) => Err(other),
        };
    }
    let hash = password::hash(domain, &new.password).await?;
    let mut tx = domain.db.begin_write().await?;
    if store::by_email(&mut tx, checked.email.as_str())
        .await?
        .is_some()
    {
        let why = "An account with this address was set up just now. Please sign in to it.";
        return Err(Problem::field("email", why).into());
    }
    let id = write(domain, &mut tx, &checked, Some(&hash), Role::default()).await?;
    tx.commit().await?;
    Ok(id)
}

/// An account for an address that is about to be proven by a code.
pub(crate) enum Prepared {
    Known(AccountId),
    New { person: Person, hash: String },
}

/// Finds the account of an address, or judges what is needed to set one up.
///
/// # Errors
/// Fields that can't be taken, where there is no account yet.
pub(crate) async fn prepare(domain: &Domain, new: NewAccount) -> Result<Prepared> {
    let email = new.email.trim().to_lowercase();
    if let Some(row) = store::by_email(&mut &domain.db, &email).await? {
        return Ok(Prepared::Known(row.id));
    }
    let person = Person::of(&new)?;
    let hash = password::hash(domain, &new.password).await?;
    Ok(Prepared::New { person, hash })
}

/// The account, set up if there is none by now. Only for an address that was proven.
pub(crate) async fn settle(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    prepared: Prepared,
) -> Result<AccountId> {
    match prepared {
        Prepared::Known(id) => Ok(id),
        Prepared::New { person, hash } => match store::by_email(tx, person.email.as_str()).await? {
            Some(row) => Ok(row.id),
            None => write(domain, tx, &person, Some(&hash), Role::default()).await,
        },
    }
}

/// How many wrong guesses are free before each next one must wait.
const FREE_FAILURES: i64 = 5;

/// How many seconds to wait before the next guess, if any. Takes how many were wrong, and when the last was.
pub(crate) fn wait(failures: Option<(i64, Millis)>, now: Millis) -> Option<i64> {
    let (failures, last_at) = failures?;
    let until = last_at + (1_000 << (failures - FREE_FAILURES).clamp(0, 10));
    (failures >= FREE_FAILURES && now < until).then(|| (until - now) / 1_000 + 1)
}

/// Signs in by address and password. An unknown address takes as long and answers the same as a wrong password.
///
/// # Errors
/// `Problem::Fields` on "password" if they don't match; `TooMuch` after several failures in a row.
pub async fn sign_in(domain: &Domain, email: &str, password: &str) -> Result<AccountId> {
    let email = email.trim().to_lowercase();
    let now = domain.now();
    if let Some(seconds) = wait(store::failures(&mut &domain.db, &email).await?, now) {
        let why = format!(
            "Too many wrong passwords. Wait {seconds} seconds, or have a code mailed to you instead."
        );
        return Err(Problem::TooMuch(why).into());
    }
    let row = store::by_email(&mut &domain.db, &email).await?;
    let stored = row.as_ref().and_then(|row| row.password_hash.clone());
    let right = password::verify(domain, password, stored).await?;
    let mut tx = domain.db.begin_write().await?;
    let outcome = match row {
        Some(row) if right => {
            store::forget_failures(&mut tx, &email).await?;
            Ok(row.id)
        }
        _ => {
            store::count_failure(&mut tx, &email, now).await?;
            let why = "The address and the password don't belong together. Check both, or have a code mailed to you.";
            Err(Problem::field("password", why).into())
        }
    };
    tx.commit().await?;
    outcome
}

/// The learner of an address, found or made within the transaction; an empty stored name is filled in.
pub(crate) async fn learner_for(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    email: &EmailAddress,
    name: &str,
) -> Result<LearnerId> {
    store::learner_for(tx, &secret::id(), email.as_str(), name, domain.now()).await
}

#[derive(Clone, Copy, Default)]
struct Role {
    instructor: bool,
    operator: bool,
}

/// A name and an address as someone typed them.
pub(crate) struct Person {
    pub first_name: String,
    pub last_name: String,
    pub email: EmailAddress,
}

impl Person {
    /// Takes what was typed; gives what is wrong with "first_name", "last_name" and "email" otherwise.
    pub(crate) fn parse(first: &str, last: &str, email: &str) -> Result<Self, Vec<FieldProblem>> {
        let mut wrong = Vec::new();
        let mut problem = |field: &str, message: String| {
            wrong.push(FieldProblem {
                field: field.to_owned(),
                message,
            })
        };
        let (first_name, last_name) = (clean_name(first), clean_name(last));
        if first_name.is_empty() {
            problem("first_name", "Enter your first name.".to_owned());
        }
        if last_name.is_empty() {
            problem("last_name", "Enter your last name.".to_owned());
        }
        let email = EmailAddress::parse(email);
        if let Err(why) = &email {
            problem("email", why.clone());
        }
        match email {
            Ok(email) if wrong.is_empty() => Ok(Self {
                first_name,
                last_name,
                email,
            }),
            _ => Err(wrong),
        }
    }

    pub(crate) fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    /// The person of a new account, whose password is judged as well.
    fn of(new: &NewAccount) -> Result<Self, Problem> {
        let person = Self::parse(&new.first_name, &new.last_name, &new.email);
        let names = [&clean_name(&new.first_name), &clean_name(&new.last_name)];
        let judged = password::judge(&new.password, &[&new.email, names[0], names[1]]);
        match (person, judged) {
            (Ok(person), Ok(())) => Ok(person),
            (person, judged) => {
                let mut wrong = person.err().unwrap_or_default();
                wrong.extend(judged.err().map(|message| FieldProblem {
                    field: "password".to_owned(),
                    message,
                }));
                Err(Problem::Fields(wrong))
            }
        }
    }
}

async fn write(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    new: &Person,
    hash: Option<&str>,
    role: Role,
) -> Result<AccountId> {
    let (id, now) = (secret::id::<AccountId>(), domain.now());
    store::insert(
        tx,
        &id,
        new.email.as_str(),
        &new.first_name,
        &new.last_name,
        hash,
        role.instructor,
        role.operator,
        now,
    )
    .await?;
    let learner = learner_for(domain, tx, &new.email, &new.name()).await?;
    store::give_account(tx, &learner, &id, &new.name()).await?;
    Ok(id)
}
