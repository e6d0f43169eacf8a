//! What the list shows, as the page's address says it.

use super::{Deed, Show, Sort};
use crate::address::{encode, part};

/// The longest search and the longest tag, in characters.
const SEARCH_MAX: usize = 100;
const TAG_MAX: usize = 50;

/// Which people, in which order, and which page of them. What goes without saying stands not in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    pub show: Show,
    pub sort: Sort,
    /// The greatest first.
    pub falling: bool,
    /// In names and addresses; empty for everyone.
    pub search: String,
    /// Of the registration or its learner; empty for any.
    pub tag: String,
    /// From 1.
    pub page: u32,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            show: Show::Everyone,
            sort: Sort::Activity,
            falling: true,
            search: String::new(),
            tag: String::new(),
            page: 1,
        }
    }
}

impl Query {
    /// Takes what gives the value of a name; what can't be read means what goes without saying.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name| value(name).unwrap_or_default();
        let sort = Sort::of(&value("sort")).unwrap_or(Sort::Activity);
        let search = value("q");
        Self {
            show: Show::of(&value("show")).unwrap_or(Show::Everyone),
            sort,
            falling: match value("order").as_str() {
                "asc" => false,
                "desc" => true,
                _ => sort.falls(),
            },
            search: search.trim().chars().take(SEARCH_MAX).collect(),
            tag: value("tag").chars().take(TAG_MAX).collect(),
            page: value("page").parse().unwrap_or(1).clamp(1, 1_000_000),
        }
    }

    /// Reads an address's query, without its question mark.
    pub fn parse(text: &str) -> Self {
        Self::read(|wanted| part(text, wanted))
    }

    /// As an address says it, without a question mark; empty if all goes without saying.
    pub fn text(&self) -> String {
        let mut pairs = Vec::new();
        if self.show != Show::Everyone {
            pairs.push(format!("show={}", self.show.word()));
        }
        if self.sort != Sort::Activity {
            pairs.push(format!("sort={}", self.sort.word()));
        }
        if self.falling != self.sort.falls() {
            let order = if self.falling { "desc" } else { "asc" };
            pairs.push(format!("order={order}"));
        }
        if !self.search.is_empty() {
            pairs.push(format!("q={}", encode(&self.search)));
        }
        if !self.tag.is_empty() {
            pairs.push(format!("tag={}", encode(&self.tag)));
        }
        if self.page > 1 {
            pairs.push(format!("page={}", self.page));
        }
        pairs.join("&")
    }

    /// The same people on another page.
    pub fn on_page(&self, page: u32) -> Self {
        Self {
            page,
            ..self.clone()
        }
    }

    /// The same people sorted by something, or the other way round if they are sorted by it already.
    pub fn sorted_by(&self, sort: Sort) -> Self {
        let falling = if self.sort == sort {
            !self.falling
        } else {
            sort.falls()
        };
        Self {
            sort,
            falling,
            page: 1,
            ..self.clone()
        }
    }

    /// Whether nobody is left out.
    pub fn is_whole(&self) -> bool {
        self.show == Show::Everyone && self.search.is_empty() && self.tag.is_empty()
    }
}

/// What was just done, for the page to say: to how many people, and how many were passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Did {
    pub deed: Deed,
    pub done: i64,
    pub passed_over: i64,
}

impl Did {
    /// As an address says it: `keep-out.3.1`.
    pub fn text(&self) -> String {
        format!("{}.{}.{}", self.deed.word(), self.done, self.passed_over)
    }

    /// Reads what [`Did::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let did = Self {
            deed: Deed::of(parts.next()?)?,
            done: parts.next()?.parse().ok()?,
            passed_over: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(did)
    }

    /// In words.
    pub fn sentence(&self) -> String {
        let people = |n: i64| match n {
            1 => "1 person".to_owned(),
            n => format!("{n} people"),
        };
        let who = people(self.done);
        let (is, has) = if self.done == 1 {
            ("is", "has")
        } else {
            ("are", "have")
        };
        let said = match self.deed {
            Deed::KeepOut => format!("{who} {is} kept out from now on."),
            Deed::LetIn => format!("{who} {is} let in again."),
            Deed::MoreTime => format!("{who} {has} more time."),
            Deed::SendAgain => format!("The e-mail is on its way to {who}."),
            Deed::Renew => format!("{who} {has} more time, and the link is on its way."),
            Deed::Dismiss => format!("The request of {who} is dismissed."),
            Deed::Release => format!(
                "{who} {is} tied to no device: the next start ties the course to the browser in which it happens."
            ),
            Deed::Delete => format!("{who} {is} deleted. You can put them back for 30 days."),
            Deed::PutBack => format!("{who} {is} back."),
            Deed::Correct => {
                "The address is corrected, and the old link no longer works.".to_owned()
            }
        };
        if self.passed_over == 0 {
            return said;
        }
        let why = match self.deed {
            Deed::KeepOut => "kept out already",
            Deed::LetIn => "not kept out",
            Deed::MoreTime => "let in that long already",
            Deed::SendAgain => "an e-mail is waiting or went out just now, or they are kept out",
            Deed::Renew => "let in that long already and mailed just now, or kept out",
            Deed::Dismiss => "nothing was asked for",
            Deed::Release => "not started yet",
            Deed::Delete => "deleted already",
            Deed::Correct => "only one at a time",
            Deed::PutBack => "on the list under the same address, or erased by now",
        };
        format!("{said} Passed over: {} ({why}).", people(self.passed_over))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_comes_back_from_its_address_as_it_was() {
        let query = Query {
            show: Show::NotDelivered,
            sort: Sort::Name,
            falling: true,
            search: "Zoë & co+50%".to_owned(),
            tag: "night shift".to_owned(),
            page: 7,
        };
        assert_eq!(
            query.text(),
            "show=not-delivered&sort=name&order=desc&q=Zo%C3%AB%20%26%20co%2B50%25&tag=night%20shift&page=7"
        );
        assert_eq!(Query::parse(&query.text()), query);
    }

    #[test]
    fn what_goes_without_saying_is_not_in_the_address() {
        assert_eq!(Query::default().text(), "");
        assert_eq!(Query::parse(""), Query::default());
        assert!(!Query::parse("sort=name").falling);
    }

    #[test]
    fn nonsense_in_an_address_shows_everyone() {
        let query = Query::parse("show=them&sort=luck&order=up&page=-3&q=%zz%&x");
        assert_eq!(query.search, "%zz%");
        assert_eq!(
            Query {
                search: String::new(),
                ..query
            },
            Query::default()
        );
    }

    #[test]
    fn a_second_press_on_a_column_turns_the_order() {
        let once = Query::default().sorted_by(Sort::Name);
        assert!(!once.falling);
        assert!(once.sorted_by(Sort::Name).falling);
    }

    #[test]
    fn what_was_done_is_said_with_what_was_passed_over() {
        let did = Did {
            deed: Deed::SendAgain,
            done: 1,
            passed_over: 2,
        };
        assert_eq!(Did::parse(&did.text()), Some(did));
        assert!(
            did.sentence()
                .starts_with("The e-mail is on its way to 1 person. Passed over: 2 people")
        );
        for text in [
            "",
            "erase.1.0",
            "keep-out.1",
            "keep-out.1.0.0",
            "keep-out.x.0",
        ] {
            assert_eq!(Did::parse(text), None, "{text}");
        }
    }
}
