use crate::ui::Moment;
use beckon_model::log::TryOut;
use leptos::prelude::*;

/// The latest try-outs, each with its debug log.
#[component]
pub fn TryOuts(rows: Vec<TryOut>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let rows = rows
            .into_iter()
            .map(|row| {
                view! {
                    <li>
                        <a href=format!("/launches/{}", row.id)>
                            <Moment at=row.started_at />
                        </a>
                        {format!(" on {}", row.browser)}
                    </li>
                }
            })
            .collect_view();
        view! {
            <section aria-labelledby="try-outs">
                <h2 id="try-outs">"Try-outs"</h2>
                <p class="meta">
                    "They leave no registration. Each has a debug log of what the course said."
                </p>
                <ul>{rows}</ul>
            </section>
        }
        .into_any()
    })
}
