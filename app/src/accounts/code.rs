use super::api::SignInWithCode;
use super::sign_in::next;
use super::{Visit, sign_in_url};
use crate::error::{beside, failure, overall};
use crate::ui::{Button, Failure, Field, Look, PageHeader};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Signs in by the code that was mailed.
#[component]
pub fn CodePage() -> impl IntoView {
    let next = next();
    let again = sign_in_url(&next);
    let email = use_query_map()
        .get_untracked()
        .get("email")
        .unwrap_or_default();
    let action = ServerAction::<SignInWithCode>::new();
    expect_context::<Visit>().changed_by(action);
    let failed = failure(action);
    view! {
        <PageHeader
            title="Enter your code"
            lead=format!("If {email} has an account, a code is on its way there. It is good for a few minutes.")
        />
        <ActionForm action>
            <input type="hidden" name="next" value=next />
            <input type="hidden" name="email" value=email />
            <Failure message=overall(failed) />
            <Failure message=beside(failed, "email") />
            <Field
                name="code"
                label="Code"
                autocomplete="one-time-code"
                maxlength=20
                error=beside(failed, "code")
            />
            <Button look=Look::Primary busy=action.pending()>
                "Sign in"
            </Button>
        </ActionForm>
        <p>
            "No code came? " <a href=again>"Start again"</a>
            " and check the address."
        </p>
    }
}
