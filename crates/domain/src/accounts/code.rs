//! A code mailed to the address: it always works instead of a password.

use super::store;
pub(crate) use super::store::CodeRow;
use crate::mail::{self, NewMail};
use crate::{Domain, Result, secret};
use beckon_model::{AccountId, EmailAddress, Millis, Problem};

const GOOD_FOR: i64 = 15 * 60_000;
const TRIES: i64 = 5;
/// Codes for one address within [`WINDOW`].
const ASKS: i64 = 5;
const WINDOW: i64 = 60 * 60_000;

/// A code, and what is kept of it.
pub(crate) struct Drawn {
    pub code: String,
    pub kept: CodeRow,
}

/// Draws a code. Takes whom or what it is for, and how many were asked for before since when.
///
/// # Errors
/// `TooMuch` when asked too often.
pub(crate) fn draw(
    whose: &str,
    before: Option<(i64, Millis)>,
    now: Millis,
) -> Result<Drawn, Problem> {
    let (asked, first_asked_at) = match before {
        Some((asked, first_asked_at)) if now < first_asked_at + WINDOW => {
            (asked + 1, first_asked_at)
        }
        _ => (1, now),
    };
    if asked > ASKS {
        let why = "Several codes were asked for this address already. Use the newest of them, or try again in an hour.";
        return Err(Problem::TooMuch(why.to_owned()));
    }
    let code = secret::digits();
    let kept = CodeRow {
        code_hash: hash(whose, &code),
        tries: 0,
        asked,
        first_asked_at,
        expires_at: now + GOOD_FOR,
    };
    Ok(Drawn { code, kept })
}

impl CodeRow {
    /// Whether what was typed is the code, and the code is still good.
    pub(crate) fn fits(&self, whose: &str, typed: &str, now: Millis) -> bool {
        let typed: String = typed.chars().filter(char::is_ascii_digit).collect();
        self.tries < TRIES && now < self.expires_at && self.code_hash == hash(whose, &typed)
    }
}

/// The same for a wrong code, an old one, and an address that has none.
pub(crate) fn wrong() -> Problem {
    let why =
        "This code is wrong or no longer good. Check the newest mail, or ask for another code.";
    Problem::field("code", why)
}

fn hash(whose: &str, code: &str) -> String {
    secret::hash(&format!("{whose}/{code}"))
}

/// Mails a code to the address if it has an account. The answer is the same if it has not.
///
/// # Errors
/// What is no address; `TooMuch` when asked too often, for known and unknown addresses alike.
pub async fn request_code(domain: &Domain, email: &str) -> Result<()> {
    let email = EmailAddress::parse(email).map_err(|why| Problem::field("email", why))?;
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let before = store::code(&mut tx, email.as_str()).await?;
    let before = before.map(|row| (row.asked, row.first_asked_at));
    let Drawn { code, kept: row } = draw(email.as_str(), before, now)?;
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
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let row = store::code(&mut tx, &email).await?;
    let account = store::by_email(&mut tx, &email).await?;
    let outcome = match (row, account) {
        (Some(row), Some(account)) if row.fits(&email, code, now) => {
            store::forget_code(&mut tx, &email).await?;
            store::forget_failures(&mut tx, &email).await?;
            Ok(account.id)
        }
        _ => {
            store::count_try(&mut tx, &email).await?;
            Err(wrong().into())
        }
    };
    tx.commit().await?;
    outcome
}
