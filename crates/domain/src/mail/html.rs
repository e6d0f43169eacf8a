//! HTML that others wrote: cleaned for a mail, its main link made a button, and read aloud as text.

use beckon_model::letter::escape;

const PARAGRAPH: &str = "margin:0 0 16px;";
const HEADING: &str = "margin:0 0 16px;line-height:1.25;";
const LIST: &str = "margin:0 0 16px;padding-left:24px;";
const LINK: &str = "color:#1d4ed8;";
const BUTTON: &str = "display:inline-block;padding:12px 24px;border:1px solid #1d4ed8;border-radius:6px;\
                      background:#1d4ed8;color:#ffffff;font-weight:600;text-decoration:none;";

/// Takes any HTML; gives what is safe and looks well in a mail: no scripts, no forms, no pictures that tell on the
/// reader, our styles inlined.
pub fn clean(html: &str) -> String {
    let mut builder = ammonia::Builder::default();
    builder
        .rm_tags(["img", "area", "map"])
        .url_schemes(["http", "https", "mailto", "tel"].into())
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(None);
    for (tag, style) in [
        ("p", PARAGRAPH),
        ("blockquote", PARAGRAPH),
        ("ul", LIST),
        ("ol", LIST),
        ("h1", HEADING),
        ("h2", HEADING),
        ("h3", HEADING),
        ("a", LINK),
    ] {
        builder.set_tag_attribute_value(tag, "style", style);
    }
    builder
        .clean(html)
        .to_string()
        .replace(&format!("<p style=\"{PARAGRAPH}\"></p>"), "")
}

/// Plain text as paragraphs and lines. The text is HTML already as far as its signs are escaped.
pub fn paragraphs(escaped: &str) -> String {
    escaped
        .split("\n\n")
        .map(|paragraph| paragraph.trim_matches('\n'))
        .filter(|paragraph| !paragraph.trim().is_empty())
        .map(|paragraph| format!("<p>{}</p>", paragraph.replace('\n', "<br>")))
        .collect()
}

/// Makes a button of the link to `url` that stands alone on its line, or is the only link of all; a link whose text is
/// the address stays a link. Takes what [`clean`] gives.
pub fn with_button(html: &str, url: &str) -> String {
    let opening = |link: &Link| {
        html[link.start..link.text_start].contains(&format!("href=\"{}\"", attribute(url)))
    };
    let links = links(html);
    let chosen = links
        .iter()
        .filter(|link| {
            opening(link) && to_text(&html[link.text_start..link.text_end]).trim() != url
        })
        .find(|link| links.len() == 1 || link.alone(html));
    let Some(link) = chosen else {
        return html.to_owned();
    };
    format!(
        "{}<a class=\"button\" href=\"{}\" style=\"{BUTTON}\">{}{}",
        &html[..link.start],
        attribute(url),
        &html[link.text_start..link.text_end],
        &html[link.text_end..]
    )
}

/// As HTML serialisation writes attributes (HTML standard, "escaping a string"): apostrophes and angles stay.
fn attribute(url: &str) -> String {
    url.replace('&', "&amp;").replace('"', "&quot;")
}

struct Link {
    start: usize,
    text_start: usize,
    text_end: usize,
}

impl Link {
    /// Nothing but tags of blocks and lines around it.
    fn alone(&self, html: &str) -> bool {
        let inline = |tag: &str| {
            let name = tag
                .trim_start_matches('/')
                .split([' ', '>', '/'])
                .next()
                .unwrap_or_default();
            ["b", "strong", "em", "i", "u", "span", "big", "center"].contains(&name)
        };
        let (mut before, mut after) = (
            html[..self.start].trim_end(),
            html[self.text_end + "</a>".len()..].trim_start(),
        );
        while before.ends_with('>')
            && before
                .rfind('<')
                .is_some_and(|at| inline(&before[at + 1..]))
        {
            before = before[..before.rfind('<').unwrap_or(0)].trim_end();
        }
        while after.starts_with('<') && inline(&after[1..]) {
            after = after
                .split_once('>')
                .map_or("", |(_, rest)| rest)
                .trim_start();
        }
        let ends_block = before.is_empty() || (before.ends_with('>') && !before.ends_with("</a>"));
        let starts_block =
            after.is_empty() || (after.starts_with('<') && !after.starts_with("<a "));
        ends_block && starts_block
    }
}

fn links(html: &str) -> Vec<Link> {
    html.match_indices("<a ")
        .filter_map(|(start, _)| {
            let text_start = start + html[start..].find('>')? + 1;
            let text_end = text_start + html[text_start..].find("</a>")?;
            Some(Link {
                start,
                text_start,
                text_end,
            })
        })
        .collect()
}

/// What a reader of plain text gets: blocks are paragraphs, a link is `text: address`. Takes what [`clean`] gives.
pub fn to_text(html: &str) -> String {
    let mut out = Writer::default();
    let mut href: Option<(usize, String)> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.words(&rest[..at]);
        let Some((tag, after)) = rest[at + 1..].split_once('>') else {
            break;
        };
        rest = after;
        let closing = tag.starts_with('/');
        match tag
            .trim_start_matches('/')
            .split([' ', '/'])
            .next()
            .unwrap_or_default()
        {
            "a" if closing => {
                if let Some((start, url)) = href.take() {
                    out.address(start, &url);
                }
            }
            "a" => {
                let url = tag
                    .split_once("href=\"")
                    .and_then(|(_, rest)| rest.split('"').next())
                    .map(unescape);
                href = url.map(|url| (out.text.len(), url));
            }
            "br" => out.text.push('\n'),
            "li" if !closing => out.line("- "),
            "tr" | "dt" | "dd" => out.line(""),
            "td" | "th" if closing => out.words(" "),
            "p" | "div" | "ul" | "ol" | "table" | "blockquote" | "h1" | "h2" | "h3" | "h4"
            | "h5" | "h6" | "hr" | "pre" | "section" | "article" | "header" | "footer" | "dl"
            | "center" => out.gap(),
            _ => {}
        }
    }
    if !rest.starts_with('<') {
        out.words(rest);
    }
    let lines: Vec<&str> = out.text.trim().lines().map(str::trim_end).collect();
    lines.join("\n")
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    /// Words with white space drawn together, as a browser shows them.
    fn words(&mut self, escaped: &str) {
        let words = unescape(escaped);
        for c in words.chars() {
            if c.is_ascii_whitespace() {
                if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
                    self.text.push(' ');
                }
            } else {
                self.text.push(if c == '\u{a0}' { ' ' } else { c });
            }
        }
    }

    fn line(&mut self, start: &str) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.text.push_str(start);
    }

    fn gap(&mut self) {
        self.line("");
        if !self.text.is_empty() && !self.text.ends_with("\n\n") && !self.text.ends_with("- ") {
            self.text.push('\n');
        }
    }

    fn address(&mut self, start: usize, url: &str) {
        let text = self.text.get(start..).unwrap_or_default().trim().to_owned();
        let plain = url
            .strip_prefix("mailto:")
            .or_else(|| url.strip_prefix("tel:"))
            .unwrap_or(url);
        if text.is_empty() {
            self.text.push_str(plain);
        } else if text != plain && text != url {
            self.text.truncate(self.text.trim_end().len());
            self.text.push_str(": ");
            self.text.push_str(plain);
        }
    }
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", "\u{a0}")
        .replace("&amp;", "&")
}

/// Fills `{{name}}` in one of our own templates; values are HTML already. What a value holds is not filled again.
pub fn lay(template: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((words, after)) = rest.split_once("{{") {
        out.push_str(words);
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        out.push_str(
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map_or("", |(_, value)| *value),
        );
        rest = after;
    }
    out.push_str(rest);
    out
}

/// As [`lay`], with values of plain text.
pub fn lay_escaped(template: &str, values: &[(&str, &str)]) -> String {
    let escaped: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (*name, escape(value)))
        .collect();
    lay(
        template,
        &escaped
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect::<Vec<_>>(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://beckon.example/p/abc?x=1&y=2";

    #[test]
    fn scripts_pictures_forms_and_odd_links_are_taken_out() {
        let html = clean(
            "<p onclick=\"x()\">Hi<script>alert(1)</script><img src=\"https://spy.example/x.gif\">\
             <a href=\"javascript:x()\">a</a><a href=\"/local\">b</a><form><input></form></p>",
        );
        for bad in [
            "script", "alert", "img", "spy", "onclick", "href", "form", "input",
        ] {
            assert!(!html.contains(bad), "{bad} in {html}");
        }
    }

    #[test]
    fn a_link_alone_on_its_line_becomes_a_button() {
        let link = format!("<a href=\"{}\">Play course</a>", escape(URL));
        let other = "<a href=\"https://example.org\">us</a>";
        for html in [
            format!("<p>About {other}</p><p>{link}</p>"),
            format!("About {other}<br>{link}<br>bye"),
            format!("<p>{other} and</p><p><b>{link}</b></p>"),
        ] {
            let html = with_button(&clean(&html), URL);
            assert_eq!(html.matches("class=\"button\"").count(), 1, "{html}");
            assert!(html.contains("background:#1d4ed8"));
        }
    }

    #[test]
    fn a_link_within_a_sentence_is_a_button_only_if_it_is_the_only_link() {
        let link = format!("<a href=\"{}\">start</a>", escape(URL));
        assert!(
            with_button(&clean(&format!("Please {link} now.")), URL).contains("class=\"button\"")
        );
        let two = clean(&format!(
            "Please {link} now, see <a href=\"https://example.org\">us</a>."
        ));
        assert_eq!(with_button(&two, URL), two);
    }

    #[test]
    fn a_bare_address_stays_a_link() {
        let html = clean(&format!("<p><a href=\"{0}\">{0}</a></p>", escape(URL)));
        assert_eq!(with_button(&html, URL), html);
    }

    #[test]
    fn html_reads_well_as_text() {
        let html = clean(
            "<h1>Hello  Ada &amp; Bob</h1><p>One\n two<br>three</p><ul><li>first</li><li>second</li></ul>\
             <p><a href=\"https://x.org/?a=1&amp;b=2\">Play course</a> or <a href=\"mailto:b@x.org\">b@x.org</a></p>",
        );
        assert_eq!(
            to_text(&html),
            "Hello Ada & Bob\n\nOne two\nthree\n\n- first\n- second\n\nPlay course: https://x.org/?a=1&b=2 or b@x.org"
        );
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(
            lay("{{a}} {{b}} {{none}}.", &[("a", "{{b}}"), ("b", "x")]),
            "{{b}} x ."
        );
        assert_eq!(lay("{{a", &[("a", "x")]), "{{a");
    }
}
