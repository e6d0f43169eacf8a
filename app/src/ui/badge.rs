use leptos::prelude::*;

/// How something stands, as a colour beside the word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Calm,
    Busy,
    Good,
    Warn,
    Bad,
}

impl Tone {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Busy => "busy",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A word with a colour.
#[component]
pub fn Badge(tone: Tone, children: Children) -> impl IntoView {
    view! {
        <span class="badge" data-tone=tone.name()>
            {children()}
        </span>
    }
}
