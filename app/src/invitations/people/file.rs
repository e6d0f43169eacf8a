use crate::ui::{Flash, Tone};
use beckon_model::people::{FileReading, PeopleForm};
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{FormData, HtmlButtonElement, HtmlFormElement, HtmlInputElement, XmlHttpRequest};

/// A file of people, as comma-separated values: sent at once where scripts run, else by its button.
#[component]
pub fn FileOfPeople(
    /// As it was understood, if one was sent.
    reading: Option<FileReading>,
    form: RwSignal<PeopleForm>,
    /// Counts the files that were sent.
    file_sent: RwSignal<u32>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let trouble = RwSignal::new(String::new());
    let send = move |within: Option<HtmlFormElement>| {
        if let Some(within) = within {
            send_form(&within, form, file_sent, trouble);
        }
    };
    let open = reading.is_some() || error.get_untracked().is_some();
    view! {
        <details class="disclosure" open=open>
            <summary>"From a file (CSV)"</summary>
            <div class="people__part">
                <div class="field">
                    <label for="people-file">"File with people (.csv)"</label>
                    <input
                        id="people-file"
                        name="file"
                        type="file"
                        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
                        aria-describedby="people-file-hint people-file-error"
                        on:change=move |ev| send(event_target::<HtmlInputElement>(&ev).form())
                    />
                    <p class="field__hint" id="people-file-hint">
                        "As a spreadsheet saves it, with a column of e-mail addresses; up to 100,000 people. First and last name are used if they are there."
                    </p>
                    <p class="field__error" id="people-file-error">
                        {move || error.get().or_else(|| Some(trouble.get()).filter(|why| !why.is_empty()))}
                    </p>
                </div>
                <button
                    type="submit"
                    class="button"
                    data-look="plain"
                    formaction="/people"
                    formenctype="multipart/form-data"
                    formnovalidate=true
                    on:click=move |ev| {
                        ev.prevent_default();
                        send(event_target::<HtmlButtonElement>(&ev).form());
                    }
                >
                    "Read the file"
                </button>
                {reading.map(|reading| view! { <Read reading form /> })}
            </div>
        </details>
    }
}

/// What the file was understood to say.
#[component]
fn Read(reading: FileReading, form: RwSignal<PeopleForm>) -> impl IntoView {
    let FileReading {
        file_name,
        titles,
        first_rows,
        columns,
        people,
        repeated,
        errors,
        wrong,
    } = reading;
    let mut found = match people {
        1 => "1 person".to_owned(),
        n => format!("{n} people"),
    };
    if repeated > 0 {
        found.push_str(&format!(" ({repeated} named more than once)"));
    }
    let choices = [
        ("people[email_column]", "E-mail is in", columns.email, false),
        (
            "people[name_column]",
            "Whole name is in",
            columns.name,
            true,
        ),
        (
            "people[first_column]",
            "First name is in",
            columns.first,
            true,
        ),
        ("people[last_column]", "Last name is in", columns.last, true),
    ]
    .map(|(name, label, chosen, optional)| {
        let titles = titles.clone();
        view! { <Column name label titles chosen optional form /> }
    })
    .collect_view();
    let heads = titles
        .iter()
        .map(|title| view! { <th scope="col">{title.clone()}</th> })
        .collect_view();
    let rows = first_rows
        .into_iter()
        .map(|row| {
            let cells = row
                .into_iter()
                .map(|cell| view! { <td>{cell}</td> })
                .collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    let more = wrong - errors.len();
    let leave_out = form.with_untracked(|form| form.leave_out);
    view! {
        <p role="status">
            <strong>{file_name}</strong>
            ": "
            {found}
        </p>
        <div class="people__columns">{choices}</div>
        <div class="people__scroll" tabindex="0" role="region" aria-label="The first rows of the file">
            <table class="people__file">
                <caption class="visually-hidden">"The first rows of the file"</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {(wrong > 0)
            .then(|| {
                let lines = errors
                    .into_iter()
                    .map(|error| view! { <li>{format!("Row {}: {}", error.row, error.why)}</li> })
                    .collect_view();
                view! {
                    <Flash tone=Tone::Warn>
                        <p>{if wrong == 1 { "1 row can't be read:".to_owned() } else { format!("{wrong} rows can't be read:") }}</p>
                        <ul class="people__errors">{lines}</ul>
                        {(more > 0).then(|| view! { <p>{format!("and {more} more")}</p> })}
                        <label class="check">
                            <input
                                type="checkbox"
                                name="people[leave_out]"
                                value="true"
                                checked=leave_out
                                prop:checked=move || form.with(|form| form.leave_out)
                                on:change=move |ev| {
                                    form.update(|form| form.leave_out = event_target_checked(&ev));
                                }
                            />
                            <span>"Leave these out"</span>
                        </label>
                    </Flash>
                }
            })}
        <label class="check">
            <input
                type="checkbox"
                name="people[without_file]"
                value="true"
                prop:checked=move || form.with(|form| form.without_file)
                on:change=move |ev| form.update(|form| form.without_file = event_target_checked(&ev))
            />
            <span>"Forget this file"</span>
        </label>
    }
}

/// Which column holds it.
#[component]
fn Column(
    name: &'static str,
    label: &'static str,
    titles: Vec<String>,
    chosen: Option<usize>,
    optional: bool,
    form: RwSignal<PeopleForm>,
) -> impl IntoView {
    let none = (optional || chosen.is_none()).then(|| {
        let word = if optional { "none" } else { "choose" };
        view! { <option value="-" selected=chosen.is_none()>{word}</option> }
    });
    let options = titles
        .into_iter()
        .enumerate()
        .map(|(at, title)| {
            view! { <option value=at.to_string() selected=chosen == Some(at)>{title}</option> }
        })
        .collect_view();
    let choose = move |value: String| form.update(|form| *typed_column(form, name) = value);
    let guessed = chosen.map_or_else(|| "-".to_owned(), |at| at.to_string());
    let now = move || {
        let typed = form.with(|form| typed_column(&mut form.clone(), name).clone());
        if typed.is_empty() {
            guessed.clone()
        } else {
            typed
        }
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select id=name name=name prop:value=now on:change=move |ev| choose(event_target_value(&ev))>
                {none}
                {options}
            </select>
        </div>
    }
}

/// What was chosen by the field of this name.
fn typed_column<'a>(form: &'a mut PeopleForm, name: &str) -> &'a mut String {
    match name {
        "people[email_column]" => &mut form.email_column,
        "people[name_column]" => &mut form.name_column,
        "people[first_column]" => &mut form.first_column,
        _ => &mut form.last_column,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    error: String,
}

/// Sends the whole form, whose file is kept under its key; then the people are looked at anew.
fn send_form(
    element: &HtmlFormElement,
    form: RwSignal<PeopleForm>,
    file_sent: RwSignal<u32>,
    trouble: RwSignal<String>,
) {
    let broken = "The file could not be sent. Check your connection and try again.";
    let (Ok(request), Ok(data)) = (XmlHttpRequest::new(), FormData::new_with_form(element)) else {
        return;
    };
    trouble.set(String::new());
    let answered = request.clone();
    let done = Closure::once_into_js(move || {
        let text = answered.response_text().ok().flatten().unwrap_or_default();
        match serde_json::from_str::<Answer>(&text) {
            Ok(answer) if answer.error.is_empty() => {
                form.update(|form| {
                    form.take_file();
                    form.leave_out = false;
                });
                file_sent.update(|count| *count += 1);
            }
            Ok(answer) => trouble.set(answer.error),
            Err(_) => trouble.set(broken.to_owned()),
        }
    });
    request.set_onload(Some(done.unchecked_ref()));
    let failed = Closure::once_into_js(move || trouble.set(broken.to_owned()));
    request.set_onerror(Some(failed.unchecked_ref()));
    let sent = request.open("POST", "/people").and_then(|()| {
        request.set_request_header("Accept", "application/json")?;
        request.send_with_opt_form_data(Some(&data))
    });
    if sent.is_err() {
        trouble.set(broken.to_owned());
    }
}
