//! Invitations: an offer of one course, to anyone with the URL or to each recipient by mail.

mod store;

pub(crate) use store::{Invitation, by_token, find_any};

use crate::accounts::{self, Instructor};
use crate::db::Tx;
use crate::events::{self, Place, What};
use crate::mail::{self, NewMail};
use crate::{Domain, Error, Result, courses, letters, registrations, secret};
use beckon_model::email::{Addressee, parse_list};
use beckon_model::invitation::{
    HistoryRow, InvitationPage, InvitationRow, Kind, LetterText, NewInvitation,
};
use beckon_model::letter::{self, Facts};
use beckon_model::problem::FieldProblem;
use beckon_model::sending::Sending;
use beckon_model::{CourseId, InvitationId, Millis, Problem, RecipientId, RegistrationId};

/// How many people one private invitation takes at a time.
pub const RECIPIENTS_MAX: usize = 10_000;

/// What the page for a new invitation starts from.
pub async fn start(domain: &Domain, who: &Instructor, course: &CourseId) -> Result<NewInvitation> {
    let row = courses::owned(domain, who, course).await?;
    Ok(NewInvitation {
        course: row.id,
        course_title: row.title,
        letter: LetterText {
            subject: letter::default_subject().to_owned(),
            body: letter::default_body().to_owned(),
        },
        templates: letters::list(domain, who).await?,
    })
}

/// Creates a public invitation: one URL that anyone may use.
pub async fn create_public(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
) -> Result<InvitationId> {
    courses::owned(domain, who, course).await?;
    let (id, token, now) = (secret::id(), secret::token(), domain.now());
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
    note(domain, &mut tx, who, (course, &id), What::Created, "").await?;
    tx.commit().await?;
    Ok(id)
}

/// Creates a private invitation: for each address a learner, a registration, which counts from now on, and an e-mail of
/// his own, all written together or not at all.
///
/// # Errors
/// Fields that can't be taken ("addresses", "subject", "body"), each with what to do.
pub async fn create_private(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    addresses: &str,
    text: &LetterText,
) -> Result<InvitationId> {
    create_private_at(domain, who, course, addresses, text, &Sending::default()).await
}

/// As [`create_private`], with the e-mails due at a time to come. The registrations count from now on all the same.
///
/// # Errors
/// Also the field "send_at".
pub async fn create_private_at(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    addresses: &str,
    text: &LetterText,
    sending: &Sending,
) -> Result<InvitationId> {
    courses::owned(domain, who, course).await?;
    let (id, now) = (secret::id::<InvitationId>(), domain.now());
    let (people, due_at) = both(check(addresses, text), mail::schedule::due_at(sending, now))?;
    let mut tx = domain.db.begin_write().await?;
    store::insert(
        &mut tx,
        &id,
        course,
        &who.id,
        Kind::Private,
        None,
        text,
        now,
    )
    .await?;
    if sending.later {
        store::set_zone(&mut tx, &id, mail::schedule::named(sending)).await?;
    }
    note(domain, &mut tx, who, (course, &id), What::Created, "").await?;
    for person in &people {
        invite(domain, &mut tx, who, (course, &id), text, person, due_at).await?;
    }
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(id)
}

async fn invite(
    domain: &Domain,
    tx: &mut Tx,
    who: &Instructor,
    (course, invitation): (&CourseId, &InvitationId),
    text: &LetterText,
    person: &Addressee,
    due_at: Millis,
) -> Result<()> {
    let now = domain.now();
    let facts = courses::facts(tx, course).await?;
    let learner = accounts::learner_for(domain, tx, &person.email, &person.name).await?;
    let registration: RegistrationId = secret::id();
    let new = registrations::New {
        id: &registration,
        invitation,
        course,
        version: &facts.version_id,
        learner: &learner,
    };
    registrations::insert(tx, new, now).await?;
    let recipient: RecipientId = secret::id();
    let url = private_url(domain, &recipient, 1);
    let filled = mail::invitation_letter(
        text,
        &Facts {
            course: &facts.title,
            description: &facts.description,
            duration: &facts.duration,
            user: &person.name,
            url: &url,
            inviter: &who.name,
        },
    );
    let mail_id = secret::id();
    let row = store::NewRecipient {
        id: &recipient,
        invitation,
        registration: &registration,
        email: person.email.as_str(),
        name: &person.name,
        mail: &mail_id,
    };
    store::insert_recipient(tx, row, now).await?;
    let mail = NewMail {
        id: mail_id,
        kind: "invitation",
        to_email: person.email.as_str(),
        to_name: &person.name,
        reply_to: &who.email,
        subject: &filled.subject,
        html: &filled.html,
        text: &filled.text,
        recipient: Some(recipient.clone()),
    };
    mail::outbox::promise_at(tx, mail, due_at, now).await?;
    let place = Place {
        owner: &who.id,
        course,
        invitation,
        registration: Some(&registration),
    };
    events::record_by(tx, place, What::Invited, &who.name, "", now).await
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
    Ok(InvitationPage {
        qr_svg,
        url,
        kind,
        enabled: row.enabled,
        created_at: row.created_at,
        letter: (kind == Kind::Private).then_some(LetterText {
            subject: row.subject,
            body: row.body,
        }),
        counts: registrations::counts(&mut &domain.db, id).await?,
        learners: registrations::of_invitation(&mut &domain.db, id).await?,
        course: row.course_id,
        course_title: row.course_title,
        id: row.id,
    })
}

/// All invitations of an instructor, newest first.
pub async fn list(domain: &Domain, who: &Instructor) -> Result<Vec<InvitationRow>> {
    store::list(&mut &domain.db, &who.id).await
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
    store::set_enabled(&mut tx, id, enabled).await?;
    let what = if enabled {
        What::Enabled
    } else {
        What::Disabled
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
    if !domain.key().holds(token, &row.id, row.link_version) {
        for older in 1..row.link_version {
            if domain.key().holds(token, &row.id, older) {
                let why = "A newer link was mailed to you since. Please use the newest e-mail.";
                return Err(Problem::Gone(why.to_owned()).into());
            }
        }
        return Err(unknown().into());
    }
    let invitation = find_any(&mut &domain.db, &row.invitation_id)
        .await?
        .ok_or_else(unknown)?;
    Ok((row, invitation))
}

/// Refuses when learners are kept out, in words for them.
pub(crate) fn let_in(invitation: &Invitation) -> Result<()> {
    if invitation.enabled {
        return Ok(());
    }
    let why = format!(
        "The invitation to “{}” is disabled at present. What you have done so far is kept. Please ask {} ({}) about it.",
        invitation.course_title,
        invitation.owner_name(),
        invitation.owner_email
    );
    Err(Problem::Refused(why).into())
}

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

/// Two parts of a form, or what is wrong with either of them.
fn both<A, B>(a: Result<A, Problem>, b: Result<B, Problem>) -> Result<(A, B), Problem> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(Problem::Fields(mut wrong)), Err(Problem::Fields(more))) => {
            wrong.extend(more);
            Err(Problem::Fields(wrong))
        }
        (Err(problem), _) | (_, Err(problem)) => Err(problem),
    }
}

fn check(addresses: &str, text: &LetterText) -> Result<Vec<Addressee>, Problem> {
    let mut wrong = Vec::new();
    let mut problem = |field: &str, message: String| {
        wrong.push(FieldProblem {
            field: field.to_owned(),
            message,
        })
    };
    let list = parse_list(addresses);
    if !list.unreadable.is_empty() {
        let shown: Vec<String> = list
            .unreadable
            .iter()
            .take(5)
            .map(|piece| format!("“{}”", cut(piece)))
            .collect();
        let more = list.unreadable.len().saturating_sub(5);
        let rest = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        problem(
            "addresses",
            format!(
                "Not an e-mail address: {}{rest}. Correct or remove it; nobody was invited yet.",
                shown.join(", ")
            ),
        );
    } else if list.people.is_empty() {
        problem("addresses", "Enter at least one e-mail address.".to_owned());
    } else if list.people.len() > RECIPIENTS_MAX {
        let found = list.people.len();
        problem(
            "addresses",
            format!("These are {found} people. Invite at most {RECIPIENTS_MAX} at a time."),
        );
    }
    wrong.extend(letters::wrong(text));
    if wrong.is_empty() {
        Ok(list.people)
    } else {
        Err(Problem::Fields(wrong))
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
