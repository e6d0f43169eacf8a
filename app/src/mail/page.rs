use super::api;
use crate::trouble::shown;
use crate::ui::{HtmlFrame, LinkedText, Moment, PageHeader, Tab, Tabs, Waiting};
use beckon_model::mail::OutboxMail;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// One e-mail: as HTML, as plain text, and its headers.
#[component]
pub fn MailPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let form = Memo::new(move |_| query.read().get("view").unwrap_or_default());
    let mail = Resource::new(
        move || params.read().get("id").unwrap_or_default(),
        |id| api::find(id.into()),
    );
    view! {
        <p class="back">
            <a href="/outbox">"Outbox"</a>
        </p>
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(mail.await, move |mail| page(mail, form)) })}
        </Transition>
    }
}

fn page(mail: OutboxMail, form: Memo<String>) -> impl IntoView {
    let here = format!("/outbox/{}", mail.row.id);
    let is = move |name: &'static str| Signal::derive(move || form.with(|form| form == name));
    view! {
        <PageHeader title=mail.row.subject.clone() lead=format!("To {}", mail.row.to) />
        <p class="meta">
            <Moment at=mail.row.created_at />
            {attached(&mail)}
        </p>
        <Tabs label="Form of the e-mail">
            <Tab href=here.clone() current=is("")>
                "HTML"
            </Tab>
            <Tab href=format!("{here}?view=text") current=is("text")>
                "Plain text"
            </Tab>
            <Tab href=format!("{here}?view=headers") current=is("headers")>
                "Headers"
            </Tab>
        </Tabs>
        {move || match form.get().as_str() {
            "text" => view! { <LinkedText text=mail.text.clone() /> }.into_any(),
            "headers" => view! { <Headers headers=mail.headers.clone() /> }.into_any(),
            _ => view! { <HtmlFrame title="The e-mail" html=mail.html.clone() /> }.into_any(),
        }}
    }
}

/// What goes with it, in words; empty if nothing does.
fn attached(mail: &OutboxMail) -> String {
    let file = |(name, bytes): &(String, u32)| format!("{name} ({} kB)", bytes.div_ceil(1_000));
    match mail.files.as_slice() {
        [] => String::new(),
        files => {
            let files = files.iter().map(file).collect::<Vec<_>>();
            format!(" · Attached: {}", files.join(", "))
        }
    }
}

#[component]
fn Headers(headers: Vec<(String, String)>) -> impl IntoView {
    let rows = headers
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="headers">{rows}</dl> }
}
