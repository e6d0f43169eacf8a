use super::api::{self, Make, Revoke};
use crate::error::{beside, failure, overall, typed_or};
use crate::trouble::shown;
use crate::ui::{
    Badge, Button, Cell, Dialog, Empty, Failure, Field, Look, Moment, PageHeader, Table, Tone,
    Waiting,
};
use beckon_model::ApplicationId;
use beckon_model::key::{ApiKey, Application, SCOPES};
use leptos::prelude::*;

/// All keys of the instructor, and a form for one more.
#[component]
pub fn KeysPage() -> impl IntoView {
    let revoke = ServerAction::<Revoke>::new();
    let keys = Resource::new(move || revoke.version().get(), |_| api::all());
    view! {
        <PageHeader
            title="Keys"
            lead="Programs act in your name with a key, as far as its scopes go."
        />
        <Failure message=overall(failure(revoke)) />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(keys.await, move |applications| page(applications, revoke))
            })}
        </Transition>
    }
}

fn page(applications: Vec<Application>, revoke: ServerAction<Revoke>) -> AnyView {
    let rows: Vec<AnyView> = applications
        .into_iter()
        .flat_map(|application| {
            let (id, management) = (application.id, application.management);
            let keys = application.keys.into_iter();
            keys.map(move |key| row(id.clone(), management, key, revoke))
        })
        .collect();
    let table = if rows.is_empty() {
        view! {
            <Empty title="No key yet">
                <p>"Make one below, and give it to the program that is to use it."</p>
            </Empty>
        }
        .into_any()
    } else {
        view! {
            <Table
                caption="Keys"
                columns=&["Name", "Application id", "Scopes", "Last used", "Made", "Revoke"]
            >
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        {table}
        <NewKeyForm />
        <p>
            "What programs can do: "<a href="/api/v2/" rel="external">"all calls"</a>
            ". The base address is " <code>"/api/v2"</code> " on this host."
        </p>
    }
    .into_any()
}

fn row(
    application: ApplicationId,
    management: bool,
    key: ApiKey,
    revoke: ServerAction<Revoke>,
) -> AnyView {
    let scopes = match management {
        true => "application management".to_owned(),
        false => key.scopes.to_string(),
    };
    let used = match key.last_used_at {
        Some(at) => view! { <Moment at /> }.into_any(),
        None => "never".into_any(),
    };
    let resting = (!key.active).then(|| view! { <Badge tone=Tone::Warn>"Inactive"</Badge> });
    let shown = application.0.clone();
    let title = format!("Revoke the key “{}”?", key.name);
    view! {
        <tr>
            <Cell name="Name">{key.name} " " {resting}</Cell>
            <Cell name="Application id">
                <code>{shown}</code>
            </Cell>
            <Cell name="Scopes">{scopes}</Cell>
            <Cell name="Last used">{used}</Cell>
            <Cell name="Made">
                <Moment at=key.created_at />
            </Cell>
            <Cell name="Revoke">
                <Dialog id=format!("revoke-{}", key.id) opener="Revoke" title>
                    <p>"Programs that use it are refused from now on, also with tokens made with it."</p>
                    <ActionForm action=revoke>
                        <input type="hidden" name="application" value=application.0 />
                        <input type="hidden" name="id" value=key.id.0 />
                        <Button look=Look::Danger busy=revoke.pending()>
                            "Revoke the key"
                        </Button>
                    </ActionForm>
                </Dialog>
            </Cell>
        </tr>
    }
    .into_any()
}

#[component]
fn NewKeyForm() -> impl IntoView {
    let action = ServerAction::<Make>::new();
    let failed = failure(action);
    let scopes = SCOPES
        .into_iter()
        .map(|(scope, meaning)| {
            let usual = ["read", "write", "delete"].contains(&scope);
            view! {
                <label class="check">
                    <input type="checkbox" name="scopes[]" value=scope checked=usual />
                    <span>
                        <code>{scope}</code>
                        <span class="check__hint">{meaning}</span>
                    </span>
                </label>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="new-key">
            <h2 id="new-key">"Make a key"</h2>
            <ActionForm action>
                <Failure message=overall(failed) />
                <Field
                    name="name"
                    label="Name"
                    hint="Which program it is for."
                    value=typed_or(failed, "name", "")
                    error=beside(failed, "name")
                />
                <fieldset class="choices">
                    <legend>"What it may do"</legend>
                    {scopes}
                    <p class="field__error">{move || beside(failed, "scopes").get()}</p>
                </fieldset>
                <label class="check">
                    <input type="checkbox" name="management" value="true" />
                    <span>
                        "For application management"
                        <span class="check__hint">
                            "It makes applications and keys, and does nothing else; the scopes above don’t matter."
                        </span>
                    </span>
                </label>
                <Button look=Look::Primary busy=action.pending()>
                    "Make the key"
                </Button>
            </ActionForm>
        </section>
    }
    .into_any()
}
