//! The content origin: the player page, the course's files, and what the player saves. No cookies here; all authority is
//! the launch ticket in the path.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use beckon_domain::play::{self, Commit, Stop};
use beckon_domain::{Domain, courses, fetch};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// The most that one batch of the journal may weigh.
const COMMIT_MAX: usize = 1 << 20;

/// How long a last batch waits for the one before it: 20 times 100 ms.
const OVERTAKEN_TRIES: usize = 20;
const OVERTAKEN_PAUSE: Duration = Duration::from_millis(100);

/// What courses may do: run scripts and pop up, but not navigate the page that holds them. It holds for all that is no
/// player: whatever a course opens on this host, its scripts reach into.
const COURSE_POLICY: &str = "sandbox allow-scripts allow-same-origin allow-forms allow-popups \
     allow-popups-to-escape-sandbox allow-modals allow-downloads; frame-ancestors 'self'";

/// The player runs its own scripts, and none that lie in a course beside it.
/// `style` is where a program's own style sheet comes from, or nothing.
fn player_policy(content_url: &str, style: &str) -> String {
    format!(
        "default-src 'self'; script-src {content_url}/player/ 'wasm-unsafe-eval'; style-src 'self'{style}; \
         img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

#[derive(Clone)]
struct Content {
    domain: Domain,
    player: PathBuf,
}

/// All that the content host answers. `site` is the folder with the player's files.
pub fn router(domain: Domain, site: PathBuf) -> Router {
    let player = site.join("player");
    let files = ServeDir::new(&player)
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .route("/play/{ticket}/", get(page))
        .route("/play/{ticket}/begin", post(begin))
        .route("/play/{ticket}/commit", post(commit))
        .route("/play/{ticket}/blank", get(blank))
        .route("/play/{ticket}/c/{*path}", get(file))
        .nest_service("/player", files)
        .fallback(async || (StatusCode::NOT_FOUND, "There is nothing at this address."))
        .layer(fixed("content-security-policy", COURSE_POLICY))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "no-referrer"))
        .layer(fixed("cross-origin-resource-policy", "same-origin"))
        .layer(fixed(
            "permissions-policy",
            "camera=(), microphone=(), geolocation=()",
        ))
        .layer(fixed("x-robots-tag", "noindex"))
        .with_state(Content { domain, player })
}

fn fixed(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}

async fn page(State(content): State<Content>, Path(ticket): Path<String>) -> Response {
    // Whether the ticket is good the page learns when it begins; opening it changes nothing.
    let css = match play::css_of_ticket(&content.domain, &ticket).await {
        Ok(css) => css.and_then(|css| fetch::address(&css).ok().map(String::from)),
        Err(error) => return failed(error),
    };
    let style = css.as_deref().map(|css| format!(" {}", without_query(css)));
    let content_url = &content.domain.settings().content_url;
    let policy = player_policy(content_url, &style.unwrap_or_default());
    let html = tokio::fs::read_to_string(content.player.join("player.html")).await;
    match html.map(|html| dressed(html, css.as_deref())) {
        Ok(html) => (
            [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
                (header::CONTENT_SECURITY_POLICY, &policy),
            ],
            html,
        )
            .into_response(),
        Err(error) => {
            tracing::error!(%error, folder = %content.player.display(), "the player's page is missing");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The player is not installed: its files are missing.",
            )
                .into_response()
        }
    }
}

/// An address as a policy names it: without what would end the directive.
fn without_query(address: &str) -> String {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    address.replace(';', "%3B").replace(',', "%2C")
}

/// The page with a program's own style sheet behind the player's.
fn dressed(html: String, css: Option<&str>) -> String {
    let Some(css) = css else {
        return html;
    };
    let address = css.replace('&', "&amp;").replace('"', "&quot;");
    let link = format!("<link rel=\"stylesheet\" href=\"{address}\"></head>");
    html.replacen("</head>", &link, 1)
}

async fn blank() -> Response {
    let html = "<!doctype html><html lang=\"en\"><title>Leaving</title>";
    (
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        html,
    )
        .into_response()
}

async fn begin(State(content): State<Content>, Path(ticket): Path<String>) -> Response {
    match play::begin(&content.domain, &ticket).await {
        Ok(Ok(beginning)) => {
            ([(header::CACHE_CONTROL, "no-store")], Json(beginning)).into_response()
        }
        Ok(Err(stop)) => stopped(stop),
        Err(error) => failed(error),
    }
}

async fn commit(
    State(content): State<Content>,
    Path(ticket): Path<String>,
    request: Request,
) -> Response {
    let Ok(body) = axum::body::to_bytes(request.into_body(), COMMIT_MAX).await else {
        let error = "What was to be saved is larger than 1 MiB. Nothing of it was kept; what was saved before stands.";
        return (
            StatusCode::PAYLOAD_TOO_LARGE,
            Json(json!({ "error": error, "kind": "too-large" })),
        )
            .into_response();
    };
    let batch: Commit = match serde_json::from_slice(&body) {
        Ok(batch) => batch,
        Err(error) => {
            let error = format!("What was sent is not a journal that can be read: {error}.");
            return (
                StatusCode::BAD_REQUEST,
                Json(json!({ "error": error, "kind": "unreadable" })),
            )
                .into_response();
        }
    };
    let mut answer = play::commit(&content.domain, &ticket, &batch).await;
    // A page that goes sends its last batches at once and can't send them again: they may overtake each other.
    for _ in 0..OVERTAKEN_TRIES {
        if !matches!(answer, Ok(Err(Stop::Gap(last))) if batch.left && batch.seq == last + 2) {
            break;
        }
        tokio::time::sleep(OVERTAKEN_PAUSE).await;
        answer = play::commit(&content.domain, &ticket, &batch).await;
    }
    match answer {
        Ok(Ok(committed)) => Json(committed).into_response(),
        Ok(Err(stop)) => stopped(stop),
        Err(error) => failed(error),
    }
}

fn stopped(stop: Stop) -> Response {
    let (status, kind, error) = match &stop {
        Stop::Unknown => (
            StatusCode::NOT_FOUND,
            "unknown",
            "This address opens no course. Start it again from your invitation.",
        ),
        Stop::Replaced => (
            StatusCode::CONFLICT,
            "replaced",
            "The course was opened again elsewhere, and goes on there. What was saved here is kept.",
        ),
        Stop::Ended => (
            StatusCode::GONE,
            "ended",
            "This sitting has ended. What was saved is kept; start the course again to go on.",
        ),
        Stop::Gap(_) => (
            StatusCode::CONFLICT,
            "gap",
            "Something that was sent before has not arrived.",
        ),
        Stop::Illegal(why) => (StatusCode::BAD_REQUEST, "illegal", why.as_str()),
    };
    let mut body = json!({ "error": error, "kind": kind });
    if let Stop::Gap(seq) = stop {
        body["seq"] = seq.into();
    }
    (status, Json(body)).into_response()
}

fn failed(error: beckon_domain::Error) -> Response {
    let problem = error.problem();
    let body = json!({ "error": problem.to_string(), "kind": "unexpected" });
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}

async fn file(
    State(content): State<Content>,
    Path((ticket, path)): Path<(String, String)>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    if headers.get("service-worker").is_some() {
        return (
            StatusCode::FORBIDDEN,
            "Courses can't install service workers here.",
        )
            .into_response();
    }
    let found = match play::version_of_ticket(&content.domain, &ticket).await {
        Ok(Some(version)) => courses::file(&content.domain, &version, &path).await,
        Ok(None) => {
            return (
                StatusCode::GONE,
                "This sitting has ended. Start the course again to go on.",
            )
                .into_response();
        }
        Err(error) => Err(error),
    };
    let file = match found {
        Ok(Some(file)) => file,
        Ok(None) => return (StatusCode::NOT_FOUND, "The course has no such file.").into_response(),
        Err(error) => return failed(error),
    };
    let mime = file
        .mime
        .parse()
        .unwrap_or(mime_guess::mime::APPLICATION_OCTET_STREAM);
    let serve = ServeFile::new_with_mime(file.path(&content.domain), &mime);
    let mut response = match serve.oneshot(request).await {
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=3600"),
    );
    response
}
