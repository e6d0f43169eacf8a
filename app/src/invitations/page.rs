use super::api::{self, SetEnabled};
use super::counts::CountRow;
use super::learners::Learners;
use super::schedule::Schedule;
use crate::error::{failure, overall};
use crate::reminders::Reminders;
use crate::trouble::shown;
use crate::ui::{Badge, Button, CopyField, Failure, Moment, PageHeader, Tone, Waiting};
use beckon_model::InvitationId;
use beckon_model::invitation::{self, Kind, LetterText};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The invitation information page: its link or letter, and its learners.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let params = use_params_map();
    let enable = ServerAction::<SetEnabled>::new();
    let changed = RwSignal::new(0);
    let invitation = Resource::new(
        move || {
            (
                params.read().get("id").unwrap_or_default(),
                enable.version().get(),
                changed.get(),
            )
        },
        |(id, _, _)| api::invitation(id.into()),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(invitation.await, move |invitation| page(invitation, enable, changed))
            })}
        </Transition>
    }
}

fn page(
    invitation: invitation::InvitationPage,
    enable: ServerAction<SetEnabled>,
    changed: RwSignal<u32>,
) -> impl IntoView {
    let id = invitation.id.clone();
    let private = invitation.kind == Kind::Private;
    let kind = if private {
        "Private invitation"
    } else {
        "Public invitation"
    };
    let counting = if private {
        "Every address is a registration, counted when the learner was invited."
    } else {
        "A registration is counted when a learner first starts the course, not before."
    };
    view! {
        <PageHeader title=invitation.course_title.clone() lead=kind>
            <Enabled id=invitation.id.clone() enabled=invitation.enabled enable />
        </PageHeader>
        <p class="meta">
            "Created " <Moment at=invitation.created_at /> " · "
            <a href=format!("/courses/{}", invitation.course)>"Open the course"</a>
        </p>
        {(!private).then(|| view! { <Link url=invitation.url qr_svg=invitation.qr_svg /> })}
        {private.then(|| view! { <Schedule invitation=id.clone() changed /> })}
        <section aria-labelledby="results">
            <h2 id="results">"Results"</h2>
            <CountRow counts=invitation.counts invited=private />
            <p class="counting">{counting}</p>
            <Learners learners=invitation.learners private />
        </section>
        {private.then(|| view! { <Reminders invitation=id.clone() /> })}
        {invitation.letter.map(|letter| view! { <Letter letter id /> })}
    }
}

/// Whether learners get in, with the button that changes it.
#[component]
fn Enabled(id: InvitationId, enabled: bool, enable: ServerAction<SetEnabled>) -> impl IntoView {
    let (tone, word, button) = if enabled {
        (Tone::Good, "Open", "Disable")
    } else {
        (Tone::Warn, "Disabled", "Enable")
    };
    view! {
        <Badge tone>{word}</Badge>
        <ActionForm action=enable attr:class="inline-form">
            <Failure message=overall(failure(enable)) />
            <input type="hidden" name="id" value=id.0 />
            <input type="hidden" name="enabled" value=(!enabled).to_string() />
            <Button busy=enable.pending()>{button}</Button>
        </ActionForm>
    }
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
