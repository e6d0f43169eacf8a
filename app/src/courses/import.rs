use super::api;
use crate::trouble::shown;
use crate::ui::{ButtonLink, Flash, Look, PageHeader, Tone, Waiting};
use beckon_model::course::{Import, ImportState};
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

/// Waits for an upload to become a course, then leads to it.
#[component]
pub fn ImportPage() -> impl IntoView {
    let params = use_params_map();
    let looks = RwSignal::new(0_u32);
    let import = Resource::new(
        move || (params.read().get("id").unwrap_or_default(), looks.get()),
        |(id, _)| api::find_import(id.into()),
    );
    Effect::new(move |_| {
        let under_way = import.with(|found| match found {
            Some(Ok(import)) => !over(import.state),
            _ => false,
        });
        if under_way {
            set_timeout(
                move || looks.update(|n| *n += 1),
                Duration::from_millis(700),
            );
        }
    });
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(import.await, standing) })}
        </Transition>
    }
}

fn over(state: ImportState) -> bool {
    matches!(state, ImportState::Done | ImportState::Refused)
}

fn standing(import: Import) -> impl IntoView {
    match (import.state, import.course) {
        (ImportState::Done, Some(course)) => {
            view! { <Redirect path=format!("/courses/{course}") /> }.into_any()
        }
        (ImportState::Refused, _) => view! {
            <PageHeader title="Not taken in" lead=import.file_name />
            <Flash tone=Tone::Bad>
                <p>{import.problem}</p>
            </Flash>
            <p>"Nothing of it was kept."</p>
            <ButtonLink href="/library" look=Look::Primary>
                "Back to the library"
            </ButtonLink>
        }
        .into_any(),
        (state, _) => {
            let words = match state {
                ImportState::Waiting => "Waiting for its turn.",
                _ => "Reading the package and unpacking its files.",
            };
            view! {
                <PageHeader title="Taking in your course" lead=import.file_name />
                <noscript inner_html=r#"<meta http-equiv="refresh" content="2">"#></noscript>
                <div class="import" role="status">
                    <progress aria-label="Import"></progress>
                    <p>{words}" You may leave this page; the course will stand in the library."</p>
                </div>
            }
            .into_any()
        }
    }
}
