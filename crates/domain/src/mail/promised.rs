//! Letters promised to many at once: kept once, and filled for each when they are sent or shown. A hundred thousand
//! invitations would else be a third of a gigabyte that says one thing.

use super::letter::{Letter, invitation_letter};
use super::store::{self, MailRow};
use crate::db::{On, Tx};
use crate::invitations::private_url;
use crate::{Domain, Result, secret};
use beckon_model::invitation::LetterText;
use beckon_model::letter::{Facts, escape};
use beckon_model::{MailId, Millis, RecipientId};
use std::collections::HashMap;

/// A letter before it is one person's.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Words {
    /// As the instructor wrote them.
    pub subject: String,
    pub body: String,
    /// What the placeholders stand for.
    pub course: String,
    pub description: String,
    pub duration: String,
    pub inviter: String,
}

/// Who gets it.
pub(crate) struct To<'a> {
    pub mail: &'a MailId,
    pub recipient: &'a RecipientId,
    pub email: &'a str,
    /// May be empty.
    pub name: &'a str,
}

/// Promises the letter to each, within the transaction that it belongs to; it is sent from `due_at` on. Wake the worker
/// after the commit: `domain.mail_wanted().notify_one()`.
pub(crate) async fn promise(
    domain: &Domain,
    tx: &mut Tx,
    words: &Words,
    to: &[To<'_>],
    reply_to: &str,
    due_at: Millis,
) -> Result<()> {
    promise_as("invitation", domain, tx, words, to, reply_to, due_at).await
}

/// As [`promise`], for e-mails of another kind.
pub(crate) async fn promise_as(
    kind: &str,
    domain: &Domain,
    tx: &mut Tx,
    words: &Words,
    to: &[To<'_>],
    reply_to: &str,
    due_at: Millis,
) -> Result<()> {
    if to.is_empty() {
        return Ok(());
    }
    let (id, now) = (secret::id::<String>(), domain.now());
    store::keep_letter(tx, &id, words, now).await?;
    let template = Template::new(words);
    let subjects: Vec<String> = to.iter().map(|to| template.subject(to.name)).collect();
    let rows: Vec<[&str; 5]> = to
        .iter()
        .zip(&subjects)
        .map(|(to, subject)| [&*to.mail.0, to.email, to.name, subject, &*to.recipient.0])
        .collect();
    store::insert_letters(tx, (kind, &id), reply_to, &rows, due_at, now).await
}

/// Fills in the words of those mails whose letter was promised to many.
pub(crate) async fn fill_in(
    domain: &Domain,
    on: &mut impl On,
    mails: &mut [MailRow],
) -> Result<()> {
    let ids: Vec<[&str; 1]> = mails.iter().map(|mail| [&*mail.id.0]).collect();
    let promised: HashMap<MailId, store::PromisedRow> = store::promised(on, &ids)
        .await?
        .into_iter()
        .map(|row| (row.id.clone(), row))
        .collect();
    let mut templates: HashMap<String, Template> = HashMap::new();
    for mail in mails {
        let Some(row) = promised.get(&mail.id) else {
            continue;
        };
        let template = match templates.entry(row.letter_id.clone()) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => {
                let words = store::letter(on, &row.letter_id).await?;
                new.insert(Template::new(&words))
            }
        };
        let url = private_url(domain, &row.recipient_id, row.link_version);
        (mail.html, mail.text) = template.fill(&mail.to_name, &url);
    }
    Ok(())
}

/// A letter with two holes: the name, and the link. It is laid out and cleaned once, with and without a name,
/// for an empty name takes its space and its line along.
struct Template {
    named: Holes,
    nameless: Holes,
}

struct Holes {
    subject: Vec<Piece>,
    html: Vec<Piece>,
    text: Vec<Piece>,
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Name,
    Link,
}

impl Template {
    fn new(words: &Words) -> Self {
        // Nobody can have written these before they were drawn.
        let (name, host) = (secret::readable(30), secret::readable(30));
        let url = format!("https://{host}.example/p/");
        let text = LetterText {
            subject: words.subject.clone(),
            body: words.body.clone(),
        };
        let with = |user: &str| {
            let facts = Facts {
                course: &words.course,
                description: &words.description,
                duration: &words.duration,
                user,
                url: &url,
                inviter: &words.inviter,
            };
            Holes::of(invitation_letter(&text, &facts), &name, &url)
        };
        Self {
            named: with(&name),
            nameless: with(""),
        }
    }

    fn holes(&self, name: &str) -> &Holes {
        if name.trim().is_empty() {
            &self.nameless
        } else {
            &self.named
        }
    }

    fn subject(&self, name: &str) -> String {
        poured(&self.holes(name).subject, name.trim(), "")
    }

    /// HTML and text.
    fn fill(&self, name: &str, url: &str) -> (String, String) {
        let holes = self.holes(name);
        let html = poured(&holes.html, &escape(name.trim()), &escape(url));
        (html, poured(&holes.text, name.trim(), url))
    }
}

impl Holes {
    fn of(letter: Letter, name: &str, url: &str) -> Self {
        Self {
            subject: cut(&letter.subject, name, url),
            html: cut(&letter.html, name, url),
            text: cut(&letter.text, name, url),
        }
    }
}

fn cut(text: &str, name: &str, url: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, part) in text.split(name).enumerate() {
        if at > 0 {
            pieces.push(Piece::Name);
        }
        for (at, words) in part.split(url).enumerate() {
            if at > 0 {
                pieces.push(Piece::Link);
            }
            pieces.push(Piece::Words(words.to_owned()));
        }
    }
    pieces
}

fn poured(pieces: &[Piece], name: &str, url: &str) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.as_str(),
            Piece::Name => name,
            Piece::Link => url,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use beckon_model::letter::default_body;

    const URL: &str = "https://beckon.example/p/abc-DEF_1?x=1&y=2";

    fn words(subject: &str, body: &str) -> Words {
        Words {
            subject: subject.to_owned(),
            body: body.to_owned(),
            course: "Golf & Grace".to_owned(),
            description: "The rules.\nThe manners.".to_owned(),
            duration: "20 min".to_owned(),
            inviter: "Bob O'Hara".to_owned(),
        }
    }

    /// The same letter, filled for this one person alone.
    fn alone(words: &Words, name: &str) -> Letter {
        let facts = Facts {
            course: &words.course,
            description: &words.description,
            duration: &words.duration,
            user: name,
            url: URL,
            inviter: &words.inviter,
        };
        let text = LetterText {
            subject: words.subject.clone(),
            body: words.body.clone(),
        };
        invitation_letter(&text, &facts)
    }

    #[test]
    fn a_letter_filled_from_its_template_is_the_letter_filled_alone() {
        let html = "<p>Hi <b>[User]</b></p><p>[User]</p><p><a href=\"[URL]\">Go</a></p>";
        for (subject, body) in [
            ("[Course] for [User]", default_body()),
            ("For you", html),
            ("[User]", "[User]\n\n[URL]\n[URL:Play [x] & go]\n\n[Curse]"),
        ] {
            let words = words(subject, body);
            let template = Template::new(&words);
            for name in ["Ada Lovelace", "", "  ", "Ada <b>&amp; [URL] [User]", "Zoë"] {
                let alone = alone(&words, name);
                let (html, text) = template.fill(name, URL);
                assert_eq!(template.subject(name), alone.subject);
                assert_eq!(html, alone.html, "{name}");
                assert_eq!(text, alone.text, "{name}");
            }
        }
    }

    #[test]
    fn quotes_in_a_name_stay_harmless_in_text_and_in_attributes() {
        let template = Template::new(&words("s", "<p title=\"[User]\">[User] [URL]</p>"));
        let (html, text) = template.fill("O'Hara \" onclick=\"x", URL);
        assert!(!html.contains("onclick=\"x") && html.contains("O&#39;Hara &quot; onclick="));
        assert!(text.starts_with("O'Hara \" onclick=\"x https://"));
    }
}
