//! What the course told, activity by activity.

use crate::invitations::points;
use crate::ui::{Badge, Cell, Tab, Table, Tabs, Tone};
use beckon_model::registration::{
    ActivityLine, CommentLine, InteractionLine, ObjectiveLine, RegistrationPage,
};
use beckon_model::time;
use leptos::prelude::*;

#[component]
pub fn Activities(registration: RegistrationPage) -> impl IntoView {
    let (id, latest, shown) = (
        registration.id.clone(),
        registration.instance,
        registration.shown,
    );
    let attempts = (registration.attempts.len() > 1).then(|| {
        let tabs = registration
            .attempts
            .iter()
            .rev()
            .map(|attempt| {
                let attempt = *attempt;
                let href = format!("/registrations/{id}?attempt={attempt}");
                let label = match attempt == latest {
                    true => format!("Attempt {attempt} (latest)"),
                    false => format!("Attempt {attempt}"),
                };
                let label = match version_of(&registration, attempt) {
                    Some(version) => format!("{label}, version {version}"),
                    None => label,
                };
                view! {
                    <Tab href current=attempt == shown>
                        {label}
                    </Tab>
                }
            })
            .collect_view();
        view! { <Tabs label="Which attempt">{tabs}</Tabs> }
    });
    let rows = registration.activities.into_iter().map(line).collect_view();
    view! {
        <section aria-labelledby="activities">
            <h2 id="activities">"Activities"</h2>
            {attempts}
            <Table caption="Activities" columns=&["Activity", "Status", "Score", "Time"]>
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

/// The number of the version that an attempt was on, where the course has more than one.
pub fn version_of(registration: &RegistrationPage, attempt: i64) -> Option<i64> {
    let at = usize::try_from(attempt - 1).ok()?;
    registration.versions.get(at).copied()
}

fn line(line: ActivityLine) -> impl IntoView {
    let tone = match line.status.as_str() {
        "Passed" | "Completed" => Tone::Good,
        "Failed" => Tone::Bad,
        "" => Tone::Calm,
        _ => Tone::Busy,
    };
    let status = match (line.status.as_str(), line.launchable) {
        ("", true) => "Not begun".into_any(),
        ("", false) => "".into_any(),
        (status, _) => {
            let status = status.to_owned();
            view! { <Badge tone>{status}</Badge> }.into_any()
        }
    };
    let score = line.score.map_or_else(|| "–".to_owned(), points);
    let time = match line.time {
        0 => "–".to_owned(),
        time => time::duration(time),
    };
    let (title, depth) = (line.title.clone(), line.depth.min(6));
    let details = details(line);
    view! {
        <tr>
            <Cell name="Activity">
                <div class="part" style=format!("--depth: {depth}")>
                    <strong>{title}</strong>
                    {details}
                </div>
            </Cell>
            <Cell name="Status">{status}</Cell>
            <Cell name="Score">{score}</Cell>
            <Cell name="Time">{time}</Cell>
        </tr>
    }
    .into_any()
}

/// Objectives, answers and what the course kept for itself.
fn details(line: ActivityLine) -> Option<AnyView> {
    let nothing = line.objectives.is_empty()
        && line.interactions.is_empty()
        && line.comments.is_empty()
        && line.reported.is_empty();
    if nothing {
        return None;
    }
    let count = match (line.objectives.len(), line.interactions.len()) {
        (0, 0) => "What the course kept".to_owned(),
        (o, 0) => format!("Objectives: {o}"),
        (0, i) => format!("Answers: {i}"),
        (o, i) => format!("Objectives: {o}, answers: {i}"),
    };
    let objectives = line.objectives.into_iter().map(objective).collect_view();
    let interactions = line
        .interactions
        .into_iter()
        .map(interaction)
        .collect_view();
    let comments = line.comments.into_iter().map(comment).collect_view();
    let reported = reported(line.reported);
    let kept = [
        ("Place", line.location),
        ("Data of the course", line.suspend_data),
    ]
    .map(|(label, value)| fact(label, value));
    Some(
        view! {
            <details class="disclosure">
                <summary>{count}</summary>
                <ul class="told">{objectives} {interactions} {comments}</ul>
                <dl class="told">{kept}</dl>
                {reported}
            </details>
        }
        .into_any(),
    )
}

fn objective(objective: ObjectiveLine) -> impl IntoView {
    let facts = [
        ("Success", objective.success),
        ("Completion", objective.completion),
        ("Score", objective.score),
        ("Progress", objective.progress),
    ]
    .map(|(label, value)| fact(label, value));
    view! {
        <li>
            <p>
                <span class="quiet">"Objective "</span>
                <strong>{objective.id}</strong>
                " "
                {objective.description}
            </p>
            <dl class="told">{facts}</dl>
        </li>
    }
    .into_any()
}

fn interaction(interaction: InteractionLine) -> impl IntoView {
    let facts = [
        ("Answer", interaction.response),
        ("Right answer", interaction.correct.join(" or ")),
        ("Result", interaction.result),
        ("Objectives", interaction.objectives.join(", ")),
        ("Kind", interaction.kind),
        ("Weight", interaction.weighting),
        ("Took", interaction.latency),
        ("At", interaction.time),
    ]
    .map(|(label, value)| fact(label, value));
    view! {
        <li>
            <p>
                <span class="quiet">"Question "</span>
                <strong>{interaction.id}</strong>
                " "
                {interaction.description}
            </p>
            <dl class="told">{facts}</dl>
        </li>
    }
    .into_any()
}

fn comment(comment: CommentLine) -> impl IntoView {
    let whose = match comment.by_learner {
        true => "Comment of the learner",
        false => "Comment for the learner",
    };
    let facts = [("Place", comment.location), ("At", comment.time)]
        .map(|(label, value)| fact(label, value));
    view! {
        <li>
            <p>
                <span class="quiet">{whose} ": "</span>
                {comment.text}
            </p>
            <dl class="told">{facts}</dl>
        </li>
    }
    .into_any()
}

/// The data of the run-time, element by element.
fn reported(all: Vec<(String, String)>) -> Option<AnyView> {
    let title = format!("Run-time data as reported: {}", all.len());
    let rows = all
        .iter()
        .map(|(element, value)| {
            view! {
                <tr>
                    <th scope="row">{element.clone()}</th>
                    <td>{value.clone()}</td>
                </tr>
            }
        })
        .collect_view();
    (!all.is_empty()).then(|| {
        view! {
            <details class="disclosure">
                <summary>{title}</summary>
                <table class="chart__table">
                    <caption class="visually-hidden">"Run-time data"</caption>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        }
        .into_any()
    })
}

/// What was not said is not shown.
fn fact(label: &'static str, value: String) -> Option<AnyView> {
    (!value.is_empty()).then(|| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd>{value}</dd>
            </div>
        }
        .into_any()
    })
}
