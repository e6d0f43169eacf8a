//! How e-mails leave, as the operator says it in one address.

use crate::{Error, Result};
use std::fmt;

/// Where e-mails go.
#[derive(Clone, Debug)]
pub enum Transport {
    /// To a mail server, which takes them further.
    Smtp(Smtp),
    /// Nowhere: they are kept whole, and the outbox page shows them.
    OutboxPage,
}

/// A mail server and how to talk to it.
#[derive(Clone, PartialEq, Eq)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// User and password.
    pub login: Option<(String, String)>,
    /// How many connections there may be at once.
    pub connections: usize,
}

/// As many as the large providers take from one sender without being asked.
const CONNECTIONS: usize = 10;

/// When the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (`smtps://`).
    Always,
    /// By STARTTLS, or nothing is sent (`?tls=required`).
    Required,
    /// By STARTTLS if the server offers it.
    Offered,
    /// Never (`?tls=off`).
    Off,
}

impl Transport {
    /// Reads `smtp://USER:PASSWORD@HOST:PORT`, `smtps://…`, with `?tls=required` or `?tls=off` at the end if wanted.
    /// User and password are percent-encoded where they hold signs of their own. The port is 465 for `smtps`, else 587
    /// with a user and 25 without.
    ///
    /// # Errors
    /// A sentence for operators; it never holds the password.
    pub fn smtp(url: &str) -> Result<Self> {
        let wrong = |what: &str| {
            Error::Config(format!(
                "The mail server's address {what} It should look like smtp://USER:PASSWORD@HOST:587."
            ))
        };
        let (scheme, rest) = url
            .trim()
            .split_once("://")
            .ok_or_else(|| wrong("has no smtp:// in front."))?;
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (login, place) = match rest.rsplit_once('@') {
            Some((login, place)) => (Some(login), place),
            None => (None, rest),
        };
        let mut connections = CONNECTIONS;
        let mut wish = "";
        for part in query.split('&').filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("connections", number)) => {
                    let number = number.parse().ok().filter(|n| (1..=100).contains(n));
                    connections =
                        number.ok_or_else(|| wrong("may ask for 1 to 100 connections."))?;
                }
                Some(("tls", value)) => wish = value,
                _ => {
                    return Err(wrong(
                        "may end in ?tls=required, ?tls=off or ?connections=N only.",
                    ));
                }
            }
        }
        let tls = match (scheme, wish) {
            ("smtps", "" | "required") => Tls::Always,
            ("smtp", "") => Tls::Offered,
            ("smtp", "required") => Tls::Required,
            ("smtp", "off") => Tls::Off,
            ("smtp" | "smtps", _) => {
                return Err(wrong("may end in ?tls=required or ?tls=off only."));
            }
            _ => return Err(wrong("must start with smtp:// or smtps://.")),
        };
        let login = login.map(|login| {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            (decode(user), decode(password))
        });
        let place = place.trim_end_matches('/');
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (
                host,
                port.parse()
                    .map_err(|_| wrong("has a port that is no number."))?,
            ),
            _ => (
                place,
                if tls == Tls::Always {
                    465
                } else if login.is_some() {
                    587
                } else {
                    25
                },
            ),
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c == '/') {
            return Err(wrong("names no host."));
        }
        Ok(Self::Smtp(Smtp {
            host: host.to_owned(),
            port,
            tls,
            login,
            connections,
        }))
    }
}

impl Smtp {
    /// Whether the server is this machine, so that nobody can listen in between.
    pub(crate) fn local(&self) -> bool {
        self.host == "localhost"
            || self
                .host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
    }
}

/// Without the password: settings are logged.
impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let user = self
            .login
            .as_ref()
            .map_or("nobody", |(user, _)| user.as_str());
        write!(
            f,
            "Smtp({}:{} as {user}, TLS {:?})",
            self.host, self.port, self.tls
        )
    }
}

/// Percent-decoding (RFC 3986 section 2.1); what is not encoded stays as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if *first == b'%' => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(url: &str) -> Smtp {
        match Transport::smtp(url).expect("read") {
            Transport::Smtp(smtp) => smtp,
            Transport::OutboxPage => unreachable!("an address is a server"),
        }
    }

    #[test]
    fn the_address_says_host_port_user_and_encryption() {
        let server = smtp("smtp://ada%40x.org:p%3Ass%2F@mail.example.org:2525?tls=required");
        assert_eq!(
            (server.host.as_str(), server.port, server.tls),
            ("mail.example.org", 2525, Tls::Required)
        );
        assert_eq!(
            server.login,
            Some(("ada@x.org".to_owned(), "p:ss/".to_owned()))
        );
        assert_eq!(smtp("smtp://[::1]:25").host, "::1");
    }

    #[test]
    fn the_address_says_how_many_connections_there_may_be() {
        assert_eq!(smtp("smtp://localhost").connections, CONNECTIONS);
        let server = smtp("smtp://localhost?tls=off&connections=3");
        assert_eq!((server.tls, server.connections), (Tls::Off, 3));
        for query in ["connections=0", "connections=many", "connexions=3"] {
            let error = Transport::smtp(&format!("smtp://localhost?{query}")).expect_err(query);
            assert!(error.to_string().contains("connections"), "{error}");
        }
    }

    #[test]
    fn the_port_follows_from_the_rest() {
        assert_eq!(smtp("smtp://localhost").port, 25);
        assert_eq!(smtp("smtp://a:b@mail.example.org/").port, 587);
        assert_eq!(
            (
                smtp("smtps://mail.example.org").port,
                smtp("smtps://[::1]").tls
            ),
            (465, Tls::Always)
        );
    }

    #[test]
    fn what_can_t_be_read_is_refused_without_telling_the_password() {
        for bad in [
            "mail.example.org",
            "http://x",
            "smtp://",
            "smtp://a:secret@x:port",
            "smtp://a:secret@x?ssl=1",
        ] {
            let why = Transport::smtp(bad).expect_err(bad).to_string();
            assert!(
                why.contains("smtp://USER:PASSWORD@HOST:587") && !why.contains("secret"),
                "{why}"
            );
        }
        assert!(!format!("{:?}", smtp("smtp://a:secret@x")).contains("secret"));
    }
}
