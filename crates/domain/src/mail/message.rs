//! A mail as it goes over the wire (RFC 5322, MIME): text first, then HTML, both quoted-printable.

use super::files::MailFile;
use super::letter::one_line;
use super::store::MailRow;
use lettre::address::{Address, Envelope};
use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Attachment, Body, Mailbox, Message, MultiPart, SinglePart};
use std::error::Error as StdError;
use std::time::{Duration, UNIX_EPOCH};

/// A mail in the form a mail server takes.
pub struct Wire {
    pub envelope: Envelope,
    /// ASCII, lines ended by CR LF.
    pub raw: Vec<u8>,
}

/// Reads a sender, `Name <address>` or the address alone.
///
/// # Errors
/// A sentence for operators.
pub fn sender(from: &str) -> Result<Mailbox, String> {
    let (name, address) = match from
        .trim()
        .strip_suffix('>')
        .and_then(|from| from.rsplit_once('<'))
    {
        Some((name, address)) => (one_line(name.trim().trim_matches('"')), address),
        None => (String::new(), from),
    };
    let address: Address = address.trim().parse().map_err(|_| {
        format!("The sender “{from}” should look like: Beckon <beckon@example.org>.")
    })?;
    Ok(Mailbox::new(
        Some(name).filter(|name| !name.is_empty()),
        address,
    ))
}

/// Puts a mail of the outbox in form. The same row always gives the same bytes, and the same Message-ID, so that a mail
/// sent twice is known as one.
///
/// `bounces_to` is where reports of failed deliveries go, if not to the sender. `unsubscribe` is the https address that takes the one-click POST of RFC 8058, if there is one.
///
/// # Errors
/// A sentence that says which address no mail server would take.
pub(crate) fn build(
    mail: &MailRow,
    from: &str,
    bounces_to: Option<&str>,
    unsubscribe: Option<&str>,
) -> Result<Wire, String> {
    let from = sender(from)?;
    let to: Address = address(&mail.to_email)?;
    let name = Some(one_line(&mail.to_name)).filter(|name| !name.is_empty());
    let bounces_to = match bounces_to {
        Some(bounces_to) => tagged(&address(bounces_to)?, &mail.id.0)?,
        None => from.email.clone(),
    };
    let envelope = Envelope::new(Some(bounces_to), vec![to.clone()]).map_err(unfit)?;
    let created =
        UNIX_EPOCH + Duration::from_millis(u64::try_from(mail.created_at).unwrap_or_default());
    let mut message = Message::builder()
        .message_id(Some(format!("<{}@{}>", mail.id, from.email.domain())))
        .date(created)
        .from(from)
        .to(Mailbox::new(name, to))
        .subject(one_line(&mail.subject))
        .header(AutoSubmitted);
    if !mail.reply_to.is_empty() {
        message = message.reply_to(Mailbox::new(None, address(&mail.reply_to)?));
    }
    if let Some(url) = unsubscribe {
        let value =
            |name, value: String| HeaderValue::new(HeaderName::new_from_ascii_str(name), value);
        message = message
            .raw_header(value(
                "List-Unsubscribe",
                format!("<{}>", one_line(url).replace(' ', "%20")),
            ))
            .raw_header(value(
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click".to_owned(),
            ));
    }
    let parts = MultiPart::alternative()
        .boundary(format!("=_beckon_{}", mail.id))
        .singlepart(part(ContentType::TEXT_PLAIN, &mail.text)?)
        .singlepart(part(ContentType::TEXT_HTML, &mail.html)?);
    let parts = match &mail.file {
        Some(file) => MultiPart::mixed()
            .boundary(format!("=_beckon_with_file_{}", mail.id))
            .multipart(parts)
            .singlepart(attached(file)?),
        None => parts,
    };
    let message = message
        .envelope(envelope.clone())
        .multipart(parts)
        .map_err(unfit)?;
    Ok(Wire {
        envelope,
        raw: message.formatted(),
    })
}

fn part(kind: ContentType, words: &str) -> Result<SinglePart, String> {
    let body = Body::new_with_encoding(words.to_owned(), ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| "The words of this e-mail can't be encoded.".to_owned())?;
    Ok(SinglePart::builder().header(kind).body(body))
}

fn attached(file: &MailFile) -> Result<SinglePart, String> {
    let kind = ContentType::parse(&file.kind).map_err(unfit)?;
    let body = Body::new_with_encoding(file.content.clone(), ContentTransferEncoding::Base64)
        .map_err(|_| "The file of this e-mail can't be encoded.".to_owned())?;
    Ok(Attachment::new(one_line(&file.name)).body(body, kind))
}

fn address(email: &str) -> Result<Address, String> {
    email.parse().map_err(|_| {
        format!(
            "No mail server would take the address “{}”.",
            one_line(email)
        )
    })
}

/// `bounces@example.org` → `bounces+ID@example.org` (RFC 5233): reports come back with the mail's id, whatever else the
/// server leaves out.
fn tagged(address: &Address, id: &str) -> Result<Address, String> {
    Address::new(format!("{}+{id}", address.user()), address.domain()).map_err(unfit)
}

fn unfit(error: impl StdError) -> String {
    format!("This e-mail can't be put in form: {error}.")
}

/// Keeps out-of-office robots quiet (RFC 3834 section 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::{MessageParser, MimeHeaders};

    fn mail() -> MailRow {
        MailRow {
            id: "0192abc".into(),
            kind: "invitation".to_owned(),
            to_email: "ada@example.org".to_owned(),
            to_name: "Ada Lovelace".to_owned(),
            reply_to: "bob@example.org".to_owned(),
            subject: "Golf – an invitation".to_owned(),
            html: format!("<p>Größe {}</p>", "long ".repeat(400)),
            text: "Größe\n.\nFrom here".to_owned(),
            attempts: 1,
            created_at: 1_790_000_000_000,
            file: None,
        }
    }

    fn raw(mail: &MailRow) -> String {
        String::from_utf8(
            build(mail, "Beckon <beckon@beckon.example>", None, None)
                .expect("built")
                .raw,
        )
        .expect("ascii")
    }

    fn head(raw: &str) -> String {
        raw.split_once("\r\n\r\n")
            .expect("a head")
            .0
            .replace("\r\n ", " ")
    }

    #[test]
    fn a_mail_has_every_header_a_careful_receiver_looks_for() {
        let head = head(&raw(&mail()));
        for line in [
            "Message-ID: <0192abc@beckon.example>",
            "From: Beckon <beckon@beckon.example>",
            "To: \"Ada Lovelace\" <ada@example.org>",
            "Reply-To: bob@example.org",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Date: Mon, 21 Sep 2026 14:13:20 +0000",
        ] {
            assert!(head.lines().any(|l| l == line), "{line}\n{head}");
        }
        assert!(head.contains("Content-Type: multipart/alternative;"));
        for name in ["Precedence", "List-Unsubscribe", "Bcc"] {
            assert!(!head.contains(name), "{name}");
        }
    }

    #[test]
    fn text_comes_before_html_and_lines_are_short_and_ascii() {
        let raw = raw(&mail());
        assert!(
            raw.is_ascii()
                && raw
                    .split("\r\n")
                    .all(|line| line.len() <= 78 && !line.contains('\n'))
        );
        assert!(raw.find("text/plain").expect("text") < raw.find("text/html").expect("html"));
        assert_eq!(
            raw.matches("Content-Transfer-Encoding: quoted-printable")
                .count(),
            2
        );
        let parsed = MessageParser::default()
            .parse(raw.as_bytes())
            .expect("parsed");
        assert_eq!(parsed.subject(), Some("Golf – an invitation"));
        assert_eq!(
            parsed.body_text(0).expect("text").replace("\r\n", "\n"),
            mail().text
        );
        assert_eq!(parsed.body_html(0).expect("html"), mail().html);
    }

    #[test]
    fn a_file_goes_with_the_words() {
        let mut mail = mail();
        mail.file = Some(MailFile {
            name: "results.csv".to_owned(),
            kind: "text/csv; charset=utf-8".to_owned(),
            content: "Learner,Score\r\nGröße,85\r\n".repeat(40),
        });
        let written = raw(&mail);
        assert!(written.is_ascii() && written.split("\r\n").all(|line| line.len() <= 78));
        assert_eq!(written, raw(&mail));
        let parsed = MessageParser::default()
            .parse(written.as_bytes())
            .expect("parsed");
        let file = parsed.attachment(0).expect("a file");
        assert_eq!(file.attachment_name(), Some("results.csv"));
        let content = mail.file.map(|file| file.content);
        assert_eq!(file.text_contents(), content.as_deref());
        assert!(parsed.body_html(0).is_some() && parsed.body_text(0).is_some());
    }

    #[test]
    fn the_same_row_gives_the_same_bytes() {
        assert_eq!(raw(&mail()), raw(&mail()));
    }

    #[test]
    fn no_name_subject_or_address_can_bring_a_header_along() {
        let mut nasty = mail();
        nasty.to_name = "Ada\r\nBcc: x@example.org".to_owned();
        nasty.subject = "Hi\r\nBcc: y@example.org\r\n\r\nbody".to_owned();
        let head = head(&raw(&nasty));
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        nasty.reply_to = "bob@example.org\r\nBcc: z@example.org".to_owned();
        assert!(build(&nasty, "Beckon <beckon@beckon.example>", None, None).is_err());
        let from = "Beckon\r\nBcc: x@example.org <beckon@beckon.example>";
        let raw = build(&mail(), from, None, None).expect("built").raw;
        assert!(!String::from_utf8_lossy(&raw).contains("\r\nBcc"));
    }

    #[test]
    fn reports_of_failed_deliveries_come_back_with_the_mail_s_id() {
        let sender = "Beckon <beckon@beckon.example>";
        let from = |bounces_to| {
            let wire = build(&mail(), sender, bounces_to, None).expect("built");
            let raw = String::from_utf8_lossy(&wire.raw).into_owned();
            assert!(raw.contains(&format!("From: {sender}\r\n")));
            wire.envelope.from().map(ToString::to_string)
        };
        assert_eq!(from(None).as_deref(), Some("beckon@beckon.example"));
        let tagged = format!("back+{}@mail.example", mail().id);
        assert_eq!(from(Some("back@mail.example")), Some(tagged));
    }

    #[test]
    fn one_click_unsubscribing_comes_with_an_address_for_it() {
        let wire =
            build(&mail(), "b@x.org", None, Some("https://beckon.example/u/1")).expect("built");
        let head = head(&String::from_utf8_lossy(&wire.raw));
        assert!(head.contains("List-Unsubscribe: <https://beckon.example/u/1>"));
        assert!(head.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    }

    #[test]
    fn senders_are_read_with_and_without_a_name() {
        assert_eq!(
            sender("\"Beckon, Inc.\" <b@x.org>")
                .expect("read")
                .name
                .as_deref(),
            Some("Beckon, Inc.")
        );
        assert_eq!(sender("b@localhost").expect("read").name, None);
        assert!(
            sender("Beckon <beckon>")
                .expect_err("refused")
                .contains("should look like")
        );
    }
}
