//! The page of a public invitation on a computer that many use.

use crate::play::{NEXT_PERSON, NextPersonForm};
use crate::ui::{Flash, Idle, Tone, typed};
use leptos::prelude::*;

/// How long nobody need move before the page asks, in seconds.
pub const IDLE: i64 = 5 * 60;

/// Says what holds here, and clears the page when nobody is before it any more.
#[component]
pub fn Kiosk(token: String, signed_in: bool) -> impl IntoView {
    view! {
        <Flash tone=Tone::Calm>
            <p>
                <strong>"This is a shared computer’s page."</strong>
                " It asks who plays each time and remembers nobody. Your results are kept under your name."
            </p>
        </Flash>
        <Waiting token signed_in />
    }
}

/// Clears the page after a while without a hand on it, if somebody is signed in or has typed something.
#[component]
pub fn Waiting(token: String, signed_in: bool) -> impl IntoView {
    let watching: fn() -> bool = if signed_in { || true } else { typed };
    view! {
        <NextPersonForm next=format!("/i/{token}") />
        <Idle
            form=NEXT_PERSON
            after=IDLE
            watching
            meaning="This page is cleared for the next person. Nothing that was saved is lost."
        />
    }
}
