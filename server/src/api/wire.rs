//! What goes over the wire: errors, queries, bodies and pages, with the leniency that the clients of SCORM Cloud need.

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use beckon_domain::listing::{Listing, Page};
use beckon_domain::{Domain, Error, zone};
use beckon_model::{Millis, Problem};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The most that a body other than an upload may weigh.
pub const BODY_MAX: usize = 16 << 20;
/// What `more` is sealed for.
const MORE: &str = "api-more";

/// What an answer is, or why there is none.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

/// A refusal, told under `error` and under `message`.
#[derive(Debug)]
pub struct Failure(pub StatusCode, pub String);

impl Failure {
    pub fn bad(message: impl Into<String>) -> Self {
        Self(StatusCode::BAD_REQUEST, message.into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let problem = error.problem();
        let status = match &problem {
            Problem::Fields(_) | Problem::Refused(_) => StatusCode::BAD_REQUEST,
            Problem::NotFound(_) | Problem::Gone(_) => StatusCode::NOT_FOUND,
            Problem::SignedOut => StatusCode::UNAUTHORIZED,
            Problem::Conflict(_) => StatusCode::CONFLICT,
            Problem::TooMuch(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Unexpected(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self(status, problem.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(status, message) = self;
        let mut response = (
            status,
            Json(json!({ "error": message, "message": message })),
        )
            .into_response();
        if status == StatusCode::UNAUTHORIZED {
            let basic = HeaderValue::from_static("Basic realm=\"Beckon\", charset=\"UTF-8\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, basic);
        }
        response
    }
}

/// Done, and nothing to tell.
pub const DONE: StatusCode = StatusCode::NO_CONTENT;

/// The query of a call. Lists come with their commas encoded or not, truths as `true` or `True`.
#[derive(Clone, Debug, Default)]
pub struct Params(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let Query(pairs) = Query::from_request_parts(parts, state)
            .await
            .map_err(|_| Failure::bad("The query can't be read."))?;
        Ok(Self(pairs))
    }
}

impl Params {
    /// A text; `None` where it is missing or empty.
    pub fn text(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|v| !v.is_empty())
    }

    pub fn flag(&self, name: &str) -> Result<bool> {
        match self.text(name).map(str::to_lowercase).as_deref() {
            None | Some("false" | "0") => Ok(false),
            Some("true" | "1") => Ok(true),
            Some(_) => Err(Failure::bad(format!("{name} is true or false."))),
        }
    }

    pub fn list(&self, name: &str) -> Vec<String> {
        let values = self.0.iter().filter(|(known, _)| known == name);
        values
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .map(str::to_owned)
            .collect()
    }

    pub fn whole(&self, name: &str) -> Result<Option<i64>> {
        let read = |text: &str| {
            text.parse()
                .map_err(|_| Failure::bad(format!("{name} is a whole number.")))
        };
        self.text(name).map(read).transpose()
    }

    pub fn moment(&self, name: &str) -> Result<Option<Millis>> {
        self.text(name).map(|text| moment(name, text)).transpose()
    }

    /// What is looked for in a list. `usual` names what `since` and `until` are about where that is not said.
    pub fn listing(&self, domain: &Domain, usual: &str) -> Result<Asked> {
        if let Some(more) = self.text("more") {
            let read = domain
                .key()
                .open(more, MORE)
                .ok()
                .and_then(|json| serde_json::from_str(&json).ok());
            return read.ok_or_else(|| {
                Failure::bad("This “more” is none that was given out. Begin with the first page.")
            });
        }
        let created = match self.text("datetimeFilter").unwrap_or(usual) {
            "created" => true,
            "updated" => false,
            _ => return Err(Failure::bad("datetimeFilter is created or updated.")),
        };
        let owned = |name| self.text(name).map(str::to_owned);
        Ok(Asked {
            listing: Listing {
                since: self.moment("since")?,
                until: self.moment("until")?,
                created,
                filter: owned("filter").unwrap_or_default(),
                filter_by: owned("filterBy").unwrap_or_default(),
                tags: self.list("tags"),
                order_by: owned("orderBy").unwrap_or_default(),
                course: owned("courseId"),
                learner: owned("learnerId"),
                public: None,
                after: None,
            },
            included: self.included()?,
            first: true,
        })
    }

    fn included(&self) -> Result<Vec<String>> {
        let names = self.0.iter().map(|(name, _)| name);
        let mut included = Vec::new();
        for name in names.filter(|name| name.starts_with("include")) {
            if self.flag(name)? && !included.contains(name) {
                included.push(name.clone());
            }
        }
        Ok(included)
    }
}

/// A page that is asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Asked {
    pub listing: Listing,
    /// The names of what more is to be told of each.
    included: Vec<String>,
    #[serde(skip)]
    first: bool,
}

impl Asked {
    pub fn includes(&self, name: &str) -> bool {
        self.included.iter().any(|known| known == name)
    }

    /// Whether all are to be counted, which is done with the first page only.
    pub fn counts(&self) -> bool {
        self.first && self.includes("includeTotalCount")
    }

    /// The token for the next page.
    pub fn more<T>(&self, domain: &Domain, page: &Page<T>) -> Result<Option<String>> {
        let Some(next) = &page.next else {
            return Ok(None);
        };
        let next = Self {
            listing: next.clone(),
            ..self.clone()
        };
        let json = serde_json::to_string(&next).map_err(Error::from)?;
        Ok(Some(domain.key().seal(&json, MORE)?))
    }
}

/// An answer, with how many there are on all pages.
pub struct Counted<T>(pub Option<i64>, pub T);

impl<T: Serialize> IntoResponse for Counted<T> {
    fn into_response(self) -> Response {
        let mut response = Json(self.1).into_response();
        if let Some(count) = self.0 {
            response
                .headers_mut()
                .insert("x-total-count", HeaderValue::from(count));
        }
        response
    }
}

/// A JSON body, whatever type it is said to have; nothing at all is an empty object.
pub struct Body<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self> {
        let bytes = axum::body::to_bytes(request.into_body(), BODY_MAX)
            .await
            .map_err(|_| {
                Failure(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "The body is too large.".into(),
                )
            })?;
        let text: &[u8] = match bytes.iter().all(u8::is_ascii_whitespace) {
            true => b"{}",
            false => &bytes,
        };
        if holds_nul(text) {
            return Err(Failure::bad(NUL));
        }
        let read = serde_json::from_slice(text);
        read.map(Body)
            .map_err(|why| Failure::bad(format!("The body can't be read: {why}.")))
    }
}

/// Why a call is refused that no database could keep.
const NUL: &str = "No text may hold the character U+0000.";

/// Whether a text of a JSON document holds the character U+0000, which stands there escaped.
fn holds_nul(json: &[u8]) -> bool {
    let mut rest = json;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if rest.starts_with(b"u0000") {
            return true;
        }
        // What is escaped may be a backslash itself.
        rest = rest.get(1..).unwrap_or_default();
    }
    false
}

/// Refuses an address that holds the character U+0000, and tells what the router itself refuses as everything else is.
pub async fn told(request: Request, next: Next) -> Response {
    let address = request.uri().path_and_query();
    if address.is_some_and(|address| address.as_str().contains("%00")) {
        return Failure::bad(NUL).into_response();
    }
    let response = next.run(request).await;
    let status = response.status();
    let kind = response.headers().get(header::CONTENT_TYPE);
    let plain = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    if !plain || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let said = axum::body::to_bytes(response.into_body(), BODY_MAX).await;
    let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
    let status = match status {
        StatusCode::UNSUPPORTED_MEDIA_TYPE => StatusCode::BAD_REQUEST,
        other => other,
    };
    Failure(status, said).into_response()
}

/// A moment as programs write it.
pub fn moment(name: &str, text: &str) -> Result<Millis> {
    let why = || {
        Failure::bad(format!(
            "{name} is a moment such as 2026-12-24T18:00:00.000Z."
        ))
    };
    zone::parse_iso(text).ok_or_else(why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Params {
        let uri = format!("/?{query}").parse().expect("an address");
        let Query(pairs) = Query::try_from_uri(&uri).expect("a query");
        Params(pairs)
    }

    #[test]
    fn lists_are_read_as_both_clients_write_them() {
        for query in ["tags=a%20b,c%2Cd", "tags=a+b%2Cc%2Cd"] {
            assert_eq!(params(query).list("tags"), ["a b", "c", "d"], "{query}");
        }
    }

    #[test]
    fn a_text_of_a_body_that_holds_u_0000_is_found() {
        for (json, holds) in [
            (r#"{"id":"a\u0000b"}"#, true),
            (r#"{"id":"\\\u0000"}"#, true),
            (r#"{"id":"\\u0000"}"#, false),
            (r#"{"id":"\u0001\n"}"#, false),
            ("\\", false),
        ] {
            assert_eq!(holds_nul(json.as_bytes()), holds, "{json}");
        }
    }

    #[test]
    fn truths_are_read_in_any_case() {
        let params = params("a=True&b=true&c=False&d=&e=perhaps");
        for (name, truth) in [
            ("a", true),
            ("b", true),
            ("c", false),
            ("d", false),
            ("x", false),
        ] {
            assert_eq!(params.flag(name).expect("a truth"), truth, "{name}");
        }
        assert!(params.flag("e").is_err());
    }
}
