//! The passcode that some invitations ask of newcomers.

use super::store;
use crate::accounts::{self, Learner};
use crate::invitations::Invitation;
use crate::{Domain, Result};
use beckon_model::Problem;

/// Checks what a newcomer typed, without regard to case. Wrong ones are counted, and slow down after some.
///
/// # Errors
/// `Problem::Fields` on "passcode"; `TooMuch` while one has to wait.
pub(super) async fn check(
    domain: &Domain,
    invitation: &Invitation,
    who: &Learner,
    typed: &str,
) -> Result<()> {
    if invitation.passcode.is_empty() {
        return Ok(());
    }
    let now = domain.now();
    let failures = store::passcode_failures(&mut &domain.db, &invitation.id, &who.id).await?;
    if let Some(seconds) = accounts::wait(failures, now) {
        let why = format!("Too many wrong passcodes. Wait {seconds} seconds and try again.");
        return Err(Problem::TooMuch(why).into());
    }
    let typed = typed.trim();
    if typed.to_lowercase() == invitation.passcode.to_lowercase() {
        return Ok(());
    }
    let why = if typed.is_empty() {
        "Enter the passcode that came with your invitation."
    } else {
        let mut tx = domain.db.begin_write().await?;
        store::count_passcode_failure(&mut tx, &invitation.id, &who.id, now).await?;
        tx.commit().await?;
        "This passcode is wrong. Check it, or ask whoever invited you."
    };
    Err(Problem::field("passcode", why).into())
}
