//! The demo course: a small SCORM 1.2 package of our own, zipped from its sources when it is asked for.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

/// The manifest first, as players like it.
const FILES: [(&str, &str); 5] = [
    (
        "imsmanifest.xml",
        include_str!("../../demo/imsmanifest.xml"),
    ),
    ("index.html", include_str!("../../demo/index.html")),
    ("course.css", include_str!("../../demo/course.css")),
    ("scorm.js", include_str!("../../demo/scorm.js")),
    ("course.js", include_str!("../../demo/course.js")),
];

/// The course as a zip, the same bytes at every call.
pub fn package() -> Vec<u8> {
    let mut bytes = Vec::new();
    // A zip in memory fails only where memory does, or where names are too long.
    let written = write(&mut bytes);
    debug_assert!(written.is_ok(), "{written:?}");
    bytes
}

fn write(bytes: &mut Vec<u8>) -> zip::result::ZipResult<()> {
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(bytes));
    for (name, content) in FILES {
        zip.start_file(name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    zip.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn the_package_holds_every_source_as_written() {
        let mut zip = zip::ZipArchive::new(Cursor::new(package())).unwrap();
        assert_eq!(zip.len(), FILES.len());
        for (name, content) in FILES {
            let mut read = String::new();
            zip.by_name(name)
                .unwrap()
                .read_to_string(&mut read)
                .unwrap();
            assert_eq!(read, content, "{name}");
        }
    }

    #[test]
    fn the_manifest_names_every_other_file() {
        let manifest = FILES[0].1;
        for (name, _) in &FILES[1..] {
            assert!(
                manifest.contains(&format!(r#"<file href="{name}"/>"#)),
                "{name}"
            );
        }
    }

    #[test]
    fn the_package_is_the_same_every_time() {
        assert_eq!(package(), package());
    }
}
