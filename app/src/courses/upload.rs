//! Sending a package to the library, with its progress.

use crate::accounts::encoded;
use beckon_model::CourseId;
use leptos::ev::DragEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use serde::Deserialize;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{File, ProgressEvent, XmlHttpRequest};

/// How an upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Upload {
    None,
    /// File name and per cent.
    Sending(String, u8),
    Failed(String),
}

/// Takes a package by button or by drag and drop. Without scripts it is a plain form.
#[component]
pub fn Uploader(
    /// What went wrong with a file sent without scripts; may be empty.
    problem: String,
    /// The course that the package is to become a new version of; otherwise it becomes a course of its own.
    #[prop(optional)]
    new_version_of: Option<CourseId>,
) -> impl IntoView {
    let start = if problem.is_empty() {
        Upload::None
    } else {
        Upload::Failed(problem)
    };
    let state = RwSignal::new(start);
    let (label, address) = match new_version_of {
        None => ("Upload a course", "/library/upload".to_owned()),
        Some(course) => (
            "Upload a new version",
            format!("/library/upload?course={course}"),
        ),
    };
    let address = StoredValue::new(address);
    let over = RwSignal::new(false);
    let input = NodeRef::<Input>::new();
    let navigate = use_navigate();
    let arrive = Callback::new(move |id: String| {
        navigate(
            &format!("/library/imports/{id}"),
            NavigateOptions::default(),
        );
    });
    let chosen = move || {
        input
            .get()
            .and_then(|input| input.files())
            .and_then(|files| files.get(0))
    };
    let send_chosen = move || {
        if let Some(file) = chosen() {
            send(&address.get_value(), &file, state, arrive);
        }
    };
    let on_drop = move |ev: DragEvent| {
        ev.prevent_default();
        over.set(false);
        let file = ev
            .data_transfer()
            .and_then(|data| data.files())
            .and_then(|files| files.get(0));
        if let Some(file) = file {
            send(&address.get_value(), &file, state, arrive);
        }
    };
    view! {
        <form
            class="dropzone"
            class:dropzone--over=over
            method="post"
            action=address.get_value()
            enctype="multipart/form-data"
            aria-label=label
            on:dragover=move |ev| {
                ev.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=on_drop
            on:submit=move |ev| {
                if chosen().is_some() {
                    ev.prevent_default();
                    send_chosen();
                }
            }
        >
            <div class="dropzone__ask">
                <label for="package">"Course package (.zip)"</label>
                <input
                    id="package"
                    name="package"
                    type="file"
                    accept=".zip,.pif,application/zip"
                    required
                    node_ref=input
                    on:change=move |_| send_chosen()
                />
                <button type="submit" class="button" data-look="primary">
                    "Upload"
                </button>
                <p class="field__hint">"Choose a file or drop it here, up to 1 GiB."</p>
            </div>
            <div class="dropzone__state" role="status">
                {move || standing(&state.get())}
            </div>
        </form>
    }
}

fn standing(upload: &Upload) -> AnyView {
    match upload {
        Upload::None => ().into_any(),
        Upload::Sending(name, percent) => {
            let percent = *percent;
            let words = if percent < 100 {
                format!("Uploading {name}: {percent} %")
            } else {
                format!("{name} has arrived; a moment…")
            };
            view! {
                <label for="upload-progress">{words}</label>
                <progress id="upload-progress" max="100" value=percent.to_string()></progress>
            }
            .into_any()
        }
        Upload::Failed(why) => {
            view! { <p class="flash" data-tone="bad">{why.clone()}</p> }.into_any()
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    import: String,
    error: String,
}

/// Sends the file to the address as the request's body; only this old interface tells how far it has come.
fn send(address: &str, file: &File, state: RwSignal<Upload>, arrive: Callback<String>) {
    let name = file.name();
    let broken = "The upload broke off. Check your connection and try again.";
    let Ok(request) = XmlHttpRequest::new() else {
        return;
    };
    state.set(Upload::Sending(name.clone(), 0));
    if let Ok(upload) = request.upload() {
        let name = name.clone();
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |ev: ProgressEvent| {
            let percent = if ev.total() > 0.0 {
                ev.loaded() / ev.total() * 100.0
            } else {
                0.0
            };
            state.set(Upload::Sending(name.clone(), percent as u8));
        });
        upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        progress.forget();
    }
    let answered = request.clone();
    let done = Closure::once_into_js(move || {
        let text = answered.response_text().ok().flatten().unwrap_or_default();
        let answer: Answer = serde_json::from_str(&text).unwrap_or_default();
        match (answer.import.is_empty(), answer.error.is_empty()) {
            (false, _) => arrive.run(answer.import),
            (true, false) => state.set(Upload::Failed(answer.error)),
            (true, true) => state.set(Upload::Failed(broken.to_owned())),
        }
    });
    request.set_onload(Some(done.unchecked_ref()));
    let failed = Closure::once_into_js(move || state.set(Upload::Failed(broken.to_owned())));
    request.set_onerror(Some(failed.unchecked_ref()));
    let joint = if address.contains('?') { '&' } else { '?' };
    let url = format!("{address}{joint}name={}", encoded(&name));
    let sent = request.open("POST", &url).and_then(|()| {
        request.set_request_header("Content-Type", "application/zip")?;
        request.send_with_opt_blob(Some(file))
    });
    if sent.is_err() {
        state.set(Upload::Failed(broken.to_owned()));
    }
}
