//! Text by others made fit to show: no control characters, no direction overrides, not endless.

/// One line: control characters and direction overrides gone, white space collapsed, trimmed.
pub fn line(raw: &str) -> String {
    let mut out = String::new();
    for word in raw.split(|c: char| c.is_whitespace() || is_break(c)) {
        let mark = out.len();
        if mark > 0 {
            out.push(' ');
        }
        let start = out.len();
        out.extend(word.chars().filter(|c| !is_harmful(*c)));
        if out.len() == start {
            out.truncate(mark);
        }
    }
    out
}

/// Several lines: each as [`line`] makes it, with at most one empty line between two.
pub fn paragraphs(raw: &str) -> String {
    let mut out = String::new();
    let mut pending = 0;
    for text in raw.lines().map(line) {
        if text.is_empty() {
            pending += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if pending > 0 { "\n\n" } else { "\n" });
        }
        out.push_str(&text);
        pending = 0;
    }
    out
}

/// At most `most` characters; a longer text ends in an ellipsis.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn is_break(c: char) -> bool {
    matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_harmful(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}'
        )
        || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E0000}'..='\u{E007F}' | '\u{FFFE}' | '\u{FFFF}')
}
