//! Uploading a package: streamed to disk, then promised to the importer.

use axum::extract::{DefaultBodyLimit, Multipart, Query, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Json, Router};
use beckon_domain::accounts::{self, Instructor};
use beckon_domain::courses::{
    self,
    imports::{self, Upload},
};
use beckon_domain::{Domain, Error, secret};
use beckon_model::{AccountId, CourseId, ImportId, Problem};
use futures::StreamExt;
use http::{StatusCode, header};
use serde::Deserialize;
use tower_sessions::Session;

/// `POST /library/upload?name=FILE.zip` with the file as body, or a plain form with the file as field `package`. With
/// `course=ID` it becomes a new version of that course.
pub fn router() -> Router<Domain> {
    Router::new()
        .route("/library/upload", post(upload))
        .layer(DefaultBodyLimit::disable())
}

#[derive(Debug, Deserialize)]
struct What {
    #[serde(default)]
    name: String,
    course: Option<CourseId>,
}

async fn upload(
    State(domain): State<Domain>,
    session: Session,
    Query(what): Query<What>,
    request: Request,
) -> Response {
    let form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let from = match &what.course {
        Some(course) => format!("/courses/{}", encoded(&course.0)),
        None => "/library".to_owned(),
    };
    let taken = match uploader(&domain, &session, &what).await {
        Ok(who) if form => from_form(&domain, &who, &what, request).await,
        Ok(who) => from_body(&domain, &who, &what, request).await,
        Err(error) => Err(error),
    };
    match taken.map_err(Error::problem) {
        Ok(id) if form => Redirect::to(&format!("/library/imports/{id}")).into_response(),
        Ok(id) => (
            StatusCode::ACCEPTED,
            Json(serde_json::json!({ "import": id })),
        )
            .into_response(),
        Err(Problem::SignedOut) if form => {
            Redirect::to(&format!("/sign-in?next={from}")).into_response()
        }
        Err(problem) if form => {
            let message = encoded(&problem.to_string());
            Redirect::to(&format!("{from}?problem={message}")).into_response()
        }
        Err(problem) => {
            let status =
                StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (
                status,
                Json(serde_json::json!({ "error": problem.to_string() })),
            )
                .into_response()
        }
    }
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Who uploads, before anything is taken in: the course must be his.
async fn uploader(domain: &Domain, session: &Session, what: &What) -> Result<Instructor, Error> {
    let who = instructor(domain, session).await?;
    if let Some(course) = &what.course {
        courses::known(domain, &who, course).await?;
    }
    Ok(who)
}

pub(crate) async fn instructor(domain: &Domain, session: &Session) -> Result<Instructor, Error> {
    let account: Option<AccountId> = session
        .get("account")
        .await
        .map_err(|e| Error::Other(e.to_string()))?;
    accounts::instructor(domain, &account.ok_or(Problem::SignedOut)?).await
}

async fn from_body(
    domain: &Domain,
    who: &Instructor,
    what: &What,
    request: Request,
) -> Result<ImportId, Error> {
    let id: ImportId = secret::id();
    let mut upload = Upload::begin(domain, &id).await?;
    let mut body = request.into_body().into_data_stream();
    while let Some(piece) = body.next().await {
        upload.write(&piece.map_err(broken)?).await?;
    }
    upload.finish().await?;
    imports::enqueue(domain, who, &id, &what.name, what.course.as_ref()).await?;
    Ok(id)
}

async fn from_form(
    domain: &Domain,
    who: &Instructor,
    what: &What,
    request: Request,
) -> Result<ImportId, Error> {
    use axum::extract::FromRequest;
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|e| Error::Other(e.to_string()))?;
    while let Some(mut field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("package") {
            continue;
        }
        let id: ImportId = secret::id();
        let name = field.file_name().unwrap_or_default().to_owned();
        let mut upload = Upload::begin(domain, &id).await?;
        while let Some(piece) = field.chunk().await.map_err(broken)? {
            upload.write(&piece).await?;
        }
        upload.finish().await?;
        imports::enqueue(domain, who, &id, &name, what.course.as_ref()).await?;
        return Ok(id);
    }
    Err(Problem::field("package", "Choose the course's .zip file first.").into())
}

pub(crate) fn broken(error: impl std::fmt::Display) -> Error {
    tracing::info!(%error, "an upload broke off");
    Problem::Conflict(
        "The upload broke off before the file was whole. Nothing was kept; please try again."
            .to_owned(),
    )
    .into()
}
