//! Pages of registrations and of groups, and all of them one after the other.

use super::super::summaries::{NO_SCORE, measures};
use super::{BOUND, COURSE, Counted, INVITATION, Scope, Way, figures, is_sqlite, scoped};
use crate::db::On;
use crate::registrations::progress;
use crate::{Result, fetch_all, fetch_one, fetch_optional};
use beckon_model::registration::known_email;
use beckon_model::reportage::{Criteria, Group, PAGE, Row, Sort, View};
use beckon_model::{CourseId, InvitationId, LearnerId, Millis, RegistrationId};
use sqlx::AssertSqlSafe;

/// Up to so many rows are gathered and sorted, where their order has no index; of more, so many fit that a page of them
/// is found soon by going through all in order.
const GATHERED: i64 = 20_000;

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

impl Start {
    /// `$6` and `$7` of the statement: name and id of the row that it goes on from.
    fn texts(&self) -> [&str; 2] {
        match &self.beyond {
            Some((_, name, id)) => [name, id],
            None => ["", ""],
        }
    }
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
pub(in super::super) struct Page<T> {
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
    pub(super) fn ordered_within(&self) -> Option<&'static str> {
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
        let [course, _, invitation, _] = self.texts();
        let within =
            self.ordered_within().is_some() || (course.is_empty() && invitation.is_empty());
        within && self.is_undivided() && self.is_unfiltered()
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
        let [name, id] = start.texts();
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
    fn grouped(&self, sqlite: bool) -> Groups {
        let column = self.grouping();
        let [course, _, invitation, _] = self.texts();
        let of_all = self.is_whole() && course.is_empty() && invitation.is_empty();
        if of_all && column == "learner_id" {
            return Groups::Kept(format!(
                "SELECT x.learner_id AS id, x.name AS sorted, x.registrations, x.opened, x.started, x.completed, x.passed,
                        x.failed, x.scored, x.points, x.spent, x.average, x.activity_at, x.created_at
                 FROM learner_sums x WHERE x.owner_id = $1 AND {BOUND}"
            ));
        }
        let moments = matches!(self.criteria.sort, Sort::Activity | Sort::Created);
        if self.is_undivided() && column != "learner_id" && (self.is_unfiltered() || !moments) {
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
                return Groups::Kept(format!(
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
        Groups::Counted(format!(
            "SELECT x.{column} AS id, MIN(x.name) AS sorted, {}, MAX(x.activity_at) AS activity_at,
                    MIN(x.created_at) AS created_at
             FROM (SELECT x.{column}, x.name, x.progress, x.activity_at, x.created_at, {} FROM results x WHERE {}) AS x
             GROUP BY x.{column}",
            group_figures(),
            each.collect::<Vec<_>>().join(", "),
            self.counted(sqlite)
        ))
    }

    /// A page of courses, invitations or learners, in their order; and how many there are in all.
    pub async fn groups(&self, on: &mut impl On) -> Result<(Page<Group>, i64)> {
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
        let (page, matching) = self.paged_groups(on, order, &start, PAGE).await?;
        let matching = match matching {
            0 => self.count_groups(on).await?,
            many => many,
        };
        Ok((page, matching))
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
        let (page, _) = self.paged_groups(on, order, &start, many).await?;
        Ok(page)
    }

    /// The page, and how many groups there are; 0 if that is not known by the way.
    async fn paged_groups(
        &self,
        on: &mut impl On,
        order: Order<'_>,
        start: &Start,
        many: i64,
    ) -> Result<(Page<Group>, i64)> {
        // What is counted is counted once, for the page and for how many there are.
        let (with, grouped, all) = match self.grouped(is_sqlite(on)) {
            Groups::Kept(sql) => (String::new(), format!("({sql})"), "0"),
            Groups::Counted(sql) => (
                format!("WITH counted AS MATERIALIZED ({sql})"),
                "counted".to_owned(),
                "(SELECT COUNT(*) FROM counted)",
            ),
        };
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
            "{with} SELECT g.*, {title} AS title, {more} AS more, CAST({place} AS BIGINT) AS place,
               CAST({all} AS BIGINT) AS matching
             FROM {grouped} AS g {of} WHERE {beyond} ORDER BY {by} LIMIT $8 OFFSET $9"
        );
        let [name, id] = start.texts();
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
        let matching = rows.first().map_or(0, |row| row.matching);
        let read = rows
            .into_iter()
            .map(|row| (row.place, row.id.clone(), Group::from(row)));
        Ok((Page::of(read.collect(), start), matching))
    }

    async fn count_groups(&self, on: &mut impl On) -> Result<i64> {
        let (Groups::Kept(sql) | Groups::Counted(sql)) = self.grouped(is_sqlite(on));
        let sql = format!("SELECT COUNT(*) FROM ({sql}) AS g");
        Ok(scoped!(fetch_one, self, on, (i64,), sql).0)
    }
}

/// Groups of results, as a statement.
enum Groups {
    /// From sums that are kept.
    Kept(String),
    /// By going through the results.
    Counted(String),
}

/// As [`figures`], with the average score, by which groups are sorted.
fn group_figures() -> String {
    format!(
        "{}, CASE WHEN SUM(x.scored) = 0 THEN {NO_SCORE}
                  ELSE CAST(SUM(x.points) AS BIGINT) / CAST(SUM(x.scored) AS BIGINT) END AS average",
        figures()
    )
}

#[derive(Debug, sqlx::FromRow)]
struct Grouped {
    id: String,
    title: String,
    more: String,
    place: i64,
    matching: i64,
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
