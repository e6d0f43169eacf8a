//! Who is invited privately: people pasted, read from a file or chosen from earlier invitations; whoever was invited to
//! the course before, and what happens to each.

mod csv;
mod draft;
mod found;
mod store;
mod write;

pub use draft::{Draft, FILE_MAX, draft, keep};

use self::found::{Found, find};
use super::owned;
use crate::accounts::Instructor;
use crate::configuration::With;
use crate::mail::schedule;
use crate::{Domain, Result, courses, letters};
use beckon_model::email::{Addressee, parse_list};
use beckon_model::invitation::{Kind, LetterText, Links};
use beckon_model::people::{
    Checked, Choices, FileReading, Invited, PeopleForm, PersonRow, Preflight,
};
use beckon_model::problem::FieldProblem;
use beckon_model::registration::Progress;
use beckon_model::sending::Sending;
use beckon_model::{CourseId, InvitationId, Millis, Problem};
use std::collections::{HashMap, HashSet};

/// How many people one private invitation takes at a time.
pub const RECIPIENTS_MAX: usize = 100_000;
/// How many people a table before sending shows.
const ROWS_SHOWN: usize = 200;
/// How many people invited before are shown at once.
const EARLIER_SHOWN: usize = 200;

/// People to be invited, each once, with what was chosen for those invited before.
#[derive(Clone, Debug, Default)]
pub struct Guests {
    pub people: Vec<Addressee>,
    pub choices: Choices,
    /// Make the links and send no e-mail.
    pub hand_out: bool,
    /// When the e-mails go out, if not at once, and the zone in which that was said.
    pub later: Option<(Millis, String)>,
    /// Of the form that sends them; what is sent twice under one key is done once. Empty to be done as often as asked.
    pub key: String,
    /// When the invitation ends, and its tags, where it is made with them.
    pub expires_at: Option<Millis>,
    pub tags: Vec<String>,
    /// What it is made with besides.
    pub with: With,
}

/// What a list comes to: who is new, who was invited to this course before and how far they came, and what will happen
/// to each.
///
/// # Errors
/// Not found if the course is another instructor's.
pub async fn preflight(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    guests: &Guests,
) -> Result<Preflight> {
    courses::owned(domain, who, course).await?;
    let found = find(&mut &domain.db, who, course, None, &guests.people).await?;
    Ok(judge(guests, &found))
}

/// Everything that the page of a form about people shows. Takes the invitation that they are to be added to, or `None`
/// for one that is still to be made.
///
/// # Errors
/// Not found if course or invitation is another instructor's.
pub async fn check(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    invitation: Option<&InvitationId>,
    form: &PeopleForm,
) -> Result<Checked> {
    courses::owned(domain, who, course).await?;
    let on = &mut &domain.db;
    let pasted = parse_list(&form.addresses);
    let (chosen, mut found) =
        store::earlier(on, &who.id, &form.find, &form.earlier, EARLIER_SHOWN).await?;
    let file = file(domain, who, form).await?;
    let guests = gathered(form, &pasted.people, file.as_ref(), &chosen);
    let known = find(on, who, course, invitation, &guests.people).await?;
    let more_found = found.len() > EARLIER_SHOWN;
    found.truncate(EARLIER_SHOWN);
    Ok(Checked {
        preflight: judge(&guests, &known),
        file: file.map(|file| file.reading),
        repeated: pasted.repeated,
        unreadable: pasted.unreadable,
        chosen,
        found,
        more_found,
    })
}

/// Creates a private invitation: for each person a learner, a registration, which counts from now on, and an e-mail of
/// his own, all written together or not at all. Whoever was invited to the course before gets what was chosen for him;
/// while nothing is, nobody is invited.
///
/// # Errors
/// Fields that can't be taken ("addresses", "file", "subject", "body"), each with what to do.
pub async fn create_private(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    form: &PeopleForm,
    text: &LetterText,
) -> Result<Invited> {
    let (links, sending) = (Links::default(), Sending::default());
    create_private_at(domain, who, course, form, text, links, &sending).await
}

/// As [`create_private`], with who may use the links, and with the e-mails due at a time to come. The registrations count
/// from now on all the same.
///
/// # Errors
/// Also the field "send_at".
pub async fn create_private_at(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    form: &PeopleForm,
    text: &LetterText,
    links: Links,
    sending: &Sending,
) -> Result<Invited> {
    courses::owned(domain, who, course).await?;
    let mut wrong = letters::wrong(text);
    let due_at = schedule::due_at(sending, domain.now());
    let mut guests = gather(domain, who, form, &mut wrong).await?;
    if let Err(Problem::Fields(late)) = &due_at {
        wrong.extend(late.iter().cloned());
    }
    if !wrong.is_empty() {
        return Err(Problem::Fields(wrong).into());
    }
    let zone = schedule::named(sending).to_owned();
    guests.later = sending.later.then_some((due_at?, zone));
    write::create(domain, who, course, &guests, text, links).await
}

/// As [`create_private`], with an end, with tags and settings, for a program.
///
/// # Errors
/// As there.
pub(super) async fn create_until(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    form: &PeopleForm,
    text: &LetterText,
    (expires_at, tags, with): (Option<Millis>, Vec<String>, With),
) -> Result<Invited> {
    courses::owned(domain, who, course).await?;
    let mut wrong = letters::wrong(text);
    let mut guests = gather(domain, who, form, &mut wrong).await?;
    if !wrong.is_empty() {
        return Err(Problem::Fields(wrong).into());
    }
    (guests.expires_at, guests.tags, guests.with) = (expires_at, tags, with);
    write::create(domain, who, course, &guests, text, Links::default()).await
}

/// Adds people to a private invitation that is there; they get its letter.
///
/// # Errors
/// Not found if it is another instructor's; refused for a public one; fields as for [`create_private`].
pub async fn add(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    form: &PeopleForm,
) -> Result<Invited> {
    private(domain, who, id).await?;
    let mut wrong = Vec::new();
    let guests = gather(domain, who, form, &mut wrong).await?;
    if !wrong.is_empty() {
        return Err(Problem::Fields(wrong).into());
    }
    write::add(domain, who, id, &guests).await
}

/// The private invitation that people may be added to.
async fn private(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
) -> Result<super::Invitation> {
    let row = owned(domain, who, id).await?;
    if row.kind()? == Kind::Private {
        return Ok(row);
    }
    let why = "People are added to private invitations only. This one is public: send its link to whom you like.";
    Err(Problem::Refused(why.to_owned()).into())
}

/// What a page for adding people starts from: the course, and the words that they will get.
///
/// # Errors
/// As [`add`].
pub async fn start_adding(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    key: &str,
) -> Result<beckon_model::invitation::NewInvitation> {
    let row = private(domain, who, id).await?;
    let draft = draft(domain, who, key).await?;
    let links = row.links();
    Ok(beckon_model::invitation::NewInvitation {
        course: row.course_id,
        course_title: row.course_title,
        letter: LetterText {
            subject: row.subject,
            body: row.body,
        },
        people: draft.form,
        templates: Vec::new(),
        sending: Sending::default(),
        links,
    })
}

/// The people of a form, or what is wrong with it.
async fn gather(
    domain: &Domain,
    who: &Instructor,
    form: &PeopleForm,
    wrong: &mut Vec<FieldProblem>,
) -> Result<Guests> {
    let pasted = parse_list(&form.addresses);
    let file = file(domain, who, form).await?;
    let (chosen, _) = store::earlier(&mut &domain.db, &who.id, "", &form.earlier, 0).await?;
    let guests = gathered(form, &pasted.people, file.as_ref(), &chosen);
    let before = wrong.len();
    if !pasted.unreadable.is_empty() {
        wrong.push(trouble("addresses", unreadable(&pasted.unreadable)));
    }
    if let Some(file) = &file {
        wrong.extend(wrong_file(&file.reading, form.leave_out));
    }
    let count = guests.people.len();
    if wrong.len() == before && count == 0 {
        let why = "Enter at least one e-mail address, or choose people below.";
        wrong.push(trouble("addresses", why));
    } else if count > RECIPIENTS_MAX {
        let why = format!("These are {count} people. Invite at most {RECIPIENTS_MAX} at a time.");
        wrong.push(trouble("addresses", why));
    }
    Ok(guests)
}

fn trouble(field: &str, message: impl Into<String>) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        message: message.into(),
    }
}

fn wrong_file(reading: &FileReading, leave_out: bool) -> Option<FieldProblem> {
    if reading.wrong > 0 && !leave_out {
        let rows = match reading.wrong {
            1 => "1 row of the file can't be read".to_owned(),
            n => format!("{n} rows of the file can't be read"),
        };
        let why =
            format!("{rows}. Correct the file, or tick “Leave these out”; nobody was invited yet.");
        return Some(trouble("file", why));
    }
    let why = "The file names nobody. Choose the column of the e-mail addresses.";
    (reading.people == 0).then(|| trouble("file", why))
}

async fn file(domain: &Domain, who: &Instructor, form: &PeopleForm) -> Result<Option<csv::File>> {
    if form.key.is_empty() || form.without_file {
        return Ok(None);
    }
    let file = draft::file(domain, who, &form.key).await?;
    Ok(file.map(|(name, text)| csv::read(&name, &text, form)))
}

/// Everyone named, each once: as pasted, in the file, and chosen.
fn gathered(
    form: &PeopleForm,
    pasted: &[Addressee],
    file: Option<&csv::File>,
    chosen: &[beckon_model::people::Earlier],
) -> Guests {
    let mut seen = HashSet::new();
    let chosen = chosen.iter().filter_map(|person| {
        Some(Addressee {
            email: beckon_model::EmailAddress::parse(&person.email).ok()?,
            name: person.name.clone(),
        })
    });
    let in_file = file
        .into_iter()
        .flat_map(|file| file.people.iter().cloned());
    let people = pasted.iter().cloned().chain(in_file).chain(chosen);
    Guests {
        people: people
            .filter(|person| seen.insert(person.email.clone()))
            .collect(),
        choices: form.choices(),
        hand_out: form.hand_out,
        later: None,
        key: form.key.clone(),
        expires_at: None,
        tags: Vec::new(),
        with: With::default(),
    }
}

fn judge(guests: &Guests, found: &HashMap<String, Found>) -> Preflight {
    let mut preflight = Preflight {
        mailed: !guests.hand_out,
        ..Preflight::default()
    };
    let mut rows = [Vec::new(), Vec::new(), Vec::new()];
    for person in &guests.people {
        let known = found.get(person.email.as_str());
        let choice =
            known.and_then(|found| guests.choices.of(&found.known.learner, found.known.here));
        match known {
            None => preflight.new += 1,
            Some(found) => {
                preflight.already += 1;
                preflight.undecided += usize::from(choice.is_none());
                preflight.started += usize::from(found.known.progress == Progress::Started);
                let through = [Progress::Completed, Progress::Passed, Progress::Failed];
                preflight.completed += usize::from(through.contains(&found.known.progress));
            }
        }
        let place = &mut rows[match (known, choice) {
            (Some(_), None) => 0,
            (Some(_), Some(_)) => 1,
            (None, _) => 2,
        }];
        if place.len() < ROWS_SHOWN {
            let known_name = known
                .map(|found| found.name.as_str())
                .filter(|name| !name.is_empty());
            place.push(PersonRow {
                email: person.email.to_string(),
                name: known_name.unwrap_or(&person.name).to_owned(),
                known: known.map(|found| found.known.clone()),
                choice,
            });
        }
    }
    preflight.people = rows.into_iter().flatten().take(ROWS_SHOWN).collect();
    preflight
}

fn unreadable(pieces: &[String]) -> String {
    let shown: Vec<String> = pieces
        .iter()
        .take(5)
        .map(|piece| format!("“{}”", super::cut(piece)))
        .collect();
    let rest = match pieces.len().saturating_sub(5) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "Not an e-mail address: {}{rest}. Correct or remove it; nobody was invited yet.",
        shown.join(", ")
    )
}
