use super::api;
use crate::invitations::{points, tone};
use crate::trouble::shown;
use crate::ui::{Badge, ButtonLink, Look, Moment, PageHeader, Waiting};
use beckon_model::launch::Closing;
use beckon_model::time;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Says what was saved.
#[component]
pub fn ClosingPage() -> impl IntoView {
    let params = use_params_map();
    let closing = Resource::new(
        move || params.read().get("receipt").unwrap_or_default(),
        api::what_was_saved,
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(closing.await, page) })}
        </Transition>
    }
}

fn page(closing: Closing) -> AnyView {
    if closing.try_out {
        return view! {
            <PageHeader title="That was a try-out" lead=closing.course_title />
            <p>"Nothing of it was saved, and no registration was made."</p>
            <Back href=closing.back label="Back to the course" />
        }
        .into_any();
    }
    let saved = match closing.saved_at {
        Some(at) => view! { "Saved " <Moment at /> "." }.into_any(),
        None => "The course reported nothing, so there is nothing saved.".into_any(),
    };
    view! {
        <PageHeader title="Your work is kept" lead=closing.course_title />
        <section class="card closing">
            <dl class="facts">
                <div>
                    <dt>"Learner"</dt>
                    <dd>{closing.learner}</dd>
                </div>
                <div>
                    <dt>"Status"</dt>
                    <dd>
                        <Badge tone=tone(closing.progress)>{closing.progress.label()}</Badge>
                    </dd>
                </div>
                <div>
                    <dt>"Score"</dt>
                    <dd>{closing.score.map_or_else(|| "–".to_owned(), points)}</dd>
                </div>
                <div>
                    <dt>"Time in all"</dt>
                    <dd>{time::duration(closing.time)}</dd>
                </div>
            </dl>
            <p>{saved}" You may close this window."</p>
        </section>
        <Back href=closing.back label="Continue or play again" />
    }
    .into_any()
}

#[component]
fn Back(href: String, label: &'static str) -> impl IntoView {
    (!href.is_empty()).then(|| {
        view! {
            <p>
                <ButtonLink href look=Look::Primary>
                    {label}
                </ButtonLink>
            </p>
        }
    })
}
