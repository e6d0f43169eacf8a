//! What a learner has done, for himself: on the page of a link what belongs to that link, and all of it to whoever is
//! signed in.

use super::links::given;
use super::{Visitor, landing_private, may_be, public_row, store};
use crate::accounts::Learner;
use crate::registrations::{Line, line, lines_of, lines_on};
use crate::{Domain, Result};
use beckon_model::Problem;
use beckon_model::invitation::Holder;
use beckon_model::launch::{Gate, mask};
use beckon_model::registration::Transcript;

/// All that whoever is signed in is registered for. What came by private links that are for one person shows in the
/// browsers in which it was started, for an account need not have proven its address.
///
/// # Errors
/// `SignedOut` for a guest, whose page is that of his link.
pub async fn results(domain: &Domain, who: &Learner, browser: &str) -> Result<Transcript> {
    if who.account.is_none() {
        return Err(Problem::SignedOut.into());
    }
    let on = &mut &domain.db;
    let mut own = Vec::new();
    for line in lines_of(on, &who.id).await? {
        let shown = line.kind == "public"
            || match Holder::of(&line.holder) {
                Holder::Account => true,
                Holder::Person => store::links::bound_here(on, &line.id, browser).await?,
                Holder::Anyone => false,
            };
        if shown {
            own.push(line);
        }
    }
    Ok(transcript(domain, &who.name, &who.email, own))
}

/// What a learner is registered for on the invitation of a public URL, also as a guest.
///
/// # Errors
/// As the page behind the URL; `SignedOut` where nobody is known.
pub async fn results_on(domain: &Domain, token: &str, who: Option<&Learner>) -> Result<Transcript> {
    let invitation = public_row(domain, token).await?;
    let me = who
        .filter(|who| may_be(&invitation, who))
        .ok_or(Problem::SignedOut)?;
    let own = lines_on(&mut &domain.db, &me.id, &invitation.id).await?;
    Ok(transcript(domain, &me.name, &me.email, own))
}

/// What belongs to a private link, for whoever it lets play.
///
/// # Errors
/// As the page behind the link; refused where that asks who is there.
pub async fn results_by_link(
    domain: &Domain,
    token: &str,
    visitor: Visitor<'_>,
) -> Result<Transcript> {
    let page = landing_private(domain, token, visitor).await?;
    let held = given(domain, token).await?;
    match (page.gate, page.landing.learner) {
        (Gate::Open, Some(me)) => {
            let own = line(&mut &domain.db, &held.recipient.registration_id).await?;
            Ok(Transcript {
                email: page.masked_email,
                ..transcript(domain, &me.name, "", own)
            })
        }
        _ => {
            let why =
                "Your results show where your link lets you play. Open the link itself first.";
            Err(Problem::Refused(why.to_owned()).into())
        }
    }
}

fn transcript(domain: &Domain, name: &str, email: &str, lines: Vec<Line>) -> Transcript {
    let row = |line: Line| {
        let way = line.token.as_ref();
        let way = way.map(|token| domain.url(&format!("/i/{token}")));
        line.row(way.unwrap_or_default())
    };
    Transcript {
        name: name.to_owned(),
        email: mask(email),
        rows: lines.into_iter().map(row).collect(),
    }
}
