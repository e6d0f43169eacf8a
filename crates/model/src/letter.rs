//! The words of an invitation e-mail, with `[placeholders]`.

/// What the placeholders stand for, as plain text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The course's title.
    pub course: &'a str,
    /// What the course is about; may have several lines.
    pub description: &'a str,
    /// How long it takes, in words.
    pub duration: &'a str,
    /// The recipient's name; empty if nobody gave it.
    pub user: &'a str,
    /// The recipient's own link.
    pub url: &'a str,
    /// Who invites.
    pub inviter: &'a str,
}

/// What the template is, and what comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Plain text.
    Text,
    /// HTML: values are escaped, links are `<a>`.
    Html,
}

/// A template with its placeholders filled.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Filled {
    pub text: String,
    /// Placeholders that mean nothing here, as written, each once.
    pub unknown: Vec<String>,
}

/// The subject that a new letter starts with.
pub fn default_subject() -> &'static str {
    "[Course]"
}

/// The words that a new letter starts with.
pub fn default_body() -> &'static str {
    "Hello [User],\n\n\
     [Inviter] has invited you to take “[Course]”.\n\n\
     [Description]\n\n\
     To start your training, follow the link below.\n\n\
     [URL:Play course]\n"
}

/// The subject that a new reminder starts with.
pub fn default_reminder_subject() -> &'static str {
    "Reminder: [Course]"
}

/// The words that a new reminder starts with; they hold for those who have not started as well.
pub fn default_reminder_body() -> &'static str {
    "Hello [User],\n\n\
     a reminder: [Inviter] has invited you to take “[Course]”, and you have not finished it yet. \
     What you have done so far is kept.\n\n\
     To go on, follow the link below.\n\n\
     [URL:Play course]\n"
}

/// Fills the placeholders, in any case: `[Course]`, `[Description]` or `[COURSE_DESCRIPTION]`, `[Duration]` or
/// `[COURSE_DURATION]`, `[User]`, `[Inviter]`, `[URL]` and `[URL:text of the link]`.
///
/// An empty value takes the space before it along ("Hello [User]," gives "Hello,"), and its line if nothing else
/// stands there. What is unknown stays as written. In an HTML template a link inside a tag (`href="[URL]"`) gives the
/// bare address.
pub fn fill(template: &str, facts: &Facts<'_>, form: Form) -> Filled {
    let mut filled = Filled::default();
    let mut in_tag = false;
    let mut lines: Vec<String> = Vec::new();
    let mut skip_blank = false;
    for line in template.lines() {
        if skip_blank && line.trim().is_empty() {
            skip_blank = false;
            continue;
        }
        skip_blank = false;
        let mut out = String::new();
        let mut emptied = false;
        for piece in Pieces(line) {
            match piece {
                Piece::Words(words) => {
                    out.push_str(words);
                    in_tag = form == Form::Html && still_in_tag(in_tag, words);
                }
                Piece::Placeholder {
                    written,
                    inside,
                    after,
                } => match value(inside, facts, form, in_tag) {
                    None => {
                        out.push_str(written);
                        if !filled.unknown.iter().any(|known| known == written) {
                            filled.unknown.push(written.to_owned());
                        }
                    }
                    Some(value) if value.is_empty() => {
                        emptied = true;
                        if after.is_none_or(|c| !c.is_alphanumeric()) && out.ends_with(' ') {
                            out.pop();
                        }
                    }
                    Some(value) => out.push_str(&value),
                },
            }
        }
        if emptied && out.trim().is_empty() {
            skip_blank = lines.last().is_none_or(|last| last.trim().is_empty());
        } else {
            lines.push(out);
        }
    }
    filled.text = lines.join("\n");
    filled
}

/// Whether the recipient would find the link in it.
pub fn has_link(template: &str) -> bool {
    template.lines().flat_map(Pieces).any(|piece| match piece {
        Piece::Placeholder { inside, .. } => link_text(inside).is_some(),
        Piece::Words(_) => false,
    })
}

/// What stands in brackets, as written, in order.
pub(crate) fn brackets(template: &str) -> impl Iterator<Item = &str> {
    template
        .lines()
        .flat_map(Pieces)
        .filter_map(|piece| match piece {
            Piece::Placeholder { written, .. } => Some(written),
            Piece::Words(_) => None,
        })
}

/// Whether a placeholder, with its brackets, is filled.
pub(crate) fn is_known(written: &str) -> bool {
    let inside = written.trim_start_matches('[').trim_end_matches(']');
    value(inside, &Facts::default(), Form::Text, false).is_some()
}

/// Whether the words are meant as HTML: they hold a tag that HTML knows. `<name@example.org>` is none.
pub fn looks_like_html(body: &str) -> bool {
    const TAGS: &str = " a abbr address article b blockquote body br caption center cite code col dd del div dl dt em \
                        font footer h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li main mark ol p pre q s \
                        section small span strike strong style sub sup table tbody td tfoot th thead tr tt u ul ";
    body.match_indices('<').any(|(at, _)| {
        let rest = &body[at + 1..];
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        !name.is_empty()
            && after.starts_with(|c: char| c == '>' || c == '/' || c.is_ascii_whitespace())
            && after.contains('>')
            && TAGS.contains(&format!(" {} ", name.to_ascii_lowercase()))
    })
}

/// Makes plain text safe to stand in HTML, also within a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

/// What a placeholder stands for; `None` if it means nothing.
fn value(inside: &str, facts: &Facts<'_>, form: Form, in_tag: bool) -> Option<String> {
    if let Some(text) = link_text(inside) {
        return Some(link(text, facts.url, form, in_tag));
    }
    let value = match inside.trim().to_ascii_lowercase().as_str() {
        "course" => facts.course,
        "description" | "course_description" => facts.description,
        "duration" | "course_duration" => facts.duration,
        "user" => facts.user,
        "inviter" => facts.inviter,
        _ => return None,
    };
    let value = value.trim();
    Some(match form {
        Form::Text => value.to_owned(),
        Form::Html if in_tag => escape(value),
        Form::Html => escape(value).replace("\r\n", "\n").replace('\n', "<br>"),
    })
}

/// The text of a link placeholder: empty for `[URL]`, `None` if it is another placeholder.
fn link_text(inside: &str) -> Option<&str> {
    let (name, text) = inside.split_once(':').unwrap_or((inside, ""));
    name.trim().eq_ignore_ascii_case("url").then(|| text.trim())
}

/// In HTML the text is the template's own, and so is HTML already.
fn link(text: &str, url: &str, form: Form, in_tag: bool) -> String {
    match form {
        Form::Text if text.is_empty() => url.to_owned(),
        Form::Text => format!("{text}: {url}"),
        Form::Html if in_tag => escape(url),
        Form::Html => {
            let url = escape(url);
            let text = if text.is_empty() { &url } else { text };
            format!("<a href=\"{url}\">{text}</a>")
        }
    }
}

fn still_in_tag(mut inside: bool, words: &str) -> bool {
    let mut rest = words;
    while let Some(at) = rest.find(['<', '>']) {
        let opens = rest[at..].starts_with('<');
        rest = &rest[at + 1..];
        inside =
            opens && rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
    }
    inside
}

enum Piece<'a> {
    Words(&'a str),
    Placeholder {
        written: &'a str,
        inside: &'a str,
        after: Option<char>,
    },
}

/// Cuts a line into words and what stands in brackets.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let rest = self.0;
        if rest.is_empty() {
            return None;
        }
        if let Some(close) = rest
            .strip_prefix('[')
            .and_then(|inner| inner.find(['[', ']']))
            && rest[close + 1..].starts_with(']')
            && close > 0
        {
            let (written, after) = rest.split_at(close + 2);
            self.0 = after;
            return Some(Piece::Placeholder {
                written,
                inside: &written[1..=close],
                after: after.chars().next(),
            });
        }
        let from = usize::from(rest.starts_with('['));
        let end = rest[from..].find('[').map_or(rest.len(), |at| at + from);
        let (words, after) = rest.split_at(end);
        self.0 = after;
        Some(Piece::Words(words))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FACTS: Facts<'_> = Facts {
        course: "Golf & Grace",
        description: "The rules.\nThe manners.",
        duration: "20 min",
        user: "Ada <Lovelace>",
        url: "https://beckon.example/p/abc?x=1&y=2",
        inviter: "Bob O'Hara",
    };

    fn text(template: &str) -> String {
        fill(template, &FACTS, Form::Text).text
    }

    fn html(template: &str) -> String {
        fill(template, &FACTS, Form::Html).text
    }

    #[test]
    fn every_placeholder_is_filled_in_either_spelling_and_any_case() {
        assert_eq!(
            text("[Course] [COURSE] [course]"),
            "Golf & Grace Golf & Grace Golf & Grace"
        );
        assert_eq!(
            text("[Description]|[COURSE_DESCRIPTION]"),
            "The rules.\nThe manners.|The rules.\nThe manners."
        );
        assert_eq!(text("[Duration] [COURSE_DURATION]"), "20 min 20 min");
        assert_eq!(
            text("[User] from [Inviter]"),
            "Ada <Lovelace> from Bob O'Hara"
        );
        assert_eq!(text("[URL] [ url ]"), format!("{0} {0}", FACTS.url));
    }

    #[test]
    fn a_link_with_words_names_them_before_the_address_in_text() {
        assert_eq!(
            text("[URL:Play course]"),
            format!("Play course: {}", FACTS.url)
        );
        assert_eq!(
            text("[url: Start: now ]"),
            format!("Start: now: {}", FACTS.url)
        );
        assert_eq!(text("[URL:]"), FACTS.url);
    }

    #[test]
    fn values_are_escaped_in_html_and_lines_become_breaks() {
        assert_eq!(html("[User]"), "Ada &lt;Lovelace&gt;");
        assert_eq!(html("[Course]"), "Golf &amp; Grace");
        assert_eq!(html("[Description]"), "The rules.<br>The manners.");
    }

    #[test]
    fn links_in_html_are_links() {
        let url = "https://beckon.example/p/abc?x=1&amp;y=2";
        assert_eq!(html("[URL]"), format!("<a href=\"{url}\">{url}</a>"));
        assert_eq!(
            html("[URL:Play course]"),
            format!("<a href=\"{url}\">Play course</a>")
        );
    }

    #[test]
    fn a_link_inside_a_tag_is_the_bare_address() {
        let url = "https://beckon.example/p/abc?x=1&amp;y=2";
        assert_eq!(
            html("<a href=\"[URL]\">Go</a> [URL:x]"),
            format!("<a href=\"{url}\">Go</a> <a href=\"{url}\">x</a>")
        );
        assert_eq!(html("<a\nhref='[URL:x]'>"), format!("<a\nhref='{url}'>"));
        assert_eq!(
            html("1 < 2 [URL:x]"),
            format!("1 < 2 <a href=\"{url}\">x</a>")
        );
    }

    #[test]
    fn what_is_unknown_stays_as_written_and_is_listed_once() {
        let filled = fill("[Name] [Course] [Name] [ ] []", &FACTS, Form::Text);
        assert_eq!(filled.text, "[Name] Golf & Grace [Name] [ ] []");
        assert_eq!(filled.unknown, ["[Name]", "[ ]"]);
    }

    #[test]
    fn loose_brackets_are_just_brackets() {
        assert_eq!(
            text("a [ b ] [[Course]] [Course"),
            "a [ b ] [Golf & Grace] [Course"
        );
        assert_eq!(text("x] [Cou\nrse]"), "x] [Cou\nrse]");
    }

    #[test]
    fn a_value_that_holds_brackets_is_not_filled_again() {
        let facts = Facts {
            course: "[URL]",
            ..FACTS
        };
        assert_eq!(fill("[Course]", &facts, Form::Text).text, "[URL]");
    }

    #[test]
    fn nobody_s_name_leaves_no_stray_space() {
        let facts = Facts { user: "", ..FACTS };
        assert_eq!(fill("Hello [User],", &facts, Form::Text).text, "Hello,");
        assert_eq!(
            fill("Dear [User] and friends", &facts, Form::Text).text,
            "Dear and friends"
        );
        assert_eq!(fill("[User], hello", &facts, Form::Text).text, ", hello");
    }

    #[test]
    fn a_line_that_comes_out_empty_is_left_out_with_its_gap() {
        let facts = Facts {
            description: "",
            ..FACTS
        };
        assert_eq!(
            fill("One\n\n[Description]\n\nTwo", &facts, Form::Text).text,
            "One\n\nTwo"
        );
        assert_eq!(
            fill("One\n[Description]\nTwo", &facts, Form::Text).text,
            "One\nTwo"
        );
    }

    #[test]
    fn the_default_letter_greets_says_who_invites_to_what_and_links_the_course() {
        assert_eq!(
            text(default_body()),
            "Hello Ada <Lovelace>,\n\nBob O'Hara has invited you to take “Golf & Grace”.\n\nThe rules.\nThe manners.\n\n\
             To start your training, follow the link below.\n\nPlay course: https://beckon.example/p/abc?x=1&y=2"
        );
        assert_eq!(text(default_subject()), "Golf & Grace");
        assert!(has_link(default_body()));
    }

    #[test]
    fn a_letter_without_link_is_found_out() {
        assert!(has_link("go [url: here]"));
        assert!(has_link("<a href=\"[URL]\">x</a>"));
        assert!(!has_link("URL, [Course], [URLS], [URL"));
    }

    #[test]
    fn html_is_told_from_text_by_tags_that_exist() {
        for yes in [
            "<p>Hi</p>",
            "Hi<br>there",
            "<A HREF=\"[URL]\">x</A>",
            "bold</b >",
            "<br/>",
        ] {
            assert!(looks_like_html(yes), "{yes}");
        }
        for no in [
            "",
            "a < b > c",
            "write to <ada@example.org>",
            "<ada>",
            "1 <b",
            "<b@x.org>",
        ] {
            assert!(!looks_like_html(no), "{no}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_template_makes_it_panic(template in "([\\[\\]:<>\n]|URL|Course|user|é|.){0,80}", name in ".{0,20}") {
            let facts = Facts { user: &name, ..FACTS };
            for form in [Form::Text, Form::Html] {
                let filled = fill(&template, &facts, form);
                proptest::prop_assert!(filled.unknown.iter().all(|written| template.contains(written.as_str())));
            }
            let _ = (has_link(&template), looks_like_html(&template));
        }

        #[test]
        fn values_never_bring_tags_along(value in ".{0,60}") {
            let facts = Facts { course: &value, ..FACTS };
            let text = fill("[Course]", &facts, Form::Html).text.replace("<br>", "");
            proptest::prop_assert!(!text.contains(['<', '>', '"', '\'']));
        }
    }
}
