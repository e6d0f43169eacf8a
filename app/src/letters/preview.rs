use super::api;
use super::draft::Draft;
use crate::ui::{Flash, HtmlFrame, LinkedText, Tone, Waiting, rested};
use beckon_model::CourseId;
use beckon_model::email::Addressee;
use beckon_model::invitation::Preview;
use leptos::prelude::*;

/// How many people are offered to see the letter as.
const PEOPLE_MAX: usize = 50;

/// The letter as it will arrive, a moment after typing rests, for whomever one chooses.
#[component]
pub fn LetterPreview(
    /// Empty for an example of a course.
    course: CourseId,
    /// Those who get it.
    #[prop(into)]
    people: Signal<Vec<Addressee>>,
    draft: Draft,
) -> impl IntoView {
    let offered = Memo::new(move |_| {
        people.with(|people| people.iter().take(PEOPLE_MAX).cloned().collect::<Vec<_>>())
    });
    let chosen = RwSignal::new(String::new());
    let person = Memo::new(move |_| {
        offered.with(|offered| {
            chosen.with(|chosen| {
                let found = offered
                    .iter()
                    .find(|person| person.email.as_str() == chosen);
                found.or(offered.first()).cloned()
            })
        })
    });
    let typed = move || (person.get(), draft.subject.get(), draft.body.get());
    let rested = rested(typed);
    let preview = Resource::new(
        move || rested.get(),
        move |(person, subject, body)| {
            let (name, email) = person.map_or_else(Default::default, |person| {
                (person.name, person.email.to_string())
            });
            api::preview_letter(course.clone(), name, email, subject, body)
        },
    );
    let plain = RwSignal::new(false);
    view! {
        <section class="preview" aria-labelledby="preview">
            <div class="preview__head">
                <h2 id="preview">"As it will arrive"</h2>
                <Forms plain />
            </div>
            <Whom offered person chosen />
            <Transition fallback=Waiting>
                {move || Suspend::new(async move {
                    match preview.await {
                        Ok(preview) => arrived(preview, plain).into_any(),
                        Err(error) => {
                            view! {
                                <Flash tone=Tone::Warn>
                                    <p>{error.problem.to_string()}</p>
                                </Flash>
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// HTML or plain text.
#[component]
fn Forms(plain: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="tabs" role="group" aria-label="Form of the e-mail">
            <button
                type="button"
                class="tab"
                aria-pressed=move || (!plain.get()).to_string()
                on:click=move |_| plain.set(false)
            >
                "HTML"
            </button>
            <button
                type="button"
                class="tab"
                aria-pressed=move || plain.get().to_string()
                on:click=move |_| plain.set(true)
            >
                "Plain text"
            </button>
        </div>
    }
}

/// As whom the letter is shown, where there is a choice.
#[component]
fn Whom(
    offered: Memo<Vec<Addressee>>,
    person: Memo<Option<Addressee>>,
    chosen: RwSignal<String>,
) -> impl IntoView {
    let options = move || {
        let shown = person.get().map(|person| person.email);
        let option = |person: Addressee| {
            let address = person.email.to_string();
            let label = match person.name.is_empty() {
                true => address.clone(),
                false => format!("{} <{address}>", person.name),
            };
            let selected = shown.as_ref() == Some(&person.email);
            view! {
                <option value=address selected=selected>
                    {label}
                </option>
            }
        };
        offered.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="field preview__whom" hidden=move || offered.with(Vec::is_empty)>
            <label for="preview-as">"As this person will get it"</label>
            <select id="preview-as" on:change=move |ev| chosen.set(event_target_value(&ev))>
                {options}
            </select>
        </div>
    }
}

fn arrived(preview: Preview, plain: RwSignal<bool>) -> impl IntoView {
    let (html, text) = (preview.html, preview.text);
    view! {
        <dl class="envelope">
            <div>
                <dt>"From"</dt>
                <dd>{preview.from}</dd>
            </div>
            <div>
                <dt>"To"</dt>
                <dd>{preview.to}</dd>
            </div>
            <div>
                <dt>"Subject"</dt>
                <dd>{preview.subject}</dd>
            </div>
        </dl>
        {move || {
            if plain.get() {
                view! { <LinkedText text=text.clone() /> }.into_any()
            } else {
                view! { <HtmlFrame title="The letter" html=html.clone() /> }.into_any()
            }
        }}
    }
}
