//! Reportage: every figure against a count of the test's own.

use crate::on_both;
use crate::world::{World, landing, problem, start};
use beckon_domain::accounts::Instructor;
use beckon_domain::play::{self, Commit};
use beckon_domain::recipients::{self, Chosen};
use beckon_domain::tags::{self, Tagged};
use beckon_domain::{registrations, reportage};
use beckon_model::invitation::LetterText;
use beckon_model::recipient::{Deed, Query};
use beckon_model::registration::Progress;
use beckon_model::reportage::{Criteria, Figures, Picture, Question, Report, Row, Rows};
use beckon_model::{CourseId, InvitationId, Problem, RegistrationId};
use futures::TryStreamExt;
use serde_json::json;
use std::collections::BTreeSet;
use std::io::Read;

const MANIFEST: &str = r#"<manifest identifier="m" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="o"><organization identifier="o"><title>Knots</title>
    <item identifier="a" identifierref="r"><title>Bowline</title></item></organization></organizations>
  <resources><resource identifier="r" type="webcontent" adlcp:scormtype="sco" href="sco.html"/></resources></manifest>"#;
const DAY: i64 = 86_400_000;

/// A course, and people who were invited to it.
pub struct Stage {
    pub world: World,
    pub grace: Instructor,
    pub course: CourseId,
    pub invitation: InvitationId,
    pub people: Vec<String>,
}

impl Stage {
    pub async fn of(world: World, people: usize) -> Self {
        let grace = world.instructor().await;
        let course = world.course_from(&grace, MANIFEST).await;
        let people: Vec<_> = (0..people)
            .map(|n| format!("person{n}@example.org"))
            .collect();
        let letter = LetterText {
            subject: "Knots".to_owned(),
            body: "[URL:Play course]".to_owned(),
        };
        let invitation = world
            .invite(&grace, &course, &people.join("\n"), &letter)
            .await;
        Self {
            invitation: invitation.expect("an invitation"),
            world,
            grace,
            course,
            people,
        }
    }

    pub async fn registration(&self, person: usize) -> RegistrationId {
        let all = Query {
            search: self.people[person].clone(),
            ..Query::default()
        };
        let found = recipients::list(&self.world.domain, &self.grace, &self.invitation, &all).await;
        found.expect("people").rows.remove(0).registration
    }

    pub async fn token(&self, person: usize) -> String {
        let id = recipients::list(
            &self.world.domain,
            &self.grace,
            &self.invitation,
            &Query {
                search: self.people[person].clone(),
                ..Query::default()
            },
        )
        .await
        .expect("people")
        .rows
        .remove(0)
        .recipient;
        let page = recipients::person(
            &self.world.domain,
            &self.grace,
            &self.invitation,
            &id.expect("a recipient"),
        )
        .await;
        page.expect("a person")
            .link
            .rsplit('/')
            .next()
            .expect("a token")
            .to_owned()
    }

    /// One sitting in which the course tells these values.
    pub async fn sit(&self, person: usize, said: &[(&str, &str)]) {
        let token = self.token(person).await;
        landing(&self.world.domain, &token).await.expect("the page");
        let url = start(&self.world.domain, &token).await.expect("a launch");
        let ticket = url
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .expect("a ticket")
            .to_owned();
        play::begin(&self.world.domain, &ticket)
            .await
            .expect("an answer")
            .expect("it begins");
        let mut entries = vec![json!(["begin", "a"]), json!(["init"])];
        entries.extend(said.iter().map(|(name, value)| json!(["set", name, value])));
        entries.push(json!(["end", 0]));
        let batch: Commit =
            serde_json::from_value(json!({ "seq": 1, "entries": entries, "final": true }))
                .expect("a batch");
        play::commit(&self.world.domain, &ticket, &batch)
            .await
            .expect("an answer")
            .expect("taken in");
    }

    /// The first of three knows the answer, and passes; the others do not.
    async fn answer_all(&self) {
        for (person, answer, result) in [(0, "a", "correct"), (1, "b", "wrong"), (2, "b", "wrong")]
        {
            let said = [
                ("cmi.interactions.0.id", "q1"),
                ("cmi.interactions.0.type", "choice"),
                ("cmi.interactions.0.correct_responses.0.pattern", "a"),
                ("cmi.interactions.0.student_response", answer),
                ("cmi.interactions.0.result", result),
                status(if person == 0 { "passed" } else { "incomplete" }),
            ];
            self.sit(person, &said).await;
        }
    }

    async fn asked(&self, query: &str) -> Vec<Question> {
        match self.report(&format!("view=questions&{query}")).await.rows {
            Rows::Questions(questions) => questions,
            other => panic!("{other:?}"),
        }
    }

    pub async fn delete(&self, person: usize) {
        let all = Query {
            search: self.people[person].clone(),
            ..Query::default()
        };
        let row = recipients::list(&self.world.domain, &self.grace, &self.invitation, &all)
            .await
            .expect("people")
            .rows
            .remove(0);
        let chosen = Chosen::These(vec![row.recipient.expect("a recipient")]);
        recipients::act(
            &self.world.domain,
            &self.grace,
            &self.invitation,
            &chosen,
            Deed::Delete,
            0,
        )
        .await
        .expect("deleted");
    }

    pub async fn report(&self, query: &str) -> Report {
        reportage::report(&self.world.domain, &self.grace, &Criteria::parse(query))
            .await
            .expect("a report")
    }

    async fn names(&self, query: &str) -> Vec<String> {
        match self.report(query).await.rows {
            Rows::Registrations(rows) => rows.into_iter().map(|row| row.email).collect(),
            Rows::Groups(groups) => groups.into_iter().map(|group| group.title).collect(),
            Rows::Questions(questions) => {
                questions.into_iter().map(|question| question.id).collect()
            }
        }
    }

    /// The figures, counted from the pages of the registrations.
    async fn recount(&self) -> Figures {
        let all = recipients::list(
            &self.world.domain,
            &self.grace,
            &self.invitation,
            &Query::default(),
        )
        .await
        .expect("people");
        let mut figures = Figures::default();
        for row in all.rows {
            let page =
                registrations::page(&self.world.domain, &self.grace, &row.registration, None)
                    .await
                    .expect("a page");
            figures.registrations += 1;
            let reached = |least: &[Progress]| i64::from(least.contains(&page.progress));
            figures.started += 1 - reached(&[Progress::Invited]);
            figures.opened +=
                i64::from(page.progress != Progress::Invited || row.opened_at.is_some());
            figures.completed +=
                reached(&[Progress::Completed, Progress::Passed, Progress::Failed]);
            figures.passed += reached(&[Progress::Passed]);
            figures.failed += reached(&[Progress::Failed]);
            figures.scored += i64::from(page.score.is_some());
            figures.score += page.score.unwrap_or_default();
            figures.time += page.time;
        }
        figures
    }
}

/// How many came, over all columns of the picture over time.
fn came(picture: &Picture) -> i64 {
    let each = picture.rows.iter().map(|row| row[1].parse::<i64>());
    each.sum::<Result<i64, _>>().expect("numbers")
}

pub fn status(word: &'static str) -> (&'static str, &'static str) {
    ("cmi.core.lesson_status", word)
}

on_both! {
    async fn figures_say_how_far_everyone_came(world: World) {
        let stage = Stage::of(world, 6).await;
        stage.sit(0, &[status("passed"), ("cmi.core.score.raw", "90"), ("cmi.core.session_time", "00:10:00")]).await;
        stage.sit(1, &[status("failed"), ("cmi.core.score.raw", "35")]).await;
        stage.sit(2, &[status("completed")]).await;
        stage.sit(3, &[status("incomplete")]).await;
        landing(&stage.world.domain, &stage.token(4).await).await.expect("the page");
        recipients::opened(&stage.world.domain, &stage.token(4).await).await.expect("seen");
        let report = stage.report("").await;
        let figures = report.figures;
        assert_eq!((figures.registrations, figures.opened, figures.started), (6, 5, 4));
        assert_eq!((figures.completed, figures.passed, figures.failed), (3, 1, 1));
        assert_eq!(figures.average_score(), Some(62.5));
        assert_eq!(figures.time, 60_000);
        assert_eq!((report.matching, report.title.as_str()), (6, "Reportage"));
        let funnel = report.pictures.iter().find(|picture| picture.title.starts_with("How far they come")).expect("a picture");
        let steps: Vec<_> = funnel.rows.iter().map(|row| row[1].as_str()).collect();
        assert_eq!(steps, ["6", "5", "4", "3", "1"]);
        let scores = report.pictures.iter().find(|picture| picture.title == "Scores").expect("a picture");
        let said: Vec<_> = scores.rows.iter().filter(|row| row[1] != "0").map(|row| row.join(" ")).collect();
        assert_eq!(said, ["30–39 1", "90–100 1"]);
    }

    async fn each_question_is_answered_by_its_own_address(world: World) {
        let stage = Stage::of(world, 2).await;
        stage.sit(0, &[status("passed")]).await;
        let other = stage.world.course(&stage.grace).await;
        let letter = LetterText { subject: "Demo".to_owned(), body: "[URL:Play course]".to_owned() };
        stage.world.invite(&stage.grace, &other, &stage.people[0], &letter).await.expect("an invitation");
        assert_eq!(stage.names("view=courses&sort=registrations").await[0], "Knots");
        assert_eq!(stage.report("view=courses").await.matching, 2);
        assert_eq!(stage.names(&format!("course={}&sort=name", stage.course)).await, stage.people);
        assert_eq!(stage.names("view=learners").await, [&*stage.people[0], &*stage.people[1]]);
        let Rows::Groups(learners) = stage.report("view=learners").await.rows else { panic!("no groups") };
        assert_eq!(learners[0].figures.registrations, 2);
        let one = stage.report(&format!("learner={}", learners[0].id)).await;
        assert_eq!((one.matching, one.learner.as_deref()), (2, Some(&*stage.people[0])));
        let both = stage.report(&format!("learner={}&course={}", learners[0].id, stage.course)).await;
        assert_eq!((both.matching, both.figures.passed), (1, 1));
        assert_eq!(stage.report(&format!("invitation={}", stage.invitation)).await.matching, 2);
        assert_eq!(stage.report("view=invitations").await.matching, 2);
    }

    async fn a_tag_counts_each_registration_once_whatever_bears_it(world: World) {
        let stage = Stage::of(world, 3).await;
        let (domain, grace) = (&stage.world.domain, &stage.grace);
        stage.sit(0, &[status("passed")]).await;
        stage.sit(1, &[status("incomplete")]).await;
        let other = stage.world.course(grace).await;
        let second = stage.world.invite_briefly(grace, &other, &stage.people[0]).await;
        let Rows::Registrations(all) = stage.report("").await.rows else { panic!("no registrations") };
        let late = stage.registration(2).await;
        let twice = all.iter().find(|row| row.invitation == second).expect("a row").learner.clone();
        let bearers = [
            Tagged::Course(stage.course.clone()),
            Tagged::Invitation(stage.invitation.clone()),
            Tagged::Invitation(second),
            Tagged::Registration(late),
            Tagged::Learner(twice),
        ];
        let bears = |bearer: &Tagged, row: &Row| match bearer {
            Tagged::Course(id) => row.course == *id,
            Tagged::Invitation(id) => row.invitation == *id,
            Tagged::Registration(id) => row.registration == *id,
            Tagged::Learner(id) => row.learner == *id,
        };
        for which in 0..1_u32 << bearers.len() {
            let mut chosen = Vec::new();
            for (n, bearer) in bearers.iter().enumerate() {
                let bears_it = which >> n & 1 == 1;
                tags::set(domain, grace, bearer, if bears_it { "spring" } else { "" }).await.expect("set");
                chosen.extend(bears_it.then_some(bearer));
            }
            for (query, passed, begun) in [
                ("tag=spring", false, false),
                ("tag=spring&status=passed", true, false),
                ("tag=spring&dates=launched", false, true),
                ("tag=spring&dates=activity&span=month", false, true),
            ] {
                let fits = |row: &&Row| {
                    chosen.iter().any(|bearer| bears(bearer, row))
                        && (!passed || row.progress == Progress::Passed)
                        && (!begun || row.launched_at.is_some())
                };
                let expected: BTreeSet<_> = all.iter().filter(fits).map(|row| row.registration.0.clone()).collect();
                let report = stage.report(query).await;
                let Rows::Registrations(rows) = report.rows else { panic!("no registrations") };
                let found: BTreeSet<_> = rows.into_iter().map(|row| row.registration.0).collect();
                assert_eq!(found, expected, "{which:05b} {query}");
                assert_eq!(report.figures.registrations, expected.len() as i64, "{which:05b} {query}");
                let over_time = report.pictures.first().map_or(0, came);
                assert_eq!(over_time, expected.len() as i64, "{which:05b} {query}");
            }
        }
    }

    async fn filters_and_dates_go_together(world: World) {
        let stage = Stage::of(world, 3).await;
        stage.sit(0, &[status("passed")]).await;
        stage.world.domain.clock.advance(40 * DAY);
        stage.sit(1, &[status("failed")]).await;
        assert_eq!(stage.names("status=passed").await, [&*stage.people[0]]);
        assert_eq!(stage.names("status=not-started").await, [&*stage.people[2]]);
        assert_eq!(stage.names("dates=completed&span=30-days").await, [&*stage.people[1]]);
        assert_eq!(stage.names("dates=created&span=30-days").await, [""; 0]);
        assert_eq!(stage.names("dates=completed&sort=created&order=asc").await, stage.people[..2]);
        let id = stage.registration(2).await;
        tags::add(&stage.world.domain, &stage.grace, &[Tagged::Registration(id)], &["late".to_owned()]).await.expect("tagged");
        assert_eq!(stage.names("tag=late").await, [&*stage.people[2]]);
        assert_eq!(stage.names("tag=late&status=passed").await, [""; 0]);
        assert_eq!(stage.report("kind=public").await.matching, 0);
        let compared = stage.report("dates=completed&span=30-days&against=before").await;
        assert_eq!((compared.figures.failed, compared.other.expect("figures").figures.passed), (1, 1));
    }

    async fn results_are_the_instructors_own(world: World) {
        let stage = Stage::of(world, 2).await;
        let alan = stage.world.another_instructor().await;
        let query = format!("course={}", stage.course);
        for query in ["", "view=learners", "view=courses", &*query] {
            let seen = reportage::report(&stage.world.domain, &alan, &Criteria::parse(query)).await.expect("a report");
            assert_eq!((seen.matching, seen.figures, seen.course), (0, Figures::default(), None));
        }
    }

    async fn figures_equal_a_recount_after_any_deeds(world: World) {
        let stage = Stage::of(world, 5).await;
        // The same on every run: a small generator of remainders.
        let mut seed = 7_u64;
        let mut next = |many: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((seed >> 33) % many).expect("small")
        };
        for _ in 0..30 {
            let person = next(4);
            let words = ["passed", "failed", "completed", "incomplete"];
            match next(6) {
                0..=3 => stage.sit(person, &[status(words[next(4)]), ("cmi.core.score.raw", ["10", "55", "100"][next(3)])]).await,
                4 => {
                    let id = stage.registration(person).await;
                    let page = registrations::page(&stage.world.domain, &stage.grace, &id, None).await.expect("a page");
                    registrations::start_over(&stage.world.domain, &stage.grace, &id, page.instance).await.expect("anew");
                }
                _ => registrations::reset(&stage.world.domain, &stage.grace, &stage.registration(person).await).await.expect("reset"),
            }
            assert_eq!(stage.report("").await.figures, stage.recount().await);
        }
        stage.delete(0).await;
        let after = stage.report("").await.figures;
        assert_eq!((after, after.registrations), (stage.recount().await, 4));
    }

    async fn questions_tell_who_was_right_and_what_the_others_said(world: World) {
        let stage = Stage::of(world, 3).await;
        stage.answer_all().await;
        let asked = stage.asked(&format!("course={}", stage.course)).await;
        let [question] = asked.as_slice() else { panic!("{asked:?}") };
        assert_eq!((question.course.as_str(), question.activity.as_str()), ("Knots", "Bowline"));
        assert_eq!((question.id.as_str(), question.answered, question.right), ("q1", 3, 1));
        assert_eq!(question.answers, [("b".to_owned(), 2), ("a".to_owned(), 1)]);
        assert_eq!(question.correct, ["a"]);
    }

    async fn answers_are_those_of_who_is_asked_for(world: World) {
        let stage = Stage::of(world, 3).await;
        stage.answer_all().await;
        let today = "span=30-days&dates=activity";
        for query in ["", today, &format!("invitation={}", stage.invitation), "kind=private"] {
            let asked = stage.asked(query).await;
            assert_eq!((asked[0].answered, asked[0].right), (3, 1), "{query}");
            assert_eq!(asked[0].answers, [("b".to_owned(), 2), ("a".to_owned(), 1)], "{query}");
        }
        let passed = stage.asked("status=passed").await;
        assert_eq!((passed[0].answered, &*passed[0].answers), (1, &[("a".to_owned(), 1)][..]));
        assert!(stage.asked("status=failed").await.is_empty());
        assert!(stage.asked("kind=public").await.is_empty());
    }

    async fn answers_are_those_of_the_attempt_that_counts(world: World) {
        let stage = Stage::of(world, 3).await;
        stage.answer_all().await;
        let domain = &stage.world.domain;
        let id = stage.registration(1).await;
        registrations::start_over(domain, &stage.grace, &id, 1).await.expect("anew");
        let asked = stage.asked("").await;
        assert_eq!(asked[0].answers, [("a".to_owned(), 1), ("b".to_owned(), 1)]);
        registrations::reset(domain, &stage.grace, &stage.registration(2).await).await.expect("reset");
        let asked = stage.asked("").await;
        assert_eq!((asked[0].answered, &*asked[0].answers), (1, &[("a".to_owned(), 1)][..]));
        stage.delete(0).await;
        assert!(stage.asked("").await.is_empty());
        let found = reportage::summaries::rebuild(domain, 1).await.expect("rebuilt");
        assert!(found.is_none(), "{found:?}");
    }

    async fn many_questions_are_told_page_by_page(world: World) {
        let stage = Stage::of(world, 1).await;
        let names: Vec<_> = (0..60).map(|n| format!("cmi.interactions.{n}.")).collect();
        let mut said = Vec::new();
        for (n, name) in names.iter().enumerate() {
            said.push((format!("{name}id"), format!("q{n:02}")));
            said.push((format!("{name}result"), "wrong".to_owned()));
        }
        let said: Vec<_> = said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        stage.sit(0, &said).await;
        let first = stage.report("view=questions").await;
        assert_eq!(first.matching, 60);
        let ids = |questions: Vec<Question>| questions.into_iter().map(|question| question.id).collect::<Vec<_>>();
        let mut all = ids(stage.asked("").await);
        all.extend(ids(stage.asked("page=2").await));
        assert_eq!(all, (0..60).map(|n| format!("q{n:02}")).collect::<Vec<_>>());
        let csv = reportage::csv(&stage.world.domain, &stage.grace, &Criteria::parse("view=questions"));
        let parts: Vec<Vec<u8>> = csv.try_collect().await.expect("a table");
        assert_eq!(String::from_utf8(parts.concat()).expect("text").lines().count(), 61);
    }

    async fn a_table_leaves_as_csv_and_as_a_workbook(world: World) {
        let stage = Stage::of(world, 3).await;
        stage.sit(1, &[status("passed"), ("cmi.core.score.raw", "80")]).await;
        let table = async |query: &str| {
            let csv = reportage::csv(&stage.world.domain, &stage.grace, &Criteria::parse(query));
            let parts: Vec<Vec<u8>> = csv.try_collect().await.expect("a table");
            String::from_utf8(parts.concat()).expect("text")
        };
        let all = table("").await;
        assert_eq!(all.lines().count(), 4);
        assert!(all.starts_with("Learner,E-mail,Course,"), "{all}");
        assert!(all.contains("person1@example.org,person1@example.org,Knots,private,Passed,80,"), "{all}");
        assert_eq!(table("status=passed").await.lines().count(), 2);
        assert!(table("view=courses").await.contains("Knots,,3,1,1,1,1,0,80,0,"));
        let path = stage.world.folder.path().join("table.xlsx");
        reportage::xlsx(&stage.world.domain, &stage.grace, &Criteria::default(), &path).await.expect("a workbook");
        let mut workbook = zip::ZipArchive::new(std::fs::File::open(&path).expect("a file")).expect("a zip");
        let mut sheet = String::new();
        workbook.by_name("xl/worksheets/sheet1.xml").expect("a sheet").read_to_string(&mut sheet).expect("text");
        assert_eq!(sheet.matches("<row ").count(), 4);
    }

    async fn a_saved_report_is_seen_by_whom_it_is_shown_to(world: World) {
        let stage = Stage::of(world, 3).await;
        stage.sit(1, &[status("passed")]).await;
        let (domain, grace) = (&stage.world.domain, &stage.grace);
        let alan = stage.world.another_instructor().await;
        let nameless = reportage::save(domain, grace, " ", &Criteria::default()).await;
        assert!(problem(nameless).beside("name").is_some());
        let id = reportage::save(domain, grace, "Who passed", &Criteria::parse("status=passed")).await.expect("kept");
        assert!(matches!(problem(reportage::opened(domain, &alan, &id, 1, "").await), Problem::NotFound(_)));
        assert!(problem(reportage::share(domain, grace, &id, "nobody@example.org").await).beside("email").is_some());
        reportage::share(domain, grace, &id, "alan@example.org").await.expect("shown");
        let (name, seen) = reportage::opened(domain, &alan, &id, 1, "").await.expect("the report");
        assert_eq!((name.as_str(), seen.matching), ("Who passed", 1));
        assert_eq!(reportage::saved(domain, &alan).await.expect("reports")[0].from, "Grace Hopper");
        reportage::unshare(domain, grace, &id, "alan@example.org").await.expect("hidden");
        assert!(matches!(problem(reportage::opened(domain, &alan, &id, 1, "").await), Problem::NotFound(_)));
        assert!(matches!(problem(reportage::make_link(domain, &alan, &id, 7).await), Problem::NotFound(_)));
    }

    async fn a_link_shows_its_report_until_it_is_revoked_or_old(world: World) {
        let stage = Stage::of(world, 3).await;
        let (domain, grace) = (&stage.world.domain, &stage.grace);
        let id = reportage::save(domain, grace, "All", &Criteria::default()).await.expect("kept");
        let token = |url: String| url.rsplit('/').next().expect("a token").to_owned();
        let first = token(reportage::make_link(domain, grace, &id, 7).await.expect("a link"));
        assert_eq!(reportage::by_link(domain, &first, 1, "").await.expect("the report").1.matching, 3);
        let second = token(reportage::make_link(domain, grace, &id, 7).await.expect("a link"));
        assert!(matches!(problem(reportage::by_link(domain, &first, 1, "").await), Problem::NotFound(_)));
        domain.clock.advance(8 * DAY);
        assert!(matches!(problem(reportage::by_link(domain, &second, 1, "").await), Problem::NotFound(_)));
        let third = token(reportage::make_link(domain, grace, &id, 1).await.expect("a link"));
        let shown = reportage::by_link(domain, &third, 1, "").await.expect("the report").1;
        assert_eq!((shown.courses, shown.tags), (Vec::new(), Vec::new()));
        reportage::save(domain, grace, "All", &Criteria::default()).await.expect("kept");
        assert!(reportage::by_link(domain, &third, 1, "").await.is_ok());
        reportage::save(domain, grace, "All", &Criteria::parse("status=passed")).await.expect("kept");
        assert!(matches!(problem(reportage::by_link(domain, &third, 1, "").await), Problem::NotFound(_)));
        let third = token(reportage::make_link(domain, grace, &id, 1).await.expect("a link"));
        reportage::revoke_link(domain, grace, &id).await.expect("revoked");
        assert!(matches!(problem(reportage::by_link(domain, &third, 1, "").await), Problem::NotFound(_)));
        reportage::remove(domain, grace, &id).await.expect("deleted");
        assert_eq!(reportage::saved(domain, grace).await.expect("reports"), []);
    }

    async fn the_state_moves_with_every_result(world: World) {
        let stage = Stage::of(world, 2).await;
        let state = async || reportage::state(&stage.world.domain, &stage.grace).await.expect("a state");
        let before = state().await;
        assert_eq!(before, state().await);
        stage.world.domain.clock.advance(1_000);
        stage.sit(0, &[("cmi.core.score.raw", "80")]).await;
        let played = state().await;
        assert_ne!(before, played);
        stage.world.domain.clock.advance(1_000);
        recipients::opened(&stage.world.domain, &stage.token(1).await).await.expect("opened");
        let opened = state().await;
        assert_ne!(played, opened);
        let tagged = Tagged::Course(stage.course.clone());
        tags::set(&stage.world.domain, &stage.grace, &tagged, "red").await.expect("tagged");
        let red = state().await;
        assert_ne!(opened, red);
        tags::set(&stage.world.domain, &stage.grace, &tagged, "blue").await.expect("tagged");
        assert_ne!(red, state().await);
    }
}
