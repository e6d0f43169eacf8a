use super::People;
use super::api::{self, AddPeople};
use crate::error::{failure, overall, typed_or};
use crate::trouble::shown;
use crate::ui::{Button, Failure, Flash, Look, PageHeader, Tone, Waiting};
use beckon_model::InvitationId;
use beckon_model::invitation::NewInvitation;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Adds people to a private invitation that is there.
#[component]
pub fn AddPeoplePage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let add = ServerAction::<AddPeople>::new();
    let kept = typed_or(failure(add), "people", "");
    let start = Resource::new(
        move || {
            let asked = query.read().get("people").unwrap_or_default();
            let key = if kept.is_empty() { asked } else { kept.clone() };
            (params.read().get("id").unwrap_or_default(), key)
        },
        |(id, key)| api::start_adding(id.into(), key),
    );
    let id = move || InvitationId::from(params.read_untracked().get("id").unwrap_or_default());
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(start.await, move |start| view! { <AddForm id=id() start action=add /> })
            })}
        </Transition>
    }
}

#[component]
fn AddForm(
    id: InvitationId,
    start: NewInvitation,
    action: ServerAction<AddPeople>,
) -> impl IntoView {
    let failed = failure(action);
    let invited = Signal::derive(move || action.value().get().and_then(Result::ok));
    let back = format!("/invitations/{id}");
    view! {
        <PageHeader title="Add people" lead=start.course_title />
        <p class="meta">
            "They get the letter of this invitation, “" {start.letter.subject} "”. " <a href=back>"Back to the invitation"</a>
        </p>
        <ActionForm action attr:class="people-form">
            <Failure message=overall(failed) />
            <FileTrouble />
            <input type="hidden" name="id" value=id.0.clone() />
            <People course=start.course invitation=Some(id) start=start.people failed invited />
            <p class="counting">
                "Everyone who is new becomes a registration, counted when the learner is invited."
            </p>
            <Button look=Look::Primary busy=action.pending()>
                "Add people"
            </Button>
        </ActionForm>
    }
}

/// What was wrong with a file that was sent without scripts.
#[component]
pub fn FileTrouble() -> impl IntoView {
    let query = use_query_map();
    let problem = move || {
        query
            .read()
            .get("problem")
            .filter(|problem| !problem.is_empty())
    };
    move || {
        problem().map(|problem| {
            view! {
                <Flash tone=Tone::Bad>
                    <p>{problem}</p>
                </Flash>
            }
        })
    }
}
