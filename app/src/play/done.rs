use crate::ui::PageHeader;
use leptos::prelude::*;

/// After "I'm done" where the next person has a link of his own.
#[component]
pub fn DonePage() -> impl IntoView {
    view! {
        <PageHeader
            title="This browser has forgotten you"
            lead="Your results are kept. Open your link again whenever you want to go on."
        />
        <p>"Whoever is next here: open the link in your own invitation. It knows which results are yours."</p>
    }
}
