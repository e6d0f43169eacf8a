//! Versions of a course: a newer package that somebody looks at, puts in use, and goes back from.

use super::store::{PageRow, versions as store};
use super::{contents, erase_blobs, owned};
use crate::accounts::Instructor;
use crate::db::Tx;
use crate::events::{self, Place, What};
use crate::registrations::progress;
use crate::{Domain, Result, play};
use beckon_model::version::{Change, Compared, Preview, Rule, VersionFacts, VersionPage};
use beckon_model::{CourseId, Problem, VersionId};
use beckon_scorm::course::Course;
use std::collections::HashMap;

/// A version's own page: how it differs from the one in use, and what putting it in use would do.
///
/// # Errors
/// Not found if the course is another instructor's, or has no such version.
pub async fn page(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    number: i64,
) -> Result<VersionPage> {
    let of = owned(domain, who, course).await?;
    let on = &mut &domain.db;
    let row = found(store::by_number(on, course, number).await?)?;
    let manifest: Course = serde_json::from_str(&row.manifest)?;
    let compared = if row.id == of.version_id {
        None
    } else {
        let used = store::in_use(on, course).await?;
        let before: Course = serde_json::from_str(&used.manifest)?;
        Some(Compared {
            number: used.number,
            changes: changes(&titles(&before), &titles(&manifest)),
            files: store::files_compared(on, &row.id, &used.id).await?,
            facts: facts(&used, &before),
        })
    };
    let (registrations, attempts) = store::holders(on, &row.id).await?;
    let elsewhere = store::elsewhere(on, course, &row.id).await?;
    Ok(VersionPage {
        course: of.id,
        course_title: of.title,
        number,
        created_at: row.created_at,
        used_at: row.used_at,
        registrations,
        attempts,
        rule: match compared {
            None => Rule::of(&of.moves).unwrap_or_default(),
            Some(_) => Rule::default(),
        },
        compared,
        preview: Rule::ALL.map(|rule| preview(rule, &elsewhere)).to_vec(),
        contents: contents(&manifest),
        oddities: super::store::oddities(&row.notes)?,
        try_outs: play::try_outs(domain, who, course, Some(&row.id)).await?,
        facts: facts(&row, &manifest),
    })
}

/// Puts a version in use, with the rule by which registrations on other versions move to it when they are launched.
/// Newcomers and whoever starts over get it at once. Title and description follow the package, unless they were edited.
/// Doing it again changes nothing.
///
/// # Errors
/// Not found if the course is another instructor's, or has no such version.
pub async fn put_in_use(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    number: i64,
    rule: Rule,
) -> Result<()> {
    owned(domain, who, course).await?;
    let mut tx = domain.db.begin_write().await?;
    use_on(domain, &mut tx, who, course, number, Some(rule)).await?;
    tx.commit().await
}

/// The same within a transaction; without a rule, the one that holds stays.
pub(super) async fn use_on(
    domain: &Domain,
    tx: &mut Tx,
    who: &Instructor,
    course: &CourseId,
    number: i64,
    rule: Option<Rule>,
) -> Result<()> {
    let now = domain.now();
    store::hold(tx, course).await?;
    let of = super::owned_on(tx, who, course).await?;
    let row = found(store::by_number(tx, course, number).await?)?;
    let rule = rule.or(Rule::of(&of.moves)).unwrap_or_default();
    if row.id == of.version_id && rule.name() == of.moves {
        return Ok(());
    }
    let (title, description) = titled(&of, &serde_json::from_str(&row.manifest)?)?;
    let words = (&*title, &*description);
    store::put_in_use(tx, course, (&row.id, rule), words, now).await?;
    let detail = format!("version {number} of the course in use: {}", rule.movers());
    for invitation in store::invitations(tx, course).await? {
        let place = Place {
            owner: &who.id,
            course,
            invitation: &invitation,
            registration: None,
        };
        events::record_by(tx, place, What::VersionUsed, &who.name, &detail, now).await?;
    }
    Ok(())
}

/// By which rule registrations move to the version in use.
///
/// # Errors
/// Not found if the course is another instructor's.
pub async fn rule(domain: &Domain, who: &Instructor, course: &CourseId) -> Result<Rule> {
    let of = owned(domain, who, course).await?;
    Ok(Rule::of(&of.moves).unwrap_or_default())
}

/// Decides by which rule registrations move to the version in use; the version stays.
pub(crate) async fn set_rule(
    domain: &Domain,
    tx: &mut Tx,
    who: &Instructor,
    course: &CourseId,
    rule: Rule,
) -> Result<()> {
    let all = store::all(tx, course).await?;
    let number = all.iter().find(|version| version.in_use);
    let number = number.map_or(1, |version| version.number);
    use_on(domain, tx, who, course, number, Some(rule)).await
}

/// Takes a version away for good, with its files and try-outs.
///
/// # Errors
/// Not found as in [`page`]; refused while it is in use, or if a registration is on it or an attempt was made on it.
pub async fn remove(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    number: i64,
) -> Result<()> {
    owned(domain, who, course).await?;
    let _content = domain.inner.courses.content.lock().await;
    let mut tx = domain.db.begin_write().await?;
    store::hold(&mut tx, course).await?;
    let of = super::owned_on(&mut tx, who, course).await?;
    let row = found(store::by_number(&mut tx, course, number).await?)?;
    let why = match store::holders(&mut tx, &row.id).await? {
        _ if row.id == of.version_id => "This version is in use. Put another in use first.",
        (1.., _) => "Registrations are on this version, so it stays.",
        (_, 1..) => "Attempts were made on this version, and they stay readable, so it stays.",
        _ => {
            let orphans = store::delete(&mut tx, &row.id).await?;
            tx.commit().await?;
            erase_blobs(domain, orphans);
            return Ok(());
        }
    };
    Err(Problem::Refused(why.to_owned()).into())
}

/// The version of a number.
pub(crate) async fn id(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    number: i64,
) -> Result<VersionId> {
    owned(domain, who, course).await?;
    Ok(found(store::by_number(&mut &domain.db, course, number).await?)?.id)
}

fn found(row: Option<store::Row>) -> Result<store::Row> {
    let missing = || Problem::NotFound("This course has no such version.".to_owned());
    Ok(row.ok_or_else(missing)?)
}

fn facts(row: &store::Row, manifest: &Course) -> VersionFacts {
    VersionFacts {
        title: manifest.title.clone(),
        standard: row.standard.clone(),
        duration: row.duration.clone(),
        activities: i64::try_from(manifest.launchable().count()).unwrap_or(i64::MAX),
        size: row.size,
        files: row.files,
    }
}

/// Title and description of a course once it uses another package: what the instructor wrote stays.
fn titled(of: &PageRow, next: &Course) -> Result<(String, String)> {
    let before: Course = serde_json::from_str(&of.manifest)?;
    let follow = |own: &str, before: &str, next: &str| match own == before {
        true => next.to_owned(),
        false => own.to_owned(),
    };
    Ok((
        follow(&of.title, &before.title, &next.title),
        follow(&of.description, &before.description, &next.description),
    ))
}

fn preview(rule: Rule, elsewhere: &[(String, String, bool, i64)]) -> Preview {
    let mut preview = Preview {
        rule,
        moves: 0,
        anew: 0,
        done: 0,
    };
    for (completion, success, begun, count) in elsewhere {
        let progress = progress(completion, success, *begun);
        if rule.moves(progress) {
            preview.moves += count;
            preview.anew += if *begun { *count } else { 0 };
            preview.done += if Rule::Completed.moves(progress) {
                *count
            } else {
                0
            };
        }
    }
    preview
}

/// Identifier and title of each activity.
fn titles(course: &Course) -> Vec<(&str, &str)> {
    let items = course.activities().into_iter().map(|(item, _)| item);
    items
        .map(|item| (item.identifier.as_str(), item.title.as_str()))
        .collect()
}

/// What was added, removed and renamed, from identifiers and titles. Tools may give every activity a new identifier: one
/// that is gone and one that came under the same title are the same.
fn changes(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<Change> {
    let old: HashMap<&str, &str> = before.iter().copied().collect();
    let new: HashMap<&str, &str> = after.iter().copied().collect();
    let mut gone: Vec<&str> = before
        .iter()
        .filter(|(id, _)| !new.contains_key(id))
        .map(|(_, title)| *title)
        .collect();
    let mut changes = Vec::new();
    for (id, title) in after {
        match old.get(id) {
            Some(before) if before == title => {}
            Some(before) => {
                changes.push(Change::Renamed((*before).to_owned(), (*title).to_owned()));
            }
            None => match gone.iter().position(|before| before == title) {
                Some(at) => {
                    gone.remove(at);
                }
                None => changes.push(Change::Added((*title).to_owned())),
            },
        }
    }
    let removed = |title: &str| Change::Removed(title.to_owned());
    changes.extend(gone.into_iter().map(removed));
    changes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_removed_and_renamed_is_told_by_identifier() {
        let before = [("a", "Knots"), ("b", "Hitches"), ("c", "Bends")];
        let after = [("a", "Knots"), ("b", "Loops"), ("d", "Splices")];
        let expected = [
            Change::Renamed("Hitches".into(), "Loops".into()),
            Change::Added("Splices".into()),
            Change::Removed("Bends".into()),
        ];
        assert_eq!(changes(&before, &after), expected);
        assert_eq!(changes(&before, &before), []);
    }

    #[test]
    fn identifiers_that_a_tool_makes_up_anew_are_no_change() {
        let before = [("x1", "Knots"), ("x2", "Hitches")];
        let after = [("y1", "Knots"), ("y2", "Bends")];
        let expected = [
            Change::Added("Bends".into()),
            Change::Removed("Hitches".into()),
        ];
        assert_eq!(changes(&before, &after), expected);
    }
}
