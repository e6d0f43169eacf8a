//! Reportage: which results are asked for, as the page's address says it, and what is shown of them.

use crate::address::{encode, part};
use crate::registration::Progress;
use crate::report_schedule::Schedule;
use crate::words::words;
use crate::{CourseId, InvitationId, LearnerId, Millis, RegistrationId, ReportId};
use serde::{Deserialize, Serialize};

/// How many rows one page of a table holds.
pub const PAGE: i64 = 50;
/// The longest word in an address, in characters.
const WORD_MAX: usize = 100;

words! {
    /// What a row of the table is.
    View {
        Registrations => "registrations", "Registrations";
        Learners => "learners", "Learners";
        Courses => "courses", "Courses";
        Invitations => "invitations", "Invitations";
        /// What the course asked, over all its learners.
        Questions => "questions", "Questions";
    }
}

words! {
    /// Which moment of a registration has to lie between the dates.
    Dates {
        Created => "created", "Created";
        Launched => "launched", "First launched";
        Completed => "completed", "Completed";
        Activity => "activity", "Last activity";
    }
}

words! {
    /// Between which dates.
    Span {
        All => "all", "All time";
        Month => "month", "Month to date";
        Year => "year", "Year to date";
        Last30 => "30-days", "Last 30 days";
        Custom => "custom", "From … to …";
    }
}

words! {
    /// How far the learner is. Who passed or failed has completed.
    Status {
        Any => "any", "Any status";
        NotStarted => "not-started", "Not started";
        UnderWay => "under-way", "Started, not completed";
        Completed => "completed", "Completed";
        Passed => "passed", "Passed";
        Failed => "failed", "Failed";
    }
}

words! {
    /// By which kind of invitation.
    Among {
        Any => "any", "Public and private";
        Public => "public", "Public";
        Private => "private", "Private";
    }
}

words! {
    /// What the rows are sorted by. Groups know no activity and no creation: they go by their names then.
    Sort {
        Activity => "activity", "Last activity";
        Created => "created", "Created";
        Name => "name", "Name";
        Progress => "progress", "Progress";
        Score => "score", "Score";
        Time => "time", "Time";
        Registrations => "registrations", "Registrations";
    }
}

words! {
    /// What the figures are held against.
    Against {
        Nothing => "nothing", "Nothing";
        /// As many days just before; only where the dates have a beginning.
        Before => "before", "The period before";
        /// Of one course: all others of the instructor. Chosen by its id otherwise.
        Course => "course", "Another course";
    }
}

/// Which results, of when, in which order. What goes without saying stands not in the address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criteria {
    pub course: Option<CourseId>,
    pub learner: Option<LearnerId>,
    pub invitation: Option<InvitationId>,
    pub among: Among,
    pub status: Status,
    /// A tag of the course, the invitation, the registration or the learner; empty for any.
    pub tag: String,
    /// Only those whose results may be somebody else's.
    pub flagged: bool,
    pub dates: Dates,
    pub span: Span,
    /// Days as typed, `2026-12-24`, both included; for a custom span.
    pub from: String,
    pub to: String,
    /// In which days are meant, as the IANA names it; empty for UTC.
    pub zone: String,
    pub view: View,
    pub sort: Sort,
    pub falling: bool,
    pub against: Against,
    /// The course to compare with.
    pub with: Option<CourseId>,
    /// From 1.
    pub page: u32,
    /// The row that the page begins after or ends before; empty for one that is found by counting.
    pub at: String,
}

impl Default for Criteria {
    fn default() -> Self {
        Self::read(|_| None)
    }
}

impl Criteria {
    /// Takes what gives the value of a name; what can't be read means what goes without saying.
    pub fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let value = |name: &str| -> String {
            let typed = value(name).unwrap_or_default();
            typed.trim().chars().take(WORD_MAX).collect()
        };
        let id = |name: &str| Some(value(name)).filter(|id| !id.is_empty());
        let view = View::of(&value("view")).unwrap_or(View::Registrations);
        let sort = Sort::of(&value("sort")).unwrap_or(usual(view));
        Self {
            course: id("course").map(CourseId),
            learner: id("learner").map(LearnerId),
            invitation: id("invitation").map(InvitationId),
            among: Among::of(&value("kind")).unwrap_or(Among::Any),
            status: Status::of(&value("status")).unwrap_or(Status::Any),
            tag: value("tag"),
            flagged: value("flagged") == "true",
            dates: Dates::of(&value("dates")).unwrap_or(Dates::Created),
            span: Span::of(&value("span")).unwrap_or(Span::All),
            from: value("from"),
            to: value("to"),
            zone: value("zone"),
            view,
            sort,
            falling: match value("order").as_str() {
                "asc" => false,
                "desc" => true,
                _ => falls(sort),
            },
            against: Against::of(&value("against")).unwrap_or(Against::Nothing),
            with: id("with").map(CourseId),
            page: value("page").parse().unwrap_or(1).clamp(1, 1_000_000),
            at: value("at"),
        }
    }

    /// Reads an address's query, without its question mark.
    pub fn parse(query: &str) -> Self {
        Self::read(|name| part(query, name))
    }

    /// As an address says it, without a question mark; empty if all goes without saying.
    pub fn text(&self) -> String {
        let mut pairs = Vec::new();
        let mut say = |name: &str, value: &str, usual: &str| {
            if value != usual {
                pairs.push(format!("{name}={}", encode(value)));
            }
        };
        say("course", id(self.course.as_ref().map(|id| &id.0)), "");
        say("learner", id(self.learner.as_ref().map(|id| &id.0)), "");
        say(
            "invitation",
            id(self.invitation.as_ref().map(|id| &id.0)),
            "",
        );
        say("kind", self.among.word(), "any");
        say("status", self.status.word(), "any");
        say("tag", &self.tag, "");
        say("flagged", if self.flagged { "true" } else { "" }, "");
        say("dates", self.dates.word(), "created");
        say("span", self.span.word(), "all");
        if self.span == Span::Custom {
            say("from", &self.from, "");
            say("to", &self.to, "");
        }
        say("zone", &self.zone, "");
        say("view", self.view.word(), "registrations");
        say("sort", self.sort.word(), usual(self.view).word());
        let order = if self.falling { "desc" } else { "asc" };
        let usually = if falls(self.sort) { "desc" } else { "asc" };
        say("order", order, usually);
        say("against", self.against.word(), "nothing");
        say("with", id(self.with.as_ref().map(|id| &id.0)), "");
        say("page", &self.page.to_string(), "1");
        say("at", &self.at, "");
        pairs.join("&")
    }

    /// The same results on another page.
    pub fn on_page(&self, page: u32) -> Self {
        Self {
            page,
            at: String::new(),
            ..self.clone()
        }
    }

    /// The next page; takes the key of the last row on this one.
    pub fn next(&self, last: &str) -> Self {
        self.turned(self.page + 1, "after", last)
    }

    /// The page before; takes the key of the first row on this one.
    pub fn previous(&self, first: &str) -> Self {
        self.turned(self.page.saturating_sub(1).max(1), "before", first)
    }

    fn turned(&self, page: u32, way: &str, key: &str) -> Self {
        let mut turned = self.on_page(page);
        if page > 1 && !key.is_empty() {
            turned.at = format!("{way}.{key}");
        }
        turned
    }

    /// The same results as rows of another kind, from the first page.
    pub fn seen_as(&self, view: View) -> Self {
        let sort = usual(view);
        Self {
            view,
            sort,
            falling: falls(sort),
            ..self.on_page(1)
        }
    }

    /// The same rows sorted by something, or the other way round if they are sorted by it already.
    pub fn sorted_by(&self, sort: Sort) -> Self {
        let falling = if self.sort == sort {
            !self.falling
        } else {
            falls(sort)
        };
        Self {
            sort,
            falling,
            ..self.on_page(1)
        }
    }

    /// The results of one course, one learner, or one invitation among these, registration by registration.
    pub fn into_course(&self, course: CourseId) -> Self {
        Self {
            course: Some(course),
            ..self.seen_as(View::Registrations)
        }
    }

    /// As [`Criteria::into_course`].
    pub fn into_learner(&self, learner: LearnerId) -> Self {
        Self {
            learner: Some(learner),
            ..self.seen_as(View::Registrations)
        }
    }

    /// As [`Criteria::into_course`].
    pub fn into_invitation(&self, invitation: InvitationId) -> Self {
        Self {
            invitation: Some(invitation),
            ..self.seen_as(View::Registrations)
        }
    }
}

fn id(id: Option<&String>) -> &str {
    id.map_or("", String::as_str)
}

fn usual(view: View) -> Sort {
    match view {
        View::Registrations => Sort::Activity,
        _ => Sort::Registrations,
    }
}

/// Whether the greatest comes first unless the other way round is asked for.
fn falls(sort: Sort) -> bool {
    sort != Sort::Name
}

/// How many came how far. Who passed or failed has completed, who completed has started, who started has opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    pub registrations: i64,
    /// Were shown the page of their invitation.
    pub opened: i64,
    pub started: i64,
    pub completed: i64,
    pub passed: i64,
    pub failed: i64,
    /// For how many the course told a score.
    pub scored: i64,
    /// The sum of the scores, each 0–100.
    pub score: f64,
    /// Hundredths of a second in all.
    pub time: i64,
}

impl Figures {
    /// 0–100; `None` where no score was told.
    pub fn average_score(&self) -> Option<f64> {
        (self.scored > 0).then(|| self.score / self.scored as f64)
    }

    /// Hundredths of a second, over those who started.
    pub fn average_time(&self) -> i64 {
        if self.started > 0 {
            self.time / self.started
        } else {
            0
        }
    }
}

/// One registration of the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub registration: RegistrationId,
    pub learner: LearnerId,
    pub name: String,
    /// Empty if nobody knows it.
    pub email: String,
    pub course: CourseId,
    pub course_title: String,
    pub invitation: InvitationId,
    pub public: bool,
    pub progress: Progress,
    pub score: Option<f64>,
    /// Hundredths of a second.
    pub time: i64,
    pub instance: i64,
    pub created_at: Millis,
    pub launched_at: Option<Millis>,
    pub completed_at: Option<Millis>,
    pub last_activity_at: Option<Millis>,
    pub flagged: bool,
}

impl Row {
    /// The name, or the address of whoever has none.
    pub fn called(&self) -> &str {
        if self.name.is_empty() {
            &self.email
        } else {
            &self.name
        }
    }
}

/// A course, an invitation or a learner, with the figures of its registrations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    pub id: String,
    pub title: String,
    /// What tells it from others of the same title.
    pub more: String,
    pub figures: Figures,
}

/// A question of a course, and how it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The title of the course, and of the activity in it.
    pub course: String,
    pub activity: String,
    pub id: String,
    /// As the course words it; empty where it does not.
    pub text: String,
    /// As the course says it; empty where it does not.
    pub correct: Vec<String>,
    pub answered: i64,
    pub right: i64,
    /// Each answer and how often it was given, the most frequent first.
    pub answers: Vec<(String, i64)>,
}

/// The rows that are shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Rows {
    Registrations(Vec<Row>),
    Groups(Vec<Group>),
    Questions(Vec<Question>),
}

/// A picture of figures, and the same figures as a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picture {
    pub title: String,
    pub svg: String,
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Picture {
    /// Whether there is anything to draw.
    pub fn says_something(&self) -> bool {
        !self.svg.is_empty()
    }
}

/// Figures to compare with, and what they are of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Other {
    pub label: String,
    pub figures: Figures,
}

/// One screen of results.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub criteria: Criteria,
    /// What it is about: "All results", or the course, learner or invitation.
    pub title: String,
    /// What is wrong with the criteria, to be said; those are left out.
    pub problems: Vec<String>,
    /// In which days are meant, by name.
    pub zone: String,
    /// What of the criteria is asked for by drilling down, each with its name.
    pub course: Option<String>,
    pub learner: Option<String>,
    pub invitation: Option<String>,
    pub figures: Figures,
    pub other: Option<Other>,
    pub pictures: Vec<Picture>,
    pub rows: Rows,
    /// How many rows there are, over all pages.
    pub matching: i64,
    /// The keys of the first and the last row on the page, for [`Criteria::previous`] and [`Criteria::next`].
    pub first: String,
    pub last: String,
    /// All courses of the instructor, and all tags.
    pub courses: Vec<(CourseId, String)>,
    pub tags: Vec<String>,
    /// Changes with every change of a result.
    pub state: String,
}

/// Criteria under a name, and the link by which others see what they give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub id: ReportId,
    pub name: String,
    /// As [`Criteria::text`] says it.
    pub criteria: String,
    /// Whose it is, where another instructor shares it; empty for one's own.
    pub from: String,
    /// The addresses of instructors who see it, too.
    pub shared_with: Vec<String>,
    /// Until when its link works.
    pub link_until: Option<Millis>,
    /// How it goes out by e-mail.
    pub schedule: Option<Schedule>,
}

/// How many days a link to a report may work.
pub const LINK_DAYS: [i64; 4] = [1, 7, 30, 90];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_goes_without_saying_stands_not_in_the_address() {
        assert_eq!(Criteria::default().text(), "");
        assert_eq!(Criteria::parse("page=x&view=none&course=").text(), "");
    }

    #[test]
    fn drilling_down_begins_at_the_first_page() {
        let all = Criteria::parse("view=courses&span=month&page=3&sort=score");
        let one = all.into_course("c1".into());
        assert_eq!(one.text(), "course=c1&span=month");
        let learner = one.into_learner("l1".into()).text();
        assert_eq!(learner, "course=c1&learner=l1&span=month");
    }

    #[test]
    fn sorting_twice_turns_around() {
        let once = Criteria::default().sorted_by(Sort::Name);
        assert_eq!(once.text(), "sort=name");
        assert_eq!(once.sorted_by(Sort::Name).text(), "sort=name&order=desc");
    }

    #[test]
    fn pages_are_turned_from_row_to_row() {
        let second = Criteria::default().next("7.r7");
        assert_eq!(second.text(), "page=2&at=after.7.r7");
        assert_eq!(
            second.next("9.r9").previous("8.r8").text(),
            "page=2&at=before.8.r8"
        );
        assert_eq!(second.previous("8.r8").text(), "");
        assert_eq!(second.sorted_by(Sort::Score).text(), "sort=score");
    }

    proptest! {
        #[test]
        fn an_address_is_read_as_it_is_written(
            tag in "[^\\s]{0,20}",
            (view, sort, span) in (0..5usize, 0..7usize, 0..5usize),
            (falling, flagged, page) in (any::<bool>(), any::<bool>(), 1..1_000u32),
        ) {
            let span = Span::ALL[span];
            let custom = |day: &str| if span == Span::Custom { day.to_owned() } else { String::new() };
            let criteria = Criteria {
                tag,
                view: View::ALL[view],
                sort: Sort::ALL[sort],
                span,
                from: custom("2026-01-01"),
                to: custom("2026-12-31"),
                zone: "Europe/Berlin".to_owned(),
                falling,
                flagged,
                page,
                ..Criteria::default()
            };
            prop_assert_eq!(Criteria::parse(&criteria.text()), criteria);
        }
    }
}
