use crate::ui::{Select, Zone};
use beckon_model::reportage::{Against, Among, Criteria, Dates, Report, Sort, Span, Status, View};
use leptos::prelude::*;
use leptos_router::components::Form;

/// What was drilled down to, each with a way out of it.
#[component]
pub fn Asked(report: Report) -> impl IntoView {
    let criteria = &report.criteria;
    let without = |change: fn(&mut Criteria)| {
        let mut less = criteria.on_page(1);
        change(&mut less);
        format!("/reportage?{}", less.text())
    };
    let all = [
        (
            "Course",
            report.course.clone(),
            without(|criteria| criteria.course = None),
        ),
        (
            "Learner",
            report.learner.clone(),
            without(|criteria| criteria.learner = None),
        ),
        (
            "Invitation",
            report.invitation.clone(),
            without(|criteria| criteria.invitation = None),
        ),
    ];
    let chips = all
        .into_iter()
        .filter_map(|(what, name, href)| {
            let name = name?;
            Some(view! {
                <li class="chip">
                    {format!("{what}: {name} ")}
                    <a href=href aria-label=format!("Without the {}", what.to_lowercase())>"×"</a>
                </li>
            })
        })
        .collect_view();
    let any = report.course.is_some() || report.learner.is_some() || report.invitation.is_some();
    any.then(|| view! { <ul class="chips" aria-label="Results of">{chips}</ul> }.into_any())
}

fn options<T: Copy>(
    all: &[T],
    word: fn(T) -> &'static str,
    label: fn(T) -> &'static str,
) -> Vec<(String, String)> {
    all.iter()
        .map(|one| (word(*one).to_owned(), label(*one).to_owned()))
        .collect()
}

fn hidden(name: &'static str, value: Option<String>) -> impl IntoView {
    value.map(|value| view! { <input type="hidden" name=name value=value /> })
}

/// Which results to show; all of it stands in the address, and it works without scripts.
#[component]
pub fn Filter(report: Report) -> impl IntoView {
    let criteria = report.criteria;
    let all_courses = |none: &str| {
        let mut all = vec![(String::new(), none.to_owned())];
        all.extend(
            report
                .courses
                .iter()
                .map(|(id, title)| (id.0.clone(), title.clone())),
        );
        all
    };
    let (courses, others) = (all_courses("All courses"), all_courses("None"));
    let mut tags = vec![(String::new(), "Any tag".to_owned())];
    tags.extend(report.tags.iter().map(|tag| (tag.clone(), tag.clone())));
    let course = criteria
        .course
        .as_ref()
        .map(|id| id.0.clone())
        .unwrap_or_default();
    let with = criteria
        .with
        .as_ref()
        .map(|id| id.0.clone())
        .unwrap_or_default();
    let learner = criteria.learner.as_ref().map(|id| id.0.clone());
    let invitation = criteria.invitation.as_ref().map(|id| id.0.clone());
    let sorts = options(Sort::ALL, Sort::word, Sort::label);
    let order = if criteria.falling { "desc" } else { "asc" };
    let orders = vec![
        ("desc".to_owned(), "Greatest first".to_owned()),
        ("asc".to_owned(), "Least first".to_owned()),
    ];
    let asked = !criteria.text().is_empty();
    view! {
        <details class="disclosure no-print" open=asked>
            <summary>"Filter, sort and compare"</summary>
            <Form method="get" action="/reportage" noscroll=true attr:class="filter" attr:aria-label="Results">
                {hidden("learner", learner)}
                {hidden("invitation", invitation)}
                <Select name="course" label="Course" options=courses value=course />
                <Select
                    name="kind"
                    label="Invitations"
                    options=options(Among::ALL, Among::word, Among::label)
                    value=criteria.among.word()
                />
                <Select
                    name="status"
                    label="Status"
                    options=options(Status::ALL, Status::word, Status::label)
                    value=criteria.status.word()
                />
                <Select name="tag" label="Tag" options=tags value=criteria.tag.clone() />
                <Select
                    name="dates"
                    label="Which date"
                    options=options(Dates::ALL, Dates::word, Dates::label)
                    value=criteria.dates.word()
                />
                <Select
                    name="span"
                    label="When"
                    options=options(Span::ALL, Span::word, Span::label)
                    value=criteria.span.word()
                />
                <div class="field">
                    <label for="from">"First day"</label>
                    <input id="from" name="from" type="date" value=criteria.from.clone() />
                </div>
                <div class="field">
                    <label for="to">"Last day"</label>
                    <input id="to" name="to" type="date" value=criteria.to.clone() />
                </div>
                <Select
                    name="view"
                    label="Rows"
                    options=options(View::ALL, View::word, View::label)
                    value=criteria.view.word()
                />
                <Select name="sort" label="Sort by" options=sorts value=criteria.sort.word() />
                <Select name="order" label="Order" options=orders value=order />
                <Select
                    name="against"
                    label="Compare with"
                    options=options(Against::ALL, Against::word, Against::label)
                    value=criteria.against.word()
                />
                <Select name="with" label="Other course" options=others value=with />
                <label class="check">
                    <input type="checkbox" name="flagged" value="true" checked=criteria.flagged />
                    "Only flagged for a shared computer"
                </label>
                <div>
                    <Zone name="zone" value=criteria.zone.clone() />
                </div>
                <div class="filter__end">
                    <button type="submit" class="button" data-look="primary">
                        "Show"
                    </button>
                    <a class="button" data-look="quiet" href="/reportage">
                        "Show everything"
                    </a>
                </div>
            </Form>
        </details>
    }
    .into_any()
}
