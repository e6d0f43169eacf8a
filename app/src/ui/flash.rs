use super::Tone;
use leptos::prelude::*;

/// A message that stands out from the page.
#[component]
pub fn Flash(tone: Tone, children: Children) -> impl IntoView {
    let role = if tone == Tone::Bad { "alert" } else { "status" };
    view! {
        <div class="flash" data-tone=tone.name() role=role>
            {children()}
        </div>
    }
}

/// What went wrong with a form as a whole, while something did.
#[component]
pub fn Failure(#[prop(into)] message: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="failure" role="alert">
            {move || message.get().map(|text| view! { <p class="flash" data-tone="bad">{text}</p> })}
        </div>
    }
}
