use super::api;
use crate::accounts::{Visit, Visitor};
use crate::courses::DemoButton;
use crate::invitations::CountRow;
use crate::trouble::shown;
use crate::ui::{ButtonLink, Empty, Look, Moment, PageHeader, Waiting};
use beckon_model::registration::{ActivityRow, Overview};
use leptos::prelude::*;
use leptos_meta::Title;

/// The first page: the dashboard for instructors, a welcome for everybody else.
#[component]
pub fn HomePage() -> impl IntoView {
    let visit = expect_context::<Visit>();
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(visit.visitor.await, first_page) })}
        </Transition>
    }
}

fn first_page(visitor: Visitor) -> AnyView {
    match visitor.me {
        Some(me) if me.instructor => view! { <Dashboard name=me.name /> }.into_any(),
        Some(me) => view! { <LearnerWelcome name=me.name /> }.into_any(),
        None => view! { <Welcome empty=visitor.installation.empty /> }.into_any(),
    }
}

#[component]
fn Welcome(empty: bool) -> impl IntoView {
    view! {
        <Title text="" />
        <section class="welcome">
            <h1>"Invite people to your courses, and see how they fare."</h1>
            <p class="lead">
                "Upload a SCORM course, invite by a public link or by personal e-mails, "
                "and watch the results come in."
            </p>
            {if empty {
                view! {
                    <p>"This installation is new. The first step is an instructor: you."</p>
                    <ButtonLink href="/setup" look=Look::Primary>
                        "Create the first instructor"
                    </ButtonLink>
                }
                    .into_any()
            } else {
                view! {
                    <ButtonLink href="/sign-in" look=Look::Primary>
                        "Sign in"
                    </ButtonLink>
                    <p class="quiet">"Were you invited to a course? Open the link that you were sent."</p>
                }
                    .into_any()
            }}
        </section>
    }
}

#[component]
fn LearnerWelcome(name: String) -> impl IntoView {
    view! {
        <Title text="" />
        <section class="welcome">
            <h1>{format!("Hello {name}")}</h1>
            <p class="lead">"To play a course, open the link of your invitation."</p>
            <ButtonLink href="/results">"Your results"</ButtonLink>
        </section>
    }
}

#[component]
fn Dashboard(name: String) -> impl IntoView {
    let overview = Resource::new(|| (), |()| api::home());
    let first = name
        .split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned();
    view! {
        <PageHeader title="Home" lead=format!("Good to see you, {first}.") />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move { shown(overview.await, dashboard) })}
        </Transition>
        <p class="quiet">
            <a href="/keys">"Keys for programs"</a>
        </p>
    }
}

fn dashboard(overview: Overview) -> impl IntoView {
    let next = match (overview.courses, overview.invitations) {
        (0, _) => view! { <FirstCourse /> }.into_any(),
        (_, 0) => view! { <FirstInvitation /> }.into_any(),
        _ => ().into_any(),
    };
    let begun = overview.invitations > 0;
    view! {
        {next}
        {begun.then(|| view! {
            <section aria-labelledby="registrations">
                <h2 id="registrations">"Registrations"</h2>
                <CountRow counts=overview.counts />
            </section>
            <Latest rows=overview.latest />
            <section aria-labelledby="programs">
                <h2 id="programs">"For other programs"</h2>
                <p>
                    <a href="/postbacks">"Postbacks"</a>
                    ": results, posted to an address of yours whenever they change."
                </p>
            </section>
        })}
    }
}

#[component]
fn FirstCourse() -> impl IntoView {
    view! {
        <Empty title="Start with a course">
            <p>"Upload a SCORM package, or take the demo course along the whole journey in two minutes."</p>
            <div class="actions">
                <DemoButton look=Look::Primary />
                <ButtonLink href="/library">"Upload a course"</ButtonLink>
            </div>
        </Empty>
    }
}

#[component]
fn FirstInvitation() -> impl IntoView {
    view! {
        <Empty title="Invite your first learners">
            <p>"Choose a course from your library and press Invite: by a public link, or by personal e-mails."</p>
            <ButtonLink href="/library" look=Look::Primary>
                "Open the library"
            </ButtonLink>
        </Empty>
    }
}

#[component]
fn Latest(rows: Vec<ActivityRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="quiet">"No learner has started yet. What they do will stand here."</p> }
            .into_any();
    }
    let rows = rows
        .into_iter()
        .map(|row| {
            view! {
                <li>
                    <span>
                        {row.what} " · "
                        <a href=format!("/invitations/{}", row.invitation)>{row.course_title}</a>
                    </span>
                    <Moment at=row.at />
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="latest">
            <h2 id="latest">"Latest activity"</h2>
            <ol class="activity">{rows}</ol>
        </section>
    }
    .into_any()
}
