use super::*;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

const SOON: Duration = Duration::from_secs(5);

/// Answers each connection at 127.0.0.1 by these words, and tells its port.
async fn answering(words: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut read = [0; 4_096];
            let _ = stream.read(&mut read).await.unwrap();
            stream.write_all(words.as_bytes()).await.unwrap();
        }
    });
    port
}

fn fetcher(allowed: &str) -> Fetcher {
    Fetcher::new(allowed.parse().unwrap())
}

async fn get(fetcher: &Fetcher, url: &str) -> Result<Answer, Failure> {
    let (method, headers, body) = (Method::GET, Vec::new(), Vec::new());
    let outgoing = Outgoing {
        method,
        url,
        headers,
        body,
    };
    fetcher.send(outgoing, 5, SOON).await
}

async fn download(url: &str, most: u64) -> Result<(Downloaded, String), Failure> {
    let mut file = File::from_std(tempfile::tempfile().unwrap());
    let got = fetcher("127.0.0.1")
        .download(url, &mut file, most, SOON)
        .await?;
    tokio::io::AsyncSeekExt::rewind(&mut file).await.unwrap();
    let mut text = String::new();
    file.read_to_string(&mut text).await.unwrap();
    Ok((got, text))
}

#[test]
fn only_public_addresses_are_public() {
    for public in [
        "8.8.8.8",
        "100.63.0.1",
        "172.32.0.1",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2001:4860::8888",
    ] {
        assert!(
            Networks::default().allow(public.parse().unwrap()),
            "{public}"
        );
    }
    for private in [
        "0.0.0.0",
        "10.1.2.3",
        "127.0.0.1",
        "127.9.9.9",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "192.0.0.8",
        "198.18.0.1",
        "203.0.113.5",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "2002:7f00:1::",
        "2001:0:1::1",
        "2001:db8::1",
        "::127.0.0.1",
    ] {
        assert!(
            !Networks::default().allow(private.parse().unwrap()),
            "{private}"
        );
    }
}

#[test]
fn networks_are_read_as_an_operator_writes_them() {
    let networks: Networks = "10.1.0.0/16, 192.168.1.5,fd00::/8".parse().unwrap();
    for (address, allowed) in [
        ("10.1.255.1", true),
        ("10.2.0.1", false),
        ("192.168.1.5", true),
        ("192.168.1.6", false),
        ("fd00::1", true),
        ("::ffff:10.1.0.1", true),
        ("127.0.0.1", false),
    ] {
        assert_eq!(
            networks.allow(address.parse().unwrap()),
            allowed,
            "{address}"
        );
    }
    assert!(
        "any"
            .parse::<Networks>()
            .unwrap()
            .allow("::1".parse().unwrap())
    );
    assert!(
        "home"
            .parse::<Networks>()
            .unwrap_err()
            .contains("“home” is no network")
    );
}

#[tokio::test]
async fn an_answer_is_told_with_its_first_bytes() {
    let port =
        answering("HTTP/1.1 302 Found\r\nLocation: /x\r\ncontent-length: 10\r\n\r\n0123456789")
            .await;
    let answer = get(&fetcher("127.0.0.1"), &format!("http://127.0.0.1:{port}/"))
        .await
        .unwrap();
    assert_eq!(
        answer,
        Answer {
            status: 302,
            body: b"01234".to_vec()
        }
    );
}

#[tokio::test]
async fn private_networks_are_refused_by_number_by_name_and_in_disguise() {
    let port = answering("HTTP/1.1 200 OK\r\n\r\n").await;
    for host in [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f.1",
        "[::1]",
        "[::ffff:7f00:1]",
    ] {
        let refused = get(&fetcher(""), &format!("http://{host}:{port}/")).await;
        assert!(
            matches!(refused, Err(Failure::Private(_))),
            "{host}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn who_says_nothing_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (method, headers, body) = (Method::POST, Vec::new(), b"x".to_vec());
    let outgoing = Outgoing {
        method,
        url: &url,
        headers,
        body,
    };
    let within = Duration::from_millis(100);
    let slow = fetcher("127.0.0.1").send(outgoing, 5, within).await;
    assert_eq!(slow, Err(Failure::TimedOut(within)));
}

#[tokio::test]
async fn a_download_follows_redirects_but_not_into_a_private_network() {
    let port = answering(
        "HTTP/1.1 200 OK\r\ncontent-type: application/zip\r\ncontent-length: 4\r\n\r\nfile",
    )
    .await;
    let url = format!("http://127.0.0.1:{port}/a.zip");
    let (got, text) = download(&url, 4).await.unwrap();
    assert_eq!(
        (got.bytes, &*got.content_type, &*text),
        (4, "application/zip", "file")
    );
    assert_eq!(download(&url, 3).await.unwrap_err(), Failure::TooLarge(3));

    let leads = format!("HTTP/1.1 302 Found\r\nLocation: {url}\r\ncontent-length: 0\r\n\r\n");
    let port = answering(leads.leak()).await;
    let (got, text) = download(&format!("http://127.0.0.1:{port}/"), 4)
        .await
        .unwrap();
    assert_eq!((got.url, &*text), (url, "file"));

    let port =
        answering("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2/\r\ncontent-length: 0\r\n\r\n")
            .await;
    let refused = download(&format!("http://127.0.0.1:{port}/"), 4)
        .await
        .unwrap_err();
    assert_eq!(refused, Failure::Private("127.0.0.2".to_owned()));

    let port = answering("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").await;
    let refused = download(&format!("http://127.0.0.1:{port}/"), 4)
        .await
        .unwrap_err();
    assert_eq!(refused, Failure::Status(404));
}

#[test]
fn an_address_says_what_is_wrong_with_it() {
    for (wrong, says) in [
        ("example.org/x", "whole address"),
        ("ftp://example.org/", "https://"),
        ("https://", "whole address"),
        ("https://ada:secret@example.org/", "user name"),
        ("javascript:alert(1)", "https://"),
    ] {
        let said = address(wrong).unwrap_err().to_string();
        assert!(said.contains(says), "{wrong}: {said}");
    }
    assert!(address(" https://example.org/a?b=c ").is_ok());
}

/// Answers 200 over TLS, with a certificate for 127.0.0.1 that no operating system trusts.
async fn answering_over_tls() -> u16 {
    let (certificate, key) = (
        certificate(),
        PrivateKeyDer::from_pem_slice(include_bytes!("key.pem")).unwrap(),
    );
    let config = ServerConfig::builder_with_provider(Arc::new(crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut read = [0; 4_096];
            let _ = stream.read(&mut read).await.unwrap();
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nsafe")
                .await
                .unwrap();
        }
    });
    port
}

fn certificate() -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(include_bytes!("cert.pem")).unwrap()
}

#[tokio::test]
async fn a_certificate_that_nobody_trusts_is_refused() {
    let url = format!("https://127.0.0.1:{}/", answering_over_tls().await);
    let refused = get(&fetcher("127.0.0.1"), &url).await.unwrap_err();
    assert!(
        refused.to_string().starts_with("No secure connection"),
        "{refused}"
    );
    let mut roots = RootCertStore::empty();
    roots.add(certificate()).unwrap();
    let trusting = Fetcher {
        allowed: "127.0.0.1".parse().unwrap(),
        tls: OnceLock::from(client(roots).map(Arc::new)),
    };
    assert_eq!(get(&trusting, &url).await.unwrap().body, b"safe");
}
