//! Tables of Reportage as files.

use crate::upload::instructor;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use beckon_domain::{Domain, Error, reportage};
use beckon_model::reportage::Criteria;
use futures::{Stream, TryStreamExt};
use http::{StatusCode, header};
use tokio_util::io::ReaderStream;
use tower_sessions::Session;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /reportage/export.csv` and `/reportage/export.xlsx`, each with the query of the page that shows the table, and
/// `/r/TOKEN/results.csv` for whoever has the link to a report.
pub fn router() -> Router<Domain> {
    Router::new()
        .route("/reportage/export.csv", get(csv))
        .route("/reportage/export.xlsx", get(xlsx))
        .route("/r/{token}/results.csv", get(csv_by_link))
}

async fn csv(
    State(domain): State<Domain>,
    session: Session,
    RawQuery(query): RawQuery,
) -> Response {
    let who = match instructor(&domain, &session).await {
        Ok(who) => who,
        Err(error) => return refused(error),
    };
    let criteria = Criteria::parse(&query.unwrap_or_default());
    table(reportage::csv(&domain, &who, &criteria))
}

async fn csv_by_link(State(domain): State<Domain>, Path(token): Path<String>) -> Response {
    match reportage::csv_by_link(&domain, &token).await {
        Ok(lines) => table(lines),
        Err(error) => refused(error),
    }
}

fn table(lines: impl Stream<Item = Result<Vec<u8>, Error>> + Send + 'static) -> Response {
    let lines = lines.inspect_err(|error| tracing::error!(%error, "a table ended early"));
    let lines = lines.map_err(|error| std::io::Error::other(error.to_string()));
    file("text/csv; charset=utf-8", "csv", Body::from_stream(lines))
}

async fn xlsx(
    State(domain): State<Domain>,
    session: Session,
    RawQuery(query): RawQuery,
) -> Response {
    let criteria = Criteria::parse(&query.unwrap_or_default());
    let written = async {
        let who = instructor(&domain, &session).await?;
        let place = tempfile::NamedTempFile::new()?;
        reportage::xlsx(&domain, &who, &criteria, place.path()).await?;
        // Gone from the folder, it is gone from the disk when it was read.
        Ok::<_, Error>(tokio::fs::File::from_std(place.reopen()?))
    };
    match written.await {
        Ok(written) => file(XLSX, "xlsx", Body::from_stream(ReaderStream::new(written))),
        Err(error) => refused(error),
    }
}

fn file(kind: &'static str, extension: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"beckon-results.{extension}\"");
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, body).into_response()
}

fn refused(error: Error) -> Response {
    let problem = error.problem();
    let status =
        StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, problem.to_string()).into_response()
}
