//! Whether the process can do its work, for whoever watches it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use beckon_domain::{Domain, accounts};
use http::{StatusCode, header};

/// `200 ok` when the database answers, `503` when not.
pub async fn healthz(State(domain): State<Domain>) -> Response {
    // On the content host a course may open it: no script of its own origin reaches into a sandbox.
    let sandbox = [(header::CONTENT_SECURITY_POLICY, "sandbox")];
    match accounts::installation(&domain).await {
        Ok(_) => (StatusCode::OK, sandbox, "ok\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                sandbox,
                "The database does not answer.\n",
            )
                .into_response()
        }
    }
}
