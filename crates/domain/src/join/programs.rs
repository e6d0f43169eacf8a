//! Links by which a program sends a learner to a course. Opening one shows a page and changes nothing; the launch begins
//! when that page sends its form.

use super::launch;
use crate::accounts::{self, Instructor};
use crate::invitations::{self, let_in};
use crate::play::{self, Extra, NewLaunch, Offer};
use crate::{Domain, Result, courses, launch_options, registrations};
use beckon_model::{AccountId, CourseId, Millis, Problem, RegistrationId};
use beckon_scorm::runtime::Mode;
use serde::{Deserialize, Serialize};

/// How long a link may live, in seconds.
pub const EXPIRY: std::ops::RangeInclusive<i64> = 10..=300;
/// What links are sealed for.
const LAUNCH: &str = "launch-link";

/// What a program wants of a link.
#[derive(Clone, Debug)]
pub struct Wish {
    /// In seconds.
    pub expiry: i64,
    /// An `http` or `https` address, or a word for the product's own page: `closer`, `blank`, `message`, or nothing.
    pub redirect_on_exit: String,
    /// Whether what is reported counts.
    pub tracking: bool,
    pub extra: Extra,
}

#[derive(Serialize, Deserialize)]
struct Link {
    what: What,
    until: Millis,
    back: String,
    tracking: bool,
    #[serde(default)]
    extra: Extra,
}

#[derive(Serialize, Deserialize)]
enum What {
    Registration(RegistrationId),
    Preview(AccountId, CourseId, Option<i64>),
}

/// A link that launches a registration.
///
/// # Errors
/// Not found if it is another instructor's; `Problem::Fields` on "expiry", "redirectOnExitUrl", "additionalvalues" or
/// "cssUrl".
pub async fn link(
    domain: &Domain,
    who: &Instructor,
    id: &RegistrationId,
    wish: &Wish,
) -> Result<String> {
    registrations::owned(domain, who, id).await?;
    sealed(domain, What::Registration(id.clone()), wish)
}

/// A link that plays a course, on the version of a number or on the one in use, and keeps nothing.
///
/// # Errors
/// Not found if the course is another instructor's, or has no such version; as [`link`].
pub async fn preview(
    domain: &Domain,
    who: &Instructor,
    id: &CourseId,
    version: Option<i64>,
    wish: &Wish,
) -> Result<String> {
    courses::programs::told(domain, who, id, version).await?;
    let what = What::Preview(who.id.clone(), id.clone(), version);
    sealed(domain, what, wish)
}

fn sealed(domain: &Domain, what: What, wish: &Wish) -> Result<String> {
    if !EXPIRY.contains(&wish.expiry) {
        let why = format!(
            "expiry is from {} to {} seconds.",
            EXPIRY.start(),
            EXPIRY.end()
        );
        return Err(Problem::field("expiry", why).into());
    }
    wish.extra.check()?;
    let link = Link {
        what,
        until: domain.now() + wish.expiry * 1_000,
        back: back(domain, &wish.redirect_on_exit)?,
        tracking: wish.tracking,
        extra: wish.extra.clone(),
    };
    let link = serde_json::to_string(&link)?;
    let token = domain.key().seal(&link, LAUNCH)?;
    Ok(domain.url(&format!("/launch/{token}")))
}

fn back(domain: &Domain, said: &str) -> Result<String> {
    let said = said.trim();
    if ["", "closer", "blank", "message"].contains(&said.to_lowercase().as_str()) {
        return Ok(domain.url("/done"));
    }
    if crate::fetch::address(said).is_err() {
        let why = format!(
            "“{said}” is no address to go to. Give one such as https://example.org/done, or closer, blank or message."
        );
        return Err(Problem::field("redirectOnExitUrl", why).into());
    }
    Ok(said.to_owned())
}

/// The title of the course that a link leads to.
///
/// # Errors
/// Not found for what is no link, gone once its time is over.
pub async fn shown(domain: &Domain, token: &str) -> Result<String> {
    let on = &mut &domain.db;
    let id = match read(domain, token)?.what {
        What::Preview(_, id, _) => id,
        What::Registration(id) => registrations::known(on, &id).await?.course_id,
    };
    Ok(courses::facts(on, &id).await?.title)
}

/// Launches what a link leads to; gives the address of the player.
///
/// # Errors
/// As [`shown`]; refused in words for the learner while the invitation lets nobody in.
pub async fn follow(domain: &Domain, token: &str, user_agent: &str) -> Result<String> {
    let link = read(domain, token)?;
    let mode = if link.tracking {
        Mode::Normal
    } else {
        Mode::Browse
    };
    match link.what {
        What::Registration(id) => {
            let row = registrations::known(&mut &domain.db, &id).await?;
            let invitation = invitations::find_any(&mut &domain.db, &row.invitation_id).await?;
            let invitation = invitation.ok_or_else(unknown)?;
            let_in(domain, &invitation, true)?;
            let mut tx = domain.db.begin_write().await?;
            let (launch, url) = launch(domain, &mut tx, (&id, mode), link.back, user_agent).await?;
            link.extra.keep(&mut tx, &launch).await?;
            tx.commit().await?;
            Ok(url)
        }
        What::Preview(owner, id, version) => {
            let who = accounts::instructor(domain, &owner).await?;
            let version = match version {
                Some(number) => courses::versions::id(domain, &who, &id, number).await?,
                None => courses::owned(domain, &who, &id).await?.version_id,
            };
            let mut tx = domain.db.begin_write().await?;
            let options = launch_options::of_course(&mut tx, &id).await?.set();
            let new = NewLaunch {
                registration: None,
                version,
                instance: 1,
                owner: Some(owner),
                back: link.back,
                user_agent,
                offer: Offer {
                    mode: Mode::Normal,
                    options,
                },
            };
            let (launch, url) = play::create(domain, &mut tx, new).await?;
            link.extra.keep(&mut tx, &launch).await?;
            tx.commit().await?;
            Ok(url)
        }
    }
}

fn read(domain: &Domain, token: &str) -> Result<Link> {
    let link = domain.key().open(token, LAUNCH).map_err(|_| unknown())?;
    let link: Link = serde_json::from_str(&link)?;
    if link.until < domain.now() {
        let why =
            "The time of this link is over. Go back to where you came from and start once more.";
        return Err(Problem::Gone(why.to_owned()).into());
    }
    Ok(link)
}

fn unknown() -> Problem {
    Problem::NotFound("This link is not complete or not known.".to_owned())
}
