//! Names in a zip: decoded, made paths of ours, and judged.

use std::collections::{HashMap, HashSet};

use beckon_scorm::manifest::{cut, line};
use encoding_rs::Encoding;

use super::{Limits, Refusal};

/// What names may be in that are not marked as UTF-8 and are not UTF-8, besides code page 437,
/// which the zip format has: what Windows wrote in East Asia and in Western Europe.
pub const OTHERS: [&Encoding; 5] = [
    encoding_rs::SHIFT_JIS,
    encoding_rs::GBK,
    encoding_rs::EUC_KR,
    encoding_rs::BIG5,
    encoding_rs::WINDOWS_1252,
];

/// A name as the zip has it.
#[derive(Clone, Debug)]
pub struct Name {
    /// As the zip format says it is to be read.
    pub by_the_book: String,
    /// The bytes, if the encoding is anybody's guess.
    pub doubtful: Option<Vec<u8>>,
}

impl Name {
    pub fn new(raw: &[u8], marked_utf8: bool, by_the_book: String) -> Self {
        if marked_utf8 || raw.is_ascii() {
            return Self {
                by_the_book,
                doubtful: None,
            };
        }
        match std::str::from_utf8(raw) {
            // Macs write UTF-8 without the mark.
            Ok(text) => Self {
                by_the_book: text.to_owned(),
                doubtful: None,
            },
            Err(_) => Self {
                by_the_book,
                doubtful: Some(raw.to_vec()),
            },
        }
    }

    /// The name, a doubtful one in this encoding; `None` if its bytes are not in it.
    pub fn read(&self, encoding: &'static Encoding) -> Option<String> {
        match &self.doubtful {
            Some(raw) => encoding
                .decode_without_bom_handling_and_without_replacement(raw)
                .map(|text| text.into_owned()),
            None => Some(self.by_the_book.clone()),
        }
    }
}

/// A path of ours: `/`-separated, without dot segments; or the refusal.
pub fn path(name: &str, limits: &Limits) -> Result<String, Refusal> {
    if name.contains('\0') {
        return Err(Refusal::Nul(shown(name)));
    }
    let slashed = name.replace('\\', "/");
    let mut letters = slashed.chars();
    let drive =
        matches!((letters.next(), letters.next()), (Some(c), Some(':')) if c.is_ascii_alphabetic());
    if slashed.starts_with('/') || drive || slashed.split('/').any(|segment| segment == "..") {
        return Err(Refusal::Outside(shown(name)));
    }
    let segments: Vec<&str> = slashed
        .split('/')
        .filter(|s| !s.is_empty() && *s != ".")
        .collect();
    if segments.len() > limits.depth {
        return Err(Refusal::Deep(shown(name), limits.depth));
    }
    let path = segments.join("/");
    if path.len() > limits.path {
        return Err(Refusal::LongPath(shown(name), limits.path));
    }
    Ok(path)
}

/// Refuses a path that stands twice, or as a file and as a folder. Takes (path, is a folder).
pub fn check_unique<'a>(
    paths: impl Iterator<Item = (&'a str, bool)> + Clone,
) -> Result<(), Refusal> {
    let mut files = HashSet::new();
    let mut folders: HashMap<&str, ()> = HashMap::new();
    for (path, folder) in paths.clone() {
        if !folder && !files.insert(path) {
            return Err(Refusal::Twice(format!(" (“{}”)", shown(path))));
        }
        if folder {
            folders.insert(path, ());
        }
        folders.extend(path.match_indices('/').map(|(at, _)| (&path[..at], ())));
    }
    match files.iter().find(|path| folders.contains_key(**path)) {
        Some(path) => Err(Refusal::FileAndFolder(shown(path))),
        None => Ok(()),
    }
}

/// What tools leave behind that is no part of a course.
pub fn is_junk(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|segment| segment == "__MACOSX")
        || [".DS_Store", "Thumbs.db", "desktop.ini"]
            .iter()
            .any(|junk| name.eq_ignore_ascii_case(junk))
}

/// A name fit for a sentence.
pub fn shown(name: &str) -> String {
    cut(&line(&name.replace('\0', "␀")), 120)
}
