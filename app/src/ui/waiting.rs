use leptos::prelude::*;

/// Holds the place of what is being fetched, so that nothing jumps.
#[component]
pub fn Waiting() -> impl IntoView {
    view! {
        <div class="waiting" role="status">
            <span class="visually-hidden">"Loading…"</span>
            <div></div>
            <div></div>
            <div></div>
        </div>
    }
}
