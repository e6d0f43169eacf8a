//! All calls as a page, each with a form to try it.

use super::document::in_path;
use super::once::KEY;
use super::{Call, Need, calls};
use axum::response::{Html, IntoResponse};
use http::{Method, header};

/// Scripts and styles from here only, answers from here only, and no form but by script.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// `GET /api/v2/`.
pub async fn page() -> impl IntoResponse {
    ([(header::CONTENT_SECURITY_POLICY, POLICY)], Html(html()))
}

fn html() -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>API · Beckon</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"/api.css\">\
         <script src=\"/api.js\" defer></script></head><body><main>\
         <h1>Beckon’s API</h1><p>It answers as SCORM Cloud’s API v2 does: its clients work once their base address is \
         changed to this one. Make a key under <a href=\"/keys\">Keys</a>. The whole of it as \
         <a href=\"/api/v2/openapi.json\">OpenAPI 3.1</a>.</p>\
         <fieldset><legend>Your key, for trying calls</legend>\
         <p>It stays on this page, and is forgotten with it. Calls do what they say: they change what you have.</p>\
         <label>Application id <input id=\"application\" autocomplete=\"off\" spellcheck=\"false\"></label>\
         <label>Secret key <input id=\"secret\" type=\"password\" autocomplete=\"off\"></label></fieldset>",
    );
    let mut group = "";
    for call in calls() {
        let own = call.path.split('/').nth(1).unwrap_or_default();
        if own != group {
            group = own;
            html.push_str(&format!("<h2>{group}</h2>"));
        }
        html.push_str(&told(&call));
    }
    html.push_str("</main></body></html>");
    html
}

fn told(call: &Call) -> String {
    let need = match call.need {
        Need::Scope(scope) => scope,
        Need::Key => "a key",
        Need::Management => "the management key",
    };
    let mut html = format!(
        "<details><summary><code>{} {}</code> {}</summary><dl><dt>Name</dt><dd>{}</dd><dt>Needs</dt><dd>{need}</dd>",
        call.method, call.path, call.summary, call.name
    );
    for (what, shape) in [("Takes", &call.takes), ("Gives", &call.gives)] {
        if let Some(shape) = shape {
            html.push_str(&format!("<dt>{what}</dt><dd>{}</dd>", shape.name()));
        }
    }
    html.push_str("</dl>");
    html.push_str(&form(call));
    html.push_str("</details>");
    html
}

fn form(call: &Call) -> String {
    let mut html = format!(
        "<form data-method=\"{}\" data-path=\"{}\">",
        call.method, call.path
    );
    let mut field = |place: &str, name: &str, input: &str, words: &str| {
        html.push_str(&format!(
            "<label><code>{name}</code> {words}<{input} data-in=\"{place}\" name=\"{name}\"></label>"
        ));
    };
    for name in in_path(call.path) {
        field("path", name, "input required spellcheck=\"false\"", "");
    }
    for (name, kind, words) in call.params {
        let words = format!("{kind}. {}", words.replace('`', ""));
        field("query", name, "input spellcheck=\"false\"", &words);
    }
    match call.form {
        Some("multipart/form-data") => field(
            "file",
            "file",
            "input type=\"file\" required",
            "The package, a zip.",
        ),
        Some(_) => {
            field("form", "scope", "input required", "Separated by spaces.");
            field("form", "expiration", "input type=\"number\"", "In seconds.");
        }
        None => {}
    }
    if call.method == Method::POST {
        let words = "Of your own, to have it done once however often you send it.";
        field("header", KEY.as_str(), "input", words);
    }
    if let Some(shape) = &call.takes {
        let blank = serde_json::to_string_pretty(&shape.blank()).unwrap_or_default();
        html.push_str(&format!(
            "<label>Body, {} as JSON<textarea data-in=\"body\" rows=\"6\" spellcheck=\"false\">{blank}</textarea></label>",
            shape.name()
        ));
    }
    html.push_str(&format!(
        "<button>Send<span class=\"for\"> {name}</span></button><p role=\"status\"></p>\
         <pre role=\"region\" aria-label=\"Answer to {name}\" tabindex=\"0\" hidden></pre></form>",
        name = call.name
    ));
    html
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_has_a_form_with_all_that_it_takes() {
        let html = html();
        for call in calls() {
            let form = format!(
                "data-method=\"{}\" data-path=\"{}\"",
                call.method, call.path
            );
            let begins = html.find(&form).expect(&form);
            let own = html[begins..].split("</form>").next().unwrap_or_default();
            let names = in_path(call.path).chain(call.params.iter().map(|(name, ..)| *name));
            for name in names {
                assert!(own.contains(&format!("name=\"{name}\"")), "{form}: {name}");
            }
            assert_eq!(own.contains("<textarea"), call.takes.is_some(), "{form}");
        }
    }
}
