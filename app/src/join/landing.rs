use beckon_model::launch::{Landing, Relaunch};
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

/// What pressing Play will do.
pub fn before_play(landing: &Landing) -> &'static str {
    if landing.anew {
        return "The course has changed since you were last here, and begins anew for you. \
                What you did before is kept as an earlier attempt.";
    }
    match (landing.relaunch, landing.progress) {
        (Relaunch::Anew, _) => {
            "You have finished this course. Playing it again begins anew; what you did so far is kept."
        }
        (Relaunch::Review, _) => {
            "You have finished this course. You may look at it again; nothing of your result is changed."
        }
        (Relaunch::TimeUp, _) => {
            "Your time for this course is used up. You may look at it; nothing of your result is changed."
        }
        (Relaunch::GoOn, progress) => going_on(progress, landing.new_window),
    }
}

fn going_on(progress: Option<Progress>, new_window: bool) -> &'static str {
    match progress {
        None | Some(Progress::Invited) if new_window => {
            "The course opens in a window of its own. What you do is saved as you go."
        }
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
