//! The page that asks for the code which confirms a guest's address.

use super::api::{ConfirmGuest, public_landing};
use super::kiosk::Waiting;
use super::link::{CodeField, CodeHeader};
use crate::accounts::Visit;
use crate::error::{beside, failure, overall};
use crate::ui::{Button, Failure, Look};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Where the page for an address is.
#[cfg(any(feature = "ssr", test))]
pub fn url(token: &str, email: &str) -> String {
    let email = crate::accounts::encoded(email.trim());
    crate::accounts::local(&format!("/i/{token}/code?email={email}")).to_owned()
}

/// Enters by the code that was mailed.
#[component]
pub fn GuestCodePage() -> impl IntoView {
    let token = use_params_map()
        .get_untracked()
        .get("token")
        .unwrap_or_default();
    let email = use_query_map()
        .get_untracked()
        .get("email")
        .unwrap_or_default();
    let back = format!("/i/{token}");
    let action = ServerAction::<ConfirmGuest>::new();
    expect_context::<Visit>().changed_by(action);
    let failed = failure(action);
    let whose = token.clone();
    let landing = Resource::new(|| (), move |()| public_landing(whose.clone()));
    let here = token.clone();
    let waiting = move || {
        let token = here.clone();
        Suspend::new(async move {
            let landing = landing.await.ok().filter(|landing| landing.kiosk);
            landing.map(|_| view! { <Waiting token signed_in=true /> })
        })
    };
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
        <p>
            "No code came? Look among unwanted mail, or " <a href=back>"start again"</a>
            " and check the address."
        </p>
        <Transition>{waiting}</Transition>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_page_is_one_of_ours() {
        assert_eq!(url("t", " a+b@x.org "), "/i/t/code?email=a%2Bb%40x.org");
        assert_eq!(url("\\x", "a@x.org"), "/");
    }
}
