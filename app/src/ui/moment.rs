use beckon_model::{Millis, time};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// A moment: in UTC as the server draws it, in the reader's own time once the browser has taken over.
#[component]
pub fn Moment(at: Millis) -> impl IntoView {
    let spoken = RwSignal::new(time::spoken(at));
    Effect::new(move |_| spoken.set(local(at)));
    view! { <time datetime=time::iso(at)>{spoken}</time> }
}

fn local(at: Millis) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(at as f64));
    let minutes_behind = date.get_timezone_offset() as i64;
    time::spoken(at - minutes_behind * 60_000)
        .trim_end_matches(" UTC")
        .to_owned()
}
