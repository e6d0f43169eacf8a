use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do here.
    Primary,
    #[default]
    Plain,
    /// Barely there.
    Quiet,
    /// Can't be undone.
    Danger,
}

impl Look {
    fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Plain => "plain",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// Submits the form that it stands in.
#[component]
pub fn Button(
    #[prop(optional)] look: Look,
    /// Under way: can't be pressed again.
    #[prop(optional, into)]
    busy: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class="button"
            data-look=look.name()
            disabled=busy
            aria-busy=move || busy.get().then_some("true")
        >
            {children()}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn ButtonLink(
    #[prop(into)] href: String,
    #[prop(optional)] look: Look,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="button" data-look=look.name() href=href>
            {children()}
        </a>
    }
}
