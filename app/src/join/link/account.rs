use super::api::ConfirmAccount;
use super::code::{CodeField, StartAgain};
use super::{below, path};
use crate::accounts::{AccountFields, Visit};
use crate::error::{beside, failure, overall, typed_or};
use crate::ui::{Button, Failure, Look, PageHeader};
use beckon_model::launch::LinkLanding;
use leptos::prelude::*;

/// Sets up the account of a link's recipient, by the code that was mailed to him.
#[component]
pub fn AccountByLinkPage() -> impl IntoView {
    let action = ServerAction::<ConfirmAccount>::new();
    expect_context::<Visit>().changed_by(action);
    below(move |landing, token| page(landing, token, action))
}

fn page(
    landing: LinkLanding,
    token: String,
    action: ServerAction<ConfirmAccount>,
) -> impl IntoView {
    let failed = failure(action);
    let back = path(&token, "");
    view! {
        <PageHeader
            title="Set up your account"
            lead=format!(
                "A code is on its way to {}, to make sure that it is you. It is good for 15 minutes.",
                landing.masked_email,
            )
        />
        <ActionForm action>
            <input type="hidden" name="token" value=token />
            <Failure message=overall(failed) />
            <CodeField error=beside(failed, "code") value=typed_or(failed, "code", "") />
            <AccountFields failure=failed />
            <Button look=Look::Primary busy=action.pending()>
                "Set up account"
            </Button>
        </ActionForm>
        <p>"If you have an account under this address, the code signs you in to it, and it stays as it is."</p>
        <StartAgain back />
    }
    .into_any()
}
