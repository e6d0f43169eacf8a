use super::api;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How often an open page looks whether a result has changed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Counts up whenever a result has changed since the page was drawn of which this is the state; looks only while the page
/// is in view.
pub fn keep_live(shown: RwSignal<String>, turns: RwSignal<u32>) {
    Effect::new(move |_| {
        let asking = StoredValue::new(false);
        let look = move || {
            if document().hidden() || asking.try_get_value().unwrap_or(true) {
                return;
            }
            asking.set_value(true);
            spawn_local(async move {
                let now = api::report_state().await;
                asking.try_update_value(|asking| *asking = false);
                let known = shown.try_get_untracked().unwrap_or_default();
                if let Ok(now) = now
                    && !known.is_empty()
                    && now != known
                {
                    shown.try_set(now);
                    turns.try_update(|turns| *turns += 1);
                }
            });
        };
        if let Ok(handle) = set_interval_with_handle(look, LOOK_EVERY) {
            on_cleanup(move || handle.clear());
        }
    });
}
