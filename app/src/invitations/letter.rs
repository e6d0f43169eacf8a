use super::api::CreatePrivate;
use super::preview::LetterPreview;
use crate::error::{beside, failure, overall, typed_or};
use crate::ui::{Area, Button, Failure, Field, Look};
use beckon_model::email;
use beckon_model::invitation::NewInvitation;
use leptos::html::Textarea;
use leptos::prelude::*;

/// Addresses, subject and body, with the letter as it will arrive.
#[component]
pub fn PrivateForm(start: NewInvitation, action: ServerAction<CreatePrivate>) -> impl IntoView {
    let failed = failure(action);
    let first = |field, otherwise: &str| typed_or(failed, field, otherwise);
    let addresses = first("addresses", "");
    let subject = first("subject", &start.letter.subject);
    let body = first("body", &start.letter.body);
    let (typed_addresses, set_addresses) = signal(addresses.clone());
    let (typed_subject, set_subject) = signal(subject.clone());
    let (typed_body, set_body) = signal(body.clone());
    let course = start.course.clone();
    let body_field = NodeRef::<Textarea>::new();
    view! {
        <div class="letter">
            <ActionForm action>
                <Failure message=overall(failed) />
                <input type="hidden" name="course" value=course.0 />
                <Area
                    name="addresses"
                    label="E-mail addresses"
                    rows=5
                    maxlength=2_000_000
                    value=addresses
                    hint="Paste them as they are: separated by commas, semicolons, spaces or lines; Name <name@example.org> works too."
                    error=beside(failed, "addresses")
                    typed=set_addresses
                />
                <Reading addresses=typed_addresses />
                <Field
                    name="subject"
                    label="Subject"
                    value=subject
                    error=beside(failed, "subject")
                    typed=set_subject
                />
                <Area
                    name="body"
                    label="Message"
                    rows=12
                    maxlength=50_000
                    value=body
                    hint="What stands in brackets is filled in for each learner."
                    error=beside(failed, "body")
                    typed=set_body
                    node_ref=body_field
                />
                <Placeholders into=body_field typed=set_body />
                <p class="counting">
                    "Every address becomes a registration, counted when the learner is invited."
                </p>
                <Button look=Look::Primary busy=action.pending()>
                    "Create Invitation"
                </Button>
            </ActionForm>
            <LetterPreview
                course=start.course
                addresses=typed_addresses
                subject=typed_subject
                body=typed_body
            />
        </div>
    }
}

/// How many people a pasted list names, and what of it can't be read.
#[component]
fn Reading(addresses: ReadSignal<String>) -> impl IntoView {
    let read = Memo::new(move |_| addresses.with(|text| email::parse_list(text)));
    let words = move || {
        read.with(|list| {
            let people = match list.people.len() {
                0 => return String::new(),
                1 => "1 person".to_owned(),
                n => format!("{n} people"),
            };
            match list.repeated {
                0 => people,
                n => format!("{people} ({n} named more than once)"),
            }
        })
    };
    let unreadable = move || {
        read.with(|list| {
            (!list.unreadable.is_empty()).then(|| {
                let shown: Vec<_> = list.unreadable.iter().take(5).cloned().collect();
                let more = list.unreadable.len() - shown.len();
                let more = if more > 0 {
                    format!(" and {more} more")
                } else {
                    String::new()
                };
                format!("Can't be read: {}{more}", shown.join(" · "))
            })
        })
    };
    view! {
        <div class="reading" role="status">
            <span>{words}</span>
            <span class="reading__bad">{unreadable}</span>
        </div>
    }
}

/// Buttons that put a placeholder where the cursor is.
#[component]
fn Placeholders(into: NodeRef<Textarea>, typed: WriteSignal<String>) -> impl IntoView {
    let insert = move |text: &str| {
        if let Some(area) = into.get_untracked() {
            let start = area.selection_start().ok().flatten().unwrap_or(0);
            let end = area.selection_end().ok().flatten().unwrap_or(start);
            let put = area.set_range_text_with_start_and_end_and_mode(text, start, end, "end");
            if put.is_ok() {
                typed.set(area.value());
            }
            let _ = area.focus();
        }
    };
    let buttons = [
        "[Course]",
        "[Description]",
        "[Duration]",
        "[User]",
        "[Inviter]",
        "[URL]",
        "[URL:Play course]",
    ]
    .map(|name| {
        view! {
            <button type="button" class="chip" on:click=move |_| insert(name)>
                {name}
            </button>
        }
    })
    .collect_view();
    view! {
        <div class="chips" role="group" aria-label="Insert a placeholder">
            {buttons}
        </div>
    }
}
