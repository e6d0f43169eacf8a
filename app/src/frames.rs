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
                <path class="wordmark__lines" d="M12.5 7a3.5 3.5 0 0 1 7 0M9 12v13M23 12v13" />
                <path class="wordmark__body" d="M10 6.5h12l3.5 6h-19zM6.5 25h19v3.5h-19z" />
                <path class="wordmark__flame" d="M16 14c2.5 3 4 4.4 4 6.3a4 4 0 0 1-8 0c0-1.9 1.5-3.3 4-6.3z" />
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
                <A href="/reportage">"Reportage"</A>
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
