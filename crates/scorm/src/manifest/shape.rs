//! A look over the mark-up before it is parsed: no document type, no bottomless nesting.

use super::ManifestProblem;

/// How deep elements may be nested in a manifest.
pub const MAX_ELEMENT_DEPTH: usize = 120;

/// Refuses a document type and nesting beyond [`MAX_ELEMENT_DEPTH`]; leaves all else to the parser.
pub fn check(text: &str) -> Result<(), ManifestProblem> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    let mut at = 0;
    while let Some(open) = find(bytes, at, b"<") {
        let rest = &bytes[open..];
        if rest.starts_with(b"<!--") {
            at = past(bytes, open + 4, b"-->");
        } else if rest.starts_with(b"<![CDATA[") {
            at = past(bytes, open + 9, b"]]>");
        } else if rest.starts_with(b"<?") {
            at = past(bytes, open + 2, b"?>");
        } else if rest.starts_with(b"<!") {
            return Err(ManifestProblem::DocumentType);
        } else if rest.starts_with(b"</") {
            depth = depth.saturating_sub(1);
            at = past(bytes, open + 2, b">");
        } else {
            let close = end_of_tag(bytes, open + 1);
            if close < 1 || bytes.get(close.wrapping_sub(1)) != Some(&b'/') {
                depth += 1;
            }
            if depth > MAX_ELEMENT_DEPTH {
                return Err(ManifestProblem::TooDeep(MAX_ELEMENT_DEPTH));
            }
            at = close + 1;
        }
    }
    Ok(())
}

/// Where the tag's `>` stands, quoted values passed over.
fn end_of_tag(bytes: &[u8], from: usize) -> usize {
    let mut quote = None;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if *byte == open => quote = None,
            _ => {}
        }
    }
    bytes.len()
}

fn past(bytes: &[u8], from: usize, what: &[u8]) -> usize {
    find(bytes, from, what).map_or(bytes.len(), |at| at + what.len())
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(what.len())
        .position(|window| window == what)
        .map(|at| from + at)
}
