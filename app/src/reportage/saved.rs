use super::api::{
    self, MakeReportLink, RemoveReport, RevokeReportLink, ShareReport, UnshareReport,
};
use super::schedule::Going;
use crate::error::{failure, overall};
use crate::trouble::shown;
use crate::ui::{
    Button, CopyField, Empty, Failure, Flash, Look, Moment, PageHeader, Tone, Waiting,
};
use beckon_model::reportage::{LINK_DAYS, Saved};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[derive(Clone, Copy)]
struct Deeds {
    remove: ServerAction<RemoveReport>,
    link: ServerAction<MakeReportLink>,
    revoke: ServerAction<RevokeReportLink>,
    share: ServerAction<ShareReport>,
    unshare: ServerAction<UnshareReport>,
}

/// The reports under a name: one's own, and those of others.
#[component]
pub fn SavedReportsPage() -> impl IntoView {
    let deeds = Deeds {
        remove: ServerAction::new(),
        link: ServerAction::new(),
        revoke: ServerAction::new(),
        share: ServerAction::new(),
        unshare: ServerAction::new(),
    };
    let turns = move || {
        deeds.remove.version().get()
            + deeds.link.version().get()
            + deeds.revoke.version().get()
            + deeds.share.version().get()
            + deeds.unshare.version().get()
    };
    let query = use_query_map();
    let made = Memo::new(move |_| query.read().get("link").unwrap_or_default());
    let saved = Resource::new(
        move || (turns(), made.get()),
        |(_, made)| api::saved_reports(made),
    );
    view! {
        <PageHeader title="Saved reports" lead="Each shows how things stand when it is opened.">
            <a class="button" data-look="quiet" href="/reportage">"All results"</a>
        </PageHeader>
        <Failure message=overall(failure(deeds.remove)) />
        <Failure message=overall(failure(deeds.link)) />
        <Failure message=overall(failure(deeds.revoke)) />
        <Failure message=overall(failure(deeds.unshare)) />
        <Failure message=Signal::derive(move || said(failure(deeds.share))) />
        <Transition fallback=Waiting>
            {move || Suspend::new(async move {
                shown(saved.await, move |(saved, made)| list(saved, made, deeds))
            })}
        </Transition>
    }
}

/// What is wrong with an address stands above: the page has many fields for one.
fn said(failed: Signal<Option<crate::error::AppError>>) -> Option<String> {
    failed.get().map(|error| match &error.problem {
        beckon_model::Problem::Fields(fields) => fields
            .iter()
            .map(|field| field.message.clone())
            .collect::<Vec<_>>()
            .join(" "),
        problem => problem.to_string(),
    })
}

fn list(saved: Vec<Saved>, made: Option<String>, deeds: Deeds) -> impl IntoView {
    let made = made.map(|url| {
        view! {
            <Flash tone=Tone::Good>
                <p>"This link shows the report to whoever has it. It is told only now: copy it."</p>
                <CopyField id="report-link" label="Link" text=url />
            </Flash>
        }
    });
    if saved.is_empty() {
        return view! {
            <Empty title="No saved reports">
                <p>"Choose what to show under " <a href="/reportage">"Reportage"</a> ", then save it there."</p>
            </Empty>
        }
        .into_any();
    }
    let cards = saved
        .into_iter()
        .map(|saved| view! { <One saved deeds /> })
        .collect_view();
    view! {
        {made}
        <ul class="questions">{cards}</ul>
    }
    .into_any()
}

#[component]
fn One(saved: Saved, deeds: Deeds) -> impl IntoView {
    let id = saved.id.0.clone();
    if !saved.from.is_empty() {
        return view! {
            <li class="card">
                <h2>
                    <a href=format!("/reportage/saved/{id}")>{saved.name}</a>
                </h2>
                <p class="meta">{format!("Shown to you by {}", saved.from)}</p>
            </li>
        }
        .into_any();
    }
    let days = LINK_DAYS
        .iter()
        .map(|days| {
            let label = if *days == 1 {
                "1 day".to_owned()
            } else {
                format!("{days} days")
            };
            view! {
                <option value=days.to_string() selected=*days == 30>
                    {label}
                </option>
            }
        })
        .collect_view();
    let revoke = saved.link_until.map(|until| {
        let id = id.clone();
        view! {
            <ActionForm action=deeds.revoke attr:class="one-form">
                <input type="hidden" name="id" value=id />
                <p>"Its link works until " <Moment at=until /> "."</p>
                <Button look=Look::Quiet busy=deeds.revoke.pending()>"Revoke the link"</Button>
            </ActionForm>
        }
    });
    let readers = saved
        .shared_with
        .iter()
        .map(|email| {
            let (id, email) = (id.clone(), email.clone());
            view! {
                <ActionForm action=deeds.unshare attr:class="one-form">
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="email" value=email.clone() />
                    <p>{format!("Shown to {email}")}</p>
                    <Button look=Look::Quiet busy=deeds.unshare.pending()>"Show it no longer"</Button>
                </ActionForm>
            }
        })
        .collect_view();
    let schedule_page = format!("/reportage/saved/{id}/schedule");
    let schedule_words = match saved.schedule.is_some() {
        true => "Change or stop the e-mails",
        false => "Send it by e-mail",
    };
    let schedule_label = format!("{schedule_words}: {}", saved.name);
    let sending = saved
        .schedule
        .clone()
        .map(|schedule| view! { <Going schedule /> });
    let (link_of, share_of) = (id.clone(), id.clone());
    let (share_id, days_id) = (format!("share-{id}"), format!("days-{id}"));
    view! {
        <li class="card">
            <h2>
                <a href=format!("/reportage?{}", saved.criteria)>{saved.name}</a>
            </h2>
            {revoke}
            {readers}
            {sending}
            <p>
                <a href=schedule_page aria-label=schedule_label>{schedule_words}</a>
            </p>
            <details class="disclosure">
                <summary>"Share or delete"</summary>
                <ActionForm action=deeds.link attr:class="one-form">
                    <input type="hidden" name="id" value=link_of />
                    <div class="field">
                        <label for=days_id.clone()>"A link for whoever has it, without an account, for"</label>
                        <select id=days_id name="days">
                            {days}
                        </select>
                    </div>
                    <Button look=Look::Quiet busy=deeds.link.pending()>"Make a link"</Button>
                </ActionForm>
                <ActionForm action=deeds.share attr:class="one-form">
                    <input type="hidden" name="id" value=share_of />
                    <div class="field">
                        <label for=share_id.clone()>"Show it to another instructor, by address"</label>
                        <input id=share_id name="email" type="email" required maxlength="200" />
                    </div>
                    <Button look=Look::Quiet busy=deeds.share.pending()>"Show it"</Button>
                </ActionForm>
                <ActionForm action=deeds.remove>
                    <input type="hidden" name="id" value=id />
                    <Button look=Look::Quiet busy=deeds.remove.pending()>"Delete the report"</Button>
                </ActionForm>
            </details>
        </li>
    }
    .into_any()
}
