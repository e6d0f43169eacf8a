//! Metadata: what the course is called, what it is about, how long it takes.
//!
//! Source: IMS Learning Resource Meta-data 1.2 (`langstring`), IEEE 1484.12.3 (`string`).

use roxmltree::Node;

use super::address::{self, Target};
use super::notes::Notes;
use super::xml::{self, Space};
use super::{MAX_DESCRIPTION, MAX_TITLE, text};

/// So many keywords are kept.
const MAX_KEYWORDS: usize = 100;

/// What metadata says of a course; empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// One line, at most 500 characters.
    pub title: String,
    /// Plain text, at most 5,000 characters.
    pub description: String,
    /// In words, such as “1 hour 30 minutes”.
    pub duration: String,
    /// How long learners typically take, in words.
    pub typical_time: String,
    /// The language of the title, as written.
    pub title_language: String,
    /// The language of the description, as written.
    pub description_language: String,
    /// At most 100, one line each.
    pub keywords: Vec<String>,
}

impl About {
    fn or(self, other: Self) -> Self {
        fn first(a: String, b: String) -> String {
            if a.is_empty() { b } else { a }
        }
        let (titled, described) = (self.title.is_empty(), self.description.is_empty());
        let language = |new: bool, mine, others| if new { others } else { mine };
        Self {
            title: first(self.title, other.title),
            description: first(self.description, other.description),
            duration: first(self.duration, other.duration),
            typical_time: first(self.typical_time, other.typical_time),
            title_language: language(titled, self.title_language, other.title_language),
            description_language: language(
                described,
                self.description_language,
                other.description_language,
            ),
            keywords: match self.keywords.is_empty() {
                true => other.keywords,
                false => self.keywords,
            },
        }
    }
}

/// What the manifest itself says of the course, and the files that say more: the package's
/// metadata, then the default organization's, then that of an only item.
pub fn of_manifest(root: Node<'_, '_>, notes: &mut Notes) -> (About, Vec<String>) {
    let organization = xml::child(root, Space::Packaging, "organizations").and_then(|all| {
        let wanted = xml::attribute(all, "default").unwrap_or("");
        let named = |o: &Node| xml::attribute(*o, "identifier") == Some(wanted);
        xml::children(all, Space::Packaging, "organization")
            .find(named)
            .or_else(|| xml::child(all, Space::Packaging, "organization"))
    });
    let only_item = organization.and_then(|organization| {
        let mut items = xml::children(organization, Space::Packaging, "item");
        let item = items.next();
        item.filter(|_| items.next().is_none())
    });
    let mut about = About::default();
    let mut files = Vec::new();
    for (rank, holder) in [Some(root), organization, only_item]
        .into_iter()
        .flatten()
        .enumerate()
    {
        for metadata in xml::children(holder, Space::Packaging, "metadata") {
            for lom in xml::children(metadata, Space::Metadata, "lom") {
                let mut said = self::about(lom, notes);
                if rank > 0 {
                    // A part's own title is not the course's.
                    said.title.clear();
                    said.title_language.clear();
                }
                about = about.or(said);
            }
            for location in xml::children(metadata, Space::Adl, "location") {
                let bases: Vec<&str> = xml::base(root).into_iter().collect();
                if let Target::File(place) = address::resolve(&bases, &xml::text(location)) {
                    files.push(place.file);
                }
            }
        }
    }
    (about, files)
}

/// What one `lom` element says.
pub fn about(lom: Node<'_, '_>, notes: &mut Notes) -> About {
    let general = xml::child(lom, Space::Metadata, "general");
    let said = |name: &'static str| {
        let nodes = general
            .into_iter()
            .flat_map(move |g| xml::children(g, Space::Metadata, name));
        nodes.map(in_a_language).filter(|t| !t.0.trim().is_empty())
    };
    let (title, title_language) = said("title").next().unwrap_or_default();
    let (description, description_language) = said("description").next().unwrap_or_default();
    let (title, description) = (text::line(&title), text::paragraphs(&description));
    if description.chars().nth(MAX_DESCRIPTION).is_some() {
        notes.say("The description is longer than 5,000 characters and was cut.");
    }
    let keywords = said("keyword").map(|(keyword, _)| text::cut(&text::line(&keyword), MAX_TITLE));
    let typical_time = time(lom, "educational", "typicallearningtime");
    About {
        title: text::cut(&title, MAX_TITLE),
        description: text::cut(&description, MAX_DESCRIPTION),
        duration: match time(lom, "technical", "duration") {
            none if none.is_empty() => typical_time.clone(),
            duration => duration,
        },
        typical_time,
        title_language,
        description_language,
        keywords: keywords.take(MAX_KEYWORDS).collect(),
    }
}

/// The text in English if there is one, else in the first language that says anything; and the language, as written.
fn in_a_language(node: Node<'_, '_>) -> (String, String) {
    let strings: Vec<Node> = node
        .children()
        .filter(|n| {
            xml::is(*n, Space::Metadata, "langstring") || xml::is(*n, Space::Metadata, "string")
        })
        .filter(|n| !xml::text(*n).trim().is_empty())
        .collect();
    if strings.is_empty() {
        let bare = node.children().filter(|n| n.is_text());
        return (bare.filter_map(|n| n.text()).collect(), String::new());
    }
    let language = |n: Node<'_, '_>| {
        let written = xml::attribute(n, "lang").or_else(|| xml::attribute(n, "language"));
        text::cut(&text::line(written.unwrap_or("")), 100)
    };
    let english = strings.iter().find(|n| {
        let language = language(**n);
        let main = language.split(['-', '_']).next().unwrap_or("");
        main.eq_ignore_ascii_case("en") || main.eq_ignore_ascii_case("x-en")
    });
    english
        .or(strings.first())
        .map(|n| (xml::text(*n), language(*n)))
        .unwrap_or_default()
}

/// How long something takes, in words; empty if nobody says.
fn time(lom: Node<'_, '_>, category: &'static str, element: &'static str) -> String {
    let within = xml::child(lom, Space::Metadata, category);
    let Some(element) = within.and_then(|within| xml::child(within, Space::Metadata, element))
    else {
        return String::new();
    };
    let written = ["datetime", "duration"]
        .into_iter()
        .map(|name| xml::text_of(element, Space::Metadata, name))
        .find(|written| !written.is_empty())
        .unwrap_or_else(|| element.text().unwrap_or("").to_owned());
    in_words(&text::line(&written))
}

/// “PT1H30M” and “01:30:00” as “1 hour 30 minutes”; anything else as it is written, cut; no time
/// at all as nothing.
fn in_words(written: &str) -> String {
    match iso(written).or_else(|| clock(written)) {
        Some(amounts) => {
            let names = ["year", "month", "day", "hour", "minute", "second"];
            let said = amounts.iter().zip(names).filter(|(n, _)| **n > 0);
            said.map(|(n, name)| format!("{n} {name}{}", if *n == 1 { "" } else { "s" }))
                .collect::<Vec<_>>()
                .join(" ")
        }
        None => text::cut(written, 100),
    }
}

fn iso(written: &str) -> Option<[u32; 6]> {
    let rest = written.strip_prefix(['P', 'p'])?;
    let mut amounts = [0; 6];
    let (mut number, mut in_time) = (String::new(), false);
    for c in rest.chars() {
        let slot = match (c.to_ascii_uppercase(), in_time) {
            ('T', false) => {
                in_time = true;
                continue;
            }
            ('0'..='9' | '.', _) => {
                number.push(c);
                continue;
            }
            ('Y', false) => 0,
            ('M', false) => 1,
            ('D', false) => 2,
            ('H', true) => 3,
            ('M', true) => 4,
            ('S', true) => 5,
            _ => return None,
        };
        amounts[slot] = number.parse::<f64>().ok().filter(|n| *n < 1e6)? as u32;
        number.clear();
    }
    number.is_empty().then_some(amounts)
}

fn clock(written: &str) -> Option<[u32; 6]> {
    // IMS examples write a date of noughts before the time.
    let time = written.rsplit(['T', ' ']).next().unwrap_or(written);
    let parts: Option<Vec<u32>> = time
        .split(':')
        .map(|p| {
            p.parse::<f64>()
                .ok()
                .filter(|n| (0.0..1e6).contains(n))
                .map(|n| n as u32)
        })
        .collect();
    match parts?.as_slice() {
        [hours, minutes] => Some([0, 0, 0, *hours, *minutes, 0]),
        [hours, minutes, seconds] => Some([0, 0, 0, *hours, *minutes, *seconds]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;

    #[test]
    fn a_duration_is_said_in_words() {
        assert_eq!(in_words("PT1H30M"), "1 hour 30 minutes");
        assert_eq!(in_words("01:05:00"), "1 hour 5 minutes");
        assert_eq!(in_words("0000-00-00T00:45"), "45 minutes");
        assert_eq!(in_words("PT0S"), "");
        assert_eq!(in_words("about a week"), "about a week");
        assert_eq!(in_words("P"), "");
    }
}
