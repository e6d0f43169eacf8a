use super::api::{self, AddDemoCourse};
use super::upload::Uploader;
use crate::error::{failure, overall};
use crate::tags::Tags;
use crate::trouble::shown;
use crate::ui::{
    Button, ButtonLink, Cell, Empty, Failure, Look, Moment, PageHeader, Select, Table, Waiting,
};
use beckon_model::course::{CourseRow, size};
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeSet;

/// The instructor's courses, and the way to add to them.
#[component]
pub fn LibraryPage() -> impl IntoView {
    let courses = Resource::new(|| (), |()| api::library());
    view! {
        <PageHeader title="Library" lead="Your courses. Upload a SCORM package to add one.">
            <ButtonLink href="/launch-options">"Launch options"</ButtonLink>
        </PageHeader>
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(courses.await, library) })}
        </Transition>
    }
}

fn library(courses: Vec<CourseRow>) -> impl IntoView {
    let query = use_query_map();
    let problem = query.get_untracked().get("problem");
    let tag = Memo::new(move |_| query.read().get("tag").unwrap_or_default());
    let all_tags: BTreeSet<String> = courses
        .iter()
        .flat_map(|course| course.tags.clone())
        .collect();
    let list = if courses.is_empty() {
        view! {
            <Empty title="No course yet">
                <p>
                    "Upload a package that your authoring tool exported as SCORM 1.2 or SCORM 2004. "
                    "If you have none at hand, the demo course shows the whole journey in two minutes."
                </p>
                <DemoButton look=Look::Primary />
            </Empty>
        }
        .into_any()
    } else {
        let shown = move || {
            let tag = tag.get();
            let having = |course: &&CourseRow| tag.is_empty() || course.tags.contains(&tag);
            courses
                .iter()
                .filter(having)
                .cloned()
                .map(row)
                .collect_view()
        };
        view! {
            {move || view! { <Filter tags=all_tags.clone() tag=tag.get() /> }}
            <Table
                caption="Your courses"
                columns=&["Course", "Standard", "Size", "Added", "Invitations", "Registrations"]
            >
                {shown}
            </Table>
            <DemoButton look=Look::Quiet />
        }
        .into_any()
    };
    view! {
        <Uploader problem=problem.unwrap_or_default() />
        {list}
    }
}

/// Shows the courses with one tag.
#[component]
fn Filter(tags: BTreeSet<String>, tag: String) -> impl IntoView {
    (!tags.is_empty()).then(|| {
        let filtered = !tag.is_empty();
        let options = std::iter::once((String::new(), "Any tag".to_owned()))
            .chain(tags.into_iter().map(|tag| (tag.clone(), tag)))
            .collect();
        view! {
            <Form method="GET" action="/library" attr:class="filter" attr:role="search">
                <Select name="tag" label="Tag" options value=tag />
                <div class="filter__end">
                    <Button>"Show"</Button>
                    {filtered
                        .then(|| {
                            view! {
                                <ButtonLink href="/library" look=Look::Quiet>
                                    "Show all"
                                </ButtonLink>
                            }
                        })}
                </div>
            </Form>
        }
        .into_any()
    })
}

fn row(course: CourseRow) -> impl IntoView {
    view! {
        <tr>
            <Cell name="Course">
                <a class="row-link" href=format!("/courses/{}", course.id)>
                    {course.title}
                </a>
                <Tags tags=course.tags />
            </Cell>
            <Cell name="Standard">{course.standard}</Cell>
            <Cell name="Size">{size(course.size)}</Cell>
            <Cell name="Added">
                <Moment at=course.created_at />
            </Cell>
            <Cell name="Invitations">{course.invitations}</Cell>
            <Cell name="Registrations">{course.registrations}</Cell>
        </tr>
    }
}

/// Adds the demo course.
#[component]
pub fn DemoButton(look: Look) -> impl IntoView {
    let action = ServerAction::<AddDemoCourse>::new();
    view! {
        <ActionForm action attr:class="inline-form">
            <Failure message=overall(failure(action)) />
            <Button look busy=action.pending()>
                "Add the demo course"
            </Button>
        </ActionForm>
    }
}
