use super::Here;
use super::bar::OneForm;
use super::page::Hands;
use crate::ui::{Cell, Moment, Table};
use beckon_model::recipient::{Deed, DeletedPerson};
use leptos::prelude::*;

/// Who was deleted, and until when he can be put back.
#[component]
pub fn DeletedPeople(deleted: Vec<DeletedPerson>, here: Here, hands: Hands) -> impl IntoView {
    let many = deleted.len();
    let rows = deleted
        .into_iter()
        .map(|person| {
            let named = !person.name.is_empty();
            let here = here.clone();
            let called = if named {
                person.name.clone()
            } else {
                person.email.clone()
            };
            view! {
                <tr>
                    <Cell name="Learner">
                        <strong>{called}</strong>
                        {named.then(|| view! { <span class="sub">{person.email.clone()}</span> })}
                    </Cell>
                    <Cell name="Deleted">
                        <Moment at=person.deleted_at />
                    </Cell>
                    <Cell name="Erased after">
                        <Moment at=person.until />
                    </Cell>
                    <Cell name="Undo">
                        <OneForm here hands recipient=person.recipient.0 deed=Deed::PutBack />
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details class="disclosure">
            <summary>{format!("Deleted people ({many})")}</summary>
            <Table caption="Deleted people" columns=&["Learner", "Deleted", "Erased after", "Undo"]>
                {rows}
            </Table>
        </details>
    }
    .into_any()
}
