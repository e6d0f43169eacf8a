use super::api::RegisterOther;
use super::gate::NotForOthers;
use super::{below, called, path};
use crate::accounts::PersonFields;
use crate::error::{failure, overall};
use crate::ui::{Button, Failure, Look, PageHeader};
use beckon_model::launch::LinkLanding;
use leptos::prelude::*;

/// "I am someone else": asks who.
#[component]
pub fn SomeoneElsePage() -> impl IntoView {
    let action = ServerAction::<RegisterOther>::new();
    below(move |landing, token| page(landing, token, action))
}

fn page(landing: LinkLanding, token: String, action: ServerAction<RegisterOther>) -> impl IntoView {
    let failed = failure(action);
    let back = path(&token, "");
    let title = landing.landing.course_title.clone();
    if !landing.takes_others {
        return view! {
            <PageHeader title="Not open to others" lead=title />
            <NotForOthers name=landing.contact_name email=landing.contact_email />
        }
        .into_any();
    }
    view! {
        <PageHeader title="Register in your own name" lead=title />
        <section class="card" aria-label="Who are you?">
            <p>
                "The results of " <strong>{called(&landing)}</strong>
                " stay as they are. Yours are kept under your own name, and your own link is mailed to you. "
                {landing.contact_name} " is told that you came."
            </p>
            <ActionForm action>
                <input type="hidden" name="token" value=token />
                <Failure message=overall(failed) />
                <PersonFields failure=failed />
                <Button look=Look::Primary busy=action.pending()>
                    "Go on"
                </Button>
            </ActionForm>
        </section>
        <p>
            <a href=back>"Back"</a>
        </p>
    }
    .into_any()
}
