//! Results without end: a database with so many registrations, the same ones on every run.

use crate::Error;
use crate::invite::Desk;
use beckon_domain::{Db, execute};

/// How many courses there are, each with a private and a public invitation.
pub const COURSES: i64 = 200;
/// How many learners share ten registrations.
const LEARNERS_OF_TEN: i64 = 3;
/// The last moment at which somebody registered: 2026-11-25.
const UNTIL: i64 = 1_795_564_800_000;
/// How long before that the first did, in ms.
const SPAN: i64 = 730 * 86_400_000;

/// Each how many courses ask questions and have a tag.
const ASKING: i64 = 10;
/// How many questions they ask.
const QUESTIONS: i64 = 10;
/// The tag.
const TAG: &str = "asking";

/// A remainder that looks drawn by lot, of a number of SQL.
fn lot(of: &str, salt: i64, many: i64) -> String {
    format!("((({of}) * 2654435761 + {salt}) % 4294967291 * 48271 % 2147483647 % {many})")
}

/// Numbers from one, included, until another, not included, as `n (i)`.
fn numbers(from: i64, until: i64) -> String {
    format!(
        "WITH RECURSIVE n (i) AS (SELECT CAST({from} AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < {})",
        until - 1
    )
}

/// The id of a number: all are of one length.
fn id(word: &str, number: &str) -> String {
    format!("'{word}-' || CAST(10000000 + ({number}) AS TEXT)")
}

/// Adds the courses of an instructor, with their invitations.
pub async fn add_courses(desk: &Desk) -> Result<(), Error> {
    let owner = &desk.who.id.0;
    let (course, version) = (id("course", "i"), id("version", "i"));
    let numbers = numbers(0, COURSES);
    let statements = [
        format!(
            "INSERT INTO courses (id, owner_id, title, description, version_id, created_at)
             {numbers} SELECT {course}, '{owner}', 'Course ' || CAST(i AS TEXT), '', {version}, {UNTIL} - {SPAN} FROM n"
        ),
        format!(
            "INSERT INTO course_versions (id, course_id, number, standard, duration, manifest, notes, size, files, created_at)
             {numbers} SELECT {version}, {course}, 1, v.standard, v.duration, v.manifest, v.notes, v.size, v.files, v.created_at
             FROM n CROSS JOIN course_versions v JOIN courses c ON c.version_id = v.id WHERE c.id = '{}'",
            desk.course.0
        ),
    ];
    run(&desk.domain.db, &statements).await?;
    let tagged = format!(
        "INSERT INTO tags (owner_id, kind, id, tag)
         SELECT c.owner_id, 'course', c.id, '{TAG}' FROM courses c WHERE c.id IN ({} SELECT {} FROM n)",
        self::numbers(0, COURSES / ASKING),
        id("course", &format!("i * {ASKING}"))
    );
    run(&desk.domain.db, &[tagged]).await?;
    for (kind, of) in [("private", 0), ("public", 1)] {
        let invitation = id("invitation", &format!("2 * i + {of}"));
        let token = if of == 0 {
            "NULL".to_owned()
        } else {
            id("token", "i")
        };
        let sql = format!(
            "INSERT INTO invitations (id, course_id, owner_id, kind, token, subject, body, enabled, created_at)
             {numbers} SELECT {invitation}, {course}, '{owner}', '{kind}', {token}, '', '', TRUE, {UNTIL} - {SPAN} FROM n"
        );
        run(&desk.domain.db, &[sql]).await?;
    }
    Ok(())
}

/// Adds the registrations of these numbers, with their learners and recipients; the summaries are to be rebuilt then.
pub async fn add(db: &Db, from: i64, until: i64) -> Result<(), Error> {
    let last = |registration: i64| (registration - 1) * LEARNERS_OF_TEN / 10;
    let learners = numbers(if from > 0 { last(from) + 1 } else { 0 }, last(until) + 1);
    let numbers = numbers(from, until);
    let learner = format!("i * {LEARNERS_OF_TEN} / 10");
    // Of one learner no two are on the same invitation.
    let invitation = format!(
        "({} + i % 10 * 97) % {}",
        lot(&learner, 11, 2 * COURSES),
        2 * COURSES
    );
    let state = lot("i", 23, 100);
    let created = format!("{UNTIL} - {}", lot("i", 37, SPAN / 1_000) + " * 1000");
    let after = lot("i", 41, 20 * 86_400) + " * 1000";
    let statements = [
        format!(
            "INSERT INTO learners (id, email, name, created_at)
             {learners} SELECT {}, 'learner' || CAST(i AS TEXT) || '@example.org',
               'Person ' || CAST({} AS TEXT) || ' Number ' || CAST(i AS TEXT), {UNTIL} - {SPAN} FROM n",
            id("learner", "i"),
            lot("i", 5, 5_000)
        ),
        format!(
            "INSERT INTO registrations (id, invitation_id, course_id, version_id, learner_id, instance, completion, success,
               score, total_time, created_at, first_launched_at, last_activity_at, completed_at, owned_by)
             {numbers}
             SELECT {}, {}, {}, {}, {}, 1, CASE WHEN m.state < 60 THEN 'completed' ELSE 'unknown' END,
               CASE WHEN m.state < 40 THEN 'passed' WHEN m.state < 50 THEN 'failed' ELSE 'unknown' END,
               CASE WHEN m.state < 50 THEN {} END, CASE WHEN m.state < 75 THEN {} ELSE 0 END, m.created,
               CASE WHEN m.state < 75 THEN m.created + 60000 END, CASE WHEN m.state < 75 THEN m.created + m.after END,
               CASE WHEN m.state < 60 THEN m.created + m.after END,
               (SELECT c.owner_id FROM courses c WHERE c.id = {})
             FROM (SELECT i, {learner} AS learner, {invitation} AS invitation, {state} AS state, {created} AS created,
                     60000 + {after} AS after FROM n) AS m",
            id("registration", "m.i"),
            id("invitation", "m.invitation"),
            id("course", "m.invitation / 2"),
            id("version", "m.invitation / 2"),
            id("learner", "m.learner"),
            lot("m.i", 53, 101),
            lot("m.i", 61, 2_000_000),
            id("course", "m.invitation / 2")
        ),
        format!(
            "INSERT INTO recipients (id, invitation_id, registration_id, email, name, link_version, created_at)
             SELECT 'recipient-' || r.id, r.invitation_id, r.id, l.email, l.name, 1, r.created_at
             FROM registrations r JOIN learners l ON l.id = r.learner_id JOIN invitations i ON i.id = r.invitation_id
             WHERE i.kind = 'private' AND r.id >= {} AND r.id < {}",
            id("registration", &from.to_string()),
            id("registration", &until.to_string())
        ),
        format!(
            "INSERT INTO activity_states (registration_id, instance, activity, state, updated_at)
             {numbers}
             SELECT r.id, 1, 'item-1', {}, r.last_activity_at
             FROM n JOIN registrations r ON r.id = {}
             WHERE r.last_activity_at > 0 AND r.course_id IN (SELECT t.id FROM tags t WHERE t.tag = '{TAG}')",
            answers("n.i"),
            id("registration", "n.i")
        ),
    ];
    run(db, &statements).await?;
    // So many are counted from scratch in less time than they are taken in.
    run(db, &["DELETE FROM stale_results".to_owned()]).await
}

/// What a run-time keeps of a learner who answered all questions, each with one of four letters, of which one is right.
fn answers(of: &str) -> String {
    let each = (0..QUESTIONS).map(|n| {
        let letter = lot(of, 71 + n, 4);
        format!(
            r#"'"cmi.interactions.{n}.id":"question-{n}","cmi.interactions.{n}.type":"choice","cmi.interactions.{n}.result":"'
               || CASE {letter} WHEN 0 THEN 'correct' ELSE 'wrong' END
               || '","cmi.interactions.{n}.student_response":"' || SUBSTR('abcd', CAST(1 + {letter} AS INTEGER), 1) || '"'"#
        )
    });
    format!(
        r#"'{{"values":{{' || {} || '}},"counts":{{"cmi.interactions":{QUESTIONS}}},"attempted":true}}'"#,
        each.collect::<Vec<_>>().join(" || ',' || ")
    )
}

async fn run(db: &Db, statements: &[String]) -> Result<(), Error> {
    let mut tx = db.begin_write().await?;
    for sql in statements {
        execute!(&mut tx, sqlx::AssertSqlSafe(sql.clone()))?;
    }
    Ok(tx.commit().await?)
}
