use super::api;
use crate::trouble::shown;
use crate::ui::{ButtonLink, Cell, Empty, Moment, PageHeader, Table, Waiting};
use beckon_model::invitation::HistoryRow;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// How many events a page shows; with fewer there is no older page.
const PAGE: usize = 50;

/// Who did what to an invitation, and when.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let id = move || params.read().get("id").unwrap_or_default();
    let page = move || -> u32 {
        let typed = query.read().get("page").unwrap_or_default();
        typed.parse().unwrap_or_default()
    };
    let history = Resource::new(
        move || (id(), page()),
        |(id, page)| api::history(id.into(), page),
    );
    view! {
        <PageHeader title="History" lead="Who did what, the newest first." />
        <p>
            <a href=move || format!("/invitations/{}", id())>"Back to the invitation"</a>
        </p>
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(history.await, move |rows| list(rows, untrack(id), untrack(page)))
            })}
        </Transition>
    }
}

fn list(rows: Vec<HistoryRow>, id: String, page: u32) -> impl IntoView {
    let full = rows.len() == PAGE;
    let to = |page: u32| format!("/invitations/{id}/history?page={page}");
    let newer = (page > 0)
        .then(|| view! { <ButtonLink href=to(page.saturating_sub(1))>"Newer"</ButtonLink> });
    let older = full.then(|| view! { <ButtonLink href=to(page + 1)>"Older"</ButtonLink> });
    if rows.is_empty() {
        return view! {
            <Empty title="Nothing here">
                <p>"Nothing older was noted."</p>
            </Empty>
            {newer}
        }
        .into_any();
    }
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <Table caption="History" columns=&["When", "Who", "What"]>
            {rows}
        </Table>
        <nav class="pager" aria-label="Pages">
            {newer}
            {older}
        </nav>
    }
    .into_any()
}

fn row(row: HistoryRow) -> impl IntoView {
    let who = if row.actor.is_empty() {
        "–".to_owned()
    } else {
        row.actor
    };
    view! {
        <tr>
            <Cell name="When">
                <Moment at=row.at />
            </Cell>
            <Cell name="Who">{who}</Cell>
            <Cell name="What">{row.what}</Cell>
        </tr>
    }
}
