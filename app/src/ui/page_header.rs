use leptos::prelude::*;
use leptos_meta::Title;

/// A page's name, with what can be done on it.
#[component]
pub fn PageHeader(
    #[prop(into)] title: String,
    /// One sentence under the name.
    #[prop(optional, into)]
    lead: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <Title text=title.clone() />
        <header class="page-header">
            <div>
                <h1>{title}</h1>
                {(!lead.is_empty()).then(|| view! { <p class="lead">{lead}</p> })}
            </div>
            {children.map(|children| view! { <div class="page-header__actions">{children()}</div> })}
        </header>
    }
}
