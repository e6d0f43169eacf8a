//! Invitations: an offer of one course, to anyone with the URL or to each recipient by mail.

mod list;
mod options;
pub mod people;
pub mod programs;
mod status;
mod store;

pub use list::{LIST_PAGE, list};
pub use options::set_options;
pub use people::{create_private, create_private_at};
pub(crate) use status::let_in;
pub(crate) use store::{
    Invitation, RecipientRow, by_token, count_place, find_any, give_back_place, recipient,
    take_extra_place, take_place,
};

use crate::accounts::Instructor;
use crate::configuration::With;
use crate::db::Tx;
use crate::events::{self, Place, What};
use crate::mail::schedule;
use crate::{
    Domain, Error, Result, courses, keys, letters, postbacks, registrations, secret, tags,
};
use beckon_model::invitation::{
    HistoryRow, Holder, InvitationPage, Kind, LetterText, Links, NewInvitation, Options,
};
use beckon_model::postback::Level;
use beckon_model::sending::Sending;
use beckon_model::{CourseId, InvitationId, LearnerId, Problem, RecipientId};

/// What the page for a new invitation starts from. Takes the key of a form under way, which may be empty.
pub async fn start(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    key: &str,
) -> Result<NewInvitation> {
    let row = courses::owned(domain, who, course).await?;
    let draft = people::draft(domain, who, key).await?;
    let typed = |field: &str, otherwise: &str| {
        let found = draft.others.iter().find(|(name, _)| name == field);
        found.map_or_else(|| otherwise.to_owned(), |(_, value)| value.clone())
    };
    let usual = LetterText::usual();
    Ok(NewInvitation {
        course: row.id,
        course_title: row.title,
        letter: LetterText {
            subject: typed("subject", &usual.subject),
            body: typed("body", &usual.body),
        },
        templates: letters::list(domain, who).await?,
        sending: Sending {
            later: typed("when", "") == "at",
            at: typed("send_at", ""),
            zone: typed("zone", ""),
        },
        links: Links {
            holder: Holder::of(&typed("holder", "")),
            refuse_others: typed("refuse_others", "") == "true",
        },
        people: draft.form,
    })
}

/// Creates a public invitation: one URL that anyone may use.
///
/// # Errors
/// Fields that can't be taken, named as in [`Options`].
pub async fn create_public(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    options: &Options,
) -> Result<InvitationId> {
    let decided = options::read(options, Kind::Public)?;
    create_public_as(domain, who, course, &decided, &With::default()).await
}

async fn create_public_as(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    decided: &store::Decided,
    with: &With,
) -> Result<InvitationId> {
    courses::owned(domain, who, course).await?;
    let (id, token, now) = (secret::id::<InvitationId>(), secret::token(), domain.now());
    let mut tx = domain.db.begin_write().await?;
    let text = LetterText::default();
    store::insert(
        &mut tx,
        &id,
        course,
        &who.id,
        Kind::Public,
        Some(&token),
        &text,
        now,
    )
    .await?;
    store::decide(&mut tx, (&who.id, &id), decided, now).await?;
    let place = (Level::Invitation, &*id.0);
    with.set(domain, &mut tx, who, place).await?;
    note(domain, &mut tx, who, (course, &id), What::Created, "").await?;
    keys::once::makes(&id.0);
    tx.commit().await?;
    Ok(id)
}

/// The invitation information page.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn page(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<InvitationPage> {
    let row = owned(domain, who, id).await?;
    let url = row
        .token
        .as_deref()
        .map(|token| public_url(domain, token))
        .unwrap_or_default();
    let qr_svg = if url.is_empty() {
        String::new()
    } else {
        qr_svg(&url)?
    };
    let kind = row.kind()?;
    let (now, on) = (domain.now(), &mut &domain.db);
    let tags = tags::of(on, &who.id, tags::Kind::Invitation, &id.0).await?;
    Ok(InvitationPage {
        qr_svg,
        url,
        kind,
        enabled: row.enabled,
        open: row.open,
        standing: row.standing(now),
        status: row.status(now),
        options: options::shown(&row, &tags),
        limits: options::sentences(&row, kind),
        waiting: crate::join::waiting::of_invitation(domain, id).await?,
        created_at: row.created_at,
        letter: (kind == Kind::Private).then_some(LetterText {
            subject: row.subject,
            body: row.body,
        }),
        counts: registrations::counts(&mut &domain.db, id).await?,
        split_off: match kind {
            Kind::Private => registrations::split_off_of(&mut &domain.db, id).await?,
            Kind::Public => Vec::new(),
        },
        course: row.course_id,
        course_title: row.course_title,
        id: row.id,
    })
}

/// How many events one page of a history shows.
pub const HISTORY_PAGE: i64 = 50;

/// Who did what to an invitation, and what its learners did, newest first. Takes the page, from 0.
pub async fn history(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    page: u32,
) -> Result<Vec<HistoryRow>> {
    owned(domain, who, id).await?;
    let offset = i64::from(page) * HISTORY_PAGE;
    events::history(&mut &domain.db, id, HISTORY_PAGE, offset).await
}

/// Lets learners in again, or keeps all of them out, also those who have started.
pub async fn set_enabled(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    enabled: bool,
) -> Result<()> {
    let row = owned(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::set_enabled(&mut tx, id, enabled, domain.now()).await?;
    let what = if enabled {
        What::Enabled
    } else {
        What::Disabled
    };
    note(domain, &mut tx, who, (&row.course_id, id), what, "").await?;
    tx.commit().await
}

/// Lets newcomers in again, or keeps them out; who has a registration goes on.
pub async fn set_open(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    open: bool,
) -> Result<()> {
    let row = owned(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::set_open(&mut tx, id, open, domain.now()).await?;
    let what = if open { What::Opened } else { What::Closed };
    note(domain, &mut tx, who, (&row.course_id, id), what, "").await?;
    tx.commit().await
}

/// Deletes an invitation: its links let nobody in from now on, and its e-mails that still wait are called off. It can be
/// brought back with everything that it held.
pub async fn delete(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<()> {
    set_deleted(domain, who, id, true).await
}

/// Brings a deleted invitation back. E-mails that were called off stay so; they can be sent again.
pub async fn restore(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<()> {
    set_deleted(domain, who, id, false).await
}

async fn set_deleted(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    deleted: bool,
) -> Result<()> {
    let row = owned(domain, who, id).await?;
    if row.deleted_at.is_some() == deleted {
        return Ok(());
    }
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    store::set_deleted(&mut tx, id, deleted.then_some(now), now).await?;
    if deleted {
        schedule::cancel_all(&mut tx, id, now).await?;
    }
    let what = if deleted {
        What::Deleted
    } else {
        What::Restored
    };
    note(domain, &mut tx, who, (&row.course_id, id), what, "").await?;
    tx.commit().await
}

/// Notes in the history what an instructor did to the invitation as a whole.
pub(crate) async fn note(
    domain: &Domain,
    tx: &mut Tx,
    who: &Instructor,
    (course, invitation): (&CourseId, &InvitationId),
    what: What,
    detail: &str,
) -> Result<()> {
    let place = Place {
        owner: &who.id,
        course,
        invitation,
        registration: None,
    };
    events::record_by(tx, place, what, &who.name, detail, domain.now()).await
}

/// Forgets an invitation that has no recipients and no registrations left.
pub(crate) async fn erase(tx: &mut Tx, id: &InvitationId) -> Result<()> {
    tags::forget(tx, tags::Kind::Invitation, &id.0).await?;
    postbacks::forget(tx, Level::Invitation, &id.0).await?;
    store::erase(tx, id).await
}

/// The invitation that holds what programs register for a course, made if there is none that the learner is not on yet.
pub(crate) async fn direct(
    domain: &Domain,
    tx: &mut Tx,
    who: &Instructor,
    course: &CourseId,
    learner: &LearnerId,
) -> Result<InvitationId> {
    if let Some(known) = store::direct_without(tx, (&who.id, course), learner).await? {
        return Ok(known);
    }
    let id = secret::id();
    store::insert_direct(tx, &id, course, &who.id, domain.now()).await?;
    note(domain, tx, who, (course, &id), What::Created, "").await?;
    Ok(id)
}

/// The address of a public invitation.
pub(crate) fn public_url(domain: &Domain, token: &str) -> String {
    domain.url(&format!("/i/{token}"))
}

/// The address of a recipient's own page.
pub(crate) fn private_url(domain: &Domain, recipient: &RecipientId, link_version: i64) -> String {
    domain.url(&format!(
        "/p/{}",
        domain.key().link(recipient, link_version)
    ))
}

/// The recipient whose link this is, with the invitation.
///
/// # Errors
/// Not found if the link is nobody's, gone if a newer one replaced it.
pub(crate) async fn recipient_by_link(
    domain: &Domain,
    token: &str,
) -> Result<(store::RecipientRow, Invitation)> {
    let held = held_link(domain, token).await?;
    if held.replaced {
        return Err(Problem::Gone(REPLACED.to_owned()).into());
    }
    Ok((held.recipient, held.invitation))
}

/// Why a link does not work that was replaced.
pub(crate) const REPLACED: &str =
    "A newer link was mailed to you since. Please use the newest e-mail.";

/// A private link that was given to somebody once.
pub(crate) struct HeldLink {
    pub recipient: RecipientRow,
    pub invitation: Invitation,
    /// Whether a newer one took its place.
    pub replaced: bool,
}

/// Whose link this is or was, with the invitation.
///
/// # Errors
/// Not found if the link is nobody's and never was.
pub(crate) async fn held_link(domain: &Domain, token: &str) -> Result<HeldLink> {
    let unknown = || {
        Problem::NotFound(
            "This link is not complete or not known. Open it from the e-mail once more, or ask whoever invited you."
                .to_owned(),
        )
    };
    let id = secret::Key::recipient_of(token).ok_or_else(unknown)?;
    let row = store::recipient(&mut &domain.db, &id)
        .await?
        .ok_or_else(unknown)?;
    let version = (1..=row.link_version)
        .rev()
        .find(|version| domain.key().holds(token, &row.id, *version))
        .ok_or_else(unknown)?;
    let invitation = find_any(&mut &domain.db, &row.invitation_id)
        .await?
        .ok_or_else(unknown)?;
    Ok(HeldLink {
        replaced: version != row.link_version,
        recipient: row,
        invitation,
    })
}

/// The invitation, if it is the instructor's.
///
/// # Errors
/// Not found if it is another's.
pub(crate) async fn owned(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
) -> Result<Invitation> {
    let missing = || Problem::NotFound("This invitation is not one of yours.".to_owned());
    let row = find_any(&mut &domain.db, id)
        .await?
        .filter(|row| row.owner_id == who.id);
    Ok(row.ok_or_else(missing)?)
}

/// Refuses for an invitation that sends no e-mails.
pub(crate) fn has_letter(invitation: &Invitation) -> Result<()> {
    match invitation.kind()? {
        Kind::Private => Ok(()),
        Kind::Public => Err(Problem::Refused(
            "A public invitation sends no e-mails, so it has no letter and no reminders."
                .to_owned(),
        )
        .into()),
    }
}

fn cut(piece: &str) -> String {
    match piece.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &piece[..at]),
        None => piece.to_owned(),
    }
}

fn qr_svg(url: &str) -> Result<String> {
    let code =
        qrcode::QrCode::new(url.as_bytes()).map_err(|error| Error::Other(error.to_string()))?;
    Ok(code
        .render::<qrcode::render::svg::Color<'_>>()
        .min_dimensions(200, 200)
        .build())
}
