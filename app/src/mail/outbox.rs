use super::api;
use crate::invitations::mail_state;
use crate::trouble::shown;
use crate::ui::{Badge, Cell, Empty, Moment, PageHeader, Table, Waiting};
use beckon_model::mail::OutboxRow;
use leptos::prelude::*;

/// Every e-mail that was promised.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let mails = Resource::new(|| (), |()| api::list());
    view! {
        <PageHeader
            title="Outbox"
            lead="No mail server is set, so e-mails are kept here instead of being sent. Their links work."
        />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(mails.await, list) })}
        </Transition>
    }
}

fn list(mails: Vec<OutboxRow>) -> impl IntoView {
    if mails.is_empty() {
        return view! {
            <Empty title="No e-mail yet">
                <p>"Private invitations and sign-in codes arrive here."</p>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Table caption="E-mails" columns=&["Subject", "To", "When", "State"]>
            {mails.into_iter().map(row).collect_view()}
        </Table>
    }
    .into_any()
}

fn row(mail: OutboxRow) -> impl IntoView {
    let (tone, word) = mail_state(mail.state);
    view! {
        <tr>
            <Cell name="Subject">
                <a class="row-link" href=format!("/outbox/{}", mail.id)>
                    {mail.subject}
                </a>
            </Cell>
            <Cell name="To">{mail.to}</Cell>
            <Cell name="When">
                <Moment at=mail.created_at />
            </Cell>
            <Cell name="State">
                <Badge tone>{word}</Badge>
                {(!mail.server_said.is_empty())
                    .then(|| view! { <span class="sub">{mail.server_said}</span> })}
            </Cell>
        </tr>
    }
}
