use super::draft::Draft;
use super::editing::Change;
use crate::error::{AppError, beside};
use crate::ui::{Area, Field};
use beckon_model::invitation::LetterText;
use beckon_model::placeholder::{PLACEHOLDERS, Unknown, unknown};
use beckon_model::template::Template;
use leptos::ev::{FocusEvent, MouseEvent};
use leptos::prelude::*;

/// Subject and body of a letter, with what helps to write them. Stands in a form, whose failure it shows.
#[component]
pub fn LetterEditor(
    draft: Draft,
    failed: Signal<Option<AppError>>,
    /// The words that a letter of this kind starts with.
    usual: LetterText,
    #[prop(default = "The usual words")] usual_name: &'static str,
    /// The instructor's own letters.
    templates: RwSignal<Vec<Template>>,
    /// The address of the page, to which `letter=ID` is added where no scripts run; empty if there is nothing to
    /// start from.
    #[prop(optional, into)]
    here: String,
) -> impl IntoView {
    let subject = draft.subject.get_untracked();
    let body = draft.body.get_untracked();
    // A button of the toolbar takes the focus, too; what counts is the field before it.
    let focused = move |ev: FocusEvent| match &*event_target::<web_sys::HtmlElement>(&ev).id() {
        "subject" => draft.in_subject.set(true),
        "body" => draft.in_subject.set(false),
        _ => {}
    };
    view! {
        <div class="editor" on:focusin=focused>
            {(!here.is_empty()).then(|| view! { <StartFrom draft usual usual_name templates here /> })}
            <Field
                name="subject"
                label="Subject"
                value=subject
                error=beside(failed, "subject")
                typed=draft.subject.write_only()
                node_ref=draft.subject_field
            />
            <Unknowns text=draft.subject draft />
            <Area
                name="body"
                label="Message"
                rows=14
                maxlength=50_000
                value=body
                hint="What stands in brackets is filled in for each learner. HTML may be used; an empty line begins a paragraph."
                error=beside(failed, "body")
                typed=draft.body.write_only()
                node_ref=draft.body_field
            />
            <Unknowns text=draft.body draft />
            <Toolbar draft />
        </div>
    }
    .into_any()
}

/// The letters to start from.
#[component]
fn StartFrom(
    draft: Draft,
    usual: LetterText,
    usual_name: &'static str,
    templates: RwSignal<Vec<Template>>,
    here: String,
) -> impl IntoView {
    let joint = if here.contains('?') { '&' } else { '?' };
    let to_usual = here.clone();
    let fill = move |ev: MouseEvent, text: &LetterText| {
        ev.prevent_default();
        let sure = !draft.touched()
            || window()
                .confirm_with_message("Replace what you have written?")
                .unwrap_or(false);
        if sure {
            draft.fill(text.clone());
        }
    };
    let link = move |template: Template| {
        let href = format!("{here}{joint}letter={}", template.id);
        let text = template.text;
        view! {
            <a class="chip chip--words" href=href on:click=move |ev| fill(ev, &text)>
                {template.name}
            </a>
        }
    };
    view! {
        <nav class="chips start-from" aria-label="Start from">
            <span>"Start from"</span>
            <a class="chip chip--words" href=to_usual on:click=move |ev| fill(ev, &usual)>
                {usual_name}
            </a>
            {move || templates.get().into_iter().map(&link).collect_view()}
            <a class="start-from__all" href="/letters" target="_blank">
                "Templates"
            </a>
        </nav>
    }
    .into_any()
}

/// What stands in brackets and means nothing, with what was probably meant.
#[component]
fn Unknowns(text: RwSignal<String>, draft: Draft) -> impl IntoView {
    let unknowns = Memo::new(move |_| text.with(|text| unknown(text)));
    view! {
        <div class="unknowns" role="status">
            {move || unknowns.get().into_iter().map(|unknown| flag(unknown, draft)).collect_view()}
        </div>
    }
}

fn flag(unknown: Unknown, draft: Draft) -> impl IntoView {
    let written = unknown.written.clone();
    let instead = unknown.nearest.map(|nearest| {
        let button = format!("Use {nearest}");
        view! {
            " "
            <button
                type="button"
                class="link-button"
                on:click=move |_| draft.replace(&written, &nearest)
            >
                {button}
            </button>
        }
    });
    view! {
        <p class="unknown">
            "Nothing is known to fill in for " <strong>{unknown.written}</strong> "." {instead}
        </p>
    }
}

/// Buttons that write placeholders and HTML where the cursor is.
#[component]
fn Toolbar(draft: Draft) -> impl IntoView {
    let placeholders = PLACEHOLDERS.map(|name| {
        view! {
            <button type="button" class="chip" on:click=move |_| draft.edit(Change::Put(name))>
                {name}
            </button>
        }
    });
    let marks = [
        ("Bold", "b", Change::Tag("b")),
        ("Italic", "i", Change::Tag("i")),
        ("Link", "link", Change::Link),
        ("List", "list", Change::List),
    ]
    .map(|(name, mark, change)| {
        view! {
            <button
                type="button"
                class="chip chip--words"
                data-mark=mark
                on:click=move |_| draft.edit(change)
            >
                {name}
            </button>
        }
    });
    view! {
        <div class="toolbar">
            <div class="chips" role="group" aria-label="Insert a placeholder">
                {placeholders.into_iter().collect_view()}
            </div>
            <div class="chips" role="group" aria-label="Format the message">
                {marks.into_iter().collect_view()}
            </div>
        </div>
    }
    .into_any()
}
