//! Lines and paragraphs of letters that are plain text but for a bold word, a link or a list here and there.

/// Whether the HTML says itself where lines and paragraphs begin.
pub fn has_own_breaks(html: &str) -> bool {
    const TAGS: [&str; 16] = [
        "p",
        "br",
        "div",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
        "body",
        "section",
        "center",
    ];
    tags(html).any(|(name, _)| TAGS.iter().any(|tag| name.eq_ignore_ascii_case(tag)))
}

/// Makes paragraphs of what empty lines part, and breaks of the lines within; lists stay as they are.
pub fn with_lines(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut paragraph: Vec<&str> = Vec::new();
    let mut depth = 0_usize;
    for line in html.lines() {
        let line = line.trim_end();
        let (begins, ends) = lists(line);
        if depth > 0 || begins > 0 {
            flush(&mut out, &mut paragraph);
            out.push_str(line);
            out.push('\n');
            depth = (depth + begins).saturating_sub(ends);
        } else if line.is_empty() {
            flush(&mut out, &mut paragraph);
        } else {
            paragraph.push(line);
        }
    }
    flush(&mut out, &mut paragraph);
    out
}

fn flush(out: &mut String, paragraph: &mut Vec<&str>) {
    if !paragraph.is_empty() {
        out.push_str("<p>");
        out.push_str(&paragraph.join("<br>"));
        out.push_str("</p>");
        paragraph.clear();
    }
}

/// How many lists a line begins and ends.
fn lists(line: &str) -> (usize, usize) {
    let list = |name: &str| name.eq_ignore_ascii_case("ul") || name.eq_ignore_ascii_case("ol");
    tags(line).fold((0, 0), |(begins, ends), (name, closing)| {
        match (list(name), closing) {
            (true, false) => (begins + 1, ends),
            (true, true) => (begins, ends + 1),
            (false, _) => (begins, ends),
        }
    })
}

/// The names of the tags, with whether each is a closing one.
fn tags(html: &str) -> impl Iterator<Item = (&str, bool)> {
    html.match_indices('<').map(|(at, _)| {
        let rest = &html[at + 1..];
        let (rest, closing) = match rest.strip_prefix('/') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        (&rest[..end], closing)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_lines_part_paragraphs_and_lists_stay_whole() {
        assert_eq!(
            with_lines("One <b>two</b>\nthree\n\n\n<ul>\n<li>a</li>\n\n<li>b</li></ul>\nfour"),
            "<p>One <b>two</b><br>three</p><ul>\n<li>a</li>\n\n<li>b</li></ul>\n<p>four</p>"
        );
    }

    #[test]
    fn html_with_paragraphs_of_its_own_is_told_from_light_touches() {
        for own in [
            "<p>x</p>",
            "a<br>b",
            "<H1>x</H1>",
            "<div class=\"x\">y</div>",
        ] {
            assert!(has_own_breaks(own), "{own}");
        }
        for light in [
            "<b>x</b>",
            "<a href=\"p\">x</a>",
            "<ul><li>x</li></ul>",
            "<pr",
            "1 < p",
        ] {
            assert!(!has_own_breaks(light), "{light}");
        }
    }

    #[test]
    fn a_list_that_is_never_closed_takes_the_rest_along() {
        assert_eq!(with_lines("<ul>\n<li>a\n\nb"), "<ul>\n<li>a\n\nb\n");
        assert_eq!(with_lines("</ul>\nb"), "<p></ul><br>b</p>");
    }
}
