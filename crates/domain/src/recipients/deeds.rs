//! What an instructor does to one recipient or to many: each deed checks that the invitation is his, changes only those
//! whom it concerns, and is noted in the history. Doing it twice changes nothing more.

use super::store::{self, Target};
use super::{DAY, link, unlisted};
use crate::accounts::{self, Instructor};
use crate::db::Tx;
use crate::events::{self, Place, What};
use crate::invitations::{self, Invitation};
use crate::mail;
use crate::{Domain, Result, courses, registrations, secret};
use beckon_model::invitation::Kind;
use beckon_model::recipient::{Deed, Did, Query};
use beckon_model::{
    EmailAddress, InvitationId, MailId, Millis, Problem, RecipientId, RegistrationId, time,
};

/// A second letter within a minute would be a slip of the finger.
const JUST_NOW: Millis = 60_000;
/// The longest time that can be given at once, in days.
const DAYS_MAX: i64 = 3_650;
/// The end of who has none: the last moment of the year 9999.
const NEVER: Millis = 253_402_300_799_000;

/// Whom a deed is for.
#[derive(Clone, Debug)]
pub enum Chosen {
    These(Vec<RecipientId>),
    /// All whom the list shows, on every page of it.
    Matching(Query),
}

/// Does something to the chosen. `days` is how much more time is given, counted from now or from the end that holds so
/// far; 0 for no end.
///
/// # Errors
/// Not found if the invitation is another instructor's; refused if nobody is chosen.
pub async fn act(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    chosen: &Chosen,
    deed: Deed,
    days: i64,
) -> Result<Did> {
    let invitation = invitations::owned(domain, who, id).await?;
    check(&invitation, deed, days)?;
    let mut tx = domain.db.begin_write().await?;
    let targets = match chosen {
        Chosen::These(ids) => store::targets(&mut tx, id, ids).await?,
        Chosen::Matching(query) => store::matching(&mut tx, id, query).await?,
    };
    if targets.is_empty() {
        let why = "Nobody is selected. Tick the people first.";
        return Err(Problem::Refused(why.to_owned()).into());
    }
    let mut did = Did {
        deed,
        done: 0,
        passed_over: 0,
    };
    let doer = Doer {
        domain,
        who,
        invitation: &invitation,
        now: domain.now(),
    };
    for target in &targets {
        if doer.does(&mut tx, target, deed, days).await? {
            did.done += 1;
        } else {
            did.passed_over += 1;
        }
    }
    tx.commit().await?;
    if matches!(deed, Deed::SendAgain | Deed::Renew) {
        domain.mail_wanted().notify_one();
    }
    Ok(did)
}

fn check(invitation: &Invitation, deed: Deed, days: i64) -> Result<()> {
    let refused = |why: &str| Err(Problem::Refused(why.to_owned()).into());
    if invitation.kind()? != Kind::Private {
        return refused("A public invitation has no recipients.");
    }
    match deed {
        Deed::Correct => refused("Correct one address at a time."),
        Deed::MoreTime | Deed::Renew if !(0..=DAYS_MAX).contains(&days) => {
            refused("Give between 1 and 3,650 days, or no end.")
        }
        _ => Ok(()),
    }
}

struct Doer<'a> {
    domain: &'a Domain,
    who: &'a Instructor,
    invitation: &'a Invitation,
    now: Millis,
}

impl Doer<'_> {
    /// Does it to one; gives whether that changed anything.
    async fn does(&self, tx: &mut Tx, target: &Target, deed: Deed, days: i64) -> Result<bool> {
        if target.deleted_at.is_some() != (deed == Deed::PutBack)
            || (deed == Deed::Renew && target.revoked_at.is_some())
        {
            return Ok(false);
        }
        let (id, now) = (&target.id, self.now);
        let mut detail = String::new();
        let (what, done) = match deed {
            Deed::KeepOut => {
                let done = store::revoke(tx, id, now).await?;
                mail::outbox::take_back(tx, id).await?;
                (What::Revoked, done)
            }
            Deed::LetIn => (What::LetIn, store::restore(tx, id).await?),
            Deed::MoreTime => {
                let (until, longer) = self.give_time(tx, target, days).await?;
                detail = until;
                (What::Extended, longer)
            }
            Deed::SendAgain => (What::Resent, self.send_again(tx, target).await?),
            Deed::Renew => {
                let (until, longer) = self.give_time(tx, target, days).await?;
                detail = until;
                let sent = self.send_again(tx, target).await?;
                (What::Renewed, longer || sent)
            }
            Deed::Dismiss => (What::Dismissed, store::answer(tx, id).await?),
            Deed::Release => {
                let done = store::release(tx, &target.registration_id).await?;
                (What::Released, done)
            }
            Deed::Delete => {
                let done = store::delete(tx, id, now).await?;
                mail::outbox::take_back(tx, id).await?;
                (What::Removed, done)
            }
            Deed::PutBack => (What::PutBack, store::put_back(tx, id).await?),
            Deed::Correct => return Ok(false),
        };
        if done {
            if deed.answers() {
                store::answer(tx, id).await?;
            }
            self.note(tx, &target.registration_id, what, &detail)
                .await?;
        }
        Ok(done)
    }

    /// Gives until when, in words, and whether that is longer than before.
    async fn give_time(&self, tx: &mut Tx, target: &Target, days: i64) -> Result<(String, bool)> {
        let Some(end) = new_end(target, days, self.now) else {
            return Ok((String::new(), false));
        };
        let until = match end {
            NEVER => "with no end".to_owned(),
            end => format!("until {}", time::spoken(end)),
        };
        Ok((until, store::extend(tx, &target.id, end).await?))
    }

    /// Promises the letter once more: same link, same registration. One that waits already is not doubled, only hurried.
    async fn send_again(&self, tx: &mut Tx, target: &Target) -> Result<bool> {
        if target.revoked_at.is_some() {
            return Ok(false);
        }
        if store::hurry(tx, &target.id, self.now).await? {
            return Ok(true);
        }
        if store::mailed_since(tx, &target.id, self.now - JUST_NOW).await? {
            return Ok(false);
        }
        let mail = secret::id::<MailId>();
        if !store::turn_to_mail(tx, &target.id, target.mail_id.as_ref(), &mail).await? {
            return Ok(false);
        }
        self.promise(tx, target, mail, target.link_version).await?;
        Ok(true)
    }

    async fn promise(
        &self,
        tx: &mut Tx,
        to: &Target,
        mail: MailId,
        link_version: i64,
    ) -> Result<()> {
        let from = (self.who.name.as_str(), self.who.email.as_str());
        link::promise(
            self.domain,
            tx,
            self.invitation,
            from,
            to,
            mail,
            link_version,
        )
        .await
    }

    async fn note(
        &self,
        tx: &mut Tx,
        registration: &RegistrationId,
        what: What,
        detail: &str,
    ) -> Result<()> {
        let place = Place {
            owner: &self.who.id,
            course: &self.invitation.course_id,
            invitation: &self.invitation.id,
            registration: Some(registration),
        };
        events::record_by(tx, place, what, &self.who.name, detail, self.now).await
    }
}

/// When someone's time ends if he gets so many days more; `None` if nothing ends for him so early.
fn new_end(target: &Target, days: i64, now: Millis) -> Option<Millis> {
    let so_far = target.expires_at.max(target.invitation_expires_at)?;
    let end = if days == 0 {
        NEVER
    } else {
        so_far.max(now) + days * DAY
    };
    (end > so_far && so_far != NEVER).then_some(end)
}

/// Corrects a recipient's address: from now on he is the learner of the new one, the old link stops working, and the
/// letter goes to the new address, if he was to have one.
///
/// # Errors
/// Not found if invitation or recipient are not the instructor's; "email" if it is no address, the same, or on the list.
pub async fn correct(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    recipient: &RecipientId,
    email: &str,
) -> Result<Did> {
    let invitation = invitations::owned(domain, who, id).await?;
    let email = EmailAddress::parse(email).map_err(|why| Problem::field("email", why))?;
    let mut tx = domain.db.begin_write().await?;
    let ids = [recipient.clone()];
    let target = store::targets(&mut tx, id, &ids).await?.pop();
    let mut target = target
        .filter(|target| target.deleted_at.is_none())
        .ok_or_else(unlisted)?;
    if target.email == email.as_str() {
        let why = "This is the address already.";
        return Err(Problem::field("email", why).into());
    }
    if store::is_listed(&mut tx, id, email.as_str()).await? {
        let why = format!("{email} is on this invitation already. Delete one of the two instead.");
        return Err(Problem::field("email", why).into());
    }
    let doer = Doer {
        domain,
        who,
        invitation: &invitation,
        now: domain.now(),
    };
    let detail = format!("{} → {email}", target.email);
    let registration = doer.move_registration(&mut tx, &target, &email).await?;
    mail::outbox::take_back(&mut tx, &target.id).await?;
    let version = store::readdress(&mut tx, &target.id, email.as_str(), &registration).await?;
    store::follow(&mut tx, &registration).await?;
    if registration == target.registration_id {
        store::release(&mut tx, &registration).await?;
    }
    if store::is_unused(&mut tx, &target.registration_id).await? {
        store::erase_registration(&mut tx, &target.registration_id).await?;
    }
    if target.mail_id.is_some() && target.revoked_at.is_none() {
        let mail = secret::id::<MailId>();
        store::set_mail(&mut tx, &target.id, &mail).await?;
        target.email = email.to_string();
        doer.promise(&mut tx, &target, mail, version).await?;
    }
    doer.note(&mut tx, &registration, What::Corrected, &detail)
        .await?;
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(Did {
        deed: Deed::Correct,
        done: 1,
        passed_over: 0,
    })
}

impl Doer<'_> {
    /// The registration for a recipient's new address: his own moves along, unless somebody else goes on with it or the
    /// learner of the new address has one already.
    async fn move_registration(
        &self,
        tx: &mut Tx,
        target: &Target,
        email: &EmailAddress,
    ) -> Result<RegistrationId> {
        let learner = accounts::learner_for(self.domain, tx, email, &target.name).await?;
        let own = registrations::find(tx, &target.registration_id).await?;
        let shared = store::sharers(tx, &own.id).await? > 1;
        let home = if shared {
            &self.invitation.id
        } else {
            &own.invitation_id
        };
        if let Some(theirs) = registrations::find_of(tx, home, &learner).await? {
            return Ok(theirs.id);
        }
        if !shared {
            store::give_registration(tx, &own.id, &learner).await?;
            return Ok(own.id);
        }
        let version = courses::facts(tx, &self.invitation.course_id)
            .await?
            .version_id;
        let id: RegistrationId = secret::id();
        let new = registrations::New {
            id: &id,
            invitation: &self.invitation.id,
            course: &self.invitation.course_id,
            version: &version,
            learner: &learner,
        };
        registrations::insert(tx, new, self.now).await?;
        Ok(id)
    }
}
