use super::Here;
use super::bar::{Days, OneForm, WhatIsLost};
use super::page::Hands;
use crate::error::{AppError, beside, failure, overall, typed_or};
use crate::ui::{Button, CopyField, Dialog, Failure, Field, Flash, Look, Moment, Tone};
use beckon_model::recipient::{Deed, PersonPage};
use beckon_model::time;
use leptos::prelude::*;

/// One person by himself: his link, his address, his time, and taking him off.
#[component]
pub fn PersonPanel(
    person: Result<PersonPage, AppError>,
    here: Here,
    hands: Hands,
) -> impl IntoView {
    let page = match person {
        Ok(page) => page,
        Err(error) => {
            return view! {
                <Flash tone=Tone::Bad>
                    <p>{error.problem.to_string()}</p>
                </Flash>
            }
            .into_any();
        }
    };
    let called = page.person.called().to_owned();
    let close = here.link(&here.query);
    let invited = page.person.invited_at;
    view! {
        <section class="card person" id="person" aria-labelledby="person-name">
            <div class="person__head">
                <div>
                    <h3 id="person-name">{called}</h3>
                    <p class="meta">
                        {page.person.email.clone()} " · invited " <Moment at=invited />
                    </p>
                </div>
                <a class="button" data-look="quiet" href=close>
                    "Close"
                </a>
            </div>
            <Link page=page.clone() />
            <Address page=page.clone() here=here.clone() hands />
            <MoreTime page=page.clone() here=here.clone() hands />
            <Devices page=page.clone() here=here.clone() hands />
            <Delete page here hands />
        </section>
    }
    .into_any()
}

#[component]
fn Link(page: PersonPage) -> impl IntoView {
    view! {
        <div class="person__part" id="person-link">
            <CopyField id="private-url" label="Private link" text=page.link />
            <p class="field__hint">
                {format!("It opens the registration of {}: hand it to nobody else.", page.person.called())}
            </p>
        </div>
    }
    .into_any()
}

#[component]
fn Address(page: PersonPage, here: Here, hands: Hands) -> impl IntoView {
    let failed = failure(hands.correct);
    let recipient = page.person.key().to_owned();
    view! {
        <div class="person__part" id="person-address">
            <ActionForm action=hands.correct attr:class="one-form">
                <Failure message=overall(failed) />
                <input type="hidden" name="id" value=here.id.0.clone() />
                <input type="hidden" name="recipient" value=recipient />
                <input type="hidden" name="query" value=here.query.text() />
                <Field
                    name="email"
                    label="E-mail address"
                    kind="email"
                    value=typed_or(failed, "email", &page.person.email)
                    hint="The old link stops working, and a letter with a new one goes to the new address."
                    error=beside(failed, "email")
                />
                <Button busy=hands.correct.pending()>"Correct the address"</Button>
            </ActionForm>
        </div>
    }
    .into_any()
}

#[component]
fn MoreTime(page: PersonPage, here: Here, hands: Hands) -> impl IntoView {
    let end = page.person.expires_at.max(page.invitation_expires_at);
    let recipient = page.person.key().to_owned();
    let body = match end {
        None => view! { <p class="quiet">"This invitation does not end, so there is no time to give."</p> }
            .into_any(),
        Some(at) => view! {
            <p>"Ends for this person on " <Moment at /> "."</p>
            <OneForm here hands recipient deed=Deed::MoreTime>
                <Days id="person-days" />
            </OneForm>
        }
        .into_any(),
    };
    view! {
        <div class="person__part" id="person-time">
            <h4>"Time"</h4>
            {body}
        </div>
    }
    .into_any()
}

/// In how many browsers he may go on.
#[component]
fn Devices(page: PersonPage, here: Here, hands: Hands) -> impl IntoView {
    let recipient = page.person.key().to_owned();
    let body = match page.browsers {
        0 => {
            let words = "The course is tied to no device. Where links are for one person only, the next start ties it.";
            view! { <p class="quiet">{words}</p> }.into_any()
        }
        n => {
            let on = match n {
                1 => "one browser".to_owned(),
                n => format!("{n} browsers"),
            };
            view! {
                <p>{format!("Started in {on}. Others need a code that is mailed to {}.", page.person.email)}</p>
                <OneForm here hands recipient deed=Deed::Release />
            }
            .into_any()
        }
    };
    view! {
        <div class="person__part" id="person-devices">
            <h4>"Devices"</h4>
            {body}
        </div>
    }
    .into_any()
}

#[component]
fn Delete(page: PersonPage, here: Here, hands: Hands) -> impl IntoView {
    let called = page.person.called().to_owned();
    let recipient = page.person.key().to_owned();
    let done = match page.launches {
        0 => format!("{called} has not started yet."),
        1 => format!(
            "{called} was there once, for {}.",
            time::duration(page.person.time)
        ),
        n => format!(
            "{called} was there {n} times, for {}.",
            time::duration(page.person.time)
        ),
    };
    let shared = page.shared.then_some(
        "Another invitation goes on with the same registration, so the results stay there.",
    );
    view! {
        <div class="person__part" id="person-delete">
            <Dialog id="delete-person" opener="Delete…" title=format!("Delete {called}?")>
                <p>{done} " " {shared}</p>
                <WhatIsLost />
                <OneForm here hands recipient deed=Deed::Delete look=Look::Danger />
            </Dialog>
        </div>
    }
    .into_any()
}
