use super::api::{self, PlayPrivate};
use super::door::Door;
use super::landing::{Offer, before_play};
use crate::error::{failure, overall};
use crate::recipients::SignOfLife;
use crate::trouble::shown;
use crate::ui::{Button, Failure, Look, Waiting};
use beckon_model::launch::Landing;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

/// Behind a private link: one button, for one learner.
#[component]
pub fn PrivatePage() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.read().get("token").unwrap_or_default();
    let landing = Resource::new(token, api::private_landing);
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let landing = landing.await;
                shown(landing, move |landing| page(landing, untrack(token)))
            })}
        </Transition>
    }
}

fn page(landing: Landing, token: String) -> impl IntoView {
    let action = ServerAction::<PlayPrivate>::new();
    let progress = landing.progress;
    let invited = landing.learner.clone().map(|learner| {
        let who = match learner.name.is_empty() {
            true => learner.masked_email,
            false => format!("{}, {}", learner.name, learner.masked_email),
        };
        view! {
            <p>
                "This invitation is for " <strong>{who}</strong>
                ". Results are kept under that name; if it isn’t you, please don’t play."
            </p>
        }
    });
    if let Some(door) = landing.door.clone() {
        return view! {
            <Offer landing />
            <Door door />
        }
        .into_any();
    }
    view! {
        <SignOfLife token=token.clone() />
        <Offer landing />
        <section class="card" aria-label="Play">
            {invited}
            <p>{before_play(progress)}</p>
            <form method="post" action=PlayPrivate::url()>
                <Failure message=overall(failure(action)) />
                <input type="hidden" name="token" value=token />
                <Button look=Look::Primary>"Play course"</Button>
            </form>
        </section>
    }
    .into_any()
}
