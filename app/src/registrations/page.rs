use super::activities::{Activities, version_of};
use super::anew::{Anew, BeginAnew};
use super::api::{self, SplitRegistration};
use super::split::Launches;
use crate::error::{failure, overall};
use crate::flags::api::DismissFlag;
use crate::flags::{DismissButton, Standing};
use crate::invitations::{points, tone};
use crate::launch_options::LaunchOptionSection;
use crate::postbacks::PostbackSection;
use crate::tags::api::SetRegistrationTags;
use crate::tags::{TagField, Tags};
use crate::trouble::shown;
use crate::ui::{Badge, Button, Failure, Look, Moment, PageHeader, Waiting};
use beckon_model::postback::Level;
use beckon_model::registration::{self, Flag, Other};
use beckon_model::time;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// One registration by itself.
#[component]
pub fn RegistrationPage() -> impl IntoView {
    let params = use_params_map();
    let dismiss = ServerAction::<DismissFlag>::new();
    let split = ServerAction::<SplitRegistration>::new();
    let anew = Anew::new();
    let tags = ServerAction::<SetRegistrationTags>::new();
    let query = use_query_map();
    let attempt = Memo::new(move |_| {
        let attempt = query.read().get("attempt");
        attempt
            .and_then(|attempt| attempt.parse::<i64>().ok())
            .unwrap_or_default()
    });
    let registration = Resource::new(
        move || {
            (
                params.read().get("id").unwrap_or_default(),
                attempt.get(),
                dismiss.version().get() + anew.version() + tags.version().get(),
            )
        },
        |(id, attempt, _)| api::registration(id.into(), attempt),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(registration.await, move |registration| page(registration, dismiss, split, anew, tags))
            })}
        </Transition>
    }
}

fn page(
    registration: registration::RegistrationPage,
    dismiss: ServerAction<DismissFlag>,
    split: ServerAction<SplitRegistration>,
    anew: Anew,
    tags: ServerAction<SetRegistrationTags>,
) -> impl IntoView {
    let called = registration.called().to_owned();
    let address = if registration.email.is_empty() {
        "No e-mail address is known.".to_owned()
    } else {
        registration.email.clone()
    };
    view! {
        <PageHeader title=called lead=address />
        <p class="meta">
            "Registration on "
            <a href=format!("/invitations/{}", registration.invitation)>
                {registration.course_title.clone()}
            </a>
            " · "
            <a href=format!("/reportage/learners/{}", registration.learner)>"Transcript"</a>
        </p>
        <Tags tags=[registration.tags.clone(), registration.learner_tags.clone()].concat() />
        <Results registration=registration.clone() />
        <Kin from=registration.split_from.clone() off=registration.split_off.clone() />
        <Failure message=overall(failure(dismiss)) />
        <Flags flags=registration.flags.clone() dismiss />
        <Activities registration=registration.clone() />
        <Launches registration=registration.clone() action=split />
        <EditTags registration=registration.clone() action=tags />
        <LaunchOptionSection level=Level::Registration id=registration.id.0.clone() />
        <PostbackSection level=Level::Registration id=registration.id.0.clone() />
        <BeginAnew registration anew />
    }
    .into_any()
}

#[component]
fn Results(registration: registration::RegistrationPage) -> impl IntoView {
    let version = version_of(&registration, registration.instance).map(|version| {
        view! {
            <div>
                <dt>"Version"</dt>
                <dd>{version}</dd>
            </div>
        }
    });
    view! {
        <section class="card" aria-label="Results">
            <dl class="facts">
                <div>
                    <dt>"Status"</dt>
                    <dd>
                        <Badge tone=tone(registration.progress)>
                            {registration.progress.label()}
                        </Badge>
                    </dd>
                </div>
                <div>
                    <dt>"Score"</dt>
                    <dd>{registration.score.map_or_else(|| "–".to_owned(), points)}</dd>
                </div>
                <div>
                    <dt>"Time in all"</dt>
                    <dd>{time::duration(registration.time)}</dd>
                </div>
                {version}
            </dl>
        </section>
    }
    .into_any()
}

/// The words by which registration and learner are found again.
#[component]
fn EditTags(
    registration: registration::RegistrationPage,
    action: ServerAction<SetRegistrationTags>,
) -> impl IntoView {
    let failed = failure(action);
    view! {
        <details class="disclosure" open=move || failed.get().is_some()>
            <summary>"Tags"</summary>
            <ActionForm action>
                <input type="hidden" name="id" value=registration.id.0 />
                <input type="hidden" name="learner" value=registration.learner.0 />
                <Failure message=overall(failed) />
                <TagField name="tags" label="Tags of this registration" tags=registration.tags failed />
                <TagField
                    name="learner_tags"
                    label="Tags of the learner, on all your courses"
                    tags=registration.learner_tags
                    failed
                />
                <Button look=Look::Primary busy=action.pending()>
                    "Save"
                </Button>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// What it was split from, and what was split off it.
#[component]
fn Kin(from: Option<Other>, off: Vec<Other>) -> impl IntoView {
    let from = from.map(|from| view! { <p>"These launches were split off the registration of " <Link to=from /> "."</p> });
    let off = off
        .into_iter()
        .map(|off| view! { <p>"Launches of " <Link to=off /> " were split off this registration."</p> })
        .collect_view();
    view! {
        {from}
        {off}
    }
    .into_any()
}

#[component]
fn Link(to: Other) -> impl IntoView {
    view! { <a href=format!("/registrations/{}", to.id)>{to.name}</a> }
}

#[component]
fn Flags(flags: Vec<Flag>, dismiss: ServerAction<DismissFlag>) -> impl IntoView {
    (!flags.is_empty()).then(|| {
        let flags = flags
            .into_iter()
            .map(|flag| {
                let (why, launched_at, stands) =
                    (flag.reason.clone(), flag.launched_at, flag.clone());
                view! {
                    <li class="card">
                        <p>
                            <Standing flag=stands /> " " {why}
                        </p>
                        <p class="meta">"At the launch of " <Moment at=launched_at /></p>
                        <DismissButton flag action=dismiss />
                    </li>
                }
            })
            .collect_view();
        view! {
            <section aria-labelledby="flags">
                <h2 id="flags">"Flags"</h2>
                <ul class="flag-list">{flags}</ul>
                <p>
                    <a href="/flags">"All flagged registrations"</a>
                </p>
            </section>
        }
        .into_any()
    })
}
