use super::api::{self, RenewPostbackSecret, ReplayPostback, SetPostback, TestPostback};
use super::fields::{PostbackFields, in_words};
use super::log::{Log, said, state};
use crate::error::{failure, overall};
use crate::trouble::shown;
use crate::ui::{Button, CopyField, Dialog, Failure, Flash, Look, PageHeader, Waiting};
use beckon_model::postback::{self, Delivery, Said};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What is done on the page.
#[derive(Clone, Copy)]
struct Hands {
    set: ServerAction<SetPostback>,
    test: ServerAction<TestPostback>,
    replay: ServerAction<ReplayPostback>,
    renew: ServerAction<RenewPostbackSecret>,
}

/// An instructor's postbacks: where results go unless something else is said, and what became of them.
#[component]
pub fn PostbacksPage() -> impl IntoView {
    let params = use_query_map();
    let hands = Hands {
        set: ServerAction::new(),
        test: ServerAction::new(),
        replay: ServerAction::new(),
        renew: ServerAction::new(),
    };
    let number = Memo::new(move |_| {
        let page = params.read().get("page").and_then(|page| page.parse().ok());
        page.unwrap_or(1_u32).max(1)
    });
    let tested = Memo::new(move |_| params.read().get("tested").unwrap_or_default());
    let postbacks = Resource::new(
        move || {
            let turns = hands.set.version().get() + hands.test.version().get();
            let turns = turns + hands.replay.version().get() + hands.renew.version().get();
            (number.get(), tested.get(), turns)
        },
        |(page, ..)| api::postbacks(page),
    );
    view! {
        <PageHeader
            title="Postbacks"
            lead="Results, posted to an address of yours whenever they change."
        />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let postbacks = postbacks.await;
                shown(postbacks, move |postbacks| {
                    page(postbacks, number.get_untracked(), tested.get_untracked(), hands)
                })
            })}
        </Transition>
    }
}

/// The address of a page of the log.
pub(super) fn url(page: u32) -> String {
    match page {
        0 | 1 => "/postbacks".to_owned(),
        page => format!("/postbacks?page={page}"),
    }
}

fn page(
    postbacks: postback::PostbacksPage,
    number: u32,
    tested: String,
    hands: Hands,
) -> impl IntoView {
    let tested = postbacks.log.iter().find(|row| row.id.0 == tested).cloned();
    let is_set = matches!(postbacks.setting.said, Said::To(_));
    let failed = (postbacks.failed > 0).then(|| match postbacks.failed {
        1 => "1 postback failed for good.".to_owned(),
        n => format!("{n} postbacks failed for good."),
    });
    view! {
        {tested.map(|row| view! { <Tested row /> })}
        <section aria-labelledby="default">
            <h2 id="default">"For all courses"</h2>
            <p class="meta">
                {in_words(&postbacks.setting.holds)}
                " A course, an invitation or a registration can say otherwise on its own page; the nearest wins."
            </p>
            <PostbackFields setting=postbacks.setting id=String::new() action=hands.set />
            <Failure message=overall(failure(hands.test)) />
            {is_set
                .then(|| {
                    view! {
                        <ActionForm action=hands.test attr:class="inline-form">
                            <Button busy=hands.test.pending()>"Post an example"</Button>
                        </ActionForm>
                    }
                })}
        </section>
        <Secret secret=postbacks.secret action=hands.renew />
        {failed.map(|failed| view! { <p class="meta">{failed}</p> })}
        <Log rows=postbacks.log total=postbacks.total page=number action=hands.replay />
    }
    .into_any()
}

/// What came of a test.
#[component]
fn Tested(row: Delivery) -> impl IntoView {
    let (tone, word) = state(&row);
    view! {
        <Flash tone>
            <p>
                "The example: " {word.to_lowercase()} ". " {row.status.map(|status| format!("{status} "))} {said(&row)}
            </p>
        </Flash>
    }
    .into_any()
}

/// What signs the postbacks.
#[component]
fn Secret(secret: String, action: ServerAction<RenewPostbackSecret>) -> impl IntoView {
    view! {
        <details class="disclosure">
            <summary>"Signature"</summary>
            <p class="meta">
                "Each postback is signed as Standard Webhooks has it: the header webhook-signature is “v1,” and the Base64 of an HMAC-SHA-256, made with this secret over webhook-id, webhook-timestamp and the body, with dots between them."
            </p>
            <CopyField id="secret" label="Secret" text=secret />
            <Failure message=overall(failure(action)) />
            <Dialog id="renew-secret" opener="New secret…" title="Replace the secret?">
                <p>"From now on postbacks are signed with the new one. Whoever checks signatures must be told."</p>
                <ActionForm action>
                    <Button look=Look::Danger busy=action.pending()>
                        "Replace the secret"
                    </Button>
                </ActionForm>
            </Dialog>
        </details>
    }
    .into_any()
}
