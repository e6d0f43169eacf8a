//! Passwords: judged by what guessers know, hashed with argon2id.

use crate::{Domain, Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use beckon_model::account::{PASSWORD_MAX, PASSWORD_MIN};

/// 19 MiB, 2 passes, 1 lane: OWASP's password storage cheat sheet, first choice of argon2id settings.
fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| Error::Other(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Words that everybody tries first.
const BLOCKLIST: &str = include_str!("blocklist.txt");

/// Whether a password is among those that guessers try first.
pub fn blocklisted(password: &str) -> bool {
    let folded = password.to_lowercase();
    BLOCKLIST.lines().any(|word| word == folded)
}

/// Judges a new password by NIST SP 800-63B-4 section 3.1.1: length and a blocklist, no rules of composition.
/// `about` are the person's own words, which make a poor password.
///
/// # Errors
/// A sentence that says what to change.
pub(super) fn judge(password: &str, about: &[&str]) -> Result<(), String> {
    let length = password.chars().count();
    if length == 0 {
        return Err("Choose a password.".to_owned());
    }
    if length < PASSWORD_MIN {
        return Err(format!(
            "Use at least {PASSWORD_MIN} characters; a few words in a row are easy to remember."
        ));
    }
    if length > PASSWORD_MAX {
        return Err(format!("Use at most {PASSWORD_MAX} characters."));
    }
    let too_easy = "This password is among the first that anybody would guess. Choose another, such as a few words in a row.";
    if blocklisted(password) {
        return Err(too_easy.to_owned());
    }
    let words: Vec<&str> = about
        .iter()
        .flat_map(|text| text.split(['@', '.', ' ']))
        .filter(|w| w.len() > 2)
        .collect();
    match zxcvbn::zxcvbn(password, &words).score() {
        zxcvbn::Score::Zero => Err(too_easy.to_owned()),
        _ => Ok(()),
    }
}

/// Hashes a password away from the threads that answer requests, a few at a time.
pub(super) async fn hash(domain: &Domain, password: &str) -> Result<String> {
    let password = password.to_owned();
    with_permit(domain, move || {
        let hash = argon2()?
            .hash_password(password.as_bytes())
            .map_err(|e| Error::Other(e.to_string()))?;
        Ok(hash.to_string())
    })
    .await
}

/// Compares a password with a stored hash; without one it does the same work for nothing, so that an unknown address
/// can't be told by the time.
pub(super) async fn verify(
    domain: &Domain,
    password: &str,
    stored: Option<String>,
) -> Result<bool> {
    let password = password.to_owned();
    with_permit(domain, move || {
        let argon2 = argon2()?;
        match stored {
            Some(stored) => {
                let hash = PasswordHash::new(&stored).map_err(|e| Error::Other(e.to_string()))?;
                Ok(argon2.verify_password(password.as_bytes(), &hash).is_ok())
            }
            None => {
                argon2
                    .hash_password(password.as_bytes())
                    .map_err(|e| Error::Other(e.to_string()))?;
                Ok(false)
            }
        }
    })
    .await
}

async fn with_permit<T: Send + 'static>(
    domain: &Domain,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let _permit = domain
        .inner
        .hashing
        .acquire()
        .await
        .map_err(|e| Error::Other(e.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Other(e.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_password_is_told_how_long_it_must_be() {
        assert!(judge("1234567", &[]).is_err_and(|why| why.contains("at least 8")));
    }

    #[test]
    fn what_everybody_uses_is_refused_whatever_its_case() {
        for common in [
            "password",
            "Password1",
            "12345678",
            "QWERTYUIOP",
            "iloveyou1",
        ] {
            assert!(judge(common, &[]).is_err(), "{common}");
        }
    }

    #[test]
    fn ones_own_name_is_no_password() {
        assert!(judge("lovelace", &["ada@example.org", "Ada", "Lovelace"]).is_err());
    }

    #[test]
    fn a_few_plain_words_will_do() {
        assert_eq!(judge("harbour lantern oats", &[]), Ok(()));
    }
}
