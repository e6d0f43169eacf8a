use leptos::html;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlFormElement;

/// What people do to a page.
const HANDS: [&str; 5] = [
    "pointermove",
    "pointerdown",
    "keydown",
    "wheel",
    "touchstart",
];
/// How long the question stands before the form is sent, in seconds.
const COUNTDOWN: i64 = 30;

/// Sends a form after some time without a hand on the page: asks first, and counts down. Works where scripts run.
#[component]
pub fn Idle(
    /// The id of the form.
    form: &'static str,
    /// How long nobody may move before the question, in seconds.
    after: i64,
    /// Whether there is anything to leave; asked every second.
    watching: fn() -> bool,
    /// What happens when the time is over, in words.
    #[prop(into)]
    meaning: String,
) -> impl IntoView {
    let left = RwSignal::new(None::<i64>);
    let last = StoredValue::new(0.0);
    let here = move || {
        last.try_set_value(js_sys::Date::now());
        left.try_set(None);
    };
    Effect::new(move |_| {
        here();
        let hands = HANDS.map(|hand| {
            window_event_listener_untyped(hand, move |_| {
                if left.try_get_untracked() == Some(None) {
                    last.try_set_value(js_sys::Date::now());
                }
            })
        });
        let tick = move || {
            if !watching() {
                return here();
            }
            let quiet = (js_sys::Date::now() - last.try_get_value().unwrap_or_default()) as i64;
            let over = after + COUNTDOWN - quiet / 1_000;
            match over {
                ..=0 => submit(form),
                1..=COUNTDOWN => left.set(Some(over)),
                _ => left.set(None),
            }
        };
        let ticking = set_interval_with_handle(tick, Duration::from_secs(1)).ok();
        on_cleanup(move || {
            hands.into_iter().for_each(|hand| hand.remove());
            if let Some(ticking) = ticking {
                ticking.clear();
            }
        });
    });
    let asking = Memo::new(move |_| left.get().is_some());
    let meaning = StoredValue::new(meaning);
    view! {
        <Show when=move || asking.get()>
            <Question left meaning=meaning.get_value() here=Callback::new(move |()| here()) />
        </Show>
    }
}

#[component]
fn Question(left: RwSignal<Option<i64>>, meaning: String, here: Callback<()>) -> impl IntoView {
    let button = NodeRef::<html::Button>::new();
    Effect::new(move |_| {
        if let Some(button) = button.get() {
            let _ = button.focus();
        }
    });
    view! {
        <div class="idle">
            <div
                class="idle__sheet"
                role="alertdialog"
                aria-modal="true"
                aria-labelledby="idle-title"
                aria-describedby="idle-meaning"
                on:keydown=move |event| {
                    match event.key().as_str() {
                        "Escape" => here.run(()),
                        // There is one thing to press, and the page behind is out of reach.
                        "Tab" => event.prevent_default(),
                        _ => {}
                    }
                }
            >
                <h2 id="idle-title">"Are you still there?"</h2>
                <p id="idle-meaning">{meaning}</p>
                <p class="idle__left" aria-hidden="true">
                    {move || left.get().map(|left| format!("{left} s"))}
                </p>
                <button
                    type="button"
                    class="button"
                    data-look="primary"
                    node_ref=button
                    on:click=move |_| here.run(())
                >
                    "I’m still here"
                </button>
            </div>
        </div>
    }
}

fn submit(form: &str) {
    let found = document().get_element_by_id(form);
    if let Some(form) = found.and_then(|found| found.dyn_into::<HtmlFormElement>().ok()) {
        let _ = form.request_submit();
    }
}

/// Whether something was typed on the page.
pub fn typed() -> bool {
    let Ok(fields) = document().query_selector_all("main input:not([type=hidden]), main textarea")
    else {
        return false;
    };
    let text = |at| {
        let field = fields.item(at)?;
        let field = field.dyn_into::<web_sys::HtmlInputElement>().ok()?;
        (!matches!(&*field.type_(), "checkbox" | "radio")).then(|| field.value())
    };
    (0..fields.length())
        .filter_map(text)
        .any(|text| !text.is_empty())
}
