//! How results and e-mails look in a word.

use crate::ui::Tone;
use beckon_model::mail::MailState;
use beckon_model::registration::Progress;

/// How far someone has come, as a colour.
pub fn tone(progress: Progress) -> Tone {
    match progress {
        Progress::Invited => Tone::Calm,
        Progress::Started => Tone::Busy,
        Progress::Completed | Progress::Passed => Tone::Good,
        Progress::Failed => Tone::Bad,
    }
}

/// What became of an e-mail, as a colour and a word.
pub fn mail_state(state: MailState) -> (Tone, &'static str) {
    match state {
        MailState::Queued => (Tone::Calm, "Queued"),
        MailState::Sent => (Tone::Good, "Sent"),
        MailState::Deferred => (Tone::Warn, "Put off"),
        MailState::Failed => (Tone::Bad, "Refused"),
        MailState::Bounced => (Tone::Bad, "Bounced"),
        MailState::NotSent => (Tone::Calm, "Not sent"),
    }
}
