use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// What is typed, a moment after typing rests.
pub fn rested<T>(typed: impl Fn() -> T + Send + Sync + Copy + 'static) -> RwSignal<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let rested = RwSignal::new(untrack(typed));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let now = typed();
        if let Some(earlier) = waiting.get_value() {
            earlier.clear();
        }
        if rested.with_untracked(|shown| *shown != now) {
            let rest = set_timeout_with_handle(move || rested.set(now), Duration::from_millis(350));
            waiting.set_value(rest.ok());
        }
    });
    rested
}
