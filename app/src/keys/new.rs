use super::api;
use crate::trouble::shown;
use crate::ui::{CopyField, Flash, PageHeader, Tone, Waiting};
use beckon_model::key::NewKey;
use leptos::prelude::*;

/// The key that was just made, with its secret.
#[component]
pub fn NewKeyPage() -> impl IntoView {
    let made = Resource::new(|| (), |()| api::just_made());
    view! {
        <p class="back">
            <a href="/keys">"Keys"</a>
        </p>
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(made.await, page) })}
        </Transition>
    }
}

fn page(made: Option<NewKey>) -> AnyView {
    let Some(key) = made else {
        return view! {
            <PageHeader
                title="The secret was shown"
                lead="It is not kept, so nobody can show it again. If it is lost, revoke the key and make another."
            />
        }
        .into_any();
    };
    view! {
        <PageHeader title=key.name lead="Programs name both of these: as user name and as password." />
        <Flash tone=Tone::Warn>
            <p>"Copy the secret key now: it is shown this once and not kept."</p>
        </Flash>
        <CopyField id="application" label="Application id" text=key.application.0 />
        <CopyField id="secret" label="Secret key" text=key.secret />
    }
    .into_any()
}
