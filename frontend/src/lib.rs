//! The browser's entry.
// Types of pages nest as deep as the pages do.
#![recursion_limit = "256"]

/// Takes over the page that the server drew.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
