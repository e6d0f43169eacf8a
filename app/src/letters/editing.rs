//! What the buttons above a text do to it. Positions count UTF-16 units, as browsers do.

/// What to do where the cursor is, or with what is selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Puts a text in place of the selection.
    Put(&'static str),
    /// Puts a tag around the selection.
    Tag(&'static str),
    /// Makes the selection a link, whose address is then to be typed.
    Link,
    /// Makes each selected line an item.
    List,
}

/// The text that comes of it, and what is selected then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub text: String,
    pub from: u32,
    pub to: u32,
}

/// Changes a text where `selection` says.
pub fn edited(text: &str, selection: (u32, u32), change: Change) -> Edited {
    let units: Vec<u16> = text.encode_utf16().collect();
    let start = (selection.0 as usize).min(units.len());
    let end = (selection.1 as usize).clamp(start, units.len());
    let part = |from: usize, to: usize| String::from_utf16_lossy(&units[from..to]);
    let (before, selected, after) = (part(0, start), part(start, end), part(end, units.len()));
    let (new, from, length) = match change {
        Change::Put(put) => (put.to_owned(), width(put), 0),
        Change::Tag(tag) => {
            let new = format!("<{tag}>{selected}</{tag}>");
            (new, width(tag) + 2, width(&selected))
        }
        Change::Link => link(&selected),
        Change::List => list(&before, &selected),
    };
    let from = start as u32 + from;
    Edited {
        text: format!("{before}{new}{after}"),
        from,
        to: from + length,
    }
}

fn link(selected: &str) -> (String, u32, u32) {
    const HREF: &str = "https://";
    let text = if selected.is_empty() {
        "text of the link"
    } else {
        selected
    };
    let new = format!("<a href=\"{HREF}\">{text}</a>");
    (new, width("<a href=\""), width(HREF))
}

fn list(before: &str, selected: &str) -> (String, u32, u32) {
    let lead = if before.is_empty() || before.ends_with("\n\n") {
        ""
    } else if before.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let items: Vec<String> = selected
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| format!("<li>{line}</li>\n"))
        .collect();
    if items.is_empty() {
        let new = format!("{lead}<ul>\n<li></li>\n</ul>\n");
        return (new, width(lead) + width("<ul>\n<li>"), 0);
    }
    let new = format!("{lead}<ul>\n{}</ul>\n", items.concat());
    let end = width(&new);
    (new, end, 0)
}

fn width(text: &str) -> u32 {
    text.encode_utf16().count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done(text: &str, selection: (u32, u32), change: Change) -> (String, String) {
        let new = edited(text, selection, change);
        let units: Vec<u16> = new.text.encode_utf16().collect();
        let selected = String::from_utf16_lossy(&units[new.from as usize..new.to as usize]);
        (new.text, selected)
    }

    #[test]
    fn a_placeholder_takes_the_place_of_what_is_selected_and_the_cursor_stands_behind_it() {
        let new = edited("Hi you!", (3, 6), Change::Put("[User]"));
        assert_eq!((new.text.as_str(), new.from, new.to), ("Hi [User]!", 9, 9));
    }

    #[test]
    fn positions_count_as_browsers_count_them() {
        let new = edited("🎓 x", (3, 4), Change::Tag("b"));
        assert_eq!((new.text.as_str(), new.from, new.to), ("🎓 <b>x</b>", 6, 7));
    }

    #[test]
    fn a_tag_goes_around_what_is_selected_or_around_the_cursor() {
        assert_eq!(
            done("very good", (5, 9), Change::Tag("i")),
            ("very <i>good</i>".to_owned(), "good".to_owned())
        );
        assert_eq!(done("", (0, 0), Change::Tag("b")).0, "<b></b>");
    }

    #[test]
    fn the_address_of_a_new_link_is_selected_to_be_typed_over() {
        assert_eq!(
            done("see us", (4, 6), Change::Link),
            (
                "see <a href=\"https://\">us</a>".to_owned(),
                "https://".to_owned()
            )
        );
    }

    #[test]
    fn selected_lines_become_items_in_lines_of_their_own() {
        assert_eq!(
            done("Bring:\npen\n\npaper", (7, 17), Change::List).0,
            "Bring:\n\n<ul>\n<li>pen</li>\n<li>paper</li>\n</ul>\n"
        );
        let empty = edited("Bring:", (6, 6), Change::List);
        assert_eq!(empty.text, "Bring:\n\n<ul>\n<li></li>\n</ul>\n");
        assert!(empty.text[..empty.from as usize].ends_with("<li>"));
    }

    #[test]
    fn a_selection_beyond_the_text_is_its_end() {
        assert_eq!(edited("a", (9, 3), Change::Put("b")).text, "ab");
    }
}
