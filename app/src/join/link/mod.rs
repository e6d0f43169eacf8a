//! What is asked of whoever has a private link: that it is him, who else he is, or more time.

mod account;
pub mod api;
mod code;
mod gate;
mod others;
mod renewal;

pub use account::AccountByLinkPage;
pub use code::{CodeField, CodeHeader, LinkCodePage, OtherCodePage};
pub use gate::{Elsewhere, ToSignIn};
pub use others::SomeoneElsePage;
pub use renewal::NewLink;

use super::api::private_landing;
use crate::error::AppError;
use crate::trouble::shown;
use crate::ui::Waiting;
use beckon_model::launch::LinkLanding;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The path of a private link's page, or of one below it.
pub fn path(token: &str, below: &str) -> String {
    crate::accounts::local(&format!("/p/{token}{below}")).to_owned()
}

/// A page below a private link's, drawn from what that offers.
fn below<V: IntoView + 'static>(
    page: impl Fn(LinkLanding, String) -> V + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let params = use_params_map();
    let token = move || params.read().get("token").unwrap_or_default();
    let landing: Resource<Result<LinkLanding, AppError>> = Resource::new(token, private_landing);
    view! {
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(landing.await, move |landing| page(landing, untrack(token)))
            })}
        </Transition>
    }
}

/// What the recipient is called on pages that others may see.
fn called(landing: &LinkLanding) -> String {
    let name = landing
        .landing
        .learner
        .as_ref()
        .map(|learner| learner.name.clone());
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{name}, {}", landing.masked_email),
        None => landing.masked_email.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_below_a_link_are_ours() {
        assert_eq!(path("1-a", "/code"), "/p/1-a/code");
        assert_eq!(path("1-a\r\nx", ""), "/");
    }
}
