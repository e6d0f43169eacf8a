use super::api::{self, Add, Change};
use crate::error::{AppError, beside, failure, overall, typed_or};
use crate::letters::{Draft, LetterEditor, LetterPreview, LetterTools, chosen};
use crate::trouble::shown;
use crate::ui::{Button, Failure, Field, Look, PageHeader, Waiting};
use beckon_model::CourseId;
use beckon_model::email::Addressee;
use beckon_model::invitation::LetterText;
use beckon_model::reminder::{Rule, Whom};
use beckon_model::template::{LetterStart, Template};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Adds a rule to an invitation.
#[component]
pub fn NewReminderPage() -> impl IntoView {
    let params = use_params_map();
    let action = ServerAction::<Add>::new();
    let start = Resource::new(
        move || params.read().get("id").unwrap_or_default(),
        |id| api::start(id.into()),
    );
    let page = move |start: LetterStart| {
        let rule = Rule {
            days: 3,
            whom: Whom::NotFinished,
            letter: start.letter.clone(),
        };
        let here = format!("/invitations/{}/reminders/new", start.invitation);
        let parts = Parts::new(failure(action), rule, &start);
        view! {
            <Head title="Add a reminder" start=start.clone() />
            <div class="letter">
                <ActionForm action attr:id="letter-form">
                    <input type="hidden" name="invitation" value=start.invitation.0 />
                    <Inside parts here />
                    <Button look=Look::Primary busy=action.pending()>
                        "Add the reminder"
                    </Button>
                </ActionForm>
                <Beside parts course=start.course people=start.people />
            </div>
        }
    };
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(start.await, page) })}
        </Transition>
    }
}

/// Changes a rule.
#[component]
pub fn ReminderPage() -> impl IntoView {
    let params = use_params_map();
    let action = ServerAction::<Change>::new();
    let found = Resource::new(
        move || params.read().get("id").unwrap_or_default(),
        |id| api::find(id.into()),
    );
    let page = move |(rule, start): (Rule, LetterStart)| {
        let id = untrack(move || params.read().get("id").unwrap_or_default());
        let parts = Parts::new(failure(action), rule, &start);
        let here = format!("/reminders/{id}");
        view! {
            <Head title="Change the reminder" start=start.clone() />
            <div class="letter">
                <ActionForm action attr:id="letter-form">
                    <input type="hidden" name="id" value=id />
                    <Inside parts here />
                    <Button look=Look::Primary busy=action.pending()>
                        "Change the reminder"
                    </Button>
                </ActionForm>
                <Beside parts course=start.course people=start.people />
            </div>
        }
    };
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(found.await, page) })}
        </Transition>
    }
}

/// What both pages are made of.
#[derive(Clone, Copy)]
struct Parts {
    failed: Signal<Option<AppError>>,
    draft: Draft,
    templates: RwSignal<Vec<Template>>,
    rule: StoredValue<Rule>,
}

impl Parts {
    fn new(failed: Signal<Option<AppError>>, rule: Rule, start: &LetterStart) -> Self {
        let template = use_query_map().read_untracked().get("letter");
        let first = chosen(template.as_deref(), &start.templates, &rule.letter);
        Self {
            failed,
            draft: Draft::new(LetterText {
                subject: typed_or(failed, "subject", &first.subject),
                body: typed_or(failed, "body", &first.body),
            }),
            templates: RwSignal::new(start.templates.clone()),
            rule: StoredValue::new(rule),
        }
    }
}

#[component]
fn Head(title: &'static str, start: LetterStart) -> impl IntoView {
    view! {
        <p class="back">
            <a href=format!("/invitations/{}", start.invitation)>"The invitation"</a>
        </p>
        <PageHeader title=title lead=start.course_title />
    }
    .into_any()
}

#[component]
fn Inside(parts: Parts, here: String) -> impl IntoView {
    let failed = parts.failed;
    let rule = parts.rule.get_value();
    let whom = typed_or(failed, "whom", rule.whom.word());
    let choice = |kind: Whom| {
        let words = format!("To {}", kind.words());
        let checked = whom == kind.word();
        view! {
            <label class="check">
                <input type="radio" name="whom" value=kind.word() checked=checked />
                {words}
            </label>
        }
    };
    view! {
        <Failure message=overall(failed) />
        <Field
            name="days"
            label="Days after the invitation"
            kind="number"
            inputmode="numeric"
            value=typed_or(failed, "days", &rule.days.to_string())
            hint="Counted from when the invitation was e-mailed. Whoever was invited longer ago is reminded at once."
            error=beside(failed, "days")
        />
        <fieldset class="choices">
            <legend>"Who is reminded"</legend>
            {choice(Whom::NotFinished)}
            {choice(Whom::NotStarted)}
        </fieldset>
        <LetterEditor draft=parts.draft failed usual=LetterText::usual_reminder() templates=parts.templates here />
    }
    .into_any()
}

#[component]
fn Beside(parts: Parts, course: CourseId, people: Vec<Addressee>) -> impl IntoView {
    view! {
        <div class="letter__beside">
            <LetterPreview
                course=course.clone()
                people=Signal::derive(move || people.clone())
                draft=parts.draft
            />
            <LetterTools course draft=parts.draft form="letter-form" templates=parts.templates />
        </div>
    }
    .into_any()
}
