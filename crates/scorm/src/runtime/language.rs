//! Language tags, and texts that begin with one: `{lang=de}Guten Tag`.

/// Whether `tag` is shaped as a language tag: a language of two or three letters (or `i`, `x`),
/// then parts of up to eight letters or digits.
pub fn is_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or("");
    let letters = first.bytes().all(|b| b.is_ascii_alphabetic());
    let alone = first.eq_ignore_ascii_case("i") || first.eq_ignore_ascii_case("x");
    let mut count = 0;
    let rest = parts.all(|part| {
        count += 1;
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    letters && rest && (matches!(first.len(), 2 | 3) || (alone && count > 0))
}

/// Splits a leading `{lang=…}` off. Gives what follows; `None` if the tag is bad.
pub fn strip(text: &str) -> Option<&str> {
    let Some(rest) = text.strip_prefix("{lang=") else {
        return Some(text);
    };
    let (tag, rest) = rest.split_once('}')?;
    is_tag(tag).then_some(rest)
}
