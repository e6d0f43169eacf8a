use super::api::{self, Delete, SetStopped};
use crate::error::{failure, overall};
use crate::invitations::mail_state;
use crate::ui::{Badge, Button, ButtonLink, Dialog, Failure, Flash, Look, Moment, Tone, Waiting};
use beckon_model::reminder::{Next, Reminder, Reminders as Rules, Sent, days};
use beckon_model::{InvitationId, Millis};
use leptos::prelude::*;

/// The reminders of a private invitation: what goes out next, what went out, and how to stop it.
#[component]
pub fn Reminders(invitation: InvitationId) -> impl IntoView {
    let stop = ServerAction::<SetStopped>::new();
    let delete = ServerAction::<Delete>::new();
    let add = format!("/invitations/{invitation}/reminders/new");
    let rules = Resource::new(
        move || (stop.version().get(), delete.version().get()),
        move |_| api::of_invitation(invitation.clone()),
    );
    view! {
        <section aria-labelledby="reminders">
            <h2 id="reminders">"Reminders"</h2>
            <Failure message=overall(failure(stop)) />
            <Failure message=overall(failure(delete)) />
            <Transition fallback=Waiting>
                {move || Suspend::new(async move {
                    match rules.await {
                        Ok(rules) => list(rules, stop, delete).into_any(),
                        Err(error) => {
                            view! {
                                <Flash tone=Tone::Warn>
                                    <p>{error.problem.to_string()}</p>
                                </Flash>
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
            <div class="actions">
                <ButtonLink href=add>"Add a reminder"</ButtonLink>
            </div>
        </section>
    }
    .into_any()
}

fn list(
    rules: Rules,
    stop: ServerAction<SetStopped>,
    delete: ServerAction<Delete>,
) -> impl IntoView {
    let none = rules.rules.is_empty();
    let halted = (!none && !rules.halted.is_empty()).then(|| {
        view! {
            <Flash tone=Tone::Warn>
                <p>{rules.halted}</p>
            </Flash>
        }
    });
    let rules = rules
        .rules
        .into_iter()
        .map(|reminder| view! { <One reminder stop delete /> })
        .collect_view();
    view! {
        {none
            .then(|| {
                view! {
                    <p class="quiet">
                        "Nobody is reminded. A reminder goes to whoever has not started or not finished after some days."
                    </p>
                }
            })}
        {halted}
        <div class="reminders">{rules}</div>
    }
    .into_any()
}

#[component]
fn One(
    reminder: Reminder,
    stop: ServerAction<SetStopped>,
    delete: ServerAction<Delete>,
) -> impl IntoView {
    let rule = &reminder.rule;
    let title = format!("After {}, to {}", days(rule.days), rule.whom.words());
    let name = title.clone();
    let subject = rule.letter.subject.clone();
    let (tone, word) = match (reminder.stopped, &reminder.next) {
        (true, _) => (Tone::Warn, "Stopped"),
        (false, Some(_)) => (Tone::Good, "Goes on"),
        (false, None) => (Tone::Calm, "Nobody left"),
    };
    view! {
        <article class="card reminder" aria-label=name>
            <div class="reminder__head">
                <h3>{title}</h3>
                <Badge tone>{word}</Badge>
            </div>
            <p class="quiet">{subject}</p>
            <NextOnes next=reminder.next stopped=reminder.stopped />
            <SoFar sent=reminder.sent last=reminder.last_sent_at lately=reminder.lately />
            <Doing id=reminder.id.0 stopped=reminder.stopped stop delete />
        </article>
    }
    .into_any()
}

/// When the next go out, and to how many.
#[component]
fn NextOnes(next: Option<Next>, stopped: bool) -> impl IntoView {
    let Some(next) = next else {
        return view! { <p>"Nobody is left to remind."</p> }.into_any();
    };
    let whom = format!("to {}", people(next.people));
    let after = match next.after {
        0 => String::new(),
        after => format!("; {} later", people(after)),
    };
    let lead = if stopped {
        "Next, if it went on: "
    } else {
        "Next: "
    };
    view! {
        <p>
            {lead}
            {if next.now {
                "within a minute".into_any()
            } else {
                view! { <Moment at=next.at /> }.into_any()
            }} ", " {whom} {after} "."
        </p>
    }
    .into_any()
}

fn people(count: i64) -> String {
    match count {
        1 => "1 person".to_owned(),
        count => format!("{count} people"),
    }
}

/// What was sent, with the newest by name.
#[component]
fn SoFar(sent: i64, last: Option<Millis>, lately: Vec<Sent>) -> impl IntoView {
    let Some(last) = last else {
        return view! { <p class="quiet">"None was sent so far."</p> }.into_any();
    };
    let more = sent - lately.len() as i64;
    let lines = lately
        .into_iter()
        .map(|sent| {
            let state = sent.state.map(mail_state);
            view! {
                <li>
                    <span>{sent.who}</span>
                    <Moment at=sent.at />
                    {state.map(|(tone, word)| view! { <Badge tone>{word}</Badge> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="disclosure">
            <summary>
                <span>
                    {format!("Sent so far: {sent}, the last on ")} <Moment at=last />
                </span>
            </summary>
            <ul class="reminder__sent">{lines}</ul>
            {(more > 0).then(|| view! { <p class="quiet">{format!("and {more} before")}</p> })}
        </details>
    }
    .into_any()
}

#[component]
fn Doing(
    id: String,
    stopped: bool,
    stop: ServerAction<SetStopped>,
    delete: ServerAction<Delete>,
) -> impl IntoView {
    let change = format!("/reminders/{id}");
    let dialog = format!("delete-{id}");
    let stopping = id.clone();
    view! {
        <div class="actions">
            <ActionForm action=stop attr:class="inline-form">
                <input type="hidden" name="id" value=stopping />
                <input type="hidden" name="stopped" value=(!stopped).to_string() />
                <Button busy=stop.pending()>{if stopped { "Resume" } else { "Stop" }}</Button>
            </ActionForm>
            <ButtonLink href=change look=Look::Quiet>
                "Change"
            </ButtonLink>
            <Dialog id=dialog opener="Delete" title="Delete this reminder?">
                <p>"It reminds nobody from then on. What it has sent stays sent."</p>
                <ActionForm action=delete>
                    <input type="hidden" name="id" value=id />
                    <Button look=Look::Danger busy=delete.pending()>
                        "Delete the reminder"
                    </Button>
                </ActionForm>
            </Dialog>
        </div>
    }
    .into_any()
}
