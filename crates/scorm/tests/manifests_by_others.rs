//! The manifests of ADL's LMS test packages. They lie beside the workspace (`../shared/packages`,
//! or where `BECKON_SHARED` says); without them nothing is tested here.

use std::fs;
use std::path::{Path, PathBuf};

use beckon_scorm::course::Standard;
use beckon_scorm::manifest::{self, Reading};

fn manifests() -> Option<PathBuf> {
    let shared = std::env::var_os("BECKON_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let manifests = shared.join("packages/adl-cts/manifests");
    if manifests.is_dir() {
        return Some(manifests);
    }
    println!("skipped: no manifests at {}", manifests.display());
    None
}

fn reading(path: &Path) -> Reading {
    manifest::read(&fs::read(path).unwrap())
        .unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

#[test]
fn every_manifest_of_adl_is_read() {
    let Some(folder) = manifests() else { return };
    let mut read = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "xml") {
            let reading = reading(&path);
            assert_eq!(
                reading.course.standard,
                Standard::Scorm2004Fourth,
                "{}",
                path.display()
            );
            assert!(
                reading.course.launchable().count() > 0,
                "{}",
                path.display()
            );
            if !(reading.notes.is_empty() && reading.warnings.is_empty()) {
                println!(
                    "{}: {:?} {:?}",
                    path.display(),
                    reading.notes,
                    reading.warnings
                );
            }
            read += 1;
        }
    }
    assert_eq!(read, 189);
}

#[test]
fn the_first_case_has_its_parameters() {
    let Some(folder) = manifests() else { return };
    let course = reading(&folder.join("CM-01.xml")).course;
    let first = course.launchable().next().unwrap();
    assert_eq!(first.launch.as_ref().unwrap().suffix, "?tc=CM-01&act=1");
    println!("{first:?}");
}
