//! From bytes to text: byte order mark, then the look of the first bytes, then the declaration.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::notes::Notes;
use super::{MAX_BYTES, ManifestProblem};

/// The text without byte order mark and without white space before the declaration.
pub fn decode(bytes: &[u8], notes: &mut Notes) -> Result<String, ManifestProblem> {
    if bytes.len() > MAX_BYTES {
        return Err(ManifestProblem::TooLarge);
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ManifestProblem::Empty);
    }
    let (seen, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (Some(encoding), length),
        None => (by_look(bytes), 0),
    };
    let body = &bytes[mark..];
    let (encoding, text) = match seen {
        Some(encoding) => (encoding, strictly(encoding, body)?),
        None => by_declaration(body, notes)?,
    };
    if let Some(declared) = declared_in(&text).filter(|_| seen.is_some())
        && !agrees(&declared, encoding)
    {
        notes.say(wrongly_declared(&declared, encoding));
    }
    let trimmed = text.trim_start();
    if trimmed.len() < text.len() && trimmed.starts_with("<?xml") {
        notes.say("The manifest has white space before its XML declaration; it was left out.");
    }
    // Both U+FEFF and spaces may precede the first element in files put together by hand.
    Ok(trimmed
        .trim_start_matches('\u{FEFF}')
        .trim_start()
        .to_owned())
}

/// UTF-16 without a mark shows in the zero bytes around the first `<`.
fn by_look(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, next, 0, ..] if *next != 0 => Some(UTF_16LE),
        [0, b'<', 0, next, ..] if *next != 0 => Some(UTF_16BE),
        _ => None,
    }
}

fn by_declaration(
    body: &[u8],
    notes: &mut Notes,
) -> Result<(&'static Encoding, String), ManifestProblem> {
    let head = String::from_utf8_lossy(&body[..body.len().min(400)]);
    let Some(label) = declared_in(&head) else {
        return Ok((UTF_8, strictly(UTF_8, body)?));
    };
    let encoding = match Encoding::for_label(label.as_bytes()) {
        // The declaration could be read byte by byte, so this is no UTF-16.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => None,
        other => other,
    };
    match encoding {
        Some(encoding) => Ok((encoding, strictly(encoding, body)?)),
        None => {
            let text = std::str::from_utf8(body)
                .map_err(|_| ManifestProblem::Encoding(super::cut(&super::line(&label), 40)))?;
            notes.say(wrongly_declared(&label, UTF_8));
            Ok((UTF_8, text.to_owned()))
        }
    }
}

fn strictly(encoding: &'static Encoding, body: &[u8]) -> Result<String, ManifestProblem> {
    encoding
        .decode_without_bom_handling_and_without_replacement(body)
        .map(|text| text.into_owned())
        .ok_or_else(|| ManifestProblem::Encoding(encoding.name().to_owned()))
}

/// The encoding that the XML declaration names.
fn declared_in(text: &str) -> Option<String> {
    let text = text.trim_start();
    let declaration = text.strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let value = declaration
        .split_once("encoding")?
        .1
        .trim_start()
        .strip_prefix('=')?
        .trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = value[1..].split(quote).next()?.trim();
    (!label.is_empty()).then(|| label.to_owned())
}

fn agrees(label: &str, encoding: &'static Encoding) -> bool {
    let sixteen = encoding == UTF_16LE || encoding == UTF_16BE;
    Encoding::for_label(label.as_bytes()).is_some_and(|declared| {
        declared == encoding || (sixteen && label.eq_ignore_ascii_case("utf-16"))
    })
}

fn wrongly_declared(label: &str, encoding: &'static Encoding) -> String {
    let label = super::cut(&super::line(label), 40);
    format!(
        "The manifest declares the wrong encoding ({label}); it was read as what it is, {}.",
        encoding.name()
    )
}
