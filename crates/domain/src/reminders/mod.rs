//! Reminders: after so many days, to those on a private invitation who have not started or not finished, each at most
//! once a rule.

mod store;

use crate::accounts::Instructor;
use crate::events::What;
use crate::invitations::{self, Invitation};
use crate::mail::promised::{self, To, Words};
use crate::{Domain, Result, letters, secret};
use beckon_model::invitation::LetterText;
use beckon_model::problem::FieldProblem;
use beckon_model::reminder::{Next, Reminder, Reminders, Rule, Whom, days};
use beckon_model::standing::Standing;
use beckon_model::template::LetterStart;
use beckon_model::{InvitationId, MailId, Millis, Problem, RecipientId, ReminderId};
use store::{Going, Target};

/// How many reminders one transaction promises.
pub const BATCH: i64 = 500;
/// The longest time after an invitation, in days.
const DAYS_MAX: i64 = 365;
const DAY: Millis = 24 * 60 * 60_000;
/// How many of those sent are named.
const LATELY: i64 = 20;

/// The rules of an invitation, with what each has done and will do next. None for a public invitation.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn of_invitation(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
) -> Result<Reminders> {
    let invitation = invitations::owned(domain, who, id).await?;
    let on = &mut &domain.db;
    let now = domain.now();
    let mut rules = Vec::new();
    for row in store::list(on, id).await? {
        let (sent, last_sent_at) = store::sent(on, &row.id).await?;
        rules.push(Reminder {
            next: next(domain, &row, now).await?,
            lately: store::lately(on, &row.id, LATELY).await?,
            stopped: row.stopped_at.is_some(),
            rule: row.rule()?,
            invitation: row.invitation_id,
            id: row.id,
            sent,
            last_sent_at,
        });
    }
    Ok(Reminders {
        rules,
        halted: halted(invitation.standing(now)),
    })
}

/// Why an invitation that stands so reminds nobody, in words; empty if nothing is in the way.
fn halted(standing: Standing) -> String {
    let why = match standing {
        Standing::Deleted => "The invitation is deleted",
        Standing::Disabled => "The invitation is disabled",
        Standing::ExpiredOn(_) => "The invitation has expired",
        Standing::StartsOn(_) => "The invitation has not begun yet",
        Standing::Open | Standing::Closed | Standing::Full { .. } => return String::new(),
    };
    format!("{why}, so nobody is reminded at present.")
}

/// What goes out next by a rule, as far as can be told now.
async fn next(domain: &Domain, row: &store::Row, now: Millis) -> Result<Option<Next>> {
    let after = row.days * DAY;
    let on = &mut &domain.db;
    let Some(first) = store::first_base(on, row).await? else {
        return Ok(None);
    };
    let at = first + after;
    let until = at.max(now) + DAY - after;
    let (people, later) = store::waiting(on, row, until).await?;
    Ok(Some(Next {
        at,
        now: at <= now,
        people,
        after: later,
    }))
}

/// What the page for a new rule starts from.
///
/// # Errors
/// Not found if the invitation is another instructor's; refused for a public one.
pub async fn start(domain: &Domain, who: &Instructor, id: &InvitationId) -> Result<LetterStart> {
    let mut start = letters::of_invitation(domain, who, id).await?;
    start.letter = LetterText::usual_reminder();
    Ok(start)
}

/// What the page for changing a rule starts from.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn find(
    domain: &Domain,
    who: &Instructor,
    id: &ReminderId,
) -> Result<(Rule, LetterStart)> {
    let (row, _) = owned(domain, who, id).await?;
    let rule = row.rule()?;
    let mut start = letters::of_invitation(domain, who, &row.invitation_id).await?;
    start.letter = rule.letter.clone();
    Ok((rule, start))
}

/// Adds a rule to a private invitation. People invited longer ago than it says are reminded at once.
///
/// # Errors
/// Fields that can't be taken ("days", "subject", "body"); as [`start`].
pub async fn add(
    domain: &Domain,
    who: &Instructor,
    invitation: &InvitationId,
    rule: &Rule,
) -> Result<ReminderId> {
    let row = invitations::owned(domain, who, invitation).await?;
    invitations::has_letter(&row)?;
    check(rule)?;
    let (id, now) = (secret::id(), domain.now());
    let mut tx = domain.db.begin_write().await?;
    store::insert(&mut tx, &id, invitation, rule, now).await?;
    note(domain, &mut tx, who, &row, "added", rule).await?;
    tx.commit().await?;
    Ok(id)
}

/// Changes a rule. Whom it has reminded already it does not remind again.
///
/// # Errors
/// As [`add`].
pub async fn change(
    domain: &Domain,
    who: &Instructor,
    id: &ReminderId,
    rule: &Rule,
) -> Result<InvitationId> {
    let (_, invitation) = owned(domain, who, id).await?;
    check(rule)?;
    let mut tx = domain.db.begin_write().await?;
    store::update(&mut tx, id, rule, domain.now()).await?;
    note(domain, &mut tx, who, &invitation, "changed", rule).await?;
    tx.commit().await?;
    Ok(invitation.id)
}

/// Stops a rule, or lets it go on. Once this has returned, a stopped rule promises no more e-mails.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn set_stopped(
    domain: &Domain,
    who: &Instructor,
    id: &ReminderId,
    stopped: bool,
) -> Result<InvitationId> {
    let (row, invitation) = owned(domain, who, id).await?;
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    store::set_stopped(&mut tx, id, stopped.then_some(now), now).await?;
    let what = if stopped { "stopped" } else { "goes on" };
    note(domain, &mut tx, who, &invitation, what, &row.rule()?).await?;
    tx.commit().await?;
    Ok(invitation.id)
}

/// Deletes a rule. What it has sent stays sent.
///
/// # Errors
/// Not found if it is another instructor's.
pub async fn delete(domain: &Domain, who: &Instructor, id: &ReminderId) -> Result<InvitationId> {
    let (row, invitation) = owned(domain, who, id).await?;
    let mut tx = domain.db.begin_write().await?;
    store::delete(&mut tx, id).await?;
    note(domain, &mut tx, who, &invitation, "deleted", &row.rule()?).await?;
    tx.commit().await?;
    Ok(invitation.id)
}

/// Promises every reminder that is due, in transactions of [`BATCH`]: each is noted as sent together with its e-mail, so
/// that it is safe to run twice, beside another, and after being killed. Gives how many.
pub async fn sweep(domain: &Domain) -> Result<usize> {
    let mut promised = 0;
    for going in store::going(&mut &domain.db, domain.now()).await? {
        let mut after = RecipientId::default();
        while let Some(last) = step(domain, &going, &after, &mut promised).await? {
            after = last;
        }
    }
    if promised > 0 {
        domain.mail_wanted().notify_one();
    }
    Ok(promised)
}

/// One transaction of a rule, with the recipients after the one given. Gives the last of them; `None` at the end.
async fn step(
    domain: &Domain,
    going: &Going,
    after: &RecipientId,
    promised: &mut usize,
) -> Result<Option<RecipientId>> {
    let now = domain.now();
    if store::due(&mut &domain.db, going, after, 1, now)
        .await?
        .is_empty()
    {
        return Ok(None);
    }
    let Some(invitation) = invitations::find_any(&mut &domain.db, &going.invitation_id).await?
    else {
        return Ok(None);
    };
    let mut tx = domain.db.begin_write().await?;
    // Whoever stops or changes the rule, or runs this beside us, waits here; what they did before counts.
    if !store::hold(&mut tx, going, now).await? {
        return Ok(None);
    }
    let due = store::due(&mut tx, going, after, BATCH, now).await?;
    *promised += remind(domain, &mut tx, going, &invitation, &due).await?;
    tx.commit().await?;
    Ok(due.into_iter().next_back().map(|target| target.id))
}

/// Notes each as reminded and promises the e-mails. Gives how many.
async fn remind(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    going: &Going,
    invitation: &Invitation,
    due: &[Target],
) -> Result<usize> {
    let now = domain.now();
    let mut noted: Vec<(MailId, &Target)> = Vec::with_capacity(due.len());
    for target in due {
        let mail: MailId = secret::id();
        if store::note_sent(tx, &going.id, &target.id, &mail, now).await? {
            noted.push((mail, target));
        }
    }
    let to: Vec<To<'_>> = noted
        .iter()
        .map(|(mail, target)| To {
            mail,
            recipient: &target.id,
            email: &target.email,
            name: &target.name,
        })
        .collect();
    let words = Words {
        subject: going.subject.clone(),
        body: going.body.clone(),
        course: invitation.course_title.clone(),
        description: invitation.description.clone(),
        duration: invitation.duration.clone(),
        inviter: invitation.owner_name(),
    };
    let reply_to = &invitation.owner_email;
    promised::promise_as("reminder", domain, tx, &words, &to, reply_to, now).await?;
    Ok(noted.len())
}

async fn owned(
    domain: &Domain,
    who: &Instructor,
    id: &ReminderId,
) -> Result<(store::Row, Invitation)> {
    let missing = || Problem::NotFound("This reminder is not one of yours.".to_owned());
    let row = store::find(&mut &domain.db, id)
        .await?
        .ok_or_else(missing)?;
    let invitation = invitations::find_any(&mut &domain.db, &row.invitation_id)
        .await?
        .filter(|invitation| invitation.owner_id == who.id)
        .ok_or_else(missing)?;
    Ok((row, invitation))
}

async fn note(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    who: &Instructor,
    invitation: &Invitation,
    what: &str,
    rule: &Rule,
) -> Result<()> {
    let detail = format!(
        "the reminders: {what} “after {}, to {}”",
        days(rule.days),
        rule.whom.words()
    );
    let place = (&invitation.course_id, &invitation.id);
    invitations::note(domain, tx, who, place, What::Changed, &detail).await
}

fn check(rule: &Rule) -> Result<(), Problem> {
    let mut wrong = letters::wrong(&rule.letter);
    if !(1..=DAYS_MAX).contains(&rule.days) {
        wrong.insert(
            0,
            FieldProblem {
                field: "days".to_owned(),
                message: format!("Choose a number of days from 1 to {DAYS_MAX}."),
            },
        );
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Problem::Fields(wrong))
    }
}

fn whom(stored: &str) -> Result<Whom> {
    Whom::of(stored)
        .ok_or_else(|| crate::Error::Other(format!("unknown state to remind in: {stored}")))
}
