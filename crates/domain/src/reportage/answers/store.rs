//! Keeping answers and counting them.

use super::super::store::{BOUND, COURSE, INVITATION, Scope, is_sqlite, scoped};
use crate::db::{On, Tx, execute_rows};
use crate::{Domain, Result, courses, execute, fetch_all, registrations};
use beckon_model::VersionId;
use beckon_model::registration::InteractionLine;
use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;
use std::collections::{BTreeMap, HashMap};

/// How many registrations are read together.
const TOGETHER: i64 = 500;
/// The longest text that is kept as it is, in bytes: PostgreSQL has an index of no more than 2,704 bytes a row.
const LONGEST: usize = 400;

const COLUMNS: &str =
    "registration_id, owner_id, course_id, invitation_id, activity, question, response, rightly";
/// Columns that have sums.
const SCOPES: [&str; 2] = ["course_id", "invitation_id"];

/// What a course calls an activity or a question; of a name that is too long the beginning, and what tells it from others.
pub(super) fn name(id: &str) -> String {
    let id = sayable(id);
    if id.len() <= LONGEST {
        return id;
    }
    let digest = Sha256::digest(id.as_bytes());
    let told = digest.iter().take(8).map(|byte| format!("{byte:02x}"));
    format!("{}…{}", beginning(&id), told.collect::<String>())
}

/// What a learner answered; of an essay the beginning.
fn response(text: &str) -> String {
    let text = sayable(text);
    if text.len() <= LONGEST {
        return text;
    }
    format!("{}…", beginning(&text))
}

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

/// PostgreSQL keeps no text with a NUL in it.
fn sayable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

#[derive(Debug, sqlx::FromRow)]
struct State {
    registration_id: String,
    owner_id: String,
    course_id: String,
    invitation_id: String,
    version_id: VersionId,
    activity: Option<String>,
    state: Option<String>,
}

/// Brings the answers up to date of those registrations that stand in `result_changes`.
pub(in super::super) async fn take_in(domain: &Domain, tx: &mut Tx) -> Result<()> {
    let changed = "SELECT x.registration_id FROM result_changes x";
    let before = format!(
        "INSERT INTO answer_changes (weight, {COLUMNS}) SELECT -1, {COLUMNS} FROM answers a
         WHERE a.registration_id IN ({changed})"
    );
    execute!(tx, AssertSqlSafe(before))?;
    hear(domain, tx, "result_changes", "x.weight = 1").await?;
    let gone = format!("DELETE FROM answers WHERE registration_id IN ({changed})");
    execute!(tx, AssertSqlSafe(gone))?;
    add(tx).await?;
    execute!(tx, "DELETE FROM question_sums WHERE answered = 0")?;
    execute!(tx, "DELETE FROM answer_sums WHERE times = 0")?;
    execute!(tx, "DELETE FROM answer_changes")?;
    Ok(())
}

/// Reads all answers anew.
pub(in super::super) async fn take_in_all(domain: &Domain, tx: &mut Tx) -> Result<()> {
    for sql in [
        "DELETE FROM answer_changes",
        "DELETE FROM answers",
        "DELETE FROM questions",
        "DELETE FROM question_sums",
        "DELETE FROM answer_sums",
    ] {
        execute!(tx, sql)?;
    }
    hear(domain, tx, "results", "TRUE").await?;
    add(tx).await?;
    execute!(tx, "DELETE FROM answer_changes")?;
    Ok(())
}

/// How many answers and sums of them are not as a count from scratch has them, or are missing.
pub(in super::super) async fn differences(domain: &Domain, tx: &mut Tx) -> Result<i64> {
    hear(domain, tx, "results", "TRUE").await?;
    let columns = |columns: &str, table: &str| format!("SELECT {columns} FROM {table}");
    let mut found = 0;
    for (kept, fresh) in [
        (
            columns(COLUMNS, "answers"),
            columns(COLUMNS, "answer_changes"),
        ),
        (
            columns(&QUESTION_SUMS.join(", "), "question_sums"),
            question_sums(),
        ),
        (
            columns(&ANSWER_SUMS.join(", "), "answer_sums"),
            answer_sums(),
        ),
    ] {
        found += super::super::summaries::unlike(tx, &kept, &fresh).await?;
    }
    execute!(tx, "DELETE FROM answer_changes")?;
    Ok(found)
}

/// Writes what the states say of the registrations in this table, of which the condition holds, into `answer_changes`; and
/// how their courses word what they asked.
async fn hear(domain: &Domain, tx: &mut Tx, table: &str, condition: &str) -> Result<()> {
    let sql = format!(
        "SELECT n.registration_id, n.owner_id, n.course_id, n.invitation_id, r.version_id, s.activity, s.state
         FROM (SELECT x.registration_id, x.owner_id, x.course_id, x.invitation_id FROM {table} x
               WHERE {condition} AND x.registration_id > $1 ORDER BY x.registration_id LIMIT $2) AS n
         JOIN registrations r ON r.id = n.registration_id
         LEFT JOIN activity_states s ON s.registration_id = r.id AND s.instance = r.instance
         ORDER BY n.registration_id, s.activity"
    );
    let mut after = String::new();
    loop {
        let states = fetch_all!(tx, State, AssertSqlSafe(sql.as_str()), &after, TOGETHER)?;
        let Some(last) = states.last() else { break };
        after.clone_from(&last.registration_id);
        let mut answers = Vec::new();
        let mut questions = BTreeMap::new();
        for state in &states {
            let (Some(activity), Some(kept)) = (&state.activity, &state.state) else {
                continue;
            };
            let course = courses::manifest(domain, tx, &state.version_id).await?;
            let lines = registrations::questions(course.standard, kept)?;
            let lines: BTreeMap<_, _> = lines
                .into_iter()
                .map(|line| (name(&line.id), line))
                .collect();
            let activity = name(activity);
            for (question, line) in lines {
                let key = (state.course_id.clone(), activity.clone(), question.clone());
                word(questions.entry(key).or_default(), &line)?;
                if line.response.is_empty() && line.result.is_empty() {
                    continue;
                }
                let right = if line.result == "correct" { "1" } else { "0" };
                answers.push([
                    state.registration_id.clone(),
                    state.owner_id.clone(),
                    state.course_id.clone(),
                    state.invitation_id.clone(),
                    activity.clone(),
                    question,
                    response(&line.response),
                    right.to_owned(),
                ]);
            }
        }
        keep_heard(tx, &answers, &questions).await?;
    }
    Ok(())
}

/// The text of a question, and its correct answers as a JSON list.
fn word(known: &mut [String; 2], line: &InteractionLine) -> Result<()> {
    if !line.description.is_empty() || known[0].is_empty() {
        known[0] = sayable(&line.description);
    }
    if !line.correct.is_empty() || known[1].is_empty() {
        let correct: Vec<_> = line.correct.iter().map(|text| sayable(text)).collect();
        known[1] = serde_json::to_string(&correct)?;
    }
    Ok(())
}

async fn keep_heard(
    tx: &mut Tx,
    answers: &[[String; 8]],
    questions: &BTreeMap<(String, String, String), [String; 2]>,
) -> Result<()> {
    let rows: Vec<_> = answers
        .iter()
        .map(|row| row.each_ref().map(String::as_str))
        .collect();
    let heard = format!(
        "INSERT INTO answer_changes (weight, {COLUMNS})
         SELECT 1, v.column1, v.column2, v.column3, v.column4, v.column5, v.column6, v.column7, CAST(v.column8 AS BIGINT)
         FROM {{rows}}"
    );
    execute_rows(tx, &heard, &[], &rows).await?;
    let rows: Vec<_> = questions
        .iter()
        .map(|((course, activity, question), [text, correct])| {
            [course, activity, question, text, correct].map(String::as_str)
        })
        .collect();
    let worded = "INSERT INTO questions (course_id, activity, question, text, correct)
         SELECT v.column1, v.column2, v.column3, v.column4, v.column5 FROM {rows} WHERE TRUE
         ON CONFLICT (course_id, activity, question) DO UPDATE SET
           text = CASE WHEN excluded.text = '' THEN questions.text ELSE excluded.text END,
           correct = CASE WHEN excluded.correct = '[]' THEN questions.correct ELSE excluded.correct END
         WHERE (excluded.text <> '' AND excluded.text <> questions.text)
            OR (excluded.correct <> '[]' AND excluded.correct <> questions.correct)";
    execute_rows(tx, worded, &[], &rows).await
}

const QUESTION_SUMS: [&str; 7] = [
    "scope_id",
    "owner_id",
    "course_id",
    "activity",
    "question",
    "answered",
    "rightly",
];
const ANSWER_SUMS: [&str; 5] = ["scope_id", "activity", "question", "response", "times"];

fn of_scopes() -> String {
    let each =
        SCOPES.map(|column| format!("SELECT x.{column} AS scope_id, x.* FROM answer_changes x"));
    each.join(" UNION ALL ")
}

/// What `answer_changes` adds to the sums of questions.
fn question_sums() -> String {
    format!(
        "SELECT x.scope_id, x.owner_id, x.course_id, x.activity, x.question, CAST(SUM(x.weight) AS BIGINT) AS answered,
                CAST(SUM(x.weight * x.rightly) AS BIGINT) AS rightly
         FROM ({}) AS x GROUP BY 1, 2, 3, 4, 5",
        of_scopes()
    )
}

/// What `answer_changes` adds to the sums of answers.
fn answer_sums() -> String {
    format!(
        "SELECT x.scope_id, x.activity, x.question, x.response, CAST(SUM(x.weight) AS BIGINT) AS times
         FROM ({}) AS x WHERE x.response <> '' GROUP BY 1, 2, 3, 4",
        of_scopes()
    )
}

/// Adds `answer_changes` to what is kept; who has changes has no answers there any more.
async fn add(tx: &mut Tx) -> Result<()> {
    for sql in [
        format!(
            "INSERT INTO answers ({COLUMNS}) SELECT {COLUMNS} FROM answer_changes WHERE weight = 1"
        ),
        format!(
            "INSERT INTO question_sums ({}) SELECT * FROM ({}) AS x WHERE x.answered <> 0 OR x.rightly <> 0
             ON CONFLICT (scope_id, activity, question) DO UPDATE SET
               answered = question_sums.answered + excluded.answered, rightly = question_sums.rightly + excluded.rightly",
            QUESTION_SUMS.join(", "),
            question_sums()
        ),
        format!(
            "INSERT INTO answer_sums ({}) SELECT * FROM ({}) AS x WHERE x.times <> 0
             ON CONFLICT (scope_id, activity, question, response) DO UPDATE SET
               times = answer_sums.times + excluded.times",
            ANSWER_SUMS.join(", "),
            answer_sums()
        ),
    ] {
        execute!(tx, AssertSqlSafe(sql))?;
    }
    Ok(())
}

/// A question with its course, and how many answered it.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Heard {
    pub course: String,
    pub title: String,
    pub version: VersionId,
    pub activity: String,
    pub question: String,
    pub text: String,
    pub correct: String,
    pub answered: i64,
    pub rightly: i64,
}

/// Course, activity and question.
pub(super) type Key = (String, String, String);

impl Heard {
    pub fn key(&self) -> Key {
        let (course, activity) = (self.course.clone(), self.activity.clone());
        (course, activity, self.question.clone())
    }
}

/// An answer to a question, and how often it was given.
#[derive(Debug, sqlx::FromRow)]
struct Given {
    course: String,
    activity: String,
    question: String,
    response: String,
    times: i64,
}

const OFTEN: &str = "SELECT s.response, s.times FROM answer_sums s
    WHERE s.scope_id = $1 AND s.activity = $2 AND s.question = $3 ORDER BY s.times DESC, s.response LIMIT $4";

impl Scope<'_> {
    /// Whether the sums of questions are those of the scope.
    fn asked_whole(&self) -> bool {
        let one = self.criteria.course.is_none() || self.criteria.invitation.is_none();
        one && self.is_whole()
    }

    /// What was asked in the scope, in no order.
    pub(super) async fn heard(&self, on: &mut impl On) -> Result<Vec<Heard>> {
        let counted = match self.asked_whole() {
            true => format!(
                "SELECT q.course_id, q.activity, q.question, q.answered, q.rightly FROM question_sums q
                 WHERE q.owner_id = $1 AND {BOUND} AND {}",
                match (&self.criteria.course, &self.criteria.invitation) {
                    (None, None) => "q.scope_id = q.course_id".to_owned(),
                    (Some(_), _) => format!("q.scope_id = {COURSE}"),
                    (None, Some(_)) => format!("q.scope_id = {INVITATION}"),
                }
            ),
            false => format!(
                "SELECT a.course_id, a.activity, a.question, COUNT(*) AS answered, CAST(SUM(a.rightly) AS BIGINT) AS rightly
                 FROM results x JOIN answers a ON a.registration_id = x.registration_id
                 WHERE {} GROUP BY a.course_id, a.activity, a.question",
                self.counted(is_sqlite(on))
            ),
        };
        let sql = format!(
            "SELECT n.course_id AS course, c.title, c.version_id AS version, n.activity, n.question,
                    COALESCE(t.text, '') AS text, COALESCE(t.correct, '[]') AS correct, n.answered, n.rightly
             FROM ({counted}) AS n JOIN courses c ON c.id = n.course_id
             LEFT JOIN questions t ON t.course_id = n.course_id AND t.activity = n.activity AND t.question = n.question"
        );
        Ok(scoped!(fetch_all, self, on, Heard, sql))
    }

    /// The most frequent answers to these questions, so many of each, and how often they were given.
    pub(super) async fn answers(
        &self,
        on: &mut impl On,
        heard: &[Heard],
        most: i64,
    ) -> Result<HashMap<Key, Vec<(String, i64)>>> {
        let mut answers = HashMap::<Key, Vec<_>>::new();
        if self.asked_whole() {
            for row in heard {
                let scope = match &self.criteria.invitation {
                    Some(invitation) => &*invitation.0,
                    None => &*row.course,
                };
                let (activity, question) = (&row.activity, &row.question);
                let given = fetch_all!(on, (String, i64), OFTEN, scope, activity, question, most)?;
                answers.insert(row.key(), given);
            }
            return Ok(answers);
        }
        let sql = format!(
            "SELECT n.course, n.activity, n.question, n.response, n.times FROM (
               SELECT a.course_id AS course, a.activity, a.question, a.response, COUNT(*) AS times,
                      ROW_NUMBER() OVER (PARTITION BY a.course_id, a.activity, a.question
                                         ORDER BY COUNT(*) DESC, a.response) AS place
               FROM results x JOIN answers a ON a.registration_id = x.registration_id
               WHERE {} AND a.response <> '' GROUP BY a.course_id, a.activity, a.question, a.response) AS n
             WHERE n.place <= {most} ORDER BY n.times DESC, n.response",
            self.counted(is_sqlite(on))
        );
        for given in scoped!(fetch_all, self, on, Given, sql) {
            let key = (given.course, given.activity, given.question);
            let of = answers.entry(key).or_default();
            of.push((given.response, given.times));
        }
        Ok(answers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_stay_apart_and_short_ones_are_kept() {
        let long = "é".repeat(300);
        assert_eq!(name("q1"), "q1");
        assert_ne!(name(&format!("{long}a")), name(&format!("{long}b")));
        assert!(name(&long).len() < 2 * LONGEST);
    }

    #[test]
    fn an_essay_is_kept_by_its_beginning() {
        let long = "é".repeat(300);
        assert_eq!(
            response(&format!("{long}a")),
            format!("{}…", "é".repeat(200))
        );
        assert_eq!(response("a\0b"), "a\u{fffd}b");
    }
}
