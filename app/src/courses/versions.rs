use super::upload::Uploader;
use crate::ui::{Badge, Cell, Moment, Table, Tone};
use beckon_model::CourseId;
use beckon_model::version::VersionRow;
use leptos::prelude::*;

/// The versions of a course, and the way to a new one.
#[component]
pub fn Versions(
    course: CourseId,
    rows: Vec<VersionRow>,
    /// What went wrong with a package sent without scripts; may be empty.
    problem: String,
) -> impl IntoView {
    let table = (rows.len() > 1).then(|| {
        let rows = rows
            .into_iter()
            .map(|version| {
                let href = format!("/courses/{course}/versions/{}", version.number);
                row(href, version)
            })
            .collect_view();
        view! {
            <Table caption="Versions" columns=&["Version", "Added", "Registrations on it", "State"]>
                {rows}
            </Table>
        }
    });
    let open = !problem.is_empty();
    view! {
        <section aria-labelledby="versions">
            <h2 id="versions">"Versions"</h2>
            {table}
            <details class="disclosure" open=open>
                <summary>"Upload a new version"</summary>
                <p>
                    "Nobody gets it yet: you see how it differs and who would move to it, and then decide."
                </p>
                <Uploader problem new_version_of=course />
            </details>
        </section>
    }
    .into_any()
}

fn row(href: String, version: VersionRow) -> impl IntoView {
    view! {
        <tr>
            <Cell name="Version">
                <a class="row-link" href=href>
                    {format!("Version {}", version.number)}
                </a>
            </Cell>
            <Cell name="Added">
                <Moment at=version.created_at />
            </Cell>
            <Cell name="Registrations on it">{version.registrations}</Cell>
            <Cell name="State">
                <State in_use=version.in_use used=version.used_at.is_some() />
            </Cell>
        </tr>
    }
}

/// Whether a version is in use, or ever was.
#[component]
pub fn State(in_use: bool, used: bool) -> impl IntoView {
    let (tone, word) = match (in_use, used) {
        (true, _) => (Tone::Good, "In use"),
        (false, true) => (Tone::Calm, "Was in use"),
        (false, false) => (Tone::Busy, "Not used yet"),
    };
    view! { <Badge tone>{word}</Badge> }
}
