use super::strength::Strength;
use super::{Visit, api::SetUp};
use crate::error::{AppError, beside, failure, overall, typed_or};
use crate::ui::{Button, Failure, Field, Look, PageHeader};
use beckon_model::account::PASSWORD_MAX;
use leptos::prelude::*;

/// Creates the first instructor of an installation.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let visit = expect_context::<Visit>();
    let action = ServerAction::<SetUp>::new();
    visit.changed_by(action);
    let failure = failure(action);
    view! {
        <PageHeader
            title="Set up Beckon"
            lead="Create the first instructor: you. You will also look after this installation."
        />
        <ActionForm action>
            <Failure message=overall(failure) />
            <NewAccountFields failure />
            <Button look=Look::Primary busy=action.pending()>
                "Create instructor"
            </Button>
        </ActionForm>
    }
}

/// First name, last name and e-mail.
#[component]
pub fn PersonFields(
    failure: Signal<Option<AppError>>,
    /// On a computer that many use: the browser is asked not to offer what others typed.
    #[prop(optional)]
    shared: bool,
) -> impl IntoView {
    let offered = if shared { "off" } else { "email" };
    view! {
        <NameFields failure shared />
        <Field
            name="email"
            label="E-mail"
            kind="email"
            autocomplete=offered
            value=typed_or(failure, "email", "")
            error=beside(failure, "email")
        />
    }
}

#[component]
fn NameFields(failure: Signal<Option<AppError>>, shared: bool) -> impl IntoView {
    let offered = move |what: &'static str| if shared { "off" } else { what };
    view! {
        <div class="pair">
            <Field
                name="first_name"
                label="First name"
                autocomplete=offered("given-name")
                value=typed_or(failure, "first_name", "")
                error=beside(failure, "first_name")
            />
            <Field
                name="last_name"
                label="Last name"
                autocomplete=offered("family-name")
                value=typed_or(failure, "last_name", "")
                error=beside(failure, "last_name")
            />
        </div>
    }
}

/// First name, last name, e-mail and password.
#[component]
pub fn NewAccountFields(
    failure: Signal<Option<AppError>>,
    /// As in [`PersonFields`].
    #[prop(optional)]
    shared: bool,
) -> impl IntoView {
    view! {
        <PersonFields failure shared />
        <NewPassword failure />
    }
}

/// The same for an address that is known: first name, last name and password.
#[component]
pub fn AccountFields(failure: Signal<Option<AppError>>) -> impl IntoView {
    view! {
        <NameFields failure shared=false />
        <NewPassword failure />
    }
}

#[component]
fn NewPassword(failure: Signal<Option<AppError>>) -> impl IntoView {
    let (password, typed) = signal(String::new());
    view! {
        <Field
            name="password"
            label="Password"
            kind="password"
            autocomplete="new-password"
            maxlength=PASSWORD_MAX as u32
            hint="At least 8 characters. Nothing else is asked of it."
            error=beside(failure, "password")
            typed
        />
        <Strength password />
    }
}
