//! Placeholders as people misspell them.

use crate::letter::{brackets, is_known};

/// What can be put into a letter, as a toolbar offers it.
pub const PLACEHOLDERS: [&str; 7] = [
    "[User]",
    "[Course]",
    "[Description]",
    "[Duration]",
    "[Inviter]",
    "[URL:Play course]",
    "[URL]",
];

/// Names that are filled, and words that people use for them.
const NAMES: [(&str, &[&str]); 6] = [
    (
        "User",
        &["name", "learner", "recipient", "first name", "full name"],
    ),
    ("Course", &["title", "course title", "course name"]),
    ("Description", &["course_description", "about", "summary"]),
    ("Duration", &["course_duration", "time", "length"]),
    ("Inviter", &["sender", "instructor", "from", "invited by"]),
    ("URL", &["link", "address", "play", "button", "course link"]),
];

/// Something in brackets that nothing is filled in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// With its brackets.
    pub written: String,
    /// What was probably meant, with its brackets.
    pub nearest: Option<String>,
}

/// What stands in brackets in a letter and means nothing, each once.
pub fn unknown(template: &str) -> Vec<Unknown> {
    let mut found: Vec<Unknown> = Vec::new();
    for written in brackets(template) {
        if !is_known(written) && found.iter().all(|known| known.written != written) {
            found.push(Unknown {
                written: written.to_owned(),
                nearest: nearest(written),
            });
        }
    }
    found
}

/// What was probably meant; `None` if it is like nothing known. The text of a link is kept.
fn nearest(written: &str) -> Option<String> {
    let inside = written.trim_start_matches('[').trim_end_matches(']');
    let (name, text) = match inside.split_once(':') {
        Some((name, text)) => (name, Some(text.trim())),
        None => (inside, None),
    };
    let name = &*name.trim().to_lowercase();
    if name.is_empty() {
        return None;
    }
    let (known, _) = NAMES
        .iter()
        .flat_map(|(known, others)| {
            let spellings = others.iter().copied().chain([*known]);
            spellings.map(move |spelling| (*known, distance(name, &spelling.to_lowercase())))
        })
        .min_by_key(|(_, distance)| *distance)
        .filter(|(_, distance)| *distance <= room(name))?;
    Some(match text {
        Some(text) if known == "URL" && !text.is_empty() => format!("[URL:{text}]"),
        _ => format!("[{known}]"),
    })
}

/// How many slips of the hand a word of this length may hold.
fn room(name: &str) -> usize {
    match name.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=7 => 2,
        _ => 3,
    }
}

/// How many letters must be put in, taken out, changed or swapped with their neighbour (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(40).collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut least = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *y && b[j - 1] == *x {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(template: &str) -> Vec<(String, Option<String>)> {
        unknown(template)
            .into_iter()
            .map(|unknown| (unknown.written, unknown.nearest))
            .collect()
    }

    #[test]
    fn everything_that_the_toolbar_offers_is_filled() {
        assert_eq!(unknown(&PLACEHOLDERS.join("\n")), []);
    }

    #[test]
    fn a_slip_of_the_hand_is_told_with_what_was_meant() {
        for (written, right) in [
            ("[Curse]", "[Course]"),
            ("[Usre]", "[User]"),
            ("[Invitor]", "[Inviter]"),
            ("[Desciption]", "[Description]"),
            ("[COURSE_DURATON]", "[Duration]"),
            ("[Ulr:Play course]", "[URL:Play course]"),
            ("[Name]", "[User]"),
            ("[Link]", "[URL]"),
            ("[link: Go ]", "[URL:Go]"),
        ] {
            assert_eq!(
                meant(written),
                [(written.to_owned(), Some(right.to_owned()))]
            );
        }
    }

    #[test]
    fn what_is_like_nothing_known_is_told_without_a_guess() {
        for written in ["[1]", "[ ]", "[Company car]", "[x]", "[:]"] {
            assert_eq!(meant(written), [(written.to_owned(), None)]);
        }
    }

    #[test]
    fn each_is_told_once_and_what_is_known_not_at_all() {
        assert_eq!(meant("[Nam] [User] [Nam]\n[url : x] []").len(), 1);
    }

    proptest::proptest! {
        #[test]
        fn a_guess_is_always_something_known(inside in "[a-zA-Zé:_ ]{1,20}") {
            for unknown in unknown(&format!("[{inside}]")) {
                if let Some(nearest) = unknown.nearest {
                    proptest::prop_assert!(is_known(&nearest), "{nearest}");
                }
            }
        }
    }
}
