use leptos::prelude::*;

/// The time zone in which the times of a form are meant: the one given, or else the browser's. Without scripts it is
/// the one given, or UTC. The page says which.
#[component]
pub fn Zone(
    /// The name that the form sends.
    name: &'static str,
    /// As the IANA names it; empty if it is not decided yet.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    let decided = !value.is_empty();
    let (zone, set_zone) = signal(if decided { value } else { "UTC".to_owned() });
    Effect::new(move |_| {
        if !decided && let Some(here) = browsers_zone() {
            set_zone.set(here);
        }
    });
    view! {
        <input type="hidden" name=name prop:value=zone value=zone.get_untracked() />
        <p class="field__hint">"Times are those of " <strong>{zone}</strong> "."</p>
    }
}

/// The zone of the clock that the person looks at.
fn browsers_zone() -> Option<String> {
    let options = js_sys::Intl::DateTimeFormat::default().resolved_options();
    js_sys::Reflect::get(&options, &"timeZone".into())
        .ok()?
        .as_string()
}
