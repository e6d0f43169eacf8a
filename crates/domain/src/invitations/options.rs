//! What an instructor decides about an invitation: read from a form, kept, and said back.

use super::store::{self, Decided, Invitation};
use super::{note, owned};
use crate::accounts::Instructor;
use crate::db::Tx;
use crate::events::What;
use crate::{Domain, Result, letters, postbacks, tags, zone};
use beckon_model::invitation::{Entry, Holder, Kind, LetterText, Links, Options};
use beckon_model::postback::{Level, PostbackForm};
use beckon_model::problem::FieldProblem;
use beckon_model::{EmailAddress, InvitationId, Millis, Problem};

/// The longest note, in characters; the most domains.
const NOTE_MAX: usize = 2_000;
const DOMAINS_MAX: usize = 50;
const PASSCODE_MAX: usize = 100;
const CAP_MAX: i64 = 1_000_000;

/// Changes what was decided. Everything takes effect at once, also for those who have started.
///
/// # Errors
/// Fields that can't be taken, named as in [`Options`].
pub async fn set_options(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    options: &Options,
) -> Result<()> {
    let row = owned(domain, who, id).await?;
    let kind = row.kind()?;
    let decided = read(options, kind)?;
    let now = domain.now();
    let mut tx = domain.db.begin_write().await?;
    let before = kept(
        &row,
        tags::of(&mut tx, &who.id, tags::Kind::Invitation, &id.0).await?,
    );
    store::decide(&mut tx, (&who.id, id), &decided, now).await?;
    let changed = changes(&before, &decided);
    if !changed.is_empty() {
        let detail = changed.join(", ");
        note(
            domain,
            &mut tx,
            who,
            (&row.course_id, id),
            What::Changed,
            &detail,
        )
        .await?;
    }
    tx.commit().await
}

/// What was typed, as it will be kept.
pub(super) fn read(options: &Options, kind: Kind) -> Result<Decided, Problem> {
    let mut wrong = Vec::new();
    let zone = zone::known_or_utc(&options.zone).to_owned();
    let public = kind == Kind::Public;
    let mut keep = |field: &str, problem: String| {
        wrong.push(FieldProblem {
            field: field.to_owned(),
            message: problem,
        });
    };
    let mut moment = |field: &str, typed: &str| match typed.trim() {
        "" => None,
        typed => zone::parse_local(typed, &zone)
            .map_err(|why| keep(field, why.to_string()))
            .ok(),
    };
    let starts_at = moment("starts", &options.starts);
    let expires_at = moment("expires", &options.expires);
    if let (Some(starts), Some(expires)) = (starts_at, expires_at)
        && expires <= starts
    {
        keep("expires", "It must expire after it starts.".to_owned());
    }
    let cap = if public { cap(&options.cap) } else { Ok(None) };
    let domains = if public {
        domains(&options.domains)
    } else {
        Ok(String::new())
    };
    let tags = tags::read(&options.tags);
    for (field, problem) in [
        ("cap", cap.as_ref().err()),
        ("domains", domains.as_ref().err()),
        ("tags", tags.as_ref().err()),
    ] {
        if let Some(problem) = problem {
            keep(field, problem.clone());
        }
    }
    let note = options.note.trim().to_owned();
    if note.chars().count() > NOTE_MAX {
        keep("note", format!("Use at most {NOTE_MAX} characters."));
    }
    let passcode = options.passcode.trim().to_owned();
    if passcode.chars().count() > PASSCODE_MAX {
        keep(
            "passcode",
            format!("Use at most {PASSCODE_MAX} characters."),
        );
    } else if !passcode.is_empty() && passcode.chars().count() < 4 {
        keep("passcode", "Use 4 characters or more.".to_owned());
    }
    match (cap, domains, tags) {
        (Ok(cap), Ok(domains), Ok(tags)) if wrong.is_empty() => Ok(Decided {
            cap,
            starts_at,
            expires_at,
            zone,
            note,
            tags,
            entry: if public {
                options.entry
            } else {
                Entry::Account
            }
            .name(),
            domains,
            passcode: if public { passcode } else { String::new() },
            links: if public {
                Links::default()
            } else {
                options.links
            },
            kiosk: public && options.kiosk,
        }),
        _ => Err(Problem::Fields(wrong)),
    }
}

/// Keeps the end and the tags that an invitation is made with.
pub(super) async fn begin_with(
    tx: &mut Tx,
    id: &InvitationId,
    expires_at: Option<Millis>,
    tags: &[String],
    now: Millis,
) -> Result<()> {
    if expires_at.is_none() && tags.is_empty() {
        return Ok(());
    }
    let row = store::find_any(tx, id).await?;
    let Some(row) = row else { return Ok(()) };
    let decided = Decided {
        expires_at,
        ..kept(&row, tags.to_vec())
    };
    store::decide(tx, (&row.owner_id, id), &decided, now).await
}

/// What a program changes; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub enabled: Option<bool>,
    pub open: Option<bool>,
    /// `Some(None)` for no cap.
    pub cap: Option<Option<i64>>,
    /// `Some(None)` for no end.
    pub expires_at: Option<Option<Millis>>,
    pub subject: Option<String>,
    pub body: Option<String>,
    pub postback: Option<PostbackForm>,
}

/// Changes several things at once: all of them, or none.
///
/// # Errors
/// Not found if it is another instructor's; fields that can't be taken.
pub(super) async fn change(
    domain: &Domain,
    who: &Instructor,
    id: &InvitationId,
    change: &Change,
) -> Result<()> {
    let row = owned(domain, who, id).await?;
    if let Some(Some(cap)) = change.cap {
        self::cap(&cap.to_string()).map_err(|why| Problem::field("registrationCap", why))?;
    }
    let text = LetterText {
        subject: change
            .subject
            .clone()
            .unwrap_or_else(|| row.subject.clone()),
        body: change.body.clone().unwrap_or_else(|| row.body.clone()),
    };
    let rewritten = (&text.subject, &text.body) != (&row.subject, &row.body);
    if rewritten {
        letters::check(&text)?;
    }
    let now = domain.now();
    let place = (&row.course_id, id);
    let mut tx = domain.db.begin_write().await?;
    let before = kept(
        &row,
        tags::of(&mut tx, &who.id, tags::Kind::Invitation, &id.0).await?,
    );
    let mut after = before.clone();
    after.cap = change.cap.unwrap_or(after.cap);
    after.expires_at = change.expires_at.unwrap_or(after.expires_at);
    store::decide(&mut tx, (&who.id, id), &after, now).await?;
    let mut changed = changes(&before, &after);
    if rewritten {
        letters::change_on(&mut tx, id, &text, now).await?;
        changed.push("the letter".to_owned());
    }
    if !changed.is_empty() {
        let detail = changed.join(", ");
        note(domain, &mut tx, who, place, What::Changed, &detail).await?;
    }
    if let Some(enabled) = change.enabled.filter(|on| *on != row.enabled) {
        store::set_enabled(&mut tx, id, enabled, now).await?;
        let what = if enabled {
            What::Enabled
        } else {
            What::Disabled
        };
        note(domain, &mut tx, who, place, what, "").await?;
    }
    if let Some(open) = change.open.filter(|on| *on != row.open) {
        store::set_open(&mut tx, id, open, now).await?;
        let what = if open { What::Opened } else { What::Closed };
        note(domain, &mut tx, who, place, what, "").await?;
    }
    if let Some(form) = &change.postback {
        postbacks::put(domain, &mut tx, (Level::Invitation, &id.0), form).await?;
    }
    tx.commit().await
}

fn cap(typed: &str) -> Result<Option<i64>, String> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    match typed.parse::<i64>() {
        Ok(cap) if (1..=CAP_MAX).contains(&cap) => Ok(Some(cap)),
        _ => Err("Enter a whole number of 1 or more, or leave it empty for no cap.".to_owned()),
    }
}

/// Gives the domains in lower case, separated by spaces.
fn domains(typed: &str) -> Result<String, String> {
    let mut domains = Vec::new();
    for piece in typed.split([',', ';', ' ', '\n', '\t', '\r']) {
        let domain = piece.trim().trim_start_matches('@').to_lowercase();
        if domain.is_empty() {
            continue;
        }
        if EmailAddress::parse(&format!("a@{domain}")).is_err() {
            return Err(format!(
                "“{piece}” is not an e-mail domain. It should look like example.org."
            ));
        }
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    if domains.len() > DOMAINS_MAX {
        return Err(format!("Use at most {DOMAINS_MAX} domains."));
    }
    Ok(domains.join(" "))
}

fn kept(row: &Invitation, tags: Vec<String>) -> Decided {
    Decided {
        cap: row.cap,
        starts_at: row.starts_at,
        expires_at: row.expires_at,
        zone: row.zone.clone(),
        note: row.note.clone(),
        tags,
        entry: row.entry().name(),
        domains: row.domains.clone(),
        passcode: row.passcode.clone(),
        links: row.links(),
        kiosk: row.kiosk,
    }
}

/// What differs, in words for the history.
fn changes(before: &Decided, after: &Decided) -> Vec<String> {
    let until = |at: Option<Millis>| at.map(|at| zone::display(at, &after.zone));
    let mut changed = Vec::new();
    if before.cap != after.cap {
        let cap = after.cap.map_or("none".to_owned(), |cap| cap.to_string());
        changed.push(format!("the cap to {cap}"));
    }
    if before.starts_at != after.starts_at {
        let at = until(after.starts_at).unwrap_or_else(|| "at once".to_owned());
        changed.push(format!("the start to {at}"));
    }
    if before.expires_at != after.expires_at {
        let at = until(after.expires_at).unwrap_or_else(|| "never".to_owned());
        changed.push(format!("the expiry to {at}"));
    }
    if before.links.holder != after.links.holder {
        let holder = after.links.holder.label();
        changed.push(format!("who may use a link to “{holder}”"));
    }
    if before.links.refuse_others != after.links.refuse_others {
        let others = if after.links.refuse_others {
            "can’t register"
        } else {
            "can register"
        };
        changed.push(format!(
            "what happens to others who have a link: they {others}"
        ));
    }
    if before.kiosk != after.kiosk {
        let way = if after.kiosk { "on" } else { "off" };
        changed.push(format!("the shared computer’s page to {way}"));
    }
    let parts = [
        (before.note != after.note, "the note for learners"),
        (before.tags != after.tags, "the tags"),
        (before.entry != after.entry, "who may enter"),
        (
            before.domains != after.domains,
            "the allowed e-mail domains",
        ),
        (before.passcode != after.passcode, "the passcode"),
    ];
    let parts = parts.into_iter().filter(|(differs, _)| *differs);
    changed.extend(parts.map(|(_, what)| what.to_owned()));
    changed
}

/// What was decided, as the form for it shows it. Without a time there is no zone yet: the browser's will do.
pub(super) fn shown(row: &Invitation, tags: &[String]) -> Options {
    let written = |at: Option<Millis>| at.map(|at| zone::written(at, &row.zone));
    Options {
        cap: row.cap.map(|cap| cap.to_string()).unwrap_or_default(),
        starts: written(row.starts_at).unwrap_or_default(),
        expires: written(row.expires_at).unwrap_or_default(),
        zone: match (row.starts_at, row.expires_at) {
            (None, None) => String::new(),
            _ => row.zone.clone(),
        },
        note: row.note.clone(),
        tags: tags.join(", "),
        entry: row.entry(),
        domains: row.domains.replace(' ', ", "),
        passcode: row.passcode.clone(),
        links: row.links(),
        kiosk: row.kiosk,
    }
}

/// What was decided, as sentences; nothing of what has no limit.
pub(super) fn sentences(row: &Invitation, kind: Kind) -> Vec<String> {
    let mut said = Vec::new();
    if kind == Kind::Public {
        said.push(match row.entry() {
            Entry::Account => "Learners set up an account.".to_owned(),
            Entry::Name => "A name and an e-mail address are enough.".to_owned(),
            Entry::Code => "Learners confirm their e-mail address by a code.".to_owned(),
        });
    }
    if kind == Kind::Private {
        said.push(of_links(row.links()).to_owned());
    }
    if let Some(cap) = row.cap {
        said.push(format!("{} of {cap} places are taken.", row.taken));
    }
    if let Some(at) = row.starts_at {
        said.push(format!("Starts on {}.", zone::display(at, &row.zone)));
    }
    if let Some(at) = row.expires_at {
        said.push(format!("Expires on {}.", zone::display(at, &row.zone)));
    }
    if !row.domains.is_empty() {
        let domains = row.domains.replace(' ', ", ");
        said.push(format!("Only for addresses at {domains}."));
    }
    if !row.passcode.is_empty() {
        said.push(format!("Newcomers need the passcode “{}”.", row.passcode));
    }
    if row.kiosk {
        said.push(
            "For a shared computer: the page asks who plays each time, and remembers nobody."
                .to_owned(),
        );
    }
    said
}

fn of_links(links: Links) -> &'static str {
    match (links.holder, links.refuse_others) {
        (Holder::Person, false) => {
            "Links are for their recipients only; others who have one may register in their own names."
        }
        (Holder::Person, true) => "Links are for their recipients only; others can’t register.",
        (Holder::Anyone, _) => "Anyone who has a link plays in its recipient’s name.",
        (Holder::Account, _) => "Recipients sign in before they play.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_public(change: impl Fn(&mut Options)) -> Result<Decided, Problem> {
        let mut options = Options::default();
        change(&mut options);
        read(&options, Kind::Public)
    }

    #[test]
    fn nothing_typed_is_no_limit() {
        let decided = read_public(|_| ()).expect("taken");
        assert_eq!((decided.cap, decided.expires_at), (None, None));
        assert_eq!((decided.entry, decided.zone.as_str()), ("account", "UTC"));
    }

    #[test]
    fn each_wrong_field_is_named() {
        let problem = read_public(|options| {
            options.cap = "none".into();
            options.starts = "tomorrow".into();
            options.domains = "example".into();
            options.passcode = "abc".into();
            options.tags = "x".repeat(51);
        });
        let problem = problem.expect_err("refused");
        for field in ["cap", "starts", "domains", "passcode", "tags"] {
            assert!(problem.beside(field).is_some(), "{field}");
        }
    }

    #[test]
    fn it_cannot_expire_before_it_starts() {
        let problem = read_public(|options| {
            options.starts = "2026-12-24T18:00".into();
            options.expires = "2026-12-24T17:00".into();
        });
        assert!(problem.expect_err("refused").beside("expires").is_some());
    }

    #[test]
    fn domains_and_tags_are_tidied() {
        let decided = read_public(|options| {
            options.domains = "@Example.org; example.org, school.example.com".into();
            options.tags = " spring , safety,, spring".into();
        });
        let decided = decided.expect("taken");
        assert_eq!(decided.domains, "example.org school.example.com");
        assert_eq!(decided.tags, ["spring", "safety"]);
    }

    #[test]
    fn a_private_invitation_has_no_cap_and_no_passcode() {
        let options = Options {
            cap: "5".into(),
            passcode: "open sesame".into(),
            domains: "example.org".into(),
            ..Options::default()
        };
        let decided = read(&options, Kind::Private).expect("taken");
        assert_eq!(decided.cap, None);
        assert!(decided.passcode.is_empty() && decided.domains.is_empty());
    }
}
