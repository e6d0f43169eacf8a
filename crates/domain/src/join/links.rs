//! Private links: what is asked of whoever opened one, and the press of **Play course**.
//!
//! E-mails are forwarded. A link therefore ties the registration to the browser of its first start, unless the invitation
//! says otherwise; who comes with another browser confirms by a mailed code that he is the recipient, or says that he is
//! someone else and gets a registration of his own.

use super::{guests, landing, launch, not_deleted, place, store, tell_options};
use crate::accounts::{self, Learner, NewAccount};
use crate::events::{self, What};
use crate::invitations::{self, HeldLink, Invitation, RecipientRow, let_in};
use crate::mail::{self, NewMail};
use crate::recipients::{self, DAY};
use crate::{Domain, Result, launch_options, registrations, secret};
use beckon_model::invitation::Holder;
use beckon_model::launch::{ClosedDoor, Gate, LandingLearner, LinkLanding, Renewal, Waiting, mask};
use beckon_model::standing::Standing;
use beckon_model::{AccountId, Millis, Problem, time};
use beckon_scorm::runtime::Mode;

/// A link that was asked for is not mailed again before so much time has passed.
const MAIL_PAUSE: Millis = 15 * 60_000;
/// How many e-mails with a link go to one recipient a day because a link asked for them.
const MAILS_A_DAY: i64 = 5;
/// An instructor is mailed about one thing on an invitation once in so much time.
const TELL_PAUSE: Millis = 60 * 60_000;

/// Who opened a private link.
#[derive(Clone, Copy, Debug, Default)]
pub struct Visitor<'a> {
    /// The secret that the browser keeps; empty if it keeps none yet.
    pub browser: &'a str,
    /// Whoever is signed in.
    pub account: Option<&'a Learner>,
}

/// What came of pressing **Play course** on a private link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Launched {
    /// The address of the player.
    Playing(String),
    /// The link's page asks something first.
    Asked,
}

/// The page behind a private link. Changes nothing.
///
/// # Errors
/// Not found for a link that is nobody's; gone if the invitation or the recipient was deleted; refused if he is kept out
/// by himself. Every other reason to be kept out stands on the page itself, as its door.
pub async fn landing_private(
    domain: &Domain,
    token: &str,
    visitor: Visitor<'_>,
) -> Result<LinkLanding> {
    let held = given(domain, token).await?;
    let now = domain.now();
    let on = &mut &domain.db;
    let renewal = renewal(domain, &held).await?;
    let takes_others =
        takes_others(&held.invitation) && held.invitation.standing(now).takes_newcomers();
    let HeldLink {
        recipient,
        invitation,
        replaced,
    } = for_him(held, now);
    let mut page = LinkLanding {
        landing: landing(&invitation)?,
        gate: Gate::Open,
        takes_others: takes_others && !replaced,
        renewal,
        masked_email: mask(&recipient.email),
        contact_name: invitation.owner_name(),
        contact_email: invitation.owner_email.clone(),
    };
    if replaced {
        page.landing.door = Some(replaced_door(&invitation));
        return Ok(page);
    }
    let registration = registrations::find(on, &recipient.registration_id).await?;
    page.landing.door = invitation
        .door(now, true)
        .or_else(|| over_door(&recipient, &invitation, now));
    let options = launch_options::of_registration(on, &registration.id).await?;
    tell_options(&mut page.landing, &options, &registration);
    page.landing.progress = Some(registration.progress());
    page.landing.anew = registration.begins_anew();
    page.landing.learner = Some(LandingLearner {
        id: registration.learner_id,
        name: registration.learner_name,
        masked_email: page.masked_email.clone(),
    });
    page.gate = match invitation.links().holder {
        Holder::Anyone => Gate::Open,
        Holder::Account => account_gate(&recipient, visitor.account),
        Holder::Person => {
            match store::links::bound_elsewhere(on, &registration.id, visitor.browser).await? {
                true => Gate::Elsewhere,
                false => Gate::Open,
            }
        }
    };
    Ok(page)
}

/// **Play course** on a private link: continues the registration that was made when the learner was invited. Where the
/// link is for one person only, the first browser to start has the registration from then on.
///
/// # Errors
/// Refused or gone, in words for learners, for whoever is kept out.
pub async fn launch_private(
    domain: &Domain,
    token: &str,
    visitor: Visitor<'_>,
    user_agent: &str,
) -> Result<Launched> {
    let (recipient, invitation) = open(domain, token).await?;
    let holder = invitation.links().holder;
    if holder == Holder::Account && account_gate(&recipient, visitor.account) != Gate::Open {
        return Ok(Launched::Asked);
    }
    let (registration, now) = (&recipient.registration_id, domain.now());
    let mut tx = domain.db.begin_write().await?;
    if holder == Holder::Person {
        if visitor.browser.is_empty() {
            return Ok(Launched::Asked);
        }
        if store::links::claim(&mut tx, registration, now).await? {
            store::links::bind(&mut tx, registration, visitor.browser, now).await?;
        } else if store::links::bound_elsewhere(&mut tx, registration, visitor.browser).await? {
            return Ok(Launched::Asked);
        }
    }
    recipients::pressed(&mut tx, &recipient.id, now).await?;
    let back = domain.url(&format!("/p/{token}"));
    let played = (registration, Mode::Normal);
    let (_, url) = launch(domain, &mut tx, played, back, user_agent).await?;
    tx.commit().await?;
    Ok(Launched::Playing(url))
}

/// "It's me": mails a code to the recipient's address, which confirms another browser or an account.
///
/// # Errors
/// Refused or gone for whoever is kept out; `TooMuch` when codes were asked for too often.
pub async fn mail_code(domain: &Domain, token: &str) -> Result<()> {
    let (recipient, invitation) = open(domain, token).await?;
    if invitation.links().holder == Holder::Anyone {
        return Err(unasked().into());
    }
    let mut tx = domain.db.begin_write().await?;
    guests::mail_code(
        domain,
        &mut tx,
        &invitation,
        (&recipient.email, &recipient.name),
        None,
    )
    .await?;
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(())
}

/// Lets the recipient go on in this browser, too, by the code that was mailed to him.
///
/// # Errors
/// `Problem::Fields` on "code", the same for a wrong code and an old one.
pub async fn confirm_browser(
    domain: &Domain,
    token: &str,
    code: &str,
    browser: &str,
) -> Result<()> {
    let (recipient, invitation) = open(domain, token).await?;
    if invitation.links().holder != Holder::Person {
        return Err(unasked().into());
    }
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let confirmed = guests::confirmed(&mut tx, &invitation, &recipient.email, code, now).await?;
    if confirmed.is_ok() {
        store::links::bind(&mut tx, &recipient.registration_id, browser, now).await?;
    }
    tx.commit().await?;
    confirmed?;
    Ok(())
}

/// The account of the recipient's address, by the code that was mailed there; set up if there is none. The address of
/// `new` is not looked at.
///
/// # Errors
/// `Problem::Fields` on "code", or on what can't be taken of a new account.
pub async fn confirm_account(
    domain: &Domain,
    token: &str,
    code: &str,
    new: NewAccount,
) -> Result<AccountId> {
    let (recipient, invitation) = open(domain, token).await?;
    if invitation.links().holder != Holder::Account {
        return Err(unasked().into());
    }
    let email = recipient.email.clone();
    let prepared = accounts::prepare(domain, NewAccount { email, ..new }).await?;
    let mut tx = domain.db.begin_write().await?;
    let confirmed =
        guests::confirmed(&mut tx, &invitation, &recipient.email, code, domain.now()).await?;
    let account = match confirmed {
        Ok(_) => Ok(accounts::settle(domain, &mut tx, prepared).await?),
        Err(wrong) => Err(wrong),
    };
    tx.commit().await?;
    Ok(account?)
}

/// "Send me a new link": mails the link that took the place of this one, or asks the instructor for more time where the
/// recipient's is over. Asking again changes nothing for a while.
///
/// # Errors
/// As [`landing_private`]; `TooMuch` where enough was mailed today; a conflict where the link works.
pub async fn renew(domain: &Domain, token: &str) -> Result<()> {
    let held = given(domain, token).await?;
    match renewal(domain, &held).await? {
        Renewal::Mail => mail_anew(domain, &held).await,
        Renewal::Ask => ask(domain, &held).await,
        Renewal::Mailed | Renewal::Asked(_) => Ok(()),
        Renewal::No => {
            let why =
                "No new link is needed here. Reload the page to see how this invitation stands.";
            Err(Problem::Conflict(why.to_owned()).into())
        }
    }
}

async fn mail_anew(domain: &Domain, held: &HeldLink) -> Result<()> {
    let (recipient, invitation, now) = (&held.recipient, &held.invitation, domain.now());
    let mut tx = domain.db.begin_write().await?;
    if recipients::mails_since(&mut tx, &recipient.id, now - DAY).await? >= MAILS_A_DAY {
        let why = format!(
            "The link was mailed several times today. Look among unwanted mail, or ask {} ({}).",
            invitation.owner_name(),
            invitation.owner_email
        );
        return Err(Problem::TooMuch(why).into());
    }
    if recipients::mail_link(domain, &mut tx, invitation, &recipient.id).await? {
        let place = place(invitation, &recipient.registration_id);
        events::record(&mut tx, place, What::Mailed, now).await?;
    }
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(())
}

async fn ask(domain: &Domain, held: &HeldLink) -> Result<()> {
    let (recipient, invitation, now) = (&held.recipient, &held.invitation, domain.now());
    let mut tx = domain.db.begin_write().await?;
    if recipients::ask(&mut tx, &recipient.id, now - DAY, now).await? {
        let place = place(invitation, &recipient.registration_id);
        events::record(&mut tx, place, What::Asked, now).await?;
        let who = recipient.called();
        let about = About {
            what: "asked",
            subject: format!("{who} asks for a new link to {}", invitation.course_title),
            words: format!(
                "the time of {who} for “{}” is over, and the page behind the link was asked for a new one. On the \
                 invitation’s page you give more time and send the link by one press, or dismiss the request.",
                invitation.course_title
            ),
        };
        tell(domain, &mut tx, invitation, &about).await?;
    }
    tx.commit().await?;
    domain.mail_wanted().notify_one();
    Ok(())
}

/// What an instructor is told by e-mail.
pub(super) struct About {
    /// The kind of thing.
    pub what: &'static str,
    pub subject: String,
    /// A sentence or two after the greeting.
    pub words: String,
}

/// Mails the instructor what others did on his invitation, once an hour for each kind of thing.
pub(super) async fn tell(
    domain: &Domain,
    tx: &mut crate::db::Tx,
    invitation: &Invitation,
    about: &About,
) -> Result<()> {
    let now = domain.now();
    if !store::links::may_tell(tx, &invitation.id, about.what, now - TELL_PAUSE, now).await? {
        return Ok(());
    }
    let name = invitation.owner_name();
    let url = domain.url(&format!("/invitations/{}", invitation.id));
    let letter = mail::notice_letter(&name, &about.subject, &about.words, &url);
    let new = NewMail {
        id: secret::id(),
        kind: "notice",
        to_email: &invitation.owner_email,
        to_name: &name,
        reply_to: "",
        subject: &letter.subject,
        html: &letter.html,
        text: &letter.text,
        recipient: None,
    };
    mail::outbox::promise(tx, new, now).await
}

/// A link whose recipient may know how it stands.
pub(super) async fn given(domain: &Domain, token: &str) -> Result<HeldLink> {
    let held = invitations::held_link(domain, token).await?;
    recipients::not_kept_out(&held.recipient, &held.invitation)?;
    not_deleted(domain, &held.invitation)?;
    Ok(held)
}

/// The invitation as it stands for the recipient: who was given more time of his own is not bound to the end that it has
/// for the others.
fn for_him(mut held: HeldLink, now: Millis) -> HeldLink {
    if recipients::has_more_time(&held.recipient, now) {
        held.invitation.expires_at = None;
    }
    held
}

/// A link that lets its recipient in.
async fn open(domain: &Domain, token: &str) -> Result<(RecipientRow, Invitation)> {
    let (recipient, invitation) = invitations::recipient_by_link(domain, token).await?;
    let now = domain.now();
    recipients::let_in(&recipient, &invitation, now)?;
    let HeldLink {
        recipient,
        invitation,
        ..
    } = for_him(
        HeldLink {
            recipient,
            invitation,
            replaced: false,
        },
        now,
    );
    let_in(domain, &invitation, true)?;
    Ok((recipient, invitation))
}

/// Whether others may register by the links of an invitation.
pub(super) fn takes_others(invitation: &Invitation) -> bool {
    let links = invitation.links();
    links.holder == Holder::Person && !links.refuse_others
}

fn account_gate(recipient: &RecipientRow, account: Option<&Learner>) -> Gate {
    match account {
        None => Gate::SignIn,
        Some(who) if who.email == recipient.email => Gate::Open,
        Some(who) => Gate::OtherAccount(mask(&who.email)),
    }
}

fn unasked() -> Problem {
    let why = "No code is needed here any more. Open the link once more.";
    Problem::Conflict(why.to_owned())
}

/// What can be done about a link that does not let its recipient in.
async fn renewal(domain: &Domain, held: &HeldLink) -> Result<Renewal> {
    let (recipient, now) = (&held.recipient, domain.now());
    let more_time = recipients::has_more_time(recipient, now);
    let over = match held.invitation.standing(now) {
        Standing::ExpiredOn(_) => !more_time,
        standing => standing.goes_on() && own_time_over(recipient, now).is_some(),
    };
    if over {
        return Ok(match recipient.last_asked_at {
            Some(at) if recipient.asked_at.is_some() || at > now - DAY => Renewal::Asked(at),
            _ => Renewal::Ask,
        });
    }
    if !held.replaced {
        return Ok(Renewal::No);
    }
    let mailed = recipients::mailed_since(&mut &domain.db, &recipient.id, now - MAIL_PAUSE).await?;
    Ok(if mailed {
        Renewal::Mailed
    } else {
        Renewal::Mail
    })
}

fn own_time_over(recipient: &RecipientRow, now: Millis) -> Option<Millis> {
    recipients::own_end(recipient).filter(|end| *end <= now)
}

fn replaced_door(invitation: &Invitation) -> ClosedDoor {
    door(
        invitation,
        "There is a newer link".to_owned(),
        "This one no longer works. The newest e-mail holds the one that does.",
        410,
    )
}

fn over_door(recipient: &RecipientRow, invitation: &Invitation, now: Millis) -> Option<ClosedDoor> {
    let end = own_time_over(recipient, now)?;
    let title = format!("Your time ended on {}", time::spoken(end));
    let words = "What you have done so far is kept.";
    Some(door(invitation, title, words, 403))
}

fn door(invitation: &Invitation, title: String, words: &str, status: u16) -> ClosedDoor {
    ClosedDoor {
        title,
        words: words.to_owned(),
        contact_name: invitation.owner_name(),
        contact_email: invitation.owner_email.clone(),
        others_go_on: false,
        waiting: Waiting::No,
        status,
    }
}
