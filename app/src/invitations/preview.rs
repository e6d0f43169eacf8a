use super::api;
use crate::ui::{Flash, HtmlFrame, LinkedText, Tone, Waiting};
use beckon_model::CourseId;
use beckon_model::invitation::Preview;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// The letter as it will arrive, a moment after typing rests.
#[component]
pub fn LetterPreview(
    course: CourseId,
    addresses: ReadSignal<String>,
    subject: ReadSignal<String>,
    body: ReadSignal<String>,
) -> impl IntoView {
    let typed = move || (addresses.get(), subject.get(), body.get());
    let rested = RwSignal::new(untrack(typed));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let now = typed();
        if let Some(earlier) = waiting.get_value() {
            earlier.clear();
        }
        if rested.with_untracked(|shown| *shown != now) {
            let rest = set_timeout_with_handle(move || rested.set(now), Duration::from_millis(350));
            waiting.set_value(rest.ok());
        }
    });
    let preview = Resource::new(
        move || rested.get(),
        move |(addresses, subject, body)| {
            api::preview_letter(course.clone(), addresses, subject, body)
        },
    );
    let plain = RwSignal::new(false);
    view! {
        <section class="preview" aria-labelledby="preview">
            <div class="preview__head">
                <h2 id="preview">"As it will arrive"</h2>
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
            </div>
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
}

fn arrived(preview: Preview, plain: RwSignal<bool>) -> impl IntoView {
    let unknown = (!preview.unknown.is_empty()).then(|| {
        view! {
            <Flash tone=Tone::Warn>
                <p>
                    "Nothing is known to fill in for " {preview.unknown.join(", ")}
                    ". It will stand in the letter as it is."
                </p>
            </Flash>
        }
    });
    let (html, text) = (preview.html, preview.text);
    view! {
        {unknown}
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
