use super::api::{self, CancelSending, SendNow};
use crate::error::{failure, overall};
use crate::ui::{Button, Dialog, Failure, Look};
use beckon_model::InvitationId;
use beckon_model::sending::Batch;
use leptos::prelude::*;

/// The e-mails that wait for their time, with what can still be done about them. Nothing if none wait.
#[component]
pub fn Schedule(
    invitation: InvitationId,
    /// Counted up when something was changed.
    changed: RwSignal<u32>,
) -> impl IntoView {
    let send = ServerAction::<SendNow>::new();
    let cancel = ServerAction::<CancelSending>::new();
    let id = invitation.clone();
    let waiting = Resource::new(
        move || (send.version().get(), cancel.version().get()),
        move |_| api::scheduled(id.clone()),
    );
    Effect::new(move |_| {
        let done = |ok: bool| {
            if ok {
                changed.update(|count| *count += 1);
            }
        };
        done(send.value().with(|value| matches!(value, Some(Ok(())))));
        done(cancel.value().with(|value| matches!(value, Some(Ok(())))));
    });
    view! {
        <Failure message=overall(failure(send)) />
        <Failure message=overall(failure(cancel)) />
        <Transition>
            {move || {
                let invitation = invitation.clone();
                Suspend::new(async move {
                    let batches = waiting.await.unwrap_or_default();
                    let batch = |batch| view! { <Waits id=invitation.clone() batch send cancel /> };
                    batches.into_iter().map(batch).collect_view()
                })
            }}
        </Transition>
    }
    .into_any()
}

#[component]
fn Waits(
    id: InvitationId,
    batch: Batch,
    send: ServerAction<SendNow>,
    cancel: ServerAction<CancelSending>,
) -> impl IntoView {
    let whom = match batch.mails {
        1 => "1 e-mail goes".to_owned(),
        mails => format!("{mails} e-mails go"),
    };
    let (first, second) = (id.0.clone(), id.0);
    view! {
        <div class="flash waits" data-tone="warn" role="status">
            <p>{whom} " out on " <strong>{batch.spoken}</strong> "."</p>
            <div class="actions">
                <ActionForm action=send attr:class="inline-form">
                    <input type="hidden" name="id" value=first />
                    <input type="hidden" name="at" value=batch.at.to_string() />
                    <Button busy=send.pending()>"Send now"</Button>
                </ActionForm>
                <Dialog
                    id=format!("call-off-{}", batch.at)
                    opener="Don’t send"
                    title="Don’t send these e-mails?"
                >
                    <p>
                        "They are called off for good. The learners stay registered and counted, and their links work; "
                        "you can mail each of them again."
                    </p>
                    <ActionForm action=cancel>
                        <input type="hidden" name="id" value=second />
                        <input type="hidden" name="at" value=batch.at.to_string() />
                        <Button look=Look::Danger busy=cancel.pending()>
                            "Call them off"
                        </Button>
                    </ActionForm>
                </Dialog>
            </div>
        </div>
    }
    .into_any()
}
