//! Talks to the mail server. One connection serves many mails.

use super::message::Wire;
use super::recorder::Gate;
use super::transport::{Smtp, Tls};
use futures::io::{AsyncRead as _, AsyncWrite as _};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use lettre::transport::smtp::response::Response;
use std::error::Error as _;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::ReadBuf;
use tokio::net::TcpStream;
use tokio::time::timeout;

const CONNECT_LIMIT: Duration = Duration::from_secs(20);
/// How long one mail may take once connected.
pub(crate) const SEND_LIMIT: Duration = Duration::from_secs(60);

/// What became of one mail, in the server's words where it had some.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Accepted(String),
    /// Not now.
    Later(String),
    /// Refused for good.
    Never(String),
    /// There is no connection to be had.
    NoLine(String),
    /// Not handed over, for what became of the mail before it could not be written down.
    HeldBack,
}

/// Carries mails to one server, and connects anew when the line has dropped.
pub(crate) struct Courier {
    server: Smtp,
    hello: ClientId,
    line: Option<AsyncSmtpConnection>,
    /// Why no connection came about: the mails that follow need not wait for the same.
    cut_off: Option<String>,
}

impl Courier {
    /// `domain` is the name we greet by.
    pub(crate) fn new(server: &Smtp, domain: &str) -> Self {
        Self {
            server: server.clone(),
            hello: ClientId::Domain(domain.to_owned()),
            line: None,
            cut_off: None,
        }
    }

    /// Announces the mail, waits at the gate, and hands its words over.
    pub(super) async fn send(&mut self, wire: &Wire, before: &mut Gate) -> Outcome {
        if let Some(line) = self.line.take() {
            match self.offer(line, wire, before).await {
                Err(Dropped::BeforeWeBegan) => {}
                Err(Dropped::Midway(why)) => return Outcome::Later(why),
                Ok(outcome) => return outcome,
            }
        }
        if let Some(why) = &self.cut_off {
            return Outcome::NoLine(why.clone());
        }
        let connected = timeout(CONNECT_LIMIT, self.connect()).await;
        let line = match connected
            .unwrap_or_else(|_| Err(self.out_of_reach("it did not answer within 20 seconds")))
        {
            Ok(line) => line,
            Err(why) => {
                self.cut_off = Some(why.clone());
                return Outcome::NoLine(why);
            }
        };
        match self.offer(line, wire, before).await {
            Err(Dropped::BeforeWeBegan) => Outcome::Later("The mail server hung up.".to_owned()),
            Err(Dropped::Midway(why)) => Outcome::Later(why),
            Ok(outcome) => outcome,
        }
    }

    /// Takes leave of the server.
    pub(crate) async fn quit(self) {
        if let Some(mut line) = self.line {
            let _ = timeout(Duration::from_secs(5), line.quit()).await;
        }
    }

    async fn offer(
        &mut self,
        mut line: AsyncSmtpConnection,
        wire: &Wire,
        before: &mut Gate,
    ) -> Result<Outcome, Dropped> {
        let outcome = timeout(SEND_LIMIT, dialogue(&mut line, wire, before)).await;
        let Ok(outcome) = outcome else {
            return Err(Dropped::Midway(
                "The mail server did not answer within 60 seconds.".to_owned(),
            ));
        };
        let reusable = match &outcome {
            Ok(Outcome::Accepted(_)) => true,
            // Announced, and dropped without a word.
            Ok(Outcome::HeldBack) => false,
            // Its next words would still be about the mail that it did not take.
            Ok(Outcome::Later(why)) if why.starts_with("421") => false,
            Ok(_) => matches!(timeout(SEND_LIMIT, line.command(Rset)).await, Ok(Ok(_))),
            Err(_) => false,
        };
        if reusable {
            self.line = Some(line);
        }
        outcome
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, String> {
        let server = &self.server;
        let tcp = TcpStream::connect((server.host.as_str(), server.port))
            .await
            .map_err(|error| self.out_of_reach(&error.to_string()))?;
        // A mail goes out in two writes; the second would wait 40 ms for the first to be acknowledged.
        tcp.set_nodelay(true)
            .map_err(|error| self.out_of_reach(&error.to_string()))?;
        let refused = |error: SmtpError| self.out_of_reach(&words(&error));
        let stream: Box<dyn AsyncTokioStream> = match server.tls {
            Tls::Always => Box::new(Sealed::open(tcp, self.tls()?).await.map_err(refused)?),
            _ => Box::new(tcp),
        };
        let mut line = AsyncSmtpConnection::connect_with_transport(stream, &self.hello)
            .await
            .map_err(refused)?;
        let mut sealed = server.tls == Tls::Always;
        let offered = line.server_info().supports_feature(Extension::StartTls);
        if server.tls == Tls::Required || (server.tls == Tls::Offered && offered) {
            line.starttls(self.tls()?, &self.hello)
                .await
                .map_err(refused)?;
            sealed = true;
        }
        if let Some((user, password)) = &server.login {
            if !sealed && server.tls != Tls::Off && !server.local() {
                return Err("The mail server offers no encryption, and the password must not travel in the clear. \
                            If it may, add ?tls=off to the server's address."
                    .to_owned());
            }
            let login = Credentials::new(user.clone(), password.clone());
            line.auth(DEFAULT_MECHANISMS, &login)
                .await
                .map_err(|error| {
                    format!(
                        "The mail server did not take our password: {}",
                        words(&error)
                    )
                })?;
        }
        Ok(line)
    }

    fn tls(&self) -> Result<TlsParameters, String> {
        let mut builder = TlsParameters::builder(self.server.host.clone());
        if self.server.tls == Tls::Offered && self.server.login.is_none() {
            // Without TLS all would go in the clear: encryption towards whoever it is beats none (RFC 7435).
            builder = builder
                .dangerous_accept_invalid_certs(true)
                .dangerous_accept_invalid_hostnames(true);
        }
        builder
            .build()
            .map_err(|error| self.out_of_reach(&error.to_string()))
    }

    fn out_of_reach(&self, why: &str) -> String {
        let (host, port) = (&self.server.host, self.server.port);
        format!(
            "The mail server {host}:{port} could not be reached: {}.",
            why.trim_end_matches('.')
        )
    }
}

enum Dropped {
    /// The line was dead already: nothing was said about this mail.
    BeforeWeBegan,
    Midway(String),
}

/// One mail, by RFC 5321 section 3.3. A server that has all of its words may have taken it, whatever happens next: so they
/// wait at the gate, and not more than one mail is in doubt on this line. What comes before them need not wait.
async fn dialogue(
    line: &mut AsyncSmtpConnection,
    wire: &Wire,
    before: &mut Gate,
) -> Result<Outcome, Dropped> {
    let mut options = Vec::new();
    let addresses = wire.envelope.to().iter().chain(wire.envelope.from());
    if addresses
        .into_iter()
        .any(|address| !AsRef::<str>::as_ref(address).is_ascii())
    {
        if !line.server_info().supports_feature(Extension::SmtpUtfEight) {
            let why = "The mail server takes no addresses with letters beyond a to z (SMTPUTF8).";
            return Ok(Outcome::Never(why.to_owned()));
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    match line
        .command(Mail::new(wire.envelope.from().cloned(), options))
        .await
    {
        Err(error) if error.status().is_none() => return Err(Dropped::BeforeWeBegan),
        Err(error) if error.status().is_some_and(|code| u16::from(code) == 421) => {
            return Err(Dropped::BeforeWeBegan);
        }
        // "Authenticate first" is about us, not about the mail.
        Err(error) if error.status().is_some_and(|code| u16::from(code) == 530) => {
            return Ok(Outcome::Later(words(&error)));
        }
        Err(error) => return judged(&error),
        Ok(_) => {}
    }
    for to in wire.envelope.to() {
        if let Err(error) = line.command(Rcpt::new(to.clone(), Vec::new())).await {
            return judged(&error);
        }
    }
    if let Err(error) = line.command(Data).await {
        return judged(&error);
    }
    if !before.pass().await {
        return Ok(Outcome::HeldBack);
    }
    match line.message(&wire.raw).await {
        Ok(response) => Ok(Outcome::Accepted(said(&response))),
        Err(error) => judged(&error),
    }
}

fn judged(error: &SmtpError) -> Result<Outcome, Dropped> {
    if error.is_permanent() {
        Ok(Outcome::Never(words(error)))
    } else if error.is_transient() {
        Ok(Outcome::Later(words(error)))
    } else {
        Err(Dropped::Midway(format!(
            "The mail server hung up before it took the e-mail: {}.",
            words(error)
        )))
    }
}

fn said(response: &Response) -> String {
    let words = response.message().collect::<Vec<_>>().join(" ");
    tidy(&format!("{} {words}", response.code()))
}

fn words(error: &SmtpError) -> String {
    let source = error.source().map(ToString::to_string);
    tidy(&match (error.status(), source) {
        (Some(code), source) => format!("{code} {}", source.unwrap_or_default()),
        (None, Some(source)) => source,
        (None, None) => error.to_string(),
    })
}

/// On one line and not too long for a table.
fn tidy(words: &str) -> String {
    super::letter::one_line(words).chars().take(500).collect()
}

/// A connection that is encrypted from the first byte, over a stream that we opened ourselves.
#[expect(
    deprecated,
    reason = "the only way to TLS over a stream of one's own with lettre 0.11"
)]
#[derive(Debug)]
struct Sealed(
    lettre::transport::smtp::client::AsyncNetworkStream,
    SocketAddr,
);

#[expect(deprecated, reason = "as above")]
impl Sealed {
    async fn open(tcp: TcpStream, tls: TlsParameters) -> Result<Self, SmtpError> {
        let peer = tcp
            .peer_addr()
            .unwrap_or_else(|_| SocketAddr::from(([0, 0, 0, 0], 0)));
        let mut stream =
            lettre::transport::smtp::client::AsyncNetworkStream::use_existing_tokio1(Box::new(tcp));
        stream.upgrade_tls(tls).await?;
        Ok(Self(stream, peer))
    }
}

impl AsyncTokioStream for Sealed {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.1)
    }
}

impl tokio::io::AsyncRead for Sealed {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = ready!(Pin::new(&mut self.0).poll_read(cx, buf.initialize_unfilled()))?;
        buf.advance(read);
        Poll::Ready(Ok(()))
    }
}

impl tokio::io::AsyncWrite for Sealed {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_close(cx)
    }
}
