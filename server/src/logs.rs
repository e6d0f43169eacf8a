//! A launch's debug log as a file.

use crate::upload::instructor;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use beckon_domain::{Domain, Error, play};
use beckon_model::{LaunchId, Problem};
use http::{StatusCode, header};
use tower_sessions::Session;

/// `GET /launches/{id}/log.txt`.
pub fn router() -> Router<Domain> {
    Router::new().route("/launches/{id}/log.txt", get(log))
}

async fn log(State(domain): State<Domain>, session: Session, Path(id): Path<String>) -> Response {
    let id = LaunchId(id);
    let text = match instructor(&domain, &session).await {
        Ok(who) => play::text(&domain, &who, &id).await,
        Err(error) => Err(error),
    };
    match text.map_err(Error::problem) {
        Ok(text) => (
            [
                (header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()),
                (
                    header::CONTENT_DISPOSITION,
                    format!("attachment; filename=\"launch-{id}.txt\""),
                ),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ],
            text,
        )
            .into_response(),
        Err(Problem::SignedOut) => {
            Redirect::to(&format!("/sign-in?next=/launches/{id}")).into_response()
        }
        Err(problem) => {
            let status =
                StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, problem.to_string()).into_response()
        }
    }
}
