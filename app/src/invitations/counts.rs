use crate::ui::grouped;
use beckon_model::invitation::Counts;
use leptos::prelude::*;

/// How many came how far.
#[component]
pub fn CountRow(
    counts: Counts,
    /// The number that nobody invited can change: how many were e-mailed; only private invitations have it.
    #[prop(default = true)]
    invited: bool,
) -> impl IntoView {
    let numbers = [
        ("Invited", counts.invited, invited),
        ("Registered", counts.registrations, true),
        ("Started", counts.started, true),
        ("Completed", counts.completed, true),
        ("Passed", counts.passed, true),
        ("Failed", counts.failed, true),
    ];
    let shown = numbers.into_iter().filter(|(_, _, shown)| *shown);
    let items = shown
        .map(|(name, number, _)| {
            view! {
                <div class:counts__zero=number == 0>
                    <dt>{name}</dt>
                    <dd>{grouped(number)}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="counts">{items}</dl> }
}
