//! Learners without an account: who they say they are, confirmed by a code where that is asked for or where the
//! address is known already. So nobody goes on with what is another's by typing that one's address.

use super::{public_row, store};
use crate::accounts::code::{self as codes, Drawn, draw};
use crate::accounts::{self, Learner, NewAccount, Person, Prepared};
use crate::db::Tx;
use crate::invitations::{self, Invitation};
use crate::mail::{self, NewMail};
use crate::{Domain, Result, secret};
use beckon_model::invitation::Entry;
use beckon_model::{AccountId, EmailAddress, LearnerId, Millis, Problem};

/// What a learner types who needs no account.
#[derive(Clone, Debug, Default)]
pub struct NewGuest {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entered {
    In(LearnerId),
    /// A code is on its way to the address.
    CodeMailed,
}

/// A learner who entered a public invitation without an account before; `None` if he or she is gone, or if the
/// invitation wants accounts now.
pub async fn guest(domain: &Domain, token: &str, id: &LearnerId) -> Result<Option<Learner>> {
    let invitation = public_row(domain, token).await?;
    if invitation.entry() == Entry::Account {
        return Ok(None);
    }
    let row = store::learner(&mut &domain.db, id).await?;
    Ok(row.map(|row| Learner {
        id: row.id,
        account: None,
        name: row.name,
        email: row.email,
    }))
}

/// Says who one is on the page of a public invitation that takes guests. Counts nothing: that is for the first launch.
///
/// # Errors
/// Fields that can't be taken; refused while nobody gets in, or where an account is needed; `TooMuch` when codes were
/// asked for too often.
pub async fn enter(domain: &Domain, token: &str, new: &NewGuest) -> Result<Entered> {
    let invitation = public_row(domain, token).await?;
    invitations::let_in(domain, &invitation, true)?;
    let entry = invitation.entry();
    if entry == Entry::Account {
        let why = "This invitation asks for an account now. Reload the page to set one up.";
        return Err(Problem::Refused(why.to_owned()).into());
    }
    let person =
        Person::parse(&new.first_name, &new.last_name, &new.email).map_err(Problem::Fields)?;
    let (name, email) = (person.name(), person.email);
    let mut tx = domain.db.begin_write().await?;
    let known = store::known(&mut tx, email.as_str(), &invitation.id).await?;
    if !known.registered && !invitation.allows(email.as_str()) {
        return Err(invitation.domains_problem().into());
    }
    if entry == Entry::Name && !known.anywhere {
        let id = accounts::learner_for(domain, &mut tx, &email, &name).await?;
        tx.commit().await?;
        return Ok(Entered::In(id));
    }
    mail_code(domain, &mut tx, &invitation, (email.as_str(), &name), None).await?;
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(Entered::CodeMailed)
}

/// What came of setting up an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetUp {
    In(AccountId),
    /// The address is known already, so a code that confirms it is on its way there.
    CodeMailed,
}

/// Sets up an account on the page of a public invitation. An address that was invited or has played before is confirmed
/// by a mailed code first: nobody takes over another's registrations by typing that one's address.
///
/// # Errors
/// As [`accounts::set_up_learner`]; `TooMuch` when codes were asked for too often.
pub async fn set_up(domain: &Domain, token: &str, new: NewAccount) -> Result<SetUp> {
    let invitation = public_row(domain, token).await?;
    let Prepared::New { person, hash } = accounts::prepare(domain, new.clone()).await? else {
        return Ok(SetUp::In(accounts::set_up_learner(domain, new).await?));
    };
    let mut tx = domain.db.begin_write().await?;
    let known = store::known(&mut tx, person.email.as_str(), &invitation.id).await?;
    if !known.anywhere {
        let prepared = Prepared::New { person, hash };
        let id = accounts::settle(domain, &mut tx, prepared).await?;
        tx.commit().await?;
        return Ok(SetUp::In(id));
    }
    let whom = (person.email.as_str(), &*person.name());
    let account = Some((&*person.first_name, &*hash));
    mail_code(domain, &mut tx, &invitation, whom, account).await?;
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(SetUp::CodeMailed)
}

/// Who entered by a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    Guest(LearnerId),
    /// The account was set up, or was there already.
    Account(AccountId),
}

/// Enters by the code that was mailed, which then is used up.
///
/// # Errors
/// `Problem::Fields` on "code", the same for a wrong code, an old one and an unknown address.
pub async fn confirm(domain: &Domain, token: &str, email: &str, code: &str) -> Result<Confirmed> {
    let invitation = public_row(domain, token).await?;
    invitations::let_in(domain, &invitation, true)?;
    let email = email.trim().to_lowercase();
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let confirmed = confirmed(&mut tx, &invitation, &email, code, now).await?;
    let outcome = match (confirmed, EmailAddress::parse(&email)) {
        (Ok(given), Ok(address)) => match given.account(&address) {
            Some(account) => Ok(Confirmed::Account(
                accounts::settle(domain, &mut tx, account).await?,
            )),
            None => {
                let learner = accounts::learner_for(domain, &mut tx, &address, &given.name).await?;
                Ok(Confirmed::Guest(learner))
            }
        },
        (Err(wrong), _) => Err(wrong.into()),
        (_, Err(why)) => Err(Problem::field("email", why).into()),
    };
    tx.commit().await?;
    outcome
}

/// Mails a code that confirms an address on an invitation, within the transaction that it belongs to. Wake the worker
/// after the commit. `account` is the first name and the hash of the password of the account to be set up by it.
///
/// # Errors
/// `TooMuch` when asked too often.
pub(super) async fn mail_code(
    domain: &Domain,
    tx: &mut Tx,
    invitation: &Invitation,
    (email, name): (&str, &str),
    account: Option<(&str, &str)>,
) -> Result<()> {
    let now = domain.now();
    let before = store::code(tx, &invitation.id, email).await?;
    let before = before.map(|row| (row.code.asked, row.code.first_asked_at));
    let Drawn { code, kept } = draw(&whose(invitation, email), before, now)?;
    store::keep_code(tx, &invitation.id, email, name, account, &kept).await?;
    let letter = mail::code_letter(name, mail::CodeFor::Course(&invitation.course_title), &code);
    let mail = NewMail {
        id: secret::id(),
        kind: "code",
        to_email: email,
        to_name: name,
        reply_to: "",
        subject: &letter.subject,
        html: &letter.html,
        text: &letter.text,
        recipient: None,
    };
    mail::outbox::promise(tx, mail, now).await
}

/// What was given when a code was asked for.
pub(super) struct Given {
    pub name: String,
    first_name: Option<String>,
    hash: Option<String>,
}

impl Given {
    /// The account to be set up, if one was asked for.
    fn account(&self, email: &EmailAddress) -> Option<Prepared> {
        let (first_name, hash) = (self.first_name.clone()?, self.hash.clone()?);
        let last_name = self.name.strip_prefix(&*first_name).unwrap_or_default();
        let person = Person {
            last_name: last_name.trim().to_owned(),
            first_name,
            email: email.clone(),
        };
        Some(Prepared::New { person, hash })
    }
}

/// Takes a code that was mailed to an address, which then is used up; gives what was given when it was asked for. A wrong
/// one is counted, so commit in either case.
pub(super) async fn confirmed(
    tx: &mut Tx,
    invitation: &Invitation,
    email: &str,
    code: &str,
    now: Millis,
) -> Result<std::result::Result<Given, Problem>> {
    let row = store::code(tx, &invitation.id, email).await?;
    match row.filter(|row| row.code.fits(&whose(invitation, email), code, now)) {
        Some(row) => {
            store::forget_code(tx, &invitation.id, email).await?;
            Ok(Ok(Given {
                name: row.name,
                first_name: row.first_name,
                hash: row.password_hash,
            }))
        }
        None => {
            store::count_try(tx, &invitation.id, email).await?;
            Ok(Err(codes::wrong()))
        }
    }
}

/// What a code is for: an address, on this invitation alone.
fn whose(invitation: &Invitation, email: &str) -> String {
    format!("{}/{email}", invitation.id)
}
