use leptos::prelude::*;

/// HTML by others, in a frame where no script runs; its links open in the whole window when a person follows them.
#[component]
pub fn HtmlFrame(#[prop(into)] title: String, #[prop(into)] html: Signal<String>) -> impl IntoView {
    view! {
        <iframe
            class="html-frame"
            title=title
            sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
            srcdoc=move || with_base(&html.get())
        ></iframe>
    }
}

/// Sends links to the whole window.
fn with_base(html: &str) -> String {
    const BASE: &str = r#"<base target="_top">"#;
    match html.find("<head>") {
        Some(at) => {
            let (before, after) = html.split_at(at + "<head>".len());
            format!("{before}{BASE}{after}")
        }
        None => format!("{BASE}{html}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_sent_to_the_whole_window() {
        let html = with_base("<!doctype html><html><head><title>x</title></head></html>");
        assert!(html.starts_with("<!doctype html><html><head><base target"));
        assert!(with_base("<p>x</p>").starts_with("<base"));
    }
}
