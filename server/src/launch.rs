//! The page behind a link that a program made: opened, it sends its own form, and the launch begins with that.

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use beckon_domain::join::programs::{follow, shown};
use beckon_domain::{Domain, Error};
use http::{HeaderMap, StatusCode, header};

/// Scripts from here only; the form may lead on to where courses run.
const POLICY: &str = "default-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `GET` and `POST /launch/TOKEN`.
pub fn router() -> Router<Domain> {
    Router::new().route("/launch/{token}", get(page).post(launch))
}

async fn page(State(domain): State<Domain>, Path(token): Path<String>) -> Response {
    match shown(&domain, &token).await {
        Ok(title) => {
            let title = escaped(&title);
            let body = format!(
                "<h1>{title}</h1><form method=\"post\"><p>The course is about to start.</p>\
                 <button>Play course</button></form><script src=\"/launch.js\" defer></script>"
            );
            document(StatusCode::OK, &title, &body)
        }
        Err(error) => refused(error),
    }
}

async fn launch(
    State(domain): State<Domain>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    let agent: String = agent.chars().take(300).collect();
    match follow(&domain, &token, &agent).await {
        Ok(url) => Redirect::to(&url).into_response(),
        Err(error) => refused(error),
    }
}

fn refused(error: Error) -> Response {
    let problem = error.problem();
    let status = StatusCode::from_u16(problem.status());
    let why = escaped(&problem.to_string());
    let body = format!("<h1>The course can’t be started</h1><p>{why}</p>");
    document(
        status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        "The course can’t be started",
        &body,
    )
}

fn document(status: StatusCode, title: &str, body: &str) -> Response {
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} · Beckon</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"/launch.css\"></head>\
         <body><main>{body}</main></body></html>"
    );
    (
        status,
        [(header::CONTENT_SECURITY_POLICY, POLICY)],
        Html(html),
    )
        .into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
