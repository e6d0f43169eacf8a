use super::Here;
use super::menu::RowMenu;
use super::page::Hands;
use crate::invitations::{points, tone};
use crate::ui::grouped;
use crate::ui::{Badge, Cell, Moment, Tone};
use beckon_model::recipient::{Delivery, DeliveryState, People, Person, Sort, pages};
use beckon_model::time;
use leptos::prelude::*;

/// The columns, and what each sorts by.
const HEADS: [(&str, Option<Sort>); 7] = [
    ("Learner", Some(Sort::Name)),
    ("E-mail", None),
    ("Opened", None),
    ("Progress", Some(Sort::Progress)),
    ("Score", Some(Sort::Score)),
    ("Time", Some(Sort::Time)),
    ("Last activity", Some(Sort::Activity)),
];

/// The rows of a page. Rows that don't change stay as they are while the page is live.
#[component]
pub fn PeopleTable(
    live: RwSignal<People>,
    here: Here,
    private: bool,
    hands: Hands,
) -> impl IntoView {
    let heads = HEADS
        .iter()
        .filter(|(name, _)| private || !matches!(*name, "E-mail" | "Opened"))
        .map(|(name, sort)| view! { <Head name sort=*sort here=here.clone() /> })
        .collect::<Vec<_>>();
    let row = move |person: Person| view! { <Row person private here=here.clone() hands /> };
    view! {
        <div class="table people-table">
            <table>
                <caption class="visually-hidden">"Learners"</caption>
                <thead>
                    <tr>
                        {heads}
                        {private
                            .then(|| {
                                view! {
                                    <th scope="col">
                                        <span class="visually-hidden">"Actions"</span>
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || live.with(|people| people.rows.clone())
                        key=|person| serde_json::to_string(person).unwrap_or_default()
                        children=row
                    />
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

/// A column's name, which sorts by it.
#[component]
fn Head(name: &'static str, sort: Option<Sort>, here: Here) -> impl IntoView {
    let Some(sort) = sort else {
        return view! { <th scope="col">{name}</th> }.into_any();
    };
    let way = if here.query.falling {
        "descending"
    } else {
        "ascending"
    };
    let sorted = (here.query.sort == sort).then_some(way);
    view! {
        <th scope="col" aria-sort=sorted>
            <a class="sort" href=here.link(&here.query.sorted_by(sort)) data-noscroll="">
                {name}
            </a>
        </th>
    }
    .into_any()
}

#[component]
fn Row(person: Person, private: bool, here: Here, hands: Hands) -> impl IntoView {
    let mailed = private.then(|| {
        let (mail, opened) = (person.delivery.clone(), person.opened_at);
        view! {
            <Cell name="E-mail">{mail.map(delivery)}</Cell>
            <Cell name="Opened">{moment(opened)}</Cell>
        }
    });
    let menu = private.then(|| {
        let person = person.clone();
        view! {
            <Cell name="Actions">
                <RowMenu person here hands />
            </Cell>
        }
    });
    let (progress, score, time, last) = (
        person.progress,
        person.score,
        person.time,
        person.last_activity,
    );
    view! {
        <tr>
            <Cell name="Learner">
                <Name person private hands />
            </Cell>
            {mailed}
            <Cell name="Progress">
                <Badge tone=tone(progress)>{progress.label()}</Badge>
            </Cell>
            <Cell name="Score">{score.map_or_else(|| "–".to_owned(), points)}</Cell>
            <Cell name="Time">
                {if time > 0 { time::duration(time) } else { "–".to_owned() }}
            </Cell>
            <Cell name="Last activity">{moment(last)}</Cell>
            {menu}
        </tr>
    }
    .into_any()
}

/// Who it is, and what holds for him alone.
#[component]
fn Name(person: Person, private: bool, hands: Hands) -> impl IntoView {
    let called = person.called().to_owned();
    let address =
        (called != person.email && !person.email.is_empty()).then(|| person.email.clone());
    let registration = format!("/registrations/{}", person.registration);
    let tick = private.then(|| {
        let key = person.key().to_owned();
        view! { <Tick key called=called.clone() hands /> }
    });
    view! {
        <div class="people-name">
            {tick}
            <div>
                <a class="people-name__link" href=registration>
                    <strong>{called}</strong>
                </a>
                {address.map(|address| view! { <span class="sub">{address}</span> })}
                <Standing revoked=person.revoked_at.is_some() until=person.expires_at />
                <ByLink came_by=person.came_by asked_at=person.asked_at />
                <Flags flags=person.flags />
            </div>
        </div>
    }
    .into_any()
}

/// Selects a person for what is done to many.
#[component]
fn Tick(key: String, called: String, hands: Hands) -> impl IntoView {
    let (mine, of) = (key.clone(), key.clone());
    view! {
        <input
            type="checkbox"
            class="tick"
            form="selection"
            name="ids[]"
            value=key
            aria-label=format!("Select {called}")
            prop:checked=move || hands.ticked.with(|ticked| ticked.contains(&mine))
            on:change=move |event| {
                let on = event_target_checked(&event);
                hands
                    .ticked
                    .update(|ticked| {
                        if on {
                            ticked.insert(of.clone());
                        } else {
                            ticked.remove(&of);
                        }
                    });
            }
        />
    }
    .into_any()
}

/// What holds for this one alone.
#[component]
fn Standing(revoked: bool, until: Option<beckon_model::Millis>) -> impl IntoView {
    // Further off than any date that people give: no end.
    let endless = until.is_some_and(|until| time::civil(until).year >= 9_999);
    view! {
        {revoked
            .then(|| {
                view! {
                    <span class="flag">
                        <Badge tone=Tone::Warn>"Kept out"</Badge>
                    </span>
                }
            })}
        {until
            .map(|at| {
                view! {
                    <span class="sub">
                        "Own time "
                        {if endless { "without end".into_any() } else { view! { "until " <Moment at /> }.into_any() }}
                    </span>
                }
            })}
    }
}

/// By whose link he came, and that he asks for a new one.
#[component]
fn ByLink(came_by: String, asked_at: Option<beckon_model::Millis>) -> impl IntoView {
    view! {
        {(!came_by.is_empty()).then(|| view! { <span class="sub">{format!("Came by the link of {came_by}")}</span> })}
        {asked_at
            .map(|at| {
                view! {
                    <span class="flag">
                        <Badge tone=Tone::Warn>"Asks for a new link"</Badge>
                        " "
                        <Moment at />
                    </span>
                }
            })}
    }
    .into_any()
}

/// Why a result may not be this learner's.
#[component]
fn Flags(flags: Vec<String>) -> impl IntoView {
    let flags = flags
        .into_iter()
        .map(|why| view! { <span class="flag"><Badge tone=Tone::Warn>"Flag"</Badge> {why}</span> });
    flags.collect_view()
}

fn moment(at: Option<beckon_model::Millis>) -> AnyView {
    match at {
        Some(at) => view! { <Moment at /> }.into_any(),
        None => "–".into_any(),
    }
}

fn delivery(mail: Delivery) -> impl IntoView {
    let tone = match mail.state {
        DeliveryState::NotSent | DeliveryState::Queued | DeliveryState::Scheduled => Tone::Calm,
        DeliveryState::Sent => Tone::Good,
        DeliveryState::Deferred => Tone::Warn,
        DeliveryState::Refused | DeliveryState::Bounced => Tone::Bad,
    };
    let due = mail.at.filter(|_| mail.state == DeliveryState::Scheduled);
    view! {
        <Badge tone>{mail.state.label()}</Badge>
        {due.map(|at| view! { <span class="sub">"for " <Moment at /></span> })}
        {(!mail.server_said.is_empty()).then(|| view! { <span class="sub">{mail.server_said}</span> })}
    }
}

/// From page to page.
#[component]
pub fn Pager(live: RwSignal<People>, here: Here) -> impl IntoView {
    let page = i64::from(here.query.page);
    let turn = move |to: i64, label: &'static str, there: bool| {
        let to = u32::try_from(to).unwrap_or(1);
        there.then(|| {
            view! {
                <a class="button" data-look="quiet" href=here.link(&here.query.on_page(to))>
                    {label}
                </a>
            }
        })
    };
    move || {
        let last = pages(live.with(|people| people.matching));
        (last > 1 || page > 1).then(|| {
            view! {
                <nav class="pager" aria-label="Pages">
                    {turn(page - 1, "Previous", page > 1)}
                    <span>{format!("Page {} of {}", grouped(page), grouped(last))}</span>
                    {turn(page + 1, "Next", page < last)}
                </nav>
            }
        })
    }
}
