//! Calls done once, however often they are sent: by the header `Idempotency-Key`
//! (draft-ietf-httpapi-idempotency-key-header).

use super::wire::{BODY_MAX, DONE, Failure, Result};
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use beckon_domain::keys::Caller;
use beckon_domain::keys::once::{self, Claim, Once};
use beckon_domain::{Domain, Error};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};

/// The header, in which a program says its own key for a call.
pub const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is one that was given before.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
/// The longest key, in bytes.
const KEY_MAX: usize = 255;

/// An answer as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    status: u16,
    kind: Option<String>,
    body: String,
}

/// Does a call once that comes with a key. `resumes` says that its handler brings to an end what was cut short; others
/// that answer nothing are at their end once they have changed something.
pub async fn once(
    State((domain, resumes)): State<(Domain, bool)>,
    request: Request,
    next: Next,
) -> Response {
    let done = match key(request.headers()) {
        Ok(None) => return next.run(request).await,
        Ok(Some(key)) => under(&domain, resumes, &key, request, next).await,
        Err(failure) => Err(failure),
    };
    done.unwrap_or_else(IntoResponse::into_response)
}

fn key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(said) = headers.get(KEY) else {
        return Ok(None);
    };
    let text = said.to_str().unwrap_or_default().trim();
    if text.is_empty() || text.len() > KEY_MAX {
        let why = format!("Idempotency-Key is from 1 to {KEY_MAX} characters of ASCII.");
        return Err(Failure::bad(why));
    }
    Ok(Some(text.to_owned()))
}

async fn under(
    domain: &Domain,
    resumes: bool,
    key: &str,
    request: Request,
    next: Next,
) -> Result<Response> {
    let caller = request.extensions().get::<Caller>().cloned();
    let caller = caller.ok_or_else(|| Failure(StatusCode::UNAUTHORIZED, String::new()))?;
    let (mut request, asked) = fingerprint(request).await?;
    let claim = match once::claim(domain, &caller.application, key, &asked).await? {
        Once::Do(claim) => claim,
        Once::Done(kept) => return replay(&kept),
        Once::Other => {
            let why =
                "Another call was made under this Idempotency-Key. Take a new key for a new call.";
            return Err(Failure(StatusCode::UNPROCESSABLE_ENTITY, why.to_owned()));
        }
        Once::Busy => {
            let why = "The first call under this Idempotency-Key is still under way. Try again in a while.";
            return Err(Failure(StatusCode::CONFLICT, why.to_owned()));
        }
    };
    let response = if claim.resumed().is_some() && !resumes {
        DONE.into_response()
    } else {
        request.extensions_mut().insert(claim.clone());
        once::run(domain, &claim, next.run(request)).await
    };
    keep(domain, &claim, response).await
}

/// What is asked, as a text. An upload streams to disk, and no two programs draw the same line between its parts: its
/// address says what it is.
async fn fingerprint(request: Request) -> Result<(Request, String)> {
    let mut asked = format!("{} {}\n", request.method(), request.uri());
    let kind = request.headers().get(header::CONTENT_TYPE);
    if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/")) {
        return Ok((request, asked));
    }
    let (parts, body) = request.into_parts();
    let too_large = |_| {
        let why = "The body is too large.".to_owned();
        Failure(StatusCode::PAYLOAD_TOO_LARGE, why)
    };
    let bytes = axum::body::to_bytes(body, BODY_MAX)
        .await
        .map_err(too_large)?;
    asked.push_str(&String::from_utf8_lossy(&bytes));
    Ok((Request::from_parts(parts, Body::from(bytes)), asked))
}

/// Keeps an answer, unless it says that something is wrong with the product: then the call may be tried again.
async fn keep(domain: &Domain, claim: &Claim, response: Response) -> Result<Response> {
    if response.status().is_server_error() {
        once::give_back(domain, claim).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, BODY_MAX)
        .await
        .map_err(|error| Error::Other(error.to_string()))?;
    let kind = parts.headers.get(header::CONTENT_TYPE);
    let kept = Kept {
        status: parts.status.as_u16(),
        kind: kind.and_then(|kind| kind.to_str().ok()).map(str::to_owned),
        body: String::from_utf8_lossy(&bytes).into_owned(),
    };
    let kept = serde_json::to_string(&kept).map_err(Error::from)?;
    once::answered(domain, claim, &kept).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn replay(kept: &str) -> Result<Response> {
    let kept: Kept = serde_json::from_str(kept).map_err(Error::from)?;
    let status = StatusCode::from_u16(kept.status).unwrap_or(StatusCode::OK);
    let mut response = (status, kept.body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if let Some(kind) = kept.kind.and_then(|kind| HeaderValue::try_from(kind).ok()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    Ok(response)
}

/// What an earlier try made that was cut short; `None` if this is the first.
pub struct Resumed(pub Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for Resumed {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self> {
        let claim = parts.extensions.get::<Claim>();
        Ok(Self(
            claim.and_then(|claim| claim.resumed().map(str::to_owned)),
        ))
    }
}

impl Resumed {
    /// The id of what was made, if something was.
    pub fn made<T: From<String>>(&self) -> Option<T> {
        let made = self.0.clone().filter(|made| !made.is_empty());
        made.map(T::from)
    }
}
