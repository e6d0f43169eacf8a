use super::api::{self, SaveReport};
use super::criteria::{Asked, Filter};
use super::live::keep_live;
use super::report::{Pages, ReportView};
use crate::error::{beside, failure};
use crate::trouble::shown;
use crate::ui::{Button, Failure, Field, PageHeader, Waiting};
use beckon_model::reportage::{Criteria, Report};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The instructor's results, by what the address asks for.
#[component]
pub fn ReportagePage() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| Criteria::read(|name| params.read().get(name)).text());
    let turns = RwSignal::new(0);
    let state = RwSignal::new(String::new());
    let save = ServerAction::<SaveReport>::new();
    let report = Resource::new(
        move || (query.get(), turns.get()),
        |(query, _)| api::results(query),
    );
    keep_live(state, turns);
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let report = report.await;
                if let Ok(report) = &report {
                    state.try_set(report.state.clone());
                }
                shown(report, move |report| page(report, save))
            })}
        </Transition>
    }
}

fn page(report: Report, save: ServerAction<SaveReport>) -> impl IntoView {
    let criteria = report.criteria.clone();
    let query = criteria.text();
    let export = |kind: &str| format!("/reportage/export.{kind}?{query}");
    let transcript = criteria.learner.as_ref().map(|learner| {
        let there = format!("/reportage/learners/{learner}");
        view! { <a class="button" data-look="quiet" href=there>"Transcript"</a> }
    });
    let (csv, xlsx) = (export("csv"), export("xlsx"));
    let problem = (!report.problems.is_empty()).then(|| report.problems.join(" "));
    let lead = match &criteria.learner {
        Some(_) => "How far the learner has come. The page follows new results by itself.",
        None => "How far everyone has come. The page follows new results by itself.",
    };
    view! {
        <PageHeader title=report.title.clone() lead>
            {transcript}
            <a class="button" data-look="quiet" href="/reportage/saved">"Saved reports"</a>
            <a class="button" data-look="quiet" href=csv download="" rel="external">"CSV"</a>
            <a class="button" data-look="quiet" href=xlsx download="" rel="external">"Excel"</a>
        </PageHeader>
        <Asked report=report.clone() />
        <Filter report=report.clone() />
        <Failure message=Signal::stored(problem) />
        <ReportView report pages=Pages::Own />
        <Save query save />
    }
    .into_any()
}

/// Keeps what is asked for under a name.
#[component]
fn Save(query: String, save: ServerAction<SaveReport>) -> impl IntoView {
    let failed = failure(save);
    view! {
        <details class="disclosure no-print" open=move || failed.get().is_some()>
            <summary>"Save this report"</summary>
            <ActionForm action=save>
                <input type="hidden" name="query" value=query />
                <Field
                    name="name"
                    label="Name"
                    hint="The filters are kept, not the figures: whoever opens the report sees how things stand then."
                    error=beside(failed, "name")
                />
                <Button busy=save.pending()>"Save"</Button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// Which page is shown, and beyond which row it begins.
fn place() -> Memo<(u32, String)> {
    let params = use_query_map();
    Memo::new(move |_| {
        let params = params.read();
        let page = params.get("page").and_then(|page| page.parse().ok());
        (page.unwrap_or(1), params.get("at").unwrap_or_default())
    })
}

/// A saved report, also one that another instructor shows.
#[component]
pub fn OpenedReportPage() -> impl IntoView {
    let params = use_params_map();
    let place = place();
    let report = Resource::new(
        move || (params.read().get("id").unwrap_or_default(), place.get()),
        |(id, (page, at))| api::opened_report(id.into(), page, at),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let base = format!("/reportage/saved/{}", params.read_untracked().get("id").unwrap_or_default());
                shown(report.await, move |(name, report)| read_only(name, report, base))
            })}
        </Transition>
    }
}

/// The report behind a link, for whoever has it.
#[component]
pub fn LinkedReportPage() -> impl IntoView {
    let params = use_params_map();
    let place = place();
    let report = Resource::new(
        move || (params.read().get("token").unwrap_or_default(), place.get()),
        |(token, (page, at))| api::linked_report(token, page, at),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let base = format!("/r/{}", params.read_untracked().get("token").unwrap_or_default());
                shown(report.await, move |(name, report)| read_only(name, report, base))
            })}
        </Transition>
    }
}

fn read_only(name: String, report: Report, base: String) -> impl IntoView {
    let lead = format!("{}, as things stand now.", report.title);
    view! {
        <PageHeader title=name lead />
        <ReportView report pages=Pages::ReadOnly(base) />
    }
    .into_any()
}
