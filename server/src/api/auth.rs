//! Who calls, and whether he may.

use super::rate::Meter;
use super::wire::Failure;
use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use beckon_domain::accounts::Instructor;
use beckon_domain::keys::{self, Caller};
use beckon_domain::{Domain, Error};
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};

/// What a call asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A key or token with this scope.
    Scope(&'static str),
    /// The key of an application, and no token.
    Key,
    /// The application management key.
    Management,
}

/// Lets a caller through who has what the call needs.
pub async fn authorize(
    State((domain, meter, need)): State<(Domain, Meter, Need)>,
    mut request: Request,
    next: Next,
) -> Response {
    let caller = match known(&domain, request.headers()).await {
        Ok(Some(caller)) => caller,
        Ok(None) => {
            let why = "Authorization Required.".to_owned();
            return Failure(StatusCode::UNAUTHORIZED, why).into_response();
        }
        Err(error) => return Failure::from(error).into_response(),
    };
    let standing = meter.count(&caller.key, domain.clock.now());
    let mut response = match admitted(need, caller) {
        _ if standing.is_some_and(|standing| standing.over) => {
            let why = "This key has made as many calls as it may for now. Try again after Retry-After seconds.";
            Failure(StatusCode::TOO_MANY_REQUESTS, why.to_owned()).into_response()
        }
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            next.run(request).await
        }
        Err(failure) => failure.into_response(),
    };
    if let Some(standing) = standing {
        standing.tell(response.headers_mut());
    }
    response
}

fn admitted(need: Need, caller: Caller) -> Result<Caller, Failure> {
    let forbidden = |why: String| Err(Failure(StatusCode::FORBIDDEN, why));
    match need {
        Need::Management if !caller.management => {
            forbidden("This call needs the application management key.".to_owned())
        }
        Need::Management if caller.by_token && !caller.scopes.allow("write:appmgmt") => {
            forbidden("This call needs the scope write:appmgmt.".to_owned())
        }
        Need::Scope(_) if caller.management => {
            forbidden("The application management key makes applications and keys only.".to_owned())
        }
        Need::Scope(scope) if !caller.scopes.allow(scope) => {
            forbidden(format!("This call needs the scope {scope}."))
        }
        Need::Scope(scope) if scope.starts_with("delete") && !caller.allow_delete => {
            forbidden("Delete operations are not enabled for this application.".to_owned())
        }
        Need::Key if caller.by_token => {
            forbidden("A token is made with a key, not with another token.".to_owned())
        }
        _ => Ok(caller),
    }
}

async fn known(domain: &Domain, headers: &HeaderMap) -> Result<Option<Caller>, Error> {
    let said = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '));
    match said {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            keys::by_token(domain, token.trim()).await
        }
        Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") => {
            let pair = STANDARD.decode(pair.trim()).ok();
            let pair = pair.and_then(|pair| String::from_utf8(pair).ok());
            match pair.as_deref().and_then(|pair| pair.split_once(':')) {
                Some((application, secret)) => keys::by_secret(domain, application, secret).await,
                None => Ok(None),
            }
        }
        _ => Ok(None),
    }
}

/// Whom the caller acts for.
pub struct Who(pub Instructor);

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let Calling(caller) = Calling::from_request_parts(parts, state).await?;
        Ok(Self(caller.who))
    }
}

/// The caller itself.
pub struct Calling(pub Caller);

impl<S: Send + Sync> FromRequestParts<S> for Calling {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let caller = parts.extensions.get::<Caller>().cloned();
        let missing = || {
            Failure(
                StatusCode::UNAUTHORIZED,
                "Authorization Required.".to_owned(),
            )
        };
        caller.map(Self).ok_or_else(missing)
    }
}
