//! The API as OpenAPI 3.1, made from the table of calls and the shapes that they use.

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

    pub fn name(&self) -> &str {
        &self.name
    }

    /// What must be said of it, with nothing said yet.
    pub fn blank(&self) -> Value {
        let all: Map<String, Value> = self
            .all
            .iter()
            .map(|(name, schema)| {
                (
                    name.clone(),
                    serde_json::to_value(schema).unwrap_or_default(),
                )
            })
            .collect();
        blank(all.get(&self.name).unwrap_or(&Value::Null), &all)
    }

    fn reference(&self) -> Value {
        json!({ "$ref": format!("#/components/schemas/{}", self.name) })
    }
}

/// A value of a schema, with its required parts; `all` are the schemas that it may refer to.
fn blank(schema: &Value, all: &Map<String, Value>) -> Value {
    let referred = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next());
    if let Some(name) = referred {
        return all.get(name).map_or(json!({}), |schema| blank(schema, all));
    }
    match schema["type"].as_str() {
        Some("string") => json!(""),
        Some("integer" | "number") => json!(0),
        Some("boolean") => json!(false),
        Some("array") => json!([]),
        _ => {
            let required = schema["required"].as_array().into_iter().flatten();
            let parts = required.filter_map(Value::as_str).map(|name| {
                let part = blank(&schema["properties"][name], all);
                (name.to_owned(), part)
            });
            Value::Object(parts.collect())
        }
    }
}

/// Why a call may be refused, by status.
const REFUSALS: [(&str, &str); 8] = [
    ("400", "Something that was sent can’t be taken."),
    ("401", "No key or token, or one that does not work."),
    ("403", "The key or token may not do this."),
    ("404", "It is not there."),
    ("409", "Something else stands against it."),
    ("413", "It is larger than can be taken."),
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

pub fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}
