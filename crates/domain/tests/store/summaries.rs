//! The summaries that Reportage reads: always what a count from scratch gives, and paged without a gap.

use crate::on_both;
use crate::reportage::{Stage, status};
use crate::world::World;
use beckon_domain::recipients::{self, Chosen};
use beckon_domain::reportage::summaries::{self, Differences};
use beckon_domain::{execute, fetch_all, invitations, join, registrations, reportage};
use beckon_model::invitation::{LetterText, Options};
use beckon_model::recipient::{Deed, Query};
use beckon_model::registration::SplitForm;
use beckon_model::reportage::{Criteria, Figures, Rows, Sort, View};
use beckon_model::{RecipientId, RegistrationId};
use futures::TryStreamExt;
use futures::future::join_all;

const DAY: i64 = 86_400_000;
/// Also figures of so few are kept by days.
const FEW: i64 = 1;

/// The same numbers on every run of a seed.
struct Lots(u64);

impl Lots {
    fn draw(&mut self, many: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % many as u64).expect("small")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.draw(of.len())]
    }
}

/// A registration that is listed, as the tables have it.
#[derive(Debug, sqlx::FromRow)]
struct Listed {
    invitation_id: String,
    kind: String,
    completion: String,
    success: String,
    score: Option<f64>,
    total_time: i64,
    created_at: i64,
    first_launched_at: Option<i64>,
    completed_at: Option<i64>,
    last_activity_at: Option<i64>,
    flagged: bool,
    opened: bool,
}

/// Figures counted here, of those that fit.
async fn counted(stage: &Stage, fits: impl Fn(&Listed) -> bool) -> Figures {
    let sql = "SELECT r.invitation_id, i.kind, r.completion, r.success, r.score, r.total_time, r.created_at,
                      r.first_launched_at, r.completed_at, r.last_activity_at,
                      r.id IN (SELECT f.registration_id FROM flags f WHERE f.dismissed_at IS NULL) AS flagged,
                      r.id IN (SELECT p.registration_id FROM recipients p WHERE p.opened_at IS NOT NULL) AS opened
               FROM registrations r JOIN invitations i ON i.id = r.invitation_id
               WHERE i.owner_id = $1 AND i.deleted_at IS NULL AND (i.kind = 'public' OR r.split_from IS NOT NULL
                 OR r.id IN (SELECT p.registration_id FROM recipients p WHERE p.deleted_at IS NULL))";
    let on = &mut &stage.world.domain.db;
    let rows = fetch_all!(on, Listed, sql, &stage.grace.id).expect("rows");
    let mut figures = Figures::default();
    for row in rows.iter().filter(|row| fits(row)) {
        let (passed, failed) = (row.success == "passed", row.success == "failed");
        let completed = passed || failed || row.completion == "completed";
        let started = completed || row.first_launched_at.is_some();
        figures.registrations += 1;
        figures.opened += i64::from(row.opened || row.first_launched_at.is_some());
        figures.started += i64::from(started);
        figures.completed += i64::from(completed);
        figures.passed += i64::from(passed);
        figures.failed += i64::from(failed);
        figures.scored += i64::from(row.score.is_some());
        figures.score += row.score.unwrap_or_default();
        figures.time += row.total_time;
    }
    figures
}

async fn sql(stage: &Stage, sql: &'static str, value: &str) {
    let mut tx = stage.world.domain.db.begin_write().await.expect("begun");
    execute!(&mut tx, sql, value).expect("written");
    tx.commit().await.expect("kept");
}

async fn act(stage: &Stage, id: &RecipientId, deed: Deed) {
    let chosen = Chosen::These(vec![id.clone()]);
    let (domain, grace) = (&stage.world.domain, &stage.grace);
    recipients::act(domain, grace, &stage.invitation, &chosen, deed, 0)
        .await
        .expect("done");
}

async fn recipient(stage: &Stage, person: usize) -> RecipientId {
    let query = Query {
        search: stage.people[person].clone(),
        ..Query::default()
    };
    let (domain, grace) = (&stage.world.domain, &stage.grace);
    let mut people = recipients::list(domain, grace, &stage.invitation, &query)
        .await
        .expect("people");
    people.rows.remove(0).recipient.expect("a recipient")
}

async fn split(stage: &Stage, id: &RegistrationId, number: usize) {
    let (domain, grace) = (&stage.world.domain, &stage.grace);
    let page = registrations::page(domain, grace, id, None)
        .await
        .expect("a page");
    let apart = page.launches.iter().filter(|launch| launch.apart);
    let launches: Vec<_> = apart.take(1).map(|launch| launch.id.clone()).collect();
    let form = SplitForm {
        launches,
        name: "Somebody Else".to_owned(),
        email: format!("else{number}@example.org"),
    };
    // Where there is nothing to take apart, it is refused.
    let _ = registrations::split(domain, grace, id, &form).await;
}

/// Who is on the invitation, and who was taken off.
struct Crowd {
    here: Vec<usize>,
    gone: Vec<(usize, RecipientId)>,
}

async fn any_deed(stage: &Stage, crowd: &mut Crowd, lots: &mut Lots, number: usize) {
    let (domain, grace) = (&stage.world.domain, &stage.grace);
    domain
        .clock
        .advance(1_000 * (1 + lots.draw(200_000) as i64));
    let person = lots.one(&crowd.here);
    match lots.draw(16) {
        0..=4 => {
            let word = lots.one(&["passed", "failed", "completed", "incomplete"]);
            let score = lots.one(&["10", "33.3", "55", "100"]);
            let time = lots.one(&["00:01:00", "00:20:00", "03:00:00"]);
            let said = [
                status(word),
                ("cmi.core.score.raw", score),
                ("cmi.core.session_time", time),
                ("cmi.interactions.0.id", lots.one(&["q1", "q2"])),
                ("cmi.interactions.0.student_response", lots.one(&["a", "b"])),
                ("cmi.interactions.0.result", lots.one(&["correct", "wrong"])),
            ];
            stage.sit(person, &said).await;
        }
        5 => {
            let id = stage.registration(person).await;
            let page = registrations::page(domain, grace, &id, None)
                .await
                .expect("a page");
            registrations::start_over(domain, grace, &id, page.instance)
                .await
                .expect("anew");
        }
        6 => {
            let id = stage.registration(person).await;
            registrations::reset(domain, grace, &id)
                .await
                .expect("reset");
        }
        7 if crowd.here.len() > 2 => {
            let id = recipient(stage, person).await;
            act(stage, &id, Deed::Delete).await;
            crowd.here.retain(|here| *here != person);
            crowd.gone.push((person, id));
        }
        8 => {
            if let Some((person, id)) = crowd.gone.pop() {
                act(stage, &id, Deed::PutBack).await;
                crowd.here.push(person);
            }
        }
        9 => {
            let letter = LetterText {
                subject: "Knots".to_owned(),
                body: "[URL:Play course]".to_owned(),
            };
            let address = format!("new{number}@example.org");
            let invited = stage
                .world
                .invite(grace, &stage.course, &address, &letter)
                .await;
            invited.expect("an invitation");
        }
        10 => split(stage, &stage.registration(person).await, number).await,
        11 => {
            let id = stage.registration(person).await;
            let flag = "INSERT INTO flags (id, registration_id, launch_id, reason, created_at)
                        SELECT 'flag-' || n.id, n.registration_id, n.id, 'test', n.started_at FROM launches n
                        WHERE n.registration_id = $1 AND n.id NOT IN (SELECT f.launch_id FROM flags f)";
            sql(stage, flag, &id.0).await;
        }
        12 => {
            let id = stage.registration(person).await;
            let seen = "UPDATE flags SET dismissed_at = 1 WHERE registration_id = $1";
            sql(stage, seen, &id.0).await;
        }
        13 => {
            invitations::delete(domain, grace, &stage.invitation)
                .await
                .expect("deleted");
            agree(stage, lots).await;
            invitations::restore(domain, grace, &stage.invitation)
                .await
                .expect("restored");
        }
        14 => {
            domain.clock.advance(31 * DAY);
            recipients::sweep(domain).await.expect("swept");
            crowd.gone.clear();
        }
        _ => {
            let options = Options::default();
            let public = invitations::create_public(domain, grace, &stage.course, &options).await;
            let public = public.expect("an invitation");
            let url = invitations::page(domain, grace, &public)
                .await
                .expect("a page")
                .url;
            let token = url.rsplit('/').next().expect("a token").to_owned();
            let learner = stage
                .world
                .learner("Ada", &format!("ada{number}@example.org"))
                .await;
            let press = join::Press::default();
            join::launch_public(domain, &learner, &token, press)
                .await
                .expect("a launch");
        }
    }
}

/// The summaries are what a count from scratch gives, and so are the figures by whatever they are asked for.
async fn agree(stage: &Stage, lots: &mut Lots) {
    let domain = &stage.world.domain;
    let differences = summaries::check(domain).await.expect("checked");
    assert_eq!(differences, Differences::default());
    let now = domain.clock.now();
    let from = (now / DAY - lots.draw(12) as i64) * DAY;
    let to = from + (1 + lots.draw(9) as i64) * DAY;
    let day = |at: i64| beckon_model::time::iso(at)[..10].to_owned();
    // On the clock of Kathmandu days begin at 18:15 UTC of the day before.
    let (zone, shift) = lots.one(&[("UTC", 0), ("Asia/Kathmandu", 20_700_000)]);
    let dates = lots.one(&["created", "launched", "completed", "activity"]);
    let (kind, flagged) = (
        lots.one(&["any", "public", "private"]),
        lots.one(&[false, false, true]),
    );
    let filters = format!("dates={dates}&kind={kind}&flagged={flagged}");
    let within = format!(
        "{filters}&span=custom&from={}&to={}&zone={zone}",
        day(from),
        day(to - DAY)
    );
    let (from, to) = (from - shift, to - shift);
    let at = |row: &Listed| match dates {
        "created" => Some(row.created_at),
        "launched" => row.first_launched_at,
        "completed" => row.completed_at,
        _ => row.last_activity_at,
    };
    let among = |row: &Listed| (kind == "any" || row.kind == kind) && (!flagged || row.flagged);
    let one = format!("&invitation={}", stage.invitation);
    for (query, scope) in [(String::new(), ""), (one, &*stage.invitation.0)] {
        let of = |row: &Listed| among(row) && (scope.is_empty() || row.invitation_id == scope);
        let ever = stage.report(&format!("{filters}{query}")).await;
        let expected = counted(stage, |row| of(row) && at(row).is_some()).await;
        same(ever.figures, expected);
        let then = stage.report(&format!("{within}{query}")).await;
        let during = |row: &Listed| at(row).is_some_and(|at| at >= from && at < to);
        same(
            then.figures,
            counted(stage, |row| of(row) && during(row)).await,
        );
    }
}

/// Scores are summed up in another order here.
fn same(figures: Figures, expected: Figures) {
    assert!(
        (figures.score - expected.score).abs() < 1e-6,
        "{figures:?} {expected:?}"
    );
    let score = 0.0;
    assert_eq!(Figures { score, ..figures }, Figures { score, ..expected });
}

async fn after_any_deeds(world: World, seed: u64) {
    let stage = Stage::of(world, 5).await;
    let mut lots = Lots(seed);
    summaries::rebuild(&stage.world.domain, FEW)
        .await
        .expect("rebuilt");
    let mut crowd = Crowd {
        here: (0..5).collect(),
        gone: Vec::new(),
    };
    for number in 0..30 {
        any_deed(&stage, &mut crowd, &mut lots, number).await;
        agree(&stage, &mut lots).await;
    }
}

/// All rows, from page to page.
async fn turned(stage: &Stage, query: &str) -> (Vec<Vec<String>>, Criteria) {
    let mut criteria = Criteria::parse(query);
    let mut pages = Vec::new();
    loop {
        let report = stage.report(&criteria.text()).await;
        pages.push(ids(&report.rows));
        if pages.concat().len() >= usize::try_from(report.matching).expect("a count") {
            return (pages, criteria.previous(&report.first));
        }
        criteria = criteria.next(&report.last);
    }
}

fn ids(rows: &Rows) -> Vec<String> {
    match rows {
        Rows::Registrations(rows) => rows.iter().map(|row| row.registration.0.clone()).collect(),
        Rows::Groups(groups) => groups.iter().map(|group| group.id.clone()).collect(),
        Rows::Questions(_) => Vec::new(),
    }
}

on_both! {
    async fn summaries_equal_a_recount_after_any_deeds(world: World) {
        after_any_deeds(world, 7).await;
    }

    async fn summaries_equal_a_recount_after_other_deeds(world: World) {
        after_any_deeds(world, 2_026).await;
    }

    async fn who_comes_and_reads_at_once_finds_everything(world: World) {
        let stage = Stage::of(world, 12).await;
        summaries::rebuild(&stage.world.domain, FEW).await.expect("rebuilt");
        let said = [status("passed"), ("cmi.core.score.raw", "80")];
        let (on, said) = (&stage, &said);
        join_all((0..12).map(|person| async move {
            on.sit(person, said).await;
            on.report("view=learners").await
        })).await;
        assert_eq!(stage.report("").await.figures.passed, 12);
        assert!(summaries::check(&stage.world.domain).await.expect("checked").is_none());
    }

    async fn a_rebuild_tells_what_differed_and_mends_it(world: World) {
        let stage = Stage::of(world, 3).await;
        let domain = &stage.world.domain;
        assert!(summaries::rebuild(domain, FEW).await.expect("rebuilt").is_none());
        sql(&stage, "UPDATE learner_sums SET passed = 9 WHERE owner_id = $1", &stage.grace.id.0).await;
        sql(&stage, "DELETE FROM result_sums WHERE scope_id = $1 AND basis = -1", &stage.course.0).await;
        let found = summaries::rebuild(domain, FEW).await.expect("rebuilt");
        assert_eq!((found.results, found.sums), (0, 1));
        assert!(found.learners > 0);
        assert!(summaries::check(domain).await.expect("checked").is_none());
    }

    async fn pages_go_from_row_to_row_and_back(world: World) {
        let stage = Stage::of(world, 120).await;
        for person in [3, 50, 51, 119] {
            stage.world.domain.clock.advance(60_000);
            stage.sit(person, &[status("passed"), ("cmi.core.score.raw", "80")]).await;
        }
        for view in [View::Registrations, View::Learners] {
            for sort in Sort::ALL {
                for order in ["asc", "desc"] {
                    let query = format!("view={}&sort={}&order={order}", view.word(), sort.word());
                    let (pages, back) = turned(&stage, &query).await;
                    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [50, 50, 20], "{query}");
                    let mut all = pages.concat();
                    all.sort();
                    all.dedup();
                    assert_eq!(all.len(), 120, "{query}");
                    assert_eq!(ids(&stage.report(&back.text()).await.rows), pages[1], "{query}");
                    let counted = stage.report(&format!("{query}&page=2")).await;
                    assert_eq!(ids(&counted.rows), pages[1], "{query}");
                }
            }
        }
        let csv = reportage::csv(&stage.world.domain, &stage.grace, &Criteria::parse("view=learners"));
        let parts: Vec<Vec<u8>> = csv.try_collect().await.expect("a table");
        let table = String::from_utf8(parts.concat()).expect("text");
        assert_eq!(table.lines().count(), 121);
    }

    async fn results_of_who_is_erased_are_gone(world: World) {
        let stage = Stage::of(world, 2).await;
        stage.report("").await;
        act(&stage, &recipient(&stage, 0).await, Deed::Delete).await;
        stage.world.domain.clock.advance(31 * DAY);
        recipients::sweep(&stage.world.domain).await.expect("swept");
        stage.report("").await;
        let on = &mut &stage.world.domain.db;
        let names = fetch_all!(on, (String,), "SELECT name FROM results UNION ALL SELECT name FROM learner_sums");
        assert_eq!(names.expect("names"), [(stage.people[1].clone(),), (stage.people[1].clone(),)]);
    }
}
