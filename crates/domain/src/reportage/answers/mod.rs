//! What courses asked, and what their learners answered.
//!
//! Answers stand in the states of activities, each course's in its own way. [`take_in`] reads those of the registrations
//! that are being brought up to date, keeps the last answer of each learner to each question, and adds up how often each
//! was given: by course and by invitation, which is what most ask for; whoever asks for less has the answers counted.

mod store;

pub(super) use store::{differences, take_in, take_in_all};

use super::store::Scope;
use crate::{Domain, Result, courses};
use beckon_model::reportage::{PAGE, Question};
use beckon_scorm::course::Course;
use std::collections::HashMap;
use std::sync::Arc;

/// How many different answers are told of a question.
const ANSWERS: i64 = 20;

/// Questions, and how many there are in all.
pub(super) struct Asked {
    pub questions: Vec<Question>,
    pub matching: i64,
}

/// The questions of the courses in the scope: by the names of the courses, in the order of their activities, by their own
/// ids. Of a learner who answered several times in one attempt, the last answer counts. Takes which page is wanted, from 1;
/// `None` for all.
pub(super) async fn of(domain: &Domain, scope: &Scope<'_>, page: Option<u32>) -> Result<Asked> {
    let on = &mut &domain.db;
    let mut heard = scope.heard(on).await?;
    let matching = i64::try_from(heard.len()).unwrap_or(i64::MAX);
    let mut manifests = HashMap::<String, Arc<Course>>::new();
    for row in &heard {
        if !manifests.contains_key(&row.course) {
            let manifest = courses::manifest(domain, on, &row.version).await?;
            manifests.insert(row.course.clone(), manifest);
        }
    }
    let places: HashMap<_, HashMap<_, _>> = manifests
        .iter()
        .map(|(course, manifest)| {
            let activities = manifest.activities().into_iter().enumerate();
            let places = activities.map(|(place, (item, _))| {
                (store::name(&item.identifier), (place, item.title.clone()))
            });
            (course.clone(), places.collect())
        })
        .collect();
    // An activity that the course has no more comes last.
    let found = |row: &store::Heard| places.get(&row.course)?.get(&row.activity);
    heard.sort_by_cached_key(|row| {
        let place = found(row).map_or(usize::MAX, |(place, _)| *place);
        let course = (row.title.to_lowercase(), row.course.clone());
        (course, place, row.activity.clone(), row.question.clone())
    });
    if let Some(page) = page {
        let size = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let skipped = size.saturating_mul(page.saturating_sub(1) as usize);
        heard = heard.into_iter().skip(skipped).take(size).collect();
    }
    let mut answers = scope.answers(on, &heard, ANSWERS).await?;
    let mut questions = Vec::with_capacity(heard.len());
    for row in heard {
        let activity = found(&row).map_or_else(|| row.activity.clone(), |(_, title)| title.clone());
        questions.push(Question {
            answers: answers.remove(&row.key()).unwrap_or_default(),
            course: row.title,
            activity,
            id: row.question,
            text: row.text,
            correct: serde_json::from_str(&row.correct)?,
            answered: row.answered,
            right: row.rightly,
        });
    }
    Ok(Asked {
        questions,
        matching,
    })
}
