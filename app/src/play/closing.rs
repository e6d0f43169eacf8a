use super::api;
use super::next_person::{NEXT_PERSON, NextPersonForm};
use crate::invitations::{points, tone};
use crate::join::IDLE;
use crate::trouble::shown;
use crate::ui::{Badge, ButtonLink, Flash, Idle, Look, Moment, PageHeader, Tone, Waiting};
use beckon_model::launch::Closing;
use beckon_model::time;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Says what was saved.
#[component]
pub fn ClosingPage() -> impl IntoView {
    let params = use_params_map();
    let receipt = Memo::new(move |_| params.read().get("receipt").unwrap_or_default());
    let closing = Resource::new(move || receipt.get(), api::what_was_saved);
    let query = use_query_map();
    let left = move |how| query.read_untracked().get(how).is_some();
    let how = How {
        // The player was left alone, so that nobody may be here either.
        alone: left("alone"),
        time_up: left("time"),
    };
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let page = move |closing| page(closing, receipt.get_untracked(), how);
                shown(closing.await, page)
            })}
        </Transition>
    }
}

/// How the player was left.
#[derive(Clone, Copy)]
struct How {
    alone: bool,
    /// The time of the attempt was used up.
    time_up: bool,
}

fn page(closing: Closing, receipt: String, how: How) -> AnyView {
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
        {how.time_up.then(|| view! { <Flash tone=Tone::Warn><p>"Your time for this course is used up."</p></Flash> })}
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
        <div class="closing__ways">
            {(!closing.kiosk)
                .then(|| view! { <Back href=closing.back label="Continue or play again" /> })}
            <NextPersonForm receipt next=closing.next label="I’m done, next person" />
        </div>
        {(!closing.results.is_empty()).then(|| view! { <p><a href=closing.results>"Your results"</a></p> })}
        {if closing.kiosk {
            view! { <Kiosk alone=how.alone /> }.into_any()
        } else {
            view! {
                <p class="meta">
                    "On a shared computer, let it forget you before you go: what you have done is kept."
                </p>
            }
                .into_any()
        }}
    }
    .into_any()
}

/// On a computer that many use: nobody is signed in any more, and the page makes way by itself.
#[component]
fn Kiosk(alone: bool) -> impl IntoView {
    view! {
        <p class="meta">"This computer has forgotten you already. To go on another time, say who you are again."</p>
        <Idle
            form=NEXT_PERSON
            after=if alone { 0 } else { IDLE }
            watching=|| true
            meaning="This page makes way for the next person. Your results are kept."
        />
    }
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
