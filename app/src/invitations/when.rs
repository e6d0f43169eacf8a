use crate::error::{AppError, beside};
use crate::ui::Zone;
use beckon_model::sending::Sending;
use leptos::prelude::*;

/// When the e-mails go out: at once, or at a time on the reader's own clock.
#[component]
pub fn When(start: Sending, failed: Signal<Option<AppError>>) -> impl IntoView {
    let Sending { later, at, zone } = start;
    let wrong = beside(failed, "send_at");
    view! {
        <fieldset class="choices when">
            <legend>"When the e-mails go out"</legend>
            <label class="check">
                <input type="radio" name="when" value="now" checked=!later />
                "Send now"
            </label>
            <label class="check">
                <input type="radio" name="when" value="at" checked=later />
                "Send at a time"
            </label>
            <div class="field when__at">
                <label for="send_at">"Date and time"</label>
                <input
                    id="send_at"
                    name="send_at"
                    type="datetime-local"
                    value=at
                    aria-invalid=move || wrong.get().is_some().then_some("true")
                    aria-describedby="send_at-hint send_at-error"
                />
                <div id="send_at-hint">
                    <Zone name="zone" value=zone />
                    <p class="field__hint">"The registrations count at once, and the links work at once."</p>
                </div>
                <p class="field__error" id="send_at-error">
                    {move || wrong.get()}
                </p>
            </div>
        </fieldset>
    }
    .into_any()
}
