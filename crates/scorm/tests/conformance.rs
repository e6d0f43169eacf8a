//! ADL's LMS test cases, played natively. They lie beside the workspace (`../shared/packages`, or
//! where `BECKON_SHARED` says); without them nothing is tested here.

#[path = "../examples/conformance/driver.rs"]
mod driver;

use std::path::{Path, PathBuf};

#[test]
fn all_cases_of_adl_pass() {
    let shared = std::env::var_os("BECKON_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let cases = shared.join("packages/adl-cts");
    if !cases.is_dir() {
        println!("skipped: no cases at {}", cases.display());
        return;
    }
    let results = driver::play_all(&cases, None).unwrap();
    let short: Vec<_> = results
        .iter()
        .filter_map(|result| Some((&result.case, result.failure.as_ref()?)))
        .collect();
    assert!(short.is_empty(), "{short:#?}");
    assert_eq!(results.len(), 188);
}
