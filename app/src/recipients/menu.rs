use super::Here;
use super::page::Hands;
use beckon_model::recipient::{Deed, Person};
use leptos::prelude::*;

/// What can be done to one person: a press for what needs no question, a way to his panel for the rest.
#[component]
pub fn RowMenu(person: Person, here: Here, hands: Hands) -> impl IntoView {
    let key = person.key().to_owned();
    let menu = format!("menu-{key}");
    let called = person.called().to_owned();
    let turn = if person.revoked_at.is_some() {
        Deed::LetIn
    } else {
        Deed::KeepOut
    };
    let deeds = [turn, Deed::SendAgain]
        .into_iter()
        .filter(|deed| *deed != Deed::SendAgain || turn == Deed::KeepOut)
        .map(|deed| {
            view! {
                <button type="submit" class="menu__item" name="what" value=deed.word()>
                    {deed.label()}
                </button>
            }
        })
        .collect_view();
    let ways = [
        ("Give more time…", "person-time"),
        ("Correct the address…", "person-address"),
        ("Copy the link…", "person-link"),
        ("Delete…", "person-delete"),
    ]
    .map(|(label, part)| {
        view! {
            <a class="menu__item" href=here.person(&key, part)>
                {label}
            </a>
        }
    })
    .collect_view();
    view! {
        <button
            type="button"
            class="menu-opener"
            popovertarget=menu.clone()
            aria-label=format!("Actions for {called}")
        >
            "⋯"
        </button>
        <div class="menu" id=menu popover="auto" role="group" aria-label=format!("Actions for {called}")>
            <p class="menu__title">{called.clone()}</p>
            <ActionForm action=hands.act attr:class="menu__items">
                <input type="hidden" name="id" value=here.id.0.clone() />
                <input type="hidden" name="ids[]" value=key />
                <input type="hidden" name="query" value=here.query.text() />
                {deeds}
            </ActionForm>
            <div class="menu__items">{ways}</div>
        </div>
    }
    .into_any()
}
