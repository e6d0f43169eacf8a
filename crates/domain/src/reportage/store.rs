//! Counting registrations.

mod lists;
mod moments;

pub(super) use moments::Moment;

use super::dates::Between;
use super::summaries::{DAY, POINTS, measures};
use crate::db::{On, Spot};
use crate::{Result, fetch_all, fetch_one, fetch_optional};
use beckon_model::registration::known_email;
use beckon_model::reportage::{Among, Criteria, Dates, Figures, Status};
use beckon_model::{AccountId, CourseId};
use sqlx::AssertSqlSafe;

/// Which registrations, of whom.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub owner: &'a AccountId,
    pub criteria: &'a Criteria,
    pub between: Between,
    /// Of which kinds there are things with the tag that is asked for, in the order of [`KINDS`].
    tagged: [bool; 4],
}

/// What may have a tag, and the column of `results` that names it.
const KINDS: [(&str, &str); 4] = [
    ("course", "course_id"),
    ("invitation", "invitation_id"),
    ("registration", "registration_id"),
    ("learner", "learner_id"),
];
/// The courses with the tag, and the invitations with it to others.
const TAGGED_SCOPES: &str = "IN (SELECT t.id FROM tags t WHERE t.owner_id = $1 AND t.tag = CAST($5 AS TEXT)
    AND (t.kind = 'course' OR (t.kind = 'invitation' AND NOT EXISTS (
      SELECT 1 FROM invitations i JOIN tags c ON c.id = i.course_id AND c.kind = 'course' AND c.owner_id = t.owner_id
        AND c.tag = t.tag WHERE i.id = t.id))))";

/// `$2` to `$5`, in the order of [`Scope::texts`].
pub(super) const COURSE: &str = "CAST($2 AS TEXT)";
const LEARNER: &str = "CAST($3 AS TEXT)";
pub(super) const INVITATION: &str = "CAST($4 AS TEXT)";
const TAG: &str = "CAST($5 AS TEXT)";
/// True; PostgreSQL wants to know what every value is that is sent along.
pub(super) const BOUND: &str = "CAST($2 AS TEXT) IS NOT NULL AND CAST($3 AS TEXT) IS NOT NULL
    AND CAST($4 AS TEXT) IS NOT NULL AND CAST($5 AS TEXT) IS NOT NULL";

/// Runs a statement over the scope: its five values, and what follows.
macro_rules! scoped {
    ($fetch:ident, $scope:expr, $on:expr, $row:ty, $sql:expr $(, $bind:expr)*) => {{
        let [course, learner, invitation, tag] = $scope.texts();
        $fetch!(
            $on, $row, AssertSqlSafe($sql), $scope.owner, course, learner, invitation, tag $(, $bind)*
        )?
    }};
}
pub(super) use scoped;

/// Where figures of a scope are kept: in the sums of which `scope_id` fulfils a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kept {
    /// Nowhere: they are counted.
    Not,
    /// As a whole, without regard to days.
    Whole(String),
    /// As a whole, in parts: those of courses and invitations with a tag.
    Tagged,
    /// By the days of this basis.
    Days(i64, String),
}

/// How the rows of a page are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By the index that has their order; what does not fit is passed over.
    Through,
    /// By what narrows them down most; then they are sorted.
    Gathered,
}

impl<'a> Scope<'a> {
    /// The registrations of this account that are asked for.
    pub async fn of(
        on: &mut impl On,
        owner: &'a AccountId,
        criteria: &'a Criteria,
        between: Between,
    ) -> Result<Self> {
        let mut tagged = [false; 4];
        if !criteria.tag.is_empty() {
            let sql = "SELECT DISTINCT kind FROM tags WHERE owner_id = $1 AND tag = $2";
            let kinds = fetch_all!(on, (String,), sql, owner, &criteria.tag)?;
            tagged = KINDS.map(|(kind, _)| kinds.iter().any(|(found,)| found == kind));
        }
        Ok(Self {
            owner,
            criteria,
            between,
            tagged,
        })
    }
}

impl Scope<'_> {
    pub(super) fn texts(&self) -> [&str; 4] {
        let criteria = self.criteria;
        [
            criteria.course.as_ref().map_or("", |id| &id.0),
            criteria.learner.as_ref().map_or("", |id| &id.0),
            criteria.invitation.as_ref().map_or("", |id| &id.0),
            &criteria.tag,
        ]
    }

    /// Whether any moment will do.
    fn undated(&self) -> bool {
        self.between.from.is_none() && self.between.to.is_none()
    }

    /// Whether nothing but a course or an invitation narrows it down.
    pub(super) fn is_whole(&self) -> bool {
        self.is_undivided() && self.is_unfiltered()
    }

    /// Whether neither dates nor a learner nor a tag are asked for: whoever was invited counts.
    fn is_undivided(&self) -> bool {
        let [_, learner, _, tag] = self.texts();
        self.undated()
            && self.criteria.dates == Dates::Created
            && learner.is_empty()
            && tag.is_empty()
    }

    /// Whether kind, status and flags do not matter.
    fn is_unfiltered(&self) -> bool {
        let criteria = self.criteria;
        criteria.among == Among::Any && criteria.status == Status::Any && !criteria.flagged
    }

    /// The column of the moment that is asked for.
    fn at(&self) -> &'static str {
        match self.criteria.dates {
            Dates::Created => "x.created_at",
            Dates::Launched => "x.launched_at",
            Dates::Completed => "x.completed_at",
            Dates::Activity => "x.activity_at",
        }
    }

    /// Who, by kind, status and flags; over rows of `results` and `result_sums`. No index is looked at for what stands
    /// behind a disguise.
    fn standing(&self, disguise: &str) -> String {
        let criteria = self.criteria;
        let mut all = String::new();
        match criteria.among {
            Among::Any => {}
            Among::Public => all.push_str(" AND x.public"),
            Among::Private => all.push_str(" AND NOT x.public"),
        }
        let progress = match criteria.status {
            Status::Any => "",
            Status::NotStarted => "= 0",
            Status::UnderWay => "= 1",
            Status::Completed => ">= 2",
            Status::Passed => "= 4",
            Status::Failed => "= 2",
        };
        if !progress.is_empty() {
            all.push_str(&format!(" AND {disguise}x.progress {progress}"));
        }
        if criteria.flagged {
            all.push_str(" AND x.flagged");
        }
        all
    }

    /// What a row `x` of `results` must fulfil, with these moments. `way` is how SQLite is led, which knows nothing of how
    /// many fit; PostgreSQL knows.
    fn condition(&self, between: Between, sqlite: bool, way: Way) -> String {
        let [course, learner, invitation, tag] = self.texts();
        let hide = |hidden: bool| if sqlite && hidden { "+" } else { "" };
        let through = way == Way::Through;
        let order = through.then(|| self.ordered_within()).flatten();
        let narrow = [invitation, learner, course]
            .iter()
            .any(|id| !id.is_empty());
        let bearers = self.bearers();
        // Of learners there is an index within their instructor.
        let by_tag = !tag.is_empty() && bearers != ["learner"];
        let mut all = format!(
            "{}x.owner_id = $1 AND {BOUND}",
            hide(if through {
                order.is_some()
            } else {
                by_tag || (narrow && learner.is_empty())
            })
        );
        let mut and = |condition: String| {
            all.push_str(" AND ");
            all.push_str(&condition);
        };
        if !learner.is_empty() {
            and(format!("{}x.learner_id = {LEARNER}", hide(through)));
        }
        if !invitation.is_empty() {
            let hidden = if through {
                order != Some("invitation_id")
            } else {
                !learner.is_empty()
            };
            and(format!("{}x.invitation_id = {INVITATION}", hide(hidden)));
        }
        if !course.is_empty() {
            let hidden = if through {
                order != Some("course_id")
            } else {
                !learner.is_empty() || !invitation.is_empty()
            };
            and(format!("{}x.course_id = {COURSE}", hide(hidden)));
        }
        if !tag.is_empty() {
            and(Self::has_tag(&bearers, sqlite, hide(through)));
        }
        let at = self.at();
        // Whoever belongs to a learner or has a tag is found by that; of courses and invitations there are indexes by dates.
        let dated = bearers == ["course"] || bearers == ["invitation"];
        let hidden = hide(through || !learner.is_empty() || (!tag.is_empty() && !dated));
        // What has not happened is at moment 0. SQLite takes one beginning of a span only, the first that it reads.
        let from = match self.criteria.dates {
            Dates::Created => between.from,
            _ => Some(between.from.unwrap_or(1).max(1)),
        };
        if let Some(from) = from {
            and(format!("{hidden}{at} >= {from}"));
        }
        if let Some(to) = between.to {
            and(format!("{hidden}{at} < {to}"));
        }
        all.push_str(&self.standing(hide(through || narrow || !self.undated())));
        all
    }

    /// Of which kinds there are things with the tag.
    fn bearers(&self) -> Vec<&'static str> {
        let kinds = KINDS.into_iter().zip(self.tagged);
        kinds
            .filter_map(|((kind, _), any)| any.then_some(kind))
            .collect()
    }

    /// The condition that a row `x` of `results` has the tag, by itself or by what it belongs to; takes the kinds that may
    /// bear it.
    fn has_tag(bearers: &[&str], sqlite: bool, disguise: &str) -> String {
        let kinds = KINDS.into_iter();
        let kinds: Vec<_> = kinds.filter(|(kind, _)| bearers.contains(kind)).collect();
        let of = |(kind, column): (&str, &str)| {
            // Of learners there is an index within their instructor.
            let hidden = if sqlite && kind != "learner" { "+" } else { "" };
            format!(
                "SELECT m.registration_id FROM tags t CROSS JOIN results m
                 WHERE t.owner_id = $1 AND t.kind = '{kind}' AND t.tag = {TAG}
                   AND {hidden}m.owner_id = $1 AND m.{column} = t.id"
            )
        };
        match kinds.as_slice() {
            [] => "1 = 0".to_owned(),
            [(kind, column)] => format!(
                "{disguise}x.{column} IN (
                   SELECT t.id FROM tags t WHERE t.owner_id = $1 AND t.kind = '{kind}' AND t.tag = {TAG})"
            ),
            _ => {
                let each: Vec<_> = kinds.into_iter().map(of).collect();
                format!("{disguise}x.registration_id IN ({})", each.join(" UNION "))
            }
        }
    }

    /// Rows of `results` that are counted.
    pub(super) fn counted(&self, sqlite: bool) -> String {
        self.condition(self.between, sqlite, Way::Gathered)
    }

    /// Where the figures stand.
    async fn kept(&self, on: &mut impl On) -> Result<Kept> {
        let [course, learner, invitation, tag] = self.texts();
        let undated = self.undated() && self.criteria.dates == Dates::Created;
        if !tag.is_empty() {
            let [.., registrations, learners] = self.tagged;
            let all = course.is_empty() && invitation.is_empty() && learner.is_empty();
            return Ok(match all && undated && !registrations && !learners {
                true => Kept::Tagged,
                false => Kept::Not,
            });
        }
        let (scope, id) = match (course, invitation) {
            _ if !learner.is_empty() => return Ok(Kept::Not),
            ("", "") => ("= $1".to_owned(), &*self.owner.0),
            (course, "") => (format!("= {COURSE}"), course),
            ("", invitation) => (format!("= {INVITATION}"), invitation),
            _ => return Ok(Kept::Not),
        };
        let basis = match self.criteria.dates {
            Dates::Created if undated => return Ok(Kept::Whole(scope)),
            Dates::Created => 0,
            Dates::Launched => 1,
            Dates::Completed => 2,
            Dates::Activity => 3,
        };
        Ok(match daily(on, id).await? {
            true => Kept::Days(basis, scope),
            false => Kept::Not,
        })
    }

    /// What is kept of a scope.
    fn sums(&self, scope: &str, basis: i64) -> String {
        let names = measures().into_iter().map(|(name, _)| format!("x.{name}"));
        format!(
            "SELECT x.progress, {} FROM result_sums x
             WHERE x.scope_id {scope} AND x.owner_id = $1 AND {BOUND} AND x.basis = {basis}{}",
            names.collect::<Vec<_>>().join(", "),
            self.standing("")
        )
    }

    /// What is counted between these moments.
    fn count(&self, between: Between, sqlite: bool) -> String {
        let measures = measures();
        let each = measures.iter().map(|(name, of)| format!("{of} AS {name}"));
        format!(
            "SELECT x.progress, {} FROM results x WHERE {}",
            each.collect::<Vec<_>>().join(", "),
            self.condition(between, sqlite, Way::Gathered)
        )
    }

    /// Figures, scores and times.
    pub async fn totals(&self, on: &mut impl On) -> Result<Totals> {
        let sqlite = is_sqlite(on);
        let rows = match self.kept(on).await? {
            Kept::Not => self.count(self.between, sqlite),
            Kept::Whole(scope) => self.sums(&scope, -1),
            Kept::Tagged => self.sums(TAGGED_SCOPES, -1),
            Kept::Days(basis, scope) => self.days_and_edges(&scope, basis, sqlite),
        };
        let measures = measures();
        let each = measures
            .iter()
            .skip(5)
            .map(|(name, _)| format!("CAST(COALESCE(SUM(x.{name}), 0) AS BIGINT) AS {name}"));
        let sql = format!(
            "SELECT {}, {} FROM ({rows}) AS x",
            figures(),
            each.collect::<Vec<_>>().join(", ")
        );
        Ok(scoped!(fetch_one, self, on, Totals, sql))
    }

    /// Whole days from what is kept of them, and what is left before and after by counting.
    fn days_and_edges(&self, scope: &str, basis: i64, sqlite: bool) -> String {
        let Between { from, to } = self.between;
        let first = from.map(|from| from.div_euclid(DAY) + i64::from(from.rem_euclid(DAY) > 0));
        let end = to.map(|to| to.div_euclid(DAY));
        if let (Some(first), Some(end)) = (first, end)
            && first >= end
        {
            return self.count(self.between, sqlite);
        }
        let mut days = self.sums(scope, basis);
        let mut rows = Vec::new();
        if let (Some(from), Some(first)) = (from, first) {
            days.push_str(&format!(" AND x.day >= {first}"));
            rows.push((from, first * DAY));
        }
        if let (Some(to), Some(end)) = (to, end) {
            days.push_str(&format!(" AND x.day < {end}"));
            rows.push((end * DAY, to));
        }
        for (from, to) in rows.into_iter().filter(|(from, to)| from < to) {
            let edge = Between {
                from: Some(from),
                to: Some(to),
            };
            days.push_str(&format!(" UNION ALL {}", self.count(edge, sqlite)));
        }
        days
    }

    pub async fn figures(&self, on: &mut impl On) -> Result<Figures> {
        Ok(self.totals(on).await?.counted.into())
    }
}

pub(super) fn is_sqlite(on: &mut impl On) -> bool {
    matches!(on.on(), Spot::SqlitePool(_) | Spot::SqliteTx(_))
}

/// Whether the figures of a scope are kept by days.
async fn daily(on: &mut impl On, scope: &str) -> Result<bool> {
    let sql = "SELECT scope_id FROM daily_scopes WHERE scope_id = $1";
    Ok(fetch_optional!(on, (String,), sql, scope)?.is_some())
}

/// Figures over rows `x` that have sums, by progress.
fn figures() -> String {
    let sum = |of: &str| format!("CAST(COALESCE(SUM({of}), 0) AS BIGINT)");
    let when = |when: &str| sum(&format!("CASE WHEN {when} THEN x.registrations ELSE 0 END"));
    format!(
        "{} AS registrations, {} AS opened, {} AS started, {} AS completed, {} AS passed, {} AS failed, {} AS scored,
         {} AS points, {} AS spent",
        sum("x.registrations"),
        sum("x.opened"),
        when("x.progress >= 1"),
        when("x.progress >= 2"),
        when("x.progress = 4"),
        when("x.progress = 2"),
        sum("x.scored"),
        sum("x.points"),
        sum("x.spent")
    )
}

/// Figures, and how scores and times are spread.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Totals {
    #[sqlx(flatten)]
    counted: Counted,
    s0: i64,
    s1: i64,
    s2: i64,
    s3: i64,
    s4: i64,
    s5: i64,
    s6: i64,
    s7: i64,
    s8: i64,
    s9: i64,
    t0: i64,
    t1: i64,
    t2: i64,
    t3: i64,
    t4: i64,
    t5: i64,
    t6: i64,
}

impl Totals {
    /// How many have a score of so many tens; the last holds 100, too.
    pub fn scores(&self) -> [i64; 10] {
        [
            self.s0, self.s1, self.s2, self.s3, self.s4, self.s5, self.s6, self.s7, self.s8,
            self.s9,
        ]
    }

    /// How many of those who started spent how long, by the limits of [`super::pictures::TIMES`].
    pub fn times(&self) -> [i64; super::pictures::TIMES.len() + 1] {
        [
            self.t0, self.t1, self.t2, self.t3, self.t4, self.t5, self.t6,
        ]
    }

    pub fn figures(&self) -> Figures {
        self.counted.into()
    }
}

#[derive(Clone, Copy, Debug, sqlx::FromRow)]
struct Counted {
    registrations: i64,
    opened: i64,
    started: i64,
    completed: i64,
    passed: i64,
    failed: i64,
    scored: i64,
    points: i64,
    spent: i64,
}

impl From<Counted> for Figures {
    fn from(row: Counted) -> Self {
        Self {
            registrations: row.registrations,
            opened: row.opened,
            started: row.started,
            completed: row.completed,
            passed: row.passed,
            failed: row.failed,
            scored: row.scored,
            score: row.points as f64 / POINTS as f64,
            time: row.spent,
        }
    }
}

/// What the criteria name, as it is called; `None` also for what is another instructor's.
pub(super) struct Names {
    pub course: Option<String>,
    pub learner: Option<String>,
    pub invitation: Option<String>,
}

pub(super) async fn names(
    on: &mut impl On,
    owner: &AccountId,
    criteria: &Criteria,
) -> Result<Names> {
    let mut names = Names {
        course: None,
        learner: None,
        invitation: None,
    };
    if let Some(id) = &criteria.course {
        let sql = "SELECT title FROM courses WHERE id = $1 AND owner_id = $2";
        names.course = fetch_optional!(on, (String,), sql, id, owner)?.map(|(title,)| title);
    }
    if let Some(id) = &criteria.learner {
        let sql = "SELECT l.name, l.email FROM learners l WHERE l.id = $1 AND EXISTS (
                     SELECT 1 FROM registrations r JOIN invitations i ON i.id = r.invitation_id
                     WHERE r.learner_id = l.id AND i.owner_id = $2)";
        let row = fetch_optional!(on, (String, String), sql, id, owner)?;
        names.learner = row.map(|(name, email)| {
            if name.is_empty() {
                known_email(email)
            } else {
                name
            }
        });
    }
    if let Some(id) = &criteria.invitation {
        let sql = "SELECT c.title FROM invitations i JOIN courses c ON c.id = i.course_id
                   WHERE i.id = $1 AND i.owner_id = $2";
        names.invitation = fetch_optional!(on, (String,), sql, id, owner)?.map(|(title,)| title);
    }
    Ok(names)
}

/// All courses of an instructor, by their titles.
pub(super) async fn courses(
    on: &mut impl On,
    owner: &AccountId,
) -> Result<Vec<(CourseId, String)>> {
    let sql = "SELECT id, title FROM courses WHERE owner_id = $1 ORDER BY LOWER(title), id";
    Ok(fetch_all!(on, (CourseId, String), sql, owner)?)
}

/// All tags that an instructor has given.
pub(super) async fn tags(on: &mut impl On, owner: &AccountId) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT tag FROM tags WHERE owner_id = $1 ORDER BY tag";
    let tags = fetch_all!(on, (String,), sql, owner)?;
    Ok(tags.into_iter().map(|(tag,)| tag).collect())
}

/// Whatever changes a result moves one of these: when somebody was last active on an invitation, or the newest event.
pub(super) async fn state(on: &mut impl On, owner: &AccountId) -> Result<String> {
    let sql = "SELECT COALESCE(MAX(m.at), 0), COALESCE((SELECT e.id FROM events e WHERE e.owner_id = $1
                 ORDER BY e.created_at DESC, e.id DESC LIMIT 1), '')
               FROM (SELECT (SELECT MAX(r.last_activity_at) FROM registrations r WHERE r.invitation_id = i.id) AS at
                     FROM invitations i WHERE i.owner_id = $1) AS m";
    let (activity, event) = fetch_one!(on, (i64, String), sql, owner)?;
    Ok(format!("{activity}.{event}"))
}
