//! Keys with which programs act for an instructor.

use crate::{ApplicationId, KeyId, Millis};
use serde::{Deserialize, Serialize};

/// What a key may be limited to, as programs write it; beside each, what it allows.
pub const SCOPES: [(&str, &str); 20] = [
    ("read", "Read everything"),
    ("write", "Make and change everything"),
    ("delete", "Delete everything"),
    ("admin", "Erase learners"),
    ("read:course", "Read courses"),
    ("write:course", "Import and change courses"),
    ("delete:course", "Delete courses"),
    ("read:invitation", "Read invitations"),
    ("write:invitation", "Invite, and change invitations"),
    ("delete:invitation", "Delete invitations"),
    (
        "read:registration",
        "Read results, and make links to launch",
    ),
    ("write:registration", "Make and change registrations"),
    ("delete:registration", "Delete registrations and results"),
    ("read:learner", "Read learners"),
    ("write:learner", "Change learners"),
    ("read:reporting", "Read reports"),
    ("read:ping", "Ask whether the key works"),
    ("read:about", "Ask for the version"),
    ("read:appmgmt", "Read the defaults of all courses"),
    (
        "write:appmgmt",
        "Make tokens, and change the defaults of all courses",
    ),
];

/// Scopes that other products know and that mean nothing here; programs that ask for them are not refused.
const ELSEWHERE: [&str; 10] = [
    "read:dispatch",
    "write:dispatch",
    "delete:dispatch",
    "read:xapicredential",
    "write:xapicredential",
    "delete:xapicredential",
    "read:xapipipe",
    "write:xapipipe",
    "delete:xapipipe",
    "delete:appmgmt",
];

/// What a key or a token may do.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Scopes(Vec<String>);

impl Scopes {
    /// Reads scopes separated by spaces or commas.
    ///
    /// # Errors
    /// A sentence that names what is no scope.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut scopes = Vec::new();
        for word in text.split([' ', ',', '\n', '\t']).filter(|w| !w.is_empty()) {
            let known = SCOPES.iter().any(|(scope, _)| *scope == word);
            if !known && !ELSEWHERE.contains(&word) {
                return Err(format!(
                    "“{word}” is no scope. Use one such as read, write or read:course."
                ));
            }
            if !scopes.iter().any(|have| have == word) {
                scopes.push(word.to_owned());
            }
        }
        Ok(Self(scopes))
    }

    /// All that a key can be allowed.
    pub fn all() -> Self {
        Self(
            ["read", "write", "delete", "admin"]
                .map(str::to_owned)
                .into(),
        )
    }

    /// Whether `read:course` is among them, or `read`, which holds for all.
    pub fn allow(&self, scope: &str) -> bool {
        let verb = scope.split(':').next().unwrap_or_default();
        self.0.iter().any(|have| have == scope || have == verb)
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for Scopes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// A program, or several that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    pub id: ApplicationId,
    pub name: String,
    /// Makes applications and keys, and does nothing else.
    pub management: bool,
    /// Whether its keys may delete at all.
    pub allow_delete: bool,
    pub created_at: Millis,
    pub updated_at: Millis,
    /// Oldest first.
    pub keys: Vec<ApiKey>,
}

/// A key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    pub id: KeyId,
    pub name: String,
    pub scopes: Scopes,
    pub active: bool,
    /// To the minute.
    pub last_used_at: Option<Millis>,
    pub created_at: Millis,
    pub updated_at: Millis,
}

/// A key that was just made. Nobody can read the secret later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    pub id: KeyId,
    pub application: ApplicationId,
    pub name: String,
    pub secret: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verb_allows_it_for_everything_and_a_group_for_itself() {
        let scopes = Scopes::parse("read write:course").expect("scopes");
        assert!(scopes.allow("read:registration") && scopes.allow("write:course"));
        assert!(!scopes.allow("write:invitation") && !scopes.allow("delete:course"));
        assert!(!scopes.allow("admin"));
        assert!(Scopes::all().allow("admin") && Scopes::all().allow("delete:course"));
    }

    #[test]
    fn what_is_no_scope_is_named() {
        assert!(Scopes::parse("read:tea").is_err_and(|why| why.contains("read:tea")));
        assert!(Scopes::parse("read:xapipipe").is_ok());
    }
}
