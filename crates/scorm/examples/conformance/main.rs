//! Plays ADL's LMS test cases natively: through the manifest reader and the run-time's attempt.
//!
//! `cargo run -p beckon-scorm --example conformance -- --cases ../shared/packages/adl-cts
//! [--json FILE] [--trace CASE]`

mod driver;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut cases = PathBuf::from("../shared/packages/adl-cts");
    let (mut json, mut trace) = (None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next()) {
            ("--cases", Some(path)) => cases = PathBuf::from(path),
            ("--json", Some(path)) => json = Some(PathBuf::from(path)),
            ("--trace", Some(case)) => trace = Some(case),
            _ => {
                eprintln!("usage: conformance [--cases DIR] [--json FILE] [--trace CASE]");
                return ExitCode::FAILURE;
            }
        }
    }
    let results = match driver::play_all(&cases, trace.as_deref()) {
        Ok(results) => results,
        Err(why) => {
            eprintln!("{}: {why}", cases.display());
            return ExitCode::FAILURE;
        }
    };
    let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for result in &results {
        let group = result.case.split('-').next().unwrap_or(&result.case);
        let (passed, all) = groups.entry(group).or_default();
        *passed += usize::from(result.failure.is_none());
        *all += 1;
    }
    let passed = results.iter().filter(|r| r.failure.is_none()).count();
    println!("ADL 2004 native: {passed} of {} passed", results.len());
    for (group, (passed, all)) in groups {
        println!("  {group:4} {passed:3} of {all:3}");
    }
    for result in &results {
        if let Some(failure) = &result.failure {
            println!("{}: {failure}", result.case);
        }
    }
    if let Some(path) = json {
        let text = serde_json::to_string_pretty(&results).unwrap_or_default();
        if let Err(why) = std::fs::write(&path, text) {
            eprintln!("{}: {why}", path.display());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::from(u8::from(passed < results.len()))
}
