//! Transcripts: all that a learner did, course by course.

use super::progress;
use crate::accounts::Instructor;
use crate::db::On;
use crate::{Domain, Result, fetch_all, fetch_optional};
use beckon_model::registration::{Transcript, TranscriptRow, known_email};
use beckon_model::{InvitationId, LearnerId, Millis, Problem, RegistrationId};

/// A registration as a transcript tells of it.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Line {
    pub id: RegistrationId,
    pub course_title: String,
    completion: String,
    success: String,
    score: Option<f64>,
    total_time: i64,
    instance: i64,
    created_at: Millis,
    first_launched_at: Option<Millis>,
    completed_at: Option<Millis>,
    last_activity_at: Option<Millis>,
    /// Of the invitation.
    pub kind: String,
    pub holder: String,
    /// Of its URL; `None` if it has none.
    pub token: Option<String>,
}

impl Line {
    pub fn row(self, way: String) -> TranscriptRow {
        TranscriptRow {
            progress: progress(
                &self.completion,
                &self.success,
                self.first_launched_at.is_some(),
            ),
            registration: self.id,
            course_title: self.course_title,
            score: self.score,
            time: self.total_time,
            attempt: self.instance,
            created_at: self.created_at,
            launched_at: self.first_launched_at,
            completed_at: self.completed_at,
            last_activity_at: self.last_activity_at,
            way,
        }
    }
}

macro_rules! lines {
    ($which:literal) => {
        concat!(
            "SELECT r.id, c.title AS course_title, r.completion, r.success, r.score, r.total_time, r.instance, r.created_at,
                    r.first_launched_at, r.completed_at, r.last_activity_at, i.kind, i.holder, i.token
             FROM registrations r JOIN invitations i ON i.id = r.invitation_id JOIN courses c ON c.id = r.course_id
             WHERE i.deleted_at IS NULL AND (i.kind = 'public' OR r.split_from IS NOT NULL OR EXISTS (
                 SELECT 1 FROM recipients p WHERE p.registration_id = r.id AND p.deleted_at IS NULL)) AND ",
            $which,
            " ORDER BY r.created_at, r.id"
        )
    };
}

/// All that a learner is registered for, with whomever.
pub(crate) async fn lines_of(on: &mut impl On, learner: &LearnerId) -> Result<Vec<Line>> {
    Ok(fetch_all!(on, Line, lines!("r.learner_id = $1"), learner)?)
}

/// What a learner is registered for on one invitation.
pub(crate) async fn lines_on(
    on: &mut impl On,
    learner: &LearnerId,
    invitation: &InvitationId,
) -> Result<Vec<Line>> {
    let sql = lines!("r.learner_id = $1 AND r.invitation_id = $2");
    Ok(fetch_all!(on, Line, sql, learner, invitation)?)
}

/// One registration.
pub(crate) async fn line(on: &mut impl On, id: &RegistrationId) -> Result<Vec<Line>> {
    Ok(fetch_all!(on, Line, lines!("r.id = $1"), id)?)
}

/// What a learner did on the courses of an instructor.
///
/// # Errors
/// Not found if the instructor has no registration of him.
pub async fn transcript(
    domain: &Domain,
    who: &Instructor,
    learner: &LearnerId,
) -> Result<Transcript> {
    let on = &mut &domain.db;
    let sql = lines!("r.learner_id = $1 AND i.owner_id = $2");
    let lines = fetch_all!(on, Line, sql, learner, &who.id)?;
    let sql = "SELECT name, email FROM learners WHERE id = $1";
    let known = fetch_optional!(on, (String, String), sql, learner)?;
    match known.filter(|_| !lines.is_empty()) {
        Some((name, email)) => Ok(Transcript {
            name,
            email: known_email(email),
            rows: lines
                .into_iter()
                .map(|line| line.row(String::new()))
                .collect(),
        }),
        None => {
            let why = "This learner is on none of your courses.";
            Err(Problem::NotFound(why.to_owned()).into())
        }
    }
}
