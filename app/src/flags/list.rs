use super::api::{self, DismissFlag};
use super::row::{DismissButton, Standing};
use crate::error::{failure, overall};
use crate::trouble::shown;
use crate::ui::{
    Cell, Empty, Failure, Moment, PageHeader, Pager, Select, Tab, Table, Tabs, Waiting,
};
use beckon_model::registration::{self, FLAGS_PAGE, FlagQuery, FlagRow};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// All flagged registrations of the instructor's invitations, or those of one.
#[component]
pub fn FlagsPage() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| FlagQuery::read(|name| params.read().get(name)));
    let action = ServerAction::<DismissFlag>::new();
    let flags = Resource::new(
        move || (query.get(), action.version().get()),
        |(query, _)| api::flags(query),
    );
    view! {
        <PageHeader
            title="Flagged registrations"
            lead="Results that may be somebody else’s, each with the reason."
        />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                let flags = flags.await;
                shown(flags, move |flags| page(flags, query.get_untracked(), action))
            })}
        </Transition>
    }
}

fn page(
    flags: registration::FlagsPage,
    query: FlagQuery,
    action: ServerAction<DismissFlag>,
) -> impl IntoView {
    let filter = (!flags.invitations.is_empty()).then(|| {
        view! { <Filter invitations=flags.invitations.clone() query=query.clone() /> }
    });
    let asked = query.clone();
    let tab = move |dismissed: bool, label: String| {
        let href = FlagQuery {
            dismissed,
            page: 1,
            ..asked.clone()
        }
        .url();
        let current = asked.dismissed == dismissed;
        view! {
            <Tab href current>
                {label}
            </Tab>
        }
    };
    let to_look_at = tab(false, format!("To look at ({})", flags.open));
    let dismissed = tab(true, format!("Dismissed ({})", flags.dismissed));
    let matching = if query.dismissed {
        flags.dismissed
    } else {
        flags.open
    };
    let last = u32::try_from((matching + FLAGS_PAGE - 1) / FLAGS_PAGE).unwrap_or(1);
    let page = query.page;
    let empty = query.dismissed;
    let url = move |page| {
        FlagQuery {
            page,
            ..query.clone()
        }
        .url()
    };
    let rows = flags.rows;
    let body = if rows.is_empty() {
        let words = if empty {
            "No flag was dismissed."
        } else {
            "No result is in doubt. When a computer remembers somebody else than the one who plays, it says so here."
        };
        view! { <Empty title="No flags"><p>{words}</p></Empty> }.into_any()
    } else {
        let rows = rows.into_iter().map(|row| line(row, action)).collect_view();
        view! {
            <Table caption="Flags" columns=&["Learner", "Why", "Launch", "Flag", "Actions"]>
                {rows}
            </Table>
        }
        .into_any()
    };
    view! {
        {filter}
        <Tabs label="Which flags">
            {to_look_at}
            {dismissed}
        </Tabs>
        <Failure message=overall(failure(action)) />
        {body}
        <Pager page last url />
    }
    .into_any()
}

/// Of which invitation; works without scripts.
#[component]
fn Filter(
    invitations: Vec<(beckon_model::InvitationId, String)>,
    query: FlagQuery,
) -> impl IntoView {
    let mut options = vec![(String::new(), "All invitations".to_owned())];
    let mut seen = std::collections::BTreeMap::<String, usize>::new();
    options.extend(invitations.into_iter().map(|(id, title)| {
        // Several invitations of one course are told apart by their number.
        let times = seen.entry(title.clone()).or_default();
        *times += 1;
        let title = if *times > 1 {
            format!("{title} ({times})")
        } else {
            title
        };
        (id.0, title)
    }));
    let chosen = query.invitation.map(|id| id.0).unwrap_or_default();
    let dismissed = query
        .dismissed
        .then(|| view! { <input type="hidden" name="dismissed" value="true" /> });
    view! {
        <form method="get" action="/flags" class="one-form">
            <Select name="invitation" label="Invitation" options value=chosen />
            {dismissed}
            <button type="submit" class="button">
                "Show"
            </button>
        </form>
    }
    .into_any()
}

fn line(row: FlagRow, action: ServerAction<DismissFlag>) -> impl IntoView {
    let called = if row.name.is_empty() {
        row.email.clone()
    } else {
        row.name
    };
    let address = (called != row.email && !row.email.is_empty())
        .then(|| view! { <span class="sub">{row.email}</span> });
    let flag = row.flag;
    let (why, launched_at, stands) = (flag.reason.clone(), flag.launched_at, flag.clone());
    view! {
        <tr>
            <Cell name="Learner">
                <a href=format!("/registrations/{}", row.registration)>{called}</a>
                {address}
                <span class="sub">
                    <a href=format!("/invitations/{}", row.invitation)>{row.course_title}</a>
                </span>
            </Cell>
            <Cell name="Why">{why}</Cell>
            <Cell name="Launch">
                <Moment at=launched_at />
            </Cell>
            <Cell name="Flag">
                <Standing flag=stands />
            </Cell>
            <Cell name="Actions">
                <DismissButton flag action />
            </Cell>
        </tr>
    }
    .into_any()
}
