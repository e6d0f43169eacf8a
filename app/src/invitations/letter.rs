use super::api::CreatePrivate;
use super::when::When;
use crate::error::{beside, failure, overall, typed_or};
use crate::letters::{Draft, LetterEditor, LetterPreview, LetterTools, chosen};
use crate::ui::{Area, Button, Failure, Look};
use beckon_model::email;
use beckon_model::invitation::{LetterText, NewInvitation};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Addresses, subject and body, with the letter as it will arrive.
#[component]
pub fn PrivateForm(start: NewInvitation, action: ServerAction<CreatePrivate>) -> impl IntoView {
    let failed = failure(action);
    let first = |field, otherwise: &str| typed_or(failed, field, otherwise);
    let addresses = first("addresses", "");
    let (typed_addresses, set_addresses) = signal(addresses.clone());
    let people = Memo::new(move |_| typed_addresses.with(|text| email::parse_list(text).people));
    let template = use_query_map().read_untracked().get("letter");
    let letter = chosen(template.as_deref(), &start.templates, &start.letter);
    let draft = Draft::new(LetterText {
        subject: first("subject", &letter.subject),
        body: first("body", &letter.body),
    });
    let templates = RwSignal::new(start.templates);
    let course = start.course.clone();
    let here = format!("/courses/{course}/invite?kind=private");
    view! {
        <div class="letter">
            <ActionForm action attr:id="letter-form">
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
                <LetterEditor
                    draft
                    failed
                    usual=start.letter
                    templates
                    here
                />
                <When failed />
                <p class="counting">
                    "Every address becomes a registration, counted when the learner is invited."
                </p>
                <Button look=Look::Primary busy=action.pending()>
                    "Create Invitation"
                </Button>
            </ActionForm>
            <div class="letter__beside">
                <LetterPreview course=start.course.clone() people draft />
                <LetterTools course=start.course draft form="letter-form" templates />
            </div>
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
