use super::api;
use crate::trouble::shown;
use crate::ui::{Badge, ButtonLink, Cell, Empty, Look, Moment, PageHeader, Table, Tone, Waiting};
use beckon_model::invitation::{InvitationRow, Kind};
use leptos::prelude::*;

/// All invitations.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let invitations = Resource::new(|| (), |()| api::list());
    view! {
        <PageHeader title="Invitations">
            <ButtonLink href="/letters">"Letter templates"</ButtonLink>
        </PageHeader>
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(invitations.await, list) })}
        </Transition>
    }
}

fn list(invitations: Vec<InvitationRow>) -> impl IntoView {
    if invitations.is_empty() {
        return view! {
            <Empty title="No invitation yet">
                <p>"Choose a course from your library, then press Invite."</p>
                <ButtonLink href="/library" look=Look::Primary>
                    "Open the library"
                </ButtonLink>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Table
            caption="Your invitations"
            columns=&["Course", "Kind", "Created", "Registered", "Started", "Completed", "Passed", "State"]
        >
            {invitations.into_iter().map(row).collect_view()}
        </Table>
    }
    .into_any()
}

fn row(invitation: InvitationRow) -> impl IntoView {
    let counts = invitation.counts;
    view! {
        <tr>
            <Cell name="Course">
                <a class="row-link" href=format!("/invitations/{}", invitation.id)>
                    {invitation.course_title}
                </a>
            </Cell>
            <Cell name="Kind">
                {match invitation.kind {
                    Kind::Public => "Public",
                    Kind::Private => "Private",
                }}
            </Cell>
            <Cell name="Created">
                <Moment at=invitation.created_at />
            </Cell>
            <Cell name="Registered">{counts.registrations}</Cell>
            <Cell name="Started">{counts.started}</Cell>
            <Cell name="Completed">{counts.completed}</Cell>
            <Cell name="Passed">{counts.passed}</Cell>
            <Cell name="State">
                {if invitation.enabled {
                    view! { <Badge tone=Tone::Good>"Open"</Badge> }
                } else {
                    view! { <Badge tone=Tone::Warn>"Disabled"</Badge> }
                }}
            </Cell>
        </tr>
    }
}
