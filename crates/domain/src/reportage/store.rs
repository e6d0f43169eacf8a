//! Counting and listing registrations.

use super::dates::Between;
use crate::db::On;
use crate::registrations::progress;
use crate::{Result, fetch_all, fetch_one, fetch_optional};
use beckon_model::registration::known_email;
use beckon_model::reportage::{
    Among, Criteria, Dates, Figures, Group, PAGE, Row, Sort, Status, View,
};
use beckon_model::{AccountId, CourseId, InvitationId, LearnerId, Millis, RegistrationId};
use sqlx::AssertSqlSafe;

/// Which registrations, of whom.
#[derive(Clone, Copy)]
pub(super) struct Scope<'a> {
    pub owner: &'a AccountId,
    pub criteria: &'a Criteria,
    pub between: Between,
}

const PROGRESS: &str = "CASE WHEN r.success = 'passed' THEN 4 WHEN r.success = 'failed' THEN 2
    WHEN r.completion = 'completed' THEN 3 WHEN r.first_launched_at IS NOT NULL THEN 1 ELSE 0 END";

const FROM: &str = "FROM registrations r JOIN invitations i ON i.id = r.invitation_id
    JOIN courses c ON c.id = r.course_id JOIN learners l ON l.id = r.learner_id";

/// Whoever was taken off an invitation is not among its results.
const LISTED: &str = "i.owner_id = $1 AND i.deleted_at IS NULL AND (i.kind = 'public' OR r.split_from IS NOT NULL
    OR EXISTS (SELECT 1 FROM recipients p WHERE p.registration_id = r.id AND p.deleted_at IS NULL))";

const OPENED: &str = "(r.first_launched_at IS NOT NULL
    OR EXISTS (SELECT 1 FROM recipients p WHERE p.registration_id = r.id AND p.opened_at IS NOT NULL))";

/// `$2` to `$7`, in the order of [`Scope::texts`].
const COURSE: &str = "CAST($2 AS TEXT)";
const LEARNER: &str = "CAST($3 AS TEXT)";
const INVITATION: &str = "CAST($4 AS TEXT)";
const TAG: &str = "CAST($5 AS TEXT)";
const FROM_DATE: &str = "CAST($6 AS BIGINT)";
const TO_DATE: &str = "CAST($7 AS BIGINT)";

/// Runs a statement over the scope: its seven values, and what follows.
macro_rules! scoped {
    ($fetch:ident, $scope:expr, $on:expr, $row:ty, $sql:expr $(, $bind:expr)*) => {{
        let [course, learner, invitation, tag] = $scope.texts();
        let Between { from, to } = $scope.between;
        $fetch!(
            $on, $row, AssertSqlSafe($sql), $scope.owner, course, learner, invitation, tag,
            from.unwrap_or_default(), to.unwrap_or_default() $(, $bind)*
        )?
    }};
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

    /// What a registration must fulfil; what is not asked for is looked at by no index.
    fn condition(&self) -> String {
        let criteria = self.criteria;
        let [course, learner, invitation, tag] = self.texts();
        let mut all = LISTED.to_owned();
        let mut and = |condition: String| {
            all.push_str(" AND ");
            all.push_str(&condition);
        };
        let asked = |column: &str, value: &str, bound: &str| match value {
            "" => format!("{bound} = ''"),
            _ => format!("{column} = {bound}"),
        };
        and(asked("r.course_id", course, COURSE));
        and(asked("r.learner_id", learner, LEARNER));
        and(asked("r.invitation_id", invitation, INVITATION));
        and(match tag {
            "" => format!("{TAG} = ''"),
            _ => format!(
                "EXISTS (SELECT 1 FROM tags t WHERE t.owner_id = $1 AND t.tag = {TAG} AND (
                   (t.kind = 'course' AND t.id = r.course_id) OR (t.kind = 'invitation' AND t.id = r.invitation_id)
                   OR (t.kind = 'registration' AND t.id = r.id) OR (t.kind = 'learner' AND t.id = r.learner_id)))"
            ),
        });
        let at = match criteria.dates {
            Dates::Created => "r.created_at",
            Dates::Launched => "r.first_launched_at",
            Dates::Completed => "r.completed_at",
            Dates::Activity => "r.last_activity_at",
        };
        and(match self.between.from {
            Some(_) => format!("{at} >= {FROM_DATE}"),
            None => format!("{FROM_DATE} = 0"),
        });
        and(match self.between.to {
            Some(_) => format!("{at} < {TO_DATE}"),
            None => format!("{TO_DATE} = 0"),
        });
        // Without dates, everyone shows to whom it can happen.
        if self.between
            == (Between {
                from: None,
                to: None,
            })
            && criteria.dates != Dates::Created
        {
            and(format!("{at} IS NOT NULL"));
        }
        match criteria.among {
            Among::Any => {}
            Among::Public => and("i.kind = 'public'".to_owned()),
            Among::Private => and("i.kind = 'private'".to_owned()),
        }
        match criteria.status {
            Status::Any => {}
            Status::NotStarted => and(format!("({PROGRESS}) = 0")),
            Status::UnderWay => and(format!("({PROGRESS}) = 1")),
            Status::Completed => and(format!("({PROGRESS}) >= 2")),
            Status::Passed => and("r.success = 'passed'".to_owned()),
            Status::Failed => and("r.success = 'failed'".to_owned()),
        }
        if criteria.flagged {
            and(
                "r.id IN (SELECT f.registration_id FROM flags f WHERE f.dismissed_at IS NULL)"
                    .to_owned(),
            );
        }
        all
    }

    pub async fn figures(&self, on: &mut impl On) -> Result<Figures> {
        let sql = format!("SELECT {} {FROM} WHERE {}", figures(), self.condition());
        let row = scoped!(fetch_one, self, on, Counted, sql);
        Ok(row.into())
    }

    /// A page of registrations, in their order.
    pub async fn registrations(&self, on: &mut impl On) -> Result<Vec<Row>> {
        let way = if self.criteria.falling { "DESC" } else { "ASC" };
        let name = "LOWER(CASE WHEN l.name = '' THEN l.email ELSE l.name END)";
        let by = match self.criteria.sort {
            Sort::Activity => "COALESCE(r.last_activity_at, 0)",
            // Ids tell the order of coming.
            Sort::Created | Sort::Registrations => "r.id",
            Sort::Name => name,
            Sort::Progress => PROGRESS,
            Sort::Score => "COALESCE(r.score, -1)",
            Sort::Time => "r.total_time",
        };
        let sql = format!(
            "{LISTED_ROW} {FROM} WHERE {} ORDER BY {by} {way}, r.id {way} LIMIT $8 OFFSET $9",
            self.condition()
        );
        let rows = scoped!(fetch_all, self, on, ListedRow, sql, PAGE, self.offset());
        Ok(rows.into_iter().map(Row::from).collect())
    }

    /// So many registrations after one, in the order of coming.
    pub async fn after(&self, on: &mut impl On, id: &str, many: i64) -> Result<Vec<Row>> {
        let sql = format!(
            "{LISTED_ROW} {FROM} WHERE {} AND r.id > $8 ORDER BY r.id LIMIT $9",
            self.condition()
        );
        let rows = scoped!(fetch_all, self, on, ListedRow, sql, id, many);
        Ok(rows.into_iter().map(Row::from).collect())
    }

    fn offset(&self) -> i64 {
        i64::from(self.criteria.page - 1) * PAGE
    }

    /// What the rows are grouped by: the id, the title, and what tells it from others of the title.
    fn grouping(&self) -> (&'static str, &'static str, &'static str) {
        match self.criteria.view {
            View::Learners => (
                "l.id",
                "CASE WHEN l.name = '' THEN l.email ELSE l.name END",
                "l.email",
            ),
            View::Invitations => ("i.id", "c.title", "i.kind"),
            View::Courses | View::Registrations | View::Questions => ("c.id", "c.title", "''"),
        }
    }

    /// A page of courses, invitations or learners, in their order.
    pub async fn groups(&self, on: &mut impl On) -> Result<Vec<Group>> {
        let way = if self.criteria.falling { "DESC" } else { "ASC" };
        let (id, title, more) = self.grouping();
        let (by, then) = match self.criteria.sort {
            Sort::Name => (format!("LOWER({title}) {way}"), way),
            Sort::Progress => (format!("completed {way}"), "ASC"),
            Sort::Score => (
                format!("CASE WHEN COUNT(r.score) = 0 THEN -1 ELSE AVG(r.score) END {way}"),
                "ASC",
            ),
            Sort::Time => (format!("spent {way}"), "ASC"),
            Sort::Activity => (format!("COALESCE(MAX(r.last_activity_at), 0) {way}"), "ASC"),
            Sort::Created => (format!("MIN(r.created_at) {way}"), "ASC"),
            Sort::Registrations => (format!("registrations {way}"), "ASC"),
        };
        let sql = format!(
            "SELECT {id} AS id, {title} AS title, {more} AS more, {} {FROM} WHERE {} GROUP BY 1, 2, 3
             ORDER BY {by}, 1 {then} LIMIT $8 OFFSET $9",
            figures(),
            self.condition()
        );
        let rows = scoped!(fetch_all, self, on, Grouped, sql, PAGE, self.offset());
        Ok(rows.into_iter().map(Group::from).collect())
    }

    pub async fn count_groups(&self, on: &mut impl On) -> Result<i64> {
        let sql = format!(
            "SELECT COUNT(DISTINCT {}) {FROM} WHERE {}",
            self.grouping().0,
            self.condition()
        );
        Ok(scoped!(fetch_one, self, on, (i64,), sql).0)
    }

    /// How many came and how many completed, by quarters of an hour since 1970: the days of every zone are whole ones.
    pub async fn moments(&self, on: &mut impl On) -> Result<Vec<Moment>> {
        let condition = self.condition();
        let one = |at: &str, came: &str, completed: &str| {
            format!(
                "SELECT {at} / 900000 AS quarter, {came} AS came, {completed} AS completed {FROM}
                 WHERE {at} IS NOT NULL AND {condition}"
            )
        };
        let sql = format!(
            "SELECT quarter, CAST(SUM(came) AS BIGINT) AS came, CAST(SUM(completed) AS BIGINT) AS completed
             FROM ({} UNION ALL {}) AS m GROUP BY quarter ORDER BY quarter",
            one("r.created_at", "1", "0"),
            one("r.completed_at", "0", "1")
        );
        Ok(scoped!(fetch_all, self, on, Moment, sql))
    }

    /// How many have a score of so many tens; 9 holds 100, too.
    pub async fn scores(&self, on: &mut impl On) -> Result<Vec<(i64, i64)>> {
        let tens: String = (1..=9)
            .map(|n| format!("WHEN r.score < {} THEN {} ", n * 10, n - 1))
            .collect();
        self.spread(
            on,
            &format!("CASE {tens} ELSE 9 END"),
            "r.score IS NOT NULL",
        )
        .await
    }

    /// How many of those who started spent how long, by the limits of [`super::pictures::TIMES`].
    pub async fn times(&self, on: &mut impl On) -> Result<Vec<(i64, i64)>> {
        let times = super::pictures::TIMES;
        let steps: String = times
            .iter()
            .enumerate()
            .map(|(n, (limit, _))| format!("WHEN r.total_time < {limit} THEN {n} "))
            .collect();
        let spread = format!("CASE {steps} ELSE {} END", times.len());
        self.spread(on, &spread, "r.first_launched_at IS NOT NULL")
            .await
    }

    async fn spread(&self, on: &mut impl On, by: &str, among: &str) -> Result<Vec<(i64, i64)>> {
        let sql = format!(
            "SELECT CAST({by} AS BIGINT), COUNT(*) {FROM} WHERE {among} AND {} GROUP BY 1 ORDER BY 1",
            self.condition()
        );
        Ok(scoped!(fetch_all, self, on, (i64, i64), sql))
    }

    /// What is kept of the activities of so many registrations after one, in the order of coming.
    pub async fn states(&self, on: &mut impl On, after: &str, many: i64) -> Result<Vec<State>> {
        let sql = format!(
            "SELECT n.id AS registration, n.version_id AS version, s.activity, s.state FROM (
               SELECT r.id, r.version_id, r.instance {FROM} WHERE {} AND r.id > $8 ORDER BY r.id LIMIT $9) AS n
             LEFT JOIN activity_states s ON s.registration_id = n.id AND s.instance = n.instance
             ORDER BY n.id, s.activity",
            self.condition()
        );
        Ok(scoped!(fetch_all, self, on, State, sql, after, many))
    }
}

/// What is kept of one activity; without one, the registration was not begun.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct State {
    pub registration: RegistrationId,
    pub version: beckon_model::VersionId,
    pub activity: Option<String>,
    pub state: Option<String>,
}

/// How many came and completed in a quarter of an hour.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub(super) struct Moment {
    pub quarter: i64,
    pub came: i64,
    pub completed: i64,
}

fn figures() -> String {
    let count = |when: &str| format!("COUNT(CASE WHEN {when} THEN 1 END)");
    let reached = |least: i64| count(&format!("({PROGRESS}) >= {least}"));
    format!(
        "COUNT(*) AS registrations, {} AS opened, {} AS started, {} AS completed, {} AS passed, {} AS failed,
         COUNT(r.score) AS scored, CAST(COALESCE(SUM(r.score), 0) AS DOUBLE PRECISION) AS score,
         CAST(COALESCE(SUM(r.total_time), 0) AS BIGINT) AS spent",
        count(OPENED),
        reached(1),
        reached(2),
        count("r.success = 'passed'"),
        count("r.success = 'failed'")
    )
}

#[derive(Debug, sqlx::FromRow)]
struct Counted {
    registrations: i64,
    opened: i64,
    started: i64,
    completed: i64,
    passed: i64,
    failed: i64,
    scored: i64,
    score: f64,
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
            score: row.score,
            time: row.spent,
        }
    }
}

#[derive(Debug, sqlx::FromRow)]
struct Grouped {
    id: String,
    title: String,
    more: String,
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
    r.created_at, r.first_launched_at, r.completed_at, r.last_activity_at,
    EXISTS (SELECT 1 FROM flags f WHERE f.registration_id = r.id AND f.dismissed_at IS NULL) AS flagged";

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
