use super::api;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// What only people do to a page; a scanner that runs scripts moves nothing.
const SIGNS: [&str; 4] = ["pointermove", "pointerdown", "keydown", "touchstart"];

/// Tells once that a person has the page before him: after a hand moved on it while it was in view.
#[component]
pub fn SignOfLife(token: String) -> impl IntoView {
    Effect::new(move |_| {
        let token = token.clone();
        let told = StoredValue::new(false);
        let tell = Closure::<dyn Fn(web_sys::Event)>::new(move |event: web_sys::Event| {
            // What a script makes up is no sign; and a page that was left has no one before it.
            if !event.is_trusted() || document().hidden() || told.try_get_value().unwrap_or(true) {
                return;
            }
            told.set_value(true);
            let token = token.clone();
            spawn_local(async move {
                // Whether it was noted changes nothing here.
                let _ = api::opened(token).await;
            });
        });
        for sign in SIGNS {
            let _ =
                document().add_event_listener_with_callback(sign, tell.as_ref().unchecked_ref());
        }
        tell.forget();
    });
}
