use leptos::html::{Input, Textarea};
use leptos::prelude::*;

/// A line to type in, with its label, a hint, and what is wrong beside it.
#[component]
pub fn Field(
    /// The name that the form sends; also the id.
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(default = 200)] maxlength: u32,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] optional: bool,
    /// Told what is typed.
    #[prop(optional)]
    typed: Option<WriteSignal<String>>,
    #[prop(optional)] node_ref: NodeRef<Input>,
) -> impl IntoView {
    let ids = Ids::of(name);
    let has_hint = !hint.is_empty();
    let described = ids.described(has_hint, error);
    view! {
        <div class="field">
            <label for=name>
                {label} {optional.then(|| view! { <span class="field__optional">" (optional)"</span> })}
            </label>
            <input
                id=name
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                maxlength=maxlength.to_string()
                inputmode=inputmode
                required=!optional
                node_ref=node_ref
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described
                on:input=move |ev| {
                    if let Some(typed) = typed {
                        typed.set(event_target_value(&ev));
                    }
                }
            />
            {has_hint.then(|| view! { <p class="field__hint" id=ids.hint>{hint}</p> })}
            <p class="field__error" id=ids.error>
                {move || error.get()}
            </p>
        </div>
    }
}

/// Several lines to type in.
#[component]
pub fn Area(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(optional, into)] value: String,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(default = 6)] rows: u32,
    #[prop(default = 10_000)] maxlength: u32,
    #[prop(optional)] optional: bool,
    #[prop(optional)] typed: Option<WriteSignal<String>>,
    #[prop(optional)] node_ref: NodeRef<Textarea>,
) -> impl IntoView {
    let ids = Ids::of(name);
    let has_hint = !hint.is_empty();
    let described = ids.described(has_hint, error);
    view! {
        <div class="field">
            <label for=name>
                {label} {optional.then(|| view! { <span class="field__optional">" (optional)"</span> })}
            </label>
            <textarea
                id=name
                name=name
                rows=rows.to_string()
                maxlength=maxlength.to_string()
                required=!optional
                node_ref=node_ref
                aria-invalid=move || error.get().is_some().then_some("true")
                aria-describedby=described
                inner_html=escaped(&value)
                on:input=move |ev| {
                    if let Some(typed) = typed {
                        typed.set(event_target_value(&ev));
                    }
                }
            ></textarea>
            {has_hint.then(|| view! { <p class="field__hint" id=ids.hint>{hint}</p> })}
            <p class="field__error" id=ids.error>
                {move || error.get()}
            </p>
        </div>
    }
}

struct Ids {
    hint: String,
    error: String,
}

impl Ids {
    fn of(name: &str) -> Self {
        Self {
            hint: format!("{name}-hint"),
            error: format!("{name}-error"),
        }
    }

    /// For `aria-describedby`: the hint if there is one, the error while there is one.
    fn described(
        &self,
        has_hint: bool,
        error: Signal<Option<String>>,
    ) -> impl Fn() -> Option<String> + Send + 'static + use<> {
        let (hint, wrong) = (self.hint.clone(), self.error.clone());
        move || match (has_hint, error.get().is_some()) {
            (true, true) => Some(format!("{hint} {wrong}")),
            (true, false) => Some(hint.clone()),
            (false, true) => Some(wrong.clone()),
            (false, false) => None,
        }
    }
}

/// What a textarea holds is drawn as it stands, so that it must be made safe before.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_cannot_close_its_textarea() {
        assert_eq!(
            escaped("</textarea><b> & co"),
            "&lt;/textarea&gt;&lt;b&gt; &amp; co"
        );
    }
}
