use super::api::SetPostback;
use crate::error::{beside, failure, overall, typed_or};
use crate::ui::{Button, Failure, Field, Look, Select};
use beckon_model::postback::{AuthType, Level, Postback, ResultsFormat, Said, Setting};
use leptos::html;
use leptos::prelude::*;

/// Where results go, in words.
pub(super) fn in_words(holds: &Option<(Said, Level)>) -> String {
    match holds {
        None => "Results are posted nowhere.".to_owned(),
        Some((Said::To(postback), level)) => {
            format!(
                "Results are posted to {} ({}).",
                postback.url,
                level.label()
            )
        }
        Some((_, level)) => format!("Results are posted nowhere ({}).", level.label()),
    }
}

/// The form of a level.
#[component]
pub fn PostbackFields(
    setting: Setting,
    /// Of the course, the invitation or the registration.
    id: String,
    action: ServerAction<SetPostback>,
) -> impl IntoView {
    let failed = failure(action);
    let level = setting.level;
    let (way, own) = match setting.said {
        Said::Nothing if level == Level::Account => ("on", Postback::default()),
        Said::Nothing => ("above", Postback::default()),
        Said::Off => ("off", Postback::default()),
        Said::To(postback) => ("on", postback),
    };
    let to = ("on".to_owned(), "To the address below".to_owned());
    let nowhere = |way: &str| (way.to_owned(), "Nowhere".to_owned());
    let ways = match level {
        Level::Account => vec![to, nowhere("above")],
        _ => {
            let above = match &setting.above {
                Some((Said::To(postback), level)) => {
                    format!("As it is above: to {} ({})", postback.url, level.label())
                }
                _ => "As it is above: nowhere".to_owned(),
            };
            vec![("above".to_owned(), above), to, nowhere("off")]
        }
    };
    let words = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(word, label)| ((*word).to_owned(), (*label).to_owned()))
            .collect()
    };
    let auth_types = words(&AuthType::ALL.map(|one| (one.word(), one.label())));
    let formats = words(&ResultsFormat::ALL.map(|one| (one.word(), one.label())));
    let password_hint = if own.has_password {
        "One is set. Leave it empty to keep it; without a user name it is forgotten."
    } else {
        "It can be replaced, but is not shown again."
    };
    // Once it is saved it is not shown, not even to who typed it.
    let password = NodeRef::<html::Input>::new();
    password.on_load(move |input| {
        let saved = action
            .value()
            .with_untracked(|done| matches!(done, Some(Ok(()))));
        if saved {
            input.set_value("");
        }
    });
    view! {
        <ActionForm action attr:class="options-form">
            <Failure message=overall(failed) />
            <input type="hidden" name="level" value=level.word() />
            <input type="hidden" name="id" value=id />
            <Select name="form[way]" label="Post results" options=ways value=typed_or(failed, "way", way) />
            <Field
                name="form[url]"
                label="Address"
                kind="url"
                optional=true
                maxlength=2_000
                value=typed_or(failed, "url", &own.url)
                hint="It begins with https://. Results are posted there within seconds whenever they change."
                error=beside(failed, "url")
            />
            <Select
                name="form[results_format]"
                label="What is posted"
                options=formats
                value=typed_or(failed, "results_format", own.results_format.word())
            />
            <Select
                name="form[auth_type]"
                label="How it is sent"
                options=auth_types
                value=typed_or(failed, "auth_type", own.auth_type.word())
            />
            <Field
                name="form[user_name]"
                label="User name"
                optional=true
                value=typed_or(failed, "user_name", &own.user_name)
                error=beside(failed, "user_name")
            />
            <Field
                name="form[password]"
                label="Password"
                kind="password"
                autocomplete="new-password"
                optional=true
                hint=password_hint
                node_ref=password
                error=beside(failed, "password")
            />
            <Button look=Look::Primary busy=action.pending()>
                "Save"
            </Button>
        </ActionForm>
    }
    .into_any()
}
