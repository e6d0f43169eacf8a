//! The debug log: every call of the run-time, to be filtered, searched and downloaded.

use crate::accounts::encoded;
use crate::ui::{Badge, Empty, Pager, SearchField, Select, Tone};
use beckon_model::log::{LOG_PAGE, LaunchPage, LogQuery, Show, ShownLine, What};
use leptos::prelude::*;

/// The longest word that can be searched for.
const SEARCH_MAX: u32 = 200;

#[component]
pub fn Log(launch: LaunchPage, query: LogQuery) -> impl IntoView {
    let url = format!("/launches/{}", launch.id);
    let count = match (launch.all, launch.errors) {
        (0, _) => "Nothing was noted.".to_owned(),
        (all, 0) => format!("{all} lines, no errors."),
        (all, 1) => format!("{all} lines, one of them an error."),
        (all, errors) => format!("{all} lines, {errors} of them errors."),
    };
    let full = launch.full.then_some(
        " The log grew too long: what came after is not in it. What was saved is complete.",
    );
    let download = (launch.all > 0).then(|| {
        view! {
            <p>
                <a class="button" href=format!("{url}/log.txt") download="" rel="external">
                    "Download"
                </a>
            </p>
        }
    });
    let body = if launch.lines.is_empty() {
        let (title, words) = match launch.all {
            0 => (
                "No log",
                "The course has said nothing yet, or the launch is older than 90 days.",
            ),
            _ => ("Nothing found", "No line of the log is like this."),
        };
        view! { <Empty title><p>{words}</p></Empty> }.into_any()
    } else {
        let lines = launch.lines.iter().cloned().map(line).collect_view();
        view! { <ol class="log">{lines}</ol> }.into_any()
    };
    let pages = launch.matching.div_ceil(LOG_PAGE);
    let asked = query.clone();
    let turned = move |page: u32| {
        let search = encoded(&asked.search);
        format!("{url}?show={}&q={search}&page={page}", asked.show.word())
    };
    view! {
        <section aria-labelledby="log">
            <h2 id="log">"Debug log"</h2>
            <p class="meta">{count} {full}</p>
            <Filter id=launch.id.0.clone() query=query.clone() />
            {download}
            {body}
            <Pager
                page=u32::try_from(query.page).unwrap_or(1)
                last=u32::try_from(pages).unwrap_or(1)
                url=turned
            />
        </section>
    }
    .into_any()
}

/// Works without scripts.
#[component]
fn Filter(id: String, query: LogQuery) -> impl IntoView {
    let options = Show::ALL
        .into_iter()
        .map(|show| (show.word().to_owned(), show.label().to_owned()))
        .collect::<Vec<_>>();
    view! {
        <form method="get" action=format!("/launches/{id}") class="filter">
            <Select name="show" label="Lines" options value=query.show.word().to_owned() />
            <SearchField
                id="log-search"
                name="q"
                label="Search"
                maxlength=SEARCH_MAX
                value=query.search
                placeholder="cmi.location"
            />
            <button type="submit" class="button">
                "Show"
            </button>
        </form>
    }
    .into_any()
}

fn line(shown: ShownLine) -> impl IntoView {
    let ShownLine { line, error } = shown;
    let answer = (!line.answer.is_empty()).then(|| {
        view! {
            <span class="log__answer">
                <span aria-hidden="true">"→ "</span>
                <span class="visually-hidden">"answered "</span>
                {line.answer.clone()}
            </span>
        }
    });
    let error = (!error.is_empty() && Show::Errors.takes(&line)).then(|| {
        view! { <Badge tone=Tone::Bad>{format!("{} {error}", line.error)}</Badge> }
    });
    let kind = match line.what {
        What::Decision => "decision",
        What::Request | What::Skipped => "request",
        _ => "call",
    };
    view! {
        <li class="log__line" data-kind=kind>
            <span class="log__at">{format!("{:.3} s", line.at as f64 / 1_000.0)}</span>
            <span class="log__said">{line.said()}</span>
            {answer}
            {error}
        </li>
    }
    .into_any()
}
