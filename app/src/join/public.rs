use super::api::{self, AskForPlace, EnterAsGuest, PlayPublic, SetUpAccount};
use super::door::Door;
use super::entry::{Entering, Join, WaitingForm};
use super::kiosk::Kiosk;
use super::landing::{Offer, before_play};
use super::memory;
use super::shared_computer::{Question, SharedComputer};
use crate::accounts::{SignOutButton, Visit};
use crate::error::{beside, failure, overall};
use crate::trouble::shown;
use crate::ui::{Button, Failure, Field, Flash, Look, Tone, Waiting};
use beckon_model::invitation::Entry;
use beckon_model::launch::{
    self, IdentityChoice, Landing, LandingLearner, Meeting, PublicIdentity,
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

/// Behind a public link: sets up an account or signs in, then plays.
#[component]
pub fn PublicPage() -> impl IntoView {
    let params = use_params_map();
    let visit = expect_context::<Visit>();
    let forms = Forms::new();
    visit.changed_by(forms.set_up);
    let shared = SharedComputer::new();
    let token = move || params.read().get("token").unwrap_or_default();
    let landing = Resource::new(
        move || (token(), visit.visits(), forms.sent()),
        |(token, _, _)| api::public_landing(token),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let landing = landing.await;
                shown(landing, move |landing| page(landing, untrack(token), shared, forms))
            })}
        </Transition>
    }
}

/// The forms by which a learner says who he or she is.
#[derive(Clone, Copy)]
struct Forms {
    set_up: ServerAction<SetUpAccount>,
    enter: ServerAction<EnterAsGuest>,
    wait: ServerAction<AskForPlace>,
}

impl Forms {
    fn new() -> Self {
        Self {
            set_up: ServerAction::new(),
            enter: ServerAction::new(),
            wait: ServerAction::new(),
        }
    }

    /// Changes whenever one was sent.
    fn sent(self) -> (usize, usize, usize) {
        (
            self.set_up.version().get(),
            self.enter.version().get(),
            self.wait.version().get(),
        )
    }
}

fn page(landing: Landing, token: String, shared: SharedComputer, forms: Forms) -> impl IntoView {
    let me = landing.learner.as_ref().map(|learner| learner.id.clone());
    let kiosk = landing.kiosk.then(|| {
        let signed_in = me.is_some();
        view! { <Kiosk token=token.clone() signed_in /> }
    });
    let meeting = shared.meeting(me, landing.kiosk);
    let landing = StoredValue::new(landing);
    let offer = landing.get_value();
    let door = offer.door.clone().map(|door| view! { <Door door /> });
    view! {
        <Offer landing=offer />
        {kiosk}
        {door}
        {move || inside(landing.get_value(), &token, meeting.get(), shared, forms)}
    }
}

/// What can be done on the page, by who is there and how the invitation stands.
fn inside(
    landing: Landing,
    token: &str,
    meeting: Meeting,
    shared: SharedComputer,
    forms: Forms,
) -> AnyView {
    let token = token.to_owned();
    let entering = Entering {
        token: token.clone(),
        entry: landing.entry,
        domains: landing.domains.clone(),
        only_to_go_on: landing.door.is_some(),
        kiosk: landing.kiosk,
    };
    match (landing.door.clone(), meeting, landing.learner.clone()) {
        (Some(door), _, None) if door.others_go_on => {
            view! { <Join entering set_up=forms.set_up enter=forms.enter /> }.into_any()
        }
        (Some(door), _, Some(learner)) => {
            let waits = door.waiting == launch::Waiting::Offered;
            let here = format!("/i/{token}");
            view! {
                {waits.then(|| view! { <WaitingForm token=token.clone() action=forms.wait /> })}
                <NotYou learner here />
            }
            .into_any()
        }
        (Some(_), _, None) => ().into_any(),
        (None, Meeting::SignInAsRemembered, None) if landing.entry != Entry::Account => {
            view! { <Join entering set_up=forms.set_up enter=forms.enter /> }.into_any()
        }
        (None, Meeting::Ask | Meeting::SignInAsRemembered, learner) => {
            let account = landing.entry == Entry::Account;
            view! { <Question shared signed_in=learner.is_some() account token /> }.into_any()
        }
        (None, Meeting::Play(choice), Some(learner)) => {
            view! { <Play shared choice learner landing token /> }.into_any()
        }
        (None, Meeting::Play(_), None) => {
            view! { <Join entering set_up=forms.set_up enter=forms.enter /> }.into_any()
        }
    }
}

/// Who is here, and the way out of it.
#[component]
fn NotYou(learner: LandingLearner, here: String) -> impl IntoView {
    view! {
        <div class="not-you">
            "You are " <strong>{learner.name}</strong> " (" <span class="address">{learner.masked_email}</span> "). "
            <SignOutButton next=here label="Not you? Sign out" />
        </div>
    }
}

/// Somebody is signed in: plays. Posts as a plain form, because the answer leads to the course's own origin.
#[component]
fn Play(
    shared: SharedComputer,
    choice: IdentityChoice,
    learner: LandingLearner,
    landing: Landing,
    token: String,
) -> impl IntoView {
    let action = ServerAction::<PlayPublic>::new();
    let Landing {
        passcode,
        kiosk,
        progress,
        ..
    } = landing;
    let results = progress.filter(|_| !kiosk).map(|_| {
        let there = format!("/i/{token}/results");
        view! { <p><a href=there>"Your results"</a></p> }
    });
    let target = landing.new_window.then_some("_blank");
    let failed = failure(action);
    let here = format!("/i/{token}");
    let player = PublicIdentity {
        learner: learner.id.clone(),
        name: learner.name.clone(),
    };
    let name = learner.name.clone();
    let stored = move || match kiosk {
        true => String::new(),
        false => shared.remembered_id(),
    };
    let played = move || match kiosk {
        true => memory::forget(),
        false => memory::played(player.clone(), choice),
    };
    let warned = (choice == IdentityChoice::Continue).then(|| {
        view! {
            <Flash tone=Tone::Warn>
                <p>
                    {format!(
                        "You wanted to continue as {}, but are signed in as {}. \
                         If you play, your instructor sees a note about it.",
                        shared.remembered_name(),
                        name,
                    )}
                </p>
                <button type="button" class="link-button" on:click=move |_| shared.ask_again()>
                    "Choose again"
                </button>
            </Flash>
        }
    });
    view! {
        <section class="card" aria-label="Play">
            {warned}
            <p>{before_play(&landing)}</p>
            <form
                method="post"
                action=PlayPublic::url()
                target=target
                on:submit=move |_| played()
            >
                <Failure message=overall(failed) />
                <Failure message=beside(failed, "email") />
                <input type="hidden" name="token" value=token />
                <input type="hidden" name="stored" value=stored />
                <input type="hidden" name="choice" value=choice.name() />
                {passcode
                    .then(|| {
                        view! {
                            <Field
                                name="passcode"
                                label="Passcode"
                                maxlength=100
                                hint="It came with your invitation."
                                error=beside(failed, "passcode")
                            />
                        }
                    })}
                <Button look=Look::Primary>"Play course"</Button>
            </form>
            {results}
            <NotYou learner here />
        </section>
    }
}
