//! Keeping a form that says whom to invite, with the file that was sent with it.

use crate::upload::{broken, instructor};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use axum::{Json, Router};
use beckon_domain::accounts::Instructor;
use beckon_domain::invitations::people::{self, FILE_MAX};
use beckon_domain::{Domain, Error};
use beckon_model::Problem;
use beckon_model::people::PeopleForm;
use http::{StatusCode, header};
use tower_sessions::Session;

/// `POST /people` with the whole form; answers a browser with its page, a program with `{"error"}`, empty if all is well.
pub fn router() -> Router<Domain> {
    Router::new()
        .route("/people", post(keep))
        .layer(DefaultBodyLimit::max(FILE_MAX + 4 * 1024 * 1024))
}

async fn keep(State(domain): State<Domain>, session: Session, request: Request) -> Response {
    let html = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let mut sent = Sent::default();
    let kept = match instructor(&domain, &session).await {
        Ok(who) => keep_sent(&domain, &who, request, &mut sent).await,
        Err(error) => Err(error),
    };
    let problem = kept.map_err(Error::problem).err();
    match problem {
        Some(Problem::SignedOut) if html => Redirect::to("/sign-in").into_response(),
        problem if html => Redirect::to(&sent.page(problem.as_ref())).into_response(),
        problem => {
            let status = problem.as_ref().map_or(200, Problem::status);
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let error = problem.map(|problem| problem.to_string());
            let error = error.unwrap_or_default();
            (status, Json(serde_json::json!({ "error": error }))).into_response()
        }
    }
}

/// A form as it came.
#[derive(Debug, Default)]
struct Sent {
    fields: Vec<(String, String)>,
    file: Option<(String, Vec<u8>)>,
    key: String,
}

async fn keep_sent(
    domain: &Domain,
    who: &Instructor,
    request: Request,
    sent: &mut Sent,
) -> Result<(), Error> {
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|error| Error::Other(error.to_string()))?;
    while let Some(field) = parts.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            Some(file_name) => {
                let bytes = field.bytes().await.map_err(broken)?;
                if !bytes.is_empty() {
                    sent.file = Some((file_name, bytes.to_vec()));
                }
            }
            None => sent
                .fields
                .push((name, field.text().await.map_err(broken)?)),
        }
    }
    let pairs = sent.fields.iter().map(|(name, value)| (&**name, &**value));
    let mut form = PeopleForm::from_pairs(pairs);
    sent.key.clone_from(&form.key);
    if sent.file.is_some() {
        form.take_file();
    }
    let others = sent
        .fields
        .iter()
        .filter(|(name, _)| !name.starts_with("people["));
    let others: Vec<_> = others.cloned().collect();
    let file = sent.file.as_ref().map(|(name, bytes)| (&**name, &**bytes));
    people::keep(domain, who, &form, &others, file).await
}

impl Sent {
    /// The page that the form stands on, which shows it again.
    fn page(&self, problem: Option<&Problem>) -> String {
        let id = |wanted: &str| {
            let found = self.fields.iter().find(|(name, _)| name == wanted);
            let plain = |text: &&str| text.bytes().all(|b| b.is_ascii_alphanumeric());
            found.map(|(_, value)| &**value).filter(plain)
        };
        let mut page = match (id("id"), id("course")) {
            (Some(invitation), _) => format!("/invitations/{invitation}/people?people="),
            (None, Some(course)) => format!("/courses/{course}/invite?kind=private&people="),
            (None, None) => return "/invitations".to_owned(),
        };
        page.push_str(&encoded(&self.key));
        if let Some(problem) = problem {
            page.push_str("&problem=");
            page.push_str(&encoded(&problem.to_string()));
        }
        page
    }
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
