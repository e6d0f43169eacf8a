use super::api::{self, PlayPublic, SetUpAccount};
use super::landing::{Offer, before_play};
use super::memory;
use super::shared_computer::{Question, SharedComputer};
use crate::accounts::{NewAccountFields, SignOutButton, Visit, sign_in_url};
use crate::error::{failure, overall};
use crate::trouble::shown;
use crate::ui::{Button, Failure, Flash, Look, Tone, Waiting};
use beckon_model::launch::{IdentityChoice, Landing, LandingLearner, Meeting, PublicIdentity};
use beckon_model::registration::Progress;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

/// Behind a public link: sets up an account or signs in, then plays.
#[component]
pub fn PublicPage() -> impl IntoView {
    let params = use_params_map();
    let visit = expect_context::<Visit>();
    let set_up = ServerAction::<SetUpAccount>::new();
    visit.changed_by(set_up);
    let shared = SharedComputer::new();
    let token = move || params.read().get("token").unwrap_or_default();
    let landing = Resource::new(
        move || (token(), visit.visits(), set_up.version().get()),
        |(token, _, _)| api::public_landing(token),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let landing = landing.await;
                shown(landing, move |landing| page(landing, untrack(token), shared, set_up))
            })}
        </Transition>
    }
}

fn page(
    landing: Landing,
    token: String,
    shared: SharedComputer,
    set_up: ServerAction<SetUpAccount>,
) -> impl IntoView {
    let meeting = shared.meeting(landing.learner.as_ref().map(|learner| learner.id.clone()));
    let learner = StoredValue::new(landing.learner.clone());
    let progress = landing.progress;
    let token = StoredValue::new(token);
    view! {
        <Offer landing />
        {move || match (meeting.get(), learner.get_value()) {
            (Meeting::Ask | Meeting::SignInAsRemembered, learner) => {
                view! { <Question shared signed_in=learner.is_some() token=token.get_value() /> }
                    .into_any()
            }
            (Meeting::Play(choice), Some(learner)) => {
                view! { <Play shared choice learner progress token=token.get_value() /> }.into_any()
            }
            (Meeting::Play(_), None) => {
                view! { <Join token=token.get_value() action=set_up /> }.into_any()
            }
        }}
    }
}

/// Nobody is signed in: sets up an account.
#[component]
fn Join(token: String, action: ServerAction<SetUpAccount>) -> impl IntoView {
    let failed = failure(action);
    let sign_in = sign_in_url(&format!("/i/{token}"));
    view! {
        <section class="card" aria-labelledby="join">
            <h2 id="join">"Set up your account"</h2>
            <p>
                "So that your progress and results are yours. Have one already? "
                <a href=sign_in>"Sign in"</a> "."
            </p>
            <ActionForm action>
                <input type="hidden" name="token" value=token />
                <Failure message=overall(failed) />
                <NewAccountFields failure=failed />
                <Button look=Look::Primary busy=action.pending()>
                    "Set up account"
                </Button>
            </ActionForm>
        </section>
    }
}

/// Somebody is signed in: plays. Posts as a plain form, because the answer leads to the course's own origin.
#[component]
fn Play(
    shared: SharedComputer,
    choice: IdentityChoice,
    learner: LandingLearner,
    progress: Option<Progress>,
    token: String,
) -> impl IntoView {
    let action = ServerAction::<PlayPublic>::new();
    let here = format!("/i/{token}");
    let player = PublicIdentity {
        learner: learner.id,
        name: learner.name.clone(),
    };
    let name = learner.name.clone();
    let stored = move || shared.remembered_id();
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
            <p>{before_play(progress)}</p>
            <form
                method="post"
                action=PlayPublic::url()
                on:submit=move |_| memory::played(player.clone(), choice)
            >
                <Failure message=overall(failure(action)) />
                <input type="hidden" name="token" value=token />
                <input type="hidden" name="stored" value=stored />
                <input type="hidden" name="choice" value=choice.name() />
                <Button look=Look::Primary>"Play course"</Button>
            </form>
            <div class="not-you">
                "Signed in as " <strong>{learner.name}</strong> " (" <span class="address">{learner.masked_email}</span> "). "
                <SignOutButton next=here label="Not you? Sign out" />
            </div>
        </section>
    }
}
