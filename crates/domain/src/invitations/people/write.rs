//! Inviting, in one transaction: it is all there, or nothing is.

use super::{Found, Guests, find, judge, store};
use crate::accounts::Instructor;
use crate::db::Tx;
use crate::events::{self, Place, What};
use crate::mail::promised::{self, To, Words};
use crate::{Domain, Result, courses, keys, play, recipients, registrations, secret};
use beckon_model::email::Addressee;
use beckon_model::invitation::{Kind, LetterText, Links};
use beckon_model::people::{Duplicate, Invited};
use beckon_model::postback::Level;
use beckon_model::{
    CourseId, InvitationId, LearnerId, MailId, Millis, Problem, RecipientId, RegistrationId,
};
use std::collections::HashMap;

/// Up to so many people each have a line of their own in the history.
const TOLD_ONE_BY_ONE: usize = 20;

pub(super) async fn create(
    domain: &Domain,
    who: &Instructor,
    course: &CourseId,
    guests: &Guests,
    text: &LetterText,
    links: Links,
) -> Result<Invited> {
    let (id, now) = (secret::id::<InvitationId>(), domain.now());
    let mut tx = domain.db.begin_write().await?;
    let parties = match judged(&mut tx, who, course, None, guests).await? {
        Judged::Go(parties) => parties,
        Judged::Answer(answer) => return Ok(answer),
    };
    super::super::store::insert(
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
    super::super::store::set_links(&mut tx, &id, &links).await?;
    if let Some((_, zone)) = &guests.later {
        super::super::store::set_zone(&mut tx, &id, zone).await?;
    }
    super::super::options::begin_with(&mut tx, &id, guests.expires_at, &guests.tags, now).await?;
    let place = (Level::Invitation, &*id.0);
    guests.with.set(domain, &mut tx, who, place).await?;
    super::super::note(domain, &mut tx, who, (course, &id), What::Created, "").await?;
    let invited: std::collections::HashSet<&str> = parties
        .iter()
        .map(|party| party.person.email.as_str())
        .collect();
    let all = guests.people.iter().map(|person| person.email.as_str());
    let left_out: Vec<[&str; 1]> = all
        .filter(|email| !invited.contains(email))
        .map(|email| [email])
        .collect();
    super::super::store::skip(&mut tx, &id, &left_out).await?;
    invite(domain, &mut tx, who, (course, &id), parties, guests).await?;
    keys::once::makes(&id.0);
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(Invited::Done(id))
}

pub(super) async fn add(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    guests: &Guests,
) -> Result<Invited> {
    let row = super::private(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    let parties = match judged(&mut tx, who, &row.course_id, Some(id), guests).await? {
        Judged::Go(parties) => parties,
        Judged::Answer(answer) => return Ok(answer),
    };
    invite(domain, &mut tx, who, (&row.course_id, id), parties, guests).await?;
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(Invited::Done(id.clone()))
}

enum Judged<'a> {
    Go(Vec<Party<'a>>),
    Answer(Invited),
}

/// One person, and what becomes of him.
struct Party<'a> {
    person: &'a Addressee,
    /// For whoever was invited before.
    again: Option<(Found, Duplicate)>,
    learner: LearnerId,
    registration: RegistrationId,
    recipient: RecipientId,
    mail: MailId,
}

impl Party<'_> {
    fn registers(&self) -> bool {
        matches!(self.again, None | Some((_, Duplicate::CreateNew)))
    }

    fn starts_over(&self) -> bool {
        matches!(self.again, Some((_, Duplicate::InstanceExisting)))
    }

    /// Has a line in this invitation already.
    fn has_line(&self) -> bool {
        matches!(&self.again, Some((found, _)) if found.recipient.is_some())
    }
}

/// Looks once more at who is on the course, now that nobody else can change it.
async fn judged<'a>(
    tx: &mut Tx,
    who: &Instructor,
    course: &CourseId,
    invitation: Option<&InvitationId>,
    guests: &'a Guests,
) -> Result<Judged<'a>> {
    store::hold_course(tx, course).await?;
    if !guests.key.is_empty()
        && let Some(done) = store::submitted(tx, &who.id, &guests.key).await?
    {
        return Ok(Judged::Answer(Invited::Done(done)));
    }
    let mut found = find(tx, who, course, invitation, &guests.people).await?;
    let preflight = judge(guests, &found);
    if preflight.undecided > 0 {
        return Ok(Judged::Answer(Invited::Choose(preflight)));
    }
    let parties = guests.people.iter().filter_map(|person| {
        let found = found.remove(person.email.as_str());
        party(person, found, guests)
    });
    let parties: Vec<Party<'a>> = parties.collect();
    if parties.is_empty() {
        let why = "Everybody on the list is skipped, so nobody is left to invite.";
        return Err(Problem::field("addresses", why).into());
    }
    Ok(Judged::Go(parties))
}

/// `None` for whoever is skipped.
fn party<'a>(person: &'a Addressee, found: Option<Found>, guests: &Guests) -> Option<Party<'a>> {
    let again = match found {
        Some(found) => {
            let choice = guests.choices.of(&found.known.learner, found.known.here)?;
            Some((found, choice))
        }
        None => None,
    };
    if matches!(again, Some((_, Duplicate::Fail))) {
        return None;
    }
    let old = again.as_ref().map(|(found, _)| found);
    let kept = again
        .as_ref()
        .filter(|(_, choice)| *choice != Duplicate::CreateNew);
    Some(Party {
        learner: old.map_or_else(secret::id, |found| found.known.learner.clone()),
        registration: kept.map_or_else(secret::id, |(found, _)| found.registration.clone()),
        recipient: old
            .and_then(|found| found.recipient.clone())
            .unwrap_or_else(secret::id),
        mail: secret::id(),
        person,
        again,
    })
}

async fn invite(
    domain: &Domain,
    tx: &mut Tx,
    who: &Instructor,
    (course, invitation): (&CourseId, &InvitationId),
    mut parties: Vec<Party<'_>>,
    guests: &Guests,
) -> Result<()> {
    let now = domain.now();
    let facts = courses::facts(tx, course).await?;
    learners(tx, &mut parties, now).await?;
    let rows: Vec<[&str; 2]> = parties
        .iter()
        .filter(|party| party.registers())
        .map(|party| [&*party.registration.0, &*party.learner.0])
        .collect();
    store::register(tx, (invitation, course, &facts.version_id), &rows, now).await?;
    start_over(domain, tx, &parties).await?;
    receive(tx, invitation, &parties, guests.hand_out, now).await?;
    if !guests.hand_out {
        let (subject, body) = store::letter(tx, invitation).await?;
        let words = Words {
            subject,
            body,
            course: facts.title,
            description: facts.description,
            duration: facts.duration,
            inviter: who.name.clone(),
        };
        let to: Vec<To<'_>> = parties.iter().map(addressed).collect();
        let due_at = guests.later.as_ref().map_or(now, |(at, _)| *at);
        promised::promise(domain, tx, &words, &to, &who.email, due_at).await?;
    }
    told(tx, who, (course, invitation), &parties, now).await?;
    if guests.key.is_empty() {
        return Ok(());
    }
    store::submit(tx, &who.id, &guests.key, invitation, now).await
}

fn addressed<'a>(party: &'a Party<'_>) -> To<'a> {
    let known = party.again.as_ref().map(|(found, _)| found.name.as_str());
    To {
        mail: &party.mail,
        recipient: &party.recipient,
        email: party.person.email.as_str(),
        name: match party.person.name.as_str() {
            "" => known.unwrap_or_default(),
            given => given,
        },
    }
}

/// Makes learners of those who are new on the course; they may be learners elsewhere.
async fn learners(tx: &mut Tx, parties: &mut [Party<'_>], now: Millis) -> Result<()> {
    let rows: Vec<[&str; 3]> = parties
        .iter()
        .filter(|party| party.again.is_none())
        .map(|party| {
            [
                &*party.learner.0,
                party.person.email.as_str(),
                &party.person.name,
            ]
        })
        .collect();
    let made = store::learners(tx, &rows, now).await?;
    let mut by_email: HashMap<String, LearnerId> =
        made.into_iter().map(|(id, email)| (email, id)).collect();
    for party in parties.iter_mut().filter(|party| party.again.is_none()) {
        if let Some(id) = by_email.remove(party.person.email.as_str()) {
            party.learner = id;
        }
    }
    Ok(())
}

async fn start_over(domain: &Domain, tx: &mut Tx, parties: &[Party<'_>]) -> Result<()> {
    let ids: Vec<[&str; 1]> = parties
        .iter()
        .filter(|party| party.starts_over())
        .map(|party| [&*party.registration.0])
        .collect();
    for (open,) in store::being_played(tx, &ids).await? {
        play::replace_open(domain, tx, &open).await?;
    }
    registrations::start_all_over(tx, &ids).await
}

async fn receive(
    tx: &mut Tx,
    invitation: &InvitationId,
    parties: &[Party<'_>],
    hand_out: bool,
    now: Millis,
) -> Result<()> {
    let rows: Vec<[&str; 5]> = parties
        .iter()
        .filter(|party| !party.has_line())
        .map(|party| {
            let mail = if hand_out { "" } else { &*party.mail.0 };
            let to = addressed(party);
            [
                &*party.recipient.0,
                &*party.registration.0,
                to.email,
                to.name,
                mail,
            ]
        })
        .collect();
    store::receive(tx, invitation, &rows, now).await?;
    let going_on: Vec<[&str; 1]> = parties
        .iter()
        .filter(|party| !party.registers())
        .map(|party| [&*party.registration.0])
        .collect();
    recipients::follow_all(tx, &going_on).await?;
    if hand_out {
        return Ok(());
    }
    for party in parties.iter().filter(|party| party.has_line()) {
        store::mailed_again(tx, &party.recipient, &party.mail).await?;
    }
    Ok(())
}

/// Tells the history: a line for each of a few, one line for many.
async fn told(
    tx: &mut Tx,
    who: &Instructor,
    (course, invitation): (&CourseId, &InvitationId),
    parties: &[Party<'_>],
    now: Millis,
) -> Result<()> {
    let place = |registration| Place {
        owner: &who.id,
        course,
        invitation,
        registration,
    };
    if parties.len() > TOLD_ONE_BY_ONE {
        let detail = summed(parties);
        return events::record_by(tx, place(None), What::InvitedMany, &who.name, &detail, now)
            .await;
    }
    for party in parties {
        let what = match &party.again {
            Some((_, Duplicate::SendExisting)) => What::Resent,
            Some((_, Duplicate::InstanceExisting)) => What::StartedOver,
            _ => What::Invited,
        };
        events::record_by(
            tx,
            place(Some(&party.registration)),
            what,
            &who.name,
            "",
            now,
        )
        .await?;
    }
    Ok(())
}

/// "120 people, 3 of them starting over", for the history.
fn summed(parties: &[Party<'_>]) -> String {
    let count = |wanted| {
        let chosen = parties.iter().filter_map(|party| party.again.as_ref());
        chosen.filter(|(_, choice)| *choice == wanted).count()
    };
    let mut words = format!("{} people", parties.len());
    for (number, what) in [
        (
            count(Duplicate::CreateNew),
            "with a new registration beside an old one",
        ),
        (count(Duplicate::SendExisting), "to go on where they are"),
        (count(Duplicate::InstanceExisting), "starting over"),
    ] {
        if number > 0 {
            words.push_str(&format!(", {number} of them {what}"));
        }
    }
    words
}
