use super::{api, report};
use crate::trouble::shown;
use crate::ui::{ButtonLink, Flash, Look, PageHeader, Tone, Waiting};
use beckon_model::course::{Import, ImportState};
use leptos::prelude::*;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

/// Waits for an upload to become a course, then leads to it, or first tells what was odd.
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
    match (import.state, import.report) {
        (ImportState::Done, Some(report)) if import.version.is_some() => {
            let number = import.version.unwrap_or_default();
            let path = format!("/courses/{}/versions/{number}", report.course);
            view! { <Redirect path /> }.into_any()
        }
        (ImportState::Done, Some(report)) if report.oddities.is_empty() => {
            view! { <Redirect path=format!("/courses/{}", report.course) /> }.into_any()
        }
        (ImportState::Done, Some(report)) => report::page(report).into_any(),
        (ImportState::Done, None) => view! {
            <PageHeader title="Deleted" lead=import.file_name />
            <p>"The course that this upload became is not in your library any more."</p>
            <ButtonLink href="/library" look=Look::Primary>
                "Back to the library"
            </ButtonLink>
        }
        .into_any(),
        (ImportState::Refused, _) => {
            let (back, label) = match import.new_version_of {
                Some(course) => (format!("/courses/{course}"), "Back to the course"),
                None => ("/library".to_owned(), "Back to the library"),
            };
            view! {
                <PageHeader title="Not taken in" lead=import.file_name />
                <Flash tone=Tone::Bad>
                    <p>{import.problem}</p>
                </Flash>
                <p>"Nothing of it was kept."</p>
                <ButtonLink href=back look=Look::Primary>
                    {label}
                </ButtonLink>
            }
            .into_any()
        }
        (state, _) => {
            let words = match state {
                ImportState::Waiting => "Waiting for its turn.",
                _ => "Reading the package and unpacking its files.",
            };
            let (title, place) = match import.new_version_of {
                Some(_) => ("Taking in the new version", "on the course’s page"),
                None => ("Taking in your course", "in the library"),
            };
            view! {
                <PageHeader title=title lead=import.file_name />
                <noscript inner_html=r#"<meta http-equiv="refresh" content="2">"#></noscript>
                <div class="import" role="status">
                    <progress aria-label="Import"></progress>
                    <p>{format!("{words} You may leave this page; it will stand {place}.")}</p>
                </div>
            }
            .into_any()
        }
    }
}
