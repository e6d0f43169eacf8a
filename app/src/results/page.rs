use super::api;
use crate::accounts::{SignOutButton, Visit};
use crate::reportage::TranscriptTable;
use crate::trouble::shown;
use crate::ui::{PageHeader, Waiting};
use beckon_model::registration::Transcript;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Whose page it is.
#[derive(Clone)]
enum Of {
    /// Of whoever is signed in.
    Account,
    /// Of a link, at this address.
    Link(String),
}

/// All that whoever is signed in has done.
#[component]
pub fn ResultsPage() -> impl IntoView {
    let visit = expect_context::<Visit>();
    let results = Resource::new(move || visit.visits(), |_| api::own_results());
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(results.await, |results| page(results, Of::Account))
            })}
        </Transition>
    }
}

/// What was done on a public link.
#[component]
pub fn ResultsOnPage() -> impl IntoView {
    let params = use_params_map();
    let visit = expect_context::<Visit>();
    let token = move || params.read().get("token").unwrap_or_default();
    let results = Resource::new(
        move || (token(), visit.visits()),
        |(token, _)| api::results_on_link(token),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let here = format!("/i/{}", untrack(token));
                shown(results.await, move |results| page(results, Of::Link(here)))
            })}
        </Transition>
    }
}

/// What was done on a private link.
#[component]
pub fn LinkResultsPage() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.read().get("token").unwrap_or_default();
    let results = Resource::new(token, api::results_of_link);
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let here = format!("/p/{}", untrack(token));
                shown(results.await, move |results| page(results, Of::Link(here)))
            })}
        </Transition>
    }
}

fn page(results: Transcript, of: Of) -> impl IntoView {
    let whose = match (results.name.as_str(), results.email.as_str()) {
        ("", email) => email.to_owned(),
        (name, email) => format!("{name} ({email})"),
    };
    let ways = match of {
        Of::Account => view! {
            <p class="meta">
                "A course that you were invited to by e-mail shows here in the browser in which you started it; its own link always shows it."
            </p>
            <div class="not-you no-print">
                "Not you? " <SignOutButton next="/" label="Sign out" />
            </div>
        }
        .into_any(),
        Of::Link(here) => view! {
            <p class="no-print">
                <a href=here>"Back to the course"</a>
            </p>
            <All />
        }
        .into_any(),
    };
    view! {
        <PageHeader title="Your results" lead=whose />
        <TranscriptTable rows=results.rows />
        {ways}
    }
    .into_any()
}

/// Whoever is signed in sees more.
#[component]
fn All() -> impl IntoView {
    let visit = expect_context::<Visit>();
    view! {
        <Transition>
            {move || Suspend::new(async move {
                let signed_in = visit.visitor.await.is_ok_and(|visitor| visitor.me.is_some());
                signed_in.then(|| view! {
                    <p class="no-print">
                        <a href="/results">"Your results on all courses"</a>
                    </p>
                })
            })}
        </Transition>
    }
}
