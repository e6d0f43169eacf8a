//! What goes wrong between a page and a rule, in the one form that server functions give back.

use beckon_model::Problem;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// A problem, with what was typed into the form that met it: a form posted without scripts is drawn anew, and
/// then shows what stood in its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppError {
    pub problem: Problem,
    /// Field name and value; never a secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typed: Vec<(String, String)>,
}

/// The most that an address may carry of what was typed, in bytes.
const TYPED_MAX: usize = 24_000;

impl From<Problem> for AppError {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            typed: Vec::new(),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<beckon_domain::Error> for AppError {
    fn from(error: beckon_domain::Error) -> Self {
        let problem = error.problem();
        tell_status(problem.status());
        problem.into()
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let why = match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => {
                "The server could not be reached. Check your connection and try again."
            }
            _ => "This request could not be understood. Reload the page and try again.",
        };
        #[cfg(feature = "ssr")]
        tell_status(400);
        Problem::Refused(why.to_owned()).into()
    }
}

/// Gives an answer to a program its status. A form posted as plain HTML must be led back to its page instead,
/// and a status would undo that.
#[cfg(feature = "ssr")]
fn tell_status(status: u16) {
    use axum::http::StatusCode;
    if let (false, Some(response), Ok(status)) = (
        without_scripts(),
        use_context::<leptos_axum::ResponseOptions>(),
        StatusCode::from_u16(status),
    ) {
        response.set_status(status);
    }
}

/// Whether a form was posted as plain HTML, so that the answer is its page and not a value.
#[cfg(feature = "ssr")]
pub fn without_scripts() -> bool {
    use axum::http::{header::ACCEPT, request::Parts};
    use_context::<Parts>().is_some_and(|parts| {
        let accept = parts
            .headers
            .get(ACCEPT)
            .and_then(|value| value.to_str().ok());
        accept.is_some_and(|value| value.contains("text/html"))
    })
}

/// Keeps what was typed with the error.
pub trait Keeping<T> {
    /// Takes field names and values; give no secrets.
    fn keeping(self, typed: &[(&str, &str)]) -> Result<T, AppError>;
}

impl<T, E: Into<AppError>> Keeping<T> for Result<T, E> {
    fn keeping(self, typed: &[(&str, &str)]) -> Result<T, AppError> {
        self.map_err(|error| {
            let mut error = error.into();
            let mut room = TYPED_MAX;
            for (name, value) in typed {
                if value.len() <= room {
                    room -= value.len();
                    error.typed.push(((*name).to_owned(), (*value).to_owned()));
                }
            }
            error
        })
    }
}

/// What went wrong when a form was last sent; works with and without scripts.
pub fn failure<S>(action: ServerAction<S>) -> Signal<Option<AppError>>
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
{
    let value = action.value();
    Signal::derive(move || {
        value.with(|value| match value {
            Some(Err(error)) => Some(error.clone()),
            _ => None,
        })
    })
}

/// What stood in a field when the form was last sent without scripts, or else the value given.
pub fn typed_or(failure: Signal<Option<AppError>>, field: &str, otherwise: &str) -> String {
    failure
        .get_untracked()
        .and_then(|error| error.typed.into_iter().find(|(name, _)| name == field))
        .map_or_else(|| otherwise.to_owned(), |(_, value)| value)
}

/// What is wrong with a field, for the place beside it.
pub fn beside(failure: Signal<Option<AppError>>, field: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        failure.with(|error| error.as_ref()?.problem.beside(field).map(str::to_owned))
    })
}

/// What is wrong with a form as a whole, where no field is to blame.
pub fn overall(failure: Signal<Option<AppError>>) -> Signal<Option<String>> {
    Signal::derive(move || {
        failure.with(|error| match &error.as_ref()?.problem {
            Problem::Fields(_) => None,
            other => Some(other.to_string()),
        })
    })
}
