//! Addresses of launch files: bases joined, decoded once, kept inside the package.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A file of the package.
    File(Place),
    /// Another server.
    External,
    /// A scheme that shows no file, such as `javascript:`.
    Scheme,
    /// Above the package's root.
    Outside,
    /// No file is named.
    Nothing,
}

/// A file of the package, and what follows it in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Decoded once, `/`-separated, without dot segments.
    pub file: String,
    /// The same, not decoded.
    pub undecoded: String,
    /// Without `?`.
    pub query: String,
    /// Without `#`.
    pub fragment: String,
    /// Back-slashes were read as slashes.
    pub backslashes: bool,
    /// A leading slash was read as the package's root.
    pub rooted: bool,
}

/// Joins the bases, outermost first, and the address.
pub fn resolve(bases: &[&str], href: &str) -> Target {
    let href = href.trim();
    if href.is_empty() {
        return Target::Nothing;
    }
    let mut segments: Vec<&str> = Vec::new();
    let mut rooted = false;
    let (path, query, fragment) = split(href);
    for part in bases.iter().copied().map(str::trim).chain([path]) {
        match scheme(part) {
            Some(scheme)
                if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") =>
            {
                return Target::External;
            }
            Some(_) => return Target::Scheme,
            None => {}
        }
        if is_network(part) {
            return Target::External;
        }
        if part.starts_with(['/', '\\']) {
            segments.clear();
            rooted = true;
        }
        segments.extend(part.split(['/', '\\']));
    }
    let backslashes = path.contains('\\') || bases.iter().any(|base| base.contains('\\'));
    let undecoded = clean(segments.iter().map(|s| (*s).to_owned()));
    let file = clean(segments.iter().flat_map(|s| {
        // A decoded slash separates too: nothing may hide from the look for `..`.
        let decoded = percent_decode_str(s)
            .decode_utf8()
            .map_or_else(|_| (*s).to_owned(), |s| s.into_owned());
        decoded
            .split(['/', '\\'])
            .map(str::to_owned)
            .collect::<Vec<_>>()
    }));
    match (file, undecoded) {
        (Some(file), _) if file.is_empty() => Target::Nothing,
        (Some(file), _) if file.contains('\0') => Target::Outside,
        (Some(file), undecoded) => Target::File(Place {
            undecoded: undecoded.unwrap_or_else(|| file.clone()),
            file,
            query: query.to_owned(),
            fragment: fragment.to_owned(),
            backslashes,
            rooted,
        }),
        (None, _) => Target::Outside,
    }
}

/// Path, query and fragment of an address.
fn split(href: &str) -> (&str, &str, &str) {
    let (front, fragment) = href.split_once('#').unwrap_or((href, ""));
    let (path, query) = front.split_once('?').unwrap_or((front, ""));
    (path, query, fragment)
}

fn scheme(part: &str) -> Option<&str> {
    // Browsers drop tabs and line ends within a scheme, so these must not hide one.
    let (scheme, _) = part.split_once(':')?;
    let mut letters = scheme
        .chars()
        .filter(|c| !c.is_control() && !c.is_whitespace());
    let first = letters.next()?;
    (first.is_ascii_alphabetic()
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
    .then_some(scheme)
}

fn is_network(part: &str) -> bool {
    let mut chars = part.chars();
    matches!(
        (chars.next(), chars.next()),
        (Some('/' | '\\'), Some('/' | '\\'))
    )
}

/// Without empty and dot segments; `None` if it climbs above the root.
fn clean(segments: impl Iterator<Item = String>) -> Option<String> {
    let mut kept: Vec<String> = Vec::new();
    for segment in segments {
        match segment.as_str() {
            "" | "." => {}
            ".." => {
                kept.pop()?;
            }
            _ => kept.push(segment),
        }
    }
    Some(kept.join("/"))
}

const UNFIT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'\\');

/// What follows the file: the address's own query and fragment and the item's parameters.
///
/// Leading `?` and `&` of the parameters are dropped, the queries joined by `&`; the address's
/// fragment wins over the parameters'. Source: CAM, “Launching with parameters”.
pub fn suffix(place: &Place, parameters: &str) -> String {
    let (extra, extra_fragment) = parameters
        .trim()
        .split_once('#')
        .unwrap_or((parameters.trim(), ""));
    let extra = extra.trim_start_matches(['?', '&']);
    let fragment = if place.fragment.is_empty() {
        extra_fragment
    } else {
        &place.fragment
    };
    let query = [place.query.as_str(), extra]
        .iter()
        .filter(|q| !q.is_empty())
        .copied()
        .collect::<Vec<_>>()
        .join("&");
    let mut out = String::new();
    if !query.is_empty() {
        out.push('?');
        out.extend(utf8_percent_encode(&query, UNFIT));
    }
    if !fragment.is_empty() {
        out.push('#');
        out.extend(utf8_percent_encode(fragment, UNFIT));
    }
    out
}
