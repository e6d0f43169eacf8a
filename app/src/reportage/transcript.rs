//! All that a learner did, course by course, to be read and printed.

use super::api;
use crate::invitations::{points, tone};
use crate::trouble::shown;
use crate::ui::{Badge, Cell, Empty, Moment, PageHeader, Table, Waiting};
use beckon_model::registration::{Transcript, TranscriptRow};
use beckon_model::{Millis, time};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A learner's transcript, for the instructor whose courses they are.
#[component]
pub fn TranscriptPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.read().get("id").unwrap_or_default();
    let transcript = Resource::new(id, |id| api::learner_transcript(id.into()));
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let results = format!("/reportage?learner={}", untrack(id));
                shown(transcript.await, move |transcript| page(transcript, results))
            })}
        </Transition>
    }
}

fn page(transcript: Transcript, results: String) -> impl IntoView {
    let called = match transcript.name.as_str() {
        "" => transcript.email.clone(),
        name => name.to_owned(),
    };
    let lead = match transcript.email.as_str() {
        "" => "Transcript".to_owned(),
        email => format!("Transcript · {email}"),
    };
    view! {
        <PageHeader title=called lead>
            <a class="button" data-look="quiet" href=results>"Results"</a>
        </PageHeader>
        <TranscriptTable rows=transcript.rows details=true />
        <p class="meta no-print">"Printed, this page holds the table alone."</p>
    }
    .into_any()
}

/// Each course: how far, the score, the time and the dates.
#[component]
pub fn TranscriptTable(
    rows: Vec<TranscriptRow>,
    /// Each leads to its registration, which is the instructor's.
    #[prop(optional)]
    details: bool,
) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <Empty title="Nothing here yet">
                <p>"As soon as a course was started, it shows here."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let way = match (details, row.way.as_str()) {
                (true, _) => format!("/registrations/{}", row.registration),
                (false, way) => way.to_owned(),
            };
            let title = match way.as_str() {
                "" => row.course_title.into_any(),
                _ => view! { <a href=way>{row.course_title}</a> }.into_any(),
            };
            let attempt = (row.attempt > 1)
                .then(|| view! { <span class="sub">{format!("Attempt {}", row.attempt)}</span> });
            let time = match row.time {
                0 => "–".to_owned(),
                time => time::duration(time),
            };
            view! {
                <tr>
                    <Cell name="Course">{title} {attempt}</Cell>
                    <Cell name="Status">
                        <Badge tone=tone(row.progress)>{row.progress.label()}</Badge>
                    </Cell>
                    <Cell name="Score">{row.score.map_or_else(|| "–".to_owned(), points)}</Cell>
                    <Cell name="Time">{time}</Cell>
                    <Cell name="Registered">{moment(Some(row.created_at))}</Cell>
                    <Cell name="Begun">{moment(row.launched_at)}</Cell>
                    <Cell name="Completed">{moment(row.completed_at)}</Cell>
                    <Cell name="Last activity">{moment(row.last_activity_at)}</Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table
            caption="Transcript"
            columns=&[
                "Course",
                "Status",
                "Score",
                "Time",
                "Registered",
                "Begun",
                "Completed",
                "Last activity",
            ]
        >
            {rows}
        </Table>
    }
    .into_any()
}

/// A moment that may not have come.
pub fn moment(at: Option<Millis>) -> AnyView {
    match at {
        Some(at) => view! { <Moment at /> }.into_any(),
        None => "–".into_any(),
    }
}
