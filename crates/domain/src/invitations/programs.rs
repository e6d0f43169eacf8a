//! Invitations as programs make, list and change them.

use super::options::{self, Change as Changed};
use super::store::{self, Invitation};
use super::{private_url, public_url};
use crate::accounts::Instructor;
use crate::configuration::With;
use crate::listing::{At, Listing, Page, Source};
use crate::recipients::{self, Chosen};
use crate::{Domain, Error, Result, registrations, tags};
use beckon_model::invitation::{Entry, Kind, LetterText, Options};
use beckon_model::people::{Duplicate, Invited, PeopleForm};
use beckon_model::recipient::{Deed, Person as Listed};
use beckon_model::standing::Standing;
use beckon_model::{CourseId, InvitationId, Millis, Problem, RecipientId};

pub use super::options::Change;

/// How many failed e-mails a job tells of.
const FAILURES_TOLD: i64 = 100;

/// What programs are told of an invitation.
#[derive(Clone, Debug)]
pub struct Told {
    pub id: InvitationId,
    pub public: bool,
    /// As programs know it.
    pub course: String,
    pub course_title: String,
    pub enabled: bool,
    pub open: bool,
    /// Of a public one.
    pub url: String,
    pub created_at: Millis,
    pub updated_at: Millis,
    pub expires_at: Option<Millis>,
    pub cap: Option<i64>,
    pub letter: LetterText,
}

/// How many registrations an invitation has, and how many of them were launched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub registrations: i64,
    pub launched: i64,
}

/// How an invitation is made.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    pub cap: Option<i64>,
    pub expires_at: Option<Millis>,
    pub tags: Vec<String>,
    pub entry: Entry,
    pub with: With,
}

/// How far the e-mails of a private invitation are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub total: i64,
    pub processed: i64,
    /// Called off with the invitation.
    pub cancelled: bool,
    /// E-mails that failed, and addresses that were skipped, a sentence each.
    pub errors: Vec<String>,
}

/// A person of an invitation.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub email: String,
    /// His own link, or the one for all.
    pub url: String,
    pub started: bool,
    pub updated_at: Millis,
    /// As programs know it.
    pub registration: String,
    pub completion: String,
    pub success: String,
    pub score: Option<f64>,
    /// From opening the player until leaving it, over all launches of the latest attempt.
    pub tracked: Millis,
    /// How it stands with the letter and the link of a recipient; `None` on a public invitation.
    pub listed: Option<Listed>,
    /// Why the result may not be this learner's, in words.
    pub flags: Vec<String>,
}

/// The invitation, if it is the instructor's and was offered to people.
///
/// # Errors
/// Not found if it is another's, is deleted, or is of the other kind.
async fn known(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    kind: Option<Kind>,
) -> Result<Invitation> {
    let missing = || Problem::NotFound(format!("Could not find invitation [{id}]."));
    let row = store::find_any(&mut &domain.db, id).await?;
    let row = row
        .filter(|row| row.owner_id == who.id && !row.direct && row.deleted_at.is_none())
        .ok_or_else(missing)?;
    match kind {
        Some(kind) if row.kind()? != kind => Err(missing().into()),
        _ => Ok(row),
    }
}

/// One invitation, of one kind or of either.
///
/// # Errors
/// Not found as in [`known`].
pub async fn told(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    kind: Option<Kind>,
) -> Result<Told> {
    let row = known(domain, who, id, kind).await?;
    tell(domain, row).await
}

async fn tell(domain: &Domain, row: Invitation) -> Result<Told> {
    Ok(Told {
        public: row.kind()? == Kind::Public,
        course: store::course_name(&mut &domain.db, &row.course_id).await?,
        url: row
            .token
            .as_deref()
            .map(|token| public_url(domain, token))
            .unwrap_or_default(),
        id: row.id,
        course_title: row.course_title,
        enabled: row.enabled,
        open: row.open,
        created_at: row.created_at,
        updated_at: row.updated_at,
        expires_at: row.expires_at,
        cap: row.cap,
        letter: LetterText {
            subject: row.subject,
            body: row.body,
        },
    })
}

/// How many registrations an invitation has.
///
/// # Errors
/// Not found as in [`known`].
pub async fn counted(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<Counted> {
    known(domain, who, id, None).await?;
    let counts = registrations::counts(&mut &domain.db, id).await?;
    Ok(Counted {
        registrations: counts.registrations,
        launched: counts.started,
    })
}

/// Whom a private invitation was sent to.
///
/// # Errors
/// Not found as in [`known`].
pub async fn addresses(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
) -> Result<Vec<String>> {
    known(domain, who, id, Some(Kind::Private)).await?;
    store::addresses(&mut &domain.db, id).await
}

fn source(who: &Instructor, listing: &Listing) -> Source<'static> {
    let mut values = vec![At::Text(who.id.0.clone())];
    let kind = match listing.public {
        None => "",
        Some(true) => "public",
        Some(false) => "private",
    };
    values.push(At::Text(kind.to_owned()));
    values.push(At::Text(listing.course.clone().unwrap_or_default()));
    Source {
        from: "FROM invitations i JOIN courses c ON c.id = i.course_id
               WHERE i.owner_id = $1 AND ($2 = '' OR i.kind = $2) AND ($3 = '' OR COALESCE(c.external_id, c.id) = $3)
                 AND i.deleted_at IS NULL AND NOT i.direct",
        values,
        id: "i.id",
        created: "i.created_at",
        updated: "i.updated_at",
        filters: &[
            ("invitation_id", "i.id"),
            ("course_id", "COALESCE(c.external_id, c.id)"),
            ("course_title", "c.title"),
        ],
        texts: &[("course_title", "c.title")],
        usual_order: "updated_asc",
        tagged: "EXISTS (SELECT 1 FROM tags t WHERE t.id = i.id AND t.kind = 'invitation' AND {})",
    }
}

/// A page of the instructor's invitations.
///
/// # Errors
/// `Problem::Fields` on "filterBy" or "orderBy".
pub async fn list(domain: &Domain, who: &Instructor, listing: &Listing) -> Result<Page<Told>> {
    let page = source(who, listing).page(&domain.db, listing).await?;
    let mut rows = Vec::new();
    for id in page.rows {
        if let Some(row) = store::find_any(&mut &domain.db, &id.into()).await? {
            rows.push(tell(domain, row).await?);
        }
    }
    Ok(Page {
        rows,
        next: page.next,
    })
}

/// How many invitations that are, on all pages.
pub async fn count(domain: &Domain, who: &Instructor, listing: &Listing) -> Result<i64> {
    source(who, listing).count(&domain.db, listing).await
}

/// Creates a public invitation: with all that it is made with, or not at all.
///
/// # Errors
/// Not found if the course is another instructor's; fields that can't be taken.
pub async fn create_public(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    terms: &Terms,
) -> Result<InvitationId> {
    let options = Options {
        cap: terms.cap.map(|cap| cap.to_string()).unwrap_or_default(),
        entry: terms.entry,
        ..Options::default()
    };
    let mut decided = options::read(&options, Kind::Public)?;
    decided.expires_at = terms.expires_at;
    decided.tags = tidy(&terms.tags)?;
    super::create_public_as(domain, who, course, &decided, &terms.with).await
}

/// Creates a private invitation, and e-mails for all. `duplicate` is for whoever was invited to the course before.
///
/// # Errors
/// As [`super::create_private`].
pub async fn create_private(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    addresses: &[String],
    text: &LetterText,
    duplicate: Duplicate,
    terms: &Terms,
) -> Result<InvitationId> {
    let form = PeopleForm {
        addresses: addresses.join("\n"),
        all: duplicate.code().to_owned(),
        ..PeopleForm::default()
    };
    let tags = tidy(&terms.tags)?;
    let with = (terms.expires_at, tags, terms.with.clone());
    match super::people::create_until(domain, who, course, &form, text, with).await? {
        Invited::Done(id) => Ok(id),
        Invited::Choose(_) => Err(undecided()),
    }
}

/// Changes an invitation of a kind: all that is said, or nothing.
///
/// # Errors
/// Not found as in [`known`]; fields that can't be taken.
pub async fn change(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    kind: Kind,
    change: &Changed,
) -> Result<()> {
    known(domain, who, id, Some(kind)).await?;
    options::change(domain, who, id, change).await
}

/// Deletes an invitation, as its page does.
///
/// # Errors
/// Not found as in [`known`].
pub async fn delete(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<()> {
    known(domain, who, id, None).await?;
    super::delete(domain, who, id).await
}

fn tidy(tags: &[String]) -> Result<Vec<String>> {
    Ok(tags::each(tags).map_err(|why| Problem::field("tags", why))?)
}

/// How far the e-mails of a private invitation are.
///
/// # Errors
/// Not found as in [`known`].
pub async fn job(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<Job> {
    let row = known(domain, who, id, Some(Kind::Private)).await?;
    let on = &mut &domain.db;
    let sending = recipients::sending(on, id, domain.now()).await?;
    let total = match sending.mails {
        0 => store::mailed(on, id).await?,
        mails => mails,
    };
    let mut errors: Vec<String> = store::failed_mails(on, id, FAILURES_TOLD)
        .await?
        .into_iter()
        .map(|(email, said)| format!("{email}: {said}"))
        .collect();
    let skipped = store::skipped(on, id).await?;
    errors.extend(
        skipped
            .into_iter()
            .map(|email| format!("{email}: invited to this course before, so nothing was sent")),
    );
    Ok(Job {
        total,
        processed: total - sending.waiting - sending.scheduled - sending.deferred,
        cancelled: row.standing(domain.now()) == Standing::Deleted,
        errors,
    })
}

/// A page of an invitation's people: the recipients of a private one, whoever registered on a public one.
///
/// # Errors
/// Not found as in [`known`]; `Problem::Fields` on "filterBy" or "orderBy".
pub async fn people(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    kind: Kind,
    listing: &Listing,
) -> Result<Page<Person>> {
    let invitation = known(domain, who, id, Some(kind)).await?;
    let page = people_source(id, kind).page(&domain.db, listing).await?;
    let all = invitation
        .token
        .as_deref()
        .map(|token| public_url(domain, token));
    let mut rows = Vec::new();
    for id in page.rows {
        let Some(row) = store::person(&mut &domain.db, kind, &id).await? else {
            continue;
        };
        rows.push(tell_person(domain, &invitation, all.as_deref(), row).await?);
    }
    Ok(Page {
        rows,
        next: page.next,
    })
}

/// Tells of a person; `all` is the URL for everybody.
async fn tell_person(
    domain: &Domain,
    invitation: &Invitation,
    all: Option<&str>,
    row: store::PersonRow,
) -> Result<Person> {
    let on = &mut &domain.db;
    let own = row.recipient_id.as_ref();
    let listed = match own {
        Some(id) => recipients::listed(on, &invitation.id, id, domain.now()).await?,
        None => None,
    };
    let flags = match &listed {
        Some(listed) => listed.flags.clone(),
        None => recipients::flags(on, &row.registration_id).await?,
    };
    let link = own.map(|id| private_url(domain, id, row.link_version));
    Ok(Person {
        email: beckon_model::registration::known_email(row.email),
        url: link.or(all.map(str::to_owned)).unwrap_or_default(),
        started: row.started,
        updated_at: row.updated_at,
        registration: row.registration,
        completion: row.completion,
        success: row.success,
        score: row.score,
        tracked: row.tracked,
        listed,
        flags,
    })
}

/// One recipient of a private invitation.
///
/// # Errors
/// Not found as in [`known`], or if the recipient is not on the list.
pub async fn person(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    recipient: &RecipientId,
) -> Result<Person> {
    let invitation = known(domain, who, id, Some(Kind::Private)).await?;
    let missing = || Problem::NotFound(format!("Could not find user invitation [{recipient}]."));
    let row = store::person(&mut &domain.db, Kind::Private, &recipient.0).await?;
    let row = row.ok_or_else(missing)?;
    let person = tell_person(domain, &invitation, None, row).await?;
    match person.listed {
        Some(_) => Ok(person),
        None => Err(missing().into()),
    }
}

/// Invites more people to a private invitation, as its page does. `duplicate` is for whoever was invited to the course
/// before.
///
/// # Errors
/// Not found as in [`known`]; fields that can't be taken.
pub async fn add(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    addresses: &[String],
    duplicate: Duplicate,
    hand_out: bool,
) -> Result<()> {
    known(domain, who, id, Some(Kind::Private)).await?;
    let form = PeopleForm {
        addresses: addresses.join("\n"),
        all: duplicate.code().to_owned(),
        hand_out,
        ..PeopleForm::default()
    };
    match super::people::add(domain, who, id, &form).await? {
        Invited::Done(_) => Ok(()),
        Invited::Choose(_) => Err(undecided()),
    }
}

fn undecided() -> Error {
    let why = "Somebody was invited to this course before; say what happens to them by duplicateRegistrationOption.";
    Problem::Conflict(why.to_owned()).into()
}

/// Does something to one recipient, as his page does; gives whether that changed anything. `days` is how much more time
/// he gets, 0 for no end.
///
/// # Errors
/// Not found as in [`known`], or if the recipient is not and was not on the list.
pub async fn act(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    recipient: &RecipientId,
    deed: Deed,
    days: i64,
) -> Result<bool> {
    known(domain, who, id, Some(Kind::Private)).await?;
    let chosen = Chosen::These(vec![recipient.clone()]);
    let missing = || Problem::NotFound(format!("Could not find user invitation [{recipient}]."));
    if !recipients::was_listed(&mut &domain.db, id, recipient).await? {
        return Err(missing().into());
    }
    let did = recipients::act(domain, who, id, &chosen, deed, days).await?;
    Ok(did.done > 0)
}

/// How many people that are, on all pages.
pub async fn count_people(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    kind: Kind,
    listing: &Listing,
) -> Result<i64> {
    known(domain, who, id, Some(kind)).await?;
    people_source(id, kind).count(&domain.db, listing).await
}

fn people_source(id: &InvitationId, kind: Kind) -> Source<'static> {
    let values = vec![At::Text(id.0.clone())];
    match kind {
        Kind::Private => Source {
            from: "FROM recipients p JOIN registrations r ON r.id = p.registration_id
                   WHERE p.invitation_id = $1 AND p.deleted_at IS NULL",
            values,
            id: "p.id",
            created: "p.created_at",
            updated: "COALESCE(r.last_activity_at, p.created_at)",
            filters: &[
                ("registration_id", "COALESCE(r.external_id, r.id)"),
                ("email", "p.email"),
            ],
            texts: &[("email", "p.email")],
            usual_order: "updated_asc",
            tagged: "",
        },
        Kind::Public => Source {
            from: "FROM registrations r JOIN learners l ON l.id = r.learner_id WHERE r.invitation_id = $1",
            values,
            id: "r.id",
            created: "r.created_at",
            updated: "COALESCE(r.last_activity_at, r.created_at)",
            filters: &[
                ("registration_id", "COALESCE(r.external_id, r.id)"),
                ("email", "l.email"),
            ],
            texts: &[("email", "l.email")],
            usual_order: "updated_asc",
            tagged: "",
        },
    }
}
