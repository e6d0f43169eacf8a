//! Letters as they are sent: the instructor's words in our layout, as HTML and as plain text.

use super::html::{clean, lay, lay_escaped, paragraphs, to_text, with_button};
use super::lines::{has_own_breaks, with_lines};
use beckon_model::invitation::LetterText;
use beckon_model::letter::{Facts, Form, escape, fill, looks_like_html};

pub(super) const LAYOUT: &str = include_str!("../../mail/layout.html");
const INVITATION_HTML: &str = include_str!("../../mail/invitation.html");
const INVITATION_TEXT: &str = include_str!("../../mail/invitation.txt");
const CODE_HTML: &str = include_str!("../../mail/code.html");
const CODE_FOOTER: &str = include_str!("../../mail/code_footer.html");
const CODE_TEXT: &str = include_str!("../../mail/code.txt");
const NOTICE_HTML: &str = include_str!("../../mail/notice.html");
const NOTICE_FOOTER: &str = include_str!("../../mail/notice_footer.html");
const NOTICE_TEXT: &str = include_str!("../../mail/notice.txt");

/// A letter ready for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// On one line.
    pub subject: String,
    /// A whole HTML document.
    pub html: String,
    /// The same in plain text.
    pub text: String,
    /// Placeholders that mean nothing here, as written.
    pub unknown: Vec<String>,
}

/// The letter of an invitation for one recipient. The body may be plain text or HTML; HTML is cleaned. In plain text, and
/// in HTML that has but a bold word, a link or a list here and there, an empty line begins a paragraph.
pub fn invitation_letter(letter: &LetterText, facts: &Facts<'_>) -> Letter {
    let subject = fill(&letter.subject, facts, Form::Text);
    let subject_line = one_line(&subject.text);
    let body = letter.body.replace("\r\n", "\n");
    let (content, text, mut unknown) = if looks_like_html(&body) {
        let filled = fill(&body, facts, Form::Html);
        let html = if has_own_breaks(&body) {
            clean(&filled.text)
        } else {
            clean(&with_lines(&filled.text))
        };
        let text = to_text(&html);
        (html, text, filled.unknown)
    } else {
        let html = clean(&paragraphs(&fill(&escape(&body), facts, Form::Html).text));
        let filled = fill(&body, facts, Form::Text);
        (html, filled.text.trim().to_owned(), filled.unknown)
    };
    for written in subject.unknown {
        if !unknown.contains(&written) {
            unknown.insert(0, written);
        }
    }
    let inviter = one_line(facts.inviter);
    Letter {
        html: lay(
            LAYOUT,
            &[
                ("title", &escape(&subject_line)),
                ("content", &with_button(&content, facts.url)),
                (
                    "footer",
                    lay_escaped(INVITATION_HTML, &[("inviter", &inviter)]).trim(),
                ),
            ],
        ),
        text: lay(
            INVITATION_TEXT,
            &[("content", &text), ("inviter", &inviter)],
        ),
        subject: subject_line,
        unknown,
    }
}

/// What a mailed code is for.
#[derive(Clone, Copy, Debug)]
pub enum CodeFor<'a> {
    SignIn,
    /// Confirms an address for a course of this title.
    Course(&'a str),
}

/// The letter with a code. The name may be empty.
pub fn code_letter(first_name: &str, purpose: CodeFor<'_>, code: &str) -> Letter {
    let name = one_line(first_name);
    let greeting = if name.is_empty() {
        "Hello,".to_owned()
    } else {
        format!("Hello {name},")
    };
    let (kind, purpose) = match purpose {
        CodeFor::SignIn => ("sign-in code".to_owned(), "sign in to Beckon".to_owned()),
        CodeFor::Course(title) => {
            let title = one_line(title);
            (format!("code for {title}"), format!("open “{title}”"))
        }
    };
    let values = [
        ("greeting", greeting.as_str()),
        ("code", code),
        ("kind", &kind),
        ("purpose", &purpose),
    ];
    let filled = lay(CODE_TEXT, &values);
    let (subject, text) = filled.split_once("\n\n").unwrap_or(("", &filled));
    let subject = subject.trim_start_matches("Subject: ").to_owned();
    Letter {
        html: lay(
            LAYOUT,
            &[
                ("title", &escape(&subject)),
                ("content", &lay_escaped(CODE_HTML, &values)),
                ("footer", CODE_FOOTER.trim()),
            ],
        ),
        text: text.to_owned(),
        subject,
        unknown: Vec::new(),
    }
}

/// The letter that tells an instructor what others did on an invitation, whose page is at `url`.
pub fn notice_letter(name: &str, subject: &str, words: &str, url: &str) -> Letter {
    let (name, subject, words) = (one_line(name), one_line(subject), one_line(words));
    let values = [("name", name.as_str()), ("words", &words), ("url", url)];
    Letter {
        html: lay(
            LAYOUT,
            &[
                ("title", &escape(&subject)),
                (
                    "content",
                    &with_button(&lay_escaped(NOTICE_HTML, &values), url),
                ),
                ("footer", NOTICE_FOOTER.trim()),
            ],
        ),
        text: lay(NOTICE_TEXT, &values),
        subject,
        unknown: Vec::new(),
    }
}

/// Line breaks and other control signs become spaces.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use beckon_model::letter::{default_body, default_subject};

    const FACTS: Facts<'_> = Facts {
        course: "Golf & Grace",
        description: "The rules.",
        duration: "20 min",
        user: "Ada <Lovelace>",
        url: "https://beckon.example/p/abc?x=1&y=2",
        inviter: "Bob O'Hara",
    };

    fn letter(subject: &str, body: &str) -> Letter {
        invitation_letter(
            &LetterText {
                subject: subject.to_owned(),
                body: body.to_owned(),
            },
            &FACTS,
        )
    }

    #[test]
    fn the_default_letter_has_a_button_in_html_and_the_address_in_text() {
        let letter = letter(default_subject(), default_body());
        assert_eq!(letter.subject, "Golf & Grace");
        assert_eq!(letter.html.matches("<a ").count(), 1);
        assert!(
            letter
                .html
                .contains("<a class=\"button\" href=\"https://beckon.example/p/abc?x=1&amp;y=2\"")
        );
        assert!(letter.html.contains(">Play course</a>"));
        assert!(
            letter.html.contains("Hello Ada &lt;Lovelace&gt;,"),
            "{}",
            letter.html
        );
        assert!(
            letter
                .text
                .starts_with("Hello Ada <Lovelace>,\n\nBob O'Hara has invited you")
        );
        assert!(
            letter
                .text
                .contains("\nPlay course: https://beckon.example/p/abc?x=1&y=2\n")
        );
        assert!(letter.unknown.is_empty());
    }

    #[test]
    fn the_layout_is_a_600_pixel_table_that_knows_the_dark() {
        let html = letter("s", default_body()).html;
        assert!(
            html.contains("width=\"600\"")
                && html.contains("name=\"color-scheme\" content=\"light dark\"")
        );
        assert!(!html.contains("{{") && !html.contains("<img") && !html.contains("<script"));
    }

    #[test]
    fn an_html_body_is_cleaned_and_its_text_derived() {
        let letter = letter(
            "s",
            "<p>Hi <b>[User]</b></p><script>x</script><p><a href=\"[URL]\">Go</a></p>",
        );
        assert!(
            letter.html.contains("Hi <b>Ada &lt;Lovelace&gt;</b>")
                && !letter.html.contains("<script")
        );
        assert!(letter.html.contains("class=\"button\""));
        assert!(
            letter
                .text
                .starts_with("Hi Ada <Lovelace>\n\nGo: https://beckon.example/p/abc?x=1&y=2\n")
        );
    }

    #[test]
    fn a_bold_word_a_link_and_a_list_leave_the_paragraphs_as_written() {
        let letter = letter(
            "s",
            "Hello <b>[User]</b>,\n\nplease take\n<i>[Course]</i> by <a href=\"https://example.org/why\">Friday</a>:\n\n\
             <ul>\n<li>read</li>\n<li>play</li>\n</ul>\n[Description]\n\n[URL:Play course]\n",
        );
        assert_eq!(
            letter.html.matches("<p style").count(),
            4,
            "{}",
            letter.html
        );
        assert!(
            letter
                .html
                .contains("Hello <b>Ada &lt;Lovelace&gt;</b>,</p>")
        );
        assert!(
            letter
                .html
                .contains("please take<br><i>Golf &amp; Grace</i>")
        );
        assert!(letter.html.contains("<li>read</li>"));
        assert!(letter.html.contains("class=\"button\""));
        let (content, _) = letter.text.split_once("\n\n-- ").expect("a footer");
        assert_eq!(
            content,
            "Hello Ada <Lovelace>,\n\nplease take\nGolf & Grace by Friday: https://example.org/why:\n\n\
             - read\n- play\n\nThe rules.\n\nPlay course: https://beckon.example/p/abc?x=1&y=2"
        );
    }

    #[test]
    fn plain_words_with_angles_and_ampersands_stay_words() {
        let letter = letter("s", "2 < 3 & write to <bob@example.org>\n[URL:Tom & Jerry]");
        assert!(
            letter
                .html
                .contains("2 &lt; 3 &amp; write to &lt;bob@example.org&gt;")
        );
        assert!(letter.html.contains(">Tom &amp; Jerry</a>"));
        assert!(
            letter
                .text
                .contains("2 < 3 & write to <bob@example.org>\nTom & Jerry: https://")
        );
    }

    #[test]
    fn a_subject_is_one_line_whatever_the_course_is_called() {
        let facts = Facts {
            course: "A\r\nBcc: x@example.org",
            ..FACTS
        };
        let text = LetterText {
            subject: "[Course]".to_owned(),
            body: "[URL]".to_owned(),
        };
        assert_eq!(
            invitation_letter(&text, &facts).subject,
            "A Bcc: x@example.org"
        );
    }

    #[test]
    fn unknown_placeholders_of_subject_and_body_are_told() {
        assert_eq!(
            letter("[Nam]", "[Curse] [Nam] [URL]").unknown,
            ["[Curse]", "[Nam]"]
        );
        assert_eq!(letter("[Nam]", "[URL]").unknown, ["[Nam]"]);
    }

    #[test]
    fn a_notice_names_everybody_and_leads_to_the_invitation() {
        let url = "https://beckon.example/invitations/7";
        let letter = notice_letter("Grace", "Bob <b>\ncame", "Bob <b> came by Ada's link.", url);
        assert_eq!(letter.subject, "Bob <b> came");
        assert!(
            letter
                .text
                .starts_with("Hello Grace,\n\nBob <b> came by Ada's link.\n")
        );
        assert!(letter.text.contains(&format!("Open the invitation: {url}")));
        assert!(letter.html.contains("Bob &lt;b&gt; came by"));
        assert!(letter.html.contains("class=\"button\"") && letter.html.contains(url));
    }

    #[test]
    fn the_code_stands_in_subject_text_and_html() {
        let letter = code_letter("Ada <x>", CodeFor::SignIn, "012345");
        assert_eq!(letter.subject, "012345 is your sign-in code");
        assert!(
            letter.text.starts_with("Hello Ada <x>,\n") && letter.text.contains("\n    012345\n")
        );
        assert!(
            letter.html.contains("Hello Ada &lt;x&gt;,") && letter.html.contains(">012345</p>")
        );
        assert!(
            code_letter("", CodeFor::SignIn, "1")
                .text
                .starts_with("Hello,\n")
        );
    }
}
