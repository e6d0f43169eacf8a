//! What a course wants to happen once it has terminated, and what it may ask for.

use super::attempt::Attempt;
use super::values;
use crate::sequencing::Request;

/// What should happen after an activity ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the page may show its farewell.
    #[default]
    Stay,
    /// The learner chooses what comes next.
    Menu,
    /// This is to be carried out by [`Attempt::navigate`] once the activity was left.
    Navigate(Request),
}

/// Reads the open activity's request and exit. A course of one activity is left as a whole.
pub fn next(attempt: &Attempt) -> Next {
    let Some((_, _, sitting)) = attempt.current() else {
        return Next::Stay;
    };
    let several = attempt.items.len() > 1;
    if matches!(sitting.exit.as_str(), "time-out" | "logout") {
        return Next::Navigate(Request::ExitAll);
    }
    match request(&sitting.request) {
        Some(Request::Exit) if !several => Next::Navigate(Request::ExitAll),
        Some(Request::Abandon) if !several => Next::Navigate(Request::AbandonAll),
        Some(request) => Next::Navigate(request),
        None if several => Next::Menu,
        None => Next::Stay,
    }
}

/// What a value of `adl.nav.request` asks for.
pub fn request(value: &str) -> Option<Request> {
    match values::target(value) {
        Some((target, verb)) => Request::of(verb, Some(target)),
        None => Request::of(value, None),
    }
}

/// What `adl.nav.request_valid.continue`, `….choice.{target=ID}` and their like ask about.
pub fn asked(name: &str) -> Option<Request> {
    let rest = name.strip_prefix("adl.nav.request_valid.")?;
    match rest.split_once('.') {
        Some((verb, target)) => {
            let target = target.strip_prefix("{target=")?.strip_suffix('}')?;
            Request::of(verb, Some(target))
        }
        None if matches!(rest, "continue" | "previous") => Request::of(rest, None),
        None => None,
    }
}
