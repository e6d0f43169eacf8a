use crate::ui::PageHeader;
use leptos::prelude::*;

/// Where the link of a letter leads that was only tried out.
#[component]
pub fn ExampleLinkPage() -> impl IntoView {
    view! {
        <PageHeader
            title="This link is an example"
            lead="The letter you came from is a test or a preview, so its link leads here."
        />
        <p>
            "In the e-mail that a learner gets, the same link leads to the course, and it is different for each learner. "
            "Nothing was started or counted by opening this page."
        </p>
    }
}

/// Said where no scripts run, beside the page on which a letter is written.
#[component]
pub fn TestSentPage() -> impl IntoView {
    view! {
        <PageHeader
            title="A test is on its way"
            lead="It goes to your own address, with the subject marked [Test]."
        />
        <p>"Close this page to go on with the letter."</p>
    }
}
