//! Makes the calls of a case, does what its tester is told to do, and compares.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::Path;

use beckon_scorm::course::Course;
use beckon_scorm::manifest;
use beckon_scorm::runtime::{
    Attempt, CourseState, Kept, Learner, Navigation, Next, Outcome, Request,
};
use serde::{Deserialize, Serialize};

/// How a case went: what fell short, or nothing.
#[derive(Debug, Serialize)]
pub struct Played {
    pub case: String,
    pub failure: Option<String>,
}

#[derive(Deserialize)]
struct Case {
    start: String,
    end: String,
    visits: Vec<Visit>,
}

#[derive(Deserialize)]
struct Visit {
    act: String,
    steps: Vec<Step>,
    #[serde(default)]
    cui: String,
    #[serde(default)]
    cuitext: String,
    #[serde(default)]
    uia: Vec<String>,
    #[serde(default)]
    uiqk: String,
}

#[derive(Deserialize)]
struct Step {
    #[serde(rename = "fn")]
    function: String,
    a: String,
    #[serde(default)]
    b: String,
    exp: String,
    err: String,
    /// The type of the interaction whose answers are compared.
    #[serde(default)]
    typ: String,
}

/// Plays all cases of a folder with `cases.json` and `manifests/`; prints the decisions of one.
pub fn play_all(folder: &Path, trace: Option<&str>) -> Result<Vec<Played>, Box<dyn Error>> {
    let text = fs::read_to_string(folder.join("cases.json"))?;
    let cases: BTreeMap<String, Case> = serde_json::from_str(&text)?;
    let mut courses = BTreeMap::new();
    for entry in fs::read_dir(folder.join("manifests"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        courses.insert(name.into_owned(), manifest::read(&fs::read(&path)?)?.course);
    }
    let mut shared = CourseState::default();
    let mut results = Vec::new();
    for (name, case) in &cases {
        let mut player = Player::new(name, &courses, &mut shared, trace == Some(name.as_str()));
        let failure = player.play(case).err();
        player.put_away();
        results.push(Played {
            case: name.clone(),
            failure,
        });
    }
    Ok(results)
}

/// A learner with the packages of a case.
struct Player<'c> {
    /// What the learner's global objectives and shared data are, over all packages.
    shared: &'c mut CourseState,
    courses: &'c BTreeMap<String, Course>,
    kept: BTreeMap<String, Kept>,
    /// The package that is open.
    package: String,
    attempt: Attempt,
    /// Where the journal goes.
    server: Attempt,
    trace: bool,
}

impl<'c> Player<'c> {
    fn new(
        case: &str,
        courses: &'c BTreeMap<String, Course>,
        shared: &'c mut CourseState,
        trace: bool,
    ) -> Self {
        let package = courses.keys().find(|name| *name == case);
        let package = package.or_else(|| courses.keys().find(|name| name.starts_with(case)));
        let package = package.cloned().unwrap_or_default();
        let mut player = Self {
            shared,
            attempt: Attempt::new(courses[&package].clone(), learner(), Kept::default()),
            server: Attempt::new(courses[&package].clone(), learner(), Kept::default()),
            courses,
            kept: BTreeMap::new(),
            package,
            trace,
        };
        player.take_out();
        player
    }

    /// Keeps the open package, and for others what is global.
    fn put_away(&mut self) {
        let course = self.attempt.course_state();
        if let Some(organization) = self.attempt.course().organizations.first() {
            if organization.global_objectives {
                self.shared.objectives.extend(course.objectives.clone());
            }
            if organization.global_data {
                self.shared.data.extend(course.data.clone());
            }
        }
        let states = self.attempt.states().clone();
        self.kept
            .insert(self.package.clone(), Kept { states, course });
    }

    /// Opens the package with what is global.
    fn take_out(&mut self) {
        let course = self.courses[&self.package].clone();
        let mut kept = self.kept.get(&self.package).cloned().unwrap_or_default();
        if let Some(organization) = course.organizations.first() {
            if organization.global_objectives {
                kept.course.objectives = self.shared.objectives.clone();
            }
            if organization.global_data {
                kept.course.data = self.shared.data.clone();
            }
        }
        self.attempt = Attempt::new(course, learner(), kept);
        self.server = self.attempt.clone();
    }

    fn play(&mut self, case: &Case) -> Result<(), String> {
        let mut outcome = self.attempt.enter();
        if !case.start.starts_with(['.']) && !self.courses.contains_key(&case.start) {
            outcome = self.choose(&case.start)?;
        }
        for (index, visit) in case.visits.iter().enumerate() {
            let place = format!("visit {} (act {})", index + 1, visit.act);
            self.show();
            self.is_delivered(&visit.act, &outcome)
                .and_then(|()| visit.steps.iter().try_for_each(|step| self.step(step)))
                .map_err(|why| format!("{place}: {why}"))?;
            if self.attempt.active().is_some() && !self.attempt.terminated() {
                self.attempt.terminate("");
            }
            let navigation = self.attempt.navigation();
            self.answer(visit, &navigation)
                .map_err(|why| format!("{place}: {why}"))?;
            let last = index + 1 == case.visits.len();
            outcome = self
                .go_on(visit)
                .map_err(|why| format!("{place}, then {:?}: {why}", visit.cui))?;
            let ends = visit.cui == "HasEnded" || (last && case.end == "endUserInter");
            if ends && outcome != Outcome::SessionEnded {
                return Err(format!("{place}: the session should end, but {outcome:?}"));
            }
            self.replayed().map_err(|why| format!("{place}: {why}"))?;
        }
        self.show();
        Ok(())
    }

    /// A server that applies the journal arrives at the same state, and what it keeps makes the
    /// same attempt again, with which the case goes on.
    fn replayed(&mut self) -> Result<(), String> {
        for entry in self.attempt.take_journal() {
            let text = serde_json::to_string(&entry).map_err(|why| why.to_string())?;
            let entry = serde_json::from_str(&text).map_err(|why| why.to_string())?;
            self.server
                .apply(&entry)
                .map_err(|why| format!("the server refused {text}: {why}"))?;
        }
        let kept = kept(&self.server);
        if kept != self::kept(&self.attempt) {
            return Err("the server has another state".to_owned());
        }
        let states = serde_json::to_string(&kept.states).map_err(|why| why.to_string())?;
        let course = serde_json::to_string(&kept.course).map_err(|why| why.to_string())?;
        let read = Kept {
            states: serde_json::from_str(&states).map_err(|why| why.to_string())?,
            course: serde_json::from_str(&course).map_err(|why| why.to_string())?,
        };
        let course = self.attempt.course().clone();
        self.show();
        self.attempt = Attempt::new(course, learner(), read);
        self.server = self.attempt.clone();
        if self::kept(&self.attempt) == kept {
            Ok(())
        } else {
            Err("what was kept makes another attempt".to_owned())
        }
    }

    fn show(&mut self) {
        let trace = self.attempt.take_trace();
        if self.trace {
            for one in trace {
                let exception = one.exception.map(|e| e.code()).unwrap_or_default();
                println!("  {:7} {} {} {exception}", one.process, one.title, one.what);
            }
            println!("  ---- open: {:?}", self.attempt.active());
        }
    }

    fn is_delivered(&self, act: &str, outcome: &Outcome) -> Result<(), String> {
        let delivered = self.attempt.active().and_then(|identifier| {
            let course = self.attempt.course();
            let item = course.launchable().find(|i| i.identifier == identifier)?;
            let suffix = &item.launch.as_ref()?.suffix;
            let act = suffix
                .split(['?', '&'])
                .find_map(|p| p.strip_prefix("act="))?;
            Some(act.to_owned())
        });
        match delivered {
            Some(delivered) if delivered == act => Ok(()),
            Some(delivered) => Err(format!("act {delivered} was delivered")),
            None => Err(format!("nothing was delivered, but {outcome:?}")),
        }
    }

    /// What the tester does after a visit, and what comes of it.
    fn go_on(&mut self, visit: &Visit) -> Result<Outcome, String> {
        let pending = match self.attempt.after_end() {
            Next::Navigate(request) => Some(request),
            Next::Stay | Next::Menu => None,
        };
        self.attempt.end(100).map_err(|why| why.to_string())?;
        let pending = |player: &mut Self| match pending.clone() {
            Some(request) => player.ask(request),
            None => Ok(Outcome::Nothing),
        };
        let (verb, title) = visit.cui.split_once('~').unwrap_or((&visit.cui, ""));
        match verb {
            "" | "AutoTest" | "HasEnded" | "Exit" => pending(self),
            "Continue" => self.ask(Request::Continue),
            "Previous" => self.ask(Request::Previous),
            "Choice" => self.choose(title),
            "ChoiceExit" => self.choose(title).and_then(|_| self.relaunch("")),
            "ContinueExitCM8" => self.ask(Request::Continue).and_then(|_| self.relaunch("")),
            "TRIGExitAll" | "ExitCM09ba" => {
                self.ask(Request::ExitAll).and_then(|_| self.relaunch(""))
            }
            "SuspendCM09ca" => self
                .ask(Request::SuspendAll)
                .and_then(|_| self.relaunch("")),
            "exitlaunch" | "autoendrelaunch" => {
                pending(self)?;
                self.relaunch(title)
            }
            "ReLaunchDDMa" | "ReLaunchDDMb" => {
                pending(self)?;
                self.relaunch(verb.trim_start_matches("ReLaunch"))
            }
            "RootSX4b" => {
                pending(self)?;
                self.choose("the activity that corresponds to the root")
            }
            "APIt1" | "APIt2" | "DMIt1" | "DMIt2" | "DMIt3" | "DMIt4" => {
                pending(self)?;
                self.choose(bold(&visit.cuitext, "launch "))
            }
            _ => {
                pending(self)?;
                let outcome = self.relaunch("")?;
                match bold(&visit.cuitext, "choose ") {
                    "" => Ok(outcome),
                    title => self.choose(title),
                }
            }
        }
    }

    /// Leaves the package for good unless it was left already, and opens it or another.
    fn relaunch(&mut self, package: &str) -> Result<Outcome, String> {
        // It may have ended by itself.
        let _ = self.attempt.navigate(Request::ExitAll);
        self.show();
        self.replayed()?;
        self.put_away();
        if !package.is_empty() {
            self.package = package.to_owned();
        }
        self.take_out();
        Ok(self.attempt.enter())
    }

    fn ask(&mut self, request: Request) -> Result<Outcome, String> {
        match self.attempt.navigate(request) {
            Ok(outcome) => Ok(outcome),
            Err(why) => Err(why.to_string()),
        }
    }

    fn choose(&mut self, title: &str) -> Result<Outcome, String> {
        if self.attempt.active().is_some() {
            return Err(format!("{title} cannot be chosen: an activity is open"));
        }
        let identifier = self.identifier(title)?;
        self.ask(Request::Choice(identifier))
    }

    fn identifier(&self, title: &str) -> Result<String, String> {
        let course = self.attempt.course();
        if title.contains("root of") || title.ends_with("the root") {
            let organization = course.organizations.first();
            return Ok(organization
                .map(|o| o.identifier.clone())
                .unwrap_or_default());
        }
        let activities = course.activities();
        let named = activities.iter().find(|(item, _)| item.title == title);
        named
            .map(|(item, _)| item.identifier.clone())
            .ok_or_else(|| format!("no activity is named {title}"))
    }

    fn answer(&self, visit: &Visit, navigation: &Navigation) -> Result<(), String> {
        for (question, right) in visit.uiqk.split('~').zip(&visit.uia) {
            let answer = match question.split_once('@') {
                Some(("toc.visible", title)) => navigation
                    .contents
                    .iter()
                    .any(|e| e.title == title && e.visible),
                Some((_, title)) if title.contains("root of") => navigation.root_selectable,
                Some((_, title)) => navigation
                    .contents
                    .iter()
                    .any(|e| e.title == title && e.selectable),
                None => match question.split_once('.') {
                    Some(("toc", _)) => navigation
                        .contents
                        .iter()
                        .any(|e| e.selectable && !e.current),
                    Some((device, "enabled")) => navigation.enabled.contains(&device),
                    // One that is hidden is not enabled either.
                    Some((device, "disabled")) => !navigation.enabled.contains(&device),
                    _ => continue,
                },
            };
            if answer != (right == "Y") {
                return Err(format!("{question} should be {right}"));
            }
        }
        Ok(())
    }

    fn step(&mut self, step: &Step) -> Result<(), String> {
        let name = self.named(&step.a);
        let attempt = &mut self.attempt;
        let got = match step.function.as_str() {
            "doInitialize" => attempt.initialize(&step.a),
            "doCommit" => attempt.commit(&step.a),
            "doGetValue" => attempt.get_value(&name),
            "doSetValue" => attempt.set_value(&name, &step.b),
            "doGetLastError" => attempt.get_last_error(),
            "doGetErrorString" => attempt.get_error_string(&step.a),
            "doGetDiagnostic" => attempt.get_diagnostic(&step.a),
            "compareObjIds" => self.objectives(),
            other => return Err(format!("no such function: {other}")),
        };
        let error = self.attempt.get_last_error();
        if step.exp.starts_with("Returned a valid value") {
            return Ok(());
        }
        let any = step.exp.is_empty() && step.a.contains('&') && step.a.ends_with(".id");
        if !(any
            || equal(&step.exp, &got, &name, &step.function)
            || alike(&step.typ, &step.exp, &got))
        {
            return Err(format!(
                "{}({}, {:.60}) gave {got:.80} ({error}), not {:.80}",
                step.function, step.a, step.b, step.exp
            ));
        }
        if !step.err.is_empty() && step.err != error {
            return Err(format!(
                "{}({}, {:.60}) had error {error}, not {}",
                step.function, step.a, step.b, step.err
            ));
        }
        Ok(())
    }

    /// The name with its index in place of `&ID&`.
    fn named(&mut self, name: &str) -> String {
        let parts: Vec<&str> = name.split('&').collect();
        let [stem, id, rest] = parts.as_slice() else {
            return name.to_owned();
        };
        let count = self.attempt.get_value(&format!("{stem}_count"));
        let count: u32 = count.parse().unwrap_or(0);
        let index = (0..count)
            .find(|index| self.attempt.get_value(&format!("{stem}{index}.id")) == *id)
            .unwrap_or(count);
        format!("{stem}{index}{rest}")
    }

    fn objectives(&mut self) -> String {
        let count = self.attempt.get_value("cmi.objectives._count");
        let ids: Vec<String> = (0..count.parse().unwrap_or(0))
            .map(|index: u32| {
                self.attempt
                    .get_value(&format!("cmi.objectives.{index}.id"))
            })
            .collect();
        ids.join(",")
    }
}

fn kept(attempt: &Attempt) -> Kept {
    Kept {
        states: attempt.states().clone(),
        course: attempt.course_state(),
    }
}

fn learner() -> Learner {
    Learner {
        id: "learner-1".to_owned(),
        name: "Player, Paula".to_owned(),
    }
}

/// The first bold words behind `before`.
fn bold<'t>(text: &'t str, before: &str) -> &'t str {
    let behind = text
        .split_once(&format!("{before}<b>"))
        .map(|(_, rest)| rest);
    behind
        .and_then(|rest| rest.split_once("</b>"))
        .map_or("", |(bold, _)| bold)
}

fn equal(expected: &str, got: &str, name: &str, function: &str) -> bool {
    let set = |list: &str| list.split(',').map(str::to_owned).collect::<BTreeSet<_>>();
    match expected {
        "less255" => got.chars().count() < 255,
        "emptyCS" => got.is_empty(),
        "@LEARNER_ID" | "@LEARNER_NAME" => !got.is_empty(),
        _ if expected == got => true,
        _ if name.ends_with("_children") || function == "compareObjIds" => {
            set(expected) == set(got)
        }
        _ => match (expected.parse::<f64>(), got.parse::<f64>()) {
            (Ok(expected), Ok(got)) => (expected - got).abs() < 1e-6,
            _ => match (seconds(expected), seconds(got)) {
                (Some(expected), Some(got)) => (expected - got).abs() < 1e-3,
                _ => false,
            },
        },
    }
}

/// Answers mean the same whatever order of delimiters they begin with, and with or without those
/// that say the default; numbers may be written in several ways.
fn alike(kind: &str, expected: &str, got: &str) -> bool {
    match kind {
        "numeric" => {
            let bounds = |text: &str| -> Vec<Option<f64>> {
                text.split("[:]").map(|part| part.parse().ok()).collect()
            };
            bounds(expected) == bounds(got)
        }
        "fill-in" | "long-fill-in" | "performance" => plain(expected) == plain(got),
        "choice" => {
            let set = |text: &str| {
                text.split("[,]")
                    .map(str::to_owned)
                    .collect::<BTreeSet<_>>()
            };
            set(expected) == set(got)
        }
        _ => false,
    }
}

fn plain(text: &str) -> (BTreeSet<&str>, &str) {
    let (mut delimiters, mut rest) = (BTreeSet::new(), text);
    while let Some((delimiter, behind)) =
        rest.strip_prefix('{').and_then(|rest| rest.split_once('}'))
    {
        if !["lang=", "case_matters=", "order_matters="]
            .iter()
            .any(|name| delimiter.starts_with(name))
        {
            break;
        }
        if !["case_matters=false", "order_matters=true", "lang=en"].contains(&delimiter) {
            delimiters.insert(delimiter);
        }
        rest = behind;
    }
    (delimiters, rest)
}

/// An ISO duration in seconds, a year being 365 days and a month 30.
fn seconds(text: &str) -> Option<f64> {
    let (date, time) = text
        .strip_prefix('P')
        .map(|rest| rest.split_once('T').unwrap_or((rest, "")))?;
    let mut total = 0.0;
    for (part, units) in [
        (
            date,
            &[('Y', 31_536_000.0), ('M', 2_592_000.0), ('D', 86_400.0)],
        ),
        (time, &[('H', 3_600.0), ('M', 60.0), ('S', 1.0)]),
    ] {
        let mut rest = part;
        while let Some(end) = rest.find(|c: char| c.is_ascii_alphabetic()) {
            let number: f64 = rest[..end].parse().ok()?;
            let unit = rest[end..].chars().next()?;
            total += number * units.iter().find(|(name, _)| *name == unit)?.1;
            rest = &rest[end + 1..];
        }
    }
    Some(total)
}
