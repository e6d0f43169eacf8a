//! What people see.
#![recursion_limit = "256"]

pub mod accounts;
#[cfg(feature = "ssr")]
mod actor;
pub mod courses;
pub mod error;
pub mod flags;
mod frames;
pub mod invitations;
pub mod join;
pub mod keys;
pub mod launch_options;
pub mod launches;
pub mod letters;
pub mod mail;
pub mod play;
#[cfg(feature = "ssr")]
mod policy;
pub mod postbacks;
pub mod recipients;
pub mod registrations;
pub mod reminders;
pub mod reportage;
pub mod results;
pub mod tags;
mod trouble;
pub mod ui;

use accounts::{CodePage, SetUpPage, SignInPage, Visit};
use courses::{CoursePage, CourseVersionPage, ImportPage, LibraryPage, ReportPage};
use flags::FlagsPage;
use frames::{Frame, PlainFrame};
use invitations::{
    AddPeoplePage, HistoryPage, InvitationPage, InvitationsPage, InvitePage, SettingsPage,
};
use join::{
    AccountByLinkPage, GuestCodePage, LinkCodePage, OtherCodePage, PrivatePage, PublicPage,
    SomeoneElsePage,
};
use keys::{KeysPage, NewKeyPage};
use launch_options::LaunchOptionsPage;
use launches::LaunchPage;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode::Async;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::path;
use letters::{
    ChangeLetterPage, ExampleLinkPage, LettersPage, NewTemplatePage, TemplatePage, TestSentPage,
};
use mail::{MailPage, OutboxPage};
use play::{ClosingPage, DonePage};
use postbacks::PostbacksPage;
use registrations::{HomePage, RegistrationPage};
use reminders::{NewReminderPage, ReminderPage};
use reportage::{
    LeavePage, LeftPage, LinkedReportPage, OpenedReportPage, ReportagePage, SavedReportsPage,
    SchedulePage, TranscriptPage,
};
use results::{LinkResultsPage, ResultsOnPage, ResultsPage};
use trouble::NotFound;

/// The document around the pages.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    #[cfg(feature = "ssr")]
    policy::tell();
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <HydrationScripts options=options.clone() />
                <HashedStylesheet options id="beckon" />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// What a window is called.
fn named(page: String) -> String {
    if page.is_empty() {
        "Beckon".to_owned()
    } else {
        format!("{page} · Beckon")
    }
}

/// The product: every page has its place in this one table.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Visit::new());
    view! {
        <Title formatter=named />
        <Router>
            <Routes fallback=NotFound>
                <ParentRoute path=path!("") view=Frame ssr=Async>
                    <Route path=path!("") view=HomePage ssr=Async />
                    <Route path=path!("library") view=LibraryPage ssr=Async />
                    <Route path=path!("library/imports/:id") view=ImportPage ssr=Async />
                    <Route path=path!("courses/:id") view=CoursePage ssr=Async />
                    <Route path=path!("courses/:id/versions/:number") view=CourseVersionPage ssr=Async />
                    <Route path=path!("courses/:id/report") view=ReportPage ssr=Async />
                    <Route path=path!("courses/:id/invite") view=InvitePage ssr=Async />
                    <Route path=path!("invitations") view=InvitationsPage ssr=Async />
                    <Route path=path!("invitations/:id") view=InvitationPage ssr=Async />
                    <Route path=path!("invitations/:id/letter") view=ChangeLetterPage ssr=Async />
                    <Route path=path!("invitations/:id/reminders/new") view=NewReminderPage ssr=Async />
                    <Route path=path!("reminders/:id") view=ReminderPage ssr=Async />
                    <Route path=path!("letters") view=LettersPage ssr=Async />
                    <Route path=path!("letters/new") view=NewTemplatePage ssr=Async />
                    <Route path=path!("letters/:id") view=TemplatePage ssr=Async />
                    <Route path=path!("test-sent") view=TestSentPage ssr=Async />
                    <Route path=path!("invitations/:id/settings") view=SettingsPage ssr=Async />
                    <Route path=path!("invitations/:id/history") view=HistoryPage ssr=Async />
                    <Route path=path!("invitations/:id/people") view=AddPeoplePage ssr=Async />
                    <Route path=path!("registrations/:id") view=RegistrationPage ssr=Async />
                    <Route path=path!("launches/:id") view=LaunchPage ssr=Async />
                    <Route path=path!("postbacks") view=PostbacksPage ssr=Async />
                    <Route path=path!("launch-options") view=LaunchOptionsPage ssr=Async />
                    <Route path=path!("reportage") view=ReportagePage ssr=Async />
                    <Route path=path!("reportage/saved") view=SavedReportsPage ssr=Async />
                    <Route path=path!("reportage/saved/:id") view=OpenedReportPage ssr=Async />
                    <Route path=path!("reportage/saved/:id/schedule") view=SchedulePage ssr=Async />
                    <Route path=path!("reportage/learners/:id") view=TranscriptPage ssr=Async />
                    <Route path=path!("flags") view=FlagsPage ssr=Async />
                    <Route path=path!("keys") view=KeysPage ssr=Async />
                    <Route path=path!("keys/new") view=NewKeyPage ssr=Async />
                    <Route path=path!("outbox") view=OutboxPage ssr=Async />
                    <Route path=path!("outbox/:id") view=MailPage ssr=Async />
                </ParentRoute>
                <ParentRoute path=path!("") view=PlainFrame ssr=Async>
                    <Route path=path!("setup") view=SetUpPage ssr=Async />
                    <Route path=path!("sign-in") view=SignInPage ssr=Async />
                    <Route path=path!("sign-in/code") view=CodePage ssr=Async />
                    <Route path=path!("i/:token") view=PublicPage ssr=Async />
                    <Route path=path!("i/:token/code") view=GuestCodePage ssr=Async />
                    <Route path=path!("i/:token/results") view=ResultsOnPage ssr=Async />
                    <Route path=path!("p/:token") view=PrivatePage ssr=Async />
                    <Route path=path!("p/:token/code") view=LinkCodePage ssr=Async />
                    <Route path=path!("p/:token/results") view=LinkResultsPage ssr=Async />
                    <Route path=path!("p/:token/account") view=AccountByLinkPage ssr=Async />
                    <Route path=path!("p/:token/someone-else") view=SomeoneElsePage ssr=Async />
                    <Route path=path!("p/:token/someone-else/code") view=OtherCodePage ssr=Async />
                    <Route path=path!("r/left") view=LeftPage ssr=Async />
                    <Route path=path!("r/:token") view=LinkedReportPage ssr=Async />
                    <Route path=path!("r/:token/stop") view=LeavePage ssr=Async />
                    <Route path=path!("results") view=ResultsPage ssr=Async />
                    <Route path=path!("example-link") view=ExampleLinkPage ssr=Async />
                    <Route path=path!("closing/:receipt") view=ClosingPage ssr=Async />
                    <Route path=path!("done") view=DonePage ssr=Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
