//! All invitations of an instructor, to look through.

use super::status::line;
use super::store::{self, ListRow};
use crate::accounts::Instructor;
use crate::{Domain, Result, registrations, tags};
use beckon_model::InvitationId;
use beckon_model::invitation::{InvitationList, InvitationRow, Look};
use beckon_model::standing::Standing;
use std::collections::HashMap;

/// How many invitations one page of the list shows.
pub const LIST_PAGE: usize = 50;

/// The invitations that match, newest first, a page at a time. Deleted ones are shown only when asked for.
pub async fn list(domain: &Domain, who: &Instructor, look: &Look) -> Result<InvitationList> {
    let (on, now) = (&mut &domain.db, domain.now());
    let tags = tags::all(on, &who.id, tags::Kind::Invitation).await?;
    let mut all_tags: Vec<String> = tags.iter().map(|(_, tag)| tag.clone()).collect();
    all_tags.dedup();
    let mut tags_of: HashMap<InvitationId, Vec<String>> = HashMap::new();
    for (id, tag) in tags {
        tags_of.entry(id.into()).or_default().push(tag);
    }
    let words = look.search.to_lowercase();
    let found = |row: &ListRow| {
        let title = row.course_title.to_lowercase();
        let tags = tags_of.get(&row.id).map_or(&[][..], Vec::as_slice);
        let holds = |word: &str| {
            title.contains(word) || tags.iter().any(|tag| tag.to_lowercase().contains(word))
        };
        words.split_whitespace().all(holds)
    };
    let matching: Vec<ListRow> = store::list(on, &who.id, &look.kind, &look.course, &look.tag)
        .await?
        .into_iter()
        .filter(|row| stands(row.limits().standing(now), &look.state) && found(row))
        .collect();
    let total = matching.len();
    let mut rows = Vec::new();
    for row in matching
        .iter()
        .skip(look.page as usize * LIST_PAGE)
        .take(LIST_PAGE)
    {
        let standing = row.limits().standing(now);
        rows.push(InvitationRow {
            id: row.id.clone(),
            kind: row.kind()?,
            course: row.course_id.clone(),
            course_title: row.course_title.clone(),
            status: line(standing, &row.zone),
            standing,
            tags: tags_of.get(&row.id).cloned().unwrap_or_default(),
            created_at: row.created_at,
            counts: registrations::counts(on, &row.id).await?,
        });
    }
    Ok(InvitationList {
        rows,
        total,
        page_size: LIST_PAGE,
        courses: store::invited_courses(on, &who.id).await?,
        tags: all_tags,
    })
}

/// Whether an invitation that stands so is looked for. An empty state is any but deleted.
fn stands(standing: Standing, state: &str) -> bool {
    match state {
        "" => standing != Standing::Deleted,
        wanted => standing.name() == wanted,
    }
}
