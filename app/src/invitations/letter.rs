use super::api::CreatePrivate;
use super::people::{FileTrouble, People};
use super::preview::LetterPreview;
use crate::error::{beside, failure, overall, typed_or};
use crate::ui::{Area, Button, Failure, Field, Look};
use beckon_model::invitation::NewInvitation;
use leptos::html::Textarea;
use leptos::prelude::*;

/// Addresses, subject and body, with the letter as it will arrive.
#[component]
pub fn PrivateForm(start: NewInvitation, action: ServerAction<CreatePrivate>) -> impl IntoView {
    let failed = failure(action);
    let first = |field, otherwise: &str| typed_or(failed, field, otherwise);
    let subject = first("subject", &start.letter.subject);
    let body = first("body", &start.letter.body);
    let (typed_addresses, set_addresses) = signal(start.people.addresses.clone());
    let (typed_subject, set_subject) = signal(subject.clone());
    let (typed_body, set_body) = signal(body.clone());
    let invited = Signal::derive(move || action.value().get().and_then(Result::ok));
    let (course, people_of) = (start.course.clone(), start.course.clone());
    let body_field = NodeRef::<Textarea>::new();
    view! {
        <div class="letter">
            <ActionForm action>
                <Failure message=overall(failed) />
                <FileTrouble />
                <input type="hidden" name="course" value=course.0 />
                <People
                    course=people_of
                    invitation=None
                    start=start.people
                    failed
                    invited
                    typed=set_addresses
                />
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
                    "Everyone who is new becomes a registration, counted when the learner is invited."
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
