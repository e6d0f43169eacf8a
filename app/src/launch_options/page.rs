use super::api::SetLaunchOptions;
use super::section::LaunchOptionForm;
use crate::ui::PageHeader;
use beckon_model::postback::Level;
use leptos::prelude::*;

/// How all courses of an instructor open and play, unless a course, an invitation or a registration says otherwise.
#[component]
pub fn LaunchOptionsPage() -> impl IntoView {
    let action = ServerAction::<SetLaunchOptions>::new();
    view! {
        <PageHeader
            title="Launch options"
            lead="How all your courses open and play, unless a course, an invitation or a registration says otherwise on its own page. A launch that is open keeps what it began with."
        />
        <LaunchOptionForm level=Level::Account id="" action />
    }
}
