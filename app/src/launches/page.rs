use super::api;
use super::log::Log;
use crate::trouble::shown;
use crate::ui::{Moment, PageHeader, Waiting};
use beckon_model::log::{self, LogQuery};
use beckon_model::registration::Ended;
use beckon_model::time;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// One launch by itself.
#[component]
pub fn LaunchPage() -> impl IntoView {
    let params = use_params_map();
    let asked = use_query_map();
    let query = Memo::new(move |_| LogQuery::read(|name| asked.read().get(name)));
    let launch = Resource::new(
        move || (params.read().get("id").unwrap_or_default(), query.get()),
        |(id, query)| api::launch(id.into(), query),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let launch = launch.await;
                shown(launch, move |launch| page(launch, query.get_untracked()))
            })}
        </Transition>
    }
}

fn page(launch: log::LaunchPage, query: LogQuery) -> impl IntoView {
    let title = format!("Launch of {}", time::spoken(launch.started_at));
    let of = match &launch.registration {
        Some(registration) => {
            let href = format!("/registrations/{registration}");
            view! { "By " <a href=href>{launch.learner.clone()}</a> " · " }.into_any()
        }
        None => "A try-out · ".into_any(),
    };
    let course = format!("/courses/{}", launch.course);
    view! {
        <PageHeader title=title />
        <p class="meta">
            {of} <a href=course>{launch.course_title.clone()}</a>
        </p>
        <Facts launch=launch.clone() />
        <Log launch query />
    }
    .into_any()
}

#[component]
fn Facts(launch: log::LaunchPage) -> impl IntoView {
    let attempt = launch.registration.is_some().then(|| {
        view! {
            <div>
                <dt>"Attempt"</dt>
                <dd>{launch.instance}</dd>
            </div>
        }
    });
    let ended = match launch.ended {
        Ended::Open => "Still open",
        Ended::Left => "Left with Exit",
        Ended::Replaced => "Opened again elsewhere",
        Ended::Lapsed => "Closed, and not come back to",
        Ended::Split => "Ended by a split",
    };
    view! {
        <dl class="facts">
            <div>
                <dt>"Began"</dt>
                <dd>
                    <Moment at=launch.started_at />
                </dd>
            </div>
            <div>
                <dt>"Last heard of"</dt>
                <dd>
                    <Moment at=launch.last_seen_at />
                </dd>
            </div>
            <div>
                <dt>"Ended"</dt>
                <dd>{ended}</dd>
            </div>
            <div>
                <dt>"On"</dt>
                <dd title=launch.user_agent>{launch.browser}</dd>
            </div>
            <div>
                <dt>"Course version"</dt>
                <dd>{launch.version}</dd>
            </div>
            {attempt}
        </dl>
    }
    .into_any()
}
