use super::Here;
use super::page::Hands;
use crate::ui::grouped;
use crate::ui::{Button, Dialog, Look};
use beckon_model::recipient::{Deed, People};
use leptos::prelude::*;

/// What can be done to many at once: to those ticked, or to all whom the list shows on all of its pages.
#[component]
pub fn SelectionBar(live: RwSignal<People>, here: Here, hands: Hands) -> impl IntoView {
    let all = RwSignal::new(false);
    let whole = here.query.is_whole();
    let matching = move || live.with(|people| people.matching);
    let said = move || {
        if all.get() {
            return format!("{} selected", grouped(matching()));
        }
        match hands.ticked.with(|ticked| ticked.len()) {
            0 => "Tick people, then choose what to do.".to_owned(),
            n => format!("{n} selected"),
        }
    };
    let everyone = move || {
        let n = grouped(matching());
        if whole {
            format!("All {n}")
        } else {
            format!("All {n} that were found")
        }
    };
    view! {
        <ActionForm action=hands.act attr:class="people-bar" attr:id="selection">
            <input type="hidden" name="id" value=here.id.0.clone() />
            <input type="hidden" name="query" value=here.query.text() />
            <div class="people-bar__who">
                <ThisPage live hands />
                <label class="check">
                    <input
                        type="checkbox"
                        name="all"
                        value="true"
                        on:change=move |event| all.set(event_target_checked(&event))
                    />
                    <span>{everyone}</span>
                </label>
                <span class="people-bar__said" role="status">
                    {said}
                </span>
            </div>
            <div class="people-bar__deeds">
                <DeedButton deed=Deed::KeepOut />
                <DeedButton deed=Deed::LetIn />
                <DeedButton deed=Deed::SendAgain />
                <DeedButton deed=Deed::Release />
                <Dialog id="more-time" opener="Give more time…" title="Give more time">
                    <p>
                        "Counted from now, or from the end that holds for each so far, whichever is later. "
                        "Those for whom nothing ends are passed over."
                    </p>
                    <Days id="more-days" />
                    <DeedButton deed=Deed::MoreTime look="primary" />
                    <DeedButton deed=Deed::Renew />
                </Dialog>
                <Dialog id="delete-people" opener="Delete…" title="Delete the people selected?">
                    <WhatIsLost />
                    <DeedButton deed=Deed::Delete look="danger" />
                </Dialog>
            </div>
        </ActionForm>
    }
    .into_any()
}

/// Sends the form with what to do.
#[component]
fn DeedButton(deed: Deed, #[prop(default = "plain")] look: &'static str) -> impl IntoView {
    view! {
        <button type="submit" class="button" data-look=look name="what" value=deed.word()>
            {deed.label()}
        </button>
    }
}

/// Ticks everyone on the page; only scripts can.
#[component]
fn ThisPage(live: RwSignal<People>, hands: Hands) -> impl IntoView {
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let keys = move || {
        live.with(|people| {
            let keys = people.rows.iter().map(|row| row.key().to_owned());
            keys.collect::<std::collections::BTreeSet<_>>()
        })
    };
    let all = move || {
        hands
            .ticked
            .with(|ticked| !ticked.is_empty() && *ticked == keys())
    };
    move || {
        alive.get().then(|| {
            view! {
                <label class="check">
                    <input
                        type="checkbox"
                        prop:checked=all
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            hands.ticked.set(if on { keys() } else { Default::default() });
                        }
                    />
                    <span>"This page"</span>
                </label>
            }
        })
    }
}

/// How much time to give.
#[component]
pub fn Days(#[prop(into)] id: String) -> impl IntoView {
    let options = [
        (1, "1 day"),
        (3, "3 days"),
        (7, "1 week"),
        (14, "2 weeks"),
        (30, "30 days"),
        (90, "90 days"),
        (365, "1 year"),
        (0, "No end"),
    ]
    .map(|(days, label)| {
        view! {
            <option value=days.to_string() selected=days == 7>
                {label}
            </option>
        }
    })
    .collect_view();
    view! {
        <div class="field">
            <label for=id.clone()>"How much"</label>
            <select id=id name="days">
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// What deleting does.
#[component]
pub fn WhatIsLost() -> impl IntoView {
    view! {
        <ul class="plain-list">
            <li>"Links stop working at once; e-mails that wait are not sent."</li>
            <li>"Results leave the list and its counts."</li>
            <li>
                "After 30 days attempts, answers, scores and times are erased for good. "
                "Until then “Deleted people” below puts them back."
            </li>
        </ul>
    }
}

/// A form that does one thing to one person.
#[component]
pub fn OneForm(
    here: Here,
    hands: Hands,
    #[prop(into)] recipient: String,
    deed: Deed,
    #[prop(optional)] look: Look,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <ActionForm action=hands.act attr:class="one-form">
            <input type="hidden" name="id" value=here.id.0.clone() />
            <input type="hidden" name="ids[]" value=recipient />
            <input type="hidden" name="query" value=here.query.text() />
            <input type="hidden" name="what" value=deed.word() />
            {children.map(|children| children())}
            <Button look busy=hands.act.pending()>
                {deed.label()}
            </Button>
        </ActionForm>
    }
    .into_any()
}
