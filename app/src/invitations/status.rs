//! How an invitation stands, with the controls that change it.

use super::api::{Admit, DeleteInvitation, RestoreInvitation, SetEnabled, SetOpen};
use crate::error::{failure, overall};
use crate::tags::Tags;
use crate::ui::{Badge, Button, ButtonLink, Cell, Dialog, Failure, Look, Moment, Table, Tone};
use beckon_model::InvitationId;
use beckon_model::invitation::{Counts, InvitationPage, Kind, WaitingRow};
use beckon_model::standing::Standing;
use leptos::prelude::*;

/// What can be done to an invitation as a whole.
#[derive(Clone, Copy)]
pub struct Controls {
    enable: ServerAction<SetEnabled>,
    open: ServerAction<SetOpen>,
    delete: ServerAction<DeleteInvitation>,
    restore: ServerAction<RestoreInvitation>,
    admit: ServerAction<Admit>,
}

impl Controls {
    pub fn new() -> Self {
        Self {
            enable: ServerAction::new(),
            open: ServerAction::new(),
            delete: ServerAction::new(),
            restore: ServerAction::new(),
            admit: ServerAction::new(),
        }
    }

    /// Changes whenever one was used.
    pub fn used(self) -> [usize; 5] {
        [
            self.enable.version().get(),
            self.open.version().get(),
            self.delete.version().get(),
            self.restore.version().get(),
            self.admit.version().get(),
        ]
    }

    fn failed(self) -> Signal<Option<String>> {
        let all = [
            overall(failure(self.enable)),
            overall(failure(self.open)),
            overall(failure(self.delete)),
            overall(failure(self.restore)),
            overall(failure(self.admit)),
        ];
        Signal::derive(move || all.iter().find_map(|each| each.get()))
    }
}

/// How good a standing is, as a colour.
pub fn tone(standing: Standing) -> Tone {
    match standing {
        Standing::Open => Tone::Good,
        Standing::StartsOn(_) | Standing::Closed | Standing::Full { .. } => Tone::Warn,
        Standing::ExpiredOn(_) | Standing::Disabled | Standing::Deleted => Tone::Bad,
    }
}

/// The status line, what it means, the limits, and the controls.
#[component]
pub fn Status(invitation: InvitationPage, controls: Controls) -> impl IntoView {
    let id = invitation.id.clone();
    let standing = invitation.standing;
    let settings = format!("/invitations/{id}/settings");
    let history = format!("/invitations/{id}/history");
    let buttons = if standing == Standing::Deleted {
        view! { <Restore id action=controls.restore /> }.into_any()
    } else {
        let public = invitation.kind == Kind::Public;
        view! {
            {public
                .then(|| view! { <Open id=id.clone() open=invitation.open action=controls.open /> })}
            <Enable id=id.clone() enabled=invitation.enabled action=controls.enable />
            <ButtonLink href=settings>"Change limits"</ButtonLink>
            <ButtonLink href=history look=Look::Quiet>
                "History"
            </ButtonLink>
            <Delete id counts=invitation.counts action=controls.delete />
        }
        .into_any()
    };
    view! {
        <section class="status" aria-label="Status">
            <Failure message=controls.failed() />
            <p class="status__line">
                <Badge tone=tone(standing)>{invitation.status}</Badge>
                <span>{standing.meaning()}</span>
            </p>
            <Limits limits=invitation.limits tags=invitation.options.tags />
            <div class="status__controls">{buttons}</div>
        </section>
    }
}

#[component]
fn Limits(limits: Vec<String>, tags: String) -> impl IntoView {
    let tags = tags
        .split(", ")
        .filter(|tag| !tag.is_empty())
        .map(str::to_owned)
        .collect();
    let limits = limits
        .into_iter()
        .map(|limit| view! { <li>{limit}</li> })
        .collect_view();
    view! {
        <ul class="status__limits">{limits}</ul>
        <Tags tags />
    }
}

#[component]
fn Enable(id: InvitationId, enabled: bool, action: ServerAction<SetEnabled>) -> impl IntoView {
    let (label, title) = if enabled {
        ("Disable", "Keeps everybody out, also who has started")
    } else {
        ("Enable", "Lets everybody in again")
    };
    view! {
        <ActionForm action attr:class="inline-form" attr:title=title>
            <input type="hidden" name="id" value=id.0 />
            <input type="hidden" name="enabled" value=(!enabled).to_string() />
            <Button busy=action.pending()>{label}</Button>
        </ActionForm>
    }
}

#[component]
fn Open(id: InvitationId, open: bool, action: ServerAction<SetOpen>) -> impl IntoView {
    let (label, title) = if open {
        (
            "Close to newcomers",
            "Who has a registration goes on; nobody else gets in",
        )
    } else {
        ("Open to newcomers", "Lets newcomers in again")
    };
    view! {
        <ActionForm action attr:class="inline-form" attr:title=title>
            <input type="hidden" name="id" value=id.0 />
            <input type="hidden" name="open" value=(!open).to_string() />
            <Button busy=action.pending()>{label}</Button>
        </ActionForm>
    }
}

/// Deletes, after saying what that does.
#[component]
fn Delete(
    id: InvitationId,
    counts: Counts,
    action: ServerAction<DeleteInvitation>,
) -> impl IntoView {
    let people = match counts.registrations {
        0 => "Nobody has a registration here.".to_owned(),
        1 => "1 registration and its results leave your pages with it.".to_owned(),
        n => format!("{n} registrations and their results leave your pages with it."),
    };
    view! {
        <Dialog id="delete" opener="Delete" title="Delete this invitation?">
            <p>{people}</p>
            <p>
                "Its links let nobody in from now on, also who has started, and e-mails that still wait are not sent."
            </p>
            <p>"You find it among the deleted invitations and can bring it back with everything that it holds."</p>
            <ActionForm action>
                <input type="hidden" name="id" value=id.0 />
                <Button look=Look::Danger busy=action.pending()>
                    "Delete invitation"
                </Button>
            </ActionForm>
        </Dialog>
    }
}

#[component]
fn Restore(id: InvitationId, action: ServerAction<RestoreInvitation>) -> impl IntoView {
    view! {
        <ActionForm action attr:class="inline-form">
            <input type="hidden" name="id" value=id.0 />
            <Button look=Look::Primary busy=action.pending()>
                "Bring it back"
            </Button>
        </ActionForm>
    }
}

/// Who asked for a place, with the button that admits.
#[component]
pub fn WaitingList(id: InvitationId, people: Vec<WaitingRow>, controls: Controls) -> impl IntoView {
    (!people.is_empty()).then(|| {
        let rows = people
            .into_iter()
            .map(|person| waiting(id.0.clone(), person, controls.admit))
            .collect_view();
        view! {
            <section aria-labelledby="waiting">
                <h2 id="waiting">"Waiting list"</h2>
                <p class="counting">
                    "Whoever is admitted gets an e-mail, and gets in beyond the cap."
                </p>
                <Table caption="Waiting list" columns=&["Learner", "Asked", "Place"]>
                    {rows}
                </Table>
            </section>
        }
    })
}

fn waiting(id: String, person: WaitingRow, action: ServerAction<Admit>) -> impl IntoView {
    let place = match person.admitted_at {
        Some(at) => view! {
            <Badge tone=Tone::Good>"Admitted"</Badge>
            " "
            <Moment at />
        }
        .into_any(),
        None => {
            let label = format!("Admit {}", person.name);
            view! {
                <ActionForm action attr:class="inline-form">
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="people[0]" value=person.id />
                    <button type="submit" class="button" aria-label=label>
                        "Admit"
                    </button>
                </ActionForm>
            }
            .into_any()
        }
    };
    view! {
        <tr>
            <Cell name="Learner">
                <strong>{person.name}</strong>
                <span class="sub">{person.email}</span>
            </Cell>
            <Cell name="Asked">
                <Moment at=person.asked_at />
            </Cell>
            <Cell name="Place">{place}</Cell>
        </tr>
    }
}
