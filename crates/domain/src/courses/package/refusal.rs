//! Why a package is not taken in, as a sentence for whoever uploaded it.

use beckon_scorm::manifest::ManifestProblem;

/// The cause, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(
        "This file is not a zip, is empty, or was cut off. Export the course as a SCORM zip and upload it again."
    )]
    NotAZip,
    #[error(
        "The zip holds no imsmanifest.xml, so it is no SCORM package. Export the course as SCORM 1.2 or SCORM 2004 and upload that zip."
    )]
    NoManifest,
    #[error(
        "The zip holds several manifests and none at its root ({0}). Zip each course by itself and upload them one by one."
    )]
    SeveralManifests(String),
    #[error(
        "This is an AICC course, which cannot be played here. Export it as SCORM 1.2 or SCORM 2004 and upload that."
    )]
    Aicc,
    #[error(
        "This is a cmi5 course, which cannot be played here. Export it as SCORM 1.2 or SCORM 2004 and upload that."
    )]
    Cmi5,
    #[error(
        "This is a Tin Can (xAPI) course, which cannot be played here. Export it as SCORM 1.2 or SCORM 2004 and upload that."
    )]
    TinCan,
    #[error("This zip holds another zip (“{0}”). Unpack it once and upload the inner one.")]
    ZipInZip(String),
    #[error("The file “{0}” in the zip is encrypted. Make the zip again without a password.")]
    Encrypted(String),
    #[error(
        "The file “{0}” in the zip is compressed by a method that is not supported ({1}). Make the zip again with ordinary (deflate) compression."
    )]
    Compression(String, String),
    #[error(
        "The zip holds a symbolic link (“{0}”), which is not accepted. Replace it by the file itself and make the zip again."
    )]
    Link(String),
    #[error(
        "The name “{0}” in the zip points outside the package. Make the zip again from within the course’s folder."
    )]
    Outside(String),
    #[error(
        "The zip holds a NUL in a file name (“{0}”), which no proper tool writes. Make the zip again."
    )]
    Nul(String),
    #[error(
        "Two entries of the zip claim one name{0}. Make the zip again from the course’s folder."
    )]
    Twice(String),
    #[error(
        "The name “{0}” is both a file and a folder in the zip. Make the zip again from the course’s folder."
    )]
    FileAndFolder(String),
    #[error(
        "The path “{0}” in the zip is longer than {1} bytes, the most that this server takes. Shorten the names of its folders, or ask whoever runs this server to raise the limit (--package-path)."
    )]
    LongPath(String, usize),
    #[error(
        "The path “{0}” in the zip is deeper than {1} folders, the most that this server takes. Flatten the course’s folders, or ask whoever runs this server to raise the limit (--package-depth)."
    )]
    Deep(String, usize),
    #[error(
        "The zip holds more than {0} files, the most that this server takes. Split the course and upload the parts, or ask whoever runs this server to raise the limit (--package-files)."
    )]
    TooManyFiles(usize),
    #[error(
        "The zip unpacks to more than {0}, the most that this server takes. Make its media smaller, split the course, or ask whoever runs this server to raise the limit (--package-size)."
    )]
    TooLarge(String),
    #[error(
        "The file “{0}” in the zip unpacks to more than {1}, the most that this server takes. Make it smaller, or ask whoever runs this server to raise the limit (--package-file-size)."
    )]
    LargeFile(String, String),
    #[error(
        "The zip unpacks to more than {0} times its own size, as zips made to do harm do. Leave out what is empty or repeated and make the zip again, or ask whoever runs this server to raise the limit (--package-ratio)."
    )]
    Bomb(u64),
    #[error(
        "The file “{0}” in the zip is damaged: its checksum or its size does not match. Make the zip again and upload it."
    )]
    Damaged(String),
    #[error("{0}")]
    Manifest(ManifestProblem),
    /// Not the uploader's fault.
    #[error(
        "The course could not be stored: {0}. Try again later, or ask whoever runs this server to look at its disk."
    )]
    Storage(#[from] std::io::Error),
}

/// Bytes in the largest binary unit, with what stands behind the point where there is something: `1.5 GiB`.
pub fn size(bytes: u64) -> String {
    let units = [(1u64 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) if bytes.is_multiple_of(unit) => format!("{} {name}", bytes / unit),
        Some((unit, name)) => format!("{:.1} {name}", bytes as f64 / unit as f64),
        None => format!("{bytes} bytes"),
    }
}
