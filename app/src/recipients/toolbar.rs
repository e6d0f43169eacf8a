use super::Here;
use crate::ui::SearchField;
use beckon_model::recipient::{Show, Sort};
use leptos::html;
use leptos::prelude::*;
use leptos_router::components::Form;

/// Whom to show and in which order; all of it stands in the address.
#[component]
pub fn Toolbar(here: Here, private: bool, tags: Vec<String>) -> impl IntoView {
    let (show, sort) = (here.query.show, here.query.sort);
    let shows: Vec<_> = Show::ALL
        .iter()
        .filter(|one| private || one.on_public())
        .map(|one| (one.word().to_owned(), one.label().to_owned(), *one == show))
        .collect();
    let sorts: Vec<_> = Sort::ALL
        .iter()
        .map(|one| {
            (
                one.word().to_owned(),
                label(*one, private).to_owned(),
                *one == sort,
            )
        })
        .collect();
    let tag = here.query.tag;
    // One that nobody has any more can still stand in the address.
    let tagged = !(tags.is_empty() && tag.is_empty());
    let own = (!tag.is_empty() && !tags.contains(&tag)).then(|| tag.clone());
    let tags: Vec<_> = std::iter::once((String::new(), "Any tag".to_owned(), tag.is_empty()))
        .chain(
            own.into_iter()
                .chain(tags)
                .map(|one| (one.clone(), one.clone(), one == tag)),
        )
        .collect();
    view! {
        <Form
            method="get"
            action=format!("/invitations/{}", here.id)
            noscroll=true
            attr:class="people-toolbar"
            attr:role="search"
            attr:aria-label="People"
        >
            <SearchField id="people-q" name="q" label="Name or address" maxlength=100 value=here.query.search />
            <Choice name="show" label="Show" options=shows />
            {tagged.then(|| view! { <Choice name="tag" label="Tag" options=tags /> })}
            <Choice name="sort" label="Sort by" options=sorts />
            <button type="submit" class="button">
                "Show"
            </button>
        </Form>
    }
    .into_any()
}

/// Nobody is invited to a public invitation: he comes.
fn label(sort: Sort, private: bool) -> &'static str {
    match sort {
        Sort::Invited if !private => "Registered",
        _ => sort.label(),
    }
}

/// One of several; choosing is enough where scripts run, also if it was done before they had come.
#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    options: Vec<(String, String, bool)>,
) -> impl IntoView {
    let id = format!("people-{name}");
    let select = NodeRef::<html::Select>::new();
    let now = options
        .iter()
        .find(|(.., chosen)| *chosen)
        .map_or_else(String::new, |(word, ..)| word.clone());
    let options = options
        .into_iter()
        .map(|(word, label, chosen)| {
            view! {
                <option value=word selected=chosen>
                    {label}
                </option>
            }
        })
        .collect_view();
    let submit = move || {
        if let Some(form) = select.get_untracked().and_then(|select| select.form()) {
            let _ = form.request_submit();
        }
    };
    select.on_load(move |select| {
        if select.value() != now {
            submit();
        }
    });
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id name=name node_ref=select autocomplete="off" on:change=move |_| submit()>
                {options}
            </select>
        </div>
    }
    .into_any()
}
