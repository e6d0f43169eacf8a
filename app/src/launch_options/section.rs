use super::api::{self, SetLaunchOptions};
use super::fields::LaunchOptionFields;
use crate::error::failure;
use crate::trouble::shown;
use crate::ui::Waiting;
use beckon_model::postback::Level;
use beckon_model::setting::origin;
use leptos::prelude::*;

/// How a course opens and plays for a course, an invitation or a registration.
#[component]
pub fn LaunchOptionSection(level: Level, #[prop(into)] id: String) -> impl IntoView {
    let action = ServerAction::<SetLaunchOptions>::new();
    let failed = failure(action);
    view! {
        <details class="disclosure" open=move || failed.get().is_some()>
            <summary>"Launch options"</summary>
            <p class="meta">{lead(level)} " " <a href="/launch-options">"For all your courses"</a></p>
            <LaunchOptionForm level id action />
        </details>
    }
    .into_any()
}

/// What is set at a level.
pub fn lead(level: Level) -> &'static str {
    match level {
        Level::Account => {
            "How all your courses open and play, unless a course, an invitation or a registration says otherwise on its own page. A launch that is open keeps what it began with."
        }
        Level::Course => {
            "How the course opens and plays. For one invitation or one person it can be set otherwise, on its own page. A launch that is open keeps what it began with."
        }
        Level::Invitation => {
            "How the course opens and plays for whoever comes by this invitation, from the next launch on."
        }
        Level::Registration => {
            "How the course opens and plays for this learner, from the next launch on."
        }
    }
}

/// The form of a level.
#[component]
pub fn LaunchOptionForm(
    level: Level,
    #[prop(into)] id: String,
    action: ServerAction<SetLaunchOptions>,
) -> impl IntoView {
    let failed = failure(action);
    let whose = id.clone();
    let options = Resource::new(
        move || action.version().get(),
        move |_| api::find_launch_options(level, whose.clone()),
    );
    view! {
        <Transition fallback=Waiting>
            {move || {
                let id = id.clone();
                Suspend::new(async move {
                    shown(options.await, move |effective| {
                        view! {
                            <ActionForm action>
                                <input type="hidden" name="level" value=level.word() />
                                <input type="hidden" name="id" value=id />
                                <LaunchOptionFields effective level=origin(level) failed busy=action.pending() />
                            </ActionForm>
                        }
                    })
                })
            }}
        </Transition>
    }
    .into_any()
}
