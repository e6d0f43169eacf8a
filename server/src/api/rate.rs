//! How many calls a key may make, told with every answer (draft-ietf-httpapi-ratelimit-headers) and kept by each process.

use beckon_model::{KeyId, Millis};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Within which time calls are counted, in seconds.
const WINDOW: i64 = 60;
/// So many keys are counted before those that are silent are forgotten.
const KEYS: usize = 1_000;

pub const LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// Counts the calls of all keys.
#[derive(Clone, Debug)]
pub struct Meter {
    /// 0 for no limit.
    most: u32,
    counts: Arc<Mutex<HashMap<KeyId, (i64, u32)>>>,
}

/// How it stands with a key after a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    most: u32,
    left: u32,
    /// Seconds until it may make as many again.
    until: i64,
    /// Whether this call was one too many.
    pub over: bool,
}

impl Meter {
    /// Takes how many calls a minute a key may make; 0 for as many as it likes.
    pub fn new(most: u32) -> Self {
        Self {
            most,
            counts: Arc::default(),
        }
    }

    /// Counts a call; `None` where there is no limit.
    pub fn count(&self, key: &KeyId, now: Millis) -> Option<Standing> {
        if self.most == 0 {
            return None;
        }
        let seconds = now / 1_000;
        let window = seconds / WINDOW;
        let mut counts = self.counts.lock().ok()?;
        if counts.len() >= KEYS {
            counts.retain(|_, (counted, _)| *counted == window);
        }
        let (counted, number) = counts.entry(key.clone()).or_default();
        if *counted != window {
            (*counted, *number) = (window, 0);
        }
        let over = *number >= self.most;
        if !over {
            *number += 1;
        }
        Some(Standing {
            most: self.most,
            left: self.most - *number,
            until: WINDOW - seconds % WINDOW,
            over,
        })
    }
}

impl Standing {
    /// Says it in the headers of an answer.
    pub fn tell(&self, headers: &mut HeaderMap) {
        let mut say = |name, text: String| {
            if let Ok(text) = HeaderValue::try_from(text) {
                headers.insert(name, text);
            }
        };
        say(POLICY, format!("\"key\";q={};w={WINDOW}", self.most));
        say(LIMIT, format!("\"key\";r={};t={}", self.left, self.until));
        if self.over {
            say(header::RETRY_AFTER, self.until.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_makes_so_many_calls_a_minute_and_others_are_none_the_worse() {
        let meter = Meter::new(2);
        let (one, other) = (KeyId::from("one"), KeyId::from("other"));
        let over = |key, now| meter.count(key, now).map(|standing| standing.over);
        let told: Vec<_> = (0..3).map(|_| over(&one, 59_000)).collect();
        assert_eq!(told, [Some(false), Some(false), Some(true)]);
        assert_eq!(over(&other, 59_000), Some(false));
        assert_eq!(over(&one, 60_000), Some(false));
    }

    #[test]
    fn the_headers_say_how_many_are_left_and_when_there_are_more() {
        let meter = Meter::new(1);
        let key = KeyId::from("one");
        let told = |now| {
            let mut headers = HeaderMap::new();
            meter.count(&key, now).expect("a limit").tell(&mut headers);
            let text = |name: &HeaderName| {
                let value = headers.get(name).and_then(|value| value.to_str().ok());
                value.unwrap_or_default().to_owned()
            };
            [text(&POLICY), text(&LIMIT), text(&header::RETRY_AFTER)]
        };
        assert_eq!(told(15_000), ["\"key\";q=1;w=60", "\"key\";r=0;t=45", ""]);
        assert_eq!(told(20_000)[1..], ["\"key\";r=0;t=40", "40"]);
    }

    #[test]
    fn without_a_limit_nothing_is_counted() {
        assert_eq!(Meter::new(0).count(&KeyId::from("one"), 0), None);
    }
}
