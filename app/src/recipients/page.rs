use super::Here;
use super::api::{self, Act, Correct};
use super::bar::SelectionBar;
use super::deleted::DeletedPeople;
use super::person::PersonPanel;
use super::remarkable::Remarkable;
use super::sending::{SendingBar, keep_live};
use super::table::{Pager, PeopleTable};
use super::toolbar::Toolbar;
use crate::error::{AppError, failure, overall};
use crate::invitations::CountRow;
use crate::trouble::shown;
use crate::ui::grouped;
use crate::ui::{Empty, Failure, Flash, Tone, Waiting};
use beckon_model::InvitationId;
use beckon_model::invitation::Kind;
use beckon_model::recipient::{self, Deed, Did, PersonPage, Query};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::collections::BTreeSet;

/// What is done to people, and who is ticked for it.
#[derive(Clone, Copy)]
pub(super) struct Hands {
    pub act: ServerAction<Act>,
    pub correct: ServerAction<Correct>,
    /// By the keys of their rows.
    pub ticked: RwSignal<BTreeSet<String>>,
}

/// How many came how far, and the list of them; says how they count between the two.
#[component]
pub fn People(id: InvitationId, kind: Kind, children: ChildrenFn) -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| Query::read(|name| params.read().get(name)));
    let person = Memo::new(move |_| params.read().get("person").unwrap_or_default());
    let did = Memo::new(move |_| Did::parse(&params.read().get("did").unwrap_or_default()));
    let hands = Hands {
        act: ServerAction::new(),
        correct: ServerAction::new(),
        ticked: RwSignal::new(BTreeSet::new()),
    };
    let whose = id.clone();
    let people = Resource::new(
        move || {
            let turns = (hands.act.version().get(), hands.correct.version().get());
            (query.get().text(), person.get(), turns)
        },
        move |(query, person, _)| fetch(whose.clone(), query, person),
    );
    let here = move || Here {
        id: id.clone(),
        query: query.get_untracked(),
    };
    view! {
        <Transition fallback=Waiting>
            {move || {
                let (here, children) = (here(), children.clone());
                Suspend::new(async move {
                    let (people, person) = people.await;
                    shown(people, move |people| {
                        view! {
                            <Everyone people person here kind hands did>
                                {children()}
                            </Everyone>
                        }
                    })
                })
            }}
        </Transition>
    }
}

type OnePerson = Option<Result<PersonPage, AppError>>;

async fn fetch(
    id: InvitationId,
    query: String,
    person: String,
) -> (Result<recipient::People, AppError>, OnePerson) {
    let people = api::list(id.clone(), query).await;
    if person.is_empty() {
        return (people, None);
    }
    (people, Some(api::person(id, person.into()).await))
}

#[component]
fn Everyone(
    people: recipient::People,
    person: OnePerson,
    here: Here,
    kind: Kind,
    hands: Hands,
    did: Memo<Option<Did>>,
    children: Children,
) -> impl IntoView {
    let private = kind == Kind::Private;
    let failed = overall(failure(hands.act));
    // What was done before is no news beside what just failed. The address may tell of it after the people have come.
    let done = move || did.get().filter(|_| failed.with(Option::is_none));
    let live = RwSignal::new(people.clone());
    hands.ticked.update_untracked(BTreeSet::clear);
    keep_live(here.clone(), live);
    let deleted = people.deleted;

    let nobody = people.matching == 0;
    let whole = here.query.is_whole();
    view! {
        {move || {
            view! { <CountRow counts=live.with(|people| people.counts.clone()) invited=private /> }
        }}
        {children()}
        <div class="people" id="people">
            <SendingBar live />
<Remarkable live here=here.clone() hands />
            {move || done().map(|did| view! { <Done did /> })}
            <Failure message=failed />
            {person.map(|person| view! { <PersonPanel person here=here.clone() hands /> })}
            {(!(nobody && whole)).then(|| view! { <Toolbar here=here.clone() private tags=people.tags /> })}
            {if nobody {
                view! { <Nobody here=here.clone() private /> }.into_any()
            } else {
                view! {
                    <p class="people__found">{move || found(live.with(|people| people.matching), whole)}</p>
                    {private.then(|| view! { <SelectionBar live here=here.clone() hands /> })}
                    <PeopleTable live here=here.clone() private hands />
                    <Pager live here=here.clone() />
                }
                    .into_any()
            }}
            {(!deleted.is_empty()).then(|| view! { <DeletedPeople deleted here=here.clone() hands /> })}
        </div>
    }
    .into_any()
}

fn found(matching: i64, whole: bool) -> String {
    let people = match matching {
        1 => "1 person".to_owned(),
        n => format!("{} people", grouped(n)),
    };
    if whole {
        people
    } else {
        format!("{people} found")
    }
}

/// What was just done.
#[component]
fn Done(did: Did) -> impl IntoView {
    let nothing = did.done == 0 && did.deed != Deed::Correct;
    let tone = if nothing { Tone::Warn } else { Tone::Good };
    view! {
        <Flash tone>
            <p>{did.sentence()}</p>
        </Flash>
    }
    .into_any()
}

#[component]
fn Nobody(here: Here, private: bool) -> impl IntoView {
    if here.query.is_whole() {
        let words = if private {
            "Nobody is on the list. Whoever was deleted can be put back below for 30 days."
        } else {
            "Send the link to your learners. Each stands here once he or she has started the course."
        };
        return view! {
            <Empty title="Nobody yet">
                <p>{words}</p>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty title="Nobody found">
            <p>
                "No one fits what you look for. "
                <a href=here.link(&Query::default()) data-noscroll="">
                    "Show everyone"
                </a>
            </p>
        </Empty>
    }
    .into_any()
}
