use super::api::ReplayPostback;
use crate::error::{failure, overall};
use crate::ui::{Badge, Cell, Empty, Failure, Moment, Pager, Table, Tone};
use beckon_model::postback::{Delivery, DeliveryState, LOG_PAGE};
use leptos::prelude::*;

/// What was posted and what the other side answered, newest first.
#[component]
pub fn Log(
    rows: Vec<Delivery>,
    total: i64,
    page: u32,
    action: ServerAction<ReplayPostback>,
) -> impl IntoView {
    let last = u32::try_from((total + LOG_PAGE - 1) / LOG_PAGE).unwrap_or(1);
    let body = if rows.is_empty() {
        view! {
            <Empty title="Nothing posted yet">
                <p>"Results stand here with the answer of the other side as soon as a learner plays."</p>
            </Empty>
        }
        .into_any()
    } else {
        let rows = rows
            .into_iter()
            .map(|row| line(row, page, action))
            .collect_view();
        view! {
            <Table caption="What was posted" columns=&["Results of", "When", "State", "Answer", "Actions"]>
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="log">
            <h2 id="log">"What was posted"</h2>
            <p class="meta">"What is over is forgotten after 30 days."</p>
            <Failure message=overall(failure(action)) />
            {body}
            <Pager page last url=super::page::url />
        </section>
    }
    .into_any()
}

fn line(row: Delivery, page: u32, action: ServerAction<ReplayPostback>) -> impl IntoView {
    let (tone, word) = state(&row);
    let of = match &row.registration {
        Some(id) => view! {
            <a href=format!("/registrations/{id}")>{row.learner.clone()}</a>
            <span class="sub">{row.course.clone()}</span>
        }
        .into_any(),
        None if row.import.is_some() => view! {
            "An import"
            <span class="sub">{row.course.clone()}</span>
        }
        .into_any(),
        None => "Nobody: a test".into_any(),
    };
    let again =
        (row.registration.is_some() || row.import.is_some()) && row.state != DeliveryState::Sending;
    let next = (row.state == DeliveryState::Waiting && row.attempts > 0).then(|| {
        view! {
            <span class="sub">"next try " <Moment at=row.due_at /></span>
        }
    });
    let tries = (row.attempts > 1).then(|| format!("{} tries", row.attempts));
    let (id, answer) = (row.id.0.clone(), said(&row));
    let took = row.took.map(|took| format!("after {took} ms"));
    view! {
        <tr>
            <Cell name="Results of">{of}</Cell>
            <Cell name="When">
                <Moment at=row.updated_at />
            </Cell>
            <Cell name="State">
                <Badge tone>{word}</Badge>
                {tries.map(|tries| view! { <span class="sub">{tries}</span> })}
                {next}
            </Cell>
            <Cell name="Answer">
                {row.status.map(|status| view! { <span>{status} " "</span> })}
                {answer}
                {took.map(|took| view! { <span class="sub">{took}</span> })}
                <span class="sub postback__url">{row.url.clone()}</span>
            </Cell>
            <Cell name="Actions">
                {again
                    .then(|| {
                        view! {
                            <ActionForm action attr:class="inline-form">
                                <input type="hidden" name="id" value=id />
                                <input type="hidden" name="page" value=page.to_string() />
                                <button type="submit" class="button">
                                    "Post again"
                                </button>
                            </ActionForm>
                        }
                    })}
            </Cell>
        </tr>
    }
    .into_any()
}

/// What the other side said, or why it said nothing.
pub(super) fn said(row: &Delivery) -> AnyView {
    match (row.problem.as_str(), row.answer.as_str()) {
        ("", "") => ().into_any(),
        ("", answer) => {
            let answer = answer.to_owned();
            view! { <code class="postback__answer">{answer}</code> }.into_any()
        }
        (problem, _) => problem.to_owned().into_any(),
    }
}

pub(super) fn state(row: &Delivery) -> (Tone, &'static str) {
    match row.state {
        DeliveryState::Waiting if row.attempts > 0 => (Tone::Warn, "Tried again"),
        DeliveryState::Waiting => (Tone::Calm, "Waiting"),
        DeliveryState::Sending => (Tone::Calm, "Being sent"),
        DeliveryState::Delivered => (Tone::Good, "Delivered"),
        DeliveryState::Failed => (Tone::Bad, "Failed"),
    }
}
