use leptos::prelude::*;

/// Leads to the pages before and after; nothing where there is only one.
#[component]
pub fn Pager(
    /// From 1.
    page: u32,
    last: u32,
    /// The address of a page.
    url: impl Fn(u32) -> String,
) -> impl IntoView {
    let turn = |to: u32, label: &'static str, there: bool| {
        there.then(|| {
            view! {
                <a class="button" data-look="quiet" href=url(to)>
                    {label}
                </a>
            }
        })
    };
    (last > 1 || page > 1).then(|| {
        view! {
            <nav class="pager" aria-label="Pages">
                {turn(page.saturating_sub(1), "Previous", page > 1)}
                <span>{format!("Page {page} of {last}")}</span>
                {turn(page + 1, "Next", page < last)}
            </nav>
        }
    })
}
