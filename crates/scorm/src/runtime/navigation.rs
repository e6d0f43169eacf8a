//! What a course wants to happen once it has terminated.

use super::attempt::Attempt;
use super::values;

/// What should happen after an activity ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Next {
    /// Nothing: the page may show its farewell.
    #[default]
    Stay,
    /// The learner chooses what comes next.
    Menu,
    /// The activity of this identifier comes next.
    Go(String),
    /// The course is left.
    Exit,
}

/// Reads the open activity's request and exit. A course of one activity is left as a whole.
pub fn next(attempt: &Attempt) -> Next {
    let Some((_, _, sitting)) = attempt.current() else {
        return Next::Stay;
    };
    let several = attempt.items.len() > 1;
    let alone = |next| if several { Next::Menu } else { next };
    if matches!(sitting.exit.as_str(), "time-out" | "logout") {
        return Next::Exit;
    }
    match sitting.request.as_str() {
        "exitAll" | "suspendAll" | "abandonAll" => Next::Exit,
        "exit" | "abandon" => alone(Next::Exit),
        "continue" => neighbour(attempt, 1).map_or(alone(Next::Stay), Next::Go),
        "previous" => neighbour(attempt, -1).map_or(alone(Next::Stay), Next::Go),
        request => match values::target(request) {
            Some((target, _)) if can_go(attempt, target) => Next::Go(target.to_owned()),
            _ => alone(Next::Stay),
        },
    }
}

/// The identifier of the launchable activity `step` places from the open one.
pub fn neighbour(attempt: &Attempt, step: isize) -> Option<String> {
    let active = attempt.active()?;
    let place = attempt
        .items
        .iter()
        .position(|item| item.identifier == active)?;
    let place = place.checked_add_signed(step)?;
    attempt.items.get(place).map(|item| item.identifier.clone())
}

/// Whether the course has a launchable activity of this identifier.
pub fn can_go(attempt: &Attempt, identifier: &str) -> bool {
    attempt
        .items
        .iter()
        .any(|item| item.identifier == identifier)
}

/// What `adl.nav.request_valid.choice.{target=ID}` and its like answer; `None` for other names.
pub fn is_valid(attempt: &Attempt, name: &str) -> Option<bool> {
    let rest = name.strip_prefix("adl.nav.request_valid.")?;
    let (verb, target) = rest.split_once('.')?;
    let target = target.strip_prefix("{target=")?.strip_suffix('}')?;
    matches!(verb, "choice" | "jump").then(|| can_go(attempt, target))
}
