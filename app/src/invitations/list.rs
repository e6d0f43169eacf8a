use super::api;
use super::status::tone;
use crate::accounts::encoded;
use crate::trouble::shown;
use crate::ui::{
    Badge, Button, ButtonLink, Cell, Empty, Look, Moment, PageHeader, SearchField, Select, Table,
    Tone, Waiting,
};
use beckon_model::invitation::{self, InvitationList, InvitationRow, Kind};
use leptos::prelude::*;
use leptos_router::components::Form;
use leptos_router::hooks::use_query_map;

/// All invitations, to look through.
#[component]
pub fn InvitationsPage() -> impl IntoView {
    let query = use_query_map();
    let look = move || {
        let query = query.read();
        let value = |name: &str| query.get(name).unwrap_or_default();
        invitation::Look {
            kind: value("kind"),
            course: value("course"),
            state: value("state"),
            tag: value("tag"),
            search: value("search"),
            page: value("page").parse().unwrap_or_default(),
        }
    };
    let invitations = Resource::new(look, api::list);
    view! {
        <PageHeader title="Invitations">
            <ButtonLink href="/letters">"Letter templates"</ButtonLink>
        </PageHeader>
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(invitations.await, move |found| list(found, untrack(look)))
            })}
        </Transition>
    }
}

fn list(found: InvitationList, look: invitation::Look) -> impl IntoView {
    if found.courses.is_empty() {
        return view! {
            <Empty title="No invitation yet">
                <p>"Choose a course from your library, then press Invite."</p>
                <ButtonLink href="/library" look=Look::Primary>
                    "Open the library"
                </ButtonLink>
            </Empty>
        }
        .into_any();
    }
    let how_many = match found.total {
        0 => "No invitation matches.".to_owned(),
        1 => "1 invitation".to_owned(),
        n => format!("{n} invitations"),
    };
    let pages = found.total.div_ceil(found.page_size);
    view! {
        <Filter look=look.clone() courses=found.courses tags=found.tags />
        <p class="counting" role="status">
            {how_many}
        </p>
        {(found.total > 0)
            .then(|| {
                view! {
                    <Table
                        caption="Your invitations"
                        columns=&[
                            "Course",
                            "Kind",
                            "State",
                            "Created",
                            "Invited",
                            "Registered",
                            "Started",
                            "Completed",
                            "Passed",
                        ]
                    >
                        {found.rows.into_iter().map(row).collect_view()}
                    </Table>
                }
            })}
        <Pager look pages />
    }
    .into_any()
}

#[component]
fn Filter(
    look: invitation::Look,
    courses: Vec<(beckon_model::CourseId, String)>,
    tags: Vec<String>,
) -> impl IntoView {
    let any = |word: &str| (String::new(), word.to_owned());
    let pairs = |pairs: &[(&str, &str)]| -> Vec<_> {
        let owned = pairs.iter();
        owned
            .map(|(value, label)| ((*value).to_owned(), (*label).to_owned()))
            .collect()
    };
    let kinds = pairs(&[
        ("", "Any kind"),
        ("public", "Public"),
        ("private", "Private"),
    ]);
    let states = pairs(&[
        ("", "Any state"),
        ("open", "Open"),
        ("starts", "Not started yet"),
        ("closed", "Closed to newcomers"),
        ("full", "Full"),
        ("expired", "Expired"),
        ("disabled", "Disabled"),
        ("deleted", "Deleted"),
    ]);
    let courses = std::iter::once(any("Any course"))
        .chain(courses.into_iter().map(|(id, title)| (id.0, title)))
        .collect();
    let with_tags = !tags.is_empty();
    let tags = std::iter::once(any("Any tag"))
        .chain(tags.into_iter().map(|tag| (tag.clone(), tag)))
        .collect();
    let filtered = look
        != invitation::Look {
            page: look.page,
            ..invitation::Look::default()
        };
    view! {
        <Form method="GET" action="/invitations" attr:class="filter" attr:role="search">
            <SearchField
                id="search"
                name="search"
                label="Search"
                maxlength=200
                value=look.search
                placeholder="Course or tag"
            />
            <Select name="kind" label="Kind" options=kinds value=look.kind />
            <Select name="state" label="State" options=states value=look.state />
            <Select name="course" label="Course" options=courses value=look.course />
            {with_tags.then(|| view! { <Select name="tag" label="Tag" options=tags value=look.tag /> })}
            <div class="filter__end">
                <Button>"Show"</Button>
                {filtered
                    .then(|| {
                        view! {
                            <ButtonLink href="/invitations" look=Look::Quiet>
                                "Show all"
                            </ButtonLink>
                        }
                    })}
            </div>
        </Form>
    }
}

/// Leads to the pages before and after.
#[component]
fn Pager(look: invitation::Look, pages: usize) -> impl IntoView {
    let to = |page: u32| {
        let mut address = "/invitations?".to_owned();
        for (name, value) in [
            ("search", &look.search),
            ("kind", &look.kind),
            ("state", &look.state),
            ("course", &look.course),
            ("tag", &look.tag),
        ] {
            if !value.is_empty() {
                address.push_str(&format!("{name}={}&", encoded(value)));
            }
        }
        format!("{address}page={page}")
    };
    let page = look.page;
    let newer = (page > 0)
        .then(|| view! { <ButtonLink href=to(page.saturating_sub(1))>"Newer"</ButtonLink> });
    let older = ((page as usize) + 1 < pages)
        .then(|| view! { <ButtonLink href=to(page + 1)>"Older"</ButtonLink> });
    view! {
        <nav class="pager" aria-label="Pages">
            {newer}
            {older}
        </nav>
    }
}

fn row(invitation: InvitationRow) -> impl IntoView {
    let counts = invitation.counts;
    let tags = invitation
        .tags
        .into_iter()
        .map(|tag| view! { <Badge tone=Tone::Calm>{tag}</Badge> " " })
        .collect_view();
    let invited = match invitation.kind {
        Kind::Public => "–".to_owned(),
        Kind::Private => counts.invited.to_string(),
    };
    view! {
        <tr>
            <Cell name="Course">
                <a class="row-link" href=format!("/invitations/{}", invitation.id)>
                    {invitation.course_title}
                </a>
                <span class="sub">{tags}</span>
            </Cell>
            <Cell name="Kind">
                {match invitation.kind {
                    Kind::Public => "Public",
                    Kind::Private => "Private",
                }}
            </Cell>
            <Cell name="State">
                <Badge tone=tone(invitation.standing)>{invitation.status}</Badge>
            </Cell>
            <Cell name="Created">
                <Moment at=invitation.created_at />
            </Cell>
            <Cell name="Invited">{invited}</Cell>
            <Cell name="Registered">{counts.registrations}</Cell>
            <Cell name="Started">{counts.started}</Cell>
            <Cell name="Completed">{counts.completed}</Cell>
            <Cell name="Passed">{counts.passed}</Cell>
        </tr>
    }
}
