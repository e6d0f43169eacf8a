//! A computer that several people use: whose result will this be?

use super::memory;
use crate::accounts::{SignOutButton, sign_in_url};
use beckon_model::LearnerId;
use beckon_model::launch::{Answer, IdentityChoice, Meeting, PublicIdentity, meet};
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use std::time::Duration;

/// Whom the browser remembers and what was answered about that.
#[derive(Clone, Copy)]
pub struct SharedComputer {
    remembered: RwSignal<Option<PublicIdentity>>,
    answer: RwSignal<Option<Answer>>,
}

impl SharedComputer {
    /// Knows nobody at first: the server knows nothing of it, so the page must look the same until the browser has
    /// taken it over whole. That takes several steps of the browser's queue, so an effect alone would come too soon.
    pub fn new() -> Self {
        let remembered = RwSignal::new(None::<PublicIdentity>);
        let answer = RwSignal::new(None::<Answer>);
        Effect::new(move |_| {
            let look = move || {
                answer.try_set(memory::answer());
                remembered.try_set(memory::remembered());
            };
            set_timeout(look, Duration::ZERO);
        });
        Self { remembered, answer }
    }

    /// What to do now. Takes the learner who is signed in, and whether the page remembers nobody.
    pub fn meeting(self, player: Option<LearnerId>, kiosk: bool) -> Memo<Meeting> {
        Memo::new(move |_| {
            if kiosk {
                return Meeting::Play(IdentityChoice::None);
            }
            self.remembered.with(|remembered| {
                self.answer
                    .with(|answer| meet(remembered.as_ref(), answer.as_ref(), player.as_ref()))
            })
        })
    }

    /// The name of the one remembered.
    pub fn remembered_name(self) -> String {
        self.remembered
            .get_untracked()
            .map(|one| one.name)
            .unwrap_or_default()
    }

    /// The one remembered, or empty; follows what is remembered.
    pub fn remembered_id(self) -> String {
        self.remembered
            .get()
            .map(|one| one.learner.0)
            .unwrap_or_default()
    }

    /// Puts the question once more.
    pub fn ask_again(self) {
        memory::forget_answer();
        self.answer.set(None);
    }

    /// Keeps the answer in this tab. What follows from it is told with [`Self::follow`].
    fn keep(self, choice: IdentityChoice) {
        if let Some(one) = self.remembered.get_untracked() {
            memory::keep_answer(&Answer {
                about: one.learner,
                choice,
            });
        }
    }

    fn follow(self) {
        self.answer.set(memory::answer());
    }
}

/// "Continue as (name)?" or "Someone else".
#[component]
pub fn Question(
    shared: SharedComputer,
    signed_in: bool,
    /// The invitation asks for an account; without one, who continues says so on the page itself.
    account: bool,
    token: String,
) -> impl IntoView {
    let here = format!("/i/{token}");
    let name = shared.remembered_name();
    let forget = NodeRef::<Input>::new();
    let someone_else = move |_| {
        let cleared = forget.get_untracked().is_none_or(|input| input.checked());
        shared.keep(if cleared {
            IdentityChoice::ElseCleared
        } else {
            IdentityChoice::ElseKept
        });
        shared.follow();
    };
    view! {
        <section class="card question" aria-labelledby="question">
            <h2 id="question">{format!("Continue as {name}?")}</h2>
            <p>{format!("{name} played here last. Results are kept under the name of whoever plays.")}</p>
            <Continue shared name=name.clone() signed_in account here />
            <hr />
            <label class="check">
                <input type="checkbox" checked node_ref=forget />
                {format!("Forget {name} on this computer")}
            </label>
            <button type="button" class="button" on:click=someone_else>
                "Someone else"
            </button>
        </section>
    }
}

/// Leads to sign in as the one remembered; whoever else is signed in is signed out first.
#[component]
fn Continue(
    shared: SharedComputer,
    name: String,
    signed_in: bool,
    account: bool,
    here: String,
) -> impl IntoView {
    let label = format!("Continue as {name}");
    let sign_in = if account { sign_in_url(&here) } else { here };
    if signed_in {
        return view! {
            <div on:click:capture=move |_| shared.keep(IdentityChoice::Continue)>
                <SignOutButton next=sign_in label look="primary" />
            </div>
        }
        .into_any();
    }
    let navigate = use_navigate();
    let on_continue = move |_| {
        shared.keep(IdentityChoice::Continue);
        if account {
            navigate(&sign_in, NavigateOptions::default());
        } else {
            shared.follow();
        }
    };
    view! {
        <button type="button" class="button" data-look="primary" on:click=on_continue>
            {label}
        </button>
    }
    .into_any()
}
