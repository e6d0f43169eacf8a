use super::already::{AlreadyDialog, Choosing};
use super::api;
use super::before::BeforeSending;
use super::earlier::EarlierPeople;
use super::file::FileOfPeople;
use crate::error::{AppError, beside};
use crate::ui::{Area, Flash, Tone, Waiting, rested};
use beckon_model::people::{Checked, Invited, PeopleForm};
use beckon_model::{CourseId, InvitationId, email};
use leptos::prelude::*;

/// Who is invited: pasted, from a file, or chosen among people invited before; with what it comes to before it is sent.
/// Stands within a form that posts a field `people`.
#[component]
pub fn People(
    course: CourseId,
    /// That they are added to; `None` for an invitation to be made.
    invitation: Option<InvitationId>,
    /// What the form starts with.
    start: PeopleForm,
    failed: Signal<Option<AppError>>,
    /// What came of sending the form.
    invited: Signal<Option<Invited>>,
    /// Told the pasted addresses.
    #[prop(optional)]
    typed: Option<WriteSignal<String>>,
) -> impl IntoView {
    // A form that was kept and is shown again asks within the page: it may be without scripts.
    let within = start
        != PeopleForm {
            key: start.key.clone(),
            ..PeopleForm::default()
        };
    let form = RwSignal::new(start.clone());
    let file_sent = RwSignal::new(0);
    let rested = rested(move || form.get());
    let checked = Resource::new(
        move || (rested.get(), file_sent.get()),
        move |(form, _)| api::check(course.clone(), invitation.clone(), form),
    );
    let (addresses, set_addresses) = signal(start.addresses.clone());
    Effect::new(move |_| {
        let now = addresses.get();
        if let Some(typed) = typed {
            typed.set(now.clone());
        }
        if form.with_untracked(|form| form.addresses != now) {
            form.update(|form| form.addresses = now);
        }
    });
    let show = move |checked: Checked| {
        view! {
            <FileOfPeople reading=checked.file form file_sent error=beside(failed, "file") />
            <EarlierPeople chosen=checked.chosen found=checked.found more=checked.more_found form />
            <BeforeSending preflight=checked.preflight.clone() />
            {(within && checked.preflight.already > 0)
                .then(|| view! { <Choosing preflight=checked.preflight.clone() form /> })}
        }
    };
    view! {
        <fieldset class="people">
            <legend>"Who is invited"</legend>
            <input type="hidden" name="people[key]" value=start.key />
            <Area
                name="people[addresses]"
                label="E-mail addresses"
                rows=5
                maxlength=1_000_000
                optional=true
                value=start.addresses
                hint="Paste them as they are: separated by commas, semicolons, spaces or lines; Name <name@example.org> works too."
                error=beside(failed, "addresses")
                typed=set_addresses
            />
            <Reading addresses />
            <Transition fallback=Waiting>
                {move || Suspend::new(async move {
                    match checked.await {
                        Ok(checked) => show(checked).into_any(),
                        Err(error) => {
                            view! {
                                <Flash tone=Tone::Warn>
                                    <p>{error.problem.to_string()}</p>
                                </Flash>
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
            <label class="check">
                <input
                    type="checkbox"
                    name="people[hand_out]"
                    value="true"
                    checked=start.hand_out
                    on:change=move |ev| form.update(|form| form.hand_out = event_target_checked(&ev))
                />
                <span>"Don't send e-mails: I'll hand out the links myself"</span>
            </label>
            {(!within).then(|| view! { <AlreadyDialog invited form /> })}
        </fieldset>
    }
}

/// How many people a pasted list names, and what of it can't be read.
#[component]
fn Reading(addresses: ReadSignal<String>) -> impl IntoView {
    let read = Memo::new(move |_| addresses.with(|text| email::parse_list(text)));
    let words = move || {
        read.with(|list| {
            let people = match list.people.len() {
                0 => return String::new(),
                1 => "1 person".to_owned(),
                n => format!("{n} people"),
            };
            match list.repeated {
                0 => people,
                n => format!("{people} ({n} named more than once)"),
            }
        })
    };
    let unreadable = move || {
        read.with(|list| {
            (!list.unreadable.is_empty()).then(|| {
                let shown: Vec<_> = list.unreadable.iter().take(5).cloned().collect();
                let more = list.unreadable.len() - shown.len();
                let more = if more > 0 {
                    format!(" and {more} more")
                } else {
                    String::new()
                };
                format!("Can't be read: {}{more}", shown.join(" · "))
            })
        })
    };
    view! {
        <div class="reading" role="status">
            <span>{words}</span>
            <span class="reading__bad">{unreadable}</span>
        </div>
    }
}
