use beckon_model::launch::Landing;
use beckon_model::registration::Progress;
use leptos::prelude::*;
use leptos_meta::Title;

/// What is offered, and by whom.
#[component]
pub fn Offer(landing: Landing) -> impl IntoView {
    view! {
        <Title text=landing.course_title.clone() />
        <header class="offer">
            <p class="offer__inviter">{format!("{} invites you to", landing.inviter.clone())}</p>
            <h1>{landing.course_title}</h1>
            {(!landing.duration.is_empty())
                .then(|| view! { <p class="meta">{format!("Takes about {}", landing.duration)}</p> })}
            {(!landing.description.is_empty())
                .then(|| view! { <p class="description">{landing.description}</p> })}
            {(!landing.note.is_empty())
                .then(|| {
                    view! {
                        <div class="note">
                            <p class="note__from">{format!("A note from {}", landing.inviter)}</p>
                            <p class="description">{landing.note}</p>
                        </div>
                    }
                })}
        </header>
    }
}

/// What pressing Play will do, for one who has come this far.
pub fn before_play(progress: Option<Progress>) -> &'static str {
    match progress {
        None | Some(Progress::Invited) => {
            "The course opens in this window. What you do is saved as you go."
        }
        Some(Progress::Started) => {
            "You have started before. The course goes on where it let you off."
        }
        Some(Progress::Completed) => "You have completed this course. You may open it again.",
        Some(Progress::Passed) => "You have passed this course. You may open it again.",
        Some(Progress::Failed) => "You have not passed yet. You may open it again.",
    }
}
