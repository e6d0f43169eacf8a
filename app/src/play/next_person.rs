//! "I'm done, next person": forgets the learner on this browser.

use super::api::NextPerson;
use crate::join::memory;
use crate::ui::{Button, Look};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The id of the form.
pub const NEXT_PERSON: &str = "next-person";

/// Ends the learner's session here and leads to where the next person begins. Posts as a plain form, so that nothing
/// of the learner stays in the page.
#[component]
pub fn NextPersonForm(
    /// Of the page after leaving a course; empty elsewhere.
    #[prop(optional, into)]
    receipt: String,
    #[prop(into)] next: String,
    /// On its button; without it, the page sends the form by itself.
    #[prop(optional)]
    label: Option<&'static str>,
) -> impl IntoView {
    view! {
        <form
            id=NEXT_PERSON
            method="post"
            action=NextPerson::url()
            hidden=label.is_none()
            on:submit=move |_| memory::forget()
        >
            <input type="hidden" name="receipt" value=receipt />
            <input type="hidden" name="next" value=next />
            {label.map(|label| view! { <Button look=Look::Plain>{label}</Button> })}
        </form>
    }
}
