use leptos::prelude::*;

/// The field of a filter for words; it holds what the address says, on every address.
#[component]
pub fn SearchField(
    id: &'static str,
    /// The name that the form sends.
    name: &'static str,
    label: &'static str,
    maxlength: u32,
    /// What the address says.
    value: String,
    #[prop(optional)] placeholder: Option<&'static str>,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                name=name
                type="search"
                maxlength=maxlength.to_string()
                value=value.clone()
                prop:value=(!coming_alive()).then_some(value)
                placeholder=placeholder
            />
        </div>
    }
}

/// Whether the page that the server sent is just coming alive. What its fields hold is then not to be touched: on a
/// slow line, the person has typed already.
fn coming_alive() -> bool {
    Owner::current_shared_context().is_some_and(|context| context.during_hydration())
}
