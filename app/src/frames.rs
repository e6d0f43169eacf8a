//! What stands around pages.

use crate::accounts::{SignOutButton, Visit, Visitor};
use leptos::prelude::*;
use leptos_router::components::{A, Outlet};

/// The product's name, as a way home.
#[component]
pub fn Wordmark() -> impl IntoView {
    view! {
        <a class="wordmark" href="/">
            <svg viewBox="0 0 32 32" aria-hidden="true">
                <path class="wordmark__roof" d="M10 9a6 6 0 0 1 12 0" />
                <path class="wordmark__body" d="M8 10h16l-2.5 16h-11z" />
                <circle class="wordmark__flame" cx="16" cy="18" r="4" />
            </svg>
            "Beckon"
        </a>
    }
}

/// Around an instructor's pages: where one is, and where else one can go.
#[component]
pub fn Frame() -> impl IntoView {
    let visit = expect_context::<Visit>();
    view! {
        <SkipLink />
        <header class="bar">
            <div class="bar__inside">
                <Wordmark />
                <Transition>
                    {move || Suspend::new(async move {
                        visit.visitor.await.ok().and_then(|visitor| bar(&visitor))
                    })}
                </Transition>
            </div>
        </header>
        <main id="main" class="page" tabindex="-1">
            <Outlet />
        </main>
    }
}

fn bar(visitor: &Visitor) -> Option<impl IntoView + use<>> {
    let me = visitor.me.clone()?;
    let outbox = me.operator && visitor.installation.outbox_only;
    let links = me.instructor.then(|| {
        view! {
            <nav class="bar__nav" aria-label="Main">
                <A href="/" exact=true>"Home"</A>
                <A href="/library">"Library"</A>
                <A href="/invitations">"Invitations"</A>
                {outbox.then(|| view! { <A href="/outbox">"Outbox"</A> })}
            </nav>
        }
    });
    Some(view! {
        {links}
        <div class="bar__me">
            <span class="bar__name" title=me.email>{me.name}</span>
            <SignOutButton next="/" />
        </div>
    })
}

/// Around pages for everybody: nothing but the page.
#[component]
pub fn PlainFrame() -> impl IntoView {
    view! {
        <SkipLink />
        <header class="plain-header">
            <Wordmark />
        </header>
        <main id="main" class="plain" tabindex="-1">
            <Outlet />
        </main>
    }
}

#[component]
fn SkipLink() -> impl IntoView {
    view! {
        <a class="skip-link" href="#main">
            "Skip to the content"
        </a>
    }
}
