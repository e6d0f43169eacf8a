//! Recipients: each person on an invitation by himself. Who is listed, and what an instructor does to one or to many.

mod deeds;
mod erase;
mod link;
mod store;

pub use deeds::{Chosen, act, correct};
pub use erase::sweep;
pub(crate) use link::mail_link;
pub(crate) use store::{
    Newcomer, ask, came_since, erase_all_of, erase_lines_of, erase_registration, flags, follow,
    follow_all, mailed_since, mails_since, of_address, pressed, receive, sending, was_listed,
};

use crate::accounts::Instructor;
use crate::db::On;
use crate::invitations::{self, Invitation, RecipientRow};
use crate::{Domain, Result, registrations, tags};
use beckon_model::invitation::{Counts, Kind};
use beckon_model::recipient::{People, Person, PersonPage, Query, Sending, Show, UNDO_DAYS};
use beckon_model::{InvitationId, Millis, Problem, RecipientId, time};

/// How long a deleted recipient can be put back.
pub(crate) const UNDO: Millis = UNDO_DAYS * DAY;
pub(crate) const DAY: Millis = 24 * 60 * 60_000;
/// How many deleted people the page shows.
const DELETED_MAX: i64 = 200;

/// A page of an invitation's people, with how many came how far and how the sending goes.
///
/// # Errors
/// Not found if the invitation is another instructor's.
pub async fn list(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    query: &Query,
) -> Result<People> {
    let kind = invitations::owned(domain, who, id).await?.kind()?;
    let private = kind == Kind::Private;
    let db = &domain.db;
    let list = store::rows::List { id, kind, query };
    // Each reads tens of thousands of rows of an index, so they read beside one another.
    let sending = async {
        match private {
            true => store::sending(&mut { db }, id, domain.now()).await,
            false => Ok(Sending::default()),
        }
    };
    let found = async {
        match told_by_counts(query) {
            true => Ok(0),
            false => list.matching(&mut { db }).await,
        }
    };
    let counts = async { registrations::counts(&mut { db }, id).await };
    let rows = async { list.page(&mut { db }, domain.now()).await };
    let (counts, found, sending, mut rows) = tokio::try_join!(counts, found, sending, rows)?;
    let on = &mut { db };
    if counts.flagged > 0 {
        list.add_flags(on, &mut rows).await?;
    }
    let (others, asked) = match private {
        true => store::remarkable(on, id).await?,
        false => (0, 0),
    };
    Ok(People {
        rows,
        matching: counted(kind, &counts, query).unwrap_or(found),
        sending,
        deleted: match private {
            true => store::deleted(on, id, DELETED_MAX).await?,
            false => Vec::new(),
        },
        others,
        asked,
        counts,
        tags: tags::in_use(on, &who.id, [tags::Kind::Registration, tags::Kind::Learner]).await?,
    })
}

/// The counts will tell how many match.
fn told_by_counts(query: &Query) -> bool {
    counted(Kind::Private, &Counts::default(), query).is_some()
}

/// How many match, where the counts tell.
fn counted(kind: Kind, counts: &Counts, query: &Query) -> Option<i64> {
    if !query.search.is_empty() || !query.tag.is_empty() {
        return None;
    }
    let all = match kind {
        Kind::Private => counts.invited,
        Kind::Public => counts.registrations,
    };
    match query.show {
        Show::Everyone => Some(all),
        Show::NotStarted => Some(all - counts.started),
        Show::Started => Some(counts.started),
        Show::UnderWay => Some(counts.started - counts.completed),
        Show::Completed => Some(counts.completed),
        Show::Passed => Some(counts.passed),
        Show::Failed => Some(counts.failed),
        Show::Flagged => Some(counts.flagged),
        Show::KeptOut | Show::Others | Show::Asked | Show::NotDelivered => None,
    }
}

/// One recipient by himself, with his private link.
///
/// # Errors
/// Not found if the invitation is another instructor's, or the recipient is not on it.
pub async fn person(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    recipient: &RecipientId,
) -> Result<PersonPage> {
    invitations::owned(domain, who, id).await?;
    let on = &mut &domain.db;
    let person = listed(on, id, recipient, domain.now())
        .await?
        .ok_or_else(unlisted)?;
    let extra = store::extra(on, id, recipient, &person.registration).await?;
    Ok(PersonPage {
        link: invitations::private_url(domain, recipient, extra.link_version),
        launches: extra.launches,
        browsers: extra.browsers,
        shared: extra.sharers > 1,
        invitation_expires_at: extra.invitation_expires_at,
        person,
    })
}

/// One recipient as a list shows him, with his flags; `None` if he is not on the invitation.
pub(crate) async fn listed(
    on: &mut impl On,
    id: &InvitationId,
    recipient: &RecipientId,
    now: Millis,
) -> Result<Option<Person>> {
    let Some(mut person) = store::rows::one(on, id, recipient, now).await? else {
        return Ok(None);
    };
    person.flags = store::flags(on, &person.registration).await?;
    Ok(Some(person))
}

/// Notes that the page behind a private link is before a person's eyes: called from a POST that follows a sign of life.
/// Once is enough; later calls change nothing.
///
/// # Errors
/// Not found or gone for a link that is nobody's.
pub async fn opened(domain: &Domain, token: &str) -> Result<()> {
    let (recipient, _) = invitations::recipient_by_link(domain, token).await?;
    if recipient.opened_at.is_some() || recipient.deleted_at.is_some() {
        return Ok(());
    }
    let mut tx = domain.db.begin_write().await?;
    store::pressed(&mut tx, &recipient.id, domain.now()).await?;
    tx.commit().await
}

/// Refuses a recipient who is kept out by himself, in words for him.
pub(crate) fn let_in(recipient: &RecipientRow, invitation: &Invitation, now: Millis) -> Result<()> {
    not_kept_out(recipient, invitation)?;
    match own_end(recipient) {
        Some(end) if end <= now => {
            let why = format!(
                "Your time for “{}” ended on {}. What you have done so far is kept. {}",
                invitation.course_title,
                time::spoken(end),
                ask_whom(invitation)
            );
            Err(Problem::Refused(why).into())
        }
        _ => Ok(()),
    }
}

/// Refuses who was deleted or is kept out; whose time is over is not.
pub(crate) fn not_kept_out(recipient: &RecipientRow, invitation: &Invitation) -> Result<()> {
    let (course, ask) = (&invitation.course_title, ask_whom(invitation));
    if recipient.deleted_at.is_some() {
        let why = format!("You are no longer on the list of those invited to “{course}”. {ask}");
        return Err(Problem::Gone(why).into());
    }
    if recipient.revoked_at.is_some() {
        let why = format!(
            "This link to “{course}” does not let you in at present. What you have done so far is kept. {ask}"
        );
        return Err(Problem::Refused(why).into());
    }
    Ok(())
}

fn ask_whom(invitation: &Invitation) -> String {
    format!(
        "Please ask {} ({}) about it.",
        invitation.owner_name(),
        invitation.owner_email
    )
}

/// When the time of someone who was given more of it ends: never before the invitation does for all.
pub(crate) fn own_end(recipient: &RecipientRow) -> Option<Millis> {
    let own = recipient.expires_at?;
    Some(
        recipient
            .invitation_expires_at
            .map_or(own, |all| all.max(own)),
    )
}

/// Whether he has time left of his own, also where the invitation has ended for the others.
pub(crate) fn has_more_time(recipient: &RecipientRow, now: Millis) -> bool {
    recipient.expires_at.is_some_and(|end| end > now)
}

fn unlisted() -> Problem {
    Problem::NotFound("This person is not on the list of the invitation.".to_owned())
}
