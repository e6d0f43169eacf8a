//! The stage as a native program, to be compared with its WebAssembly: takes scripts as JSON on standard input, gives the
//! course of each and the answers to its calls.

use std::error::Error;
use std::io;

use beckon_player::Stage;
use beckon_scorm::manifest;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let scripts: Vec<Value> = serde_json::from_reader(io::stdin())?;
    let played = scripts.iter().map(play).collect::<Result<Vec<_>, _>>()?;
    println!("{}", serde_json::to_string(&played)?);
    Ok(())
}

fn play(script: &Value) -> Result<Value, Box<dyn Error>> {
    let bytes = std::fs::read(script["manifest"].as_str().unwrap_or_default())?;
    let course = serde_json::to_string(&manifest::read(&bytes)?.course)?;
    let (id, name) = ("ada".to_owned(), "Sequel, Ada".to_owned());
    let stage = Stage::new(&course, id, name, "{}", r#"{"seed":7}"#);
    let mut stage = stage.map_err(|_| "the course is none")?;
    let calls = script["calls"].as_array().ok_or("no calls")?;
    let answers: Vec<Value> = calls.iter().map(|call| answer(&mut stage, call)).collect();
    Ok(json!({ "course": course, "answers": answers }))
}

fn answer(stage: &mut Stage, call: &Value) -> Value {
    let text = |at: usize| call[at].as_str().unwrap_or_default();
    match text(0) {
        "initialize" => stage.initialize(text(1)).into(),
        "terminate" => stage.terminate(text(1)).into(),
        "commit" => stage.commit(text(1)).into(),
        "getValue" => stage.get_value(text(1)).into(),
        "setValue" => stage.set_value(text(1), text(2)).into(),
        "getLastError" => stage.get_last_error().into(),
        "getErrorString" => stage.get_error_string(text(1)).into(),
        "getDiagnostic" => stage.get_diagnostic(text(1)).into(),
        "begin" => stage.begin(text(1)).into(),
        "end" => stage.end(call[1].as_f64().unwrap_or_default()).into(),
        "enter" => stage.enter().into(),
        "navigate" => stage.navigate(text(1), Some(text(2).to_owned())).into(),
        "afterEnd" => stage.after_end().into(),
        "navigation" => stage.navigation().into(),
        "standing" => stage.standing().into(),
        "progress" => stage.progress().into(),
        "takeJournal" => stage.take_journal().into(),
        _ => Value::Null,
    }
}
