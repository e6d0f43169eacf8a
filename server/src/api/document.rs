//! The API as OpenAPI 3.1, made from the table of calls and the shapes that they use, and as a page to read.

use super::schema::Message;
use super::{Call, Need, calls};
use http::Method;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;

/// A shape by name, with all that it is made of.
pub struct Shape {
    name: String,
    all: Vec<(String, RefOr<Schema>)>,
}

impl Shape {
    pub fn of<T: ToSchema>() -> Self {
        let mut all = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut all);
        Self {
            name: T::name().into_owned(),
            all,
        }
    }

    fn reference(&self) -> Value {
        json!({ "$ref": format!("#/components/schemas/{}", self.name) })
    }
}

/// Why a call may be refused, by status.
const REFUSALS: [(&str, &str); 7] = [
    ("400", "Something that was sent can’t be taken."),
    ("401", "No key or token, or one that does not work."),
    ("403", "The key or token may not do this."),
    ("404", "It is not there."),
    ("409", "Something else stands against it."),
    (
        "422",
        "Something else was asked under this Idempotency-Key.",
    ),
    (
        "429",
        "The key has made as many calls as it may for now; Retry-After says for how many seconds.",
    ),
];

/// The OpenAPI document.
pub fn document() -> Value {
    let mut shapes: Map<String, Value> = Map::new();
    let mut paths: Map<String, Value> = Map::new();
    let mut keep = |shape: &Shape| {
        for (name, schema) in &shape.all {
            let schema = serde_json::to_value(schema).unwrap_or_default();
            shapes.entry(name.clone()).or_insert(schema);
        }
    };
    let message = Shape::of::<Message>();
    keep(&message);
    for call in calls() {
        call.takes.iter().chain(&call.gives).for_each(&mut keep);
        let item = paths
            .entry(call.path)
            .or_insert_with(|| Value::Object(Map::new()));
        item[call.method.as_str().to_lowercase()] = operation(&call);
    }
    let refusals: Map<String, Value> = REFUSALS
        .into_iter()
        .map(|(status, words)| {
            let content = json!({ "application/json": { "schema": message.reference() } });
            let refusal = json!({ "description": words, "content": content });
            (status.to_owned(), refusal)
        })
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Beckon",
            "version": "2",
            "description": "Courses, invitations, registrations and results. It answers as SCORM Cloud's API v2 does.",
        },
        "servers": [{ "url": "/api/v2" }],
        "paths": paths,
        "components": {
            "schemas": shapes,
            "responses": refusals,
            "securitySchemes": {
                "key": { "type": "http", "scheme": "basic", "description": "Application id and secret key." },
                "token": { "type": "http", "scheme": "bearer" },
            },
        },
    })
}

fn operation(call: &Call) -> Value {
    let mut parameters: Vec<Value> = in_path(call.path)
        .map(|name| {
            let whole = matches!(name, "versionId" | "instanceId");
            let kind = if whole { "integer" } else { "string" };
            json!({ "name": name, "in": "path", "required": true, "schema": { "type": kind } })
        })
        .collect();
    parameters.extend(call.params.iter().map(|(name, kind, words)| {
        let schema = match *kind {
            "csv" => json!({ "type": "array", "items": { "type": "string" } }),
            "date-time" => json!({ "type": "string", "format": "date-time" }),
            kind => json!({ "type": kind }),
        };
        let mut parameter =
            json!({ "name": name, "in": "query", "description": words, "schema": schema });
        if *kind == "csv" {
            parameter["style"] = json!("form");
            parameter["explode"] = json!(false);
        }
        parameter
    }));
    if call.method == Method::POST {
        parameters.push(json!({
            "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "maxLength": 255 },
            "description": "Of the program's own: the call is done once, and sent again it gets the same answer, for 24 hours.",
        }));
    }
    let ok = match (&call.gives, call.gives_file) {
        (Some(shape), _) => json!({ "200": {
            "description": "Done.", "content": { "application/json": { "schema": shape.reference() } },
        } }),
        (None, true) => {
            json!({ "200": { "description": "A zip.", "content": { "application/zip": {} } } })
        }
        (None, false) if call.method == Method::HEAD => {
            json!({ "200": { "description": "It is there." } })
        }
        (None, false) => json!({ "204": { "description": "Done." } }),
    };
    let mut responses = ok;
    let refusals = REFUSALS.iter().map(|(status, _)| *status);
    for status in refusals.filter(|status| *status != "422" || call.method == Method::POST) {
        responses[status] = json!({ "$ref": format!("#/components/responses/{status}") });
    }
    let scope = match call.need {
        Need::Scope(scope) => format!("Needs the scope `{scope}`."),
        Need::Key => "Needs a key, not a token.".to_owned(),
        Need::Management => "Needs the application management key.".to_owned(),
    };
    let mut operation = json!({
        "operationId": call.name,
        "summary": call.summary,
        "description": scope,
        "tags": [call.path.split('/').nth(1).unwrap_or_default()],
        "parameters": parameters,
        "responses": responses,
        "security": match call.need {
            Need::Key => json!([{ "key": [] }]),
            _ => json!([{ "key": [] }, { "token": [] }]),
        },
    });
    if let Some(shape) = &call.takes {
        operation["requestBody"] =
            json!({ "content": { "application/json": { "schema": shape.reference() } } });
    }
    if let Some(form) = call.form {
        let properties = match form {
            "multipart/form-data" => json!({ "file": { "type": "string", "format": "binary" } }),
            _ => json!({ "scope": { "type": "string" }, "expiration": { "type": "integer" } }),
        };
        operation["requestBody"] = json!({
            "content": { form: { "schema": { "type": "object", "properties": properties } } },
        });
    }
    operation
}

fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

/// All calls as a page.
pub fn page() -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>API · Beckon</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><link rel=\"stylesheet\" href=\"/api.css\"></head><body><main>\
         <h1>Beckon’s API</h1><p>It answers as SCORM Cloud’s API v2 does: its clients work once their base address is \
         changed to this one. Make a key under <a href=\"/keys\">Keys</a>. The whole of it as \
         <a href=\"/api/v2/openapi.json\">OpenAPI 3.1</a>.</p>",
    );
    let mut group = "";
    for call in calls() {
        let own = call.path.split('/').nth(1).unwrap_or_default();
        if own != group {
            group = own;
            html.push_str(&format!("<h2>{group}</h2>"));
        }
        let need = match call.need {
            Need::Scope(scope) => scope,
            Need::Key => "a key",
            Need::Management => "the management key",
        };
        html.push_str(&format!(
            "<details><summary><code>{} {}</code> {}</summary><dl><dt>Name</dt><dd>{}</dd><dt>Needs</dt><dd>{need}</dd>",
            call.method, call.path, call.summary, call.name
        ));
        for (name, kind, words) in call.params {
            html.push_str(&format!(
                "<dt><code>{name}</code></dt><dd>{kind}. {words}</dd>"
            ));
        }
        for (what, shape) in [("Takes", &call.takes), ("Gives", &call.gives)] {
            if let Some(shape) = shape {
                html.push_str(&format!("<dt>{what}</dt><dd>{}</dd>", shape.name));
            }
        }
        html.push_str("</dl></details>");
    }
    html.push_str("</main></body></html>");
    html
}
