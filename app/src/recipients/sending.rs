use super::{Here, api};
use crate::ui::grouped;
use beckon_model::recipient::{People, Sending};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How often the page looks while e-mails are on their way.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How far the sending is, while some e-mails wait, and what did not go well.
#[component]
pub fn SendingBar(live: RwSignal<People>) -> impl IntoView {
    let sending = Memo::new(move |_| live.with(|people| people.sending));
    move || {
        let now = sending.get();
        (now.waiting > 0).then(|| {
            let total = now.mails - now.scheduled;
            view! {
                <div class="sending" role="status">
                    <p>{words(&now)}</p>
                    <progress
                        max=total.to_string()
                        value=(total - now.waiting).to_string()
                        aria-label="E-mails sent"
                    ></progress>
                </div>
            }
        })
    }
}

fn words(now: &Sending) -> String {
    let mut said = format!(
        "{} of {} sent",
        grouped(now.sent()),
        grouped(now.mails - now.scheduled)
    );
    for (many, what) in [(now.deferred, "put off"), (now.failed, "refused")] {
        if many > 0 {
            said.push_str(&format!(", {} {what}", grouped(many)));
        }
    }
    said
}

/// Looks again every two seconds while e-mails wait and the page is in view; ends by itself.
pub fn keep_live(here: Here, live: RwSignal<People>) {
    Effect::new(move |_| {
        if live.with_untracked(|people| people.sending.waiting == 0) {
            return;
        }
        let here = here.clone();
        let asking = StoredValue::new(false);
        let ticking = StoredValue::new(None::<IntervalHandle>);
        let stop = move || {
            if let Some(Some(handle)) = ticking.try_update_value(Option::take) {
                handle.clear();
            }
        };
        let look = move || {
            match live.try_with_untracked(|people| people.sending.waiting) {
                None | Some(0) => return stop(),
                Some(_) => {}
            }
            if document().hidden() || asking.try_get_value().unwrap_or(true) {
                return;
            }
            asking.set_value(true);
            let here = here.clone();
            spawn_local(async move {
                let found = api::list(here.id, here.query.text()).await;
                asking.try_update_value(|asking| *asking = false);
                if let Ok(found) = found {
                    live.try_set(found);
                }
            });
        };
        if let Ok(handle) = set_interval_with_handle(look, LOOK_EVERY) {
            ticking.set_value(Some(handle));
            on_cleanup(stop);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sending_is_told_in_words() {
        let mut now = Sending {
            mails: 1_050,
            waiting: 688,
            scheduled: 50,
            ..Sending::default()
        };
        assert_eq!(words(&now), "312 of 1,000 sent");
        (now.deferred, now.failed) = (2, 1);
        assert_eq!(words(&now), "309 of 1,000 sent, 2 put off, 1 refused");
    }
}
