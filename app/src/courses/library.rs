use super::api::{self, AddDemoCourse};
use super::upload::Uploader;
use crate::error::{failure, overall};
use crate::trouble::shown;
use crate::ui::{Button, Cell, Empty, Failure, Look, Moment, PageHeader, Table, Waiting};
use beckon_model::course::{CourseRow, size};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The instructor's courses, and the way to add to them.
#[component]
pub fn LibraryPage() -> impl IntoView {
    let courses = Resource::new(|| (), |()| api::library());
    view! {
        <PageHeader title="Library" lead="Your courses. Upload a SCORM package to add one." />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(courses.await, library) })}
        </Transition>
    }
}

fn library(courses: Vec<CourseRow>) -> impl IntoView {
    let problem = use_query_map().get_untracked().get("problem");
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
        view! {
            <Table
                caption="Your courses"
                columns=&["Course", "Standard", "Size", "Added", "Invitations", "Registrations"]
            >
                {courses.into_iter().map(row).collect_view()}
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

fn row(course: CourseRow) -> impl IntoView {
    view! {
        <tr>
            <Cell name="Course">
                <a class="row-link" href=format!("/courses/{}", course.id)>
                    {course.title}
                </a>
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
