use super::api::{self, CreatePrivate, CreatePublic};
use super::letter::PrivateForm;
use super::options::OptionsFields;
use crate::error::{failure, overall, typed_or};
use crate::trouble::shown;
use crate::ui::{Button, Failure, Look, PageHeader, Waiting};
use beckon_model::CourseId;
use beckon_model::invitation::{Kind, NewInvitation, Options};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Chooses the kind of invitation, and makes it.
#[component]
pub fn InvitePage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let private = Memo::new(move |_| query.read().get_str("kind") == Some("private"));
    let make_public = ServerAction::<CreatePublic>::new();
    let make_private = ServerAction::<CreatePrivate>::new();
    let kept = typed_or(failure(make_private), "people", "");
    let start = Resource::new(
        move || {
            let asked = query.read().get("people").unwrap_or_default();
            let key = if kept.is_empty() { asked } else { kept.clone() };
            (params.read().get("id").unwrap_or_default(), key)
        },
        |(id, key)| api::start_invitation(id.into(), key),
    );
    let page = move |start: NewInvitation| {
        let course = start.course.clone();
        view! {
            <PageHeader title="Invite" lead=start.course_title.clone() />
            <Kinds course=course.clone() private />
            {move || {
                if private.get() {
                    view! { <PrivateForm start=start.clone() action=make_private /> }.into_any()
                } else {
                    view! { <PublicForm course=course.clone() action=make_public /> }.into_any()
                }
            }}
        }
    };
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(start.await, page) })}
        </Transition>
    }
}

/// The two kinds, each with an address of its own.
#[component]
fn Kinds(course: CourseId, private: Memo<bool>) -> impl IntoView {
    let here = format!("/courses/{course}/invite");
    let to_private = format!("{here}?kind=private");
    view! {
        <nav class="kinds" aria-label="Kind of invitation">
            <a href=here aria-current=move || (!private.get()).then_some("page")>
                <strong>"Public"</strong>
                <span>"One URL for everybody. Learners set up an account and play."</span>
            </a>
            <a href=to_private aria-current=move || private.get().then_some("page")>
                <strong>"Private"</strong>
                <span>"An e-mail to each learner, with a link of his or her own."</span>
            </a>
        </nav>
    }
}

#[component]
fn PublicForm(course: CourseId, action: ServerAction<CreatePublic>) -> impl IntoView {
    let failed = failure(action);
    view! {
        <ActionForm action attr:class="public-form">
            <Failure message=overall(failed) />
            <input type="hidden" name="course" value=course.0 />
            <p>
                "You get a URL and a QR code. A registration is counted when someone first starts the course."
            </p>
            <details class="disclosure" open=move || failed.get().is_some()>
                <summary>"Who gets in, and until when"</summary>
                <div class="options-form">
                    <OptionsFields failed options=Options::default() kind=Kind::Public />
                </div>
            </details>
            <Button look=Look::Primary busy=action.pending()>
                "Create Invitation"
            </Button>
        </ActionForm>
    }
}
