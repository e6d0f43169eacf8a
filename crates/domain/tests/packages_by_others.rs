//! Packages made by others, good and bad, taken in as they are. They lie beside the workspace
//! (`../shared/packages`, or where `BECKON_SHARED` says); without them nothing is tested here.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use beckon_domain::courses::package::{Limits, Package, Refusal, take_in};

fn packages() -> Option<PathBuf> {
    let shared = std::env::var_os("BECKON_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"));
    let packages = shared.join("packages");
    if packages.is_dir() {
        return Some(packages);
    }
    println!("skipped: no packages at {}", packages.display());
    None
}

fn zips(folder: &Path) -> Vec<PathBuf> {
    let mut zips: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    zips.retain(|path| path.extension().is_some_and(|end| end == "zip"));
    zips.sort();
    zips
}

fn name(zip: &Path) -> String {
    zip.file_name().unwrap().to_string_lossy().into_owned()
}

fn take(zip: &Path, store: &Path) -> Result<Package, Refusal> {
    take_in(zip, &name(zip), store, &Limits::default())
}

fn stored(store: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for folder in fs::read_dir(store).into_iter().flatten().flatten() {
        assert!(
            folder.path().is_dir(),
            "a passing file stays: {}",
            folder.path().display()
        );
        found.extend(
            fs::read_dir(folder.path())
                .unwrap()
                .map(|file| file.unwrap().path()),
        );
    }
    found
}

#[test]
fn every_golf_course_can_be_played() {
    let Some(packages) = packages() else { return };
    let store = tempfile::tempdir().unwrap();
    for folder in ["golf", "generated"] {
        for zip in zips(&packages.join(folder)) {
            let package =
                take(&zip, store.path()).unwrap_or_else(|why| panic!("{}: {why}", name(&zip)));
            let course = &package.course;
            assert!(!course.title.is_empty(), "{}", name(&zip));
            assert!(course.launchable().count() > 0, "{}", name(&zip));
            for item in course.launchable() {
                let launch = item.launch.as_ref().unwrap();
                assert!(launch.present, "{}: {launch:?}", name(&zip));
                // Two of them are made of pages that do not call the run-time.
                let pages = name(&zip).starts_with("ContentPackagingOneFilePerSCO");
                assert!(launch.sco || pages, "{}: {launch:?}", name(&zip));
                let file = package
                    .files
                    .iter()
                    .find(|file| file.path == launch.file)
                    .unwrap();
                assert!(file.mime.starts_with("text/html"), "{file:?}");
            }
            for edition in [
                ("SCORM12", "1.2"),
                ("2ndEd", "2nd"),
                ("3rdEd", "3rd"),
                ("SCORM20044thEd", "4th"),
            ] {
                if name(&zip).contains(edition.0) {
                    assert!(
                        course.standard.label().contains(edition.1),
                        "{}",
                        name(&zip)
                    );
                }
            }
            println!(
                "{}: {} {:?} {:?}",
                name(&zip),
                course.title,
                course.duration,
                package.oddities
            );
        }
    }
}

#[test]
fn the_golf_metadata_describes_the_course() {
    let Some(packages) = packages() else { return };
    let store = tempfile::tempdir().unwrap();
    let zip = packages.join("golf/ContentPackagingMetadata_SCORM20043rdEdition.zip");
    let course = take(&zip, store.path()).unwrap().course;
    assert!(
        course.description.contains("golf"),
        "{}",
        course.description
    );
}

/// Words that the sentence must have, for each reason in the table.
fn words(reason: &str) -> &'static [&'static str] {
    match reason {
        "a document type with entities" => &["document type", "entities"],
        "unpacks to more, to more files, or deeper than the limit" => &["more than"],
        "compressed by a method that is not supported (naming it), or imports" => {
            &["not supported"]
        }
        "a checksum or a size does not match" => &["does not match"],
        "two entries claim one name, or a name is file and folder" => &["name"],
        "the bytes are not in the declared encoding and no other can be told" => &["encoding"],
        "encrypted" => &["encrypted"],
        "not an address that a course may launch" => &["not an address that a course may launch"],
        "launches outside the package (unless the operator allows it)" => &["outside the package"],
        "points outside the package" => &["points outside the package"],
        "two manifests, neither at the root" => &["several manifests"],
        "no manifest" => &["no imsmanifest.xml"],
        "not a zip, empty, or cut off" => &["not a zip"],
        "holds a NUL in a file name" => &["NUL"],
        "holds a symbolic link" => &["symbolic link"],
        "a zip inside a zip: says to upload the inner one" => &["inner one"],
        other => panic!("no words for {other}"),
    }
}

/// A word that one of the notes must have, for each reason in the table that asks for a note.
fn noted(reason: &str) -> Option<&'static [&'static str]> {
    Some(match reason {
        "note: circular dependency cut" => &["circular"],
        "note: the declared encoding is wrong, read as it is" => &["wrong encoding"],
        "note: file found in spite of back-slashes, case or Unicode form" => {
            &["back-slashes", "was found as"]
        }
        "note: the launch file is not in the package; launching says so" => {
            &["is not in the package"]
        }
        "an item without an address is shown without a launch, note" => &["without a launch"],
        "note: identifiers repeat, first one wins" => &["repeats"],
        "note: white space before the declaration" => &["white space"],
        "junk ignored, note" => &["ignored"],
        "title cut to the limit, note" => &["was cut"],
        "re-rooted at the folder that has the manifest, note" => &["begins at the folder"],
        "note: manifest name in other case" => &["other case"],
        "first organization, note" => &["first one is used"],
        "one item made of the only SCO, note" => &["only launchable resource"],
        "note: an item points to no resource and is shown without a launch" => {
            &["points to no resource"]
        }
        "note: no schemaversion, edition told by namespace" => &["no schemaversion"],
        "note: no scormtype, treated as an asset" => &["no scormtype"],
        _ => return None,
    })
}

#[test]
fn hostile_packages_do_what_the_table_says() {
    let Some(packages) = packages() else { return };
    let table = fs::read_to_string(packages.join("hostile/EXPECTED.tsv")).unwrap();
    assert_eq!(
        table.lines().count() - 1,
        zips(&packages.join("hostile")).len()
    );
    let mut wrong = Vec::new();
    for row in table.lines().skip(1) {
        let [file, outcome, reason] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{row}")
        };
        let place = tempfile::tempdir().unwrap();
        let store = place.path().join("content");
        let taken = take(&packages.join("hostile").join(file), &store);
        match (outcome, taken) {
            ("refused", Err(why)) => {
                let why = why.to_string();
                if !words(reason).iter().all(|word| why.contains(word)) {
                    wrong.push(format!("{file}: refused, but says: {why}"));
                }
                if !stored(&store).is_empty() {
                    wrong.push(format!("{file}: refused, but leaves blobs"));
                }
            }
            ("imports", Ok(package)) => {
                let oddities = &package.oddities;
                let notes = [&*oddities.mended, &*oddities.warnings].concat().join("\n");
                let has_note =
                    noted(reason).is_none_or(|any| any.iter().any(|word| notes.contains(word)));
                if !has_note {
                    wrong.push(format!("{file}: imports, but notes: {notes}"));
                }
                let odd = reason.starts_with("odd names") || reason.starts_with("file found");
                let present = package
                    .course
                    .launchable()
                    .all(|i| i.launch.as_ref().unwrap().present);
                if odd && !present {
                    wrong.push(format!(
                        "{file}: launch file not found: {:?}",
                        package.course
                    ));
                }
                let blobs: BTreeSet<_> = package
                    .files
                    .iter()
                    .map(|f| store.join(&f.blob[..2]).join(&f.blob))
                    .collect();
                if blobs != stored(&store) {
                    wrong.push(format!("{file}: blobs and files differ"));
                }
            }
            (_, Err(why)) => wrong.push(format!("{file}: should import, refused: {why}")),
            (_, Ok(package)) => wrong.push(format!(
                "{file}: should be refused, notes {:?}",
                package.oddities
            )),
        }
        let beside: Vec<_> = fs::read_dir(place.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert!(
            beside.iter().all(|entry| entry == "content"),
            "{file} writes beside the store: {beside:?}"
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_aicc_course_is_refused_by_its_name() {
    let Some(packages) = packages() else { return };
    let store = tempfile::tempdir().unwrap();
    let mut all = zips(&packages.join("aicc"));
    all.push(packages.join("moodle/validaicc.zip"));
    for zip in all {
        let why = take(&zip, store.path()).unwrap_err().to_string();
        assert!(
            why.contains("This is an AICC course"),
            "{}: {why}",
            name(&zip)
        );
    }
}

#[test]
fn courses_of_other_test_sets_are_taken_in_or_refused_with_reason() {
    let Some(packages) = packages() else { return };
    let store = tempfile::tempdir().unwrap();
    let refused = [
        ("invalid.zip", "no imsmanifest.xml"),
        ("validaicc.zip", "AICC"),
        ("empty_22_bytes.zip", "no imsmanifest.xml"),
        ("MalformedXml_SCORM12.zip", "not well-formed"),
    ];
    for zip in zips(&packages.join("moodle"))
        .into_iter()
        .chain(zips(&packages.join("parser")))
    {
        let reason = refused
            .iter()
            .find(|(file, _)| *file == name(&zip))
            .map(|(_, reason)| *reason);
        match (take(&zip, store.path()), reason) {
            (Ok(package), None) => println!(
                "{}: {:?} {:?}",
                name(&zip),
                package.course.title,
                package.oddities
            ),
            (Err(why), Some(reason)) => {
                assert!(why.to_string().contains(reason), "{}: {why}", name(&zip))
            }
            (Ok(package), Some(_)) => panic!("{} is taken in: {:?}", name(&zip), package.course),
            (Err(why), None) => println!("REFUSED {}: {why}", name(&zip)),
        }
    }
}
