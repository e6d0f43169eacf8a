use super::api::Renew;
use crate::error::{failure, overall};
use crate::ui::{Button, Failure, Flash, Look, Moment, Tone};
use beckon_model::launch::{LinkLanding, Renewal};
use leptos::prelude::*;

/// "Send me a new link", and what came of it.
#[component]
pub fn NewLink(landing: LinkLanding, token: String, action: ServerAction<Renew>) -> impl IntoView {
    let (to, contact) = (landing.masked_email, landing.contact_name);
    let (words, label) = match landing.renewal {
        Renewal::No => return ().into_any(),
        Renewal::Mailed => {
            return view! {
                <Flash tone=Tone::Good>
                    <p>"The new link is on its way to " <strong>{to}</strong> ". Look among unwanted mail, too."</p>
                </Flash>
            }
            .into_any();
        }
        Renewal::Asked(at) => {
            return view! {
                <Flash tone=Tone::Good>
                    <p>
                        {contact} " was asked for a new link on " <Moment at /> ". If you get more time, the link goes to "
                        <strong>{to}</strong> "."
                    </p>
                </Flash>
            }
            .into_any();
        }
        Renewal::Mail => (
            format!("The new link goes to {to}, and to no other address."),
            "Send me the new link",
        ),
        Renewal::Ask => (
            format!(
                "{contact} is asked for more time. The new link goes to {to}, and to no other address."
            ),
            "Send me a new link",
        ),
    };
    view! {
        <ActionForm action attr:class="card">
            <Failure message=overall(failure(action)) />
            <input type="hidden" name="token" value=token />
            <p>{words}</p>
            <Button look=Look::Primary busy=action.pending()>
                {label}
            </Button>
        </ActionForm>
    }
    .into_any()
}
