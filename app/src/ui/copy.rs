use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;

/// A text to take along: shown whole, with a button that copies it.
#[component]
pub fn CopyField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into)] text: String,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let said = RwSignal::new("");
    let copied = text.clone();
    let copy = move |_| copy_text(&copied, input, said);
    view! {
        <div class="copy-field">
            <label for=id.clone()>{label}</label>
            <div class="copy-field__row">
                <input
                    id=id
                    type="text"
                    readonly
                    value=text
                    node_ref=input
                    on:focus=move |_| select(input)
                />
                <button type="button" class="button" data-look="primary" on:click=copy>
                    "Copy"
                </button>
            </div>
            <p class="copy-field__said" role="status">
                {said}
            </p>
        </div>
    }
}

fn select(input: NodeRef<Input>) {
    if let Some(input) = input.get_untracked() {
        input.select();
    }
}

/// Copies by the clipboard, or where a browser does not give one (plain http on another machine) selects the text.
fn copy_text(text: &str, input: NodeRef<Input>, said: RwSignal<&'static str>) {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &JsValue::from_str("clipboard"));
    let by_hand = move || {
        select(input);
        said.set("The text is selected: press Ctrl+C or ⌘C to copy it.");
    };
    if !clipboard.is_ok_and(|found| found.is_truthy()) {
        return by_hand();
    }
    let done = Closure::once(move |_: JsValue| {
        select(input);
        said.set("Copied.");
    });
    let refused = Closure::once(move |_: JsValue| by_hand());
    let _ = window()
        .navigator()
        .clipboard()
        .write_text(text)
        .then2(&done, &refused);
    done.forget();
    refused.forget();
}
