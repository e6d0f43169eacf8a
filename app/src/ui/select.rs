use leptos::prelude::*;

/// One of several, with its label.
#[component]
pub fn Select(
    /// The name that the form sends; also the id.
    #[prop(into)]
    name: String,
    #[prop(into)] label: String,
    /// Value and label of each.
    options: Vec<(String, String)>,
    /// The value that is chosen at first.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: String,
) -> impl IntoView {
    let hint_id = format!("{name}-hint");
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    let options = options
        .into_iter()
        .map(|(each, label)| {
            let selected = each == value;
            view! {
                <option value=each selected=selected>
                    {label}
                </option>
            }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name.clone()>{label}</label>
            <select id=name.clone() name=name aria-describedby=described>
                {options}
            </select>
            {(!hint.is_empty()).then(|| view! { <p class="field__hint" id=hint_id>{hint}</p> })}
        </div>
    }
}
