//! A code mailed to the address: it always works instead of a password.

use super::store::{self, CodeRow};
use crate::mail::{self, NewMail};
use crate::{Domain, Result, secret};
use beckon_model::{AccountId, EmailAddress, Problem};

const GOOD_FOR: i64 = 15 * 60_000;
const TRIES: i64 = 5;
/// Codes for one address within [`WINDOW`].
const ASKS: i64 = 5;
const WINDOW: i64 = 60 * 60_000;

/// Mails a code to the address if it has an account. The answer is the same if it has not.
///
/// # Errors
/// What is no address; `TooMuch` when asked too often, for known and unknown addresses alike.
pub async fn request_code(domain: &Domain, email: &str) -> Result<()> {
    let email = EmailAddress::parse(email).map_err(|why| Problem::field("email", why))?;
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let (asked, first_asked_at) = match store::code(&mut tx, email.as_str()).await? {
        Some(row) if now < row.first_asked_at + WINDOW => (row.asked + 1, row.first_asked_at),
        _ => (1, now),
    };
    if asked > ASKS {
        let why = "Several codes were asked for this address already. Use the newest of them, or try again in an hour.";
        return Err(Problem::TooMuch(why.to_owned()).into());
    }
    let code = secret::digits();
    let row = CodeRow {
        code_hash: secret::hash(&format!("{email}/{code}")),
        tries: 0,
        asked,
        first_asked_at,
        expires_at: now + GOOD_FOR,
    };
    store::keep_code(&mut tx, email.as_str(), &row).await?;
    if let Some(account) = store::by_email(&mut tx, email.as_str()).await? {
        let letter = mail::code_letter(&account.first_name, mail::CodeFor::SignIn, &code);
        let mail = NewMail {
            id: secret::id(),
            kind: "code",
            to_email: email.as_str(),
            to_name: &beckon_model::account::full_name(&account.first_name, &account.last_name),
            reply_to: "",
            subject: &letter.subject,
            html: &letter.html,
            text: &letter.text,
            recipient: None,
        };
        mail::outbox::promise(&mut tx, mail, now).await?;
    }
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(())
}

/// Signs in by a mailed code, which then is used up.
///
/// # Errors
/// `Problem::Fields` on "code", the same for a wrong code, an old one and an unknown address.
pub async fn sign_in_with_code(domain: &Domain, email: &str, code: &str) -> Result<AccountId> {
    let email = email.trim().to_lowercase();
    let code: String = code.chars().filter(char::is_ascii_digit).collect();
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let row = store::code(&mut tx, &email).await?;
    let account = store::by_email(&mut tx, &email).await?;
    let hash = secret::hash(&format!("{email}/{code}"));
    let outcome = match (row, account) {
        (Some(row), Some(account))
            if row.tries < TRIES && now < row.expires_at && row.code_hash == hash =>
        {
            store::forget_code(&mut tx, &email).await?;
            store::forget_failures(&mut tx, &email).await?;
            Ok(account.id)
        }
        _ => {
            store::count_try(&mut tx, &email).await?;
            let why = "This code is wrong or no longer good. Check the newest mail, or ask for another code.";
            Err(Problem::field("code", why).into())
        }
    };
    tx.commit().await?;
    outcome
}
