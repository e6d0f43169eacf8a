use super::api;
use super::schedule::Schedule;
use super::status::{Controls, Status, WaitingList};
use super::{points, tone};
use crate::launch_options::LaunchOptionSection;
use crate::postbacks::PostbackSection;
use crate::recipients::People;
use crate::reminders::Reminders;
use crate::trouble::shown;
use crate::ui::{Badge, ButtonLink, Cell, CopyField, Moment, PageHeader, Table, Waiting};
use beckon_model::invitation::{self, Kind, LetterText};
use beckon_model::postback::Level;
use beckon_model::registration::SplitRow;
use beckon_model::{InvitationId, time};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The invitation information page: its link or letter, and its learners.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let params = use_params_map();
    let controls = Controls::new();
    let changed = RwSignal::new(0);
    let invitation = Resource::new(
        move || {
            (
                params.read().get("id").unwrap_or_default(),
                controls.used(),
                changed.get(),
            )
        },
        |(id, _, _)| api::invitation(id.into()),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(invitation.await, move |invitation| page(invitation, controls, changed))
            })}
        </Transition>
    }
}

fn page(
    invitation: invitation::InvitationPage,
    controls: Controls,
    changed: RwSignal<u32>,
) -> impl IntoView {
    let private = invitation.kind == Kind::Private;
    let kind = if private {
        "Private invitation"
    } else {
        "Public invitation"
    };
    let add_people = format!("/invitations/{}/people", invitation.id);
    let counting = if private {
        "Every address is a registration, counted when the learner was invited."
    } else {
        "A registration is counted when a learner first starts the course, not before."
    };
    let flagged = match invitation.counts.flagged {
        0 => None,
        1 => Some("1 flagged registration".to_owned()),
        n => Some(format!("{n} flagged registrations")),
    };
    let flagged = flagged.map(|words| (words, crate::flags::url(&invitation.id)));
    let id = invitation.id.clone();
    let (of_schedule, of_reminders, of_letter) = (id.clone(), id.clone(), id.clone());
    view! {
        <PageHeader title=invitation.course_title.clone() lead=kind />
        <p class="meta">
            "Created " <Moment at=invitation.created_at /> " · "
            <a href=format!("/courses/{}", invitation.course)>"Open the course"</a>
        </p>
        <Status invitation=invitation.clone() controls />
        {(!private).then(|| link(invitation.url, invitation.qr_svg))}
        <WaitingList id=invitation.id.clone() people=invitation.waiting controls />
        {private.then(|| view! { <Schedule invitation=of_schedule changed /> })}
        <section aria-labelledby="results">
            <h2 id="results">"Results"</h2>
            <People id kind=invitation.kind>
                <p class="counting">{counting}</p>
                {flagged.clone().map(|(words, href)| view! { <p><a href=href>{words}</a></p> })}
                {private
                    .then(|| {
                        view! {
                            <p>
                                <ButtonLink href=add_people.clone()>"Add people"</ButtonLink>
                            </p>
                        }
                    })}
            </People>
        </section>
        <SplitOff rows=invitation.split_off />
        {private.then(|| view! { <Reminders invitation=of_reminders /> })}
        {invitation.letter.map(|letter| view! { <Letter letter id=of_letter /> })}
        <LaunchOptionSection level=Level::Invitation id=invitation.id.0.clone() />
        <PostbackSection level=Level::Invitation id=invitation.id.0 />
    }
}

/// The link to share, or why there is none.
fn link(url: String, qr_svg: String) -> AnyView {
    if url.is_empty() {
        return view! {
            <p class="counting">
                "Learners whom programs register for this course stand here. There is no link to share."
            </p>
        }
        .into_any();
    }
    view! { <Link url qr_svg /> }.into_any()
}

/// The public URL, to copy or to scan.
#[component]
fn Link(url: String, qr_svg: String) -> impl IntoView {
    view! {
        <section class="share" aria-labelledby="share">
            <div>
                <h2 id="share">"The link to share"</h2>
                <p>"Send it by e-mail or put it on a website. Anyone who has it can set up an account and play."</p>
                <CopyField id="public-url" label="Public URL" text=url />
            </div>
            <div class="share__qr" role="img" aria-label="QR code of the public URL" inner_html=qr_svg></div>
        </section>
    }
}

/// Registrations whose launches were split off a recipient's; nobody was invited to them.
#[component]
fn SplitOff(rows: Vec<SplitRow>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let rows = rows.into_iter().map(split_off).collect_view();
        view! {
            <section aria-labelledby="split-off">
                <h2 id="split-off">"Split off"</h2>
                <p class="counting">
                    "Launches that somebody else made. They are counted among the registered, but nobody was invited to them."
                </p>
                <Table caption="Split off" columns=&["Learner", "Progress", "Score", "Time"]>
                    {rows}
                </Table>
            </section>
        }
        .into_any()
    })
}

fn split_off(row: SplitRow) -> impl IntoView {
    let called = if row.name.is_empty() {
        row.email.clone()
    } else {
        row.name
    };
    let address = (called != row.email && !row.email.is_empty())
        .then(|| view! { <span class="sub">{row.email}</span> });
    view! {
        <tr>
            <Cell name="Learner">
                <a href=format!("/registrations/{}", row.id)>{called}</a>
                {address}
            </Cell>
            <Cell name="Progress">
                <Badge tone=tone(row.progress)>{row.progress.label()}</Badge>
            </Cell>
            <Cell name="Score">{row.score.map_or_else(|| "–".to_owned(), points)}</Cell>
            <Cell name="Time">{time::duration(row.time)}</Cell>
        </tr>
    }
}

/// The words of its e-mails.
#[component]
fn Letter(letter: LetterText, id: InvitationId) -> impl IntoView {
    view! {
        <details class="disclosure">
            <summary>"The letter"</summary>
            <p>
                <strong>{letter.subject}</strong>
            </p>
            <pre class="plain-text">{letter.body}</pre>
            <p>
                <a href=format!("/invitations/{id}/letter")>"Change the letter"</a>
            </p>
        </details>
    }
}
