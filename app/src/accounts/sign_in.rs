use super::api::{RequestCode, SignIn};
use super::{Visit, local};
use crate::error::{beside, failure, overall, typed_or};
use crate::ui::{Button, Failure, Field, Look, PageHeader};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Signs in by password, or sends a code.
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = next();
    let code_next = next.clone();
    let action = ServerAction::<SignIn>::new();
    expect_context::<Visit>().changed_by(action);
    let failed = failure(action);
    view! {
        <PageHeader title="Sign in" />
        <ActionForm action>
            <input type="hidden" name="next" value=next />
            <Failure message=overall(failed) />
            <Field
                name="email"
                label="E-mail"
                kind="email"
                autocomplete="username"
                value=typed_or(failed, "email", "")
                error=beside(failed, "email")
            />
            <Field
                name="password"
                label="Password"
                kind="password"
                autocomplete="current-password"
                error=beside(failed, "password")
            />
            <Button look=Look::Primary busy=action.pending()>
                "Sign in"
            </Button>
        </ActionForm>
        <ByCode next=code_next />
    }
}

/// Sends a code to sign in with.
#[component]
fn ByCode(next: String) -> impl IntoView {
    let action = ServerAction::<RequestCode>::new();
    let failed = failure(action);
    view! {
        <section class="aside" aria-labelledby="by-code">
            <h2 id="by-code">"No password at hand?"</h2>
            <p>"A code by e-mail always works instead."</p>
            <ActionForm action>
                <input type="hidden" name="next" value=next />
                <Failure message=overall(failed) />
                <CodeAddress value=typed_or(failed, "email", "") error=beside(failed, "email") />
                <Button busy=action.pending()>"Mail me a code"</Button>
            </ActionForm>
        </section>
    }
}

/// The same field name as in the form above, under an id of its own.
#[component]
fn CodeAddress(value: String, error: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="field">
            <label for="code-email">"E-mail for the code"</label>
            <input
                id="code-email"
                name="email"
                type="email"
                autocomplete="email"
                required
                value=value
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby="code-email-error"
            />
            <p class="field__error" id="code-email-error">
                {move || error.get()}
            </p>
        </div>
    }
}

/// Where to go after signing in.
pub(super) fn next() -> String {
    let query = use_query_map().get_untracked();
    local(&query.get("next").unwrap_or_default()).to_owned()
}
