//! Who may use the links of a private invitation.

use crate::error::{AppError, typed_or};
use beckon_model::invitation::{Holder, Links};
use leptos::prelude::*;

/// The fields of [`Links`], under the names that their form has for them.
#[component]
pub fn LinkFields(
    failed: Signal<Option<AppError>>,
    links: Links,
    names: (&'static str, &'static str),
) -> impl IntoView {
    let (holder, refuse) = names;
    let chosen = Holder::of(&typed_or(failed, "holder", links.holder.name()));
    let refused = typed_or(failed, "refuse_others", &links.refuse_others.to_string()) == "true";
    let choices = Holder::ALL
        .into_iter()
        .map(|one| {
            view! {
                <label class="check">
                    <input type="radio" name=holder value=one.name() checked=one == chosen />
                    <span>
                        {one.label()} <span class="check__hint">{one.meaning()}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="fieldset holders">
            <legend>"Who may use a link"</legend>
            {choices}
            <label class="check holders__others">
                <input type="checkbox" name=refuse value="true" checked=refused />
                <span>
                    "Don’t let others register"
                    <span class="check__hint">
                        "Otherwise someone else who has the link registers in his or her own name, and you are told."
                    </span>
                </span>
            </label>
        </fieldset>
    }
    .into_any()
}
