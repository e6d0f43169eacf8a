//! New versions of a course: who gets which, and what becomes of those who had begun.

use crate::on_both;
use crate::world::{World, landing, problem, start, zip};
use beckon_domain::accounts::Instructor;
use beckon_domain::courses::{self, imports, versions};
use beckon_domain::invitations::people;
use beckon_domain::play::{self, Commit};
use beckon_domain::recipients::Chosen;
use beckon_domain::{invitations, join, recipients, registrations, secret};
use beckon_model::course::{Import, ImportState};
use beckon_model::invitation::LetterText;
use beckon_model::people::{Duplicate, Invited, PeopleForm};
use beckon_model::recipient::{Deed, Person, Query};
use beckon_model::registration::{Ended, Progress, RegistrationPage, SplitForm};
use beckon_model::version::{Change, Preview, Rule, VersionPage};
use beckon_model::{CourseId, ImportId, InvitationId, Problem, RegistrationId};
use serde_json::json;

const ADA: &str = "ada@example.org";
const BOB: &str = "bob@example.org";

/// A SCORM 1.2 package: its title, its activities by identifier and title, and what stands on their page.
fn package(title: &str, activities: &[(&str, &str)], page: &str) -> Vec<u8> {
    let item = |(id, title): &(&str, &str)| {
        format!(r#"<item identifier="{id}" identifierref="r"><title>{title}</title></item>"#)
    };
    let items: String = activities.iter().map(item).collect();
    let manifest = format!(
        r#"<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
             xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
             <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
             <organizations default="o"><organization identifier="o"><title>{title}</title>{items}</organization></organizations>
             <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="page.html"/></resources>
           </manifest>"#
    );
    zip(&[("imsmanifest.xml", &manifest), ("page.html", page)])
}

fn first() -> Vec<u8> {
    package("Knots", &[("a", "Bowline"), ("b", "Hitches")], "the first")
}

fn second() -> Vec<u8> {
    package(
        "Knots, again",
        &[("a", "Bowlines"), ("c", "Bends")],
        "the second",
    )
}

/// A course with people on it.
struct Stage {
    world: World,
    grace: Instructor,
    course: CourseId,
    invitation: InvitationId,
}

impl Stage {
    /// People were invited to the first version.
    async fn set(world: World, people: &str) -> Self {
        let grace = world.instructor().await;
        let course = import(&world, &grace, first(), None)
            .await
            .course
            .expect("a course");
        let invitation = invite(&world, &grace, &course, people).await;
        Self {
            world,
            grace,
            course,
            invitation,
        }
    }

    /// Ada was invited to the first version, and there is a second one.
    async fn two(world: World) -> Self {
        let stage = Self::set(world, ADA).await;
        stage.upload(second()).await;
        stage
    }

    async fn upload(&self, package: Vec<u8>) -> Import {
        import(&self.world, &self.grace, package, Some(&self.course)).await
    }

    async fn version(&self, number: i64) -> VersionPage {
        versions::page(&self.world.domain, &self.grace, &self.course, number)
            .await
            .expect("a version")
    }

    async fn use_version(&self, number: i64, rule: Rule) {
        versions::put_in_use(&self.world.domain, &self.grace, &self.course, number, rule)
            .await
            .expect("put in use");
    }

    async fn find(&self, invitation: &InvitationId, email: &str) -> Person {
        let everyone = Query::default();
        let people = recipients::list(&self.world.domain, &self.grace, invitation, &everyone).await;
        let mut rows = people.expect("people").rows.into_iter();
        rows.find(|row| row.email == email).expect("a recipient")
    }

    async fn registration(&self, email: &str) -> RegistrationId {
        self.find(&self.invitation, email).await.registration
    }

    async fn token(&self, email: &str) -> String {
        let id = self
            .find(&self.invitation, email)
            .await
            .recipient
            .expect("a recipient");
        let page = recipients::person(&self.world.domain, &self.grace, &self.invitation, &id).await;
        let link = page.expect("a person").link;
        link.rsplit('/').next().expect("a token").to_owned()
    }

    async fn page(&self, email: &str, attempt: Option<i64>) -> RegistrationPage {
        let id = self.registration(email).await;
        registrations::page(&self.world.domain, &self.grace, &id, attempt)
            .await
            .expect("a registration")
    }

    /// A launch; gives its ticket.
    async fn launch(&self, email: &str) -> String {
        self.world.domain.clock.advance(60_000);
        ticket(
            &start(&self.world.domain, &self.token(email).await)
                .await
                .expect("a launch"),
        )
    }

    /// A whole sitting that reports this status of every activity.
    async fn sit(&self, email: &str, status: &str) {
        let ticket = self.launch(email).await;
        let begun = play::begin(&self.world.domain, &ticket)
            .await
            .expect("an answer")
            .expect("it begins");
        let mut entries = Vec::new();
        for item in begun.course.launchable() {
            entries.extend([
                json!(["begin", item.identifier]),
                json!(["init"]),
                json!(["set", "cmi.core.lesson_status", status]),
                json!(["term"]),
                json!(["end", 100]),
            ]);
        }
        self.send(
            &ticket,
            json!({ "seq": 1, "entries": entries, "final": true }),
        )
        .await;
    }

    async fn send(&self, ticket: &str, batch: serde_json::Value) {
        let batch: Commit = serde_json::from_value(batch).expect("a batch");
        let taken = play::commit(&self.world.domain, ticket, &batch).await;
        taken.expect("an answer").expect("taken");
    }

    async fn history(&self) -> Vec<String> {
        let rows = invitations::history(&self.world.domain, &self.grace, &self.invitation, 0).await;
        rows.expect("a history")
            .into_iter()
            .map(|row| row.what)
            .collect()
    }

    async fn title(&self) -> String {
        courses::page(&self.world.domain, &self.grace, &self.course)
            .await
            .expect("the course")
            .title
    }

    async fn remove(&self, number: i64) -> beckon_domain::Result<()> {
        versions::remove(&self.world.domain, &self.grace, &self.course, number).await
    }
}

async fn import(
    world: &World,
    who: &Instructor,
    package: Vec<u8>,
    of: Option<&CourseId>,
) -> Import {
    let id: ImportId = secret::id();
    let upload = imports::Upload::begin(&world.domain, &id)
        .await
        .expect("opened");
    upload.finish_with(package).await.expect("stored");
    imports::enqueue(&world.domain, who, &id, "knots.zip", of)
        .await
        .expect("promised");
    assert!(imports::run_next(&world.domain).await.expect("read"));
    imports::find(&world.domain, who, &id)
        .await
        .expect("the import")
}

async fn invite(world: &World, who: &Instructor, course: &CourseId, people: &str) -> InvitationId {
    let letter = LetterText {
        subject: "Take [Course]".to_owned(),
        body: "[URL:Play course]".to_owned(),
    };
    world
        .invite(who, course, people, &letter)
        .await
        .expect("an invitation")
}

fn ticket(url: &str) -> String {
    url.trim_end_matches('/')
        .rsplit('/')
        .next()
        .expect("a ticket")
        .to_owned()
}

/// How people stand, by what their course reports; nothing for who never launched.
const STANDS: [(&str, Option<&str>, Progress); 5] = [
    ("ida@example.org", None, Progress::Invited),
    ("sol@example.org", Some("incomplete"), Progress::Started),
    ("cat@example.org", Some("completed"), Progress::Completed),
    ("pam@example.org", Some("passed"), Progress::Passed),
    ("fay@example.org", Some("failed"), Progress::Failed),
];

/// Whom each rule moves, in that order.
const MOVERS: [(Rule, [bool; 5]); 6] = [
    (Rule::Never, [false, false, false, false, false]),
    (Rule::NotComplete, [true, true, false, false, false]),
    (Rule::Completed, [false, false, true, true, true]),
    (Rule::Failed, [false, false, false, false, true]),
    (Rule::Passed, [false, false, false, true, false]),
    (Rule::Always, [true, true, true, true, true]),
];

on_both! {
    async fn a_new_version_is_taken_in_and_nobody_gets_it_yet(world: World) {
        let stage = Stage::set(world, ADA).await;
        let import = stage.upload(second()).await;
        assert_eq!((import.state, import.version), (ImportState::Done, Some(2)));
        assert_eq!(import.course.as_ref(), Some(&stage.course));
        let page = courses::page(&stage.world.domain, &stage.grace, &stage.course).await.expect("the course");
        let versions: Vec<_> = page.versions.iter().map(|v| (v.number, v.in_use, v.registrations)).collect();
        assert_eq!(versions, [(2, false, 0), (1, true, 1)]);
        assert_eq!(page.title, "Knots");
        assert_eq!(courses::library(&stage.world.domain, &stage.grace).await.expect("the library").len(), 1);
        stage.sit(ADA, "incomplete").await;
        assert_eq!(stage.page(ADA, None).await.versions, [1]);
    }

    async fn a_version_is_compared_with_the_one_in_use(world: World) {
        let stage = Stage::two(world).await;
        let version = stage.version(2).await;
        let compared = version.compared.expect("a comparison");
        assert_eq!((compared.number, compared.facts.title.as_str()), (1, "Knots"));
        assert_eq!((version.facts.title.as_str(), version.facts.activities), ("Knots, again", 2));
        let expected = [
            Change::Renamed("Bowline".into(), "Bowlines".into()),
            Change::Added("Bends".into()),
            Change::Removed("Hitches".into()),
        ];
        assert_eq!(compared.changes, expected);
        let files = compared.files;
        assert_eq!((files.changed, files.added, files.removed), (2, 0, 0));
        assert!(stage.version(1).await.compared.is_none());
    }

    async fn each_rule_moves_whom_it_says(world: World) {
        let grace = world.instructor().await;
        let people = STANDS.map(|(email, ..)| email).join(", ");
        let mut stage = None;
        let mut world = Some(world);
        for (rule, movers) in MOVERS {
            let world = world.take().or_else(|| stage.take().map(|stage: Stage| stage.world)).expect("a world");
            let course = import(&world, &grace, first(), None).await.course.expect("a course");
            let invitation = invite(&world, &grace, &course, &people).await;
            let here = Stage { world, grace: grace.clone(), course, invitation };
            for (email, status, _) in STANDS {
                if let Some(status) = status {
                    here.sit(email, status).await;
                }
            }
            here.upload(second()).await;
            let preview = here.version(2).await.preview.into_iter().find(|preview| preview.rule == rule);
            let count = |from: usize| movers[from..].iter().filter(|moves| **moves).count() as i64;
            let expected = Preview { rule, moves: count(0), anew: count(1), done: count(2) };
            assert_eq!(preview, Some(expected));
            here.use_version(2, rule).await;
            for ((email, _, progress), moves) in STANDS.into_iter().zip(movers) {
                let begun = progress != Progress::Invited;
                let before = landing(&here.world.domain, &here.token(email).await).await.expect("a landing");
                assert_eq!((before.progress, before.anew), (Some(progress), moves && begun), "{rule:?} {email}");
                here.launch(email).await;
                let page = here.page(email, None).await;
                let expected: &[i64] = match (moves, begun) {
                    (false, _) => &[1],
                    (true, false) => &[2],
                    (true, true) => &[1, 2],
                };
                assert_eq!(page.versions, expected, "{rule:?} {email}");
                let now = if moves || !begun { Progress::Started } else { progress };
                assert_eq!(page.progress, now, "{rule:?} {email}");
                assert_eq!(here.find(&here.invitation, email).await.progress, now);
            }
            stage = Some(here);
        }
    }

    async fn whoever_begins_anew_keeps_the_attempt_before(world: World) {
        let stage = Stage::two(world).await;
        stage.sit(ADA, "passed").await;
        stage.use_version(2, Rule::Always).await;
        stage.launch(ADA).await;
        let titles = |page: RegistrationPage| -> Vec<(String, String)> {
            page.activities.into_iter().map(|line| (line.title, line.status)).collect()
        };
        let passed = |title: &str| (title.to_owned(), "Passed".to_owned());
        assert_eq!(titles(stage.page(ADA, Some(1)).await), [passed("Bowline"), passed("Hitches")]);
        let new = |title: &str| (title.to_owned(), String::new());
        assert_eq!(titles(stage.page(ADA, None).await), [new("Bowlines"), new("Bends")]);
        stage.sit(ADA, "completed").await;
        assert_eq!(stage.page(ADA, None).await.versions, [1, 2]);
        assert_eq!(stage.find(&stage.invitation, ADA).await.progress, Progress::Completed);
        let history = stage.history().await.join("\n");
        assert!(history.contains("put version 2 of the course in use: everybody moves to it"), "{history}");
        assert!(history.contains("moved to version 2 of the course and begins anew"), "{history}");
    }

    async fn a_launch_under_way_keeps_its_version(world: World) {
        let stage = Stage::two(world).await;
        let ticket = stage.launch(ADA).await;
        stage.use_version(2, Rule::Always).await;
        let begun = play::begin(&stage.world.domain, &ticket).await.expect("an answer").expect("it begins");
        assert_eq!(begun.course.title, "Knots");
        let entries = json!([["begin", "a"], ["init"], ["set", "cmi.core.lesson_status", "passed"]]);
        stage.send(&ticket, json!({ "seq": 1, "entries": entries })).await;
        assert_eq!(stage.page(ADA, None).await.versions, [1]);
        // What is open is finished before the rule looks.
        stage.launch(ADA).await;
        let before = stage.page(ADA, Some(1)).await;
        assert_eq!((before.instance, before.activities[0].status.as_str()), (2, "Passed"));
        assert_eq!(before.launches[0].ended, Ended::Replaced);
        let late: Commit = serde_json::from_value(json!({ "seq": 2, "entries": [] })).expect("a batch");
        let late = play::commit(&stage.world.domain, &ticket, &late).await.expect("an answer");
        assert!(late.is_err());
    }

    async fn two_launches_at_once_begin_one_new_attempt(world: World) {
        let stage = Stage::two(world).await;
        stage.sit(ADA, "incomplete").await;
        stage.use_version(2, Rule::Always).await;
        let token = stage.token(ADA).await;
        let launch = || start(&stage.world.domain, &token);
        let launched = futures::future::join_all([launch(), launch(), launch(), launch()]).await;
        assert!(launched.iter().all(Result::is_ok), "{launched:?}");
        let page = stage.page(ADA, None).await;
        assert_eq!(page.versions, [1, 2]);
        let open = page.launches.iter().filter(|launch| launch.ended == Ended::Open);
        assert_eq!((page.launches.len(), open.count()), (5, 1));
    }

    async fn one_can_go_back_to_an_older_version(world: World) {
        let stage = Stage::two(world).await;
        stage.sit(ADA, "incomplete").await;
        stage.use_version(2, Rule::Always).await;
        stage.sit(ADA, "failed").await;
        let preview = stage.version(1).await.preview;
        let failed = preview.into_iter().find(|preview| preview.rule == Rule::Failed);
        assert_eq!(failed, Some(Preview { rule: Rule::Failed, moves: 1, anew: 1, done: 1 }));
        stage.use_version(1, Rule::Failed).await;
        stage.sit(ADA, "completed").await;
        let page = stage.page(ADA, None).await;
        assert_eq!((page.versions.as_slice(), page.progress), ([1, 2, 1].as_slice(), Progress::Completed));
    }

    async fn newcomers_and_whoever_starts_over_get_the_version_in_use(world: World) {
        let stage = Stage::two(world).await;
        stage.sit(ADA, "passed").await;
        stage.use_version(2, Rule::Never).await;
        let choosing = |email: &str| PeopleForm {
            addresses: email.to_owned(),
            all: Duplicate::InstanceExisting.code().to_owned(),
            ..PeopleForm::default()
        };
        let added = people::add(&stage.world.domain, &stage.grace, &stage.invitation, &choosing(BOB)).await;
        assert!(matches!(added, Ok(Invited::Done(_))));
        assert_eq!(stage.page(BOB, None).await.versions, [2]);
        let id = stage.registration(ADA).await;
        registrations::start_over(&stage.world.domain, &stage.grace, &id, 1).await.expect("started over");
        stage.sit(ADA, "completed").await;
        assert_eq!(stage.page(ADA, None).await.versions, [1, 2]);
        stage.use_version(1, Rule::Never).await;
        let again = people::add(&stage.world.domain, &stage.grace, &stage.invitation, &choosing(ADA)).await;
        assert!(matches!(again, Ok(Invited::Done(_))));
        assert_eq!(stage.page(ADA, None).await.versions, [1, 2, 1]);
        stage.use_version(2, Rule::Never).await;
        registrations::reset(&stage.world.domain, &stage.grace, &id).await.expect("reset");
        assert_eq!(stage.page(ADA, None).await.versions, [2]);
    }

    async fn the_preview_counts_only_who_can_still_come(world: World) {
        let stage = Stage::set(world, &format!("{ADA}, {BOB}")).await;
        let other = invite(&stage.world, &stage.grace, &stage.course, "cy@example.org, di@example.org").await;
        stage.upload(second()).await;
        let all = async || {
            let preview = stage.version(2).await.preview;
            preview.into_iter().find(|preview| preview.rule == Rule::Always).expect("always").moves
        };
        assert_eq!(all().await, 4);
        let bob = stage.find(&stage.invitation, BOB).await.recipient.expect("a recipient");
        let bob = Chosen::These(vec![bob]);
        recipients::act(&stage.world.domain, &stage.grace, &stage.invitation, &bob, Deed::Delete, 0)
            .await
            .expect("deleted");
        assert_eq!(all().await, 3);
        invitations::delete(&stage.world.domain, &stage.grace, &other).await.expect("deleted");
        assert_eq!(all().await, 1);
        invitations::restore(&stage.world.domain, &stage.grace, &other).await.expect("restored");
        assert_eq!(all().await, 3);
    }

    async fn title_and_description_follow_the_package_unless_they_were_edited(world: World) {
        let stage = Stage::two(world).await;
        stage.use_version(2, Rule::Never).await;
        assert_eq!(stage.title().await, "Knots, again");
        stage.use_version(1, Rule::Never).await;
        assert_eq!(stage.title().await, "Knots");
        courses::edit(&stage.world.domain, &stage.grace, &stage.course, "Ropes", "").await.expect("edited");
        stage.use_version(2, Rule::Never).await;
        assert_eq!(stage.title().await, "Ropes");
    }

    async fn putting_a_version_in_use_twice_is_noted_once(world: World) {
        let stage = Stage::two(world).await;
        for _ in 0..2 {
            stage.use_version(2, Rule::Passed).await;
        }
        let noted = stage.history().await.into_iter().filter(|what| what.contains("put version 2"));
        assert_eq!(noted.count(), 1);
        assert_eq!(stage.version(2).await.rule, Rule::Passed);
        stage.use_version(2, Rule::Failed).await;
        assert_eq!(stage.version(2).await.rule, Rule::Failed);
    }

    async fn a_version_that_nobody_plays_or_played_can_be_taken_away(world: World) {
        let stage = Stage::set(world, ADA).await;
        let files = stage.world.blobs();
        stage.upload(second()).await;
        assert!(stage.world.blobs() > files);
        let url = join::try_out(&stage.world.domain, &stage.grace, &stage.course, Some(2), "test").await;
        let begun = play::begin(&stage.world.domain, &ticket(&url.expect("a try-out"))).await;
        assert_eq!(begun.expect("an answer").expect("it begins").course.title, "Knots, again");
        assert_eq!(stage.version(2).await.try_outs.len(), 1);
        assert!(stage.version(1).await.try_outs.is_empty());
        assert!(stage.version(2).await.removable());
        stage.remove(2).await.expect("taken away");
        assert_eq!(stage.world.blobs(), files);
        let gone = versions::page(&stage.world.domain, &stage.grace, &stage.course, 2).await;
        assert!(matches!(problem(gone), Problem::NotFound(_)));
        assert_eq!(stage.upload(second()).await.version, Some(3), "no number comes again");
    }

    async fn a_version_that_somebody_has_stays(world: World) {
        let stage = Stage::two(world).await;
        let why = async |number| problem(stage.remove(number).await).to_string();
        assert!(why(1).await.contains("in use"));
        stage.use_version(2, Rule::Always).await;
        assert!(why(1).await.contains("Registrations are on"));
        stage.use_version(1, Rule::Never).await;
        stage.sit(ADA, "incomplete").await;
        stage.use_version(2, Rule::Always).await;
        stage.launch(ADA).await;
        assert!(why(1).await.contains("Attempts were made"));
        assert!(!stage.version(1).await.removable());
        assert!(stage.world.blobs() >= 4);
    }

    async fn launches_split_off_stay_on_the_version_that_they_played(world: World) {
        let stage = Stage::two(world).await;
        stage.sit(ADA, "passed").await;
        stage.use_version(2, Rule::Always).await;
        stage.sit(ADA, "incomplete").await;
        let page = stage.page(ADA, None).await;
        let form = SplitForm {
            launches: vec![page.launches[0].id.clone()],
            name: "Ben Second".to_owned(),
            email: String::new(),
        };
        let split = registrations::split(&stage.world.domain, &stage.grace, &page.id, &form).await.expect("split");
        let other = registrations::page(&stage.world.domain, &stage.grace, &split, None).await.expect("his page");
        assert_eq!((other.versions.as_slice(), other.progress), ([1].as_slice(), Progress::Passed));
        let own = stage.page(ADA, None).await;
        assert_eq!((own.instance, own.progress), (2, Progress::Started));
    }

    async fn a_package_for_a_course_that_is_gone_leaves_nothing(world: World) {
        let grace = world.instructor().await;
        let course = import(&world, &grace, first(), None).await.course.expect("a course");
        let id: ImportId = secret::id();
        let upload = imports::Upload::begin(&world.domain, &id).await.expect("opened");
        upload.finish_with(second()).await.expect("stored");
        imports::enqueue(&world.domain, &grace, &id, "knots.zip", Some(&course)).await.expect("promised");
        courses::delete(&world.domain, &grace, &course).await.expect("deleted");
        assert!(imports::run_next(&world.domain).await.expect("read"));
        let import = imports::find(&world.domain, &grace, &id).await.expect("the import");
        assert_eq!((import.state, world.blobs()), (ImportState::Refused, 0));
        assert!(import.problem.contains("deleted"), "{}", import.problem);
    }

    async fn nobody_touches_the_versions_of_another(world: World) {
        let stage = Stage::two(world).await;
        let alan = stage.world.another_instructor().await;
        let (domain, course) = (&stage.world.domain, &stage.course);
        assert!(matches!(problem(versions::page(domain, &alan, course, 2).await), Problem::NotFound(_)));
        let used = versions::put_in_use(domain, &alan, course, 2, Rule::Always).await;
        assert!(matches!(problem(used), Problem::NotFound(_)));
        assert!(matches!(problem(versions::remove(domain, &alan, course, 2).await), Problem::NotFound(_)));
        assert!(matches!(problem(join::try_out(domain, &alan, course, Some(2), "test").await), Problem::NotFound(_)));
        let import = import(&stage.world, &alan, second(), Some(course)).await;
        assert_eq!(import.state, ImportState::Refused);
    }
}
