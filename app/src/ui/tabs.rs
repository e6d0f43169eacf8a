use leptos::prelude::*;

/// Views of one thing, each with an address of its own.
#[component]
pub fn Tabs(#[prop(into)] label: String, children: Children) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {children()}
        </nav>
    }
}

/// One of the views.
#[component]
pub fn Tab(
    #[prop(into)] href: String,
    #[prop(into)] current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="tab" href=href aria-current=move || current.get().then_some("page")>
            {children()}
        </a>
    }
}
