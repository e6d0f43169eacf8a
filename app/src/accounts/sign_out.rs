use super::{Visit, api::SignOut};
use leptos::prelude::*;

/// A form of one button that signs out and leads to a page of ours.
#[component]
pub fn SignOutButton(
    #[prop(into)] next: String,
    #[prop(default = "Sign out".to_owned(), into)] label: String,
    /// The look of a button; without it, that of a link.
    #[prop(optional)]
    look: Option<&'static str>,
) -> impl IntoView {
    let action = ServerAction::<SignOut>::new();
    expect_context::<Visit>().changed_by(action);
    let class = if look.is_some() {
        "button"
    } else {
        "link-button"
    };
    view! {
        <ActionForm action attr:class="inline-form">
            <input type="hidden" name="next" value=next />
            <button type="submit" class=class data-look=look>
                {label}
            </button>
        </ActionForm>
    }
}
