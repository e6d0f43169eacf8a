use super::api::{self, Change, Write};
use super::draft::Draft;
use super::editor::LetterEditor;
use super::preview::LetterPreview;
use super::tools::LetterTools;
use crate::error::{AppError, beside, failure, overall, typed_or};
use crate::trouble::shown;
use crate::ui::{Button, Failure, Field, Look, PageHeader, Waiting};
use beckon_model::CourseId;
use beckon_model::invitation::LetterText;
use beckon_model::template::Template;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Writes a letter to keep.
#[component]
pub fn NewTemplatePage() -> impl IntoView {
    let action = ServerAction::<Write>::new();
    let failed = failure(action);
    let draft = draft(failed, &LetterText::usual());
    let letter = Resource::new(|| (), |()| api::list());
    let page = move |_| {
        view! {
            <PageHeader title="Write a template" />
            <div class="letter">
                <ActionForm action attr:id="letter-form">
                    <Inside draft failed name=String::new() />
                    <Button look=Look::Primary busy=action.pending()>
                        "Save template"
                    </Button>
                </ActionForm>
                <Beside draft />
            </div>
        }
    };
    view! {
        <Back />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(letter.await, page) })}
        </Transition>
    }
}

/// Changes a letter that is kept.
#[component]
pub fn TemplatePage() -> impl IntoView {
    let params = use_params_map();
    let action = ServerAction::<Change>::new();
    let letter = Resource::new(
        move || params.read().get("id").unwrap_or_default(),
        |id| api::find(id.into()),
    );
    let page = move |template: Template| {
        let failed = failure(action);
        let draft = draft(failed, &template.text);
        view! {
            <PageHeader title=template.name.clone() lead="Letter template" />
            <div class="letter">
                <ActionForm action attr:id="letter-form">
                    <input type="hidden" name="id" value=template.id.0 />
                    <Inside draft failed name=template.name />
                    <Button look=Look::Primary busy=action.pending()>
                        "Save template"
                    </Button>
                </ActionForm>
                <Beside draft />
            </div>
        }
    };
    view! {
        <Back />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(letter.await, page) })}
        </Transition>
    }
}

#[component]
fn Back() -> impl IntoView {
    view! {
        <p class="back">
            <a href="/letters">"Letter templates"</a>
        </p>
    }
}

fn draft(failed: Signal<Option<AppError>>, first: &LetterText) -> Draft {
    Draft::new(LetterText {
        subject: typed_or(failed, "subject", &first.subject),
        body: typed_or(failed, "body", &first.body),
    })
}

#[component]
fn Inside(draft: Draft, failed: Signal<Option<AppError>>, name: String) -> impl IntoView {
    view! {
        <Failure message=overall(failed) />
        <Field
            name="template"
            label="Name of the template"
            maxlength=80
            value=typed_or(failed, "template", &name)
            error=beside(failed, "template")
        />
        <LetterEditor draft failed usual=LetterText::usual() templates=RwSignal::new(Vec::new()) />
    }
    .into_any()
}

#[component]
fn Beside(draft: Draft) -> impl IntoView {
    view! {
        <div class="letter__beside">
            <LetterPreview course=CourseId::default() people=Signal::derive(Vec::new) draft />
            <LetterTools course=CourseId::default() draft form="letter-form" />
        </div>
    }
    .into_any()
}
