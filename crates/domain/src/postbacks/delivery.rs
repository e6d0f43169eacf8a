//! One postback as it goes out: what is posted, how it is signed, and what the other side said.
//!
//! The payload is that of SCORM Cloud. The signature is that of Standard Webhooks: `webhook-signature` is `v1,` and the
//! Base64 of an HMAC-SHA-256 over `webhook-id`, `webhook-timestamp` and the body, with dots between them.

use super::store::Outcome;
use crate::fetch::{Failure, Outgoing};
use crate::{Domain, Result, secret, zone};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use beckon_model::postback::{AuthType, DeliveryState, ResultsFormat};
use beckon_model::result::{
    ActivityResult, CompletionStatus, CourseReference, Depth, LearnerInfo, RegistrationResult,
    Scaled, SuccessStatus,
};
use beckon_model::{DeliveryId, Millis};
use hyper::Method;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;
use std::time::{Duration, Instant};

/// How long the other side may take.
pub(super) const WITHIN: Duration = Duration::from_secs(30);
/// How many bytes of its answer are kept.
const FIRST: usize = 2_000;

/// Where results go, with the password.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    pub url: String,
    pub auth_type: AuthType,
    /// Empty for none.
    pub user_name: String,
    pub password: String,
    pub results_format: ResultsFormat,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Target({})", self.url)
    }
}

impl Target {
    /// How much of the results it wants.
    pub(super) fn depth(&self) -> Depth {
        let children = self.results_format != ResultsFormat::Course;
        let all = self.results_format == ResultsFormat::Full;
        Depth {
            activity: children,
            children,
            details: all,
            runtime: all,
        }
    }
}

/// What came of posting once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// The status and the first bytes of the answer as text, or why there was none.
    pub answer: std::result::Result<(u16, String), Failure>,
    pub took: Duration,
}

impl Posted {
    /// Whether the other side took it: any answer but an error. Redirects are not followed and are no error.
    pub fn is_taken(&self) -> bool {
        matches!(self.answer, Ok((..400, _)))
    }

    /// What is noted of it, where nothing more is to be tried.
    pub(super) fn outcome(&self, url: &str, now: Millis) -> Outcome {
        let (status, answer, problem) = match &self.answer {
            Ok((status, answer)) => (Some(i64::from(*status)), answer.clone(), String::new()),
            Err(failure) => (None, String::new(), failure.to_string()),
        };
        Outcome {
            state: if self.is_taken() {
                DeliveryState::Delivered
            } else {
                DeliveryState::Failed
            },
            due_at: now,
            url: url.to_owned(),
            status,
            answer,
            took: i64::try_from(self.took.as_millis()).ok(),
            problem,
        }
    }
}

/// Posts something once. `id` and `at` stand in the signature, which is made with `secret`.
///
/// # Errors
/// When it can't be written; what the other side does is a value.
pub(super) async fn send(
    domain: &Domain,
    target: &Target,
    payload: &(impl Serialize + Sync),
    (id, at): (&DeliveryId, Millis),
    secret: &[u8; 32],
) -> Result<Posted> {
    let json = serde_json::to_string(payload)?;
    let (content_type, body) = match target.auth_type {
        AuthType::HttpBasic => ("application/json; charset=UTF-8", json),
        AuthType::Form => (
            "application/x-www-form-urlencoded; charset=UTF-8",
            form(target, &json),
        ),
    };
    let mut headers = vec![(CONTENT_TYPE, HeaderValue::from_static(content_type))];
    if target.auth_type == AuthType::HttpBasic && !target.user_name.is_empty() {
        let both = STANDARD.encode(format!("{}:{}", target.user_name, target.password));
        let mut value = HeaderValue::try_from(format!("Basic {both}")).map_err(unwritable)?;
        value.set_sensitive(true);
        headers.push((AUTHORIZATION, value));
    }
    let seconds = at / 1_000;
    let signature = signature(secret, &id.0, seconds, &body);
    for (name, value) in [
        ("webhook-id", id.0.clone()),
        ("webhook-timestamp", seconds.to_string()),
        ("webhook-signature", signature),
    ] {
        headers.push((
            HeaderName::from_static(name),
            HeaderValue::try_from(value).map_err(unwritable)?,
        ));
    }
    let (method, url, body) = (Method::POST, target.url.as_str(), body.into_bytes());
    let begun = Instant::now();
    let answer = domain
        .fetcher()
        .send(
            Outgoing {
                method,
                url,
                headers,
                body,
            },
            FIRST,
            WITHIN,
        )
        .await;
    Ok(Posted {
        // PostgreSQL keeps no NUL in a text.
        answer: answer.map(|answer| {
            (
                answer.status,
                String::from_utf8_lossy(&answer.body).replace('\0', "\u{fffd}"),
            )
        }),
        took: begun.elapsed(),
    })
}

fn unwritable(error: impl std::fmt::Display) -> crate::Error {
    crate::Error::Other(format!("a header of a postback: {error}"))
}

fn form(target: &Target, json: &str) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("data", json);
    if !target.user_name.is_empty() {
        form.append_pair("userName", &target.user_name);
        form.append_pair("password", &target.password);
    }
    form.finish()
}

fn signature(secret: &[u8; 32], id: &str, seconds: i64, body: &str) -> String {
    let mac = secret::hmac(secret, format!("{id}.{seconds}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(mac))
}

/// Results of nobody, for a test.
pub(super) fn sample(now: Millis, format: ResultsFormat) -> RegistrationResult {
    let activity = ActivityResult {
        id: "example-activity".to_owned(),
        title: "An example".to_owned(),
        attempts: 1,
        activity_completion: CompletionStatus::Completed,
        activity_success: SuccessStatus::Passed,
        score: Some(Scaled { scaled: 85.0 }),
        time_tracked: "0000:02:00.00".to_owned(),
        completion_amount: Some(Scaled { scaled: 100.0 }),
        ..ActivityResult::default()
    };
    let at = Some(zone::iso(now));
    RegistrationResult {
        id: "example-registration".to_owned(),
        updated: at.clone(),
        registration_completion: CompletionStatus::Completed,
        registration_completion_amount: Some(100.0),
        registration_success: SuccessStatus::Passed,
        score: Some(Scaled { scaled: 85.0 }),
        total_seconds_tracked: Some(120.0),
        first_access_date: at.clone(),
        last_access_date: at.clone(),
        completed_date: at.clone(),
        created_date: at,
        course: CourseReference {
            id: "example-course".to_owned(),
            title: "An example".to_owned(),
            version: 1,
        },
        learner: LearnerInfo {
            id: "example-learner".to_owned(),
            email: Some("learner@example.org".to_owned()),
            first_name: "Example".to_owned(),
            last_name: "Learner".to_owned(),
        },
        activity_details: (format != ResultsFormat::Course).then_some(activity),
        ..RegistrationResult::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_standard_webhooks() {
        // Made with: printf 'msg_1.1614265330.{"test": 2432232314}' | openssl dgst -sha256 -mac HMAC
        //            -macopt hexkey:0707…07 -binary | base64
        let made = signature(&[7; 32], "msg_1", 1_614_265_330, r#"{"test": 2432232314}"#);
        assert_eq!(made, "v1,4tb+MnkCTqymlrGQQ6f66PPeMjMas7AHx6XI40qL5MA=");
    }

    #[test]
    fn a_form_holds_the_results_and_who_sends_them() {
        let mut target = Target {
            url: String::new(),
            auth_type: AuthType::Form,
            user_name: "ada".to_owned(),
            password: "a&b=c d".to_owned(),
            results_format: ResultsFormat::Course,
        };
        assert_eq!(
            form(&target, r#"{"a":1}"#),
            "data=%7B%22a%22%3A1%7D&userName=ada&password=a%26b%3Dc+d"
        );
        target.user_name.clear();
        assert_eq!(form(&target, "{}"), "data=%7B%7D");
    }
}
