//! Learners without an account: who they say they are, confirmed by a code where that is asked for or where the
//! address is known already. So nobody goes on with what is another's by typing that one's address.

use super::{public_row, store};
use crate::accounts::{self, Learner};
use crate::invitations::{self, Invitation};
use crate::mail::{self, NewMail};
use crate::{Domain, Result, secret};
use beckon_model::account::full_name;
use beckon_model::email::clean_name;
use beckon_model::invitation::Entry;
use beckon_model::problem::FieldProblem;
use beckon_model::{EmailAddress, LearnerId, Problem};

const GOOD_FOR: i64 = 15 * 60_000;
const TRIES: i64 = 5;
/// Codes for one address on one invitation within [`WINDOW`].
const ASKS: i64 = 5;
const WINDOW: i64 = 60 * 60_000;

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
    let (name, email) = check(new)?;
    let now = domain.now();
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
    let (asked, first_asked_at) = match store::code(&mut tx, &invitation.id, email.as_str()).await?
    {
        Some(row) if now < row.first_asked_at + WINDOW => (row.asked + 1, row.first_asked_at),
        _ => (1, now),
    };
    if asked > ASKS {
        let why = "Several codes were asked for this address already. Use the newest of them, or try again in an hour.";
        return Err(Problem::TooMuch(why.to_owned()).into());
    }
    let code = secret::digits();
    let row = store::CodeRow {
        name: name.clone(),
        code_hash: code_hash(&invitation, email.as_str(), &code),
        tries: 0,
        asked,
        first_asked_at,
        expires_at: now + GOOD_FOR,
    };
    store::keep_code(&mut tx, &invitation.id, email.as_str(), &row).await?;
    let letter = mail::code_letter(
        &name,
        mail::CodeFor::Course(&invitation.course_title),
        &code,
    );
    let mail = NewMail {
        id: secret::id(),
        kind: "code",
        to_email: email.as_str(),
        to_name: &name,
        reply_to: "",
        subject: &letter.subject,
        html: &letter.html,
        text: &letter.text,
        recipient: None,
    };
    mail::outbox::promise(&mut tx, mail, now).await?;
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(Entered::CodeMailed)
}

/// Enters by the code that was mailed, which then is used up.
///
/// # Errors
/// `Problem::Fields` on "code", the same for a wrong code, an old one and an unknown address.
pub async fn confirm(domain: &Domain, token: &str, email: &str, code: &str) -> Result<LearnerId> {
    let invitation = public_row(domain, token).await?;
    invitations::let_in(domain, &invitation, true)?;
    let email = email.trim().to_lowercase();
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let row = store::code(&mut tx, &invitation.id, &email).await?;
    let hash = code_hash(&invitation, &email, &code);
    let right =
        row.filter(|row| row.tries < TRIES && now < row.expires_at && row.code_hash == hash);
    let outcome = match (right, EmailAddress::parse(&email)) {
        (Some(row), Ok(address)) => {
            store::forget_code(&mut tx, &invitation.id, &email).await?;
            Ok(accounts::learner_for(domain, &mut tx, &address, &row.name).await?)
        }
        _ => {
            store::count_try(&mut tx, &invitation.id, &email).await?;
            let why = "This code is wrong or no longer good. Check the newest mail, or ask for another code.";
            Err(Problem::field("code", why).into())
        }
    };
    tx.commit().await?;
    outcome
}

fn code_hash(invitation: &Invitation, email: &str, code: &str) -> String {
    secret::hash(&format!("{}/{email}/{code}", invitation.id))
}

fn check(new: &NewGuest) -> Result<(String, EmailAddress), Problem> {
    let mut wrong = Vec::new();
    let mut problem = |field: &str, message: String| {
        wrong.push(FieldProblem {
            field: field.to_owned(),
            message,
        });
    };
    let (first, last) = (clean_name(&new.first_name), clean_name(&new.last_name));
    if first.is_empty() {
        problem("first_name", "Enter your first name.".to_owned());
    }
    if last.is_empty() {
        problem("last_name", "Enter your last name.".to_owned());
    }
    match EmailAddress::parse(&new.email) {
        Ok(email) if wrong.is_empty() => Ok((full_name(&first, &last), email)),
        Ok(_) => Err(Problem::Fields(wrong)),
        Err(why) => {
            wrong.push(FieldProblem {
                field: "email".to_owned(),
                message: why,
            });
            Err(Problem::Fields(wrong))
        }
    }
}
