use crate::ui::Moment;
use beckon_model::people::{Earlier, PeopleForm};
use leptos::prelude::*;

/// People whom the instructor invited before, to be searched and ticked.
#[component]
pub fn EarlierPeople(
    chosen: Vec<Earlier>,
    found: Vec<Earlier>,
    /// There are more than these.
    more: bool,
    form: RwSignal<PeopleForm>,
) -> impl IntoView {
    let find = form.with_untracked(|form| form.find.clone());
    let open = !chosen.is_empty() || !find.is_empty();
    let nobody = chosen.is_empty() && found.is_empty();
    let shown = found.len();
    // Who is ticked stays in his place; who is ticked and not found stands before the others.
    let beside = chosen
        .into_iter()
        .filter(|person| !found.contains(person))
        .collect::<Vec<_>>();
    let people = beside
        .into_iter()
        .chain(found)
        .map(|person| view! { <Person person form /> })
        .collect_view();
    view! {
        <details class="disclosure" open=open>
            <summary>"People invited before"</summary>
            <div class="people__part">
                <div class="people__find">
                    <div class="field">
                        <label for="people-find">"Name or address"</label>
                        <input
                            id="people-find"
                            name="people[find]"
                            type="search"
                            autocomplete="off"
                            maxlength="200"
                            value=find
                            on:input=move |ev| form.update(|form| form.find = event_target_value(&ev))
                            on:keydown=move |ev| {
                                if ev.key() == "Enter" {
                                    ev.prevent_default();
                                }
                            }
                        />
                    </div>
                    <button
                        type="submit"
                        class="button"
                        data-look="plain"
                        formaction="/people"
                        formenctype="multipart/form-data"
                        formnovalidate=true
                        on:click=move |ev| ev.prevent_default()
                    >
                        "Find"
                    </button>
                </div>
                {if nobody {
                    view! { <p class="field__hint">"Nobody is found. Whomever you invite stands here the next time."</p> }
                        .into_any()
                } else {
                    view! {
                        <ul class="people__scroll people__earlier" tabindex="0" aria-label="People invited before">
                            {people}
                        </ul>
                    }
                        .into_any()
                }}
                {more
                    .then(|| {
                        view! {
                            <p class="field__hint">
                                {format!("These are the {shown} invited last. Search for the others.")}
                            </p>
                        }
                    })}
            </div>
        </details>
    }
}

#[component]
fn Person(person: Earlier, form: RwSignal<PeopleForm>) -> impl IntoView {
    let Earlier {
        learner,
        name,
        email,
        last_invited,
    } = person;
    let (id, whose) = (learner.clone(), learner.clone());
    let ticked = move || form.with(|form| form.earlier.contains(&whose));
    let first = form.with_untracked(|form| form.earlier.contains(&learner));
    let tick = move |on: bool| {
        form.update(|form| {
            form.earlier.retain(|known| *known != id);
            if on {
                form.earlier.push(id.clone());
            }
        });
    };
    let title = if name.is_empty() { email.clone() } else { name };
    let address = (title != email).then_some(email);
    view! {
        <li>
            <label class="check">
                <input
                    type="checkbox"
                    name="people[earlier][]"
                    value=learner.0
                    checked=first
                    prop:checked=ticked
                    on:change=move |ev| tick(event_target_checked(&ev))
                />
                <span>
                    {title}
                    <span class="sub">
                        {address.map(|address| format!("{address} · "))} "last invited " <Moment at=last_invited />
                    </span>
                </span>
            </label>
        </li>
    }
}
