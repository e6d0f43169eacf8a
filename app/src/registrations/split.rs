//! The launches of a registration, and moving those that somebody else made.

use super::api::SplitRegistration;
use crate::error::{beside, failure, overall, typed_or};
use crate::invitations::{points, tone};
use crate::ui::{Badge, Button, Cell, Empty, Failure, Field, Moment, Table, Tone};
use beckon_model::registration::{Ended, LaunchRow, RegistrationPage};
use beckon_model::time;
use leptos::prelude::*;

/// What was chosen belongs to this form, which stands below the table.
const FORM: &str = "split";

#[component]
pub fn Launches(
    registration: RegistrationPage,
    action: ServerAction<SplitRegistration>,
) -> impl IntoView {
    if registration.launches.is_empty() {
        return view! {
            <Empty title="Not launched yet">
                <p>"Each launch stands here, with when it was and on what."</p>
            </Empty>
        }
        .into_any();
    }
    let unknown = registration.launches.iter().any(|launch| !launch.apart);
    let anew = registration.instance > 1;
    let rows = registration
        .launches
        .iter()
        .cloned()
        .map(|launch| row(launch, anew))
        .collect_view();
    view! {
        <section aria-labelledby="launches">
            <h2 id="launches">"Launches"</h2>
            <Table caption="Launches" columns=&["Began", "Ended", "Status", "Score", "On", "Results"]>
                {rows}
            </Table>
            <Split registration unknown action />
        </section>
    }
    .into_any()
}

fn row(launch: LaunchRow, anew: bool) -> impl IntoView {
    let began = launch.started_at;
    let log = format!("/launches/{}", launch.id);
    let label = format!("Select the launch of {}", time::spoken(began));
    let ended = match launch.ended {
        Ended::Open => "Still open".to_owned(),
        Ended::Left => format!("Left after {}", minutes(&launch)),
        Ended::Replaced => format!("Opened again elsewhere after {}", minutes(&launch)),
        Ended::Lapsed => format!("Not come back to, after {}", minutes(&launch)),
        Ended::Split => format!("Ended by the split after {}", minutes(&launch)),
    };
    let results = if launch.apart {
        "Can be moved with it"
    } else {
        "From before journals were kept, or too long for one: can’t be told apart"
    };
    let flagged = launch
        .flagged
        .then(|| view! { " " <Badge tone=Tone::Warn>"Flag"</Badge> });
    let status = match launch.progress {
        Some(progress) => {
            view! { <Badge tone=tone(progress)>{progress.label()}</Badge> }.into_any()
        }
        None => "–".into_any(),
    };
    let instance =
        anew.then(|| view! { <span class="sub">{format!("Attempt {}", launch.instance)}</span> });
    view! {
        <tr>
            <Cell name="Began">
                <label class="check">
                    <input
                        type="checkbox"
                        class="tick"
                        form=FORM
                        name="form[launches][]"
                        value=launch.id.0
                        checked=launch.flagged
                        aria-label=label
                    />
                    <span>
                        <Moment at=began />
                        {flagged}
                        {instance}
                    </span>
                </label>
            </Cell>
            <Cell name="Ended">{ended}</Cell>
            <Cell name="Status">{status}</Cell>
            <Cell name="Score">{launch.score.map_or_else(|| "–".to_owned(), points)}</Cell>
            <Cell name="On">{launch.browser} <a class="sub" href=log>"Debug log"</a></Cell>
            <Cell name="Results">{results}</Cell>
        </tr>
    }
    .into_any()
}

fn minutes(launch: &LaunchRow) -> String {
    time::duration((launch.last_seen_at - launch.started_at).max(0) / 10)
}

#[component]
fn Split(
    registration: RegistrationPage,
    unknown: bool,
    action: ServerAction<SplitRegistration>,
) -> impl IntoView {
    let failed = failure(action);
    let called = registration.called().to_owned();
    let warned = unknown.then(|| {
        view! {
            <p>
                "For a launch whose results can’t be told apart, the launch itself and its flags are moved. What it did is moved, too, if every launch before it is; otherwise that stays here."
            </p>
        }
    });
    view! {
        <section class="card" aria-labelledby="split-title">
            <h3 id="split-title">"Was it somebody else?"</h3>
            <p>
                {format!(
                    "Tick the launches above that {called} did not make. They move to a registration of their own, which counts; both then show what their own launches did.",
                )}
            </p>
            {warned}
            <p>"A launch that is still open ends; what it did is kept."</p>
            <ActionForm action attr:id=FORM>
                <Failure message=overall(failed) />
                <Failure message=beside(failed, "launches") />
                <input type="hidden" name="id" value=registration.id.0 />
                <div class="pair">
                    <Field
                        name="form[name]"
                        label="Name of the other person"
                        optional=true
                        value=typed_or(failed, "name", "")
                    />
                    <Field
                        name="form[email]"
                        label="E-mail of the other person"
                        kind="email"
                        optional=true
                        value=typed_or(failed, "email", "")
                        hint="With it, the other person can go on with these results. No e-mail is sent."
                        error=beside(failed, "email")
                    />
                </div>
                <Button busy=action.pending()>"Split off the ticked launches"</Button>
            </ActionForm>
        </section>
    }
    .into_any()
}
