//! What the browser remembers of learners on public links. Only to be asked once the browser has taken over the page.

use beckon_model::launch::{Answer, IdentityChoice, PublicIdentity, remember_after};
use gloo_storage::{LocalStorage, SessionStorage, Storage};

/// Whom this browser remembers.
const IDENTITY: &str = "beckon.public-identity";
/// What this tab was told about that.
const ANSWER: &str = "beckon.public-answer";

/// Who played here last on a public link.
pub fn remembered() -> Option<PublicIdentity> {
    LocalStorage::get(IDENTITY).ok()
}

/// What was answered about the one remembered, in this tab.
pub fn answer() -> Option<Answer> {
    SessionStorage::get(ANSWER).ok()
}

/// Keeps an answer while somebody signs in. A browser that keeps nothing asks again.
pub fn keep_answer(answer: &Answer) {
    let _ = SessionStorage::set(ANSWER, answer);
}

/// Nobody is remembered any more.
pub fn forget() {
    LocalStorage::delete(IDENTITY);
    forget_answer();
}

/// Asks again the next time.
pub fn forget_answer() {
    SessionStorage::delete(ANSWER);
}

/// Somebody plays: from now on he or she is the one remembered, unless the other was to be kept.
pub fn played(player: PublicIdentity, choice: IdentityChoice) {
    let other = remembered();
    if choice == IdentityChoice::ElseCleared {
        LocalStorage::delete(IDENTITY);
    }
    let _ = LocalStorage::set(IDENTITY, remember_after(other, choice, player));
    forget_answer();
}
