//! What a program wants of a launch besides: values for the course, and how the player looks.

use super::store;
use crate::db::Tx;
use crate::{Domain, Result, fetch, secret};
use beckon_model::{LaunchId, Problem};
use beckon_scorm::course::{Course, Item};
use serde::{Deserialize, Serialize};

/// The most values, and the longest text that they and the address of a style sheet make, in characters.
const VALUES_MAX: usize = 50;
const LONGEST: usize = 2_000;

/// What a program wants besides; nothing where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extra {
    /// Each with its name, added to the query of every activity's address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, String)>,
    /// The address of a style sheet for the player's own page.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub css_url: String,
}

impl Extra {
    /// Refuses what can't be taken.
    pub(crate) fn check(&self) -> Result<()> {
        let long = |pair: &(String, String)| pair.0.chars().count() + pair.1.chars().count();
        if self.values.len() > VALUES_MAX || self.values.iter().map(long).sum::<usize>() > LONGEST {
            let why = format!(
                "There are at most {VALUES_MAX} additionalvalues, with {LONGEST} characters in all."
            );
            return Err(Problem::field("additionalvalues", why).into());
        }
        if self.values.iter().any(|(item, _)| item.is_empty()) {
            let why = "Each of the additionalvalues has an item and a value.";
            return Err(Problem::field("additionalvalues", why).into());
        }
        if !self.css_url.is_empty()
            && (self.css_url.len() > LONGEST || fetch::address(&self.css_url).is_err())
        {
            let why =
                "cssUrl is the address of a style sheet, such as https://example.org/player.css.";
            return Err(Problem::field("cssUrl", why).into());
        }
        Ok(())
    }

    /// Keeps it with a launch, in the transaction that makes it.
    pub(crate) async fn keep(&self, tx: &mut Tx, launch: &LaunchId) -> Result<()> {
        if *self == Self::default() {
            return Ok(());
        }
        store::set_extra(tx, launch, &serde_json::to_string(self)?).await
    }

    /// The course with its activities at addresses that carry the values.
    pub(super) fn onto(&self, mut course: Course) -> Course {
        fn walk(items: &mut [Item], values: &[(String, String)]) {
            for item in items {
                if let Some(launch) = &mut item.launch {
                    launch.suffix = with_values(&launch.suffix, values);
                }
                walk(&mut item.children, values);
            }
        }
        if !self.values.is_empty() {
            for organization in &mut course.organizations {
                walk(&mut organization.items, &self.values);
            }
        }
        course
    }
}

/// What follows a file in its address, with values at the end of the query.
fn with_values(suffix: &str, values: &[(String, String)]) -> String {
    let (query, fragment) = match suffix.find('#') {
        Some(at) => suffix.split_at(at),
        None => (suffix, ""),
    };
    let mut more = url::form_urlencoded::Serializer::new(String::new());
    more.extend_pairs(values);
    let more = more.finish();
    match query {
        "" | "?" => format!("?{more}{fragment}"),
        query => format!("{query}&{more}{fragment}"),
    }
}

/// The address of the style sheet that the player of a ticket wears; `None` if it wears its own only.
pub async fn css_of_ticket(domain: &Domain, ticket: &str) -> Result<Option<String>> {
    let launch = store::by_ticket(&mut &domain.db, &secret::hash(ticket)).await?;
    let Some(launch) = launch else {
        return Ok(None);
    };
    let extra: Extra = serde_json::from_str(&launch.extra)?;
    Ok(Some(extra.css_url).filter(|url| !url.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_behind_the_query_and_before_the_fragment() {
        let values = [("a b".to_owned(), "1&2".to_owned())];
        for (suffix, expected) in [
            ("", "?a+b=1%262"),
            ("?x=1", "?x=1&a+b=1%262"),
            ("#top", "?a+b=1%262#top"),
            ("?x=1#top?", "?x=1&a+b=1%262#top?"),
        ] {
            assert_eq!(with_values(suffix, &values), expected, "{suffix}");
        }
    }
}
