use super::api::{MailAccountCode, MailCode};
use super::{called, path};
use crate::accounts::{SignOutButton, sign_in_url};
use crate::error::{failure, overall};
use crate::ui::{Button, ButtonLink, Failure, Look};
use beckon_model::launch::{Gate, LinkLanding};
use leptos::prelude::*;

/// The course was started in another browser: is it him, or someone else?
#[component]
pub fn Elsewhere(landing: LinkLanding, token: String) -> impl IntoView {
    let action = ServerAction::<MailCode>::new();
    let who = called(&landing);
    let others = landing.takes_others;
    let to_others = path(&token, "/someone-else");
    view! {
        <section class="card" aria-labelledby="elsewhere">
            <h2 id="elsewhere">"Started on another device"</h2>
            <p>
                "This link is for " <strong>{who}</strong>
                ", who started the course in another browser. What was done there is safe."
            </p>
            <ActionForm action>
                <Failure message=overall(failure(action)) />
                <input type="hidden" name="token" value=token />
                <Button look=Look::Primary busy=action.pending()>
                    "It’s me: send a code to "
                    <span class="address">{landing.masked_email}</span>
                </Button>
            </ActionForm>
            {if others {
                view! {
                    <ButtonLink href=to_others>"I am someone else"</ButtonLink>
                }
                    .into_any()
            } else {
                view! { <NotForOthers name=landing.contact_name email=landing.contact_email /> }.into_any()
            }}
        </section>
    }
    .into_any()
}

/// Others can't register by the link, and whom they ask instead.
#[component]
pub fn NotForOthers(name: String, email: String) -> impl IntoView {
    let mail = format!("mailto:{email}");
    view! {
        <p class="door__contact">
            "Someone else? This link is for one person only. Ask " <a href=mail>{name}</a> " ("
            <span class="address">{email}</span> ") for an invitation of your own."
        </p>
    }
}

/// The recipient must be signed in.
#[component]
pub fn ToSignIn(landing: LinkLanding, token: String) -> impl IntoView {
    let action = ServerAction::<MailAccountCode>::new();
    let here = path(&token, "");
    let contact = (landing.contact_name.clone(), landing.contact_email.clone());
    let body = match landing.gate.clone() {
        Gate::OtherAccount(mine) => view! {
            <p>
                "You are signed in as " <strong>{mine}</strong> ", and this link is for "
                <strong>{landing.masked_email}</strong> "."
            </p>
            <SignOutButton next=here label="Sign out and use that account" />
        }
        .into_any(),
        _ => view! {
            <p>
                "Sign in to the account of " <strong>{landing.masked_email.clone()}</strong>
                ", so that your progress and results are yours."
            </p>
            <ButtonLink href=sign_in_url(&here) look=Look::Primary>
                "Sign in"
            </ButtonLink>
            <p>"No account yet? A code is mailed to that address, to make sure that it is yours."</p>
            <ActionForm action>
                <Failure message=overall(failure(action)) />
                <input type="hidden" name="token" value=token />
                <Button busy=action.pending()>"Set up an account"</Button>
            </ActionForm>
        }
        .into_any(),
    };
    view! {
        <section class="card question" aria-labelledby="to-sign-in">
            <h2 id="to-sign-in">"Sign in to play"</h2>
            {body}
            <NotForOthers name=contact.0 email=contact.1 />
        </section>
    }
    .into_any()
}
