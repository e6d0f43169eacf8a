use super::Here;
use super::page::Hands;
use beckon_model::recipient::{Deed, Person, RENEWED};
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
    let asked = person.asked_at.is_some();
    let deeds = [
        (true, turn),
        (turn == Deed::KeepOut, Deed::SendAgain),
        (asked && turn == Deed::KeepOut, Deed::Renew),
        (asked, Deed::Dismiss),
        (person.bound_at.is_some(), Deed::Release),
    ];
    let deeds = deeds
        .into_iter()
        .filter_map(|(fits, deed)| fits.then_some(deed))
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
                <input type="hidden" name="days" value=RENEWED.to_string() />
                {deeds}
            </ActionForm>
            <div class="menu__items">{ways}</div>
        </div>
    }
    .into_any()
}
