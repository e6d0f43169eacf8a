//! The pages that ask for a mailed code.

use super::api::{ConfirmBrowser, ConfirmOther};
use super::{below, path};
use crate::error::{beside, failure, overall};
use crate::ui::{Button, Failure, Field, Look, PageHeader};
use beckon_model::launch::LinkLanding;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// "It's me": lets the recipient go on in this browser.
#[component]
pub fn LinkCodePage() -> impl IntoView {
    let action = ServerAction::<ConfirmBrowser>::new();
    below(move |landing, token| page(landing, token, action))
}

fn page(
    landing: LinkLanding,
    token: String,
    action: ServerAction<ConfirmBrowser>,
) -> impl IntoView {
    let failed = failure(action);
    let back = path(&token, "");
    view! {
        <CodeHeader to=landing.masked_email />
        <ActionForm action>
            <input type="hidden" name="token" value=token />
            <Failure message=overall(failed) />
            <CodeField error=beside(failed, "code") />
            <Button look=Look::Primary busy=action.pending()>
                "Go on"
            </Button>
        </ActionForm>
        <StartAgain back />
    }
    .into_any()
}

/// "I am someone else": confirms an address that is known already.
#[component]
pub fn OtherCodePage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    let email = use_query_map()
        .get_untracked()
        .get("email")
        .unwrap_or_default();
    let action = ServerAction::<ConfirmOther>::new();
    let failed = failure(action);
    let back = path(&token, "/someone-else");
    view! {
        <CodeHeader to=email.clone() />
        <ActionForm action>
            <input type="hidden" name="token" value=token />
            <input type="hidden" name="email" value=email />
            <Failure message=overall(failed) />
            <CodeField error=beside(failed, "code") />
            <Button look=Look::Primary busy=action.pending()>
                "Go on"
            </Button>
        </ActionForm>
        <StartAgain back />
    }
    .into_any()
}

/// Where the code has gone.
#[component]
pub fn CodeHeader(to: String) -> impl IntoView {
    view! {
        <PageHeader
            title="Enter your code"
            lead=format!("A code is on its way to {to}, to make sure that it is you. It is good for 15 minutes.")
        />
    }
}

/// Where the code is typed.
#[component]
pub fn CodeField(
    error: Signal<Option<String>>,
    #[prop(optional, into)] value: String,
) -> impl IntoView {
    view! {
        <Field
            name="code"
            label="Code"
            autocomplete="one-time-code"
            inputmode="numeric"
            maxlength=20
            value
            error
        />
    }
}

/// What to do when none came.
#[component]
pub fn StartAgain(back: String) -> impl IntoView {
    view! {
        <p>"No code came? Look among unwanted mail, or " <a href=back>"start again"</a> "."</p>
    }
}
