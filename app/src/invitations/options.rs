//! Who gets in, and until when: the fields for it, and the page that changes it.

use super::api::{self, SetOptions};
use super::links::LinkFields;
use crate::error::{AppError, beside, failure, overall, typed_or};
use crate::trouble::shown;
use crate::ui::{Area, Button, ButtonLink, Failure, Field, Look, PageHeader, Waiting, Zone};
use beckon_model::InvitationId;
use beckon_model::invitation::{Entry, InvitationPage, Kind, Options};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Changes what was decided about an invitation.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let params = use_params_map();
    let action = ServerAction::<SetOptions>::new();
    let invitation = Resource::new(
        move || params.read().get("id").unwrap_or_default(),
        |id| api::invitation(id.into()),
    );
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(invitation.await, move |invitation| page(invitation, action))
            })}
        </Transition>
    }
}

fn page(invitation: InvitationPage, action: ServerAction<SetOptions>) -> impl IntoView {
    let failed = failure(action);
    let back = format!("/invitations/{}", invitation.id);
    let InvitationId(id) = invitation.id;
    view! {
        <PageHeader title="Who gets in, and until when" lead=invitation.course_title />
        <ActionForm action attr:class="options-form">
            <Failure message=overall(failed) />
            <input type="hidden" name="id" value=id />
            <OptionsFields failed options=invitation.options kind=invitation.kind />
            <div class="form-end">
                <Button look=Look::Primary busy=action.pending()>
                    "Save"
                </Button>
                <ButtonLink href=back look=Look::Quiet>
                    "Cancel"
                </ButtonLink>
            </div>
        </ActionForm>
    }
}

/// The fields of [`Options`]; those of public invitations only where they are meant.
#[component]
pub fn OptionsFields(
    failed: Signal<Option<AppError>>,
    options: Options,
    kind: Kind,
) -> impl IntoView {
    let first = move |field, otherwise: &str| typed_or(failed, field, otherwise);
    let public = kind == Kind::Public;
    let entry = first("entry", options.entry.name());
    view! {
        {public
            .then(|| {
                view! {
                    <Entries chosen=entry />
                    <div class="pair">
                        <Field
                            name="options[domains]"
                            label="Allowed e-mail domains"
                            optional=true
                            maxlength=2_000
                            value=first("domains", &options.domains)
                            hint="Such as example.org, school.example.com."
                            error=beside(failed, "domains")
                        />
                        <Field
                            name="options[passcode]"
                            label="Passcode"
                            optional=true
                            maxlength=100
                            value=first("passcode", &options.passcode)
                            hint="Newcomers are asked for it once. Case does not matter."
                            error=beside(failed, "passcode")
                        />
                    </div>
                    <Field
                        name="options[cap]"
                        label="Registration cap"
                        optional=true
                        inputmode="numeric"
                        maxlength=7
                        value=first("cap", &options.cap)
                        hint="When so many have started, others may ask for a place on a waiting list."
                        error=beside(failed, "cap")
                    />
                    <Kiosk on=first("kiosk", if options.kiosk { "true" } else { "" }) == "true" />
                }
            })}
        {(!public)
            .then(|| view! { <LinkFields failed links=options.links names=("options[links][holder]", "options[links][refuse_others]") /> })}
        <fieldset class="fieldset">
            <legend>"When"</legend>
            <div class="pair">
                <Field
                    name="options[starts]"
                    label="Starts"
                    kind="datetime-local"
                    optional=true
                    value=first("starts", &options.starts)
                    error=beside(failed, "starts")
                />
                <Field
                    name="options[expires]"
                    label="Expires"
                    kind="datetime-local"
                    optional=true
                    value=first("expires", &options.expires)
                    error=beside(failed, "expires")
                />
            </div>
            <Zone name="options[zone]" value=first("zone", &options.zone) />
        </fieldset>
        <Area
            name="options[note]"
            label="A note for learners"
            rows=3
            maxlength=2_000
            optional=true
            value=first("note", &options.note)
            hint="It stands on the page where they start."
            error=beside(failed, "note")
        />
        <Field
            name="options[tags]"
            label="Tags"
            optional=true
            maxlength=1_000
            value=first("tags", &options.tags)
            hint="Separated by commas, to find the invitation again."
            error=beside(failed, "tags")
        />
    }
}

/// Whether the page stands on a computer that many use.
#[component]
fn Kiosk(on: bool) -> impl IntoView {
    view! {
        <fieldset class="fieldset">
            <legend>"Where it is played"</legend>
            <label class="check">
                <input
                    type="checkbox"
                    name="options[kiosk]"
                    value="true"
                    checked=on
                    aria-describedby="kiosk-hint"
                />
                "On a shared computer"
            </label>
            <p class="field__hint" id="kiosk-hint">
                "The page asks who plays each time and forgets the learner at once. After five minutes without a hand on it, it is ready for the next person. Results are kept."
            </p>
        </fieldset>
    }
}

/// Who may enter.
#[component]
fn Entries(chosen: String) -> impl IntoView {
    let choices = Entry::ALL
        .into_iter()
        .map(|entry| {
            view! {
                <label class="check">
                    <input
                        type="radio"
                        name="options[entry]"
                        value=entry.name()
                        checked=entry.name() == chosen
                    />
                    {entry.label()}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="fieldset">
            <legend>"Who may enter"</legend>
            {choices}
        </fieldset>
    }
}
