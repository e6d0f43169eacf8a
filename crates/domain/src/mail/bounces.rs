//! Bounces: what mail servers report after they took an e-mail (RFC 3464).

use super::letter::one_line;
use super::store;
use crate::{Domain, Result};
use beckon_model::MailId;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

/// What a report came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// This e-mail did not arrive; its recipient shows why.
    Bounced(MailId),
    /// A server still tries to deliver it; its recipient shows what the server says.
    Delayed(MailId),
    /// It is no report about an e-mail of this installation that was sent.
    Unknown,
}

/// Takes a message that came to the address for bounces, and notes what it says about the e-mail that it is about. A
/// report taken twice changes nothing more.
///
/// # Errors
/// When the database fails.
pub async fn take(domain: &Domain, raw: &[u8]) -> Result<Report> {
    let Some(notice) = read(raw) else {
        return Ok(Report::Unknown);
    };
    let mut tx = domain.db.begin_write().await?;
    for id in &notice.about {
        if store::reported(&mut tx, id, notice.failed, &notice.said, domain.now()).await? > 0 {
            tx.commit().await?;
            return Ok(if notice.failed {
                Report::Bounced(id.clone())
            } else {
                Report::Delayed(id.clone())
            });
        }
    }
    Ok(Report::Unknown)
}

/// What a report says.
#[derive(Debug, PartialEq, Eq)]
struct Notice {
    /// Which e-mail it may be about, the surest first.
    about: Vec<MailId>,
    failed: bool,
    /// The server's words on one line.
    said: String,
}

fn read(raw: &[u8]) -> Option<Notice> {
    let message = MessageParser::default().parse(raw)?;
    let status = message.parts.iter().find_map(|part| {
        let kind = part.content_type()?;
        let status = kind
            .subtype()
            .is_some_and(|sub| sub.to_lowercase().ends_with("delivery-status"));
        (kind.ctype().eq_ignore_ascii_case("message") && status)
            .then(|| String::from_utf8_lossy(part.contents()).into_owned())
    })?;
    let (failed, said) = outcome(&status)?;
    Some(Notice {
        about: about(&message),
        failed,
        said,
    })
}

/// Whether the delivery failed for good, and the words: of the first recipient for whom it did, else of the first for whom
/// it is delayed. The first group of fields is about the whole message (section 2.1).
fn outcome(status: &str) -> Option<(bool, String)> {
    let status = status.replace("\r\n", "\n");
    let recipients: Vec<Vec<(String, String)>> = status.split("\n\n").map(fields).collect();
    let with = |action: &str| {
        recipients.iter().find(|fields| {
            value(fields, "action").is_some_and(|word| word.eq_ignore_ascii_case(action))
        })
    };
    let (failed, fields) = match (with("failed"), with("delayed")) {
        (Some(fields), _) => (true, fields),
        (None, Some(fields)) => (false, fields),
        (None, None) => return None,
    };
    let code = value(fields, "status").unwrap_or_default();
    let words = value(fields, "diagnostic-code").unwrap_or_default();
    // `smtp; 550 5.1.1 No such user` (section 2.3.6)
    let words = words
        .split_once(';')
        .map_or(words, |(_, words)| words)
        .trim();
    let said = if words.contains(code) {
        words.to_owned()
    } else {
        format!("{code} {words}")
    };
    Some((failed, one_line(&said).chars().take(500).collect()))
}

/// The fields of a group, names in small letters; a line that begins with a space goes on with the one before.
fn fields(group: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in group.lines() {
        match (line.starts_with([' ', '\t']), line.split_once(':')) {
            (true, _) => {
                if let Some((_, value)) = fields.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            (false, Some((name, value))) => {
                fields.push((name.trim().to_lowercase(), value.trim().to_owned()));
            }
            (false, None) => {}
        }
    }
    fields
}

fn value<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let (_, value) = fields.iter().find(|(known, _)| known == name)?;
    Some(value)
}

/// The e-mail's id stands in the address that the report came to (`bounces+ID@…`), and in the Message-ID of what the
/// server sent back of it.
fn about(message: &Message<'_>) -> Vec<MailId> {
    let addressed = ["X-Original-To", "Delivered-To", "To"]
        .iter()
        .filter_map(|name| message.header_raw(*name))
        .filter_map(|address| {
            let (_, tagged) = address.split_once('+')?;
            Some(tagged.split_once('@')?.0.to_owned())
        });
    let returned = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Message(inner) => inner.message_id().map(str::to_owned),
        _ => {
            let kind = part.content_type()?;
            let headers = kind.subtype()?.to_lowercase().ends_with("rfc822-headers");
            let text = headers.then(|| String::from_utf8_lossy(part.contents()).into_owned())?;
            value(&fields(&text), "message-id").map(str::to_owned)
        }
    });
    let returned = returned.filter_map(|id| {
        let id = id.trim_start_matches('<');
        Some(id.split_once('@')?.0.to_owned())
    });
    addressed.chain(returned).map(MailId::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A report as Postfix writes it.
    fn report(to: &str, status: &str, returned: &str) -> String {
        format!(
            "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\r\n\
             To: {to}\r\n\
             Subject: Undelivered Mail Returned to Sender\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\
             \r\n\
             --b\r\nContent-Type: text/plain\r\n\r\nI'm sorry.\r\n\
             --b\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mx.example.net\r\nArrival-Date: Wed, 25 Nov 2026 18:00:00 +0000\r\n\
             \r\n{status}\r\n\
             --b\r\n{returned}\r\n--b--\r\n"
        )
    }

    const FAILED: &str = "Final-Recipient: rfc822; ada@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n\
        Remote-MTA: dns; mx.example.net\r\nDiagnostic-Code: smtp; 550 5.1.1 <ada@example.net>: Recipient address\r\n \
        rejected: User unknown\r\n";
    const HEADERS: &str = "Content-Type: text/rfc822-headers\r\n\r\nSubject: Golf\r\nMessage-ID: <m1@beckon.example>\r\n";

    #[test]
    fn a_failure_says_which_mail_and_why() {
        let notice = read(report("beckon@beckon.example", FAILED, HEADERS).as_bytes());
        assert_eq!(
            notice,
            Some(Notice {
                about: vec!["m1".into()],
                failed: true,
                said: "550 5.1.1 <ada@example.net>: Recipient address rejected: User unknown"
                    .to_owned(),
            })
        );
    }

    #[test]
    fn the_mail_is_known_by_the_address_or_by_the_whole_message_sent_back() {
        let whole = "Content-Type: message/rfc822\r\n\r\nSubject: Golf\r\nMessage-ID: <m2@beckon.example>\r\n\r\nHello\r\n";
        for (to, returned, about) in [
            (
                "<bounces+m7@beckon.example>",
                "Content-Type: text/plain\r\n\r\nNothing\r\n",
                vec!["m7"],
            ),
            ("beckon@beckon.example", whole, vec!["m2"]),
            ("bounces+m7@beckon.example", whole, vec!["m7", "m2"]),
        ] {
            let notice = read(report(to, FAILED, returned).as_bytes()).expect("read");
            let known: Vec<&str> = notice.about.iter().map(|id| &*id.0).collect();
            assert_eq!(known, about);
        }
    }

    #[test]
    fn a_delay_is_no_failure_and_a_failure_beside_it_counts() {
        let delayed = "Final-Recipient: rfc822; a@x.org\nAction: delayed\nStatus: 4.4.1\n\
                       Diagnostic-Code: X-Postfix; connect to x.org: Connection timed out\n";
        let said = |status: &str| {
            let notice = read(report("b@x.org", status, HEADERS).as_bytes()).expect("read");
            (notice.failed, notice.said)
        };
        assert_eq!(
            said(delayed),
            (
                false,
                "4.4.1 connect to x.org: Connection timed out".to_owned()
            )
        );
        assert!(said(&format!("{delayed}\n{FAILED}")).0);
    }

    #[test]
    fn what_is_no_report_of_a_failure_or_delay_is_let_be() {
        let delivered =
            "Final-Recipient: rfc822; a@x.org\r\nAction: delivered\r\nStatus: 2.0.0\r\n";
        assert_eq!(read(report("b@x.org", delivered, HEADERS).as_bytes()), None);
        assert_eq!(
            read(b"Subject: Out of office\r\n\r\nI am away until Monday."),
            None
        );
        assert_eq!(read(b""), None);
    }

    proptest! {
        #[test]
        fn no_message_upsets_the_reader(status in "(?s).{0,300}", returned in "(?s).{0,300}") {
            let _ = read(report("b@x.org", &status, &returned).as_bytes());
            let _ = read(status.as_bytes());
        }
    }
}
