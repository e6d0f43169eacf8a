use super::api::{self, SetPostback};
use super::fields::{PostbackFields, in_words};
use crate::error::failure;
use crate::trouble::shown;
use crate::ui::Waiting;
use beckon_model::postback::Level;
use leptos::prelude::*;

/// Where the results of a course, an invitation or a registration go, with whose word it is, and the form to set it.
#[component]
pub fn PostbackSection(level: Level, #[prop(into)] id: String) -> impl IntoView {
    let action = ServerAction::<SetPostback>::new();
    let failed = failure(action);
    let whose = id.clone();
    let setting = Resource::new(
        move || action.version().get(),
        move |_| api::find_postback(level, whose.clone()),
    );
    view! {
        <details class="disclosure" open=move || failed.get().is_some()>
            <summary>"Postback"</summary>
            <Transition fallback=Waiting>
                {move || {
                    let id = id.clone();
                    Suspend::new(async move {
                        shown(setting.await, move |setting| {
                            view! {
                                <p class="meta">{in_words(&setting.holds)} " " <a href="/postbacks">"Your postbacks"</a></p>
                                <PostbackFields setting id action />
                            }
                        })
                    })
                }}
            </Transition>
        </details>
    }
    .into_any()
}
