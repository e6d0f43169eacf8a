use super::api::{Keep, SendTest};
use super::draft::Draft;
use crate::error::{AppError, beside, failure};
use crate::ui::{Button, Failure, Field, Look};
use beckon_model::CourseId;
use beckon_model::template::Template;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// What can be done with a letter before it is sent: mailing it to oneself, and keeping it under a name.
#[component]
pub fn LetterTools(
    /// Empty for an example of a course.
    course: CourseId,
    draft: Draft,
    /// The id of the form that the letter is written in.
    form: &'static str,
    /// Grows by what is kept. Without it, nothing can be kept.
    #[prop(optional)]
    templates: Option<RwSignal<Vec<Template>>>,
) -> impl IntoView {
    view! {
        <section class="letter-tools" aria-label="Before you send it">
            <Test course draft form />
            {templates.map(|templates| view! { <KeepIt draft templates /> })}
        </section>
    }
    .into_any()
}

/// Mails the letter to the instructor. Where no scripts run, the answer opens beside the page, which keeps what was
/// written.
#[component]
fn Test(course: CourseId, draft: Draft, form: &'static str) -> impl IntoView {
    let action = ServerAction::<SendTest>::new();
    let failed = failure(action);
    let send = move |ev: MouseEvent| {
        ev.prevent_default();
        action.dispatch(SendTest {
            course: course.clone(),
            subject: draft.subject.get_untracked(),
            body: draft.body.get_untracked(),
        });
    };
    let pending = action.pending();
    let said = move || {
        action.value().with(|value| match value {
            Some(Ok(to)) => format!("A test is on its way to {to}."),
            _ => String::new(),
        })
    };
    view! {
        <Failure message=Signal::derive(move || all(failed, "")) />
        <div class="actions">
            <button
                type="submit"
                class="button"
                form=form
                formaction=SendTest::url()
                formtarget="_blank"
                formnovalidate
                disabled=move || pending.get()
                on:click=send
            >
                "Send me a test"
            </button>
            <p class="quiet" role="status">
                {said}
            </p>
        </div>
    }
    .into_any()
}

/// Keeps the letter under a name.
#[component]
fn KeepIt(draft: Draft, templates: RwSignal<Vec<Template>>) -> impl IntoView {
    let action = ServerAction::<Keep>::new();
    let failed = failure(action);
    // The words are taken from the fields by script, so that nothing is offered where none runs.
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    let value = action.value();
    Effect::new(move |_| {
        if let Some(Ok(kept)) = value.get() {
            templates.update(|all| {
                if all.iter().all(|known| known.id != kept.id) {
                    all.push(kept);
                }
            });
        }
    });
    let said = move || {
        value.with(|value| match value {
            Some(Ok(kept)) => format!("Kept as “{}”.", kept.name),
            _ => String::new(),
        })
    };
    view! {
        <details class="disclosure" hidden=move || !live.get()>
            <summary>"Save as template"</summary>
            <ActionForm action>
                <Failure message=Signal::derive(move || all(failed, "template")) />
                <input type="hidden" name="subject" value=move || draft.subject.get() />
                <input type="hidden" name="body" value=move || draft.body.get() />
                <Field
                    name="template"
                    label="Name of the template"
                    maxlength=80
                    error=beside(failed, "template")
                />
                <div class="actions">
                    <Button look=Look::Plain busy=action.pending()>
                        "Save template"
                    </Button>
                    <p class="quiet" role="status">
                        {said}
                    </p>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// What went wrong, but for what is said beside a field.
fn all(failed: Signal<Option<AppError>>, field: &str) -> Option<String> {
    failed.with(|error| {
        let problem = &error.as_ref()?.problem;
        problem.beside(field).is_none().then(|| problem.to_string())
    })
}
