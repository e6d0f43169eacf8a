//! Lists that programs read page by page: filtered, ordered, and gone on with where the last page ended.

use crate::Result;
use crate::db::Db;
use beckon_model::{Millis, Problem};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

/// How many one page holds.
pub const PAGE: usize = 100;
/// The field that is filtered by what tags hold.
const TAGS: &str = "tags";

/// What is looked for, as programs say it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Listing {
    /// Both inclusive.
    pub since: Option<Millis>,
    pub until: Option<Millis>,
    /// `since` and `until` are about the beginning, not the last change.
    pub created: bool,
    /// A text that a field holds, and which.
    pub filter: String,
    pub filter_by: String,
    /// Any of these.
    pub tags: Vec<String>,
    /// Such as `created_desc`; empty for the usual.
    pub order_by: String,
    /// Ids as programs know them.
    pub course: Option<String>,
    pub learner: Option<String>,
    /// Of invitations.
    pub public: Option<bool>,
    /// The last of the page before, by what it is ordered.
    pub after: Option<(At, String)>,
}

/// What a list is ordered by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum At {
    Number(i64),
    Text(String),
}

/// A page of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    pub rows: Vec<T>,
    /// What to ask for next, if there is more.
    pub next: Option<Listing>,
}

/// Where a list reads from.
pub(crate) struct Source<'a> {
    /// `FROM … WHERE …`, with `$1`, `$2` … for `values`.
    pub from: &'a str,
    pub values: Vec<At>,
    pub id: &'a str,
    pub created: &'a str,
    pub updated: &'a str,
    /// Fields by which it can be filtered, the usual one first, and where each stands.
    pub filters: &'a [(&'a str, &'a str)],
    /// Texts by which it can be ordered beside `created` and `updated`.
    pub texts: &'a [(&'a str, &'a str)],
    pub usual_order: &'a str,
    /// The condition that something has a tag, a row of `t`, of which `{}` is true; empty for what has no tags.
    pub tagged: &'a str,
}

struct Asked {
    sql: String,
    values: Vec<At>,
}

impl Asked {
    fn and(&mut self, condition: &str, value: At) {
        self.values.push(value);
        let place = format!("${}", self.values.len());
        self.sql.push_str(" AND ");
        self.sql.push_str(&condition.replace("{}", &place));
    }
}

impl Source<'_> {
    /// The ids of a page.
    ///
    /// # Errors
    /// `Problem::Fields` on "filterBy" or "orderBy".
    pub async fn page(&self, db: &Db, listing: &Listing) -> Result<Page<String>> {
        let mut asked = self.asked(listing)?;
        let (column, text, descending) = self.order(&listing.order_by)?;
        let (sign, way) = if descending {
            ("<", "DESC")
        } else {
            (">", "ASC")
        };
        if let Some((at, id)) = &listing.after {
            asked.values.extend([at.clone(), At::Text(id.clone())]);
            let (n, own) = (asked.values.len(), self.id);
            asked
                .sql
                .push_str(&format!(" AND ({column}, {own}) {sign} (${}, ${n})", n - 1));
        }
        let sql = format!(
            "SELECT {}, CAST({column} AS TEXT) {} ORDER BY {column} {way}, {} {way} LIMIT {}",
            self.id,
            asked.sql,
            self.id,
            PAGE + 1
        );
        let mut rows = fetch(db, sql, &asked.values).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let last = rows.last().filter(|_| more);
        let next = last.map(|(id, at)| Listing {
            after: Some((
                match text {
                    true => At::Text(at.clone()),
                    false => At::Number(at.parse().unwrap_or_default()),
                },
                id.clone(),
            )),
            ..listing.clone()
        });
        Ok(Page {
            rows: rows.into_iter().map(|(id, _)| id).collect(),
            next,
        })
    }

    /// How many there are on all pages.
    pub async fn count(&self, db: &Db, listing: &Listing) -> Result<i64> {
        let asked = self.asked(listing)?;
        let sql = format!("SELECT 'all', CAST(COUNT(*) AS TEXT) {}", asked.sql);
        let rows = fetch(db, sql, &asked.values).await?;
        Ok(rows
            .first()
            .and_then(|(_, count)| count.parse().ok())
            .unwrap_or_default())
    }

    fn asked(&self, listing: &Listing) -> Result<Asked> {
        let mut asked = Asked {
            sql: self.from.to_owned(),
            values: self.values.clone(),
        };
        let moment = if listing.created {
            self.created
        } else {
            self.updated
        };
        for (sign, at) in [(">=", listing.since), ("<=", listing.until)] {
            if let Some(at) = at {
                asked.and(&format!("{moment} {sign} {{}}"), At::Number(at));
            }
        }
        if !listing.filter.is_empty() {
            let holding = crate::db::holding(&listing.filter.to_lowercase());
            let holds = |column: &str| format!("LOWER({column}) LIKE {{}} ESCAPE '\\'");
            let condition = match listing.filter_by.as_str() {
                TAGS if !self.tagged.is_empty() => self.tagged.replace("{}", &holds("t.tag")),
                by => holds(self.filter(by)?),
            };
            asked.and(&condition, At::Text(holding));
        }
        if !listing.tags.is_empty() && !self.tagged.is_empty() {
            let first = asked.values.len() + 1;
            let texts = listing.tags.iter().cloned().map(At::Text);
            asked.values.extend(texts);
            let places: Vec<_> = (first..=asked.values.len())
                .map(|n| format!("${n}"))
                .collect();
            let among = format!("t.tag IN ({})", places.join(", "));
            let condition = self.tagged.replace("{}", &among);
            asked.sql.push_str(&format!(" AND {condition}"));
        }
        Ok(asked)
    }

    /// Where a field stands that can be filtered.
    fn filter(&self, by: &str) -> Result<&str> {
        let found = match by {
            "" => self.filters.first(),
            by => self.filters.iter().find(|(name, _)| *name == by),
        };
        let (_, column) = found.ok_or_else(|| {
            let tags: &[(&str, &str)] = match self.tagged {
                "" => &[],
                _ => &[(TAGS, "")],
            };
            unknown("filterBy", &[self.filters, tags].concat())
        })?;
        Ok(column)
    }

    /// The column, whether it is a text, and whether the last comes first.
    fn order(&self, order_by: &str) -> Result<(String, bool, bool)> {
        let order_by = match order_by {
            "" => self.usual_order,
            said => said,
        };
        let known = |name: &str| match name {
            "created" => Some((self.created.to_owned(), false)),
            "updated" => Some((self.updated.to_owned(), false)),
            text => {
                let found = self.texts.iter().find(|(known, _)| *known == text);
                found.map(|(_, column)| (format!("LOWER({column})"), true))
            }
        };
        let read = order_by.rsplit_once('_').and_then(|(name, way)| {
            let descending = match way {
                "asc" => false,
                "desc" => true,
                _ => return None,
            };
            let (column, text) = known(name)?;
            Some((column, text, descending))
        });
        Ok(read.ok_or_else(|| unknown("orderBy", self.texts))?)
    }
}

fn unknown(field: &str, known: &[(&str, &str)]) -> Problem {
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    Problem::field(
        field,
        match field {
            "orderBy" => format!(
                "orderBy takes created_asc, created_desc, updated_asc, updated_desc{}.",
                names
                    .iter()
                    .map(|name| format!(", {name}_asc, {name}_desc"))
                    .collect::<String>()
            ),
            _ => format!("{field} takes one of {}.", names.join(", ")),
        },
    )
}

async fn fetch(db: &Db, sql: String, values: &[At]) -> Result<Vec<(String, String)>> {
    macro_rules! all {
        ($connection:expr) => {{
            let mut query = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(sql));
            for value in values {
                query = match value {
                    At::Number(number) => query.bind(*number),
                    At::Text(text) => query.bind(text.as_str()),
                };
            }
            query.fetch_all($connection).await?
        }};
    }
    Ok(match db {
        Db::Sqlite(pools) => all!(&pools.read),
        Db::Postgres(pool) => all!(pool),
    })
}
