use leptos::prelude::*;

/// Plain text as written, with its addresses live.
#[component]
pub fn LinkedText(#[prop(into)] text: String) -> impl IntoView {
    let parts = pieces(&text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => words.into_any(),
            Piece::Address(url) => {
                view! { <a href=url.clone() rel="external">{url.clone()}</a> }.into_any()
            }
        })
        .collect_view();
    view! { <pre class="plain-text">{parts}</pre> }
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Words(String),
    Address(String),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    for part in text.split_inclusive(char::is_whitespace) {
        let start = part.find("https://").or_else(|| part.find("http://"));
        let Some(start) = start else {
            words.push_str(part);
            continue;
        };
        let (before, rest) = part.split_at(start);
        let url = rest.trim_end_matches(|c: char| c.is_whitespace() || ".,;:!?)>]\"'".contains(c));
        words.push_str(before);
        if !words.is_empty() {
            pieces.push(Piece::Words(std::mem::take(&mut words)));
        }
        pieces.push(Piece::Address(url.to_owned()));
        words.push_str(&rest[url.len()..]);
    }
    if !words.is_empty() {
        pieces.push(Piece::Words(words));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_before_the_full_stop() {
        let found = pieces("Play: http://x.org/p/1.\nBye");
        let expected = [
            Piece::Words("Play: ".to_owned()),
            Piece::Address("http://x.org/p/1".to_owned()),
            Piece::Words(".\nBye".to_owned()),
        ];
        assert_eq!(found, expected);
    }
}
