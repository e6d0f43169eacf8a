use crate::ui::{Badge, Cell, Empty, Moment, Table, Tone};
use beckon_model::mail::{Delivery, MailState};
use beckon_model::registration::{LearnerRow, Progress};
use beckon_model::time;
use leptos::prelude::*;

/// Who was invited or came, and how far each has come.
#[component]
pub fn Learners(learners: Vec<LearnerRow>, private: bool) -> impl IntoView {
    if learners.is_empty() {
        return view! {
            <Empty title="Nobody yet">
                <p>"Send the link to your learners. Each stands here once he or she has started the course."</p>
            </Empty>
        }
        .into_any();
    }
    let columns: &'static [&'static str] = if private {
        &[
            "Learner",
            "Progress",
            "Score",
            "Time",
            "Last activity",
            "E-mail",
        ]
    } else {
        &["Learner", "Progress", "Score", "Time", "Last activity"]
    };
    let rows = learners
        .into_iter()
        .map(|learner| row(learner, private))
        .collect_view();
    view! {
        <Table caption="Learners" columns>
            {rows}
        </Table>
    }
    .into_any()
}

fn row(learner: LearnerRow, private: bool) -> impl IntoView {
    let name = if learner.name.is_empty() {
        learner.email.clone()
    } else {
        learner.name
    };
    let address = (name != learner.email).then_some(learner.email);
    let last = learner.last_activity;
    view! {
        <tr>
            <Cell name="Learner">
                <strong>{name}</strong>
                {address.map(|address| view! { <span class="sub">{address}</span> })}
                <Flags flags=learner.flags />
            </Cell>
            <Cell name="Progress">
                <Badge tone=tone(learner.progress)>{learner.progress.label()}</Badge>
            </Cell>
            <Cell name="Score">{learner.score.map_or_else(|| "–".to_owned(), points)}</Cell>
            <Cell name="Time">
                {if learner.time > 0 { time::duration(learner.time) } else { "–".to_owned() }}
            </Cell>
            <Cell name="Last activity">
                {match last {
                    Some(at) => view! { <Moment at /> }.into_any(),
                    None => "–".into_any(),
                }}
            </Cell>
            {private.then(|| view! { <Cell name="E-mail">{delivery(learner.mail)}</Cell> })}
        </tr>
    }
}

/// Why a result may not be this learner's.
#[component]
fn Flags(flags: Vec<String>) -> impl IntoView {
    let flags = flags
        .into_iter()
        .map(|why| view! { <span class="flag"><Badge tone=Tone::Warn>"Flag"</Badge> {why}</span> });
    flags.collect_view()
}

/// How far someone has come, as a colour.
pub fn tone(progress: Progress) -> Tone {
    match progress {
        Progress::Invited => Tone::Calm,
        Progress::Started => Tone::Busy,
        Progress::Completed | Progress::Passed => Tone::Good,
        Progress::Failed => Tone::Bad,
    }
}

/// A score from 0 to 100 without needless decimals.
pub fn points(score: f64) -> String {
    let text = format!("{score:.1}");
    format!("{} %", text.trim_end_matches(".0"))
}

fn delivery(mail: Option<Delivery>) -> impl IntoView {
    mail.map(|mail| {
        let (tone, word) = mail_state(mail.state);
        view! {
            <Badge tone>{word}</Badge>
            {(!mail.server_said.is_empty()).then(|| view! { <span class="sub">{mail.server_said}</span> })}
        }
    })
}

/// What became of an e-mail, as a colour and a word.
pub fn mail_state(state: MailState) -> (Tone, &'static str) {
    match state {
        MailState::Queued => (Tone::Calm, "Queued"),
        MailState::Sent => (Tone::Good, "Sent"),
        MailState::Deferred => (Tone::Warn, "Put off"),
        MailState::Failed => (Tone::Bad, "Refused"),
        MailState::NotSent => (Tone::Calm, "Not sent"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_no_needless_decimals() {
        assert_eq!(points(80.0), "80 %");
        assert_eq!(points(66.666), "66.7 %");
        assert_eq!(points(100.0), "100 %");
    }
}
