use crate::error::{AppError, beside, overall, typed_or};
use crate::ui::{Button, Failure, Field, Look, Select};
use beckon_model::launch_option::{Choices, Effective, LaunchOption, Origin};
use leptos::prelude::*;

/// What stands in the form of a level: a field for each option, where what is left open is as it is a level higher.
#[component]
pub fn LaunchOptionFields(
    /// As they hold now.
    effective: Effective,
    /// Whose form this is.
    level: Origin,
    failed: Signal<Option<AppError>>,
    #[prop(into)] busy: Signal<bool>,
) -> impl IntoView {
    let above = effective.above(level);
    let fields = effective
        .all()
        .map(|(option, value, origin)| {
            let own = if origin == level { value } else { "" };
            let own = typed_or(failed, option.field(), own);
            let hint = format!("Now: {} ({}).", said(option, value), origin.label());
            let otherwise = said(option, above.value(option));
            let otherwise = format!("{}: {otherwise}", as_above(level, above.origin(option)));
            field(option, own, hint, otherwise, failed)
        })
        .collect_view();
    view! {
        <Failure message=overall(failed) />
        <div class="launch-options">{fields}</div>
        <Button look=Look::Primary busy>
            "Save"
        </Button>
    }
    .into_any()
}

/// How a screen says that what this level leaves open is as it is above, where it comes from there.
fn as_above(level: Origin, above: Origin) -> &'static str {
    match (above, level) {
        (Origin::Invitation, _) => "as the invitation has it",
        (Origin::Account, _) => "as it is for all your courses",
        (Origin::Course, _) | (_, Origin::Registration) => "as the course has it",
        _ => "as the product has it",
    }
}

fn said(option: LaunchOption, value: &str) -> String {
    let said = option.says(value);
    let mut letters = said.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => said,
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn field(
    option: LaunchOption,
    own: String,
    hint: String,
    otherwise: String,
    failed: Signal<Option<AppError>>,
) -> AnyView {
    let (name, label) = (option.field(), option.label());
    match option.choices() {
        Choices::Words(words) => {
            let words = words
                .iter()
                .map(|(word, said)| ((*word).to_owned(), (*said).to_owned()));
            let options = std::iter::once((String::new(), capital(&otherwise)))
                .chain(words)
                .collect();
            view! { <Select name label options value=own hint /> }.into_any()
        }
        Choices::UpTo(..) => {
            let hint = match own.is_empty() {
                true => hint,
                false => format!("{hint} Leave it empty to have it {otherwise}."),
            };
            let error = beside(failed, name);
            view! {
                <Field name label value=own hint error inputmode="numeric" maxlength=6 optional=true />
            }
            .into_any()
        }
    }
}
