use super::api::{self, ChangeOfInvitation};
use super::draft::{Draft, chosen};
use super::editor::LetterEditor;
use super::preview::LetterPreview;
use super::tools::LetterTools;
use crate::error::{failure, overall, typed_or};
use crate::trouble::shown;
use crate::ui::{Button, Failure, Flash, Look, PageHeader, Tone, Waiting};
use beckon_model::invitation::LetterText;
use beckon_model::template::LetterStart;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Changes the letter of a private invitation.
#[component]
pub fn ChangeLetterPage() -> impl IntoView {
    let params = use_params_map();
    let action = ServerAction::<ChangeOfInvitation>::new();
    let start = Resource::new(
        move || params.read().get("id").unwrap_or_default(),
        |id| api::of_invitation(id.into()),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(start.await, move |start| page(start, action))
            })}
        </Transition>
    }
}

fn page(start: LetterStart, action: ServerAction<ChangeOfInvitation>) -> impl IntoView {
    let failed = failure(action);
    let template = use_query_map().read_untracked().get("letter");
    let first = chosen(template.as_deref(), &start.templates, &start.letter);
    let draft = Draft::new(LetterText {
        subject: typed_or(failed, "subject", &first.subject),
        body: typed_or(failed, "body", &first.body),
    });
    let templates = RwSignal::new(start.templates);
    let people = start.people;
    let invitation = format!("/invitations/{}", start.invitation);
    let here = format!("{invitation}/letter");
    view! {
        <p class="back">
            <a href=invitation>"The invitation"</a>
        </p>
        <PageHeader title="The letter" lead=start.course_title />
        <Flash tone=Tone::Calm>
            <p>
                "It is used for those who are invited or mailed from now on. E-mails that were sent, or wait for their "
                "time, keep their words."
            </p>
        </Flash>
        <div class="letter">
            <ActionForm action attr:id="letter-form">
                <Failure message=overall(failed) />
                <input type="hidden" name="id" value=start.invitation.0 />
                <LetterEditor
                    draft
                    failed
                    usual=start.letter
                    usual_name="The letter as it is"
                    templates
                    here
                />
                <Button look=Look::Primary busy=action.pending()>
                    "Change the letter"
                </Button>
            </ActionForm>
            <div class="letter__beside">
                <LetterPreview
                    course=start.course.clone()
                    people=Signal::derive(move || people.clone())
                    draft
                />
                <LetterTools course=start.course draft form="letter-form" templates />
            </div>
        </div>
    }
    .into_any()
}
