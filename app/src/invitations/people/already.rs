use super::api::asking;
use super::before::{Named, SoFar};
use crate::ui::{Button, Cell, Look, Table};
use beckon_model::people::{Duplicate, Invited, PeopleForm, PersonRow, Preflight};
use leptos::html::Dialog;
use leptos::prelude::*;

/// Asks, over the page, what happens to whoever was invited before; its answers are part of the form that it stands in.
#[component]
pub fn AlreadyDialog(
    /// What came of sending the form.
    invited: Signal<Option<Invited>>,
    form: RwSignal<PeopleForm>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let asked = Memo::new(move |_| match invited.get() {
        Some(Invited::Choose(preflight)) => Some(preflight),
        _ => None,
    });
    Effect::new(move |_| {
        let asks = invited.with(|invited| matches!(invited, Some(Invited::Choose(_))));
        if let Some(dialog) = dialog.get()
            && asks != dialog.open()
        {
            if asks {
                let _ = dialog.show_modal();
            } else {
                dialog.close();
            }
        }
    });
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog class="already" node_ref=dialog aria-labelledby="already-title">
            {move || {
                asked
                    .get()
                    .map(|preflight| {
                        view! {
                            <Choosing preflight form />
                            <div class="actions">
                                <Button look=Look::Primary>"Go on"</Button>
                                <button type="button" class="button" data-look="quiet" on:click=close>
                                    "Cancel"
                                </button>
                            </div>
                        }
                    })
            }}
        </dialog>
    }
}

/// The choice for all, and for each.
#[component]
pub fn Choosing(preflight: Preflight, form: RwSignal<PeopleForm>) -> impl IntoView {
    let all = form.with_untracked(|form| form.all.clone());
    let known: Vec<PersonRow> = preflight
        .people
        .into_iter()
        .filter(|person| person.known.is_some())
        .collect();
    let every_here = known
        .iter()
        .all(|person| person.known.as_ref().is_some_and(|known| known.here));
    let hidden = preflight.already - known.len();
    let options = Duplicate::ALL
        .into_iter()
        .filter(|choice| choice.fits(every_here))
        .map(|choice| {
            let code = choice.code();
            view! {
                <label class="already__choice">
                    <input
                        type="radio"
                        name="people[all]"
                        value=code
                        checked=all == code
                        on:change=move |_| form.update(|form| form.all = code.to_owned())
                    />
                    <span>
                        <strong>{choice.label()}</strong>
                        <span class="sub">{choice.explained()}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    let rows = known
        .into_iter()
        .map(|person| row(person, form))
        .collect_view();
    view! {
        <div class="already__inside">
            <h2 id="already-title">"Invited before"</h2>
            <p>{asking(preflight.already)}</p>
            <fieldset class="already__all">
                <legend>"For all of them"</legend>
                {options}
            </fieldset>
            <div class="people__scroll" tabindex="0" role="region" aria-label="One by one">
                <Table caption="One by one" columns=&["Person", "So far", "Choice"]>
                    {rows}
                </Table>
            </div>
            {(hidden > 0)
                .then(|| {
                    view! {
                        <p class="field__hint">
                            {format!("and {hidden} more, who get what is chosen for all.")}
                        </p>
                    }
                })}
        </div>
    }
}

fn row(person: PersonRow, form: RwSignal<PeopleForm>) -> Option<impl IntoView> {
    let known = person.known?;
    let learner = known.learner.0.clone();
    let chosen = form.with_untracked(|form| form.each.get(&learner).cloned().unwrap_or_default());
    let label = format!("What happens to {}", person.email);
    let name = format!("people[each][{learner}]");
    let options = Duplicate::ALL
        .into_iter()
        .filter(|choice| choice.fits(known.here))
        .map(|choice| {
            let code = choice.code();
            view! { <option value=code selected=chosen == code>{choice.label()}</option> }
        })
        .collect_view();
    let whose = learner.clone();
    let now = move || form.with(|form| form.each.get(&whose).cloned().unwrap_or_default());
    let choose = move |code: String| {
        form.update(|form| {
            form.each.insert(learner.clone(), code);
        });
    };
    Some(view! {
        <tr>
            <Cell name="Person">
                <Named name=person.name email=person.email />
            </Cell>
            <Cell name="So far">
                <SoFar known=Some(known) />
            </Cell>
            <Cell name="Choice">
                <select name=name aria-label=label prop:value=now on:change=move |ev| choose(event_target_value(&ev))>
                    <option value="">"As for all"</option>
                    {options}
                </select>
            </Cell>
        </tr>
    })
}
