use super::api::{self, RemoveVersion, UseVersion};
use super::page::{Contents, TryButton};
use super::report::Odd;
use super::try_outs::TryOuts;
use super::versions::State;
use crate::error::{failure, overall};
use crate::trouble::shown;
use crate::ui::{Button, Cell, Dialog, Failure, Look, Moment, PageHeader, Table, Waiting};
use beckon_model::course::size;
use beckon_model::version::{Change, Compared, FileChanges, Preview, VersionFacts, VersionPage};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// A version of a course: how it differs from the one in use, and putting it in use.
#[component]
pub fn CourseVersionPage() -> impl IntoView {
    let params = use_params_map();
    let action = ServerAction::<UseVersion>::new();
    let version = Resource::new(
        move || {
            let params = params.read();
            let number = params.get("number").and_then(|number| number.parse().ok());
            (
                params.get("id").unwrap_or_default(),
                number.unwrap_or_default(),
                action.version().get(),
            )
        },
        |(id, number, _)| api::version(id.into(), number),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(version.await, move |version| page(version, action)) })}
        </Transition>
    }
}

fn page(version: VersionPage, action: ServerAction<UseVersion>) -> impl IntoView {
    let (id, number) = (version.course.clone(), version.number);
    let title = format!("Version {number}");
    let course = format!("/courses/{id}");
    let in_use = version.compared.is_none();
    let used = version.used_at.is_some();
    let removable = version.removable();
    view! {
        <PageHeader title=title>
            <TryButton id version=number label="Try this version" />
        </PageHeader>
        <p class="meta">
            <State in_use used />
            " of "
            <a href=course>{version.course_title.clone()}</a>
        </p>
        <Odd oddities=version.oddities.clone() />
        <Facts version=version.clone() />
        {version
            .compared
            .clone()
            .map(|compared| view! { <Differences number this=version.facts.clone() compared /> })}
        <Use version=version.clone() action />
        <Contents rows=version.contents.clone() />
        <TryOuts rows=version.try_outs.clone() />
        {removable.then(|| view! { <Remove version /> })}
    }
    .into_any()
}

#[component]
fn Facts(version: VersionPage) -> impl IntoView {
    let used = version.used_at.map(|at| {
        let label = match version.compared {
            None => "In use since",
            Some(_) => "Put in use",
        };
        view! {
            <div>
                <dt>{label}</dt>
                <dd>
                    <Moment at />
                </dd>
            </div>
        }
    });
    view! {
        <dl class="facts">
            <div>
                <dt>"Added"</dt>
                <dd>
                    <Moment at=version.created_at />
                </dd>
            </div>
            {used}
            <div>
                <dt>"Registrations on it"</dt>
                <dd>{version.registrations}</dd>
            </div>
            <div>
                <dt>"Attempts made on it"</dt>
                <dd>{version.attempts}</dd>
            </div>
        </dl>
    }
    .into_any()
}

/// Beside the version in use.
#[component]
fn Differences(number: i64, this: VersionFacts, compared: Compared) -> impl IntoView {
    let in_use = compared.number;
    let (theirs, ours) = (lines(&compared.facts), lines(&this));
    let rows = ["Title", "Standard", "Duration", "Activities", "Files"]
        .into_iter()
        .zip(theirs.into_iter().zip(ours))
        .map(|(what, (before, after))| difference(what, before, after))
        .collect_view();
    let changes = compared.changes.into_iter().map(change).collect_view();
    let files = files(compared.files);
    view! {
        <section aria-labelledby="differences">
            <h2 id="differences">{format!("Version {number} beside version {in_use}, which is in use")}</h2>
            <Table caption="Differences" columns=&["What", "In use", "This version"]>
                {rows}
            </Table>
            <ul>{changes} <li>{files}</li></ul>
        </section>
    }
    .into_any()
}

fn lines(facts: &VersionFacts) -> [String; 5] {
    let files = match facts.files {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    [
        facts.title.clone(),
        facts.standard.clone(),
        match facts.duration.as_str() {
            "" => "–".to_owned(),
            duration => duration.to_owned(),
        },
        facts.activities.to_string(),
        format!("{files}, {}", size(facts.size)),
    ]
}

fn difference(what: &'static str, before: String, after: String) -> impl IntoView {
    let after = if before == after {
        view! { <span class="quiet">"The same"</span> }.into_any()
    } else {
        view! { <strong>{after}</strong> }.into_any()
    };
    view! {
        <tr>
            <Cell name="What">{what}</Cell>
            <Cell name="In use">{before}</Cell>
            <Cell name="This version">{after}</Cell>
        </tr>
    }
}

fn change(change: Change) -> impl IntoView {
    let words = match change {
        Change::Added(title) => format!("New: “{title}”"),
        Change::Removed(title) => format!("Gone: “{title}”"),
        Change::Renamed(before, after) => format!("“{before}” is called “{after}” now"),
    };
    view! { <li>{words}</li> }
}

fn files(files: FileChanges) -> String {
    if files == FileChanges::default() {
        return "All files are the same.".to_owned();
    }
    format!(
        "Files: {} changed, {} new, {} gone.",
        files.changed, files.added, files.removed
    )
}

/// Puts it in use, with who moves to it; on the version in use, changes who moves.
#[component]
fn Use(version: VersionPage, action: ServerAction<UseVersion>) -> impl IntoView {
    let in_use = version.compared.is_none();
    let (title, press) = if in_use {
        ("Who moves to this version", "Save")
    } else {
        ("Use this version", "Use this version")
    };
    let rule = version.rule;
    let choices = version
        .preview
        .iter()
        .map(|preview| choice(*preview, preview.rule == rule))
        .collect_view();
    view! {
        <section class="card" aria-labelledby="use">
            <h2 id="use">{title}</h2>
            <p>
                "Newcomers and whoever starts over get the version in use. Everybody else is looked at when pressing Play: who moves and has begun loses the place reached and begins a new attempt. The attempt before stays readable, with its results."
            </p>
            <ActionForm action>
                <Failure message=overall(failure(action)) />
                <input type="hidden" name="id" value=version.course.0 />
                <input type="hidden" name="number" value=version.number.to_string() />
                <fieldset class="fieldset holders">
                    <legend>"Who is on another version moves to this one"</legend>
                    {choices}
                </fieldset>
                <Button look=Look::Primary busy=action.pending()>
                    {press}
                </Button>
            </ActionForm>
        </section>
    }
    .into_any()
}

fn choice(preview: Preview, chosen: bool) -> impl IntoView {
    view! {
        <label class="check">
            <input type="radio" name="rule" value=preview.rule.name() checked=chosen />
            <span>
                {preview.rule.label()} <span class="check__hint">{preview.words()}</span>
            </span>
        </label>
    }
}

#[component]
fn Remove(version: VersionPage) -> impl IntoView {
    let action = ServerAction::<RemoveVersion>::new();
    view! {
        <Failure message=overall(failure(action)) />
        <Dialog id="remove-version" opener="Delete this version…" title="Delete this version?">
            <p>
                "Its files and try-outs are removed for good. Nobody is on it, so no results are lost."
            </p>
            <ActionForm action>
                <input type="hidden" name="id" value=version.course.0 />
                <input type="hidden" name="number" value=version.number.to_string() />
                <Button look=Look::Danger busy=action.pending()>
                    "Delete the version"
                </Button>
            </ActionForm>
        </Dialog>
    }
    .into_any()
}
