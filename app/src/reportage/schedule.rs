//! Sending a saved report by e-mail, and getting it no longer.

use super::api::{self, LeaveReport, SendReport, StopSendingReport};
use crate::error::{beside, failure, overall, typed_or};
use crate::invitations::mail_state;
use crate::trouble::shown;
use crate::ui::{
    Area, Badge, Button, Cell, Failure, Field, Look, Moment, PageHeader, Select, Table, Waiting,
    Zone,
};
use beckon_model::report_schedule::{Rhythm, Rule, Schedule, ScheduleStart, WEEKDAYS};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// When a saved report goes out, and to whom.
#[component]
pub fn SchedulePage() -> impl IntoView {
    let params = use_params_map();
    let send = ServerAction::<SendReport>::new();
    let stop = ServerAction::<StopSendingReport>::new();
    let id = move || params.read().get("id").unwrap_or_default();
    let start = Resource::new(
        move || (id(), send.version().get() + stop.version().get()),
        |(id, _)| api::report_schedule(id.into()),
    );
    view! {
        <p class="back">
            <a href="/reportage/saved">"Saved reports"</a>
        </p>
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let page = move |start| page(start, untrack(id), send, stop);
                shown(start.await, page)
            })}
        </Transition>
    }
}

fn page(
    start: ScheduleStart,
    id: String,
    send: ServerAction<SendReport>,
    stop: ServerAction<StopSendingReport>,
) -> impl IntoView {
    let title = format!("“{}” by e-mail", start.name);
    let going = start.schedule.clone().map(|schedule| {
        let stop_id = id.clone();
        view! {
            <section class="card" aria-labelledby="going">
                <h2 id="going">"Sent at present"</h2>
                <Going schedule=schedule.clone() />
                <Readers schedule />
                <ActionForm action=stop>
                    <Failure message=overall(failure(stop)) />
                    <input type="hidden" name="id" value=stop_id />
                    <Button look=Look::Danger busy=stop.pending()>"Stop sending"</Button>
                </ActionForm>
                <p class="meta">"The links in all its letters then work no longer."</p>
            </section>
        }
    });
    view! {
        <PageHeader
            title
            lead="Its figures in words, the first rows, and the whole table as CSV. Readers need no account."
        />
        {going}
        <Form start id send />
    }
    .into_any()
}

/// When, and when next.
#[component]
pub fn Going(schedule: Schedule) -> impl IntoView {
    let people = match schedule.readers.len() {
        1 => "1 address".to_owned(),
        many => format!("{many} addresses"),
    };
    view! {
        <p>
            {format!("Sent {} to {people}. ", schedule.rule.words())}
            {format!("Next: {}.", schedule.next_spoken)}
        </p>
    }
}

#[component]
fn Readers(schedule: Schedule) -> impl IntoView {
    let last = schedule
        .last
        .map(|at| view! { <p class="meta">"Last sent for " <Moment at /></p> });
    let rows = schedule
        .readers
        .into_iter()
        .map(|reader| {
            let state = match reader.state {
                Some(state) => {
                    let (tone, word) = mail_state(state);
                    view! { <Badge tone>{word}</Badge> }.into_any()
                }
                None => "Not yet".into_any(),
            };
            view! {
                <tr>
                    <Cell name="Address">{reader.email}</Cell>
                    <Cell name="Name">{reader.name}</Cell>
                    <Cell name="Last letter">{state}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        {last}
        <Table caption="Who gets it" columns=&["Address", "Name", "Last letter"]>
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
fn Form(start: ScheduleStart, id: String, send: ServerAction<SendReport>) -> impl IntoView {
    let failed = failure(send);
    let rule = match &start.schedule {
        Some(schedule) => schedule.rule.clone(),
        None => Rule {
            rhythm: Rhythm::Weekly,
            day: 1,
            hour: 8,
            zone: start.zone.clone(),
        },
    };
    let (weekday, day) = match rule.rhythm {
        Rhythm::Weekly => (rule.day, 1),
        Rhythm::Monthly => (1, rule.day),
        Rhythm::Daily => (1, 1),
    };
    let readers = start.schedule.as_ref().map(|schedule| {
        let line = |reader: &beckon_model::report_schedule::Reader| match reader.name.as_str() {
            "" => reader.email.clone(),
            name => format!("{name} <{}>", reader.email),
        };
        let lines = schedule.readers.iter().map(line).collect::<Vec<_>>();
        lines.join("\n")
    });
    let readers = readers.unwrap_or(start.own);
    let rhythms = Rhythm::ALL
        .iter()
        .map(|rhythm| (rhythm.word().to_owned(), rhythm.label().to_owned()))
        .collect();
    let weekdays = (1..)
        .zip(WEEKDAYS)
        .map(|(n, day): (i64, _)| (n.to_string(), day.to_owned()))
        .collect();
    let hours = (0..24)
        .map(|hour| (hour.to_string(), format!("{hour}:00")))
        .collect();
    let label = if start.schedule.is_some() {
        "Save"
    } else {
        "Send it regularly"
    };
    view! {
        <section aria-labelledby="when">
            <h2 id="when">"When, and to whom"</h2>
            <ActionForm action=send attr:class="people-form">
                <Failure message=overall(failed) />
                <Failure message=beside(failed, "rhythm") />
                <input type="hidden" name="id" value=id />
                <Select
                    name="form[rhythm]"
                    label="How often"
                    options=rhythms
                    value=typed_or(failed, "rhythm", rule.rhythm.word())
                />
                <Select
                    name="form[weekday]"
                    label="Weekday"
                    options=weekdays
                    value=typed_or(failed, "weekday", &weekday.to_string())
                    hint="If it is sent every week."
                />
                <Field
                    name="form[day]"
                    label="Day of the month"
                    kind="number"
                    inputmode="numeric"
                    value=typed_or(failed, "day", &day.to_string())
                    hint="If it is sent every month. A shorter month’s last day stands for the 29th to 31st."
                    error=beside(failed, "day")
                />
                <Select
                    name="form[hour]"
                    label="Hour"
                    options=hours
                    value=typed_or(failed, "hour", &rule.hour.to_string())
                />
                <Failure message=beside(failed, "hour") />
                <Zone name="form[zone]" value=rule.zone />
                <Area
                    name="form[addresses]"
                    label="To"
                    value=typed_or(failed, "addresses", &readers)
                    hint="Addresses separated by commas or lines, also as Name <name@example.org>. Each gets a letter and a link of its own."
                    error=beside(failed, "addresses")
                />
                <Button look=Look::Primary busy=send.pending()>{label}</Button>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// Behind the link by which a reader gets a report no longer.
#[component]
pub fn LeavePage() -> impl IntoView {
    let params = use_params_map();
    let leave = ServerAction::<LeaveReport>::new();
    let token = move || params.read().get("token").unwrap_or_default();
    let reader = Resource::new(token, api::report_reader);
    let page = move |(name, email): (String, String)| {
        view! {
            <PageHeader title=format!("“{name}” no longer?") />
            <p>{format!("This report is mailed regularly to {email}. If you stop that, the links in its letters to that address work no longer, either.")}</p>
            <ActionForm action=leave>
                <Failure message=overall(failure(leave)) />
                <input type="hidden" name="token" value=untrack(token) />
                <Button look=Look::Primary busy=leave.pending()>"Send it to me no longer"</Button>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(reader.await, page) })}
        </Transition>
    }
}

/// After that.
#[component]
pub fn LeftPage() -> impl IntoView {
    view! { <PageHeader title="You get this report no longer" lead="You may close this window." /> }
}
