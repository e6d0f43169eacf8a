//! Letters while they are written: kept under a name, shown filled, and mailed to their own writer to see them.

mod store;

use crate::accounts::Instructor;
use crate::events::What;
use crate::mail::{self, NewMail, outbox};
use crate::{Domain, Result, courses, invitations, secret};
use beckon_model::email::Addressee;
use beckon_model::invitation::{LetterText, Preview};
use beckon_model::letter::{self, Facts};
use beckon_model::problem::FieldProblem;
use beckon_model::template::{LetterStart, Template};
use beckon_model::{CourseId, InvitationId, LetterId, Millis, Problem};

/// The longest subject and body of a letter, in characters.
const SUBJECT_MAX: usize = 200;
const BODY_MAX: usize = 20_000;
/// The longest name of a letter that is kept, in characters.
const NAME_MAX: usize = 80;
/// How many letters one may mail to oneself within [`TESTS_WITHIN`].
pub const TESTS_MAX: i64 = 10;
const TESTS_WITHIN: Millis = 60 * 60_000;
/// How many people a preview offers to choose from.
pub const PREVIEW_PEOPLE: i64 = 50;
/// Where the link of a letter leads that nobody was sent.
const EXAMPLE_LINK: &str = "/example-link";

/// What is wrong with a letter, by its fields "subject" and "body"; nothing if it can be sent.
pub fn wrong(text: &LetterText) -> Vec<FieldProblem> {
    let mut wrong = Vec::new();
    let mut problem = |field: &str, message: String| {
        wrong.push(FieldProblem {
            field: field.to_owned(),
            message,
        });
    };
    if text.subject.trim().is_empty() {
        problem(
            "subject",
            "Give the e-mail a subject, such as [Course].".to_owned(),
        );
    } else if text.subject.chars().count() > SUBJECT_MAX {
        problem("subject", format!("Use at most {SUBJECT_MAX} characters."));
    }
    if text.body.chars().count() > BODY_MAX {
        problem("body", format!("Use at most {BODY_MAX} characters."));
    } else if !letter::has_link(&text.body) {
        problem(
            "body",
            "The e-mail has no link to the course. Add [URL:Play course].".to_owned(),
        );
    }
    wrong
}

/// Refuses a letter that can't be sent.
pub(crate) fn check(text: &LetterText) -> Result<(), Problem> {
    match wrong(text) {
        wrong if wrong.is_empty() => Ok(()),
        wrong => Err(Problem::Fields(wrong)),
    }
}

/// The letters that an instructor has kept, by name.
pub async fn list(domain: &Domain, who: &Instructor) -> Result<Vec<Template>> {
    store::list(&mut &domain.db, &who.id).await
}

/// One of them.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn find(domain: &Domain, who: &Instructor, id: &LetterId) -> Result<Template> {
    let missing = || Problem::NotFound("This letter is not one of yours.".to_owned());
    Ok(store::find(&mut &domain.db, &who.id, id)
        .await?
        .ok_or_else(missing)?)
}

/// Keeps a letter under a name. It need not be whole: what is missing is told where it is used.
///
/// # Errors
/// Fields that can't be taken: "template" if the name is empty, too long or given already; "subject", "body" if they are
/// too long.
pub async fn save(
    domain: &Domain,
    who: &Instructor,
    name: &str,
    text: &LetterText,
) -> Result<LetterId> {
    let name = fit(name, text)?;
    let id = secret::id();
    let mut tx = domain.db.begin_write().await?;
    let now = domain.now();
    if !store::insert(&mut tx, &id, &who.id, &name, text, now).await? {
        return Err(taken(&name).into());
    }
    tx.commit().await?;
    Ok(id)
}

/// Gives a letter another name and other words. E-mails promised before keep theirs.
///
/// # Errors
/// As [`save`]; not found if it is another instructor's.
pub async fn change(
    domain: &Domain,
    who: &Instructor,
    id: &LetterId,
    name: &str,
    text: &LetterText,
) -> Result<()> {
    find(domain, who, id).await?;
    let name = fit(name, text)?;
    let mut tx = domain.db.begin_write().await?;
    if store::named(&mut tx, &who.id, &name)
        .await?
        .is_some_and(|other| other != *id)
    {
        return Err(taken(&name).into());
    }
    store::update(&mut tx, &who.id, id, &name, text, domain.now()).await?;
    tx.commit().await
}

/// Forgets a letter. Invitations that were written from it keep their words.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn delete(domain: &Domain, who: &Instructor, id: &LetterId) -> Result<()> {
    find(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::delete(&mut tx, &who.id, id).await?;
    tx.commit().await
}

fn fit(name: &str, text: &LetterText) -> Result<String, Problem> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let field = |field: &str, message: String| Err(Problem::field(field, message));
    if name.is_empty() {
        return field("template", "Give the letter a name.".to_owned());
    }
    if name.chars().count() > NAME_MAX {
        return field("template", format!("Use at most {NAME_MAX} characters."));
    }
    if text.subject.chars().count() > SUBJECT_MAX {
        return field("subject", format!("Use at most {SUBJECT_MAX} characters."));
    }
    if text.body.chars().count() > BODY_MAX {
        return field("body", format!("Use at most {BODY_MAX} characters."));
    }
    Ok(name)
}

fn taken(name: &str) -> Problem {
    Problem::field(
        "template",
        format!(
            "You have a letter named “{name}” already. Choose another name, or change that one."
        ),
    )
}

/// The letter as one person would receive it. Without a course, as an example of one.
///
/// # Errors
/// Not found if the course is another instructor's.
pub async fn preview(
    domain: &Domain,
    who: &Instructor,
    course: Option<&CourseId>,
    person: Option<&Addressee>,
    text: &LetterText,
) -> Result<Preview> {
    let name = person.map(|person| person.name.clone()).unwrap_or_default();
    let filled = example(domain, who, course, &name, text).await?;
    let to = match person {
        Some(person) if person.name.is_empty() => person.email.to_string(),
        Some(person) => format!("{} <{}>", person.name, person.email),
        None => "each recipient".to_owned(),
    };
    Ok(Preview {
        from: domain.settings().mail_from.clone(),
        to,
        subject: filled.subject,
        html: filled.html,
        text: filled.text,
        unknown: filled.unknown,
    })
}

/// Mails the letter, filled, to the instructor's own address. Its link leads to a page that explains itself.
/// Gives the address.
///
/// # Errors
/// Too much, with the time to wait, after [`TESTS_MAX`] within an hour; fields that can't be sent.
pub async fn send_test(
    domain: &Domain,
    who: &Instructor,
    course: Option<&CourseId>,
    text: &LetterText,
) -> Result<String> {
    check(text)?;
    let filled = example(domain, who, course, &who.name, text).await?;
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    if !store::count_test(&mut tx, &who.id, TESTS_MAX, now - TESTS_WITHIN, now).await? {
        let since = store::tests_since(&mut tx, &who.id).await?.unwrap_or(now);
        return Err(enough(since + TESTS_WITHIN - now).into());
    }
    let subject = format!("[Test] {}", filled.subject);
    let mail = NewMail {
        id: secret::id(),
        kind: "test",
        to_email: &who.email,
        to_name: &who.name,
        reply_to: &who.email,
        subject: &subject,
        html: &filled.html,
        text: &filled.text,
        recipient: None,
    };
    outbox::promise(&mut tx, mail, now).await?;
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(who.email.clone())
}

fn enough(left: Millis) -> Problem {
    let minutes = (left + 59_999) / 60_000;
    let wait = if minutes == 1 {
        "a minute".to_owned()
    } else {
        format!("{minutes} minutes")
    };
    Problem::TooMuch(format!(
        "You have mailed yourself {TESTS_MAX} tests within an hour. You can send the next in {wait}; the preview shows the \
         same letter meanwhile."
    ))
}

async fn example(
    domain: &Domain,
    who: &Instructor,
    course: Option<&CourseId>,
    name: &str,
    text: &LetterText,
) -> Result<mail::Letter> {
    let (title, description, duration) = match course {
        Some(course) => {
            courses::owned(domain, who, course).await?;
            let facts = courses::facts(&mut &domain.db, course).await?;
            (facts.title, facts.description, facts.duration)
        }
        None => (
            "Title of the course".to_owned(),
            "What the course is about.".to_owned(),
            "30 min".to_owned(),
        ),
    };
    let facts = Facts {
        course: &title,
        description: &description,
        duration: &duration,
        user: name,
        url: &domain.url(EXAMPLE_LINK),
        inviter: &who.name,
    };
    Ok(mail::invitation_letter(text, &facts))
}

/// What the page for changing the letter of a private invitation starts from.
///
/// # Errors
/// Not found if it is another instructor's; refused for a public invitation, which has no letter.
pub async fn of_invitation(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
) -> Result<LetterStart> {
    let row = invitations::owned(domain, who, id).await?;
    invitations::has_letter(&row)?;
    Ok(LetterStart {
        letter: LetterText {
            subject: row.subject,
            body: row.body,
        },
        people: people(domain, id).await?,
        templates: list(domain, who).await?,
        course: row.course_id,
        course_title: row.course_title,
        invitation: row.id,
    })
}

/// Some of an invitation's recipients, for a preview.
pub(crate) async fn people(domain: &Domain, id: &InvitationId) -> Result<Vec<Addressee>> {
    store::people(&mut &domain.db, id, PREVIEW_PEOPLE).await
}

/// Changes the letter of a private invitation, for those invited or mailed from now on.
///
/// # Errors
/// Fields that can't be sent; as [`of_invitation`].
pub async fn change_of_invitation(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    text: &LetterText,
) -> Result<()> {
    let row = invitations::owned(domain, who, id).await?;
    invitations::has_letter(&row)?;
    check(text)?;
    let mut tx = domain.db.begin_write().await?;
    store::change_of_invitation(&mut tx, id, text, domain.now()).await?;
    let place = (&row.course_id, id);
    invitations::note(domain, &mut tx, who, place, What::Changed, "the letter").await?;
    tx.commit().await
}

/// The same within a transaction, once checked.
pub(crate) async fn change_on(
    tx: &mut crate::db::Tx,
    id: &InvitationId,
    text: &LetterText,
    now: beckon_model::Millis,
) -> Result<()> {
    store::change_of_invitation(tx, id, text, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_to_wait_is_rounded_up_to_minutes() {
        assert!(enough(60_000).to_string().contains("in a minute;"));
        assert!(enough(60_001).to_string().contains("in 2 minutes;"));
    }

    #[test]
    fn a_name_is_one_line_without_needless_spaces() {
        let text = LetterText::default();
        assert_eq!(
            fit("  For \n sailors ", &text),
            Ok("For sailors".to_owned())
        );
        assert!(fit(" \n ", &text).is_err_and(|told| told.beside("template").is_some()));
        assert!(fit(&"x".repeat(81), &text).is_err());
    }
}
