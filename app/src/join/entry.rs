//! Saying who one is on the page of a public invitation.

use super::api::{AskForPlace, EnterAsGuest, SetUpAccount};
use crate::accounts::{NewAccountFields, PersonFields, sign_in_url};
use crate::error::{failure, overall};
use crate::ui::{Button, Failure, Look};
use beckon_model::invitation::Entry;
use leptos::prelude::*;

/// What the forms send, and whether the page is there for those who have started already only.
#[derive(Clone)]
pub struct Entering {
    pub token: String,
    pub entry: Entry,
    pub domains: Vec<String>,
    pub only_to_go_on: bool,
    /// On a computer that many use.
    pub kiosk: bool,
}

/// Nobody is known here: sets up an account, or says who he or she is, as the invitation asks for.
#[component]
pub fn Join(
    entering: Entering,
    set_up: ServerAction<SetUpAccount>,
    enter: ServerAction<EnterAsGuest>,
) -> impl IntoView {
    match entering.entry {
        Entry::Account => view! { <AccountForm entering action=set_up /> }.into_any(),
        Entry::Name | Entry::Code => view! { <GuestForm entering action=enter /> }.into_any(),
    }
}

#[component]
fn AccountForm(entering: Entering, action: ServerAction<SetUpAccount>) -> impl IntoView {
    let failed = failure(action);
    let sign_in = sign_in_url(&format!("/i/{}", entering.token));
    let title = if entering.only_to_go_on {
        "Have you started already, or do you want to wait?"
    } else {
        "Set up your account"
    };
    view! {
        <section class="card" aria-labelledby="join">
            <h2 id="join">{title}</h2>
            <p>
                "So that your progress and results are yours. Have one already? "
                <a href=sign_in>"Sign in"</a> "."
            </p>
            <Allowed domains=entering.domains />
            <ActionForm action>
                <input type="hidden" name="token" value=entering.token />
                <Failure message=overall(failed) />
                <NewAccountFields failure=failed shared=entering.kiosk />
                <Button look=Look::Primary busy=action.pending()>
                    "Set up account"
                </Button>
            </ActionForm>
        </section>
    }
}

#[component]
fn GuestForm(entering: Entering, action: ServerAction<EnterAsGuest>) -> impl IntoView {
    let failed = failure(action);
    let title = if entering.only_to_go_on {
        "Have you started already, or do you want to wait?"
    } else {
        "Who are you?"
    };
    let words = match entering.entry {
        Entry::Code => {
            "Your results are kept under this name. A code is mailed to the address, to make sure that it is yours."
        }
        _ => {
            "Your results are kept under this name. Use the same address when you come back; then a code is mailed to it, \
             so that nobody else can go on in your place."
        }
    };
    view! {
        <section class="card" aria-labelledby="join">
            <h2 id="join">{title}</h2>
            <p>{words}</p>
            <Allowed domains=entering.domains />
            <ActionForm action>
                <input type="hidden" name="token" value=entering.token />
                <Failure message=overall(failed) />
                <PersonFields failure=failed shared=entering.kiosk />
                <Button look=Look::Primary busy=action.pending()>
                    "Go on"
                </Button>
            </ActionForm>
        </section>
    }
}

/// Whose addresses are taken.
#[component]
fn Allowed(domains: Vec<String>) -> impl IntoView {
    (!domains.is_empty()).then(|| {
        let domains = domains.join(", ");
        view! { <p>"Only for addresses at " <strong>{domains}</strong> "."</p> }
    })
}

/// Asks for a place where all are taken.
#[component]
pub fn WaitingForm(token: String, action: ServerAction<AskForPlace>) -> impl IntoView {
    view! {
        <ActionForm action attr:class="card">
            <Failure message=overall(failure(action)) />
            <input type="hidden" name="token" value=token />
            <p>"Your name and address are put on the list. When there is a place for you, an e-mail tells you so."</p>
            <Button look=Look::Primary busy=action.pending()>
                "Put me on the waiting list"
            </Button>
        </ActionForm>
    }
}
