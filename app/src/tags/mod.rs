//! Tags of courses, registrations and learners: as they stand on a page, and the field to change them.

pub mod api;

use crate::error::{AppError, beside, typed_or};
use crate::ui::{Badge, Field, Tone};
use leptos::prelude::*;

/// The tags of something; nothing where there are none.
#[component]
pub fn Tags(tags: Vec<String>) -> impl IntoView {
    (!tags.is_empty()).then(|| {
        let tags = tags
            .into_iter()
            .map(|tag| view! { <Badge tone=Tone::Calm>{tag}</Badge> " " })
            .collect_view();
        view! { <p class="tags">{tags}</p> }.into_any()
    })
}

/// Tags to be typed, separated by commas.
#[component]
pub fn TagField(
    name: &'static str,
    label: &'static str,
    tags: Vec<String>,
    failed: Signal<Option<AppError>>,
) -> impl IntoView {
    view! {
        <Field
            name
            label
            optional=true
            maxlength=1_100
            value=typed_or(failed, name, &tags.join(", "))
            hint="Separated by commas."
            error=beside(failed, name)
        />
    }
    .into_any()
}
