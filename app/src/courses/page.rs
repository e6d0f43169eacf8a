use super::api::{self, DeleteCourse, EditCourse, TryCourse};
use super::try_outs::TryOuts;
use super::versions::Versions;
use crate::error::{beside, failure, overall, typed_or};
use crate::launch_options::LaunchOptionSection;
use crate::postbacks::PostbackSection;
use crate::tags::api::SetCourseTags;
use crate::tags::{TagField, Tags};
use crate::trouble::shown;
use crate::ui::{
    Area, Badge, Button, ButtonLink, Cell, Dialog, Failure, Field, Flash, Look, Moment, PageHeader,
    Table, Tone, Waiting,
};
use beckon_model::CourseId;
use beckon_model::course::{self, ContentRow, CourseInvitation, Oddities};
use beckon_model::postback::Level;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::{use_params_map, use_query_map};

/// A course: what it is, trying it, inviting to it.
#[component]
pub fn CoursePage() -> impl IntoView {
    let params = use_params_map();
    let edit = ServerAction::<EditCourse>::new();
    let tags = ServerAction::<SetCourseTags>::new();
    let course = Resource::new(
        move || {
            (
                params.read().get("id").unwrap_or_default(),
                edit.version().get() + tags.version().get(),
            )
        },
        |(id, _)| api::course(id.into()),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(course.await, move |course| page(course, edit, tags)) })}
        </Transition>
    }
}

fn page(
    course: course::CoursePage,
    edit: ServerAction<EditCourse>,
    tags: ServerAction<SetCourseTags>,
) -> impl IntoView {
    let invite = format!("/courses/{}/invite", course.id);
    let deletable = course.invitations.is_empty();
    let problem = use_query_map().get_untracked().get("problem");
    let id = course.id.clone();
    view! {
        <PageHeader title=course.title.clone() lead=course.standard.clone()>
            <TryButton id />
            <ButtonLink href=invite look=Look::Primary>
                "Invite"
            </ButtonLink>
        </PageHeader>
        <OddPackage course=course.id.clone() oddities=course.oddities.clone() />
        <Description text=course.description.clone() />
        <Tags tags=course.tags.clone() />
        <Facts course=course.clone() />
        <Contents rows=course.contents />
        <Invitations rows=course.invitations />
        <Versions course=course.id.clone() rows=course.versions problem=problem.unwrap_or_default() />
        <TryOuts rows=course.try_outs />
        <LaunchOptionSection level=Level::Course id=course.id.0.clone() />
        <PostbackSection level=Level::Course id=course.id.0.clone() />
        <EditTags id=course.id.clone() tags=course.tags action=tags />
        <Edit id=course.id.clone() title=course.title description=course.description edit />
        {deletable.then(|| view! { <Delete id=course.id /> })}
    }
    .into_any()
}

/// Posts as a plain form: the answer leads to the course's own origin.
#[component]
pub fn TryButton(
    id: CourseId,
    /// Its number; the one in use otherwise.
    #[prop(optional)]
    version: Option<i64>,
    #[prop(default = "Try the course")] label: &'static str,
) -> impl IntoView {
    let action = ServerAction::<TryCourse>::new();
    view! {
        <form method="post" action=TryCourse::url() class="inline-form">
            <Failure message=overall(failure(action)) />
            <input type="hidden" name="id" value=id.0 />
            {version
                .map(|number| view! { <input type="hidden" name="version" value=number.to_string() /> })}
            <Button>{label}</Button>
        </form>
    }
}

/// Says that the package was odd, where it was.
#[component]
fn OddPackage(course: CourseId, oddities: Oddities) -> impl IntoView {
    (!oddities.is_empty()).then(|| {
        let tone = if oddities.warnings.is_empty() {
            Tone::Calm
        } else {
            Tone::Warn
        };
        view! {
            <Flash tone>
                <p>
                    "The package had its oddities and was taken in all the same: "
                    {oddities.counted()}". "
                    <a href=format!("/courses/{course}/report")>"See the import report"</a>
                </p>
            </Flash>
        }
    })
}

#[component]
fn Description(text: String) -> impl IntoView {
    let says_nothing = text.is_empty();
    let text = if says_nothing {
        "The package has no description.".to_owned()
    } else {
        text
    };
    view! {
        <p class="description" class:quiet=says_nothing>
            {text}
        </p>
    }
}

#[component]
fn Facts(course: course::CoursePage) -> impl IntoView {
    let duration = (!course.duration.is_empty()).then(|| {
        view! {
            <div>
                <dt>"Duration"</dt>
                <dd>{course.duration}</dd>
            </div>
        }
    });
    view! {
        <dl class="facts">
            <div>
                <dt>"Standard"</dt>
                <dd>{course.standard}</dd>
            </div>
            {duration}
            <div>
                <dt>"Size"</dt>
                <dd>{format!("{} in {} files", course::size(course.size), course.files)}</dd>
            </div>
            <div>
                <dt>"Added"</dt>
                <dd>
                    <Moment at=course.created_at />
                    ", "
                    <a href=format!("/courses/{}/report", course.id)>"import report"</a>
                </dd>
            </div>
        </dl>
    }
}

#[component]
pub fn Contents(rows: Vec<ContentRow>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <li style=format!("--depth: {}", row.depth) class:contents__group=!row.launchable>
                    {row.title}
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="contents">
            <h2 id="contents">"Contents"</h2>
            <ul class="contents">{rows}</ul>
        </section>
    }
}

#[component]
fn Invitations(rows: Vec<CourseInvitation>) -> impl IntoView {
    if rows.is_empty() {
        return ().into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            let kind = if row.public { "Public" } else { "Private" };
            let state = if row.enabled {
                (Tone::Good, "Open")
            } else {
                (Tone::Warn, "Disabled")
            };
            view! {
                <tr>
                    <Cell name="Invitation">
                        <a class="row-link" href=format!("/invitations/{}", row.id)>
                            {kind}
                        </a>
                    </Cell>
                    <Cell name="Created">
                        <Moment at=row.created_at />
                    </Cell>
                    <Cell name="Registrations">{row.registrations}</Cell>
                    <Cell name="State">
                        <Badge tone=state.0>{state.1}</Badge>
                    </Cell>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="invitations">
            <h2 id="invitations">"Invitations"</h2>
            <Table
                caption="Invitations to this course"
                columns=&["Invitation", "Created", "Registrations", "State"]
            >
                {rows}
            </Table>
        </section>
    }
    .into_any()
}

/// The words by which the course is found again.
#[component]
fn EditTags(id: CourseId, tags: Vec<String>, action: ServerAction<SetCourseTags>) -> impl IntoView {
    let failed = failure(action);
    view! {
        <details class="disclosure" open=move || failed.get().is_some()>
            <summary>"Tags"</summary>
            <ActionForm action>
                <input type="hidden" name="id" value=id.0 />
                <Failure message=overall(failed) />
                <TagField name="tags" label="Tags" tags failed />
                <Button look=Look::Primary busy=action.pending()>
                    "Save"
                </Button>
            </ActionForm>
        </details>
    }
    .into_any()
}

#[component]
fn Edit(
    id: CourseId,
    title: String,
    description: String,
    edit: ServerAction<EditCourse>,
) -> impl IntoView {
    let failed = failure(edit);
    view! {
        <details class="disclosure" open=move || failed.get().is_some()>
            <summary>"Edit title and description"</summary>
            <ActionForm action=edit>
                <input type="hidden" name="id" value=id.0 />
                <Failure message=overall(failed) />
                <Field
                    name="title"
                    label="Title"
                    value=typed_or(failed, "title", &title)
                    error=beside(failed, "title")
                />
                <Area
                    name="description"
                    label="Description"
                    value=typed_or(failed, "description", &description)
                    hint="Learners read it before they play; [Description] puts it into a letter."
                    error=beside(failed, "description")
                    optional=true
                />
                <Button look=Look::Primary busy=edit.pending()>
                    "Save"
                </Button>
            </ActionForm>
        </details>
    }
}

#[component]
fn Delete(id: CourseId) -> impl IntoView {
    let action = ServerAction::<DeleteCourse>::new();
    view! {
        <Failure message=overall(failure(action)) />
        <Dialog id="delete-course" opener="Delete this course…" title="Delete this course?">
            <p>"Its files are removed for good. Nobody is invited to it, so no results are lost."</p>
            <ActionForm action>
                <input type="hidden" name="id" value=id.0 />
                <Button look=Look::Danger busy=action.pending()>
                    "Delete the course"
                </Button>
            </ActionForm>
        </Dialog>
    }
}
