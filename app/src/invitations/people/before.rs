use crate::invitations::{points, tone};
use crate::ui::{Badge, Cell, Table, Tone};
use beckon_model::people::{Known, PersonRow, Preflight, fate};
use leptos::prelude::*;

/// Who is new, who was invited before and how far they came, and what will happen to each.
#[component]
pub fn BeforeSending(preflight: Preflight) -> impl IntoView {
    if preflight.total() == 0 {
        return ().into_any();
    }
    let mailed = preflight.mailed;
    let words = summed(&preflight);
    let hidden = preflight.total() - preflight.people.len();
    let rows = preflight
        .people
        .into_iter()
        .map(|person| row(person, mailed))
        .collect_view();
    view! {
        <section class="people__before" aria-labelledby="before-sending">
            <h2 id="before-sending">"Before you send"</h2>
            <p role="status">{words}</p>
            <div class="people__scroll" tabindex="0" role="region" aria-label="What happens to each">
                <Table caption="What happens to each" columns=&["Person", "So far", "What happens"]>
                    {rows}
                </Table>
            </div>
            {(hidden > 0).then(|| view! { <p class="field__hint">{format!("and {hidden} more")}</p> })}
        </section>
    }
    .into_any()
}

fn row(person: PersonRow, mailed: bool) -> impl IntoView {
    let happens = fate(person.known.is_some(), person.choice, mailed);
    let undecided = person.known.is_some() && person.choice.is_none();
    view! {
        <tr>
            <Cell name="Person">
                <Named name=person.name email=person.email />
            </Cell>
            <Cell name="So far">
                <SoFar known=person.known />
            </Cell>
            <Cell name="What happens">
                {if undecided {
                    view! { <Badge tone=Tone::Warn>{happens}</Badge> }.into_any()
                } else {
                    happens.into_any()
                }}
            </Cell>
        </tr>
    }
}

/// Name and address of a person.
#[component]
pub fn Named(name: String, email: String) -> impl IntoView {
    let title = if name.is_empty() { email.clone() } else { name };
    let address = (title != email).then_some(email);
    view! {
        <strong>{title}</strong>
        {address.map(|address| view! { <span class="sub">{address}</span> })}
    }
}

/// How far someone is who was invited before, or that he is new.
#[component]
pub fn SoFar(known: Option<Known>) -> impl IntoView {
    let Some(known) = known else {
        return view! { <Badge tone=Tone::Calm>"New"</Badge> }.into_any();
    };
    let mut beside = known.score.map(points).into_iter().collect::<Vec<_>>();
    if known.here {
        beside.push("in this invitation".to_owned());
    } else if known.public {
        beside.push("by a public link".to_owned());
    }
    view! {
        <Badge tone=tone(known.progress)>{known.progress.label()}</Badge>
        {(!beside.is_empty()).then(|| view! { <span class="sub">{beside.join(", ")}</span> })}
    }
    .into_any()
}

/// "12 people: 9 are new, 3 were invited to this course before (1 started, 1 completed)."
fn summed(preflight: &Preflight) -> String {
    let people = match preflight.total() {
        1 => "1 person".to_owned(),
        n => format!("{n} people"),
    };
    if preflight.already == 0 {
        return format!("{people}, new to this course.");
    }
    let verb = if preflight.already == 1 {
        "was"
    } else {
        "were"
    };
    let mut far = Vec::new();
    for (number, word) in [
        (preflight.started, "started"),
        (preflight.completed, "completed"),
    ] {
        if number > 0 {
            far.push(format!("{number} {word}"));
        }
    }
    let far = if far.is_empty() {
        String::new()
    } else {
        format!(" ({})", far.join(", "))
    };
    format!(
        "{people}: {} new, {} {verb} invited to this course before{far}.",
        preflight.new, preflight.already
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_tells_the_new_from_those_invited_before() {
        let mut preflight = Preflight {
            new: 9,
            already: 3,
            started: 1,
            completed: 1,
            ..Preflight::default()
        };
        assert_eq!(
            summed(&preflight),
            "12 people: 9 new, 3 were invited to this course before (1 started, 1 completed)."
        );
        preflight.already = 0;
        assert_eq!(summed(&preflight), "9 people, new to this course.");
    }
}
