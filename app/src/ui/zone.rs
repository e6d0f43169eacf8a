use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The zone of the reader's clock, as the IANA names it; to be asked once the browser has taken over the page.
fn browser_zone() -> Option<String> {
    let format = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("Intl"))
        .and_then(|intl| js_sys::Reflect::get(&intl, &JsValue::from_str("DateTimeFormat")))
        .ok()?;
    let format: js_sys::Function = wasm_bindgen::JsCast::dyn_into(format).ok()?;
    let made = format.call0(&JsValue::UNDEFINED).ok()?;
    let options = js_sys::Reflect::get(&made, &JsValue::from_str("resolvedOptions")).ok()?;
    let options: js_sys::Function = wasm_bindgen::JsCast::dyn_into(options).ok()?;
    let options = options.call0(&made).ok()?;
    js_sys::Reflect::get(&options, &JsValue::from_str("timeZone"))
        .ok()?
        .as_string()
}

/// Names the zone in which a form's times are meant, and sends it along: the browser's, or UTC where no scripts run.
#[component]
pub fn ZoneName(
    /// The name that the form sends it under.
    #[prop(default = "zone")]
    name: &'static str,
) -> impl IntoView {
    let zone = RwSignal::new("UTC".to_owned());
    Effect::new(move |_| {
        if let Some(here) = browser_zone() {
            zone.set(here);
        }
    });
    view! {
        <span class="zone">
            "Time zone: " <strong>{zone}</strong>
            <input type="hidden" name=name value=move || zone.get() />
        </span>
    }
}
