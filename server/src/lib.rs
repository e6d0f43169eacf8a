//! The process: one listener, routed by host name, for the pages and for the content origin.

pub mod api;
pub mod config;
mod content;
mod guard;
mod health;
mod launch;
mod logs;
mod people;
mod reportage;
mod session;
mod upload;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use beckon_domain::Domain;
use http::{HeaderName, HeaderValue, StatusCode, header};
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

/// Everything that the process answers.
///
/// `site` is the folder that the build filled with scripts and styles, and with a list of the hashes in their names.
pub fn router(domain: Domain, site: &Path) -> Router {
    let settings = domain.settings();
    let hosts = Hosts {
        public: config::authority(&settings.public_url),
        content: config::authority(&settings.content_url),
        pages: pages(domain.clone(), site),
        courses: content::router(domain.clone(), site.to_owned()),
        public_url: settings.public_url.clone(),
    };
    Router::new()
        .route("/healthz", get(health::healthz))
        .with_state(domain)
        .fallback(by_host)
        .with_state(Arc::new(hosts))
        .layer(TraceLayer::new_for_http())
}

struct Hosts {
    public: String,
    content: String,
    pages: Router,
    courses: Router,
    public_url: String,
}

async fn by_host(State(hosts): State<Arc<Hosts>>, request: Request) -> Response {
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .or_else(|| request.uri().authority().map(http::uri::Authority::as_str))
        .unwrap_or_default()
        .to_lowercase();
    let router = if host == hosts.public {
        hosts.pages.clone()
    } else if host == hosts.content {
        hosts.courses.clone()
    } else {
        let why = format!(
            "Beckon is not set up for the host “{host}”. Open {} instead; operators set BECKON_PUBLIC_URL and \
             BECKON_CONTENT_URL, and a proxy in front must pass the Host header on.",
            hosts.public_url
        );
        return (StatusCode::MISDIRECTED_REQUEST, why).into_response();
    };
    // On a task of its own, so that a page is drawn to its end even when the browser has gone meanwhile: half-drawn, its
    // reactive parts would be taken down under each other's feet.
    match tokio::spawn(router.oneshot(request)).await {
        Ok(Ok(response)) => response,
        Ok(Err(never)) => match never {},
        Err(error) => {
            tracing::error!(%error, "a request could not be answered");
            let why = "Something unexpected happened. Please try again.";
            (StatusCode::INTERNAL_SERVER_ERROR, why).into_response()
        }
    }
}

/// The addresses of all pages, found once in a process: while Leptos looks for them, no page anywhere in the process may
/// be drawn, for whatever it fetches would never come (leptos-rs/leptos#4773).
static ROUTES: LazyLock<Vec<AxumRouteListing>> = LazyLock::new(|| generate_route_list(app::App));

/// The list of hashes, in the folder of the site.
const HASHES: &str = "hash.txt";

fn pages(domain: Domain, site: &Path) -> Router {
    // Leptos looks beside the program, unless it is told the whole path.
    let hashes = std::path::absolute(site.join(HASHES))
        .ok()
        .filter(|list| list.is_file());
    let hashed = hashes.is_some();
    let options = LeptosOptions::builder()
        .output_name("beckon")
        .site_root(site.to_string_lossy().into_owned())
        .site_pkg_dir("pkg")
        .hash_files(hashed)
        .hash_file(hashes.unwrap_or_default().to_string_lossy().into())
        .build();
    let context = {
        let domain = domain.clone();
        move || provide_context(domain.clone())
    };
    let shell = {
        let options = options.clone();
        move || app::shell(options.clone())
    };
    let origin: Arc<str> = domain.settings().public_url.as_str().into();
    Router::new()
        .leptos_routes_with_context(&options, ROUTES.clone(), context.clone(), shell)
        .fallback(leptos_axum::file_and_error_handler_with_context::<
            LeptosOptions,
            _,
        >(context, app::shell))
        .with_state(options)
        .merge(upload::router().with_state(domain.clone()))
        .merge(people::router().with_state(domain.clone()))
        .merge(reportage::router().with_state(domain.clone()))
        .merge(logs::router().with_state(domain.clone()))
        .merge(launch::router().with_state(domain.clone()))
        .layer(session::layer(&domain))
        .layer(CompressionLayer::new())
        .nest_service("/pkg", assets(&site.join("pkg"), hashed))
        .layer(from_fn_with_state(origin, guard::same_origin))
        // Keys are no cookies: whoever has one may use it from anywhere.
        .nest("/api/v2", api::router(&domain))
        .route("/api/v2/", get(async || Redirect::permanent("/api/v2")))
        .layer(axum::middleware::from_fn(guard::page_headers))
}

/// Scripts and styles, compressed by the build; names with a hash may be kept for ever.
fn assets(folder: &Path, hashed: bool) -> Router {
    let keep = if hashed {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let keep =
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    let cross = SetResponseHeaderLayer::overriding(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    );
    let files = ServeDir::new(folder)
        .precompressed_br()
        .precompressed_gzip();
    Router::new()
        .fallback_service(files)
        .layer(keep)
        .layer(cross)
}
