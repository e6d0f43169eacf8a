//! Counting and listing registrations.

use super::dates::{Between, civil};
use super::summaries::{DAY, NO_SCORE, POINTS, measures};
use crate::db::{On, Spot};
use crate::registrations::progress;
use crate::{Result, fetch_all, fetch_one, fetch_optional};
use beckon_model::registration::known_email;
use beckon_model::reportage::{
    Among, Criteria, Dates, Figures, Group, PAGE, Row, Sort, Status, View,
};
use beckon_model::{AccountId, CourseId, InvitationId, LearnerId, Millis, RegistrationId};
use jiff::tz::TimeZone;
use sqlx::AssertSqlSafe;

/// Which registrations, of whom.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub owner: &'a AccountId,
    pub criteria: &'a Criteria,
    pub between: Between,
}

/// `$2` to `$5`, in the order of [`Scope::texts`].
const COURSE: &str = "CAST($2 AS TEXT)";
const LEARNER: &str = "CAST($3 AS TEXT)";
const INVITATION: &str = "CAST($4 AS TEXT)";
const TAG: &str = "CAST($5 AS TEXT)";
/// True; PostgreSQL wants to know what every value is that is sent along.
const BOUND: &str = "CAST($2 AS TEXT) IS NOT NULL AND CAST($3 AS TEXT) IS NOT NULL
    AND CAST($4 AS TEXT) IS NOT NULL AND CAST($5 AS TEXT) IS NOT NULL";

/// Up to so many rows are gathered and sorted, where their order has no index; of more, so many fit that a page of them
/// is found soon by going through all in order.
const GATHERED: i64 = 20_000;

/// Runs a statement over the scope: its five values, and what follows.
macro_rules! scoped {
    ($fetch:ident, $scope:expr, $on:expr, $row:ty, $sql:expr $(, $bind:expr)*) => {{
        let [course, learner, invitation, tag] = $scope.texts();
        $fetch!(
            $on, $row, AssertSqlSafe($sql), $scope.owner, course, learner, invitation, tag $(, $bind)*
        )?
    }};
}

/// Where figures of a scope are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// Nowhere: they are counted.
    Not,
    /// As a whole, without regard to days.
    Whole,
    /// By the days of this basis.
    Days(i64),
}

/// How the rows of a page are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By the index that has their order; what does not fit is passed over.
    Through,
    /// By what narrows them down most; then they are sorted.
    Gathered,
}

/// Where a page begins.
#[derive(Clone, Debug, Default)]
struct Start {
    /// Beyond this row: what it is sorted by where that is a number, or a name; and its id.
    beyond: Option<(i64, String, String)>,
    /// The page ends before the row instead.
    back: bool,
    /// So many rows from the first, if there is no row to go on from.
    skipped: i64,
}

/// What rows are sorted by: an expression, which may be a name; then, or only, the id.
#[derive(Clone, Copy)]
struct Order<'a> {
    by: Option<&'a str>,
    id: &'a str,
    name: bool,
    falling: bool,
}

impl Order<'_> {
    /// The condition of a page that begins there; `$6` is a name, `$7` an id.
    fn beyond(&self, start: &Start, disguise: &str) -> String {
        let than = if self.falling != start.back { "<" } else { ">" };
        let (id, bound) = (self.id, "CAST($6 AS TEXT) IS NOT NULL");
        match (&start.beyond, self.by) {
            (None, _) => format!("{bound} AND CAST($7 AS TEXT) IS NOT NULL"),
            (Some(_), None) => format!("{bound} AND {id} {than} CAST($7 AS TEXT)"),
            (Some(_), Some(by)) if self.name => {
                format!("({disguise}{by}, {id}) {than} (CAST($6 AS TEXT), CAST($7 AS TEXT))")
            }
            (Some((number, ..)), Some(by)) => {
                format!("{bound} AND ({disguise}{by}, {id}) {than} ({number}, CAST($7 AS TEXT))")
            }
        }
    }

    /// The order in which a page is read from there, by this expression and this id.
    fn way(&self, start: &Start, by: Option<&str>, id: &str) -> String {
        let way = if self.falling != start.back {
            "DESC"
        } else {
            "ASC"
        };
        let by = by.map(|by| format!("{by} {way}, ")).unwrap_or_default();
        format!("{by}{id} {way}")
    }

    /// What stands in a row's key.
    fn place(&self) -> &str {
        match self.by {
            Some(by) if !self.name => by,
            _ => "0",
        }
    }
}

/// Rows of a page, and between which keys they stand.
pub(super) struct Page<T> {
    pub rows: Vec<T>,
    pub first: String,
    pub last: String,
}

impl<T> Page<T> {
    /// Takes rows as they were read, each with what it is sorted by and its id.
    fn of(mut read: Vec<(i64, String, T)>, start: &Start) -> Self {
        if start.back {
            read.reverse();
        }
        let key = |at: Option<&(i64, String, T)>| {
            at.map_or_else(String::new, |(number, id, _)| format!("{number}.{id}"))
        };
        Self {
            first: key(read.first()),
            last: key(read.last()),
            rows: read.into_iter().map(|(_, _, row)| row).collect(),
        }
    }
}

impl Scope<'_> {
    fn texts(&self) -> [&str; 4] {
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
        let mut all = format!(
            "{}x.owner_id = $1 AND {BOUND}",
            hide(if through {
                order.is_some()
            } else {
                !tag.is_empty() || (narrow && learner.is_empty())
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
            let of = |kind: &str, column: &str| {
                format!(
                    "SELECT m.registration_id FROM tags t CROSS JOIN results m
                     WHERE t.owner_id = $1 AND t.kind = '{kind}' AND t.tag = {TAG}
                       AND {}m.owner_id = $1 AND m.{column} = t.id",
                    hide(kind != "learner")
                )
            };
            and(format!(
                "{}x.registration_id IN ({} UNION {} UNION {} UNION {})",
                hide(through),
                of("course", "course_id"),
                of("invitation", "invitation_id"),
                of("registration", "registration_id"),
                of("learner", "learner_id")
            ));
        }
        let at = self.at();
        let hidden = hide(through);
        if let Some(from) = between.from {
            and(format!("{hidden}{at} >= {from}"));
        }
        if let Some(to) = between.to {
            and(format!("{hidden}{at} < {to}"));
        }
        // Without dates, everyone shows to whom it can happen.
        if self.criteria.dates != Dates::Created {
            and(format!("{hidden}{at} > 0"));
        }
        all.push_str(&self.standing(hide(through || narrow || !self.undated())));
        all
    }

    /// Rows of `results` that are counted.
    fn counted(&self, sqlite: bool) -> String {
        self.condition(self.between, sqlite, Way::Gathered)
    }

    /// Where the figures stand, and under which value of the statement.
    async fn kept(&self, on: &mut impl On) -> Result<(Kept, &'static str)> {
        let [course, learner, invitation, tag] = self.texts();
        let (scope, id) = match (course, invitation) {
            ("", "") => ("$1", &*self.owner.0),
            (course, "") => (COURSE, course),
            ("", invitation) => (INVITATION, invitation),
            _ => return Ok((Kept::Not, "")),
        };
        if !learner.is_empty() || !tag.is_empty() {
            return Ok((Kept::Not, ""));
        }
        let basis = match self.criteria.dates {
            Dates::Created if self.undated() => return Ok((Kept::Whole, scope)),
            Dates::Created => 0,
            Dates::Launched => 1,
            Dates::Completed => 2,
            Dates::Activity => 3,
        };
        Ok(match daily(on, id).await? {
            true => (Kept::Days(basis), scope),
            false => (Kept::Not, ""),
        })
    }

    /// What is kept of a scope.
    fn sums(&self, scope: &str, basis: i64) -> String {
        let names = measures().into_iter().map(|(name, _)| format!("x.{name}"));
        format!(
            "SELECT x.progress, {} FROM result_sums x
             WHERE x.scope_id = {scope} AND x.owner_id = $1 AND {BOUND} AND x.basis = {basis}{}",
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
            (Kept::Not, _) => self.count(self.between, sqlite),
            (Kept::Whole, scope) => self.sums(scope, -1),
            (Kept::Days(basis), scope) => self.days_and_edges(scope, basis, sqlite),
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

    /// Where the page of the criteria begins, in this order.
    async fn start(&self, on: &mut impl On, name: bool) -> Result<Start> {
        let page = self.criteria.page;
        let mut start = Start {
            skipped: i64::from(page - 1) * PAGE,
            ..Start::default()
        };
        let said = self.criteria.at.split_once('.');
        let read = said.and_then(|(word, key)| {
            let (number, id) = key.split_once('.')?;
            let back = match word {
                "after" => false,
                "before" => true,
                _ => return None,
            };
            Some((back, number.parse::<i64>().ok()?, id.to_owned()))
        });
        let Some((back, number, id)) = read.filter(|_| page > 1) else {
            return Ok(start);
        };
        let called = match name {
            true => self.sorted_name(on, &id).await?,
            false => Some(String::new()),
        };
        // A row that is gone leads nowhere; counting does.
        if let Some(called) = called {
            start = Start {
                beyond: Some((number, called, id)),
                back,
                skipped: 0,
            };
        }
        Ok(start)
    }

    /// The name by which a row is sorted.
    async fn sorted_name(&self, on: &mut impl On, id: &str) -> Result<Option<String>> {
        let sql = match self.criteria.view {
            View::Registrations => {
                "SELECT name FROM results WHERE registration_id = $1 AND owner_id = $2"
            }
            View::Learners => {
                "SELECT name FROM learner_sums WHERE learner_id = $1 AND owner_id = $2"
            }
            View::Invitations => {
                "SELECT LOWER(c.title) FROM invitations i JOIN courses c ON c.id = i.course_id
                 WHERE i.id = $1 AND i.owner_id = $2"
            }
            View::Courses | View::Questions => {
                "SELECT LOWER(title) FROM courses WHERE id = $1 AND owner_id = $2"
            }
        };
        Ok(fetch_optional!(on, (String,), sql, id, self.owner)?.map(|(name,)| name))
    }

    /// What registrations are sorted by.
    fn sorted_by(&self) -> &'static str {
        match self.criteria.sort {
            Sort::Activity => "x.activity_at",
            Sort::Created | Sort::Registrations => "x.created_at",
            Sort::Name => "x.name",
            Sort::Progress => "x.progress",
            Sort::Score => "x.points",
            Sort::Time => "x.total_time",
        }
    }

    /// Within which course or invitation there is an index of the order of registrations.
    fn ordered_within(&self) -> Option<&'static str> {
        let [course, _, invitation, _] = self.texts();
        match self.criteria.sort {
            Sort::Activity | Sort::Created | Sort::Registrations if !invitation.is_empty() => {
                Some("invitation_id")
            }
            Sort::Activity | Sort::Created | Sort::Registrations | Sort::Name
                if !course.is_empty() =>
            {
                Some("course_id")
            }
            _ => None,
        }
    }

    /// A page of registrations, in their order; takes how many there are in all.
    pub async fn registrations(&self, on: &mut impl On, matching: i64) -> Result<Page<Row>> {
        let name = self.criteria.sort == Sort::Name;
        let start = self.start(on, name).await?;
        let order = Order {
            by: Some(self.sorted_by()),
            id: "x.registration_id",
            name,
            falling: self.criteria.falling,
        };
        let narrowed = matching <= GATHERED || !self.texts()[1].is_empty();
        let way = match narrowed && !self.is_wide() {
            true => Way::Gathered,
            false => Way::Through,
        };
        self.listed(on, order, &start, PAGE, way).await
    }

    /// Whether nothing narrows the rows down but the course or invitation that their order is kept by.
    fn is_wide(&self) -> bool {
        let [course, learner, invitation, tag] = self.texts();
        let within =
            self.ordered_within().is_some() || (course.is_empty() && invitation.is_empty());
        let criteria = self.criteria;
        within
            && learner.is_empty()
            && tag.is_empty()
            && self.undated()
            && criteria.status == Status::Any
            && criteria.among == Among::Any
            && !criteria.flagged
    }

    async fn listed(
        &self,
        on: &mut impl On,
        order: Order<'_>,
        start: &Start,
        many: i64,
        way: Way,
    ) -> Result<Page<Row>> {
        let sqlite = is_sqlite(on);
        let disguise = if sqlite && way == Way::Gathered {
            "+"
        } else {
            ""
        };
        let by = order.by.map(|by| format!("{disguise}{by}"));
        let sql = format!(
            "{LISTED_ROW} FROM (
               SELECT x.registration_id, x.flagged, {} AS sorted, CAST({} AS BIGINT) AS place FROM results x
               WHERE {} AND {} ORDER BY {} LIMIT $8 OFFSET $9) AS n
             JOIN registrations r ON r.id = n.registration_id JOIN invitations i ON i.id = r.invitation_id
             JOIN courses c ON c.id = r.course_id JOIN learners l ON l.id = r.learner_id ORDER BY {}",
            order.by.unwrap_or("0"),
            order.place(),
            self.condition(self.between, sqlite, way),
            order.beyond(start, disguise),
            order.way(start, by.as_deref(), order.id),
            order.way(start, Some("n.sorted"), "n.registration_id")
        );
        let (name, id) = match &start.beyond {
            Some((_, name, id)) => (name.as_str(), id.as_str()),
            None => ("", ""),
        };
        let rows = scoped!(
            fetch_all,
            self,
            on,
            ListedRow,
            sql,
            name,
            id,
            many,
            start.skipped
        );
        let read = rows
            .into_iter()
            .map(|row| (row.place, row.registration.0.clone(), Row::from(row)));
        Ok(Page::of(read.collect(), start))
    }

    /// So many registrations after the key of one, in the order of coming.
    pub async fn after(&self, on: &mut impl On, key: &str, many: i64) -> Result<Page<Row>> {
        let beyond = key
            .split_once('.')
            .and_then(|(number, id)| Some((number.parse().ok()?, String::new(), id.to_owned())));
        let start = Start {
            beyond,
            ..Start::default()
        };
        let criteria = Criteria {
            sort: Sort::Created,
            ..self.criteria.clone()
        };
        let coming = Scope {
            criteria: &criteria,
            ..*self
        };
        coming
            .listed(on, coming.coming(), &start, many, coming.way_of_coming())
            .await
    }

    fn coming(&self) -> Order<'static> {
        Order {
            by: Some("x.created_at"),
            id: "x.registration_id",
            name: false,
            falling: false,
        }
    }

    /// All rows are wanted in the end: of a learner, those with a tag, a flag or a date are gathered each time.
    fn way_of_coming(&self) -> Way {
        let [_, learner, _, tag] = self.texts();
        match learner.is_empty() && tag.is_empty() && !self.criteria.flagged {
            true => Way::Through,
            false => Way::Gathered,
        }
    }

    /// What the rows are grouped by.
    fn grouping(&self) -> &'static str {
        match self.criteria.view {
            View::Learners => "learner_id",
            View::Invitations => "invitation_id",
            View::Courses | View::Registrations | View::Questions => "course_id",
        }
    }

    /// Groups with their figures, as `id`, what they are sorted by, and the sums.
    async fn grouped(&self, on: &mut impl On) -> Result<String> {
        let sqlite = is_sqlite(on);
        let column = self.grouping();
        let [course, learner, invitation, tag] = self.texts();
        let criteria = self.criteria;
        let every = self.undated()
            && criteria.dates == Dates::Created
            && tag.is_empty()
            && learner.is_empty();
        let unfiltered =
            criteria.among == Among::Any && criteria.status == Status::Any && !criteria.flagged;
        if every
            && unfiltered
            && column == "learner_id"
            && course.is_empty()
            && invitation.is_empty()
        {
            return Ok(format!(
                "SELECT x.learner_id AS id, x.name AS sorted, x.registrations, x.opened, x.started, x.completed, x.passed,
                        x.failed, x.scored, x.points, x.spent, x.average, x.activity_at, x.created_at
                 FROM learner_sums x WHERE x.owner_id = $1 AND {BOUND}"
            ));
        }
        let moments = matches!(criteria.sort, Sort::Activity | Sort::Created);
        if every && column != "learner_id" && (unfiltered || !moments) {
            let moment = |of: &str, at: &str| match moments {
                true => {
                    format!("(SELECT {of}(m.{at}) FROM results m WHERE m.{column} = x.scope_id)")
                }
                false => "0".to_owned(),
            };
            let (table, within) = match column {
                "course_id" => ("courses", "t.id"),
                _ => ("invitations", "t.course_id"),
            };
            let mut among = String::new();
            if !course.is_empty() {
                among.push_str(&format!(" AND {within} = {COURSE}"));
            }
            if !invitation.is_empty() {
                among.push_str(&match column {
                    "course_id" => format!(
                        " AND t.id = (SELECT i.course_id FROM invitations i WHERE i.id = {INVITATION})"
                    ),
                    _ => format!(" AND t.id = {INVITATION}"),
                });
            }
            // A course's own sums are those of all its invitations.
            if invitation.is_empty() || column == "invitation_id" {
                return Ok(format!(
                    "SELECT x.scope_id AS id, '' AS sorted, {}, {} AS activity_at, {} AS created_at
                     FROM result_sums x JOIN {table} t ON t.id = x.scope_id
                     WHERE x.owner_id = $1 AND {BOUND} AND x.basis = -1{}{among} GROUP BY x.scope_id",
                    group_figures(),
                    moment("MAX", "activity_at"),
                    moment("MIN", "created_at"),
                    self.standing("")
                ));
            }
        }
        let measures = measures();
        let each = measures
            .iter()
            .take(5)
            .map(|(name, of)| format!("{of} AS {name}"));
        Ok(format!(
            "SELECT x.{column} AS id, MIN(x.name) AS sorted, {}, MAX(x.activity_at) AS activity_at,
                    MIN(x.created_at) AS created_at
             FROM (SELECT x.{column}, x.name, x.progress, x.activity_at, x.created_at, {} FROM results x WHERE {}) AS x
             GROUP BY x.{column}",
            group_figures(),
            each.collect::<Vec<_>>().join(", "),
            self.counted(sqlite)
        ))
    }

    /// A page of courses, invitations or learners, in their order.
    pub async fn groups(&self, on: &mut impl On) -> Result<Page<Group>> {
        let sort = self.criteria.sort;
        let name = sort == Sort::Name;
        let start = self.start(on, name).await?;
        let by = match sort {
            Sort::Name => "g.sorted",
            Sort::Progress => "g.completed",
            Sort::Score => "g.average",
            Sort::Time => "g.spent",
            Sort::Activity => "g.activity_at",
            Sort::Created => "g.created_at",
            Sort::Registrations => "g.registrations",
        };
        let order = Order {
            by: Some(by),
            id: "g.id",
            name,
            falling: self.criteria.falling,
        };
        self.paged_groups(on, order, &start, PAGE).await
    }

    /// So many groups after the key of one, in the order of their ids.
    pub async fn groups_after(
        &self,
        on: &mut impl On,
        key: &str,
        many: i64,
    ) -> Result<Page<Group>> {
        let start = Start {
            beyond: key
                .split_once('.')
                .map(|(_, id)| (0, String::new(), id.to_owned())),
            ..Start::default()
        };
        let order = Order {
            by: None,
            id: "g.id",
            name: false,
            falling: false,
        };
        self.paged_groups(on, order, &start, many).await
    }

    async fn paged_groups(
        &self,
        on: &mut impl On,
        order: Order<'_>,
        start: &Start,
        many: i64,
    ) -> Result<Page<Group>> {
        let grouped = self.grouped(on).await?;
        let called = "CASE WHEN l.name = '' THEN l.email ELSE l.name END";
        let (title, more, of) = match self.grouping() {
            "learner_id" => (called, "l.email", "JOIN learners l ON l.id = g.id"),
            "invitation_id" => (
                "c.title",
                "i.kind",
                "JOIN invitations i ON i.id = g.id JOIN courses c ON c.id = i.course_id",
            ),
            _ => ("c.title", "''", "JOIN courses c ON c.id = g.id"),
        };
        let by_title = order.name && self.grouping() != "learner_id";
        let order = Order {
            by: if by_title {
                Some("LOWER(c.title)")
            } else {
                order.by
            },
            ..order
        };
        let beyond = order.beyond(start, "");
        let by = order.way(start, order.by, order.id);
        let place = order.place();
        let sql = format!(
            "SELECT g.*, {title} AS title, {more} AS more, CAST({place} AS BIGINT) AS place
             FROM ({grouped}) AS g {of} WHERE {beyond} ORDER BY {by} LIMIT $8 OFFSET $9"
        );
        let (name, id) = match &start.beyond {
            Some((_, name, id)) => (name.as_str(), id.as_str()),
            None => ("", ""),
        };
        let rows = scoped!(
            fetch_all,
            self,
            on,
            Grouped,
            sql,
            name,
            id,
            many,
            start.skipped
        );
        let read = rows
            .into_iter()
            .map(|row| (row.place, row.id.clone(), Group::from(row)));
        Ok(Page::of(read.collect(), start))
    }

    pub async fn count_groups(&self, on: &mut impl On) -> Result<i64> {
        let sql = format!("SELECT COUNT(*) FROM ({}) AS g", self.grouped(on).await?);
        Ok(scoped!(fetch_one, self, on, (i64,), sql).0)
    }

    /// How many came and how many completed, by moments: each is that of a quarter of an hour (the days of every zone are
    /// whole ones), or lies within a UTC day in which no column of a picture begins.
    pub async fn moments(&self, on: &mut impl On, tz: &TimeZone) -> Result<Vec<Moment>> {
        let [course, _, invitation, _] = self.texts();
        let id = match (course, invitation) {
            ("", "") => &*self.owner.0,
            (course, "") => course,
            (_, invitation) => invitation,
        };
        match self.kept(on).await? {
            (Kept::Whole, scope) if daily(on, id).await? => {
                self.moments_by_days(on, scope, tz).await
            }
            _ => self.quarters(on, None).await,
        }
    }

    async fn moments_by_days(
        &self,
        on: &mut impl On,
        scope: &str,
        tz: &TimeZone,
    ) -> Result<Vec<Moment>> {
        let of = |basis: i64| {
            format!(
                "CAST(SUM(CASE WHEN x.basis = {basis} THEN x.registrations ELSE 0 END) AS BIGINT)"
            )
        };
        let sql = format!(
            "SELECT x.day, {} AS came, {} AS completed FROM result_sums x
             WHERE x.scope_id = {scope} AND x.owner_id = $1 AND {BOUND} AND x.basis IN (0, 2){}
             GROUP BY x.day ORDER BY x.day",
            of(0),
            of(2),
            self.standing("")
        );
        let days = scoped!(fetch_all, self, on, (i64, i64, i64), sql);
        let numbers: Vec<_> = days.iter().map(|(day, ..)| *day).collect();
        let parted = parted(&numbers, tz);
        let mut moments: Vec<_> = days
            .into_iter()
            .filter(|(day, ..)| parted.binary_search(day).is_err())
            .map(|(day, came, completed)| Moment {
                quarter: day * DAY / QUARTER,
                came,
                completed,
            })
            .collect();
        if !parted.is_empty() {
            moments.extend(self.quarters(on, Some(&parted)).await?);
        }
        Ok(moments)
    }

    /// Counts by quarters of an hour; only within these UTC days, if there are any.
    async fn quarters(&self, on: &mut impl On, days: Option<&[i64]>) -> Result<Vec<Moment>> {
        let sqlite = is_sqlite(on);
        let condition = self.counted(sqlite);
        let one = |at: &str, came: &str, completed: &str, within: &str| {
            format!(
                "SELECT {at} / {QUARTER} AS quarter, {came} AS came, {completed} AS completed FROM results x
                 WHERE {at} > 0 AND {condition}{within}"
            )
        };
        let both = |within: &dyn Fn(&str) -> String| {
            let (came, completed) = ("x.created_at", "x.completed_at");
            format!(
                "{} UNION ALL {}",
                one(came, "1", "0", &within(came)),
                one(completed, "0", "1", &within(completed))
            )
        };
        let rows = match days {
            None => both(&|_| String::new()),
            Some(days) => {
                let parts = runs(days).into_iter().map(|(first, last)| {
                    let (from, to) = (first * DAY, (last + 1) * DAY);
                    both(&|at| format!(" AND {at} >= {from} AND {at} < {to}"))
                });
                parts.collect::<Vec<_>>().join(" UNION ALL ")
            }
        };
        let sql = format!(
            "SELECT quarter, CAST(SUM(came) AS BIGINT) AS came, CAST(SUM(completed) AS BIGINT) AS completed
             FROM ({rows}) AS m GROUP BY quarter ORDER BY quarter"
        );
        Ok(scoped!(fetch_all, self, on, Moment, sql))
    }

    /// What is kept of the activities of so many registrations after the key of one, in the order of coming.
    pub async fn states(&self, on: &mut impl On, after: &str, many: i64) -> Result<Vec<State>> {
        let (number, id) = after.split_once('.').unwrap_or(("-1", ""));
        let number: i64 = number.parse().unwrap_or(-1);
        let sqlite = is_sqlite(on);
        let criteria = Criteria {
            sort: Sort::Created,
            ..self.criteria.clone()
        };
        let coming = Scope {
            criteria: &criteria,
            ..*self
        };
        let sql = format!(
            "SELECT r.id AS registration, n.created_at, r.version_id AS version, s.activity, s.state FROM (
               SELECT x.registration_id, x.created_at FROM results x
               WHERE {} AND (x.created_at, x.registration_id) > ({number}, CAST($6 AS TEXT))
               ORDER BY x.created_at, x.registration_id LIMIT $7) AS n
             JOIN registrations r ON r.id = n.registration_id
             LEFT JOIN activity_states s ON s.registration_id = r.id AND s.instance = r.instance
             ORDER BY n.created_at, r.id, s.activity",
            coming.condition(self.between, sqlite, coming.way_of_coming())
        );
        Ok(scoped!(fetch_all, self, on, State, sql, id, many))
    }
}

fn is_sqlite(on: &mut impl On) -> bool {
    matches!(on.on(), Spot::SqlitePool(_) | Spot::SqliteTx(_))
}

/// Whether the figures of a scope are kept by days.
async fn daily(on: &mut impl On, scope: &str) -> Result<bool> {
    let sql = "SELECT scope_id FROM daily_scopes WHERE scope_id = $1";
    Ok(fetch_optional!(on, (String,), sql, scope)?.is_some())
}

const QUARTER: Millis = 900_000;
/// The most UTC days that may come to be drawn day by day (`pictures::Step`), a day of the zone reaching into two of them.
const BY_DAYS: i64 = super::pictures::MOST_COLUMNS + 1;
const BY_WEEKS: i64 = super::pictures::MOST_COLUMNS * 7 + 1;

/// The UTC days, of these in rising order, of which it matters at what hour something was: those in which a column of a
/// picture begins on the clock of the zone, the first, and the last.
fn parted(days: &[i64], tz: &TimeZone) -> Vec<i64> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Vec::new();
    };
    let whole = |day: i64| civil(day * DAY, tz) == civil((day + 1) * DAY - 1, tz);
    let columns = last - first + 1;
    let begins = |day: i64| {
        let date = civil((day + 1) * DAY - 1, tz);
        columns <= BY_DAYS
            || date.day() == 1
            || (columns <= BY_WEEKS && date.weekday() == jiff::civil::Weekday::Monday)
            || day == *first
            || day == *last
    };
    let parted = days.iter().copied();
    parted.filter(|day| !whole(*day) && begins(*day)).collect()
}

/// The first and last of each run of days without a gap.
fn runs(days: &[i64]) -> Vec<(i64, i64)> {
    let mut runs: Vec<(i64, i64)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == *day => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    runs
}

/// What is kept of one activity; without one, the registration was not begun.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct State {
    pub registration: RegistrationId,
    pub created_at: Millis,
    pub version: beckon_model::VersionId,
    pub activity: Option<String>,
    pub state: Option<String>,
}

impl State {
    /// As [`Scope::states`] goes on from it.
    pub fn key(&self) -> String {
        format!("{}.{}", self.created_at, self.registration)
    }
}

/// How many came and completed in a quarter of an hour.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Moment {
    pub quarter: i64,
    pub came: i64,
    pub completed: i64,
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

/// As [`figures`], with the average score, by which groups are sorted.
fn group_figures() -> String {
    format!(
        "{}, CASE WHEN SUM(x.scored) = 0 THEN {NO_SCORE}
                  ELSE CAST(SUM(x.points) AS BIGINT) / CAST(SUM(x.scored) AS BIGINT) END AS average",
        figures()
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

#[derive(Debug, sqlx::FromRow)]
struct Grouped {
    id: String,
    title: String,
    more: String,
    place: i64,
    #[sqlx(flatten)]
    counted: Counted,
}

impl From<Grouped> for Group {
    fn from(row: Grouped) -> Self {
        let more = known_email(row.more);
        // Whom nobody knows by name or address has his place in the list all the same.
        let title = match known_email(row.title) {
            nobody if nobody.is_empty() => "Somebody".to_owned(),
            title => title,
        };
        Self {
            more: if more == title { String::new() } else { more },
            id: row.id,
            title,
            figures: row.counted.into(),
        }
    }
}

const LISTED_ROW: &str = "SELECT r.id AS registration, l.id AS learner, l.name, l.email, c.id AS course,
    c.title AS course_title, i.id AS invitation, i.kind, r.completion, r.success, r.score, r.total_time, r.instance,
    r.created_at, r.first_launched_at, r.completed_at, r.last_activity_at, n.flagged, n.place";

#[derive(Debug, sqlx::FromRow)]
struct ListedRow {
    registration: RegistrationId,
    learner: LearnerId,
    name: String,
    email: String,
    course: CourseId,
    course_title: String,
    invitation: InvitationId,
    kind: String,
    completion: String,
    success: String,
    score: Option<f64>,
    total_time: i64,
    instance: i64,
    created_at: Millis,
    first_launched_at: Option<Millis>,
    completed_at: Option<Millis>,
    last_activity_at: Option<Millis>,
    flagged: bool,
    place: i64,
}

impl From<ListedRow> for Row {
    fn from(row: ListedRow) -> Self {
        Self {
            progress: progress(
                &row.completion,
                &row.success,
                row.first_launched_at.is_some(),
            ),
            registration: row.registration,
            learner: row.learner,
            name: row.name,
            email: known_email(row.email),
            course: row.course,
            course_title: row.course_title,
            invitation: row.invitation,
            public: row.kind == "public",
            score: row.score,
            time: row.total_time,
            instance: row.instance,
            created_at: row.created_at,
            launched_at: row.first_launched_at,
            completed_at: row.completed_at,
            last_activity_at: row.last_activity_at,
            flagged: row.flagged,
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
