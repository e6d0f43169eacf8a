use super::api::CreatePrivate;
use super::links::LinkFields;
use super::people::{FileTrouble, People};
use super::when::When;
use crate::error::{failure, overall, typed_or};
use crate::letters::{Draft, LetterEditor, LetterPreview, LetterTools, chosen};
use crate::ui::{Button, Failure, Look};
use beckon_model::email;
use beckon_model::invitation::{LetterText, NewInvitation};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Addresses, subject and body, with the letter as it will arrive.
#[component]
pub fn PrivateForm(start: NewInvitation, action: ServerAction<CreatePrivate>) -> impl IntoView {
    let failed = failure(action);
    let first = |field, otherwise: &str| typed_or(failed, field, otherwise);
    let (typed_addresses, set_addresses) = signal(start.people.addresses.clone());
    let pasted = Memo::new(move |_| typed_addresses.with(|text| email::parse_list(text).people));
    let template = use_query_map().read_untracked().get("letter");
    let usual = LetterText::usual();
    // A form that was kept holds words of its own.
    let first_words = if start.letter == usual {
        chosen(template.as_deref(), &start.templates, &usual)
    } else {
        start.letter
    };
    let draft = Draft::new(LetterText {
        subject: first("subject", &first_words.subject),
        body: first("body", &first_words.body),
    });
    let templates = RwSignal::new(start.templates);
    let invited = Signal::derive(move || action.value().get().and_then(Result::ok));
    let (course, people_of) = (start.course.clone(), start.course.clone());
    let here = format!("/courses/{course}/invite?kind=private");
    view! {
        <div class="letter">
            <ActionForm action attr:id="letter-form">
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
                <LetterEditor draft failed usual templates here />
                <LinkFields failed links=start.links names=("links[holder]", "links[refuse_others]") />
                <When start=start.sending failed />
                <p class="counting">
                    "Everyone who is new becomes a registration, counted when the learner is invited."
                </p>
                <Button look=Look::Primary busy=action.pending()>
                    "Create Invitation"
                </Button>
            </ActionForm>
            <div class="letter__beside">
                <LetterPreview course=start.course.clone() people=pasted draft />
                <LetterTools course=start.course draft form="letter-form" templates />
            </div>
        </div>
    }
}
