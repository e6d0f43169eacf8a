use super::api::DismissFlag;
use crate::ui::{Badge, Moment, Tone};
use beckon_model::registration::Flag;
use leptos::prelude::*;

/// "This is fine", for a flag that stands.
#[component]
pub fn DismissButton(flag: Flag, action: ServerAction<DismissFlag>) -> impl IntoView {
    flag.dismissed_at.is_none().then(|| {
        view! {
            <ActionForm action attr:class="inline-form">
                <input type="hidden" name="id" value=flag.id.0 />
                <button type="submit" class="button">
                    "This is fine"
                </button>
            </ActionForm>
        }
    })
}

/// Whether a flag stands, or who found it fine and when.
#[component]
pub fn Standing(flag: Flag) -> impl IntoView {
    match flag.dismissed_at {
        None => view! { <Badge tone=Tone::Warn>"Flag"</Badge> }.into_any(),
        Some(at) => view! {
            <Badge tone=Tone::Calm>"Dismissed"</Badge>
            <span class="sub">
                {format!("by {}, ", flag.dismissed_by)} <Moment at />
            </span>
        }
        .into_any(),
    }
}
