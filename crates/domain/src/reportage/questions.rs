//! What courses asked, over all their learners.

use super::store::{Scope, State};
use crate::{Domain, Result, courses, registrations};
use beckon_model::registration::InteractionLine;
use beckon_model::reportage::Question;
use beckon_scorm::course::Course;
use std::collections::BTreeMap;

/// How many registrations are looked at together.
const TOGETHER: i64 = 500;
/// How many different answers are told of a question.
const ANSWERS: usize = 20;

#[derive(Default)]
struct Heard {
    text: String,
    correct: Vec<String>,
    answered: i64,
    right: i64,
    answers: BTreeMap<String, i64>,
}

/// Each question of the courses in the scope, in the order of activities and names. Of a learner who answered several
/// times in one attempt, the last answer counts.
pub(super) async fn of(domain: &Domain, scope: &Scope<'_>) -> Result<Vec<Question>> {
    let on = &mut &domain.db;
    let mut heard = BTreeMap::<(String, String), Heard>::new();
    let mut after = String::new();
    loop {
        let states = scope.states(on, &after, TOGETHER).await?;
        let Some(last) = states.last() else { break };
        after = last.key();
        for state in &states {
            let State {
                version,
                activity: Some(activity),
                state: Some(kept),
                ..
            } = state
            else {
                continue;
            };
            let course = courses::manifest(domain, on, version).await?;
            let lines = registrations::questions(course.standard, kept)?;
            let title = title(&course, activity);
            let mut last = BTreeMap::<String, InteractionLine>::new();
            for line in lines {
                last.insert(line.id.clone(), line);
            }
            for (id, line) in last {
                heard.entry((title.clone(), id)).or_default().hear(line);
            }
        }
    }
    let question = |((activity, id), heard): ((String, String), Heard)| {
        let mut answers: Vec<_> = heard.answers.into_iter().collect();
        answers.sort_by_key(|(_, times)| std::cmp::Reverse(*times));
        answers.truncate(ANSWERS);
        Question {
            activity,
            id,
            text: heard.text,
            correct: heard.correct,
            answered: heard.answered,
            right: heard.right,
            answers,
        }
    };
    Ok(heard.into_iter().map(question).collect())
}

impl Heard {
    fn hear(&mut self, line: InteractionLine) {
        if !line.description.is_empty() {
            self.text = line.description;
        }
        if !line.correct.is_empty() {
            self.correct = line.correct;
        }
        if line.response.is_empty() && line.result.is_empty() {
            return;
        }
        self.answered += 1;
        self.right += i64::from(line.result == "correct");
        if !line.response.is_empty() {
            *self.answers.entry(line.response).or_default() += 1;
        }
    }
}

fn title(course: &Course, activity: &str) -> String {
    let activities = course.activities();
    let found = activities
        .iter()
        .find(|(item, _)| item.identifier == activity);
    found.map_or_else(|| activity.to_owned(), |(item, _)| item.title.clone())
}
