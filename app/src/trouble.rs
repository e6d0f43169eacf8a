//! Pages for what can't be shown.

use crate::error::AppError;
use crate::frames::Wordmark;
use beckon_model::Problem;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::use_location;

/// The page of what was fetched, or the reason why there is none, with its status.
pub fn shown<T, V: IntoView + 'static>(
    fetched: Result<T, AppError>,
    page: impl FnOnce(T) -> V,
) -> AnyView {
    match fetched {
        Ok(found) => page(found).into_any(),
        Err(error) => view! { <Trouble problem=error.problem /> }.into_any(),
    }
}

/// Says why a page can't be shown; who is signed out is led to sign in.
#[component]
pub fn Trouble(problem: Problem) -> impl IntoView {
    if problem == Problem::SignedOut {
        let here = use_location().pathname.get_untracked();
        return view! { <Redirect path=crate::accounts::sign_in_url(&here) /> }.into_any();
    }
    tell(problem.status());
    let title = match problem {
        Problem::NotFound(_) => "Not here",
        Problem::Gone(_) => "No longer here",
        Problem::Refused(_) => "Not open to you at present",
        _ => "That did not work",
    };
    view! {
        <Title text=title />
        <section class="trouble">
            <h1>{title}</h1>
            <p>{problem.to_string()}</p>
            <p class="trouble__way-out">
                <a href="/">"Go to the first page"</a>
            </p>
        </section>
    }
    .into_any()
}

/// The page for addresses that lead nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    tell(404);
    view! {
        <Title text="Not here" />
        <header class="plain-header">
            <Wordmark />
        </header>
        <main id="main" class="plain">
            <section class="trouble">
                <h1>"Nothing lives at this address"</h1>
                <p>"It may have been copied in part. Check that you have the whole of it."</p>
                <p class="trouble__way-out">
                    <a href="/">"Go to the first page"</a>
                </p>
            </section>
        </main>
    }
}

/// Gives the page being drawn its status.
pub fn tell(status: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) = (
        use_context::<leptos_axum::ResponseOptions>(),
        axum::http::StatusCode::from_u16(status),
    ) {
        response.set_status(status);
    }
    #[cfg(not(feature = "ssr"))]
    let _ = status;
}
