use super::api::{self, PlayPrivate};
use super::door::Door;
use super::landing::{Offer, before_play};
use super::link::api::Renew;
use super::link::{Elsewhere, NewLink, ToSignIn, path};
use crate::accounts::Visit;
use crate::error::{failure, overall};
use crate::recipients::SignOfLife;
use crate::trouble::shown;
use crate::ui::{Button, Failure, Look, Waiting};
use beckon_model::launch::{Gate, LinkLanding};
use beckon_model::registration::Progress;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

/// Behind a private link: one button, for one learner.
#[component]
pub fn PrivatePage() -> impl IntoView {
    let params = use_params_map();
    let visit = expect_context::<Visit>();
    let renew = ServerAction::<Renew>::new();
    let token = move || params.read().get("token").unwrap_or_default();
    let landing = Resource::new(
        move || (token(), visit.visits(), renew.version().get()),
        |(token, _, _)| api::private_landing(token),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let landing = landing.await;
                shown(landing, move |landing| page(landing, untrack(token), renew))
            })}
        </Transition>
    }
}

fn page(page: LinkLanding, token: String, renew: ServerAction<Renew>) -> impl IntoView {
    let landing = page.landing.clone();
    if let Some(door) = landing.door.clone() {
        return view! {
            <Offer landing />
            <Door door />
            <NewLink landing=page token action=renew />
        }
        .into_any();
    }
    let inside = match page.gate {
        Gate::Open => view! { <Play page token /> }.into_any(),
        Gate::Elsewhere => view! { <Elsewhere landing=page token /> }.into_any(),
        Gate::SignIn | Gate::OtherAccount(_) => {
            view! { <ToSignIn landing=page token /> }.into_any()
        }
    };
    view! {
        <Offer landing />
        {inside}
    }
    .into_any()
}

/// Nothing is asked: plays. Posts as a plain form, because the answer leads to the course's own origin.
#[component]
fn Play(page: LinkLanding, token: String) -> impl IntoView {
    let action = ServerAction::<PlayPrivate>::new();
    let landing = page.landing;
    let before = before_play(&landing);
    let target = landing.new_window.then_some("_blank");
    let others = page.takes_others.then(|| path(&token, "/someone-else"));
    let begun = landing
        .progress
        .is_some_and(|progress| progress != Progress::Invited);
    let results = begun.then(|| {
        let there = path(&token, "/results");
        view! { <p><a href=there>"Your results"</a></p> }
    });
    let invited = landing.learner.map(|learner| {
        let who = match learner.name.is_empty() {
            true => learner.masked_email,
            false => format!("{}, {}", learner.name, learner.masked_email),
        };
        view! {
            <p>
                "This invitation is for " <strong>{who}</strong> ". Results are kept under that name; if it isn’t you, "
                {match others {
                    Some(there) => view! { <a href=there>"register in your own name"</a> "." }.into_any(),
                    None => "please don’t play.".into_any(),
                }}
            </p>
        }
    });
    view! {
        <SignOfLife token=token.clone() />
        <section class="card" aria-label="Play">
            {invited}
            <p>{before}</p>
            <form method="post" action=PlayPrivate::url() target=target>
                <Failure message=overall(failure(action)) />
                <input type="hidden" name="token" value=token />
                <Button look=Look::Primary>"Play course"</Button>
            </form>
            {results}
        </section>
    }
    .into_any()
}
