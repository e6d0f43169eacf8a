//! E-mails promised, and what became of them.

use super::store::{self, ListRow};
use super::{Transport, files, message, promised};
use crate::accounts::Instructor;
use crate::db::Tx;
use crate::{Domain, Error, Result, secret};
use beckon_model::mail::{MailState, OutboxMail, OutboxRow};
use beckon_model::{MailId, Millis, Problem, RecipientId};
use mail_parser::{HeaderValue, MessageParser, MimeHeaders};

/// How many mails the list shows.
const LIST_MAX: i64 = 500;

/// When that is due which goes before all others.
pub(super) const AT_ONCE: Millis = 0;

/// An e-mail to be promised.
#[derive(Clone, Debug)]
pub struct NewMail<'a> {
    pub id: MailId,
    /// `invitation`, `reminder`, `report`, `test`, or `code`, whose words are forgotten once they are sent.
    pub kind: &'a str,
    pub to_email: &'a str,
    /// May be empty.
    pub to_name: &'a str,
    /// Who gets the answers; empty for nobody in particular.
    pub reply_to: &'a str,
    pub subject: &'a str,
    /// A whole document.
    pub html: &'a str,
    pub text: &'a str,
    /// Whose invitation it is.
    pub recipient: Option<RecipientId>,
}

/// Promises a mail, within the transaction that it belongs to. Wake the worker after the commit:
/// `domain.mail_wanted().notify_one()`.
pub async fn promise(tx: &mut Tx, mail: NewMail<'_>, now: Millis) -> Result<()> {
    let due_at = if mail.kind == "code" { AT_ONCE } else { now };
    store::insert(tx, &mail, due_at, now).await
}

/// Keeps a file that goes with e-mails, within the transaction that promises them. Gives its id.
pub(crate) async fn keep_file(
    tx: &mut Tx,
    name: &str,
    kind: &str,
    content: &str,
    now: Millis,
) -> Result<String> {
    let id: String = secret::id();
    files::keep(tx, &id, (name, kind, content), now).await?;
    Ok(id)
}

/// Has a file go with an e-mail of the kind `report`.
pub(crate) async fn attach(tx: &mut Tx, mail: &MailId, file: &str) -> Result<()> {
    files::attach(tx, mail, file).await
}

/// Takes back what waits for a recipient and is not being sent, within the transaction that keeps him out.
pub(crate) async fn take_back(tx: &mut Tx, recipient: &RecipientId) -> Result<()> {
    store::take_back(tx, recipient).await
}

/// The newest mails, 500 at most.
///
/// # Errors
/// Refused for anyone but the operator.
pub async fn list(domain: &Domain, who: &Instructor) -> Result<Vec<OutboxRow>> {
    operator(who)?;
    store::list(&mut &domain.db, LIST_MAX)
        .await?
        .into_iter()
        .map(row)
        .collect()
}

/// One mail as its recipient sees it: read from the message that was kept, or from the one that would be sent.
///
/// # Errors
/// Refused for anyone but the operator; not found.
pub async fn find(domain: &Domain, who: &Instructor, id: &MailId) -> Result<OutboxMail> {
    operator(who)?;
    let missing = || Problem::NotFound("This e-mail is not in the outbox.".to_owned());
    let shown = row(store::find(&mut &domain.db, id)
        .await?
        .ok_or_else(missing)?)?;
    let (mut mail, mut raw) = store::words(&mut &domain.db, id)
        .await?
        .ok_or_else(missing)?;
    if raw.is_empty() {
        let mails = std::slice::from_mut(&mut mail);
        promised::fill_in(domain, &mut &domain.db, mails).await?;
        files::fill_in(&mut &domain.db, mails).await?;
        if mail.kind == "code" && matches!(domain.settings().transport, Transport::Smtp(_)) {
            mail.subject.clone_from(&shown.subject);
            mail.text =
                "The words of this e-mail are not shown: it holds a code to sign in by.".to_owned();
            mail.html = format!("<p>{}</p>", mail.text);
        }
        let wire = message::build(&mail, &domain.settings().mail_from, None, None)
            .map_err(Problem::Refused)?;
        raw = String::from_utf8_lossy(&wire.raw).into_owned();
    }
    read(shown, &raw)
}

fn operator(who: &Instructor) -> Result<(), Problem> {
    if who.operator {
        return Ok(());
    }
    Err(Problem::Refused(
        "The outbox holds the letters of all instructors; only the operator may see it.".to_owned(),
    ))
}

fn row(row: ListRow) -> Result<OutboxRow> {
    let to = if row.to_name.is_empty() {
        row.to_email
    } else {
        format!("{} <{}>", row.to_name, row.to_email)
    };
    Ok(OutboxRow {
        id: row.id,
        to,
        subject: row.subject,
        state: state(&row.state)?,
        server_said: row.server_said,
        created_at: row.created_at,
    })
}

/// What a stored state says to people.
pub(crate) fn state(stored: &str) -> Result<MailState> {
    match stored {
        "queued" | "sending" => Ok(MailState::Queued),
        "sent" => Ok(MailState::Sent),
        "deferred" => Ok(MailState::Deferred),
        "failed" => Ok(MailState::Failed),
        "bounced" => Ok(MailState::Bounced),
        "cancelled" => Ok(MailState::NotSent),
        other => Err(Error::Other(format!("unknown mail state {other}"))),
    }
}

/// A message with its headers, HTML and text.
fn read(row: OutboxRow, raw: &str) -> Result<OutboxMail> {
    let unreadable = || Error::Other("a message in the outbox can't be read".to_owned());
    let message = MessageParser::default()
        .parse(raw.as_bytes())
        .ok_or_else(unreadable)?;
    let headers = message
        .headers()
        .iter()
        .zip(message.headers_raw())
        .map(|(header, (name, written))| {
            let words = match header.value() {
                HeaderValue::Text(text) if written.contains("=?") => text.to_string(),
                _ => super::letter::one_line(written),
            };
            (name.to_owned(), words)
        })
        .collect();
    let lines = |text: &str| text.replace("\r\n", "\n");
    let html = message
        .body_html(0)
        .map(|html| lines(&html))
        .unwrap_or_default();
    let text = message
        .body_text(0)
        .map(|text| lines(&text))
        .unwrap_or_default();
    let files = message.attachments();
    let files = files.filter_map(|part| {
        let bytes = u32::try_from(part.len()).unwrap_or(u32::MAX);
        Some((part.attachment_name()?.to_owned(), bytes))
    });
    Ok(OutboxMail {
        files: files.collect(),
        row,
        headers,
        html,
        text,
    })
}
