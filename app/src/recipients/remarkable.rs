use super::Here;
use super::page::Hands;
use crate::ui::grouped;
use crate::ui::{Button, Flash, Look, Tone};
use beckon_model::recipient::{Deed, People, Query, RENEWED, Show};
use leptos::prelude::*;

/// What others did by the links of the invitation, for the instructor to see and to answer.
#[component]
pub fn Remarkable(live: RwSignal<People>, here: Here, hands: Hands) -> impl IntoView {
    let counts = Memo::new(move |_| live.with(|people| (people.others, people.asked)));
    move || {
        let (others, asked) = counts.get();
        let here = here.clone();
        view! {
            {(asked > 0).then(|| view! { <Asked asked here=here.clone() hands /> })}
            {(others > 0).then(|| view! { <Others others here /> })}
        }
    }
}

/// Who came by another's link.
#[component]
fn Others(others: i64, here: Here) -> impl IntoView {
    let who = match others {
        1 => "1 person came by another’s link and registered.".to_owned(),
        n => format!(
            "{} people came by others’ links and registered.",
            grouped(n)
        ),
    };
    view! {
        <Flash tone=Tone::Calm>
            <p>{who} " " <Shown show=Show::Others here /></p>
        </Flash>
    }
    .into_any()
}

/// Who asks for a new link, with the press that answers all of them.
#[component]
fn Asked(asked: i64, here: Here, hands: Hands) -> impl IntoView {
    let query = Query {
        show: Show::Asked,
        ..Query::default()
    };
    let (who, them) = match asked {
        1 => ("1 person asks for a new link.".to_owned(), ""),
        n => (
            format!("{} people ask for a new link.", grouped(n)),
            " to all of them",
        ),
    };
    view! {
        <Flash tone=Tone::Warn>
            <p>{who} " " <Shown show=Show::Asked here=here.clone() /></p>
            <div class="actions">
                <ActionForm action=hands.act attr:class="inline-form">
                    <input type="hidden" name="id" value=here.id.0.clone() />
                    <input type="hidden" name="all" value="true" />
                    <input type="hidden" name="query" value=query.text() />
                    <input type="hidden" name="days" value=RENEWED.to_string() />
                    <input type="hidden" name="what" value=Deed::Renew.word() />
                    <Button look=Look::Primary busy=hands.act.pending()>
                        {format!("Give a week and send the link{them}")}
                    </Button>
                </ActionForm>
            </div>
        </Flash>
    }
    .into_any()
}

/// The list of those alone.
#[component]
fn Shown(show: Show, here: Here) -> impl IntoView {
    let query = Query {
        show,
        ..Query::default()
    };
    let there = here.query.show == show;
    (!there).then(|| {
        view! {
            <a href=here.link(&query) data-noscroll="">
                "Show who"
            </a>
        }
    })
}
