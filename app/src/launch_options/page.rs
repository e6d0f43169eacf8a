use super::api::SetLaunchOptions;
use super::section::{LaunchOptionForm, lead};
use crate::ui::PageHeader;
use beckon_model::postback::Level;
use leptos::prelude::*;

/// How all courses of an instructor open and play, unless a course, an invitation or a registration says otherwise.
#[component]
pub fn LaunchOptionsPage() -> impl IntoView {
    let action = ServerAction::<SetLaunchOptions>::new();
    view! {
        <PageHeader title="Launch options" lead=lead(Level::Account) />
        <LaunchOptionForm level=Level::Account id="" action />
    }
}
