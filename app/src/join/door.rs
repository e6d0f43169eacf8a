use crate::trouble::tell;
use beckon_model::launch::{ClosedDoor, Waiting};
use leptos::prelude::*;

/// Why a learner does not get in, and whom to ask.
#[component]
pub fn Door(door: ClosedDoor) -> impl IntoView {
    tell(door.status);
    let mail = format!("mailto:{}", door.contact_email);
    let asked = (door.waiting == Waiting::Asked).then(|| {
        view! {
            <p>
                <strong>"You are on the waiting list."</strong>
                " When there is a place for you, an e-mail tells you so."
            </p>
        }
    });
    view! {
        <section class="card door" aria-labelledby="door">
            <h2 id="door">{door.title}</h2>
            <p>{door.words}</p>
            {asked}
            <p class="door__contact">
                "Questions? Ask " <a href=mail>{door.contact_name}</a> " ("
                <span class="address">{door.contact_email}</span> ")."
            </p>
        </section>
    }
}
