//! All invitations of an instructor, to look through.

use super::store::{self, ListRow};
use crate::accounts::Instructor;
use crate::{Domain, Result, registrations, zone};
use beckon_model::Millis;
use beckon_model::invitation::{InvitationList, InvitationRow, Look};
use beckon_model::standing::Standing;

/// How many invitations one page of the list shows.
pub const LIST_PAGE: usize = 50;

/// The invitations that match, newest first, a page at a time. Deleted ones are shown only when asked for.
pub async fn list(domain: &Domain, who: &Instructor, look: &Look) -> Result<InvitationList> {
    let (on, now) = (&mut &domain.db, domain.now());
    let tags = store::all_tags(on, &who.id).await?;
    let tags_of = |row: &ListRow| -> Vec<String> {
        let mine = tags.iter().filter(|(id, _)| *id == row.id);
        mine.map(|(_, tag)| tag.clone()).collect()
    };
    let words = look.search.to_lowercase();
    let matching: Vec<ListRow> = store::list(on, &who.id, &look.kind, &look.course, &look.tag)
        .await?
        .into_iter()
        .filter(|row| stands(row.limits().standing(now), &look.state))
        .filter(|row| {
            words.split_whitespace().all(|word| {
                row.course_title.to_lowercase().contains(word)
                    || tags_of(row)
                        .iter()
                        .any(|tag| tag.to_lowercase().contains(word))
            })
        })
        .collect();
    let total = matching.len();
    let mut rows = Vec::new();
    for row in matching
        .iter()
        .skip(look.page as usize * LIST_PAGE)
        .take(LIST_PAGE)
    {
        rows.push(InvitationRow {
            id: row.id.clone(),
            kind: row.kind()?,
            course: row.course_id.clone(),
            course_title: row.course_title.clone(),
            standing: row.limits().standing(now),
            status: line(row, now),
            tags: tags_of(row),
            created_at: row.created_at,
            counts: registrations::counts(on, &row.id).await?,
        });
    }
    let mut all_tags: Vec<String> = tags.into_iter().map(|(_, tag)| tag).collect();
    all_tags.dedup();
    Ok(InvitationList {
        rows,
        total,
        page_size: LIST_PAGE,
        courses: store::invited_courses(on, &who.id).await?,
        tags: all_tags,
    })
}

fn line(row: &ListRow, now: Millis) -> String {
    let standing = row.limits().standing(now);
    let when = standing.moment().map(|at| zone::display(at, &row.zone));
    standing.line(&when.unwrap_or_default())
}

/// Whether an invitation that stands so is looked for. An empty state is any but deleted.
fn stands(standing: Standing, state: &str) -> bool {
    match state {
        "" => standing != Standing::Deleted,
        wanted => standing.name() == wanted,
    }
}
