//! E-mail addresses and lists of them, as people paste them.

use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;

/// An e-mail address that a mail server would take, lower-cased so that two spellings are one person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "sqlx", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Takes `local@domain` (RFC 5321 section 4.1.2 without quoted strings and address literals).
    ///
    /// # Errors
    /// A sentence that says what to change.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err("Enter an e-mail address.".to_owned());
        }
        let wrong =
            || format!("“{text}” is not an e-mail address. It should look like name@example.org.");
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| {
                c.is_ascii_alphanumeric()
                    || ".!#$%&'*+/=?^_`{|}~-".contains(c)
                    || (!c.is_ascii() && c.is_alphanumeric())
            });
        let domain_ok = domain.len() <= 253
            && domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.chars().all(|c| c.is_alphanumeric() || c == '-')
            });
        let localhost = domain.eq_ignore_ascii_case("localhost");
        if local_ok && (domain_ok || localhost) {
            Ok(Self(text.to_lowercase()))
        } else {
            Err(wrong())
        }
    }

    /// The address, lower-cased.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person as pasted: an address, and a name where one stood before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    pub email: EmailAddress,
    /// Empty if none was given.
    pub name: String,
}

/// What a pasted list holds.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Addressees {
    /// In the order given, each address once.
    pub people: Vec<Addressee>,
    /// What could not be read, as it was written.
    pub unreadable: Vec<String>,
    /// How many were named more than once.
    pub repeated: usize,
}

/// Reads addresses separated by commas, semicolons, white space or lines, also as
/// `Name <name@example.org>` and `"Last, First" <name@example.org>` (RFC 5322 section 3.4).
pub fn parse_list(text: &str) -> Addressees {
    let mut list = Addressees::default();
    let mut seen = HashSet::new();
    for piece in pieces(text) {
        match addressee(&piece) {
            Some(found) => {
                for person in found {
                    if seen.insert(person.email.clone()) {
                        list.people.push(person);
                    } else {
                        list.repeated += 1;
                    }
                }
            }
            None => list.unreadable.push(piece),
        }
    }
    list
}

/// Cuts at commas, semicolons and line ends that stand outside quotes and angle brackets.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let (mut quoted, mut angled) = (false, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '<' if !quoted => angled = true,
            '>' if !quoted => angled = false,
            _ => {}
        }
        let ends_line = c == '\n' || c == '\r';
        if ends_line {
            (quoted, angled) = (false, false);
        }
        let cuts = ends_line || (!quoted && !angled && (c == ',' || c == ';'));
        match pieces.last_mut() {
            Some(last) if !cuts => last.push(c),
            _ => pieces.push(String::new()),
        }
    }
    pieces
        .into_iter()
        .map(|p| p.trim().to_owned())
        .filter(|p| !p.is_empty())
        .collect()
}

fn addressee(piece: &str) -> Option<Vec<Addressee>> {
    if let Some((name, rest)) = piece.rsplit_once('<') {
        let email = EmailAddress::parse(rest.trim_end().trim_end_matches('>')).ok()?;
        let name = name.trim().trim_matches('"').trim();
        return Some(vec![Addressee {
            email,
            name: clean_name(name),
        }]);
    }
    piece
        .split_whitespace()
        .map(|word| {
            Some(Addressee {
                email: EmailAddress::parse(word.trim_matches('"')).ok()?,
                name: String::new(),
            })
        })
        .collect()
}

/// A name on one line, without control characters, at most 200 characters.
pub fn clean_name(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control())
        .take(200)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emails(text: &str) -> Vec<String> {
        parse_list(text)
            .people
            .iter()
            .map(|p| p.email.to_string())
            .collect()
    }

    #[test]
    fn commas_semicolons_spaces_and_lines_all_separate() {
        assert_eq!(
            emails("a@x.org, b@x.org;c@x.org d@x.org\r\ne@x.org\n\n"),
            ["a@x.org", "b@x.org", "c@x.org", "d@x.org", "e@x.org"]
        );
    }

    #[test]
    fn a_name_before_angle_brackets_is_kept() {
        let list = parse_list("Ada Lovelace <Ada@Example.org>; \"Byrne, Bob\" <bob@example.org>");
        assert_eq!(list.people[0].name, "Ada Lovelace");
        assert_eq!(list.people[0].email.as_str(), "ada@example.org");
        assert_eq!(list.people[1].name, "Byrne, Bob");
    }

    #[test]
    fn the_same_address_in_another_case_is_the_same_person() {
        let list = parse_list("ada@example.org ADA@example.org");
        assert_eq!((list.people.len(), list.repeated), (1, 1));
    }

    #[test]
    fn what_cannot_be_read_is_given_back_as_written() {
        let list = parse_list("ada@example.org, bob at example.org, @x.org");
        assert_eq!(list.people.len(), 1);
        assert_eq!(list.unreadable, ["bob at example.org", "@x.org"]);
    }

    #[test]
    fn an_address_needs_a_whole_domain() {
        for bad in [
            "",
            "ada",
            "ada@",
            "@x.org",
            "ada@x",
            "a b@x.org",
            "ada@x..org",
            ".a@x.org",
            "ada@-x.org",
        ] {
            assert!(EmailAddress::parse(bad).is_err(), "{bad}");
        }
        assert!(EmailAddress::parse("o'hara+tag@sub.example.org").is_ok());
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_list_reader_panic(text in ".{0,300}") {
            let list = parse_list(&text);
            proptest::prop_assert!(list.people.len() + list.unreadable.len() <= text.len() + 1);
        }
    }
}
