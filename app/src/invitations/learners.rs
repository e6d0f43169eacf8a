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

/// A score from 0 to 100 without needless decimals.
pub fn points(score: f64) -> String {
    let text = format!("{score:.1}");
    format!("{} %", text.trim_end_matches(".0"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_no_needless_decimals() {
        assert_eq!(points(80.0), "80 %");
        assert_eq!(points(66.666), "66.7 %");
        assert_eq!(points(100.0), "100 %");
    }
}
