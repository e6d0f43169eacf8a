use leptos::prelude::*;

/// A question over the page, opened by its own button; the browser does it without scripts.
#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    /// On the button that opens it.
    #[prop(into)]
    opener: String,
    #[prop(into)] title: String,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <button type="button" class="button" data-look="quiet" popovertarget=id.clone()>
            {opener}
        </button>
        <div id=id class="dialog" popover="auto" role="dialog" aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            {children()}
            <button
                type="button"
                class="button dialog__close"
                data-look="quiet"
                popovertarget=id.clone()
                popovertargetaction="hide"
            >
                "Cancel"
            </button>
        </div>
    }
}
