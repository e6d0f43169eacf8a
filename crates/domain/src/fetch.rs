//! Asking addresses that people name, without letting them reach what only this machine can: names are resolved here,
//! addresses that are not public are refused, and the connection goes to the very address that was looked at. No proxy is
//! used, and each redirect is looked at likewise.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, LOCATION, USER_AGENT};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::fs::File;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use url::{Host, Url};

/// How long a connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// How long the other side may say nothing.
const SILENT_AT_MOST: Duration = Duration::from_secs(30);
/// How many redirects a download follows.
const REDIRECTS_MAX: usize = 5;
/// The longest address.
pub const URL_MAX: usize = 2_000;

/// Networks that are not public and may be reached all the same. Written as `10.1.0.0/16,192.168.1.5`, or `any`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl FromStr for Networks {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.trim() == "any" {
            return Ok(Self(vec![
                IpNet::new_assert(Ipv4Addr::UNSPECIFIED.into(), 0),
                IpNet::new_assert(Ipv6Addr::UNSPECIFIED.into(), 0),
            ]));
        }
        let one = |text: &str| match text.parse::<IpAddr>() {
            Ok(address) => Ok(IpNet::from(address)),
            Err(_) => text.parse::<IpNet>().map_err(|_| {
                format!("“{text}” is no network; write 10.1.0.0/16, 192.168.1.5 or any")
            }),
        };
        let parts = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts.map(one).collect::<Result<_, _>>().map(Self)
    }
}

impl Networks {
    /// Whether an address may be reached: it is public, or in one of these networks.
    pub fn allow(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.0.iter().any(|network| network.contains(&address))
    }
}

/// Whether an address is one of the public internet (RFC 6890 and the IANA registries of special-purpose addresses).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_documentation()
                || a == 0
                || (a == 100 && (64..128).contains(&b))
                || (a, b, c) == (192, 0, 0)
                || (a, b, c) == (192, 88, 99)
                || (a == 198 && (b == 18 || b == 19))
                || a >= 224)
        }
        IpAddr::V6(v6) => match v6.segments() {
            // An IPv4 address behind a translator (RFC 6052).
            [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
                let [a, b] = high.to_be_bytes();
                let [c, d] = low.to_be_bytes();
                is_public(Ipv4Addr::new(a, b, c, d).into())
            }
            // Protocols (among them Teredo), documentation, 6to4.
            [0x2001, 0..0x200, ..]
            | [0x2001, 0xdb8, ..]
            | [0x2002, ..]
            | [0x3fff, 0..0x1000, ..] => false,
            [first, ..] => (0x2000..0x4000).contains(&first),
        },
    }
}

/// Why an address gave nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Never worth another try.
    #[error("{0}")]
    Address(String),
    #[error(
        "{0} is in a private network, where this server asks nobody. Your operator can allow it."
    )]
    Private(String),
    #[error("{0}")]
    Unreachable(String),
    #[error("There was no answer within {} seconds.", .0.as_secs())]
    TimedOut(Duration),
    #[error("It is larger than {} MiB.", .0 >> 20)]
    TooLarge(u64),
    #[error("It answered {0}.")]
    Status(u16),
    /// The file that it should go to.
    #[error("It could not be stored.")]
    Disk(String),
}

/// What is sent.
#[derive(Clone, Debug)]
pub struct Outgoing<'a> {
    pub method: Method,
    pub url: &'a str,
    pub headers: Vec<(HeaderName, HeaderValue)>,
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// The first bytes, as many as were asked for.
    pub body: Vec<u8>,
}

/// What was downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Downloaded {
    pub bytes: u64,
    /// Where it came from in the end.
    pub url: String,
    /// As the other side says; may be empty.
    pub content_type: String,
}

/// Asks addresses that people name.
#[derive(Debug)]
pub struct Fetcher {
    allowed: Networks,
    tls: OnceLock<Result<Arc<ClientConfig>, String>>,
}

/// An answer, and the connection that it comes over, which ends with it.
struct Coming {
    response: Response<Incoming>,
    _connection: JoinSet<()>,
}

impl Fetcher {
    pub fn new(allowed: Networks) -> Self {
        Self {
            allowed,
            tls: OnceLock::new(),
        }
    }

    /// Sends one request and reads the beginning of the answer, up to `first` bytes. Any status is an answer; redirects
    /// are not followed. All of it takes no longer than `within`.
    ///
    /// # Errors
    /// When the address can't be used, is private, or gave no answer.
    pub async fn send(
        &self,
        outgoing: Outgoing<'_>,
        first: usize,
        within: Duration,
    ) -> Result<Answer, Failure> {
        let url = address(outgoing.url)?;
        let work = async {
            let mut request = Request::new(Full::new(Bytes::from(outgoing.body)));
            *request.method_mut() = outgoing.method;
            request.headers_mut().extend(outgoing.headers);
            let mut coming = self.exchange(&url, request).await?;
            let mut body = Vec::new();
            while body.len() < first {
                // What was said before the connection broke was said.
                let Ok(Some(bytes)) = coming.next().await else {
                    break;
                };
                body.extend_from_slice(&bytes[..bytes.len().min(first - body.len())]);
            }
            let status = coming.response.status().as_u16();
            Ok(Answer { status, body })
        };
        tokio::time::timeout(within, work)
            .await
            .unwrap_or(Err(Failure::TimedOut(within)))
    }

    /// Gets what lies at an address and writes it to a file, following a few redirects, each looked at like the first.
    ///
    /// # Errors
    /// When the address can't be used, is private, answers anything but 200, is larger than `most` bytes, or takes longer
    /// than `within`. What was written by then stays in the file.
    pub async fn download(
        &self,
        url: &str,
        into: &mut File,
        most: u64,
        within: Duration,
    ) -> Result<Downloaded, Failure> {
        let work = async {
            let mut url = address(url)?;
            let mut coming = self.exchange(&url, Request::default()).await?;
            for _ in 0..REDIRECTS_MAX {
                let Some(next) = redirected(&url, &coming.response)? else {
                    break;
                };
                url = next;
                coming = self.exchange(&url, Request::default()).await?;
            }
            match coming.response.status().as_u16() {
                200 => {}
                other => return Err(Failure::Status(other)),
            }
            let disk = |error: std::io::Error| Failure::Disk(error.to_string());
            let mut bytes = 0;
            while let Some(part) = coming.next().await? {
                bytes += part.len() as u64;
                if bytes > most {
                    return Err(Failure::TooLarge(most));
                }
                into.write_all(&part).await.map_err(disk)?;
            }
            into.flush().await.map_err(disk)?;
            let content_type = text(coming.response.headers(), &CONTENT_TYPE);
            Ok(Downloaded {
                bytes,
                url: url.into(),
                content_type,
            })
        };
        tokio::time::timeout(within, work)
            .await
            .unwrap_or(Err(Failure::TimedOut(within)))
    }

    async fn exchange(
        &self,
        url: &Url,
        mut request: Request<Full<Bytes>>,
    ) -> Result<Coming, Failure> {
        let stream = self.connect(url).await?;
        let wrong = |_| Failure::Address("This address can't be written in a request.".to_owned());
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        *request.uri_mut() = path.parse().map_err(|_| wrong(()))?;
        let host = &url[url::Position::BeforeHost..url::Position::AfterPort];
        let host = HeaderValue::from_str(host).map_err(|_| wrong(()))?;
        let headers = request.headers_mut();
        headers.insert(HOST, host);
        headers.insert(
            USER_AGENT,
            HeaderValue::from_static(concat!("Beckon/", env!("CARGO_PKG_VERSION"))),
        );
        match url.scheme() {
            "https" => {
                let tls = TlsConnector::from(self.tls()?);
                let name = match url.host() {
                    Some(Host::Domain(name)) => {
                        ServerName::try_from(name.to_owned()).map_err(|_| wrong(()))?
                    }
                    Some(Host::Ipv4(address)) => ServerName::from(IpAddr::from(address)),
                    Some(Host::Ipv6(address)) => ServerName::from(IpAddr::from(address)),
                    None => return Err(wrong(())),
                };
                let secure = tokio::time::timeout(CONNECT_WITHIN, tls.connect(name, stream)).await;
                let secure = secure.map_err(|_| Failure::TimedOut(CONNECT_WITHIN))?;
                let secure = secure.map_err(|error| {
                    Failure::Unreachable(format!("No secure connection: {error}."))
                })?;
                ask(secure, request).await
            }
            _ => ask(stream, request).await,
        }
    }

    /// Connects to the first allowed address of the host that takes a connection.
    async fn connect(&self, url: &Url) -> Result<TcpStream, Failure> {
        let host = url.host_str().unwrap_or_default();
        let port = url.port_or_known_default().unwrap_or(80);
        let found: Vec<SocketAddr> = match url.host() {
            Some(Host::Ipv4(address)) => vec![(address, port).into()],
            Some(Host::Ipv6(address)) => vec![(address, port).into()],
            _ => tokio::time::timeout(CONNECT_WITHIN, tokio::net::lookup_host((host, port)))
                .await
                .map_err(|_| Failure::TimedOut(CONNECT_WITHIN))?
                .map_err(|_| Failure::Unreachable(format!("No address is known for {host}.")))?
                .collect(),
        };
        let allowed: Vec<_> = found
            .iter()
            .filter(|one| self.allowed.allow(one.ip()))
            .collect();
        if allowed.is_empty() && !found.is_empty() {
            return Err(Failure::Private(host.to_owned()));
        }
        let mut failure = Failure::Unreachable(format!("No address is known for {host}."));
        for address in allowed {
            match tokio::time::timeout(CONNECT_WITHIN, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => {
                    // Small requests shall not wait for acknowledgements.
                    let _ = stream.set_nodelay(true);
                    return Ok(stream);
                }
                Ok(Err(error)) => {
                    failure = Failure::Unreachable(match error.kind() {
                        ErrorKind::ConnectionRefused => {
                            format!("{host} takes no connection at port {port}.")
                        }
                        _ => format!("{host} can't be reached: {error}."),
                    });
                }
                Err(_) => failure = Failure::TimedOut(CONNECT_WITHIN),
            }
        }
        Err(failure)
    }

    /// With the certificates that the operating system trusts, read once.
    fn tls(&self) -> Result<Arc<ClientConfig>, Failure> {
        let made = self.tls.get_or_init(|| {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            client(roots).map(Arc::new)
        });
        made.clone().map_err(Failure::Unreachable)
    }
}

impl Coming {
    /// The next bytes of the answer; `None` at its end.
    async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        loop {
            let frame = tokio::time::timeout(SILENT_AT_MOST, self.response.frame()).await;
            match frame.map_err(|_| Failure::TimedOut(SILENT_AT_MOST))? {
                None => return Ok(None),
                Some(Err(error)) => return Err(broken(&error)),
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data() {
                        return Ok(Some(bytes));
                    }
                }
            }
        }
    }
}

async fn ask<S>(stream: S, request: Request<Full<Bytes>>) -> Result<Coming, Failure>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|error| broken(&error))?;
    let mut running = JoinSet::new();
    running.spawn(async move {
        // The answer tells of its errors, too.
        let _ = connection.await;
    });
    let answer = tokio::time::timeout(SILENT_AT_MOST, sender.send_request(request)).await;
    let response = answer
        .map_err(|_| Failure::TimedOut(SILENT_AT_MOST))?
        .map_err(|error| broken(&error))?;
    Ok(Coming {
        response,
        _connection: running,
    })
}

fn client(roots: RootCertStore) -> Result<ClientConfig, String> {
    let config = ClientConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

fn broken(error: &hyper::Error) -> Failure {
    Failure::Unreachable(format!("The connection broke: {error}."))
}

/// Reads an address that a person typed.
///
/// # Errors
/// Says what is wrong with it.
pub fn address(text: &str) -> Result<Url, Failure> {
    let wrong = |why: &str| Failure::Address(why.to_owned());
    if text.len() > URL_MAX {
        return Err(wrong("The address is longer than 2,000 characters."));
    }
    let url = Url::parse(text.trim())
        .map_err(|_| wrong("Write a whole address, as in https://example.org/results."))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(wrong("The address must start with https:// or http://."));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("The address must not hold a user name and password."));
    }
    Ok(url)
}

/// Where an answer leads, if it leads elsewhere.
fn redirected(from: &Url, response: &Response<Incoming>) -> Result<Option<Url>, Failure> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let wrong = || Failure::Address("It leads to an address that can't be read.".to_owned());
    let to = text(response.headers(), &LOCATION);
    let to = address(from.join(&to).map_err(|_| wrong())?.as_str())?;
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(Failure::Address("It leads from https to http.".to_owned()));
    }
    Ok(Some(to))
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests;
