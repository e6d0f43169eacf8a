use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Limits, Package, Refusal, take_in};

const MANIFEST: &str = r#"<manifest identifier="M" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schemaversion>1.2</schemaversion></metadata><organizations default="O"><organization identifier="O"><title>Boats</title><item identifier="I" identifierref="R"><title>Row</title></item></organization></organizations><resources><resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="index.html"/></resources></manifest>"#;

/// A folder with a zip and a store.
struct Place {
    folder: TempDir,
}

impl Place {
    fn with(files: &[(&str, &[u8])]) -> Self {
        let place = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        place.zip(files);
        place
    }

    fn zip(&self, files: &[(&str, &[u8])]) {
        let mut zip = ZipWriter::new(fs::File::create(self.upload()).unwrap());
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        for (name, content) in files {
            zip.start_file(*name, options).unwrap();
            zip.write_all(content).unwrap();
        }
        zip.finish().unwrap();
    }

    fn upload(&self) -> PathBuf {
        self.folder.path().join("upload.zip")
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    fn take(&self) -> Result<Package, Refusal> {
        self.take_within(&Limits::default())
    }

    fn take_within(&self, limits: &Limits) -> Result<Package, Refusal> {
        take_in(&self.upload(), "boats.zip", &self.store(), limits)
    }

    fn blobs(&self) -> usize {
        fn count(folder: &Path) -> usize {
            fs::read_dir(folder)
                .into_iter()
                .flatten()
                .flatten()
                .map(|entry| {
                    if entry.path().is_dir() {
                        count(&entry.path())
                    } else {
                        1
                    }
                })
                .sum()
        }
        count(&self.store())
    }
}

fn course() -> Vec<(&'static str, &'static [u8])> {
    vec![
        ("imsmanifest.xml", MANIFEST.as_bytes()),
        ("index.html", b"<h1>Row</h1>"),
    ]
}

#[test]
fn a_course_is_stored_file_by_file_under_its_hash() {
    let place = Place::with(&course());
    let package = place.take().unwrap();
    assert_eq!(package.course.title, "Boats");
    assert!(package.oddities.is_empty(), "{:?}", package.oddities);
    let page = &package.files[1];
    assert_eq!(
        (page.path.as_str(), page.size, page.mime.as_str()),
        ("index.html", 12, "text/html")
    );
    let content = fs::read(place.store().join(&page.blob[..2]).join(&page.blob)).unwrap();
    assert_eq!(content, b"<h1>Row</h1>");
    assert_eq!(package.size, 12 + MANIFEST.len() as u64);
}

#[test]
fn the_same_content_is_stored_once() {
    let mut files = course();
    files.push(("copy.html", b"<h1>Row</h1>"));
    let place = Place::with(&files);
    assert_eq!(place.take().unwrap().files.len(), 3);
    assert_eq!(place.take().unwrap().files.len(), 3);
    assert_eq!(place.blobs(), 2);
}

#[test]
fn a_refused_package_leaves_what_was_there_before() {
    let place = Place::with(&course());
    place.take().unwrap();
    let mut files = course();
    let noise: Vec<u8> = (0..50_000u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    files.extend([("a.bin", &b"new"[..]), ("z.bin", &noise)]);
    place.zip(&files);
    let mut bytes = fs::read(place.upload()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xFF;
    fs::write(place.upload(), bytes).unwrap();
    assert!(matches!(place.take(), Err(Refusal::Damaged(name)) if name == "z.bin"));
    assert_eq!(place.blobs(), 2);
}

#[test]
fn a_zip_cut_off_is_no_zip() {
    let place = Place::with(&course());
    let bytes = fs::read(place.upload()).unwrap();
    for length in [0, 10, bytes.len() / 2, bytes.len() - 30] {
        fs::write(place.upload(), &bytes[..length]).unwrap();
        assert!(matches!(place.take(), Err(Refusal::NotAZip)), "{length}");
    }
}

#[test]
fn each_limit_is_kept() {
    let mut files = course();
    files.push(("a/b/c/long-name.bin", &[0; 3000]));
    let place = Place::with(&files);
    let limits = Limits::default;
    let refusal = |limits: Limits| place.take_within(&limits).unwrap_err();
    assert!(matches!(
        refusal(Limits {
            files: 2,
            ..limits()
        }),
        Refusal::TooManyFiles(2)
    ));
    assert!(matches!(
        refusal(Limits {
            unpacked: 3100,
            ..limits()
        }),
        Refusal::TooLarge(_)
    ));
    assert!(matches!(
        refusal(Limits {
            file: 2000,
            ..limits()
        }),
        Refusal::LargeFile(..)
    ));
    assert!(matches!(
        refusal(Limits {
            depth: 3,
            ..limits()
        }),
        Refusal::Deep(..)
    ));
    assert!(matches!(
        refusal(Limits {
            path: 15,
            ..limits()
        }),
        Refusal::LongPath(..)
    ));
    assert!(place.take().is_ok());
}

#[test]
fn a_package_over_a_limit_is_told_which_and_whom_to_ask() {
    let mut files = course();
    files.push(("a/b/c/long-name.bin", &[0; 3000]));
    let place = Place::with(&files);
    let says = |limits: Limits| place.take_within(&limits).unwrap_err().to_string();
    let limits = Limits {
        unpacked: 1536,
        ..Limits::default()
    };
    let said = says(limits);
    assert!(said.contains("more than 1.5 KiB"), "{said}");
    assert!(
        said.contains("Make its media smaller, split the course, or ask whoever runs this server"),
        "{said}"
    );
    assert!(said.contains("(--package-size)"), "{said}");
    let said = says(Limits {
        files: 2,
        ..Limits::default()
    });
    assert!(said.contains("more than 2 files"), "{said}");
    assert!(said.contains("(--package-files)"), "{said}");
}

#[test]
fn a_manifest_without_measure_is_no_matter_of_the_limits() {
    let mut manifest = MANIFEST.as_bytes().to_vec();
    manifest.resize((32 << 20) + 1, b' ');
    let place = Place::with(&[("imsmanifest.xml", &manifest), ("index.html", b"x")]);
    let limits = Limits {
        ratio: 10_000,
        ..Limits::default()
    };
    let said = place.take_within(&limits).unwrap_err().to_string();
    assert!(
        said.contains("imsmanifest.xml is larger than 32 MiB"),
        "{said}"
    );
}

#[test]
fn a_zip_of_noughts_is_taken_for_a_bomb() {
    let mut files = course();
    let noughts = vec![0; 11 << 20];
    files.push(("noughts.bin", &noughts));
    assert!(matches!(
        Place::with(&files).take(),
        Err(Refusal::Bomb(200))
    ));
}

#[test]
fn other_standards_are_refused_by_name() {
    let says = |name: &str| Place::with(&[(name, b"x")]).take().unwrap_err().to_string();
    assert!(says("course/boats.CRS").contains("This is an AICC course"));
    assert!(says("cmi5.xml").contains("This is a cmi5 course"));
    assert!(says("tincan.xml").contains("This is a Tin Can"));
    assert!(says("boats.zip").contains("Unpack it once and upload the inner one"));
    assert!(says("readme.txt").contains("no imsmanifest.xml"));
}

#[test]
fn a_course_in_a_folder_begins_there() {
    let place = Place::with(&[
        ("boats/imsmanifest.xml", MANIFEST.as_bytes()),
        ("boats/Index.HTML", b"x"),
        ("readme.txt", b"y"),
        ("__MACOSX/boats/._Index.HTML", b"z"),
    ]);
    let package = place.take().unwrap();
    let paths: Vec<_> = package
        .files
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(paths, ["Index.HTML", "imsmanifest.xml"]);
    let launch = package
        .course
        .launchable()
        .next()
        .unwrap()
        .launch
        .clone()
        .unwrap();
    assert_eq!((launch.file.as_str(), launch.present), ("Index.HTML", true));
    let oddities = package.oddities;
    assert_eq!(oddities.mended.len(), 4, "{oddities:?}");
    assert_eq!(oddities.warnings, Vec::<String>::new());
}

#[test]
fn files_that_are_not_there_are_warned_of() {
    let listing = MANIFEST.replace(
        r#"href="index.html"/>"#,
        r#"href="index.html"><file href="index.html"/><file href="boat.png"/></resource>"#,
    );
    let place = Place::with(&[("imsmanifest.xml", listing.as_bytes())]);
    let oddities = place.take().unwrap().oddities;
    let [launch, listed] = oddities.warnings.as_slice() else {
        panic!("{oddities:?}")
    };
    assert!(launch.contains("launch file “index.html” is not in the package"));
    assert!(listed.contains("the package lacks: 1 (boat.png)"));
}

#[test]
fn a_course_without_a_title_is_named_after_its_zip() {
    let untitled = MANIFEST.replace("<title>Boats</title>", "");
    let place = Place::with(&[
        ("imsmanifest.xml", untitled.as_bytes()),
        ("index.html", b"x"),
    ]);
    assert_eq!(place.take().unwrap().course.title, "boats");
}

#[test]
fn metadata_beside_the_manifest_describes_the_course() {
    let pointing = MANIFEST.replace(
        "<metadata>",
        "<metadata><adlcp:location>about.xml</adlcp:location>",
    );
    let about = r#"<lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"><general><description><langstring xml:lang="en">How to row.</langstring></description></general></lom>"#;
    let files = [
        ("imsmanifest.xml", pointing.as_bytes()),
        ("index.html", b"x"),
        ("about.xml", about.as_bytes()),
    ];
    assert_eq!(
        Place::with(&files).take().unwrap().course.description,
        "How to row."
    );
    let package = Place::with(&files[..2]).take().unwrap();
    assert_eq!(package.course.description, "");
    assert!(package.oddities.mended[0].contains("metadata file “about.xml” is not in the package"));
}
