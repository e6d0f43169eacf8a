use super::api;
use crate::trouble::shown;
use crate::ui::{ButtonLink, Flash, Look, Moment, PageHeader, Tone, Waiting};
use beckon_model::course::{ImportReport, Oddities, size};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What was found in a course's package when it was taken in.
#[component]
pub fn ReportPage() -> impl IntoView {
    let params = use_params_map();
    let report = Resource::new(
        move || params.read().get("id").unwrap_or_default(),
        |id| api::find_report(id.into()),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(report.await, page) })}
        </Transition>
    }
}

/// What was found, what may show, and what was mended.
pub(super) fn page(report: ImportReport) -> impl IntoView {
    let nothing = report.oddities.is_empty().then(|| {
        view! {
            <Flash tone=Tone::Good>
                <p>"Nothing odd was found."</p>
            </Flash>
        }
    });
    let course = format!("/courses/{}", report.course);
    view! {
        <PageHeader title="Import report" lead=report.title.clone()>
            <ButtonLink href=course look=Look::Primary>
                "To the course"
            </ButtonLink>
        </PageHeader>
        {nothing}
        <Odd oddities=report.oddities.clone() />
        <Found report />
    }
    .into_any()
}

/// What may show, and what was mended, where there was something.
#[component]
pub(super) fn Odd(oddities: Oddities) -> impl IntoView {
    view! {
        <Remarks
            id="warnings"
            title="What may show"
            lead="The course was taken in, but learners may meet these."
            remarks=oddities.warnings
        />
        <Remarks
            id="mended"
            title="What was mended"
            lead="These were odd and were read all the same. The package itself was not changed."
            remarks=oddities.mended
        />
    }
}

#[component]
fn Remarks(
    id: &'static str,
    title: &'static str,
    lead: &'static str,
    remarks: Vec<String>,
) -> impl IntoView {
    (!remarks.is_empty()).then(|| {
        let remarks = remarks
            .into_iter()
            .map(|remark| view! { <li>{remark}</li> })
            .collect_view();
        view! {
            <section aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <p class="quiet">{lead}</p>
                <ul class="contents">{remarks}</ul>
            </section>
        }
    })
}

#[component]
fn Found(report: ImportReport) -> impl IntoView {
    let ImportReport {
        activities,
        launchable,
        ..
    } = report;
    let contents = match activities {
        1 => "1 activity".to_owned(),
        n => format!("{n} activities"),
    };
    let launchable = match activities - launchable {
        0 => String::new(),
        _ => format!(", {launchable} of which can be launched"),
    };
    let duration = if report.duration.is_empty() {
        "The package says nothing".to_owned()
    } else {
        report.duration
    };
    let files = match report.files {
        1 => "1 file".to_owned(),
        n => format!("{n} files"),
    };
    view! {
        <section aria-labelledby="found">
            <h2 id="found">"What was found"</h2>
            <dl class="facts">
                <Fact name="Title">{report.title}</Fact>
                <Fact name="Standard">{report.standard}</Fact>
                <Fact name="Contents">{contents}{launchable}</Fact>
                <Fact name="Files">{files}", "{size(report.size)}" unpacked"</Fact>
                <Fact name="Duration">{duration}</Fact>
                <Fact name="Taken in">
                    <Moment at=report.created_at />
                </Fact>
            </dl>
        </section>
    }
}

#[component]
fn Fact(name: &'static str, children: Children) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
