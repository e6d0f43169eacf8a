//! Only our own pages may change anything: a request that a browser sends for another site is refused.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use std::sync::Arc;

/// Lets through what reads, and what our own pages send.
///
/// The browser says where a request comes from, by `Sec-Fetch-Site` (W3C Fetch Metadata) or, before that, by `Origin`.
/// A program that is no browser says neither, and carries nobody's cookies.
pub async fn same_origin(State(own): State<Arc<str>>, request: Request, next: Next) -> Response {
    if reads(request.method()) || is_ours(request.headers(), &own) {
        return next.run(request).await;
    }
    tracing::warn!(uri = %request.uri(), "refused a request sent for another site");
    let why = "This was sent from another site, so nothing was changed. Open the page here and try again.";
    (StatusCode::FORBIDDEN, why).into_response()
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_ours(headers: &HeaderMap, own: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => origin.eq_ignore_ascii_case(own),
        (None, None) => true,
    }
}

/// Headers of every page: never in a frame, nothing sniffed, no address told to other sites.
pub async fn page_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=()",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let html = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if html {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(n, v)| (n.parse().expect("name"), HeaderValue::from_static(v)))
            .collect();
        is_ours(&headers, "https://beckon.example")
    }

    #[test]
    fn only_our_own_pages_may_send() {
        assert!(asked(&[("sec-fetch-site", "same-origin")]));
        assert!(!asked(&[("sec-fetch-site", "cross-site")]));
        assert!(!asked(&[("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn an_older_browser_is_told_by_its_origin() {
        assert!(asked(&[("origin", "https://beckon.example")]));
        assert!(!asked(&[("origin", "https://content.example")]));
        assert!(!asked(&[("origin", "null")]));
    }

    #[test]
    fn what_the_browser_says_of_the_site_outranks_the_origin() {
        assert!(!asked(&[
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://beckon.example")
        ]));
    }
}
